"""COSE_Sign1 messages (RFC 9052) signed with Ed25519 (RFC 8032), as base45 text behind a prefix."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from scoring.errors import Problem, ScoringError, _
from thidua.dossier.seal import base45

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

# RFC 9052 and 9053: tag of the message, labels of its headers, number of the algorithm EdDSA.
_SIGN1, _ALGORITHM, _KEY_ID, _EDDSA = 18, 1, 4, -8
_KEY_ID_BYTES = 8
# A list of revoked certificates may be long; a QR code never is.
_LONGEST = 4_000_000


class SealError(ScoringError):
    """A seal that proves nothing; the problem says why."""


@dataclass(frozen=True)
class Owner:
    """
    Somebody whose seals are trusted.

    Attributes:
        name: As it is shown to whoever checks.
        key: Ed25519 public key, 32 bytes.
    """

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """Give the short name of the key that seals carry."""
        return hashlib.sha256(self.key).digest()[:_KEY_ID_BYTES]


@dataclass(frozen=True)
class Signer:
    """
    Somebody who seals.

    Attributes:
        name: As whoever checks will see it.
        seed: Ed25519 secret, 32 bytes.
    """

    name: str
    seed: bytes

    def __repr__(self) -> str:
        """Give the name; the secret is never printed by accident."""
        return f"Signer({self.name!r})"

    @property
    def owner(self) -> Owner:
        """Give the public half."""
        return Owner(self.name, _public(self.seed))

    def sign(self, prefix: str, payload: bytes) -> str:
        """Give the text of a signed message."""
        import cbor2  # slow import

        protected = cbor2.dumps({_ALGORITHM: _EDDSA, _KEY_ID: self.owner.id})
        signature = _private(self.seed).sign(_signed_part(protected, payload))
        return prefix + base45.encode(cbor2.dumps(cbor2.CBORTag(_SIGN1, [protected, {}, payload, signature])))


@lru_cache(maxsize=4)
def _private(seed: bytes) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # slow import

    return Ed25519PrivateKey.from_private_bytes(seed)


@lru_cache(maxsize=4)
def _public(seed: bytes) -> bytes:
    return _private(seed).public_key().public_bytes_raw()


def _signed_part(protected: bytes, payload: bytes) -> bytes:
    import cbor2  # slow import

    return cbor2.dumps(["Signature1", protected, b"", payload])


@dataclass(frozen=True)
class Message:
    """A signed message that was read: its payload and headers, not yet believed."""

    protected: bytes
    key_id: bytes
    payload: bytes
    signature: bytes

    def signed_by(self, owners: Iterable[Owner]) -> Owner:
        """
        Give who signed.

        Raises:
            SealError: None of ``owners`` has the key it names, or the signature is wrong.
        """
        from cryptography.exceptions import InvalidSignature  # slow import
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # slow import

        owner = next((owner for owner in owners if owner.id == self.key_id), None)
        if owner is None:
            message = _("the seal is signed with a key that is not trusted here: {key}")
            raise refuse("E_SEAL_KEY", message, key=self.key_id.hex())
        try:
            key = Ed25519PublicKey.from_public_bytes(owner.key)
            key.verify(self.signature, _signed_part(self.protected, self.payload))
        except (InvalidSignature, ValueError):
            message = _("the signature is wrong: something in the seal was changed after {owner} signed it")
            raise refuse("E_SEAL_SIGNATURE", message, owner=owner.name) from None
        return owner


def read_message(prefix: str, text: str) -> Message:
    """
    Read the text of a message.

    Raises:
        SealError: It is no message of this kind, whole and in one piece.
    """
    cleaned = text.strip()  # no base45 text ends in a space
    try:
        if not cleaned.startswith(prefix) or len(cleaned) > _LONGEST:
            raise ValueError(prefix)
        value = decoded(base45.decode(cleaned.removeprefix(prefix)))
        protected, unprotected, payload, signature = value.value
        headers = decoded(protected)
        if value.tag != _SIGN1 or headers[_ALGORITHM] != _EDDSA or not isinstance(headers[_KEY_ID], bytes):
            raise ValueError(headers)
        if unprotected != {}:  # what no signature covers has no place here
            raise ValueError(unprotected)
        return Message(bytes(protected), headers[_KEY_ID], bytes(payload), bytes(signature))
    except (ValueError, TypeError, KeyError, AttributeError):
        message = _("this is no seal of a certificate: {text}")
        raise refuse("E_SEAL_TEXT", message, text=cleaned[:40]) from None


def decoded(content: bytes) -> Any:
    """
    Read one CBOR value.

    Raises:
        ValueError: It is no CBOR, or something follows it.
    """
    import cbor2  # slow import

    stream = BytesIO(content)
    try:
        value: Any = cbor2.CBORDecoder(stream).decode()
    except (cbor2.CBORDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    if stream.read(1):
        raise ValueError("more follows")
    return value


def refuse(code: str, message: str, **values: object) -> SealError:
    """Give the error for one problem."""
    return SealError([Problem(code, message, values)])
