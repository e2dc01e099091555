from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.thidua.store import samples
from thidua.audit import AuditReport, Head, audit
from thidua.store import views
from thidua.store.database import Database


def codes(report: AuditReport) -> list[str]:
    return [finding.code for finding in report.findings]


def test_an_honest_record_is_clean_and_its_root_is_the_one_of_the_log(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    report = audit(database.path)
    assert (report.findings, report.events, report.root) == ((), *views.log(database))


def test_every_earlier_head_of_an_honest_record_holds(tmp_path: Path) -> None:
    database = samples.create(tmp_path / "record.db")
    heads = [audit(database.path).head]
    samples.open_review(database)
    for place in range(12):
        heads.append(audit(database.path).head)
        samples.decide(database, str(place))
    assert [audit(database.path, head).findings for head in heads] == [()] * 13


def test_the_audit_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    path = samples.whole(tmp_path / "record.db").path
    before, stat, names = path.read_bytes(), path.stat(), sorted(tmp_path.iterdir())
    audit(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(tmp_path.iterdir())) == (
        before,
        stat.st_mtime_ns,
        names,
    )


def test_a_clock_that_went_back_is_a_warning(tmp_path: Path) -> None:
    clock = samples.TickingClock()
    database = samples.create(tmp_path / "record.db", clock)
    samples.decide(database, "a")
    clock.now -= timedelta(days=1)
    samples.decide(database, "b")
    report = audit(database.path)
    assert report.is_clean
    assert [str(finding) for finding in report.findings] == [
        f"{database.path}: W_AUDIT_CLOCK: "
        "The clock had gone back when event 2 was written, at 2026-06-30T08:02:00Z."
    ]


@pytest.mark.parametrize("content", [b"", b"id,name\n" * 1000, b"SQLite format 3\x00" + bytes(5000)])
def test_a_file_that_is_no_record_is_a_finding_and_never_an_exception(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "record.db"
    path.write_bytes(content)
    assert not audit(path).is_clean
    assert path.read_bytes() == content


def test_a_missing_file_is_a_finding_and_is_not_made(tmp_path: Path) -> None:
    assert codes(audit(tmp_path / "record.db")) == ["E_AUDIT_UNREADABLE"]
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_was_broken_off_is_named_and_mends_by_opening(tmp_path: Path) -> None:
    path, copy = tmp_path / "record.db", tmp_path / "copy.db"
    samples.whole(path)
    before = samples.dump(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript("PRAGMA journal_mode = TRUNCATE; PRAGMA cache_size = 1; BEGIN IMMEDIATE")
        connection.execute("UPDATE candidate SET name = name || hex(zeroblob(20000))")
        for suffix in ("", "-journal"):
            shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
    report = audit(copy)
    assert not report.is_clean
    assert report.findings[0].code == "W_AUDIT_UNFINISHED"
    Database.open(copy)
    assert samples.dump(copy) == before
    assert audit(copy).findings == ()


def test_a_head_of_another_record_does_not_fit(tmp_path: Path) -> None:
    path = samples.whole(tmp_path / "record.db").path
    report = audit(path, Head(19, "0" * 64))
    assert [finding.text() for finding in report.findings if not finding.warning] == [
        f"The first 19 events have the root {report.root}, but {'0' * 64} was noted: they were rewritten."
    ]


def test_a_difference_names_table_key_column_and_both_values(tmp_path: Path) -> None:
    path = samples.whole(tmp_path / "record.db").path
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE fact SET numerator = '100' WHERE version = 2")
        connection.execute("DELETE FROM decision WHERE seq = 7")
        connection.execute("INSERT INTO plan_text SELECT 'other', 2, sha256 FROM plan_text")
    key = f"xa-a / {samples.SCHEME} / self / ty_le / / 2".replace("/ /", "/  /")
    assert [finding.text() for finding in audit(path).findings] == [
        "The row other of plan_text follows from no event.",
        f"In the row {key} of fact, numerator is 100; from the events it is 99.",
        "The row 7 of decision that follows from the events is missing.",
    ]
