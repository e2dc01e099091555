"""
Judge 6,000 made-up people with 20 years behind them: ``python -m benchmarks.law [PEOPLE]``.

The pasts are drawn by a fixed rule, so that every run judges the same ones. Loading the law is told apart.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from scoring.law.catalogue import Law, rebuilt
from scoring.law.history import (
    CommendationKind,
    Confirmation,
    Honour,
    InfluenceScope,
    Initiative,
    InitiativeKind,
    Rating,
    Record,
    TaskRating,
)
from scoring.law.judging import judge_all
from scoring.law.matter import Dossier
from scoring.law.versions import in_force
from thidua.laws import all_laws

PEOPLE = 6_000
YEARS = range(2006, 2026)
RECEIVED = date(2025, 12, 20)
TITLES = (
    "lao_dong_tien_tien",
    "chien_si_tien_tien",
    "chien_si_thi_dua_co_so",
    "chien_si_thi_dua_tinh",
    "chien_si_thi_dua_toan_quoc",
)
CONFIRMED = ("tinh_than_tu_luc", "chap_hanh_tot", "guong_mau_chap_hanh", "tieu_bieu_cap_tinh")


def pasts(people: int) -> list[Record]:
    """Give the pasts: ratings of 20 years, titles in some, an initiative every few years."""
    return [_past(number) for number in range(people)]


def _past(number: int) -> Record:
    name = f"000{number:06d}"
    return Record(
        name,
        honours=tuple(_honours(name, number)),
        ratings=tuple(Rating(year, _level(number, year)) for year in YEARS),
        initiatives=tuple(_initiatives(number)),
        confirmations=tuple(
            Confirmation(fact, 2025, (number + i) % 7 > 0) for i, fact in enumerate(CONFIRMED)
        ),
        complete_from=2006,
    )


def _level(number: int, year: int) -> TaskRating:
    turn = (number * 7 + year * 3) % 11
    return TaskRating.EXCELLENT if turn < 5 else TaskRating.GOOD if turn < 10 else TaskRating.COMPLETED


def _honours(name: str, number: int) -> Iterator[Honour]:
    for year in YEARS:
        level = _level(number, year)
        if level is not TaskRating.COMPLETED:
            yield _honour(name, "lao_dong_tien_tien", year)
        if level is TaskRating.EXCELLENT and (number + year) % 9:
            yield _honour(name, "chien_si_thi_dua_co_so", year)
    for year in range(2008 + number % 3, 2025, 6):
        yield _honour(name, "bang_khen_tinh", year)
        if number % 5 == 0:
            yield _honour(name, "chien_si_thi_dua_tinh", year, 3)


def _honour(name: str, award: str, year: int, years: int = 1) -> Honour:
    decision, on = f"{year}/QĐ", date(year, 12, 15)
    return Honour(name, award, CommendationKind.MERIT, year - years + 1, year, decision, on)


def _initiatives(number: int) -> Iterator[Initiative]:
    for year in range(2006 + number % 4, 2026, 4):
        scope = InfluenceScope.PROVINCE if (number + year) % 3 == 0 else InfluenceScope.GRASSROOTS
        yield Initiative(str(year), "Sáng kiến", InitiativeKind.INITIATIVE, year, scope)


def judged(law: Law, records: Iterable[Record]) -> Counter[tuple[str, str]]:
    """Judge everybody for every award of a catalogue, and count the answers of each award."""
    return Counter(
        (verdict.award.id, verdict.answer.value)
        for record in records
        for verdict in judge_all(law, Dossier(record, RECEIVED, 2025))
    )


def measure(people: int = PEOPLE) -> dict[str, float]:
    """Give the seconds of each part, and print them with the answers."""
    start = time.perf_counter()
    law = in_force(all_laws(), RECEIVED)
    loaded = time.perf_counter()
    records = pasts(people)
    drawn = time.perf_counter()
    titles = rebuilt(law, {"awards": [award for award in law.awards if award.id in TITLES]})
    found = judged(titles, records)
    done = time.perf_counter()
    whole = judged(law, records)
    end = time.perf_counter()
    print(f"{people} people × {len(YEARS)} years; law loaded in {loaded - start:.2f} s")
    print(f"every title ({len(TITLES)}): {done - drawn:.2f} s; whole catalogue: {end - done:.2f} s")
    for (award, answer), count in sorted(found.items()):
        print(f"  {award}: {answer} {count}")
    print(f"  answers in all: {sum(whole.values())}")
    return {"titles": done - drawn, "catalogue": end - done}


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
