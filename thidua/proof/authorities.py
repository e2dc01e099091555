"""Whose time stamps are trusted: certificates from files, and the way from a service's to a trusted one."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scoring.errors import _
from thidua.audit.notes import refuse

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def read_certificates(content: bytes, place: object = "") -> list[Certificate]:
    """
    Read certificates from a PEM file.

    Raises:
        NoteError: It holds none, or one that cannot be read.
    """
    from cryptography.x509 import load_pem_x509_certificates  # slow import

    try:
        return load_pem_x509_certificates(content)
    except ValueError:
        message = _("This file holds no certificate (PEM) that can be read.")
        raise refuse("E_STAMP_PEM", message, place) from None


def parsed(contents: Sequence[bytes]) -> list[Certificate]:
    """Read certificates in DER; raises ValueError for what is none."""
    from cryptography import x509  # slow import
    from cryptography.utils import CryptographyDeprecationWarning  # slow import

    try:
        with warnings.catch_warnings():
            # What cryptography only warns of, RFC 5280 forbids.
            warnings.simplefilter("error", CryptographyDeprecationWarning)
            return [x509.load_der_x509_certificate(each) for each in contents]
    except (x509.InvalidVersion, CryptographyDeprecationWarning) as error:
        raise ValueError(str(error)) from error


def lead_to_trusted(
    certificate: Certificate,
    between: Sequence[Certificate],
    authorities: Sequence[Certificate],
    at: datetime,
    place: object = "",
) -> None:
    """
    Check that a service's certificate leads to a trusted one, and is for time stamps alone.

    Args:
        certificate: Of the service.
        between: Further certificates that came with the stamp; not trusted themselves.
        authorities: The trusted ones.
        at: When all of them must have been valid.
        place: Name of the file with the stamp, for messages.

    Raises:
        NoteError: It does not, or nobody is trusted.

    Source: RFC 5280, 6.1, as ``cryptography`` follows it; RFC 3161, 2.3.
    """
    from cryptography import x509  # slow import
    from cryptography.x509 import verification  # slow import

    if not authorities:
        message = _("Whose time stamps are trusted is not known: give the certificate with --trust")
        raise refuse("E_STAMP_TRUST", message, place)
    any_extension = verification.ExtensionPolicy.permit_all()
    critical, either = verification.Criticality.CRITICAL, verification.Criticality.AGNOSTIC
    policy = (
        verification.PolicyBuilder()
        .store(verification.Store(list(authorities)))
        .time(at.replace(tzinfo=None))
        .extension_policies(
            ee_policy=any_extension.require_present(x509.ExtendedKeyUsage, critical, _stamps_only),
            ca_policy=any_extension.require_present(
                x509.BasicConstraints, either, _is_authority
            ).may_be_present(x509.KeyUsage, either, _signs_certificates),
        )
    )
    try:
        policy.build_client_verifier().verify(certificate, list(between))
    except verification.VerificationError as error:
        message = _("The certificate of the time stamp does not lead to a trusted one: {detail}")
        raise refuse("E_STAMP_TRUST", message, place, detail=error) from None


def _stamps_only(_policy: Any, _certificate: Any, found: Any) -> None:
    from cryptography.x509.oid import ExtendedKeyUsageOID  # slow import

    # RFC 3161, 2.3: this purpose and no other.
    if list(found) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise ValueError("not for time stamps alone")


def _is_authority(_policy: Any, _certificate: Any, found: Any) -> None:
    if not found.ca:
        raise ValueError("not an authority")


def _signs_certificates(_policy: Any, _certificate: Any, found: Any) -> None:
    if found is not None and not found.key_cert_sign:
        raise ValueError("not for signing certificates")


def name_of(certificate: Certificate) -> str:
    """Give whose certificate it is: its common name, else its whole name."""
    from cryptography.x509 import NameOID  # slow import

    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else certificate.subject.rfc4514_string()
