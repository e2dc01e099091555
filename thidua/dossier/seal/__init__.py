"""
Seals: the facts of a certificate, signed, short enough for a QR code, checked by anyone with no server.

A seal is the prefix ``TD1:`` and the base45 text (RFC 9285) of a COSE_Sign1 message (RFC 9052) over a CWT
(RFC 8392), signed with Ed25519: the layers of the health passes, less the compression, which does not
make so few bytes fewer.
"""

from thidua.dossier.seal.claims import Seal, check, read, seal
from thidua.dossier.seal.cose import Owner, SealError, Signer
from thidua.dossier.seal.revocation import Revocations, read_revocations, revoke

__all__ = [
    "Owner",
    "Revocations",
    "Seal",
    "SealError",
    "Signer",
    "check",
    "read",
    "read_revocations",
    "revoke",
    "seal",
]
