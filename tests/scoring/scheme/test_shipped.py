"""The criteria library: every file loads, and plan 243 says what its document says."""

from __future__ import annotations

import unicodedata
from datetime import date
from fractions import Fraction

import pytest

from scoring import SchemeError, Source, evaluate, load_scheme
from scoring.facts import Candidate, Decision, Entry, Fact, State
from scoring.scheme.model import Objective
from tests.scoring.samples import CRITERIA, plan_243, shipped_plan, shipped_scheme

SCHEMES = ["vi-du-kg-ca-nhan", "vi-du-kg-huyen", "vi-du-kg-so-nganh", "vi-du-kg-xa"]

# Read from the text of the plan (criteria/kg-243/2022-11-16.txt), II.2.1.a, bullet by bullet. Bullet 6 has
# two sentences, the second with one target for each of three levels; the signs are those of the words
# "tối thiểu" and "đạt" (100 % cannot be passed).
TABLE = [
    ("cqs23.01", "tinh huyen xa", "=", 100),
    ("cqs23.02", "tinh huyen xa", ">=", 60),
    ("cqs23.03", "tinh huyen xa", ">=", 80),
    ("cqs23.04", "tinh", ">=", 10),
    ("cqs23.05", "tinh", "=", 100),
    ("cqs23.06", "tinh huyen xa", "=", 100),
    ("cqs23.07a", "tinh", "=", 100),
    ("cqs23.07b", "huyen", ">=", 90),
    ("cqs23.07c", "xa", ">=", 70),
    ("cqs23.08", "tinh huyen xa", "=", 100),
    ("cqs23.09", "tinh huyen xa", ">=", 80),
]
FLAGS = {
    "cqs23.01": ["exclusion"],
    "cqs23.03": ["ambiguous"],
    "cqs23.04": ["baseline"],
    "cqs23.05": ["composite", "exclusion"],
    "cqs23.06": ["exclusion"],
    "cqs23.07a": ["impossible", "split_by_level"],
    "cqs23.07b": ["split_by_level"],
    "cqs23.07c": ["split_by_level"],
}


def sign_and_number(row: Objective) -> tuple[str, Fraction | None]:
    (target,) = row.target
    signs = {">=": target.at_least, "<=": target.at_most, "=": target.equals}
    (found,) = [(sign, bound) for sign, bound in signs.items() if bound is not None]
    return found


def test_every_file_of_the_library_loads() -> None:
    found = sorted(path.parent.name for path in CRITERIA.glob("vi-du-*/????-??-??.yaml"))

    assert found == SCHEMES
    assert [shipped_scheme(name).scheme for name in SCHEMES] == SCHEMES


def test_plan_243_has_eleven_objectives_with_their_levels_and_targets() -> None:
    found = [(row.id, " ".join(row.levels), *sign_and_number(row)) for row in plan_243().objectives]

    assert found == TABLE


def test_every_objective_of_plan_243_is_due_at_the_end_of_2023() -> None:
    day = date(2023, 12, 31)

    assert {row.milestone for row in plan_243().objectives} == {day}
    assert {target.end for row in plan_243().objectives for target in row.target} == {day}


def test_every_quote_of_plan_243_stands_word_for_word_in_its_text() -> None:
    raw = (CRITERIA / "kg-243" / "2022-11-16.txt").read_text(encoding="utf-8")
    text = unicodedata.normalize("NFC", raw)

    quotes = [row.cite.quote for row in plan_243().objectives]

    assert [quote for quote in quotes if not quote or quote not in text] == []


def test_the_number_of_each_target_stands_in_the_quote_of_its_objective() -> None:
    rows = plan_243().objectives

    assert [row.id for row in rows if f"{sign_and_number(row)[1]}%" not in row.cite.quote] == []


def test_the_defects_of_plan_243_are_flagged_where_they_stand() -> None:
    plan = plan_243()

    found = {row.id: [flag.kind for flag in row.flags] for row in plan.objectives if row.flags}

    assert found == FLAGS
    assert [flag.kind for flag in plan.flags] == ["misdated"]


