"""Numbers in words: every digit by its own name, and the ways one is said."""

from __future__ import annotations

import pytest

from thidua.reconcile.numberwords import worded, words_of


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (21, "hai mười một"),
        (105, "một trăm linh năm"),
        (1005, "một nghìn không trăm linh năm"),
        (2_340_000, "hai triệu ba trăm bốn mười nghìn"),
    ],
)
def test_a_number_in_words(number: int, words: str) -> None:
    assert words_of(number) == words


def test_the_usual_ways_of_saying_a_number_agree_and_other_brackets_are_left_out() -> None:
    text = (
        "gồm 05 (năm) tập thể, 24 (hai mươi tư) cá nhân, 15 (mười lăm), 31 (ba mươi mốt), "
        "105 (một trăm lẻ năm); "
        "2.340.000 (hai triệu ba trăm bốn mươi ngàn đồng); 03 (có danh sách); năm 2024 (năm 2023); 12,5 (ba)"
    )

    found = list(worded(text))

    assert [digits for digits, _words, _agree in found] == ["05", "24", "15", "31", "105", "2.340.000"]
    assert all(agree for _digits, _words, agree in found)


def test_words_of_another_number_are_told() -> None:
    assert list(worded("29 (hai mươi tám) tập thể")) == [("29", "hai mươi tám", False)]
