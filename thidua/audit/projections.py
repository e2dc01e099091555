"""Every other table, rebuilt from the events and compared row by row."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple, cast

from sqlalchemy import Column, MetaData, Table, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from scoring.errors import Problem, _
from thidua.store.apply import rows_of
from thidua.store.contents import Content
from thidua.store.engine import address
from thidua.store.errors import StoreError
from thidua.store.events import Event
from thidua.store.tables import METADATA, PROJECTIONS
from thidua.store.writing import Replayed

Cells = tuple[object, ...]
# Bytes of contents kept in memory for the replay.
_HELD = 64 * 2**20


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

    def agrees(self, database: sqlite3.Connection) -> bool:
        """Tell whether all rows in ``main`` are those in ``kept``, without a look at each in Python."""
        same = " AND ".join(f"kept.{name} IS rebuilt.{name}" for name in self.columns)
        found = f"SELECT 1 FROM kept.{self.table} AS kept WHERE {same}"
        counts = (
            f"SELECT count(*) FROM main.{self.table} AS rebuilt WHERE EXISTS ({found})",
            f"SELECT count(*) FROM main.{self.table}",
            f"SELECT count(*) FROM kept.{self.table}",
        )
        return len({database.execute(count).fetchone() for count in counts}) == 1


def _shapes() -> list[Shape]:
    tables = [METADATA.tables[str(row.__tablename__)] for row in PROJECTIONS]
    shapes = [
        Shape(each.name, tuple(each.columns.keys()), tuple(each.primary_key.columns.keys()))
        for each in tables
    ]
    # Of the contents only the name and the kind: that they fit their SHA-256 is checked elsewhere.
    return [Shape("blob", ("sha256", "media"), ("sha256",)), *shapes]


class Rebuilt:
    """
    Every table as it follows from the events, in a database of its own in memory.

    Args:
        source: The database under audit, opened read-only; the contents come from there.
        path: Its file.
        resolve: Gives what stands for a content that was emptied.
    """

    def __init__(self, source: sqlite3.Connection, path: Path, resolve: Callable[[str], str]) -> None:
        self._source, self._path, self._resolve = source, path, resolve
        self._engine = create_engine("sqlite://", creator=_memory, poolclass=StaticPool)
        _bare_tables().create_all(self._engine)
        self._connection = self._engine.connect()
        self._past: Replayed | None = None
        self._fault: Exception | None = None
        self._held: dict[str, bytes] = {}
        self._room = _HELD

    def hold(self, sha256: str, content: bytes) -> None:
        """Keep a content that was read, as long as there is room: to ask for each takes longer."""
        if len(content) <= self._room:
            self._held[sha256] = content
            self._room -= len(content)

    def _begun(self) -> Replayed:
        stored = {sha256 for (sha256,) in self._source.execute("SELECT sha256 FROM blob")}
        return Replayed(self._connection, self._content, self._resolve, stored)

    def _content(self, sha256: str) -> Content | None:
        if sha256 in self._held:
            return Content(self._held[sha256])
        row = self._source.execute("SELECT content FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
        return None if row is None else Content(bytes(row[0]))

    def take(self, body: bytes, event: Event) -> None:
        """Take the next event; after the first one that cannot be followed, none is."""
        if self._fault is None:
            try:
                self._past = self._past or self._begun()
                self._past.take(body, event, rows_of)
            except Exception as error:  # a damaged file may break any step; told when nothing else is wrong
                self._fault = error

    def differences(self) -> Iterator[Problem]:
        """
        Give the first difference between each stored table and the same table rebuilt.

        Yields:
            At most one difference a table, or that the events cannot be replayed.
        """
        try:
            if self._fault is not None:
                raise self._fault
            if self._past is not None:
                self._past.write()
            self._connection.commit()
            rebuilt = cast("sqlite3.Connection", self._connection.connection.driver_connection)
            with closing(rebuilt.execute("ATTACH ? AS kept", (address(self._path, "ro"),))):
                yield from _differences(self._source, rebuilt)
            yield from self._salts(rebuilt)
        except (StoreError, SQLAlchemyError) as error:
            message = _("The events cannot be replayed: {detail}")
            yield Problem("E_AUDIT_REPLAY", message, {"detail": str(error).splitlines()[0]})

    def _salts(self, rebuilt: sqlite3.Connection) -> Iterator[Problem]:
        """Give the first content that has no salt though it must, or has one though it must not."""
        stored = {sha256 for (sha256,) in self._source.execute("SELECT sha256 FROM salt")}
        emptied = {sha256 for (sha256,) in rebuilt.execute("SELECT sha256 FROM main.erasure")}
        wanted = (self._past.salted if self._past is not None else set()) - emptied
        for sha256 in sorted(stored ^ wanted)[:1]:
            message = _("The content {sha256} lacks the salt that its event speaks of.")
            if sha256 in stored:
                message = _("The content {sha256} has a salt that no event speaks of.")
            yield Problem("E_AUDIT_SALT", message, {"sha256": sha256})

    def close(self) -> None:
        """Let the memory go."""
        self._connection.close()
        self._engine.dispose()


def _memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", uri=True)


def _bare_tables() -> MetaData:
    # The stored tables are held to their own constraints by SQLite; those here must only come to equal them.
    bare = MetaData()
    for table in METADATA.sorted_tables:
        columns = (Column(each.name, each.type, primary_key=each.primary_key) for each in table.columns)
        Table(table.name, bare, *columns, sqlite_strict=True)
    return bare


def _differences(source: sqlite3.Connection, rebuilt: sqlite3.Connection) -> Iterator[Problem]:
    for shape in _shapes():
        if shape.agrees(rebuilt):
            continue
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
