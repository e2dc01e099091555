"""The proof package of a review: one file from which anybody can replay its runs, years later and offline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from scoring.errors import Problem, _
from thidua.audit.notes import Note, NoteError, SecretKey, parse_note, refuse
from thidua.dossier.files import replace_file
from thidua.proof.container import pack, unpack
from thidua.proof.heads import SignedHead, folder_of, keys_beside, sign_head
from thidua.proof.inputs import contents_needed, in_force, salts_needed
from thidua.proof.report import render_report
from thidua.proof.stamps import AUTHORITIES, STAMPS, stamp_files
from thidua.review import Scored
from thidua.runs import current_result
from thidua.store import views
from thidua.store.canonical import digest, leaf_hash
from thidua.store.database import Database
from thidua.store.events import YAML, parse
from thidua.version import VERSION

MANIFEST, REPORT = "MANIFEST.txt", "report.html"
EVENTS, LEAVES, CHECKPOINT, KEYS = "log/events.jsonl", "log/leaves.txt", "log/checkpoint.txt", "log/keys.txt"
SALTS = "log/salts.txt"
# The second form carries salts; packages of the first form, without any, are read for ever.
_FIRST, _UNSALTED = "thidua-proof 2", "thidua-proof 1"
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)")
_SALT = re.compile(r"([0-9a-f]{64})  ([0-9a-f]{64})")
_CONTENT = re.compile(r"contents/([0-9a-f]{64})\.(?:json|yaml)")
_BALLOTS = re.compile(r"ballots/[a-z0-9][a-z0-9._-]*")
_STAMPS = re.compile(rf"{STAMPS}([0-9]{{9}}-[0-9a-f]{{8}}\.tsr|{re.escape(AUTHORITIES)})")


class Written(NamedTuple):
    """A package that was written: its SHA-256, its size in bytes, and the head it stands under."""

    sha256: str
    size: int
    head: SignedHead


def write_package(database: Database, target: Path, signers: Sequence[SecretKey]) -> Written:
    """
    Write the package of a review.

    Args:
        database: A record whose newest runs fit its facts and decisions.
        target: The file; an older one is replaced.
        signers: Keys that sign the head of the record and the list of the package's parts.

    Returns:
        What was written. The same record, keys and time stamps give the same bytes, on any machine.

    Raises:
        StoreError: Nothing was run yet, or facts or decisions changed since.
        NoteError: The record no longer contains a head that was signed before.
    """
    result = current_result(database)
    head = sign_head(database, folder_of(database.path), signers)
    members = _members(database, head, result.scored)
    text = list_parts(members)
    note = Note(text).signed_by(*(key.sign(text) for key in signers))
    content = pack({MANIFEST: str(note).encode(), **members})
    replace_file(target, content)
    return Written(digest(content), len(content), head)


def _members(database: Database, head: SignedHead, scored: Sequence[Scored]) -> dict[str, bytes]:
    bodies = views.event_bodies(database)
    events = in_force([parse(body) for body in bodies])
    needed = {named.sha256: named.media for named in contents_needed(events)}
    contents = views.contents(database, needed)
    return {
        REPORT: render_report(views.review(database), scored, head.checkpoint),
        EVENTS: b"".join(body + b"\n" for body in bodies),
        LEAVES: b"".join(leaf_hash(body).hex().encode() + b"\n" for body in bodies),
        CHECKPOINT: str(head.note).encode(),
        KEYS: Path(keys_beside(head.path.parent)).read_bytes(),
        SALTS: salt_lines(views.salts(database, salts_needed(events))),
        **{f"{STAMPS}{name}": content for name, content in stamp_files(head.path.parent).items()},
        **{_content_name(sha256, needed[sha256]): contents[sha256] for sha256 in sorted(needed)},
    }


def _content_name(sha256: str, media: str) -> str:
    return f"contents/{sha256}.{'yaml' if media == YAML else 'json'}"


def salt_lines(salts: Mapping[str, bytes]) -> bytes:
    """Give the part that carries the salts: of each content what names it and its salt, in hex."""
    return "".join(f"{sha256}  {salts[sha256].hex()}\n" for sha256 in sorted(salts)).encode()


def list_parts(members: Mapping[str, bytes]) -> str:
    """Give the text of a package's list of parts: their SHA-256 and names, in their order."""
    return _list_text(_FIRST, VERSION, {name: digest(content) for name, content in members.items()})


