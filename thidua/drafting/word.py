"""Reads a Word document: paragraphs with the numbers Word prints before them, tables cell by cell."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from thidua.drafting.numbering import Lists, lists_of, styles_of
from thidua.drafting.passages import Line, Passage, clean, paragraphs
from thidua.intake.gate import open_parts

_BREAKS = (qn("w:br"), qn("w:cr"))
_UNREAD = (
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:txbxContent"),
    qn("w:pPr"),
    qn("w:rPr"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
_WIDEST = 63  # columns Word allows in a table
_TRACKED = (qn("w:ins"), qn("w:del"))


class WordReader:
    """Walks through one document and counts its paragraphs and tables."""

    def __init__(self, data: bytes) -> None:
        open_parts(data, folder="word/", active=("vbaproject",))
        document = docx.Document(io.BytesIO(data))
        self.body = document.element.body
        self.styles: dict[str, Any] = styles_of(document)
        self.lists: Lists = lists_of(document)
        self.paragraphs = self.tables = 0

    def passages(self) -> list[Passage]:
        """Give every paragraph and table in their order; empty paragraphs are counted and left out."""
        return list(self._blocks(self.body))

    @property
    def is_tracked(self) -> bool:
        """Tell whether changes to the text are recorded and not yet settled."""
        return next(self.body.iter(*_TRACKED), None) is not None

    def _blocks(self, parent: Any) -> Iterator[Passage]:
        for element in parent.iterchildren():
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                self.tables += 1
                yield Passage("", f"bảng {self.tables}", tuple(self._rows(element)))
            elif element.tag == qn("w:sdt"):
                yield from self._blocks(element.find(qn("w:sdtContent")) or ())

    def _paragraph(self, element: Any) -> Iterator[Passage]:
        self.paragraphs += 1
        place = f"đoạn {self.paragraphs}"
        label = self.lists.label(element, self.styles)
        lines = _text(element).split("\n")
        lines[0] = f"{label} {lines[0]}" if label and lines[0].strip() else lines[0]
        yield from paragraphs(Line(clean(line), place) for line in lines if clean(line))
        for box in element.iter(qn("w:txbxContent")):
            yield from self._blocks(box)

    def _rows(self, table: Any) -> Iterator[tuple[str, ...]]:
        for row in table.iter(qn("w:tr")):
            cells: list[str] = []
            for cell in row.iterchildren(qn("w:tc")):
                cells += [self._cell(cell), *[""] * (_span(cell) - 1)]
            yield tuple(cells[:_WIDEST])

    def _cell(self, cell: Any) -> str:
        texts = []
        for paragraph in cell.iter(qn("w:p")):
            label = self.lists.label(paragraph, self.styles)
            texts.append(clean(f"{label} {_text(paragraph)}"))
        return "\n".join(text for text in texts if text)


def _text(element: Any) -> str:
    """Give the text people read: insertions that are tracked are in it, deletions are not."""
    pieces: list[str] = []
    for child in element.iterchildren():
        if child.tag in _UNREAD:
            continue
        if child.tag == qn("w:t"):
            pieces.append(child.text or "")
        elif child.tag == qn("w:noBreakHyphen"):
            pieces.append("-")
        elif child.tag in _BREAKS:
            pieces.append("\n")
        elif child.tag == qn("w:tab"):
            pieces.append(" ")
        else:
            pieces.append(_text(child))
    return "".join(pieces)


def _span(cell: Any) -> int:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    text = "" if found is None else found.get(qn("w:val"), "")
    return min(int(text), _WIDEST) if text.isascii() and text.isdigit() and text != "0" else 1
