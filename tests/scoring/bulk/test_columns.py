from __future__ import annotations

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from scoring.bulk.columns import (
    Column,
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
from scoring.bulk.program import Program
from tests.scoring.bulk.running import LIMIT, given, values_of

NUMBERS = st.integers(-1000, 1000)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=20)


def inside(column: Column, values: list[int | bool]) -> bool:
    return all(column.low <= value <= column.high for value in values)


@for_all(PAIRS)
def test_columns_compute_as_python_does_and_stay_within_their_bounds(pairs: list[tuple[int, int]]) -> None:
    rows = {"a": [a for a, _b in pairs], "b": [b for _a, b in pairs]}
    a, b = given(**rows).values()
    made = [a + b, a - b, a * b, -a, least((a, b)), greatest((a, b)), choose(exceeds(a, b), a, b)]
    expected = [
        [x + y for x, y in pairs],
        [x - y for x, y in pairs],
        [x * y for x, y in pairs],
        [-x for x, _y in pairs],
        [min(pair) for pair in pairs],
        [max(pair) for pair in pairs],
        [max(pair) for pair in pairs],
    ]

    found = values_of(Program(LIMIT), rows, *made)

    assert found == expected
    assert all(inside(column, values) for column, values in zip(made, found, strict=True))


@for_all(st.lists(st.tuples(NUMBERS, st.integers(1, 50)), min_size=1, max_size=20))
def test_division_goes_downwards_below_zero_too(pairs: list[tuple[int, int]]) -> None:
    rows = {"a": [a for a, _b in pairs], "b": [b for _a, b in pairs]}
    a, b = given(**rows).values()
    program = Program(LIMIT)
    quotient = program.keep(a // b)

    found = values_of(program, rows, quotient, remainder(a, b, quotient))

    assert found == [[x // y for x, y in pairs], [x % y for x, y in pairs]]


@for_all(PAIRS)
def test_comparisons_hold_where_python_says_so(pairs: list[tuple[int, int]]) -> None:
    rows = {"a": [a for a, _b in pairs], "b": [b for _a, b in pairs]}
    a, b = given(**rows).values()
    zero = constant(0)

    found = values_of(
        Program(LIMIT),
        rows,
        reaches(a, b),
        exceeds(a, b),
        equals(a, b),
        both(reaches(a, zero), negation(exceeds(b, zero))),
        either(equals(a, b), exceeds(b, a)),
    )

    assert found == [
        [x >= y for x, y in pairs],
        [x > y for x, y in pairs],
        [x == y for x, y in pairs],
        [x >= 0 and y <= 0 for x, y in pairs],
        [x <= y for x, y in pairs],
    ]


def test_what_the_bounds_decide_is_not_computed() -> None:
    low, high = given(a=[1, 5], b=[7, 9]).values()

    assert (reaches(low, high), exceeds(high, low), equals(low, high)) == (False, True, False)
    assert least((low, high)) is low
    assert choose(True, low, high) is low
    assert (both(True, False), either(False), both()) == (False, False, True)
    assert as_column(False).is_zero


def test_the_peak_counts_every_step_and_not_only_the_result() -> None:
    (column,) = given(a=[0, 10**9]).values()

    halved = (column * constant(10**6)) // constant(10**6)

    assert (halved.high, halved.peak) == (10**9, 10**15)


@pytest.mark.parametrize("value", [-3, 0, 7])
def test_a_column_of_one_value_is_a_constant(value: int) -> None:
    column = given(a=[value, value])["a"]

    assert (column.is_constant, column.uses) == (True, frozenset())
