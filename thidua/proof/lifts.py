"""What would lift a candidate into the next class: beside the score, never part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.analysis.frozen import Frozen
from scoring.analysis.inputs import Inputs
from scoring.cards import Card, Line
from scoring.scheme.model import Band


@dataclass(frozen=True)
class Lift:
    """One criterion that alone would do it: its exact points, and the least it would need."""

    node: str
    title: str
    now: Fraction
    needed: Fraction
    maximum: Fraction


@dataclass(frozen=True)
class Lifts:
    """
    The way to the next class.

    Attributes:
        label: The next class.
        gap: Points the total lacks; None when the total would do and something else holds the class down.
        held_by: Ids of the gates that fired.
        single: Criteria of which one alone would do, the least points first.
        room: Criteria below their maximum, with the points they could still gain, the most first.
    """

    label: str
    gap: Fraction | None
    held_by: tuple[str, ...]
    single: tuple[Lift, ...]
    room: tuple[tuple[str, Fraction], ...]


def lifts_of(inputs: Inputs, card: Card) -> Lifts | None:
    """
    Say what would lift a card's class, each answer proved by scoring again.

    Args:
        inputs: What the card follows from.
        card: A card with a total.

    Returns:
        None when there is no total, no class, or no higher one.

    Raises:
        EvaluationError: The scheme does not allow the facts.
    """
    bands = inputs.scheme.classify
    place = next((i for i, band in enumerate(bands) if band.label == card.label), 0)
    if card.total is None or place == 0:
        return None
    entry = next(each for each in inputs.entries if each.candidate.id == card.candidate.id)
    frozen = Frozen(inputs, entry, card)
    improvable = [line for line in frozen.lines.values() if _room(line) > 0]
    step = inputs.scheme.publish.round.to
    single = [lift for line in improvable for lift in _single(frozen, line, bands[:place], step)]
    return Lifts(
        label=bands[place - 1].label,
        gap=_gap(bands[place - 1], card.total, step),
        held_by=tuple(gate.id for gate in card.gates),
        single=tuple(sorted(single, key=lambda lift: (lift.needed - lift.now, lift.node))),
        room=tuple(sorted(((line.title, _room(line)) for line in improvable), key=lambda pair: -pair[1])),
    )


def _room(line: Line) -> Fraction:
    """Give the points a criterion could still gain."""
    if line.points is None or line.max_points is None or line.role == "penalty":
        return Fraction(0)
    return line.max_points - line.points


def _gap(band: Band, total: Fraction, step: Fraction) -> Fraction | None:
    if band.at_least is not None:
        gap = band.at_least - total
    else:
        gap = band.above - total + step if band.above is not None else Fraction(0)
    return gap if gap > 0 else None


def _single(frozen: Frozen, line: Line, higher: Sequence[Band], step: Fraction) -> Iterator[Lift]:
    """Give the least points, in steps of the published rounding, at which the criterion alone does it."""
    assert line.points is not None, "only criteria with points have room"
    assert line.max_points is not None, "only criteria with a maximum have room"
    now, maximum = line.points, line.max_points
    labels = {band.label for band in higher}

    def is_lifted(points: Fraction) -> bool:
        return frozen.card(line.id, points).label in labels

    if not is_lifted(maximum):
        return
    low, high = 0, -((now - maximum) // step)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_lifted(min(now + middle * step, maximum)) else (middle, high)
    yield Lift(line.id, line.title, now, min(now + high * step, maximum), maximum)
