"""HTML in, pages out: the only module that knows WeasyPrint."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from typing import Any

from thidua.dossier.about import About
from thidua.dossier.assets import BASE_URL, locked_fetcher, shipped_file
from thidua.dossier.closing import closed
from thidua.dossier.tagging import mend, mend_whole


@dataclass(frozen=True)
class Sheets:
    """
    Pages that were typeset.

    Attributes:
        pdf: A whole PDF of these pages alone.
        count: Number of pages.
        places: Page on which each named place stands, 0 for the first page.
    """

    pdf: bytes
    count: int
    places: dict[str, int]


@dataclass(frozen=True)
class Spot:
    """
    Where a line of text stands.

    Attributes:
        left, width: Of the room the line may use, in CSS pixels from the left edge of the page.
        baseline: In CSS pixels from the top of the page.
    """

    left: float
    width: float
    baseline: float


@dataclass(frozen=True)
class Drawing:
    """
    What one page shows, as PDF operators.

    Attributes:
        content: The operators.
        fonts: Family, weight and slant (``normal``, ``oblique``, ``italic`` as 0, 1, 2) by the name that
            ``content`` calls them.
        letters: By the same names, what each glyph means.
        states: Graphics states that ``content`` sets, by name, with their entries.
    """

    content: bytes
    fonts: Mapping[str, tuple[str, int, int]]
    letters: Mapping[str, Mapping[int, str]]
    states: Mapping[str, Mapping[str, float]]


@lru_cache
def _style(name: str) -> tuple[Any, list[Any]]:
    # Reading the faces and the style sheet costs 25 ms, so a process does it once.
    from weasyprint import CSS  # slow import
    from weasyprint.text.fonts import FontConfiguration  # slow import

    # Fonts must go before the interpreter takes WeasyPrint's libraries down around them.
    atexit.register(_style.cache_clear)
    fonts = FontConfiguration()
    sheets = [
        CSS(
            string=shipped_file(sheet).read_text(encoding="utf-8"),
            base_url=BASE_URL + sheet,
            url_fetcher=locked_fetcher(),
            font_config=fonts,
        )
        for sheet in ("fonts/fonts.css", name)
    ]
    return fonts, sheets


def typeset(html: str, style: str, *, tagged: bool = False) -> Sheets:
    """
    Lay out one HTML text.

    Args:
        html: A whole document; it can reach shipped files only.
        style: Name of the style sheet inside ``templates/``.
        tagged: Whether the pages carry tags for reading aloud; ``closing.closed`` makes PDF/A-3a of them.

    Returns:
        The pages, the same bytes for the same text and program versions.

    Raises:
        FileNotFoundError: There is no such style sheet.
    """
    return _sheets(html, style, mend if tagged else None)


def _sheets(html: str, style: str, mending: Callable[[Any, Any], None] | None) -> Sheets:
    document = _rendered(html, style)
    places = {name: number for number, page in enumerate(document.pages) for name in page.anchors}
    # Not WeasyPrint's own variants of PDF/A: they write metadata and colours that ``closed`` writes for all.
    manner = {"pdf_tags": True, "pdf_version": "1.7", "finisher": mending} if mending else {}
    return Sheets(document.write_pdf(**manner), len(document.pages), places)


def paper(html: str, style: str, about: About) -> Sheets:
    """
    Lay out a paper that is a file of its own: PDF/A-3a and PDF/UA-1, with its data attached.

    Args:
        html: As for ``typeset``.
        style: Name of the style sheet inside ``templates/``.
        about: What the file says about itself.

    Returns:
        The pages, the same bytes for the same input and program versions.

    Raises:
        FileNotFoundError: There is no such style sheet.
    """
    from pikepdf import Pdf  # slow import

    sheets = _sheets(html, style, mend_whole)
    with Pdf.open(BytesIO(sheets.pdf)) as pdf:
        return replace(sheets, pdf=closed(pdf, about))


def _rendered(html: str, style: str) -> Any:
    from weasyprint import HTML  # slow import

    fonts, sheets = _style(style)
    source = HTML(string=html, base_url=BASE_URL, url_fetcher=locked_fetcher())
    return source.render(font_config=fonts, stylesheets=sheets)


def spots(html: str, style: str) -> list[list[Spot]]:
    """
    Lay out one HTML text and measure it.

    Args:
        html: As for ``typeset``; lines carry the attribute ``data-line`` and must not be empty.
        style: Name of the style sheet inside ``templates/``.

    Returns:
        For each page, where its lines stand, in the order of the text.
    """
    # The tree of boxes has no public door; a test holds what is read here against the page drawn.
    pages = (page._page_box for page in _rendered(html, style).pages)
    return [[_spot(box) for box in page.descendants(placeholders=True) if _is_line(box)] for page in pages]


def _is_line(box: Any) -> bool:
    from weasyprint.formatting_structure.boxes import BlockBox  # slow import

    return isinstance(box, BlockBox) and "data-line" in box.element.attrib


def _spot(box: Any) -> Spot:
    text = next(each for each in box.descendants() if hasattr(each, "pango_layout"))
    return Spot(box.content_box_x(), box.width, text.position_y + text.baseline)


def drawn(html: str, style: str) -> list[Drawing]:
    """
    Lay out one HTML text and draw it.

    Args:
        html: As for ``typeset``; only texts, lines and areas in flat colours: no pictures.
        style: Name of the style sheet inside ``templates/``.

    Returns:
        One drawing for each page, over the page's own coordinates.
    """
    from pikepdf import Pdf  # slow import

    document = _rendered(html, style)
    with Pdf.open(BytesIO(document.write_pdf(uncompressed_pdf=True))) as pdf:
        known = {font.hash: font for font in document.fonts.values()}
        names = {name: (font.family, int(font.weight), int(font.style)) for name, font in known.items()}
        letters: dict[str, dict[int, str]] = {name: {} for name in known}
        for font in document.fonts.values():
            letters[font.hash].update(font.to_unicode)
        return [Drawing(page.Contents.read_bytes(), names, letters, _states(page)) for page in pdf.pages]


def _states(page: Any) -> dict[str, dict[str, float]]:
    found = page.Resources.get("/ExtGState", {})
    return {
        name[1:]: {key[1:]: float(value) for key, value in sorted(found[name].items())}
        for name in sorted(found.keys())
    }


@dataclass(frozen=True)
class Cut:
    """
    What was laid out of a part.

    Attributes:
        count: Number of pages.
        places: Page on which each named place stands, 0 for the first page.
        rest: The first row that was not laid out; None when all were.
    """

    count: int
    places: dict[str, int]
    rest: int | None


def part_set(html: str, style: str, take: Callable[[Any], None], *, carried: bool = False) -> Cut:
    """
    Lay out a part of a book, tagged.

    Args:
        html: As for ``typeset``.
        style: Name of the style sheet inside ``templates/``.
        take: Given the objects of the PDF, their tags mended, which are not written.
        carried: Whether the table at the end goes on, its rows numbered by the attribute ``data-row``. The
            last page is left out then, for it is not full: the next part begins with its first row. So
            parts of one table look as if they had been laid out at once.
    """
    document, rest = _rendered(html, style), None
    if carried and len(document.pages) > 1:
        rest = _first_row(document.pages[-1])
        document = document.copy(document.pages[:-1])
    places = {name: number for number, page in enumerate(document.pages) for name in page.anchors}

    def finish(laid: Any, pdf: Any) -> None:
        mend(laid, pdf)
        take(pdf)
        # What has been taken need not be written besides.
        del pdf.objects[pdf.catalog.number + 1 :]

    document.write_pdf(pdf_tags=True, pdf_version="1.7", finisher=finish)
    return Cut(len(document.pages), places, rest)


def _first_row(page: Any) -> int:
    boxes = page._page_box.descendants()
    rows = (box.element.get("data-row") for box in boxes if box.element is not None)
    return next(int(row) for row in rows if row is not None)
