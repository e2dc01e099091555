"""By when a target is wanted: years, months, days and periods as plans write them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from thidua.drafting.letters import phrase

_YEAR = r"(20\d\d)"
_DAY = rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-]{_YEAR}"
_LONG_DAY = rf"(\d{{1,2}}) tháng (\d{{1,2}}) năm {_YEAR}"
_QUARTERS = {"I": 3, "II": 6, "III": 9, "IV": 12}
# A day before «của» belongs to a cited paper, a year after «so với» to what is compared with.
_CITED = re.compile(rf"ngày (?:{_DAY}|{_LONG_DAY})(?= của)")
_COMPARED = re.compile(rf"(?:{phrase('so với', 'so cùng kỳ')})[^,;.()]*")
_YEARLY = re.compile(phrase("hằng năm", "hàng năm", "mỗi năm", "từng năm", "các năm"), re.IGNORECASE)


@dataclass(frozen=True)
class Milestone:
    """
    A time as it stands in the text.

    Attributes:
        day: The last day that counts.
        words: As written.
        start, end: Where it stands in the text.
    """

    day: date
    words: str
    start: int
    end: int


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _exact(match: re.Match[str]) -> date:
    day, month, year = (int(part) for part in match.groups()[-3:])
    return date(year, month, day)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date]], ...] = (
    (re.compile(rf"(?:ngày )?(?<![\d/]){_DAY}(?![/\d])"), _exact),
    (re.compile(rf"ngày {_LONG_DAY}"), _exact),
    (
        re.compile(rf"tháng (\d{{1,2}})(?:/| năm ){_YEAR}", re.IGNORECASE),
        lambda match: _last_day(int(match[2]), int(match[1])),
    ),
    (
        re.compile(rf"quý (IV|I{{1,3}})(?:/| năm |/năm ){_YEAR}", re.IGNORECASE),
        lambda match: _last_day(int(match[2]), _QUARTERS[match[1].upper()]),
    ),
    (
        re.compile(rf"(?:06|6|sáu) tháng đầu năm {_YEAR}", re.IGNORECASE),
        lambda match: _last_day(int(match[1]), 6),
    ),
    (
        re.compile(rf"{phrase('giai đoạn')} (?:năm )?20\d\d ?[-–] ?{_YEAR}", re.IGNORECASE),
        lambda match: date(int(match[1]), 12, 31),
    ),
    (
        re.compile(rf"(?:{phrase('năm')}|{phrase('đến')}) {_YEAR}(?![\d/-])", re.IGNORECASE),
        lambda match: date(int(match[1]), 12, 31),
    ),
)


def milestones(text: str) -> list[Milestone]:
    """Give every time a target could be due, in the order of the text; none twice, cited papers left out."""
    found: list[Milestone] = []
    rest = _blank(_COMPARED, _blank(_CITED, text))
    for pattern, day_of in _FORMS:
        for match in pattern.finditer(rest):
            day = _valid(day_of, match)
            if day is not None:
                found.append(Milestone(day, text[match.start() : match.end()].strip(), *match.span()))
        rest = _blank(pattern, rest)
    return sorted(found, key=lambda each: each.start)


def is_yearly(text: str) -> bool:
    """Tell whether the text speaks of every year."""
    return _YEARLY.search(text) is not None


def _valid(day_of: Callable[[re.Match[str]], date], match: re.Match[str]) -> date | None:
    try:
        return day_of(match)
    except ValueError:
        return None


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: " " * len(match[0]), text)
