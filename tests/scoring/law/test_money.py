"""Amounts are worked by hand beside each case: ceil(base × coefficient / 10 000) × 10 000."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from scoring import SchemeError, Source
from scoring.law.money import Bonuses, Due, Grant, bonuses
from scoring.law.money_rules import (
    BaseSalaries,
    BonusRules,
    load_bonus_rules,
    load_own_rates,
    load_salaries,
    with_own,
)

LAW = Path(__file__).resolve().parents[3] / "criteria" / "law"


def shipped(name: str) -> Source:
    return Source(name, (LAW / name).read_text(encoding="utf-8"))


SALARIES: BaseSalaries = load_salaries(shipped("luong-co-so/2026-07-01.yaml"))
NEW: BonusRules = load_bonus_rules(shipped("tien-thuong-nd-152-2025/2025-07-01.yaml"))
OLD: BonusRules = load_bonus_rules(shipped("tien-thuong-nd-98-2023/2024-01-01.yaml"))
AT_2530 = date(2026, 12, 15)  # base salary 2 530 000
AT_2340 = date(2025, 12, 15)  # base salary 2 340 000


def grant(award: str, subject: str = "individual", on: date = AT_2530, **other: object) -> Grant:
    parts: dict[str, object] = {
        "candidate": "000001",
        "name": "Nguyễn Thị Mẫu",
        "subject": subject,
        "award": award,
        "first_year": on.year,
        "last_year": on.year,
        "decision": "1/QĐ",
        "on": on,
        "authority": "Chủ tịch UBND tỉnh",
        "proposer": "UBND tỉnh",
    }
    return Grant(**(parts | other))  # type: ignore[arg-type] - the parts are those of a grant


def reckon(*grants: Grant, **answers: str) -> Bonuses:
    return bonuses(grants, SALARIES, (OLD, NEW), answers)


def codes(found: Bonuses) -> list[str]:
    return [problem.code for problem in found.blocks]


@pytest.mark.parametrize(
    ("award", "subject", "amount"),
    [
        ("lao_dong_tien_tien", "individual", 760_000),  # 0,3 × 2 530 000 = 759 000
        ("chien_si_thi_dua_co_so", "individual", 2_530_000),  # 1,0
        ("chien_si_thi_dua_tinh", "individual", 7_590_000),  # 3,0
        ("chien_si_thi_dua_toan_quoc", "individual", 11_390_000),  # 4,5 × = 11 385 000
        ("bang_khen_tinh", "individual", 3_800_000),  # 1,5 × = 3 795 000
        ("bang_khen_tinh", "household", 5_700_000),  # 2,25 × = 5 692 500
        ("bang_khen_tinh", "collective", 7_590_000),  # 3,0
        ("bang_khen_tinh", "enterprise", 7_590_000),  # as a collective
        ("giay_khen", "collective", 1_520_000),  # 0,6 × = 1 518 000
        ("tap_the_lao_dong_tien_tien", "collective", 2_030_000),  # 0,8 × = 2 024 000
        ("tap_the_lao_dong_xuat_sac", "collective", 3_800_000),  # 1,5 × = 3 795 000
        ("co_thi_dua_tinh", "collective", 20_240_000),  # 8,0
        ("co_thi_dua_chinh_phu", "collective", 30_360_000),  # 12,0
    ],
)
def test_the_amounts_of_one_honour_at_the_base_salary_of_july_2026(
    award: str, subject: str, amount: int
) -> None:
    found = reckon(grant(award, subject))

    assert (found.lines[0].amount, found.total) == (amount, amount)


def test_a_letter_of_commendation_for_a_person_is_shown_but_not_summed() -> None:
    # 0,3 is half of the collective's 0,6: deduced. 0,3 × 2 530 000 = 759 000.
    found = reckon(grant("giay_khen"), grant("bang_khen_tinh", candidate="000002"))

    assert [line.amount for line in found.lines] == [760_000, 3_800_000]
    assert (found.total, found.funds) == (None, {"Chủ tịch UBND tỉnh": None})
    assert [problem.text() for problem in found.blocks] == [
        "the coefficient 0.3 of giay_khen (individual) is not certain: Suy ra bằng một nửa mức của tập thể"
    ]


@pytest.mark.parametrize(
    ("award", "subject", "right", "printed"),
    [
        # The tables printed in the articles forget the rounding up.
        ("lao_dong_tien_tien", "individual", 710_000, 702_000),
        ("tap_the_lao_dong_tien_tien", "collective", 1_880_000, 1_872_000),
    ],
)
def test_the_product_is_rounded_up_to_ten_thousand_dong(
    award: str, subject: str, right: int, printed: int
) -> None:
    found = reckon(grant(award, subject, AT_2340))

    assert found.total == right
    assert right != printed


@pytest.mark.parametrize(
    ("day", "salary", "amount"),
    [
        (date(2025, 7, 1), 2_340_000, 2_340_000),
        (date(2026, 6, 30), 2_340_000, 2_340_000),
        (date(2026, 7, 1), 2_530_000, 2_530_000),
    ],
)
def test_the_base_salary_of_the_day_of_the_decision_counts_to_the_day(
    day: date, salary: int, amount: int
) -> None:
    found = reckon(grant("chien_si_thi_dua_co_so", on=day))

    assert found.lines[0].salary is not None
    assert (found.lines[0].salary.amount, found.total) == (salary, amount)


def test_of_titles_for_the_same_year_only_the_highest_is_paid_in_any_order() -> None:
    titles = [grant("lao_dong_tien_tien"), grant("chien_si_thi_dua_co_so")]

    for order in permutations(titles):
        found = reckon(*order)
        due = {line.grant.award: line.due for line in found.lines}
        assert due == {"lao_dong_tien_tien": Due.INCLUDED, "chien_si_thi_dua_co_so": Due.PAID}
        assert found.total == 2_530_000


def test_the_clause_stands_beside_the_title_that_is_not_paid() -> None:
    found = reckon(grant("lao_dong_tien_tien"), grant("chien_si_thi_dua_co_so"))

    (cite,) = found.lines[0].cites
    assert (cite.document, cite.clause) == ("Nghị định 152/2025/NĐ-CP", "Điều 49")
    assert cite.quote.endswith("thì được nhận tiền thưởng danh hiệu thi đua cao nhất")


def test_titles_for_different_years_are_all_paid() -> None:
    # 710 000 + 2 340 000: 0,3 and 1,0 × 2 340 000, the first rounded up.
    found = reckon(
        grant("lao_dong_tien_tien", on=AT_2340, first_year=2024, last_year=2024),
        grant("chien_si_thi_dua_co_so", on=AT_2340),
    )

    assert found.total == 3_050_000


def test_whether_a_title_of_three_years_includes_one_of_a_year_within_is_asked() -> None:
    titles = [
        grant("chien_si_thi_dua_tinh", first_year=2024),  # 3,0 × 2 530 000 = 7 590 000
        grant("chien_si_thi_dua_co_so"),  # 2 530 000
        grant("lao_dong_tien_tien"),  # same year as the one above, lower: never paid
    ]

    asked = reckon(*titles)
    assert [line.due for line in asked.lines] == [Due.OPEN, Due.OPEN, Due.INCLUDED]
    assert (asked.total, set(codes(asked))) == (None, {"E_BONUS_OPEN"})

    assert reckon(*titles, danh_hieu_chong_thoi_gian="all").total == 10_120_000
    assert reckon(*titles, danh_hieu_chong_thoi_gian="highest").total == 7_590_000


def test_two_titles_of_one_year_that_were_decided_on_different_days_are_asked_about() -> None:
    titles = [
        grant("lao_dong_tien_tien", on=date(2026, 11, 1)),
        grant("chien_si_thi_dua_co_so", on=date(2026, 12, 1)),
    ]

    assert codes(reckon(*titles)) == ["E_BONUS_OPEN"]
    assert reckon(*titles, danh_hieu_chong_thoi_gian="highest").total == 2_530_000


def test_a_title_and_a_form_are_both_paid_with_the_clause_that_says_so() -> None:
    found = reckon(grant("chien_si_thi_dua_co_so"), grant("bang_khen_tinh"))

    assert found.total == 2_530_000 + 3_800_000
    assert all(line.cites[-1].quote.startswith("thì được nhận tiền thưởng") for line in found.lines)


def test_two_forms_for_different_years_are_both_paid_and_for_one_year_are_asked_about() -> None:
    apart = [grant("bang_khen_tinh"), grant("bang_khen_thu_tuong", first_year=2021, last_year=2025)]
    same = [grant("bang_khen_tinh"), grant("bang_khen_thu_tuong")]

    # 1,5 → 3 800 000; 3,5 × 2 530 000 = 8 855 000 → 8 860 000.
    assert reckon(*apart).total == 12_660_000
    assert reckon(*same).total is None
    assert reckon(*same, hinh_thuc_chong_thoi_gian="all").total == 12_660_000
    assert reckon(*same, hinh_thuc_chong_thoi_gian="highest").total == 8_860_000


def test_honours_of_different_candidates_never_include_each_other() -> None:
    found = reckon(grant("lao_dong_tien_tien"), grant("chien_si_thi_dua_co_so", candidate="000002"))

    assert found.total == 3_290_000  # 760 000 + 2 530 000


def test_each_fund_pays_its_own_and_the_proposer_pays_what_the_state_decides() -> None:
    found = reckon(
        grant("bang_khen_tinh", "collective", candidate="xa-1"),  # 7 590 000
        grant("co_thi_dua_chinh_phu", "collective", candidate="xa-2", authority="Chính phủ"),  # 30 360 000
        grant("lao_dong_tien_tien", authority="Giám đốc Sở", candidate="000003"),  # 760 000
    )

    assert found.funds == {"Chủ tịch UBND tỉnh": 7_590_000, "UBND tỉnh": 30_360_000, "Giám đốc Sở": 760_000}
    assert found.total == 38_710_000


def test_a_fund_is_blocked_only_by_its_own_lines() -> None:
    found = reckon(
        grant("giay_khen", authority="Giám đốc Sở", candidate="000002"), grant("bang_khen_tinh", "collective")
    )

    assert found.funds == {"Giám đốc Sở": None, "Chủ tịch UBND tỉnh": 7_590_000}
    assert found.total is None


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        (grant("khong_co"), "E_BONUS_RATE", "Nghị định 152/2025/NĐ-CP has no known coefficient for khong_co"),
        (grant("bang_khen_tinh", authority=""), "E_BONUS_FUND", "whose fund pays"),
        (grant("bang_khen_thu_tuong", proposer=""), "E_BONUS_FUND", "write who proposed it"),
        (grant("ky_niem_chuong"), "E_BONUS_CEILING", "at most 0.6"),
        (grant("bang_khen_tinh", on=date(2023, 5, 1)), "E_BONUS_DECREE", "decisions of 2023-05-01"),
        (grant("lao_dong_tien_tien", "household"), "E_BONUS_RATE", "(household)"),  # a title, not a form
        (grant("giay_khen", "household"), "E_BONUS_UNVERIFIED", "0.45"),  # derived from a deduced one
    ],
)
def test_what_is_not_known_blocks_the_total_and_says_so(wrong: Grant, code: str, words: str) -> None:
    found = reckon(replace(wrong, place="ds.xlsx!Danh sách!A5"))

    assert found.total is None
    assert [(p.code, p.place) for p in found.blocks] == [(code, "ds.xlsx!Danh sách!A5")]
    assert words in found.blocks[0].text()


def test_before_july_2025_the_older_decree_counts_and_what_was_not_read_of_it_blocks() -> None:
    found = reckon(grant("chien_si_thi_dua_co_so", on=date(2025, 6, 30)))

    (line,) = found.lines
    assert line.rules is OLD
    assert line.amount == 2_340_000
    assert (line.cites[0].document, line.cites[0].clause) == ("Nghị định 98/2023/NĐ-CP", "Điều 54 khoản 1")
    assert set(codes(found)) == {"E_BONUS_UNVERIFIED"}


def test_a_base_salary_that_is_only_remembered_blocks() -> None:
    found = reckon(grant("chien_si_thi_dua_co_so", on=date(2024, 3, 1)))

    assert found.lines[0].amount == 1_800_000
    assert any("1800000" in problem.text() for problem in found.blocks)


OWN = """
bonus_rates: tinh-mau
version: 2026-01-01
title: Mức của tỉnh
over: tien-thuong-nd-152-2025
cite: {document: Quyết định 00/2026/QĐ-UBND, clause: Điều 3}
rates:
  - {award: ky_niem_chuong, subject: individual, group: form, times: TIMES}
  - {award: giay_khen, subject: individual, group: form, times: 0.3}
