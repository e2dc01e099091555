"""Signing the head of a record; what was signed stands in a folder beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scoring.errors import Problem, _
from thidua.audit.checkpoints import Checkpoint, checkpoint_of, merged
from thidua.audit.heads import SignedHead, file_name, folder_of, read_head, read_heads, readable_heads
from thidua.audit.notes import Kind, Note, NoteError, PublicKey, SecretKey, refuse
from thidua.audit.report import Head
from thidua.dossier.files import replace_file
from thidua.store import views
from thidua.store.canonical import leaf_hash
from thidua.store.database import Database
from thidua.store.merkle import tree_heads

__all__ = [
    "SignedHead",
    "folder_of",
    "heads_signed_by",
    "keep",
    "keys_beside",
    "note_keys",
    "read_heads",
    "readable_heads",
    "sign_head",
]

KEYS = "keys.txt"


def keys_beside(folder: Path) -> str:
    """Give the file with the public keys that signed heads of this folder; it need not be there."""
    return str(folder / KEYS)


def heads_signed_by(folder: Path, trusted: Sequence[PublicKey]) -> tuple[list[Head], list[Problem]]:
    """
    Give the heads of a folder that a trusted key signed, and what is wrong with the others.

    Args:
        folder: Of a record's signed heads; it need not be there.
        trusted: Public keys that came from outside.
    """
    heads: list[Head] = []
    problems: list[Problem] = []
    for each in readable_heads(folder, problems):
        try:
            if each.note.signers(trusted, each.path):
                heads.append(each.checkpoint.head)
            else:
                message = _("No trusted key signed this head.")
                problems.append(Problem("E_HEAD_TRUST", message, place=str(each.path)))
        except NoteError as error:
            problems += error.problems
    return heads, problems


def sign_head(database: Database, folder: Path, signers: Sequence[SecretKey]) -> SignedHead:
    """
    Sign the record as it stands, and keep the signed head in the folder.

    Args:
        database: A record with an open review.
        folder: Of its signed heads; made when it is not there.
        signers: Keys of the log; two when a new one takes over from an old one.

    Raises:
        NoteError: The record no longer contains a head that was signed before, or a key is a witness's.
    """
    if any(key.kind is not Kind.LOG for key in signers):
        raise refuse("E_KEY_KIND", _("This is the key of a witness; the record is signed by its own key."))
    leaves = [leaf_hash(body) for body in views.event_bodies(database)]
    earlier = read_heads(folder)
    roots = tree_heads(leaves, {len(leaves), *(each.checkpoint.head.size for each in earlier)})
    _refuse_broken(earlier, roots)
    origin = earlier[0].checkpoint.origin if earlier else _origin(database, signers[0])
    checkpoint = Checkpoint(origin, Head(len(leaves), roots[len(leaves)].hex()))
    note = Note(checkpoint.text).signed_by(*(key.sign(checkpoint.text) for key in signers))
    note_keys(folder, [key.public for key in signers])
    return keep(folder, note)


def _refuse_broken(earlier: Sequence[SignedHead], roots: dict[int, bytes]) -> None:
    message = _("The record no longer contains this signed head; nothing was signed. Run: thidua audit")
    broken = [
        Problem("E_HEAD_BROKEN", message, place=str(each.path))
        for each in earlier
        if roots.get(each.checkpoint.head.size, b"").hex() != each.checkpoint.head.root
    ]
    if broken:
        raise NoteError(broken)


def _origin(database: Database, key: SecretKey) -> str:
    return f"{key.name}/{views.review(database).review}"


def keep(folder: Path, note: Note) -> SignedHead:
    """
    Write a signed head, with the signatures that a file for the same head has already.

    Raises:
        NoteError: The folder holds another root for the same size.
    """
    checkpoint = checkpoint_of(note)
    path = folder / file_name(checkpoint)
    notes = [note]
    if path.exists():
        there = read_head(path)
        if there.checkpoint != checkpoint:
            message = _("Another head of {size} events was signed before.")
            raise refuse("E_HEAD_OTHER", message, path, size=checkpoint.head.size)
        notes = [there.note, note]
    replace_file(path, str(whole := merged(notes)).encode())
    return SignedHead(path, whole, checkpoint)


def note_keys(folder: Path, keys: Sequence[PublicKey]) -> None:
    """Add public keys to the list beside the heads; a convenience, trust comes from outside."""
    path = folder / KEYS
    known = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    new = [str(key) for key in keys if str(key) not in known]
    if new:
        replace_file(path, "".join(f"{line}\n" for line in (*known, *new)).encode())
