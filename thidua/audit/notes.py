"""Signed notes: a text with lines of Ed25519 signatures under it, as c2sp.org/signed-note says."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from scoring.errors import Problem, ScoringError, _

_DASH = "\u2014"
_SIGNATURE = re.compile(rf"{_DASH} (\S+) ([A-Za-z0-9+/]+={{0,2}})")
_KEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")
_SECRET = "PRIVATE+KEY+"
_MOST_BYTES, _MOST_SIGNATURES = 1_000_000, 100


class NoteError(ScoringError):
    """A key, a note or what stands in one that cannot be taken."""


def refuse(code: str, message: str, place: object = "", **values: object) -> NoteError:
    """Give the error that holds one problem; see ``scoring.errors.Problem`` for its parts."""
    return NoteError([Problem(code, message, values, str(place))])


class Kind(IntEnum):
    """
    What a key signs, the signature type of signed-note.

    Attributes:
        LOG: The text itself.
        WITNESS: The text with the time, as c2sp.org/tlog-cosignature says.
    """

    LOG = 1
    WITNESS = 4


@dataclass(frozen=True)
class PublicKey:
    """
    A key to verify with, a *vkey* of signed-note.

    Attributes:
        name: Whose key it is, without spaces and plus signs, e.g. ``sonoivu.example/thidua``.
        raw: 32 bytes of Ed25519.
    """

    name: str
    kind: Kind
    raw: bytes

    @property
    def id(self) -> bytes:
        """Give the four bytes that stand before each signature."""
        named = self.name.encode() + b"\n" + bytes([self.kind])
        return hashlib.sha256(named + self.raw).digest()[:4]

    def __str__(self) -> str:
        """Give the one line that others note down."""
        return f"{self.name}+{self.id.hex()}+{encode(bytes([self.kind]) + self.raw)}"

    @classmethod
    def parse(cls, text: str, place: object = "") -> PublicKey:
        """
        Read a key from its line.

        Raises:
            NoteError: The line is not a key, or its parts do not fit each other.
        """
        name, key_id, kind, raw = _parts(text.strip(), place)
        key = cls(name, kind, raw)
        if key.id.hex() != key_id:
            raise refuse("E_NOTE_KEY", _NO_KEY, place, text=text.strip()[:80])
        return key

    def time_of(self, signature: Signature) -> datetime | None:
        """Give the time a witness signed at; None for a log's signature, which has none."""
        if self.kind is Kind.LOG:
            return None
        return datetime.fromtimestamp(int.from_bytes(signature.value[:8]), UTC)

    def has_signed(self, text: str, signature: Signature) -> bool:
        """Tell whether a signature of this key stands for a text."""
        head = signature.value[:8] if self.kind is Kind.WITNESS else b""
        if len(signature.value) != len(head) + 64 or int.from_bytes(head) >= 2**63:
            return False
        try:
            message = _message(text, head)
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature.value[len(head) :], message)
        except InvalidSignature:
            return False
        return True


_NO_KEY = _("This is not a key as NAME+ID+KEY: {text}.")


def _parts(text: str, place: object) -> tuple[str, str, Kind, bytes]:
    found = _KEY.fullmatch(text)
    content = decode(found[3]) if found else None
    if found is None or content is None or len(content) != 33 or content[0] not in set(Kind):
        raise refuse("E_NOTE_KEY", _NO_KEY, place, text=text[:80])
    return found[1], found[2], Kind(content[0]), content[1:]


def _message(text: str, time: bytes) -> bytes:
    """Give what is signed: the text, or the text under a witness's time."""
    head = f"cosignature/v1\ntime {int.from_bytes(time)}\n" if time else ""
    return (head + text).encode()


