"""
Made-up careers of 20 years, drawn by a fixed rule so that every run judges the same ones.

Besides ratings and titles they hold what makes judging hard: years without a rating, discipline, open cases,
maternity leave, honours for a theme or a sudden feat, revoked honours and what was built on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scoring.law.history import (
    Absence,
    AbsenceKind,
    CommendationKind,
    Confirmation,
    Discipline,
    DisciplineLevel,
    Honour,
    InfluenceScope,
    Initiative,
    InitiativeKind,
    PendingCase,
    Rating,
    Record,
    Registration,
    Revocation,
    TaskRating,
)

YEARS = range(2006, 2026)
EVERYDAY = ("tinh_than_tu_luc", "chap_hanh_tot", "guong_mau_chap_hanh", "tieu_bieu_cap_tinh")


def careers(people: int, facts: tuple[str, ...] = ()) -> list[Record]:
    """
    Give the careers.

    Args:
        people: How many.
        facts: What every 30th has confirmed besides what everybody has: those are proposed for more.
    """
    return [_career(number, facts) for number in range(people)]


def _career(number: int, facts: tuple[str, ...]) -> Record:
    name = f"000{number:06d}"
    return Record(
        name,
        honours=tuple(sorted(_honours(name, number), key=lambda each: (each.first_year, each.on))),
        ratings=tuple(Rating(year, _level(number, year)) for year in YEARS if _is_rated(number, year)),
        initiatives=tuple(_initiatives(number)),
        disciplines=_disciplines(number),
        absences=_absences(number),
        cases=(PendingCase("Đơn tố cáo", date(2025, 11, 3)),) if number % 100 == 7 else (),
        registrations=tuple(
            Registration(award, year)
            for year in YEARS[-5:]
            for award in ("lao_dong_tien_tien", "chien_si_thi_dua_co_so")
        ),
        confirmations=tuple(_confirmations(number, facts)),
        complete_from=None if number % 10 == 3 else 2006,
    )


def _level(number: int, year: int) -> TaskRating:
    turn = (number * 7 + year * 3) % 11
    return TaskRating.EXCELLENT if turn < 5 else TaskRating.GOOD if turn < 10 else TaskRating.COMPLETED


def _is_rated(number: int, year: int) -> bool:
    return (number * 5 + year) % 37 > 0 and year >= 2006 + number % 6


def _honours(name: str, number: int) -> Iterator[Honour]:
    for year in YEARS:
        level = _level(number, year)
        if level is not TaskRating.COMPLETED and _is_rated(number, year):
            yield _honour(name, "lao_dong_tien_tien", year)
        if level is TaskRating.EXCELLENT and (number + year) % 9:
            yield _honour(name, "chien_si_thi_dua_co_so", year)
    for year in range(2008 + number % 3, 2025, 6):
        yield _honour(name, "bang_khen_tinh", year, revoked=number % 200 == 11)
        if number % 5 == 0:
            basis = f"{name} bang_khen_tinh {year} {year}/QĐ"
            yield _honour(name, "chien_si_thi_dua_tinh", year, 3, rests_on=(basis,))
    if number % 4 == 1:
        yield _honour(name, "bang_khen_tinh", 2019, kind=CommendationKind.MOVEMENT)
        yield _honour(name, "giay_khen", 2021, kind=CommendationKind.SUDDEN)
    if number % 10 == 0:
        yield _honour(name, "bang_khen_thu_tuong", 2014, 5)
    if number % 40 == 0:
        yield _honour(name, "huan_chuong_lao_dong_ba", 2019, 5)


def _honour(
    name: str,
    award: str,
    year: int,
    years: int = 1,
    *,
    kind: CommendationKind = CommendationKind.MERIT,
    rests_on: tuple[str, ...] = (),
    revoked: bool = False,
) -> Honour:
    decision, on = f"{year}/QĐ", date(year, 12, 15)
    taken_back = Revocation("01/QĐ", date(year + 1, 3, 1), "kê khai gian dối") if revoked else None
    first = year - years + 1
    return Honour(name, award, kind, first, year, decision, on, rests_on=rests_on, revocation=taken_back)


def _initiatives(number: int) -> Iterator[Initiative]:
    for year in range(2006 + number % 4, 2026, 4):
        scope = InfluenceScope.PROVINCE if (number + year) % 3 == 0 else InfluenceScope.GRASSROOTS
        kind = InitiativeKind.RESEARCH if (number + year) % 8 == 0 else InitiativeKind.INITIATIVE
        used_for = ("chien_si_thi_dua_co_so",) if number % 2 else ()
        yield Initiative(str(year), "Sáng kiến", kind, year, scope, used_for=used_for)


def _disciplines(number: int) -> tuple[Discipline, ...]:
    if number % 40 != 9:
        return ()
    year = 2010 + number % 15
    level = DisciplineLevel.WARNING if number % 80 == 9 else DisciplineLevel.REPRIMAND
    return (Discipline(level, date(year, 5, 4), date(year + 1, 5, 3)),)


def _absences(number: int) -> tuple[Absence, ...]:
    year = 2010 + number % 16
    if number % 8 == 5:
        return (Absence(AbsenceKind.MATERNITY, date(year, 2, 1), date(year, 7, 31)),)
    return (Absence(AbsenceKind.OTHER, date(year, 9, 1), date(year, 11, 14)),) if number % 10 == 4 else ()


def _confirmations(number: int, facts: tuple[str, ...]) -> Iterator[Confirmation]:
    for i, fact in enumerate(EVERYDAY):
        yield Confirmation(fact, 2025, (number + i) % 7 > 0)
    if number % 30 == 0:
        yield from (Confirmation(fact, 2025, (number // 30 + i) % 3 > 0) for i, fact in enumerate(facts))