def _list_text(first: str, engine: str, digests: Mapping[str, str]) -> str:
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in digests.items())
    return f"{first}\nengine {engine}\n\n{lines}"


class Package(NamedTuple):
    """
    A package as it was read.

    Attributes:
        members: Content by name.
        engine: Version of the program that made it.
        note: The list of its parts, with signatures.
        salts: Salts by what events name their contents by.
        problems: Parts that were changed, are missing or do not belong to it.
    """

    members: Mapping[str, bytes]
    engine: str
    note: Note
    salts: Mapping[str, bytes]
    problems: tuple[Problem, ...]

    def content(self, sha256: str) -> bytes:
        """Give the content of a SHA-256, changed or not; raises NoteError when the package lacks it."""
        for suffix in ("json", "yaml"):
            found = self.members.get(f"contents/{sha256}.{suffix}")
            if found is not None:
                return found
        message = _("The content {sha256} that an event names is missing.")
        raise refuse("E_PACKAGE_CONTENT", message, sha256=sha256)


def read_package(content: bytes, place: object = "") -> Package:
    """
    Read a package and compare every part with the signed list; whose signatures count is asked elsewhere.

    Raises:
        NoteError: It is no package, or its list cannot be read.
    """
    members, problems = unpack(content, place)
    note = parse_note(members.pop(MANIFEST, b""), f"{place}!{MANIFEST}")
    first, engine, blank, *lines = note.text.split("\n")[:-1] + [""] * 3
    listed = [_LINE.fullmatch(line) for line in lines if line]
    if first not in (_FIRST, _UNSALTED) or blank or not engine.startswith("engine ") or None in listed:
        raise _strange_list(place)
    digests = {line[2]: line[1] for line in listed if line}
    if note.text != _list_text(first, engine.removeprefix("engine "), digests):
        raise _strange_list(place)
    fixed = {REPORT, EVENTS, LEAVES, CHECKPOINT, KEYS} | ({SALTS} if first == _FIRST else set())
    problems += _compared(digests, members, fixed, place)
    salts = _read_salts(members.get(SALTS, b""))
    if salt_lines(salts) != members.get(SALTS, b""):
        problems.append(_problem("E_PACKAGE_SALTS", _("The salts cannot be read."), place, SALTS))
    return Package(members, engine.removeprefix("engine "), note, salts, tuple(problems))


def _read_salts(content: bytes) -> dict[str, bytes]:
    """Give the salts that can be read."""
    lines = content.decode("ascii", "replace").split("\n")
    return {line[1]: bytes.fromhex(line[2]) for line in map(_SALT.fullmatch, lines) if line}


def _strange_list(place: object) -> NoteError:
    message = _("This list of parts is not of a package that this program knows.")
    return refuse("E_PACKAGE_LIST", message, f"{place}!{MANIFEST}")


def _compared(
    digests: Mapping[str, str], members: Mapping[str, bytes], fixed: set[str], place: object
) -> list[Problem]:
    found = []
    for name in [*digests, *(name for name in members if name not in digests)]:
        known = name in fixed or any(kind.fullmatch(name) for kind in (_CONTENT, _BALLOTS, _STAMPS))
        if name not in members:
            found.append(_missing(place, name))
        elif name not in digests or not known:
            found.append(_problem("E_PACKAGE_EXTRA", _("This does not belong to the package."), place, name))
        elif digest(members[name]) != digests[name]:
            found.append(_problem("E_PACKAGE_PART", _("This part of the package was changed."), place, name))
    found += [_missing(place, name) for name in sorted(fixed - digests.keys() - members.keys())]
    if not found and [*digests] != [*members]:
        found.append(_problem("E_PACKAGE_ORDER", _("The parts stand in another order."), place, MANIFEST))
    return found


def _missing(place: object, name: str) -> Problem:
    return _problem("E_PACKAGE_MISSING", _("This part of the package is missing."), place, name)


def _problem(code: str, message: str, place: object, name: str) -> Problem:
    return Problem(code, message, {}, f"{place}!{name}")
