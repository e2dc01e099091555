"""Heads printed on papers, asked of records and packages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.thidua.proof import samples
from tests.thidua.proof.test_commands import call, key, office
from tests.thidua.proof.test_heads import rewritten
from thidua.audit.notes import NoteError
from thidua.dossier.printed_head import PrintedHead, head_of
from thidua.proof.printed import check_printed, parse_head
from thidua.runs import current_result
from thidua.store import views
from thidua.store.database import Database

__all__ = ["office"]  # a fixture


def printed(database: Database) -> PrintedHead:
    return PrintedHead("xet-2026", *views.log(database))


def test_a_grown_record_continues_what_was_printed(tmp_path: Path) -> None:
    database = samples.record(tmp_path, 2)
    head = printed(database)
    samples.grow(database, 5)

    assert check_printed(head, database.path) == ("xet-2026", 3, 8)


def test_a_rewritten_record_and_a_cut_one_are_told(tmp_path: Path) -> None:
    database = samples.record(tmp_path, 2)
    head = printed(database)
    samples.sign(database)
    other = rewritten(database, tmp_path / "other")
    (tmp_path / "short").mkdir()
    short = samples.record(tmp_path / "short", 1)

    with pytest.raises(NoteError, match=r"E_HEAD_REWRITTEN: The first 3 events are not those"):
        check_printed(head, other.path)
    with pytest.raises(NoteError, match=r"E_HEAD_CUT: The paper was made over 3 events; here are only 2"):
        check_printed(head, short.path)


def test_a_head_printed_before_the_first_signature_counts_after_it(tmp_path: Path) -> None:
    database = samples.record(tmp_path, 2)
    head = printed(database)
    samples.sign(database)

    assert check_printed(head, database.path).origin == "sonoivu.example/thidua/xet-2026"
    with pytest.raises(NoteError, match="E_HEAD_ORIGIN: This is a head of other/xet-2026, not of sonoivu"):
        check_printed(head._replace(origin="other/xet-2026"), database.path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TDH1:",
        "TDH1:7:AAAA:x",
        f"TDH1:07:{'A' * 43}=:x",
        f"TDH1:7:{'A' * 42}B=:x",
        f"TDH1:7:{'A' * 43}=:",
    ],
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(NoteError, match="E_HEAD_TEXT"):
        parse_head(text)


def test_the_line_is_read_as_it_was_written() -> None:
    head = PrintedHead("sonoivu.example/thidua/đợt 1", 7, "e5" * 32)

    assert parse_head(f"  {head.text}\n") == head


def test_verify_answers_for_a_record_and_for_a_package(office: Path) -> None:
    call("log", "sign", *key())
    head = head_of(current_result(Database.open(office / "thidua.db")))
    call("run")
    call("package", "-o", "proof.zip", *key())

    record = call("verify", head.text)
    package = call("verify", "-", "--against", "proof.zip", "--json", input=f"{head.text}\n")
    other = call("verify", head._replace(root="00" * 32).text, expected=1)

    assert head.origin == "sonoivu.example/thidua/xet-2025"
    assert (
        record.stdout == "thidua.db continues the printed head: its first 9 of 10 events are those of then\n"
    )
    assert json.loads(package.stdout) == {"origin": head.origin, "printed": 9, "size": 10}
    assert "thidua.db: E_HEAD_REWRITTEN" in other.stderr
    assert "E_HEAD_TEXT" in call("verify", "TDH1:9:x:y", expected=1).stderr
    assert call("verify", head.text, "--against", "missing.db", expected=1).stderr != ""


def test_a_package_that_was_changed_answers_nothing(office: Path) -> None:
    call("log", "sign", *key())
    head = head_of(current_result(Database.open(office / "thidua.db")))
    call("package", "-o", "proof.zip", *key())
    samples.changed(
        office / "proof.zip",
        office / "bad.zip",
        lambda members: samples.exchange(members, "log/keys.txt", "sonoivu", "sonoiva"),
    )

    assert "E_PACKAGE_PART" in call("verify", head.text, "--against", "bad.zip", expected=1).stderr
    (office / "text.db").write_text("abc")
    assert "E_AUDIT_UNREADABLE" in call("verify", head.text, "--against", "text.db", expected=1).stderr
