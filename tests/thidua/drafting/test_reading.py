"""Plan texts as they come: text, Word, PDF; and the files that are refused, each with its words."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pikepdf
import pytest

from tests.thidua.drafting.samples import (
    PLAN_243,
    pdf_plan,
    read,
    saved,
    target,
    tracked_plan,
    word_plan,
)
from thidua.drafting import reading
from thidua.drafting.drafts import draft_of
from thidua.drafting.reading import PlanText, read_plan_text
from thidua.intake.refusal import IntakeError

Bytes = Callable[[], bytes]


def given(folder: Path, data: bytes, name: str) -> PlanText:
    (folder / name).write_bytes(data)
    return read_plan_text(folder / name)


def refusal(folder: Path, data: bytes, name: str) -> str:
    with pytest.raises(IntakeError) as caught:
        given(folder, data, name)
    problem = caught.value.problem
    assert problem.place == str(folder / name)
    assert "spreadsheet" not in problem.text()
    assert "Excel" not in problem.text()
    return problem.code


def test_every_line_of_a_text_keeps_its_number(tmp_path: Path) -> None:
    found = read(tmp_path, "Một\r\n\r\n- Hai\n\u200b\nBa")

    assert [(p.text, p.place) for p in found.passages] == [
        ("Một", "dòng 1"),
        ("- Hai", "dòng 3"),
        ("Ba", "dòng 5"),
    ]
    assert (found.kind, found.extent) == ("text", 5)


def test_lines_broken_to_fit_a_page_are_joined_and_headings_are_not(tmp_path: Path) -> None:
    text = """\
