"""Checking a certificate's file: one letter changed on the page, in the data or in the seal is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from tests.thidua.dossier import samples
from thidua.dossier.certificates import Orders, awards, usual_manner, write_certificates
from thidua.dossier.forms import shipped_form
from thidua.dossier.press.run import print_each
from thidua.dossier.seal import SealError, Signer, read_revocations, revoke
from thidua.dossier.seal.printed import check_file
from thidua.dossier.setting import layout
from thidua.review import ReviewResult

SIGNER = Signer("Thử", bytes(32))
MANNER = replace(usual_manner(), signer=SIGNER)


def printed(tmp_path: Path, result: ReviewResult | None = None, *, stock: bool = False) -> Path:
    manner = replace(MANNER, layout=layout(shipped_form(), stock=stock))
    return write_certificates(result or samples.usual(), tmp_path, manner=manner)[1]


def told(content: bytes) -> list[str]:
    with pytest.raises(SealError) as refused:
        check_file(content, [SIGNER.owner])
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize("stock", [False, True], ids=["full", "overprint"])
def test_a_certificate_as_it_was_made_is_right(stock: bool, tmp_path: Path) -> None:
    facts, owner = check_file(printed(tmp_path, stock=stock).read_bytes(), [SIGNER.owner])

    assert (facts.name, facts.serial) == ("Bà Nguyễn Thị Phượng", awards(samples.usual())[1].serial)
    assert owner == SIGNER.owner


def test_a_name_of_three_lines_is_found_on_the_page(tmp_path: Path) -> None:
    name = "Trung tâm Nghiên cứu Ứng dụng Khoa học Công nghệ và Đổi mới sáng tạo Thử nghiệm huyện Số Một"
    usual = samples.standing(
        samples.scored_card(samples.collective(1, name), samples.Fraction(90)), "selected"
    )
    (path,) = write_certificates(samples.result(usual), tmp_path, manner=MANNER)

    assert check_file(path.read_bytes(), [SIGNER.owner])[0].name == name


def test_one_letter_changed_on_the_page_is_told_with_both_texts(tmp_path: Path) -> None:
    # A forger prints another name beside the seal of the first.
    person = samples.scored_card(samples.individual(1, "Nguyễn Thị Phương"), samples.Fraction(90))
    (asked,) = Orders(samples.result(samples.standing(person, "selected")))
    assert asked.facts is not None
    forged = replace(asked, facts=replace(asked.facts, name="Bà Nguyễn Thị Phượng"))
    (path,) = print_each([forged], tmp_path, MANNER)

    name = "sealed is the name “Bà Nguyễn Thị Phượng”"
    assert told(path.read_bytes()) == [
        f"E_SEAL_DATA: {name}, the attached data have “Bà Nguyễn Thị Phương”",
        f"E_SEAL_PRINTED: {name}, printed is “Bà Nguyễn Thị Phương”",
    ]


def with_data(path: Path, **changes: object) -> bytes:
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        spec = pdf.attachments["thidua.json"]
        data = json.loads(spec.get_file().read_bytes()) | changes
        content = json.dumps(data, ensure_ascii=False).encode()
        pdf.attachments["thidua.json"] = pikepdf.AttachedFileSpec(pdf, content)
        pdf.save(path)
    return path.read_bytes()


def test_changed_data_are_told(tmp_path: Path) -> None:
    content = with_data(printed(tmp_path), heading="HUÂN CHƯƠNG")
    assert told(content) == [
        "E_SEAL_DATA: sealed is the award “BẰNG KHEN”, the attached data have “HUÂN CHƯƠNG”"
    ]


def test_data_that_are_no_data_at_all_are_told(tmp_path: Path) -> None:
    content = with_data(printed(tmp_path), candidate=5, decision=[])
    assert [problem.split()[4] for problem in told(content)] == ["name", "decision", "date"]


def test_a_file_without_a_seal_is_told(tmp_path: Path, dossier: Path) -> None:
    plain = write_certificates(samples.usual(), tmp_path)[0].read_bytes()

    assert told(plain) == ["E_SEAL_NONE: this file holds no sealed certificate"]
    assert told(dossier.read_bytes()) == ["E_SEAL_NONE: this file holds no sealed certificate"]
    assert told(b"%PDF-1.7 broken") == ["E_SEAL_NONE: this file holds no sealed certificate"]
    assert told(with_data(printed(tmp_path / "b"), seal=7)) == [
        "E_SEAL_NONE: this file holds no sealed certificate"
    ]


def test_a_revoked_certificate_is_told(tmp_path: Path) -> None:
    serial = awards(samples.usual())[1].serial
    listed = read_revocations(
        revoke({serial: "cấp nhầm"}, datetime(2026, 3, 1, tzinfo=UTC), SIGNER), [SIGNER.owner]
    )

    with pytest.raises(SealError, match="was revoked: cấp nhầm"):
        check_file(printed(tmp_path).read_bytes(), [SIGNER.owner], listed)
