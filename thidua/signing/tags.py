"""
Tags for a stamp: what a reader's voice says of it, and where in the order of the text it comes.

Source: ISO 14289-1:2014, 7.18.1 (each widget has a text for the ear), 7.18.3 (order of tabs), 7.18.4 (it
stands in a tag ``Form``); ISO 32000-1:2008, 14.7.4 (how tags and widgets point to each other).
"""

from __future__ import annotations

import re
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from thidua.signing.raw import Raw, raw_object

# A flat number tree as the makers of PDFs write it: numbers, references, lists of them.
_FLAT = re.compile(rb"\s*<<\s*/Nums\s*\[([0-9R\s\[\]nul]*)\]\s*>>\s*")
_NUMBER = 40  # bytes that hold a number, for certain
_LAST_LIST = re.compile(rb"(\d+)\s*\Z")
_LAST_REFERENCE = re.compile(rb"(\d+)\s+\d+\s+\d+\s+R\s*\Z")


def has_tags(reader: PdfFileReader) -> bool:
    """Tell whether a paper has tags that a stamp can be put into."""
    return isinstance(_raw(reader.root, "/StructTreeRoot"), generic.IndirectObject)


def tag(writer: IncrementalPdfFileWriter, field: generic.IndirectObject) -> None:
    """
    Put a stamp behind what is tagged already.

    Args:
        writer: Of the update that brings the stamp; its paper ``has_tags``.
        field: The stamp: signature field and widget in one, on a page, with its text for the ear.
    """
    root, widget = writer.root["/StructTreeRoot"], field.get_object()
    parent, page = _parent(root), widget.raw_get("/P")
    stands = _dictionary(Type=pdf_name("/OBJR"), Obj=field, Pg=page)
    element = writer.add_object(
        _dictionary(
            Type=pdf_name("/StructElem"),
            S=pdf_name("/Form"),
            P=_reference(writer, parent),
            Pg=page,
            K=generic.ArrayObject([stands]),
        )
    )
    _add_kid(writer, parent, element)
    widget[pdf_name("/StructParent")] = generic.NumberObject(_register(writer, root, element))
    _order_tabs(writer, page.get_object())


def _dictionary(**entries: Any) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{key}"): value for key, value in entries.items()})


def _reference(writer: IncrementalPdfFileWriter, held: Any) -> generic.IndirectObject:
    at = held.container_ref
    return generic.IndirectObject(at.idnum, at.generation, writer)


def _raw(found: Any, key: str) -> Any:
    return found.raw_get(key) if key in found else None


def _parent(root: Any) -> Any:
    """Give the tag of the whole document, where there is one; else the root of all tags."""
    kids = _raw(root, "/K")
    if isinstance(kids, generic.IndirectObject) and isinstance(kids.get_object(), generic.ArrayObject):
        kids = kids.get_object()
    if isinstance(kids, generic.ArrayObject):
        kids = kids.raw_get(0) if len(kids) == 1 else None
    if isinstance(kids, generic.IndirectObject) and kids.get_object().get("/S") == "/Document":
        return kids.get_object()
    return root


def _add_kid(writer: IncrementalPdfFileWriter, parent: Any, element: generic.IndirectObject) -> None:
    kids = _raw(parent, "/K")
    held = kids.get_object() if isinstance(kids, generic.IndirectObject) else kids
    if isinstance(held, generic.ArrayObject):
        # A list that stands elsewhere stays: what else points there, nobody knows.
        parent[pdf_name("/K")] = generic.ArrayObject([*held, element])
    else:
        parent[pdf_name("/K")] = generic.ArrayObject([element] if kids is None else [kids, element])
    writer.update_container(parent)


def _register(writer: IncrementalPdfFileWriter, root: Any, element: generic.IndirectObject) -> int:
    """Enter a tag in the tree by which readers come from a widget to its tag; gives its number there."""
    held = _raw(root, "/ParentTree")
    flat = raw_object(writer.prev, held) if isinstance(held, generic.IndirectObject) else None
    found = _FLAT.fullmatch(flat) if flat else None
    if found:
        # Thousands of references: read and written as they stand, which takes a hundredth of the time.
        number = max(_last(found[1]) + 1, int(root.get("/ParentTreeNextKey", 0)))
        nums = found[1] + b" %d %d 0 R" % (number, element.idnum)
        root[pdf_name("/ParentTree")] = writer.add_object(Raw(b"<</Nums[%b]>>" % nums))
    else:
        tree = root["/ParentTree"] if held is not None else generic.DictionaryObject()
        number = max(_highest(tree) + 1, int(root.get("/ParentTreeNextKey", 0)))
        root[pdf_name("/ParentTree")] = writer.add_object(_extended(writer, tree, number, element))
    root[pdf_name("/ParentTreeNextKey")] = generic.NumberObject(number + 1)
    writer.update_container(root)
    return number


def _last(nums: bytes) -> int:
    """Give the last number in a flat number tree; -1 for an empty one."""
    text = nums.rstrip()
    if not text:
        return -1
    # Only the end is searched: from the beginning of a long list it takes longer than all the rest.
    if text.endswith(b"]"):
        at = text.rfind(b"[")
        found = _LAST_LIST.search(text[max(at - _NUMBER, 0) : at])
    else:
        found = _LAST_REFERENCE.search(text[-3 * _NUMBER :])
    if found is None:
        raise ValueError("ParentTree")
    return int(found[1])


def _highest(tree: Any) -> int:
    """Give the highest number in a number tree."""
    kids = tree.get("/Kids", ())
    if len(kids):
        return _highest(kids[len(kids) - 1])
    nums = tree.get("/Nums", ())
    return int(nums[len(nums) - 2]) if len(nums) else -1


def _extended(
    writer: IncrementalPdfFileWriter, tree: Any, number: int, element: generic.IndirectObject
) -> generic.DictionaryObject:
    """Give a new root of a number tree: what it held, and one number more."""
    entry = generic.ArrayObject([generic.NumberObject(number), element])
    if "/Kids" not in tree:
        return _dictionary(Nums=generic.ArrayObject([*tree.get("/Nums", ()), *entry]))
    limits = generic.ArrayObject([generic.NumberObject(number)] * 2)
    leaf = writer.add_object(_dictionary(Limits=limits, Nums=entry))
    return _dictionary(Kids=generic.ArrayObject([*tree["/Kids"], leaf]))


def _order_tabs(writer: IncrementalPdfFileWriter, page: Any) -> None:
    if page.get("/Tabs") != "/S":
        page[pdf_name("/Tabs")] = pdf_name("/S")
        writer.update_container(page)
