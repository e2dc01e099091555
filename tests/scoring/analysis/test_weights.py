"""Weights moved one at a time: intervals worked by hand, and what renormalising means."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.analysis import AnalysisError, Baseline, Sensitivity, move_weights
from tests.scoring.analysis.tables import base_of, points_scheme, unit
from tests.scoring.samples import entry, group, leaf, number, scheme_of

TENTH = Fraction(1, 10)
SELECT = "select: [{id: chon, title: Chọn, places: 1}]\n"


def two() -> Baseline:
    """p 60 + 10 = 70 and q 40 + 32 = 72, of 60 + 40 points."""
    return base_of(points_scheme(SELECT), unit("p", a=60, b=10), unit("q", a=40, b=32))


def totals(found: Sensitivity) -> dict[tuple[str, Fraction], list[Fraction | None]]:
    """Give the totals of q and p (in the order of the result) of each trial."""
    return {
        (trial.node.id, trial.factor): [move.after.total if move.after else None for move in trial.moves]
        for trial in found.trials
    }


def test_with_renormalised_weights_the_maximum_stays() -> None:
    # a 66 of 60: the other has 34 of 40, a factor of 0.85. q 44 + 27.2, p 66 + 8.5; and so on.
    assert totals(move_weights(two(), TENTH)) == {
        ("a", number("1.1")): [number("71.2"), number("74.5")],
        ("a", number("0.9")): [number("72.8"), number("65.5")],  # 54 and 46: × 1.15
        ("b", number("1.1")): [number("72.53"), 67],  # 44 and 56: 40 × 56/60 = 37.33
        ("b", number("0.9")): [number("71.47"), 73],  # 36 and 64: 40 × 64/60 = 42.67
    }


def test_without_renormalising_the_other_criterion_stays_and_the_maximum_moves() -> None:
    assert totals(move_weights(two(), TENTH, renormalise=False)) == {
        ("a", number("1.1")): [76, 76],
        ("a", number("0.9")): [68, 64],
        ("b", number("1.1")): [number("75.2"), 71],
        ("b", number("0.9")): [number("68.8"), 69],
    }


def test_an_interval_names_the_trials_that_lead_to_its_ends() -> None:
    q, p = move_weights(two(), TENTH).intervals

    assert (q.candidate.id, q.now.rank, q.best, q.worst) == ("q", 1, 1, 2)
    assert q.best_by is None
    assert q.worst_by is not None
    assert (q.worst_by.node.id, q.worst_by.factor) == ("a", number("1.1"))
    assert p.best_by is not None
    assert (p.candidate.id, p.best, p.worst, p.best_by.node.id) == ("p", 1, 2, "a")
    assert (dict(q.selected), dict(p.selected), q.trials) == ({"chon": 2}, {"chon": 2}, 4)
    assert not q.is_firm


def test_a_place_that_never_changes_is_firm() -> None:
    base = base_of(points_scheme(SELECT), unit("p", a=60, b=40), unit("q", a=10, b=5))

    assert [(each.best, each.worst, each.is_firm) for each in move_weights(base, TENTH).intervals] == [
        (1, 1, True),
        (2, 2, True),
    ]


def test_a_bonus_moves_alone_and_never_the_base() -> None:
    leaves = [
        leaf("x", "max_points: 60, measure: {fact: a}"),
        leaf("y", "max_points: 40, measure: {fact: b}"),
        leaf("t", "role: bonus, measure: {fact: c}"),
    ]
    base = base_of(scheme_of(leaves, numbers="a b c"), entry("p", a=30, b=20, c=10))

    found = totals(move_weights(base, TENTH))

    assert found["t", number("1.1")] == [61]
    assert found["t", number("0.9")] == [59]


def test_the_parts_of_a_mean_are_moved_by_their_weights() -> None:
    # (w × 80 + 40) / (w + 1) with w = 1.1: 128 / 2.1 = 60.952…
    leaves = [leaf("x", "measure: {fact: a}"), leaf("y", "measure: {fact: b}")]
    base = base_of(scheme_of(leaves, "combine: mean\n", "a b"), entry("p", a=80, b=40))

    assert totals(move_weights(base, TENTH))["x", number("1.1")] == [number("60.95")]


def test_a_single_criterion_and_parts_of_a_maximum_stay_and_are_named() -> None:
    parts = [leaf("p1", "measure: {fact: a}"), leaf("p2", "measure: {fact: b}")]
    rules = scheme_of([group("g", "combine: max; max_points: 50", *parts)], numbers="a b")

    found = move_weights(base_of(rules, entry("p", a=30, b=20)), TENTH)

    assert (found.trials, [node.id for node in found.fixed]) == ((), ["g"])


def test_a_sum_without_maxima_is_refused_when_renormalised_and_moved_where_weights_are_given() -> None:
    leaves = [leaf("x", "weight: 2, measure: {fact: a}"), leaf("y", "measure: {fact: b}")]
    base = base_of(scheme_of(leaves, numbers="a b"), entry("p", a=30, b=20))

    with pytest.raises(AnalysisError, match="“y” has no maximum"):
        move_weights(base, TENTH)
    found = move_weights(base, TENTH, renormalise=False)
    assert totals(found) == {("x", number("1.1")): [86], ("x", number("0.9")): [74]}
    assert [node.id for node in found.fixed] == ["y"]


@pytest.mark.parametrize("by", [Fraction(0), Fraction(1), Fraction(-1, 10), Fraction(3)])
def test_a_move_that_is_no_share_is_refused(by: Fraction) -> None:
    with pytest.raises(AnalysisError, match="more than 0 % and less than 100 %"):
        move_weights(two(), by)


def test_whoever_has_no_place_has_no_interval() -> None:
    base = base_of(points_scheme(SELECT), unit("p", a=60, b=10), unit("q", a=40))

    found = {each.candidate.id: each for each in move_weights(base, TENTH).intervals}

    assert (found["q"].best, found["q"].worst, found["q"].best_by) == (None, None, None)
    assert (found["p"].best, found["p"].worst) == (1, 1)
