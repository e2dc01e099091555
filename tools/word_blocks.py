"""Turns the tags of a page template into paragraphs and tables of Word, with the lengths of ``paper.css``."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
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
_CONTROL = re.compile(r"(\{%.*?%\})")
_WIDTHS = {"heading": (61.7, 98.3), "foot": (80.0, 80.0)}
# Size in points, bold, italic, alignment, first line in mm, before, after in points.
_LOOKS: dict[str, tuple[float, bool, bool, Any, float, float, float]] = {
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
_RULES = {"agency": (24.0, 61.7), "motto": (60.5, 98.3), "rule": (52.0, 160.0)}


class Builder(HTMLParser):
    """
    Reads a flattened page template and builds the Word document.

    Attributes:
        document: What is being built.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.document = Document()
        self._prepare()
        self._paragraph: Any = None
        self._place: list[Any] = [self.document]
        self._look = "p"
        self._bold = self._italic = self._skips = False
        self._table: Any = None
        self._table_class = self._row_class = ""
        self._widths: tuple[float, ...] = ()
        self._cells: list[Any] = []
        self._column = 0

    def _prepare(self) -> None:
        """Set page, type and page number; a bare document of the library is Letter in Calibri."""
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
        section.left_margin = Mm(30)
        section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer = True
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(14)
        fonts = normal.element.rPr.rFonts
        for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(name), FONT)
        normal.paragraph_format.space_after = Pt(0)
        normal.paragraph_format.line_spacing = 1.0
        _page_number(section.header.paragraphs[0])

    # Tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open what a tag stands for."""
        known = {name: value or "" for name, value in attrs}
        opener = getattr(self, f"_open_{tag}", None)
        if opener is not None:
            opener(known.get("class", ""), known)

    def handle_endtag(self, tag: str) -> None:
        """Close what a tag stands for."""
        closer = getattr(self, f"_close_{tag}", None)
        if closer is not None:
            closer()

    def handle_data(self, data: str) -> None:
        """Write a text; a loop that stands between paragraphs or rows gets a paragraph or row of its own."""
        text = re.sub(r"\s+", " ", data)
        if self._skips or not text.strip():
            if self._paragraph is not None and text == " ":
                self._run(text)
            return
        if self._paragraph is not None:
            self._run(text)
            return
        for piece in _CONTROL.split(text):
            if piece.strip():
                self._loose(piece.strip())

    def _loose(self, piece: str) -> None:
        if not piece.startswith("{%"):
            self._begin(self._look)
            self._run(piece)
            self._paragraph = None
        elif self._table is not None and not self._cells:
            row = self._table.add_row()
            row.cells[0].paragraphs[0].add_run(piece.replace("{% ", "{%tr ", 1))
        else:
            self._begin("p.plain")
            self._run(piece.replace("{% ", "{%p ", 1))
            self._paragraph = None

    def _run(self, text: str) -> None:
        size, bold, italic, *_rest = _LOOKS[self._look]
        run = self._paragraph.add_run(text)
        run.font.size, run.font.name = Pt(size), FONT
        run.bold, run.italic = bold or self._bold or None, italic or self._italic or None

    def _begin(self, look: str) -> None:
        self._look = look
        place = self._place[-1]
        fresh = self._cells and not self._cells[-1].get("used")
        self._paragraph = place.paragraphs[0] if fresh else place.add_paragraph()
        if self._cells:
            self._cells[-1]["used"] = True
        _size, _bold, _italic, alignment, indent, before, after = _LOOKS[look]
        shape = self._paragraph.paragraph_format
        shape.alignment, shape.first_line_indent = alignment, Mm(indent)
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.keep_with_next = look.startswith("h") or None
        # 17 points exactly, as the pages have 1.17 of 14; small type keeps its own height.
        shape.line_spacing = 1.0 if look.startswith(("t", "g", "d", "s")) or look == "p.notice" else Pt(17)

    # Texts

    def _open_head(self, _kind: str, _known: dict[str, str]) -> None:
        self._skips = True

    def _close_head(self) -> None:
        self._skips = False

    def _open_p(self, kind: str, _known: dict[str, str]) -> None:
        if kind == "notice":
            self._notice()
            return
        self._begin(f"p.{kind}" if kind else "p")

    def _notice(self) -> None:
        section = self.document.sections[0]
        for footer in (section.footer, section.first_page_footer):
            self._place.append(footer)
            self._cells.append({"used": False})
            self._begin("p.notice")
            self._run("{% for text in notices %}{{ text }} {% endfor %}")
            self._cells.pop()
            self._place.pop()
        self._paragraph, self._skips = None, True

    def _close_p(self) -> None:
        self._paragraph, self._skips = None, False

    def _open_h1(self, kind: str, _known: dict[str, str]) -> None:
        self._begin(f"h1.{kind}" if kind else "h1")
        self._paragraph.paragraph_format.page_break_before = not kind or None

    def _open_h2(self, _kind: str, _known: dict[str, str]) -> None:
        self._begin("h2")

    def _open_h3(self, _kind: str, _known: dict[str, str]) -> None:
        self._begin("h3")

    _close_h1 = _close_h2 = _close_h3 = _close_p

    def _open_b(self, _kind: str, _known: dict[str, str]) -> None:
        self._bold = True
        if self._table_class == "foot" and self._paragraph is None:
            self._begin("td.to")
            self._italic = True

    def _close_b(self) -> None:
        self._bold = False
        if self._table_class == "foot":
            self._paragraph, self._italic = None, False

    def _open_hr(self, _kind: str, _known: dict[str, str]) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
        section.top_margin, section.left_margin = Mm(30), Mm(20)
        section.different_first_page_header_footer = False

    def _open_div(self, kind: str, _known: dict[str, str]) -> None:
        if kind == "rule":
            self._rule("rule")
        elif kind == "agency":
            self._look = "div.agency"
            self._opened_agency = True
        elif kind in ("nation", "motto"):
            self._begin(f"div.{kind}")
        else:
            self._begin(self._line_look(kind))

    _opened_agency = False

    def _line_look(self, kind: str) -> str:
        if self._table_class == "heading":
            return "div.agency" if self._opened_agency else "td.left"
        look = f"td.{self._cells[-1]['class']}"
        if kind == "name":
            for _line in range(4):
                self._begin(look)
        return look

    def _close_div(self) -> None:
        if self._look == "div.motto":
            self._rule("motto")
        elif self._opened_agency and self._paragraph is None:
            self._rule("agency")
            self._opened_agency = False
        self._paragraph = None

    def _rule(self, name: str) -> None:
        """Draw a line of a given length: the top border of an empty paragraph between two indents."""
        width, room = _RULES[name]
        self._begin("p.to" if name == "rule" else "td.left")
        shape = self._paragraph.paragraph_format
        shape.left_indent = shape.right_indent = Mm((room - width) / 2)
        shape.line_spacing, shape.space_after = Pt(3), Pt(10 if name == "rule" else 0)
        _border(self._paragraph)
        self._paragraph = None

    # Tables

    def _open_table(self, kind: str, _known: dict[str, str]) -> None:
        self._table_class = kind
        self._widths = ()
        if kind != "grid":
            self._columns(_WIDTHS[kind])

    def _open_col(self, _kind: str, known: dict[str, str]) -> None:
        self._widths += (float(known["style"].removeprefix("width:").removesuffix("mm")),)

    def _close_colgroup(self) -> None:
        self._columns(self._widths)

    def _columns(self, widths: tuple[float, ...]) -> None:
        self._widths = widths
        self._table = self.document.add_table(0, len(widths))
        self._table.autofit = False
        padded = self._table_class == "grid"
        if padded:
            self._table.style = "Table Grid"
        _fixed(self._table, widths, padded=padded)

    def _close_table(self) -> None:
        self._table = self._paragraph = None
        self._table_class = ""

    def _open_tr(self, kind: str, _known: dict[str, str]) -> None:
        self._row_class = kind
        self._column = 0
        self._row = self._table.add_row()
        _row_property(self._row, "w:cantSplit")
        for cell, width in zip(self._row.cells, self._widths, strict=True):
            cell.width = Mm(width)

    def _open_th(self, kind: str, known: dict[str, str]) -> None:
        if self._column == 0:
            _row_property(self._row, "w:tblHeader")
        self._cell("th", kind, known)

    def _open_td(self, kind: str, known: dict[str, str]) -> None:
        self._cell("td", kind, known)

    def _cell(self, tag: str, kind: str, known: dict[str, str]) -> None:
        span = int(known.get("colspan", "1"))
        cell = self._row.cells[self._column]
        if span > 1:
            cell = cell.merge(self._row.cells[self._column + span - 1])
        self._column += span
        self._place.append(cell)
        self._cells.append({"class": kind})
        if self._table_class == "grid":
            name = "group" if self._row_class == "group" else tag
            self._begin(f"{name}.{kind}" if kind else name)
        else:
            self._look = f"second.{kind}" if self._row_class == "second" else f"td.{kind}"

    def _close_td(self) -> None:
        self._place.pop()
        self._cells.pop()
        self._paragraph = None

    _close_th = _close_td


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = CENTRE
    run = paragraph.add_run()
    run.font.size, run.font.name = Pt(13), FONT
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._r.append(part)


def _border(paragraph: Any) -> None:
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _fixed(table: Any, widths: tuple[float, ...], *, padded: bool) -> None:
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
