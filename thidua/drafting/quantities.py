"""Quantities of a sentence: the number, its unit, and which way it may be passed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scoring.scheme.kinds import Kind
from thidua.drafting.comparisons import (
    AFTER,
    APPROXIMATE,
    BARE,
    CHANGED,
    CUT,
    GROWTH,
    LEVEL,
    MEASURED,
    RANKED,
    TAIL,
    sign_of,
)
from thidua.drafting.letters import phrase
from thidua.drafting.units import PLACE, is_dotted, kind_of, number, scale_of, unit_of

_YEAR = re.compile(r"(?:19|20)\d\d")
_SEPARATOR = re.compile(rf"[,;:]|{phrase('và', 'trong đó', 'hoặc')}", re.IGNORECASE)
_WHOLE = 100
_NEAR = 300  # characters before a number that can still speak of it


@dataclass(frozen=True)
class Quantity:
    """
    One number of a sentence.

    Attributes:
        start, end: Where it stands, the words of comparison included.
        upper: Upper end of a range; None without one.
        base: Where a rise or fall begins; None without one.
        unit: Empty when it is not known.
        sign: ``>=``, ``>``, ``<=``, ``<`` or ``=``; what the words say, else what such a number means.
        said: The words of comparison as they stand; empty when the sign was not said.
        change: ``cut`` or ``growth`` when the number is a change and not a level; else empty.
        notes: Codes of what is odd: ``approximate``, ``dotted``, ``range``, ``part_of``.
    """

    start: int
    end: int
    number: Fraction
    unit: str
    sign: str
    said: str = ""
    upper: Fraction | None = None
    base: Fraction | None = None
    change: str = ""
    notes: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind | None:
        """Give what kind of number it is; None when the unit is not known."""
        return kind_of(self.unit)


def quantities(text: str) -> list[Quantity]:
    """Give every quantity of a sentence that could be a target; dates and numbers of papers are none."""
    found = list(_ranked(text))
    for extra in (*_measured(text), *_bare(text)):
        if not any(extra.start < each.end and each.start < extra.end for each in found):
            found.append(extra)
    return sorted(found, key=lambda each: each.start)


def _measured(text: str) -> Iterator[Quantity]:
    before = 0
    for match in MEASURED.finditer(text):
        made = _made(text, match, before)
        yield made
        before = made.end


def _ranked(text: str) -> Iterator[Quantity]:
    for match in RANKED.finditer(text):
        yield Quantity(*match.span(), number(match[1] or match[2]), PLACE, "<=")


def _bare(text: str) -> Iterator[Quantity]:
    for match in BARE.finditer(text):
        if not _YEAR.fullmatch(match[2]):
            notes = ("dotted",) if is_dotted(match[2]) else ()
            yield Quantity(*match.span(), number(match[2]), "", sign_of(match[1]), match[1], notes=notes)


def _made(text: str, match: re.Match[str], before: int) -> Quantity:
    written, unit, notes = _parts(match)
    before = max(before, match.start() - _NEAR)
    left = text[before : match.start()]
    tail = TAIL.search(left)
    after = AFTER.match(text, match.end())
    end = after.end() if after else match.end()
    said = (tail["sign"] if tail else "") or (after[0].strip() if after else "") or match["move"] or ""
    value = number(written) * scale_of(match["scale"] or "")
    clause = _SEPARATOR.split(text[max(0, match.start() - _NEAR) : match.start()])[-1]
    change = "" if match["base"] else _change(clause, text[end:])
    if APPROXIMATE.search(left, tail.start() if tail else len(left)):
        notes = (*notes, "approximate")
    return Quantity(
        start=_start(text, before + tail.start() if tail else match.start(), match.start()),
        end=end,
        number=value,
        unit=unit,
        sign=sign_of(said) or meant_sign(value, unit, change, falls=_falls(clause)),
        said=said.strip(),
        upper=number(match["high"]) if match["high"] else None,
        base=number(match["base"]) if match["base"] else None,
        change=change,
        notes=notes,
    )


def _start(text: str, start: int, number_at: int) -> int:
    while start < number_at and text[start].isspace():
        start += 1
    return start


def _parts(match: re.Match[str]) -> tuple[str, str, tuple[str, ...]]:
    """Give the number as written, its unit, and the codes of what is odd."""
    for name, unit, notes in (
        ("goal", "goal_unit", ()),
        ("low", "range_unit", ("range",)),
        ("part", "part_unit", ("part_of",)),
        ("single", "unit", ()),
    ):
        if match[name]:
            odd = ("dotted",) if is_dotted(match[name]) else ()
            return match[name], unit_of(match[unit]), (*notes, *odd)
    raise AssertionError("one of the four is always found")


def meant_sign(value: Fraction, unit: str, change: str = "", *, falls: bool = False) -> str:
    """Give the sign such a number means when no word says it."""
    if change:
        return ">="
    if falls:
        return "<="
    return "=" if unit == "%" and value == _WHOLE else ">="


def _change(clause: str, right: str) -> str:
    verb = _last_verb(clause)
    if verb is not None and not LEVEL.search(clause, verb[1]):
        return verb[0]
    changed = CHANGED.search(_SEPARATOR.split(right)[0])
    if changed is None:
        return ""
    return "growth" if "tăng" in (changed["verb"] or "").lower() else "cut"


def _falls(clause: str) -> bool:
    """Tell whether something is brought down to a level: «giảm tỷ lệ … xuống còn 2%»."""
    verb = _last_verb(clause)
    return verb is not None and verb[0] == "cut" and LEVEL.search(clause, verb[1]) is not None


def _last_verb(clause: str) -> tuple[str, int] | None:
    """Give the last word of change, and where it ends."""
    found = [(match.end(), "cut") for match in CUT.finditer(clause)]
    found += [(match.end(), "growth") for match in GROWTH.finditer(clause)]
    return (max(found)[1], max(found)[0]) if found else None
