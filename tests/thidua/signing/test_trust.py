"""Which certificates count, and what is said of those that do not; lists and answers come over sockets."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import crl
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore

from tests.thidua.signing import pki, samples
from tests.thidua.signing.pki import DAY, NOW, Party, issue, revoked_list, services
from tests.thidua.signing.test_checking import SIGNED, pdfsig
from thidua.commands import main
from thidua.signing.checking import Finding, check_signatures
from thidua.signing.errors import SigningError
from thidua.signing.pades import Evidence, Pen


@lru_cache
def root() -> Party:
    return issue("Cơ quan thử nghiệm hai")


def signed(party: Party, evidence: Evidence | None = None) -> bytes:
    return Pen(party.credential(), NOW, None, evidence or Evidence()).sign(samples.plain(), "a.pdf")


def checked(content: bytes, authority: Party | None = None) -> Finding:
    (found,) = check_signatures(content, [(authority or root()).asn1], NOW, "a.pdf")
    return found


def codes(content: bytes) -> list[str]:
    return [problem.code for problem in checked(content).problems]


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1()], ids=["P-256", "P-384"])
def test_a_key_on_an_elliptic_curve_signs_and_pdfsig_agrees(tmp_path: Path, curve: ec.EllipticCurve) -> None:
    content = signed(issue("Đường Cong", root(), curve=curve))
    (tmp_path / "a.pdf").write_bytes(content)

    assert (checked(content).signer, checked(content).is_good) == ("Đường Cong", True)
    assert SIGNED in pdfsig(tmp_path / "a.pdf")


@pytest.mark.parametrize(("service", "held"), [("crl", "/CRLs"), ("responder", "/OCSPs")])
def test_lists_and_answers_are_fetched_where_the_certificates_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: str, held: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = {"crl": "/ca.crl", "responder": "/ocsp"}[service]
    with services(root()) as served:
        place = {service: served.url + path}
        served.stamper = issue("Dấu thời gian", root(), stamps=True, **place)  # type: ignore[arg-type]
        signer = issue("Ký Lâu", root(), **place)  # type: ignore[arg-type]
        served.signers = [signer]
        content = signer.credential().source[0]
        Path("key.p12").write_bytes(content)  # type: ignore[arg-type]
        Path("pass").write_text(pki.PHRASE, encoding="utf-8")
        Path("ca.pem").write_bytes(root().certificate.public_bytes(Encoding.PEM))
        Path("a.pdf").write_bytes(samples.plain())
        words = ["sign", "a.pdf", "-o", "s", "--pkcs12", "key.p12", "--passphrase-file", "pass"]
        lasting = [*words, "--tsa", f"{served.url}/tsa", "--trust-ca", "ca.pem"]
        answer = CliRunner().invoke(main, lasting, catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
        asked = served.asked[:]
        served.revoked[signer.certificate.serial_number] = NOW - DAY
        late = CliRunner().invoke(main, [*lasting, "--replace"], catch_exceptions=False)

    assert (path in asked, "/tsa" in asked) == (True, True)
    with pikepdf.open("s/a.pdf") as pdf:
        assert len(pdf.Root.DSS[held]) > 0
    # Nothing is served any more: the file itself says it.
    said = CliRunner().invoke(main, ["verify", "s/a.pdf", "--trust-ca", "ca.pem"], catch_exceptions=False)
    assert (said.exit_code, "not revoked, as the lists inside the file say" in said.stdout) == (0, True)
    assert (late.exit_code, "a.pdf: E_SIGN_LT: " in late.output) == (1, True)


@pytest.mark.parametrize(
    ("since", "expected"),
    [(timedelta(hours=-2), ["E_SIGN_REVOKED"]), (timedelta(hours=2), [])],
    ids=["signed after the revocation", "signed before it"],
)
def test_a_revocation_counts_from_its_time_on(since: timedelta, expected: list[str]) -> None:
    signer = issue("Thu Hồi", root())
    with services(root()) as served:
        served.stamper = issue("Dấu thời gian", root(), stamps=True)
        content = signed(signer, Evidence(f"{served.url}/tsa"))
    held = crl.CertificateList.load(
        revoked_list(root(), {signer.certificate.serial_number: NOW + since}, NOW + 3 * timedelta(hours=1))
    )
    out = BytesIO(content)
    DocumentSecurityStore.add_dss(out, None, crls=[held])
    (found,) = check_signatures(out.getvalue(), [root().asn1], NOW + timedelta(hours=4), "a.pdf")

    assert [problem.code for problem in found.problems] == expected
    assert found.revocation == ("revoked" if expected else "checked")


def test_a_signature_value_of_another_key_is_false() -> None:
    content = signed(issue("Thật", root()))
    (signature,) = PdfFileReader(BytesIO(content)).embedded_regular_signatures
    value = signature.signer_info["signature"].native.hex().encode()
    # The last digit of the signature, two numbers on the curve: other numbers, made with no key.
    end = content.lower().index(value) + len(value) - 1
    forged = content[:end] + (b"0" if content[end : end + 1] != b"0" else b"1") + content[end + 1 :]

    assert codes(forged) == ["E_SIGN_FALSE"]
    assert checked(forged).problems[0].text(str) == "The signature was not made with the key of Thật."


def test_what_is_wrong_with_a_certificate_is_told() -> None:
    no_authority = issue("Không phải cơ quan", root())
    other = issue("Cơ quan lạ")
    early = issue("Sớm", root(), begins=NOW + 10 * DAY)
    late = issue("Muộn", root(), ends=NOW - 10 * DAY)
    wrong = issue("Mã Hóa", root(), uses=("key_encipherment",))

    assert codes(signed(issue("Lạ", other))) == ["E_SIGN_UNTRUSTED"]
    assert codes(signed(early)) == ["E_SIGN_EARLY"]
    assert codes(signed(late)) == ["E_SIGN_EXPIRED"]
    assert codes(signed(wrong)) == ["E_SIGN_CHAIN"]
    # Somebody with a certificate to sign with makes one for another: no authority may be below it.
    pen = Pen(issue("Dưới", no_authority).credential(), NOW)
    pen.credential.signer.cert_registry.register(no_authority.asn1)
    assert codes(pen.sign(samples.plain(), "a.pdf")) == ["E_SIGN_CHAIN"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"begins": NOW + 10 * DAY}, "E_SIGN_CERT_EARLY"),
        ({"ends": NOW - 10 * DAY}, "E_SIGN_CERT_EXPIRED"),
        ({"uses": ("key_encipherment",)}, "E_SIGN_CERT_USAGE"),
    ],
)
def test_a_certificate_that_is_not_to_sign_with_is_refused(options: dict[str, object], code: str) -> None:
    credential = issue("Sai", root(), **options).credential()  # type: ignore[arg-type]

    assert [problem.code for problem in credential.problems(NOW)] == [code]


def test_a_time_stamp_of_a_service_nobody_trusts_is_none() -> None:
    signer = issue("Ký", root())
    with services(issue("Cơ quan lạ")) as served:
        served.stamper = issue("Dấu lạ", served.root, stamps=True)
        content = signed(signer, Evidence(f"{served.url}/tsa"))

    assert (checked(content).is_good, checked(content).is_stamped) == (True, False)


def test_a_chain_through_an_authority_between_counts_when_the_file_holds_it() -> None:
    between = issue("Cơ quan cấp dưới", root(), authority=True)
    pen = Pen(issue("Cấp Dưới", between).credential(), NOW)
    alone = pen.sign(samples.plain(), "a.pdf")
    pen.credential.signer.cert_registry.register(between.asn1)
    whole = pen.sign(samples.plain(), "a.pdf")

    assert (codes(alone), codes(whole)) == (["E_SIGN_UNTRUSTED"], [])


def test_a_key_too_small_is_refused() -> None:
    small = issue("Nhỏ", root(), curve=ec.SECP192R1())

    with pytest.raises(SigningError, match="E_SIGN_KEY_KIND"):
        small.credential()
