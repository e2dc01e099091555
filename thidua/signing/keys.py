"""Whose key signs: out of a PKCS #12 file, or on a token behind PKCS #11."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from asn1crypto import pkcs12 as asn1_pkcs12
from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from pyhanko.sign.signers import Signer

from scoring.errors import Problem, _
from thidua.signing.cached import CachedKey
from thidua.signing.errors import SigningError, refuse

_SIGNS = {"digital_signature", "non_repudiation"}
_LEAST_RSA, _LEAST_CURVE = 2048, 256


@dataclass(frozen=True)
class Credential:
    """
    A key that is open, with its certificate.

    Attributes:
        signer: What pyHanko signs with; the key is read once for all papers.
        certificate: Of the signer.
        place: Name of the file or token, for messages.
        source: Content and passphrase of the file, to open it in another process too; empty for a token.
    """

    signer: Signer
    certificate: x509.Certificate
    place: str
    source: tuple[bytes, str] | tuple[()] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """Give whose certificate it is: the common name, else the whole name."""
        return common_name(self.certificate)

    @property
    def organisation(self) -> str:
        """Give the organisation that the certificate names; empty for none."""
        return _named(self.certificate, "organization_name")

    @property
    def uses(self) -> set[str]:
        """Give those uses of the key that signing is one of, as the certificate names them; one is enough."""
        usage = self.certificate.key_usage_value
        return set(_SIGNS) if usage is None else _SIGNS & set(usage.native)

    def problems(self, at: datetime) -> list[Problem]:
        """List why nobody should sign with this certificate at a time."""
        checks = (
            (at < self.certificate.not_valid_before, "E_SIGN_CERT_EARLY", _EARLY),
            (at > self.certificate.not_valid_after, "E_SIGN_CERT_EXPIRED", _EXPIRED),
            (not self.uses, "E_SIGN_CERT_USAGE", _USAGE),
        )
        values = {
            "name": self.name,
            "first": f"{self.certificate.not_valid_before:%d/%m/%Y}",
            "last": f"{self.certificate.not_valid_after:%d/%m/%Y}",
        }
        return [Problem(code, text, values, self.place) for wrong, code, text in checks if wrong]


_EARLY = _("The certificate of {name} is valid from {first} only.")
_EXPIRED = _("The certificate of {name} has expired on {last}; ask its issuer for a new one.")
_USAGE = _("The certificate of {name} is not for signing documents (key usage).")


def common_name(certificate: x509.Certificate) -> str:
    """Give the common name of a certificate's holder, else the whole name."""
    return _named(certificate, "common_name") or str(certificate.subject.human_friendly)


def _named(certificate: x509.Certificate, part: str) -> str:
    found = certificate.subject.native.get(part, "")
    # A name may stand there several times.
    return "; ".join(found) if isinstance(found, list) else str(found)


def open_pkcs12(content: bytes, passphrase: str, place: object = "") -> Credential:
    """
    Open a PKCS #12 file.

    Args:
        content: Of the file.
        passphrase: What opens it.
        place: Name of the file, for messages.

    Raises:
        SigningError: It is no such file, the passphrase is wrong, there is no key with its certificate in
            it, or the key is of a kind or size not to sign with.
    """
    try:
        opened = load_pkcs12(content, passphrase.encode() or None)
    except ValueError:
        raise _not_opened(content, place) from None
    if opened.key is None or opened.cert is None:
        message = _("There is no key with its certificate in this file; export both together.")
        raise refuse("E_SIGN_P12_EMPTY", message, place)
    key = opened.key
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or (
        key.key_size < (_LEAST_RSA if isinstance(key, rsa.RSAPrivateKey) else _LEAST_CURVE)
    ):
        message = _(
            "This key is not to sign with: RSA from {least} bits or an elliptic curve from {curve} bits is "
            "needed."
        )
        raise refuse("E_SIGN_KEY_KIND", message, place, least=_LEAST_RSA, curve=_LEAST_CURVE)
    certificate = x509.Certificate.load(opened.cert.certificate.public_bytes(Encoding.DER))
    others = [
        x509.Certificate.load(each.certificate.public_bytes(Encoding.DER)) for each in opened.additional_certs
    ]
    return Credential(CachedKey(key, certificate, others), certificate, str(place), (content, passphrase))


def _not_opened(content: bytes, place: object) -> SigningError:
    try:
        is_file = asn1_pkcs12.Pfx.load(content, strict=True)["version"].native == "v3"
    except ValueError:
        is_file = False
    if is_file:
        return refuse("E_SIGN_PASSPHRASE", _("The passphrase is wrong, or the file is damaged."), place)
    message = _("This is no PKCS #12 file (.p12, .pfx) with a key and its certificate.")
    return refuse("E_SIGN_P12", message, place)


@contextmanager
def token_open(library: Path, token: str, label: str, pin: str) -> Iterator[Credential]:
    """
    Open a token while papers are signed.

    Args:
        library: Its maker's PKCS #11 library.
        token: Label of the token.
        label: Of the certificate on it, which is that of the key as well.
        pin: What opens it.

    Raises:
        SigningError: The extra package is missing, or library, token, PIN or certificate are not right.
    """
    try:
        import pkcs11  # optional
        from pyhanko.config.pkcs11 import TokenCriteria  # optional
        from pyhanko.sign import pkcs11 as hanko  # optional
    except ImportError:
        message = _("For tokens one more package is needed: pip install 'thidua[pkcs11]'")
        raise refuse("E_SIGN_TOKEN_PACKAGE", message, library) from None
    place = f"{library}!{token}"
    try:
        session = hanko.open_pkcs11_session(
            str(library), token_criteria=TokenCriteria(label=token), user_pin=pin
        )
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        message = _("The token cannot be opened: {what}. Check library, label and PIN.")
        raise refuse("E_SIGN_TOKEN", message, place, what=_said(error)) from None
    with session:
        yield _on_token(session, label, place)


def _said(error: Exception) -> str:
    # Errors of PKCS #11 often have a name and no words.
    return str(error).rstrip(".") or type(error).__name__


def _on_token(session: object, label: str, place: str) -> Credential:
    from pkcs11 import PKCS11Error  # optional
    from pyhanko.sign.pkcs11 import PKCS11Signer  # optional

    signer = PKCS11Signer(session, cert_label=label)  # type: ignore[arg-type]  # the session is pkcs11's own
    try:
        asyncio.run(signer.ensure_objects_loaded())
    except PKCS11Error as error:
        message = _("There is no certificate {label} with its key on this token: {what}")
        raise refuse("E_SIGN_TOKEN_CERT", message, place, label=label, what=_said(error)) from None
    certificate = signer.signing_cert
    if certificate is None:
        message = _("There is no certificate {label} with its key on this token: {what}")
        raise refuse("E_SIGN_TOKEN_CERT", message, place, label=label, what="-")
    return Credential(signer, certificate, place)
