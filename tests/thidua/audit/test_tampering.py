"""Somebody with every right on the file changes it, and mends what can be mended: the audit must see it."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.thidua.store import samples
from thidua.audit import AuditReport, Head, audit
from thidua.store.apply import replay
from thidua.store.canonical import dumps, leaf_hash
from thidua.store.database import Database
from thidua.store.tables import METADATA
from tools import verifier

Cell = str | int | bytes | None
Change = tuple[str, tuple[Cell, ...]]
TABLES = [*METADATA.tables, "alembic_version"]


class Original(NamedTuple):
    path: Path
    head: Head
    triggers: tuple[str, ...]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    return _original(samples.whole(tmp_path_factory.mktemp("original") / "record.db").path)


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Original:
    """Give a record with rows in every table, those of an erasure too."""
    return _original(samples.erased(tmp_path_factory.mktemp("erased") / "record.db").path)


def _original(path: Path) -> Original:
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    return Original(path, audit(path).head, tuple(sql for (sql,) in triggers))


def tampered(original: Original, copy: Path, *changes: Change) -> AuditReport:
    """Change a copy with all guards off, put the guards back as they were, and audit it."""
    shutil.copy(original.path, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        for setting in ("foreign_keys = OFF", "ignore_check_constraints = ON", "synchronous = OFF"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        for table in ("event", "blob", "salt"):
            connection.execute(f"DROP TRIGGER {table}_no_update")
            connection.execute(f"DROP TRIGGER {table}_no_delete")
        for statement, values in changes:
            connection.execute(statement, values)
        for trigger in original.triggers:
            connection.execute(trigger)
        connection.execute("COMMIT")
    return audit(copy, original.head)


def rows(original: Original, table: str) -> tuple[list[str], list[tuple[Cell, ...]]]:
    with closing(sqlite3.connect(original.path)) as connection:
        cursor = connection.execute(f"SELECT rowid, * FROM {table}")
        return [name for name, *_rest in cursor.description[1:]], cursor.fetchall()


def changed(cell: Cell) -> Cell:
    """Give another value of the same type."""
    if isinstance(cell, int):
        return cell + 1000
    if isinstance(cell, bytes):
        return cell[:-1] + bytes([cell[-1] ^ 1]) if cell else b"x"
    return "7" if cell is None else f"{cell}x"  # a strict column of whole numbers takes "7"


def edits(table: str, columns: list[str], stored: list[tuple[Cell, ...]]) -> Iterator[Change]:
    for rowid, *cells in stored:
        for column, cell in zip(columns, cells, strict=True):
            yield f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (changed(cell), rowid)


def erasures(table: str, columns: list[str], stored: list[tuple[Cell, ...]]) -> Iterator[Change]:
    for rowid, *_cells in stored:
        yield f"DELETE FROM {table} WHERE rowid = ?", (rowid,)


def copies(table: str, columns: list[str], stored: list[tuple[Cell, ...]]) -> Iterator[Change]:
    """Insert each row once more, with the least change that its unique columns allow."""
    unique = {"id", "position", "seq", "key", "sha256", "version_num", "objection"} | (
        {"version"} if "version" in columns else set()
    )
    for _rowid, *cells in stored:
        cells = [changed(cell) if name in unique else cell for name, cell in zip(columns, cells, strict=True)]
        yield f"INSERT INTO {table} VALUES ({', '.join('?' * len(cells))})", tuple(cells)


@pytest.mark.parametrize("kind", [edits, erasures, copies])
@pytest.mark.parametrize("table", TABLES)
def test_no_edited_erased_or_copied_row_stays_unseen(
    erased: Original, tmp_path: Path, table: str, kind: type
) -> None:
    columns, stored = rows(erased, table)
    assert stored
    changes = list(kind(table, columns, stored))
    unseen = [change for change in changes if tampered(erased, tmp_path / "copy.db", change).is_clean]
    assert unseen == []


@pytest.mark.parametrize("table", TABLES)
def test_no_two_rows_that_swapped_what_they_hold_stay_unseen(
    erased: Original, tmp_path: Path, table: str
) -> None:
    columns, stored = rows(erased, table)
    held = [name for name in columns if name not in ("seq", "id", "key", "position")]
    unseen = []
    for one, two in pairwise(stored):
        swapped = [_with(columns, one, two, held), _with(columns, two, one, held)]
        if set(swapped) == {one[1:], two[1:]}:
            continue  # the rows have no key beside what was swapped: the table is the same
        erase: Change = (f"DELETE FROM {table} WHERE rowid IN (?, ?)", (one[0], two[0]))
        insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})"
        changes = [erase, *((insert, row) for row in swapped)]
        if tampered(erased, tmp_path / "copy.db", *changes).is_clean:
            unseen.append((one, two))
    assert unseen == []


SALTS = {
    "a zero more, which HMAC takes for the same key": "UPDATE salt SET value = CAST(value || x'00' AS BLOB)",
    "shorter": "UPDATE salt SET value = substr(value, 1, 31)",
    "empty": "UPDATE salt SET value = x''",
    "gone": "DELETE FROM salt WHERE rowid = (SELECT max(rowid) FROM salt)",
    "one for a rule file, which has none": (
        "INSERT INTO salt SELECT sha256, zeroblob(32) FROM scheme_text LIMIT 1"
    ),
    "put back after the erasure": "INSERT INTO salt SELECT sha256, zeroblob(32) FROM erasure LIMIT 1",
}


@pytest.mark.parametrize("how", SALTS)
def test_a_salt_that_is_not_as_it_must_be_is_found_by_both_verifiers(
    erased: Original, tmp_path: Path, how: str
) -> None:
    report = tampered(erased, tmp_path / "copy.db", (SALTS[how], ()))

    assert {finding.code for finding in report.findings} & {"E_AUDIT_CONTENT", "E_AUDIT_SALT", "E_AUDIT_KEPT"}
    assert {code for code, _place, _detail in verifier.check_record(tmp_path / "copy.db", [])} & {
        "content",
        "kept",
    }


def test_a_content_that_is_plain_where_it_must_be_salted_is_found_by_both_verifiers(
    original: Original, tmp_path: Path
) -> None:
    # As the office could do it: the event names a form by its plain SHA-256, and everything else follows.
    salted, path = samples.kept(original.path), tmp_path / "copy.db"
    (sha256,) = [name for name, content in salted.items() if content.data == samples.FIRST.content]
    plain = hashlib.sha256(samples.FIRST.content).hexdigest()
    _columns, stored = rows(original, "event")
    (seq, body) = next((row[1], row[2]) for row in stored if sha256.encode() in bytes(row[2]))  # type: ignore[arg-type]
    false = bytes(body).replace(sha256.encode(), plain.encode())  # type: ignore[arg-type]
    tampered(
        original,
        path,
        ("DELETE FROM salt WHERE sha256 = ?", (sha256,)),
        ("UPDATE blob SET sha256 = ? WHERE sha256 = ?", (plain, sha256)),
        ("UPDATE batch SET sha256 = ? WHERE sha256 = ?", (plain, sha256)),
        ("UPDATE event SET body = ?, leaf = ? WHERE seq = ?", (false, leaf_hash(false), seq)),
    )

    assert [str(finding).partition(": ")[2] for finding in audit(path).findings] == [
        f"E_AUDIT_SALT: The content {plain} lacks the salt that its event speaks of."
    ]
    assert [code for code, _place, _detail in verifier.check_record(path, [])] == ["norow"]


def _with(
    columns: list[str], row: tuple[Cell, ...], giver: tuple[Cell, ...], held: list[str]
) -> tuple[Cell, ...]:
    """Give a row with its own key and what another one holds."""
    given = zip(columns, row[1:], giver[1:], strict=True)
    return tuple(other if name in held else own for name, own, other in given)


def test_no_cut_of_the_last_events_stays_unseen_even_with_the_tables_rebuilt(
    original: Original, tmp_path: Path
) -> None:
    for size in range(original.head.size):
        path = tmp_path / f"{size}.db"
        shorter(original, path, size)
        assert audit(path).findings == ()  # in itself it is sound: only the kept head tells
        report = audit(path, original.head)
        assert [finding.code for finding in report.findings if not finding.warning] == ["E_AUDIT_CUT"]


def shorter(original: Original, path: Path, size: int) -> None:
    """Make a sound record of the first events, as its owner could."""
    with closing(sqlite3.connect(original.path)) as source:
        bodies = [body for (body,) in source.execute("SELECT body FROM event ORDER BY seq LIMIT ?", (size,))]
    with Database.create(path).write() as writer:
        replay(writer.session, bodies, samples.kept(original.path).get)


def texts(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Give where every text stands inside a JSON value."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from texts(part, (*path, key))


def forged(body: bytes, path: tuple[str | int, ...]) -> bytes:
    value = json.loads(body)
    part = value
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = part[path[-1]] + "1"
    return dumps(value)


def forgeries(original: Original) -> Iterator[Change]:
    for rowid, _seq, body, _leaf in rows(original, "event")[1]:
        assert isinstance(body, bytes)
        for path in texts(json.loads(body)):
            false = forged(body, path)
            yield "UPDATE event SET body = ?, leaf = ? WHERE seq = ?", (false, leaf_hash(false), rowid)


def test_no_forged_word_of_any_event_stays_unseen_though_its_leaf_is_mended(
    original: Original, tmp_path: Path
) -> None:
    changes = list(forgeries(original))
    assert len(changes) > 100
    unseen = [change for change in changes if tampered(original, tmp_path / "copy.db", change).is_clean]
    assert unseen == []


def test_no_content_exchanged_together_with_its_digest_stays_unseen(
    original: Original, tmp_path: Path
) -> None:
    for rowid, _sha256, content, _media in rows(original, "blob")[1]:
        assert isinstance(content, bytes)
        false = content + b" "
        digest = hashlib.sha256(false).hexdigest()
        change = ("UPDATE blob SET content = ?, sha256 = ? WHERE rowid = ?", (false, digest, rowid))
        assert not tampered(original, tmp_path / "copy.db", change).is_clean


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER event_no_update",
        "DROP TABLE paper",
        "CREATE TABLE extra (a)",
        "CREATE TRIGGER extra AFTER INSERT ON fact BEGIN SELECT 1; END",
        "CREATE VIEW extra AS SELECT * FROM fact",
        "CREATE INDEX extra ON fact (batch)",
        "ALTER TABLE fact ADD COLUMN extra TEXT",
        "PRAGMA user_version = 0",
        "PRAGMA application_id = 0",
    ],
)
def test_no_change_of_the_schema_stays_unseen(original: Original, tmp_path: Path, statement: str) -> None:
    path = tmp_path / "copy.db"
    shutil.copy(original.path, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
    assert not audit(path).is_clean


def test_no_flipped_bit_that_changes_what_can_be_read_stays_unseen(
    original: Original, tmp_path: Path
) -> None:
    chance, path, harmless = random.Random(1), tmp_path / "copy.db", 0
    content, readable = original.path.read_bytes(), visible(original.path)
    for _flip in range(60):
        place = chance.randrange(len(content) * 8)
        flipped = bytearray(content)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)
        if audit(path, original.head).is_clean:
            assert visible(path) == readable, place
            harmless += 1
    assert 0 < harmless < 60


def visible(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
        return [*schema, *(row for table in TABLES for row in connection.execute(f"SELECT * FROM {table}"))]


def test_a_change_that_changes_nothing_is_no_alarm(original: Original, tmp_path: Path) -> None:
    same: Change = ("UPDATE event SET body = body", ())
    assert tampered(original, tmp_path / "copy.db", same).findings == ()
