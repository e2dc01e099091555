"""What one paper proves, and how conditions join."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from scoring.law.history import Confirmation, Movement, Profile, Record, Registration
from scoring.law.matter import Dossier
from scoring.law.standing import Placing
from scoring.law.weighing.dates import anniversary, whole_years
from tests.scoring.law.pasts import honour, ratings
from tests.scoring.law.tiny import RECEIVED, YEAR, answer_on, finding_on

EVER = 1945
NOBODY = Record("000001")


def said(*holds: bool, year: int = YEAR) -> Record:
    return Record("000001", confirmations=tuple(Confirmation("doan_ket", year, each) for each in holds))


@pytest.mark.parametrize(
    ("record", "answer"),
    [
        (said(True), "met"),
        (said(False), "not_met"),
        (said(), "not_proven"),
        (said(True, False), "not_proven"),
        (said(True, year=2024), "not_proven"),
    ],
)
def test_a_confirmation_of_the_year(record: Record, answer: str) -> None:
    assert answer_on("{confirmed: doan_ket}", record) == answer


@pytest.mark.parametrize(
    ("registration", "complete_from", "answer"),
    [
        (Registration("thu", YEAR), None, "met"),
        (Registration("bang_khen_tinh", YEAR), EVER, "not_met"),
        (Registration("thu", 2024), EVER, "not_met"),
        (Registration("thu", 2024), None, "not_proven"),
    ],
)
def test_a_registration_for_this_award_in_this_year(
    registration: Registration, complete_from: int | None, answer: str
) -> None:
    record = Record("000001", registrations=(registration,), complete_from=complete_from)

    assert answer_on("{registered: true}", record) == answer


def movement(**changed: object) -> Movement:
    usual: dict[str, object] = {
        "launched_by": "bo_nganh_tinh",
        "mode": "chuyen_de",
        "start": date(2022, 11, 16),
        "end": date(2025, 11, 15),
        "interim_review": date(2024, 6, 1),
        "final_review": date(2025, 12, 1),
    }
    return Movement("m", "Chuyển đổi số", scope="", **(usual | changed))  # type: ignore[arg-type] - as typed


TERMS = "{movement: {launched_by: [bo_nganh_tinh], years: 3, at: [tong_ket], mode: chuyen_de}}"


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({}, "met"),
        ({"end": date(2025, 11, 14)}, "not_met"),
        ({"end": None}, "met"),
        ({"end": None, "start": date(2022, 12, 3)}, "not_met"),
        ({"launched_by": "don_vi"}, "not_met"),
        ({"mode": "thuong_xuyen"}, "not_met"),
        ({"final_review": None}, "not_met"),
        ({"final_review": date(2025, 12, 21)}, "not_met"),  # after the dossier came
    ],
)
def test_a_movement_of_three_years_at_its_final_review(changed: dict[str, object], answer: str) -> None:
    dossier = Dossier(NOBODY, RECEIVED, YEAR, movement(**changed))

    assert finding_on(TERMS, NOBODY, dossier=dossier).answer.value == answer


def test_a_dossier_without_a_movement_proves_nothing() -> None:
    assert answer_on(TERMS, NOBODY) == "not_proven"


@pytest.mark.parametrize(
    ("terms", "placing", "answer"),
    [
        ("rank_at_most: 1", Placing("s", YEAR, 1, 8), "met"),
        ("rank_at_most: 1", Placing("s", YEAR, 2, 8), "not_met"),
        ("rank_at_most: 1", Placing("s", YEAR, 1, 8, leads_alone=False), "not_proven"),
        ("rank_at_most: 1", Placing("s", YEAR, None, 8), "not_proven"),
        ("rank_at_most: 1", Placing("s", 2024, 1, 8), "not_proven"),
        ("class: [Tốt]", Placing("s", YEAR, 3, 8, "Tốt"), "met"),
        ("class: [Tốt]", Placing("s", YEAR, 3, 8, "Khá"), "not_met"),
        ("total_at_least: 90", Placing("s", YEAR, 3, 8, "", Fraction(90)), "met"),
        ("total_at_least: 90", Placing("s", YEAR, 3, 8, "", Fraction(8999, 100)), "not_met"),
        ("total_at_least: 90", Placing("s", YEAR, 3, 8), "not_proven"),
    ],
)
def test_a_place_in_a_run(terms: str, placing: Placing, answer: str) -> None:
    dossier = Dossier(NOBODY, RECEIVED, YEAR, placings=(placing,))

    assert finding_on(f"{{placed: {{{terms}}}}}", NOBODY, dossier=dossier).answer.value == answer


@pytest.mark.parametrize(
    ("founded", "answer"),
    [(date(2015, 12, 20), "met"), (date(2015, 12, 21), "not_met"), (None, "not_proven")],
)
def test_ten_years_since_a_unit_was_set_up(founded: date | None, answer: str) -> None:
    record = Record("to-1", "collective", Profile(founded=founded))

    assert answer_on("{age: {years: 10}}", record) == answer


def test_the_class_of_the_subject() -> None:
    asked = "{subject_class: [doanh_nhan]}"

    assert answer_on(asked, Record("000001", profile=Profile("doanh_nhan"))) == "met"
    assert answer_on(asked, Record("000001", profile=Profile("nguoi_truc_tiep"))) == "not_met"
    assert answer_on(asked, NOBODY) == "not_proven"


@pytest.mark.parametrize(
    ("joined", "record", "answer"),
    [
        ("{all: [{confirmed: doan_ket}, {registered: true}]}", said(False), "not_met"),
        ("{all: [{confirmed: doan_ket}, {registered: true}]}", said(True), "not_proven"),
        ("{any: [{confirmed: doan_ket}, {registered: true}]}", said(True), "met"),
        ("{any: [{confirmed: doan_ket}, {registered: true}]}", said(False), "not_proven"),
        ("{not: {confirmed: doan_ket}}", said(False), "met"),
        ("{not: {confirmed: doan_ket}}", said(True), "not_met"),
        ("{not: {confirmed: doan_ket}}", said(), "not_proven"),
    ],
)
def test_all_any_and_not_keep_three_answers(joined: str, record: Record, answer: str) -> None:
    assert answer_on(joined, record) == answer


def test_a_condition_that_is_not_certain_is_shown_and_does_not_decide() -> None:
    asked = "{all: [{confirmed: doan_ket}, {registered: true, unverified: chưa thấy nguyên văn}]}"

    found = finding_on(asked, said(True))

    assert found.answer.value == "met"
    assert [(part.answer.value, part.unverified) for part in found.parts] == [
        ("met", ""),
        ("not_proven", "chưa thấy nguyên văn"),
    ]


@pytest.mark.parametrize(
    ("record", "answer"),
    [
        (Record("000001", ratings=ratings("X", YEAR)), "met"),
        (Record("000001", ratings=ratings("T", YEAR)), "not_met"),
        (Record("000001"), "not_proven"),
        (Record("000001", honours=(honour(YEAR),)), "met"),
        (Record("000001", ratings=ratings("T", YEAR), honours=(honour(YEAR),)), "met"),
        (Record("000001", ratings=ratings("T", YEAR), honours=(honour(2024),)), "not_met"),
    ],
)
def test_the_standard_of_another_award_is_met_by_its_conditions_or_by_holding_it(
    record: Record, answer: str
) -> None:
    assert answer_on("{meets: [chien_si_thi_dua_co_so]}", record) == answer


@pytest.mark.parametrize(
    ("start", "until", "years"),
    [
        (date(2022, 1, 1), date(2024, 12, 31), 3),
        (date(2022, 1, 1), date(2024, 12, 30), 2),
        (date(2020, 2, 29), date(2023, 2, 28), 3),
        (date(2020, 2, 29), date(2023, 2, 27), 2),
        (date(2022, 5, 1), date(2022, 4, 1), -1),
    ],
)
def test_whole_years_count_the_last_day_in(start: date, until: date, years: int) -> None:
    assert whole_years(start, until) == years


def test_the_anniversary_of_29_february_is_1_march_in_a_common_year() -> None:
    assert anniversary(date(2020, 2, 29), 2023) == date(2023, 3, 1)
    assert anniversary(date(2020, 2, 29), 2100) == date(2100, 3, 1)
    assert anniversary(date(2020, 2, 29), 2024) == date(2024, 2, 29)
