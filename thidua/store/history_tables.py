"""The ledger's tables: one for each kind of entry; of each key the highest version is in force."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint

from scoring.law import history
from thidua.store.row import STRICT, Row, blob, check, event, text, whole


def _among(column: str, words: type[StrEnum]) -> CheckConstraint:
    return check(column, f"{column} IN ({', '.join(repr(word.value) for word in words)})")


def _flag(column: str) -> CheckConstraint:
    return check(column, f"{column} IN (0, 1)")


def _day(column: str) -> CheckConstraint:
    return check(column, f"{column} LIKE '____-__-__'")


def _versions() -> tuple[CheckConstraint, CheckConstraint]:
    return check("version", "version >= 1"), _flag("withdrawn")


def _key(**options: Any) -> Any:
    return text(primary_key=True, **options)


class HistoryBatchRow(Row, table=True):
    """A file of honours and other entries that was taken in; ``counts`` is canonical JSON."""

    __tablename__ = "history_batch"
    __table_args__: ClassVar[Any] = (UniqueConstraint("sha256"), STRICT)
    seq: int = whole(primary_key=True, foreign_key="event.seq")
    file: str = text()
    sha256: str = blob()
    history_sha256: str = blob()
    counts: str = text()
    at: str = text()


class ProfileRow(Row, table=True):
    """What statistics ask of a candidate."""

    __tablename__ = "profile"
    __table_args__: ClassVar[Any] = (*_versions(), _flag("woman"), _flag("remote"), _day("founded"), STRICT)
    candidate: str = _key()
    version: int = whole(primary_key=True)
    withdrawn: int = whole()
    subject_class: str = text()
    woman: int | None = whole(default=None)
    remote: int | None = whole(default=None)
    founded: str | None = text(default=None)
    complete_from: int | None = whole(default=None)
    seq: int = event()


class HonourRow(Row, table=True):
    """An honour; ``rests_on`` is canonical JSON. Whether it still stands is in ``honour_status``."""

    __tablename__ = "honour"
    __table_args__: ClassVar[Any] = (
        *_versions(),
        _among("kind", history.CommendationKind),
        check("years", "first_year <= last_year"),
        _day("day"),
        STRICT,
    )
    candidate: str = _key()
    award: str = _key()
    first_year: int = whole(primary_key=True)
    last_year: int = whole(primary_key=True)
    decision: str = _key()
    version: int = whole(primary_key=True)
    withdrawn: int = whole()
    kind: str = text()
    day: str = text()
    authority: str = text()
    proposer: str = text()
    document: str = text()
    movement: str = text()
    rests_on: str = text()
    note: str = text()
    seq: int = event()


class HonourStatusRow(Row, table=True):
    """A decision that took an honour back, or gave it back."""

    __tablename__ = "honour_status"
    __table_args__: ClassVar[Any] = (*_versions(), _flag("revoked"), _day("day"), STRICT)
    candidate: str = _key()
    award: str = _key()
    first_year: int = whole(primary_key=True)
    last_year: int = whole(primary_key=True)
    decision: str = _key()
    version: int = whole(primary_key=True)
    withdrawn: int = whole()
    revoked: int = whole()
    number: str = text()
    day: str = text()
    reason: str = text()
    seq: int = event()


class RatingRow(Row, table=True):
    """The rating of a year."""

    __tablename__ = "rating"
    __table_args__: ClassVar[Any] = (*_versions(), _among("level", history.TaskRating), _day("day"), STRICT)
    candidate: str = _key()
    year: int = whole(primary_key=True)
    version: int = whole(primary_key=True)
    withdrawn: int = whole()
    level: str = text()
    document: str = text()
    day: str | None = text(default=None)
    seq: int = event()


class InitiativeRow(Row, table=True):
    """A recognised initiative; ``used_for`` is canonical JSON."""

    __tablename__ = "initiative"
    __table_args__: ClassVar[Any] = (
        *_versions(),
        _among("kind", history.InitiativeKind),
        _among("scope", history.InfluenceScope),
        STRICT,
    )
    candidate: str = _key()
    id: str = _key()
    version: int = whole(primary_key=True)
    withdrawn: int = whole()
    title: str = text()
    kind: str = text()
    year: int = whole()
    scope: str = text()
    recognised_by: str = text()
    document: str = text()
    used_for: str = text()
    seq: int = event()


class DisciplineRow(Row, table=True):
    """A discipline and its term."""

    __tablename__ = "discipline"
    __table_args__: ClassVar[Any] = (
        *_versions(),
        _among("level", history.DisciplineLevel),
        _day("start"),
        _day("until"),
        STRICT,
    )
    candidate: str = _key()
    level: str = _key()
    start: str = _key()
    version: int = whole(primary_key=True)
    withdrawn: int = whole()
    until: str | None = text(default=None)
    document: str = text()
    seq: int = event()


class AbsenceRow(Row, table=True):
    """A time away from work."""

    __tablename__ = "absence"
    __table_args__: ClassVar[Any] = (
        *_versions(),
        _among("kind", history.AbsenceKind),
        _day("start"),
        _day("until"),
        STRICT,
    )
    candidate: str = _key()
    kind: str = _key()
    start: str = _key()
    version: int = whole(primary_key=True)
    withdrawn: int = whole()
    until: str | None = text(default=None)
    document: str = text()
    seq: int = event()


class PendingCaseRow(Row, table=True):
    """A matter under examination."""

    __tablename__ = "pending_case"
    __table_args__: ClassVar[Any] = (*_versions(), _day("start"), _day("until"), STRICT)
    candidate: str = _key()
    subject: str = _key()
    start: str = _key()
    version: int = whole(primary_key=True)
    withdrawn: int = whole()
    until: str | None = text(default=None)
    document: str = text()
    seq: int = event()


class RegistrationRow(Row, table=True):
    """Somebody put himself down for an award."""

    __tablename__ = "registration"
    __table_args__: ClassVar[Any] = (*_versions(), STRICT)
    candidate: str = _key()
    award: str = _key()
    year: int = whole(primary_key=True)
    version: int = whole(primary_key=True)
    withdrawn: int = whole()
    document: str = text()
    seq: int = event()


class ConfirmationRow(Row, table=True):
    """A yes or no confirmed in writing."""

    __tablename__ = "confirmation"
    __table_args__: ClassVar[Any] = (*_versions(), _flag("holds"), STRICT)
    candidate: str = _key()
    fact: str = _key()
    year: int = whole(primary_key=True)
    version: int = whole(primary_key=True)
    withdrawn: int = whole()
    holds: int = whole()
    document: str = text()
    seq: int = event()


class MembershipRow(Row, table=True):
    """What is known of the members of a collective in a year."""

    __tablename__ = "membership"
    __table_args__: ClassVar[Any] = (*_versions(), STRICT)
    candidate: str = _key()
    year: int = whole(primary_key=True)
    version: int = whole(primary_key=True)
    withdrawn: int = whole()
    members: int | None = whole(default=None)
    women: int | None = whole(default=None)
    completed: int | None = whole(default=None)
    advanced: int | None = whole(default=None)
    fighters: int | None = whole(default=None)
    disciplined: int | None = whole(default=None)
    document: str = text()
    seq: int = event()


class PredecessorRow(Row, table=True):
    """A unit that went into this one; ``share`` is a fraction as text."""

    __tablename__ = "predecessor"
    __table_args__: ClassVar[Any] = (
        *_versions(),
        _among("change", history.UnitChange),
        _flag("inherits"),
        _day("day"),
        STRICT,
    )
    candidate: str = _key()
    unit: str = _key()
    day: str = _key()
    version: int = whole(primary_key=True)
    withdrawn: int = whole()
    change: str = text()
    share: str | None = text(default=None)
    inherits: int | None = whole(default=None)
    document: str = text()
    name: str = text()
    seq: int = event()


class MovementRow(Row, table=True):
    """An emulation movement."""

    __tablename__ = "movement"
    __table_args__: ClassVar[Any] = (
        *_versions(),
        _day("start"),
        _day("until"),
        _day("interim_review"),
        _day("final_review"),
        STRICT,
    )
    id: str = _key()
    version: int = whole(primary_key=True)
    withdrawn: int = whole()
    title: str = text()
    launched_by: str = text()
    scope: str = text()
    mode: str = text()
    start: str = text()
    until: str | None = text(default=None)
    interim_review: str | None = text(default=None)
    final_review: str | None = text(default=None)
    document: str = text()
    seq: int = event()


ENTRIES: tuple[type[Row], ...] = (
    ProfileRow,
    HonourRow,
    HonourStatusRow,
    RatingRow,
    InitiativeRow,
    DisciplineRow,
    AbsenceRow,
    PendingCaseRow,
    RegistrationRow,
    ConfirmationRow,
    MembershipRow,
    PredecessorRow,
    MovementRow,
)
HISTORY: tuple[type[Row], ...] = (HistoryBatchRow, *ENTRIES)
BY_KIND = {str(table.__tablename__): table for table in ENTRIES}
