"""Ways to tamper with a record or package in memory: fields, rows, swaps, cuts, bits, letters, parts."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.thidua.proof.samples import Members
from thidua.store.canonical import dumps, leaf_hash
from thidua.store.tables import METADATA

TABLES = [*METADATA.tables, "alembic_version"]
PAGE = 512  # bytes; the smallest page there is, so that few bits of the file are free space

Statement = tuple[str, tuple[Any, ...]]


# A record


def opened(content: bytes) -> sqlite3.Connection:
    """Give a connection to the bytes of a database, in memory; raises sqlite3.Error where they are none."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(content)
    return connection


def compact(record: Path, folder: Path) -> bytes:
    """Give the bytes of a record, written anew on the smallest pages."""
    copy = folder / "compact.db"
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(record)) as source:
        source.execute(f"PRAGMA page_size = {PAGE}")
        source.execute("VACUUM INTO ?", (str(copy),))
    return copy.read_bytes()


def visible(content: bytes) -> list[Any] | None:
    """Give everything that SQL sees of a record, types included; None when it cannot be read."""
    try:
        with closing(opened(content)) as source:
            schema = source.execute("SELECT type, name, tbl_name, sql, typeof(rootpage) FROM sqlite_schema")
            found = sorted(schema.fetchall(), key=repr)  # guards that were put back stand elsewhere
            for table in TABLES:
                rows = source.execute(f"SELECT * FROM {table}").fetchall()
                found += [tuple((type(cell).__name__, cell) for cell in row) for row in rows]
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    return found


def rewritten(content: bytes, statements: list[Statement]) -> bytes:
    """Give a record changed with all guards off, and the guards put back as they were."""
    with closing(opened(content)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for setting in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        for name, _sql in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            try:
                connection.execute(*statement)
            except sqlite3.IntegrityError:
                continue  # a unique column; the copy stays as it was and counts as harmless
        for _name, sql in guards:
            connection.execute(sql)
        connection.execute("COMMIT")
        return connection.serialize()


def row_changes(content: bytes, chance: random.Random) -> Iterator[list[Statement]]:
    """Give a change for every field, several for every row and pair of rows of every table, and every cut."""
    with closing(opened(content)) as source:
        for table in TABLES:
            cursor = source.execute(f"SELECT rowid, * FROM {table}")
            columns = [name for name, *_rest in cursor.description[1:]]
            rows = cursor.fetchall()
            for row in rows:
                yield from _of_a_row(table, columns, row, chance)
            for one, two in pairwise(rows):
                yield _swap(table, columns, one, two)
            if table == "event":
                yield from ([("DELETE FROM event WHERE seq > ?", (seq,))] for seq in range(len(rows)))


def _of_a_row(
    table: str, columns: list[str], row: tuple[Any, ...], chance: random.Random
) -> Iterator[list[Statement]]:
    rowid, *cells = row
    for column, cell in zip(columns, cells, strict=True):
        yield [(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (other(cell, chance), rowid))]
        if (table, column) == ("event", "body"):
            false = forged(cell, chance)
            values = (false, leaf_hash(false), rowid)
            yield [("UPDATE event SET body = ?, leaf = ? WHERE rowid = ?", values)]
    yield [(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))]
    double = tuple(other(cell, chance) if place < 6 else cell for place, cell in enumerate(cells))
    yield [_insert(table, double)]


def _swap(table: str, columns: list[str], one: tuple[Any, ...], two: tuple[Any, ...]) -> list[Statement]:
    """Let two rows keep their keys and exchange the rest."""
    keys = METADATA.tables[table].primary_key.columns.keys()
    held = [name not in keys for name in columns]
    exchanged = [
        tuple(given if is_held else own for own, given, is_held in zip(mine[1:], its[1:], held, strict=True))
        for mine, its in ((one, two), (two, one))
    ]
    erase = (f"DELETE FROM {table} WHERE rowid IN (?, ?)", (one[0], two[0]))
    return [erase, *(_insert(table, row) for row in exchanged)]


def _insert(table: str, cells: tuple[Any, ...]) -> Statement:
    return f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(cells))})", cells


def other(cell: Any, chance: random.Random) -> Any:
    """Give another value of the same type."""
    if isinstance(cell, int):
        return cell + chance.choice([-1, 1, 10, 1000])
    if isinstance(cell, bytes):
        return flipped(cell, chance.randrange(len(cell) * 8)) if cell else b"x"
    if cell is None:
        return "x"
    place = chance.randrange(len(cell) + 1)
    return f"{cell[:place]}{chance.choice('0123456789abcxyz')}{cell[place:]}"


def flipped(content: bytes, bit: int) -> bytes:
    """Give the bytes with one bit changed."""
    place = bit // 8
    return b"".join([content[:place], bytes([content[place] ^ 1 << bit % 8]), content[place + 1 :]])


def forged(body: bytes, chance: random.Random) -> bytes:
    """Give an event in which one text says something else, written canonically."""
    event = json.loads(body)
    holder, key = chance.choice(list(texts(event)))
    holder[key] = other(holder[key], chance)
    return dumps(event)


def texts(value: Any) -> Iterator[tuple[Any, Any]]:
    """Give where every text stands inside a JSON value."""
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(part, str):
            yield value, key
        elif isinstance(part, dict | list):
            yield from texts(part)


# A package


def edit(members: Members, chance: random.Random) -> str:
    """Change one thing in the parts of a package; gives its name."""
    name = chance.choice(list(members))
    content = members[name]
    how = chance.choice(["letter", "digit", "drop", "double", "lines", "remove", "rename", "swap", "append"])
    if how in _WITHIN:
        members[name] = _WITHIN[how](content, chance)
    elif how == "swap":
        second = chance.choice(list(members))
        members[name], members[second] = members[second], content
    else:
        del members[name]
        if how == "rename":
            members["contents/" + "0" * 64 + ".json"] = content
    return f"{how} {name}"


def _letter(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(max(len(content), 1))
    return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]


def _digit(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(max(len(content), 1))
    place = next((at for at in range(start, len(content)) if 48 <= content[at] <= 57), 0)
    return content[:place] + b"%d" % chance.randrange(10) + content[place + 1 :]


def _stretch(content: bytes, chance: random.Random, times: int) -> bytes:
    at = chance.randrange(max(len(content), 1))
    end = at + chance.randrange(1, 40)
    return content[:at] + content[at:end] * times + content[end:]


def _shuffled(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    one, two = (chance.randrange(len(lines)) for _end in range(2))
    lines[one], lines[two] = lines[two], lines[one]
    return b"\n".join(lines)


_WITHIN = {
    "letter": _letter,
    "digit": _digit,
    "drop": lambda content, chance: _stretch(content, chance, 0),
    "double": lambda content, chance: _stretch(content, chance, 2),
    "lines": _shuffled,
    "append": lambda content, chance: content + chance.choice([b"\n", b" ", b"x", content]),
}
