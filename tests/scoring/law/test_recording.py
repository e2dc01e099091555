"""Pasts written by hand."""

from __future__ import annotations

from datetime import date

import pytest

from scoring.errors import SchemeError
from scoring.law.history import CommendationKind, InfluenceScope, Record, TaskRating
from scoring.law.recording import WrittenRecord, record_of
from scoring.scheme.load import into
from scoring.scheme.reading import Source, read


def written(text: str, *, worked_on: date | None = None) -> Record:
    return record_of(into(WrittenRecord, read(Source("so.yaml", text))), "000001", 2025, worked_on=worked_on)


def test_years_are_spread_and_a_later_line_stands_before_an_earlier_one() -> None:
    record = written("ratings: {2021-2024: hoan_thanh_tot, 2023: hoan_thanh, 2022: chua_ro}")

    assert [(each.year, each.level) for each in record.ratings] == [
        (2021, TaskRating.GOOD),
        (2023, TaskRating.COMPLETED),
        (2024, TaskRating.GOOD),
    ]


def test_an_honour_is_written_for_a_period_or_once_a_year() -> None:
    record = written(
        """
honours:
  - {award: bang_khen_tinh, years: "2018-2019", decision: 12/QĐ, on: 2020-03-02, kind: phong_trao}
  - {award: chien_si_thi_dua_co_so, each: "2023-2024", decision: 31/QĐ, on: 2025-01-10}
  - {award: chien_si_thi_dua_tinh, years: 2025, decision: 9/QĐ, on: 2025-12-01, rests_on: [chien_si_thi_dua_co_so 2024]}
"""  # noqa: E501 - one honour a line
    )

    assert [(each.award, each.first_year, each.last_year, each.kind) for each in record.honours] == [
        ("bang_khen_tinh", 2018, 2019, CommendationKind.MOVEMENT),
        ("chien_si_thi_dua_co_so", 2023, 2023, CommendationKind.MERIT),
        ("chien_si_thi_dua_co_so", 2024, 2024, CommendationKind.MERIT),
        ("chien_si_thi_dua_tinh", 2025, 2025, CommendationKind.MERIT),
    ]
    assert record.honours[3].rests_on == (record.honours[2].key,)


def test_a_decision_needs_number_and_date_outside_worked_cases() -> None:
    for text in (
        "{award: bang_khen_tinh, years: 2024}",
        "{award: bang_khen_tinh, years: 2024, on: 2024-05-01}",
    ):
        with pytest.raises(SchemeError, match=r"honour 1 \(bang_khen_tinh\) needs its years"):
            written(f"honours: [{text}]")

    (worked,) = written(
        "honours: [{award: bang_khen_tinh, years: 2025}]", worked_on=date(2025, 12, 20)
    ).honours
    assert (worked.on, worked.decision) == (date(2025, 12, 20), "QĐ 2025-2025")


def test_everything_else_goes_into_the_record() -> None:
    record = written(
        """
kind: collective
complete_from: 2010
profile: {founded: 2001-05-01, subject_class: tap_the}
initiatives: [{year: 2024, scope: tinh, kind: de_tai, used_for: [bang_khen_tinh]}]
disciplines: [{level: canh_cao, from: 2021-01-01, to: 2021-12-31}]
absences: [{kind: thai_san, from: 2022-01-01}]
cases: [{subject: Thanh tra, from: 2025-01-01}]
confirmed: {doan_ket: true, dan_chu: false, tiet_kiem: chua_ro}
registered: [co_thi_dua_tinh]
members: {2024-2025: {members: 10, advanced: 7}}
movements: [{id: cds, title: Chuyển đổi số, launched_by: don_vi, from: 2022-01-01, tong_ket: 2025-06-01}]
"""
    )

    assert (record.kind, record.complete_from, record.profile.founded) == (
        "collective",
        2010,
        date(2001, 5, 1),
    )
    assert record.initiatives[0].scope is InfluenceScope.PROVINCE
    assert [(each.fact, each.year, each.holds) for each in record.confirmations] == [
        ("doan_ket", 2025, True),
        ("dan_chu", 2025, False),
    ]
    assert [(each.award, each.year) for each in record.registrations] == [("co_thi_dua_tinh", 2025)]
    assert [(each.year, each.members, each.advanced, each.women) for each in record.memberships] == [
        (2024, 10, 7, None),
        (2025, 10, 7, None),
    ]
    assert record.movements[0].final_review == date(2025, 6, 1)
    assert (record.absences[0].end, record.cases[0].end) == (None, None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ratings: {2025-2021: hoan_thanh_tot}", "expected a year or years"),
        ("ratings: {nam: hoan_thanh_tot}", "expected a year or years"),
        ("ratings: {1800-2025: hoan_thanh_tot}", "expected a year or years"),
        ("ratings: {2025: tot}", "expected one of khong_hoan_thanh, "),
        ("disciplines: [{level: phat, from: 2021-01-01}]", "level"),
        ("honors: []", "did you mean “honours”?"),
        ("confirmed: {doan_ket: co}", "“doan_ket”: expected true, false or chua_ro"),
    ],
)
def test_a_past_that_cannot_be_read_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(SchemeError) as caught:
        written(text)

    assert any(words in str(problem) and "so.yaml:1:" in str(problem) for problem in caught.value.problems)
