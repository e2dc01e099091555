from datetime import date
from fractions import Fraction

import pytest

from scoring.cards import Step
from thidua.dossier import wording
from thidua.dossier.environment import fill
from thidua.dossier.formats import clean, formula, long_date, number, quantity
from thidua.dossier.wording import word


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(12345, 10), "1.234,5"),
        (Fraction(1, 3), "≈ 0,3333"),
        (Fraction(2, 3), "≈ 0,6667"),
        (Fraction(-5, 2), "−2,5"),
        (Fraction(1, 10**6), "0,000001"),
        (Fraction(1, 10**7), "≈ 0,0000"),
        (1000000, "1.000.000"),
        (Fraction(0), "0"),
        (None, "……"),
    ],
)
def test_numbers_have_a_decimal_comma_and_dots_between_thousands(value, text):
    assert number(value) == text


def test_a_column_is_padded_so_that_commas_stand_in_line():
    assert [number(value, 2) for value in (Fraction(80), Fraction(181, 2), Fraction(9125, 100))] == [
        "80,00",
        "90,50",
        "91,25",
    ]


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 2, 6), "ngày 06 tháng 02 năm 2026"),
        (date(2026, 3, 16), "ngày 16 tháng 3 năm 2026"),
        (date(2026, 12, 1), "ngày 01 tháng 12 năm 2026"),
        (None, "ngày …… tháng …… năm ……"),
    ],
)
def test_days_below_ten_and_the_first_two_months_have_a_leading_zero(day, text):
    assert long_date(day) == text


def test_a_percent_sign_follows_without_a_space():
    assert (quantity(Fraction(80), "%"), quantity(Fraction(3), "hồ sơ")) == ("80%", "3\u00a0hồ sơ")


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (
            Step("measure", "{a} / {b} × 100", {"a": Fraction(1), "b": Fraction(4)}, Fraction(25)),
            "1 / 4 × 100 = 25",
        ),
        (
            Step("measure", "{a} / {b}", {"a": Fraction(1), "b": Fraction(3)}, Fraction(1, 3)),
            "1 / 3 ≈\u00a00,3333",
        ),
        (Step("clamp", "{a} → {b}", {"a": Fraction(10), "b": Fraction(6)}, Fraction(6)), "10 → 6"),
        (Step("round", "{a}", {"a": Fraction(17999, 200)}, Fraction(90)), "89,995 → 90"),
        (Step("scale", "{y}", {"y": Fraction(7)}, Fraction(7)), ""),
        (
            Step("combine", "median({a}; {b})", {"a": Fraction(1), "b": Fraction(3)}, Fraction(2)),
            "trung vị (1; 3) = 2",
        ),
        (Step("measure", "{lạ} + 1", {}, None), "{lạ} + 1"),
    ],
)
def test_a_formula_shows_its_numbers_in_place(step, text):
    assert formula(step) == text


def test_direction_and_control_characters_are_taken_out_and_text_is_composed():
    assert clean("Nguye\u0302\u0303n \u202enA\u0007\u200b\x1b[2J") == "Nguyễn nA[2J"


def test_a_character_without_a_shape_becomes_a_visible_mark():
    assert clean("Huy chương \U0001f3c5") == "Huy chương □"


def test_an_unknown_code_is_shown_as_it_is():
    assert word(wording.NOTES, "mới_lạ") == "mới_lạ"


def test_a_code_keeps_what_follows_its_colon():
    assert word(wording.EFFECTS, "class_at_most:Tốt") == "Xếp loại không cao hơn: Tốt"


def test_every_value_is_escaped_and_cleaned():
    html = fill("certificate/check.html.j2", data={"prefix": "<b>\u202eA&B</b>", "owners": ()}, script="")
    assert "&lt;b&gt;A&amp;B&lt;/b&gt;" in html
