"""The syntax of PDF files: numbered objects, streams, texts, the table at the end (ISO 32000-1, 7)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Adds(Protocol):
    """Where objects can be written to."""

    def add(self, body: bytes) -> int:
        """Write an object; gives its number."""


@dataclass
class Objects:
    """
    Numbered objects, growing towards a whole file.

    Attributes:
        parts: Bytes since the last ``drain``.
        offsets: Where each object begins in the file; number 1 is the first.
        length: Bytes so far, drained ones included.
    """

    parts: list[bytes] = field(default_factory=lambda: [HEADER])
    offsets: list[int] = field(default_factory=list)
    length: int = len(HEADER)

    def copy(self) -> Objects:
        """Give the same objects to go on from in another file."""
        return Objects(list(self.parts), list(self.offsets), self.length)

    def add(self, body: bytes) -> int:
        """Write an object; gives its number."""
        number = self.reserve()
        self.put(number, body)
        return number

    def reserve(self) -> int:
        """Give a number whose object is written later."""
        self.offsets.append(0)
        return len(self.offsets)

    def put(self, number: int, body: bytes) -> None:
        """Write the object of a reserved number."""
        self.offsets[number - 1] = self.length
        part = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        self.parts.append(part)
        self.length += len(part)

    def drain(self) -> bytes:
        """Give the bytes written since the last call, and forget them."""
        content = b"".join(self.parts)
        self.parts.clear()
        return content

    def end(self, root: int, info: int, permanent: bytes, changing: bytes) -> bytes:
        """
        Give the table of offsets and the trailer.

        Args:
            root, info: Numbers of the catalogue and of the document information.
            permanent, changing: The two file identifiers of 14.4, 16 bytes each.
        """
        count = len(self.offsets) + 1
        rows = "".join([f"{offset:010} 00000 n \n" for offset in self.offsets])
        names = (permanent.hex().upper(), changing.hex().upper())
        return (
            f"xref\n0 {count}\n0000000000 65535 f \n{rows}"
            f"trailer\n<</Info {info} 0 R/Root {root} 0 R/Size {count}/ID[<{names[0]}><{names[1]}>]>>\n"
            f"startxref\n{self.length}\n%%EOF\n"
        ).encode()


def identified(objects: Objects, root: int, info: int, key: bytes) -> bytes:
    """
    Close a file.

    Args:
        objects: Not drained before.
        root, info: As in ``Objects.end``.
        key: Digest of what the file is made from; it becomes the permanent identifier.

    Returns:
        The file. Its second identifier is a digest of all that stands before the table, so that a
        file can be told whole and up to date from its own bytes: see ``is_whole``.
    """
    body = objects.drain()
    return body + objects.end(root, info, key[:16], hashlib.sha256(body).digest()[:16])


def is_whole(content: bytes, key: bytes) -> bool:
    """Tell whether a file closed by ``identified`` is undamaged and made from what ``key`` stands for."""
    end = content.rfind(b"\nxref\n") + 1
    digest = hashlib.sha256(content[:end]).digest()[:16]
    wanted = f"/ID[<{key[:16].hex().upper()}><{digest.hex().upper()}>]>>".encode()
    return end > 0 and wanted in content[end:]


def reference(number: int) -> bytes:
    """Write a reference to an object."""
    return b"%d 0 R" % number


def stream(content: bytes, entries: bytes = b"", *, compress: bool = True) -> bytes:
    """Write a stream with further dictionary ``entries``."""
    if compress:
        content = zlib.compress(content, 6)
        entries += b"/Filter/FlateDecode"
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(content), content)


def dictionary(entries: Mapping[str, bytes]) -> bytes:
    """Write a dictionary, its keys in order, so that the same entries give the same bytes."""
    return b"<<%b>>" % b"".join(b"/%b %b" % (name.encode(), entries[name]) for name in sorted(entries))


def text(value: str) -> bytes:
    """Write a text string: plain where ASCII does, else UTF-16 with its mark."""
    if value.isascii():
        escaped = value.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return b"(%b)" % escaped.encode()
    return b"<FEFF%b>" % value.encode("utf-16-be").hex().upper().encode()


@lru_cache(maxsize=1024)
def number(value: float) -> str:
    """Write a real number to six places, as WeasyPrint does."""
    return f"{value:f}".rstrip("0").rstrip(".") or "0"
