"""The outline of a book, which readers show beside its pages (ISO 32000-1, 12.3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from thidua.dossier.binding.writing import Writer
from thidua.dossier.formats import clean
from thidua.dossier.press.objects import dictionary, reference, text


@dataclass(frozen=True)
class Mark:
    """An entry of the outline: title, page (1 is the first), and entries below it."""

    title: str
    page: int
    below: tuple[Mark, ...] = field(default=())


def add_outline(writer: Writer, marks: Sequence[Mark], pages: Sequence[int]) -> int:
    """
    Write an outline whose top entries are shown and whose lower ones are folded.

    Args:
        writer: Where to.
        marks: The top entries, at least one.
        pages: Number of the object of each page.

    Returns:
        Number of the outline.
    """
    root = writer.reserve()
    entries = _add_level(writer, marks, root, pages)
    writer.put(root, dictionary({"Type": b"/Outlines", "Count": b"%d" % len(marks)} | entries))
    return root


def _add_level(writer: Writer, marks: Sequence[Mark], parent: int, pages: Sequence[int]) -> dict[str, bytes]:
    """Write entries that stand below one another; gives what the one above says of them."""
    numbers = [writer.reserve() for _mark in marks]
    for order, (number, mark) in enumerate(zip(numbers, marks, strict=True)):
        entries = {
            "Title": text(clean(mark.title)),
            "Parent": reference(parent),
            "Dest": b"[%b/Fit]" % reference(pages[mark.page - 1]),
        }
        if order:
            entries["Prev"] = reference(numbers[order - 1])
        if order + 1 < len(numbers):
            entries["Next"] = reference(numbers[order + 1])
        if mark.below:
            # A count below nothing folds the entry.
            entries["Count"] = b"%d" % -len(mark.below)
            entries |= _add_level(writer, mark.below, number, pages)
        writer.put(number, dictionary(entries))
    return {"First": reference(numbers[0]), "Last": reference(numbers[-1])}
