"""Word drafts: the geometry read back, the same words as the PDF, templates that can be built again."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pypdfium2
import pytest
from click.testing import CliRunner
from docx.shared import Pt

from tests.thidua.documents.samples import make, record
from thidua.commands import main
from thidua.documents.kinds import all_kinds
from thidua.library import shipped
from thidua.store.database import Database
from tools.word_templates import templates

SUBJECTS = {"bao-cao-ca-nhan": "an", "bao-cao-tap-the": "xa-b", "thong-bao": "xa-a"}
KINDS = [kind.id for kind in all_kinds() if kind.id != "bao-cao-doanh-nghiep"]
DRAFTS = [kind.id for kind in all_kinds() if kind.word and kind.id in KINDS]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return record(tmp_path_factory.mktemp("record"))


def words(text: str) -> str:
    return " ".join(text.split())


def all_text(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return words(" ".join([*(each.text for each in document.paragraphs), *cells]))


def test_the_shipped_word_templates_are_those_that_the_page_templates_give() -> None:
    built = dict(templates())

    assert sorted(path.name for path in built) == sorted(
        path.name for path in (shipped("templates") / "documents").glob("*.docx")
    )
    assert [path.name for path, content in built.items() if path.read_bytes() != content] == []


@pytest.mark.parametrize("kind", DRAFTS)
def test_a_draft_has_the_page_and_type_of_the_decree(database: Database, kind: str, tmp_path: Path) -> None:
    out = tmp_path / f"{kind}.docx"
    make(database, kind, out, SUBJECTS.get(kind, ""))
    document = docx.Document(str(out))

    first = document.sections[0]
    assert (round(first.page_width.mm, 1), round(first.page_height.mm, 1)) == (210.0, 297.0)
    margins = (first.left_margin, first.right_margin, first.top_margin, first.bottom_margin)
    assert [round(each.mm) for each in margins] == [30, 20, 20, 20]
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert {run.font.size for run in first.header.paragraphs[0].runs} == {Pt(13)}
    assert document.styles["Normal"].font.name == "Times New Roman"

    head = document.tables[0]
    assert [round(cell.width.mm, 1) for cell in head.rows[0].cells] == [61.7, 98.3]
    nation, motto = head.cell(0, 1).paragraphs[0].runs[0], head.cell(0, 1).paragraphs[1].runs[0]
    assert (nation.text, nation.font.size, nation.bold) == (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        Pt(13),
        True,
    )
    assert (motto.text, motto.font.size, motto.bold) == ("Độc lập - Tự do - Hạnh phúc", Pt(14), True)
    # The motto is 25071 / 2048 em long, at 14 points 60.5 mm; the line is what the indents leave of 98.3.
    line = head.cell(0, 1).paragraphs[2].paragraph_format
    assert 98.3 - line.left_indent.mm - line.right_indent.mm == pytest.approx(
        25071 / 2048 * 14 * 25.4 / 72, abs=0.2
    )
    body = [each for each in document.paragraphs if each.text.startswith("Điều 1.")] or document.paragraphs
    assert {run.font.size for run in body[0].runs} == {Pt(14)}


@pytest.mark.parametrize("kind", DRAFTS)
def test_a_draft_says_what_the_pdf_says(database: Database, kind: str, tmp_path: Path) -> None:
    draft, printed = tmp_path / f"{kind}.docx", tmp_path / f"{kind}.pdf"
    make(database, kind, draft, SUBJECTS.get(kind, ""))
    make(database, kind, printed, SUBJECTS.get(kind, ""))

    with pypdfium2.PdfDocument(printed) as document:
        pages = words(" ".join(page.get_textpage().get_text_range() for page in document))
    # Lines are broken at other places, so single words are compared, each as often as it stands there.
    drafted, shown = set(all_text(draft).split()), set(pages.split())
    assert drafted - shown == set()
    assert not re.search(r"\{[{%]", all_text(draft))


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_the_same_record_gives_the_same_bytes(database: Database, suffix: str, tmp_path: Path) -> None:
    one, two = tmp_path / f"1{suffix}", tmp_path / f"2{suffix}"
    make(database, "quyet-dinh", one)
    make(database, "quyet-dinh", two)

    assert one.read_bytes() == two.read_bytes()


def test_the_decision_lists_whom_the_runs_selected(database: Database, tmp_path: Path) -> None:
    out = tmp_path / "quyet-dinh.docx"
    make(database, "quyet-dinh", out)

    table = docx.Document(str(out)).tables[-1]
    # xa-b by the council's answer to the tie; of the three people the two with most points.
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["STT", "Họ và tên, tên tập thể", "Chức vụ, nơi công tác", "Hình thức khen thưởng"],
        ["I", "Tập thể (01)", "Tập thể (01)", "Tập thể (01)"],
        ["1", "Xã Bình An", "", "Giấy khen"],
        ["II", "Cá nhân (02)", "Cá nhân (02)", "Cá nhân (02)"],
        ["1", "Ông Nguyễn Văn Thiện Ân", "Công chức Văn phòng, xã An Biên", "Giấy khen"],
        ["2", "Bà Trần Thị Phượng", "Trưởng ấp Một, xã Bình An", "Giấy khen"],
    ]
    assert "Tặng thưởng cho 01 tập thể và 02 cá nhân đã có thành tích xuất sắc" in all_text(out)


def test_the_notice_to_a_unit_says_why_points_were_lost_and_nothing_of_others(
    database: Database, tmp_path: Path
) -> None:
    out = tmp_path / "thong-bao.docx"
    make(database, "thong-bao", out, "xa-a")

    text = all_text(out)
    # Of xa-a 350 of 500 trees live: 70 %, so 40 of 60 points, and 20 are lost; rank 1 is shared with b.
    assert "Tỷ lệ cây sống Số cây còn sống: 350 cây; Số cây đã trồng: 500 cây Như báo cáo 40 20" in text
    assert "Tổng điểm: 80; hạng: 1 trong 4 đối tượng; xếp loại: Tốt." in text
    assert "Nguyễn Văn Thiện Ân" in text
    for other in ("Xã Bình An", "Trần Thị Phượng", "Lê Hoàng", "Xã Đông"):
        assert other not in text


def test_the_set_is_every_paper_about_the_whole_review(database: Database, tmp_path: Path) -> None:
    call = ["document", "all", "-o", str(tmp_path / "set"), "--db", str(database.path)]
    answer = CliRunner().invoke(main, call, catch_exceptions=False)

    about_all = [kind for kind in all_kinds() if not kind.subject or kind.subject_optional]
    drafts = [f"{kind.id}.docx" for kind in about_all if kind.word]
    expected = [*drafts, *(f"{kind.id}.pdf" for kind in about_all)]
    assert answer.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "set").iterdir()) == sorted(expected)
    make(database, "quyet-dinh", tmp_path / "one.pdf")
    assert (tmp_path / "set" / "quyet-dinh.pdf").read_bytes() == (tmp_path / "one.pdf").read_bytes()


def test_the_signature_keeps_with_the_last_words_and_groups_with_their_rows(
    database: Database, tmp_path: Path
) -> None:
    out = tmp_path / "quyet-dinh.docx"
    make(database, "quyet-dinh", out)
    document = docx.Document(str(out))

    (last,) = [each for each in document.paragraphs if each.text.endswith("./.")]
    assert last.paragraph_format.keep_with_next
    foot, table = document.tables[1], document.tables[2]
    heading = foot.cell(0, 0).paragraphs[0].runs[0]
    assert (heading.text, heading.font.size, heading.bold, heading.italic) == (
        "Nơi nhận:",
        Pt(12),
        True,
        True,
    )
    assert foot.cell(0, 0).paragraphs[1].runs[0].font.size == Pt(11)
    kept = [row.cells[1].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    # Head, group, its row, group, its two rows.
    assert kept == [True, True, None, True, None, None]


def test_what_every_page_says_of_itself_stands_line_by_line(tmp_path: Path) -> None:
    database = record(tmp_path, notice="VÍ DỤ - số liệu giả lập")
    for kind in ("quyet-dinh", "bien-ban-hop"):
        make(database, kind, tmp_path / "x.docx")
        section = docx.Document(str(tmp_path / "x.docx")).sections[0]
        for footer in (section.footer, section.first_page_footer):
            assert [each.text for each in footer.paragraphs] == ["VÍ DỤ - số liệu giả lập"]
