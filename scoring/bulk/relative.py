"""Statistics of a group in columns: least, greatest and mean of what a leaf measures in its cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from scoring.bulk.arithmetic import cut
from scoring.bulk.cells import UnplannedError, Workings
from scoring.bulk.columns import (
    Column,
    Mask,
    Truth,
    as_column,
    both,
    choose,
    constant,
    equals,
    exceeds,
    negation,
    reaches,
)
from scoring.bulk.measuring import Measured
from scoring.bulk.number import Number, number
from scoring.bulk.program import Program

SCOPES = {"cluster": "_cluster", "all": "_all"}


@dataclass(frozen=True, eq=False)
class Group:
    """
    What the numbers of a leaf say about each row's groups.

    Attributes:
        statistics: Values of the words used, e.g. ``cluster.max``.
        awaited: Facts that are awaited in the row's group and could change them, and where.
        is_constant: Where all of the group have the same number.
        counts: Rows whose number counts.
    """

    statistics: Mapping[str, Number]
    awaited: tuple[tuple[str, Truth], ...]
    is_constant: Truth
    counts: Truth


def grouped(workings: Workings, node: str, found: Measured, words: tuple[str, ...], on_missing: str) -> Group:
    """
    Give the statistics of each row's group; candidates excluded by facts take no part.

    Raises:
        UnplannedError: A statistic that the columns do not know.
    """
    counts = both(found.has_number, negation(workings.excluded))
    counts = workings.program.keep_mask(counts)
    assert isinstance(found.value, Number), "a scale on statistics measures a number"
    values = {word: _statistic(workings, node, found.value, counts, word) for word in words}
    scopes = tuple(dict.fromkeys(word.partition(".")[0] for word in words))
    workings.scopes.update(scopes)
    same = []
    for scope in scopes:
        ends = [_statistic(workings, node, found.value, counts, f"{scope}.{end}") for end in ("min", "max")]
        same.append(_is_same(*ends))
    return Group(values, _awaited(workings, found, scopes, on_missing), both(*same), counts)


def _is_same(low: Number, high: Number) -> Truth:
    if low.under is None and high.under is None:
        return equals(low.num, high.num)
    return equals(low.num * _under(high), high.num * _under(low))


def _under(n: Number) -> Column:
    return constant(1) if n.under is None else n.under


def _awaited(
    workings: Workings, found: Measured, scopes: tuple[str, ...], on_missing: str
) -> tuple[tuple[str, Truth], ...]:
    if on_missing in ("zero", "drop_and_reweight"):
        return ()
    waiting = []
    for fact in dict.fromkeys(found.facts):
        lacks = both(found.missing, workings.fact(fact).missing, negation(workings.excluded))
        # A statistic of all is awaited wherever anybody is awaited.
        scope = "all" if "all" in scopes else "cluster"
        waiting.append((fact, anywhere(workings.program, lacks, scope)))
    return tuple((fact, where) for fact, where in waiting if where is not False)


def anywhere(program: Program, truth: Truth, scope: str) -> Truth:
    """Tell the rows in whose group the mask holds at least once."""
    if isinstance(truth, bool):
        return truth
    hits = program.keep(as_column(truth))
    return program.keep_mask(exceeds(gathered(program, hits, True, "max", scope), constant(0)))


def gathered(program: Program, column: Column, counts: Truth, how: str, scope: str) -> Column:
    """Give ``min``, ``max`` or ``sum`` of a column over the rows of a group that count."""
    masked = column.expr
    uses, peak = column.uses, column.peak
    if counts is False:  # nobody asks, but the number must lie within its bounds
        return constant(column.low)
    if isinstance(counts, Mask):
        masked = nw.when(counts.expr).then(column.expr)
        uses, peak = uses | counts.uses, max(peak, counts.peak)
    expr, uses = program.store(masked, uses, peak)
    found = getattr(expr, how)().over(SCOPES[scope]).cast(nw.Int64).fill_null(column.low)
    return program.keep(Column(found, column.low, column.high, column.size, uses | {SCOPES[scope]}))


def _statistic(workings: Workings, node: str, value: Number, counts: Truth, word: str) -> Number:
    scope, _dot, name = word.partition(".")
    if name in ("min", "max", "leader"):
        return end_of(workings.program, value, counts, "min" if name == "min" else "max", scope)
    if name == "mean" and value.under is None and value.err is None:
        return _mean(workings, value, counts, scope)
    raise UnplannedError(node, word)


def end_of(program: Program, value: Number, counts: Truth, how: str, scope: str) -> Number:
    """Give the least (``min``) or greatest (``max``) exact number of the rows of a group that count."""
    if value.under is None:
        num = gathered(program, program.keep(value.num), counts, how, scope)
        return number(num, value.den).within(value.low, value.high)
    return _end_of_ratios(program, value, counts, how, scope)


def _end_of_ratios(program: Program, value: Number, counts: Truth, how: str, scope: str) -> Number:
    """
    Give the least or greatest of quotients, as the quotient of one of the rows that have it.

    The quotient is among those that are first when all are cut to many decimals. Where these are not all
    the same number, the group is in doubt.
    """
    assert value.under is not None, "asked for quotients only"
    short = cut(program, value).num
    end = gathered(program, short, counts, how, scope)
    first = program.keep_mask(both(counts, equals(short, end)))
    num, under = program.keep(value.num), program.keep(value.under)
    # Among equal quotients the longest numerator belongs to the greatest denominator.
    longest = choose(
        reaches(end, constant(0)),
        gathered(program, num, first, "max", scope),
        gathered(program, num, first, "min", scope),
    )
    greatest = gathered(program, under, first, "max", scope)
    longest, greatest = program.keep(longest), program.keep(greatest)
    program.doubt(both(first, negation(equals(num * greatest, longest * under))))
    return number(longest, value.den, greatest).within(value.low, value.high)


def _mean(workings: Workings, value: Number, counts: Truth, scope: str) -> Number:
    program, rows = workings.program, workings.profile.rows
    num = program.keep(choose(counts, value.num, constant(0)))
    spread = Column(num.expr, min(0, num.low) * rows, max(0, num.high) * rows, num.peak, num.uses)
    sum_ = gathered(program, spread, True, "sum", scope)
    ones = program.keep(as_column(counts))
    many = gathered(program, Column(ones.expr, 0, rows, 1, ones.uses), True, "sum", scope)
    under = program.keep(choose(equals(many, constant(0)), constant(1), many).within(1, max(rows, 1)))
    return number(sum_, value.den, under).within(value.low, value.high)
