from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from scoring.law.history import (
    CommendationKind,
    Discipline,
    DisciplineLevel,
    Honour,
    Membership,
    Predecessor,
    Record,
    TaskRating,
    UnitChange,
)
from scoring.law.streaks import (
    Break,
    inherited,
    rating_years,
    restart_year,
    streak,
    successive,
    title_years,
    undecided,
)
from tests.scoring.law.pasts import FIGHTER, PROVINCE_FIGHTER, honour, ratings

TODAY = date(2025, 12, 1)


def fighter(*years: int) -> Record:
    return Record("000001", honours=tuple(honour(year) for year in years))


@pytest.mark.parametrize(
    ("years", "last", "expected"),
    [
        ((2021, 2022, 2023), 2023, (2021, 2022, 2023)),
        ((2020, 2022, 2023), 2023, (2022, 2023)),  # 2021 lacks
        ((2021, 2022), 2023, ()),  # the last year itself lacks
        ((2021, 2022, 2023, 2024), 2023, (2021, 2022, 2023)),  # what comes later does not count
        ((), 2023, ()),
    ],
)
def test_consecutive_means_without_a_gap_up_to_the_last_year(
    years: tuple[int, ...], last: int, expected: tuple[int, ...]
) -> None:
    found = streak(title_years(fighter(*years), {FIGHTER}), last)

    assert found.years == expected
    assert tuple(each.last_year for each in found.proofs) == expected
    assert len(found) == len(expected)


def test_a_revoked_year_breaks_the_row() -> None:
    record = Record("000001", honours=(honour(2021), honour(2022, revoked=True), honour(2023)))

    assert streak(title_years(record, {FIGHTER}), 2023).years == (2023,)


def test_a_title_for_three_years_proves_each_of_them() -> None:
    record = Record("000001", honours=(honour(2023, PROVINCE_FIGHTER, first=2021),))

    assert streak(title_years(record, {PROVINCE_FIGHTER}), 2023).years == (2021, 2022, 2023)


def test_only_the_wanted_kinds_of_honour_prove_a_year() -> None:
    thematic = honour(2023, "bang_khen_tinh", kind=CommendationKind.MOVEMENT)
    record = Record("000001", honours=(thematic,))

    assert title_years(record, {"bang_khen_tinh"}) == {2023: thematic}
    assert title_years(record, {"bang_khen_tinh"}, {CommendationKind.MERIT}) == {}


def test_ratings_count_from_the_wanted_level_up() -> None:
    record = Record("000001", ratings=ratings("XTHX.TT", 2018))

    assert sorted(rating_years(record, TaskRating.GOOD)) == [2018, 2019, 2021, 2023, 2024]
    assert streak(rating_years(record, TaskRating.GOOD), 2024).years == (2023, 2024)
    assert streak(rating_years(record, TaskRating.EXCELLENT), 2021).years == (2021,)


def test_after_discipline_the_count_starts_again_in_the_first_whole_year() -> None:
    # Disciplined 10/03/2022 to 10/03/2023: 2023 is not a whole year, 2024 is the first that counts.
    warning = Discipline(DisciplineLevel.WARNING, date(2022, 3, 10), date(2023, 3, 10))
    record = Record("000001", ratings=ratings("TTTTTT", 2019), disciplines=(warning,))
    restart = restart_year(record, TODAY)

    found = streak(rating_years(record, TaskRating.GOOD), 2024, restart)

    assert restart == 2024
    assert (found.years, found.broken_by) == ((2024,), Break.DISCIPLINE)


def test_a_discipline_that_runs_still_leaves_no_year_that_counts() -> None:
    record = Record("000001", disciplines=(Discipline(DisciplineLevel.REPRIMAND, date(2025, 5, 1)),))

    assert restart_year(record, TODAY) == 2026


def test_a_discipline_after_the_day_of_judging_is_not_known_yet() -> None:
    later = Discipline(DisciplineLevel.REPRIMAND, date(2026, 1, 5), date(2026, 7, 5))

    assert restart_year(Record("000001", disciplines=(later,)), TODAY) is None


def test_the_latest_of_several_disciplines_decides_in_any_order() -> None:
    terms = (
        Discipline(DisciplineLevel.WARNING, date(2019, 1, 1), date(2020, 1, 1)),
        Discipline(DisciplineLevel.REPRIMAND, date(2021, 1, 1), date(2021, 4, 1)),
    )

    assert {restart_year(Record("000001", disciplines=order), TODAY) for order in permutations(terms)} == {
        2022
    }


