"""A time-stamp service for tests: keys and certificates made here, answers by ``openssl ts``."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
STAMPING = x509.ExtendedKeyUsageOID.TIME_STAMPING
NOW = datetime.now(UTC)
_CONFIG = """\
[stamping]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = {hash}
"""


def need_openssl() -> None:
    """Skip loudly where there is no openssl; CI has it, so there it fails."""
    if shutil.which("openssl") is None:
        if os.environ.get("CI"):
            pytest.fail("CI lacks openssl")
        pytest.skip("needs openssl")


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


@dataclass(frozen=True)
class Holder:
    """A key with its certificate."""

    key: Key
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def signs(
        self,
        name: str,
        *,
        authority: bool = False,
        purposes: Sequence[x509.ObjectIdentifier] = (STAMPING,),
        critical: bool = True,
        valid: tuple[datetime, datetime] = (NOW - timedelta(days=1), NOW + timedelta(days=30)),
        key: Key | None = None,
    ) -> Holder:
        key = key or ec.generate_private_key(ec.SECP256R1())
        return Holder(
            key,
            _certificate(
                self, name, key, authority=authority, purposes=purposes, critical=critical, valid=valid
            ),
        )


def _certificate(
    issuer: Holder | None,
    name: str,
    key: Key,
    *,
    authority: bool,
    purposes: Sequence[x509.ObjectIdentifier] = (),
    critical: bool = True,
    valid: tuple[datetime, datetime] = (NOW - timedelta(days=2), NOW + timedelta(days=900)),
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(issuer.certificate.subject if issuer else named(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if purposes and not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(purposes)), critical=critical)
    return builder.sign(issuer.key if issuer else key, hashes.SHA256())


def root(name: str) -> Holder:
    """Make an authority that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Holder(key, _certificate(None, name, key, authority=True))


def answer(
    folder: Path, request: Path, holder: Holder, chain: Sequence[Holder] = (), hash_name: str = "sha256"
) -> Path:
    """Let ``openssl ts`` answer a request; the file it gives back."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder, hash=hash_name))
    private = holder.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "tsa.key").write_bytes(private)
    (folder / "tsa.pem").write_bytes(holder.pem)
    (folder / "chain.pem").write_bytes(b"".join(each.pem for each in chain) or holder.pem)
    out = folder / "response.tsr"
    words = ["-config", "tsa.cnf", "-section", "stamping", "-queryfile", str(request.absolute())]
    keys = ["-signer", "tsa.pem", "-inkey", "tsa.key", "-out", out.name]
    more = ["-chain", "chain.pem"] if chain else []
    subprocess.run(
        ["openssl", "ts", "-reply", *words, *keys, *more], check=True, capture_output=True, cwd=folder
    )
    return out


def query(folder: Path, data: bytes, *options: str) -> Path:
    """Let ``openssl ts`` write a request of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data").write_bytes(data)
    out = folder / "own.tsq"
    subprocess.run(
        ["openssl", "ts", "-query", "-data", "data", "-cert", *(options or ("-sha256",)), "-out", out.name],
        check=True,
        capture_output=True,
        cwd=folder,
    )
    return out
