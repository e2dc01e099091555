"""What a ledger of honours holds, one kind an entry, and its normalised form: columns that are hashed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from types import UnionType
from typing import Any, NamedTuple, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from scoring.errors import _
from scoring.law import history
from thidua.store.canonical import dumps, dumps_tables
from thidua.store.errors import refuse

Cell = str | int | None
# Words of SQL that may not name a column.
_RENAMED = {"on": "day", "end": "until"}
_LEFT_OUT = {"candidate", "revocation"}


@dataclass(frozen=True)
class Profile(history.Profile):
    """A candidate's profile with the first year from which its past is complete, if somebody vouched."""

    complete_from: int | None = None


@dataclass(frozen=True)
class HonourStatus:
    """That an honour was taken back, or given back, by a decision."""

    award: str
    first_year: int
    last_year: int
    decision: str
    revoked: bool
    number: str
    on: date
    reason: str


Item = (
    Profile
    | history.Honour
    | HonourStatus
    | history.Rating
    | history.Initiative
    | history.Discipline
    | history.Absence
    | history.PendingCase
    | history.Registration
    | history.Confirmation
    | history.Membership
    | history.Predecessor
    | history.Movement
)


class Entry(NamedTuple):
    """
    One thing that is known.

    Attributes:
        candidate: Whose past it belongs to; empty for a movement.
        withdrawn: True when it was written by mistake and counts no more.
    """

    candidate: str
    item: Item
    withdrawn: bool = False


class Column(NamedTuple):
    """A field of an item as a column: its names, and how its value goes into a cell and comes back."""

    field: str
    name: str
    write: Callable[[Any], Cell]
    read: Callable[[Any], Any]
    is_whole: bool
    is_optional: bool


