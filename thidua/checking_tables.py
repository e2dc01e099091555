"""What is wrong with a ledger's workbook or table, read without a record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scoring.errors import Problem
from thidua.intake.honours import Known, read_history
from thidua.lists import ledger_lists
from thidua.pasts import Anybody

# Without a record nobody knows which older honours stand in it.
_IN_RECORD = "E_HISTORY_BASIS"


def check_table(path: Path, kind: str = "") -> tuple[int, list[Problem]]:
    """
    Check a ledger file as ``thidua history load`` would, but without a record: every id stands for itself.

    Args:
        path: A ledger workbook, or one of its sheets as .csv or .parquet.
        kind: Kind of entry such a table holds; empty to tell by its columns.

    Returns:
        How many entries it has, and every problem; what only a record can tell is a warning.
    """
    reading = read_history(path, Known(ledger_lists(), Anybody(), lambda _candidate: ()), kind=kind)
    problems = [
        replace(problem, warning=True) if problem.code == _IN_RECORD else problem
        for problem in reading.problems
    ]
    return len(reading.entries), problems
