"""A PDF file written from front to back: nothing of what was written is kept but where it stands."""

from __future__ import annotations

import hashlib
from typing import IO

from thidua.dossier.press.objects import HEADER, dictionary, reference, stream

# As many objects share one compressed stream (ISO 32000-1, 7.5.7).
_TOGETHER = 200
# Bytes of the three columns of the table: kind, place, generation or order.
_COLUMNS = (1, 5, 2)
_WIDTH = sum(_COLUMNS)


class Writer:
    """
    Numbered objects on their way into a file.

    Dictionaries and arrays are gathered into compressed streams, which makes the tags of a long table a
    tenth as long; the table of places is a stream too. In memory stay eight bytes for each object.
    """

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._digest = hashlib.sha256()
        self._length = 0
        self._places = bytearray()
        self._waiting: list[tuple[int, bytes]] = []
        self._write(HEADER)

    def reserve(self) -> int:
        """Give a number whose object is written later; the first is 1."""
        self._places += bytes(_WIDTH)
        return len(self._places) // _WIDTH

    def add(self, body: bytes) -> int:
        """Write an object; gives its number."""
        number = self.reserve()
        self.put(number, body)
        return number

    def put(self, number: int, body: bytes) -> None:
        """Write the object of a reserved number."""
        if body.endswith(b"\nendstream"):
            self._put_alone(number, body)
            return
        self._waiting.append((number, body))
        if len(self._waiting) == _TOGETHER:
            self._put_together()

    def end(self, root: int, info: int) -> None:
        """Write what is still waiting, then the table of places and the trailer (7.5.8)."""
        self._put_together()
        place = self.reserve()
        self._note(place, 1, self._length, 0)
        name = self._digest.digest()[:16].hex().upper().encode()
        entries = {
            "Type": b"/XRef",
            "Size": b"%d" % (place + 1),
            "W": b"[%d %d %d]" % _COLUMNS,
            "Root": reference(root),
            "Info": reference(info),
            "ID": b"[<%b><%b>]" % (name, name),
        }
        # Number 0 heads the list of free numbers, of which there are no others.
        table = b"\x00" * 6 + b"\xff\xff" + self._places
        start = self._length
        self._put_alone(place, stream(table, dictionary(entries)[2:-2]))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _put_together(self) -> None:
        if not self._waiting:
            return
        home = self.reserve()
        heads, bodies, at = [], [], 0
        for order, (number, body) in enumerate(self._waiting):
            self._note(number, 2, home, order)
            heads.append(b"%d %d" % (number, at))
            bodies.append(body)
            at += len(body) + 1
        self._waiting.clear()
        head = b" ".join(heads) + b"\n"
        entries = b"/Type/ObjStm/N %d/First %d" % (len(bodies), len(head))
        self._put_alone(home, stream(head + b"\n".join(bodies), entries))

    def _put_alone(self, number: int, body: bytes) -> None:
        self._note(number, 1, self._length, 0)
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def _note(self, number: int, *columns: int) -> None:
        row = b"".join(value.to_bytes(width, "big") for value, width in zip(columns, _COLUMNS, strict=True))
        self._places[(number - 1) * _WIDTH : number * _WIDTH] = row

    def _write(self, content: bytes) -> None:
        self._digest.update(content)
        self._target.write(content)
        self._length += len(content)