def test_decision_2174_is_dated_2022_as_its_own_paper_is_and_the_flag_says_so() -> None:
    plan = plan_243()

    (cite,) = [cite for cite in plan.based_on if cite.document == "2174/QĐ-UBND"]

    assert cite.issued == date(2022, 8, 26)
    assert "26/8/2021" in plan.flags[0].text


def test_what_the_plan_is_not_known_to_say_is_a_placeholder() -> None:
    assert [row.id for row in plan_243().placeholders] == ["mtc.01", "kts23", "xhs23", "mt25", "khen_thuong"]


@pytest.mark.parametrize("placeholder", ["mtc.01", "kts23", "xhs23", "mt25", "khen_thuong"])
def test_a_placeholder_can_be_scored_by_no_scheme(placeholder: str) -> None:
    text = (CRITERIA / "vi-du-kg-xa" / "2023-12-01.yaml").read_text(encoding="utf-8")
    broken = text.replace("objective: cqs23.01", f"objective: {placeholder}", 1)

    with pytest.raises(SchemeError) as caught:
        load_scheme(Source("xa.yaml", broken), shipped_plan)

    assert [problem.code for problem in caught.value.problems] == ["E_OBJECTIVE"]


def test_the_satisfaction_row_waits_for_the_board_to_say_how_it_is_read() -> None:
    plan = plan_243()

    (slot,) = plan.decide
    (row,) = [row for row in plan.objectives if row.measure.decide]

    assert (row.id, slot.id) == ("cqs23.03", "cqs23_03_cach_hieu")
    assert row.measure.decide is not None
    assert set(row.measure.decide.options) == set(slot.options) == {"thuc_hien_danh_gia", "danh_gia_hai_long"}


@pytest.mark.parametrize("name", SCHEMES)
def test_a_shipped_example_says_that_it_is_one(name: str) -> None:
    assert "không phải của UBND tỉnh Kiên Giang" in shipped_scheme(name).example


@pytest.mark.parametrize("name", ["vi-du-kg-huyen", "vi-du-kg-so-nganh", "vi-du-kg-xa"])
def test_a_scheme_scores_only_objectives_of_its_own_level(name: str) -> None:
    scheme = shipped_scheme(name)
    levels = {row.id: set(row.levels) for row in scheme.objectives}

    used = [node.objective for node in scheme.children if node.objective]

    assert [row for row in used if not set(scheme.subjects.levels) <= levels[row]] == []


def commune(**changed: int | str | State) -> Entry:
    given: dict[str, int | str | State] = {
        "tthc_toan_trinh": 90, "tthc_du_dieu_kien": 100,
        "ho_so_truc_tuyen": 540, "ho_so_tiep_nhan": 1000,
        "luot_hai_long": 300, "luot_danh_gia": 500, "ho_so_da_giai_quyet": 1000,
        "van_ban_ky_so": 199, "van_ban_di": 200,
        "ho_so_cong_viec_tren_mang": 75, "ho_so_cong_viec": 100,
        "co_quan_dung_he_thong": 9, "co_quan_hanh_chinh": 10,
        "ho_so_dung_han": 799,
        "mo_hinh": 4, "bao_cao_tre": 1, "ky_luat": "khong",
    }  # fmt: skip
    facts = {}
    for name, value in (given | changed).items():
        if isinstance(value, State):
            facts[name] = Fact(name, value)
        elif isinstance(value, str):
            facts[name] = Fact(name, State.VALUE, label=value)
        else:
            facts[name] = Fact(name, State.VALUE, Fraction(value))
    return Entry(Candidate("xa-a", "Xã A", "collective", "xa", "khoi-xa", "xa-a"), facts)


READ_AS_DONE = {"cqs23_03_cach_hieu": Decision("cqs23_03_cach_hieu", ("thuc_hien_danh_gia",))}
READ_AS_HAPPY = {"cqs23_03_cach_hieu": Decision("cqs23_03_cach_hieu", ("danh_gia_hai_long",))}
END_2023 = date(2023, 12, 31)


