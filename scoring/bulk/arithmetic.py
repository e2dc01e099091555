"""Sums, extremes, roundings and comparisons of numbers in columns: exact, or noted as in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor, gcd

from scoring.bulk.columns import (
    Column,
    Truth,
    as_column,
    both,
    choose,
    constant,
    either,
    equals,
    exceeds,
    greatest,
    least,
    negation,
    reaches,
    remainder,
)
from scoring.bulk.number import Number, common, number, unders_of
from scoring.bulk.program import Program
from scoring.numbers import rounded as rounded_number
from scoring.scheme.model import Round

FINEST, COARSEST = 12, 7
ROOM = 64
Answer = tuple[Truth, Truth]


def total(program: Program, numbers: Sequence[Number]) -> Number:
    """Add numbers up."""
    same = _comparable(program, numbers)
    num, err = same[0].num, same[0].err
    for n in same[1:]:
        num = num + n.num
        err = n.err if err is None else err if n.err is None else err + n.err
    low, high = sum((n.low for n in same), Fraction(0)), sum((n.high for n in same), Fraction(0))
    return number(num, same[0].den, same[0].under, err).within(low, high)


def extreme(program: Program, numbers: Sequence[Number], kind: str) -> Number:
    """Give the least (``min``) or the greatest (``max``) of the numbers in each row."""
    same = _comparable(program, numbers)
    take, bound = (least, min) if kind == "min" else (greatest, max)
    num = take(n.num for n in same)
    err = None if all(n.err is None for n in same) else take(n.top for n in same) - num
    found = number(num, same[0].den, same[0].under, err)
    return found.within(bound(n.low for n in same), bound(n.high for n in same))


def product(numbers: Sequence[Number]) -> Number:
    """Multiply exact numbers."""
    result = numbers[0]
    for n in numbers[1:]:
        under = (
            n.under if result.under is None else result.under if n.under is None else result.under * n.under
        )
        ends = [a * b for a in (result.low, result.high) for b in (n.low, n.high)]
        result = number(result.num * n.num, result.den * n.den, under).within(min(ends), max(ends))
    return result


def scaled_by(program: Program, n: Number, factor: Number) -> Number:
    """Multiply a number by an exact one that is nowhere negative."""
    if factor.low == factor.high:
        return n.times(factor.low)
    if n.top.size * factor.num.size * ROOM >= program.limit:
        n = narrowed(program, cut(program, n))
    err = None if n.err is None else n.err * factor.num
    under = factor.under if n.under is None else n.under if factor.under is None else n.under * factor.under
    ends = [a * b for a in (n.low, n.high) for b in (factor.low, factor.high)]
    return number(n.num * factor.num, n.den * factor.den, under, err).within(min(ends), max(ends))


def ordered(program: Program, numbers: Sequence[Number]) -> list[Number]:
    """Give the numbers of each row in rising order."""
    same = _comparable(program, numbers)
    nums = _network(program, [n.num for n in same])
    if all(n.err is None for n in same):
        return [number(num, same[0].den, same[0].under) for num in nums]
    # The k-th of the upper bounds bounds the k-th of the numbers.
    tops = _network(program, [n.top for n in same])
    return [number(num, same[0].den, None, top - num) for num, top in zip(nums, tops, strict=True)]


def _network(program: Program, columns: Sequence[Column]) -> list[Column]:
    found = [program.keep(column) for column in columns]
    for last in range(len(found) - 1, 0, -1):
        for i in range(last):
            pair = found[i], found[i + 1]
            found[i], found[i + 1] = program.keep(least(pair)), program.keep(greatest(pair))
    return found


def _comparable(program: Program, numbers: Sequence[Number]) -> list[Number]:
    """Bring numbers over one denominator: exactly where at most one has rows' own, else by cutting."""
    if len(unders_of(numbers)) + any(n.err is not None for n in numbers) > 1:
        numbers = [cut(program, n) for n in numbers]
    same = common(numbers)
    if max(n.top.peak for n in same) * ROOM >= program.limit:
        same = common([narrowed(program, cut(program, n)) for n in numbers])
    return same


def cut(program: Program, n: Number) -> Number:
    """Bring a number to a denominator that all rows share; what was cut off stands beside it."""
    if n.under is None:
        return n
    digits = _digits(program, n)
    whole, rest = _divided(program, n, n.num, digits)
    err = as_column(exceeds(rest, constant(0)))
    if n.err is not None:
        upper, left = _divided(program, n, n.top, digits)
        err = upper + as_column(exceeds(left, constant(0))) - whole
    return number(whole, n.den * 10**digits, None, program.keep(err)).within(n.low, n.high)


def narrowed(program: Program, n: Number) -> Number:
    """Bring a number with a long denominator to fewer decimals; what was cut off stands beside it."""
    assert n.under is None, "rows' own denominators are cut first"
    short = cut(program, replace(n, den=1, under=constant(n.den)))
    return short if short.den < n.den else n


