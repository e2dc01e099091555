"""Days and years: anniversaries, whole years between two days, whether a time covers a day."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

from scoring.law.history import Absence, Discipline


def anniversary(day: date, year: int) -> date:
    """Give the same day of another year; 29 February falls on 1 March in a common year."""
    moved = (day.month, day.day) == (2, 29) and not isleap(year)
    return date(year, 3, 1) if moved else day.replace(year=year)


def whole_years(start: date, until: date) -> int:
    """Count whole years from one day to another, the last day counted in."""
    after = until + timedelta(days=1)
    years = after.year - start.year
    return years if after >= anniversary(start, after.year) else years - 1


def year_of(year: int) -> tuple[date, date]:
    """Give the first and last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def in_force(each: Discipline | Absence, first: date, last: date) -> bool:
    """Tell whether a discipline or absence covers a day of a period."""
    return each.start <= last and (each.end is None or each.end >= first)
