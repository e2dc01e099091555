from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from scoring.bulk.arithmetic import compared, cut, extreme, narrowed, ordered, rounded, scaled_by, total
from scoring.bulk.number import Number, clamped, fixed, number, pick
from scoring.bulk.program import Program
from scoring.numbers import rounded as rounded_number
from scoring.scheme.model import Round
from tests.scoring.bulk.running import LIMIT, given, values_of, where

MODES = ("half_up", "half_even", "floor", "ceil")
RULES = st.builds(
    Round,
    to=st.sampled_from([Fraction(1, 100), Fraction(1, 4), Fraction(1), Fraction(5)]),
    mode=st.sampled_from(MODES),
)
QUOTIENTS = st.lists(st.tuples(st.integers(-3000, 3000), st.integers(1, 999)), min_size=1, max_size=12)
Rows = dict[str, list[int]]


def quotients(
    pairs: list[tuple[int, int]], den: int = 1, suffix: str = ""
) -> tuple[Rows, Number, list[Fraction]]:
    """Give rows, the number ``num / (den × under)`` in columns, and the same exactly."""
    rows = {f"n{suffix}": [n for n, _u in pairs], f"u{suffix}": [u for _n, u in pairs]}
    num, under = given(**rows).values()
    value = number(num, den * under.low) if under.is_constant else number(num, den, under)
    return rows, value, [Fraction(n, den * u) for n, u in pairs]


def bounds_of(program: Program, rows: Rows, value: Number) -> list[tuple[Fraction, Fraction]]:
    """Give the least and the greatest value that each row's number may have."""
    low, high, below = values_of(program, rows, value.num, value.top, value.beneath)
    return [(Fraction(a, d), Fraction(b, d)) for a, b, d in zip(low, high, below, strict=True)]


@settings(deadline=None)
@for_all(QUOTIENTS, st.integers(1, 7), RULES)
def test_rounding_of_quotients_is_exact_in_every_mode(pairs: list[Any], den: int, rule: Round) -> None:
    rows, value, exact = quotients(pairs, den)
    program = Program(LIMIT)

    found = bounds_of(program, rows, rounded(program, value, rule))

    assert found == [(rounded_number(x, rule), rounded_number(x, rule)) for x in exact]
    assert program.doubts is False


@settings(deadline=None)
@for_all(QUOTIENTS, QUOTIENTS, RULES)
def test_a_sum_of_quotients_rounds_as_the_reference_does_or_is_in_doubt(
    one: list[Any], other: list[Any], rule: Round
) -> None:
    length = min(len(one), len(other))
    rows, a, exact_a = quotients(one[:length])
    more, b, exact_b = quotients(other[:length], 3, "2")
    rows |= more
    program = Program(LIMIT)

    found = bounds_of(program, rows, rounded(program, total(program, [a, b]), rule))
    (doubts,) = values_of(program, rows, program.doubts)

    expected = [rounded_number(x + y, rule) for x, y in zip(exact_a, exact_b, strict=True)]
    wrong = [row for row in range(length) if found[row][0] != expected[row]]
    assert set(wrong) <= set(where(doubts))


def test_thirds_that_come_to_an_edge_are_in_doubt_and_nothing_else_is() -> None:
    # 1/3 + 1/6 lies on the edge of whole numbers and was cut, 1/4 + 1/4 was not, 1/3 + 1/3 lies on none.
    rows, a, _exact = quotients([(1, 3), (1, 4), (1, 3)])
    more, b, _exact = quotients([(1, 6), (1, 4), (1, 3)], 1, "2")
    program = Program(LIMIT)

    found = rounded(program, total(program, [a, b]), Round(to=Fraction(1)))
    whole, doubts = values_of(program, rows | more, found.num, program.doubts)

    assert where(doubts) == [0]
    assert whole[1:] == [1, 1]


@settings(deadline=None)
@for_all(QUOTIENTS, st.integers(1, 5))
def test_a_cut_leaves_out_less_than_it_says_and_nothing_where_it_says_nothing(
    pairs: list[Any], den: int
) -> None:
    rows, value, exact = quotients(pairs, den)
    program = Program(LIMIT)

    found = bounds_of(program, rows, cut(program, value))

    assert all(low <= x <= high for (low, high), x in zip(found, exact, strict=True))
    assert all((low == high) == (low == x) for (low, high), x in zip(found, exact, strict=True))


