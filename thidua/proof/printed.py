"""Asks a record or a package whether it continues a head that was printed on a paper."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from scoring.errors import _
from thidua.audit.checkpoints import checkpoint_of
from thidua.audit.events import read_events
from thidua.audit.heads import origin_of
from thidua.audit.notes import NoteError, decode, parse_note, refuse
from thidua.dossier.printed_head import PREFIX, PrintedHead
from thidua.proof.package import CHECKPOINT, EVENTS, read_package
from thidua.store.canonical import leaf_hash
from thidua.store.engine import connect
from thidua.store.merkle import HASH_SIZE, tree_heads

_TEXT = re.compile(rf"{PREFIX}(0|[1-9][0-9]{{0,15}}):([A-Za-z0-9+/]{{43}}=):(\S(?:.*\S)?)")


class Continued(NamedTuple):
    """
    A record or package that continues a printed head.

    Attributes:
        origin: Which record.
        printed: Number of events under the printed head.
        size: Number of events by now.
    """

    origin: str
    printed: int
    size: int


def parse_head(text: str) -> PrintedHead:
    """
    Read the line of a printed head; spaces around it do not matter.

    Raises:
        NoteError: It is no such line.
    """
    line = text.strip()
    found = _TEXT.fullmatch(line)
    root = decode(found[2]) if found else None
    if found is None or root is None or len(root) != HASH_SIZE:
        message = _("This is not the head of a record as papers carry it, TDH1:SIZE:ROOT:ORIGIN: {text}")
        raise refuse("E_HEAD_TEXT", message, text=line[:120])
    return PrintedHead(found[3], int(found[1]), root.hex())


def check_printed(head: PrintedHead, path: Path) -> Continued:
    """
    Check a printed head against a record or a package.

    Args:
        head: As it was read from the paper.
        path: The record, or the package; it is only read.

    Raises:
        NoteError: It is another record's head, or events under the head were changed or cut.
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        is_package = file.read(4) == b"PK\x03\x04"
    origin, bodies = _package(path) if is_package else _record(path)
    # While nothing was signed the record has no other name than its review's.
    if head.origin not in (origin, origin.rpartition("/")[2]):
        message = _("This is a head of {printed}, not of {origin}.")
        raise refuse("E_HEAD_ORIGIN", message, path, printed=head.origin, origin=origin)
    if head.size > len(bodies):
        message = _("The paper was made over {printed} events; here are only {size}: the last were cut off.")
        raise refuse("E_HEAD_CUT", message, path, printed=head.size, size=len(bodies))
    root = tree_heads(map(leaf_hash, bodies), {head.size})[head.size]
    if root.hex() != head.root:
        message = _("The first {printed} events are not those the paper was made over: they were changed.")
        raise refuse("E_HEAD_REWRITTEN", message, path, printed=head.size)
    return Continued(origin, head.size, len(bodies))


def _package(path: Path) -> tuple[str, list[bytes]]:
    package = read_package(path.read_bytes(), path)
    if package.problems:
        raise NoteError(list(package.problems))
    place = f"{path}!{CHECKPOINT}"
    checkpoint = checkpoint_of(parse_note(package.members[CHECKPOINT], place), place)
    return checkpoint.origin, package.members[EVENTS].split(b"\n")[:-1]


def _record(path: Path) -> tuple[str, list[bytes]]:
    try:
        with closing(connect(path, "ro")) as source:
            bodies = [event.body for event in read_events(source)]
            (review,) = source.execute(
                "SELECT json_extract(content, '$.review') FROM review WHERE id = 1"
            ).fetchone() or ("",)
    except sqlite3.Error as error:
        message = _("The file cannot be read: {detail}.")
        raise refuse("E_AUDIT_UNREADABLE", message, path, detail=error) from None
    return origin_of(path, str(review)), bodies
