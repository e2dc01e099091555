"""Objects of a PDF as the bytes that stand in the file, for those too long to be taken apart."""

from __future__ import annotations

import re
from typing import Any

from pyhanko.pdf_utils.generic import IndirectObject, PdfObject
from pyhanko.pdf_utils.reader import PdfFileReader

_HEAD = re.compile(rb"\s*(\d+)\s+(\d+)\s+obj\b")


class Raw(PdfObject):
    """An object that is written as it is given."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def write_to_stream(self, stream: Any, handler: Any = None, container_ref: Any = None) -> None:
        """Write the bytes."""
        stream.write(self._content)


def raw_object(reader: PdfFileReader, reference: IndirectObject) -> bytes | None:
    """
    Give the bytes of an object between ``obj`` and ``endobj``.

    Args:
        reader: Of a paper that is not under a password.
        reference: To an object without strings or streams, in which ``endobj`` might stand as well.

    Returns:
        None where they do not stand in the file as such: in a stream of objects, or not where they should.
    """
    place = reader.xrefs[reference.reference]
    if not isinstance(place, int):
        return None
    with reader.stream.getbuffer() as content:
        head = _HEAD.match(content, place)
        if head is None or (int(head[1]), int(head[2])) != (reference.idnum, reference.generation):
            return None
        start = head.end()
        # A buffer cannot be searched for bytes; by pieces, so that a long file is not copied.
        size = 1 << 16
        while start + size < len(content) + (1 << 16):
            piece = bytes(content[start : start + size])
            end = piece.find(b"endobj")
            if end >= 0:
                return piece[:end]
            size *= 4
    return None