def _digits(program: Program, n: Number) -> int:
    """Give how many decimals are added: up to ``FINEST`` in all, if that leaves room for sums."""
    size = ceil(max(abs(n.low), abs(n.high)) * n.den) + 1
    room = _zeros(max(1, program.limit // (size * ROOM)))
    has = _zeros(n.den)
    return max(COARSEST - has, min(FINEST - has, room), 0)


def _zeros(size: int) -> int:
    return len(str(size)) - 1


def _divided(program: Program, n: Number, num: Column, digits: int) -> tuple[Column, Column]:
    """Divide by the rows' own denominators as by hand, some digits at a time: no step grows too long."""
    assert n.under is not None, "a number without denominators of its own needs no cut"
    whole, rest, scale = constant(0), num, n.den
    for step in _steps(program, num, n.under, digits):
        scale *= 10**step
        lengthened = program.keep(rest * constant(10**step))
        quotient = program.keep(lengthened // n.under)
        rest = program.keep(remainder(lengthened, n.under, quotient))
        whole = whole * constant(10**step) + quotient
        whole = program.keep(whole.within(floor(n.low * scale), ceil(n.high * scale)))
    return whole, rest


def _steps(program: Program, num: Column, under: Column, digits: int) -> list[int]:
    """Give how many digits each step adds: as many as the numbers leave room for, at least one."""
    steps = [min(digits, _zeros((program.limit - 1) // max(num.size, 1) or 1))]
    while sum(steps) < digits:
        room = _zeros((program.limit - 1) // under.high or 1)
        steps.append(max(1, min(digits - sum(steps), room)))
    return steps


def rounded(program: Program, n: Number, rule: Round) -> Number:
    """Bring a number to a multiple of ``rule.to``, exactly as the reference does."""
    if n.err is not None:
        n = cut(program, n)
    by, over = _units(n, rule)
    if max((n.top * by).peak, over.peak) * 4 >= program.limit:
        n = narrowed(program, cut(program, n))
        by, over = _units(n, rule)
    units = _whole(program, n.num * by, over, rule.mode)
    if n.err is not None:
        program.doubt(negation(equals(units, _whole(program, n.top * by, over, rule.mode))))
    bounds = (int(rounded_number(end, rule) / rule.to) for end in (n.low, n.high))
    whole = program.keep(units.within(*bounds))
    return number(whole * constant(rule.to.numerator), rule.to.denominator)


def _units(n: Number, rule: Round) -> tuple[Column, Column]:
    """Give by what a numerator is multiplied, and over what it stands, to count multiples of ``rule.to``."""
    shared = gcd(rule.to.denominator, n.den * rule.to.numerator)
    over = constant(n.den * rule.to.numerator // shared)
    return constant(rule.to.denominator // shared), over if n.under is None else n.under * over


def _whole(program: Program, num: Column, over: Column, mode: str) -> Column:
    """Divide and bring to a whole number."""
    if over.is_constant and over.low == 1:
        return program.keep(num)
    if mode == "floor":
        return program.keep(num // over)
    if mode == "ceil":
        return program.keep(-(-num // over))
    if mode == "half_even":
        return program.keep(_half_even(program, program.keep(num), program.keep(over)))
    return program.keep(_half_up(program, num, over))


def _half_up(program: Program, num: Column, over: Column) -> Column:
    if num.low >= 0:
        return _nearest(num, over)
    num, over, zero = program.keep(num), program.keep(over), constant(0)
    below = -_nearest(greatest((-num, zero)), over)
    return choose(reaches(num, zero), _nearest(greatest((num, zero)), over), below)


def _nearest(num: Column, over: Column) -> Column:
    """Divide numbers that are nowhere negative to the nearest whole one, a half upwards."""
    if over.is_constant and over.low % 2 == 0:
        return (num + constant(over.low // 2)) // over
    two = constant(2)
    return (num * two + over) // (over * two)


def _half_even(program: Program, num: Column, over: Column) -> Column:
    quotient = program.keep(num // over)
    twice = remainder(num, over, quotient) * constant(2)
    twice = program.keep(twice)
    half = program.keep(quotient // constant(2))
    is_odd = exceeds(remainder(quotient, constant(2), half), constant(0))
    return quotient + as_column(either(exceeds(twice, over), both(equals(twice, over), is_odd)))


def compared(program: Program, left: Number, sign: str, right: Number) -> Answer:
    """
    Compare two numbers in each row.

    Returns:
        Where it is certain that the comparison holds, and where that it does not; the rest is in doubt.
    """
    gap = total(program, [left, right.times(Fraction(-1))])
    yes, no = _signs(program.keep(gap.num), program.keep(gap.top), sign)
    if gap.err is not None:
        program.doubt(negation(either(yes, no)))
    return yes, no


def _signs(low: Column, high: Column, sign: str) -> Answer:
    zero = constant(0)
    if sign in ("<", "<="):
        no, yes = _signs(low, high, ">=" if sign == "<" else ">")
        return yes, no
    if sign == ">=":
        return reaches(low, zero), negation(reaches(high, zero))
    if sign == ">":
        return exceeds(low, zero), negation(exceeds(high, zero))
    same = both(equals(low, zero), equals(high, zero))
    apart = either(exceeds(low, zero), exceeds(zero, high))
    return (same, apart) if sign == "==" else (apart, same)
