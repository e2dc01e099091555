"""The seed: plan 243 gives its eleven rows, one row that is not sure, and the part that is cut out."""

from __future__ import annotations

from datetime import date

import pytest

from scoring.scheme.load import load_plan
from scoring.scheme.model import Objective
from scoring.scheme.reading import Source
from tests.thidua.drafting.samples import PLAN_243, flags, target
from thidua.drafting.drafts import draft_of
from thidua.drafting.model import Draft, Row
from thidua.drafting.reading import read_plan_text
from thidua.rules import read_text

# Read from the plan's own text, II.2.1.a, bullet by bullet; bullet 6 has two sentences, the second with a
# target for each of three levels.
TABLE = [
    ("cqs23.01", "= 100 %", None, "gạch đầu dòng 1"),
    ("cqs23.02", ">= 60 %", None, "gạch đầu dòng 2"),
    ("cqs23.03", ">= 80 %", None, "gạch đầu dòng 3"),
    ("cqs23.04", ">= 10 %", None, "gạch đầu dòng 4"),
    ("cqs23.05", "= 100 %", None, "gạch đầu dòng 5"),
    ("cqs23.06", "= 100 %", None, "gạch đầu dòng 6"),
    ("cqs23.07a", "= 100 %", ["tinh"], "gạch đầu dòng 6"),
    ("cqs23.07b", ">= 90 %", ["huyen"], "gạch đầu dòng 6"),
    ("cqs23.07c", ">= 70 %", ["xa"], "gạch đầu dòng 6"),
    ("cqs23.08", "= 100 %", None, "gạch đầu dòng 7"),
    ("cqs23.09", ">= 80 %", None, "gạch đầu dòng 8"),
]
FLAGS = {
    "cqs23.01": ["exclusion"],
    "cqs23.03": ["ambiguous"],
    "cqs23.04": ["baseline"],
    "cqs23.05": ["composite", "exclusion"],
    "cqs23.06": ["exclusion"],
    "cqs23.07a": ["impossible", "exclusion", "split_by_level"],
    "cqs23.07b": ["exclusion", "split_by_level"],
    "cqs23.07c": ["exclusion", "split_by_level"],
}


@pytest.fixture(scope="module")
def draft() -> Draft:
    return draft_of(read_plan_text(PLAN_243))


def sure(draft: Draft) -> list[Row]:
    return [row for row in draft.rows if row.confidence == "sure"]


def test_exactly_the_eleven_rows_are_sure_with_number_sign_level_and_place(draft: Draft) -> None:
    found = [(row.id, target(row), row.levels, row.clause.partition(", ")[2]) for row in sure(draft)]

    assert found == TABLE
    assert {row.clause.partition(", ")[0] for row in sure(draft)} == {"II.2.1.a"}


def test_the_rows_agree_with_the_plan_that_people_wrote(draft: Draft) -> None:
    plan = load_plan(Source("plan", read_text(PLAN_243.with_suffix(".yaml"))))

    def written(row: Objective) -> tuple[object, ...]:
        (goal,) = row.target
        signs = {">=": goal.at_least, "<=": goal.at_most, "=": goal.equals}
        (bound,) = [(sign, number) for sign, number in signs.items() if number is not None]
        return row.id, bound, row.unit, row.milestone, row.cite.clause

    assert [(r.id, (r.sign, r.number), r.unit, r.milestone, r.clause) for r in sure(draft)] == [
        written(row) for row in plan.objectives
    ]


def test_every_trap_of_the_wording_is_flagged_where_it_stands(draft: Draft) -> None:
    assert {row.id: flags(row) for row in sure(draft) if row.flags} == FLAGS


def test_the_hundred_per_cent_of_the_general_objective_is_not_sure_and_says_why(draft: Draft) -> None:
    (doubtful,) = [row for row in draft.rows if row.confidence == "unsure"]

    assert (doubtful.clause, doubtful.number, doubtful.milestone) == ("II.1", 100, date(2025, 12, 31))
    assert doubtful.reasons[0].startswith("Đứng trong mục tiêu chung")


def test_every_row_shows_its_sentence_as_it_stands_and_its_line(draft: Draft) -> None:
    lines = read_text(PLAN_243).split("\n")

    for row in draft.rows:
        line = lines[int(row.place.removeprefix("dòng ")) - 1]
        assert row.quote in line
        assert row.sentence in line


def test_lost_letters_are_told_with_their_lines_and_change_no_row(draft: Draft) -> None:
    told = {remark.place: remark.text for remark in draft.remarks}

    assert told == {
        "dòng 29": "Bản chép mất chữ: «tnh»",
        "dòng 37": "Bản chép mất chữ: «cn»",
        "dòng 55": "Bản chép mất chữ: «đnhân»",
        "dòng 71": "Bản chép mất chữ: «ln»",
    }


def test_the_cut_text_is_an_unknown_part_under_its_heading(draft: Draft) -> None:
    (gap,) = draft.unknown

    assert (gap.text, gap.clause, gap.section, gap.place) == (
        "[...]",
        "II.2.1.b",
        "b) Về kinh tế số",
        "dòng 81",
    )


def test_the_head_is_read_with_its_places(draft: Draft) -> None:
    head = draft.head

    assert (head.number, head.body, head.issued) == (
        "243/KH-UBND",
        "Ủy ban nhân dân tỉnh Kiên Giang",
        date(2022, 11, 16),
    )
    assert head.found_at == {"number": "dòng 3", "body": "dòng 11", "issued": "dòng 21", "title": "dòng 27"}
    assert draft.draft == "kg-243"


def test_nothing_in_a_draft_is_decided(draft: Draft) -> None:
    assert draft.status == "draft"
    assert {row.accept for row in draft.rows} == {"undecided"}


def test_the_composite_row_lists_what_it_asks_for(draft: Draft) -> None:
    (row,) = [row for row in draft.rows if row.id == "cqs23.05"]

    assert "thanh toán trực tuyến" in row.parts
    assert "được cung cấp qua nhiều kênh truy cập" in row.parts
    assert not any("ngoại trừ" in part for part in row.parts)


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        ("Tối thiểu 60%", "Ti thiu 60%"),
        ("cấp huyện", "cp huyn"),
        ("năm 2023", "nm 2023"),
        ("so với", "so vi"),
    ],
)
def test_more_lost_letters_still_give_the_same_targets(
    draft: Draft, tmp_path, whole: str, broken: str
) -> None:
    path = tmp_path / "hong.txt"
    path.write_text(read_text(PLAN_243).replace(whole, broken), encoding="utf-8")

    again = draft_of(read_plan_text(path))

    assert broken in path.read_text(encoding="utf-8")
    assert [(r.id, target(r), r.levels, r.milestone, flags(r)) for r in sure(again)] == [
        (r.id, target(r), r.levels, r.milestone, flags(r)) for r in sure(draft)
    ]
