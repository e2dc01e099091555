from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.thidua.store import samples
from thidua.audit import audit
from thidua.store import schema, views
from thidua.store.apply import replay
from thidua.store.canonical import digest
from thidua.store.contents import Content
from thidua.store.database import Database
from thidua.store.engine import make_engine
from thidua.store.errors import StoreError
from thidua.store.notice_acts import objections
from thidua.store.upgrading import bring_up
from tools import verifier


def first_version(path: Path) -> Database:
    """Give a record as the first version of the program left it: no content is named under a salt."""
    salted = samples.create(path.with_name("salted.db"))
    samples.open_review(salted)
    samples.load(salted, samples.FIRST, samples.SECOND)
    contents = samples.kept(salted.path)
    bodies = [_unsalted(body, contents) for body in views.event_bodies(salted)]
    salted.path.unlink()
    database = samples.create(path)
    plain = {digest(content.data): Content(content.data) for content in contents.values()}
    with database.write() as writer:
        replay(writer.session, bodies, plain.get)
    with make_engine(path).execution_options(writes=True).begin() as connection:
        schema.downgrade(connection, "r0001")
    return database


def _unsalted(body: bytes, contents: Mapping[str, Content]) -> bytes:
    for sha256, content in contents.items():
        body = body.replace(sha256.encode(), digest(content.data).encode())
    return body.replace(b'"salted":true,', b"")


def test_an_older_record_gets_the_new_tables_and_keeps_every_event(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    bodies = views.event_bodies(first_version(path))
    older = samples.dump(path)
    with pytest.raises(StoreError, match="schema version 1, this program knows version 6"):
        Database.open(path)

    done = bring_up(path)

    assert (done.before, done.after, done.copy) == (1, 6, tmp_path / "record.db.v1")
    database = Database.open(path)
    assert views.event_bodies(database) == bodies
    assert audit(path).findings == ()
    assert samples.dump(tmp_path / "record.db.v1") == older
    samples.load_history(database, *samples.PAST)
    assert audit(path).findings == ()


def fifth_version(path: Path) -> Path:
    """Give a record that version 5 of the schema was written by: whole, with objections and an erasure."""
    path.write_bytes(gzip.decompress(Path(__file__).with_name("version5.db.gz").read_bytes()))
    return path


def test_a_record_from_before_salts_is_read_audited_and_continued(tmp_path: Path) -> None:
    path = fifth_version(tmp_path / "record.db")
    assert verifier.check_record(path, []) == []  # the second verifier knows the older schema too

    bring_up(path)
    database = Database.open(path)

    assert [finding.code for finding in audit(path).findings] == ["W_AUDIT_ERASED"]
    assert verifier.check_record(path, []) == []
    assert [each.words for each in objections(database)] == ["Tính thiếu một hồ sơ"] * 2
    assert samples.load(database, samples.FIRST) == ("already loaded",)
    assert {content.salt for content in samples.kept(path).values()} == {b""}

    samples.load(database, samples.fact_file("moi.xlsx", "xa-a", samples.number("moi", 1)))
    samples.object_to(database)
    # From now on what may hold personal data is salted: the file, its facts, the words of the objection.
    assert sorted(len(content.salt) for content in samples.kept(path).values())[-4:] == [0, 32, 32, 32]
    assert [finding.code for finding in audit(path).findings] == ["W_AUDIT_ERASED"]
    assert verifier.check_record(path, []) == []


def test_what_was_written_before_salts_is_erased_and_the_guess_that_stays_possible_is_told(
    tmp_path: Path,
) -> None:
    path = fifth_version(tmp_path / "record.db")
    bring_up(path)
    database = Database.open(path)

    done = samples.erase(database, "ba-lan")

    # The roster that stands since the first erasure, her form, its facts, and the table of candidates before.
    assert (done.plain, done.contents) == (done.contents, done.contents)
    assert [finding.code for finding in audit(path).findings] == ["W_AUDIT_ERASED"] * 2
    assert verifier.check_record(path, []) == []


def test_a_record_of_this_version_is_left_as_it_is(tmp_path: Path) -> None:
    path = samples.whole(tmp_path / "record.db").path
    before = path.read_bytes()

    assert bring_up(path).copy is None
    assert path.read_bytes() == before
    assert not (tmp_path / "record.db.v6").exists()


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
