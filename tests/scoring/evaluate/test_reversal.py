"""Who leaves a group can reorder those who stay, but only where points are relative to the group."""

from __future__ import annotations

import random

import pytest

from scoring import Scheme, evaluate
from tests.scoring.samples import DAY, leaf, scheme_of
from tests.scoring.samples import entry as unit

CASES = 100
UNITS = 5
CRITERIA = 4
MIN_MAX = "[[cluster.min, 0], [cluster.max, max_points]]"
Z_SCORE = "[[cluster.mean, 0], [cluster.mean + cluster.sd, 1/4 * max_points]], outside: extend"
FIXED = "[[0, 0], [100, max_points]]"


def weighing(knots: str, points: list[int]) -> Scheme:
    children = [
        leaf(f"x{i}", f"max_points: {most}, measure: {{fact: f{i}}}, scale: {{knots: {knots}}}")
        for i, most in enumerate(points)
    ]
    return scheme_of(
        children, "publish: {round: {to: 0.000001}}\n", " ".join(f"f{i}" for i in range(CRITERIA))
    )


def order(scheme: Scheme, rows: dict[str, list[int]]) -> list[str]:
    entries = [unit(name, **{f"f{i}": value for i, value in enumerate(row)}) for name, row in rows.items()]
    totals = {card.candidate.id: card.total or 0 for card in evaluate(scheme, entries, DAY)}
    return sorted(totals, key=lambda name: (-totals[name], name))


def reversals(knots: str) -> int:
    """Count the random cases in which the last-ranked unit's leaving reorders the others."""
    drawn = random.Random(7)
    found = 0
    for _case in range(CASES):
        rows = {f"u{k}": [drawn.randint(0, 100) for _ in range(CRITERIA)] for k in range(UNITS)}
        scheme = weighing(knots, [drawn.randint(5, 40) for _ in range(CRITERIA)])
        before = order(scheme, rows)
        rest = {name: row for name, row in rows.items() if name != before[-1]}
        found += order(scheme, rest) != before[:-1]
    return found


def test_fixed_targets_never_reorder_those_who_stay() -> None:
    assert reversals(FIXED) == 0


@pytest.mark.parametrize("knots", [MIN_MAX, Z_SCORE])
def test_relative_scales_reorder_those_who_stay_in_a_third_or_more_of_random_cases(knots: str) -> None:
    # Measured elsewhere: 37 % with min-max and 44 % with z-scores.
    assert 25 <= reversals(knots) <= 60
