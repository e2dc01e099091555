"""Scales in columns: from what a leaf measures to points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm

import narwhals as nw

from scoring.bulk.arithmetic import total
from scoring.bulk.cells import UnplannedError, Workings, only
from scoring.bulk.columns import (
    Column,
    Truth,
    both,
    choose,
    constant,
    either,
    exceeds,
    greatest,
    negation,
    reaches,
)
from scoring.bulk.logic import Label
from scoring.bulk.number import Number, clamped, common, fixed, number, over, pick
from scoring.bulk.program import Program
from scoring.scheme.anchors import Expression, terms_of
from scoring.scheme.model import Scale

Anchors = Mapping[str, Number]
Knots = Sequence[tuple[Number, Fraction]]


def by_table(program: Program, scale: Scale, label: Label) -> Number:
    """Give the points of each row's label."""
    table = scale.table or {}
    den = lcm(*(points.denominator for points in table.values()))
    wholes = {text: int(points * den) for text, points in table.items()}
    first, *others = wholes.items()
    expr = nw.lit(first[1], nw.Int64)
    for text, whole in others:
        expr = nw.when(label.expr == text).then(nw.lit(whole, nw.Int64)).otherwise(expr)
    sizes = list(wholes.values())
    column = Column(expr, min(sizes), max(sizes), max(map(abs, sizes)), label.uses)
    return number(program.keep(column), den)


def by_knots(
    workings: Workings, node: str, scale: Scale, x: Number, anchors: Anchors, known: Truth
) -> Number:
    """
    Give the points that the knots give a number.

    Args:
        x: An exact number.
        anchors: Values of the words the knots use.
        known: Where the number counts; elsewhere it need not lie on the scale.

    Raises:
        UnplannedError: Points at a knot differ from row to row.
    """
    only(node, scale, ("knots", "between", "outside", "leader_by", "leader_within"))
    program = workings.program
    knots = [
        (value_of(program, edge, anchors), _points(program, node, y, anchors))
        for edge, y in scale.knots or []
    ]
    if all(edge.low == edge.high for edge, _y in knots):
        return _by_fixed(program, scale, x, _rising([(edge.low, y) for edge, y in knots]), known)
    if scale.outside == "extend" and scale.between == "linear":
        raise UnplannedError(node, "outside: extend")
    return _by_moving(program, scale, x, knots, known)


def value_of(program: Program, expression: Expression, anchors: Anchors) -> Number:
    """Give the value of one number of a knot in each row."""
    parts = [
        fixed(factor) if not word else anchors[word].times(factor) for factor, word in terms_of(expression)
    ]
    return total(program, parts)


def _points(program: Program, node: str, expression: Expression, anchors: Anchors) -> Fraction:
    value = value_of(program, expression, anchors)
    if value.low != value.high:
        raise UnplannedError(node, "knots")
    return value.low


def _rising(knots: Sequence[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    kept = [knots[0]]
    kept += [knot for i, knot in enumerate(knots[1:], 1) if knot[0] > max(edge for edge, _y in knots[:i])]
    return kept


def _by_fixed(
    program: Program, scale: Scale, x: Number, knots: Sequence[tuple[Fraction, Fraction]], known: Truth
) -> Number:
    """Score against knots that are the same in all rows."""
    ys = [y for _edge, y in knots]
    inside = [reaches(*_against(x, edge)) for edge, _y in knots]
    if scale.outside == "error":
        beyond = either(negation(inside[0]), exceeds(*_against(x, knots[-1][0])))
        program.doubt(both(known, beyond))
    if scale.between == "step" or len(knots) == 1:
        return _pieces([fixed(y) for y in ys], inside[1:])
    lines = [_line(program, x, a, b) for a, b in pairwise(knots)]
    if scale.outside == "extend":
        return _pieces(lines, inside[1:-1])
    if len(lines) == 1:
        return clamped(lines[0], min(ys), max(ys))
    return _pieces([fixed(ys[0]), *lines, fixed(ys[-1])], inside).within(min(ys), max(ys))


def _against(x: Number, edge: Fraction) -> tuple[Column, Column]:
    """Give two columns that compare as the number does with an edge."""
    common_factor = gcd(edge.numerator * x.den, edge.denominator)
    by, against = edge.denominator // common_factor, edge.numerator * x.den // common_factor
    return x.num * constant(by), constant(against) if x.under is None else x.under * constant(against)


def _line(program: Program, x: Number, a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction]) -> Number:
    slope = (b[1] - a[1]) / (b[0] - a[0])
    return total(program, [x.times(slope), fixed(a[1] - slope * a[0])])


def _pieces(numbers: Sequence[Number], inside: Sequence[Truth]) -> Number:
    """Give the first number, from each edge on that a row reaches the next one."""
    found, *others = common(numbers)
    for n, truth in zip(others, inside, strict=True):
        found = pick(truth, n, found)
    return found


def _by_moving(program: Program, scale: Scale, x: Number, knots: Knots, known: Truth) -> Number:
    """
    Score against knots that differ from row to row.

    A knot that does not lie beyond those before it adds nothing, so the last knot that counts moves along.
    """
    x_, *edges = [program.keep(n.num) for n in common([x, *(edge for edge, _y in knots)])]
    den = lcm(*(y.denominator for _edge, y in knots))
    ys = [constant(int(y * den)) for _edge, y in knots]
    last, height = edges[0], ys[0]
    num, under = ys[0], constant(1)
    for edge, y in zip(edges[1:], ys[1:], strict=True):
        rises = program.keep_mask(exceeds(edge, last))
        if scale.between == "step":
            num = program.keep(choose(both(rises, reaches(x_, edge)), y, num))
        else:
            here = program.keep_mask(both(rises, exceeds(x_, last), reaches(edge, x_)))
            width = greatest((edge - last, constant(1)))
            risen = height * width + (x_ - last) * (y - height)
            num, under = program.keep(choose(here, risen, num)), program.keep(choose(here, width, under))
        last, height = program.keep(greatest((last, edge))), program.keep(choose(rises, y, height))
    beyond = exceeds(x_, last)
    if scale.outside == "error":
        program.doubt(both(known, either(beyond, exceeds(edges[0], x_))))
    num, under = choose(beyond, height, num), choose(beyond, constant(1), under)
    if scale.between == "step":
        num, under = choose(beyond, height, num), constant(1)
    found = over(program.keep(num), den, program.keep(under))
    return found.within(min(y for _e, y in knots), max(y for _e, y in knots))
