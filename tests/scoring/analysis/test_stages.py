"""Two stages side by side: biggest losses first, each with the facts that were changed."""

from __future__ import annotations

from scoring import Entry, Scheme, State
from scoring.analysis import Inputs, StageReport, compare_stages
from tests.scoring.samples import DAY, NA, entry, fact, leaf, scheme_of

PENDING = "publish: {round: {to: 0.01}, on_missing: pending}\n"


def rules() -> Scheme:
    leaves = [
        leaf("x", "max_points: 60, measure: {fact: a}"),
        leaf("y", "max_points: 40, measure: {fact: b}"),
    ]
    return scheme_of(leaves, PENDING, "a b c")


def report(earlier: list[Entry], later: list[Entry]) -> StageReport:
    return compare_stages(Inputs(rules(), tuple(earlier), DAY), Inputs(rules(), tuple(later), DAY))


def test_the_biggest_loss_comes_first_with_its_fact() -> None:
    found = report(
        [entry("p", a=60, b=30), entry("q", a=50, b=40)],
        [entry("p", a=58, b=30), entry("q", a=50, b=25)],
    )

    assert [
        (row.difference.candidate.id, row.difference.node, row.difference.points) for row in found.criteria
    ] == [
        ("q", "y", -15),
        ("p", "x", -2),
    ]
    assert [
        (r.after.id, r.before.number, r.after.number) for row in found.criteria for r in row.revisions
    ] == [("b", 40, 25), ("a", 60, 58)]


def test_a_value_struck_out_stands_last_as_a_state() -> None:
    found = report([entry("p", a=60, b=30)], [entry("p", a=50, b=NA)])

    assert [
        (row.difference.node, row.difference.points, row.difference.after_state) for row in found.criteria
    ] == [
        ("x", -10, State.VALUE),
        ("y", None, State.NOT_APPLICABLE),
    ]


def test_a_changed_fact_that_no_criterion_reads_is_told_apart() -> None:
    found = report([entry("p", a=1, b=1, c=1)], [entry("p", a=1, b=1, c=2)])

    assert found.criteria == ()
    assert [(r.before.number, r.after.number, r.title) for r in found.unscored] == [(1, 2, "c")]


def test_a_fact_changed_below_a_ceiling_moves_no_points_and_is_still_told() -> None:
    target = "target: [{at_least: 10}], scale: {knots: [[0, 0], [target, max_points]]}"
    scheme = scheme_of([leaf("x", f"max_points: 5, measure: {{fact: a}}, {target}")], numbers="a")

    found = compare_stages(Inputs(scheme, (entry("p", a=15),), DAY), Inputs(scheme, (entry("p", a=12),), DAY))

    assert found.criteria == ()
    assert [(r.before.number, r.after.number) for r in found.unscored] == [(15, 12)]


def test_judges_are_compared_one_by_one() -> None:
    scheme = scheme_of([leaf("x", "measure: {panel: {fact: a}}")], numbers="a")
    candidate = entry("p").candidate

    def panel(*values: tuple[str, int]) -> Inputs:
        facts = tuple(fact("a", value, judge=judge) for judge, value in values)
        return Inputs(scheme, (Entry(candidate, panels={"a": facts}),), DAY)

    found = compare_stages(panel(("A", 8), ("B", 6)), panel(("A", 8), ("B", 4)))

    assert [(r.after.judge, r.before.number, r.after.number) for r in found.criteria[0].revisions] == [
        ("B", 6, 4)
    ]


def test_two_equal_stages_differ_in_nothing() -> None:
    same = [entry("p", a=60, b=30)]

    found = report(same, same)

    assert (found.criteria, found.unscored, found.comparison.changed) == ((), (), ())
