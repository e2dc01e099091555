"""What is checked before any parser sees a workbook: size, kind, and a zip container that hides nothing."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from scoring.errors import _
from thidua.intake.refusal import IntakeError, no_such_file, refuse
from thidua.intake.xmlparts import damaged, parse

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_ENTRIES = 200
HIGHEST_RATIO = 200
_RATIO_MATTERS = 2 * 1024 * 1024  # a small part is no bomb, whatever its ratio
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_XML = (".xml", ".rels", ".vml")
_ACTIVE = ("vbaproject", "macrosheets/", "dialogsheets/", "activex/", "embeddings/")


def read_bytes(path: Path, largest: int = LARGEST_FILE) -> bytes:
    """
    Read a whole file into memory.

    Raises:
        IntakeError: ``E_FILE_MISSING``, ``E_FILE_TYPE`` for a folder or a device, or ``E_FILE_SIZE``.
    """
    try:
        if path.exists() and not path.is_file():
            raise refuse("E_FILE_TYPE", _("This is a folder, not a file. Name the file itself."))
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except (OSError, ValueError) as error:
        raise no_such_file(path) from error
    if len(data) > largest:
        raise _too_large(f"{largest // 1024 // 1024} MB")
    return data


def open_parts(data: bytes, folder: str = "xl/", active: Sequence[str] = _ACTIVE) -> dict[str, bytes]:
    """
    Unpack a workbook after every check.

    Args:
        data: The whole .xlsx file.
        folder: Where the parts of this kind of document stand.
        active: Marks of parts that are refused because they can run or hide something.

    Returns:
        Content of each part by its name in the container; checksums are right, no XML part has a DOCTYPE.

    Raises:
        IntakeError: ``E_FILE_TYPE``, ``E_FILE_ENCRYPTED``, ``E_FILE_SIZE``, ``E_FILE_LINK``,
            ``E_FILE_DAMAGED`` or ``E_XML_UNSAFE``.
    """
    _check_head(data)
    entries, end = _directory(data)
    _check_names([entry.filename for entry in entries], folder, active)
    _check_sizes(entries)
    spans = _spans(data, entries, end)
    parts = {
        entry.filename: _unpack(data[start:stop], entry)
        for entry, (start, stop) in zip(entries, spans, strict=True)
    }
    for name, part in parts.items():
        if name.lower().endswith(_XML):
            parse(part)
    return parts


def _check_head(data: bytes) -> None:
    if data.startswith(_OLE2):
        raise refuse(
            "E_FILE_ENCRYPTED",
            _(
                "The file is protected by a password or is an old .xls. "
                "Remove the password, save it as .xlsx and send it again."
            ),
        )
    if not data:
        raise refuse("E_FILE_TYPE", _("The file is empty (0 bytes). Ask for a new copy."))
    if not data.startswith(b"PK\x03\x04"):
        raise _not_a_workbook()


def _not_a_workbook() -> IntakeError:
    return refuse(
        "E_FILE_TYPE",
        _("The content is not an Excel workbook, whatever its name. Save it as .xlsx and send it again."),
    )


def _too_large(limit: str) -> IntakeError:
    return refuse(
        "E_FILE_SIZE",
        _("The file is larger than allowed ({limit}). Take out pictures and unused sheets, save it again."),
        limit=limit,
    )


def _directory(data: bytes) -> tuple[list[zipfile.ZipInfo], int]:
    """Give the entries in the order they stand in the file, and where the directory begins."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            entries, end = container.infolist(), container.start_dir
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, IndexError) as error:
        raise damaged() from error
    if len(entries) > MOST_ENTRIES:
        message = _("The file has {found} parts; a workbook has at most {most}. Ask for a new copy.")
        raise refuse("E_FILE_SIZE", message, found=len(entries), most=MOST_ENTRIES)
    return sorted(entries, key=lambda entry: entry.header_offset), end


def _check_names(names: Sequence[str], folder: str, active: Sequence[str]) -> None:
    lower = [name.lower() for name in names]
    if len(set(lower)) != len(lower) or any(_is_odd(name) for name in names):
        raise damaged()
    if any(mark in name for name in lower for mark in active):
        raise refuse(
            "E_FILE_TYPE",
            _("The workbook holds macros or programs. Save it as .xlsx without macros and send it again."),
        )
    if any("externallinks/" in name for name in lower):
        raise refuse(
            "E_FILE_LINK",
            _(
                "The workbook takes values from other workbooks. "
                "Break the links (Data, Edit Links), check the numbers and save it again."
            ),
        )
    if "mimetype" in lower or not any(name.startswith(folder) for name in lower):
        raise _not_a_workbook()


def _is_odd(name: str) -> bool:
    plain = name.isascii() and name.isprintable() and not set(name) & set('\\:*?"<>|')
    return not plain or name.startswith("/") or ".." in name.split("/")


def _check_sizes(entries: Sequence[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise refuse(
            "E_FILE_ENCRYPTED", _("The file is protected by a password. Remove it and save the file again.")
        )
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise _too_large(f"{LARGEST_UNPACKED // 1024 // 1024} MB")
    for entry in entries:
        if entry.file_size > _RATIO_MATTERS and entry.file_size > HIGHEST_RATIO * entry.compress_size:
            raise _too_large(f"{HIGHEST_RATIO}:1")


def _spans(data: bytes, entries: Sequence[zipfile.ZipInfo], end: int) -> list[tuple[int, int]]:
    """Give where each entry's packed bytes begin and stop; they may not overlap."""
    spans: list[tuple[int, int]] = []
    free = 0
    for entry in entries:
        if entry.header_offset < free or (not spans and entry.header_offset != 0):
            raise _overlap() if spans else damaged()
        start = _after_local_header(data, entry)
        free = start + entry.compress_size
        spans.append((start, free))
    if free > end:
        raise damaged()
    return spans


def _overlap() -> IntakeError:
    return refuse(
        "E_FILE_SIZE",
        _("Parts of the file lie over each other, so it would grow when it is unpacked. Ask for a new copy."),
    )


def _after_local_header(data: bytes, entry: zipfile.ZipInfo) -> int:
    start = entry.header_offset + _LOCAL.size
    if start > len(data):
        raise damaged()
    head = _LOCAL.unpack_from(data, entry.header_offset)
    name = data[start : start + head[9]]
    if head[0] != b"PK\x03\x04" or name != entry.orig_filename.encode("ascii", "replace"):
        raise damaged()
    return start + int(head[9]) + int(head[10])


def _unpack(packed: bytes, entry: zipfile.ZipInfo) -> bytes:
    """Unpack at most the declared size, so that a wrong size cannot fill the memory."""
    if entry.compress_type == zipfile.ZIP_STORED:
        content = packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        content = _inflate(packed, entry.file_size)
    else:
        raise damaged()
    if len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
        raise damaged()
    return content


def _inflate(packed: bytes, size: int) -> bytes:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        return stream.decompress(packed, size + 1)
    except zlib.error as error:
        raise damaged() from error
