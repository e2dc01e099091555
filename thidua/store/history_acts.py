"""The acts of the ledger: entries taken in from a file, an honour taken back or given back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError
from sqlalchemy import text
from sqlmodel import Session, select

from scoring.errors import Problem, _
from scoring.law.history import Honour, Movement, Predecessor
from thidua.store.canonical import digest
from thidua.store.database import Database, by_digest
from thidua.store.errors import StoreError, refuse
from thidua.store.events import HistoryLoaded, HonourStatusChanged
from thidua.store.history_items import BY_NAME, BY_TYPE, Cell, Entry, Kind, Placed, rows_blob
from thidua.store.history_rows import current_rows
from thidua.store.history_tables import PredecessorRow
from thidua.store.tables import CandidateRow

# The order of the join is given: the index on the length finds the few contents that can be the same.
_KNOWN = text(
    "SELECT 1 FROM blob CROSS JOIN history_batch ON history_batch.sha256 = blob.sha256 "
    "WHERE length(blob.content) = :length AND blob.content = :content LIMIT 1"
)


@dataclass(frozen=True)
class HistoryFile:
    """
    A file with entries, read and checked by the intake.

    Attributes:
        name: File name as sent.
        content: The file itself.
        entries: In the order of the file.
        places: Where each entry stands in the file, in the same order; for messages.
    """

    name: str
    content: bytes
    entries: Sequence[Entry]
    places: Sequence[str] = ()

    def place(self, position: int) -> str:
        """Give where an entry stands; the name of the file when that is not known."""
        return self.places[position] if position < len(self.places) else self.name


@dataclass(frozen=True)
class LoadedHistory:
    """
    What came of a file, by kind of entry.

    Attributes:
        is_known: True when the very same file was taken in before.
        new, changed, same: Entries nobody had written before, that say something else than before, and
            that say the same and were left as they are.
    """

    is_known: bool = False
    new: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    same: Mapping[str, int] = field(default_factory=dict)


def load_history(database: Database, file: HistoryFile, *, actor: str, reason: str = "") -> LoadedHistory:
    """
    Record the entries of a file: all of them or none, as one event.

    An entry with the key of an older one supersedes it; the older one is kept.

    Args:
        database: A record with an open review.
        file: What the intake read.
        actor: Post or name of who loads it.
        reason: Why; may be empty.

    Returns:
        How many entries were new, changed or known; nothing is written when all were known.

    Raises:
        StoreError: Holds every unknown candidate, movement and basis, and every entry that stands twice.
    """
    with database.write() as writer:
        session = writer.session
        if is_known(session, file.content):
            return LoadedHistory(is_known=True)
        placed = [Placed.of(entry) for entry in file.entries]
        found = list(_problems(session, file, placed))
        if found:
            raise StoreError(found)
        fresh, counts = _sorted_out(session, placed)
        if fresh:
            blob = rows_blob(fresh)
            act = HistoryLoaded(
                file=file.name,
                file_sha256=digest(file.content),
                history_sha256=digest(blob),
                counts=dict(Counter(each.kind.name for each in fresh)),
            )
            writer.record(act, actor, reason, by_digest(file.content, blob))
        return counts


def is_known(session: Session, content: bytes) -> bool:
    """Tell whether this very file was taken in before, and not erased since."""
    values = {"length": len(content), "content": content}
    return session.connection().execute(_KNOWN, values).first() is not None


def _sorted_out(session: Session, placed: Iterable[Placed]) -> tuple[list[Placed], LoadedHistory]:
    by_kind: dict[Kind, list[Placed]] = {}
    for each in placed:
        by_kind.setdefault(each.kind, []).append(each)
    fresh: list[Placed] = []
    new, changed, same = Counter[str](), Counter[str](), Counter[str]()
    for kind, found in by_kind.items():
        known = _known(session, kind, found)
        for each in found:
            before = known.get(each.key)
            counted = new if before is None else same if before == each.cells else changed
            counted[kind.name] += 1
            if before != each.cells:
                fresh.append(each)
    return fresh, LoadedHistory(False, dict(new), dict(changed), dict(same))


def _known(session: Session, kind: Kind, found: Iterable[Placed]) -> dict[tuple[Cell, ...], tuple[Cell, ...]]:
    candidates = {str(each.key[0]) for each in found} if kind.owned else None
    return {kind.key(cells): cells for cells in current_rows(session, kind, candidates)}


def _problems(session: Session, file: HistoryFile, placed: Sequence[Placed]) -> Iterator[Problem]:
    yield from _unknown_candidates(session, file)
    yield from _doubled(file, placed)
    yield from _unknown_movements(session, file)
    yield from _unknown_bases(session, file)


def _unknown_candidates(session: Session, file: HistoryFile) -> Iterator[Problem]:
    known = known_candidates(session) | {
        entry.item.unit for entry in file.entries if isinstance(entry.item, Predecessor)
    }
    for i, entry in enumerate(file.entries):
        if BY_TYPE[type(entry.item)].owned and entry.candidate not in known:
            message = _("The candidate {candidate} is not in this review's table of candidates.")
            yield Problem("E_STORE_CANDIDATE", message, {"candidate": entry.candidate}, file.place(i))


def known_candidates(session: Session) -> frozenset[str]:
    """Give the ids of everybody whose past may be written: the roster, and units that went into others."""
    roster = session.exec(select(CandidateRow.id)).all()
    return frozenset((*roster, *session.exec(select(PredecessorRow.unit)).all()))


def _doubled(file: HistoryFile, placed: Sequence[Placed]) -> Iterator[Problem]:
    first: dict[tuple[str, tuple[Cell, ...]], int] = {}
    for i, each in enumerate(placed):
        earlier = first.setdefault((each.kind.name, each.key), i)
        if earlier != i:
            message = _("“{found}” stands at {first} and again here. Keep only one of them.")
            values = {"found": " ".join(str(part) for part in each.key), "first": file.place(earlier)}
            yield Problem("E_HISTORY_TWICE", message, values, file.place(i))


def _unknown_movements(session: Session, file: HistoryFile) -> Iterator[Problem]:
    stored = current_rows(session, BY_NAME["movement"])
    known = {str(cells[1]) for cells in stored}
    known |= {entry.item.id for entry in file.entries if isinstance(entry.item, Movement)}
    for i, entry in enumerate(file.entries):
        if isinstance(entry.item, Honour) and entry.item.movement and entry.item.movement not in known:
            message = _("There is no movement “{movement}”; add it to the list of movements first.")
            yield Problem("E_HISTORY_MOVEMENT", message, {"movement": entry.item.movement}, file.place(i))


def _unknown_bases(session: Session, file: HistoryFile) -> Iterator[Problem]:
    resting = [(i, entry.item) for i, entry in enumerate(file.entries) if isinstance(entry.item, Honour)]
    if not any(honour.rests_on for _i, honour in resting):
        return
    known = stored_honours(session) | {honour.key for _i, honour in resting}
    for i, honour in resting:
        for basis in honour.rests_on:
            if basis not in known:
                message = _("The honour “{basis}” that this one rests on is not known.")
                yield Problem("E_HISTORY_BASIS", message, {"basis": basis}, file.place(i))


def stored_honours(session: Session, candidates: Iterable[str] | None = None) -> frozenset[str]:
    """Give the keys of all honours in the ledger, or of some candidates'."""
    kind = BY_NAME["honour"]
    limit = None if candidates is None else set(candidates)
    found = (kind.entry(cells) for cells in current_rows(session, kind, limit))
    return frozenset(
        entry.item.key for entry in found if isinstance(entry.item, Honour) and not entry.withdrawn
    )


