"""Erasing the personal data of a candidate: out of every content, the tables and the file itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import text
from sqlmodel import Session, col, select

from scoring.errors import _
from thidua.store import redacting, views
from thidua.store.apply import rebuild
from thidua.store.canonical import digest
from thidua.store.database import Database
from thidua.store.engine import compact
from thidua.store.errors import refuse
from thidua.store.events import (
    Act,
    Erased,
    Event,
    FactsLoaded,
    HistoryLoaded,
    NominationRecorded,
    PersonalErased,
    ReviewOpened,
    RunCompleted,
    parse,
)
from thidua.store.redacting import ERASED, Redaction
from thidua.store.tables import BlobRow, CandidateRow, EventRow

_KEPT = text("SELECT sha256 FROM blob WHERE instr(content, :name) > 0 ORDER BY sha256")
_EMPTY = text("UPDATE blob SET content = x'' WHERE sha256 = :sha256")


@dataclass(frozen=True)
class Erasure:
    """
    What came of an erasure.

    Attributes:
        seq: Place of its event.
        contents: How many contents were emptied.
        values: How many values were left out of those that stand for them.
        remaining: Places of events in which the name still stands, in a reason or a basis: events stay.
        kept: SHA-256 of contents in which the name still stands: nothing is known of how they are cut.
    """

    seq: int
    contents: int
    values: int
    remaining: tuple[int, ...]
    kept: tuple[str, ...] = ()


def copies_of(path: Path) -> list[Path]:
    """Give the older copies of a record that an upgrade left beside it."""
    return sorted(each for each in path.parent.glob(f"{path.name}.v*") if each.suffix[2:].isdigit())


def erase(database: Database, candidate: str, *, who: str, why: str, actor: str) -> Erasure:
    """
    Take the name, title, post, evidence and sources of a candidate out of the record, as one act.

    The events stay byte for byte, and with them every head and proof. A content that held the data is
    emptied; a roster, facts, results or lists without them stand for it, a file as it was sent is gone
    whole. The id, the points and the honours stay. The file is written anew afterwards, so that no free
    page keeps a byte.

    Args:
        database: A record with an open review.
        candidate: Id.
        who: Who ordered it.
        why: On what ground.
        actor: Post or name of who enters it.

    Returns:
        What was done.

    Raises:
        StoreError: There is no such candidate, its data were erased before, an older copy of the record
            still holds them, or nobody says who and why.
    """
    with database.write() as writer:
        session = writer.session
        name = _name_of(session, candidate)
        emptied: dict[str, Erased] = {}
        contents: dict[str, bytes] = {}
        for sha256, redaction in _holding(session, candidate):
            _redact(session, sha256, candidate, redaction, emptied, contents)
        act = _act(candidate, tuple(emptied.values()), who, why)
        event = writer.record(act, actor, "", contents)
        for sha256 in emptied:
            session.connection().execute(_EMPTY, {"sha256": sha256})
        rebuild(session)
        remaining = tuple(_still_named(session, name))
        kept = tuple(session.connection().execute(_KEPT, {"name": name.encode()}).scalars())
    compact(database.path)
    values = sum(each.values for each in emptied.values())
    return Erasure(event.counter, len(emptied), values, remaining, kept)


def _name_of(session: Session, candidate: str) -> str:
    row = session.get(CandidateRow, candidate)
    if row is None:
        message = _("The candidate {candidate} is not in this review's table of candidates.")
        raise refuse("E_STORE_CANDIDATE", message, candidate=candidate)
    if row.name == ERASED:
        raise refuse("E_STORE_ERASED", _("The data of {candidate} were erased before."), candidate=candidate)
    return row.name


def _act(candidate: str, contents: tuple[Erased, ...], who: str, why: str) -> PersonalErased:
    try:
        return PersonalErased(candidate=candidate, contents=contents, who=who.strip(), why=why.strip())
    except ValidationError as error:
        raise refuse("E_STORE_ERASE_WHY", _("Say who ordered the erasure and on what ground.")) from error


def _redact(
    session: Session,
    sha256: str,
    candidate: str,
    redaction: Redaction | None,
    emptied: dict[str, Erased],
    contents: dict[str, bytes],
) -> None:
    content = session.get_one(BlobRow, sha256).content
    if sha256 in emptied or not content:
        return
    if redaction is None:
        emptied[sha256] = Erased(sha256=sha256)
        return
    redacted = redaction(content, candidate)
    if redacted.values:
        replaced_by = digest(redacted.content)
        emptied[sha256] = Erased(sha256=sha256, replaced_by=replaced_by, values=redacted.values)
        contents[replaced_by] = redacted.content


def _holding(session: Session, candidate: str) -> Iterator[tuple[str, Redaction | None]]:
    """Give the contents that may hold the candidate's data, and how it is taken out; None: as a whole."""
    resolve = views.erasures(session).resolve
    for event in _events(session):
        for sha256, redaction in _held(event.act, candidate, session):
            yield resolve(sha256), redaction


def _events(session: Session) -> Iterator[Event]:
    for body in session.exec(select(EventRow.body).order_by(col(EventRow.seq))):
        yield parse(body)


Held = Iterator[tuple[str, Redaction | None]]


@singledispatch
def _held(act: Act, candidate: str, session: Session) -> Held:
    """Give what an act names that may hold the candidate's data: by far most acts name nothing such."""
    yield from ()


@_held.register
def _in_review(act: ReviewOpened, candidate: str, session: Session) -> Held:
    yield act.candidates_file_sha256, None
    yield act.candidates_sha256, redacting.roster


@_held.register
def _in_facts(act: FactsLoaded, candidate: str, session: Session) -> Held:
    if candidate in act.candidates:
        yield act.file_sha256, None
        yield act.facts_sha256, redacting.facts


@_held.register
def _in_run(act: RunCompleted, candidate: str, session: Session) -> Held:
    yield act.facts_sha256, redacting.facts
    yield act.results_sha256, redacting.rows


@_held.register
def _in_history(act: HistoryLoaded, candidate: str, session: Session) -> Held:
    # The entries themselves name nobody: they stay under the id. The file may, so it goes.
    tables = json.loads(session.get_one(BlobRow, act.history_sha256).content)
    if any(candidate in table.get("candidate", ()) for table in tables.values()):
        yield act.file_sha256, None


@_held.register
def _in_nomination(act: NominationRecorded, candidate: str, session: Session) -> Held:
    yield act.lists_sha256, redacting.rows
    if act.papers_sha256 is not None:
        yield act.papers_sha256, None


def _still_named(session: Session, name: str) -> Iterator[int]:
    written = json.dumps(name, ensure_ascii=False)[1:-1].encode()
    for seq, body in session.exec(select(EventRow.seq, EventRow.body).order_by(col(EventRow.seq))):
        if written in body:
            yield seq
