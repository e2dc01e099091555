"""A second authority for tests: elliptic curves, certificates with faults, lists and answers over HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from thidua.signing.keys import Credential, open_pkcs12

NOW = datetime.now(UTC).replace(microsecond=0)
PHRASE = "một câu mật khẩu đủ dài"
DAY = timedelta(days=1)
_USES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
_USES += ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")


@dataclass(frozen=True)
class Party:
    """A key with its certificate."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def asn1(self) -> asn1.Certificate:
        return asn1.Certificate.load(self.certificate.public_bytes(Encoding.DER))

    def credential(self) -> Credential:
        """Open the key as a clerk does: from a file under a passphrase."""
        encryption = BestAvailableEncryption(PHRASE.encode())
        content = pkcs12.serialize_key_and_certificates(b"k", self.key, self.certificate, None, encryption)
        return open_pkcs12(content, PHRASE, "key.p12")


def issue(
    name: str,
    issuer: Party | None = None,
    *,
    curve: ec.EllipticCurve | None = None,
    uses: tuple[str, ...] = ("digital_signature",),
    authority: bool = False,
    begins: datetime = NOW - 100 * DAY,
    ends: datetime = NOW + 100 * DAY,
    crl: str = "",
    responder: str = "",
    stamps: bool = False,
) -> Party:
    """Make a party; without an issuer it is an authority of its own."""
    # The time stamps of pyHanko's tests are made with RSA alone.
    key = (
        rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(curve or ec.SECP256R1())
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above = issuer.certificate.subject if issuer else subject
    root_uses = ("key_cert_sign", "crl_sign") if authority or issuer is None else uses
    usage = x509.KeyUsage(**{use: use in root_uses for use in _USES})
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(authority or issuer is None, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    signs = issuer.key if issuer else key
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signs.public_key())
    builder = builder.add_extension(identifier, critical=False)
    for extension, critical in _more(crl, responder, stamps=stamps):
        builder = builder.add_extension(extension, critical=critical)
    return Party(key, builder.sign(signs, hashes.SHA256()))


def _more(crl: str, responder: str, *, stamps: bool) -> Iterator[tuple[x509.ExtensionType, bool]]:
    if crl:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl)], None, None, None)
        yield x509.CRLDistributionPoints([point]), False
    if responder:
        place = x509.UniformResourceIdentifier(responder)
        description = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
        yield x509.AuthorityInformationAccess([description]), False
    if stamps:
        yield x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True


def revoked_list(root: Party, revoked: dict[int, datetime], at: datetime = NOW) -> bytes:
    """Give the authority's list, in DER; ``revoked`` gives serial numbers and times."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(root.certificate.subject)
    builder = builder.last_update(at - timedelta(hours=1)).next_update(at + 30 * DAY)
    for serial, since in revoked.items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(root.key, hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass
class Services:
    """
    What an authority answers on this machine, over real sockets.

    Attributes:
        revoked: Serial numbers with the time since when.
        asked: Paths of the requests that came.
    """

    url: str
    root: Party
    revoked: dict[int, datetime] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    stamper: Party | None = None

    def answer(self, path: str, body: bytes) -> bytes:
        self.asked.append(path)
        if path == "/ca.crl":
            return revoked_list(self.root, self.revoked)
        return self._status(body) if path == "/ocsp" else self._stamp(body)

    def _status(self, body: bytes) -> bytes:
        asked = ocsp.load_der_ocsp_request(body)
        since = self.revoked.get(asked.serial_number)
        status = ocsp.OCSPCertStatus.REVOKED if since else ocsp.OCSPCertStatus.GOOD
        parties = {party.certificate.serial_number: party.certificate for party in self.known}
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=parties[asked.serial_number],
            issuer=self.root.certificate,
            algorithm=asked.hash_algorithm,
            cert_status=status,
            this_update=NOW - timedelta(minutes=5),
            next_update=NOW + DAY,
            revocation_time=since,
            revocation_reason=None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.root.certificate)
        for extension in asked.extensions:
            builder = builder.add_extension(extension.value, critical=False)
        return builder.sign(self.root.key, hashes.SHA256()).public_bytes(Encoding.DER)

    @property
    def known(self) -> list[Party]:
        return [*self.signers, *([self.stamper] if self.stamper else [])]

    signers: list[Party] = field(default_factory=list)

    def _stamp(self, body: bytes) -> bytes:
        assert self.stamper is not None
        secret = self.stamper.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        store = SimpleCertificateStore()
        store.register_multiple([self.root.asn1])
        stamper = DummyTimeStamper(self.stamper.asn1, keys.PrivateKeyInfo.load(secret), store, fixed_dt=NOW)
        asked = tsp.TimeStampReq.load(body)
        return bytes(asyncio.run(stamper.async_request_tsa_response(asked)).dump())


@contextmanager
def services(root: Party) -> Iterator[Services]:
    """Serve lists, answers and time stamps of an authority."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def do_GET(self) -> None:
            self._answer(b"")

        def _answer(self, body: bytes) -> None:
            said = mine.answer(self.path, body)
            kinds = {"/ca.crl": "pkix-crl", "/ocsp": "ocsp-response"}
            self.send_response(200)
            self.send_header("Content-Type", f"application/{kinds.get(self.path, 'timestamp-reply')}")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_args: Any) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        mine = Services(f"http://127.0.0.1:{server.server_port}", root)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield mine
        server.shutdown()
        thread.join()
