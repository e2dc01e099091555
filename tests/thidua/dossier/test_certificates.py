import hashlib
from fractions import Fraction

import pikepdf
import pypdfium2
import pytest

from tests.thidua.dossier import samples
from thidua.dossier.certificates import CertificateError, awards, unfit_texts, write_certificates

pytestmark = pytest.mark.pdf
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
    assert fonts_of(certificates[1]) == {"VN-Serif", "VN-Serif-Bold", "VN-Serif-Italic"}


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
        assert not pdf.attachments


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
