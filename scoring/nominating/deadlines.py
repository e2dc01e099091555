"""Time limits in working days: what is a day off, and when a limit ends; unknown days off are not guessed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scoring.scheme.load import into
from scoring.scheme.model import Cite, Id, Model, SchemeId, Text
from scoring.scheme.reading import Source, read

SATURDAY = 5
_DAY = timedelta(days=1)


class YearlyDay(Model):
    """A day off that falls on the same date every year."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    title: Text
    cite: Cite


class DatedDays(Model):
    """
    Days off of one year that were announced.

    Attributes:
        missing: Which days off of the year are not known here; empty when the year is whole.
    """

    year: int
    days: list[date] = Field(default_factory=list)
    missing: str = ""
    cite: Cite


class Holidays(Model):
    """Public days off, as far as a source says them."""

    holidays: SchemeId
    version: date
    title: Text
    every_year: list[YearlyDay] = Field(default_factory=list)
    years: list[DatedDays] = Field(default_factory=list)

    def is_off(self, day: date, more: Collection[date] = ()) -> bool:
        """Tell whether a day is a day off: at the weekend, every year, announced, or one of ``more``."""
        yearly = any((each.month, each.day) == (day.month, day.day) for each in self.every_year)
        announced = any(day in each.days for each in self.years)
        return day.weekday() >= SATURDAY or yearly or announced or day in more

    def unknown(self, year: int) -> str | None:
        """Give what is not known of a year's days off: empty when nothing was announced, None when all is."""
        found = next((each for each in self.years if each.year == year), None)
        return (found.missing or None) if found else ""


class Deadline(Model):
    """
    A time limit.

    Attributes:
        working_days, days, by: Exactly one: so many working or calendar days, or a fixed day.
        start: Day it is counted from, itself not counted; None for the day the list was received.
        direction: ``after`` the start, or ``before`` it.
    """

    id: Id
    title: Text
    working_days: Annotated[int, Field(ge=1)] | None = None
    days: Annotated[int, Field(ge=1)] | None = None
    by: date | None = None
    start: Annotated[date | None, Field(alias="from")] = None
    direction: Literal["after", "before"] = "after"
    cite: Cite
    unverified: str = ""

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        if sum(each is not None for each in (self.working_days, self.days, self.by)) != 1:
            raise ValueError("write one of working_days, days and by")
        return self


@dataclass(frozen=True)
class Due:
    """
    When a limit ends.

    Attributes:
        day: The last day.
        off: Days off from Monday to Friday that were passed over.
        unknown: Years whose days off are not all known, with what is missing (empty: all but those of
            every year); then the true day may lie further from the start.
    """

    deadline: Deadline
    day: date
    off: tuple[date, ...] = ()
    unknown: tuple[tuple[int, str], ...] = ()


def load_holidays(source: Source) -> Holidays:
    """Load a file of days off; raises SchemeError with every fault and its place."""
    return into(Holidays, read(source))


def due(deadline: Deadline, received: date, holidays: Holidays, more: Sequence[date] = ()) -> Due:
    """
    Reckon when a limit ends.

    Args:
        deadline: The limit.
        received: Day the list was received.
        holidays: Days off that a source says.
        more: Days off that whoever made the list adds; they complete every year they fall in.
    """
    start = deadline.start or received
    step = -_DAY if deadline.direction == "before" else _DAY
    if deadline.by is not None:
        return Due(deadline, deadline.by)
    if deadline.days is not None:
        return Due(deadline, start + deadline.days * step)
    passed = list(_until(start, step, deadline.working_days or 0, holidays, more))
    off = tuple(day for day in passed if day.weekday() < SATURDAY and holidays.is_off(day, more))
    told = {day.year for day in more}
    years = dict.fromkeys(day.year for day in passed if day.year not in told)
    unknown = tuple((year, what) for year in years if (what := holidays.unknown(year)) is not None)
    return Due(deadline, passed[-1], off, unknown)


def _until(
    start: date, step: timedelta, working_days: int, holidays: Holidays, more: Collection[date]
) -> Iterator[date]:
    """Give the days after a day up to the one that completes so many working days."""
    day, left = start, working_days
    while left:
        day += step
        left -= not holidays.is_off(day, more)
        yield day
