"""Numbers as clerks type them: read exactly or refused, never guessed and never rounded."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction

from scoring.errors import _
from scoring.scheme.model import FactSpec
from thidua.intake.refusal import IntakeError, refuse, shown
from thidua.intake.workbook import Cell

_PLAIN = re.compile(r"(-?)([0-9]{1,30})(?:([.,])([0-9]{1,30}))?")
_GROUPED = re.compile(r"-?[0-9]{1,3}([.,  ])[0-9]{3}(?:\1[0-9]{3})+|-?[0-9]{1,3}[  ][0-9]{3}")
_STORED = re.compile(r"-?[0-9]{1,400}(\.[0-9]{0,400})?([eE][+-]?[0-9]{1,3})?")
_KEPT_BY_SHEET = 10**15  # a spreadsheet keeps fifteen digits and writes zeros for the rest


def read_number(found: str | Cell, spec: FactSpec) -> Fraction:
    """
    Read one number.

    Args:
        found: Typed text, or a cell of a workbook that holds text or a number.
        spec: Declares the decimals, the range, and whether ``%`` may stand behind the number.

    Returns:
        The exact value. A stored binary number counts as the shortest decimal that means it.

    Raises:
        IntakeError: ``E_NUMBER`` when it can be read in two ways or in none, ``E_RANGE`` when it is outside
            the declared range.
    """
    if isinstance(found, Cell) and found.kind == "number":
        value = _stored(found, spec)
    else:
        value = _typed(found if isinstance(found, str) else found.text, spec)
    _check_range(value, spec)
    _check_digits(value, spec)
    return value


def plain(value: Fraction) -> str:
    """Give a decimal number the Vietnamese way, e.g. ``98,5``; other fractions as ``1/3``."""
    decimals = 0
    while decimals < 40 and (value * 10**decimals).denominator != 1:
        decimals += 1
    if decimals == 40:
        return str(value)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}".replace(".", ",")


def stored_text(cell: Cell) -> str:
    """Give a number cell as the shortest text that means it, e.g. ``8.45``; other cells as their text."""
    if cell.kind != "number":
        return cell.text
    return f"{_shortest(cell.text):f}"


def _typed(text: str, spec: FactSpec) -> Fraction:
    bare = text.strip(" \u00a0")
    if spec.unit == "%" and bare.endswith("%"):
        bare = bare[:-1].rstrip(" \u00a0")
    match = _PLAIN.fullmatch(bare)
    if match is None:
        raise _unreadable(text, bare, spec)
    sign, whole, mark, decimals = match[1], match[2], match[3] or "", match[4] or ""
    _check_zeros(text, whole)
    _check_two_ways(text, whole, mark, decimals, spec)
    return Fraction(f"{sign}{whole}.{decimals or 0}")


def _stored(cell: Cell, spec: FactSpec) -> Fraction:
    value = Fraction(_shortest(cell.text))
    if not cell.is_percent:
        return value
    if spec.unit != "%":
        raise _percent(f"{plain(value * 100)}%", spec)
    return value * 100


def _shortest(text: str) -> Decimal:
    number = float(text) if _STORED.fullmatch(text) else math.nan
    if not math.isfinite(number):
        raise refuse(
            "E_NUMBER",
            _("The cell holds “{found}”, which is not a number. Type the number again."),
            found=shown(text),
        )
    return Decimal(repr(number)).normalize()


def _check_zeros(text: str, whole: str) -> None:
    if len(whole) > 1 and whole.startswith("0"):
        raise refuse(
            "E_NUMBER",
            _("“{found}” begins with zeros. Type the number without them."),
            found=shown(text),
        )


def _check_two_ways(text: str, whole: str, mark: str, decimals: str, spec: FactSpec) -> None:
    if len(decimals) != 3 or len(whole) > 3 or whole == "0":
        return
    if mark == "," and spec.decimals >= 3:
        return
    raise refuse(
        "E_NUMBER",
        _(
            "“{found}” can be read in two ways: {thousands}, or {fraction}. "
            "Type {thousands} without a sign between the digits, or use a decimal comma."
        ),
        found=shown(text),
        thousands=whole + decimals,
        fraction=f"{whole},{decimals}",
    )


def _unreadable(text: str, bare: str, spec: FactSpec) -> IntakeError:
    if bare.endswith("%"):
        return _percent(text, spec)
    if _GROUPED.fullmatch(bare):
        digits = "".join(char for char in bare if char not in "., \u00a0")
        return refuse(
            "E_NUMBER",
            _("“{found}” has signs between the thousands. Type {digits} instead."),
            found=shown(text),
            digits=digits,
        )
    return refuse(
        "E_NUMBER",
        _(
            "“{found}” is not a number. Type digits only, with a comma before decimals, e.g. 98,5; "
            "no unit, no spaces."
        ),
        found=shown(text),
    )


def _percent(text: str, spec: FactSpec) -> IntakeError:
    return refuse(
        "E_NUMBER",
        _(
            "“{found}” is a percentage, but the unit here is “{unit}”. "
            "Type the number in that unit and set the cell's format to General."
        ),
        found=shown(text),
        unit=spec.unit,
    )


def _check_range(value: Fraction, spec: FactSpec) -> None:
    if value < 0 and not (spec.at_least is not None and spec.at_least < 0):
        raise refuse(
            "E_RANGE",
            _("{found} is below zero, and “{title}” cannot be. Check the number."),
            **_said(value, spec),
        )
    if spec.at_least is not None and value < spec.at_least:
        raise refuse(
            "E_RANGE",
            _("{found} is too small: “{title}” is at least {bound}. Check the number."),
            **_said(value, spec),
            bound=plain(spec.at_least),
        )
    if spec.at_most is not None and value > spec.at_most:
        raise refuse(
            "E_RANGE",
            _("{found} is too large: “{title}” is at most {bound}. Check the number."),
            **_said(value, spec),
            bound=plain(spec.at_most),
        )


def _said(value: Fraction, spec: FactSpec) -> dict[str, object]:
    return {"found": shown(plain(value)), "title": spec.title}


def _check_step(value: Fraction, spec: FactSpec) -> None:
    if spec.step is not None and (value / spec.step).denominator != 1:
        raise refuse(
            "E_NUMBER",
            _("{found} is no multiple of {step}: “{title}” goes in steps of {step}. Correct it."),
            **_said(value, spec),
            step=plain(spec.step),
        )


def _check_digits(value: Fraction, spec: FactSpec) -> None:
    if abs(value) >= _KEPT_BY_SHEET:
        raise refuse(
            "E_NUMBER",
            _("{found} has more than fifteen digits; spreadsheets cannot keep them. Check the number."),
            found=shown(plain(value)),
        )
    if (value * 10**spec.decimals).denominator == 1:
        _check_step(value, spec)
        return
    if spec.decimals == 0:
        raise refuse(
            "E_NUMBER",
            _("{found} has decimals, but “{title}” is a whole number. Correct it; nothing is rounded."),
            **_said(value, spec),
        )
    raise refuse(
        "E_NUMBER",
        _(
            "{found} has too many decimals: “{title}” takes at most {decimals}. Correct it; "
            "nothing is rounded."
        ),
        **_said(value, spec),
        decimals=spec.decimals,
    )
