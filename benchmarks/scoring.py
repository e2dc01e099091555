"""
Twenty criteria with points and ranks inside 1,000 clusters, beside those who could do it instead.

Each measurement runs in a process of its own, so that its memory is its own; makers take turns. Ours and the
numpy floor give the same whole numbers, numpy with clusters numbered beforehand; pandas does the same work in
its own way; the MCDA libraries give weighted sums and the ranking they offer, no points of a criterion.

    python -m benchmarks.scoring                      the whole table
    python -m benchmarks.scoring MAKER SIZE           one measurement, as JSON
"""

from __future__ import annotations

import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

CRITERIA = 20
CLUSTERS = 1_000
POINTS = 5
FACTS = "facts.parquet"
DAY = date(2024, 12, 31)
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
ROUNDS = 3
# What a library cannot do in an hour or in this machine's memory is not asked of it.
MOST = {"pymcdm": 1_000_000, "scikit-criteria": 1_000_000}
IN_FILES = "thidua, file to file"
_WRITE = "import sys; from benchmarks.scoring import write_facts; write_facts(int(sys.argv[1]), sys.argv[2])"
Columns = dict[str, Any]


def targets() -> list[int]:
    """Give the target of each criterion."""
    return [60 + 2 * i for i in range(CRITERIA)]


