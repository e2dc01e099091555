"""
Mends the tags that WeasyPrint writes, so that a reader's voice says what an eye sees.

Works on the objects of a PDF before they are written. Tables without header cells only place things side by
side and are no tables for the ear; header cells say whether they head a column or a row; what stands in the
margins is told to be no content; empty tags and tags without meaning go, and most of the weight with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Without meaning of their own (ISO 32000-1, 14.8.4): what is in them belongs to what they are in.
_HOLLOW = ("/NonStruct", "/Span")
_CELLS = ("/TD", "/TH")
_HEADING = re.compile("/H[1-6]")
_PARTS_OF_TABLES = ("/TR", "/THead", "/TBody", "/TFoot", *_CELLS)


def mend(_document: Any, pdf: Any) -> None:
    """
    Mend the tags of a PDF that is about to be written, as a part of a file; for WeasyPrint's ``finisher``.

    Source: ISO 14289-1:2014, 7.1 (artifacts), 7.3 (figures), 7.5 (tables); ISO 32000-1, 14.7 and 14.8.
    """
    _Tree(pdf).mend()


def mend_whole(_document: Any, pdf: Any) -> None:
    """
    Mend the tags of a PDF that is a file of its own: its headings begin at the first level and skip none.

    Source: ISO 14289-1:2014, 7.4.2.
    """
    tree = _Tree(pdf)
    tree.mend()
    tree.step_headings()


class _Tree:
    """The tags of one file, while they are mended."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._root = self.object(pdf.catalog["StructTreeRoot"])
        self._document = self.object(self._root["K"][0])
        self._pages = {page: number for number, page in enumerate(pdf.page_references)}
        # Which tag holds each piece of marked content: by page, then by its number.
        self._holders: list[dict[int, bytes]] = [{} for _page in pdf.page_references]

    def object(self, reference: bytes) -> Any:
        return self._pdf.objects[int(reference.split()[0])]

    def mend(self) -> None:
        """Mend every tag, and write down anew which of them holds each piece of content."""
        self._mend(self._document)
        self._note(self._document)
        nums = self.object(self._root["ParentTree"])["Nums"]
        for number, holders in enumerate(self._holders):
            content = nums[2 * number + 1]
            content[:] = [holders.get(piece, "null") for piece in range(len(content))]
            page = self.object(self._pdf.page_references[number])
            _drop(self.object(page["Contents"]), holders)

    def step_headings(self) -> None:
        """Count the levels of headings anew, from those that are there: none is skipped."""
        above: list[int] = []
        for element in self._all(self._document):
            if _HEADING.fullmatch(element["S"]):
                written = int(element["S"][2:])
                above = [*(level for level in above if level < written), written]
                element["S"] = f"/H{len(above)}"

    def _all(self, element: Any) -> Iterator[Any]:
        yield element
        for kid in self._elements(element):
            yield from self._all(kid)

    def _mend(self, element: Any) -> None:
        for kid in self._elements(element):
            self._mend(kid)
        element["K"][:] = self._without_hollow(element)
        if element["S"] == "/Table":
            self._mend_table(element)
        elif element["S"] == "/Figure":
            self._mend_figure(element)

    def _elements(self, element: Any) -> Iterator[Any]:
        for kid in element["K"]:
            if isinstance(kid, bytes) and self.object(kid)["Type"] == "/StructElem":
                yield self.object(kid)

    def _without_hollow(self, element: Any) -> Iterator[Any]:
        """Give what a tag holds, less the empty, with what hollow ones hold in their place."""
        for kid in list(element["K"]):
            below = self.object(kid) if isinstance(kid, bytes) else {}
            if below.get("Type") != "/StructElem":
                yield kid
            elif below["S"] in _HOLLOW and ("Pg" in element or not _has_content(below)):
                yield from below["K"]
            elif below["K"] or below["S"] in _CELLS:
                yield kid

    def _mend_table(self, table: Any) -> None:
        cells = list(self._cells(table, in_head=False))
        for cell, heads_column in cells:
            self._mend_cell(cell, heads_column)
        if not any(cell["S"] == "/TH" for cell, _heads_column in cells):
            self._flatten(table)
            return
        parts = list(self._elements(table))
        if all(part["S"] != "/TBody" for part in parts):
            # A head alone, as of a list without lines, is no head of anything.
            for part in parts:
                part["S"] = "/TBody" if part["S"] == "/THead" else part["S"]

    def _cells(self, element: Any, *, in_head: bool) -> Iterator[tuple[Any, bool]]:
        """Give the cells of a table, not of tables inside it; and whether a header there heads a column."""
        for kid in self._elements(element):
            if kid["S"] in _CELLS:
                yield kid, in_head
            elif kid["S"] in _PARTS_OF_TABLES:
                yield from self._cells(kid, in_head=in_head or kid["S"] == "/THead")

    def _mend_cell(self, cell: Any, heads_column: bool) -> None:
        # By scope, not by the ids of headers: those would clash once files are joined, and are long.
        attributes = cell["A"]
        attributes.pop("Headers", None)
        cell.pop("ID", None)
        if cell["S"] == "/TH":
            attributes["Scope"] = "/Column" if heads_column else "/Row"
        elif len(attributes) == 1:
            del cell["A"]

    def _flatten(self, element: Any) -> None:
        """Leave of a table only what its cells hold, each by itself."""
        for kid in self._elements(element):
            if kid["S"] in _PARTS_OF_TABLES:
                self._flatten(kid)
        element["S"] = "/Div" if element["S"] in _CELLS else "/NonStruct"
        element.pop("A", None)
        element["K"][:] = self._without_hollow(element)

    def _mend_figure(self, figure: Any) -> None:
        """Turn a box in CSS pixels from the top into one in points from the bottom (14.8.5.4.3)."""
        box = figure["A"]["BBox"]
        height = self.object(figure["Pg"])["MediaBox"][3]
        left, top, right, bottom = (each * 0.75 for each in box)
        box[:] = (left, height - bottom, right, height - top)

    def _note(self, element: Any) -> None:
        for kid in element["K"]:
            if isinstance(kid, int):
                self._holders[self._pages[element["Pg"]]][kid] = element.reference
        for below in self._elements(element):
            below["P"] = element.reference
            self._note(below)


def _has_content(element: Any) -> bool:
    return any(isinstance(kid, int) for kid in element["K"])


def _drop(stream: Any, holders: dict[int, bytes]) -> None:
    """Mark the pieces of a page that no tag holds as running matter: page numbers and the like."""
    for at, entry in enumerate(stream.stream):
        if isinstance(entry, dict) and "MCID" in entry and entry["MCID"] not in holders:
            del entry["MCID"]
            entry["Type"] = "/Pagination"
            stream.stream[at - 1] = "/Artifact"
