"""
Judge 6,000 made-up people with 20 years behind them: ``python -m benchmarks.law [PEOPLE]``.

Told in seconds of one processor, which a noisy machine changes least: loading the law, judging the five
titles, judging every award that an individual can be given.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from scoring.law.answers import Answer
from scoring.law.catalogue import Law, rebuilt
from scoring.law.history import Record
from scoring.law.judging import judge_all
from scoring.law.matter import Dossier
from scoring.law.versions import in_force
from tests.scoring.law.careers import YEARS, careers
from thidua.laws import all_laws

PEOPLE = 6_000
RECEIVED = date(2025, 12, 20)
TITLES = (
    "lao_dong_tien_tien",
    "chien_si_tien_tien",
    "chien_si_thi_dua_co_so",
    "chien_si_thi_dua_tinh",
    "chien_si_thi_dua_toan_quoc",
)
T = TypeVar("T")


def judged(law: Law, records: Iterable[Record]) -> Counter[tuple[str, Answer]]:
    """Judge everybody for every award of a catalogue, and count the answers of each award."""
    return Counter(
        (verdict.award.id, verdict.answer)
        for record in records
        for verdict in judge_all(law, Dossier(record, RECEIVED, 2025))
    )


def timed(job: Callable[[], T]) -> tuple[float, T]:
    """Give the processor time of a job, in seconds, and what it gave."""
    start = time.process_time()
    found = job()
    return time.process_time() - start, found


def measure(people: int = PEOPLE) -> Counter[tuple[str, Answer]]:
    """Print the time of each part, and give the answers of the whole catalogue."""
    loading, laws = timed(all_laws)
    law = in_force(laws, RECEIVED)
    records = careers(people, tuple(law.facts))
    titles = rebuilt(law, {"awards": [award for award in law.awards if award.id in TITLES]})
    few, _found = timed(lambda: judged(titles, records))
    whole, found = timed(lambda: judged(law, records))
    awards = len({award for award, _answer in found})
    print(f"law: {len(laws)} versions loaded: {loading:.2f} s of one processor")
    print(f"law: {people} people × {len(YEARS)} years, {len(TITLES)} titles: {few:.2f} s")
    print(f"law: {people} people × {len(YEARS)} years, all {awards} awards: {whole:.2f} s", flush=True)
    return found


if __name__ == "__main__":
    for (award, answer), count in sorted(measure(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE).items()):
        print(f"  {award}: {answer} {count}")
