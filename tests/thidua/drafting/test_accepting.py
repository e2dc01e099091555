"""From accepted rows to a plan: only those rows, refused by the checker until a person fills it in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scoring.errors import ScoringError
from scoring.scheme.load import load_plan
from scoring.scheme.model import Plan
from scoring.scheme.reading import Source
from tests.thidua.drafting.samples import PLAN_243, drafted
from thidua.drafting.accepting import accept
from thidua.drafting.drafts import draft_of, read_draft
from thidua.drafting.model import Draft
from thidua.drafting.reading import read_plan_text
from thidua.drafting.writing import draft_text

FACTS = """facts:
  - {id: dat, title: Số đạt, kind: count, unit: hồ sơ}
  - {id: tong, title: Tổng số, kind: count, unit: hồ sơ}"""


@pytest.fixture(scope="module")
def draft() -> Draft:
    return draft_of(read_plan_text(PLAN_243))


def faults(text: str) -> list[str]:
    with pytest.raises(ScoringError) as caught:
        load_plan(Source("plan.yaml", text))
    return [problem.text() for problem in caught.value.problems]


def filled(text: str) -> Plan:
    """Do by hand what the skeleton asks for: facts, and each row's measure and levels."""
    text = text.replace("facts: []", FACTS)
    measure = "measure: {ratio: [dat, tong], transform: percent}"
    text = re.sub(r"# thiếu measure: .*measure: \{ratio: .*", measure, text)
    text = re.sub(r"# thiếu levels: .*", "levels: [tinh]", text)
    return load_plan(Source("plan.yaml", text))


def refused(draft: Draft, *wanted: str) -> str:
    with pytest.raises(ScoringError) as caught:
        accept(draft, "draft.yaml", wanted)
    (problem,) = caught.value.problems
    return f"{problem.code}: {problem.text()}"


def test_only_accepted_rows_stand_in_the_plan_and_the_others_are_named(draft: Draft) -> None:
    accepted = accept(draft, "draft.yaml", ("cqs23.02", "cqs23.07a"))

    assert accepted.rows == ("cqs23.02", "cqs23.07a")
    assert re.findall(r"^  - id: (\S+)", accepted.text, re.MULTILINE) == ["cqs23.02", "cqs23.07a"]
    assert len(accepted.open) == 10
    assert "cqs23.09" in accepted.open


def test_the_skeleton_is_refused_for_exactly_what_a_person_must_still_say(draft: Draft) -> None:
    text = accept(draft, "draft.yaml", ("cqs23.02", "cqs23.07a")).text

    assert faults(text) == [
        "the key “levels” is missing here",
        "the key “measure” is missing here",
        "the key “measure” is missing here",
    ]


def test_the_filled_skeleton_is_a_plan_with_target_dates_quote_and_flags(draft: Draft) -> None:
    plan = filled(accept(draft, "draft.yaml", ("cqs23.02", "cqs23.07a")).text)

    first, second = plan.objectives
    (goal,) = first.target
    assert (goal.at_least, goal.start, goal.end) == (60, plan.version, first.milestone)
    assert first.cite.quote.startswith("Tối thiểu 60% hồ sơ")
    assert (second.target[0].equals, second.levels) == (100, ["tinh"])
    assert [flag.kind for flag in second.flags] == ["impossible", "exclusion", "split_by_level"]
    assert (plan.plan, plan.cite.document) == ("kg-243", "243/KH-UBND")
    assert plan.placeholders[0].title == "b) Về kinh tế số (II.2.1.b)"


def test_every_row_of_plan_243_can_be_accepted_and_filled_in(draft: Draft) -> None:
    sure = [row.id for row in draft.rows if row.confidence == "sure"]
    change = "measure: {change: {before: tong, after: dat, direction: cut}, transform: percent}"
    text = re.sub(r"# thiếu measure: .*\{change: .*", change, accept(draft, "draft.yaml", sure).text)

    assert [row.id for row in filled(text).objectives] == sure


def test_rows_marked_in_the_file_are_taken_when_none_is_named(draft: Draft) -> None:
    edited = draft_text(draft).split("  - id: ")
    edited[3] = edited[3].replace("accept: undecided", "accept: true")
    edited[4] = edited[4].replace("accept: undecided", "accept: false")
    marked = read_draft(Source("draft.yaml", "  - id: ".join(edited)))

    accepted = accept(marked, "draft.yaml")

    assert accepted.rows == ("cqs23.02",)
    assert "cqs23.03" not in accepted.open
    assert refused(marked, "cqs23.03") == "E_ROW: the draft itself refuses the row “cqs23.03” (accept: false)"


def test_nothing_accepted_and_an_unknown_row_are_refused_with_advice(draft: Draft) -> None:
    assert refused(draft).startswith("E_NO_ROW: no row is accepted: write accept: true")
    assert refused(draft, "cqs23.2") == "E_ROW: the draft has no row “cqs23.2”; nearest: cqs23.02"


def test_a_strict_sign_and_a_range_are_kept_as_flags_for_the_board(tmp_path: Path) -> None:
    found = drafted(
        tmp_path, "Trên 90% hộ tham gia.", "Từ 80-90% người dân hài lòng.", "Dưới 3% hộ tái nghèo."
    )

    plan = filled(
        accept(found, "draft.yaml", [row.id for row in found.rows])
        .text.replace("# thiếu title: tên phong trào", "title: Phong trào")
        .replace("# thiếu version", "version: 2025-01-01 # thiếu version")
    )

    bounds = [(goal.at_least, goal.at_most) for row in plan.objectives for goal in row.target]
    assert bounds == [(90, None), (80, None), (None, 3)]
    assert [row.flags[0].text for row in plan.objectives] == [
        "«Trên 90%» theo câu chữ là không lấy đúng 90%; tệp kế hoạch ghi gồm cả 90%",
        "«Từ 80-90%» là một khoảng: chưa rõ lấy đầu nào làm chỉ tiêu",
        "«Dưới 3%» theo câu chữ là không lấy đúng 3%; tệp kế hoạch ghi gồm cả 3%",
    ]


def test_a_plan_without_head_says_what_its_head_lacks(tmp_path: Path) -> None:
    found = drafted(tmp_path, "80% hồ sơ đúng hạn.")

    text = accept(found, "draft.yaml", [found.rows[0].id]).text

    assert "# thiếu version" in text
    assert "the key “version” is missing here" in faults(text)
    assert "the key “title” is missing here" in faults(text)
