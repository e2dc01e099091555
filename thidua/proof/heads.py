"""The signed heads of a record, each a file in a folder beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from scoring.errors import Problem, _
from thidua.audit.checkpoints import Checkpoint, checkpoint_of, merged
from thidua.audit.notes import Kind, Note, NoteError, PublicKey, SecretKey, parse_note, refuse
from thidua.audit.report import Head
from thidua.dossier.files import replace_file
from thidua.store import views
from thidua.store.canonical import leaf_hash
from thidua.store.database import Database
from thidua.store.merkle import tree_heads

KEYS = "keys.txt"


class SignedHead(NamedTuple):
    """A file with a checkpoint: what it says, and with which signatures."""

    path: Path
    note: Note
    checkpoint: Checkpoint


def folder_of(record: Path) -> Path:
    """Give the folder of a record's signed heads."""
    return record.with_name(f"{record.name}.heads")


def read_heads(folder: Path) -> list[SignedHead]:
    """
    Give the signed heads of a folder, the smallest first; none when there is no folder.

    Raises:
        NoteError: Files that are no checkpoints, or whose name tells another size, all at once.
    """
    problems: list[Problem] = []
    found = list(_readable(folder, problems))
    if problems:
        raise NoteError(problems)
    return found


def _readable(folder: Path, problems: list[Problem]) -> Iterator[SignedHead]:
    """Give the heads that can be read, and put what is wrong with the others into ``problems``."""
    for path in sorted(folder.glob("*.checkpoint")) if folder.is_dir() else []:
        try:
            yield _read(path)
        except NoteError as error:
            problems += error.problems


def _read(path: Path) -> SignedHead:
    note = parse_note(path.read_bytes(), path)
    checkpoint = checkpoint_of(note, path)
    if path.name != _name(checkpoint):
        message = _("This file holds a head of {size} events; its name tells another number.")
        raise refuse("E_HEAD_NAME", message, path, size=checkpoint.head.size)
    return SignedHead(path, note, checkpoint)


def _name(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.head.size:09}.checkpoint"


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
    for each in _readable(folder, problems):
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
    path = folder / _name(checkpoint)
    notes = [note]
    if path.exists():
        there = _read(path)
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
