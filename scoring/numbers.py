"""Exact numbers: the one declared rounding, and writing a number out. No float comes near."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

from scoring.scheme.model import Round

IRRATIONAL_DIGITS = 50


def rounded(value: Fraction, rule: Round) -> Fraction:
    """
    Bring a number to a multiple of ``rule.to``.

    ``half_up`` takes a half away from zero, as people do on paper (2.5 → 3, -2.5 → -3); ``half_even``
    takes it to the even neighbour; ``floor`` and ``ceil`` go down and up.
    """
    units = value / rule.to
    if rule.mode == "floor":
        return (units.numerator // units.denominator) * rule.to
    if rule.mode == "ceil":
        return -(-units.numerator // units.denominator) * rule.to
    if rule.mode == "half_even":
        return round(units) * rule.to
    half = Fraction(1, 2)
    size = abs(units) + half
    whole = size.numerator // size.denominator
    return (whole if units >= 0 else -whole) * rule.to


def edge_distance(value: Fraction, rule: Round) -> Fraction:
    """Give how far a number lies from the nearest value at which its rounding would change."""
    units = value / rule.to
    if rule.mode in ("half_up", "half_even"):
        units += Fraction(1, 2)
    below = units - units.numerator // units.denominator
    return min(below, 1 - below) * rule.to


def terminates(value: Fraction, places: int) -> bool:
    """Tell whether a number can be written exactly with so many decimals."""
    return bool((value * 10**places).denominator == 1)


def plain(value: Fraction, places: int = 6) -> str:
    """
    Write a number with a decimal point, as few digits as are exact.

    A number that does not end within ``places`` is written as a fraction, never cut: ``200/3``.
    """
    if not terminates(value, places):
        return str(value)
    scaled = value * 10**places
    digits = f"{abs(scaled.numerator):0{places + 1}d}"
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".") if places else digits
    return f"-{text}" if value < 0 else text


def logarithm(value: Fraction) -> Fraction:
    """Give the natural logarithm to 50 digits; the argument must be positive."""
    context = Context(prec=IRRATIONAL_DIGITS)
    return Fraction(context.ln(_decimal(value, context)))


def exact_power(value: Fraction, exponent: Fraction) -> Fraction | None:
    """Give ``value ** exponent`` where it is rational; None where it is not (base positive)."""
    if exponent.denominator == 1:
        return value ** int(exponent)
    root = _whole_root(value.numerator, exponent.denominator)
    divisor = _whole_root(value.denominator, exponent.denominator)
    return None if root is None or divisor is None else Fraction(root, divisor) ** exponent.numerator


def power(value: Fraction, exponent: Fraction) -> Fraction:
    """Give ``value ** exponent``: exact where it is rational, to 50 digits otherwise (base positive)."""
    exact = exact_power(value, exponent)
    if exact is not None:
        return exact
    context = Context(prec=IRRATIONAL_DIGITS)
    return Fraction(context.power(_decimal(value, context), _decimal(exponent, context)))


def _whole_root(number: int, degree: int) -> int | None:
    """Give the whole number whose power is ``number``; None when there is none."""
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low if low**degree == number else None


def _decimal(value: Fraction, context: Context) -> Decimal:
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))
