"""What signatures are worth, and that poppler's pdfsig says the same."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.thidua.signing import samples
from thidua.signing.checking import check_signatures
from thidua.signing.errors import SigningError
from thidua.signing.places import Place

SIGNED = "Signature is Valid."
CORNER = Place("top-left")


def signed() -> bytes:
    return samples.pen(place=CORNER).sign(samples.plain(), "a.pdf")


def expired() -> bytes:
    return samples.pen("expired", samples.NOW - timedelta(days=60)).sign(samples.plain(), "a.pdf")


def codes(content: bytes, **options: object) -> list[list[str]]:
    trusted = options.get("trusted") or samples.trusted()
    found = check_signatures(content, trusted, samples.NOW, "a.pdf")  # type: ignore[arg-type]
    return [[problem.code for problem in each.problems] for each in found]


def test_an_untouched_paper_is_good_and_covered_whole() -> None:
    (found,) = check_signatures(signed(), samples.trusted(), samples.NOW, "a.pdf")

    assert (found.signer, found.at, found.is_stamped) == (samples.NAME, samples.NOW, False)
    assert (found.is_good, found.covers_all, found.revocation) == (True, True, "unknown")


@pytest.mark.parametrize(
    ("make", "trusted", "expected"),
    [
        (lambda: samples.changed(signed(), 700), None, ["E_SIGN_CHANGED"]),
        (lambda: samples.with_page(signed()), None, ["E_SIGN_ADDED"]),
        (signed, samples.stranger, ["E_SIGN_UNTRUSTED"]),
        (expired, None, ["E_SIGN_EXPIRED"]),
    ],
    ids=["one byte changed", "page added", "untrusted authority", "expired certificate"],
)
def test_what_is_wrong_is_named(
    make: Callable[[], bytes], trusted: Callable[[], object] | None, expected: list[str]
) -> None:
    chosen = samples.trusted(trusted()) if trusted else None  # type: ignore[arg-type]

    assert codes(make(), trusted=chosen) == [expected]


def test_a_paper_nobody_signed_and_a_file_that_is_no_pdf_are_refused_in_words() -> None:
    with pytest.raises(SigningError, match=r"a\.pdf: E_SIGN_NONE: Nobody has signed this paper"):
        codes(samples.plain())
    with pytest.raises(SigningError, match=r"a\.pdf: E_SIGN_PDF"):
        codes(b"PK\x03\x04")


def test_a_certificate_that_ran_out_counts_when_a_trusted_time_stamp_is_older() -> None:
    then = samples.NOW - timedelta(days=60)
    pen = samples.pen("expired", then)
    with samples.time_stamps(then) as url:
        pen.evidence = type(pen.evidence)(tsa=url)
        content = pen.sign(samples.plain(), "a.pdf")

    (found,) = check_signatures(content, samples.trusted(), samples.NOW)
    assert (found.is_good, found.is_stamped, found.at) == (True, True, then)
    # Who does not trust the service has only the signer's word for the time.
    assert codes(content, trusted=samples.trusted(samples.stranger())) == [["E_SIGN_UNTRUSTED"]]


def test_two_signatures_count_both_and_only_the_last_covers_all() -> None:
    twice = samples.pen(place=Place("bottom-left")).sign(signed(), "a.pdf")

    found = check_signatures(twice, samples.trusted(), samples.NOW)
    assert [(each.field, each.is_good, each.covers_all) for each in found] == [
        ("Thidua1", True, False),
        ("Thidua2", True, True),
    ]


def test_no_changed_byte_under_the_signature_stays_unseen() -> None:
    content = signed()
    numbers = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", content)
    assert numbers is not None
    first, start, rest = int(numbers[2]), int(numbers[3]), int(numbers[4])
    assert start + rest == len(content)
    places = [*range(0, first, max(1, first // 60)), *range(start, len(content), 40)]

    for at in places:
        try:
            assert codes(samples.changed(content, at)) != [[]], at
        except SigningError:
            continue  # no PDF any more, or no signature: refused in words


def pdfsig(path: Path) -> str:
    if shutil.which("pdfsig") is None:
        if os.environ.get("CI"):
            pytest.fail("CI lacks pdfsig (poppler-utils)")
        pytest.skip("needs pdfsig (poppler-utils)")
    answer = subprocess.run(["pdfsig", str(path)], check=False, capture_output=True, text=True)
    return answer.stdout


@pytest.mark.parametrize(
    ("make", "lines"),
    [
        (signed, [SIGNED, "Total document signed"]),
        (lambda: samples.changed(signed(), 700), ["Digest Mismatch.", "Total document signed"]),
        (lambda: samples.with_page(signed()), [SIGNED, "Not total document signed"]),
        (expired, [SIGNED, "Certificate has Expired"]),
        # It trusts only what its own store holds, so ours is unknown to it.
        (signed, ["Certificate issuer isn't Trusted"]),
        (samples.plain, ["does not contain any signatures"]),
    ],
    ids=["untouched", "one byte changed", "page added", "expired", "untrusted authority", "unsigned"],
)
def test_pdfsig_agrees(tmp_path: Path, make: Callable[[], bytes], lines: list[str]) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make())

    said = pdfsig(path)

    assert [line for line in lines if line not in said] == [], said
