"""Periods of a table: a year, a quarter, a month or a day, each with the day on which it ends."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from scoring.errors import _
from thidua.intake.answers import read_text
from thidua.intake.numbers import stored_text
from thidua.intake.refusal import IntakeError, refuse, shown
from thidua.intake.workbook import Cell

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_QUARTER = re.compile(rf"{_YEAR}-[Qq](?P<quarter>[1-4])")
_MONTH = re.compile(rf"{_YEAR}(?:-(?P<month>0[1-9]|1[0-2]))?")
_DAYS = (
    re.compile(rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})(?:[T ]00:00:00(?:\.0+)?)?"),
    re.compile(rf"(?P<day>[0-9]{{1,2}})[/.-](?P<month>[0-9]{{1,2}})[/.-]{_YEAR}"),
)
_BRACKETED = re.compile(r'\[[^\]]*\]|"[^"]*"')


@dataclass(frozen=True)
class Period:
    """
    A stretch of time that is scored by itself.

    Attributes:
        name: ``2023``, ``2023-Q1``, ``2023-06`` or ``2023-06-30``; one spelling each.
        end: Its last day.
    """

    name: str
    end: date


def read_period(cell: Cell, *, date1904: bool = False) -> Period:
    """
    Read a period.

    Args:
        cell: A cell that is not blank; a date that a spreadsheet shows without its day is a month.
        date1904: From which day the workbook counts.

    Raises:
        IntakeError: ``E_PERIOD``, or those of ``answers.read_text``.
    """
    if cell.kind == "date":
        return parse_period(stored_text(cell))
    period = parse_period(read_text(cell, date1904=date1904))
    if cell.is_date and "d" not in _BRACKETED.sub("", cell.format).lower():
        return parse_period(f"{period.end:%Y-%m}")
    return period


def parse_period(text: str) -> Period:
    """Give the period that a text names; raises IntakeError ``E_PERIOD`` when it names none."""
    if found := _QUARTER.fullmatch(text):
        return _until_month(f"{found['year']}-Q{found['quarter']}", found["year"], 3 * int(found["quarter"]))
    if found := _MONTH.fullmatch(text):
        return _until_month(text, found["year"], int(found["month"] or 12))
    for day in _DAYS:
        if found := day.fullmatch(text):
            return _day(text, found)
    raise _no_period(text)


def _until_month(name: str, year: str, month: int) -> Period:
    return Period(name, date(int(year), month, monthrange(int(year), month)[1]))


def _day(text: str, found: re.Match[str]) -> Period:
    try:
        end = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError as error:
        raise _no_period(text) from error
    return Period(end.isoformat(), end)


def _no_period(text: str) -> IntakeError:
    message = _(
        "“{found}” is not a period. Write a year, a quarter, a month or a day: 2023, 2023-Q1, 2023-06, "
        "2023-06-30."
    )
    return refuse("E_PERIOD", message, found=shown(text))
