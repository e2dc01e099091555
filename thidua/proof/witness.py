"""
A second party that signs heads of a record it follows, after checking that nothing before was changed.

Everything goes by files: the office writes a request, the witness gives back the signed head. The request is
the body of ``add-checkpoint`` of c2sp.org/tlog-witness.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scoring.errors import _
from thidua.audit.checkpoints import Checkpoint, checkpoint_of
from thidua.audit.notes import Kind, Note, NoteError, PublicKey, SecretKey, decode, encode, parse_note, refuse
from thidua.dossier.files import replace_file
from thidua.proof.heads import SignedHead, folder_of, keep, note_keys, read_heads
from thidua.store import views
from thidua.store.canonical import leaf_hash
from thidua.store.database import Database
from thidua.store.merkle import consistency_proof, verify_consistency

_OLD = re.compile(r"old (0|[1-9][0-9]{0,15})")
_MOST_HASHES = 63


@dataclass(frozen=True)
class Request:
    """
    A signed head to be witnessed, with the proof that it continues the one the witness signed last.

    Attributes:
        old: Number of events under the head the witness signed last; 0 for the first time.
        proof: Hashes of the consistency proof.
        note: The head.
        place: Name of the file it was read from, for messages.
    """

    old: int
    proof: tuple[bytes, ...]
    note: Note
    place: str = ""

    def __str__(self) -> str:
        """Give the file."""
        return "\n".join([f"old {self.old}", *map(encode, self.proof)]) + f"\n\n{self.note}"


def request(database: Database, since: int) -> Request:
    """
    Ask for a signature on the newest signed head of a record.

    Args:
        database: The record; its newest head must have been signed.
        since: Number of events under the head the witness signed last; 0 for the first time.

    Raises:
        NoteError: Nothing was signed yet, or less than ``since``.
    """
    heads = read_heads(folder_of(database.path))
    if not heads:
        raise refuse("E_HEAD_NONE", _("No head was signed yet; sign one: thidua log sign"), database.path)
    newest = heads[-1]
    leaves = [leaf_hash(body) for body in views.event_bodies(database)][: newest.checkpoint.head.size]
    if not 0 <= since <= len(leaves):
        message = _("The newest signed head has {size} events; a witness cannot have seen {since}.")
        raise refuse("E_WITNESS_SINCE", message, newest.path, size=len(leaves), since=since)
    proof = consistency_proof(leaves, since) if since else []
    return Request(since, tuple(proof), newest.note)


def parse_request(content: bytes, place: object = "") -> Request:
    """
    Read a request.

    Raises:
        NoteError: The bytes are not such a file, down to the last one.
    """
    try:
        head, _blank, checkpoint = content.decode().partition("\n\n")
        old, *hashes = head.split("\n")
        size = _OLD.fullmatch(old)
        proof = [decode(each) for each in hashes]
        if size is None or None in proof or len(proof) > _MOST_HASHES:
            raise ValueError
        note = parse_note(checkpoint.encode(), place)
        known = tuple(each for each in proof if each is not None)
        found = Request(int(size[1]), known, note, str(place))
    except (ValueError, NoteError):
        found = None
    if found is None or str(found).encode() != content:
        raise refuse("E_WITNESS_REQUEST", _("This is not a request to a witness."), place)
    return found


def cosign(asked: Request, key: SecretKey, trusted: Sequence[PublicKey], state: Path, at: datetime) -> Note:
    """
    Check a request against what this witness signed before, remember it, and sign.

    Args:
        asked: The request.
        key: Of the witness.
        trusted: Keys of the log, as the witness got them from the office face to face.
        state: Folder in which the witness remembers the newest head of each record.
        at: The time to sign with.

    Returns:
        The head with the witness's signature added.

    Raises:
        NoteError: The head is not signed by a trusted key, does not continue what was signed before, or the
            key is not a witness's; nothing is remembered or signed then.
    """
    if key.kind is not Kind.WITNESS:
        raise refuse("E_KEY_KIND", _("This key signs a record itself; a witness needs a key of its own."))
    checkpoint = checkpoint_of(asked.note, asked.place)
    if not asked.note.signers(trusted, asked.place):
        message = _("No key you trust signed this head of {origin}.")
        raise refuse("E_WITNESS_TRUST", message, asked.place, origin=checkpoint.origin)
    with _locked(state):
        path = state / f"{hashlib.sha256(checkpoint.origin.encode()).hexdigest()[:32]}.checkpoint"
        _check_continues(asked, checkpoint, path)
        note = asked.note.signed_by(key.sign(checkpoint.text, at))
        replace_file(path, str(note).encode())
    return note


def _check_continues(asked: Request, new: Checkpoint, path: Path) -> None:
    last = checkpoint_of(parse_note(path.read_bytes(), path), path) if path.exists() else None
    seen = last.head.size if last else 0
    if asked.old != seen:
        message = _("This witness signed {seen} events last; the request begins at {old}. Ask with --since.")
        raise refuse("E_WITNESS_OLD", message, asked.place, seen=seen, old=asked.old)
    if last is None:
        if asked.proof:
            raise refuse("E_WITNESS_PROOF", _("A first request needs no proof."), asked.place)
        return
    roots = (bytes.fromhex(last.head.root), bytes.fromhex(new.head.root))
    if not verify_consistency(seen, new.head.size, *roots, asked.proof):
        message = _(
            "This head does not continue the one of {seen} events that was signed last: the record was "
            "rewritten or cut. Keep this file: it is the proof."
        )
        raise refuse("E_WITNESS_REWRITTEN", message, asked.place, seen=seen)


@contextmanager
def _locked(state: Path) -> Iterator[None]:
    """Hold the witness's memory, so that two requests at once cannot both be the newest."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def accept(folder: Path, note: Note, witnesses: Sequence[PublicKey], place: object = "") -> SignedHead:
    """
    Take a head back from a witness and keep its signature with the others.

    Args:
        folder: Of the record's signed heads.
        note: What the witness gave back.
        witnesses: Keys of witnesses, as they themselves gave them.
        place: Name of its file, for messages.

    Raises:
        NoteError: No known witness signed it, or it is not a head of this record.
    """
    signed = [key for key, _line in note.signers(witnesses, place) if key.kind is Kind.WITNESS]
    if not signed:
        raise refuse("E_WITNESS_NONE", _("None of the given witnesses signed this head."), place)
    known = {each.checkpoint for each in read_heads(folder)}
    if checkpoint_of(note, place) not in known:
        raise refuse("E_WITNESS_OTHER", _("This is not a signed head of this record."), place)
    note_keys(folder, signed)
    return keep(folder, note)
