"""How numbers, dates and texts are written on Vietnamese papers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import lru_cache

from scoring.cards import Step
from thidua.dossier.fonts import face

DOTS = "……"
_EXACT_PLACES = 6
_ROUNDED_PLACES = 4
_SLOT = re.compile(r"\{([^{}\s]+)\}")
_FUNCTIONS = {
    "sum": "tổng",
    "mean": "trung bình",
    "median": "trung vị",
    "trimmed": "trung bình sau khi bỏ đầu, cuối",
    "best": "tổng các nội dung cao nhất",
    "product": "tích",
    "geomean": "trung bình nhân",
    "min": "nhỏ nhất",
    "max": "lớn nhất",
}
_FUNCTION = re.compile(rf"\b({'|'.join(_FUNCTIONS)})\(")
_CONTROLS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\u061c\ufeff]")


def clean(text: str) -> str:
    """
    Make a text safe to print: NFC, no control or direction characters, no letter without a shape.

    A character that the shipped face lacks becomes ``□``: the machine's own fonts never step in.
    """
    composed = unicodedata.normalize("NFC", _CONTROLS.sub("", text))
    return _strange().sub(_replacement, composed)


@lru_cache
def _strange() -> re.Pattern[str]:
    letters = "".join(re.escape(chr(code)) for code in sorted(face().advances) if chr(code).isprintable())
    return re.compile(f"[^{letters}\n\u00a0]")


def _replacement(match: re.Match[str]) -> str:
    if match[0].isspace():
        return " "
    return "" if unicodedata.category(match[0]) == "Cc" else "□"


def places_of(value: Fraction) -> int | None:
    """Give how many decimals write ``value`` exactly; None when more than six are needed."""
    exact = (places for places in range(_EXACT_PLACES + 1) if (value * 10**places).denominator == 1)
    return next(exact, None)


def column_places(values: Iterable[Fraction | None]) -> int:
    """Give the decimals that a column of numbers is padded to, so that its commas stand in line."""
    return max((places_of(value) or 0 for value in values if value is not None), default=0)


def number(value: Fraction | int | None, places: int = 0) -> str:
    """
    Write a number: decimal comma, a dot between thousands.

    Args:
        value: Exact number; None is written as dots, never as zero.
        places: Least decimals to show, for columns.

    Returns:
        The exact number when six decimals suffice, else four decimals after ``≈``.
    """
    if value is None:
        return DOTS
    exact = places_of(Fraction(value))
    if exact is None:
        return "≈ " + _decimal(Fraction(value), _ROUNDED_PLACES)
    return _decimal(Fraction(value), max(exact, places))


def _decimal(value: Fraction, places: int) -> str:
    scaled = (abs(value) * 10**places + Fraction(1, 2)).__floor__()
    whole, rest = divmod(scaled, 10**places)
    sign = "−" if value < 0 and scaled else ""
    text = f"{whole:,}".replace(",", ".")
    return f"{sign}{text},{rest:0{places}}" if places else f"{sign}{text}"


def quantity(value: Fraction | None, unit: str = "") -> str:
    """Write a number with its unit; a percent sign follows without a space."""
    gap = "" if unit in ("", "%") else "\u00a0"
    return f"{number(value)}{gap}{unit}"


def place(rank: Fraction | int | None) -> str:
    """Write a place in the ranking, e.g. ``2`` or ``1,5``; a dash where there is none."""
    return "–" if rank is None else number(Fraction(rank))


def small(value: Fraction) -> str:
    """Write a small distance to three digits that count, rounded down: ``0,00185``."""
    digits = next((d for d in range(2, 50) if value * 10**d >= 100), 50)
    return _decimal(Fraction((value * 10**digits).__floor__(), 10**digits), digits)


def long_date(day: date | None) -> str:
    """Write a date as official papers do; an unknown one as dots."""
    if day is None:
        return f"ngày {DOTS} tháng {DOTS} năm {DOTS}"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def short_date(day: date | None) -> str:
    """Write a date as ``06/02/2026``; an unknown one as dots."""
    return DOTS if day is None else f"{day:%d/%m/%Y}"


def dots(text: str) -> str:
    """Give the text, or dots where it is not known yet."""
    return text or DOTS


def formula(step: Step) -> str:
    """
    Write a step with its numbers in place.

    Returns:
        ``6.410 / 9.156 × 100 ≈ 70,0087`` in one plain line; slots without a number stay as named.
        Empty where the step only names the number that stands in the table anyway.
    """
    numbers = {name: _tight(value) for name, value in step.values.items()}
    text = _SLOT.sub(lambda slot: numbers.get(slot[1], slot[0]), step.formula).replace(" - ", " − ")
    text = _FUNCTION.sub(lambda name: f"{_FUNCTIONS[name[1]]} (", text)
    shown = _tight(step.result) if step.result is not None else ""
    lone = _SLOT.fullmatch(step.formula) is not None
    if not shown or (text.endswith(f"→ {shown}") and not lone):
        return text
    if text == shown:
        return ""
    sign = " → " if lone else " = "
    return (text + sign + shown).replace("= ≈", "≈\u00a0") if text else shown


def _tight(value: Fraction) -> str:
    return number(value).replace("≈ ", "≈")
