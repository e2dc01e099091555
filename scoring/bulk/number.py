"""
Exact numbers in columns: whole numbers over a denominator that all rows share, or that each row has.

Where numbers with denominators of their own meet, each is cut to many decimals and what the cut may have
taken stands beside it; rows in which it could change a result are noted as in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm

from scoring.bulk.columns import Column, Truth, choose, constant, greatest, least


@dataclass(frozen=True, eq=False)
class Number:
    """
    One number a row: ``num / (den × under)``, or more by at most ``err / (den × under)``.

    Attributes:
        num: Numerators.
        den: Denominator that all rows share.
        under: Denominator of each row, positive; None for 1.
        err: What may be missing from the numerator; None for nothing.
        low, high: Bounds of the number in all rows.
    """

    num: Column
    den: int
    under: Column | None
    err: Column | None
    low: Fraction
    high: Fraction

    @property
    def top(self) -> Column:
        """Give the greatest numerator possible."""
        return self.num if self.err is None else self.num + self.err

    @property
    def beneath(self) -> Column:
        """Give each row's whole denominator."""
        return constant(self.den) if self.under is None else self.under * constant(self.den)

    def within(self, low: Fraction, high: Fraction) -> Number:
        """Give the same number with bounds that are known from elsewhere to hold."""
        return replace(self, low=max(low, self.low), high=min(high, self.high))

    def times(self, factor: Fraction) -> Number:
        """Give the number multiplied."""
        if factor == 0:
            return fixed(Fraction(0))
        common = gcd(factor.numerator, self.den)
        size = constant(abs(factor.numerator) // common)
        start = self.num if factor > 0 else -self.top
        err = None if self.err is None else self.err * size
        result = number(start * size, self.den // common * factor.denominator, self.under, err)
        return result.within(*sorted((self.low * factor, self.high * factor)))


def number(num: Column, den: int = 1, under: Column | None = None, err: Column | None = None) -> Number:
    """Give a number whose bounds follow from those of its columns."""
    top = num.high + (err.high if err else 0)
    least_under, most_under = (under.low, under.high) if under else (1, 1)
    low = Fraction(num.low, den * (most_under if num.low >= 0 else least_under))
    high = Fraction(top, den * (least_under if top >= 0 else most_under))
    return Number(num, den, under, err, low, high)


def over(num: Column, den: int, under: Column) -> Number:
    """Give a quotient; a divisor that is the same in all rows joins the denominator of all."""
    return number(num, den * under.low) if under.is_constant else number(num, den, under)


def fixed(value: Fraction) -> Number:
    """Give a number that is the same in all rows."""
    return number(constant(value.numerator), value.denominator)


def pick(truth: Truth, then: Number, otherwise: Number) -> Number:
    """Give ``then`` where the mask holds and ``otherwise`` elsewhere."""
    if isinstance(truth, bool):
        return then if truth else otherwise
    den = lcm(then.den, otherwise.den)
    a, b = _widened(then, den), _widened(otherwise, den)
    under = a.under if a.under is b.under else choose(truth, _under(a), _under(b))
    err = None if a.err is b.err is None else choose(truth, _err(a), _err(b))
    chosen = number(choose(truth, a.num, b.num), den, under, err)
    return chosen.within(min(then.low, otherwise.low), max(then.high, otherwise.high))


def common(numbers: Sequence[Number]) -> list[Number]:
    """Give the numbers over one denominator, each row's own denominators included; bounds stay."""
    den = lcm(*(n.den for n in numbers))
    unders = unders_of(numbers)
    under = None
    for column in unders:
        under = column if under is None else under * column
    return [replace(_raised(_widened(n, den), unders), under=under) for n in numbers]


def unders_of(numbers: Iterable[Number]) -> list[Column]:
    """Give the different denominators that rows have of their own."""
    found: list[Column] = []
    for n in numbers:
        if n.under is not None and not any(n.under is column for column in found):
            found.append(n.under)
    return found


def _widened(n: Number, den: int) -> Number:
    by = constant(den // n.den)
    return replace(n, num=n.num * by, den=den, err=None if n.err is None else n.err * by)


def _raised(n: Number, unders: Iterable[Column]) -> Number:
    for column in unders:
        if column is not n.under:
            n = replace(n, num=n.num * column, err=None if n.err is None else n.err * column)
    return n


def _under(n: Number) -> Column:
    return constant(1) if n.under is None else n.under


def _err(n: Number) -> Column:
    return constant(0) if n.err is None else n.err


def clamped(n: Number, low: Fraction | None, high: Fraction | None) -> Number:
    """Hold a number between floor and ceiling."""
    bounds = [bound for bound in (low, high) if bound is not None]
    wide = _widened(n, lcm(n.den, *(bound.denominator for bound in bounds)))
    edges = [None if b is None else constant(int(b * wide.den)) * _under(n) for b in (low, high)]
    num, top = _held(wide.num, *edges), _held(wide.top, *edges)
    held = number(num, wide.den, n.under, None if n.err is None else top - num)
    return held.within(*(_between(end, low, high) for end in (n.low, n.high)))


def _between(value: Fraction, low: Fraction | None, high: Fraction | None) -> Fraction:
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)


def _held(column: Column, low: Column | None, high: Column | None) -> Column:
    column = column if low is None else greatest((column, low))
    return column if high is None else least((column, high))
