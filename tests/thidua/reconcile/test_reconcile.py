"""Papers that came back edited, held against the record and each other."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from click.testing import CliRunner

from tests.thidua.documents.samples import make, record
from thidua.commands import main
from thidua.documents.printed import DATA_NAME
from thidua.dossier.about import DATA_NAME as CERTIFICATE_DATA
from thidua.dossier.files import replace_file
from thidua.papers import issue_certificates
from thidua.reconcile.reading import read_papers
from thidua.store import views
from thidua.store.database import Database

DATA = """\
documents: xet-2025
papers:
  quyet-dinh: {number: 05/QĐ-UBND, issued: 2026-01-15, symbol: QĐ-UBND}
  to-trinh: {number: "12", issued: 2026-01-08}
"""
DECISION = {"number": "05/QĐ-UBND", "issued": "2026-01-15"}


@pytest.fixture
def database(tmp_path: Path) -> Database:
    found = record(tmp_path, decision=DECISION)
    (tmp_path / "documents.yaml").write_text(DATA, encoding="utf-8")
    return found


def written(database: Database, kind: str, name: str = "", subject: str = "") -> Path:
    folder = database.path.parent
    out = folder / (name or f"{kind}.docx")
    make(database, kind, out, subject, matters=folder / "documents.yaml")
    return out


def edit(path: Path, change: Callable[[Any], None]) -> None:
    document = docx.Document(str(path))
    change(document)
    document.save(str(path))


def put(path: Path, old: str, new: str) -> None:
    """Change a text wherever it stands, as a clerk does: in cells and paragraphs, run by run."""

    def change(document: Any) -> None:
        cells = [
            p
            for table in document.tables
            for row in table.rows
            for cell in row.cells
            for p in cell.paragraphs
        ]
        runs = [
            run for paragraph in (*document.paragraphs, *cells) for run in paragraph.runs if old in run.text
        ]
        assert runs, old
        for run in runs:
            run.text = run.text.replace(old, new)

    edit(path, change)


def told(database: Database, *paths: Path) -> tuple[int, list[tuple[str, str, list[tuple[str, str, str]]]]]:
    """Give the exit code and every contradiction: what, who, and all sides."""
    answer = CliRunner().invoke(
        main, ["reconcile", *map(str, paths), "--db", str(database.path), "--json"], catch_exceptions=False
    )
    found = json.loads(answer.stdout)["contradictions"]
    return answer.exit_code, [
        (each["what"], each["who"], [(s["file"], s["place"], s["value"]) for s in each["sources"]])
        for each in found
    ]


def test_papers_of_one_record_agree(database: Database) -> None:
    papers = [written(database, kind) for kind in ("to-trinh", "danh-sach", "bien-ban-hop", "quyet-dinh")]
    papers.append(written(database, "quyet-dinh", "quyet-dinh.pdf"))
    papers += issue_certificates(database, database.path.parent / "bang", actor="Thư ký")

    assert told(database, *papers) == (0, [])


def test_another_spelling_is_told_with_every_place(database: Database) -> None:
    proposal, decision = written(database, "to-trinh"), written(database, "quyet-dinh")
    put(decision, "Thiện Ân", "Thiên Ân")

    # Of the third table (after head and foot) row 5: head, group, xa-b, group, then the person.
    assert told(database, proposal, decision) == (
        1,
        [
            (
                "name",
                "Nguyễn Văn Thiện Ân",
                [
                    ("to-trinh.docx", "bảng 3, dòng 5", "Nguyễn Văn Thiện Ân"),
                    ("quyet-dinh.docx", "bảng 3, dòng 5", "Nguyễn Văn Thiên Ân"),
                    ("sổ ghi", "an", "Nguyễn Văn Thiện Ân"),
                ],
            )
        ],
    )


def test_decomposed_letters_are_the_same_name(database: Database) -> None:
    decision = written(database, "quyet-dinh")
    put(decision, "Thiện Ân", unicodedata.normalize("NFD", "Thiện Ân"))

    assert told(database, decision) == (0, [])


@pytest.mark.parametrize(
    ("old", "new", "what", "who"),
    [
        ("Bà Trần", "Ông Trần", "title", "Trần Thị Phượng"),
        ("Trưởng ấp Một", "Trưởng ấp Hai", "post", "Trần Thị Phượng"),
        ("Xã Bình An", "Xã Bình Yên", "name", "Xã Bình An"),
    ],
)
def test_a_changed_field_is_told(database: Database, old: str, new: str, what: str, who: str) -> None:
    decision = written(database, "quyet-dinh")
    put(decision, old, new)

    code, found = told(database, decision)

    assert (code, [each[:2] for each in found if each[0] == what]) == (1, [(what, who)])


def test_a_changed_award_and_its_count_are_told(database: Database) -> None:
    decision = written(database, "quyet-dinh")

    def change(document: Any) -> None:
        document.tables[-1].rows[-1].cells[3].paragraphs[0].runs[0].text = "Bằng khen"

    edit(decision, change)

    code, found = told(database, decision)

    # Two people were to get a Giấy khen; by the rows it is one.
    assert code == 1
    assert [each[:2] for each in found] == [("award", "Trần Thị Phượng"), ("count", "cá nhân: Giấy khen")]
    assert [side[2] for side in found[1][2]] == ["2", "1", "2"]


def test_a_row_taken_out_and_a_stranger_put_in_are_told(database: Database) -> None:
    decision = written(database, "quyet-dinh")

    def change(document: Any) -> None:
        row = document.tables[-1].rows[-1]
        row.cells[1].paragraphs[0].runs[0].text = "Ông Đỗ Giả Định"
        row.cells[2].paragraphs[0].runs[0].text = "Nhân viên"

    edit(decision, change)

    code, found = told(database, decision)

    assert code == 1
    assert [each[:2] for each in found] == [("unknown", "Đỗ Giả Định"), ("absent", "Trần Thị Phượng")]
    assert found[0][2] == [("quyet-dinh.docx", "bảng 3, dòng 6", "Đỗ Giả Định")]


def test_a_count_in_a_sentence_is_held_against_the_rows(database: Database) -> None:
    decision = written(database, "quyet-dinh")
    put(decision, "01 tập thể và 02 cá nhân", "01 tập thể và 03 cá nhân")

    code, found = told(database, decision)

    assert (code, [each[:2] for each in found]) == (1, [("count", "cá nhân")])
    assert [side[2] for side in found[0][2]] == ["3", "2", "2", "2"]  # sentence, heading, rows, record


def test_number_and_day_are_held_against_annex_certificate_and_record(database: Database) -> None:
    decision = written(database, "quyet-dinh")
    certificates = issue_certificates(database, database.path.parent / "bang", actor="Thư ký")

    def change(document: Any) -> None:
        runs = document.tables[0].rows[1].cells[0].paragraphs[0].runs
        runs[0].text = "Số: 06/QĐ-UBND"
        for run in runs[1:]:
            run.text = ""

    edit(decision, change)

    code, found = told(database, decision, certificates[0])

    assert (code, [each[0] for each in found]) == (1, ["number"])
    assert [side[2] for side in found[0][2]] == ["06/QĐ-UBND", "05/QĐ-UBND", "05/QĐ-UBND", "05/QĐ-UBND"]


def test_a_units_own_proposal_is_held_against_its_own_people(database: Database) -> None:
    own = written(database, "to-trinh", "to-trinh-xa-b.docx", "xa-b")

    assert told(database, own) == (0, [])


def test_what_is_not_found_is_told_and_no_contradiction(database: Database, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Kính gửi các đơn vị, đề nghị chuẩn bị hội nghị.")
    document.save(str(tmp_path / "thu.docx"))

    answer = CliRunner().invoke(main, ["reconcile", str(tmp_path / "thu.docx"), "--db", str(database.path)])

    assert answer.exit_code == 0
    assert "thu.docx: not found: tên loại văn bản, số văn bản, ngày văn bản, danh sách" in answer.stderr


def test_a_list_in_numbered_lines_is_read(database: Database, tmp_path: Path) -> None:
    document = docx.Document()
    lines = ("QUYẾT ĐỊNH", "DANH SÁCH", "I. Tập thể", "1. Xã Bình An", "II. Cá nhân")
    people = (
        "1. Ông Nguyễn Văn Thiện Ân; Công chức Văn phòng, xã An Biên",
        "2. Bà Trần Thị Phượng; Trưởng ấp",
    )
    for line in (*lines, *people):
        document.add_paragraph(line)
    document.save(str(tmp_path / "qd.docx"))

    code, found = told(database, tmp_path / "qd.docx")

    assert (code, [each[:2] for each in found]) == (1, [("post", "Trần Thị Phượng")])
    assert found[0][2][0] == ("qd.docx", "đoạn 7", "Trưởng ấp")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04broken", b"%PDF-1.7 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_a_broken_file_is_refused_in_words(database: Database, tmp_path: Path, content: bytes) -> None:
    replace_file(tmp_path / "hong.docx", content)

    answer = CliRunner().invoke(main, ["reconcile", str(tmp_path / "hong.docx"), "--db", str(database.path)])

    assert answer.exit_code == 1
    assert "hong.docx" in answer.stderr
    assert "Traceback" not in answer.output


def test_a_number_means_the_paper_that_bears_it_and_a_basis_means_older_texts(database: Database) -> None:
    bases = (
        "bases: [Quyết định số 99/QĐ-UBND ngày 01 tháng 3 năm 2020,"
        " Xét đề nghị tại Tờ trình số 13/TTr-HĐTĐKT ngày 09 tháng 01 năm 2026]"
    )
    text = DATA.replace("symbol: QĐ-UBND}", f"symbol: QĐ-UBND, {bases}}}")
    (database.path.parent / "documents.yaml").write_text(text, encoding="utf-8")
    decision, proposal = written(database, "quyet-dinh"), written(database, "to-trinh")
    other = written(database, "to-trinh", "to-trinh-khac.docx")

    # The decision names a proposal 13, and the only one at hand is 12 of the day before.
    code, found = told(database, decision, proposal)
    assert (code, [each[:2] for each in found]) == (1, [("number", "tờ trình"), ("date", "tờ trình")])
    assert [side[2] for side in found[1][2]] == ["2026-01-08", "2026-01-09", "2026-01-08"]

    put(other, "12/TTr-HĐTĐKT", "13/TTr-HĐTĐKT")
    put(other, "ngày 08 tháng 01", "ngày 09 tháng 01")
    assert told(database, decision, proposal, other) == (0, [])


def test_an_attachment_that_unpacks_without_end_is_left_alone(database: Database, tmp_path: Path) -> None:
    out = written(database, "quyet-dinh", "quyet-dinh.pdf")
    with pikepdf.open(out, allow_overwriting_input=True) as pdf:
        bomb = b" " * 60_000_000
        pdf.attachments[DATA_NAME] = pikepdf.AttachedFileSpec(pdf, bomb, filename=DATA_NAME)
        pdf.save(out)
    assert out.stat().st_size < 1_000_000

    answer = CliRunner().invoke(main, ["reconcile", str(out), "--db", str(database.path)])

    # Without the data the list of the pages is read.
    assert (answer.exit_code, answer.stderr) == (0, "papers: 1; contradictions: 0\n")


def test_certificates_are_printed_only_when_the_papers_agree(database: Database) -> None:
    decision, folder = written(database, "quyet-dinh"), database.path.parent / "bang"
    words = ["certificates", "print", "-o", str(folder), "--db", str(database.path), "--by", "Thư ký"]
    put(decision, "Thiện Ân", "Thiên Ân")
    size = views.log(database)[0]

    refused = CliRunner().invoke(main, [*words, "--reconcile", str(decision)], catch_exceptions=False)

    assert (refused.exit_code, folder.exists(), views.log(database)[0]) == (1, False, size)
    # The decision, the certificate that would be printed and the record, each with its place.
    assert refused.stdout.splitlines() == [
        "the name differs: Nguyễn Văn Thiện Ân",
        "    quyet-dinh.docx, bảng 3, dòng 5: Nguyễn Văn Thiên Ân",
        "    0002-giay_khen-an.pdf: Nguyễn Văn Thiện Ân",
        "    sổ ghi, an: Nguyễn Văn Thiện Ân",
    ]
    assert "nothing was printed" in refused.stderr

    right = written(database, "quyet-dinh", "quyet-dinh.pdf")
    printed = CliRunner().invoke(main, [*words, "--reconcile", str(right)], catch_exceptions=False)
    assert printed.exit_code == 0
    assert len(list(folder.glob("*.pdf"))) == 3


def test_a_decision_of_another_number_stops_the_printing(database: Database) -> None:
    decision, folder = written(database, "quyet-dinh"), database.path.parent / "bang"
    put(decision, "05/QĐ-UBND", "06/QĐ-UBND")
    words = ["certificates", "print", "-o", str(folder), "--db", str(database.path)]

    refused = CliRunner().invoke(main, [*words, "--reconcile", str(decision)], catch_exceptions=False)

    assert (refused.exit_code, folder.exists()) == (1, False)
    assert refused.stdout.startswith("the number differs: quyết định\n")


def test_a_certificate_that_shows_another_name_than_its_data_is_told(database: Database) -> None:
    folder = database.path.parent / "bang"
    one, other, *_rest = issue_certificates(database, folder, actor="Thư ký")
    # The data of one beside the page of the other.
    with pikepdf.open(one) as first, pikepdf.open(other, allow_overwriting_input=True) as second:
        content = first.attachments[CERTIFICATE_DATA].get_file().read_bytes()
        del second.attachments[CERTIFICATE_DATA]
        second.attachments[CERTIFICATE_DATA] = pikepdf.AttachedFileSpec(
            second, content, filename=CERTIFICATE_DATA
        )
        second.save(other)

    found = [each.lost for each in read_papers([one, other])]
    assert found == [[], ["họ tên trên trang giấy như trong dữ liệu đính kèm"]]