II. MỤC TIÊU CỤ THỂ CỦA PHONG TRÀO THI ĐUA TRÊN ĐỊA BÀN TỈNH ĐẾN NĂM 2025
Phấn đấu có ít nhất
02 mô hình.
- Tối thiểu 60% hồ sơ thủ tục hành chính được xử lý hoàn toàn tại Trung tâm
Phục vụ hành chính công của tỉnh,
Trung tâm một cửa.
- Hết.
"""
    assert [p.text for p in read(tmp_path, text).passages] == [
        "II. MỤC TIÊU CỤ THỂ CỦA PHONG TRÀO THI ĐUA TRÊN ĐỊA BÀN TỈNH ĐẾN NĂM 2025",
        "Phấn đấu có ít nhất",
        "02 mô hình.",
        "- Tối thiểu 60% hồ sơ thủ tục hành chính được xử lý hoàn toàn tại Trung tâm Phục vụ hành chính công "
        "của tỉnh, Trung tâm một cửa.",
        "- Hết.",
    ]


def test_a_text_with_a_mark_at_its_head_and_decomposed_letters_reads_the_same(tmp_path: Path) -> None:
    plain = PLAN_243.read_text(encoding="utf-8")
    odd = b"\xef\xbb\xbf" + unicodedata.normalize("NFD", plain).encode()

    assert given(tmp_path, odd, "nfd.txt").passages == read(tmp_path, plain).passages


def test_the_digest_is_that_of_the_file(tmp_path: Path) -> None:
    assert read(tmp_path, "Một").sha256 == hashlib.sha256("Một".encode()).hexdigest()


def test_the_text_written_out_holds_every_quote_of_the_draft(tmp_path: Path) -> None:
    for data, name in ((word_plan(), "a.docx"), (pdf_plan(), "a.pdf")):
        found = given(tmp_path, data, name)
        words = " ".join(found.text.split())

        assert [row.quote for row in draft_of(found).rows if row.quote not in words] == []


def test_a_word_plan_gives_its_bullets_and_its_table_cell_by_cell(tmp_path: Path) -> None:
    draft = draft_of(given(tmp_path, word_plan(), "ke-hoach.docx"))

    found = [
        (target(row), row.milestone and row.milestone.year, row.place, row.group, row.levels)
        for row in draft.rows
    ]
    assert found == [
        (">= 1200000 cây xanh", 2025, "đoạn 5", "Mục tiêu cụ thể", None),
        (">= 90 %", 2025, "đoạn 6", "Mục tiêu cụ thể", None),
        (">= 2 mô hình", 2024, "bảng 2, hàng 3", "Trồng cây", ["xa"]),
        (">= 5 mô hình", 2025, "bảng 2, hàng 3", "Trồng cây", ["xa"]),
        (">= 60 %", 2024, "bảng 2, hàng 4", "Trồng cây", None),
        (">= 161/2 %", 2025, "bảng 2, hàng 4", "Trồng cây", None),
        ("<= 5 vụ", 2024, "bảng 2, hàng 5", "Trồng cây", None),
    ]
    assert {row.confidence for row in draft.rows} == {"sure"}
    assert [row.clause for row in draft.rows[:3]] == [
        "I.1, dấu chấm đầu dòng 1",
        "I.1, dấu chấm đầu dòng 2",
        "I.2",
    ]
    assert (draft.head.number, draft.head.body) == ("12/KH-UBND", "Ủy ban nhân dân tỉnh Mẫu")
    assert draft.source.extent == "7 đoạn"


def test_tracked_changes_are_read_as_accepted_and_told(tmp_path: Path) -> None:
    draft = draft_of(given(tmp_path, tracked_plan(), "sua.docx"))

    assert [target(row) for row in draft.rows] == [">= 75 %"]
    assert draft.remarks[0].text.startswith("Tệp Word còn vết sửa")


def test_a_pdf_gives_its_paragraphs_whole_with_page_and_line(tmp_path: Path) -> None:
    draft = draft_of(given(tmp_path, pdf_plan(), "ke-hoach.pdf"))

    assert [
        (target(row), row.place.partition(",")[0], row.milestone and row.milestone.year) for row in draft.rows
    ] == [
        (">= 60 %", "trang 1", 2025),
        ("<= 5/2 %", "trang 1", 2025),
        (">= 2 mô hình", "trang 1", 2025),
        ("= 100 %", "trang 1", 2025),
        ("> 95 %", "trang 2", 2026),
    ]
    assert draft.rows[0].quote.endswith("báo cáo định kỳ theo quy định")
    assert draft.rows[2].quote.endswith("báo cáo định kỳ theo quy định")
    assert draft.source.extent == "2 trang"


def test_what_may_be_a_table_in_a_pdf_is_told_as_unread(tmp_path: Path) -> None:
    (gap,) = draft_of(given(tmp_path, pdf_plan(), "ke-hoach.pdf")).unknown

    assert gap.text == "STT Chỉ tiêu Đơn vị tính Năm 2025"
    assert "không đọc được theo cột" in gap.why


def protected() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_plan())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def picture() -> bytes:
    with pikepdf.new() as pdf:
        out = io.BytesIO()
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def pages(count: int) -> bytes:
    with pikepdf.new() as pdf:
        for _each in range(count):
            pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def repacked(change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word_plan())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def in_document(old: bytes, new: bytes) -> Bytes:
    return lambda: repacked(
        lambda name, data: data.replace(old, new, 1) if name == "word/document.xml" else data
    )


HOSTILE: dict[str, tuple[str, Bytes, str]] = {
    "legacy bytes": ("a.txt", lambda: b"K\xea ho\xe0\xf2ch n\xe3m 2025", "E_ENCODING"),
    "two-byte text": ("a.txt", lambda: "Mục tiêu".encode("utf-16"), "E_ENCODING"),
    "old TCVN3 letters": (
        "a.txt", lambda: "bé kÕ ho¹ch vµ ®Çu t­: ®¹t tèi thiÓu 60% hé gia ®×nh".encode(), "E_ENCODING",
    ),
    "old VNI letters": ("a.txt", lambda: "Muïc tieâu cuï theå ñeán naêm, ñaït".encode(), "E_ENCODING"),
    "a program": ("a.txt", lambda: b"\x7fELF\x00\x01\x02", "E_FILE_TYPE"),
    "empty": ("a.txt", lambda: b"", "E_NO_TEXT"),
    "only digits": ("a.txt", lambda: b"80% 90%", "E_NO_TEXT"),
    "too long": ("a.txt", lambda: "Mục tiêu ".encode() * 250_000, "E_FILE_SIZE"),
    "an old .doc": ("a.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "E_FILE_TYPE"),
    "an .rtf": ("a.rtf", lambda: b"{\\rtf1 abc}", "E_FILE_TYPE"),
    "a zip that is no document": ("a.docx", lambda: zipped({"a.txt": b"x"}), "E_FILE_TYPE"),
    "a workbook named .docx": ("a.docx", lambda: zipped({"xl/workbook.xml": b"<x/>"}), "E_FILE_TYPE"),
    "macros": ("a.docx", lambda: repacked(lambda _n, d: d, {"word/vbaProject.bin": b"x"}), "E_FILE_TYPE"),
    "a cut .docx": ("a.docx", lambda: word_plan()[:-400], "E_FILE_DAMAGED"),
    "no document inside": ("a.docx", lambda: zipped({"word/document.xml": b"<x/>"}), "E_FILE_DAMAGED"),
    "not well-formed": ("a.docx", in_document(b"</w:body>", b"</w:bady>"), "E_FILE_DAMAGED"),
    "a bomb": ("a.docx", lambda: repacked(lambda _n, d: d, {"word/a.bin": bytes(30_000_000)}), "E_FILE_SIZE"),
    "an entity bomb": (
        "a.docx",
        in_document(b"<w:document", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document'),
        "E_XML_UNSAFE",
    ),
    "very deep": ("a.docx", in_document(b"<w:body>", b"<w:body>" + b"<w:p>" * 5000), "E_FILE_DAMAGED"),
    "a protected .pdf": ("a.pdf", protected, "E_FILE_ENCRYPTED"),
    "a cut .pdf": ("a.pdf", lambda: b"%PDF-1.7\n1 0 obj\n", "E_FILE_DAMAGED"),
    "a .pdf of pictures": ("a.pdf", picture, "E_NO_TEXT"),
    "a .pdf of 501 pages": ("a.pdf", lambda: pages(501), "E_FILE_SIZE"),
}  # fmt: skip


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path: Path, name: str) -> None:
    file, data, code = HOSTILE[name]

    assert refusal(tmp_path, data(), file) == code


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as file:
        file.truncate(reading.LARGEST_FILE + 1)

    for path, code in (
        (tmp_path / "none.txt", "E_FILE_MISSING"),
        (tmp_path, "E_FILE_TYPE"),
        (huge, "E_FILE_SIZE"),
    ):
        with pytest.raises(IntakeError) as caught:
            read_plan_text(path)
        assert caught.value.problem.code == code


def test_a_reader_that_dies_refuses_its_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_PROGRAM", "raise SystemExit")

    assert refusal(tmp_path, word_plan(), "a.docx") == "E_FILE_DAMAGED"


def test_numbers_that_word_prints_and_does_not_store_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    for text, style in (
        ("Mục tiêu", "List Number"),
        ("Chi tiết", "List Number 2"),
        ("Giải pháp", "List Number"),
        ("Việc", "List Bullet"),
    ):
        document.add_paragraph(text, style=style)

    found = given(tmp_path, saved(document), "so.docx")

    assert [p.text for p in found.passages] == ["1. Mục tiêu", "1. Chi tiết", "2. Giải pháp", "• Việc"]
