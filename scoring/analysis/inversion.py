"""Scales read backwards: which measured value, and which reported fact, would earn so many points."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.evaluate.scaling import scale_number
from scoring.facts import Entry
from scoring.scheme.anchors import value_of
from scoring.scheme.measures import terms
from scoring.scheme.model import FactSpec, Measure, Scale

ZERO, ONE, HUNDRED = Fraction(0), Fraction(1), Fraction(100)
Anchors = Mapping[str, Fraction]


@dataclass(frozen=True)
class Goal:
    """
    The measured value nearest to today's that earns enough.

    Attributes:
        is_reached: False where the number itself does not earn enough but all just below it do, as before
            the edge of a step.
    """

    number: Fraction
    is_reached: bool = True


@dataclass(frozen=True)
class FactGoal:
    """
    A fact as it is reported, and as it would have to be: on the grid of its declared decimals, or a label.

    Attributes:
        is_allowed: Whether ``then`` lies in the declared range; a count is never below zero.
    """

    fact: str
    now: Fraction | str
    then: Fraction | str
    is_allowed: bool = True


@dataclass(frozen=True)
class _Piece:
    """A straight part of a scale: the number ``at`` earns ``points``; a bound of None is open to infinity."""

    low: Fraction | None
    high: Fraction | None
    at: Fraction
    points: Fraction
    slope: Fraction = ZERO
    holds_at_high: bool = True


def nearest(
    scale: Scale | None, now: Fraction, wanted: Fraction, anchors: Anchors, *, up: bool
) -> Goal | None:
    """
    Give the measured value nearest to ``now`` that earns at least, or at most, so many points.

    Args:
        scale: ``per`` or ``knots``; None where the measured value is the points.
        now: Today's measured value.
        wanted: Points.
        anchors: Values of the words that the knots use.
        up: True for at least, False for at most.

    Returns:
        None when no value earns that.
    """
    goals = (_within(piece, now, wanted, 1 if up else -1) for piece in _pieces(scale, anchors))
    found = [goal for goal in goals if goal is not None]
    return min(found, key=lambda goal: (abs(goal.number - now), not goal.is_reached), default=None)


def extremes(scale: Scale | None, anchors: Anchors) -> tuple[Fraction | None, Fraction | None]:
    """Give the fewest and the most points that a scale can earn; None where it knows no bound."""
    if scale is not None and scale.table is not None:
        return min(scale.table.values()), max(scale.table.values())
    pieces = list(_pieces(scale, anchors))
    ends = [points for piece in pieces for points in _ends(piece)]
    falls = any(p.slope and (p.low if p.slope > 0 else p.high) is None for p in pieces)
    rises = any(p.slope and (p.high if p.slope > 0 else p.low) is None for p in pieces)
    return None if falls else min(ends), None if rises else max(ends)


def fact_for(measure: Measure, goal: Goal, entry: Entry, specs: Mapping[str, FactSpec]) -> FactGoal | None:
    """
    Give the reported value that brings a measure to a goal, all other facts unchanged.

    Args:
        measure: With its decide slots settled.
        goal: The measured value wanted.
        entry: The candidate's facts.
        specs: Declarations of the facts.

    Returns:
        None where no single fact does it: a panel, a rank, a count of labels, a logarithm or a power.
    """
    if measure.transform not in (None, "percent") or measure.winsorise is not None:
        return None
    number = goal.number / HUNDRED if measure.transform == "percent" else goal.number
    found = _single_fact(measure, number, entry)
    if found is None:
        return None
    fact, value = found
    now = entry.fact(fact).number
    if now is None or (value == now and goal.is_reached):
        return None
    then = _on_grid(value, now, Fraction(1, 10 ** specs[fact].decimals), goal.is_reached)
    return FactGoal(fact, now, then, _is_allowed(then, specs[fact]))


def label_for(scale: Scale, measure: Measure, entry: Entry, wanted: Fraction, *, up: bool) -> FactGoal | None:
    """Give the label that earns just enough points of a table; None when none does."""
    fact = measure.fact
    enough = {
        label: points
        for label, points in (scale.table or {}).items()
        if (points >= wanted if up else points <= wanted)
    }
    if fact is None or not enough:
        return None
    label = min(enough, key=lambda each: abs(enough[each] - wanted))
    return FactGoal(fact, entry.fact(fact).label, label)


def _pieces(scale: Scale | None, anchors: Anchors) -> Iterator[_Piece]:
    if scale is None or scale.per is not None:
        yield _Piece(None, None, ZERO, ZERO, ONE if scale is None or scale.per is None else scale.per)
        return
    edges = _edges(scale, anchors)
    for (low, points), (high, following) in itertools.pairwise(edges):
        if scale.between == "step":
            yield _Piece(low, high, low, points, holds_at_high=False)
        else:
            yield _Piece(low, high, low, points, (following - points) / (high - low))
    yield from _beyond(scale, edges)


def _edges(scale: Scale, anchors: Anchors) -> list[tuple[Fraction, Fraction]]:
    """Give the numbers at which the scale bends, each with the points that the evaluator gives it."""
    numbers = sorted({value_of(x, anchors) for x, _y in scale.knots or []})
    scaled = ((x, scale_number(scale, x, anchors).points) for x in numbers)
    return [(x, points) for x, points in scaled if points is not None]


def _beyond(scale: Scale, edges: list[tuple[Fraction, Fraction]]) -> Iterator[_Piece]:
    first, last = edges[0], edges[-1]
    slopes = (ZERO, ZERO)
    if scale.outside == "extend" and scale.between == "linear" and len(edges) > 1:
        slopes = (_slope(*edges[:2]), _slope(*edges[-2:]))
    open_ended = scale.outside != "error"
    yield _Piece(None if open_ended else first[0], first[0], first[0], first[1], slopes[0])
    yield _Piece(last[0], None if open_ended else last[0], last[0], last[1], slopes[1])


def _slope(a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction]) -> Fraction:
    return (b[1] - a[1]) / (b[0] - a[0])


def _within(piece: _Piece, now: Fraction, wanted: Fraction, sign: int) -> Goal | None:
    """Give the number of a piece nearest to ``now`` whose points, times ``sign``, reach those wanted."""
    low, high, slope = piece.low, piece.high, piece.slope * sign
    surplus = (piece.points - wanted) * sign
    if slope == 0 and surplus < 0:
        return None
    if slope > 0:
        low = _greatest(low, piece.at - surplus / slope)
    elif slope < 0:
        high = _least(high, piece.at - surplus / slope)
    if low is not None and high is not None and low > high:
        return None
    if low is not None and now < low:
        return Goal(low)
    if high is not None and (now > high or (now == high and not piece.holds_at_high)):
        return Goal(high, piece.holds_at_high)
    return Goal(now)


def _greatest(bound: Fraction | None, number: Fraction) -> Fraction:
    return number if bound is None else max(bound, number)


def _least(bound: Fraction | None, number: Fraction) -> Fraction:
    return number if bound is None else min(bound, number)


def _ends(piece: _Piece) -> Iterator[Fraction]:
    yield piece.points
    yield from (piece.points + piece.slope * (x - piece.at) for x in (piece.low, piece.high) if x is not None)


def _single_fact(measure: Measure, number: Fraction, entry: Entry) -> tuple[str, Fraction] | None:
    """Give the one fact that can bring the measure to a number, and the value it takes."""
    if measure.fact is not None:
        return measure.fact, number
    if measure.ratio is not None:
        return _numerator(measure.ratio, number, entry)
    change = measure.change
    before = entry.fact(change.before).number if change else None
    if change is None or before is None or (change.relative and before <= 0):
        return None
    step = number * before if change.relative else number
    return change.after, before - step if change.direction == "cut" else before + step


def _numerator(ratio: list[str], number: Fraction, entry: Entry) -> tuple[str, Fraction] | None:
    above, below = (terms(side) for side in ratio)
    values = [(sign, fact, entry.fact(fact).number) for sign, fact in below]
    divisor = sum((sign * value for sign, _fact, value in values if value is not None), ZERO)
    ((sign, fact), *others) = above
    if others or sign < 0 or divisor <= 0 or any(fact == other for _sign, other, _value in values):
        return None
    return fact, number * divisor


def _on_grid(value: Fraction, now: Fraction, step: Fraction, is_reached: bool) -> Fraction:
    """Bring a value to the declared decimals, away from today's, so that it still reaches the goal."""
    away = 1 if value > now else -1
    units = -((-value * away) // step)
    if not is_reached and units * step == value * away:
        units += 1
    return away * units * step


def lowest_of(spec: FactSpec) -> Fraction | None:
    """Give the least value a fact can have: as declared, and no count is below zero; None without a bound."""
    return ZERO if spec.at_least is None and spec.kind == "count" else spec.at_least


def _is_allowed(value: Fraction, spec: FactSpec) -> bool:
    low = lowest_of(spec)
    return (low is None or value >= low) and (spec.at_most is None or value <= spec.at_most)