def test_a_commune_of_the_example_is_scored_as_by_hand() -> None:
    scheme = shipped_scheme("vi-du-kg-xa")

    card = evaluate(scheme, [commune()], END_2023, READ_AS_DONE)[0]

    points = {line.id: line.points for line in card.root.children}
    assert points == {
        "dich_vu_toan_trinh": 9,  # 90 % of 100 % × 10
        "ho_so_truc_tuyen": Fraction("22.5"),  # 54 % of 60 % × 25
        "danh_gia_hai_long": Fraction("6.25"),  # 500/1000 = 50 % of 80 % × 10
        "van_ban_ky_so": Fraction("14.925"),  # 99.5 % × 15
        "ho_so_cong_viec": 15,  # 75 % of 70 %, held at the maximum
        "he_thong_bao_cao": 0,  # 90 % of 100 %, all or nothing
        "dung_han": 15,  # 79.9 % is below 80 %: the step of 70 %
        "thuong_vuot_truc_tuyen": 0,  # 54 % is not above 60 %
        "thuong_mo_hinh": 6,  # 4 × 2 = 8, at most 6
        "tru_bao_cao_tre": Fraction("-0.5"),
    }
    # 9 + 22.5 + 6.25 + 14.925 + 15 + 0 + 15 = 82.675; + 6 - 0.5 = 88.175, half up to 88.18.
    assert (card.base, card.bonus, card.penalty) == (Fraction("82.675"), 6, Fraction("-0.5"))
    assert card.total == Fraction("88.18")
    assert card.label == "Hoàn thành tốt"


def test_the_reading_the_board_chooses_changes_the_points_and_an_open_question_leaves_them_open() -> None:
    scheme = shipped_scheme("vi-du-kg-xa")

    happy = evaluate(scheme, [commune()], END_2023, READ_AS_HAPPY)[0]
    undecided = evaluate(scheme, [commune()], END_2023)[0]

    # 300 of 500 are happy: 60 % of 80 % × 10 = 7.5, so 82.675 + 1.25 + 5.5 = 89.425.
    assert happy.line("danh_gia_hai_long").points == Fraction("7.5")
    assert happy.total == Fraction("89.43")
    assert (undecided.state, undecided.waiting_for) == (State.PENDING, ("cqs23_03_cach_hieu",))


def test_excellent_needs_every_criterion_above_zero() -> None:
    scheme = shipped_scheme("vi-du-kg-xa")
    best = {
        "tthc_toan_trinh": 100, "ho_so_truc_tuyen": 1000, "luot_danh_gia": 1000, "van_ban_ky_so": 200,
        "ho_so_cong_viec_tren_mang": 100, "ho_so_dung_han": 1000, "bao_cao_tre": 0,
    }  # fmt: skip

    with_zero = evaluate(scheme, [commune(**best)], END_2023, READ_AS_DONE)[0]
    without = evaluate(scheme, [commune(**best, co_quan_dung_he_thong=10)], END_2023, READ_AS_DONE)[0]

    # All but "he_thong_bao_cao" (5) full: 95 + 4 + 6.
    assert (with_zero.total, with_zero.label) == (105, "Hoàn thành tốt")
    assert (without.total, without.label) == (110, "Hoàn thành xuất sắc")


@pytest.mark.parametrize(
    ("discipline", "state", "label"),
    [
        ("khong", State.VALUE, "Hoàn thành xuất sắc"),
        ("khien_trach", State.VALUE, "Hoàn thành tốt"),
        ("canh_cao", State.EXCLUDED, ""),
    ],
)
def test_the_discipline_of_the_head_lowers_the_class_or_excludes(
    discipline: str, state: State, label: str
) -> None:
    scheme = shipped_scheme("vi-du-kg-xa")
    unit = commune(tthc_toan_trinh=100, ho_so_truc_tuyen=1000, co_quan_dung_he_thong=10, ky_luat=discipline)

    card = evaluate(scheme, [unit], END_2023, READ_AS_DONE)[0]

    assert (card.state, card.label) == (state, label)
