"""Scales: from a measured number to exact points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.cards import Step
from scoring.evaluate.reading import chosen
from scoring.facts import Decision
from scoring.scheme.anchors import value_of, words_of
from scoring.scheme.model import Scale

Anchors = Mapping[str, Fraction]


@dataclass(frozen=True)
class Scaled:
    """Points and the step that led to them; ``points`` is None when the scale refuses the number."""

    points: Fraction | None
    step: Step


def chosen_scale(scale: Scale | None, decisions: Mapping[str, Decision]) -> Scale | None:
    """Give the scale that the decide slots leave; None without one, or while its slot is open."""
    while scale is not None and scale.decide is not None:
        option = chosen(scale.decide.slot, scale.decide.options, decisions)
        scale = None if option is None else scale.decide.options[option]
    return scale


def scale_label(scale: Scale, label: str) -> Scaled:
    """Give the points of a label; the loader has checked that every label has some."""
    points = (scale.table or {})[label]
    return Scaled(points, Step("scale", "{a}", {"a": points}, points))


def scale_number(scale: Scale, number: Fraction, anchors: Anchors) -> Scaled:
    """
    Give the points of a number.

    Args:
        scale: ``per`` or ``knots``.
        number: Measured number, exact.
        anchors: Values of the words a knot may use: ``target``, ``max_points``, ``cluster.…``.

    Returns:
        Exact points. ``None`` only where ``outside: error`` meets a number beyond the knots.
    """
    if scale.per is not None:
        points = number * scale.per
        return Scaled(points, Step("scale", "{x} × {p}", {"x": number, "p": scale.per}, points))
    return _by_knots(scale, number, _rising(scale, anchors))


def _rising(scale: Scale, anchors: Anchors) -> list[tuple[Fraction, Fraction]]:
    # A best of the cluster that does not lie beyond the target adds no piece: who only meets the
    # target gets what the target earns, also when nobody did better.
    knots: list[tuple[Fraction, Fraction]] = []
    for x, y in scale.knots or []:
        knot = (value_of(x, anchors), value_of(y, anchors))
        if not knots or knot[0] > knots[-1][0]:
            knots.append(knot)
    return knots


def is_beyond(scale: Scale, number: Fraction, anchors: Anchors) -> bool:
    """Tell whether a number lies beyond the knot before the leader's: only there can it count as leader."""
    before = None
    for x, _y in scale.knots or []:
        if any(word.endswith(".leader") for word in words_of(x)):
            return before is None or number > before
        before = value_of(x, anchors)
    return False


def _by_knots(scale: Scale, x: Fraction, knots: list[tuple[Fraction, Fraction]]) -> Scaled:
    first, last = knots[0], knots[-1]
    if x < first[0] or x > last[0]:
        return _outside(scale, x, knots)
    if scale.between == "step":
        points = next(y for edge, y in reversed(knots) if edge <= x)
        return Scaled(points, Step("scale", "{x} → {y}", {"x": x, "y": points}, points))
    exact = [y for edge, y in knots if edge == x]
    if exact:
        return Scaled(exact[0], Step("scale", "{x} → {y}", {"x": x, "y": exact[0]}, exact[0]))
    left = max(i for i, (edge, _y) in enumerate(knots) if edge < x)
    return _line(x, knots[left], knots[left + 1])


def _outside(scale: Scale, x: Fraction, knots: list[tuple[Fraction, Fraction]]) -> Scaled:
    low = x < knots[0][0]
    edge = knots[0] if low else knots[-1]
    if scale.outside == "error":
        return Scaled(None, Step("scale", "{x}", {"x": x}, None, "outside"))
    if scale.outside == "extend" and scale.between == "linear" and len(knots) > 1:
        ends = (knots[0], knots[1]) if low else (knots[-2], knots[-1])
        return _line(x, *ends)
    step = Step("scale", "{x} → {y}", {"x": x, "y": edge[1]}, edge[1], "held_at_end")
    return Scaled(edge[1], step)


def _line(x: Fraction, a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction]) -> Scaled:
    if a[0] == 0 and a[1] == 0:
        points = x / b[0] * b[1]
        return Scaled(points, Step("scale", "{x} / {t} × {m}", {"x": x, "t": b[0], "m": b[1]}, points))
    points = a[1] + (x - a[0]) * (b[1] - a[1]) / (b[0] - a[0])
    values = {"x": x, "x0": a[0], "y0": a[1], "x1": b[0], "y1": b[1]}
    formula = "{y0} + ({x} - {x0}) / ({x1} - {x0}) × ({y1} - {y0})"
    return Scaled(points, Step("scale", formula, values, points))
