"""Ratings, honours and rows of years: proven, failed, unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.law.history import (
    Absence,
    AbsenceKind,
    CommendationKind,
    Discipline,
    DisciplineLevel,
    Movement,
    Record,
)
from scoring.law.matter import Dossier
from tests.scoring.law.pasts import PROVINCE_FIGHTER, honour, ratings
from tests.scoring.law.tiny import PRINCIPLES, YEAR, answer_on, finding_on

EVER = 1945
CERTIFICATE, FLAG = "bang_khen_tinh", "co_thi_dua_tinh"
THREE_FIGHTERS = "{held: {award: [chien_si_thi_dua_co_so], times: 3, consecutive: true}}"
FIVE_YEARS = "{streak: {years: 5, each: {rating: hoan_thanh_tot}, until: proposal, after: [bang_khen_tinh]}}"


def rated(letters: str, complete_from: int | None = EVER) -> Record:
    """Give ratings that end in the year judged."""
    first = YEAR - len(letters) + 1
    return Record("000001", ratings=ratings(letters, first), complete_from=complete_from)


@pytest.mark.parametrize(
    ("letters", "answer"),
    [("T", "met"), ("X", "met"), ("H", "not_met"), ("K", "not_met"), (".", "not_proven")],
)
def test_the_rating_of_the_year_decides_and_a_missing_one_proves_nothing(letters: str, answer: str) -> None:
    assert answer_on("{rated: {at_least: hoan_thanh_tot}}", rated(letters)) == answer


@pytest.mark.parametrize(
    ("letters", "answer"),
    [
        ("XX", "met"),
        ("XXT", "met"),  # the row ends in the year before; the text names no end
        ("XXTT", "not_proven"),  # an older row is left to the appraiser
        ("XTX", "not_met"),
        ("TX", "not_met"),
        (".X", "not_proven"),
        ("X.", "not_proven"),
        ("X.T", "not_proven"),
    ],
)
def test_two_years_in_a_row_rated_excellent(letters: str, answer: str) -> None:
    condition = "{rated: {at_least: hoan_thanh_xuat_sac, years: 2, consecutive: true}}"

    assert answer_on(condition, rated("T" + letters)) == answer


@pytest.mark.parametrize(
    ("letters", "answer"),
    [("XTXTX", "met"), ("XTXTT", "not_met"), ("XTXT.", "not_proven"), ("XXXXXTTTXT", "not_met")],
)
def test_three_of_the_last_five_years(letters: str, answer: str) -> None:
    assert (
        answer_on("{rated: {at_least: hoan_thanh_xuat_sac, years: 3, of_last: 5}}", rated(letters)) == answer
    )


def test_maternity_leave_is_named_where_a_rating_is_missing() -> None:
    away = Absence(AbsenceKind.MATERNITY, date(2025, 2, 1), date(2025, 7, 31))
    record = Record("000001", absences=(away,), complete_from=EVER)

    told = finding_on("{rated: {at_least: hoan_thanh_tot}}", record, principles=PRINCIPLES).why
    plain = finding_on("{rated: {at_least: hoan_thanh_tot}}", record).why

    assert told is not None
    assert "maternity leave of that year counts" in told.message
    assert plain is not None
    assert "maternity" not in plain.message


@pytest.mark.parametrize(
    ("years", "complete_from", "answer"),
    [
        ((2023, 2024, 2025), None, "met"),
        ((2022, 2023, 2024), EVER, "met"),
        ((2021, 2022, 2023), EVER, "not_proven"),
        ((2022, 2023, 2025), EVER, "not_met"),
        ((2024, 2025), EVER, "not_met"),
        ((2024, 2025), 2024, "not_proven"),
        ((2024, 2025), None, "not_proven"),
        ((), None, "not_proven"),
        ((), EVER, "not_met"),
    ],
)
def test_three_titles_in_a_row(years: tuple[int, ...], complete_from: int | None, answer: str) -> None:
    record = Record("000001", honours=tuple(map(honour, years)), complete_from=complete_from)

    assert answer_on(THREE_FIGHTERS, record) == answer


def test_a_row_that_is_too_short_says_which_years_would_do() -> None:
    record = Record("000001", honours=(honour(2024), honour(2025)), complete_from=EVER)

    remedy = finding_on(THREE_FIGHTERS, record).remedy

    assert remedy is not None
    assert (remedy.message, remedy.values["years"]) == ("the years {years} as well, without a break", (2026,))


def test_a_year_nobody_vouches_for_is_asked_for_by_its_number() -> None:
    record = Record("000001", honours=(honour(2024), honour(2025)), complete_from=2024)

    remedy = finding_on(THREE_FIGHTERS, record).remedy

    assert remedy is not None
    assert (remedy.message, remedy.values["years"]) == ("proof for {years}", (2023,))


def test_discipline_starts_the_count_anew_only_where_the_law_has_that_principle() -> None:
    term = Discipline(DisciplineLevel.WARNING, date(2023, 1, 1), date(2023, 6, 30))
    record = Record(
        "000001", honours=tuple(map(honour, (2023, 2024, 2025))), disciplines=(term,), complete_from=EVER
    )

    assert answer_on(THREE_FIGHTERS, record) == "met"
    assert answer_on(THREE_FIGHTERS, record, principles=PRINCIPLES) == "not_met"


def test_a_revoked_title_makes_a_gap_and_what_rests_on_it_is_in_doubt() -> None:
    revoked = Record(
        "000001", honours=(honour(2023), honour(2024, revoked=True), honour(2025)), complete_from=EVER
    )
    basis = honour(2023, revoked=True)
    built = honour(2024, rests_on=(basis.key,))
    doubtful = Record("000001", honours=(basis, honour(2022), built, honour(2025)), complete_from=EVER)

    assert answer_on(THREE_FIGHTERS, revoked) == "not_met"
    found = finding_on("{held: {award: [chien_si_thi_dua_co_so], times: 3}}", doubtful)
    assert (found.answer.value, [w.message for w in found.warnings]) == (
        "not_proven",
        ["not counted, for it rests on a revoked honour: {award} ({decision})"],
    )


def test_a_title_decided_after_the_dossier_came_does_not_count() -> None:
    late = honour(2025, decided=date(2025, 12, 28))
    record = Record("000001", honours=(honour(2023), honour(2024), late), complete_from=EVER)

    assert answer_on(THREE_FIGHTERS, record) == "not_met"


def test_titles_for_several_years_follow_each_other_when_their_periods_touch() -> None:
    twice = "{held: {award: [chien_si_thi_dua_tinh], times: 2, consecutive: true}}"

    def past(*periods: tuple[int, int]) -> Record:
        held = tuple(honour(last, PROVINCE_FIGHTER, first=first) for first, last in periods)
        return Record("000001", honours=held, complete_from=EVER)

    assert answer_on(twice, past((2020, 2022), (2023, 2025))) == "met"
    assert answer_on(twice, past((2017, 2019), (2023, 2025))) == "not_proven"
    assert answer_on(twice, past((2014, 2016), (2017, 2019))) == "not_proven"
    assert answer_on(twice, past((2023, 2025))) == "not_met"


@pytest.mark.parametrize(
    ("terms", "years", "answer"),
    [
        ("times: 2", (2015, 2020), "met"),
        ("times: 2, of_last: 5", (2015, 2022), "not_met"),
        ("times: 2, of_last: 5", (2021, 2024), "met"),
        ("immediately_before: true", (2024,), "met"),
        ("immediately_before: true", (2023,), "not_met"),
        ("years_ago: 10", (2015,), "met"),
        ("years_ago: 10", (2016,), "not_met"),
        ("years_ago: 10", (2010, 2020), "not_met"),
        ("years_ago: 10", (), "not_met"),
    ],
)
def test_forms_held_in_their_ways(terms: str, years: tuple[int, ...], answer: str) -> None:
    held = tuple(honour(year, CERTIFICATE) for year in years)
    record = Record("000001", honours=held, complete_from=1900)

    assert answer_on(f"{{held: {{award: [bang_khen_tinh], {terms}}}}}", record) == answer


def test_titles_since_another_award_leave_out_those_before_it() -> None:
    since = (
        "{held: {award: [chien_si_thi_dua_co_so], times: 3, consecutive: true, since: chien_si_thi_dua_tinh}}"
    )
    titles = tuple(map(honour, (2021, 2022, 2023, 2024, 2025)))
    before = honour(2022, PROVINCE_FIGHTER, first=2020)
    lately = honour(2023, PROVINCE_FIGHTER, first=2021)

    assert answer_on(since, Record("000001", honours=(before, *titles), complete_from=EVER)) == "met"
    assert answer_on(since, Record("000001", honours=(lately, *titles), complete_from=EVER)) == "not_met"
    assert answer_on(since, Record("000001", honours=titles, complete_from=EVER)) == "met"


def chain(
    base_year: int, letters: str = "TTTTT", *, kind: CommendationKind = CommendationKind.MERIT
) -> Record:
    past = rated(letters)
    return replace(past, honours=(honour(base_year, CERTIFICATE, kind=kind),))


@pytest.mark.parametrize(
    ("base_year", "letters", "answer"),
    [
        (2019, "TTTTTT", "met"),
        (2020, "TTTTT", "met"),
        (2021, "TTTTT", "not_proven"),  # enough only if the year of the older decision counts
        (2022, "TTTTT", "not_met"),
        (2019, "TTTHT", "not_met"),
        (2019, "TT.TT", "not_proven"),
        (2019, "TTTTTH", "not_met"),  # up to the proposal: an older row does not do
    ],
)
def test_five_years_after_an_honour_up_to_the_proposal(base_year: int, letters: str, answer: str) -> None:
    assert answer_on(FIVE_YEARS, chain(base_year, letters)) == answer


def test_without_the_honour_before_them_no_years_count() -> None:
    assert answer_on(FIVE_YEARS, rated("TTTTT", 1945)) == "not_met"
    assert answer_on(FIVE_YEARS, rated("TTTTT", 2010)) == "not_proven"


@pytest.mark.parametrize(
    ("kind", "route", "answer"),
    [
        (CommendationKind.MOVEMENT, "cong_trang", "not_met"),
        (CommendationKind.SUDDEN, "cong_trang", "not_met"),
        (CommendationKind.MOVEMENT, "phong_trao", "met"),
        (CommendationKind.MERIT, "cong_trang", "met"),
    ],
)
def test_thematic_and_sudden_honours_are_no_basis_for_merit(
    kind: CommendationKind, route: str, answer: str
) -> None:
    assert answer_on(FIVE_YEARS, chain(2019, kind=kind), principles=PRINCIPLES, kind=route) == answer


def test_an_honour_of_a_regular_movement_is_a_basis_for_merit() -> None:
    regular = Movement("hn", "Thi đua hằng năm", "bo_nganh_tinh", "", "thuong_xuyen", date(2019, 1, 1))
    given = replace(honour(2019, CERTIFICATE, kind=CommendationKind.MOVEMENT), movement="hn")
    record = replace(rated("TTTTT"), honours=(given,), movements=(regular,))

    assert answer_on(FIVE_YEARS, record, principles=PRINCIPLES, kind="cong_trang") == "met"


def test_what_must_lie_within_the_years_is_counted_only_there() -> None:
    condition = (
        "{streak: {years: 5, each: {rating: hoan_thanh_tot}, until: proposal, "
        "within: [{held: {award: [co_thi_dua_tinh]}}, {rated: {at_least: hoan_thanh_xuat_sac, years: 2}}]}}"
    )
    past = replace(rated("XHTXTXT"), honours=(honour(2023, FLAG),))
    too_early = replace(past, honours=(honour(2019, FLAG),))

    assert answer_on(condition, past) == "met"
    assert answer_on(condition, too_early) == "not_met"
    assert answer_on(condition, replace(rated("XHTXTTT"), honours=(honour(2023, FLAG),))) == "not_met"


def test_a_flag_decided_between_the_last_year_and_the_dossier_lies_in_the_time() -> None:
    condition = (
        "{streak: {years: 5, each: {rating: hoan_thanh_tot}, until: proposal, "
        "within: [{held: {award: [co_thi_dua_tinh]}}]}}"
    )
    record = replace(rated("TTTTT"), honours=(honour(2025, FLAG, decided=date(2026, 1, 20)),))

    answers = [
        finding_on(condition, record, dossier=Dossier(record, received, YEAR)).answer.value
        for received in (date(2026, 1, 10), date(2026, 1, 31))
    ]

    assert answers == ["not_met", "met"]


def test_a_title_may_stand_in_for_a_rating_year_by_year() -> None:
    condition = "{streak: {years: 3, each: {rating: hoan_thanh_xuat_sac, award: [chien_si_thi_dua_co_so]}}}"
    record = replace(rated("XTX"), honours=(honour(2024),))

    assert answer_on(condition, record) == "met"
    assert answer_on(condition, rated("XTX")) == "not_met"


YEARS_HELD = st.sets(st.integers(2012, 2025), max_size=14)


@settings(max_examples=60, deadline=None)
@given(held=YEARS_HELD, more=YEARS_HELD, seed=st.randoms())
def test_more_titles_never_make_an_answer_worse_and_their_order_does_not_matter(
    held: set[int], more: set[int], seed: object
) -> None:
    order = ["not_met", "not_proven", "met"]
    few = [honour(year) for year in held]
    many = [honour(year) for year in held | more]
    shuffled = list(many)
    seed.shuffle(shuffled)  # type: ignore[attr-defined] - random.Random of hypothesis

    answers = [
        answer_on(THREE_FIGHTERS, Record("000001", honours=tuple(honours), complete_from=EVER))
        for honours in (few, many, shuffled)
    ]

    assert order.index(answers[0]) <= order.index(answers[1])
    assert answers[1] == answers[2]


@settings(max_examples=60, deadline=None)
@given(held=YEARS_HELD, complete_from=st.integers(2005, 2027))
def test_vouching_never_turns_a_sure_answer_round(held: set[int], complete_from: int) -> None:
    honours = tuple(map(honour, held))
    open_past = answer_on(THREE_FIGHTERS, Record("000001", honours=honours))
    vouched = answer_on(THREE_FIGHTERS, Record("000001", honours=honours, complete_from=complete_from))

    assert open_past != "not_met"
    assert open_past != "met" or vouched == "met"
