from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.law.answers import Answer
from scoring.nominating.places import Contender, Given, Outcome, hand_out, size
from scoring.nominating.rules import Ceiling


def contender(
    name: str, points: int | None, check: Answer = Answer.MET, *, awaited: bool = False
) -> Contender:
    return Contender(name, None if points is None else (Fraction(points),), check, awaited)


def seats(places: int | None, *contenders: Contender, chosen: tuple[str, ...] = ()) -> Given:
    return hand_out(contenders, lambda _more: places, chosen)


def drawn(found: Given) -> str:
    return " ".join(
        f"{name}:{outcome.value}{found.reserve.get(name, '')}"
        for name, outcome in sorted(found.outcomes.items())
    )


@pytest.mark.parametrize(
    ("numerator", "base", "places"),
    # «Không quá»: 15 % of 13 is 1.95, of 20 exactly 3; 29 % of 100 is 29, where floats give 28.
    [(15, 13, 1), (15, 20, 3), (29, 100, 29), (15, 6, 0)],
)
def test_a_ceiling_is_floored_on_exact_fractions(numerator: int, base: int, places: int) -> None:
    ceiling = Ceiling(share=Fraction(numerator, 100))
    assert size(ceiling, ceiling.share, base)[0] == places


def test_the_arithmetic_of_a_ceiling_is_shown_with_its_bounds() -> None:
    ceiling = Ceiling(share=Fraction(15, 100), at_most=2)
    places, steps = size(ceiling, ceiling.share, 40)
    assert places == 2
    assert [(step.formula, step.result, step.note) for step in steps] == [
        ("{n}/{d} × {b}", Fraction(6), ""),
        ("{a}", Fraction(6), "floor"),
        ("{a} → {b}", Fraction(2), "capped_high"),
    ]


def test_the_number_of_places_is_not_known_while_base_or_share_is_not() -> None:
    ceiling = Ceiling(share=Fraction(1, 10))
    assert size(ceiling, ceiling.share, None) == (None, ())
    assert size(ceiling, None, 10) == (None, ())


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_equals_across_the_line_are_left_to_people_in_every_order(order: tuple[int, ...]) -> None:
    people = [contender("a", 9), contender("b", 8), contender("c", 8), contender("d", 7)]
    found = seats(2, *(people[i] for i in order))
    # Two places: a has one; b and c are equal for the other; d stands behind both, third in the reserve
    # until one of them is taken: 3 ahead of d, 2 places, so place 2.
    assert drawn(found) == "a:proposed b:tie c:tie d:reserve2"
    assert (found.tied, found.left) == (("b", "c"), 1)


def test_a_choice_that_fits_settles_the_tie_and_the_other_leads_the_reserve() -> None:
    people = (contender("a", 9), contender("b", 8), contender("c", 8), contender("d", 7))
    assert drawn(seats(2, *people, chosen=("c",))) == "a:proposed b:reserve1 c:proposed d:reserve2"
    for wrong in (("b", "c"), ("d",), ("c", "c"), ()):
        assert drawn(seats(2, *people, chosen=wrong)) == "a:proposed b:tie c:tie d:reserve2"


def test_equals_at_the_top_and_in_the_reserve_share_their_place() -> None:
    found = seats(2, *(contender(n, p) for n, p in (("a", 9), ("b", 9), ("c", 5), ("d", 5), ("e", 4))))
    assert drawn(found) == "a:proposed b:proposed c:reserve1 d:reserve1 e:reserve3"


def test_who_is_not_proven_keeps_the_place_open_for_those_behind_only() -> None:
    found = seats(
        2, contender("a", 9), contender("b", 8, Answer.NOT_PROVEN), contender("c", 7), contender("d", 6)
    )
    assert drawn(found) == "a:proposed b:not_proven c:waiting d:reserve1"


def test_somebody_without_a_place_in_the_run_may_come_in_anywhere() -> None:
    found = seats(2, contender("a", 9), contender("b", 8), contender("x", None))
    assert drawn(found) == "a:proposed b:waiting x:waiting"


def test_a_place_that_is_awaited_counts_at_its_best() -> None:
    found = seats(2, contender("a", 9), contender("b", 8), contender("x", 7, awaited=True))
    assert drawn(found) == "a:proposed b:proposed x:waiting"


def test_a_base_that_grows_with_competitors_proposes_nobody_too_early() -> None:
    # Half of those who compete: 2 sure ones give 1 place; with the third still 1, so a keeps it for certain
    # only when the third cannot come before.
    def half(more: int) -> int:
        return (2 + more) // 2

    behind = hand_out([contender("a", 9), contender("b", 8), contender("x", 7, Answer.NOT_PROVEN)], half)
    ahead = hand_out([contender("a", 7), contender("b", 6), contender("x", 9, Answer.NOT_PROVEN)], half)
    assert drawn(behind) == "a:proposed b:reserve1 x:not_proven"
    assert drawn(ahead) == "a:waiting b:reserve1 x:not_proven"


def test_nobody_is_proposed_while_the_number_of_places_is_unknown() -> None:
    found = seats(None, contender("a", 9))
    assert (drawn(found), found.is_known) == ("a:waiting", False)


PEOPLE = st.lists(
    st.tuples(st.integers(0, 3) | st.none(), st.sampled_from([Answer.MET, Answer.NOT_PROVEN])), max_size=7
)


@given(PEOPLE, st.integers(0, 4), st.randoms(use_true_random=False))
def test_order_of_entry_changes_nothing_and_nobody_proposed_can_be_overtaken(
    drawn_people: list[tuple[int | None, Answer]], places: int, chance: random.Random
) -> None:
    people = [contender(f"p{i}", points, check) for i, (points, check) in enumerate(drawn_people)]
    found = seats(places, *people)
    shuffled = people[:]
    chance.shuffle(shuffled)
    assert seats(places, *shuffled) == found
    proposed = [each for each in people if found.outcomes[each.id] is Outcome.PROPOSED]
    assert len(proposed) <= places
    for each in proposed:
        # Even when everybody who is awaited proves it and comes in as high as may be, the place holds.
        rivals = [o for o in people if o is not each and (o.key is None or o.key >= (each.key or ()))]
        assert len(rivals) < places
