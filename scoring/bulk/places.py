"""Ranks in columns: the order of a whole table, inside clusters or over all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from scoring.bulk.columns import NONE, Column, Mask, Truth, both, constant, named, negation
from scoring.bulk.placement import KEYED, Placement, key_name, mark_name
from scoring.bulk.program import Program
from scoring.bulk.relative import SCOPES
from scoring.facts import State
from scoring.scheme.model import Rank

ORDER = "_order"
OUT = (State.EXCLUDED.value, State.NOT_APPLICABLE.value)


@dataclass(frozen=True)
class Tally:
    """
    What a table of cards is like.

    Attributes:
        rows: How many rows it has.
        unkeyed: How many of them have no key.
        waiting: How many of these may still get one.
        bounds: Least and greatest whole number by column.
    """

    rows: int
    unkeyed: int
    waiting: int
    bounds: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Places:
    """
    The places of all rows.

    Attributes:
        order: What rows are ordered by, higher first; it counts only where ``keyed``.
        keyed: Rows with a key.
        out: Rows that take no part: excluded, or nothing applies.
        rank: Places in halves where equals share the mean place, else whole; where ``keyed``.
        awaited: How many of the row's scope may still come in.
    """

    order: Column
    keyed: Truth
    out: Truth
    rank: Column
    awaited: Column


def plan_places(program: Program, rule: Rank, placement: Placement, tally: Tally) -> Places:
    """Add ranks to a program over a table of cards."""
    keyed: Truth = True if tally.unkeyed == 0 else Mask(nw.col(KEYED) == 1, 0, frozenset({KEYED}))
    out: Truth = Mask(nw.col("state").is_in(OUT), 0, frozenset({"state"}))
    order = program.keep(_order(program, placement, tally))
    scope = SCOPES[rule.within]
    rank = _rank(program, order, keyed, rule, (scope, tally.rows))
    awaiting = False if tally.waiting == 0 else both(negation(keyed), negation(out))
    return Places(order, keyed, out, rank, count(program, awaiting, scope, tally.rows))


def _order(program: Program, placement: Placement, tally: Tally) -> Column:
    """Bring the chain of keys to one number: exactly, and without leaving the numbers the engine has."""
    result = constant(0)
    for index in range(len(placement.scales)):
        for name in (mark_name(index), key_name(index)):
            low, high = tally.bounds[name]
            column = named(name, low, high)
            if low < high:
                result = _chained(program, result, column, tally.rows)
    return result


def _chained(program: Program, before: Column, column: Column, rows: int) -> Column:
    if before.is_constant:
        return column
    joined = _joined(before, column)
    if joined.peak >= program.limit:
        joined = _joined(_dense(program, before, rows), _dense(program, column, rows))
    return joined


def _joined(before: Column, column: Column) -> Column:
    width = constant(column.high - column.low + 1)
    return before * width + column


def _dense(program: Program, column: Column, rows: int) -> Column:
    """Give each different number its place in the order of all, which never exceeds the number of rows."""
    kept = program.keep(column)
    expr = kept.expr.rank("dense").over(SCOPES["all"]).cast(nw.Int64)
    return program.keep(Column(expr, 1, rows + 1, rows + 1, kept.uses | {SCOPES["all"]}))


def _rank(program: Program, order: Column, keyed: Truth, rule: Rank, scope: tuple[str, int]) -> Column:
    ties = "dense" if rule.ties == "dense" else "min"
    rank = placed(program, order, keyed, ties, scope)
    if rule.ties != "average":
        return rank
    return program.keep(rank + placed(program, order, keyed, "max", scope))


def placed(program: Program, order: Column, among: Truth, method: str, scope: tuple[str, int]) -> Column:
    """Give places, highest first, among the rows of a mask; other rows have any number."""
    group, rows = scope
    expr, uses = order.expr, order.uses
    if order.is_constant or isinstance(among, Mask):
        chosen = nw.when(among.expr).then(expr) if isinstance(among, Mask) else expr
        expr, uses = program.store(chosen, uses | (among.uses if isinstance(among, Mask) else NONE), 0)
    ranked = expr.rank(method, descending=True).over(group).cast(nw.Int64).fill_null(1)  # type: ignore[arg-type]
    return program.keep(Column(ranked, 1, max(rows, 1) + 1, rows + 1, uses | {group}))


def count(program: Program, truth: Truth, group: str, rows: int) -> Column:
    """Give how many rows of the scope the mask holds for."""
    if truth is False:
        return constant(0)
    ones = nw.lit(1, nw.Int64) if truth is True else _ones(truth)
    expr, uses = program.store(ones, NONE if truth is True else truth.uses, 1)
    summed = expr.sum().over(group).cast(nw.Int64)
    return program.keep(Column(summed, 0, rows + 1, rows + 1, uses | {group}))


def _ones(truth: Mask) -> nw.Expr:
    return nw.when(truth.expr).then(nw.lit(1, nw.Int64)).otherwise(nw.lit(0, nw.Int64))
