"""Headings and bullets: where a paragraph stands and how it is cited."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.thidua.drafting.samples import read
from thidua.drafting.markers import marker
from thidua.drafting.outline import outline

PLAN = """\
PHẦN I. ĐÁNH GIÁ
A. Chung
I. MỤC TIÊU
1. Mục tiêu chung
Đoạn văn.
2. Mục tiêu cụ thể
2.1. Đến năm 2023
a) Chính quyền số
- Một
- Hai:
+ Hai một
+ Hai hai
- Ba
b) Kinh tế số
- Bốn
2.2. Đến năm 2025
- Năm
1. Bắt đầu lại dưới gạch đầu dòng
II. NHIỆM VỤ
1. Việc
• Chấm
(1) Ngoặc
"""
CLAUSES = """\
PHẦN I
PHẦN I.A
PHẦN I.A.I
PHẦN I.A.I.1
PHẦN I.A.I.1
PHẦN I.A.I.2
PHẦN I.A.I.2.1
PHẦN I.A.I.2.1.a
PHẦN I.A.I.2.1.a, gạch đầu dòng 1
PHẦN I.A.I.2.1.a, gạch đầu dòng 2
PHẦN I.A.I.2.1.a, gạch đầu dòng 2, dấu cộng 1
PHẦN I.A.I.2.1.a, gạch đầu dòng 2, dấu cộng 2
PHẦN I.A.I.2.1.a, gạch đầu dòng 3
PHẦN I.A.I.2.1.b
PHẦN I.A.I.2.1.b, gạch đầu dòng 1
PHẦN I.A.I.2.2
PHẦN I.A.I.2.2, gạch đầu dòng 1
PHẦN I.A.I.2.2.1, gạch đầu dòng 1
PHẦN I.A.II
PHẦN I.A.II.1
PHẦN I.A.II.1, dấu chấm đầu dòng 1
PHẦN I.A.II.1.1, dấu chấm đầu dòng 1
"""


def test_every_paragraph_is_cited_by_the_headings_it_stands_under(tmp_path: Path) -> None:
    items = list(outline(read(tmp_path, PLAN).passages))

    assert [item.clause for item in items] == [
        line.replace("Phần", "PHẦN", 1) for line in CLAUSES.splitlines()
    ]


MARKERS = {
    "II. MỤC TIÊU": ("roman", "II", 2),
    "IV- TỔ CHỨC": ("roman", "IV", 4),
    "2.1. Mục tiêu": ("decimal2", "2.1", 1),
    "1.2.3 Nội dung": ("decimal3", "1.2.3", 3),
    "1. Mục đích": ("decimal1", "1", 1),
    "3/ Yêu cầu": ("decimal1", "3", 3),
    "a) Về chính quyền số": ("letter", "a", 1),
    "đ) Việc khác": ("letter", "đ", 5),
    "- 100% hồ sơ": ("bullet-", "-", 0),
    "– 100% hồ sơ": ("bullet-", "-", 0),
    "+ Một": ("bullet+", "+", 0),
    "Điều 5. Khen thưởng": ("part", "Điều 5", 5),
}


@pytest.mark.parametrize("text", MARKERS)
def test_a_marker_is_read(text: str) -> None:
    found = marker(text)

    assert found is not None
    assert (found.kind, found.label, found.ordinal) == MARKERS[text]


@pytest.mark.parametrize(
    "text",
    ["-------", "100% hồ sơ", "1.200 hộ", "2.5 ha đất", "Mục tiêu chung", "IX", "80% thủ tục", "XVIII. a"],
)
def test_what_only_looks_like_a_marker_is_none(text: str) -> None:
    assert marker(text) is None


def test_a_table_belongs_to_its_heading_not_to_the_bullet_before_it(tmp_path: Path) -> None:
    from thidua.drafting.passages import Passage

    passages = [*read(tmp_path, "I. MỤC TIÊU\n- Một\n").passages, Passage("", "bảng 1", (("a", "b"),))]

    assert [item.clause for item in outline(passages)] == ["I", "I, gạch đầu dòng 1", "I"]


def test_a_heading_without_a_number_opens_a_part(tmp_path: Path) -> None:
    text = "Mục tiêu cụ thể\n\n- Một\n\nKhen thưởng:\n\n- Hai\n"

    found = [(item.text, item.part) for item in outline(read(tmp_path, text).passages)]

    assert found == [
        ("Mục tiêu cụ thể", ""),
        ("Một", "objective"),
        ("Khen thưởng:", "objective"),
        ("Hai", "award"),
    ]
