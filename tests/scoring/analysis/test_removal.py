"""Without a criterion, without a unit: what changes, and what by construction cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Entry, digest
from scoring.analysis import AnalysisError, Inputs, baseline, drop_criteria, drop_units
from tests.scoring.analysis.tables import base_of, drawn, points_scheme, unit
from tests.scoring.samples import DAY, entry, group, leaf, number, scheme_of

SELECT = "select: [{id: chon, title: Chọn, places: 1}]\n"
RANGE = "scale: {knots: [[cluster.min, 0], [cluster.max, 50]]}"
TARGET = "target: [{at_least: 100}], scale: {knots: [[0, 0], [target, max_points]]}"
MIN_MAX = leaf("x", f"max_points: 50, measure: {{fact: a}}, {RANGE}")
FIXED = leaf("x", f"max_points: 50, measure: {{fact: a}}, {TARGET}")
OWN = leaf("y", "max_points: 50, measure: {fact: b}")


def test_each_criterion_left_out_tells_who_moves() -> None:
    # p 60 + 10 = 70, q 40 + 32 = 72, r 50 + 5 = 55. Without b only a counts: p 60, r 50, q 40.
    base = base_of(points_scheme(SELECT), unit("p", a=60, b=10), unit("q", a=40, b=32), unit("r", a=50, b=5))

    without_a, without_b = drop_criteria(base)

    assert (without_a.node.id, drawn(without_a.moves)) == ("a", "")
    assert (without_b.node.id, drawn(without_b.moves)) == ("b", "q 1→3 -chon, p 2→1 +chon, r 3→2")


def test_rescaled_the_others_take_over_the_points() -> None:
    # a 60, b 30, c 10: without b the others have 70 of 100 points, so each counts 10/7 times.
    rules = points_scheme("", ("a", 60), ("b", 30), ("c", 10))
    base = base_of(rules, unit("p", a=35, b=20, c=7))

    (kept,) = drop_criteria(base, ["b"])
    (grown,) = drop_criteria(base, ["b"], rescale=True)

    assert kept.moves[0].after is not None
    assert grown.moves[0].after is not None
    assert (kept.moves[0].after.total, grown.moves[0].after.total) == (42, 60)


def test_a_bonus_left_out_leaves_the_base_as_it_is_even_when_rescaled() -> None:
    bonus = leaf("t", "role: bonus, max_points: 5, measure: {fact: c}")
    rules = scheme_of([leaf("x", "max_points: 100, measure: {fact: a}"), bonus], numbers="a c")

    (dropped,) = drop_criteria(base_of(rules, entry("p", a=80, c=5)), ["t"], rescale=True)

    assert dropped.moves[0].after is not None
    assert dropped.moves[0].after.total == 80


def test_what_a_rule_names_is_told_among_all_and_refused_alone() -> None:
    rules = points_scheme("rank: {by: [{key: total}, {key: b}]}\n")
    base = base_of(rules, unit("p", a=60, b=10))

    dropped = drop_criteria(base)

    assert [(each.node.id, each.reason.code if each.reason else "") for each in dropped] == [
        ("a", ""),
        ("b", "E_CRITERION_NAMED"),
    ]
    with pytest.raises(AnalysisError, match="a rule names it: b"):
        drop_criteria(base, ["b"])


def test_points_without_a_maximum_beside_them_cannot_be_shared_out() -> None:
    rules = scheme_of(
        [leaf("x", "max_points: 9, measure: {fact: a}"), leaf("y", "measure: {fact: b}")], numbers="a b"
    )

    with pytest.raises(AnalysisError, match="the criteria beside it have no maximum"):
        drop_criteria(base_of(rules, entry("p", a=1, b=1)), ["x"], rescale=True)


def test_a_scale_on_the_group_can_turn_two_when_the_last_one_goes() -> None:
    # By hand. With r: min 0, max 100: p 50 + 20 = 70, q 30 + 45 = 75, r 0. Without r: min 60: p 50 + 20 = 70,
    # q 0 + 45 = 45. The last in the ranking goes, and the first two change places.
    base = base_of(scheme_of([MIN_MAX, OWN], numbers="a b"), *three())

    without = {each.candidate.id: each for each in drop_units(base)}

    assert base.reach == "cluster"
    assert [(r.ahead.id, r.behind.id) for r in without["r"].reversals] == [("q", "p")]
    assert [candidate.id for candidate in without["r"].moved] == ["q"]


def test_with_a_fixed_target_nobody_turns_when_the_same_one_goes() -> None:
    base = base_of(scheme_of([FIXED, OWN], numbers="a b"), *three())

    assert base.reach == "own"
    assert [(each.reversals, each.moved) for each in drop_units(base)] == [((), ())] * 3


def three() -> list[Entry]:
    return [entry("p", a=100, b=20), entry("q", a=60, b=45), entry("r", a=0, b=0)]


def test_a_group_left_all_alike_that_the_rules_refuse_is_told_and_stops_nothing() -> None:
    rules = scheme_of(
        [MIN_MAX.replace("max_points: 50", "max_points: 50, on_constant: error"), OWN], numbers="a b"
    )
    base = base_of(rules, entry("p", a=5, b=1), entry("q", a=5, b=2), entry("r", a=9, b=3))

    found = {each.candidate.id: each for each in drop_units(base)}

    assert found["r"].reason is not None
    assert found["r"].reason.code == "E_CONSTANT"
    assert (found["p"].reason, found["q"].reason) == (None, None)


def test_a_criterion_is_left_out_among_those_in_force_only() -> None:
    # Of the group only y is in force, and it goes: the group goes too, and x alone is left.
    later = leaf("z", "effective: {from: 2030-01-01}, measure: {fact: b}")
    parts = group("g", "combine: mean", leaf("y", "measure: {fact: b}"), later)
    rules = scheme_of([leaf("x", "measure: {fact: a}"), parts], numbers="a b")

    dropped = drop_criteria(base_of(rules, entry("p", a=5, b=1)))

    assert [each.node.id for each in dropped] == ["x", "y"]
    assert [move.after.total if move.after else None for each in dropped for move in each.moves] == [1, 5]


def test_a_unit_that_is_not_there_is_refused() -> None:
    with pytest.raises(AnalysisError, match="there is no candidate zz in these results"):
        drop_units(base_of(points_scheme(), unit("p", a=1, b=1)), ["zz"])


def test_ranks_over_everybody_are_compared_over_everybody() -> None:
    rules = scheme_of(
        [leaf("x", "max_points: 50, measure: {fact: a}, scale: {knots: [[all.min, 0], [all.max, 50]]}"), OWN],
        "rank: {within: all}\n",
        "a b",
    )
    one, two, last = three()
    moved = Entry(replace(last.candidate, cluster="cum-2"), last.facts)

    found = {each.candidate.id: each for each in drop_units(base_of(rules, one, two, moved))}

    assert [(r.ahead.id, r.behind.id) for r in found["r"].reversals] == [("q", "p")]


Rows = list[tuple[int, int, str]]
VALUES = st.tuples(st.integers(0, 120), st.integers(0, 50), st.sampled_from(["c1", "c2"]))
FIELDS = st.lists(VALUES, min_size=2, max_size=7)


def field(rows: Rows) -> tuple[Entry, ...]:
    return tuple(entry(f"u{i}", cluster, a=a, b=b) for i, (a, b, cluster) in enumerate(rows))


@settings(max_examples=60, deadline=None)
@given(FIELDS)
def test_under_fixed_targets_no_unit_that_goes_ever_turns_two_others(
    rows: Rows,
) -> None:
    base = base_of(scheme_of([FIXED, OWN], numbers="a b"), *field(rows))

    assert [each for each in drop_units(base) if each.reversals or each.moved] == []


@settings(max_examples=40, deadline=None)
@given(FIELDS, st.sampled_from([FIXED, MIN_MAX, MIN_MAX.replace("cluster.", "all.")]))
def test_scoring_only_those_within_reach_gives_what_scoring_everybody_gives(
    rows: Rows, criterion: str
) -> None:
    rules = scheme_of([criterion, OWN], numbers="a b")
    entries = field(rows)
    base = baseline(Inputs(rules, entries, DAY))
    changed = entry("u0", entries[0].candidate.cluster, a=77, b=3)

    without = Inputs(rules, entries[1:], DAY).result()
    with_change = Inputs(rules, (changed, *entries[1:]), DAY).result()

    assert digest(base.without(entries[0].candidate)) == digest(without)
    assert digest(base.with_entries([changed])) == digest(with_change)


@pytest.mark.parametrize(
    ("criterion", "reach"),
    [
        ("measure: {fact: a}", "own"),
        ("measure: {fact: a, winsorise: {low: 1}}", "own"),
        ("measure: {fact: a, winsorise: {low_share: 1/10}}", "cluster"),
        ("measure: {fact: a, winsorise: {low_share: 1/10, within: all}}", "all"),
        ("measure: {fact: a}, on_missing: {impute: cluster.median}", "cluster"),
        ("measure: {fact: a}, on_missing: {impute: all.mean}", "all"),
        ("measure: {rank_of: {node: y}}", "cluster"),
        ("measure: {rank_of: {node: y, within: all}}", "all"),
        ("measure: {fact: a}, scale: {knots: [[0, 0], [all.max, 5]]}", "all"),
        ("measure: {fact: a}, scale: {knots: [[cluster.mean - cluster.sd, 0], [all.max, 5]]}", "all"),
    ],
)
def test_the_reach_of_a_rule_is_read_from_its_words(criterion: str, reach: str) -> None:
    assert base_of(scheme_of([leaf("x", criterion), OWN], numbers="a b"), *three()).reach == reach


def test_an_exact_third_is_not_rounded_before_it_is_compared() -> None:
    # Without b, a counts 100/60 times: 40 × 5/3 = 66 2/3, published as 66.67.
    base = base_of(points_scheme("", ("a", 60), ("b", 40)), unit("p", a=40, b=1))

    (grown,) = drop_criteria(base, ["b"], rescale=True)

    assert grown.moves[0].after is not None
    assert grown.moves[0].after.total == number("66.67")
