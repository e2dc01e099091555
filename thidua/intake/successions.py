"""Which units took over from which, as a table: a line for each part of an old unit that went elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from scoring.errors import Problem
from scoring.law.register import AwardRegister
from scoring.lineage import Succession
from thidua.intake.grid import read_grid
from thidua.intake.ledger_cells import CellReader
from thidua.intake.ledger_lines import Lines
from thidua.intake.ledger_sheets import LedgerColumn, LedgerSheet
from thidua.intake.refusal import IntakeError

SUCCESSIONS = LedgerSheet(
    "succession",
    "Kế thừa đơn vị",
    "Mỗi phần của đơn vị cũ nhập vào đơn vị mới một dòng",
    (
        LedgerColumn("old", "Đơn vị cũ", "text", True),
        LedgerColumn("new", "Đơn vị mới", "text", True),
        LedgerColumn("share", "Phần kế thừa", "share", True),
        LedgerColumn("on", "Từ ngày", "day", True),
    ),
)


@dataclass(frozen=True)
class SuccessionReading:
    """The successions of a table in the order of its lines, and every problem of it."""

    successions: list[Succession] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_successions(path: Path, register: AwardRegister) -> SuccessionReading:
    """
    Read a table of successions.

    Args:
        path: .csv, .xlsx or .parquet with the columns of ``SUCCESSIONS``, by their Vietnamese or machine
            names; a share is 1 or a fraction such as 2/3.
        register: Names of awards, which every ledger sheet is read with.

    Returns:
        Successions and problems; nothing is raised for a bad file.
    """
    try:
        grid = read_grid(path)
    except IntakeError as error:
        return SuccessionReading(problems=[error.problem])
    lines = Lines(grid, SUCCESSIONS, CellReader(register, {}, grid.date1904))
    reading = SuccessionReading(problems=lines.problems)
    for said in lines:
        reading.problems.extend(said.problems)
        if not said.problems:
            reading.successions.append(Succession(**said.values, source=lines.at(said.number)))
    return reading
