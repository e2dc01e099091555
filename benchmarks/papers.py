"""
The same certificate by every maker: ours in its ways, naive WeasyPrint, Typst, ReportLab, fpdf2.

Each measurement runs in a process of its own, so that neither memory nor caches pass from one to the next:
``python -m benchmarks.papers MAKER COUNT`` prints what it took. Start-up of Python and imports are left out
on all sides; reading faces, templates and frames is not.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.peers import PEERS
from scoring import Candidate, Card, Line, Source, Standing, Standings, State, load_scheme
from thidua.dossier.certificates import Orders, write_certificates, write_print_file
from thidua.dossier.forms import shipped_form
from thidua.dossier.press.orders import Manner
from thidua.dossier.seal import Signer
from thidua.dossier.setting import layout
from thidua.library import shipped
from thidua.review import Paper, ReviewResult, RunRecord, Scored
from thidua.rules import read_review, shelf

# Files in memory where the machine has that: the disk's moods are nobody's merit.
_MEMORY = Path("/dev/shm")
# Naive WeasyPrint takes the same time for each, so a few will do; two processes need time to start.
COUNTS = {
    "WeasyPrint, naive": 50,
    "careful": 1000,
    "careful, 2 processes": 1000,
    "quick": 1000,
    "quick, one file": 1000,
    "quick, many": 10_000,
    "quick, many, 2 processes": 10_000,
    "Typst, file each": 300,
    "Typst, one file": 1000,
    "ReportLab, file each": 500,
    "ReportLab, one file": 1000,
    "fpdf2, file each": 100,
    "fpdf2, one file": 1000,
}
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Đặng")
_MIDDLES = ("Thị", "Văn", "Thị Ngọc", "Hữu", "Quốc")
_GIVEN = ("Phượng", "Ngoãn", "Tuyết", "Dũng", "Đức", "Thảo", "Hiệp")
_POSTS = (
    "Chuyên viên Phòng Thử nghiệm, Sở Giả định",
    "Phó Trưởng phòng Chuyển đổi số, Văn phòng Thử nghiệm",
    "Công chức Văn phòng - Thống kê, Ủy ban nhân dân xã Giả định, huyện Thử nghiệm, trực Bộ phận Một cửa",
)


def main(maker: str, count: int) -> None:
    """Make certificates and print the figures as JSON."""
    result = winners(count)
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        job = _jobs(result, Path(folder))[maker]
        for _ in job:  # the first step is the imports
            break
        cpu, wall = _cpu(), time.perf_counter()
        for _ in job:
            pass
        cpu, wall = _cpu() - cpu, time.perf_counter() - wall
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.pdf"))
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    figures = {"maker": maker, "count": count, "cpu": cpu, "wall": wall, "bytes": size // count}
    print(json.dumps(figures | {"mib": max(own.ru_maxrss, children.ru_maxrss) // 1024}))


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _jobs(result: ReviewResult, folder: Path) -> dict[str, Iterator[None]]:
    manner = Manner(layout(shipped_form()), Signer("bench", b"\x01" * 32), workers=1)
    careful, two = replace(manner, careful=True), replace(manner, workers=2)
    ours: dict[str, Callable[[], object]] = {
        "quick": lambda: write_certificates(result, folder, manner=manner),
        "quick, many": lambda: write_certificates(result, folder, manner=manner),
        "quick, many, 2 processes": lambda: write_certificates(result, folder, manner=two),
        "careful, 2 processes": lambda: write_certificates(
            result, folder, manner=replace(careful, workers=2)
        ),
        "careful": lambda: write_certificates(result, folder, manner=careful),
        "quick, one file": lambda: write_print_file(result, folder / "all.pdf", manner=manner),
    }
    asked = Orders(result)
    return {name: _ours(job) for name, job in ours.items()} | {
        name: peer(asked, manner, folder) for name, peer in PEERS.items()
    }


def _ours(job: Callable[[], object]) -> Iterator[None]:
    import cbor2  # noqa: F401
    import pikepdf  # noqa: F401
    import uharfbuzz  # noqa: F401
    import weasyprint  # noqa: F401
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: F401
    from fontTools import ttLib  # noqa: F401

    yield
    job()


def measure(maker: str, count: int) -> dict[str, float]:
    """Measure one maker in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.papers", maker, str(count)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(answer.stdout)
    return figures


def table(counts: Mapping[str, int], rounds: int = 3) -> Iterator[str]:
    """
    Measure all makers in turns.

    Args:
        counts: Certificates by maker; slow ones may do fewer.
        rounds: The middle one of these is told.
    """
    found: dict[str, list[dict[str, float]]] = {maker: [] for maker in counts}
    for maker, count in [*counts.items()] * rounds:
        found[maker].append(measure(maker, count))
        print(f"{maker}: {found[maker][-1]['wall']:.1f} s", file=sys.stderr, flush=True)
    middle = {
        maker: sorted(rows, key=lambda row: row[_counted(maker)])[rounds // 2]
        for maker, rows in found.items()
    }
    naive = middle["WeasyPrint, naive"]
    for maker, row in middle.items():
        each = row[_counted(maker)] / row["count"]
        faster = naive["cpu"] / naive["count"] / each
        core = "" if "2 processes" in maker else f"{1 / each:.0f}"
        yield (
            f"| {maker} | {row['count']:,.0f} | {core} | {row['count'] / row['wall']:.0f} "
            f"| {faster:.1f} | {row['mib']:.0f} | {row['bytes'] / 1000:.1f} |"
        )


def _middle(maker: str, rows: list[dict[str, float]]) -> dict[str, float]:
    return sorted(rows, key=lambda row: row[_counted(maker)])[len(rows) // 2]


def _counted(maker: str) -> str:
    # What processes of a fork server take is not told to the one that asked for them.
    return "wall" if "2 processes" in maker else "cpu"


def winners(count: int) -> ReviewResult:
    """Give a result in which so many made-up people are selected."""
    review = read_review(shipped("examples") / "kien-giang-2023" / "review.yaml")
    decided = review.model_copy(update={"decision": Paper(number="000/QĐ-THU", issued=date(2026, 2, 6))})
    path = shipped("criteria") / "vi-du-kg-huyen" / "2023-12-01.yaml"
    scheme = load_scheme(Source(path.name, path.read_text(encoding="utf-8")), shelf().find)
    rows = tuple(winner(scheme.key, number) for number in range(count))
    zero = "0" * 64
    run = RunRecord(1, scheme.key, zero, zero, zero, review.as_of, "bench", "2023-12-31T00:00:00Z")
    return ReviewResult(
        decided, (Scored(scheme, Standings(scheme.key, "2023-12-31", rows), run),), (), 1, "0" * 64
    )


def winner(scheme: str, number: int) -> Standing:
    """Give one made-up person who is selected; names and posts of all lengths take turns."""
    name = f"{_pick(_SURNAMES, number)} {_pick(_MIDDLES, number // 6)} {_pick(_GIVEN, number // 30)}"
    candidate = Candidate(
        f"nguoi-{number:06}", name, "individual", "huyen", "cum", title="Bà", post=_pick(_POSTS, number)
    )
    card = Card(candidate, scheme, State.VALUE, Line(scheme, "", State.VALUE))
    return Standing(card, 1, {"bang_khen": "selected"}, {"bang_khen": "within_places"})


def _pick(words: Sequence[str], number: int) -> str:
    return words[number % len(words)]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
