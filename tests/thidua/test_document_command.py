"""``thidua document``: what it refuses, what stays open, what it records."""

from __future__ import annotations

import hashlib
import json
import runpy
import signal
import subprocess
import sys
from pathlib import Path

import docx
import pikepdf
import pytest
from click.testing import CliRunner, Result

from scoring.facts import Decision
from tests.thidua.documents.samples import record
from thidua.audit import audit
from thidua.commands import main
from thidua.documents.printed import DATA_NAME
from thidua.store import acts, views
from thidua.store.database import Database

ROOT = Path(__file__).resolve().parents[2]
# Kills the process at the first flush of a file to the disk, or when the file is put in its place.
KILLED = """
import os, pathlib, signal, sys
def die(*_given): os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "flushing": os.fsync = die
if sys.argv[1] == "placing": pathlib.Path.replace = die
from thidua.commands import main
main(sys.argv[2:])
"""


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return record(tmp_path)


def call(database: Database, *words: str) -> Result:
    return CliRunner().invoke(main, ["document", *words, "--db", str(database.path)], catch_exceptions=False)


def text_of(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(each.text for each in document.paragraphs), *cells]).split())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["quyet-din"], "E_DOCUMENT: there is no document “quyet-din”; the nearest is quyet-dinh"),
        (
            ["quyet-dinh", "xa-a"],
            "E_SUBJECT: the document quyet-dinh is about the whole review; leave xa-a out",
        ),
        (["thong-bao"], "E_SUBJECT: name whom the document thong-bao is about"),
        (
            ["thong-bao", "Xã An Bien"],
            "E_CANDIDATE: there is no candidate “Xã An Bien”; the nearest is Xã An Biên",
        ),
        (["bao-cao-tap-the", "an"], "E_SUBJECT_KIND: Nguyễn Văn Thiện Ân is of the kind individual"),
        (["thong-bao", "an"], "E_CANDIDATE: there is no candidate “an”"),
    ],
)
def test_a_wrong_call_is_refused_with_what_to_do(database: Database, words: list[str], told: str) -> None:
    out = database.path.parent / "x.pdf"

    answer = call(database, *words, "-o", str(out))

    assert (answer.exit_code, out.exists()) == (1, False)
    assert told in answer.stderr


@pytest.mark.parametrize(
    ("name", "kind", "code"), [("x.odt", "quyet-dinh", "E_SUFFIX"), ("x.docx", "phieu-bau", "E_NO_DRAFT")]
)
def test_a_form_that_is_not_made_is_refused(database: Database, name: str, kind: str, code: str) -> None:
    answer = call(database, kind, "-o", str(database.path.parent / name))

    assert answer.exit_code == 1
    assert code in answer.stderr


def test_what_nobody_told_stays_dots_and_is_filled_by_the_offices_file(database: Database) -> None:
    folder = database.path.parent
    call(database, "quyet-dinh", "-o", str(folder / "open.docx"))
    (folder / "documents.yaml").write_text(
        "documents: xet-2025\npapers:\n  quyet-dinh: {number: '5', issued: 2026-02-06, symbol: QĐ-UBND,"
        " capacity: [TM. ỦY BAN NHÂN DÂN], signer: Trần Văn Giả, bases: [Quy chế ví dụ]}\n",
        encoding="utf-8",
    )
    call(database, "quyet-dinh", "-o", str(folder / "known.docx"))

    before, after = text_of(folder / "open.docx"), text_of(folder / "known.docx")
    assert "Số: ……/QĐ-……" in before
    assert "Đông, ngày …… tháng …… năm ……" in before
    # A number below ten and the months January and February have a leading zero.
    assert "Số: 05/QĐ-UBND" in after
    assert "Đông, ngày 06 tháng 02 năm 2026" in after
    assert "TM. ỦY BAN NHÂN DÂN" in after
    assert "Trần Văn Giả" in after
    assert "Căn cứ Quy chế ví dụ." in after


def test_the_offices_file_is_held_against_the_review(tmp_path: Path) -> None:
    database = record(tmp_path, decision={"number": "05/QĐ-UBND", "issued": "2026-01-15"})
    path = tmp_path / "so-lieu.yaml"
    path.write_text(
        "documents: xet-khac\n"
        "papers: {quyet-din: {}, quyet-dinh: {number: 06/QĐ-UBND, issued: 2026-01-16}}\n"
        "count: {issued: 10, returned: 8, valid: 9, votes: {xa-x: {agreed: 1, opposed: 0},"
        " xa-b: {agreed: 9, opposed: 1}}}\n",
        encoding="utf-8",
    )

    answer = call(database, "quyet-dinh", "--data", str(path), "-o", str(tmp_path / "x.pdf"))

    assert answer.exit_code == 1
    codes = [line.split(": ")[1] for line in answer.stderr.splitlines()]
    assert sorted(codes) == sorted(
        ["E_DOCUMENT_REVIEW", "E_DOCUMENT", "E_CANDIDATE", "E_VOTES", "E_VOTES", "E_BALLOTS", "E_BALLOTS",
         "E_DECISION_NUMBER", "E_DECISION_DATE"]
    )  # fmt: skip
    assert "count.issued is 10, but office.members is only 9" in answer.stderr


def test_an_unknown_key_is_told_with_its_place(database: Database) -> None:
    path = database.path.parent / "so-lieu.yaml"
    path.write_text("documents: xet-2025\npapers:\n  quyet-dinh: {numbr: '5'}\n", encoding="utf-8")

    answer = call(database, "quyet-dinh", "--data", str(path), "-o", str(database.path.parent / "x.pdf"))

    assert answer.exit_code == 1
    assert "so-lieu.yaml:3:" in answer.stderr
    assert "number" in answer.stderr


