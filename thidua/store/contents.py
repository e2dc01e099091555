"""
Stored contents and how events name them: those with personal data by a commitment under a salt.

A plain SHA-256 would stay in the event when the content is erased, and whoever guesses a name could confirm
the guess by hashing. A commitment tells nothing once its salt is gone.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from thidua.store.canonical import digest

SALT_SIZE = 32

Salts: TypeAlias = Callable[[], bytes]


def fresh_salt() -> bytes:
    """Give 32 random bytes from the system's source for secrets."""
    return secrets.token_bytes(SALT_SIZE)


def commitment(data: bytes, salt: bytes = b"") -> str:
    """
    Give what an event names a content by.

    Args:
        data: The content.
        salt: 32 bytes, or none for a content without personal data.

    Returns:
        HMAC-SHA256 with the salt as key (RFC 2104), or without a salt the plain SHA-256, in lower-case hex.
        HMAC and not a hash over both: so no byte can be moved from one to the other.
    """
    return hmac.digest(salt, data, "sha256").hex() if salt else digest(data)


def is_named(sha256: str, data: bytes, salt: bytes) -> bool:
    """
    Tell whether a content is the one an event names.

    A salt of another length than 32 bytes is none: HMAC fills shorter keys up with zeros, so that a zero more
    or less at its end would change nothing.
    """
    return len(salt) in (0, SALT_SIZE) and commitment(data, salt) == sha256


class Content(NamedTuple):
    """A content with the salt it is named under; both are empty once it was erased."""

    data: bytes
    salt: bytes = b""

    @property
    def sha256(self) -> str:
        """Give what events name it by."""
        return commitment(self.data, self.salt)
