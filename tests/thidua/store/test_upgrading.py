from __future__ import annotations

from pathlib import Path

import pytest

from tests.thidua.store import samples
from thidua.audit import audit
from thidua.store import schema, views
from thidua.store.database import Database
from thidua.store.engine import make_engine
from thidua.store.errors import StoreError
from thidua.store.upgrading import bring_up


def first_version(path: Path) -> Database:
    """Give a record as the first version of the program left it."""
    database = samples.create(path)
    samples.open_review(database)
    samples.load(database, samples.FIRST, samples.SECOND)
    with make_engine(path).execution_options(writes=True).begin() as connection:
        schema.downgrade(connection, "r0001")
    return database


def test_an_older_record_gets_the_new_tables_and_keeps_every_event(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    bodies = views.event_bodies(first_version(path))
    older = samples.dump(path)
    with pytest.raises(StoreError, match="schema version 1, this program knows version 5"):
        Database.open(path)

    done = bring_up(path)

    assert (done.before, done.after, done.copy) == (1, 5, tmp_path / "record.db.v1")
    database = Database.open(path)
    assert views.event_bodies(database) == bodies
    assert audit(path).findings == ()
    assert samples.dump(tmp_path / "record.db.v1") == older
    samples.load_history(database, *samples.PAST)
    assert audit(path).findings == ()


def test_a_record_of_this_version_is_left_as_it_is(tmp_path: Path) -> None:
    path = samples.whole(tmp_path / "record.db").path
    before = path.read_bytes()

    assert bring_up(path).copy is None
    assert path.read_bytes() == before
    assert not (tmp_path / "record.db.v5").exists()


def test_a_copy_that_is_in_the_way_is_never_written_over(tmp_path: Path) -> None:
    path = first_version(tmp_path / "record.db").path
    (tmp_path / "record.db.v1").write_text("kept")
    before = path.read_bytes()

    with pytest.raises(StoreError, match=r"E_STORE_COPY: The copy .*record\.db\.v1 is in the way"):
        bring_up(path)

    assert path.read_bytes() == before
    assert (tmp_path / "record.db.v1").read_text() == "kept"


def test_a_file_that_is_no_record_is_not_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    path.write_text("id,name\n" * 30)

    with pytest.raises(StoreError, match="E_STORE_FOREIGN"):
        bring_up(path)