@dataclass(frozen=True)
class SecretKey:
    """A key to sign with: whose, for what, and its 32 secret bytes."""

    name: str
    kind: Kind
    seed: bytes

    def __repr__(self) -> str:
        """Give name and kind; the secret is never printed by accident."""
        return f"SecretKey({self.name!r}, {self.kind!r})"

    @property
    def public(self) -> PublicKey:
        """Give the key that others verify with."""
        raw = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return PublicKey(self.name, self.kind, raw)

    def secret_text(self) -> str:
        """Give the one line the key is kept as, always under a passphrase."""
        return f"{_SECRET}{self.name}+{self.public.id.hex()}+{encode(bytes([self.kind]) + self.seed)}"

    @classmethod
    def parse(cls, text: str, place: object = "") -> SecretKey:
        """
        Read a secret key from its line.

        Raises:
            NoteError: The line is not a secret key; it is not repeated in the message.
        """
        try:
            name, key_id, kind, seed = _parts(text.strip().removeprefix(_SECRET), place)
        except NoteError:
            name, key_id, kind, seed = "", "", Kind.LOG, bytes(32)
        key = cls(name, kind, seed)
        if not text.startswith(_SECRET) or key.public.id.hex() != key_id:
            raise refuse("E_NOTE_SECRET", _("This file holds no secret key of the log."), place)
        return key

    def sign(self, text: str, at: datetime | None = None) -> Signature:
        """
        Sign a text.

        Args:
            text: Ends in a newline.
            at: When; a witness's signature holds it, a log's does not.
        """
        time = b"" if self.kind is Kind.LOG or at is None else int(at.timestamp()).to_bytes(8)
        signed = Ed25519PrivateKey.from_private_bytes(self.seed).sign(_message(text, time))
        return Signature(self.name, self.public.id, time + signed)


class Signature(NamedTuple):
    """One signature line: the name on it, four bytes that tell the key, and the signature."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        """Give the line, without its end."""
        return f"{_DASH} {self.name} {encode(self.key_id + self.value)}"


@dataclass(frozen=True)
class Note:
    """A text that ends in a newline, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __str__(self) -> str:
        """Give the note as it is written to a file."""
        return f"{self.text}\n" + "".join(f"{each}\n" for each in self.signatures)

    def signed_by(self, *signatures: Signature) -> Note:
        """Give the note with more signatures; one that a key gave before is replaced."""
        new = {(each.name, each.key_id): each for each in signatures}
        old = [each for each in self.signatures if (each.name, each.key_id) not in new]
        return Note(self.text, (*old, *signatures))

    def signers(self, keys: Iterable[PublicKey], place: object = "") -> list[tuple[PublicKey, Signature]]:
        """
        Give which of the known keys signed the note; signatures of others say nothing.

        Raises:
            NoteError: A signature that names a known key is not of that key: nothing of the note counts.
        """
        known = {(key.name, key.id): key for key in keys}
        found = []
        for signature in self.signatures:
            key = known.get((signature.name, signature.key_id))
            if key is not None and not key.has_signed(self.text, signature):
                message = _("The signature of {name} does not fit: text or signature was changed.")
                raise refuse("E_NOTE_SIGNATURE", message, place, name=signature.name)
            if key is not None:
                found.append((key, signature))
        return found


def signer_text(key: PublicKey, signature: Signature) -> str:
    """Give who signed, and for a witness when, in UTC."""
    at = key.time_of(signature)
    return key.name if at is None else f"{key.name} {at:%Y-%m-%d %H:%M} UTC"


def parse_note(content: bytes, place: object = "") -> Note:
    """
    Read a note.

    Args:
        content: Of the file, UTF-8.
        place: Its name, for messages.

    Returns:
        Its text and its signatures; none of them is verified yet.

    Raises:
        NoteError: The bytes are not a note, down to the last one.
    """
    note = next(_notes(content), None)
    if note is None or str(note).encode() != content:
        raise refuse("E_NOTE", _("This is not a signed note: a text, a blank line, signature lines."), place)
    return note


def _notes(content: bytes) -> Iterator[Note]:
    """Give the note, if the bytes look like one."""
    try:
        whole = content.decode() if len(content) <= _MOST_BYTES else ""
    except UnicodeDecodeError:
        return
    text, blank, tail = whole.rpartition("\n\n")
    lines = [_SIGNATURE.fullmatch(line) for line in tail.splitlines()]
    if not blank or not 0 < len(lines) <= _MOST_SIGNATURES or re.search(r"[\x00-\x09\x0b-\x1f]", whole):
        return
    values = [decode(line[2]) if line else None for line in lines]
    found = [
        Signature(line[1], value[:4], value[4:])
        for line, value in zip(lines, values, strict=True)
        if line and value and len(value) > 4
    ]
    if len(found) == len(lines):
        yield Note(f"{text}\n", tuple(found))


def encode(content: bytes) -> str:
    """Give bytes as base64."""
    return base64.b64encode(content).decode()


def decode(text: str) -> bytes | None:
    """Give the bytes of base64 written in the one right way; None for any other text."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if encode(content) == text else None
