"""What can be asked of the ledger; nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from scoring.law import history
from scoring.law.history import Honour, Movement, Record, Revocation
from thidua.store.history_items import BY_NAME, KINDS, Entry, HonourStatus, Kind, Profile
from thidua.store.history_rows import current_rows
from thidua.store.history_tables import HistoryBatchRow, PredecessorRow
from thidua.store.tables import CandidateRow

_COUNT_HONOURS = """
    SELECT count(*) FROM honour AS it
     WHERE it.day BETWEEN :first AND :last AND it.withdrawn = 0 AND it.award IN ({awards})
       AND it.version = (SELECT max(o.version) FROM honour AS o
                          WHERE o.candidate = it.candidate AND o.award = it.award AND o.decision = it.decision
                            AND o.first_year = it.first_year AND o.last_year = it.last_year)
       AND coalesce((SELECT s.revoked FROM honour_status AS s
                      WHERE s.candidate = it.candidate AND s.award = it.award AND s.decision = it.decision
                        AND s.first_year = it.first_year AND s.last_year = it.last_year
                        AND s.withdrawn = 0
                      ORDER BY s.version DESC LIMIT 1), 0) = 0
"""
_COUNT_MOVEMENTS = """
    SELECT count(*) FROM movement AS it
     WHERE it.start BETWEEN :first AND :last AND it.withdrawn = 0
       AND it.version = (SELECT max(o.version) FROM movement AS o WHERE o.id = it.id)
"""
_ORDER = {
    history.Honour: lambda each: (each.first_year, each.last_year, each.on, each.key),
    history.Rating: lambda each: each.year,
    history.Initiative: lambda each: (each.year, each.id),
    history.Discipline: lambda each: (each.start, each.level.rank),
    history.Absence: lambda each: (each.start, each.kind),
    history.PendingCase: lambda each: (each.start, each.subject),
    history.Registration: lambda each: (each.year, each.award),
    history.Confirmation: lambda each: (each.year, each.fact),
    history.Membership: lambda each: each.year,
    history.Predecessor: lambda each: (each.on, each.unit),
}
_FIELDS = {
    history.Honour: "honours",
    history.Rating: "ratings",
    history.Initiative: "initiatives",
    history.Discipline: "disciplines",
    history.Absence: "absences",
    history.PendingCase: "cases",
    history.Registration: "registrations",
    history.Confirmation: "confirmations",
    history.Membership: "memberships",
    history.Predecessor: "predecessors",
}


@dataclass(frozen=True)
class HistoryFile:
    """A file that was taken in: its name as sent, digest, how many entries of each kind, and when."""

    name: str
    sha256: str
    counts: dict[str, int]
    at: str


def entries(session: Session, kind: Kind, candidates: Collection[str] | None = None) -> Iterator[Entry]:
    """Give the entries of a kind that are in force and were not withdrawn."""
    return (
        each for cells in current_rows(session, kind, candidates) if not (each := kind.entry(cells)).withdrawn
    )


def movements(session: Session) -> dict[str, Movement]:
    """Give all movements by id."""
    found = (entry.item for entry in entries(session, BY_NAME["movement"]))
    return {item.id: item for item in found if isinstance(item, Movement)}


def count_honours(session: Session, first: date, last: date, awards: Sequence[str]) -> int:
    """
    Count the honours that stand and were decided in a period, by the tables alone.

    Args:
        session: Of a record.
        first, last: Days of the period, both included.
        awards: Ids of the awards that count.
    """
    named = {f"a{n}": award for n, award in enumerate(awards)}
    statement = _COUNT_HONOURS.format(awards=", ".join(f":{name}" for name in named))
    period = {"first": first.isoformat(), "last": last.isoformat()}
    return int(session.connection().execute(text(statement), {**period, **named}).scalar_one())


def count_movements(session: Session, first: date, last: date) -> int:
    """Count the movements that were launched in a period, both days included, by the table alone."""
    period = {"first": first.isoformat(), "last": last.isoformat()}
    return int(session.connection().execute(text(_COUNT_MOVEMENTS), period).scalar_one())


def past_units(session: Session) -> dict[str, str]:
    """Give the names of the older units that went into others, by id; empty where nobody wrote the name."""
    rows = session.exec(select(PredecessorRow.unit, PredecessorRow.name).order_by(col(PredecessorRow.seq)))
    return dict(rows.all())


def records(session: Session, candidates: Collection[str] | None = None) -> dict[str, Record]:
    """
    Give the pasts of candidates.

    Args:
        session: Of a record with an open review.
        candidates: Ids of the roster or of older units; None for everybody.

    Returns:
        By id: those of the roster in its order, also when nothing is known of them, then older units.
    """
    roster = select(CandidateRow.id, CandidateRow.kind).order_by(col(CandidateRow.position))
    kinds = dict(session.exec(roster).all())
    known = {**kinds, **{unit: "collective" for unit in past_units(session) if unit not in kinds}}
    wanted = [each for each in known if candidates is None or each in candidates]
    limit = None if candidates is None else wanted
    parts: dict[str, dict[type, list[Any]]] = {}
    for kind in KINDS:
        if kind.owned:
            for entry in entries(session, kind, limit):
                parts.setdefault(entry.candidate, {}).setdefault(kind.type, []).append(entry.item)
    named = movements(session)
    return {each: gathered(each, known[each], parts.get(each, {}), named) for each in wanted}


def gathered(
    candidate: str, kind: str, parts: dict[type, list[Any]], named: Mapping[str, Movement]
) -> Record:
    """Give a past from its entries by their types, and the movements they may name."""
    if HonourStatus in parts:
        parts[Honour] = _with_status(parts.get(Honour, []), parts[HonourStatus])
    lists: dict[str, Any] = {
        name: tuple(sorted(parts[item], key=_ORDER[item])) for item, name in _FIELDS.items() if item in parts
    }
    ids = sorted({honour.movement for honour in parts.get(Honour, ()) if honour.movement in named})
    known: Profile = parts[Profile][0] if Profile in parts else Profile()
    plain = {field.name: getattr(known, field.name) for field in fields(history.Profile)}
    return Record(
        candidate,
        kind,
        history.Profile(**plain),
        **lists,
        movements=tuple(named[each] for each in ids),
        complete_from=known.complete_from,
    )


def _with_status(honours: Iterable[Honour], changes: Iterable[HonourStatus]) -> list[Honour]:
    latest = {(each.award, each.first_year, each.last_year, each.decision): each for each in changes}
    return [_one_with_status(honour, latest.get(_key(honour))) for honour in honours]


def _key(honour: Honour) -> tuple[str, int, int, str]:
    return honour.award, honour.first_year, honour.last_year, honour.decision


def _one_with_status(honour: Honour, change: HonourStatus | None) -> Honour:
    if change is None or not change.revoked:
        return honour
    return replace(honour, revocation=Revocation(change.number, change.on, change.reason))


def files(session: Session) -> tuple[HistoryFile, ...]:
    """Give the files that were taken in, in their order."""
    rows = session.exec(select(HistoryBatchRow).order_by(col(HistoryBatchRow.seq)))
    return tuple(HistoryFile(row.file, row.sha256, _counts(row.counts), row.at) for row in rows)


def _counts(stored: str) -> dict[str, int]:
    return {name: int(count) for name, count in json.loads(stored).items()}
