"""
A part of a book: pages that were typeset and tagged, taken apart so that they can be numbered anew.

Works on the objects that WeasyPrint is about to write, after ``tagging`` has mended them. What only the
whole book knows is named by numbers that no part has: ``TREE`` and those after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from thidua.dossier.press.objects import reference, text

TREE = 10**9  # the node of the page tree above a page
DOCUMENT = TREE + 1  # the tag above all others
FACE = TREE + 2  # the face of page numbers
OPEN = TREE + 3  # a stream that keeps the state of a page as it was
NUMBER = TREE + 4  # a stream that brings it back and prints the page number
PAGE = TREE + 1000  # the first page of the book; the others follow

# What a link says that leads to a page of the book, which may stand in another part: ``page:12``.
TO_PAGE = "page:"
# Texts are passed over whole: they may say anything, references too.
TOKEN = re.compile(rb"\((?:[^\\()]|\\.)*\)|(?<![\d.])(\d+) 0 R\b|/(StructParents?) (\d+)", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """
    The objects of a part, by their numbers inside it.

    Attributes:
        pages: Numbers of its pages, in order.
        tag: Number of the tag that holds all others of the part.
        holders: What holds the content of each page, then what holds each link: an array or a reference.
        bodies: Every object that these lead to, as it stands in a file.
    """

    pages: tuple[int, ...]
    tag: int
    holders: tuple[bytes, ...]
    bodies: dict[int, bytes]


def taken(pdf: Any) -> Part:
    """Take the pages out of a PDF of WeasyPrint's that is about to be written, its tags mended."""
    pages = [_object(pdf, reference) for reference in pdf.page_references]
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    nums = _object(pdf, root["ParentTree"])["Nums"]
    for page in pages:
        _open(pdf, page)
    top = _object(pdf, root["K"][0])
    # Each part is a section of the book's one document.
    top["S"], top["P"] = "/Sect", reference(DOCUMENT)
    holders = tuple(each if isinstance(each, bytes) else each.data for each in nums[1::2])
    numbers = tuple(page.number for page in pages)
    bodies = dict(_reached(pdf, [*numbers, top.number], holders))
    return Part(numbers, top.number, holders, bodies)


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _open(pdf: Any, page: Any) -> None:
    """Leave room on a page for its number, and let its links lead to pages of the book."""
    page["Parent"] = reference(TREE)
    page["Contents"] = b"[%b %b %b]" % (reference(OPEN), page["Contents"], reference(NUMBER))
    resources = _object(pdf, page["Resources"])
    _object(pdf, resources["Font"])["PageNumber"] = reference(FACE)
    for link in page.get("Annots", ()):
        _lead(_object(pdf, link))


def _lead(link: Any) -> None:
    # Links are printed as what is under them (ISO 19005-3:2012, 6.3.2).
    link["F"] = 4
    place = link.get("A", {}).get("URI")
    if place is None or not place.string.startswith(TO_PAGE):
        return
    page = int(place.string.removeprefix(TO_PAGE))
    del link["A"]
    link["Dest"] = b"[%b/Fit]" % reference(PAGE + page - 1)
    link["Contents"] = text(f"Đến trang {page}")


def _reached(pdf: Any, starts: list[int], holders: tuple[bytes, ...]) -> Iterator[tuple[int, bytes]]:
    """Give what the pages and their tags lead to; catalogue, metadata and emptied tags stay behind."""
    waiting = [*starts, *(number for holder in holders for number in led_to(holder))]
    seen = set(waiting)
    while waiting:
        number = waiting.pop()
        body = pdf.objects[number].data
        yield number, body
        for other in led_to(body.partition(b"stream\n")[0]):
            if other < TREE and other not in seen:
                seen.add(other)
                waiting.append(other)


def led_to(body: bytes) -> Iterator[int]:
    """Give the numbers of the objects that one refers to."""
    return (int(found[1]) for found in TOKEN.finditer(body) if found[1])
