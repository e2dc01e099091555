"""The draft as a file: written, read back, edited by a person; and the parts that are not known."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.scheme.reading import Source
from tests.thidua.drafting.samples import HEAD, PLAN_243, drafted, read, target
from thidua.drafting.drafts import MOST_ROWS, draft_of, read_draft
from thidua.drafting.letters import listed
from thidua.drafting.model import Draft
from thidua.drafting.passages import Passage
from thidua.drafting.reading import PlanText, read_plan_text
from thidua.drafting.writing import draft_text
from thidua.intake.refusal import IntakeError


@pytest.fixture(scope="module")
def text() -> str:
    return draft_text(draft_of(read_plan_text(PLAN_243)))


def load(text: str) -> Draft:
    return read_draft(Source("draft.yaml", text))


def faults(text: str) -> list[str]:
    with pytest.raises(ScoringError) as caught:
        load(text)
    return [str(problem) for problem in caught.value.problems]


def test_a_draft_reads_back_as_it_was_written(text: str) -> None:
    assert load(text) == draft_of(read_plan_text(PLAN_243))
    assert draft_text(load(text)) == text


def test_its_first_key_says_that_it_is_a_draft(text: str) -> None:
    keys = [line for line in text.splitlines() if line and not line.startswith("#")]

    assert keys[:2] == ["draft: kg-243", "status: draft"]


def test_what_is_missing_is_named_beside_the_row_for_a_person_to_fill_in(tmp_path: Path) -> None:
    written = draft_text(drafted(tmp_path, "Ít nhất 05 gian hàng.", head="II. MỤC TIÊU\n\n"))

    assert [
        line.partition(":")[0] for line in map(str.strip, written.splitlines()) if line[:7] == "# thiếu"
    ] == [
        "# thiếu unit và kind",
        "# thiếu levels",
        "# thiếu milestone",
    ]


def test_an_edit_of_a_person_is_read(text: str) -> None:
    edited = text.replace("accept: undecided", "accept: true", 1).replace("number: 60", "number: 62.5")

    draft = load(edited)

    assert [row.id for row in draft.rows if row.accept is True] == ["mtc25.01"]
    assert target(draft.rows[2]) == ">= 125/2 %"


BROKEN = {
    "an unknown key": ("accept: undecided", "acept: true", "did you mean “accept”?"),
    "a word for a number": ("number: 60", "number: nhiều", "expected a number"),
    "a sign that is none": ('sign: ">="', 'sign: "=>"', "sign"),
    "an id twice": ("id: cqs23.02", "id: cqs23.01", "the id “cqs23.01” is used more than once"),
    "a state of its own": ("status: draft", "status: active", "status"),
    "no draft at all": ("draft: kg-243", "nhap: kg-243", "its first key is not “draft”"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_edit_is_told_with_its_line(text: str, name: str) -> None:
    old, new, words = BROKEN[name]

    found = faults(text.replace(old, new, 1))

    assert words in found[0]
    assert found[0].startswith("draft.yaml:")


def test_cut_text_and_an_empty_heading_are_unknown_parts(tmp_path: Path) -> None:
    plan = HEAD + "a) Chính quyền số\n\n- 80% hồ sơ đúng hạn.\n\nb) Kinh tế số\n\nc) Xã hội số\n\n(…)\n"

    gaps = draft_of(read(tmp_path, plan)).unknown

    assert [(gap.text, gap.why) for gap in gaps] == [
        ("b) Kinh tế số", "Đề mục không có nội dung bên dưới"),
        ("(…)", "Bản chép bị cắt ở đây"),
    ]


def test_an_id_is_given_made_from_the_number_or_from_the_file(tmp_path: Path) -> None:
    bullet = "- 80% hồ sơ đúng hạn."

    assert draft_of(read(tmp_path, bullet), "phong-trao").draft == "phong-trao"
    assert draft_of(read(tmp_path, "Số: 05/KH-UBND\n\n" + bullet)).draft == "05"
    assert draft_of(read(tmp_path, bullet, "Kế hoạch Đổi mới.txt")).draft == "ke-hoach-doi-moi"


def test_rows_are_numbered_within_their_group_and_year(tmp_path: Path) -> None:
    plan = """\
II. MỤC TIÊU
1. Đến năm 2024
a) Về trường học
- 80% trường đạt chuẩn.
- 90% lớp đạt chuẩn.
b) Về y tế
- 70% xã đạt chuẩn.
2. Đến năm 2025
a) Về trường học
- 100% trường đạt chuẩn.
"""
    ids = [row.id for row in draft_of(read(tmp_path, plan)).rows]

    assert ids == ["th24.01", "th24.02", "yt24.01", "th25.01"]


def test_more_numbers_than_a_person_could_go_through_are_refused(tmp_path: Path) -> None:
    plan = read(tmp_path, "\n".join(f"- 80% việc {chr(97 + i % 26)}." for i in range(MOST_ROWS + 1)))

    with pytest.raises(IntakeError, match="1001 numbers were found"):
        draft_of(plan)


WORDS = listed(
    """II. MỤC TIÊU|1.|a)|-|+|tối thiểu|trên|không quá|giảm|từ|đến|cấp huyện|,|;|.|và|trong đó|80%|02 mô hình
    |1.200|,5|(|)|“|”|năm 2025|năm 2023|so với|hiện nay|[...]|hồ sơ|hộ nghèo|tỷ đồng|trở lên|–|#
    |:|'|"|{|&a|trừ"""
)
TEXTS = st.lists(st.one_of(st.sampled_from((*WORDS, "\n")), st.text(max_size=4)), max_size=40)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text_gives_a_draft_that_reads_back_the_same(words: list[str]) -> None:
    lines = " ".join(words).split("\n")
    passages = [
        Passage(" ".join(line.split()), f"dòng {i}") for i, line in enumerate(lines, 1) if line.split()
    ]
    kept = [p for p in passages if all(char.isprintable() for char in p.text)]
    draft = draft_of(PlanText("a.txt", "0" * 64, "text", len(lines), tuple(kept)))

    assert load(draft_text(draft)) == draft
    assert all(row.quote in p.text for row in draft.rows for p in kept if p.place == row.place)
