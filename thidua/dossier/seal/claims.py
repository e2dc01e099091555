"""What a seal says: who was honoured with what, by which decision, under which serial (RFC 8392 claims)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from scoring.errors import _
from thidua.dossier.printed_head import PrintedHead
from thidua.dossier.seal.cose import Owner, Signer, decoded, read_message, refuse
from thidua.dossier.seal.revocation import Revocations

PREFIX = "TD1:"
# RFC 8392: issued at, id of the token. The facts stand under a label of the private range.
_ISSUED_AT, _TOKEN_ID, _FACTS = 6, 7, -70001
_NAME, _AWARD, _DECISION, _HEAD = 1, 2, 3, 4
_ROOT_SIZE = 32
_VIETNAM = timezone(timedelta(hours=7))
_SERIAL = re.compile(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Seal:
    """
    The facts of a certificate as they are signed.

    Attributes:
        name: Of the honoured, as printed, with title.
        award: Heading of the certificate.
        decision: Number of the decision.
        issued: Day of the decision.
        serial: Mã số, as printed: ten letters and digits with a dash in the middle.
        head: Head of the record when the run was recorded that the certificate rests on; None for none.
    """

    name: str
    award: str
    decision: str
    issued: date
    serial: str
    head: PrintedHead | None = None


def serial(*parts: str) -> str:
    """
    Make the serial of a certificate from what makes it the one it is.

    Returns:
        The same for the same parts; fifty bits of their SHA-256 in Crockford's base 32.
    """
    digest = hashlib.sha256("\x00".join(parts).encode()).digest()
    bits = int.from_bytes(digest[:7], "big") >> 6
    letters = "".join(_CROCKFORD[bits >> 5 * place & 31] for place in range(9, -1, -1))
    return f"{letters[:5]}-{letters[5:]}"


def seal(facts: Seal, signer: Signer) -> str:
    """Sign the facts; gives the text for the QR code, the same text for the same facts and key."""
    import cbor2  # slow import

    midnight = datetime(facts.issued.year, facts.issued.month, facts.issued.day, tzinfo=_VIETNAM)
    claims: dict[int, Any] = {
        _ISSUED_AT: int(midnight.timestamp()),
        _TOKEN_ID: facts.serial.encode(),
        _FACTS: {_NAME: facts.name, _AWARD: facts.award, _DECISION: facts.decision},
    }
    if facts.head is not None:
        head = facts.head
        claims[_FACTS][_HEAD] = [head.origin, head.size, bytes.fromhex(head.root)]
    return signer.sign(PREFIX, cbor2.dumps(claims))


def read(text: str) -> Seal:
    """
    Read what a seal says, without believing it.

    Raises:
        SealError: It is no seal, or lacks one of the facts.
    """
    payload = read_message(PREFIX, text).payload
    try:
        return _facts(decoded(payload))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError):
        raise refuse("E_SEAL_TEXT", _("this is no seal of a certificate: {text}"), text=text[:40]) from None


def _facts(claims: Any) -> Seal:
    facts, number = claims[_FACTS], claims[_TOKEN_ID].decode("ascii")
    texts = [facts[_NAME], facts[_AWARD], facts[_DECISION]]
    if not all(isinstance(each, str) and each for each in texts) or not _SERIAL.fullmatch(number):
        raise ValueError(texts)
    issued = datetime.fromtimestamp(claims[_ISSUED_AT], UTC).astimezone(_VIETNAM).date()
    return Seal(texts[0], texts[1], texts[2], issued, number, _head(facts.get(_HEAD)))


def _head(found: Any) -> PrintedHead | None:
    if found is None:
        return None
    origin, size, root = found
    if not isinstance(origin, str) or type(size) is not int or len(root) != _ROOT_SIZE:
        raise ValueError(found)
    return PrintedHead(origin, size, root.hex())


def check(text: str, owners: Iterable[Owner], revoked: Revocations | None = None) -> tuple[Seal, Owner]:
    """
    Check a seal.

    Args:
        text: Of the QR code.
        owners: Whose seals are trusted.
        revoked: Which serials are called back; none when there is no list.

    Returns:
        What it says, and who says so.

    Raises:
        SealError: It is no seal, nobody of ``owners`` signed it, it was changed, or it is called back.
    """
    facts = read(text)
    owner = read_message(PREFIX, text).signed_by(owners)
    reason = revoked.reason(owner, facts.serial) if revoked else None
    if reason is not None:
        message = _("the certificate {serial} of {name} was revoked: {reason}")
        values = {"serial": facts.serial, "name": facts.name, "reason": reason}
        raise refuse("E_SEAL_REVOKED", message, **values)
    return facts, owner
