import hashlib
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pikepdf
import pypdfium2
import pytest

from tests.thidua.dossier import samples
from thidua.dossier.certificates import (
    CertificateError,
    awards,
    unfit_texts,
    usual_manner,
    write_certificates,
    write_print_file,
)
from thidua.dossier.seal import Signer, check
from thidua.review import Paper

pytestmark = pytest.mark.pdf
SIGNER = Signer("Thử", bytes(32))
HOSTILE = [
    '<img src="file:///etc/hostname">',
    '<link rel=attachment href="file:///etc/hostname">',
    "{{ cycler.__init__.__globals__ }}",
    "%s {0} {self}",
    "A & B <C>",
]


def test_only_the_selected_get_one_collectives_first(certificates):
    assert [path.name for path in certificates] == [
        "0001-bang_khen-don-vi-1.pdf",
        "0002-bang_khen-ca-nhan-1.pdf",
    ]


def test_nobody_selected_means_no_file(tmp_path):
    undecided = samples.result(
        samples.standing(samples.waiting_card(samples.collective(1)), "undecided", None)
    )
    assert write_certificates(undecided, tmp_path / "bk") == []
    assert not (tmp_path / "bk").exists()


def test_a_certificate_says_who_grants_what_to_whom_and_why(certificates, text_of):
    text = " ".join(text_of(certificates[1]).split())
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH THỬ",
        "TẶNG",
        "BẰNG KHEN",
        "Bà Nguyễn Thị Phượng",
        "Chuyên viên Phòng Thử nghiệm",
        "Đã có thành tích xuất sắc trong phong trào thử nghiệm",
        "Quyết định số: 000/QĐ-THU",
        "Thử, ngày 06 tháng 02 năm 2026",
        "VÍ DỤ — số liệu giả lập",
    ):
        assert words in text


