from __future__ import annotations

from pathlib import Path

import pytest

from scoring.law.provisions import citation_faults, provisions, stands_in
from scoring.scheme.model import Cite

LAW = """Luật mẫu, đầu văn bản.

Chương I
NHỮNG QUY ĐỊNH CHUNG
Điều 1. Phạm vi
Luật này quy định về thi đua.
Điều 2. Danh hiệu
1. Danh hiệu thứ nhất gồm:
a) Hoàn thành tốt nhiệm vụ;
đ) Đoàn kết nội bộ.
2.“Cờ” để tặng tập thể.
Phần tiếp theo của khoản 2.
Mục 2. PHẦN KHÁC
Điều 10. Điều sau cùng
Nói về Điều 2. Không phải điều mới.
"""
SHIPPED = Path(__file__).resolve().parents[3] / "criteria" / "law" / "luat-06-2022-qh15" / "2024-01-01.txt"


def codes(cite: Cite, text: str = LAW, *, whole: bool = True) -> list[str]:
    return [problem.code for problem in citation_faults(cite, provisions(text, whole=whole))]


def test_a_law_is_taken_apart_into_articles_clauses_and_points() -> None:
    assert provisions(LAW).words == {
        "Điều 1": "Phạm vi\nLuật này quy định về thi đua.",
        "Điều 2": "Danh hiệu",
        "Điều 2 khoản 1": "Danh hiệu thứ nhất gồm:",
        "Điều 2 khoản 1 điểm a": "Hoàn thành tốt nhiệm vụ;",
        "Điều 2 khoản 1 điểm đ": "Đoàn kết nội bộ.",
        "Điều 2 khoản 2": "“Cờ” để tặng tập thể.\nPhần tiếp theo của khoản 2.",
        "Điều 10": "Điều sau cùng\nNói về Điều 2. Không phải điều mới.",
    }


def test_the_shipped_law_has_its_96_articles_and_the_points_of_article_27() -> None:
    words = provisions(SHIPPED.read_text(encoding="utf-8")).words
    articles = [place for place in words if " khoản " not in place and " điểm " not in place]

    assert articles == [f"Điều {number}" for number in range(1, 97)]
    assert [p for p in words if p.startswith("Điều 27 khoản 1")] == [
        "Điều 27 khoản 1",
        *(f"Điều 27 khoản 1 điểm {letter}" for letter in "abcdđ"),
    ]
    assert words["Điều 27 khoản 1 điểm d"] == "Có cá nhân đạt danh hiệu “Chiến sĩ thi đua cơ sở”;"


def test_a_quote_that_stands_in_its_place_is_right() -> None:
    assert codes(Cite(clause="Điều 2 khoản 1 điểm a", quote="Hoàn thành tốt nhiệm vụ")) == []
    assert codes(Cite(clause="Điều 2 khoản 2", quote="“Cờ” … khoản 2")) == []


@pytest.mark.parametrize(
    ("clause", "quote", "code"),
    [
        ("Điều 2 khoản 1 điểm đ", "Hoàn thành tốt nhiệm vụ", "E_CITE_ELSEWHERE"),
        ("Điều 2 khoản 1", "Hoàn thành tốt nhiệm vụ", "E_CITE_ELSEWHERE"),
        ("Điều 1", "Hoàn thành tốt nhiệm vụ", "E_CITE_ELSEWHERE"),
        ("Điều 2 khoản 3", "Hoàn thành tốt nhiệm vụ", "E_CITE_PLACE"),
        ("Điều 2 khoản 1 điểm b", "", "E_CITE_PLACE"),
        ("Điều 11", "", "E_CITE_PLACE"),
        ("khoản 1 Điều 2", "", "E_CITE_FORM"),
        ("Điều 2 khoản 1 điểm a", "Hoàn thành tốt các nhiệm vụ", "E_QUOTE"),
        ("Điều 2 khoản 2", "khoản 2 … “Cờ”", "E_QUOTE"),
    ],
)
def test_a_wrong_article_clause_point_or_word_is_an_error(clause: str, quote: str, code: str) -> None:
    assert codes(Cite(document="Luật mẫu", clause=clause, quote=quote)) == [code]


def test_an_error_says_where_the_words_do_stand() -> None:
    cite = Cite(document="Luật mẫu", clause="Điều 1", quote="Đoàn kết nội bộ")

    (problem,) = citation_faults(cite, provisions(LAW))

    assert problem.text() == (
        "the quote of Điều 1 stands in Điều 2 khoản 1 điểm đ of Luật mẫu: “Đoàn kết nội bộ”"
    )


def test_a_quote_in_another_unicode_form_is_the_same_quote() -> None:
    decomposed = "Hoa\u0300n tha\u0300nh to\u0302\u0301t"

    assert stands_in(decomposed, "Hoàn thành tốt nhiệm vụ")


def test_of_a_text_of_seen_clauses_only_quotes_can_be_wrong() -> None:
    seen = "Không phải toàn văn.\n\nĐiều 4 khoản 3: «Khen chuyên đề không làm căn cứ»\nmục II.B: «Biên bản»\n"

    assert codes(Cite(clause="Điều 4 khoản 3", quote="không làm căn cứ"), seen, whole=False) == []
    assert codes(Cite(clause="mục II.B", quote="Biên bản"), seen, whole=False) == []
    assert codes(Cite(clause="Điều 5"), seen, whole=False) == []
    assert codes(Cite(clause="Điều 4 khoản 2", quote="không làm căn cứ"), seen, whole=False) == [
        "E_CITE_ELSEWHERE"
    ]
    assert codes(Cite(clause="Điều 4 khoản 3", quote="được làm căn cứ"), seen, whole=False) == ["E_QUOTE"]
