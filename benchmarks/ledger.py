"""
Load and show a ledger of 6,000 made-up people with 20 years each: ``python -m benchmarks.ledger [PEOPLE]``.

Two tables, one rating and one honour a person and year, go through every check into a new record, and are
read back; the audit rebuilds all of it from the events.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from thidua import ledger
from thidua.audit import audit
from thidua.reviews import begin
from thidua.statistics import make_report
from thidua.store.database import Database

PEOPLE = 6_000
YEARS = range(2005, 2025)
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "kien-giang-2023"
T = TypeVar("T")


def timed(label: str, job: Callable[[], T]) -> T:
    """Run a job and print what it took."""
    start, busy = time.perf_counter(), time.process_time()
    result = job()
    spent = time.process_time() - busy
    print(f"{label}: {time.perf_counter() - start:.2f} s, {spent:.2f} s of them at work", flush=True)
    return result


def write_inputs(folder: Path, people: int) -> None:
    """Write a review with so many candidates, and their ratings and honours."""
    shutil.copy(EXAMPLE / "review.yaml", folder / "review.yaml")
    head = "id,name,kind,level,cluster,unit,title,post\n"
    lines = (f"p{i:05d},Người Mẫu,individual,tinh,khoi_lanh_dao,kg-so-noi-vu,Bà,Mẫu\n" for i in range(people))
    (folder / "candidates.csv").write_text(head + "".join(lines), encoding="utf-8")
    with (folder / "rating.csv").open("w", encoding="utf-8") as ratings:
        ratings.write("candidate,year,level,document,on\n")
        ratings.writelines(
            f"p{i:05d},{year},{'hoan_thanh_tot' if (i + year) % 3 else 'hoan_thanh_xuat_sac'},"
            f"{year}/QĐ,{year}-12-20\n"
            for i in range(people)
            for year in YEARS
        )
    with (folder / "honour.csv").open("w", encoding="utf-8") as honours:
        honours.write("candidate,award,kind,last_year,decision,on,authority\n")
        honours.writelines(
            f"p{i:05d},{'CSTĐCS' if (i + year) % 7 == 0 else 'LĐTT'},cong_trang,{year},{year}/QĐ-UBND,"
            f"{year + 1}-01-15,Chủ tịch UBND xã\n"
            for i in range(people)
            for year in YEARS
        )


def main(people: int) -> None:
    """Measure each step."""
    print(f"{people} people, {len(YEARS)} years, {2 * people * len(YEARS)} entries")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_inputs(folder, people)
        begin(folder / "review.yaml", folder / "record.db", actor="bench")
        database = Database.open(folder / "record.db")
        for kind in ("rating", "honour"):
            timed(
                f"load {kind}s",
                lambda kind=kind: ledger.load(database, folder / f"{kind}.csv", actor="bench"),
            )
        timed("load honours again", lambda: ledger.load(database, folder / "honour.csv", actor="bench"))
        timed("show one", lambda: ledger.record(database, "p00001"))
        timed("read all", lambda: ledger.records(database))
        timed("statistics of a year", lambda: make_report(database, date(2024, 1, 1), date(2024, 12, 31)))
        timed("audit", lambda: audit(folder / "record.db"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
