"""Made-up plans for the tests of this room; no real person, no real plan but 243."""

from __future__ import annotations

import io
from pathlib import Path

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from thidua.drafting.drafts import draft_of
from thidua.drafting.model import Draft, Row
from thidua.drafting.reading import PlanText, read_plan_text
from thidua.library import shipped

PLAN_243 = shipped("criteria") / "kg-243" / "2022-11-16.txt"
HEAD = "II. MỤC TIÊU\n\n2. Mục tiêu cụ thể đến năm 2025\n\n"


def read(folder: Path, text: str, name: str = "ke-hoach.txt") -> PlanText:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_plan_text(path)


def drafted(folder: Path, *sentences: str, head: str = HEAD) -> Draft:
    """Draft the sentences as bullets under a heading of objectives."""
    return draft_of(read(folder, head + "\n".join(f"- {sentence}" for sentence in sentences) + "\n"))


def rows(folder: Path, *sentences: str, head: str = HEAD) -> list[Row]:
    return drafted(folder, *sentences, head=head).rows


def target(row: Row) -> str:
    """Say the target of a row in one word: ``>= 80 %``, a range as ``>= 80..90 %``."""
    upper = f"..{row.upper}" if row.upper is not None else ""
    return f"{row.sign} {row.number}{upper} {row.unit or '?'}"


def targets(folder: Path, *sentences: str, head: str = HEAD) -> list[str]:
    return [target(row) for row in rows(folder, *sentences, head=head)]


def flags(row: Row) -> list[str]:
    return [flag.kind for flag in row.flags]


def word_plan() -> bytes:
    """A plan as clerks write it: letterhead in a table, numbered headings, bullets, a table of targets."""
    document = docx.Document()
    letterhead = document.add_table(2, 2)
    letterhead.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nTỈNH MẪU"
    letterhead.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    letterhead.cell(1, 0).text = "Số: 12/KH-UBND"
    letterhead.cell(1, 1).text = "Mẫu, ngày 05 tháng 02 năm 2024"
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("Phát động phong trào thi đua “Cả tỉnh trồng cây” giai đoạn 2024-2025")
    document.add_paragraph("I. MỤC TIÊU")
    document.add_paragraph("Mục tiêu cụ thể đến năm 2025", style="List Number")
    document.add_paragraph("Trồng ít nhất 1.200.000 cây xanh.", style="List Bullet")
    document.add_paragraph("Tỷ lệ cây sống đạt từ 90% trở lên.", style="List Bullet")
    document.add_paragraph("Chỉ tiêu theo năm", style="List Number")
    grid = document.add_table(5, 6)
    for i, line in enumerate(
        [
            ["STT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện năm 2023", "Năm 2024", "Năm 2025"],
            ["I", "Trồng cây", "", "", "", ""],
            ["1", "Số vườn ươm cấp xã", "mô hình", "1", "02", "05"],
            ["2", "Tỷ lệ hộ tham gia", "%", "35", "≥ 60", "80,5"],
            ["3", "Số vụ cháy rừng", "vụ", "9", "không quá 5", ""],
        ]
    ):
        for k, text in enumerate(line):
            grid.cell(i, k).text = text
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def tracked_plan() -> bytes:
    """A plan with a number deleted and another inserted, both still marked as changes."""
    document = docx.Document()
    document.add_paragraph("II. CHỈ TIÊU NĂM 2025")
    paragraph = document.add_paragraph("- Tối thiểu ")
    for tag, text_tag, text in (("w:del", "w:delText", "70%"), ("w:ins", "w:t", "75%")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        words.text = text
        run.append(words)
        change.append(run)
        change.set(qn("w:id"), "1")
        change.set(qn("w:author"), "a")
        paragraph._p.append(change)
    paragraph.add_run(" hộ tham gia.")
    return saved(document)


def pdf_plan() -> bytes:
    """A plan on two pages, justified, with first-line indents, bullets and page numbers."""
    from weasyprint import HTML

    long_tail = "được các cơ quan, đơn vị trên địa bàn phối hợp thực hiện và báo cáo định kỳ theo quy định"
    return bytes(
        HTML(
            string=f"""<meta charset="utf-8"><style>
            @page {{ size: A4; margin: 25mm 20mm; @bottom-center {{ content: counter(page) }} }}
            body {{ font: 13pt 'DejaVu Serif', serif; }}
            p {{ text-align: justify; text-indent: 1cm; margin: 6pt 0 }}
            </style>
            <p>II. MỤC TIÊU</p><p>1. Mục tiêu cụ thể đến năm 2025</p>
            <p>- Tối thiểu 60% hồ sơ thủ tục hành chính của các cơ quan trên địa bàn {long_tail};</p>
            <p>- Không quá 2,5% hồ sơ trễ hạn.</p>
            <ul><li>Mỗi xã có ít nhất 02 mô hình, {long_tail}</li><li>Duy trì 100% số thôn có điện.</li></ul>
            <p style="break-before: page">STT Chỉ tiêu Đơn vị tính Năm 2025</p>
            <p>2. Chỉ tiêu đến năm 2026</p><p>+ Trên 95% trẻ em được tiêm chủng.</p>"""
        ).write_pdf()
    )
