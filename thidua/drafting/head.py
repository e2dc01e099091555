"""Number, date, issuing body and title of a plan, each with its place; what is not found stays out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from thidua.drafting.letters import phrase
from thidua.drafting.markers import marker
from thidua.drafting.passages import Passage

_NUMBER = re.compile(
    rf"(?:{phrase('số', 'số hiệu')})\s*:?\s*(\d{{1,5}}[\w-]*/[A-ZĐ][\wĐ]*(?:-[\wĐ]+)*)", re.IGNORECASE
)
_LONG_DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})$", re.IGNORECASE)
_ISSUED = re.compile(rf"{phrase('ngày ban hành')}\s*:?\s*(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}})", re.I)
_KIND = re.compile(
    phrase("kế hoạch", "quyết định", "hướng dẫn", "chương trình", "đề án", "thể lệ", "nghị quyết"),
    re.IGNORECASE,
)
_COUNCIL = re.compile(rf"{phrase('ủy ban nhân dân', 'uỷ ban nhân dân')}\s*(\S.*)?$", re.IGNORECASE)
_UNIT_KINDS = phrase("tỉnh", "thành phố", "huyện", "thị xã", "quận", "xã", "phường", "thị trấn", "đặc khu")
_PLACE = re.compile(rf"({_UNIT_KINDS})\s+(\S.*)", re.IGNORECASE)
_FIRST_PART = 80  # a head stands among the first paragraphs


@dataclass(frozen=True)
class Read:
    """A text that was read, and where."""

    text: str
    place: str


@dataclass(frozen=True)
class Head:
    """What the head of a plan says; None for what was not found."""

    number: Read | None = None
    issued: tuple[date, str] | None = None
    body: Read | None = None
    title: Read | None = None


def head_of(passages: Sequence[Passage]) -> Head:
    """Read the head of a plan: the paragraphs before its first heading, tables of the letterhead included."""
    lines = list(_lines(passages[:_FIRST_PART]))
    return Head(_number(lines), _issued(lines), _body(lines), _title(lines))


def _lines(passages: Sequence[Passage]) -> Iterator[Read]:
    for passage in passages:
        found = marker(passage.text)
        if found is not None and found.kind in ("roman", "part", "capital"):
            return
        cells = [cell for row in passage.rows for cell in row]
        for text in (passage.text, *cells):
            yield from (Read(line.strip(), passage.place) for line in text.split("\n") if line.strip())


def _number(lines: Sequence[Read]) -> Read | None:
    for line in lines:
        match = _NUMBER.match(line.text)
        if match is not None:
            return Read(match[1], line.place)
    return None


def _issued(lines: Sequence[Read]) -> tuple[date, str] | None:
    for pattern in (_LONG_DATE, _ISSUED):
        for line in lines:
            match = pattern.search(line.text)
            day = _day(*map(int, match.groups())) if match else None
            if day is not None:
                return day, line.place
    return None


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _body(lines: Sequence[Read]) -> Read | None:
    for line, below in zip_longest(lines, lines[1:], fillvalue=Read("", "")):
        council = _COUNCIL.match(line.text) if line.text.isupper() else None
        place = _PLACE.fullmatch((council[1] or below.text).strip()) if council else None
        if place is not None:
            name = f"{place[1].lower()} {place[2].title()}"
            return Read(f"Ủy ban nhân dân {name}", line.place)
    return None


def _title(lines: Sequence[Read]) -> Read | None:
    """Give the words under the line that only says what kind of paper it is."""
    for at, line in enumerate(lines[:-1]):
        if _KIND.fullmatch(line.text) and not marker(lines[at + 1].text):
            return lines[at + 1]
    return None
