"""The tables of what follows a result: notices, objections, their answers; and reasons of changed values."""

from __future__ import annotations

from typing import Any, ClassVar

from thidua.store.row import STRICT, Row, check, event, text, whole


class NoticeRow(Row, table=True):
    """A published result; ``days_off`` and ``unsure`` are canonical JSON."""

    __tablename__ = "notice"
    __table_args__: ClassVar[Any] = (
        check("days", "working_days >= 1"),
        check("window", "until > opened"),
        STRICT,
    )
    seq: int = whole(primary_key=True, foreign_key="event.seq")
    scheme: str = text(foreign_key="scheme_text.key")
    run: int = whole(foreign_key="run.id")
    opened: str = text()
    working_days: int = whole()
    until: str = text()
    days_off: str = text()
    unsure: str = text()
    place: str = text()


class ObjectionRow(Row, table=True):
    """An objection to one criterion of one candidate."""

    __tablename__ = "objection"
    __table_args__: ClassVar[Any] = (
        check("in_time", "in_time IN (0, 1)"),
        check("evidence", "(evidence = '') = (evidence_sha256 IS NULL)"),
        STRICT,
    )
    id: int = whole(primary_key=True)
    seq: int = event()
    notice: int = whole(foreign_key="notice.seq")
    scheme: str = text(foreign_key="scheme_text.key")
    candidate: str = text(foreign_key="candidate.id")
    criterion: str = text()
    sender: str = text()
    words: str = text()
    evidence: str = text()
    evidence_sha256: str | None = text(default=None, foreign_key="blob.sha256")
    received: str = text()
    in_time: int = whole()


class AnswerRow(Row, table=True):
    """The one answer to an objection; ``facts`` is the event that carried new values."""

    __tablename__ = "objection_answer"
    __table_args__: ClassVar[Any] = (check("accepted", "accepted IN (0, 1)"), STRICT)
    objection: int = whole(primary_key=True, foreign_key="objection.id")
    seq: int = event()
    accepted: int = whole()
    facts: int | None = whole(default=None, foreign_key="event.seq")
    who: str = text()
    why: str = text()
    basis: str = text()


class ValueReasonRow(Row, table=True):
    """Why one value of a file differs from what was given before, or why the sender stands by it."""

    __tablename__ = "value_reason"
    __table_args__: ClassVar[Any] = (check("reason", "reason <> ''"), STRICT)
    seq: int = whole(primary_key=True, foreign_key="event.seq")
    candidate: str = text(primary_key=True, foreign_key="candidate.id")
    scheme: str = text(primary_key=True, foreign_key="scheme_text.key")
    fact: str = text(primary_key=True)
    judge: str = text(primary_key=True)
    reason: str = text()


NOTICES: tuple[type[Row], ...] = (NoticeRow, ObjectionRow, AnswerRow, ValueReasonRow)
