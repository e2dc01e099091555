"""The page as Nghị định 30/2020/NĐ-CP, Phụ lục I asks for it, measured in what was drawn."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from tests.thidua.documents.samples import Line, lines_of, make, record, rules_of

MM = 25.4 / 72


@pytest.fixture(scope="module")
def decision(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quyet-dinh")
    out = folder / "quyet-dinh.pdf"
    make(record(folder), "quyet-dinh", out)
    return out


def find(lines: list[Line], start: str) -> Line:
    return next(line for line in lines if line.text.startswith(start))


def test_pages_are_a4_and_the_text_keeps_the_margins(decision: Path) -> None:
    with pypdfium2.PdfDocument(decision) as document:
        sizes = [(page.get_width() * MM, page.get_height() * MM) for page in document]
    assert [(round(width, 1), round(height, 1)) for width, height in sizes] == [(210.0, 297.0)] * 2

    lines = [line for line in lines_of(decision) if line.size > 9.5]  # without the notice at the foot
    # Left 30-35 mm, right 15-20 mm, top and bottom 20-25 mm; here 30, 20, 20, 20.
    assert min(line.left for line in lines) == pytest.approx(30, abs=0.3)
    assert max(line.right for line in lines) == pytest.approx(190, abs=0.6)
    assert min(line.top for line in lines) == pytest.approx(20, abs=0.5)
    assert max(line.top for line in lines) < 297 - 20


def test_the_name_of_the_country_stands_on_one_line_in_bold_thirteen(decision: Path) -> None:
    lines = lines_of(decision)
    nation, motto = find(lines, "CỘNG HÒA"), find(lines, "Độc lập")

    assert nation.text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert (round(nation.size, 1), "Bold" in nation.font) == (13.0, True)
    assert motto.text == "Độc lập - Tự do - Hạnh phúc"
    assert (round(motto.size, 1), "Bold" in motto.font) == (14.0, True)
    # Both are centred over one another, in the right-hand part of the page.
    assert (nation.left + nation.right) / 2 == pytest.approx((motto.left + motto.right) / 2, abs=0.5)
    assert nation.left > 30 + 61.7


def test_the_line_under_the_motto_is_as_long_as_the_motto(decision: Path) -> None:
    motto = find(lines_of(decision), "Độc lập")
    under = [rule for rule in rules_of(decision) if 4 < rule[2] - motto.top < 9 and rule[0] > 91]

    assert len(under) == 1
    assert under[0][0] == pytest.approx(motto.left, abs=0.3)
    assert under[0][1] == pytest.approx(motto.right, abs=0.3)


def test_the_line_under_the_agency_is_a_third_to_a_half_of_it(decision: Path) -> None:
    agency = find(lines_of(decision), "TỈNH ĐÔNG")
    longest = find(lines_of(decision), "ỦY BAN NHÂN DÂN")
    under = [rule for rule in rules_of(decision) if 3 < rule[2] - agency.top < 9 and rule[1] < 91]
    length = max(longest.right - longest.left, agency.right - agency.left)

    assert len(under) == 1
    assert 1 / 3 <= (under[0][1] - under[0][0]) / length <= 1 / 2
    assert (round(agency.size, 1), "Bold" in agency.font) == (12.0, True)


def test_number_and_date_stand_on_one_line_in_thirteen_and_the_date_leans(decision: Path) -> None:
    lines = lines_of(decision)
    number, day = find(lines, "Số:"), find(lines, "Đông, ngày")

    assert number.text == "Số: ……/QĐ-……"
    assert day.text == "Đông, ngày …… tháng …… năm ……"
    assert (round(number.size, 1), round(day.size, 1)) == (13.0, 13.0)
    assert number.top == pytest.approx(day.top, abs=0.5)
    assert "Italic" in day.font
    assert "Italic" not in number.font


def test_title_subject_body_and_foot_have_their_type(decision: Path) -> None:
    lines = lines_of(decision)
    title, subject, article = find(lines, "QUYẾT ĐỊNH"), find(lines, "Về việc"), find(lines, "Điều 1.")
    recipients, first = find(lines, "Nơi nhận:"), find(lines, "- Như Điều 3")

    for line in (title, subject, article):
        assert (round(line.size, 1), "Bold" in line.font) == (14.0, True)
    assert (title.left + title.right) / 2 == pytest.approx(110, abs=0.5)
    # A paragraph begins 12.7 mm (1.27 cm) inside the margin.
    assert article.left == pytest.approx(42.7, abs=0.3)
    assert (round(recipients.size, 1), "BoldItalic" in recipients.font.replace("-", "")) == (12.0, True)
    assert round(first.size, 1) == 11.0
    signature = find(lines, "CHỦ TỊCH ỦY")
    assert "Bold" in signature.font


def test_the_page_number_stands_centred_in_the_top_margin_from_page_two(decision: Path) -> None:
    first = [line for line in lines_of(decision, 0) if line.top < 19]
    second = [line for line in lines_of(decision, 1) if line.top < 19]

    assert first == []
    assert [line.text for line in second] == ["2"]
    assert round(second[0].size, 1) == 13.0
    assert (second[0].left + second[0].right) / 2 == pytest.approx(110, abs=0.5)


def test_a_wide_annex_lies_across_and_its_binding_edge_is_the_wide_one(tmp_path: Path) -> None:
    out = tmp_path / "to-trinh.pdf"
    make(record(tmp_path / "r"), "to-trinh", out)

    with pypdfium2.PdfDocument(out) as document:
        sizes = [(round(page.get_width() * MM), round(page.get_height() * MM)) for page in document]
    assert sizes == [(210, 297), (297, 210)]
    lines = [line for line in lines_of(out, 1) if line.size > 9.5 and line.top > 19]
    assert min(line.top for line in lines) == pytest.approx(30, abs=0.6)


def test_every_face_is_embedded_and_of_the_roman_shape(decision: Path) -> None:
    fonts = {line.font.partition("+")[2] or line.font for page in (0, 1) for line in lines_of(decision, page)}

    assert all("Serif" in font for font in fonts), fonts
