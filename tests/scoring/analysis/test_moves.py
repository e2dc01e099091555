"""Before and after: nothing changed is no difference; what changed is named with both sides."""

from __future__ import annotations

from scoring import State
from scoring.analysis import Inputs, compared
from tests.scoring.analysis.tables import base_of, drawn, points_scheme, unit
from tests.scoring.samples import DAY, entry, leaf, number, ranked, scheme_of

SELECT = "select: [{id: chon, title: Chọn, places: 1}]\n"


def test_a_result_compared_with_itself_has_no_difference() -> None:
    rules = points_scheme(SELECT)
    result = ranked(rules, [unit("p", a=60, b=10), unit("q", a=40, b=32)])

    comparison = compared(result, ranked(rules, [unit("q", a=40, b=32), unit("p", a=60, b=10)]))

    assert comparison.changed == ()
    assert comparison.differences() == ()
    assert len(comparison.moves) == 2


def test_a_changed_value_moves_rank_and_selection_and_names_the_criterion() -> None:
    # q stands at 72, p and r at 70; with 35 instead of 32 points in b, r stands at 73.
    rules = points_scheme(SELECT)
    others = [unit("p", a=60, b=10), unit("q", a=40, b=32)]
    base = base_of(rules, *others, unit("r", a=38, b=32))

    comparison = compared(base.standings, base.with_entries([unit("r", a=38, b=35)]))

    assert drawn(comparison.moves) == "q 1→2 -chon, p 2→3, r 2→1 +chon"
    assert [(d.candidate.id, d.node, d.before, d.after, d.points) for d in comparison.differences()] == [
        ("r", "b", 32, 35, 3)
    ]


def test_a_value_that_goes_missing_is_a_state_and_not_a_zero() -> None:
    base = base_of(points_scheme(), unit("p", a=60, b=10))

    comparison = compared(base.standings, base.with_entries([unit("p", a=60)]))

    (difference,) = comparison.differences()
    assert (difference.before, difference.after, difference.points) == (10, None, None)
    assert (difference.before_state, difference.after_state) == (State.VALUE, State.MISSING)
    (move,) = comparison.changed
    assert move.after is not None
    assert (move.after.state, move.after.total, move.after.rank) == (State.PENDING, None, None)


def test_whoever_is_in_one_result_only_has_one_side() -> None:
    rules = points_scheme()
    both, one = [unit("p", a=60, b=10), unit("q", a=1, b=1)], [unit("p", a=60, b=10)]

    gone = compared(ranked(rules, both), ranked(rules, one)).changed
    come = compared(ranked(rules, one), ranked(rules, both)).changed

    assert [(move.candidate.id, move.before is None, move.after is None) for move in (*gone, *come)] == [
        ("q", False, True),
        ("q", True, False),
    ]


def test_an_excluded_candidate_has_no_criteria_to_differ_in() -> None:
    gate = "gates: [{id: g, title: G, require: fact.fb < 30, else: exclude}]\n"
    rules = points_scheme(gate)

    base = base_of(rules, unit("p", a=60, b=10))
    comparison = compared(base.standings, base.with_entries([unit("p", a=60, b=31)]))

    assert [(d.node, d.before, d.after) for d in comparison.differences()] == [
        ("a", 60, None),
        ("b", 10, None),
    ]
    assert {d.after_state for d in comparison.differences()} == {None}


def test_a_criterion_of_one_version_only_has_no_state_on_the_other_side() -> None:
    old, new = points_scheme("", ("a", 60)), points_scheme("", ("a", 60), ("b", 40))
    entries = (unit("p", a=60, b=10),)

    comparison = compared(Inputs(old, entries, DAY).result(), Inputs(new, entries, DAY).result())

    assert [(d.node, d.before, d.before_state, d.after) for d in comparison.differences()] == [
        ("b", None, None, 10)
    ]


def test_the_points_of_a_criterion_are_compared_exactly() -> None:
    # 1/3 and 0.3333: equal when rounded to two places, not equal.
    rules = scheme_of([leaf("x", "measure: {ratio: [a, b]}")], numbers="a b")
    base = base_of(rules, entry("p", a=1, b=3))
    comparison = compared(base.standings, base.with_entries([entry("p", a=3333, b=10000)]))

    assert [d.points for d in comparison.differences()] == [number("3333/10000") - number("1/3")]
    assert comparison.moves[0].after == comparison.moves[0].before
