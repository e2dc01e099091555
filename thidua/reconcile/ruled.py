"""Reads the ruled tables of a printed page: lines make cells, letters fall into those they stand in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from thidua.drafting.passages import clean
from thidua.drafting.pdf import Rows, letter

# In points: how thick a line may be, how far apart two lines are one, how short a line is no edge.
_THICK = 2.5
_NEAR = 2.0
_SHORT = 6.0
_MOST_LINES = 40_000


@dataclass
class RuledTable:
    """
    One table on a page.

    Attributes:
        edges: Where its columns begin and end, in points from the left.
        bands: Top and bottom of each row, in points from below, from the top down.
        inner: For each row, the edges that are drawn there; a cell that spans columns lacks some.
        cells: For each row, the letters of each of its cells.
    """

    edges: list[float]
    bands: list[tuple[float, float]]
    inner: list[list[float]]
    cells: list[list[list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells = [[[] for _cell in pairwise(edges)] for edges in self.inner]

    def cell_at(self, across: float, up: float) -> list[str] | None:
        """Give the letters of the cell that a point lies in; None for a point outside."""
        for band, edges, cells in zip(self.bands, self.inner, self.cells, strict=True):
            if band[1] <= up < band[0] and edges[0] <= across < edges[-1]:
                return cells[bisect_right(edges, across) - 1]
        return None

    @property
    def rows(self) -> Rows:
        """Give the texts, a cell that spans columns followed by an empty one for each further column."""
        return tuple(
            tuple(self._row(edges, cells)) for edges, cells in zip(self.inner, self.cells, strict=True)
        )

    def _row(self, edges: Sequence[float], cells: Sequence[Sequence[str]]) -> Iterator[str]:
        for (left, right), letters in zip(pairwise(edges), cells, strict=True):
            yield clean("".join(letters))
            spanned = sum(left + _NEAR < edge < right - _NEAR for edge in self.edges)
            yield from [""] * spanned


def ruled_tables(page: pypdfium2.PdfPage) -> tuple[list[Rows], frozenset[int]]:
    """
    Give the tables of a page from the top down, and which of its letters stand in them.

    Returns:
        Rows of texts of each table; indexes of letters on the page.
    """
    across, down = _lines(page)
    tables = list(_tables(across, down))
    return _filled(page, tables) if tables else ([], frozenset())


def _lines(
    page: pypdfium2.PdfPage,
) -> tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]:
    """Give the lines across (height, from, to) and the lines down (place, from, to)."""
    across: list[tuple[float, float, float]] = []
    down: list[tuple[float, float, float]] = []
    for part in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = part.get_bounds()
        if top - bottom <= _THICK and right - left >= _SHORT:
            across.append(((top + bottom) / 2, left, right))
        elif right - left <= _THICK and top - bottom >= _SHORT:
            down.append(((left + right) / 2, bottom, top))
        elif pdfium.FPDFPath_CountSegments(part.raw) in (4, 5):
            # A box drawn in one go has four edges.
            across += [(top, left, right), (bottom, left, right)]
            down += [(left, bottom, top), (right, bottom, top)]
        if len(across) + len(down) > _MOST_LINES:
            return [], []
    return across, down


def _apart(values: Sequence[float]) -> list[float]:
    """Give values in their order, of those that are one line only the first."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _tables(
    across: Sequence[tuple[float, float, float]], down: Sequence[tuple[float, float, float]]
) -> Iterator[RuledTable]:
    """Give the tables: rows between two lines across that follow each other without a gap."""
    heights = _apart([height for height, _left, _right in across])[::-1]
    bands: list[tuple[float, float]] = []
    inner: list[list[float]] = []
    for top, bottom in pairwise(heights):
        middle = (top + bottom) / 2
        edges = _apart([place for place, low, high in down if low <= middle <= high])
        if len(edges) > 1:
            bands.append((top, bottom))
            inner.append(edges)
        elif bands:
            yield _table(bands, inner)
            bands, inner = [], []
    if bands:
        yield _table(bands, inner)


def _table(bands: list[tuple[float, float]], inner: list[list[float]]) -> RuledTable:
    return RuledTable(_apart([edge for edges in inner for edge in edges]), bands, inner)


def _filled(page: pypdfium2.PdfPage, tables: Sequence[RuledTable]) -> tuple[list[Rows], frozenset[int]]:
    text = page.get_textpage()
    taken: set[int] = set()
    cell: list[str] | None = None
    for at in range(text.count_chars()):
        char = letter(text, at)
        if char.isspace():
            # Spaces and ends of lines have no place of their own; they part what stands around them.
            if cell is not None:
                cell.append(" ")
            continue
        left, bottom, right, top = text.get_charbox(at, loose=True)
        place = ((left + right) / 2, (bottom + top) / 2)
        cell = next((found for each in tables if (found := each.cell_at(*place)) is not None), None)
        if cell is not None:
            cell.append(char)
            taken.add(at)
    return [each.rows for each in tables], frozenset(taken)
