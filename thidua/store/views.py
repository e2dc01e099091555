"""What can be asked of a record; nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session, col, select

from scoring.errors import _
from scoring.facts import Candidate, Decision, Entry, Fact, State
from thidua.review import InputFile, Review, RunRecord, Stage
from thidua.store.canonical import digest
from thidua.store.columns import Reported, facts_blob
from thidua.store.contents import is_named
from thidua.store.database import Database
from thidua.store.erasures import Erasures
from thidua.store.errors import refuse
from thidua.store.events import parse
from thidua.store.merkle import tree_head
from thidua.store.tables import (
    BatchRow,
    BlobRow,
    CandidateRow,
    DecisionRow,
    ErasureRow,
    EventRow,
    LawTextRow,
    PlanTextRow,
    ReviewRow,
    RunRow,
    SaltRow,
    SchemeTextRow,
)

_CURRENT_FACTS = text(
    """
    SELECT candidate, fact, state, numerator, denominator, label, judge, evidence, source
      FROM fact
     WHERE scheme = :scheme AND stage = :stage
       AND version = (SELECT max(other.version) FROM fact AS other
                       WHERE other.candidate = fact.candidate AND other.scheme = fact.scheme
                         AND other.stage = fact.stage AND other.fact = fact.fact
                         AND other.judge = fact.judge)
     ORDER BY candidate, fact, judge
    """
)

_REASONS = text(
    """
    SELECT fact.candidate, fact.fact, fact.judge, value_reason.reason, event.body
      FROM fact JOIN batch ON batch.id = fact.batch JOIN event ON event.seq = batch.seq
           LEFT JOIN value_reason ON value_reason.seq = batch.seq
                AND value_reason.candidate = fact.candidate AND value_reason.scheme = fact.scheme
                AND value_reason.fact = fact.fact AND value_reason.judge = fact.judge
     WHERE fact.scheme = :scheme AND fact.stage = :stage
     ORDER BY fact.version
    """
)


def review(database: Database) -> Review:
    """
    Give the review.

    Raises:
        StoreError: None was opened yet.
    """
    with database.read() as session:
        return get_review(session, database.path)


def find_review(session: Session) -> Review | None:
    """Give the review; None when none was opened yet."""
    row = session.get(ReviewRow, 1)
    # Not strict: the record writes the file's numbers as text.
    return None if row is None else Review.model_validate_json(row.content, strict=False)


def get_review(session: Session, path: Path) -> Review:
    """
    Give the review.

    Raises:
        StoreError: None was opened yet; the problem's place is the path.
    """
    found = find_review(session)
    if found is None:
        raise refuse("E_STORE_NO_REVIEW", _("No review was opened in this record yet."), path)
    return found


def scheme_texts(database: Database) -> dict[str, bytes]:
    """Give the scheme files by ``id@version``, in the order of the review."""
    return _texts(database, SchemeTextRow)


def plan_texts(database: Database) -> dict[str, bytes]:
    """Give the plan files by ``id@version``, in the order they came."""
    return _texts(database, PlanTextRow)


def law_texts(database: Database) -> dict[str, bytes]:
    """Give the catalogues of awards by ``id@version``, in the order they came."""
    return _texts(database, LawTextRow)


def _texts(
    database: Database, table: type[SchemeTextRow] | type[PlanTextRow] | type[LawTextRow]
) -> dict[str, bytes]:
    found = select(table.key, BlobRow.content).join(BlobRow).order_by(col(table.position))
    with database.read() as session:
        return dict(session.exec(found).all())


def get_scheme(session: Session, key: str) -> SchemeTextRow:
    """
    Give the row of a scheme.

    Raises:
        StoreError: The review has no such scheme.
    """
    row = session.get(SchemeTextRow, key)
    if row is None:
        message = _("The scheme {scheme} is not part of this review; it has {known}.")
        known = ", ".join(sorted(session.exec(select(SchemeTextRow.key)))) or "–"
        raise refuse("E_STORE_SCHEME", message, scheme=key, known=known)
    return row


def candidates(database: Database) -> tuple[Candidate, ...]:
    """Give all candidates in roster order."""
    with database.read() as session:
        return _roster(session)


def _roster(session: Session) -> tuple[Candidate, ...]:
    rows = session.exec(select(CandidateRow).order_by(col(CandidateRow.position)))
    return tuple(Candidate(**row.model_dump(exclude={"position"})) for row in rows)


def entries(database: Database, scheme_key: str, stage: Stage) -> tuple[Entry, ...]:
    """
    Give every candidate with the facts in force.

    Args:
        database: A record with an open review.
        scheme_key: ``id@version`` of the scheme.
        stage: Whose values.

    Returns:
        One entry a candidate, in roster order, also for those who reported nothing: whom the scheme
        scores is the scheme's to say. Facts are ordered by id, a panel's by judge.

    Raises:
        StoreError: The review has no such scheme.
    """
    with database.read() as session:
        get_scheme(session, scheme_key)
        roster = _roster(session)
        current = _current_facts(session, scheme_key, stage)
    facts: dict[str, list[Fact]] = {}
    for each in current:
        facts.setdefault(each.candidate, []).append(each.fact)
    return tuple(entry_of(candidate, facts.get(candidate.id, ())) for candidate in roster)


def entry_of(candidate: Candidate, facts: Iterable[Fact]) -> Entry:
    """Give a candidate with its facts; a fact with a judge goes to the panel of its id."""
    single: dict[str, Fact] = {}
    panels: dict[str, tuple[Fact, ...]] = {}
    for fact in facts:
        if fact.judge:
            panels[fact.id] = (*panels.get(fact.id, ()), fact)
        else:
            single[fact.id] = fact
    return Entry(candidate, single, panels)


def _current_facts(session: Session, scheme_key: str, stage: str) -> list[Reported]:
    """Give the facts in force by candidate, fact and judge."""
    found = session.connection().execute(_CURRENT_FACTS, {"scheme": scheme_key, "stage": stage})
    return [Reported(candidate, scheme_key, _fact(*cells)) for candidate, *cells in found]


def _fact(
    fact: str,
    state: str,
    numerator: str | None,
    denominator: str | None,
    label: str,
    judge: str,
    evidence: str,
    source: str,
) -> Fact:
    exact = None if numerator is None or denominator is None else Fraction(int(numerator), int(denominator))
    return Fact(fact, State(state), exact, label, judge, evidence, source)


def reasons(database: Database, scheme_key: str, stage: Stage) -> dict[tuple[str, str, str], str]:
    """
    Give why the value in force of each candidate, fact and judge was loaded; empty where nobody said.

    The reason of the value itself goes before that of the whole file.
    """
    with database.read() as session:
        found = session.connection().execute(_REASONS, {"scheme": scheme_key, "stage": stage})
        return {(who, fact, judge): own or parse(body).reason for who, fact, judge, own, body in found}


def current_facts_blob(session: Session, scheme_key: str, stage: str) -> bytes:
    """Give the normalised form of the facts in force; see ``columns.facts_blob``."""
    return facts_blob(_current_facts(session, scheme_key, stage))


def facts_digest(database: Database, scheme_key: str, stage: Stage) -> str:
    """
    Give the SHA-256 of the normalised facts in force; the order of loading does not change it.

    Args:
        database: A record with an open review.
        scheme_key: ``id@version`` of the scheme.
        stage: Whose values.
    """
    with database.read() as session:
        return digest(current_facts_blob(session, scheme_key, stage))


def decisions(database: Database) -> dict[str, Decision]:
    """Give the decision in force of every filled slot, by slot, in the order they were first filled."""
    with database.read() as session:
        rows = session.exec(select(DecisionRow).order_by(col(DecisionRow.seq))).all()
    return {row.slot: Decision(row.slot, tuple(json.loads(row.choice)), row.who, row.basis) for row in rows}


def latest_runs(database: Database) -> dict[str, RunRecord]:
    """Give the newest run of every scheme that was run, by ``id@version``, in the order of the review."""
    found = select(RunRow).join(SchemeTextRow).order_by(col(SchemeTextRow.position), col(RunRow.id))
    with database.read() as session:
        emptied = erasures(session)
        return {row.scheme: _run_record(row, emptied) for row in session.exec(found)}


def _run_record(row: RunRow, emptied: Erasures) -> RunRecord:
    parts = row.model_dump(exclude={"seq", "stage", "as_of", "counts"})
    parts |= {name: emptied.resolve(parts[name]) for name in ("facts_sha256", "results_sha256")}
    return RunRecord(**parts, as_of=date.fromisoformat(row.as_of))


def newest_run(session: Session) -> RunRecord:
    """Give the run that was recorded last."""
    row = session.exec(select(RunRow).order_by(col(RunRow.id).desc()).limit(1)).one()
    return _run_record(row, erasures(session))


def get_run(session: Session, run_id: int) -> RunRow:
    """
    Give the row of a run.

    Raises:
        StoreError: There is no run of that number.
    """
    row = session.get(RunRow, run_id)
    if row is None:
        raise refuse("E_STORE_RUN", _("There is no run {run} in this record."), run=run_id)
    return row


def run_results(database: Database, run_id: int) -> bytes:
    """
    Give the results of a run as they were recorded.

    Raises:
        StoreError: There is no run of that number.
    """
    with database.read() as session:
        return _standing(session, get_run(session, run_id).results_sha256)


def standing_content(database: Database, sha256: str) -> bytes:
    """Give the content that an event names, or what stands for it since an erasure."""
    with database.read() as session:
        return _standing(session, sha256)


def _standing(session: Session, sha256: str) -> bytes:
    return session.get_one(BlobRow, erasures(session).resolve(sha256)).content


def erasures(session: Session) -> Erasures:
    """Give which contents were emptied."""
    return Erasures(dict(session.exec(select(ErasureRow.sha256, ErasureRow.replaced_by)).all()))


def contents(database: Database, wanted: Iterable[str]) -> dict[str, bytes]:
    """
    Give stored contents by their SHA-256.

    Raises:
        StoreError: One of them is not there.
    """
    with database.read() as session:
        found = {sha256: session.get(BlobRow, sha256) for sha256 in wanted}
        for sha256, row in found.items():
            if row is None:
                message = _("The content {sha256} that an event names is missing.")
                raise refuse("E_STORE_CONTENT", message, database.path, sha256=sha256)
        return {sha256: row.content for sha256, row in found.items() if row is not None}


def salts(database: Database, wanted: Iterable[str]) -> dict[str, bytes]:
    """Give the salts of stored contents by what events name them by; those without one are left out."""
    with database.read() as session:
        found = {sha256: session.get(SaltRow, sha256) for sha256 in wanted}
        return {sha256: row.value for sha256, row in found.items() if row is not None}


def is_content(database: Database, sha256: str, data: bytes) -> bool:
    """Tell whether these are the bytes that an event names, whether by SHA-256 or under a stored salt."""
    return is_named(sha256, data, salts(database, [sha256]).get(sha256, b""))


def plain_digest(session: Session, sha256: str) -> str:
    """Give the SHA-256 of a stored content, as ``sha256sum`` gives it; empty when the content was erased."""
    content = session.get_one(BlobRow, sha256).content
    return digest(content) if content else ""


def inputs(database: Database) -> tuple[InputFile, ...]:
    """Give the files with facts, in the order they were loaded."""
    with database.read() as session:
        rows = session.exec(select(BatchRow).order_by(col(BatchRow.id))).all()
        return tuple(
            InputFile(row.file, plain_digest(session, row.sha256), row.facts, row.at) for row in rows
        )


def event_bodies(database: Database) -> tuple[bytes, ...]:
    """Give the canonical bytes of all events, in their order."""
    with database.read() as session:
        return tuple(session.exec(select(EventRow.body).order_by(col(EventRow.seq))))


def log(database: Database) -> tuple[int, str]:
    """Give the number of events and the RFC 6962 root over them, in lower-case hex."""
    with database.read() as session:
        return _head(session.exec(select(EventRow.leaf).order_by(col(EventRow.seq))).all())


def log_of_run(database: Database, run_id: int) -> tuple[int, str]:
    """Give the same as ``log``, as it was when a run had just been recorded."""
    with database.read() as session:
        until = col(EventRow.seq) <= get_run(session, run_id).seq
        return _head(session.exec(select(EventRow.leaf).where(until).order_by(col(EventRow.seq))).all())


def _head(leaves: Sequence[bytes]) -> tuple[int, str]:
    return len(leaves), tree_head(leaves).hex()
