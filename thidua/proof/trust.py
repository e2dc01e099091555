"""What somebody trusts: public keys of offices and witnesses, certificates of time-stamp services."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from thidua.audit.notes import PublicKey
from thidua.proof.keys import public_keys

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_PEM = b"-----BEGIN CERTIFICATE-----"


class Trust(NamedTuple):
    """Keys and certificates that came from outside, as their owners gave them."""

    keys: tuple[PublicKey, ...] = ()
    authorities: tuple[Certificate, ...] = ()


def trusted(words: tuple[str, ...]) -> Trust:
    """
    Give what was named on the command line.

    Args:
        words: Each a key as NAME+ID+KEY, a file with one key a line, or a PEM file with certificates.

    Raises:
        NoteError: A word is none of these, or a line of a file is not a key.
    """
    files = [word for word in words if _is_pem(word)]
    keys = public_keys(tuple(word for word in words if word not in files))
    if not files:
        return Trust(keys)
    from thidua.proof.authorities import read_certificates  # slow import

    found = [each for word in files for each in read_certificates(Path(word).read_bytes(), word)]
    return Trust(keys, tuple(dict.fromkeys(found)))


def _is_pem(word: str) -> bool:
    path = Path(word)
    return word.count("+") < 2 and path.is_file() and _PEM in path.read_bytes()
