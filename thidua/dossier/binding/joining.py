"""Joins parts into one file, one part in memory at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from re import Match

from thidua.dossier.about import LANGUAGE, PRODUCER, About, xmp
from thidua.dossier.binding import numbers
from thidua.dossier.binding.bundles import Bundle
from thidua.dossier.binding.outline import Mark, add_outline
from thidua.dossier.binding.parts import DOCUMENT, FACE, NUMBER, OPEN, PAGE, TOKEN, TREE, Part, led_to
from thidua.dossier.binding.writing import Writer
from thidua.dossier.files import whole_file
from thidua.dossier.press.objects import dictionary, reference, stream, text
from thidua.dossier.press.plates import add_intent

_IN_A_NODE = 200


def bind(parts: Sequence[Bundle], marks: Sequence[Mark], about: About, target: Path) -> None:
    """
    Join typeset parts into a file that keeps PDF/A-3a and PDF/UA-1.

    Args:
        parts: In the order of the pages.
        marks: The outline, with page numbers of the whole.
        about: What the file says about itself, and the data attached to it.
        target: The file; it appears whole or not at all, the same bytes for the same input. Its pages are
            numbered in the top margin from page 2 on.

    Raises:
        OSError: The file cannot be written.

    Source: ISO 32000-1, 7.5, 7.7 and 14.7; ISO 19005-3:2012, 6.2, 6.6 to 6.8; ISO 14289-1:2014, 7.1.
    """
    with whole_file(target) as file:
        book = _Book(Writer(file), sum(part.count for part in parts))
        for part in parts:
            book.add(part.read())
        book.end(marks, about)


class _Book:
    """A file while its parts are added to it."""

    def __init__(self, writer: Writer, pages: int) -> None:
        self._writer = writer
        self._pages = [writer.reserve() for _page in range(pages)]
        self._nodes = [writer.reserve() for _node in range(0, pages, _IN_A_NODE)]
        self._document = writer.reserve()
        self._shared = {
            DOCUMENT: self._document,
            FACE: numbers.add_face(writer),
            OPEN: writer.add(numbers.opening()),
        }
        self._done = 0
        self._tags: list[int] = []
        self._page_holders: list[bytes] = []
        self._link_holders: list[bytes] = []
        # Faces and drawings that parts have in common are written once.
        self._known: dict[bytes, int] = {}

    def add(self, part: Part) -> None:
        """Write a part."""
        links = len(self._pages) + len(self._link_holders) - len(part.pages)
        moved = _Moved(self._shared, self._pages, {b"StructParents": self._done, b"StructParent": links})
        moved.local.update(zip(part.pages, self._pages[self._done :], strict=False))
        self._add_streams(part, moved)
        for number in part.bodies:
            if number not in moved.local:
                moved.local[number] = self._writer.reserve()
        self._add_pages(part, moved)
        for number, body in part.bodies.items():
            if number not in part.pages and number not in moved.written:
                self._writer.put(moved.local[number], moved(body))
        self._tags.append(moved.local[part.tag])
        self._add_holders(part, moved)
        self._done += len(part.pages)

    def _add_streams(self, part: Part, moved: _Moved) -> None:
        for number, body in part.bodies.items():
            if not body.endswith(b"\nendstream"):
                continue
            if any(led_to(body.partition(b"stream\n")[0])):
                continue
            moved.written.add(number)
            digest = hashlib.sha256(body).digest()
            if digest not in self._known:
                self._known[digest] = self._writer.add(body)
            moved.local[number] = self._known[digest]

    def _add_pages(self, part: Part, moved: _Moved) -> None:
        for order, number in enumerate(part.pages, self._done):
            moved.local[TREE] = self._nodes[order // _IN_A_NODE]
            moved.local[NUMBER] = self._writer.add(numbers.closing(order + 1))
            self._writer.put(moved.local[number], moved(part.bodies[number]))

    def _add_holders(self, part: Part, moved: _Moved) -> None:
        for order, holder in enumerate(part.holders):
            if order < len(part.pages):
                self._page_holders.append(reference(self._writer.add(moved(holder))))
            else:
                self._link_holders.append(moved(holder))

    def end(self, marks: Sequence[Mark], about: About) -> None:
        """Write what holds the parts together, and the end of the file."""
        root = {
            "Type": b"/Catalog",
            "Pages": reference(self._add_tree()),
            "StructTreeRoot": reference(self._add_tags()),
            "MarkInfo": b"<</Marked true>>",
            "Lang": text(LANGUAGE),
            "ViewerPreferences": b"<</DisplayDocTitle true>>",
            "OutputIntents": _array([reference(add_intent(self._writer))]),
        }
        if marks:
            root["Outlines"] = reference(add_outline(self._writer, marks, self._pages))
        root |= _add_about(self._writer, about)
        info = {
            "Title": text(about.title),
            "Producer": text(PRODUCER),
            "CreationDate": text(about.stamp),
        }
        self._writer.end(self._writer.add(dictionary(root)), self._writer.add(dictionary(info)))

    def _add_tree(self) -> int:
        root = self._writer.reserve()
        for order, node in enumerate(self._nodes):
            kids = self._pages[order * _IN_A_NODE : (order + 1) * _IN_A_NODE]
            self._put_node(node, kids, len(kids), {"Parent": reference(root)})
        self._put_node(root, self._nodes, len(self._pages), {})
        return root

    def _put_node(self, node: int, kids: Sequence[int], count: int, further: dict[str, bytes]) -> None:
        entries = {"Type": b"/Pages", "Kids": _array(map(reference, kids)), "Count": b"%d" % count}
        self._writer.put(node, dictionary(entries | further))

    def _add_tags(self) -> int:
        root, holders = self._writer.reserve(), [*self._page_holders, *self._link_holders]
        document = {
            "Type": b"/StructElem",
            "S": b"/Document",
            "P": reference(root),
            "K": _array(map(reference, self._tags)),
        }
        self._writer.put(self._document, dictionary(document))
        nums = _array(b"%d %b" % each for each in enumerate(holders))
        tree = {
            "Type": b"/StructTreeRoot",
            "K": _array([reference(self._document)]),
            "ParentTree": reference(self._writer.add(dictionary({"Nums": nums}))),
            "ParentTreeNextKey": b"%d" % len(holders),
        }
        self._writer.put(root, dictionary(tree))
        return root


class _Moved:
    """
    Rewrites the objects of one part under the numbers of the book.

    Attributes:
        local: Number in the book by number in the part.
        written: Numbers in the part whose objects stand in the book already.
    """

    def __init__(self, shared: dict[int, int], pages: Sequence[int], shifts: dict[bytes, int]) -> None:
        self.local = dict(shared)
        self.written: set[int] = set()
        self._pages, self._shifts = pages, shifts

    def __call__(self, body: bytes) -> bytes:
        head, mark, content = body.partition(b"stream\n")
        return TOKEN.sub(self._token, head) + mark + content

    def _token(self, found: Match[bytes]) -> bytes:
        if found[1]:
            number = int(found[1])
            return reference(self._pages[number - PAGE] if number >= PAGE else self.local[number])
        if found[2]:
            return b"/%b %d" % (found[2], int(found[3]) + self._shifts[found[2]])
        return found[0]


def _array(items: Iterable[bytes]) -> bytes:
    return b"[%b]" % b" ".join(items)


def _add_about(writer: Writer, about: About) -> dict[str, bytes]:
    """Write metadata and attachment; gives what the catalogue says of them."""
    metadata = writer.add(stream(xmp(about, "A"), b"/Type/Metadata/Subtype/XML", compress=False))
    check = hashlib.md5(about.data, usedforsecurity=False).hexdigest().upper()
    moments = f"/CreationDate({about.stamp})/ModDate({about.stamp})"
    params = f"/Params<</Size {len(about.data)}/CheckSum<{check}>{moments}>>"
    file = writer.add(stream(about.data, f"/Type/EmbeddedFile/Subtype/application#2Fjson{params}".encode()))
    name, target = text(about.name), reference(file)
    entries = {
        "Type": b"/Filespec",
        "AFRelationship": b"/Data",
        "F": name,
        "UF": name,
        "Desc": text(about.what),
        "EF": b"<</F %b/UF %b>>" % (target, target),
    }
    described = reference(writer.add(dictionary(entries)))
    return {
        "Metadata": reference(metadata),
        "AF": _array([described]),
        "Names": b"<</EmbeddedFiles<</Names[%b %b]>>>>" % (name, described),
    }
