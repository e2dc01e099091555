"""Turns the tags of a page template into paragraphs and tables of Word, with the lengths of ``paper.css``."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tools.word_looks import (
    CONTROL,
    FONT,
    LOOKS,
    RULES,
    WIDTHS,
    draw_line,
    fix_widths,
    page_number,
    row_property,
)


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
        self._bold = self._skips = False
        self._table: Any = None
        self._table_class = self._row_class = ""
        self._widths: tuple[float, ...] = ()
        self._cells: list[Any] = []
        self._column = 0
        self._below_table = False

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
        page_number(section.header.paragraphs[0])

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
        for piece in CONTROL.split(text):
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
        size, bold, italic, *_rest = LOOKS[self._look]
        run = self._paragraph.add_run(text)
        run.font.size, run.font.name = Pt(size), FONT
        run.bold, run.italic = bold or self._bold or None, italic or None

    def _begin(self, look: str) -> None:
        self._look = look
        place = self._place[-1]
        fresh = self._cells and not self._cells[-1].get("used")
        self._paragraph = place.paragraphs[0] if fresh else place.add_paragraph()
        if self._cells:
            self._cells[-1]["used"] = True
        _size, _bold, _italic, alignment, indent, before, after = LOOKS[look]
        shape = self._paragraph.paragraph_format
        shape.alignment, shape.first_line_indent = alignment, Mm(indent)
        if self._below_table and not self._cells and look != "p.plain":
            before, self._below_table = max(before, 8), False
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        if look == "p.subject":
            shape.left_indent = shape.right_indent = Mm(2)
        # A heading, the head of a table and the name of a group are never the last of a page.
        shape.keep_with_next = look.startswith(("h", "th", "group", "p.attached")) or None
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
            # A line for each, as on the page; the library makes breaks of the line ends in a text.
            self._run("{{ notices | join('\\n') }}")
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
            self._begin("to.head")

    def _close_b(self) -> None:
        self._bold = False
        if self._table_class == "foot":
            self._paragraph = None

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
        width, room = RULES[name]
        self._begin("p.to" if name == "rule" else "td.left")
        shape = self._paragraph.paragraph_format
        shape.left_indent = shape.right_indent = Mm((room - width) / 2)
        shape.space_before, shape.space_after = Pt(3), Pt(10 if name == "rule" else 0)
        shape.line_spacing = Pt(3)
        draw_line(self._paragraph)
        self._paragraph = None

    # Tables

    def _open_table(self, kind: str, _known: dict[str, str]) -> None:
        self._table_class = kind
        self._widths = ()
        if kind == "foot":
            # Nobody signs a page on which nothing else stands.
            last = self.document.paragraphs[-1].paragraph_format
            last.keep_with_next, last.space_after = True, Pt(14)
        if kind != "grid":
            self._columns(WIDTHS[kind])

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
        fix_widths(self._table, widths, padded=padded)

    def _close_table(self) -> None:
        self._below_table = self._table_class == "grid"
        self._table = self._paragraph = None
        self._table_class = ""

    def _open_tr(self, kind: str, _known: dict[str, str]) -> None:
        self._row_class = kind
        self._column = 0
        self._row = self._table.add_row()
        row_property(self._row, "w:cantSplit")
        for cell, width in zip(self._row.cells, self._widths, strict=True):
            cell.width = Mm(width)

    def _open_th(self, kind: str, known: dict[str, str]) -> None:
        if self._column == 0:
            row_property(self._row, "w:tblHeader")
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
