from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.thidua.store import samples
from thidua.audit import audit
from thidua.store import views
from thidua.store.canonical import digest
from thidua.store.database import Database
from thidua.store.engine import JOURNAL
from thidua.store.errors import StoreError
from thidua.store.events import DecisionRecorded, parse
from thidua.store.schema import SCHEMA_VERSION


def raw(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_new_record_is_empty_and_clean(tmp_path: Path) -> None:
    database = samples.create(tmp_path / "record.db")
    size, root = views.log(database)
    assert (size, root) == (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    assert audit(database.path).findings == ()


def test_a_file_that_exists_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    path.write_bytes(b"mine")
    with pytest.raises(StoreError, match="exists already"):
        Database.create(path)
    assert path.read_bytes() == b"mine"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"missing/record\.db: E_STORE_FOLDER: No file can be made here"):
        Database.create(tmp_path / "missing" / "record.db")


def foreign(path: Path) -> None:
    path.unlink()
    raw(path, "CREATE TABLE t (a)")


def newer(path: Path) -> None:
    raw(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")


def older(path: Path) -> None:
    raw(path, f"PRAGMA user_version = {SCHEMA_VERSION - 1}")


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


def scribbled(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 4] = bytes(range(256)) * 16
    path.write_bytes(content)


def schema_lost(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:4096] = bytes(3996)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (foreign, "E_STORE_FOREIGN: This file is not a record of thidua"),
        (lambda path: path.write_text("id,name\n" * 30), "E_STORE_FOREIGN"),
        (lambda path: path.write_bytes(b"SQLite format 3\x00"), "E_STORE_FOREIGN"),
        (lambda path: path.write_bytes(b""), "E_STORE_EMPTY: The file is empty"),
        (newer, "E_STORE_VERSION: The record has schema version 7, this program knows version 6"),
        (older, "E_STORE_OLD: The record has schema version 5.*thidua upgrade"),
        (truncated, "E_STORE_DAMAGED: The record is damaged"),
        (scribbled, "E_STORE_DAMAGED: The record is damaged"),
        (schema_lost, "E_STORE_DAMAGED: The record is damaged"),
    ],
)
def test_a_file_that_is_not_a_sound_record_is_refused_and_left_as_it_is(
    tmp_path: Path, spoil: Callable[[Path], object], words: str
) -> None:
    path = tmp_path / "record.db"
    samples.whole(path)
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=words):
        Database.open(path)
    assert path.read_bytes() == before


def test_a_missing_file_is_refused_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    with pytest.raises(StoreError, match="E_STORE_MISSING: The record cannot be opened"):
        Database.open(path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_a_record(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="E_STORE_FOREIGN"):
        Database.open(tmp_path)


def test_the_settings_are_those_that_lose_nothing(tmp_path: Path) -> None:
    database = samples.create(tmp_path / "record with spaces & % signs?.db")
    with database.read() as session:
        found = {
            name: session.connection().execute(text(f"PRAGMA {name}")).scalar()
            for name in ("foreign_keys", "synchronous", "trusted_schema", "journal_mode", "busy_timeout")
        }
    expected = {"foreign_keys": 1, "synchronous": 2, "trusted_schema": 0, "busy_timeout": 10000}
    assert found == {**expected, "journal_mode": JOURNAL.lower()}
    assert sqlite3.sqlite_version_info >= (3, 51, 3) or JOURNAL == "TRUNCATE"


@pytest.mark.parametrize("table", ["event", "blob"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET rowid = rowid"])
def test_the_record_itself_cannot_be_edited(tmp_path: Path, table: str, statement: str) -> None:
    path = tmp_path / "record.db"
    samples.whole(path)
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"):
        raw(path, statement.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fact SET numerator = '1.5' WHERE numerator IS NOT NULL",
        "UPDATE fact SET denominator = '0' WHERE numerator IS NOT NULL",
        "UPDATE fact SET denominator = NULL WHERE numerator IS NOT NULL",
        "UPDATE fact SET state = 'missing'",
        "UPDATE fact SET label = 'tốt' WHERE numerator IS NOT NULL",
        "UPDATE fact SET stage = 'final'",
        "UPDATE candidate SET position = 'first'",
        "UPDATE paper SET sha256 = 'ABC'",
        "INSERT INTO event VALUES (99, x'00', x'00')",
    ],
)
def test_the_database_itself_refuses_rows_that_make_no_sense(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "record.db"
    samples.whole(path)
    with pytest.raises(sqlite3.IntegrityError, match=r"constraint failed|cannot store TEXT value"):
        raw(path, statement)


def test_a_clock_that_goes_back_is_noted_in_the_event_and_counters_go_on(tmp_path: Path) -> None:
    clock = samples.TickingClock()
    database = samples.create(tmp_path / "record.db", clock)
    samples.decide(database, "a")
    clock.now = datetime(2026, 1, 1, tzinfo=UTC)
    samples.decide(database, "b")
    samples.decide(database, "c")
    events = [parse(body) for body in views.event_bodies(database)]
    assert [(event.counter, event.at, event.clock_went_back) for event in events] == [
        (1, "2026-07-01T08:01:00Z", False),
        (2, "2026-01-01T00:01:00Z", True),
        (3, "2026-01-01T00:02:00Z", False),
    ]


def test_an_act_without_an_actor_is_refused(tmp_path: Path) -> None:
    database = samples.create(tmp_path / "record.db")
    with pytest.raises(StoreError, match="Every act needs the name or post"):
        database.record(DecisionRecorded(slot="s", choice=("a",)), actor=" ")


def test_a_content_that_is_neither_given_nor_stored_or_is_plain_where_it_must_be_salted_is_refused(
    tmp_path: Path,
) -> None:
    database = samples.create(tmp_path / "record.db")
    samples.open_review(database)
    before = views.event_bodies(database)

    with pytest.raises(StoreError, match=f"The content {'a' * 64} that an event names is missing"):
        database.record(samples.nomination("xa-a").model_copy(update={"lists_sha256": "a" * 64}), "Thư ký")
    # The scheme is stored, named by its SHA-256; lists of proposals must be named by a commitment.
    scheme = digest(samples.SCHEMES[samples.SCHEME])
    with pytest.raises(StoreError, match=f"The content {scheme} is not named as it must be: by a commitment"):
        database.record(samples.nomination("xa-a").model_copy(update={"lists_sha256": scheme}), "Thư ký")

    assert views.event_bodies(database) == before


def test_a_source_of_salts_that_gives_none_is_refused(tmp_path: Path) -> None:
    database = samples.create(tmp_path / "record.db", salts=bytes)

    with pytest.raises(StoreError, match="E_STORE_SALT"):
        samples.open_review(database)
    assert views.log(database)[0] == 0


def test_a_writer_that_waits_in_vain_says_so_and_nothing_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("thidua.store.engine.WAIT_SECONDS", 0.05)
    database = samples.create(tmp_path / "record.db")
    with database.write(), pytest.raises(StoreError, match="Another program is writing"):
        samples.decide(database, "a")
    assert views.log(database)[0] == 0
