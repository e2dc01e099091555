"""Checkpoints: the head of a record as a signed note, as c2sp.org/tlog-checkpoint says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from scoring.errors import _
from thidua.audit.notes import Note, decode, encode, refuse
from thidua.audit.report import Head
from thidua.store.merkle import HASH_SIZE

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


class Checkpoint(NamedTuple):
    """
    What a log says of itself.

    Attributes:
        origin: Which log: the name of the key that began it and the id of the review.
        head: Number of events and root over them.
    """

    origin: str
    head: Head

    @property
    def text(self) -> str:
        """Give the three lines that are signed."""
        return f"{self.origin}\n{self.head.size}\n{encode(bytes.fromhex(self.head.root))}\n"


def checkpoint_of(note: Note, place: object = "") -> Checkpoint:
    """
    Read what a note says as a checkpoint.

    Raises:
        NoteError: Its text is not origin, size and root, on three lines.
    """
    lines = note.text.splitlines()
    root = decode(lines[2]) if len(lines) == 3 else None
    if root is None or len(root) != HASH_SIZE or not lines[0] or not _SIZE.fullmatch(lines[1]):
        message = _("This note is not a checkpoint: three lines with origin, size and root.")
        raise refuse("E_CHECKPOINT", message, place)
    return Checkpoint(lines[0], Head(int(lines[1]), root.hex()))


def merged(notes: Sequence[Note]) -> Note:
    """Give one note with the signatures of several on the same text; the last of a key stands."""
    together = Note(notes[0].text)
    for note in notes:
        together = together.signed_by(*note.signatures)
    return together
