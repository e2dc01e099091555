"""Every other table, rebuilt from the events and compared row by row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple, cast

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from scoring.errors import Problem, _
from thidua.store.apply import replay
from thidua.store.errors import StoreError
from thidua.store.tables import METADATA, PROJECTIONS

Cells = tuple[object, ...]


class Shape(NamedTuple):
    """A table to compare: its name, its columns in order, and how many of them are the key."""

    table: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]

    def rows(self, database: sqlite3.Connection) -> Iterator[Cells]:
        """Give all rows by key."""
        return database.execute(
            f"SELECT {', '.join(self.columns)} FROM {self.table} ORDER BY {', '.join(self.keys)}"
        )

    def key(self, row: Cells) -> Cells:
        """Give the key of a row."""
        return tuple(row[self.columns.index(name)] for name in self.keys)


def _shapes() -> list[Shape]:
    tables = [METADATA.tables[str(row.__tablename__)] for row in PROJECTIONS]
    shapes = [
        Shape(each.name, tuple(each.columns.keys()), tuple(each.primary_key.columns.keys()))
        for each in tables
    ]
    # Of the contents only the name and the kind: that they fit their SHA-256 is checked elsewhere.
    return [Shape("blob", ("sha256", "media"), ("sha256",)), *shapes]


def check_projections(source: sqlite3.Connection, bodies: Sequence[bytes]) -> Iterator[Problem]:
    """
    Give the first difference between each stored table and the same table rebuilt from the events.

    Args:
        source: The database, opened read-only.
        bodies: Canonical bytes of all events, in their order.

    Yields:
        At most one difference a table, or that the events cannot be replayed.
    """

    def content(sha256: str) -> bytes | None:
        row = source.execute("SELECT content FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
        return None if row is None else bytes(row[0])

    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        METADATA.create_all(engine)
        with Session(engine) as session, session.begin():
            replay(session, bodies, content)
        yield from _differences(source, engine)
    except (StoreError, SQLAlchemyError) as error:
        message = _("The events cannot be replayed: {detail}")
        yield Problem("E_AUDIT_REPLAY", message, {"detail": str(error).splitlines()[0]})
    finally:
        engine.dispose()


def _differences(source: sqlite3.Connection, engine: Engine) -> Iterator[Problem]:
    rebuilt = cast("sqlite3.Connection", engine.raw_connection().driver_connection)
    for shape in _shapes():
        for stored, wanted in zip_longest(shape.rows(source), shape.rows(rebuilt)):
            if stored != wanted:
                yield _difference(shape, stored, wanted)
                break


def _difference(shape: Shape, stored: Cells | None, wanted: Cells | None) -> Problem:
    if wanted is None or (stored is not None and shape.key(stored) < shape.key(wanted)):
        return _row(_("The row {key} of {table} follows from no event."), shape, stored or ())
    if stored is None or shape.key(stored) != shape.key(wanted):
        return _row(_("The row {key} of {table} that follows from the events is missing."), shape, wanted)
    name, found, right = next(
        (name, found, right)
        for name, found, right in zip(shape.columns, stored, wanted, strict=True)
        if found != right
    )
    message = _("In the row {key} of {table}, {column} is {stored}; from the events it is {rebuilt}.")
    values = {"column": name, "stored": found, "rebuilt": right}
    return Problem("E_AUDIT_ROW", message, {"table": shape.table, "key": _name(shape, stored), **values})


def _row(message: str, shape: Shape, row: Cells) -> Problem:
    return Problem("E_AUDIT_ROW", message, {"table": shape.table, "key": _name(shape, row)})


def _name(shape: Shape, row: Cells) -> str:
    return " / ".join(str(part) for part in shape.key(row))