def test_periods_are_successive_when_each_begins_right_after_the_one_before() -> None:
    older = honour(2020, PROVINCE_FIGHTER, first=2018)
    newer = honour(2023, PROVINCE_FIGHTER, first=2021)
    far = honour(2016, PROVINCE_FIGHTER, first=2014)

    for order in permutations((older, newer, far)):
        assert successive(order) == (older, newer)  # 2017 lies between far and older


COMMUNE = Predecessor("xa-cu", date(2025, 7, 1), UnitChange.MERGE, inherits=True)


def old_commune(unit: str = "xa-cu", years: tuple[int, ...] = (2022, 2023, 2024)) -> Record:
    honours = tuple(honour(year, "tap_the_lao_dong_xuat_sac", candidate=unit) for year in years)
    return Record(unit, "collective", honours=honours, ratings=ratings("XXX", 2022))


def test_a_unit_takes_over_the_years_of_the_one_it_came_from() -> None:
    new = Record("xa-moi", "collective", ratings=ratings("X", 2025), predecessors=(COMMUNE,))

    whole = inherited(new, {"xa-cu": old_commune()})

    assert streak(rating_years(whole, TaskRating.EXCELLENT), 2025).years == (2022, 2023, 2024, 2025)
    assert {each.candidate for each in whole.honours} == {"xa-cu"}


@pytest.mark.parametrize("decision", [False, None])
def test_a_unit_takes_over_nothing_before_it_is_decided_that_it_inherits(decision: bool | None) -> None:
    step = replace(COMMUNE, inherits=decision)
    new = Record("xa-moi", "collective", predecessors=(step,))

    assert inherited(new, {"xa-cu": old_commune()}) == new
    assert undecided(new) == ((step,) if decision is None else ())


def test_honours_and_ratings_after_the_change_stay_with_the_older_unit() -> None:
    later = honour(2025, "tap_the_lao_dong_xuat_sac", candidate="xa-cu")  # decided 20/12/2025
    old = replace(old_commune(), honours=(*old_commune().honours, later), ratings=ratings("XXXXX", 2022))

    whole = inherited(Record("xa-moi", "collective", predecessors=(COMMUNE,)), {"xa-cu": old})

    assert [each.last_year for each in whole.honours] == [2022, 2023, 2024]
    assert [each.year for each in whole.ratings] == [2022, 2023, 2024, 2025]


def test_two_older_units_that_differ_in_a_year_bring_no_rating_for_it() -> None:
    other = replace(COMMUNE, unit="xa-khac")
    records = {"xa-cu": old_commune(), "xa-khac": Record("xa-khac", ratings=ratings("XTX", 2022))}

    for order in permutations((COMMUNE, other)):
        whole = inherited(Record("xa-moi", "collective", predecessors=order), records)
        assert [each.year for each in whole.ratings] == [2022, 2024]


def test_two_older_units_with_members_of_their_own_bring_no_number_of_members() -> None:
    other = replace(COMMUNE, unit="xa-khac")
    records = {
        "xa-cu": Record("xa-cu", memberships=(Membership(2024, 20),)),
        "xa-khac": Record("xa-khac", memberships=(Membership(2024, 30),)),
    }
    both = Record("xa-moi", "collective", predecessors=(COMMUNE, other))

    assert inherited(both, records).memberships == ()
    assert inherited(replace(both, predecessors=(other,)), records).memberships == (Membership(2024, 30),)


def test_the_lineage_is_followed_through_several_changes_and_never_in_a_circle() -> None:
    rename = Predecessor("xa-dau", date(2023, 1, 1), UnitChange.RENAME, inherits=True)
    back = Predecessor("xa-moi", date(2024, 1, 1), UnitChange.RENAME, inherits=True)
    records = {
        "xa-cu": replace(old_commune(years=(2024,)), predecessors=(rename, back)),
        "xa-dau": Record("xa-dau", honours=(honour(2021, candidate="xa-dau"),)),
    }
    new = Record("xa-moi", "collective", predecessors=(COMMUNE,))
    records["xa-moi"] = new

    assert [each.candidate for each in inherited(new, records).honours] == ["xa-dau", "xa-cu"]


def test_what_the_unit_has_itself_stands_before_what_it_takes_over() -> None:
    own = Record("xa-moi", ratings=ratings("H", 2024), predecessors=(COMMUNE,))

    found = inherited(own, {"xa-cu": old_commune()}).rating(2024)

    assert found is not None
    assert found.level is TaskRating.COMPLETED


def test_of_two_proofs_for_one_year_the_first_decided_is_shown() -> None:
    late = Honour("000001", FIGHTER, CommendationKind.MERIT, 2023, 2023, "9/QĐ", date(2024, 2, 1))
    early = honour(2023)

    for order in permutations((late, early)):
        assert title_years(Record("000001", honours=order), {FIGHTER}) == {2023: early}
