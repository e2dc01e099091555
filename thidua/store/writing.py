"""Rows on their way into the tables, one statement a table: of one act, or of all in a replay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Protocol, TypeAlias

from sqlalchemy import Connection, text

from scoring.errors import _
from thidua.store.canonical import leaf_hash
from thidua.store.contents import Content
from thidua.store.errors import StoreError, refuse
from thidua.store.events import Event, Named
from thidua.store.row import METADATA, Row
from thidua.store.tables import BlobRow, EventRow, SaltRow

Cell: TypeAlias = str | int | bytes | None
Made: TypeAlias = tuple[type[Row], Mapping[str, Cell]]
Contents: TypeAlias = Callable[[str], Content | None]

VERSION = "version"
_HELD = 50_000
_FIND_BLOB = text(
    "SELECT length(content) = 0, EXISTS (SELECT 1 FROM salt WHERE salt.sha256 = blob.sha256) "
    "FROM blob WHERE sha256 = :sha256"
)


class Past(Protocol):
    """What the rows of an act may ask of the acts before it, beside what the act itself says."""

    def content(self, sha256: str) -> bytes:
        """Give a content that the act names."""
        ...

    def count(self, table: type[Row]) -> int:
        """Give how many rows of a table the earlier acts led to."""
        ...


Projection: TypeAlias = Callable[[Event, Past], Iterable[Made]]


class Stored:
    """The past as it stands in a database; what comes to it is written at once."""

    def __init__(self, connection: Connection, contents: Contents) -> None:
        self._connection, self._contents = connection, contents

    def content(self, sha256: str) -> bytes:
        """Give a content out of the database."""
        found = self._connection.exec_driver_sql("SELECT content FROM blob WHERE sha256 = ?", (sha256,))
        return bytes(found.scalar_one())

    def count(self, table: type[Row]) -> int:
        """Count the rows of a table."""
        return int(self._connection.exec_driver_sql(f"SELECT count(*) FROM {_name(table)}").scalar_one())

    def take(self, body: bytes, event: Event, project: Projection) -> None:
        """
        Write one event, the contents it names and its rows.

        Raises:
            StoreError: A content that it names is neither given nor stored, or is not salted as it must be.
        """
        for named in event.act.named():
            content = self._contents(named.sha256)
            if content is not None:
                self._write(_content_rows(named, content))
                continue
            found = self._connection.execute(_FIND_BLOB, {"sha256": named.sha256}).first()
            if found is None:
                raise _missing(named)
            _check_salted(named, is_erased=bool(found[0]), is_salted=bool(found[1]))
        self._write([_event(body, event)])
        self._write(project(event, self))

    def _write(self, made: Iterable[Made]) -> None:
        for (table, columns), rows in groupby(made, key=_kind):
            cells = [tuple(row.values()) for _table, row in rows]
            self._connection.exec_driver_sql(insertion(table, columns), cells)


class Replayed:
    """
    The past as it follows from the events taken so far; rows are kept and written many at a time.

    Args:
        connection: To a database that has the tables and no rows.
        contents: Gives the content of a SHA-256, or None when it does not have it.
        resolve: Gives what stands for a content that was emptied later.
        stored: The SHA-256 of all contents there are. When it is given, neither events nor contents are
            copied into the database: of a content there is a row that is empty.
    """

    def __init__(
        self,
        connection: Connection,
        contents: Contents,
        resolve: Callable[[str], str],
        stored: Container[str] | None = None,
    ) -> None:
        self._connection, self._contents, self._stored = connection, contents, stored
        self._resolve = resolve
        self._counts: defaultdict[type[Row], int] = defaultdict(int)
        self._known: set[str] = set()
        self.salted: set[str] = set()  # what was named by a commitment, erased or not
        self._rows: dict[tuple[type[Row], tuple[str, ...]], list[tuple[Cell, ...]]] = {}
        self._held = 0

    def content(self, sha256: str) -> bytes:
        """Give a content from where the replay takes them."""
        found = self._contents(self._resolve(sha256))
        return b"" if found is None else found.data

    def count(self, table: type[Row]) -> int:
        """Give how many rows were made for a table."""
        return self._counts[table]

    def take(self, body: bytes, event: Event, project: Projection) -> None:
        """
        Make the rows of one event.

        Raises:
            StoreError: A content that it names is missing, or a table in one cannot be read.
        """
        for named in event.act.named():
            if named.sha256 not in self._known:
                self._known.add(named.sha256)
                if named.salted:
                    self.salted.add(named.sha256)
                for made in self._copied(named):
                    self._keep(made)
        if self._stored is None:
            self._keep(_event(body, event))
        for made in project(event, self):
            self._keep(made)
        if self._held >= _HELD:
            self.write()

    def _copied(self, named: Named) -> Iterable[Made]:
        if self._stored is not None and named.sha256 in self._stored:
            return [_blob(named, b"")]
        content = None if self._stored is not None else self._contents(named.sha256)
        if content is None:
            raise _missing(named)
        return _content_rows(named, content)

    def _keep(self, made: Made) -> None:
        table, row = made
        self._counts[table] += 1
        self._held += 1
        self._rows.setdefault((table, tuple(row)), []).append(tuple(row.values()))

    def write(self) -> None:
        """Write the rows that are kept, those that others refer to first."""
        order = {table.name: place for place, table in enumerate(METADATA.sorted_tables)}
        for table, columns in sorted(self._rows, key=lambda kind: order[_name(kind[0])]):
            self._connection.exec_driver_sql(insertion(table, columns), self._rows[table, columns])
        self._rows.clear()
        self._held = 0


@lru_cache
def insertion(table: type[Row], columns: tuple[str, ...]) -> str:
    """
    Give the statement that writes rows of a table.

    Args:
        table: Which. When it keeps versions and no version is among the columns, each row becomes the
            newest version of its key: the primary key without the version.
        columns: Those that are given, in the order of the cells.

    Returns:
        SQL with one parameter a column. A content that is there already is left as it is.
    """
    name, given = _name(table), [f"?{place}" for place in range(1, len(columns) + 1)]
    keys = METADATA.tables[name].primary_key.columns.keys()
    names = list(columns)
    if VERSION in keys and VERSION not in columns:
        same = " AND ".join(f"older.{key} = ?{names.index(key) + 1}" for key in keys if key != VERSION)
        given.append(f"(SELECT coalesce(max(older.version), 0) + 1 FROM {name} AS older WHERE {same})")
        names.append(VERSION)
    conflict = " ON CONFLICT DO NOTHING" if table in (BlobRow, SaltRow) else ""
    return f"INSERT INTO {name} ({', '.join(names)}) VALUES ({', '.join(given)}){conflict}"


def _name(table: type[Row]) -> str:
    return str(table.__tablename__)


def _kind(made: Made) -> tuple[type[Row], tuple[str, ...]]:
    table, row = made
    return table, tuple(row)


def _blob(named: Named, content: bytes) -> Made:
    return BlobRow, {"sha256": named.sha256, "content": content, "media": named.media}


def _content_rows(named: Named, content: Content) -> Iterable[Made]:
    """Give the rows of a content; raises StoreError when it is not salted as it must be."""
    is_erased = not content.data and not content.salt
    _check_salted(named, is_erased=is_erased, is_salted=bool(content.salt))
    yield _blob(named, content.data)
    if content.salt:
        yield SaltRow, {"sha256": named.sha256, "value": content.salt}


def _check_salted(named: Named, *, is_erased: bool, is_salted: bool) -> None:
    if is_salted != named.salted and not is_erased:
        message = _(
            "The content {sha256} is not named as it must be: by a commitment where it may hold personal "
            "data, by its SHA-256 elsewhere."
        )
        raise refuse("E_STORE_SALT", message, sha256=named.sha256)


def _event(body: bytes, event: Event) -> Made:
    return EventRow, {"seq": event.counter, "body": body, "leaf": leaf_hash(body)}


def _missing(named: Named) -> StoreError:
    message = _("The content {sha256} that an event names is missing.")
    return refuse("E_STORE_CONTENT", message, sha256=named.sha256)
