"""
Columns of whole numbers with proven bounds, and masks of rows: the same expressions on every engine.

A column knows the least and the greatest value it can hold, and the greatest size any step towards it can
reach (its peak), so that an overflow is ruled out before anything is computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import narwhals as nw

Uses = frozenset[str]
NONE: Uses = frozenset()


@dataclass(frozen=True, eq=False)
class Column:
    """
    Whole numbers, one a row, never null.

    Attributes:
        expr: The expression that gives them, of type Int64.
        low, high: Bounds that hold for every row.
        peak: No step of the expression exceeds this in size.
        uses: Columns of the frame that the expression reads.
        is_named: Whether the expression is a column of the program already.
        multiple: The expression and the whole number that it is multiplied by, where it is a multiple.
    """

    expr: nw.Expr
    low: int
    high: int
    peak: int = 0
    uses: Uses = NONE
    is_named: bool = False
    multiple: tuple[nw.Expr, int] | None = None

    @property
    def is_constant(self) -> bool:
        """Tell whether all rows hold the same number."""
        return self.low == self.high

    @property
    def is_zero(self) -> bool:
        """Tell whether all rows hold zero."""
        return self.low == self.high == 0

    @property
    def size(self) -> int:
        """Give the greatest absolute value."""
        return max(abs(self.low), abs(self.high))

    def within(self, low: int, high: int) -> Column:
        """Give the same column with bounds that are known from elsewhere to hold."""
        tight = _column(self.expr, max(low, self.low), min(high, self.high), (self,))
        return replace(tight, is_named=self.is_named, multiple=self.multiple)

    def __add__(self, other: Column) -> Column:
        if self.is_zero or other.is_zero:
            return other if self.is_zero else self
        return _column(self.expr + other.expr, self.low + other.low, self.high + other.high, (self, other))

    def __sub__(self, other: Column) -> Column:
        if other.is_zero:
            return self
        return _column(self.expr - other.expr, self.low - other.high, self.high - other.low, (self, other))

    def __neg__(self) -> Column:
        return constant(0) - self

    def __mul__(self, other: Column) -> Column:
        if other.is_constant and other.low == 1:
            return self
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        if not other.is_constant:
            return _column(self.expr * other.expr, min(ends), max(ends), (self, other))
        # Two factors in a row are one: a step less for every row.
        expr, factor = self.multiple or (self.expr, 1)
        by = factor * other.low
        found = _column(expr * nw.lit(by, nw.Int64), min(ends), max(ends), (self, other))
        return found if found.is_constant else replace(found, multiple=(expr, by))

    def __floordiv__(self, other: Column) -> Column:
        """Divide by a column of positive numbers, downwards."""
        if other.is_constant and other.low == 1:
            return self
        ends = [a // b for a in (self.low, self.high) for b in (other.low, other.high)]
        return _column(self.expr // other.expr, min(ends), max(ends), (self, other))


@dataclass(frozen=True, eq=False)
class Mask:
    """Rows for which something holds; never null."""

    expr: nw.Expr
    peak: int = 0
    uses: Uses = NONE
    is_named: bool = False


Truth = Mask | bool


def read_by(*parts: Column | Mask) -> Uses:
    """Give the columns of the frame that several expressions read."""
    return NONE.union(*(part.uses for part in parts))


def named(name: str, low: int, high: int) -> Column:
    """Give a column of the frame, with its bounds."""
    if low == high:
        return constant(low)
    return Column(nw.col(name), low, high, max(abs(low), abs(high)), frozenset({name}), True)


@lru_cache(maxsize=1024)
def constant(value: int) -> Column:
    """Give a column in which every row holds ``value``."""
    return Column(nw.lit(value, nw.Int64), value, value, abs(value))


def _column(expr: nw.Expr, low: int, high: int, parts: Iterable[Column | Mask]) -> Column:
    if low == high:
        return constant(low)
    peak = max(abs(low), abs(high), *(part.peak for part in parts))
    return Column(expr, low, high, peak, read_by(*parts))


def least(columns: Iterable[Column]) -> Column:
    """Give the smallest of the columns in each row."""
    found = list(columns)
    ceiling = min(column.high for column in found)
    found = [column for column in found if column.low < ceiling or column.high == ceiling]
    if len(found) == 1:
        return found[0]
    expr = nw.min_horizontal(*(column.expr for column in found))
    return _column(expr, min(column.low for column in found), ceiling, found)


def greatest(columns: Iterable[Column]) -> Column:
    """Give the largest of the columns in each row."""
    found = list(columns)
    floor = max(column.low for column in found)
    found = [column for column in found if column.high > floor or column.low == floor]
    if len(found) == 1:
        return found[0]
    expr = nw.max_horizontal(*(column.expr for column in found))
    return _column(expr, floor, max(column.high for column in found), found)


def choose(truth: Truth, then: Column, otherwise: Column) -> Column:
    """Give ``then`` where the mask holds and ``otherwise`` elsewhere."""
    if isinstance(truth, bool) or then is otherwise:
        return then if truth else otherwise
    expr = nw.when(truth.expr).then(then.expr).otherwise(otherwise.expr)
    low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
    return _column(expr, low, high, (truth, then, otherwise))


def remainder(column: Column, divisor: Column, quotient: Column) -> Column:
    """Give what is left of ``column`` after ``quotient = column // divisor``."""
    if divisor.is_constant and divisor.low == 1:
        return constant(0)
    expr = column.expr - quotient.expr * divisor.expr
    # The product is at most one divisor away from the column itself, whatever the factors' own bounds say.
    peak = max(column.peak, divisor.peak, quotient.peak, column.size + divisor.high)
    return Column(expr, 0, divisor.high - 1, peak, read_by(column, divisor, quotient))


def as_column(truth: Truth) -> Column:
    """Give 1 where the mask holds and 0 elsewhere."""
    return choose(truth, constant(1), constant(0))


def reaches(column: Column, other: Column) -> Truth:
    """Tell where ``column`` is at least ``other``."""
    if column.low >= other.high or column.high < other.low:
        return column.low >= other.high
    return _mask(column.expr >= other.expr, (column, other))


def exceeds(column: Column, other: Column) -> Truth:
    """Tell where ``column`` is greater than ``other``."""
    return negation(reaches(other, column))


def equals(column: Column, other: Column) -> Truth:
    """Tell where both hold the same number."""
    if column.is_constant and other.is_constant:
        return column.low == other.low
    if column.high < other.low or other.high < column.low:
        return False
    return _mask(column.expr == other.expr, (column, other))


def _mask(expr: nw.Expr, parts: Iterable[Column | Mask]) -> Mask:
    found = list(parts)
    return Mask(expr, max(part.peak for part in found), read_by(*found))


def negation(truth: Truth) -> Truth:
    """Tell where the mask does not hold."""
    return not truth if isinstance(truth, bool) else replace(truth, expr=~truth.expr, is_named=False)


def both(*truths: Truth) -> Truth:
    """Tell where all hold."""
    masks = [truth for truth in truths if isinstance(truth, Mask)]
    if False in truths:
        return False
    return _joined(masks, True)


def either(*truths: Truth) -> Truth:
    """Tell where at least one holds."""
    masks = [truth for truth in truths if isinstance(truth, Mask)]
    if True in truths:
        return True
    return _joined(masks, False)


def _joined(masks: list[Mask], conjunction: bool) -> Truth:
    if not masks:
        return conjunction
    expr = masks[0].expr
    for mask in masks[1:]:
        expr = expr & mask.expr if conjunction else expr | mask.expr
    return _mask(expr, masks)