"""


def test_a_coefficient_that_an_authority_fixed_or_checked_itself_stands_before_the_decree() -> None:
    own = load_own_rates(Source("own.yaml", OWN.replace("TIMES", "0.5")))
    rules = with_own((OLD, NEW), own)

    found = bonuses([grant("ky_niem_chuong"), grant("giay_khen", candidate="000002")], SALARIES, rules)

    # 0,5 × 2 530 000 = 1 265 000 → 1 270 000; 0,3 → 760 000.
    assert [line.amount for line in found.lines] == [1_270_000, 760_000]
    assert found.total == 2_030_000
    assert found.lines[0].cites[0].document == "Quyết định 00/2026/QĐ-UBND"


def test_a_coefficient_above_the_ceiling_of_the_decree_is_refused() -> None:
    own = load_own_rates(Source("own.yaml", OWN.replace("TIMES", "0.7")))

    with pytest.raises(SchemeError, match="above the ceiling 3/5"):
        with_own((OLD, NEW), own)


def test_own_coefficients_for_rules_nobody_has_are_refused() -> None:
    own = load_own_rates(Source("own.yaml", OWN.replace("TIMES", "0.5").replace("152-2025", "1-1999")))

    with pytest.raises(SchemeError, match="tien-thuong-nd-1-1999"):
        with_own((OLD, NEW), own)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("times: 0.3}", "times: 0.3, at_most: 0.3}", "own.yaml:9:5.*either times or at_most"),
        ("award: giay_khen", "award: ky_niem_chuong", "own.yaml:9:.*written twice"),
        ("group: form, times: 0.3", "gruop: form, times: 0.3", "did you mean “group”"),
    ],
)
def test_a_broken_file_of_coefficients_is_told_with_its_place(old: str, new: str, words: str) -> None:
    with pytest.raises(SchemeError, match=words):
        load_own_rates(Source("own.yaml", OWN.replace("TIMES", "0.5").replace(old, new)))


def test_salaries_out_of_order_are_refused() -> None:
    text = shipped("luong-co-so/2026-07-01.yaml").text.replace("from: 2023-07-01", "from: 2018-07-01")

    with pytest.raises(SchemeError, match="the dates must rise"):
        load_salaries(Source("luong.yaml", text))


def test_a_factor_that_leads_to_two_amounts_is_told() -> None:
    # Letter of commendation checked by an authority: 0,3 × 2 340 000 = 702 000, rounded 710 000.
    # × 1,5 before rounding: 1 053 000 → 1 060 000; after rounding: 1 065 000 → 1 070 000.
    rules = with_own((OLD, NEW), load_own_rates(Source("own.yaml", OWN.replace("TIMES", "0.5"))))

    found = bonuses([grant("giay_khen", "household", AT_2340)], SALARIES, rules)

    assert found.lines[0].amount == 1_060_000
    assert [p.code for p in found.blocks] == ["E_BONUS_ROUNDING"]
    assert "1060000 or 1070000" in found.blocks[0].text()


def test_equal_titles_of_one_day_from_two_funds_are_not_decided_by_name() -> None:
    found = reckon(
        grant("lao_dong_tien_tien", authority="Giám đốc Sở A"),
        grant("chien_si_tien_tien", authority="Giám đốc Sở B"),
    )

    assert codes(found) == ["E_BONUS_EQUAL"]
    assert found.total is None
