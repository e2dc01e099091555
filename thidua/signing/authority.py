"""A test authority: root, signers, a list of revoked certificates, whose names say that they are a test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from thidua.dossier.files import replace_file

NOTICE = "CƠ QUAN THỬ NGHIỆM – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
_DAYS = timedelta(days=365)
_BITS = 2048


@dataclass(frozen=True)
class Holder:
    """A key and its certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    def pem(self) -> bytes:
        """Give the certificate as it is handed over."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def make_root(at: datetime, life: timedelta = 2 * _DAYS) -> Holder:
    """Make the root of a test authority, valid from a day before ``at``."""
    key = _key()
    name = _name(NOTICE, "Thử nghiệm")
    return Holder(key, _certificate(name, key, Holder(key, None), at, life, authority=True))  # type: ignore[arg-type]


def make_signer(root: Holder, name: str, at: datetime, life: timedelta = _DAYS) -> Holder:
    """Make a signer under a test authority; its organisation says that it is a test."""
    key = _key()
    return Holder(key, _certificate(_name(name, NOTICE), key, root, at, life, authority=False))


def make_stamper(root: Holder, name: str, at: datetime, life: timedelta = _DAYS) -> Holder:
    """Make a time-stamp service under a test authority."""
    key = _key()
    purposes = (ExtendedKeyUsageOID.TIME_STAMPING,)
    made = _certificate(_name(name, NOTICE), key, root, at, life, authority=False, purposes=purposes)
    return Holder(key, made)


def write_pkcs12(path: Path, holder: Holder, root: Holder, passphrase: str) -> None:
    """Write key, certificate and the root's certificate into a file readable by its owner alone."""
    content = pkcs12.serialize_key_and_certificates(
        b"thu nghiem",
        holder.key,
        holder.certificate,
        [root.certificate],
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    replace_file(path, content)
    path.chmod(0o600)


def revocations(
    root: Holder, at: datetime, revoked: tuple[Holder, ...] = (), life: timedelta = timedelta(days=30)
) -> bytes:
    """Give the authority's list of revoked certificates, in DER."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.certificate.subject)
        .last_update(at)
        .next_update(at + life)
    )
    for each in revoked:
        serial = each.certificate.serial_number
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(root.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _certificate(
    subject: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: Holder,
    at: datetime,
    life: timedelta,
    *,
    authority: bool,
    purposes: tuple[x509.ObjectIdentifier, ...] = (),
) -> x509.Certificate:
    issuer_name = issuer.certificate.subject if issuer.certificate else subject
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + life)
        .add_extension(
            x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True
        )
        .add_extension(_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(identifier, critical=False)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(purposes)), critical=True)
    return builder.sign(issuer.key, hashes.SHA256())
