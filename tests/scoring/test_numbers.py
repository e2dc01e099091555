"""The one declared rounding, and numbers written out."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.numbers import edge_distance, logarithm, plain, power, rounded, terminates
from scoring.scheme.model import Round
from tests.scoring.samples import number

CENT = Fraction(1, 100)
MODES = {
    "half_up": decimal.ROUND_HALF_UP,
    "half_even": decimal.ROUND_HALF_EVEN,
    "floor": decimal.ROUND_FLOOR,
    "ceil": decimal.ROUND_CEILING,
}
STEPS = st.sampled_from([Fraction(1), Fraction(1, 10), CENT, Fraction(1, 4), Fraction(5), Fraction(1, 3)])
DECIMALS = st.decimals(-(10**9), 10**9, allow_nan=False, places=5)
NUMBERS = st.fractions(-(10**6), 10**6, max_denominator=10**6)


def rule(to: Fraction, mode: str) -> Round:
    return Round.model_validate({"to": to, "mode": mode})


@pytest.mark.parametrize(
    ("value", "half_up", "half_even", "floor", "ceil"),
    [
        # The binary neighbours of 89.995 and 2.675 lie below them; the exact numbers lie on the edge.
        ("89.995", "90.00", "90.00", "89.99", "90.00"),
        ("89.985", "89.99", "89.98", "89.98", "89.99"),
        ("2.675", "2.68", "2.68", "2.67", "2.68"),
        ("2.665", "2.67", "2.66", "2.66", "2.67"),
        ("-2.675", "-2.68", "-2.68", "-2.68", "-2.67"),
        ("-2.665", "-2.67", "-2.66", "-2.67", "-2.66"),
        ("89.9949999", "89.99", "89.99", "89.99", "90.00"),
        ("-0.001", "0", "0", "-0.01", "0"),
        ("0", "0", "0", "0", "0"),
        ("12.34", "12.34", "12.34", "12.34", "12.34"),
    ],
)
def test_a_number_is_brought_to_hundredths(
    value: str, half_up: str, half_even: str, floor: str, ceil: str
) -> None:
    found = [rounded(number(value), rule(CENT, mode)) for mode in ("half_up", "half_even", "floor", "ceil")]

    assert found == [number(half_up), number(half_even), number(floor), number(ceil)]


def test_a_number_is_brought_to_quarters_and_to_fives() -> None:
    # 7.875 / 0.25 = 31.5, half up 32 → 8; 7.5 / 5 = 1.5, half up 2 → 10.
    assert rounded(number("7.875"), rule(Fraction(1, 4), "half_up")) == 8
    assert rounded(number("7.5"), rule(Fraction(5), "half_up")) == 10


def test_a_third_is_rounded_from_its_exact_value() -> None:
    # 2/3 = 0.6666…; 1/3 = 0.3333…
    assert rounded(Fraction(2, 3), rule(CENT, "half_up")) == number("0.67")
    assert rounded(Fraction(1, 3), rule(CENT, "half_up")) == number("0.33")


@given(DECIMALS, st.sampled_from(sorted(MODES)), st.sampled_from(["1", "0.1", "0.01", "0.001"]))
def test_rounding_agrees_with_the_decimal_module(value: Decimal, mode: str, to: str) -> None:
    expected = value.quantize(Decimal(to), rounding=MODES[mode])

    assert rounded(Fraction(value), rule(Fraction(to), mode)) == Fraction(expected)


@given(NUMBERS, STEPS, st.sampled_from(sorted(MODES)))
def test_a_rounded_number_is_a_near_multiple_and_stays_when_rounded_again(
    value: Fraction, to: Fraction, mode: str
) -> None:
    how = rule(to, mode)

    found = rounded(value, how)

    assert (found / to).denominator == 1
    assert abs(found - value) <= (to / 2 if mode.startswith("half") else to)
    assert rounded(found, how) == found


@given(NUMBERS, NUMBERS, STEPS, st.sampled_from(sorted(MODES)))
def test_rounding_never_turns_an_order_round(one: Fraction, other: Fraction, to: Fraction, mode: str) -> None:
    low, high = sorted((one, other))

    assert rounded(low, rule(to, mode)) <= rounded(high, rule(to, mode))


@pytest.mark.parametrize(
    ("value", "mode", "distance"),
    [
        ("89.995", "half_up", "0"),
        ("89.996", "half_up", "0.001"),
        ("89.991", "half_up", "0.004"),
        ("90", "half_up", "0.005"),
        ("90", "floor", "0"),
        ("90.003", "floor", "0.003"),
        ("90.008", "ceil", "0.002"),
        ("-2.674", "half_up", "0.001"),
    ],
)
def test_the_distance_to_the_edge_is_exact(value: str, mode: str, distance: str) -> None:
    assert edge_distance(number(value), rule(CENT, mode)) == number(distance)


@given(NUMBERS, STEPS, st.sampled_from(["half_up", "half_even"]))
def test_a_move_shorter_than_the_distance_changes_no_rounding(
    value: Fraction, to: Fraction, mode: str
) -> None:
    how = rule(to, mode)
    step = edge_distance(value, how) * Fraction(999, 1000)

    assert rounded(value - step, how) == rounded(value, how) == rounded(value + step, how)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("89.5", 6, "89.5"),
        ("89", 6, "89"),
        ("100", 6, "100"),
        ("0", 6, "0"),
        ("-0.05", 6, "-0.05"),
        ("0.000001", 6, "0.000001"),
        ("0.0000001", 6, "1/10000000"),
        ("200/3", 6, "200/3"),
        ("-200/3", 6, "-200/3"),
        ("12.5", 0, "25/2"),
        ("12", 0, "12"),
        ("-120", 0, "-120"),
        ("1200", 2, "1200"),
    ],
)
def test_a_number_is_written_with_as_few_digits_as_are_exact(value: str, places: int, text: str) -> None:
    assert plain(Fraction(value), places) == text


@given(NUMBERS)
def test_a_written_number_reads_back_as_itself(value: Fraction) -> None:
    assert Fraction(plain(value)) == value


@given(st.fractions(0, 1000, max_denominator=100), st.integers(0, 6))
def test_a_number_terminates_when_a_power_of_ten_makes_it_whole(value: Fraction, places: int) -> None:
    assert terminates(value, places) == (10**places % value.denominator == 0)


@pytest.mark.parametrize(
    ("base", "exponent", "result"),
    [
        ("4", "2", "16"),
        ("2/3", "3", "8/27"),
        ("2", "-1", "1/2"),
        ("4", "1/2", "2"),
        ("27", "1/3", "3"),
        ("8", "2/3", "4"),
        ("9/16", "3/2", "27/64"),
        ("9", "-1/2", "1/3"),
        ("0.0625", "0.25", "0.5"),
    ],
)
def test_a_power_that_is_rational_is_exact(base: str, exponent: str, result: str) -> None:
    assert power(Fraction(base), Fraction(exponent)) == Fraction(result)


@given(st.fractions(Fraction(1, 100), 1000, max_denominator=100), st.integers(2, 9))
def test_the_root_of_a_power_is_the_number_itself(value: Fraction, degree: int) -> None:
    assert power(value**degree, Fraction(1, degree)) == value


def test_an_irrational_power_is_right_to_forty_digits() -> None:
    # The square root of two, from any table.
    wanted = Fraction("1.4142135623730950488016887242096980785696718753769")

    assert abs(power(Fraction(2), Fraction(1, 2)) - wanted) < Fraction(1, 10**40)


def test_a_logarithm_is_natural_and_right_to_forty_digits() -> None:
    wanted = Fraction("0.69314718055994530941723212145817656807550013436025")

    assert abs(logarithm(Fraction(2)) - wanted) < Fraction(1, 10**40)
    assert logarithm(Fraction(1)) == 0
