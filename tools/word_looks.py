"""Looks of Word paragraphs and tables with the lengths of ``paper.css``, and the parts the library lacks."""

from __future__ import annotations

import re
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT = "Times New Roman"
CENTRE, LEFT, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
CONTROL = re.compile(r"(\{%.*?%\})")
WIDTHS = {"heading": (61.7, 98.3), "foot": (80.0, 80.0)}
# Size in points, bold, italic, alignment, first line in mm, before, after in points.
LOOKS: dict[str, tuple[float, bool, bool, Any, float, float, float]] = {
    "p": (14, False, False, JUSTIFY, 12.7, 0, 6),
    "p.plain": (14, False, False, JUSTIFY, 0, 0, 6),
    "p.open": (14, False, False, LEFT, 12.7, 0, 6),
    "p.basis": (14, False, True, JUSTIFY, 12.7, 0, 6),
    "p.centre": (14, False, False, CENTRE, 0, 0, 6),
    "p.to": (14, False, False, CENTRE, 0, 0, 2),
    "p.subject": (14, True, False, CENTRE, 0, 2, 0),
    "p.attached": (14, False, True, CENTRE, 0, 0, 8),
    "p.notice": (9, False, True, CENTRE, 0, 0, 0),
    "h1": (14, True, False, CENTRE, 0, 0, 0),
    "h1.title": (14, True, False, CENTRE, 0, 18, 0),
    "h2": (14, True, False, LEFT, 12.7, 8, 4),
    "h3": (14, True, True, LEFT, 12.7, 6, 3),
    "td.left": (12, False, False, CENTRE, 0, 0, 0),
    "td.right": (13, False, False, CENTRE, 0, 0, 0),
    "second.left": (13, False, False, CENTRE, 0, 6, 0),
    "second.right": (13, False, True, CENTRE, 0, 6, 0),
    "div.agency": (12, True, False, CENTRE, 0, 0, 0),
    "div.nation": (13, True, False, CENTRE, 0, 0, 0),
    "div.motto": (14, True, False, CENTRE, 0, 0, 0),
    "to.head": (12, True, True, LEFT, 0, 0, 0),
    "td.to": (11, False, False, LEFT, 0, 0, 0),
    "td.sign": (14, True, False, CENTRE, 0, 0, 0),
    "th": (12, True, False, CENTRE, 0, 2, 2),
    "td": (12, False, False, LEFT, 0, 2, 2),
    "td.mid": (12, False, False, CENTRE, 0, 2, 2),
    "td.num": (12, False, False, RIGHT, 0, 2, 2),
    "group": (12, True, False, LEFT, 0, 2, 2),
    "group.mid": (12, True, False, CENTRE, 0, 2, 2),
}
# Width of the drawn lines in mm, and of the room they are centred in.
RULES = {"agency": (24.0, 61.7), "motto": (60.5, 98.3), "rule": (52.0, 160.0)}


def page_number(paragraph: Any) -> None:
    """Put the number of the page into a paragraph of the header."""
    paragraph.alignment = CENTRE
    # A run for each part: some programs take the looks of the field's last run only.
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("result", "2"), ("end", "")):
        run = paragraph.add_run(text if kind == "result" else "")
        run.font.size, run.font.name = Pt(13), FONT
        if kind == "result":
            continue
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._r.append(part)


def draw_line(paragraph: Any) -> None:
    """Draw a line over a paragraph, as long as its indents leave."""
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def row_property(row: Any, name: str) -> None:
    """Give a row one of Word's marks: not to be cut, to be repeated."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def fix_widths(table: Any, widths: tuple[float, ...], *, padded: bool) -> None:
    """Fix the widths of a table's columns, in mm."""
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblW")):
        properties.remove(old)
    width = OxmlElement("w:tblW")
    width.set(qn("w:w"), str(round(sum(widths) * 1440 / 25.4)))
    width.set(qn("w:type"), "dxa")
    properties.insert(1, width)
    for column, size in zip(table.columns, widths, strict=True):
        column.width = Mm(size)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "57" if padded else "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    look = properties.find(qn("w:tblLook"))
    properties.append(margins) if look is None else look.addprevious(margins)