def facts(size: int) -> Columns:
    """Make up facts: whole numbers from 1 to 120, and a cluster for each candidate."""
    import numpy

    rng = numpy.random.default_rng(20_231_231)
    found: Columns = {f"f{i}": rng.integers(1, 121, size, numpy.int64) for i in range(CRITERIA)}
    return found | {"cluster": rng.integers(0, min(CLUSTERS, max(1, size // 10)), size, numpy.int64)}


def scheme_text() -> str:
    """Give the rules as a criteria file: up to five points a criterion, rounded to 0.01."""
    head = (
        "scheme: do-toc-do\nversion: 2024-01-01\ntitle: Đo tốc độ\ncite: {document: thidua}\n"
        "effective: {from: 2024-01-01}\nsubjects: {kinds: [collective], levels: [xa]}\n"
        "publish: {round: {to: 0.01, mode: half_up}}\ncombine: sum\n"
    )
    lines = [head, "facts:\n"]
    lines += [f"  - {{id: f{i}, title: f{i}, kind: count, unit: cái}}\n" for i in range(CRITERIA)]
    lines.append("children:\n")
    for i, target in enumerate(targets()):
        lines.append(
            f"  - {{id: c{i}, title: c{i}, cite: {{clause: '{i}'}}, max_points: {POINTS}, "
            f"measure: {{fact: f{i}}}, target: [{{at_least: {target}}}], "
            "scale: {knots: [[0, 0], [target, max_points]]}, round: {to: 0.01, mode: half_up}}\n"
        )
    return "".join(lines)


def ours(columns: Columns) -> Callable[[], object]:
    """Score with ``scoring.bulk`` on Polars, in memory."""
    import narwhals

    from scoring.bulk import score
    from thidua.engines.computing import PolarsEngine

    scheme, frame = _scheme(), _frame(columns)
    columns.clear()

    def run() -> object:
        engine = PolarsEngine(Path(os.environ["BENCH_FOLDER"]))
        result = score(scheme, narwhals.from_native(frame.lazy()), engine, DAY)
        assert result.by_reference == 0
        return result.frame.to_native().collect()

    return run


def ours_in_files(columns: Columns) -> Callable[[], object]:
    """Score with ``scoring.bulk`` on Polars from a file of facts to a file of results."""
    from scoring.bulk import score
    from thidua.engines.computing import PolarsEngine

    scheme, folder = _scheme(), Path(os.environ["BENCH_FOLDER"])

    def run() -> object:
        engine = PolarsEngine(folder)
        result = score(scheme, engine.read(folder / FACTS), engine, DAY)
        engine.write(result.frame, folder / "results.parquet")
        assert result.by_reference == 0
        return result.rows

    return run


def _frame(columns: Columns) -> Any:
    import polars

    return polars.DataFrame(columns).select(
        polars.int_range(polars.len()).cast(polars.String).alias("candidate"),
        polars.format("cum-{}", "cluster").alias("cluster"),
        *(polars.col(f"f{i}").alias(f"fact_{i}") for i in range(CRITERIA)),
    )


def write_facts(size: int, folder: str) -> None:
    """Write the table of facts as a file."""
    _frame(facts(size)).write_parquet(Path(folder, FACTS))


def _scheme() -> Any:
    from scoring import Source, load_scheme

    return load_scheme(Source("bench", scheme_text()), _no_plan)


def _no_plan(plan: str, _version: object) -> Any:
    raise KeyError(plan)


def floor(columns: Columns) -> Callable[[], object]:
    """Do the same by hand in numpy on int64: the least that any program must do."""
    import numpy

    def run() -> object:
        size = len(columns["cluster"])
        total = numpy.zeros(size, numpy.int64)
        points = []
        for i, target in enumerate(targets()):
            given = numpy.clip(columns[f"f{i}"], 0, target)
            points.append((given * (2 * POINTS * 100) + target) // (2 * target))
            total += points[-1]
        order = numpy.lexsort((-total, columns["cluster"]))
        cluster, best = columns["cluster"][order], total[order]
        starts = numpy.r_[True, cluster[1:] != cluster[:-1]]
        changes = starts | numpy.r_[True, best[1:] != best[:-1]]
        place = numpy.arange(size)
        first = numpy.maximum.accumulate(numpy.where(starts, place, 0))
        rank = numpy.empty(size, numpy.int64)
        rank[order] = numpy.maximum.accumulate(numpy.where(changes, place, 0)) - first + 1
        return points, total, rank

    return run


def pandas(columns: Columns) -> Callable[[], object]:
    """Do the same in pandas, on the same table: clusters are named, as they are in ours."""
    import pandas as pd

    frame = pd.DataFrame(columns)
    frame["cluster"] = "cum-" + frame["cluster"].astype("str")

    def run() -> object:
        points = pd.DataFrame(
            {
                f"c{i}": (frame[f"f{i}"].clip(0, target) * (2 * POINTS * 100) + target) // (2 * target)
                for i, target in enumerate(targets())
            }
        )
        total = points.sum(axis=1)
        return points, total, total.groupby(frame["cluster"]).rank(method="min", ascending=False)

    return run


def _groups(columns: Columns) -> tuple[Any, list[Any]]:
    """Give the criteria as one matrix, and the rows of each cluster."""
    import numpy

    matrix = numpy.column_stack([columns[f"f{i}"] for i in range(CRITERIA)]).astype(float)
    order = numpy.argsort(columns["cluster"], kind="stable")
    edges = numpy.flatnonzero(numpy.diff(columns["cluster"][order])) + 1
    return matrix, numpy.split(order, edges)


def pymcdm(columns: Columns) -> Callable[[], object]:
    """Give weighted sums, and ranks inside each cluster, with pymcdm."""
    import numpy
    from pymcdm.helpers import rankdata
    from pymcdm.methods import WSM

    weights, types = numpy.full(CRITERIA, 1 / CRITERIA), numpy.ones(CRITERIA)

    def run() -> object:
        matrix, groups = _groups(columns)
        return [rankdata(WSM()(matrix[rows], weights, types), reverse=True) for rows in groups]

    return run


def pymcdm_at_once(columns: Columns) -> Callable[[], object]:
    """Give weighted sums and one ranking of all, which is less than is asked for."""
    import numpy
    from pymcdm.helpers import rankdata
    from pymcdm.methods import WSM

    matrix = _groups(columns)[0]
    weights, types = numpy.full(CRITERIA, 1 / CRITERIA), numpy.ones(CRITERIA)
    return lambda: rankdata(WSM()(matrix, weights, types), reverse=True)


def scikit_criteria(columns: Columns) -> Callable[[], object]:
    """Give weighted sums, and ranks inside each cluster, with scikit-criteria."""

    def run() -> object:
        matrix, groups = _groups(columns)
        return [_weighted_sum(matrix[rows]) for rows in groups]

    return run


def scikit_criteria_at_once(columns: Columns) -> Callable[[], object]:
    """Give weighted sums and one ranking of all, which is less than is asked for."""
    matrix = _groups(columns)[0]
    return lambda: _weighted_sum(matrix)


def _weighted_sum(matrix: Any) -> object:
    from skcriteria import mkdm
    from skcriteria.agg.simple import WeightedSumModel

    decision = mkdm(matrix, [max] * CRITERIA, weights=[1 / CRITERIA] * CRITERIA)
    return WeightedSumModel().evaluate(decision)


MAKERS: dict[str, Callable[[Columns], Callable[[], object]]] = {
    "thidua": ours,
    IN_FILES: ours_in_files,
    "numpy int64": floor,
    "pandas": pandas,
    "pymcdm": pymcdm,
    "pymcdm, all at once": pymcdm_at_once,
    "scikit-criteria": scikit_criteria,
    "scikit-criteria, all at once": scikit_criteria_at_once,
}


def measure(maker: str, size: int) -> dict[str, float]:
    """Give the seconds of the best of some runs, and the greatest memory of the process in MiB."""
    job = MAKERS[maker]({} if maker == IN_FILES else facts(size))
    ready = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent = []
    for _ in range(max(1, min(5, 2_000_000 // size))):
        start = time.perf_counter()
        job()
        spent.append(time.perf_counter() - start)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": min(spent), "mib": most / 1024, "ready": ready / 1024}


def measured(maker: str, size: int) -> dict[str, float] | None:
    """Measure in a process of its own; None when it fails, as when memory is short."""
    with tempfile.TemporaryDirectory() as folder:
        if maker == IN_FILES:
            subprocess.run([sys.executable, "-c", _WRITE, str(size), folder], check=True)
        env = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"} | {"BENCH_FOLDER": folder}
        command = [sys.executable, "-m", "benchmarks.scoring", maker, str(size)]
        answer = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    if "ModuleNotFoundError" in answer.stderr:
        sys.exit(answer.stderr.splitlines()[-1] + ": make setup-bench")
    return json.loads(answer.stdout) if answer.returncode == 0 else None


def table(sizes: tuple[int, ...] = SIZES, rounds: int = ROUNDS) -> list[str]:
    """Give the rows of the table, the makers measured in turns."""
    rows = []
    times: dict[int, float] = {}
    for size in sizes:
        taken: dict[str, list[dict[str, float]]] = {maker: [] for maker in MAKERS}
        for _ in range(rounds if size < SIZES[-1] else 1):
            for maker in MAKERS:
                if size <= MOST.get(maker, size):
                    found = measured(maker, size)
                    taken[maker] += [found] if found else []
        seconds = {m: statistics.median(f["seconds"] for f in found) for m, found in taken.items() if found}
        times[size] = seconds["thidua"]
        for maker, found in taken.items():
            if found:
                mib = max(each["mib"] for each in found)
                ratio = seconds[maker] / seconds["thidua"]
                rows.append(f"| {size:,} | {maker} | {seconds[maker]:.3f} s | {ratio:.2f} | {mib:,.0f} |")
    rows.append(f"growth exponent of thidua, 10^5 to the largest: {growth(times):.3f}")
    return rows


def growth(times: dict[int, float]) -> float:
    """Give the slope of log time over log size, from the second size on: the first is mostly start."""
    points = [(math.log(size), math.log(spent)) for size, spent in times.items() if size > SIZES[0]]
    mean_x, mean_y = (statistics.fmean(values) for values in zip(*points, strict=True))
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _y in points)


def print_table() -> None:
    """Print a row for every maker and size, and how the time grows."""
    print("| candidates | maker | time | thidua = 1 | MiB |")
    print("|---|---|---|---|---|")
    for row in table():
        print(row, flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
    else:
        print_table()
