"""A list of dossiers, as a table: who is proposed for what, and when the dossier came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from scoring.errors import Problem
from scoring.law.register import AwardRegister
from thidua.intake.child import WorkbookReader
from thidua.intake.grid import read_grid
from thidua.intake.ledger_cells import CellReader
from thidua.intake.ledger_lines import Lines
from thidua.intake.ledger_sheets import LedgerColumn, LedgerSheet
from thidua.intake.refusal import IntakeError

DOSSIERS = LedgerSheet(
    "dossier",
    "Danh sách hồ sơ",
    "Mỗi hồ sơ đề nghị một dòng",
    (
        LedgerColumn("candidate", "Mã đối tượng", "candidate", True),
        LedgerColumn("name", "Họ tên hoặc tên đơn vị", "name"),
        LedgerColumn("award", "Danh hiệu, hình thức", "award", True),
        LedgerColumn("received", "Ngày nhận để thẩm định", "day"),
        LedgerColumn("year", "Năm xét", "year"),
        LedgerColumn("movement", "Mã phong trào", "text"),
    ),
)


@dataclass(frozen=True)
class Listed:
    """One line of the list; None or empty where the cell is empty."""

    candidate: str
    award: str
    received: date | None
    year: int | None
    movement: str
    place: str


@dataclass(frozen=True)
class DossierReading:
    """The dossiers of a list, in the order of its lines, and every problem of it."""

    dossiers: list[Listed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_dossiers(
    path: Path, register: AwardRegister, candidates: Mapping[str, str], reader: WorkbookReader | None = None
) -> DossierReading:
    """
    Read a list of dossiers.

    Args:
        path: .xlsx, .csv or .parquet with the columns of ``DOSSIERS``, by their Vietnamese or machine names.
        register: Names of awards.
        candidates: Names by id of everybody whose past is known.
        reader: A reader to share between files.

    Returns:
        Dossiers and problems; nothing is raised for a bad file.
    """
    try:
        grid = read_grid(path, reader)
    except IntakeError as error:
        return DossierReading(problems=[error.problem])
    lines = Lines(grid, DOSSIERS, CellReader(register, candidates, grid.date1904))
    reading = DossierReading(problems=lines.problems)
    for said in lines:
        reading.problems.extend(said.problems)
        if not said.problems:
            values = said.values
            reading.dossiers.append(
                Listed(
                    values["candidate"],
                    values["award"],
                    values["received"],
                    values["year"],
                    values["movement"] or "",
                    lines.at(said.number),
                )
            )
    return reading
