"""Proofs that one event stands in a record, in one file: c2sp.org/tlog-proof."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scoring.errors import _
from thidua.audit.checkpoints import checkpoint_of
from thidua.audit.notes import Note, NoteError, decode, encode, parse_note, refuse
from thidua.store.canonical import leaf_hash
from thidua.store.merkle import HASH_SIZE, verify_inclusion

_FIRST = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,15})")


@dataclass(frozen=True)
class InclusionProof:
    """
    A proof about one event.

    Attributes:
        body: Canonical bytes of the event; they travel as the extra data of the file, and the proof is
            what makes them count.
        index: Its place in the record, from 0.
        hashes: Sibling hashes from the leaf upwards.
        checkpoint: Signed head that the proof leads to.
    """

    body: bytes
    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Note

    def __str__(self) -> str:
        """Give the file."""
        lines = [_FIRST, f"extra {encode(self.body)}", f"index {self.index}", *map(encode, self.hashes)]
        return "\n".join(lines) + f"\n\n{self.checkpoint}"

    def holds(self) -> bool:
        """Tell whether the event stands under the head; whose signature that bears is asked elsewhere."""
        head = checkpoint_of(self.checkpoint).head
        root = bytes.fromhex(head.root)
        return verify_inclusion(leaf_hash(self.body), self.index, head.size, self.hashes, root)


def parse_proof(content: bytes, place: object = "") -> InclusionProof:
    """
    Read a proof from its file.

    Raises:
        NoteError: The bytes are not such a file, down to the last one.
    """
    try:
        head, _blank, checkpoint = content.decode().partition("\n\n")
        first, extra, index, *hashes = head.split("\n")
        place_in_record = _INDEX.fullmatch(index)
        values = [decode(each) for each in hashes]
        known = [value for value in values if value is not None and len(value) == HASH_SIZE]
        body = decode(extra.removeprefix("extra "))
        if place_in_record is None or body is None or len(known) != len(values):
            raise ValueError
        note = parse_note(checkpoint.encode(), place)
        found = InclusionProof(body, int(place_in_record[1]), tuple(known), note)
        checkpoint_of(note, place)
    except (ValueError, NoteError):
        found = None
    if found is None or str(found).encode() != content or first != _FIRST:
        message = _("This is not a proof as c2sp.org/tlog-proof@v1 with the event as extra data.")
        raise refuse("E_TLOG_PROOF", message, place)
    return found