def change_status(
    database: Database,
    honour: Honour,
    *,
    revoked: bool,
    number: str,
    on: date,
    why: str,
    actor: str,
    reason: str = "",
) -> None:
    """
    Record that an honour was taken back or given back.

    Args:
        database: A record whose ledger holds the honour.
        honour: Which, with its status as it is now.
        revoked: True to take it back, False to give it back.
        number, on: Number and date of the decision that does so.
        why: The decision's reason, in words.
        actor: Post or name of who enters it.
        reason: Why it is entered; may be empty.

    Raises:
        StoreError: It stands so already, the date lies before the honour's, or there is no reason.

    Source: Luật 06/2022/QH15, Điều 93, in force since 2024-01-01.
    """
    if (honour.revocation is not None) == revoked:
        message = _("The honour {key} was taken back already.") if revoked else _("The honour {key} stands.")
        raise refuse("E_HISTORY_STATUS", message, key=honour.key)
    if on < honour.on:
        message = _("The decision of {on} lies before that of the honour, {decided}.")
        raise refuse("E_HISTORY_DATE", message, on=on, decided=honour.on)
    try:
        act = HonourStatusChanged(
            candidate=honour.candidate,
            award=honour.award,
            first_year=honour.first_year,
            last_year=honour.last_year,
            decision=honour.decision,
            revoked=revoked,
            number=number,
            on=on,
            why=why,
        )
    except ValidationError as error:
        message = _("Say why the honour is taken back or given back.")
        raise refuse("E_HISTORY_WHY", message) from error
    database.record(act, actor, reason)
