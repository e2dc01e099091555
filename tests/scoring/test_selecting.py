"""Orders people decide, count-backs, mean places; quotas that depend on a class, a number, another quota."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring import Entry, EvaluationError, Scheme, Standings, State
from tests.scoring.samples import (
    MISSING,
    NA,
    Value,
    decided,
    entry,
    leaf,
    outcomes,
    ranked,
    ranks,
    reasons,
    scheme_of,
)

PENDING = "publish: {round: {to: 0.01}, on_missing: pending}\n"


def scored(rest: str, facts: str = "a b c", labels: dict[str, str] | None = None, more: str = "") -> Scheme:
    """Give a scheme whose total is the fact ``a``."""
    return scheme_of([leaf("x", "measure: {fact: a}" + more)], rest, facts, labels)


def people(**values: int) -> list[Entry]:
    return [entry(name, a=value) for name, value in values.items()]


# The order.


def test_equals_may_share_the_mean_of_their_places() -> None:
    scheme = scored("rank: {ties: average}\n")

    assert ranks(ranked(scheme, people(p=9, q=8, r=8, s=7, t=7, u=7))) == {
        "p": 1,
        "q": Fraction(5, 2),
        "r": Fraction(5, 2),
        "s": 5,
        "t": 5,
        "u": 5,
    }


ORDER = "rank: {ties: decide, who: Hội đồng}\nselect: [{id: chon, title: Chọn, places: 2}]\n"


def test_the_order_of_equals_is_a_question_with_all_of_them_as_the_answer() -> None:
    found = ranked(scored(ORDER), people(p=9, q=8, r=8, s=8))

    assert ranks(found) == {"p": 1, "q": 2, "r": 2, "s": 2}
    (order, tie) = found.slots
    assert (order.id, order.kind, order.options, order.choose, order.who) == (
        "rank.cum-1.2",
        "order",
        ("q", "r", "s"),
        3,
        "Hội đồng",
    )
    assert (tie.id, tie.kind) == ("chon.cum-1", "tie")


def test_a_decided_order_gives_places_and_settles_the_line() -> None:
    found = ranked(scored(ORDER), people(p=9, q=8, r=8, s=8), decided(**{"rank.cum-1.2": "s q r"}))

    assert ranks(found) == {"p": 1, "s": 2, "q": 3, "r": 4}
    assert outcomes(found) == {"p": "selected", "s": "selected", "q": "not_selected", "r": "not_selected"}
    assert [(slot.id, slot.filled is not None) for slot in found.slots] == [("rank.cum-1.2", True)]


def test_an_order_that_names_not_all_of_them_counts_as_open() -> None:
    found = ranked(scored(ORDER), people(p=9, q=8, r=8), decided(**{"rank.cum-1.2": "q"}))

    assert ranks(found) == {"p": 1, "q": 2, "r": 2}


def three_events(rank: str) -> Scheme:
    children = [leaf(f, f"measure: {{fact: {f}}}") for f in "abc"]
    return scheme_of(children, rank + PENDING, "a b c")


def medals(**rows: tuple[Value, Value, Value]) -> list[Entry]:
    return [entry(name, a=a, b=b, c=c) for name, (a, b, c) in rows.items()]


def test_a_count_back_compares_the_best_first_then_the_next() -> None:
    scheme = three_events("rank: {by: [{key: total}, {count_back: [a, b, c]}]}\n")

    # All have 15: best 9, 8, 7; of the two with 8 the next is 6 before 5.
    found = ranked(scheme, medals(p=(7, 4, 4), q=(1, 5, 9), r=(2, 8, 5), s=(6, 1, 8)))

    assert ranks(found) == {"q": 1, "s": 2, "r": 3, "p": 4}


def test_a_count_back_of_places_goes_by_the_lowest() -> None:
    scheme = three_events("rank: {by: [{count_back: [a, b, c], order: low}]}\n")

    # Firsts decide, then seconds: 1 2 4 before 1 3 3 before 2 2 2.
    found = ranked(scheme, medals(p=(2, 2, 2), q=(3, 1, 3), r=(4, 2, 1)))

    assert ranks(found) == {"r": 1, "q": 2, "p": 3}


def test_equal_vectors_stay_equal_whatever_the_order_of_the_list() -> None:
    scheme = three_events("rank: {by: [{count_back: [a, b, c]}]}\n")
    entries = medals(p=(1, 2, 3), q=(3, 1, 2))

    assert ranks(ranked(scheme, entries)) == ranks(ranked(scheme, entries[::-1])) == {"p": 1, "q": 1}


@pytest.mark.parametrize(("absent", "order"), [("last", ["q", "p"]), ("first", ["p", "q"])])
def test_a_key_that_does_not_apply_stands_where_the_scheme_says(absent: str, order: list[str]) -> None:
    scheme = scored(f"rank: {{by: [{{key: total}}, {{key: fact.b, absent: {absent}}}]}}\n")

    found = ranked(scheme, [entry("p", a=5, b=NA), entry("q", a=5, b=0)])

    assert [row.card.candidate.id for row in found.rows] == order
    assert sorted(rank for rank in ranks(found).values() if rank) == [1, 2]


def test_a_key_that_is_missing_still_waits() -> None:
    scheme = scored("rank: {by: [{key: total}, {key: fact.b}]}\n")

    assert ranks(ranked(scheme, [entry("p", a=5, b=MISSING), entry("q", a=5, b=0)])) == {"p": None, "q": 1}


def test_whoever_nothing_applies_to_holds_nobody_up() -> None:
    scheme = scored("select: [{id: chon, title: Chọn, places: 1}]\n", more=", max_points: 10")

    found = ranked(scheme, [entry("p", a=NA), entry("q", a=5)])

    assert ranks(found) == {"q": 1, "p": None}
    assert outcomes(found) == {"q": "selected", "p": "not_eligible"}
    assert reasons(found)["p"] == "not_applicable"


# Quotas.

# The nested quota of a police unit: the share of a title depends on the class of the collective.
BY_CLASS = (
    "select:\n"
    "  - {id: loai_2, title: Loại 2, of: headcount, ties: exclude, "
    "share_by: {fact: tap_the, shares: {mot: 70/100, hai: 50/100}}}\n"
    "  - {id: loai_1, title: Loại 1, of: loai_2, ties: exclude, "
    "share_by: {fact: tap_the, shares: {mot: 20/100, hai: 10/100}}}\n"
)


def unit(grade: str, cluster: str, count: int) -> list[Entry]:
    return [entry(f"{cluster}{i:02}", cluster, a=100 - i, tap_the=grade) for i in range(count)]


def test_the_share_follows_the_class_of_the_collective_and_each_step_is_floored() -> None:
    scheme = scored(BY_CLASS, "a", {"tap_the": "mot hai"})

    found = ranked(scheme, [*unit("mot", "doi-1", 13), *unit("hai", "doi-2", 13)])

    # 70 % of 13 = 9.1 → 9, 20 % of 9 = 1.8 → 1; 50 % of 13 = 6.5 → 6, 10 % of 6 = 0.6 → 0.
    assert [(quota.selection, quota.cluster, quota.places) for quota in found.quotas] == [
        ("loai_2", "doi-1", 9),
        ("loai_2", "doi-2", 6),
        ("loai_1", "doi-1", 1),
        ("loai_1", "doi-2", 0),
    ]


def test_a_quota_waits_for_the_class_it_depends_on() -> None:
    scheme = scored(BY_CLASS, "a", {"tap_the": "mot hai"})

    found = ranked(scheme, people(p=9, q=8))

    assert [quota.places for quota in found.quotas] == [None, None]
    assert outcomes(found, "loai_2") == {"p": "undecided", "q": "undecided"}
    assert reasons(found, "loai_2") == {"p": "quota_unknown", "q": "quota_unknown"}


def test_a_quota_whose_class_is_reported_in_two_ways_is_refused() -> None:
    scheme = scored(BY_CLASS, "a", {"tap_the": "mot hai"})

    with pytest.raises(EvaluationError) as caught:
        ranked(scheme, [entry("p", a=9, tap_the="mot"), entry("q", a=8, tap_the="hai")])

    assert str(caught.value.problems[0]) == (
        "E_QUOTA: the quota “loai_2” in cum-1 rests on “tap_the”, "
        "which its candidates report differently: hai, mot"
    )


def test_a_share_may_be_taken_of_a_number_all_of_the_unit_have() -> None:
    scheme = scored("select: [{id: chon, title: Chọn, share: 15/100, of: fact.b}]\n")
    entries = [
        entry(name, a=value, b=27) for name, value in (("p", 9), ("q", 8), ("r", 7), ("s", 6), ("t", 5))
    ]

    # 15 % of 27 = 4.05 → 4, though only five compete.
    assert [quota.places for quota in ranked(scheme, entries).quotas] == [4]


FLAG = (
    "select:\n"
    "  - {id: co, title: Cờ, places: 1}\n"
    "  - {id: bang_khen, title: Bằng khen, places: 2, require: selected.co == 0}\n"
)


def test_rank_one_gets_the_flag_and_the_next_two_the_certificate() -> None:
    found = ranked(scored(FLAG), people(p=9, q=8, r=7, s=6))

    assert outcomes(found, "co")["p"] == "selected"
    assert outcomes(found, "bang_khen") == {
        "p": "not_eligible",
        "q": "selected",
        "r": "selected",
        "s": "not_selected",
    }


def test_a_tie_for_the_flag_leaves_the_certificate_open_and_never_gives_both() -> None:
    found = ranked(scored(FLAG), people(p=9, q=9, r=7, s=6))

    assert outcomes(found, "co") == {
        "p": "undecided",
        "q": "undecided",
        "r": "not_selected",
        "s": "not_selected",
    }
    assert outcomes(found, "bang_khen") == {
        "p": "undecided",
        "q": "undecided",
        "r": "undecided",
        "s": "undecided",
    }
    settled = ranked(scored(FLAG), people(p=9, q=9, r=7, s=6), decided(**{"co.cum-1": "q"}))
    assert outcomes(settled, "bang_khen") == {
        "p": "selected",
        "q": "not_eligible",
        "r": "selected",
        "s": "not_selected",
    }


def test_every_rank_of_a_large_cluster_is_found_at_once() -> None:
    entries = [entry(f"u{i}", a=i % 500) for i in range(2000)]

    found: Standings = ranked(scored(""), entries)

    places = sorted(rank for rank in ranks(found).values() if rank is not None)
    assert places == [1 + 4 * (i // 4) for i in range(2000)]
    assert all(row.card.state is State.VALUE for row in found.rows)


def test_a_quota_that_grows_with_whoever_is_awaited_selects_as_far_as_it_is_safe() -> None:
    scheme = scored("select: [{id: chon, title: Chọn, share: 1/1}]\n" + PENDING)

    found = ranked(scheme, [*people(p=9, q=8), entry("r")])

    # All are selected whether the third comes in first, second, last or not at all.
    assert outcomes(found) == {"p": "selected", "q": "selected", "r": "undecided"}


def test_a_quota_that_grows_more_slowly_than_the_awaited_leaves_the_last_open() -> None:
    scheme = scored("select: [{id: chon, title: Chọn, share: 1/2}]\n" + PENDING)

    found = ranked(scheme, [*people(p=9, q=8, r=7, s=6), entry("t")])

    # Half of 4 or of 5 is 2: the awaited one may take a place of two, so only the first is safe.
    assert outcomes(found) == {
        "p": "selected",
        "q": "undecided",
        "r": "not_selected",
        "s": "not_selected",
        "t": "undecided",
    }
