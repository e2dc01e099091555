"""From events to tables: the one module that writes, both while recording and while rebuilding."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import singledispatch
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection, func, text
from sqlmodel import Session, col, select

from scoring.errors import _
from thidua.store.canonical import dumps, leaf_hash
from thidua.store.columns import Reported, read_candidates, read_facts
from thidua.store.errors import refuse
from thidua.store.events import (
    DecisionRecorded,
    Event,
    FactsLoaded,
    HistoryLoaded,
    HonourStatusChanged,
    Named,
    NominationRecorded,
    PapersIssued,
    ReviewOpened,
    RuleText,
    RunCompleted,
    parse,
)
from thidua.store.history_items import BY_TYPE, Entry, HonourStatus, read_rows
from thidua.store.history_rows import insert_rows
from thidua.store.history_tables import HistoryBatchRow
from thidua.store.tables import (
    BatchRow,
    BlobRow,
    CandidateRow,
    DecisionRow,
    EventRow,
    LawTextRow,
    NominationRow,
    PaperRow,
    PlanTextRow,
    ReviewRow,
    RunRow,
    SchemeTextRow,
)

Contents: TypeAlias = Callable[[str], bytes | None]
RuleRow = TypeVar("RuleRow", SchemeTextRow, PlanTextRow, LawTextRow)

_INSERT_EVENT = text("INSERT INTO event (seq, body, leaf) VALUES (:seq, :body, :leaf)")
_INSERT_BLOB = text(
    "INSERT INTO blob (sha256, content, media) VALUES (:sha256, :content, :media) ON CONFLICT DO NOTHING"
)
_FIND_BLOB = text("SELECT 1 FROM blob WHERE sha256 = :sha256")
_INSERT_FACT = text(
    """
    INSERT INTO fact (candidate, scheme, stage, fact, judge, version, state,
                      numerator, denominator, label, evidence, source, batch)
    VALUES (:candidate, :scheme, :stage, :fact, :judge,
            (SELECT coalesce(max(older.version), 0) + 1 FROM fact AS older
              WHERE older.candidate = :candidate AND older.scheme = :scheme AND older.stage = :stage
                AND older.fact = :fact AND older.judge = :judge),
            :state, :numerator, :denominator, :label, :evidence, :source, :batch)
    """
)


def admit(session: Session, body: bytes, contents: Contents) -> Event:
    """
    Put one event, the contents it names and the rows it leads to into the database.

    Args:
        session: Inside a transaction.
        body: Canonical bytes of the event.
        contents: Gives the content of a SHA-256, or None when it does not have it.

    Returns:
        The event as it can be read back from the body.

    Raises:
        StoreError: The body is not an event, or a content that it names is nowhere to be had.
    """
    event = parse(body)
    connection = session.connection()
    for named in event.act.named():
        _keep(connection, named, contents(named.sha256))
    connection.execute(_INSERT_EVENT, {"seq": event.counter, "body": body, "leaf": leaf_hash(body)})
    apply(session, event.counter, event)
    session.flush()
    return event


def _keep(connection: Connection, named: Named, content: bytes | None) -> None:
    if content is not None:
        connection.execute(_INSERT_BLOB, {**named._asdict(), "content": content})
    elif connection.execute(_FIND_BLOB, {"sha256": named.sha256}).first() is None:
        message = _("The content {sha256} that an event names is missing.")
        raise refuse("E_STORE_CONTENT", message, sha256=named.sha256)


def replay(session: Session, bodies: Iterable[bytes], contents: Contents) -> None:
    """
    Rebuild an empty database from the events alone.

    Args:
        session: Of a database that has the tables and no rows, inside a transaction.
        bodies: Canonical bytes of all events, in their order.
        contents: Gives the content of a SHA-256, or None when it does not have it.

    Raises:
        StoreError: An event cannot be read, or a content that it names is missing.
    """
    for body in bodies:
        admit(session, body, contents)


def apply(session: Session, seq: int, event: Event) -> None:
    """
    Write the rows that follow from one event.

    Args:
        session: Inside a transaction; the event and its contents are already there.
        seq: Place of the event.
        event: The event.

    Raises:
        StoreError: A table that the event names cannot be read.
    """
    _project(event.act, session, seq, event.at)


@singledispatch
def _project(act: object, session: Session, seq: int, at: str) -> None:
    raise TypeError(f"no projection for {type(act).__name__}")


def _content(session: Session, sha256: str) -> bytes:
    return session.get_one(BlobRow, sha256).content


def _count(session: Session, table: type[BatchRow] | type[RunRow]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


@_project.register
def _open(act: ReviewOpened, session: Session, seq: int, at: str) -> None:
    session.add(
        ReviewRow(
            id=1,
            seq=seq,
            content=dumps(act.review).decode(),
            sha256=act.review_sha256,
            candidates_file_sha256=act.candidates_file_sha256,
            candidates_sha256=act.candidates_sha256,
        )
    )
    session.add_all(_rules(SchemeTextRow, act.schemes))
    session.add_all(_rules(PlanTextRow, act.plans))
    session.add_all(_rules(LawTextRow, act.laws))
    roster = read_candidates(_content(session, act.candidates_sha256))
    session.add_all(CandidateRow(position=place, **vars(each)) for place, each in enumerate(roster, 1))


def _rules(table: type[RuleRow], rules: Iterable[RuleText]) -> list[RuleRow]:
    return [table(key=rule.key, position=place, sha256=rule.sha256) for place, rule in enumerate(rules, 1)]


@_project.register
def _load(act: FactsLoaded, session: Session, seq: int, at: str) -> None:
    batch = _count(session, BatchRow) + 1
    session.add(
        BatchRow(
            id=batch,
            seq=seq,
            file=act.file,
            sha256=act.file_sha256,
            facts_sha256=act.facts_sha256,
            stage=act.stage,
            unit=act.unit,
            entries=act.entries,
            facts=act.facts,
            at=at,
        )
    )
    session.flush()
    rows = [_fact(each, act.stage, batch) for each in read_facts(_content(session, act.facts_sha256))]
    if rows:
        session.connection().execute(_INSERT_FACT, rows)


def _fact(reported: Reported, stage: str, batch: int) -> dict[str, object]:
    fact = reported.fact
    return {
        "candidate": reported.candidate,
        "scheme": reported.scheme,
        "stage": stage,
        "fact": fact.id,
        "judge": fact.judge,
        "state": fact.state.value,
        "numerator": None if fact.number is None else str(fact.number.numerator),
        "denominator": None if fact.number is None else str(fact.number.denominator),
        "label": fact.label,
        "evidence": fact.evidence,
        "source": fact.source,
        "batch": batch,
    }


@_project.register
def _run(act: RunCompleted, session: Session, seq: int, at: str) -> None:
    session.add(
        RunRow(
            id=_count(session, RunRow) + 1,
            seq=seq,
            scheme=act.scheme,
            scheme_sha256=act.scheme_sha256,
            stage=act.stage,
            facts_sha256=act.facts_sha256,
            results_sha256=act.results_sha256,
            as_of=act.as_of.isoformat(),
            engine=act.engine,
            counts=dumps(act.counts).decode(),
            at=at,
        )
    )


@_project.register
def _decide(act: DecisionRecorded, session: Session, seq: int, at: str) -> None:
    choice = dumps(act.choice).decode()
    session.add(DecisionRow(seq=seq, slot=act.slot, choice=choice, who=act.who, basis=act.basis))


@_project.register
def _issue(act: PapersIssued, session: Session, seq: int, at: str) -> None:
    runs = dumps(act.runs).decode()
    session.add_all(
        PaperRow(
            seq=seq,
            position=place,
            kind=paper.kind,
            file=paper.file,
            sha256=paper.sha256,
            candidate=paper.candidate or None,
            runs=runs,
        )
        for place, paper in enumerate(act.papers, 1)
    )


@_project.register
def _nominate(act: NominationRecorded, session: Session, seq: int, at: str) -> None:
    session.add_all(
        NominationRow(
            seq=seq,
            position=place,
            rules=act.rules,
            list=each.list,
            award=each.award,
            candidate=each.candidate,
            withdrawn=int(act.withdrawn),
            who=act.who,
            basis=act.basis,
            lists_sha256=act.lists_sha256,
        )
        for place, each in enumerate(act.nominees, 1)
    )


@_project.register
def _load_history(act: HistoryLoaded, session: Session, seq: int, at: str) -> None:
    session.add(
        HistoryBatchRow(
            seq=seq,
            file=act.file,
            sha256=act.file_sha256,
            history_sha256=act.history_sha256,
            counts=dumps(act.counts).decode(),
            at=at,
        )
    )
    session.flush()
    for kind, rows in read_rows(_content(session, act.history_sha256)):
        insert_rows(session, kind, rows, seq)


@_project.register
def _change_status(act: HonourStatusChanged, session: Session, seq: int, at: str) -> None:
    which = (act.award, act.first_year, act.last_year, act.decision)
    change = HonourStatus(*which, act.revoked, act.number, act.on, act.why)
    kind = BY_TYPE[HonourStatus]
    insert_rows(session, kind, [kind.cells(Entry(act.candidate, change))], seq)


def last_event(session: Session) -> Event | None:
    """Give the newest event of the record; None when it is empty."""
    row = session.exec(select(EventRow).order_by(col(EventRow.seq).desc()).limit(1)).first()
    return None if row is None else parse(row.body)
