"""
The file of a package: a ZIP archive written in one way only, so that the same content gives the same bytes.

Members are stored, not compressed: compressors differ between machines, and nothing can swell on reading.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scoring.errors import Problem, _
from thidua.audit.notes import refuse

_HEAD = struct.Struct("<4s5H3I2H")
_ENTRY = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _FIRST_DAY = 20, 0x21  # 1980-01-01, the earliest that the format knows
_MOST_MEMBERS, _MOST_BYTES = 65_535, 2**32 - 1
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)?")


class Unpacked(NamedTuple):
    """Members in the order of the file, and what is wrong with the archive around them."""

    members: dict[str, bytes]
    problems: list[Problem]


def pack(members: Mapping[str, bytes]) -> bytes:
    """
    Give the bytes of a package.

    Args:
        members: Content by name, in their order; names of ASCII letters, at most one folder deep.

    Raises:
        NoteError: There are more members or bytes than the format holds.
    """
    parts = [part for name, content in members.items() for part in (_head(name, content), content)]
    size = sum(map(len, parts))
    if len(members) > _MOST_MEMBERS or size > _MOST_BYTES:
        message = _("The package would have {members} parts and {bytes} bytes; a ZIP file holds fewer.")
        raise refuse("E_PACKAGE_LARGE", message, members=len(members), bytes=size)
    return b"".join([*parts, *_directory(members)])


def _fields(name: str, content: bytes) -> tuple[int, ...]:
    """Give what the head of a member and its entry in the directory share."""
    return (_VERSION, 0, 0, 0, _FIRST_DAY, zlib.crc32(content), len(content), len(content), len(name), 0)


def _head(name: str, content: bytes) -> bytes:
    return _HEAD.pack(b"PK\x03\x04", *_fields(name, content)) + name.encode("ascii")


def _directory(members: Mapping[str, bytes]) -> Iterator[bytes]:
    at, size = 0, 0
    for name, content in members.items():
        entry = _ENTRY.pack(b"PK\x01\x02", _VERSION, *_fields(name, content), 0, 0, 0, 0, at)
        yield entry + name.encode("ascii")
        at += _HEAD.size + len(name) + len(content)
        size += len(entry) + len(name)
    yield _END.pack(b"PK\x05\x06", 0, 0, len(members), len(members), size, at, 0)


def unpack(content: bytes, place: object = "") -> Unpacked:
    """
    Read a package as far as it can be read.

    Args:
        content: Of the file.
        place: Its name, for messages.

    Raises:
        NoteError: It is no package at all.
    """
    members: dict[str, bytes] = {}
    at = 0
    while content.startswith(b"PK\x03\x04", at) and (found := _member(content, at)) is not None:
        name, data, end = found
        if name in members:
            break
        members[name] = data
        at = end
    if not members:
        raise refuse("E_PACKAGE", _("This file is not a package of thidua."), place)
    return Unpacked(members, list(_faults(members, content, at, place)))


def _member(content: bytes, at: int) -> tuple[str, bytes, int] | None:
    """Give name, content and end of the member that begins here; None when it does not hold together."""
    if at + _HEAD.size > len(content):
        return None
    size, name_size = _HEAD.unpack_from(content, at)[7], _HEAD.unpack_from(content, at)[9]
    start = at + _HEAD.size + name_size
    name = content[at + _HEAD.size : start].decode("ascii", "replace")
    if not _NAME.fullmatch(name) or start + size > len(content):
        return None
    return name, content[start : start + size], start + size


def _faults(members: Mapping[str, bytes], content: bytes, at: int, place: object) -> Iterator[Problem]:
    start = 0
    for name, data in members.items():
        head = _head(name, data)
        if content[start : start + len(head)] != head:
            yield _changed(f"{place}!{name}")
        start += len(head) + len(data)
    if content[at:] != b"".join(_directory(members)):
        yield _changed(f"{place}")


def _changed(place: str) -> Problem:
    message = _("The archive is not written as a package is: it was changed.")
    return Problem("E_PACKAGE_ARCHIVE", message, {}, place)