class Kind(NamedTuple):
    """
    A kind of item.

    Attributes:
        name: Of its table and in the normalised form.
        keys: Fields that tell one from another of the same candidate.
        owned: Whether it belongs to a candidate.
    """

    name: str
    type: type
    keys: tuple[str, ...]
    owned: bool = True

    @property
    def head(self) -> tuple[str, ...]:
        """Give the columns before those of the item."""
        return ("candidate", "withdrawn") if self.owned else ("withdrawn",)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Give the columns of the item, in the order of its fields."""
        return _columns(self.type)

    @property
    def names(self) -> tuple[str, ...]:
        """Give the names of all columns."""
        return (*self.head, *(column.name for column in self.columns))

    @property
    def key_names(self) -> tuple[str, ...]:
        """Give the names of the columns that tell one row from another."""
        own = tuple(_RENAMED.get(key, key) for key in self.keys)
        return ("candidate", *own) if self.owned else own

    def cells(self, entry: Entry) -> tuple[Cell, ...]:
        """Give an entry as one cell a column."""
        head: tuple[Cell, ...] = (int(entry.withdrawn),)
        values = tuple(column.write(getattr(entry.item, column.field)) for column in self.columns)
        return (entry.candidate, *head, *values) if self.owned else (*head, *values)

    def entry(self, cells: Sequence[Cell]) -> Entry:
        """Give back what ``cells`` was handed."""
        candidate, rest = (str(cells[0]), cells[1:]) if self.owned else ("", cells)
        parts = {column.field: column.read(cell) for column, cell in zip(self.columns, rest[1:], strict=True)}
        if self.type is history.Honour:
            parts["candidate"] = candidate
        return Entry(candidate, self.type(**parts), bool(rest[0]))

    def key(self, cells: Sequence[Cell]) -> tuple[Cell, ...]:
        """Give what tells a row from all others."""
        return tuple(cells[place] for place in _places(self))


KINDS = (
    Kind("profile", Profile, ()),
    Kind("honour", history.Honour, ("award", "first_year", "last_year", "decision")),
    Kind("honour_status", HonourStatus, ("award", "first_year", "last_year", "decision")),
    Kind("rating", history.Rating, ("year",)),
    Kind("initiative", history.Initiative, ("id",)),
    Kind("discipline", history.Discipline, ("level", "start")),
    Kind("absence", history.Absence, ("kind", "start")),
    Kind("pending_case", history.PendingCase, ("subject", "start")),
    Kind("registration", history.Registration, ("award", "year")),
    Kind("confirmation", history.Confirmation, ("fact", "year")),
    Kind("membership", history.Membership, ("year",)),
    Kind("predecessor", history.Predecessor, ("unit", "on")),
    Kind("movement", history.Movement, ("id",), owned=False),
)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_TYPE = {kind.type: kind for kind in KINDS}


class Placed(NamedTuple):
    """An entry as its kind, its cells, and what tells it from others of the kind."""

    kind: Kind
    cells: tuple[Cell, ...]
    key: tuple[Cell, ...]

    @classmethod
    def of(cls, entry: Entry) -> Placed:
        """Work out the cells of an entry, once."""
        kind = BY_TYPE[type(entry.item)]
        cells = kind.cells(entry)
        return cls(kind, cells, kind.key(cells))


Table = dict[str, list[str | None]]
_TABLES: TypeAdapter[dict[str, Table]] = TypeAdapter(dict[str, Table])


@lru_cache
def _places(kind: Kind) -> tuple[int, ...]:
    return tuple(kind.names.index(name) for name in kind.key_names)


@lru_cache
def _columns(item: type) -> tuple[Column, ...]:
    hints = get_type_hints(item)
    return tuple(
        _column(field.name, hints[field.name]) for field in fields(item) if field.name not in _LEFT_OUT
    )


def _column(field: str, hint: Any) -> Column:
    optional = isinstance(hint, UnionType)
    plain = next(part for part in get_args(hint) if part is not type(None)) if optional else hint
    write, read = _codec(plain)
    name = _RENAMED.get(field, field)
    is_whole = plain in (int, bool)
    if not optional:
        return Column(field, name, write, read, is_whole, False)
    return Column(field, name, _unless_none(write), _unless_none(read), is_whole, True)


def _codec(hint: Any) -> tuple[Callable[[Any], Cell], Callable[[Any], Any]]:
    if hint is str:
        return str, str
    if hint in (int, bool):
        return int, hint
    if hint is date:
        return date.isoformat, date.fromisoformat
    if hint is Fraction:
        return str, Fraction
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return str, hint
    return _listed, lambda text: tuple(json.loads(text))


def _listed(value: tuple[str, ...]) -> str:
    return dumps(value).decode() if value else "[]"  # by far most lists are empty


def _unless_none(work: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else work(value)


def history_blob(entries: Iterable[Entry]) -> bytes:
    """
    Give the normalised form of entries.

    Args:
        entries: In any order; no two have the same key.

    Returns:
        Canonical JSON: for each kind with entries one list a column, ordered by key; the same entries
        give the same bytes, whatever order they came in.
    """
    return rows_blob([Placed.of(entry) for entry in entries])


def rows_blob(placed: Iterable[Placed]) -> bytes:
    """Give the normalised form of entries whose cells are known already; see ``history_blob``."""
    rows: dict[str, list[tuple[Cell, ...]]] = {}
    for each in placed:
        rows.setdefault(each.kind.name, []).append(each.cells)
    return dumps_tables({name: _table(BY_NAME[name], found) for name, found in rows.items()})


def _table(kind: Kind, rows: list[tuple[Cell, ...]]) -> dict[str, list[Cell]]:
    rows.sort(key=lambda row: [str(cell) for cell in kind.key(row)])
    return {name: list(column) for name, column in zip(kind.names, zip(*rows, strict=True), strict=True)}


def read_rows(blob: bytes) -> Iterator[tuple[Kind, list[tuple[Cell, ...]]]]:
    """
    Read the rows of each kind back from the normalised form.

    Raises:
        StoreError: The bytes are not such a form.
    """
    for name, table in _tables(blob).items():
        kind = BY_NAME.get(name)
        if kind is None or tuple(sorted(kind.names)) != tuple(sorted(table)):
            raise _unreadable(name)
        yield kind, _rows(kind, table)


def _rows(kind: Kind, table: Mapping[str, list[str | None]]) -> list[tuple[Cell, ...]]:
    whole = {"withdrawn"} | {column.name for column in kind.columns if column.is_whole}
    columns: list[list[Cell]] = []
    try:
        for name in kind.names:
            cells: list[Cell] = list(table[name])
            columns.append([c if c is None else int(c) for c in cells] if name in whole else cells)
        return list(zip(*columns, strict=True))
    except ValueError as error:
        raise _unreadable(str(error)) from error


def _tables(blob: bytes) -> dict[str, Table]:
    try:
        return _TABLES.validate_json(blob)
    except ValidationError as error:
        raise _unreadable(error.errors(include_url=False, include_input=False)[0]["msg"]) from error


def _unreadable(detail: str) -> Exception:
    message = _("A stored table cannot be read back ({detail}).")
    return refuse("E_STORE_TABLE", message, detail=detail)
