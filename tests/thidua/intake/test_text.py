"""Text at the door: what is folded, what is refused, and what minority names need."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import Problem
from tests.thidua.intake.samples import outcome
from thidua.intake.refusal import IntakeError, nearest, shown
from thidua.intake.text import clean, clean_name, key


def refused(text: str) -> tuple[str, str]:
    with pytest.raises(IntakeError) as caught:
        clean(text)
    return caught.value.problem.code, caught.value.problem.text()


def test_text_is_composed_and_spaces_are_folded() -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn Văn  An")
    assert clean(f" \u00a0{decomposed}\u00a0 ") == "Nguyễn Văn An"


@pytest.mark.parametrize(
    "name",
    [
        "Hoà",
        "Hòa",
        "Y Bhiŏ Niê",
        "H'Hen Niê",
        "K’Sor Phước",
        "Điểu K-Ré",
        "Rơ Châm Čơ",
        "Ƀluôt",
        "Đặng Thị Ñơn",
        "Ủy ban nhân dân phường 3 (cũ)",
    ],
)
def test_vietnamese_and_minority_names_pass(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    "text", ["Đạt ≥ 95 %, 1.200 m²; QĐ số 12/QĐ-UBND “mẫu” – 30 °C", "5 × 3 = 15 – đạt…"]
)
def test_evidence_may_hold_signs(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("char", "code"),
    [
        ("\u0007", "E_TEXT"), ("\u009b", "E_TEXT"), ("\t", "E_TEXT"), ("\n", "E_TEXT"), ("\u200b", "E_TEXT"),
        ("\u200d", "E_TEXT"), ("\u00ad", "E_TEXT"), ("\ufeff", "E_TEXT"), ("\u202e", "E_TEXT"),
        ("\u2066", "E_TEXT"), ("\ue000", "E_TEXT"), ("\ufffd", "E_TEXT"), ("\uffff", "E_TEXT"),
        ("\U000e0041", "E_TEXT"), ("\ufe0f", "E_TEXT"), (chr(0xD800), "E_TEXT"), ("😀", "E_TEXT"),
        ("\u2028", "E_TEXT"),
        ("а", "E_TEXT_LOOKALIKE"), ("Α", "E_TEXT_LOOKALIKE"), ("Ð", "E_TEXT_LOOKALIKE"),
        ("Ɖ", "E_TEXT_LOOKALIKE"), ("Ｖ", "E_TEXT_LOOKALIKE"), ("𝐕", "E_TEXT_LOOKALIKE"),
        ("９", "E_TEXT_LOOKALIKE"), ("＝", "E_TEXT_LOOKALIKE"), ("µ", "E_ENCODING"), ("¸", "E_ENCODING"),
    ],
)  # fmt: skip
def test_what_nobody_can_see_or_tell_apart_is_refused_with_its_place(char: str, code: str) -> None:
    found, message = refused(f"Võ {char}An")
    assert found == code
    assert "position 4" in message
    assert f"U+{ord(char):04X}" in message
    assert message.isprintable()


@pytest.mark.parametrize(
    ("typed", "position"),
    [
        ("Nguyeãn Vaên An", 6),
        ("Leâ Ñöùc Cöôøng", 3),
        ("Phaïm Thò Hoàng Maãn", 19),
        ("Toâ Vaân", 3),
        ("TrÇn ThÞ BÝch", 3),
    ],
)
def test_letters_that_only_an_old_font_makes_right_are_refused_where_they_stand(
    typed: str, position: int
) -> None:
    code, message = refused(typed)
    assert (code, f"position {position}" in message) == ("E_ENCODING", True)


@pytest.mark.parametrize(
    "name", ["Hoà Thuý", "Khuê", "Loan Toàn", "Zoé", "Michaël", "HÀ NÔ", "Anaïs", "Raúl", "João"]
)
def test_names_with_two_vowels_side_by_side_pass(name: str) -> None:
    assert clean_name(name) == name


def test_stacked_marks_are_refused() -> None:
    assert refused("A" + "\u0324" * 5)[0] == "E_TEXT"


def test_long_text_is_refused() -> None:
    assert refused("a" * 2001)[0] == "E_TOO_LONG"


def test_line_breaks_become_spaces_only_where_they_are_allowed() -> None:
    assert clean("QĐ 1\r\nQĐ 2", lines=True) == "QĐ 1 QĐ 2"
    assert refused("QĐ 1\nQĐ 2")[0] == "E_TEXT"


@pytest.mark.parametrize("name", ["<b>An</b>", "{{7*7}}", "=1+1", "@An", "An|Bình"])
def test_names_hold_no_marks_of_programs(name: str) -> None:
    with pytest.raises(IntakeError):
        clean_name(name)


def test_keys_leave_out_case_and_lines() -> None:
    assert key("KHÔNG\náp  dụng ") == key("Không áp dụng")


def test_messages_show_foreign_text_safely() -> None:
    assert shown("a\u202eb\n") == "a<U+202E>b<U+000A>"
    assert len(shown("x" * 500)) == 60
    assert nearest("ho_sơ", ["ho_so", "diem"]) == "ho_so"
    assert nearest("zzz", ["ho_so", "diem"]) == "ho_so, diem"


@given(st.text(max_size=40))
def test_clean_text_is_stable_or_refused(text: str) -> None:
    once = outcome(clean, text)
    if isinstance(once, Problem):
        assert once.text().isprintable()
    else:
        assert clean(once) == once == unicodedata.normalize("NFC", once)
