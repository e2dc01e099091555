"""
Speed beside a peer in the same run, as ratios: ``make bench``.

Each figure is the median of several rounds that take turns, so that a noisy machine touches both alike.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 9
BARE = """
import click
@click.group()
def main(): 'A bare program.'
@main.command()
def one(): 'Do one thing.'
main()
"""


def seconds(job: Callable[[], object]) -> float:
    """Give the wall time of one call."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def beside(
    ours: Callable[[], object], peer: Callable[[], object], rounds: int = ROUNDS
) -> tuple[float, float]:
    """Give the medians of ours and the peer's, measured in turns."""
    pairs = [(seconds(ours), seconds(peer)) for _ in range(rounds)]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def start_up() -> None:
    """Compare the help screen with a bare Click program's."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        help_screen = [sys.executable, "-m", "thidua.commands", "--help"]
        ours, peer = beside(lambda: run(help_screen), lambda: run([sys.executable, str(bare), "--help"]))
        rich = [sys.executable, "-c", "import click, rich.console, rich.table"]
        with_rich, bare_again = beside(lambda: run(rich), lambda: run([sys.executable, str(bare), "--help"]))
    report("thidua --help / bare Click --help", ours, peer)
    report("importing Click and rich / bare Click --help", with_rich, bare_again)


def run(command: list[str]) -> None:
    """Run a command to its end."""
    subprocess.run(command, check=True, capture_output=True)


def report(what: str, ours: float, peer: float) -> None:
    """Print one line of the table."""
    print(f"{what}: {ours:.3f} s / {peer:.3f} s = {ours / peer:.2f}")


def audits() -> None:
    """Compare the audit of 100,000 events with the second verifier's."""
    from benchmarks.audit import EVENTS, compare  # slow import

    report(f"audit of {EVENTS:,} events / second verifier", *compare(EVENTS))


def certificates() -> None:
    """Print a row for every maker of the same certificate."""
    from benchmarks.papers import COUNTS, table  # slow import

    print("| maker | certificates | a second of one core | a second | naive = 1 | MiB | kB each |")
    print("|---|---|---|---|---|---|---|")
    for row in table(COUNTS):
        print(row, flush=True)


def signatures() -> None:
    """Print a row for every kind of paper that is signed."""
    from benchmarks.signing import table  # slow import

    table()


def large_tables() -> None:
    """Print a row for every maker of the same points and ranks."""
    from benchmarks.scoring import print_table  # slow import

    print_table()


def law() -> None:
    """Print how long judging a province's people for every award takes."""
    from benchmarks.law import measure  # slow import

    measure()


def dossiers() -> None:
    """Print a row for each dossier of thousands of rows, beside one document of WeasyPrint."""
    from benchmarks.dossier import print_table  # slow import

    print_table()


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, {platform.machine()}, {ROUNDS} rounds in turns")
    start_up()
    law()
    audits()
    certificates()
    signatures()
    dossiers()
    large_tables()
