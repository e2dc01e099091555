from datetime import date

from scoring.law.history import (
    CommendationKind,
    DisciplineLevel,
    Honour,
    HonourStatus,
    InfluenceScope,
    Rating,
    Record,
    TaskRating,
)
from tests.scoring.law.pasts import honour


def test_the_scales_run_from_the_lowest_to_the_highest() -> None:
    assert [each.value for each in TaskRating] == [
        "khong_hoan_thanh",
        "hoan_thanh",
        "hoan_thanh_tot",
        "hoan_thanh_xuat_sac",
    ]
    assert DisciplineLevel.WARNING.at_least(DisciplineLevel.REPRIMAND)
    assert not DisciplineLevel.REPRIMAND.at_least(DisciplineLevel.WARNING)
    # As words "co_so" < "tinh" < "toan_quoc" too, but "hoan_thanh" < "khong_hoan_thanh": places count.
    assert TaskRating.COMPLETED.at_least(TaskRating.NOT_COMPLETED)
    assert InfluenceScope.NATION.at_least(InfluenceScope.PROVINCE)


def test_third_second_and_first_class_of_one_medal_are_three_honours() -> None:
    classes = ("huan_chuong_lao_dong_ba", "huan_chuong_lao_dong_nhi", "huan_chuong_lao_dong_nhat")
    ladder = tuple(
        Honour("000001", award, CommendationKind.MERIT, year - 4, year, f"{n}/QĐ-CTN", date(year, 9, 2))
        for n, (award, year) in enumerate(zip(classes, (2010, 2016, 2022), strict=True))
    )

    assert len({each.key for each in ladder}) == 3
    assert [each.award for each in Record("000001", honours=ladder).granted] == list(classes)


def test_a_second_decision_on_the_same_award_in_the_same_year_has_a_key_of_its_own() -> None:
    first = honour(2021, "bang_khen_tinh")
    second = Honour(
        "000001", "bang_khen_tinh", CommendationKind.SUDDEN, 2021, 2021, "77/QĐ-UBND", date(2021, 5, 1)
    )

    assert (first.key, second.key) == (
        "000001 bang_khen_tinh 2021 2021/QĐ",
        "000001 bang_khen_tinh 2021 77/QĐ-UBND",
    )


def test_a_period_of_years_stands_in_the_key_with_both_ends() -> None:
    three_years = honour(2023, "chien_si_thi_dua_tinh", first=2021)

    assert three_years.key == "000001 chien_si_thi_dua_tinh 2021-2023 2023/QĐ"
    assert list(three_years.years) == [2021, 2022, 2023]


def test_a_revoked_honour_stays_in_the_past_but_does_not_stand() -> None:
    record = Record("000001", honours=(honour(2020), honour(2021, revoked=True)))

    assert [each.status for each in record.honours] == [HonourStatus.GRANTED, HonourStatus.REVOKED]
    assert record.granted == (honour(2020),)


def test_a_year_without_a_rating_has_none() -> None:
    record = Record("000001", ratings=(Rating(2021, TaskRating.GOOD),))

    assert record.rating(2021) == Rating(2021, TaskRating.GOOD)
    assert record.rating(2022) is None
    assert record.membership(2021) is None
