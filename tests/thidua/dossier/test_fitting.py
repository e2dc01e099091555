import pytest

from thidua.dossier.fitting import Box, fit, fit_stack
from thidua.dossier.fonts import BOLD, face

BOX = Box(width=400, sizes=(28, 24, 20, 16), lines=2)
LONG = "Trung tâm Nghiên cứu Ứng dụng Khoa học Công nghệ và Đổi mới sáng tạo Thử nghiệm huyện Số Một"


def test_a_short_name_keeps_one_line_in_the_largest_type():
    fitted = fit("Nguyễn Thị Phượng", BOX)
    assert (fitted.lines, fitted.size, fitted.fits) == (("Nguyễn Thị Phượng",), 28, True)


@pytest.mark.parametrize("width", [300, 360, 420, 500])
def test_a_long_name_never_splits_a_syllable(width):
    fitted = fit(LONG, Box(width, (28, 24, 20, 16, 12), 3))
    assert " ".join(fitted.lines).split() == LONG.split()


def test_lines_are_about_as_wide_as_each_other():
    fitted = fit(LONG, Box(600, (24, 20), 2))
    widths = [face(BOLD).width(line, fitted.size) for line in fitted.lines]
    assert len(widths) == 2
    assert min(widths) > 0.75 * max(widths)


def test_no_line_is_wider_than_the_box():
    fitted = fit(LONG, BOX)
    assert fitted.fits
    assert all(face(BOLD).width(line, fitted.size) <= BOX.width for line in fitted.lines)


@pytest.mark.parametrize("text", ["W" * 500, LONG * 5])
def test_a_text_beyond_the_smallest_size_is_told(text):
    assert not fit(text, BOX).fits


def test_texts_in_a_stack_shrink_until_the_height_does():
    boxes = (BOX, Box(400, (14, 12, 10, 8), 2, leading=1.2, above=5))
    stack = fit_stack((LONG, "Chuyên viên"), boxes, 75)
    assert sum(fitted.height for fitted in stack) <= 75
    assert all(fitted.fits for fitted in stack)


def test_in_a_stack_only_the_text_that_is_too_long_is_told():
    boxes = (BOX, Box(400, (14, 12), 2))
    assert [fitted.fits for fitted in fit_stack((LONG * 5, "Chuyên viên"), boxes, 75)] == [False, True]
    assert [fitted.fits for fitted in fit_stack((LONG, "Chuyên viên"), boxes, 20)] == [False, False]


def test_an_empty_text_takes_no_height():
    assert fit("", BOX).height == 0