def test_votes_are_printed_with_a_share_that_is_never_rounded_up(database: Database) -> None:
    folder = database.path.parent
    (folder / "documents.yaml").write_text(
        "documents: xet-2025\n"
        "count: {issued: 9, returned: 9, valid: 8, votes: {xa-b: {agreed: 7, opposed: 1}}}\n",
        encoding="utf-8",
    )
    call(database, "bien-ban-kiem-phieu", "-o", str(folder / "kp.docx"))

    # 7 of 9 members is 77.777… %, cut to 77.77; one ballot that came back was not valid.
    text = text_of(folder / "kp.docx")
    assert "1 Xã Bình An Giấy khen 7 1 77,77%" in text
    assert "Số phiếu phát ra: 09, trong đó lấy ý kiến bằng văn bản: 00; thu về: 09" in text
    assert "hợp lệ: 08; không hợp lệ: 01." in text
    assert "1 Ông Nguyễn Văn Thiện Ân Giấy khen …… …… …… ……" in text


def test_a_stale_run_is_not_printed(database: Database) -> None:

    acts.record_decision(
        database, Decision("giay_khen.cum_1", ("xa-a",), "Hội đồng", "Biên bản 2"), actor="Thư ký"
    )

    answer = call(database, "quyet-dinh", "-o", str(database.path.parent / "x.pdf"))

    assert answer.exit_code == 1
    assert "E_RUN_STALE" in answer.stderr


def test_a_recorded_paper_stands_in_the_record_with_its_digest(database: Database) -> None:
    out = database.path.parent / "quyet-dinh.pdf"
    size = views.log(database)[0]

    assert call(database, "quyet-dinh", "-o", str(out)).exit_code == 0
    assert views.log(database)[0] == size
    assert call(database, "quyet-dinh", "-o", str(out), "--record", "--by", "Thư ký").exit_code == 0

    assert views.log(database)[0] == size + 1
    assert audit(database.path).is_clean
    event = json.loads(views.event_bodies(database)[-1])
    (paper,) = event["act"]["papers"]
    assert (paper["kind"], paper["document"], paper["file"]) == ("document", "quyet-dinh", "quyet-dinh.pdf")
    assert paper["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert runpy.run_path(str(ROOT / "tools" / "verifier.py"))["check"](database.path, [], []) == []
    # The same paper again is the same entry.
    assert call(database, "quyet-dinh", "-o", str(out), "--record", "--by", "Thư ký").exit_code == 0
    assert views.log(database)[0] == size + 1
    answer = call(database, "quyet-dinh", "-o", str(out.with_suffix(".docx")), "--record")
    assert answer.exit_code == 2


@pytest.mark.parametrize(("moment", "entered"), [("flushing", 0), ("placing", 1)])
def test_a_killed_recording_leaves_the_old_paper_and_is_completed_by_the_next(
    database: Database, moment: str, entered: int
) -> None:
    out = database.path.parent / "quyet-dinh.pdf"
    out.write_bytes(b"the paper before")
    size = views.log(database)[0]
    words = [
        "document",
        "quyet-dinh",
        "-o",
        str(out),
        "--record",
        "--by",
        "Thư ký",
        "--db",
        str(database.path),
    ]

    killed = subprocess.run([sys.executable, "-c", KILLED, moment, *words], cwd=ROOT, check=False)

    assert killed.returncode == -signal.SIGKILL
    assert out.read_bytes() == b"the paper before"
    assert views.log(database)[0] == size + entered
    assert audit(database.path).is_clean
    assert CliRunner().invoke(main, words, catch_exceptions=False).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert views.log(database)[0] == size + 1


def test_a_refused_act_writes_nothing(tmp_path: Path) -> None:
    cite = {"document": "Quy chế ví dụ", "clause": "Điều 9"}
    database = record(tmp_path, public_notice={"working_days": 5, "cite": cite})
    out = tmp_path / "quyet-dinh.pdf"

    answer = call(database, "quyet-dinh", "-o", str(out), "--record", "--by", "Thư ký")

    assert (answer.exit_code, out.exists()) == (1, False)
    assert "E_NOTICE" in answer.stderr
    # As a draft, which is not entered, it may be made before the results were published.
    assert call(database, "quyet-dinh", "-o", str(out)).exit_code == 0


def test_a_folder_is_no_file_and_a_set_goes_into_one_that_is_there(database: Database) -> None:
    folder = database.path.parent / "set"
    folder.mkdir()

    assert call(database, "quyet-dinh", "-o", str(folder)).exit_code == 2
    assert call(database, "all", "-o", str(database.path)).exit_code == 2


def test_the_pdf_carries_its_list_as_data(database: Database) -> None:
    out = database.path.parent / "to-trinh.pdf"
    call(database, "to-trinh", "-o", str(out))

    with pikepdf.open(out) as pdf:
        data = json.loads(pdf.attachments[DATA_NAME].get_file().read_bytes())
    assert (data["format"], data["kind"], data["review"]) == ("thidua-document/1", "to-trinh", "xet-2025")
    assert [row["candidate"] for row in data["rows"]] == ["xa-b", "an", "phuong"]


def test_the_list_of_kinds_tells_what_each_needs(database: Database) -> None:
    told = json.loads(CliRunner().invoke(main, ["document", "list", "--json"]).stdout)

    assert [each["id"] for each in told if each["subject"] == "unit"] == ["to-trinh", "thong-bao"]
    shown = CliRunner().invoke(main, ["document", "list"]).stdout
    assert "bao-cao-doanh-nghiep" in shown
    assert "who signs" in shown
    assert "thidua stats --year YEAR -o FORMS.pdf" in CliRunner().invoke(main, ["document", "list"]).stderr
