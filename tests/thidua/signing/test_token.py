"""A token behind PKCS #11: SoftHSM, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives import serialization

from tests.thidua.signing import samples
from thidua.commands import main

LIBRARY = Path(os.environ.get("SOFTHSM2_LIB", "/usr/lib/softhsm/libsofthsm2.so"))


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with a paper and a PIN; the token ``thu`` holds key and certificate ``ky``."""
    tool = os.environ.get("SOFTHSM2_UTIL") or shutil.which("softhsm2-util")
    pkcs11 = pytest.importorskip("pkcs11", reason="needs the extra pkcs11")
    if (tool is None or not LIBRARY.exists()) and os.environ.get("CI"):
        pytest.fail("CI lacks softhsm2")
    if tool is None or not LIBRARY.exists():
        pytest.skip("needs softhsm2, or SOFTHSM2_LIB and SOFTHSM2_UTIL")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\n", encoding="utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm.conf"))
    words = ["--module", str(LIBRARY), "--init-token", "--free", "--label", "thu", "--pin", "1234"]
    subprocess.run([tool, *words, "--so-pin", "1234"], check=True, capture_output=True)
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    secret = samples.signer().key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    known = {pkcs11.Attribute.LABEL: "ky", pkcs11.Attribute.ID: b"1", pkcs11.Attribute.TOKEN: True}
    with pkcs11.lib(str(LIBRARY)).get_token(token_label="thu").open(user_pin="1234", rw=True) as session:
        session.create_object(decode_rsa_private_key(secret) | known | {pkcs11.Attribute.SIGN: True})
        session.create_object(decode_x509_certificate(samples.der(samples.signer())) | known)
    samples.office(tmp_path)
    (tmp_path / "a.pdf").write_bytes(samples.plain())
    (tmp_path / "pin").write_text("1234\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_token_signs_and_its_faults_are_told_in_words(token: Path) -> None:
    def call(out: str, label: str, pin: str) -> tuple[int, str]:
        key = ["--pkcs11", str(LIBRARY), "--token", "thu", "--cert", label, "--passphrase-file", pin]
        answer = CliRunner().invoke(main, ["sign", "a.pdf", "-o", out, *key], catch_exceptions=False)
        return answer.exit_code, answer.output

    (token / "wrong").write_text("9\n", encoding="utf-8")
    assert call("s", "ky", "pin")[0] == 0
    verified = CliRunner().invoke(main, ["verify", "s/a.pdf", "--trust-ca", "ca.pem"])
    assert (verified.exit_code, samples.NAME in verified.output) == (0, True)
    code, said = call("t", "ky", "wrong")
    assert (code, "E_SIGN_TOKEN: The token cannot be opened: PinIncorrect." in said) == (1, True)
    code, said = call("t", "khac", "pin")
    assert (code, "E_SIGN_TOKEN_CERT: There is no certificate khac" in said) == (1, True)
