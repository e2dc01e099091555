"""Reads a PDF: its lines with their place on the page, joined to paragraphs as the setting shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from scoring.errors import _
from thidua.drafting.markers import marker
from thidua.drafting.passages import Line, Passage, clean, paragraphs
from thidua.intake.refusal import refuse

MOST_PAGES = 500
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:Trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*$")
# In points: an indent that opens a paragraph, and how far a full line may stop before the margin.
_INDENT = 12
_RAGGED = 45
_WIDER = 1.4
_SAME_LINE = 6
Rows = tuple[tuple[str, ...], ...]
TableFinder = Callable[[pypdfium2.PdfPage], tuple[list[Rows], frozenset[int]]]
_HYPHENS = ("\x02", "\ufffe")
_BULLETS = ("•", "-", "–", "+", "*", "●", "▪", "·")


@dataclass(frozen=True)
class Printed:
    """
    One line of a page.

    Attributes:
        left, right, bottom: Its edges in points, from the lower left corner of the page.
    """

    text: str
    left: float
    right: float
    bottom: float


def read_pdf(data: bytes, find_tables: TableFinder | None = None) -> tuple[list[Passage], int]:
    """
    Read the text of a PDF.

    Args:
        find_tables: Gives the tables of a page and which of its letters stand in them, which are then no
            lines of text; without it a table is read line by line.

    Returns:
        Its paragraphs, then its tables, and how many pages it has. A PDF of pictures has no paragraph.

    Raises:
        IntakeError: ``E_FILE_ENCRYPTED``, ``E_FILE_SIZE`` or ``E_FILE_DAMAGED``.
    """
    document = _opened(data)
    count = len(document)
    if count > MOST_PAGES:
        message = _(
            "the file has {found} pages; at most {most} are read: give only the part with the objectives"
        )
        raise refuse("E_FILE_SIZE", message, found=count, most=MOST_PAGES)
    lines: list[Line] = []
    tables: list[Passage] = []
    for number, page in enumerate(document, 1):
        found, taken = find_tables(page) if find_tables else ([], frozenset())
        tables += [Passage("", f"trang {number}, bảng {at}", rows) for at, rows in enumerate(found, 1)]
        lines += _set(_printed(page.get_textpage(), taken), number, apart=find_tables is not None)
    return [*paragraphs(lines), *tables], count


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            message = _("the file is protected by a password; remove it and save the file again")
            raise refuse("E_FILE_ENCRYPTED", message) from error
        message = _("the file is damaged; open it in the program it was made with and save it again")
        raise refuse("E_FILE_DAMAGED", message) from error


def _printed(page: pypdfium2.PdfTextPage, without: frozenset[int]) -> list[Printed]:
    """Give the lines of a page in reading order, some letters left out; the library marks where each ends."""
    lines: list[Printed] = []
    start = 0
    text = [" " if index in without else letter(page, index) for index in range(page.count_chars())]
    for end in [*(i for i, char in enumerate(text) if char == "\n"), len(text)]:
        shown = clean("".join(text[start:end]))
        if shown and not _PAGE_NUMBER.match(shown):
            lines.append(_line(page, shown, [i for i in range(start, end) if not text[i].isspace()]))
        start = end + 1
    return _with_bullets(lines)


def letter(page: pypdfium2.PdfTextPage, index: int) -> str:
    """Give a letter of a page; a hyphen that ends a line is one, whatever the library says."""
    found = chr(pdfium.FPDFText_GetUnicode(page.raw, index))
    return "-" if found in _HYPHENS else found


def _with_bullets(lines: Sequence[Printed]) -> list[Printed]:
    """Put each bullet that was drawn by itself before the line it stands beside."""
    alone = [line for line in lines if line.text in _BULLETS]
    return [_beside(line, alone) for line in lines if line.text not in _BULLETS]


def _beside(line: Printed, bullets: Sequence[Printed]) -> Printed:
    near = (each for each in bullets if abs(each.bottom - line.bottom) < _SAME_LINE and each.left < line.left)
    bullet = next(near, None)
    return line if bullet is None else replace(line, text=f"{bullet.text} {line.text}")


def _line(page: pypdfium2.PdfTextPage, text: str, indexes: Sequence[int]) -> Printed:
    boxes = [page.get_charbox(index) for index in (indexes[0], indexes[-1])]
    return Printed(text, boxes[0][0], boxes[1][2], min(box[1] for box in boxes))


def _set(lines: Sequence[Printed], page: int, *, apart: bool) -> Iterator[Line]:
    """Give the lines of a page, each with whether a paragraph begins there; ``apart``, at its top too."""
    margin = max((line.right for line in lines), default=0)
    gaps = [above.bottom - below.bottom for above, below in pairwise(lines)]
    usual = median(gap for gap in gaps if gap > 0) if any(gap > 0 for gap in gaps) else 0
    for number, line in enumerate(lines, 1):
        above = lines[number - 2] if number > 1 else None
        begins = (True if apart else None) if above is None else _begins(above, line, margin, usual)
        yield Line(line.text, f"trang {page}, dòng {number}", begins)


def _begins(above: Printed, line: Printed, margin: float, usual: float) -> bool:
    if above.right < margin - _RAGGED or above.bottom - line.bottom > usual * _WIDER:
        return True
    # A bullet hangs before its text, so the lines below it stand further in and still belong to it.
    return line.left > above.left + _INDENT and marker(above.text) is None
