"""A candidate's past written by hand: compact YAML to a record, as worked cases and small offices use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from scoring.errors import Problem, SchemeError, _
from scoring.law.catalogue import Kind
from scoring.law.history import (
    Absence,
    AbsenceKind,
    CommendationKind,
    Confirmation,
    Discipline,
    Honour,
    Initiative,
    InitiativeKind,
    Membership,
    Movement,
    PendingCase,
    Profile,
    Rating,
    Record,
    Registration,
    Revocation,
    TaskRating,
)
from scoring.law.limits import Commendation, Reach, Severity, Work
from scoring.scheme.model import Id, Model, Text

_YEARS = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?$")
MAX_SPAN = 100
UNKNOWN = "chua_ro"


def _span(years: object) -> str:
    text = str(years)
    match = _YEARS.match(text)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if not first <= last <= first + MAX_SPAN:
        raise ValueError('expected a year or years, e.g. 2025 or "2021-2025"')
    return text


def _rating(level: object) -> TaskRating | None:
    if level == UNKNOWN:
        return None
    if not isinstance(level, str) or level not in list(TaskRating):
        raise ValueError(f"expected one of {', '.join(TaskRating)}, or {UNKNOWN}")
    return TaskRating(level)


def _truth(said: object) -> bool | None:
    if said == UNKNOWN:
        return None
    if not isinstance(said, bool):
        raise ValueError(f"expected true, false or {UNKNOWN}")
    return said


Unknown = Literal["chua_ro"]
Years = Annotated[str, BeforeValidator(_span, json_schema_input_type=int | str)]
MaybeRating = Annotated[
    TaskRating | None, BeforeValidator(_rating, json_schema_input_type=TaskRating | Unknown)
]
MaybeTruth = Annotated[bool | None, BeforeValidator(_truth, json_schema_input_type=bool | Unknown)]
Day = date


class WrittenHonour(Model):
    """
    One honour, or with ``each`` one a year.

    Attributes:
        years: The period it was given for.
        each: Years for each of which it was given.
        on: Date of the decision; in a worked case the last day of its period where it is left out.
        revoked: Day it was taken back.
        rests_on: Keys of other honours, or ``award years`` of one of the same record.
    """

    award: Id
    years: Years | None = None
    each: Years | None = None
    kind: Commendation = CommendationKind.MERIT
    decision: str = ""
    on: Day | None = None
    authority: str = ""
    document: str = ""
    movement: str = ""
    rests_on: list[Text] = Field(default_factory=list)
    revoked: Day | None = None
    reason: str = ""


class WrittenInitiative(Model):
    """A recognised work of a year."""

    year: int
    scope: Reach
    kind: Work = InitiativeKind.INITIATIVE
    title: str = "Sáng kiến"
    recognised_by: str = ""
    document: str = ""
    used_for: list[Id] = Field(default_factory=list)


class WrittenTime(Model):
    """A time with its first and last day; open without a last day."""

    start: Day = Field(alias="from")
    end: Day | None = Field(None, alias="to")
    document: str = ""


class WrittenDiscipline(WrittenTime):
    """A discipline."""

    level: Severity


class WrittenAbsence(WrittenTime):
    """A time away from work."""

    kind: Annotated[AbsenceKind, Field(strict=False)]


class WrittenCase(WrittenTime):
    """A matter under examination."""

    subject: Text


class WrittenMembers(Model):
    """Members of a collective in a year."""

    members: int | None = None
    women: int | None = None
    completed: int | None = None
    advanced: int | None = None
    fighters: int | None = None
    disciplined: int | None = None
    document: str = ""


class WrittenProfile(Model):
    """What conditions ask of the candidate itself."""

    subject_class: str = ""
    woman: bool | None = None
    remote: bool | None = None
    founded: Day | None = None


class WrittenMovement(Model):
    """A movement."""

    id: Id
    title: Text
    launched_by: Text
    scope: str = ""
    mode: Text = "chuyen_de"
    start: Day = Field(alias="from")
    end: Day | None = Field(None, alias="to")
    so_ket: Day | None = None
    tong_ket: Day | None = None


class WrittenRecord(Model):
    """
    A past as it is written.

    Attributes:
        ratings: By year or years, e.g. ``2021-2025``; ``chua_ro`` leaves a year unknown.
        confirmed: By fact, for the year judged; ``chua_ro`` leaves it unknown.
        members: By year or years.
        registered: Awards put down for in the year judged.
    """

    kind: Kind = "individual"
    complete_from: int | None = None
    profile: WrittenProfile = WrittenProfile()
    honours: list[WrittenHonour] = Field(default_factory=list)
    ratings: dict[Years, MaybeRating] = Field(default_factory=dict)
    initiatives: list[WrittenInitiative] = Field(default_factory=list)
    disciplines: list[WrittenDiscipline] = Field(default_factory=list)
    absences: list[WrittenAbsence] = Field(default_factory=list)
    cases: list[WrittenCase] = Field(default_factory=list)
    confirmed: dict[Id, MaybeTruth] = Field(default_factory=dict)
    registered: list[Id] = Field(default_factory=list)
    members: dict[Years, WrittenMembers] = Field(default_factory=dict)
    movements: list[WrittenMovement] = Field(default_factory=list)


def record_of(written: WrittenRecord, candidate: str, year: int, *, worked_on: date | None = None) -> Record:
    """
    Turn a written past into a record.

    Args:
        candidate: Id of the candidate.
        year: The year judged: what is confirmed and registered stands for it.
        worked_on: Day of a worked case. There an honour without a date was decided on the last day of its
            period or on this day, whichever is earlier, and one without a number has ``QĐ`` and its
            years; elsewhere both must be written.

    Raises:
        SchemeError: An honour says neither years nor date, or belongs to nothing; its place is its number.
    """
    honours = [
        honour for i, each in enumerate(written.honours) for honour in _honours(each, candidate, i, worked_on)
    ]
    return Record(
        candidate,
        written.kind,
        profile=Profile(**written.profile.model_dump()),
        honours=tuple(sorted(_resting(honours), key=_by_period)),
        ratings=tuple(_ratings(written)),
        initiatives=tuple(_initiative(each, i) for i, each in enumerate(written.initiatives, 1)),
        disciplines=tuple(Discipline(each.level, *_times(each)) for each in written.disciplines),
        absences=tuple(Absence(each.kind, *_times(each)) for each in written.absences),
        cases=tuple(PendingCase(each.subject, *_times(each)) for each in written.cases),
        registrations=tuple(Registration(each, year) for each in written.registered),
        confirmations=tuple(_confirmations(written, year)),
        memberships=tuple(_members(written)),
        movements=tuple(_movement(each) for each in written.movements),
        complete_from=written.complete_from,
    )


def _times(each: WrittenTime) -> tuple[date, date | None, str]:
    return each.start, each.end, each.document


def _years(text: str) -> range:
    match = _YEARS.match(text)
    if match is None:
        return range(0)
    return range(int(match[1]), int(match[2] or match[1]) + 1)


def _honours(each: WrittenHonour, candidate: str, index: int, worked_on: date | None) -> Iterator[Honour]:
    periods = [(years[0], years[-1]) for years in (_years(each.years),)] if each.years else []
    periods += [(year, year) for year in _years(each.each or "")]
    if not periods and each.on is not None:
        periods = [(each.on.year, each.on.year)]
    if not periods or (worked_on is None and (each.on is None or not each.decision)):
        message = _("honour {number} ({award}) needs its years, and the number and date of its decision")
        values = {"number": index + 1, "award": each.award}
        raise SchemeError([Problem("E_HONOUR", message, values)])
    for first, last in periods:
        yield Honour(
            candidate,
            each.award,
            each.kind,
            first,
            last,
            each.decision or f"QĐ {first}-{last}",
            each.on or min(date(last, 12, 31), worked_on or date.max),
            authority=each.authority,
            document=each.document,
            movement=each.movement,
            rests_on=tuple(each.rests_on),
            revocation=Revocation("", each.revoked, each.reason) if each.revoked else None,
        )


def _resting(honours: list[Honour]) -> Iterator[Honour]:
    """Turn ``award years`` into the keys of the honours of this record."""
    keys = {f"{each.award} {_shown(each)}": each.key for each in honours}
    for each in honours:
        basis = tuple(keys.get(name, name) for name in each.rests_on)
        yield replace(each, rests_on=basis) if basis else each


def _shown(each: Honour) -> str:
    years = each.years
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _by_period(each: Honour) -> tuple[int, int, date, str]:
    return each.first_year, each.last_year, each.on, each.key


def _ratings(written: WrittenRecord) -> Iterator[Rating]:
    found: dict[int, TaskRating | None] = {}
    for years, level in written.ratings.items():
        found |= dict.fromkeys(_years(years), level)
    yield from (Rating(year, level) for year, level in sorted(found.items()) if level is not None)


def _confirmations(written: WrittenRecord, year: int) -> Iterator[Confirmation]:
    for fact, holds in written.confirmed.items():
        if holds is not None:
            yield Confirmation(fact, year, holds)


def _initiative(each: WrittenInitiative, number: int) -> Initiative:
    return Initiative(
        str(number),
        each.title,
        each.kind,
        each.year,
        each.scope,
        each.recognised_by,
        each.document,
        tuple(each.used_for),
    )


def _members(written: WrittenRecord) -> Iterator[Membership]:
    for years, each in written.members.items():
        for year in _years(years):
            yield Membership(year, **each.model_dump())


def _movement(each: WrittenMovement) -> Movement:
    return Movement(
        each.id,
        each.title,
        each.launched_by,
        each.scope,
        each.mode,
        each.start,
        each.end,
        each.so_ket,
        each.tong_ket,
    )
