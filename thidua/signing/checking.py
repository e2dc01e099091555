"""What the signatures in a PDF are worth; nothing is fetched, and only what was handed over is believed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import crl, pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from scoring.errors import Problem, _
from thidua.signing.errors import DAMAGE, refuse
from thidua.signing.keys import common_name
from thidua.signing.pades import opened
from thidua.signing.policy import SignaturesOnly

_BROKEN = (PdfError, PathError, ValidationError, *DAMAGE)
_UNREADABLE = _("The signature cannot be read: it was changed ({what}).")
_KNOWN = (SigSeedSubFilter.PADES.value, SigSeedSubFilter.ADOBE_PKCS7_DETACHED.value)
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


@dataclass(frozen=True)
class Finding:
    """
    One signature.

    Attributes:
        field: Its name in the file.
        signer: From the certificate; empty when that cannot be read.
        at: When it was made, UTC; None when nothing says so.
        is_stamped: Whether ``at`` comes from a trusted time stamp, not from the signer's own clock.
        covers_all: Whether it covers every byte of the file.
        revocation: ``checked``, ``unknown`` (the file holds no lists that say it) or ``revoked``.
        problems: Why it does not count; empty when it does.
    """

    field: str
    signer: str
    at: datetime | None
    is_stamped: bool
    covers_all: bool
    revocation: str
    problems: tuple[Problem, ...]

    @property
    def is_good(self) -> bool:
        """Tell whether it counts."""
        return not self.problems


def read_authorities(content: bytes, place: object = "") -> list[x509.Certificate]:
    """
    Read certificates that are trusted.

    Args:
        content: PEM with one certificate or more, or one in DER.
        place: Name of the file, for messages.

    Raises:
        SigningError: There is none.
    """
    try:
        if not pem.detect(content):
            return [_whole(content)]
        found = [der for kind, _head, der in pem.unarmor(content, multiple=True) if kind == "CERTIFICATE"]
        if found:
            return [_whole(each) for each in found]
    except (ValueError, TypeError):
        pass  # said below
    message = _("This file holds no certificate (PEM or DER) that can be read.")
    raise refuse("E_SIGN_PEM", message, place)


def read_lists(content: bytes, place: object = "") -> list[crl.CertificateList]:
    """
    Read lists of revoked certificates, PEM or DER.

    Raises:
        SigningError: There is none.
    """
    try:
        lists = [content]
        if pem.detect(content):
            lists = [der for _kind, _head, der in pem.unarmor(content, multiple=True)]
        found = [crl.CertificateList.load(each, strict=True) for each in lists]
        if all(each.issuer.native for each in found):
            return found
    except (ValueError, TypeError):
        pass  # said below
    raise refuse("E_SIGN_CRL", _("This file holds no list of revoked certificates (CRL)."), place)


def _whole(content: bytes) -> x509.Certificate:
    certificate = x509.Certificate.load(content, strict=True)
    certificate.subject.native  # noqa: B018 - asn1crypto reads when asked
    return certificate


def check_signatures(
    content: bytes, trusted: Sequence[x509.Certificate], now: datetime, place: object = ""
) -> list[Finding]:
    """
    Check every signature of a paper.

    Args:
        content: Of the PDF.
        trusted: Authorities, as they were handed over; a signer may be one of them.
        now: When a signature without a trusted time stamp must still be valid.
        place: Name of the file, for messages.

    Returns:
        One finding for each, in the order in which they were made; the paper is as signed when all are good.

    Raises:
        SigningError: It is no PDF, or nobody signed it.
    """
    reader = opened(content, place)
    try:
        signatures = list(reader.embedded_regular_signatures)
    except _BROKEN as error:
        raise refuse("E_SIGN_BROKEN", _UNREADABLE, place, what=error) from None
    if not signatures:
        raise refuse("E_SIGN_NONE", _("Nobody has signed this paper."), place)
    judge, last = _Judge(reader, content, tuple(trusted), now), len(signatures) - 1
    return [
        _finding(judge, each, is_last=number == last, place=place) for number, each in enumerate(signatures)
    ]


def _finding(judge: _Judge, signature: EmbeddedPdfSignature, *, is_last: bool, place: object) -> Finding:
    try:
        status, revocation = judge.status(signature)
    except _BROKEN as error:
        problem = Problem("E_SIGN_BROKEN", _UNREADABLE, {"what": error}, str(place))
        return Finding(signature.field_name, "", None, False, False, "unknown", (problem,))
    stamped = _stamped(status)
    at = stamped or status.signer_reported_dt
    signer, valid = common_name(status.signing_cert), status.signing_cert
    values = {
        "signer": signer,
        "since": f"{valid.not_valid_before:%d/%m/%Y}",
        "until": f"{valid.not_valid_after:%d/%m/%Y}",
    }
    problems = tuple(
        Problem(code, message, values, str(place))
        for code, message in _faults(status, is_last=is_last, moment=stamped or judge.now)
    )
    return Finding(
        signature.field_name,
        signer,
        at.astimezone(UTC) if at else None,
        stamped is not None,
        status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        "revoked" if status.revoked else revocation,
        problems,
    )


def _stamped(status: PdfSignatureStatus) -> datetime | None:
    """Give the time of a time stamp that is trusted."""
    stamp = status.timestamp_validity
    return stamp.timestamp if stamp and stamp.valid and stamp.intact and stamp.trusted else None


@dataclass(frozen=True)
class _Judge:
    """What a signature is judged by."""

    reader: PdfFileReader
    content: bytes
    trusted: tuple[x509.Certificate, ...]
    now: datetime

    def status(self, signature: EmbeddedPdfSignature) -> tuple[PdfSignatureStatus, str]:
        """Validate, and say whether the file proves that nothing was revoked."""
        if signature.sig_object.get("/SubFilter") not in _KNOWN:
            raise ValueError(str(signature.sig_object.get("/SubFilter")))
        found = self._validated(signature, self._context(self.now))
        stamped = _stamped(found)
        if stamped is not None:
            # Then the certificate must have been valid at that time, whatever happened to it since.
            found = self._validated(signature, self._context(stamped))
        if not found.trusted or not self._holds_lists():
            return found, "unknown"
        strict = self._validated(signature, self._context(stamped or self.now, "require"))
        return (strict, "checked") if strict.trusted or strict.revoked else (found, "unknown")

    def _validated(self, signature: EmbeddedPdfSignature, context: ValidationContext) -> PdfSignatureStatus:
        stamps, policy = self._context(self.now), SignaturesOnly(self.content, signature)
        return asyncio.run(
            async_validate_pdf_signature(
                signature, context, stamps, diff_policy=policy, key_usage_settings=_USAGE
            )
        )

    def _context(self, moment: datetime, mode: str = "soft-fail") -> ValidationContext:
        values: dict[str, Any] = {
            "trust_roots": list(self.trusted),
            "allow_fetching": False,
            "revocation_mode": mode,
            "moment": moment,
            # Lists made after the signature say as much about it as those from before.
            "retroactive_revinfo": True,
        }
        try:
            return DocumentSecurityStore.read_dss(self.reader).as_validation_context(values)
        except NoDSSFoundError:
            return ValidationContext(**values)

    def _holds_lists(self) -> bool:
        try:
            held = DocumentSecurityStore.read_dss(self.reader)
        except NoDSSFoundError:
            return False
        return bool(held.crls or held.ocsps)


def _faults(status: PdfSignatureStatus, *, is_last: bool, moment: datetime) -> Iterator[tuple[str, str]]:
    if not status.intact:
        yield "E_SIGN_CHANGED", _("What {signer} signed was changed since.")
    elif not status.valid:
        yield "E_SIGN_FALSE", _("The signature was not made with the key of {signer}.")
    elif not _is_kept(status, is_last=is_last):
        yield "E_SIGN_ADDED", _("More was added to the paper after {signer} signed it.")
    if not (status.intact and status.valid):
        return  # whose certificate it is says nothing then
    if status.revoked:
        yield "E_SIGN_REVOKED", _("The certificate of {signer} was revoked by its issuer.")
    elif not status.trusted:
        yield _distrust(status, moment)


def _is_kept(status: PdfSignatureStatus, *, is_last: bool) -> bool:
    """Tell whether nothing but further signatures, or what makes them last, came later."""
    level = status.modification_level
    most = ModificationLevel.LTA_UPDATES if is_last else ModificationLevel.FORM_FILLING
    return level is not None and level <= most


def _distrust(status: PdfSignatureStatus, moment: datetime) -> tuple[str, str]:
    if moment < status.signing_cert.not_valid_before:
        return "E_SIGN_EARLY", _("The certificate of {signer} is valid from {since} only.")
    problem = status.trust_problem_indic
    name = str(getattr(problem, "name", ""))
    if "OUT_OF_BOUNDS" in name or "EXPIRED" in name:
        text = _(
            "The certificate of {signer} was valid until {until}; no time stamp says this was signed before."
        )
        return "E_SIGN_EXPIRED", text
    if "NO_CERTIFICATE_CHAIN" in name:
        return "E_SIGN_UNTRUSTED", _("The certificate of {signer} does not lead to an authority you trust.")
    return "E_SIGN_CHAIN", _("The certificate of {signer}, or one above it, may not be used for this.")
