"""A list of those honoured, as a table: what bonus money is reckoned from without a record."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scoring.errors import Problem
from scoring.law.history import CommendationKind
from scoring.law.money import Grant
from scoring.law.register import AwardRegister
from thidua.intake.child import WorkbookReader
from thidua.intake.grid import read_grid
from thidua.intake.ledger_cells import CellReader
from thidua.intake.ledger_choices import KINDS, SUBJECTS
from thidua.intake.ledger_items import contradictions
from thidua.intake.ledger_lines import Lines
from thidua.intake.ledger_sheets import LedgerColumn, LedgerSheet
from thidua.intake.refusal import IntakeError, within

GRANTS = LedgerSheet(
    "grant",
    "Danh sách khen thưởng",
    "Mỗi danh hiệu, hình thức của một đối tượng một dòng",
    (
        LedgerColumn("candidate", "Mã đối tượng", "text", True),
        LedgerColumn("name", "Họ tên hoặc tên đơn vị", "text", True),
        LedgerColumn("subject", "Đối tượng", "choice", True, words=SUBJECTS),
        LedgerColumn("award", "Danh hiệu, hình thức", "award", True),
        LedgerColumn("kind", "Loại hình", "choice", words=KINDS),
        LedgerColumn("first_year", "Từ năm", "year"),
        LedgerColumn("last_year", "Đến năm", "year", True),
        LedgerColumn("decision", "Số quyết định", "text", True),
        LedgerColumn("on", "Ngày quyết định", "day", True),
        LedgerColumn("authority", "Người quyết định", "text"),
        LedgerColumn("proposer", "Cơ quan đề nghị", "text"),
    ),
)


@dataclass(frozen=True)
class GrantReading:
    """The honours of a list, in the order of its lines, and every problem of it."""

    grants: list[Grant] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_accepted(self) -> bool:
        """Tell whether there is nothing worse than warnings."""
        return all(problem.warning for problem in self.problems)


def read_grants(path: Path, register: AwardRegister, reader: WorkbookReader | None = None) -> GrantReading:
    """
    Read a list of those honoured.

    Args:
        path: .xlsx, .csv or .parquet with the columns of ``GRANTS``, by their Vietnamese or machine names.
        register: Names of awards.
        reader: A reader to share between files.

    Returns:
        Honours and problems; nothing is raised for a bad file.
    """
    try:
        grid = read_grid(path, reader)
    except IntakeError as error:
        return GrantReading(problems=[error.problem])
    lines = Lines(grid, GRANTS, CellReader(register, {}, grid.date1904))
    reading = GrantReading(problems=lines.problems)
    for said in lines:
        found = said.problems
        if not found:
            values = {"revoked_on": None, "revoked_why": None, "note": "-", **said.values}
            found = [
                within(lines.at(said.number, column), problem)
                for column, problem in contradictions("honour", values)
            ]
        reading.problems.extend(found)
        if not found:
            reading.grants.append(_grant(said.values, lines.at(said.number)))
    return reading


def _grant(said: dict[str, Any], place: str) -> Grant:
    return Grant(
        said["candidate"],
        said["name"],
        said["subject"],
        said["award"],
        said["first_year"] or said["last_year"],
        said["last_year"],
        said["decision"],
        said["on"],
        CommendationKind(said["kind"] or CommendationKind.MERIT),
        said["authority"] or "",
        said["proposer"] or "",
        place,
    )
