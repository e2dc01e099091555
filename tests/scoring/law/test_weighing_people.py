"""Initiatives, discipline, members, absence."""

from __future__ import annotations

from datetime import date

import pytest

from scoring.law.history import (
    Absence,
    AbsenceKind,
    Discipline,
    DisciplineLevel,
    InfluenceScope,
    Initiative,
    InitiativeKind,
    Membership,
    Record,
)
from tests.scoring.law.tiny import PRINCIPLES, answer_on, finding_on

EVER = 1945


def work(
    year: int,
    scope: InfluenceScope = InfluenceScope.GRASSROOTS,
    kind: InitiativeKind = InitiativeKind.INITIATIVE,
    used_for: tuple[str, ...] = (),
) -> Initiative:
    return Initiative(f"{year}", "Sáng kiến", kind, year, scope, used_for=used_for)


@pytest.mark.parametrize(
    ("works", "complete_from", "answer"),
    [
        ((work(2025),), None, "met"),
        ((work(2025, InfluenceScope.NATION),), None, "met"),
        ((work(2024),), EVER, "not_proven"),
        ((work(2025, kind=InitiativeKind.RESEARCH),), EVER, "not_met"),
        ((), EVER, "not_met"),
        ((), None, "not_proven"),
        ((work(2026),), EVER, "not_met"),
    ],
)
def test_one_initiative_of_the_year(
    works: tuple[Initiative, ...], complete_from: int | None, answer: str
) -> None:
    record = Record("000001", initiatives=works, complete_from=complete_from)

    assert answer_on("{initiatives: {count: 1, scope: co_so}}", record) == answer


def test_an_initiative_must_reach_as_far_as_is_asked() -> None:
    asked = "{initiatives: {count: 1, scope: tinh}}"

    assert answer_on(asked, Record("000001", initiatives=(work(2025),), complete_from=EVER)) == "not_met"
    wide = work(2025, InfluenceScope.PROVINCE)
    assert answer_on(asked, Record("000001", initiatives=(wide,), complete_from=EVER)) == "met"


def test_one_that_served_before_is_a_warning_and_no_bar() -> None:
    record = Record("000001", initiatives=(work(2025, used_for=("bang_khen_tinh",)),), complete_from=EVER)

    found = finding_on("{initiatives: {count: 1, scope: co_so}}", record)

    assert found.answer.value == "met"
    assert [(w.message[:26], w.values["awards"]) for w in found.warnings] == [
        ("“{title}” already served f", "bang_khen_tinh")
    ]


@pytest.mark.parametrize(
    ("level", "first", "last", "complete_from", "answer"),
    [
        (DisciplineLevel.WARNING, date(2025, 5, 1), date(2025, 7, 31), EVER, "not_met"),
        (DisciplineLevel.DISMISSAL, date(2024, 5, 1), None, EVER, "not_met"),
        (DisciplineLevel.REPRIMAND, date(2025, 5, 1), date(2025, 7, 31), EVER, "met"),
        (DisciplineLevel.WARNING, date(2023, 5, 1), date(2023, 12, 31), EVER, "met"),
        (DisciplineLevel.WARNING, date(2023, 5, 1), date(2024, 1, 1), EVER, "not_met"),
        (DisciplineLevel.REPRIMAND, date(2025, 5, 1), date(2025, 7, 31), None, "not_proven"),
    ],
)
def test_no_warning_in_the_last_two_years(
    level: DisciplineLevel, first: date, last: date | None, complete_from: int | None, answer: str
) -> None:
    record = Record("000001", disciplines=(Discipline(level, first, last),), complete_from=complete_from)

    assert answer_on("{not_disciplined: {at_least: canh_cao, years: 2}}", record) == answer


@pytest.mark.parametrize(
    ("advanced", "members", "answer"),
    [
        (14, 20, "met"),
        (16, 23, "not_met"),
        (17, 23, "met"),
        (None, 23, "not_proven"),
        (5, None, "not_proven"),
    ],
)
def test_seventy_percent_is_compared_exactly(advanced: int | None, members: int | None, answer: str) -> None:
    known = Membership(2025, members=members, advanced=advanced)
    record = Record("to-1", "collective", memberships=(known,))

    assert answer_on("{members: {count: advanced, share_at_least: 70/100}}", record) == answer


def test_a_share_that_lacks_says_how_many_people_more() -> None:
    # 70 % of 23 is 16.1, so 17 are needed.
    record = Record("to-1", "collective", memberships=(Membership(2025, members=23, advanced=15),))

    remedy = finding_on("{members: {count: advanced, share_at_least: 70/100}}", record).remedy

    assert remedy is not None
    assert remedy.values["lacking"] == 2


@pytest.mark.parametrize(
    ("terms", "counted", "answer"),
    [
        ("count: disciplined, at_most: 0", {"disciplined": 0}, "met"),
        ("count: disciplined, at_most: 0", {"disciplined": 1}, "not_met"),
        ("count: disciplined, at_most: 0", {}, "not_proven"),
        ("count: fighters, at_least: 1", {"fighters": 1}, "met"),
        ("count: fighters, at_least: 1", {"fighters": 0}, "not_met"),
        ("count: completed, share_at_least: 100/100", {"completed": 9, "members": 10}, "not_met"),
        ("count: members, at_least: 5", {"members": 5}, "met"),
        ("count: women, share_at_least: 1/2", {"women": 0, "members": 0}, "not_proven"),
    ],
)
def test_numbers_of_members(terms: str, counted: dict[str, int], answer: str) -> None:
    record = Record("to-1", "collective", memberships=(Membership(2025, **counted),))

    assert answer_on(f"{{members: {{{terms}}}}}", record) == answer


def test_members_of_another_year_prove_nothing() -> None:
    record = Record("to-1", "collective", memberships=(Membership(2024, members=10, fighters=3),))

    assert answer_on("{members: {count: fighters, at_least: 1}}", record) == "not_proven"


@pytest.mark.parametrize(
    ("kind", "principles", "answer"),
    [
        (AbsenceKind.OTHER, PRINCIPLES, "not_met"),
        (AbsenceKind.MATERNITY, PRINCIPLES, "met"),
        (AbsenceKind.MATERNITY, "", "not_met"),
    ],
)
def test_maternity_leave_is_no_absence_where_the_principle_says_so(
    kind: AbsenceKind, principles: str, answer: str
) -> None:
    # From Monday 3 March to Friday 25 April 2025 there are eight weeks of five weekdays.
    away = Absence(kind, date(2025, 3, 3), date(2025, 4, 25))
    record = Record("000001", absences=(away,), complete_from=EVER)

    assert answer_on("{present: {absent_weekdays_below: 40}}", record, principles=principles) == answer
    assert answer_on("{present: {absent_weekdays_below: 41}}", record, principles=principles) == "met"


def test_an_absence_counts_only_inside_the_year_and_up_to_the_dossier() -> None:
    # In 2025 only Wednesday 1 to Friday 3 January are left of it.
    over_new_year = Absence(AbsenceKind.OTHER, date(2024, 11, 1), date(2025, 1, 3))
    record = Record("000001", absences=(over_new_year,), complete_from=EVER)

    assert answer_on("{present: {absent_weekdays_below: 3}}", record) == "not_met"
    assert answer_on("{present: {absent_weekdays_below: 4}}", record) == "met"
    assert answer_on("{present: {absent_weekdays_below: 4}}", Record("000001")) == "not_proven"
