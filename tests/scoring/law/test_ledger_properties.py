"""What must hold for every past and every list, whatever stands in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Source
from scoring.law.history import Discipline, DisciplineLevel, Honour, Rating, Record, TaskRating
from scoring.law.money import Due, Grant, bonuses
from scoring.law.money_rules import load_bonus_rules, load_salaries
from scoring.law.revocation import all_honours, dependants
from scoring.law.streaks import rating_years, restart_year, streak
from tests.scoring.law.pasts import honour

LAW = Path(__file__).resolve().parents[3] / "criteria" / "law"
TODAY = date(2026, 12, 1)
YEARS = st.integers(2010, 2026)
RATINGS = st.dictionaries(YEARS, st.sampled_from(TaskRating), max_size=17).map(
    lambda found: tuple(Rating(year, level) for year, level in found.items())
)
TERMS = st.lists(
    st.builds(
        lambda start, days: Discipline(
            DisciplineLevel.WARNING, start, date.fromordinal(start.toordinal() + days)
        ),
        st.dates(date(2010, 1, 1), date(2026, 6, 1)),
        st.integers(0, 700),
    ),
    max_size=3,
).map(tuple)


@given(RATINGS, TERMS, YEARS, st.randoms())
def test_a_row_of_years_has_no_gap_ends_where_asked_and_ignores_the_order_of_writing(
    ratings: tuple[Rating, ...], terms: tuple[Discipline, ...], last: int, chance: object
) -> None:
    past = Record("000001", ratings=ratings, disciplines=terms)
    found = streak(rating_years(past, TaskRating.GOOD), last, restart_year(past, TODAY))

    assert list(found.years) == list(range(last - len(found) + 1, last + 1))
    assert all(proof.level.at_least(TaskRating.GOOD) for proof in found.proofs)
    turned = replace(past, ratings=ratings[::-1], disciplines=terms[::-1])
    assert streak(rating_years(turned, TaskRating.GOOD), last, restart_year(turned, TODAY)) == found


@given(RATINGS, TERMS, YEARS)
def test_one_more_discipline_never_lengthens_and_one_more_good_year_never_shortens_a_row(
    ratings: tuple[Rating, ...], terms: tuple[Discipline, ...], last: int
) -> None:
    past = Record("000001", ratings=ratings, disciplines=terms)
    found = streak(rating_years(past, TaskRating.GOOD), last, restart_year(past, TODAY))
    free = streak(rating_years(past, TaskRating.GOOD), last)
    better = {**rating_years(past, TaskRating.GOOD), last: Rating(last, TaskRating.GOOD)}

    assert len(found) <= len(free)
    assert len(streak(better, last)) >= len(free)


BASES = st.lists(st.lists(st.integers(0, 7), max_size=3), min_size=8, max_size=8)


@given(BASES, st.integers(0, 7))
def test_every_honour_that_can_be_reached_is_a_dependant_once_with_a_chain_that_holds(
    bases: list[list[int]], revoked: int
) -> None:
    plain = [honour(2010 + i) for i in range(8)]
    built: list[Honour] = [
        replace(each, rests_on=tuple(sorted({plain[k].key for k in basis if k < i})))
        for i, (each, basis) in enumerate(zip(plain, bases, strict=True))
    ]
    every = all_honours([Record("000001", honours=tuple(built))])

    found = dependants(every, [built[revoked].key])

    reached: set[str] = set()
    for each in built:  # bases lie before what rests on them
        if set(each.rests_on) & (reached | {built[revoked].key}):
            reached.add(each.key)
    assert sorted(each.honour.key for each in found) == sorted(reached)
    for each in found:
        assert (each.chain[0], each.chain[-1]) == (built[revoked].key, each.honour.key)
        assert all(low in every[high].rests_on for low, high in zip(each.chain, each.chain[1:], strict=False))


def _shipped(name: str) -> Source:
    return Source(name, (LAW / name).read_text(encoding="utf-8"))


SALARIES = load_salaries(_shipped("luong-co-so/2026-07-01.yaml"))
RULES = (load_bonus_rules(_shipped("tien-thuong-nd-152-2025/2025-07-01.yaml")),)
GRANTS = st.lists(
    st.builds(
        lambda who, award, year, length, day: Grant(
            who, who, "individual", award, year - length, year, "1", day, authority="A", proposer="B"
        ),
        st.sampled_from(["000001", "000002"]),
        st.sampled_from(
            [
                "lao_dong_tien_tien",
                "chien_si_thi_dua_co_so",
                "chien_si_thi_dua_tinh",
                "bang_khen_tinh",
                "giay_khen",
            ]
        ),
        st.integers(2025, 2026),
        st.sampled_from([0, 0, 2]),
        st.sampled_from([date(2025, 12, 1), date(2026, 12, 1)]),
    ),
    max_size=6,
)


@settings(max_examples=200)
@given(GRANTS, st.permutations(range(6)))
def test_the_order_of_a_list_changes_no_fund_and_no_total(grants: list[Grant], order: list[int]) -> None:
    turned = [grants[i] for i in order if i < len(grants)]

    found, again = bonuses(grants, SALARIES, RULES), bonuses(turned, SALARIES, RULES)

    assert (found.total, dict(found.funds)) == (again.total, dict(again.funds))


@given(GRANTS)
def test_a_total_is_the_sum_of_what_is_paid_and_whole_ten_thousands(grants: list[Grant]) -> None:
    found = bonuses(grants, SALARIES, RULES)

    paid = [line.amount or 0 for line in found.lines if line.due is Due.PAID]
    if found.total is not None:
        assert found.total == sum(paid)
        assert found.blocks == ()
    else:
        assert found.blocks
    assert all((line.amount or 0) % 10_000 == 0 for line in found.lines)
    answered = bonuses(
        grants,
        SALARIES,
        RULES,
        {"danh_hieu_chong_thoi_gian": "all", "hinh_thuc_chong_thoi_gian": "all"},
    )
    assert all(line.due is not Due.OPEN for line in answered.lines)