@settings(deadline=None)
@for_all(
    QUOTIENTS, st.sampled_from([">=", ">", "<=", "<", "==", "!="]), st.fractions(-5, 5, max_denominator=8)
)
def test_comparing_a_quotient_with_a_number_is_always_certain(
    pairs: list[Any], sign: str, edge: Fraction
) -> None:
    rows, value, exact = quotients(pairs)
    program = Program(LIMIT)

    yes, no = values_of(program, rows, *compared(program, value, sign, fixed(edge)))

    expected = [
        {">=": x >= edge, ">": x > edge, "<=": x <= edge, "<": x < edge, "==": x == edge, "!=": x != edge}[
            sign
        ]
        for x in exact
    ]
    assert yes == expected
    assert no == [not each for each in expected]


@settings(deadline=None)
@for_all(st.lists(QUOTIENTS, min_size=2, max_size=4))
def test_the_order_of_quotients_in_a_row_is_theirs(columns: list[list[Any]]) -> None:
    length = min(len(column) for column in columns)
    rows: Rows = {}
    numbers, exacts = [], []
    for index, column in enumerate(columns):
        more, value, exact = quotients(column[:length], 1, str(index))
        rows |= more
        numbers.append(value)
        exacts.append(exact)
    program = Program(LIMIT)

    rising = [bounds_of(program, rows, value) for value in ordered(program, numbers)]
    least = bounds_of(program, rows, extreme(program, numbers, "min"))
    greatest = bounds_of(program, rows, extreme(program, numbers, "max"))

    for row in range(length):
        expected = sorted(exact[row] for exact in exacts)
        assert all(
            low <= x <= high for (low, high), x in zip([r[row] for r in rising], expected, strict=True)
        )
        assert least[row][0] <= expected[0] <= least[row][1]
        assert greatest[row][0] <= expected[-1] <= greatest[row][1]


@settings(deadline=None)
@for_all(QUOTIENTS, st.fractions(-9, 9, max_denominator=12))
def test_factors_floors_and_ceilings_are_exact(pairs: list[Any], factor: Fraction) -> None:
    rows, value, exact = quotients(pairs)
    low, high = sorted((factor, Fraction(2)))
    program = Program(LIMIT)

    times = bounds_of(program, rows, value.times(factor))
    held = bounds_of(program, rows, clamped(value, low, high))
    chosen = bounds_of(
        program, rows, pick(compared(program, value, ">", fixed(factor))[0], value, fixed(factor))
    )

    assert times == [(x * factor, x * factor) for x in exact]
    assert held == [(min(max(x, low), high),) * 2 for x in exact]
    assert chosen == [(max(x, factor),) * 2 for x in exact]


def test_a_sum_that_grows_keeps_its_bounds() -> None:
    # (1/3 + 1/7) × 5/2 = 25/21
    rows, a, _exact = quotients([(1, 3), (2, 3)])
    more, b, _exact = quotients([(1, 7), (3, 7)], 1, "2")
    growth, factor, _exact = quotients([(5, 2), (5, 4)], 1, "3")
    program = Program(LIMIT)

    found = bounds_of(program, rows | more | growth, scaled_by(program, total(program, [a, b]), factor))

    assert found[0][0] <= Fraction(25, 21) <= found[0][1]
    assert found[1][0] <= (Fraction(2, 3) + Fraction(3, 7)) * Fraction(5, 4) <= found[1][1]
    assert all(high - low < Fraction(1, 10**9) for low, high in found)


def test_a_long_denominator_is_narrowed_with_its_bound() -> None:
    rows: Rows = {"n": [10**15 + 1, 3 * 10**15]}
    (column,) = given(**rows).values()
    program = Program(LIMIT)

    short = narrowed(program, number(column, 10**15))
    found = bounds_of(program, rows, short)

    assert short.den < 10**15
    assert found[0][0] <= Fraction(10**15 + 1, 10**15) <= found[0][1]
    assert found[1] == (Fraction(3), Fraction(3))


@pytest.mark.parametrize("limit", [2**62, 2**53])
def test_no_step_of_a_cut_reaches_the_limit(limit: int) -> None:
    # 100 × đồng over đồng, twelve digits each: a product would not fit, digit by digit it does.
    rows = {"n": [10**12, 999_999_999_999], "u": [10**12 - 7, 123_456_789_011]}
    num, under = given(**rows).values()
    program = Program(limit)

    value = cut(program, number(num, 1, under).within(Fraction(0), Fraction(9)))
    found = bounds_of(program, rows, value)

    assert program.peak < limit
    assert found[0][0] <= Fraction(10**12, 10**12 - 7) <= found[0][1]
    assert found[1][0] <= Fraction(999_999_999_999, 123_456_789_011) <= found[1][1]
