"""Rules with one thing changed; expected totals worked by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring import Scheme
from scoring.analysis import AnalysisError, with_points, with_weight
from scoring.analysis.edits import find, islands, without
from tests.scoring.analysis.tables import points_scheme
from tests.scoring.samples import DAY, Value, card_of, group, leaf, number, scheme_of


def total(scheme: Scheme, **facts: Value) -> Fraction | None:
    return card_of(scheme, **facts).total


def test_a_criterion_with_other_points_earns_in_proportion() -> None:
    # 45 of 60 points; with 80 points: 45 / 60 × 80 = 60.
    rules = points_scheme()

    assert total(rules, fa=45, fb=10) == 55
    assert total(with_points(rules, "a", Fraction(80)), fa=45, fb=10) == 70


def test_points_of_a_group_go_to_its_parts_in_proportion() -> None:
    # The group has 10 + 30 = 40 points; with 20 each part counts half: (8 + 15) / 2 + 5.
    parts = [leaf("c", "max_points: 10, measure: {fact: c}"), leaf("d", "max_points: 30, measure: {fact: d}")]
    rules = scheme_of([group("g", "combine: sum", *parts), leaf("e", "measure: {fact: e}")], numbers="c d e")

    assert total(rules, c=8, d=15, e=5) == 28
    assert total(with_points(rules, "g", Fraction(20)), c=8, d=15, e=5) == number("16.5")


def test_a_step_table_keeps_its_steps_and_grows_with_its_maximum() -> None:
    scale = "scale: {knots: [[0, 0], [50, 10], [90, max_points]], between: step}"
    rules = scheme_of([leaf("x", f"max_points: 20, measure: {{fact: a}}, {scale}")], numbers="a")

    changed = with_points(rules, "x", Fraction(30))

    assert [total(changed, a=value) for value in (49, 50, 89, 90)] == [0, 15, 15, 30]


def test_a_weight_replaces_the_weight_that_was() -> None:
    leaves = [leaf("x", "weight: 1, measure: {fact: a}"), leaf("y", "weight: 3, measure: {fact: b}")]
    rules = scheme_of(leaves, "combine: mean\n", "a b")

    assert total(rules, a=80, b=40) == 50  # (80 + 3 × 40) / 4
    assert total(with_weight(rules, "y", Fraction(1)), a=80, b=40) == 60


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rules: with_points(rules, "y", Fraction(5)), "E_NO_MAXIMUM"),
        (lambda rules: with_weight(rules, "p", Fraction(2)), "E_NO_WEIGHT"),
        (lambda rules: with_points(rules, "p", Fraction(2)), "E_NO_MAXIMUM"),
        (lambda rules: with_weight(rules, "xx", Fraction(2)), "E_CRITERION"),
        (lambda rules: with_points(rules, "xx", Fraction(2)), "E_CRITERION"),
    ],
)
def test_a_change_that_means_nothing_is_refused(change: object, code: str) -> None:
    parts = [leaf("p", "max_points: 9, measure: {fact: c}"), leaf("q", "measure: {fact: d}")]
    tree = [
        leaf("x", "max_points: 10, measure: {fact: a}"),
        leaf("y", "measure: {fact: b}"),
        group("g", "combine: max", *parts),
    ]
    rules = scheme_of(tree, numbers="a b c d")

    with pytest.raises(AnalysisError) as refused:
        change(rules)  # type: ignore[operator]  # each case is a function of the scheme

    assert [problem.code for problem in refused.value.problems] == [code]


def test_an_unknown_criterion_is_told_with_the_nearest() -> None:
    with pytest.raises(AnalysisError, match="has no criterion “ho_so”; the nearest is: ho_so_1"):
        find(points_scheme("", ("ho_so_1", 60), ("khac", 40)), "ho_so")


def test_a_criterion_left_out_takes_its_points_along() -> None:
    assert total(without(points_scheme(), "b"), fa=45, fb=10) == 45


def test_a_criterion_left_out_of_a_mean_is_no_zero_in_it() -> None:
    leaves = [
        leaf("x", "measure: {fact: a}"),
        leaf("y", "measure: {fact: b}"),
        leaf("z", "measure: {fact: c}"),
    ]
    rules = scheme_of(leaves, "combine: mean\n", "a b c")

    assert total(rules, a=60, b=90, c=30) == 60
    assert total(without(rules, "z"), a=60, b=90, c=30) == 75


def test_a_group_goes_with_its_last_part() -> None:
    rules = scheme_of(
        [group("g", "combine: mean", leaf("c", "measure: {fact: c}")), leaf("e", "measure: {fact: e}")],
        numbers="c e",
    )

    assert [node.id for node in without(rules, "c").children] == ["e"]


@pytest.mark.parametrize(
    "rule",
    [
        "gates: [{id: g, title: G, require: b > 0, else: exclude}]\n",
        "classify: [{label: Tốt, at_least: 5, require: b > 0}, {label: Kém}]\n",
        "select: [{id: chon, title: C, places: 1, require: b > 0}]\n",
        "rank: {by: [{key: total}, {key: b}]}\n",
        "rank: {by: [{key: total}, {count_back: [a, b]}]}\n",
    ],
)
def test_a_criterion_that_a_rule_names_cannot_be_left_out(rule: str) -> None:
    with pytest.raises(AnalysisError, match="“b” cannot be left out: a rule names it"):
        without(points_scheme(rule), "b")


def test_the_last_criterion_cannot_be_left_out() -> None:
    with pytest.raises(AnalysisError, match="has no other criterion"):
        without(points_scheme("", ("a", 60)), "a")


def test_criteria_stand_in_the_whole_they_share() -> None:
    # x and the parts of the plain group g share one sum; the group h takes a mean and is itself one criterion
    # of the sum; the parts of m have no weight of their own; the bonus stands outside the base.
    tree = [
        leaf("x", "max_points: 10, measure: {fact: a}"),
        group("g", "combine: sum; weight: 2", leaf("g1", "max_points: 20, measure: {fact: a}")),
        group(
            "h",
            "combine: mean; max_points: 30",
            leaf("h1", "weight: 3, measure: {fact: a}"),
            leaf("h2", "measure: {fact: b}"),
        ),
        group("m", "combine: max; max_points: 40", leaf("m1", "measure: {fact: a}")),
        leaf("t", "role: bonus, measure: {fact: b}"),
    ]

    found = islands(scheme_of(tree, numbers="a b"), DAY)

    assert [(island.kind, dict(island.shares)) for island in found] == [
        ("points", {"x": 10, "g1": 40, "h": 30, "m": 40, "t": None}),
        ("weights", {"h1": 3, "h2": 1}),
    ]
    assert [node.id for node in found[0].base] == ["x", "g1", "h", "m"]
