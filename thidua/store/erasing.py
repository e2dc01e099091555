"""Erasing personal data: out of every content, the tables and the file itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import text
from sqlmodel import Session, col, select

from scoring.errors import _
from thidua.store.apply import rebuild
from thidua.store.canonical import digest
from thidua.store.database import Database, Writer
from thidua.store.engine import compact
from thidua.store.errors import StoreError, refuse
from thidua.store.events import Erased, ObjectionFiled, PersonalErased, parse
from thidua.store.holding import Part, holding, of_objection
from thidua.store.notice_tables import ObjectionRow
from thidua.store.redacting import ERASED, Redaction
from thidua.store.tables import BlobRow, CandidateRow, EventRow, SaltRow

_KEPT = text("SELECT sha256 FROM blob WHERE instr(content, :name) > 0 ORDER BY sha256")
_EMPTY = text("UPDATE blob SET content = x'' WHERE sha256 = :sha256")
_UNSALT = text("DELETE FROM salt WHERE sha256 = :sha256")


@dataclass(frozen=True)
class Erasure:
    """
    What came of an erasure.

    Attributes:
        seq: Place of its event.
        contents: How many contents were emptied.
        values: How many values were left out of those that stand for them.
        remaining: Places of events in which the name still stands, in a reason or a basis: events stay.
        kept: What names the contents in which the name still stands: nothing is known of how they are cut.
        plain: How many of the emptied contents events name by their plain SHA-256, as versions before salts
            did: with it a guess of what they held can be tested for ever.
        fault: Why the file could not be written anew, so that free pages may hold old bytes; None if it was.
    """

    seq: int
    contents: int
    values: int
    remaining: tuple[int, ...]
    kept: tuple[str, ...] = ()
    plain: int = 0
    fault: StoreError | None = None


@dataclass(frozen=True)
class Order:
    """On whose word something is erased, on what ground, and the post or name of who enters it."""

    who: str
    why: str
    actor: str


def copies_of(path: Path) -> list[Path]:
    """Give the older copies of a record that an upgrade left beside it."""
    return sorted(each for each in path.parent.glob(f"{path.name}.v*") if each.suffix[2:].isdigit())


def erase(database: Database, candidate: str, *, who: str, why: str, actor: str) -> Erasure:
    """
    Take the name, title, post, evidence and sources of a candidate out of the record, as one act.

    The events stay byte for byte, and with them every head and proof. A content that held the data is
    emptied, and the salt it was named under goes with it, so that no guess of it can be confirmed; a roster,
    facts, results or lists without the data stand for it, a file as it was sent is gone whole. Of an
    objection about or by the candidate the words go, and the file sent with it. The id, the points and the
    honours stay. The file is written anew afterwards, so that no free page keeps a byte.

    Args:
        database: A record with an open review.
        candidate: Id.
        who: Who ordered it.
        why: On what ground.
        actor: Post or name of who enters it.

    Returns:
        What was done.

    Raises:
        StoreError: There is no such candidate, its data were erased before, or nobody says who and why.
    """
    with database.write() as writer:
        name = _name_of(writer.session, candidate)
        held = holding(writer.session, candidate)
        done = _take_out(writer, held, candidate, None, Order(who, why, actor), name)
    return _compacted(database, done)


def erase_objection(database: Database, number: int, *, who: str, why: str, actor: str) -> Erasure:
    """
    Take sender, text and file of an objection out of the record, as one act; see ``erase``.

    That there was an objection to this criterion of this candidate, and how it was answered, stays.

    Raises:
        StoreError: There is no such objection, its words were erased before or stand in the event itself, or
            nobody says who and why.
    """
    with database.write() as writer:
        session = writer.session
        row = session.get(ObjectionRow, number)
        if row is None:
            message = _("There is no objection {number} in this record.")
            raise refuse("E_STORE_OBJECTION", message, number=number)
        if row.words == ERASED:
            message = _("The words of objection {number} were erased before.")
            raise refuse("E_STORE_ERASED", message, number=number)
        act = parse(session.get_one(EventRow, row.seq).body).act
        if not isinstance(act, ObjectionFiled) or act.words_sha256 is None:
            message = _(
                "Objection {number} was recorded by an older version, which wrote its words into the event "
                "itself: they cannot be erased."
            )
            raise refuse("E_STORE_ERASE_EVENT", message, number=number)
        held = list(of_objection(act))
        done = _take_out(writer, held, row.candidate, number, Order(who, why, actor), row.words)
    return _compacted(database, done)


def _take_out(
    writer: Writer, held: Iterable[Part], candidate: str, objection: int | None, order: Order, name: str
) -> Erasure:
    session = writer.session
    emptied: dict[str, Erased] = {}
    contents: dict[str, bytes] = {}
    for sha256, redaction in held:
        _redact(session, sha256, candidate, redaction, emptied, contents)
    act = _act(candidate, objection, tuple(emptied.values()), order)
    plain = sum(session.get(SaltRow, sha256) is None for sha256 in emptied)
    event = writer.record(act, order.actor, "", contents)
    for sha256 in emptied:
        session.connection().execute(_EMPTY, {"sha256": sha256})
        session.connection().execute(_UNSALT, {"sha256": sha256})
    rebuild(session)
    remaining = tuple(_still_named(session, name))
    kept = tuple(session.connection().execute(_KEPT, {"name": name.encode()}).scalars())
    values = sum(each.values for each in emptied.values())
    return Erasure(event.counter, len(emptied), values, remaining, kept, plain)


def _compacted(database: Database, done: Erasure) -> Erasure:
    try:
        compact(database.path)
    except StoreError as error:
        return replace(done, fault=error)  # the act stands all the same; the caller says what is left to do
    return done


def _name_of(session: Session, candidate: str) -> str:
    row = session.get(CandidateRow, candidate)
    if row is None:
        message = _("The candidate {candidate} is not in this review's table of candidates.")
        raise refuse("E_STORE_CANDIDATE", message, candidate=candidate)
    if row.name == ERASED:
        raise refuse("E_STORE_ERASED", _("The data of {candidate} were erased before."), candidate=candidate)
    return row.name


def _act(candidate: str, objection: int | None, contents: tuple[Erased, ...], order: Order) -> PersonalErased:
    try:
        return PersonalErased(
            candidate=candidate,
            objection=objection,
            contents=contents,
            who=order.who.strip(),
            why=order.why.strip(),
        )
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


def _still_named(session: Session, name: str) -> Iterator[int]:
    written = json.dumps(name, ensure_ascii=False)[1:-1].encode()
    for seq, body in session.exec(select(EventRow.seq, EventRow.body).order_by(col(EventRow.seq))):
        if written in body:
            yield seq