def test_every_vietnamese_letter_comes_back(tmp_path, text_of):
    name = " ".join(samples.LETTERS[start : start + 14] for start in range(0, len(samples.LETTERS), 14))
    part = name[: len(name) // 2], name[len(name) // 2 :]
    for number, half in enumerate(part):
        (path,) = write_certificates(samples.renamed(half), tmp_path / str(number))
        assert half.replace(" ", "") in "".join(text_of(path).split())


def test_only_shipped_faces_are_embedded(certificates, fonts_of):
    assert fonts_of(certificates[1]) == {"LiberationSerif", "LiberationSerif-Bold", "LiberationSerif-Italic"}


def test_the_sheet_is_a4_landscape_with_one_page(certificates):
    with pikepdf.open(certificates[0]) as pdf:
        box = [float(side) for side in pdf.pages[0].mediabox]
        assert len(pdf.pages) == 1
        assert box == pytest.approx([0, 0, 841.89, 595.28], abs=0.02)
        assert str(pdf.Root.Lang) == "vi-VN"
        assert str(pdf.docinfo.CreationDate) == "D:20260206000000+07'00'"


def test_the_signature_has_thirty_five_millimetres(certificates):
    with pypdfium2.PdfDocument(certificates[0]) as pdf:
        textpage = pdf[0].get_textpage()
        boxes = {textpage.get_text_bounded(*box).strip(): box for box in _rects(textpage)}
        role = min(bottom for text, (_l, bottom, _r, _t) in boxes.items() if text == "CHỦ TỊCH")
        name = max(top for text, (_l, _b, _r, top) in boxes.items() if text == "……")
        textpage.close()
    assert (role - name) / 72 * 25.4 >= 35


def _rects(textpage):
    return [textpage.get_rect(index) for index in range(textpage.count_rects())]


def test_two_builds_give_the_same_bytes(certificates, tmp_path):
    again = write_certificates(samples.usual(), tmp_path)
    assert [_digest(path) for path in again] == [_digest(path) for path in certificates]


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_printed_as_text(name, tmp_path, text_of):
    (path,) = write_certificates(samples.renamed(name), tmp_path)
    assert "".join(name.split()) in "".join(text_of(path).split())
    with pikepdf.open(path) as pdf:
        assert list(pdf.attachments) == ["thidua.json"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("W" * 300, "E_TEXT_TOO_LONG"), ("Phòng \U0001f3c5", "E_GLYPH_MISSING")],
)
def test_names_that_cannot_be_printed_are_told_and_nothing_is_written(name, code, tmp_path):
    outcome = samples.renamed(name)
    assert [problem.code for problem in unfit_texts(outcome)] == [code]
    with pytest.raises(CertificateError):
        write_certificates(outcome, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_ids_that_are_no_file_names_stay_in_the_folder():
    card = samples.scored_card(samples.collective(1), Fraction(90))
    odd = samples.Candidate("../../etc/PASSWD", "Phòng Thử")
    award = awards(samples.result(samples.standing(samples.replace(card, candidate=odd), "selected")))[0]
    assert award.file_name == "0001-bang_khen-etc-passwd.pdf"


def test_exact_points_and_digests_of_the_run_are_attached(certificates):
    with pikepdf.open(certificates[0]) as pdf:
        data = json.loads(pdf.attachments["thidua.json"].get_file().read_bytes())

    # 9125/100 points, as samples.usual() gives them.
    assert data["score"] == {"total": "365/4", "class": "Tốt", "rank": "1"}
    assert data["decision"] == {"number": "000/QĐ-THU", "issued": "2026-02-06"}
    assert data["candidate"]["recipient"] == "Phòng Thử nghiệm số 1"
    assert data["run"]["facts_sha256"] == "b2" * 32
    assert "seal" not in data


def test_a_seal_is_checked_against_what_is_printed_and_attached(tmp_path, text_of):
    path = write_certificates(samples.usual(), tmp_path, manner=replace(usual_manner(), signer=SIGNER))[1]

    with pikepdf.open(path) as pdf:
        data = json.loads(pdf.attachments["thidua.json"].get_file().read_bytes())
    facts, owner = check(data["seal"], [SIGNER.owner])

    assert (facts.name, facts.award) == ("Bà Nguyễn Thị Phượng", "BẰNG KHEN")
    assert (facts.decision, facts.issued, facts.serial) == ("000/QĐ-THU", date(2026, 2, 6), data["serial"])
    assert facts.serial in text_of(path)
    assert owner == SIGNER.owner


def test_nothing_is_sealed_before_the_decision_has_number_and_date(tmp_path):
    early = samples.usual()
    early = replace(early, review=early.review.model_copy(update={"decision": Paper(number="000/QĐ-THU")}))

    with pytest.raises(CertificateError, match="E_SEAL_DECISION"):
        write_certificates(early, tmp_path, manner=replace(usual_manner(), signer=SIGNER))

    assert list(tmp_path.iterdir()) == []
    assert len(write_certificates(early, tmp_path)) == 2


def test_the_serial_changes_with_the_decision_and_not_with_the_place_in_the_list():
    usual = samples.usual()
    renumbered = replace(
        usual, review=usual.review.model_copy(update={"decision": Paper(number="001/QĐ-THU")})
    )
    alone = samples.result(usual.scored[0].standings.rows[1])

    assert awards(alone)[0].serial == awards(usual)[1].serial
    assert not {each.serial for each in awards(usual)} & {each.serial for each in awards(renumbered)}


def test_one_file_holds_a_page_for_each_in_the_order_of_the_decision(tmp_path, text_of):
    target = tmp_path / "all.pdf"

    assert write_print_file(samples.usual(), target) == 2
    text = " ".join(text_of(target).split())
    assert text.index("Phòng Thử nghiệm số 1") < text.index("Bà Nguyễn Thị Phượng")


def test_nobody_selected_makes_no_file_for_the_print_shop(tmp_path):
    undecided = samples.result(
        samples.standing(samples.waiting_card(samples.collective(1)), "undecided", None)
    )

    assert write_print_file(undecided, tmp_path / "all.pdf") == 0
    assert list(tmp_path.iterdir()) == []
