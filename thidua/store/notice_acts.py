"""Recording what follows a result: that it was published, objected to, answered; and asking for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from scoring.errors import Problem, _
from thidua.store import views
from thidua.store.acts import record_facts
from thidua.store.database import Database, by_digest
from thidua.store.errors import StoreError, refuse
from thidua.store.events import NoticeOpened, ObjectionAnswered, ObjectionFiled
from thidua.store.notice_tables import AnswerRow, NoticeRow, ObjectionRow
from thidua.store.objection_words import set_apart
from thidua.store.sent import FactFile
from thidua.store.tables import RunRow


@dataclass(frozen=True)
class Notice:
    """
    A published result.

    Attributes:
        seq: Place of its event.
        opened, until: First and last day of the window; the first is not counted.
        days_off: Days off from Monday to Friday that were passed over.
        unsure: Years whose days off were not all known.
        place: Where the result hangs or stands.
    """

    seq: int
    scheme: str
    run: int
    opened: date
    working_days: int
    until: date
    days_off: tuple[date, ...]
    unsure: tuple[int, ...]
    place: str


@dataclass(frozen=True)
class Answer:
    """The answer to an objection; ``facts`` is the place of the event that carried new values."""

    seq: int
    accepted: bool
    facts: int | None
    who: str
    why: str
    basis: str


@dataclass(frozen=True)
class Objection:
    """
    What was said against a published result.

    Attributes:
        number: In this record, from 1.
        notice: Place of the event of the notice it answers to.
        sender: Id of the unit or candidate that objects.
        evidence, evidence_sha256: Name and SHA-256 of the file sent with it; empty and None without one. The
            SHA-256 is that of the file itself, and empty once the file was erased.
        answer: None while it is open.
    """

    number: int
    seq: int
    notice: int
    scheme: str
    candidate: str
    criterion: str
    sender: str
    words: str
    evidence: str
    evidence_sha256: str | None
    received: date
    in_time: bool
    answer: Answer | None


def open_notices(
    database: Database, acts: Sequence[NoticeOpened], *, actor: str, reason: str = ""
) -> tuple[int, ...]:
    """
    Record that the results of runs were published, an event each, all of them or none.

    Args:
        database: A record with runs.
        acts: One a scheme.
        actor: Post or name of who enters it.
        reason: Why; may be empty.

    Returns:
        Places of the events.

    Raises:
        StoreError: A run is not the newest of its scheme, or is published already for as long a time.
    """
    with database.write() as writer:
        problems = [problem for act in acts for problem in _unfit(writer.session, act)]
        if problems:
            raise StoreError(problems)
        return tuple(writer.record(act, actor, reason).counter for act in acts)


def _unfit(session: Session, act: NoticeOpened) -> Iterable[Problem]:
    newest = select(RunRow.id).where(RunRow.scheme == act.scheme).order_by(col(RunRow.id).desc())
    if session.exec(newest.limit(1)).first() != act.run:
        message = _("Run {run} is not the newest of {scheme}; only the newest result is published.")
        yield Problem("E_NOTICE_RUN", message, {"run": act.run, "scheme": act.scheme})
    same = select(NoticeRow).where(NoticeRow.scheme == act.scheme, NoticeRow.run == act.run)
    for row in session.exec(same):
        if date.fromisoformat(row.until) >= act.until:
            message = _(
                "Run {run} of {scheme} is published already, until {until}; a window is never shortened."
            )
            yield Problem(
                "E_NOTICE_TWICE", message, {"run": act.run, "scheme": act.scheme, "until": row.until}
            )


def file_objection(
    database: Database, act: ObjectionFiled, evidence: bytes | None, *, actor: str, reason: str = ""
) -> int:
    """
    Record an objection with the file sent with it; what it says is kept apart from the event.

    Args:
        act: The objection, its words in itself.
        evidence: The file; None without one.
        actor: Post or name of who enters it.
        reason: Why; may be empty.

    Returns:
        Its number.

    Raises:
        StoreError: The notice it answers to is not known, or the candidate is not.
    """
    with database.write() as writer:
        row = writer.session.get(NoticeRow, act.notice)
        if row is None or row.scheme != act.scheme:
            message = _("No result of {scheme} was published; there is nothing to object to yet.")
            raise refuse("E_OBJECTION_NOTICE", message, scheme=act.scheme)
        number = writer.session.exec(select(func.count()).select_from(ObjectionRow)).one() + 1
        act, words = set_apart(act)
        writer.record(act, actor, reason, by_digest(words, *([] if evidence is None else [evidence])))
        return number


def answer_objection(
    database: Database,
    act: ObjectionAnswered,
    values: FactFile | None,
    *,
    actor: str,
) -> int:
    """
    Record the answer to an objection and, in the same transaction, the values it changes.

    The values come in as those of any file do: a new version, with the reason of the answer.

    Args:
        act: The answer; its ``facts`` is filled in here.
        values: What the accepted objection changes; None when it changes no value.

    Returns:
        Place of the event of the answer.

    Raises:
        StoreError: There is no such objection, or it was answered before.
    """
    with database.write() as writer:
        row = writer.session.get(ObjectionRow, act.objection)
        if row is None:
            message = _("There is no objection {number} in this record.")
            raise refuse("E_OBJECTION", message, number=act.objection)
        if writer.session.get(AnswerRow, act.objection) is not None:
            message = _("Objection {number} was answered before; an answer is given once.")
            raise refuse("E_OBJECTION_ANSWERED", message, number=act.objection)
        if values is not None:
            record_facts(writer, values, actor, act.why)
            act = act.model_copy(update={"facts": writer.newest()})
        return writer.record(act, actor, act.why).counter


def notices(database: Database) -> tuple[Notice, ...]:
    """Give every notice, in the order they were opened."""
    with database.read() as session:
        rows = session.exec(select(NoticeRow).order_by(col(NoticeRow.seq))).all()
    return tuple(_notice(row) for row in rows)


def _notice(row: NoticeRow) -> Notice:
    return Notice(
        row.seq,
        row.scheme,
        row.run,
        date.fromisoformat(row.opened),
        row.working_days,
        date.fromisoformat(row.until),
        tuple(date.fromisoformat(day) for day in json.loads(row.days_off)),
        tuple(int(year) for year in json.loads(row.unsure)),
        row.place,
    )


def objections(database: Database) -> tuple[Objection, ...]:
    """Give every objection with its answer, in the order they came in."""
    with database.read() as session:
        answers = {row.objection: _answer(row) for row in session.exec(select(AnswerRow))}
        rows = session.exec(select(ObjectionRow).order_by(col(ObjectionRow.id))).all()
        sent = {
            row.id: None if row.evidence_sha256 is None else views.plain_digest(session, row.evidence_sha256)
            for row in rows
        }
    return tuple(_objection(row, sent[row.id], answers.get(row.id)) for row in rows)


def _answer(row: AnswerRow) -> Answer:
    return Answer(row.seq, bool(row.accepted), row.facts, row.who, row.why, row.basis)


def _objection(row: ObjectionRow, evidence_sha256: str | None, answer: Answer | None) -> Objection:
    return Objection(
        row.id,
        row.seq,
        row.notice,
        row.scheme,
        row.candidate,
        row.criterion,
        row.sender,
        row.words,
        row.evidence,
        evidence_sha256,
        date.fromisoformat(row.received),
        bool(row.in_time),
        answer,
    )


def runs_around(database: Database, scheme: str, seq: int) -> tuple[int | None, int | None]:
    """Give the numbers of the last run of a scheme before an event and of the first one after it."""
    with database.read() as session:
        rows = session.exec(select(RunRow).where(RunRow.scheme == scheme).order_by(col(RunRow.id))).all()
    before = [row.id for row in rows if row.seq < seq]
    after = [row.id for row in rows if row.seq > seq]
    return (before[-1] if before else None), (after[0] if after else None)


def published_run(database: Database, run: int) -> tuple[int, str]:
    """Give the place of the event of a run and what names its results now; raises StoreError without it."""
    with database.read() as session:
        row = views.get_run(session, run)
        return row.seq, views.erasures(session).resolve(row.results_sha256)
