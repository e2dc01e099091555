"""Binding: pages of many typeset texts become one PDF with numbers, outline and metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from thidua.dossier.environment import fill
from thidua.dossier.printing import Sheets, typeset

if TYPE_CHECKING:
    from pikepdf import OutlineItem, Page, Pdf


@dataclass(frozen=True)
class Mark:
    """An entry of the outline: title, page (1 is the first), and entries below it."""

    title: str
    page: int
    below: tuple[Mark, ...] = field(default=())


def bind(parts: Sequence[Sheets], marks: Sequence[Mark], title: str, issued: date) -> bytes:
    """
    Join typeset parts.

    Args:
        parts: In the order of the pages.
        marks: The outline, with page numbers of the whole.
        title: Title in the metadata.
        issued: Written as the date of the file; the clock is never read.

    Returns:
        One PDF, numbered in the top margin from page 2 on; the same bytes for the same input.
    """
    from pikepdf import Pdf  # slow import

    with Pdf.new() as book:
        for part in parts:
            with Pdf.open(BytesIO(part.pdf)) as source:
                book.pages.extend(source.pages)
        _number_pages(book)
        with book.open_outline() as outline:
            outline.root.extend(_item(mark) for mark in marks)
        return closed(book, title, issued)


def _number_pages(book: Pdf) -> None:
    # Laid over at the end, because parts are typeset side by side before their first page is known.
    from pikepdf import Pdf as Document  # slow import

    numbers = typeset(fill("dossier/numbers.html.j2", count=len(book.pages)), "dossier/numbers.css")
    with Document.open(BytesIO(numbers.pdf)) as source:
        for order, (page, number) in enumerate(zip(book.pages, source.pages, strict=True), 1):
            lay(book, page, number, f"Number{order}")


def lay(pdf: Pdf, page: Page, other: Page, name: str, *, under: bool = False) -> None:
    """
    Draw one page on another of the same size.

    Args:
        pdf: The file of ``page``.
        page: The page that is changed.
        other: Its content is copied, also from another file.
        name: What the page calls it; pages may share their names, so each needs its own.
        under: Whether it lies below what the page shows.
    """
    from pikepdf import Name  # slow import

    # pikepdf's own overlay gives the drawing a random name, and so other bytes at each build.
    page.add_resource(pdf.copy_foreign(other.as_form_xobject()), Name.XObject, Name(f"/{name}"))
    draw = f"q /{name} Do Q\n".encode()
    page.contents_add(draw + b"q\n" if under else b"q\n", prepend=True)
    page.contents_add(b"\nQ\n" if under else b"\nQ\n" + draw)


def _item(mark: Mark) -> OutlineItem:
    from pikepdf import OutlineItem as Item  # slow import

    item = Item(mark.title, mark.page - 1)
    item.is_closed = bool(mark.below)
    item.children.extend(_item(child) for child in mark.below)
    return item


def closed(pdf: Pdf, title: str, issued: date) -> bytes:
    """
    Finish a PDF: language, title and a given date, then its bytes.

    Args:
        pdf: What to finish; it is changed.
        title: Title in the metadata, shown by readers instead of the file name.
        issued: Day of creation.

    Returns:
        The file, with an identifier made from its content.
    """
    from pikepdf import Dictionary, Name, String  # slow import

    pdf.Root[Name.Lang] = String("vi-VN")
    pdf.Root[Name.ViewerPreferences] = Dictionary(DisplayDocTitle=True)
    stamp = f"{issued:%Y-%m-%d}T00:00:00+07:00"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = ["vi"]
        metadata["xmp:CreateDate"] = stamp
    pdf.docinfo[Name.Title] = String(title)
    pdf.docinfo[Name.CreationDate] = String(f"D:{issued:%Y%m%d}000000+07'00'")
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
