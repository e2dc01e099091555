"""Objects of a PDF as the bytes that stand in the file, for those too long to be taken apart."""

from __future__ import annotations

import re
from typing import Any

from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import IndirectObject, PdfObject, Reference
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef

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
    Give the bytes of an object.

    Args:
        reader: Of a paper that is not under a password.
        reference: To an object without strings or streams, in which ``endobj`` might stand as well.

    Returns:
        None where it does not stand where the file says.
    """
    place = reader.xrefs[reference.reference]
    if isinstance(place, ObjStreamRef):
        return _packed(reader, place, reference.idnum)
    content = reader.stream.getvalue()  # the same bytes, not a copy
    head = _HEAD.match(content, place or 0)
    if head is None or (int(head[1]), int(head[2])) != (reference.idnum, reference.generation):
        return None
    end = content.find(b"endobj", head.end())
    return content[head.end() : end] if end >= 0 else None


def _packed(reader: PdfFileReader, place: ObjStreamRef, number: int) -> bytes | None:
    """Give an object out of a stream of objects (ISO 32000-1, 7.5.7)."""
    stream = reader.get_object(Reference(place.obj_stream_id, 0, reader))
    data, first = bytes(stream.read_data(DecodePurpose.OBJECT_STREAM)), int(stream["/First"])
    numbers = [int(each) for each in data[:first].split()]
    starts = dict(zip(numbers[::2], numbers[1::2], strict=True))
    if number not in starts:
        return None
    after = [start for start in starts.values() if start > starts[number]]
    return data[first + starts[number] :][: min(after) - starts[number] if after else None]
