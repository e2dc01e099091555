"""The lines of a table with known columns: the value of each cell, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from scoring.errors import Problem, _
from thidua.intake.columns import find_columns
from thidua.intake.grid import Grid, Line
from thidua.intake.ledger_cells import CellReader
from thidua.intake.ledger_sheets import LedgerColumn, LedgerSheet
from thidua.intake.refusal import IntakeError, refuse, within
from thidua.intake.text import key


class Said(NamedTuple):
    """What a line says: its number, its values by column, and what is wrong; None for empty cells."""

    number: int
    values: dict[str, Any]
    problems: list[Problem]


class Lines:
    """
    A table that is read line by line.

    Attributes:
        problems: What is wrong with the table as a whole; with a wrong header no line can be trusted.
    """

    def __init__(self, grid: Grid, sheet: LedgerSheet, cells: CellReader) -> None:
        self._grid, self._sheet, self._cells = grid, sheet, cells
        self._places, header = find_places(grid, sheet)
        self.problems = [*grid.problems, *header]
        self._is_readable = not header

    def __iter__(self) -> Iterator[Said]:
        """Give what each line says."""
        if self._is_readable:
            yield from map(self._said, self._grid.lines)

    def at(self, number: int, column: str = "") -> str:
        """Give the place of a cell, or of the line when its column is not there."""
        return self._grid.place(number, self._places.get(column, 0 if not column else None))

    def _said(self, line: Line) -> Said:
        said = Said(line.number, {}, [])
        for column in self._sheet.columns:
            at = self._places.get(column.field)
            try:
                said.values[column.field] = self._cells.read(None if at is None else line.cells[at], column)
            except IntakeError as error:
                said.problems.append(within(self._grid.place(line.number, at), error.problem))
        return said


def find_places(grid: Grid, sheet: LedgerSheet) -> tuple[dict[str, int], list[Problem]]:
    """Give each column's place by its name for machines; the header may use either name."""
    fields = {key(column.title): column.field for column in sheet.columns}
    written = tuple(fields.get(key(name), name) for name in grid.header)
    required = [column.field for column in sheet.columns if column.required]
    allowed = [*(column.field for column in sheet.columns), *fields]
    renamed = Grid(grid.file, b"", written, grid.lines, (), grid.sheet, grid.header_line)
    return find_columns(renamed, allowed, required)


def sheet_for(grid: Grid, sheets: Sequence[LedgerSheet], kind: str = "") -> LedgerSheet:
    """
    Give the sheet that a table is.

    Args:
        grid: The table.
        sheets: Those it may be.
        kind: Kind of entry it is said to hold; empty to tell by its columns.

    Raises:
        IntakeError: ``E_HEADER`` when its columns fit none of them, or several.
    """
    if kind:
        return next(sheet for sheet in sheets if sheet.kind == kind)
    written = {key(name) for name in grid.header if name}
    fitting = [sheet for sheet in sheets if _fits(sheet.columns, written)]
    if len(fitting) == 1:
        return fitting[0]
    message = _("The columns do not tell what the table holds. Say it with --kind, one of: {kinds}.")
    raise refuse("E_HEADER", message, kinds=", ".join(sheet.kind for sheet in sheets))


def _fits(columns: Sequence[LedgerColumn], written: set[str]) -> bool:
    names = {column.field: {key(column.field), key(column.title)} for column in columns}
    needed = [names[column.field] for column in columns if column.required]
    return written <= set().union(*names.values()) and all(each & written for each in needed)
