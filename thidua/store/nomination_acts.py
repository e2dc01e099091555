"""Recording whom people proposed for an award, and asking who is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from scoring.errors import Problem, _
from thidua.store import views
from thidua.store.database import Database
from thidua.store.errors import StoreError
from thidua.store.events import NominationRecorded
from thidua.store.tables import BlobRow, NominationRow


@dataclass(frozen=True)
class Recorded:
    """A proposal that stands in the record, with who proposed and on what basis."""

    seq: int
    rules: str
    list: str
    award: str
    candidate: str
    who: str
    basis: str


def record_nomination(
    database: Database,
    act: NominationRecorded,
    contents: Mapping[str, bytes],
    *,
    actor: str,
    reason: str = "",
) -> int:
    """
    Record one act of proposing or taking back, for one candidate or many.

    Args:
        database: A record with runs.
        act: What was done.
        contents: The contents that it names, by SHA-256.
        actor: Post or name of who enters it.
        reason: Why; may be empty.

    Returns:
        Place of the event.

    Raises:
        StoreError: A candidate stands there already, or is taken back without standing there; a run or a
            candidate is unknown.
    """
    with database.write() as writer:
        standing = {(each.list, each.candidate) for each in _in_force(writer.session)}
        problems = [
            _problem(each.candidate, each.list, act.withdrawn)
            for each in act.nominees
            if ((each.list, each.candidate) in standing) != act.withdrawn
        ]
        if problems:
            raise StoreError(problems)
        for run_id in act.runs:
            views.get_run(writer.session, run_id)
        return writer.record(act, actor, reason, contents).counter


def _problem(candidate: str, name: str, withdrawn: bool) -> Problem:
    message = (
        _("{candidate} is not proposed on {list}, so there is nothing to take back.")
        if withdrawn
        else _("{candidate} is proposed on {list} already.")
    )
    return Problem("E_STORE_NOMINATION", message, {"candidate": candidate, "list": name})


def nominated(database: Database) -> tuple[Recorded, ...]:
    """Give the proposals in force, in the order they were recorded."""
    with database.read() as session:
        return _in_force(session)


def _in_force(session: Session) -> tuple[Recorded, ...]:
    rows = select(NominationRow).order_by(col(NominationRow.seq), col(NominationRow.position))
    found: dict[tuple[str, str], Recorded] = {}
    for row in session.exec(rows):
        found.pop((row.list, row.candidate), None)
        if not row.withdrawn:
            parts = row.model_dump(exclude={"position", "withdrawn", "lists_sha256"})
            found[row.list, row.candidate] = Recorded(**parts)
    return tuple(found.values())


def lists_of(database: Database, seq: int) -> bytes:
    """Give the lists as they stood when the act at a place of the record was done; raises KeyError."""
    wanted = select(NominationRow.lists_sha256).where(col(NominationRow.seq) == seq).limit(1)
    with database.read() as session:
        found = session.exec(wanted).first()
        if found is None:
            raise KeyError(seq)
        return session.get_one(BlobRow, views.erasures(session).resolve(found)).content
