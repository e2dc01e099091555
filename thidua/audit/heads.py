"""The folder of a record's signed heads, each a file in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scoring.errors import Problem, _
from thidua.audit.checkpoints import Checkpoint, checkpoint_of
from thidua.audit.notes import Note, NoteError, parse_note, refuse


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
    found = list(readable_heads(folder, problems))
    if problems:
        raise NoteError(problems)
    return found


def readable_heads(folder: Path, problems: list[Problem]) -> Iterator[SignedHead]:
    """Give the heads that can be read, and put what is wrong with the others into ``problems``."""
    for path in sorted(folder.glob("*.checkpoint")) if folder.is_dir() else []:
        try:
            yield read_head(path)
        except NoteError as error:
            problems += error.problems


def read_head(path: Path) -> SignedHead:
    """
    Read a signed head from its file.

    Raises:
        NoteError: It is no checkpoint, or its name tells another size.
    """
    note = parse_note(path.read_bytes(), path)
    checkpoint = checkpoint_of(note, path)
    if path.name != file_name(checkpoint):
        message = _("This file holds a head of {size} events; its name tells another number.")
        raise refuse("E_HEAD_NAME", message, path, size=checkpoint.head.size)
    return SignedHead(path, note, checkpoint)


def file_name(checkpoint: Checkpoint) -> str:
    """Give how the file of a signed head is called: by its size."""
    return f"{checkpoint.head.size:09}.checkpoint"


def origin_of(record: Path, review: str) -> str:
    """
    Give which log a record is.

    Args:
        record: Its file.
        review: Id of its review.

    Returns:
        What its first signed head says; as long as none was signed, the id of the review.
    """
    first = min(folder_of(record).glob("*.checkpoint"), default=None)
    # Whether that head holds is for an audit to say.
    text = first.read_text(encoding="utf-8", errors="replace") if first else ""
    return text.partition("\n")[0] or review
