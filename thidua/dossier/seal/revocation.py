"""The list of certificates that were called back, signed by whoever sealed them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scoring.errors import _
from thidua.dossier.seal.cose import Owner, SealError, Signer, decoded, read_message, refuse

PREFIX = "TDR1:"
_ISSUED_AT, _REVOKED = 6, -70002


@dataclass(frozen=True)
class Revocations:
    """
    A signed list that was checked.

    Attributes:
        owner: Who signed; only this owner's certificates are called back by it.
        at: When, UTC.
        reasons: Why, by serial.
    """

    owner: Owner
    at: datetime
    reasons: Mapping[str, str]

    def reason(self, owner: Owner, serial: str) -> str | None:
        """Give why a certificate was called back; None when it was not."""
        return self.reasons.get(serial) if owner == self.owner else None


def revoke(reasons: Mapping[str, str], at: datetime, signer: Signer) -> str:
    """
    Sign a list.

    Args:
        reasons: All that is called back so far: why, by serial.
        at: When; with its time zone.
        signer: Who sealed the certificates.
    """
    import cbor2  # slow import

    claims = {_ISSUED_AT: int(at.timestamp()), _REVOKED: dict(sorted(reasons.items()))}
    return signer.sign(PREFIX, cbor2.dumps(claims))


def read_revocations(text: str, owners: Iterable[Owner]) -> Revocations:
    """
    Check a list.

    Raises:
        SealError: It is no list, nobody of ``owners`` signed it, or it was changed.
    """
    message = read_message(PREFIX, text)
    owner = message.signed_by(owners)
    try:
        return _revocations(decoded(message.payload), owner)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError):
        raise _no_list(text) from None


def _revocations(claims: Any, owner: Owner) -> Revocations:
    at = datetime.fromtimestamp(claims[_ISSUED_AT], UTC)
    return Revocations(owner, at, {str(serial): str(reason) for serial, reason in claims[_REVOKED].items()})


def _no_list(text: str) -> SealError:
    return refuse("E_SEAL_LIST", _("this is no list of revoked certificates: {text}"), text=text[:40])
