"""Whose data give a number: province, district, commune, where the text names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.scheme.kinds import Level
from thidua.drafting.letters import phrase

_WORDS: dict[str, Level] = {"tỉnh": "tinh", "huyện": "huyen", "xã": "xa"}
_LEVEL = rf"({'|'.join(phrase(word) for word in _WORDS)})"
_CHAIN = re.compile(
    rf"{phrase('cấp')}\s+{_LEVEL}(?:\s*(?:,|-|{phrase('và')})\s*(?:{phrase('cấp')}\s+)?{_LEVEL})*", re.I
)
_ONE = re.compile(_LEVEL, re.IGNORECASE)
_ALL = re.compile(
    rf"(?:{phrase('cả', 'ở', 'tại')}\s+)?(?:3|ba|03)\s+{phrase('cấp')}(?!\s+{_LEVEL})", re.IGNORECASE
)
_IN_HEADINGS: dict[Level, re.Pattern[str]] = {
    "tinh": re.compile(
        rf"{phrase('đối với', 'tại')}.*{phrase('sở, ban, ngành', 'sở, ngành', 'các sở')}", re.I
    ),
    "huyen": re.compile(
        rf"{phrase('đối với', 'tại')}.*{phrase('các huyện', 'huyện, thành phố', 'huyện, thị xã')}", re.I
    ),
    "xa": re.compile(rf"{phrase('đối với', 'tại')}.*{phrase('các xã', 'xã, phường')}", re.I),
}


@dataclass(frozen=True)
class Named:
    """Levels that one phrase names, and where it stands."""

    levels: tuple[Level, ...]
    start: int
    end: int


def levels_named(text: str) -> list[Named]:
    """Give every phrase that names levels: «cấp huyện», «cấp tỉnh, huyện, xã», «cả 3 cấp»."""
    found = [Named(tuple(_WORDS.values()), *match.span()) for match in _ALL.finditer(text)]
    for match in _CHAIN.finditer(text):
        found.append(Named(tuple(dict.fromkeys(map(_level, _ONE.findall(match[0])))), *match.span()))
    return sorted(found, key=lambda each: each.start)


def levels_of_headings(titles: Sequence[str]) -> tuple[Level, ...]:
    """Give the levels that the innermost heading naming any speaks of; empty when none does."""
    for title in reversed(titles):
        named = [level for each in levels_named(title) for level in each.levels]
        named += [level for level, pattern in _IN_HEADINGS.items() if pattern.match(title)]
        if named:
            return tuple(dict.fromkeys(named))
    return ()


def _level(word: str) -> Level:
    return next(level for known, level in _WORDS.items() if re.fullmatch(phrase(known), word, re.IGNORECASE))
