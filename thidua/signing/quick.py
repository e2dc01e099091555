"""
A PDF of which only what a signature touches is read.

pyHanko reads the whole table of places first, 0.2 s for a tagged dossier of 50,000 objects, of which a
signature needs some twenty. Here a line of the table is read when its object is asked for. What is to be
checked of the table as a whole is checked when the signature is.
"""

from __future__ import annotations

import os
import re
import zlib
from io import BytesIO
from itertools import accumulate
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeContext, DecodeLimits, DecodePurpose
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader, _read_header_version, process_data_at_eof
from pyhanko.pdf_utils.xref import (
    ObjStreamRef,
    XRefBuilder,
    XRefCache,
    XRefSection,
    XRefSectionData,
    XRefSectionMetaInfo,
    XRefSectionType,
)

_PART = re.compile(rb"\s*(\d{1,10})\s+(\d{1,10})\s*?(?:\r\n|\n|\r)")
_TRAILER = re.compile(rb"\s*trailer\s*")
_LINE = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
_LOW_BYTE = (255).__and__
_WIDTH = 20  # of a line, by ISO 32000-1, 7.5.4


class _UnusualError(Exception):
    """The table is written in a way that is left to pyHanko."""


def read_quickly(content: bytes) -> PdfFileReader:
    """
    Read a PDF.

    Raises:
        PdfError: It is none, or damaged; pyHanko also lets other errors pass, see ``errors.DAMAGE``.
    """
    try:
        return _QuickReader(content)
    except _UnusualError:
        return PdfFileReader(BytesIO(content))


class _QuickReader(PdfFileReader):
    def __init__(self, content: bytes) -> None:
        # As PdfFileReader does it, but for the tables.
        stream = BytesIO(content)
        self._security_handler, self._input_version, self._embedded_signatures = None, None, None
        self._decode_context = DecodeContext(DecodeLimits(), input_size=len(content))
        self.resolved_objects, self._historical_resolver_cache = {}, {}
        self.strict, self.stream = True, stream
        self._header_version = _read_header_version(stream)
        stream.seek(-1, os.SEEK_END)
        builder = _Builder(content, self, stream, process_data_at_eof(stream))
        self.xrefs = XRefCache(self, builder.read_xrefs())  # type: ignore[no-untyped-call]  # pyHanko's
        self.last_startxref = builder.last_startxref
        self.trailer = builder.trailer
        self.has_xref_stream = builder.has_xref_stream


class _Builder(XRefBuilder):
    def __init__(self, content: bytes, reader: PdfFileReader, stream: BytesIO, start: int) -> None:
        super().__init__(reader, stream, strict=True, last_startxref=start)
        self._content = content

    def _read_xref_table(self, declared_startxref: int) -> Any:
        start = at = self.stream.tell()
        table = _Table(self._content)
        while part := _PART.match(self._content, at):
            at = table.add(int(part[1]), int(part[2]), part.end())
        end = _TRAILER.match(self._content, at)
        if end is None:
            raise _UnusualError
        self.stream.seek(end.end())
        trailer: Any = generic.DictionaryObject.read_from_stream(
            self.stream, generic.TrailerReference(self.handler)
        )
        if "/XRefStm" in trailer:
            raise _UnusualError
        kind = XRefSectionType.STANDARD
        self._keep(table, kind, declared_startxref, start, trailer, None)
        return trailer.get("/Prev")

    def _read_xref_stream(self, declared_startxref: int) -> Any:
        start = self.stream.tell()
        reference, found = self._read_xref_stream_object()  # type: ignore[no-untyped-call]  # pyHanko's
        widths = [int(each) for each in found["/W"]]
        parts = [int(each) for each in found.get("/Index", (0, found["/Size"]))]
        rows = _Rows(_unpacked(found, sum(widths) + 1, sum(parts[1::2])), widths, parts)
        self._keep(rows, XRefSectionType.STREAM, declared_startxref, start, found, reference)
        return found.get("/Prev")

    def _keep(
        self, data: XRefSectionData, kind: Any, declared: int, start: int, trailer: Any, reference: Any
    ) -> None:
        size = int(trailer.raw_get("/Size"))
        meta = XRefSectionMetaInfo(kind, size, declared, start, self.stream.tell(), reference)
        self.sections.append(XRefSection(meta, data))
        self.trailer.add_trailer_revision(trailer)


class _Table(XRefSectionData):
    """A table as lines of text (ISO 32000-1, 7.5.4)."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._content = content
        self._parts: list[tuple[int, int, int]] = []

    def add(self, first: int, count: int, at: int) -> int:
        """Note a part of the table, and give where it ends."""
        end = at + count * _WIDTH
        for line in (at, end - _WIDTH)[: 2 if count else 0]:
            if not _LINE.match(self._content, line):
                raise _UnusualError
        self._parts.append((first, count, at))
        return end

    def try_resolve(self, ref: Any) -> int | ObjStreamRef | None:
        """Give where an object stands, as ``XRefSectionData`` does."""
        for first, count, at in self._parts:
            if first <= ref.idnum < first + count:
                line = _LINE.match(self._content, at + (ref.idnum - first) * _WIDTH)
                if line is None:
                    raise PdfError("xref")
                return _place(line[3] == b"n", int(line[1]), int(line[2]), ref)
        raise KeyError(ref)


class _Rows(XRefSectionData):
    """A table as rows of whole numbers (ISO 32000-1, 7.5.8.3)."""

    def __init__(self, data: bytes, widths: list[int], parts: list[int]) -> None:
        super().__init__()
        self._data, self._widths, self._parts = data, widths, parts

    def try_resolve(self, ref: Any) -> int | ObjStreamRef | None:
        """Give where an object stands, as ``XRefSectionData`` does."""
        before = 0
        for first, count in zip(self._parts[::2], self._parts[1::2], strict=True):
            if first <= ref.idnum < first + count:
                return self._resolved(before + ref.idnum - first, ref)
            before += count
        raise KeyError(ref)

    def _resolved(self, row: int, ref: Any) -> int | ObjStreamRef | None:
        at, numbers = row * sum(self._widths), []
        for width in self._widths:
            numbers.append(int.from_bytes(self._data[at : at + width], "big") if width else None)
            at += width
        kind, second, third = numbers
        if kind == 2:
            if ref.generation:
                raise KeyError(ref)
            return ObjStreamRef(second or 0, third or 0)
        return _place(kind in (1, None), second or 0, third or 0, ref)


def _place(is_used: bool, offset: int, generation: int, ref: Any) -> int | None:
    if is_used and generation == ref.generation:
        return offset
    if not is_used and generation - 1 == ref.generation:
        return None
    raise KeyError(ref)


def _unpacked(found: Any, width: int, count: int) -> bytes:
    """Give the rows of a table; where each holds the difference to the one before, as usual, added up."""
    parameters = found.get("/DecodeParms", {})
    if found.get("/Filter") != "/FlateDecode" or parameters.get("/Predictor", 1) < 10:
        return bytes(found.read_data(DecodePurpose.XREF_STREAM, expected_size=count * width))
    data = zlib.decompressobj().decompress(found.encoded_data, count * width)
    if int(parameters.get("/Columns", 1)) != width - 1 or len(data) != count * width:
        raise _UnusualError
    if data[::width].count(2) != count:
        raise _UnusualError
    rows = bytearray(count * (width - 1))
    for column in range(width - 1):
        rows[column :: width - 1] = bytes(map(_LOW_BYTE, accumulate(data[column + 1 :: width])))
    return bytes(rows)
