"""
Audit a record of 100,000 events, beside the second verifier: ``python -m benchmarks.audit [EVENTS]``.

Of ten events six are decisions, three are files with two facts each, of a new version every time, and one
issues two papers. Both programs check every hash, follow every event into every table, and compare all rows.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from scoring.facts import Fact, State
from tests.thidua.store import samples
from thidua.audit import audit
from thidua.store.apply import replay
from thidua.store.columns import Reported, facts_blob
from thidua.store.contents import Content, fresh_salt
from thidua.store.database import Database
from thidua.store.events import Act, DecisionRecorded, Event, FactsLoaded, IssuedPaper, PapersIssued
from tools import verifier

EVENTS = 100_000
T = TypeVar("T")


def act(place: int, contents: dict[str, Content]) -> Act:
    """Give the act of a place in the record, and put the contents it names to the others."""
    if place % 10 < 6:
        choice = (f"xa-{place % 50}", f"xa-{place % 7}")
        return DecisionRecorded(slot=f"o-{place % 500}", choice=choice, who="Hội đồng", basis="Biên bản 1")
    if place % 10 == 9:
        papers = tuple(
            IssuedPaper(kind="certificate", file=f"bk-{n}.pdf", sha256=f"{place:064x}", candidate="xa-a")
            for n in range(2)
        )
        return PapersIssued(papers=papers, runs=(1,))
    reported = [
        Reported("xa-b", samples.SCHEME, Fact(fact, State.VALUE, Fraction(place, 7), source="a.xlsx!A!B2"))
        for fact in ("ty_le", f"so_{place % 100}")
    ]
    file, facts = (Content(data, fresh_salt()) for data in (f"phiếu {place}".encode(), facts_blob(reported)))
    contents |= {file.sha256: file, facts.sha256: facts}
    return FactsLoaded(
        file=f"phieu-{place}.xlsx",
        file_sha256=file.sha256,
        facts_sha256=facts.sha256,
        salted=True,
        stage="self",
        unit="xa-b",
        entries=1,
        facts=2,
        candidates=("xa-b",),
    )


def bodies(first: int, last: int, contents: dict[str, Content]) -> Iterator[bytes]:
    """Give the events of the places from the first to the last."""
    for place in range(first, last + 1):
        made = Event(counter=place, at="2026-08-01T08:00:00Z", actor="Thư ký", act=act(place, contents))
        yield made.body()


def write(path: Path, events: int) -> None:
    """Write a sound record of so many events."""
    start = samples.whole(path.with_name("start.db"))
    with start.read() as session:
        before = [bytes(body) for (body,) in session.connection().exec_driver_sql("SELECT body FROM event")]
    contents = samples.kept(start.path)
    made = [*before, *bodies(len(before) + 1, events, contents)]
    with Database.create(path).write() as writer:
        replay(writer.session, made, contents.get)


def timed(label: str, job: Callable[[], T]) -> tuple[T, float]:
    """Run a job, print what it took, and give its result and the CPU seconds."""
    start, busy = time.perf_counter(), time.process_time()
    result = job()
    spent = time.process_time() - busy
    print(f"{label}: {spent:.2f} s at work, {time.perf_counter() - start:.2f} s on the clock", flush=True)
    return result, spent


def compare(events: int, rounds: int = 3) -> tuple[float, float]:
    """Give the CPU seconds of both programs on one record, the best of several rounds that take turns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.db"
        timed(f"write {events} events", lambda: write(path, events))
        ours, theirs = [], []
        for _round in range(rounds):
            report, spent = timed("thidua audit", lambda: audit(path))
            assert report.findings == (), report.findings
            ours.append(spent)
            head = [("head", report.head.size, bytes.fromhex(report.head.root))]
            found, spent = timed("second verifier", lambda head=head: verifier.check_record(path, head))
            assert not found, found.lines("en")
            theirs.append(spent)
    return min(ours), min(theirs)


def main(events: int) -> None:
    """Write a record, and let both programs check it in turns."""
    ours, theirs = compare(events)
    print(f"thidua audit / second verifier: {ours:.2f} s / {theirs:.2f} s = {ours / theirs:.2f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
