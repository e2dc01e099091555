"""
Time stamps on the signed heads of a record: requests out, answers back, all of them files beside the heads.

What is stamped is the text of a head, the three lines that the office signs: origin, size, root.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scoring.errors import Problem, _
from thidua.audit.checkpoints import Checkpoint
from thidua.audit.notes import NoteError, refuse
from thidua.audit.report import Head
from thidua.dossier.files import replace_file
from thidua.proof.authorities import read_certificates
from thidua.proof.heads import SignedHead, read_heads, readable_heads
from thidua.proof.timestamp import check_stamp, is_about, nonce_asked, nonce_of, write_request
from thidua.store.canonical import digest
from thidua.store.merkle import tree_heads

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

AUTHORITIES = "tsa.pem"
STAMPS = "stamps/"
_NAME = re.compile(r"([0-9]{9})-[0-9a-f]{8}\.tsr")


class StampedHead(NamedTuple):
    """A head that a time-stamp service saw: size, before when (UTC), by whom, and the file that shows it."""

    size: int
    at: datetime
    authority: str
    file: str


def request(folder: Path) -> tuple[SignedHead, bytes]:
    """
    Ask for a time stamp on the newest signed head.

    Args:
        folder: Of the record's signed heads; the request is kept there, its answer must show its nonce.

    Returns:
        The head, and the request; the same one as long as no newer head is signed.

    Raises:
        NoteError: Nothing was signed yet, or a file of the folder was changed.
    """
    heads = read_heads(folder)
    if not heads:
        raise refuse("E_HEAD_NONE", _("No head was signed yet; sign one: thidua log sign"), folder)
    newest = heads[-1]
    path = _request_path(newest)
    if path.exists():
        asked = path.read_bytes()
        nonce_asked(asked, path)
        return newest, asked
    asked = write_request(newest.checkpoint.text.encode(), secrets.randbits(64))
    replace_file(path, asked)
    return newest, asked


def _request_path(head: SignedHead) -> Path:
    return head.path.with_suffix(".tsq")


def accept(
    folder: Path, answer: bytes, authorities: Sequence[Certificate], place: object = ""
) -> StampedHead:
    """
    Take the answer of a time-stamp service and keep it beside the head it is on.

    Args:
        folder: Of the record's signed heads.
        answer: The file that came back.
        authorities: Trusted certificates; they are noted beside the heads too, for convenience.
        place: Name of the file, for messages.

    Raises:
        NoteError: It is no stamp on a signed head of this record, answers another request, or does not
            hold; nothing is kept then.
    """
    head = next((each for each in read_heads(folder) if _stamps(answer, each, place)), None)
    if head is None:
        message = _("This time stamp is on something else than a signed head of this record.")
        raise refuse("E_STAMP_OTHER", message, place)
    path = _request_path(head)
    if not path.exists() or nonce_asked(path.read_bytes(), path) != nonce_of(answer, place):
        message = _("This answers another request than the one made with thidua log stamp request.")
        raise refuse("E_STAMP_NONCE", message, place)
    found = check_stamp(answer, head.checkpoint.text.encode(), authorities, place)
    size = head.checkpoint.head.size
    name = f"{size:09}-{digest(answer)[:8]}.tsr"
    _note_authorities(folder / AUTHORITIES, authorities)
    replace_file(folder / name, answer)
    return StampedHead(size, found.at, found.authority, name)


def _stamps(answer: bytes, head: SignedHead, place: object) -> bool:
    return is_about(answer, head.checkpoint.text.encode(), place)


def _note_authorities(path: Path, authorities: Sequence[Certificate]) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding  # slow import

    known = read_certificates(path.read_bytes(), path) if path.exists() else []
    together = dict.fromkeys([*known, *authorities])
    replace_file(path, b"".join(each.public_bytes(Encoding.PEM) for each in together))


def stamp_files(folder: Path) -> dict[str, bytes]:
    """Give the time stamps of a folder by file name, with the certificates noted beside them."""
    paths = sorted(folder.glob("*.tsr")) if folder.is_dir() else []
    noted = [path for path in [folder / AUTHORITIES] if paths and path.exists()]
    return {path.name: path.read_bytes() for path in [*paths, *noted]}


def stamps_beside(
    folder: Path, authorities: Sequence[Certificate]
) -> tuple[list[StampedHead], list[Problem]]:
    """
    Give the time stamps beside a record's heads, and what is wrong with the others.

    Args:
        folder: Of the record's signed heads; it need not be there.
        authorities: Trusted certificates; without any, those noted beside the heads.
    """
    files = stamp_files(folder)
    # What is wrong with the heads themselves is told by those who check the heads.
    heads = readable_heads(folder, []) if files else ()
    texts = {each.checkpoint.head.size: each.checkpoint.text for each in heads}
    return check_stamps(files, texts, authorities, f"{folder}/")


def stamps_inside(
    members: Mapping[str, bytes],
    checkpoint: Checkpoint,
    leaves: Sequence[bytes],
    authorities: Sequence[Certificate],
    place: object,
) -> tuple[list[StampedHead], list[Problem]]:
    """
    Give the time stamps inside a package, and what is wrong with the others.

    Args:
        members: Content by name.
        checkpoint: Head of the package; older heads follow from the events.
        leaves: Leaf hashes of the events.
        authorities: Trusted certificates; without any, those inside the package.
        place: Name of the package, for messages.
    """
    files = {
        name.removeprefix(STAMPS): content for name, content in members.items() if name.startswith(STAMPS)
    }
    sizes = {int(named[1]) for name in files if (named := _NAME.fullmatch(name))}
    texts = {
        size: Checkpoint(checkpoint.origin, Head(size, root.hex())).text
        for size, root in tree_heads(leaves, sizes).items()
    }
    return check_stamps(files, texts, authorities, f"{place}!{STAMPS}")


def check_stamps(
    files: Mapping[str, bytes], texts: Mapping[int, str], authorities: Sequence[Certificate], place: str
) -> tuple[list[StampedHead], list[Problem]]:
    """
    Check time stamps.

    Args:
        files: By name, as ``stamp_files`` gives them.
        texts: Text of each head by its size.
        authorities: Trusted certificates; without any, those among the files.
        place: What stands before a file's name in messages.

    Returns:
        The stamps that hold, the smallest head first, and a problem for each of the others.
    """
    stamps: list[StampedHead] = []
    problems: list[Problem] = []
    try:
        known = list(authorities) or _carried(files, place)
    except NoteError as error:
        return [], [*error.problems]
    for name, answer in files.items():
        if name != AUTHORITIES:
            try:
                stamps.append(_checked(name, answer, texts, known, place))
            except NoteError as error:
                problems += error.problems
    return sorted(stamps), problems


def _carried(files: Mapping[str, bytes], place: str) -> list[Certificate]:
    return read_certificates(files[AUTHORITIES], place + AUTHORITIES) if AUTHORITIES in files else []


def _checked(
    name: str, answer: bytes, texts: Mapping[int, str], known: Sequence[Certificate], place: str
) -> StampedHead:
    named = _NAME.fullmatch(name)
    text = texts.get(int(named[1])) if named else None
    if named is None or text is None:
        message = _("There is no signed head that this time stamp could be on.")
        raise refuse("E_STAMP_HEAD", message, place + name)
    found = check_stamp(answer, text.encode(), known, place + name)
    return StampedHead(int(named[1]), found.at, found.authority, name)
