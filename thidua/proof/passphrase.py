"""
A secret under a passphrase, as an age file with one scrypt stanza (c2sp.org/age).

Not PKCS #8: the library writes it with 2,048 rounds of PBKDF2, too few against guessing.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from scoring.errors import _
from thidua.audit.notes import NoteError, refuse

SHORTEST = 12
# 2 to this power: about a second and 256 MiB for each guess.
WORK_FACTOR = 18
_HIGHEST_FACTOR = 20
_CHUNK = 64 * 1024
_FILE = re.compile(
    rb"(age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n---)"
    rb" ([A-Za-z0-9+/]{43})\n(.*)",
    re.DOTALL,
)


def seal(secret: bytes, passphrase: str, work_factor: int = WORK_FACTOR) -> bytes:
    """
    Put a secret under a passphrase.

    Args:
        secret: Shorter than 64 KiB.
        passphrase: At least ``SHORTEST`` characters.
        work_factor: Power of two of the scrypt cost.

    Raises:
        NoteError: The passphrase is too short.
    """
    if len(passphrase) < SHORTEST:
        message = _("The passphrase has {found} characters; it needs at least {least}.")
        raise refuse("E_PASSPHRASE_SHORT", message, found=len(passphrase), least=SHORTEST)
    if len(secret) >= _CHUNK:
        raise ValueError("a secret is shorter than one chunk")
    file_key, salt, nonce = (secrets.token_bytes(16) for _times in range(3))
    wrapped = ChaCha20Poly1305(_wrap_key(passphrase, salt, work_factor)).encrypt(bytes(12), file_key, None)
    head = f"age-encryption.org/v1\n-> scrypt {_raw(salt)} {work_factor}\n{_raw(wrapped)}\n---".encode()
    body = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(_LAST, secret, None)
    return head + f" {_raw(_mac(file_key, head))}\n".encode() + nonce + body


def unseal(content: bytes, passphrase: str, place: object = "") -> bytes:
    """
    Take a secret from under its passphrase.

    Args:
        content: Of the file that ``seal`` or another program made.
        passphrase: As it was given then.
        place: Name of the file, for messages.

    Raises:
        NoteError: It is no such file, the passphrase is wrong, or a byte of it was changed.
    """
    found = _FILE.fullmatch(content)
    if found is None or int(found[3]) > _HIGHEST_FACTOR:
        raise refuse("E_KEY_FILE", _("This is not a key under a passphrase (age, scrypt)."), place)
    head, salt, factor, wrapped, mac, payload = found.groups()
    try:
        key = _wrap_key(passphrase, _bytes(salt), int(factor))
        file_key = ChaCha20Poly1305(key).decrypt(bytes(12), _bytes(wrapped), None)
        if not hmac.compare_digest(_mac(file_key, head), _bytes(mac)):
            raise _wrong(place)
        derived = _derived(file_key, payload[:16], b"payload")
        return ChaCha20Poly1305(derived).decrypt(_LAST, payload[16:], None)
    except (InvalidTag, ValueError) as error:
        raise _wrong(place) from error


_LAST = bytes(11) + b"\x01"  # nonce of the first chunk that is also the last


def _wrong(place: object) -> NoteError:
    return refuse("E_PASSPHRASE", _("The passphrase is wrong, or the key file was changed."), place)


def _wrap_key(passphrase: str, salt: bytes, factor: int) -> bytes:
    # The same letters typed on another keyboard must give the same bytes.
    secret = unicodedata.normalize("NFC", passphrase).encode()
    return Scrypt(b"age-encryption.org/v1/scrypt" + salt, 32, 2**factor, 8, 1).derive(secret)


def _derived(file_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt or None, purpose).derive(file_key)


def _mac(file_key: bytes, head: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), head, "sha256")


def _raw(content: bytes) -> str:
    return base64.b64encode(content).decode().rstrip("=")


def _bytes(text: bytes) -> bytes:
    """Give the bytes of base64 without padding, written in the one right way."""
    content = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    if _raw(content).encode() != text:
        raise binascii.Error("not canonical")
    return content
