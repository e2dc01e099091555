"""
A dossier whose rankings have thousands of rows, beside the same table by WeasyPrint in one document.

Each measurement runs in a process of its own: ``python -m benchmarks.dossier MAKER ROWS`` tells what it took.
Memory is that of all its processes together, what they share counted once, looked at five times a second.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from benchmarks.papers import winners
from scoring import Candidate, Card, Line, Standing, Standings, State
from scoring.cards import Quota
from thidua.dossier import context
from thidua.dossier.dossier import write_dossier
from thidua.dossier.environment import fill
from thidua.dossier.ranking import Stretch
from thidua.review import ReviewResult, RunRecord, Scored

ONE, MANY, NAIVE = "one cluster", "clusters of 25", "WeasyPrint, one document"
ROWS = (2_000, 5_000, 20_000)
# At 20,000 rows it takes 3.7 GiB.
NAIVE_ROWS = (2_000, 5_000)
_STYLE = "dossier/paper.css"
_MIB = 1024


def main(maker: str, rows: int) -> None:
    """Make one paper and print the number of its pages."""
    jobs: Mapping[str, Callable[[Path], int]] = {
        ONE: lambda target: write_dossier(review_of(rows, rows), target, most_cards=0),
        MANY: lambda target: write_dossier(review_of(rows, 25), target, most_cards=0),
        NAIVE: lambda target: _naive(review_of(rows, rows), target),
    }
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "paper.pdf"
        start = time.perf_counter()
        pages = jobs[maker](target)
        taken = time.perf_counter() - start
        print(json.dumps({"pages": pages, "seconds": taken, "bytes": target.stat().st_size}))


def _naive(result: ReviewResult, target: Path) -> int:
    """Typeset the ranking by one call, as anybody would; without tags, outline, numbers or data."""
    from weasyprint import CSS, HTML

    from thidua.dossier.assets import BASE_URL, locked_fetcher, shipped_file

    (table,) = context.cluster_tables(result)
    stretch = Stretch(1, table, 0, len(table.rows))
    html = fill("dossier/ranking.html.j2", review=result.review, examples=[], stretches=[stretch])
    sheets = [
        CSS(
            string=shipped_file(name).read_text("utf-8"),
            base_url=BASE_URL + name,
            url_fetcher=locked_fetcher(),
        )
        for name in ("fonts/fonts.css", _STYLE)
    ]
    document = HTML(string=html, base_url=BASE_URL, url_fetcher=locked_fetcher()).render(stylesheets=sheets)
    document.write_pdf(target)
    return len(document.pages)


def review_of(rows: int, in_a_cluster: int) -> ReviewResult:
    """Give a result of so many made-up people, a tenth of each cluster selected."""
    base = winners(1)
    (scored,) = base.scored
    made = tuple(_standing(scored.scheme.key, number, in_a_cluster) for number in range(rows))
    clusters = list(dict.fromkeys(row.card.candidate.cluster for row in made))
    quotas = tuple(Quota("bang_khen", cluster, in_a_cluster // 10) for cluster in clusters)
    zero = "0" * 64
    run = RunRecord(
        1, scored.scheme.key, zero, zero, zero, date(2023, 12, 31), "bench", "2023-12-31T00:00:00Z"
    )
    standings = Standings(scored.scheme.key, "2023-12-31", made, quotas)
    return ReviewResult(base.review, (Scored(scored.scheme, standings, run),), (), 1, zero, law=base.law)


def _standing(scheme: str, number: int, in_a_cluster: int) -> Standing:
    names = ("Nguyễn Thị Phượng", "Trần Văn Dũng", "Lê Hữu Đức", "Huỳnh Thị Ngọc Tuyết", "Phạm Quốc Hiệp")
    place = number % in_a_cluster
    base = Fraction(9000 - place * 7919 % 5000, 100)
    who = Candidate(
        f"nguoi-{number:06}", names[number % 5], "individual", "huyen", f"cum_{number // in_a_cluster}"
    )
    line = Line(scheme, "", State.VALUE, points=base)
    card = Card(who, scheme, State.VALUE, line, base, base, Fraction(number % 4), Fraction(0), label="Tốt")
    won = place < in_a_cluster // 10
    outcome, why = ("selected", "within_places") if won else ("not_selected", "beyond_places")
    return Standing(card, place + 1, {"bang_khen": outcome}, {"bang_khen": why})


def measure(maker: str, rows: int) -> dict[str, float]:
    """Measure one paper in a process of its own, and all processes that it starts."""
    command = [sys.executable, "-m", "benchmarks.dossier", maker, str(rows)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as work:
        peak = largest = 0
        while work.poll() is None:
            sizes = [_kib(process) for process in _family(work.pid)]
            peak, largest = max(peak, sum(sizes)), max(largest, *sizes)
            time.sleep(0.2)
        answer = work.stdout.read() if work.stdout else ""
    if work.returncode:
        raise RuntimeError(f"{maker}, {rows} rows: exit code {work.returncode}")
    found: dict[str, float] = json.loads(answer)
    return found | {"mib": peak / _MIB, "largest": largest / _MIB}


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        others = [task.name for task in Path(f"/proc/{process}/task").iterdir()]
    except OSError:
        return
    for task in others:
        if task != str(process):
            try:
                children += Path(f"/proc/{process}/task/{task}/children").read_text().split()
            except OSError:
                continue
    for child in children:
        yield from _family(int(child))


def _kib(process: int) -> int:
    """Give what a process holds, less what others hold too (its proportional set size)."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def table() -> Iterator[str]:
    """Measure all sizes; gives the rows of the table, then how time grows."""
    naive = {rows: measure(NAIVE, rows) for rows in NAIVE_ROWS}
    for rows, found in naive.items():
        yield _row(NAIVE, rows, found, found)
    grown = []
    for maker in (ONE, MANY):
        took = {}
        for rows in ROWS:
            took[rows] = measure(maker, rows)
            yield _row(maker, rows, took[rows], naive.get(rows))
        least, most = took[ROWS[0]]["seconds"], took[ROWS[-1]]["seconds"]
        power = math.log(most / least) / math.log(ROWS[-1] / ROWS[0])
        grown.append(f"{maker}: time grows with the number of rows to the power {power:.2f}")
    yield from ("", *grown)


def _row(maker: str, rows: int, found: dict[str, float], naive: dict[str, float] | None) -> str:
    faster = "–" if naive is None else f"{naive['seconds'] / found['seconds']:.2f}"
    less = "–" if naive is None else f"{naive['mib'] / found['mib']:.2f}"
    return (
        f"| {maker} | {rows:,} | {found['pages']:,} | {found['seconds']:.1f} | {faster} "
        f"| {found['mib']:.0f} | {less} | {found['largest']:.0f} | {found['bytes'] / 1e6:.1f} |"
    )


def print_table() -> None:
    """Print the table."""
    print("| maker | rows | pages | seconds | naive / this | MiB | naive / this | largest process | MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    for row in table():
        print(row, flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        main(sys.argv[1], int(sys.argv[2]))
    else:
        os.environ.setdefault("PYTHONWARNINGS", "ignore")
        print_table()
