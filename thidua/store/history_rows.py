"""Rows of the ledger, read as they are in force."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import text
from sqlmodel import Session

from thidua.store.history_items import Cell, Kind

_MOST_NAMED = 500


def current_rows(
    session: Session, kind: Kind, candidates: Collection[str] | None = None
) -> Iterator[tuple[Cell, ...]]:
    """
    Give the rows of a kind that are in force, the withdrawn ones included.

    Args:
        session: Of a record.
        kind: Which.
        candidates: Whose; None for everybody's.

    Returns:
        Cells in the order of ``kind.names``, ordered by key.
    """
    same = " AND ".join(f"other.{name} = it.{name}" for name in kind.key_names)
    statement = (
        f"SELECT {', '.join(f'it.{name}' for name in kind.names)} FROM {kind.name} AS it WHERE it.version = "
        f"(SELECT max(other.version) FROM {kind.name} AS other WHERE {same})"
    )
    order = f" ORDER BY {', '.join(f'it.{name}' for name in kind.key_names)}"
    if candidates is None or not kind.owned:
        yield from map(tuple, session.connection().execute(text(statement + order)))
        return
    wanted = sorted(candidates)
    for i in range(0, len(wanted), _MOST_NAMED):
        named = {f"c{n}": candidate for n, candidate in enumerate(wanted[i : i + _MOST_NAMED])}
        among = f" AND it.candidate IN ({', '.join(f':{name}' for name in named)})"
        yield from map(tuple, session.connection().execute(text(statement + among + order), named))
