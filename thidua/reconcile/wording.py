"""Finds counts, numbers, days and listed people in sentences and tables of official papers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from thidua.reconcile.sayings import KINDS, Cited, Count, Entry, same

WHATS = ("quyết định", "tờ trình", "biên bản", "báo cáo", "danh sách", "thông báo", "kế hoạch", "hướng dẫn")
_KIND = "|".join(KINDS)
_DAY = r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})"
_LONG_DAY = re.compile(_DAY, re.IGNORECASE)
_NUMBER = re.compile(r"^Số:\s*(\S+)")
_CITED = re.compile(rf"\b({'|'.join(WHATS)})\s+số\s+([^\s,;()]+)(?:\s+{_DAY})?", re.IGNORECASE)
# A number may be followed by its words: “05 (năm) tập thể”.
_IN_WORDS = r"(?:\([^()]{1,60}\)\s*)?"
_BY_AWARD = re.compile(rf"^[-–+•]?\s*(\d{{1,5}})\s+{_IN_WORDS}({_KIND}):\s*(.+?)[.;]?$", re.IGNORECASE)
_TOTAL = re.compile(
    rf"\b(?:cho|gồm|đối với|xét|tổng số:?)\s+"
    rf"((?:\d{{1,5}}\s+{_IN_WORDS}(?:{_KIND})(?:,\s*|\s+và\s+)?)+)",
    re.IGNORECASE,
)
_PART = re.compile(rf"(\d{{1,5}})\s+{_IN_WORDS}({_KIND})", re.IGNORECASE)
_HEADING = re.compile(rf"^(?:[IVX]+\.?\s*)?({_KIND})(?:\s*\((\d+)\))?$", re.IGNORECASE)
_LISTED = re.compile(r"^\d{1,5}[.)]\s+(.+)$")
_RESULT = re.compile(
    r"Tổng điểm:\s*([^;]+);\s*hạng:\s*(\S+) trong \d+ đối tượng;\s*xếp loại:\s*(.+?)\.\s+Xét chọn:",
    re.IGNORECASE,
)
_TITLES = ("Ông", "Bà")
_COLUMNS = (
    ("name", ("họ và tên", "họ tên", "tên tập thể", "họ, tên")),
    ("post", ("chức vụ",)),
    ("award", ("hình thức", "danh hiệu")),
    ("unit", ("đơn vị",)),
    ("total", ("tổng điểm",)),
    ("rank", ("hạng", "xếp hạng")),
    ("label", ("xếp loại",)),
)


def is_dots(text: str) -> bool:
    """Tell whether a part stands open: dots instead of a number, a name, a day."""
    return "…" in text or "..." in text or not text.strip()


def number_in(text: str) -> str | None:
    """Give the number of a paper from its line ``Số: …``; dots where it is open, None for another line."""
    found = _NUMBER.match(text)
    return found[1] if found else None


def day_in(text: str) -> date | None:
    """Give the first day of a text; None where there is none, or none that the calendar has."""
    found = _LONG_DAY.search(text)
    return _day(found[1], found[2], found[3]) if found else None


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def cited_in(text: str, place: str) -> Iterator[Cited]:
    """Give every paper that a text names with a number."""
    for found in _CITED.finditer(text):
        number = None if is_dots(found[2]) else found[2].rstrip(".")
        day = _day(found[3], found[4], found[5]) if found[3] else None
        yield Cited(found[1].lower(), number, day, place)


def counts_in(text: str, place: str) -> Iterator[Count]:
    """Give how many a sentence says are proposed or honoured; other numbers of people are left alone."""
    own = _BY_AWARD.match(text)
    if own:
        yield Count(KINDS[own[2].lower()], int(own[1]), place, same(own[3]))
        return
    for found in _TOTAL.finditer(text):
        for part in _PART.finditer(found[1]):
            yield Count(KINDS[part[2].lower()], int(part[1]), place)


def heading_of(text: str) -> tuple[str, int | None] | None:
    """Give the kind that a heading of a list names, with its count if it has one; None for no heading."""
    found = _HEADING.match(text)
    return (KINDS[found[1].lower()], int(found[2]) if found[2] else None) if found else None


def titled(text: str) -> tuple[str, str]:
    """Part ``Ông Nguyễn Văn A`` into title and name."""
    word, _space, rest = text.partition(" ")
    return (word, rest.strip()) if word in _TITLES and rest.strip() else ("", text)


def entry_in(text: str, place: str, kind: str) -> Entry | None:
    """Give whom a numbered line lists: ``1. Ông A; chức vụ; cơ quan``; None for any other line."""
    found = _LISTED.match(text)
    if not found:
        return None
    name, _mark, post = found[1].partition(";")
    title, bare_name = titled(same(name).rstrip(".,"))
    return Entry(bare_name, place, title, same(post).rstrip(".") or None, None, kind)


def columns_of(head: Sequence[str]) -> dict[str, int] | None:
    """Give where name, post and award stand in a table of people; None for any other table."""
    cells = [same(cell).lower() for cell in head]
    found = {}
    for what, starts in _COLUMNS:
        at = next((at for at, cell in enumerate(cells) if cell.startswith(starts)), None)
        # “Danh hiệu, hình thức đã có” is the past, not what is proposed.
        if at is not None and not (what == "award" and cells[at].endswith("đã có")):
            found[what] = at
    return found if "name" in found else None


@dataclass
class Listing:
    """
    A table of people, which may go on on further pages without its head.

    Attributes:
        columns: Where name, post, … stand; empty while no such table was met.
        width: How many columns it has.
        kind: What the last heading over its rows says.
    """

    columns: dict[str, int] = field(default_factory=dict)
    width: int = 0
    kind: str = ""


def rows_in(rows: Sequence[Sequence[str]], place: str, listing: Listing) -> tuple[list[Entry], list[Count]]:
    """Give whom a table of people lists, and how many its headings say; nothing for any other table."""
    columns = columns_of(rows[0]) if rows else None
    goes_on = columns is None and bool(rows) and listing.columns and len(rows[0]) == listing.width
    entries: list[Entry] = []
    counts: list[Count] = []
    if columns is not None:
        kind = listing.kind if columns == listing.columns else ""
        listing.columns, listing.width, listing.kind = columns, len(rows[0]), kind
    elif not goes_on:
        return entries, counts
    kind = listing.kind
    for at, row in enumerate(rows if goes_on else rows[1:], 1 if goes_on else 2):
        where = f"{place}, dòng {at}"
        heading = next((found for cell in row if (found := heading_of(same(cell)))), None)
        if heading is not None:
            kind = heading[0]
            counts += [Count(kind, heading[1], where)] if heading[1] is not None else []
        elif (entry := _row(row, listing.columns, where, kind)) is not None:
            entries.append(entry)
    listing.kind = kind
    return entries, counts


def _row(row: Sequence[str], columns: dict[str, int], place: str, kind: str) -> Entry | None:
    def cell(what: str) -> str | None:
        at = columns.get(what)
        return same(row[at]) if at is not None and at < len(row) else None

    title, name = titled(cell("name") or "")
    # A row of column numbers, (1) (2) (3), and an empty one list nobody.
    if not any(char.isalpha() for char in name):
        return None
    post, award, unit = cell("post"), cell("award"), cell("unit")
    return Entry(name, place, title, post, award, kind, "", unit, cell("total"), cell("rank"), cell("label"))


def result_in(text: str, name: str, place: str) -> Entry | None:
    """Give what a notice says of a candidate, whose name stands on the line before; None for other texts."""
    found = _RESULT.search(text)
    if found is None:
        return None
    return Entry(name, place, total=found[1].strip(), rank=found[2], label=found[3].strip())
