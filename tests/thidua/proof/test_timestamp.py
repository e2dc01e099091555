"""Time stamps of a real service, ``openssl ts``, and what is made of them afterwards."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.thidua.proof import tsa
from thidua.audit.notes import NoteError
from thidua.proof.authorities import lead_to_trusted, read_certificates
from thidua.proof.timestamp import check_stamp, nonce_asked, nonce_of, write_request

TEXT = b"sonoivu.example/thidua/xet-2026\n9\nAAAA\n"
NONCE = 2**63 + 5


@pytest.fixture(scope="module")
def authority() -> tsa.Holder:
    tsa.need_openssl()
    return tsa.root("TSA Root")


@pytest.fixture(scope="module")
def service(authority: tsa.Holder) -> tsa.Holder:
    return authority.signs("TSA Test")


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    path = tmp_path / "request.tsq"
    path.write_bytes(write_request(TEXT, NONCE))
    return path


def code(answer: bytes, authority: tsa.Holder, text: bytes = TEXT) -> str:
    with pytest.raises(NoteError) as caught:
        check_stamp(answer, text, [authority.certificate], "x.tsr")
    (problem,) = caught.value.problems
    assert problem.place == "x.tsr"
    return problem.code


def test_openssl_reads_the_request_as_it_is_meant(asked: Path) -> None:
    tsa.need_openssl()
    command = ["openssl", "ts", "-query", "-in", str(asked), "-text"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert "Hash Algorithm: sha256" in shown
    assert f"Nonce: 0x{NONCE:X}" in shown
    assert "Certificate required: yes" in shown
    assert nonce_asked(asked.read_bytes()) == NONCE


def test_a_stamp_says_when_and_by_whom(
    tmp_path: Path, asked: Path, authority: tsa.Holder, service: tsa.Holder
) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    answer = tsa.answer(tmp_path, asked, service).read_bytes()

    stamp = check_stamp(answer, TEXT, [authority.certificate])

    assert before <= stamp.at <= datetime.now(UTC)
    assert (stamp.authority, stamp.at.tzinfo, nonce_of(answer)) == ("TSA Test", UTC, NONCE)


def test_openssl_agrees_on_the_three_lines_of_the_head(
    tmp_path: Path, asked: Path, authority: tsa.Holder, service: tsa.Holder
) -> None:
    answer = tsa.answer(tmp_path, asked, service)
    (tmp_path / "head").write_bytes(TEXT)
    (tmp_path / "ca.pem").write_bytes(authority.pem)

    command = ["openssl", "ts", "-verify", "-data", "head", "-in", str(answer), "-CAfile", "ca.pem"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path)

    assert "Verification: OK" in said.stdout + said.stderr


Chain = Callable[[tsa.Holder], tuple[tsa.Holder, list[tsa.Holder], str]]


def _with_authority_between(root: tsa.Holder) -> tuple[tsa.Holder, list[tsa.Holder], str]:
    between = root.signs("Between", authority=True)
    return between.signs("TSA Under"), [between, root], "sha256"


def _rsa(root: tsa.Holder) -> tuple[tsa.Holder, list[tsa.Holder], str]:
    return root.signs("TSA RSA", key=rsa.generate_private_key(65537, 2048)), [], "sha512"


def _old_hash_of_the_certificate(root: tsa.Holder) -> tuple[tsa.Holder, list[tsa.Holder], str]:
    return root.signs("TSA SHA-1"), [], "sha1"


@pytest.mark.parametrize("made", [_with_authority_between, _rsa, _old_hash_of_the_certificate])
def test_services_of_other_kinds_are_understood(
    tmp_path: Path, asked: Path, authority: tsa.Holder, made: Chain
) -> None:
    holder, chain, hash_name = made(authority)
    answer = tsa.answer(tmp_path, asked, holder, chain, hash_name).read_bytes()

    assert check_stamp(answer, TEXT, [authority.certificate]).authority.startswith("TSA")


@pytest.mark.parametrize("algorithm", ["-sha384", "-sha512"])
def test_longer_hashes_count_too(
    tmp_path: Path, authority: tsa.Holder, service: tsa.Holder, algorithm: str
) -> None:
    long = tsa.answer(tmp_path, tsa.query(tmp_path, TEXT, algorithm), service).read_bytes()

    assert check_stamp(long, TEXT, [authority.certificate]).authority == "TSA Test"


def test_a_stamp_on_something_else_is_told(
    tmp_path: Path, asked: Path, authority: tsa.Holder, service: tsa.Holder
) -> None:
    answer = tsa.answer(tmp_path, asked, service).read_bytes()

    assert code(answer, authority, TEXT + b"x") == "E_STAMP_OTHER"


def test_a_refusal_is_told_with_the_words_of_the_service(
    tmp_path: Path, authority: tsa.Holder, service: tsa.Holder
) -> None:
    # The service of the test takes no SHA-1.
    answer = tsa.answer(tmp_path, tsa.query(tmp_path, TEXT, "-sha1"), service).read_bytes()

    with pytest.raises(NoteError, match=r"E_STAMP_REFUSED: The time-stamp service refused: rejection; .*"):
        check_stamp(answer, TEXT, [authority.certificate])


def test_an_authority_that_is_not_trusted_is_told_even_when_it_comes_along(
    tmp_path: Path, asked: Path, authority: tsa.Holder
) -> None:
    stranger = tsa.root("TSA Root")  # of the same name
    holder = stranger.signs("TSA Test")

    alone = tsa.answer(tmp_path / "a", asked, holder).read_bytes()
    with_root = tsa.answer(tmp_path / "b", asked, holder, [stranger]).read_bytes()

    assert [code(answer, authority) for answer in (alone, with_root)] == ["E_STAMP_TRUST"] * 2
    assert check_stamp(with_root, TEXT, [stranger.certificate]).authority == "TSA Test"
    with pytest.raises(NoteError, match="E_STAMP_TRUST: Whose time stamps are trusted is not known"):
        check_stamp(alone, TEXT, [])


def test_a_certificate_that_may_do_more_than_stamp_is_refused(
    tmp_path: Path, asked: Path, authority: tsa.Holder, service: tsa.Holder
) -> None:
    answer = tsa.answer(tmp_path, asked, service).read_bytes()
    signing = x509.ExtendedKeyUsageOID.CODE_SIGNING
    others = [
        authority.signs("Mixed", purposes=[tsa.STAMPING, signing]),
        authority.signs("Other", purposes=[signing]),
        authority.signs("Not critical", critical=False),
        authority.signs("Nothing", purposes=[]),
    ]
    at = check_stamp(answer, TEXT, [authority.certificate]).at

    # openssl refuses to stamp with such certificates, so they are asked about directly.
    for holder in others:
        with pytest.raises(NoteError, match="E_STAMP_TRUST"):
            lead_to_trusted(holder.certificate, [], [authority.certificate], at)
    lead_to_trusted(service.certificate, [], [authority.certificate], at)


def test_a_certificate_below_one_that_is_no_authority_is_refused(
    tmp_path: Path, asked: Path, authority: tsa.Holder
) -> None:
    between = authority.signs("Not an authority")
    answer = tsa.answer(tmp_path, asked, between.signs("TSA"), [between, authority]).read_bytes()

    assert code(answer, authority) == "E_STAMP_TRUST"


def test_a_certificate_counts_at_the_time_of_the_stamp_not_today(
    tmp_path: Path, asked: Path, authority: tsa.Holder
) -> None:
    now = datetime.now(UTC)
    valid = (now - timedelta(days=300), now + timedelta(seconds=2))
    short = authority.signs("TSA Short", valid=valid)
    old = authority.signs("TSA Old", valid=(valid[0], now - timedelta(seconds=60)))
    in_time = tsa.answer(tmp_path / "a", asked, short).read_bytes()
    too_late = tsa.answer(tmp_path / "b", asked, old).read_bytes()

    time.sleep(max(0.0, (short.certificate.not_valid_after_utc - datetime.now(UTC)).total_seconds()) + 1)

    assert check_stamp(in_time, TEXT, [authority.certificate]).at <= short.certificate.not_valid_after_utc
    assert code(too_late, authority) == "E_STAMP_TRUST"


def test_a_cut_file_is_told_at_every_length(
    tmp_path: Path, asked: Path, authority: tsa.Holder, service: tsa.Holder
) -> None:
    answer = tsa.answer(tmp_path, asked, service).read_bytes()

    assert {code(answer[:end], authority) for end in range(len(answer))} == {"E_STAMP_FILE"}
    assert code(answer + b"\0", authority) == "E_STAMP_FILE"


def test_no_flipped_bit_changes_what_a_stamp_says(
    tmp_path: Path, asked: Path, authority: tsa.Holder, service: tsa.Holder
) -> None:
    answer = tsa.answer(tmp_path, asked, service).read_bytes()
    right = check_stamp(answer, TEXT, [authority.certificate])
    found: dict[str, int] = {}
    bits = range(0, len(answer) * 8, 3)
    for bit in bits:
        changed = bytearray(answer)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            assert check_stamp(bytes(changed), TEXT, [authority.certificate]) == right, bit
            found["same"] = found.get("same", 0) + 1
        except NoteError as error:
            found[error.problems[0].code] = found.get(error.problems[0].code, 0) + 1

    # What may change unseen says nothing: granted as asked or with changes, an algorithm's empty parameters.
    assert found["same"] <= 18
    assert sum(found.values()) == len(bits)
    assert {"E_STAMP_FILE", "E_STAMP_SIGNATURE", "E_STAMP_OTHER"} <= found.keys()


@pytest.mark.parametrize(
    "content", [b"", b"abc", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_file_without_a_certificate_is_refused(content: bytes) -> None:
    with pytest.raises(NoteError, match=r"ca\.pem: E_STAMP_PEM"):
        read_certificates(content, "ca.pem")


def test_a_request_without_a_nonce_is_refused(tmp_path: Path) -> None:
    tsa.need_openssl()
    request = tsa.query(tmp_path, TEXT, "-sha256", "-no_nonce").read_bytes()

    for content in (request, b"", b"0\x00"):
        with pytest.raises(NoteError, match="E_STAMP_REQUEST"):
            nonce_asked(content)
