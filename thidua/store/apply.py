"""From events to tables: which rows follow from each act, the same while recording and while rebuilding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatch

from sqlmodel import Session, col, select

from thidua.store.canonical import dumps
from thidua.store.columns import Reported, read_candidates, read_facts
from thidua.store.contents import Content
from thidua.store.erasures import Erasures
from thidua.store.events import (
    DecisionRecorded,
    Event,
    FactsLoaded,
    HistoryLoaded,
    HonourStatusChanged,
    NominationRecorded,
    NoticeOpened,
    ObjectionAnswered,
    ObjectionFiled,
    PapersIssued,
    PersonalErased,
    ReviewOpened,
    RuleText,
    RunCompleted,
    parse,
)
from thidua.store.history_items import BY_TYPE, Entry, HonourStatus, Kind, read_rows
from thidua.store.history_items import Cell as LedgerCell
from thidua.store.history_tables import BY_KIND, HistoryBatchRow
from thidua.store.notice_rows import answer_row, notice_row, objection_row, reason_rows
from thidua.store.notice_tables import ObjectionRow
from thidua.store.objection_words import read_words, words_of
from thidua.store.tables import (
    METADATA,
    RECORD,
    BatchRow,
    BlobRow,
    CandidateRow,
    DecisionRow,
    ErasureRow,
    EventRow,
    FactRow,
    LawTextRow,
    NominationRow,
    PaperRow,
    PlanTextRow,
    ReviewRow,
    RunRow,
    SchemeTextRow,
)
from thidua.store.writing import Cell, Contents, Made, Past, Replayed, Stored


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
    Stored(session.connection(), contents).take(body, event, rows_of)
    return event


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
    bodies = list(bodies)
    past = Replayed(session.connection(), contents, Erasures.told_in(bodies).resolve)
    for body in bodies:
        past.take(body, parse(body), rows_of)
    past.write()


def rebuild(session: Session) -> None:
    """
    Make every table anew from the events and contents that are stored.

    Args:
        session: Inside a transaction.

    Raises:
        StoreError: An event or a table that it names cannot be read.
    """
    connection = session.connection()
    kept = {str(table.__tablename__) for table in RECORD}
    for table in reversed(METADATA.sorted_tables):
        if table.name not in kept:
            connection.execute(table.delete())
    bodies = list(session.exec(select(EventRow.body).order_by(col(EventRow.seq))))
    resolve = Erasures.told_in(bodies).resolve
    stored = set(session.exec(select(BlobRow.sha256)))
    found = Stored(connection, lambda _sha256: None)
    past = Replayed(connection, lambda sha256: Content(found.content(sha256)), resolve, stored)
    for body in bodies:
        past.take(body, parse(body), rows_of)
    past.write()


def rows_of(event: Event, past: Past) -> Iterator[Made]:
    """
    Give the rows that follow from one event.

    Args:
        event: The event.
        past: Everything before it that the rows may depend on.

    Yields:
        Table and cells by column, those that others refer to first; a version is left to the table.

    Raises:
        StoreError: A table that the event names cannot be read.
    """
    return _project(event.act, past, event.counter, event.at)


@singledispatch
def _project(act: object, past: Past, seq: int, at: str) -> Iterator[Made]:
    raise TypeError(f"no projection for {type(act).__name__}")


@_project.register
def _open(act: ReviewOpened, past: Past, seq: int, at: str) -> Iterator[Made]:
    yield (
        ReviewRow,
        {
            "id": 1,
            "seq": seq,
            "content": dumps(act.review).decode(),
            "sha256": act.review_sha256,
            "candidates_file_sha256": act.candidates_file_sha256,
            "candidates_sha256": act.candidates_sha256,
        },
    )
    yield from ((SchemeTextRow, row) for row in _rules(act.schemes))
    yield from ((PlanTextRow, row) for row in _rules(act.plans))
    yield from ((LawTextRow, row) for row in _rules(act.laws))
    roster = read_candidates(past.content(act.candidates_sha256))
    yield from ((CandidateRow, {"position": place, **vars(each)}) for place, each in enumerate(roster, 1))


def _rules(rules: Iterable[RuleText]) -> Iterator[dict[str, Cell]]:
    for place, rule in enumerate(rules, 1):
        yield {"key": rule.key, "position": place, "sha256": rule.sha256}


@_project.register
def _load(act: FactsLoaded, past: Past, seq: int, at: str) -> Iterator[Made]:
    batch = past.count(BatchRow) + 1
    yield (
        BatchRow,
        {
            "id": batch,
            "seq": seq,
            "file": act.file,
            "sha256": act.file_sha256,
            "facts_sha256": act.facts_sha256,
            "stage": act.stage,
            "unit": act.unit,
            "entries": act.entries,
            "facts": act.facts,
            "at": at,
        },
    )
    for each in read_facts(past.content(act.facts_sha256)):
        yield FactRow, _fact(each, act.stage, batch)
    yield from reason_rows(act.reasons, seq)


def _fact(reported: Reported, stage: str, batch: int) -> dict[str, Cell]:
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
def _run(act: RunCompleted, past: Past, seq: int, at: str) -> Iterator[Made]:
    yield (
        RunRow,
        {
            "id": past.count(RunRow) + 1,
            "seq": seq,
            "scheme": act.scheme,
            "scheme_sha256": act.scheme_sha256,
            "stage": act.stage,
            "facts_sha256": act.facts_sha256,
            "results_sha256": act.results_sha256,
            "as_of": act.as_of.isoformat(),
            "engine": act.engine,
            "counts": dumps(act.counts).decode(),
            "at": at,
        },
    )


@_project.register
def _decide(act: DecisionRecorded, past: Past, seq: int, at: str) -> Iterator[Made]:
    choice = dumps(act.choice).decode()
    yield DecisionRow, {"seq": seq, "slot": act.slot, "choice": choice, "who": act.who, "basis": act.basis}


@_project.register
def _issue(act: PapersIssued, past: Past, seq: int, at: str) -> Iterator[Made]:
    runs = dumps(act.runs).decode()
    for place, paper in enumerate(act.papers, 1):
        if paper.kind == "document":
            continue
        yield (
            PaperRow,
            {
                "seq": seq,
                "position": place,
                "kind": paper.kind,
                "file": paper.file,
                "sha256": paper.sha256,
                "candidate": paper.candidate or None,
                "runs": runs,
            },
        )


@_project.register
def _nominate(act: NominationRecorded, past: Past, seq: int, at: str) -> Iterator[Made]:
    for place, each in enumerate(act.nominees, 1):
        yield (
            NominationRow,
            {
                "seq": seq,
                "position": place,
                "rules": act.rules,
                "list": each.list,
                "award": each.award,
                "candidate": each.candidate,
                "withdrawn": int(act.withdrawn),
                "who": act.who,
                "basis": act.basis,
                "lists_sha256": act.lists_sha256,
            },
        )


@_project.register
def _load_history(act: HistoryLoaded, past: Past, seq: int, at: str) -> Iterator[Made]:
    yield (
        HistoryBatchRow,
        {
            "seq": seq,
            "file": act.file,
            "sha256": act.file_sha256,
            "history_sha256": act.history_sha256,
            "counts": dumps(act.counts).decode(),
            "at": at,
        },
    )
    for kind, rows in read_rows(past.content(act.history_sha256)):
        yield from _ledger(kind, rows, seq)


@_project.register
def _change_status(act: HonourStatusChanged, past: Past, seq: int, at: str) -> Iterator[Made]:
    which = (act.award, act.first_year, act.last_year, act.decision)
    change = HonourStatus(*which, act.revoked, act.number, act.on, act.why)
    kind = BY_TYPE[HonourStatus]
    yield from _ledger(kind, [kind.cells(Entry(act.candidate, change))], seq)


def _ledger(kind: Kind, rows: Iterable[tuple[LedgerCell, ...]], seq: int) -> Iterator[Made]:
    table, columns = BY_KIND[kind.name], (*kind.names, "seq")
    for cells in rows:
        yield table, dict(zip(columns, (*cells, seq), strict=True))


@_project.register
def _erase(act: PersonalErased, past: Past, seq: int, at: str) -> Iterator[Made]:
    for place, each in enumerate(act.contents, 1):
        yield (
            ErasureRow,
            {
                "seq": seq,
                "position": place,
                "candidate": act.candidate,
                "sha256": each.sha256,
                "replaced_by": each.replaced_by,
                "who": act.who,
                "why": act.why,
            },
        )


@_project.register
def _open_notice(act: NoticeOpened, past: Past, seq: int, at: str) -> Iterator[Made]:
    yield notice_row(act, seq)


@_project.register
def _file_objection(act: ObjectionFiled, past: Past, seq: int, at: str) -> Iterator[Made]:
    said = words_of(act) if act.words_sha256 is None else read_words(past.content(act.words_sha256))
    yield objection_row(act, said, seq, past.count(ObjectionRow) + 1)


@_project.register
def _answer_objection(act: ObjectionAnswered, past: Past, seq: int, at: str) -> Iterator[Made]:
    yield answer_row(act, seq)


def last_event(session: Session) -> Event | None:
    """Give the newest event of the record; None when it is empty."""
    row = session.exec(select(EventRow).order_by(col(EventRow.seq).desc()).limit(1)).first()
    return None if row is None else parse(row.body)
