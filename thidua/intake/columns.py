"""Columns of a table file by their names, and the columns that say who a candidate is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import get_args

from scoring.errors import Problem, _
from scoring.scheme.model import Level, Subjects
from thidua.intake.grid import Grid
from thidua.intake.refusal import nearest, refuse, shown
from thidua.intake.text import clean, clean_name, key
from thidua.intake.workbook import Cell

ATTRIBUTES = ("name", "kind", "level", "cluster", "unit", "title", "post")
KINDS: tuple[str, ...] = get_args(get_args(Subjects.model_fields["kinds"].annotation)[0])
LEVELS: tuple[str, ...] = get_args(Level)
TITLES = ("Ông", "Bà")
_CLOSED = {"kind": KINDS, "level": LEVELS, "title": TITLES}


def find_columns(
    grid: Grid, allowed: Collection[str], required: Sequence[str]
) -> tuple[dict[str, int], list[Problem]]:
    """
    Find the columns of a table by name; spaces around a name and capitals make no difference.

    Args:
        grid: The table.
        allowed: Names in small letters.
        required: Those without which the table means nothing.

    Returns:
        Column by name, counted from 0, and a problem ``E_HEADER`` for each name that is unknown, missing,
        empty above values, or there twice.
    """
    found: dict[str, int] = {}
    problems: list[Problem] = []
    for column, written in enumerate(grid.header):
        name = key(written)
        if name in found:
            problems.append(_twice(grid, column, name, found[name]))
        elif name in allowed:
            found[name] = column
        elif name or any(line.cells[column] for line in grid.lines):
            problems.append(_unknown(grid, column, name, allowed))
    problems += [_lacking(grid, name) for name in required if name not in found]
    return found, problems


def read_id(cell: Cell | None, column: str) -> str:
    """
    Read an id.

    Raises:
        IntakeError: ``E_REQUIRED`` when empty, ``E_ID`` for a number cell, which may have lost zeros, or
            those of ``text.clean``.
    """
    if cell is None:
        raise refuse(
            "E_REQUIRED", _("The column “{column}” is empty on this line. Fill it in."), column=column
        )
    if cell.kind != "text" or cell.formula:
        raise refuse(
            "E_ID",
            _(
                "The column “{column}” holds {found}, which is not stored as text and may have lost zeros. "
                "Set the column's format to Text and type the id again."
            ),
            column=column,
            found=shown(cell.formula or cell.text),
        )
    return clean(cell.text, longest=100)


def read_attribute(name: str, cell: Cell | None) -> str:
    """
    Read one of the columns that say who a candidate is.

    Returns:
        Clean text; empty for an empty cell. A line break becomes a space, but not in a name.

    Raises:
        IntakeError: ``E_VALUE`` outside a closed list, or those of ``read_id`` and ``text.clean_name``.
    """
    if cell is None:
        return ""
    if name == "name":
        return clean_name(read_plain(cell, name))
    text = clean(read_plain(cell, name), lines=True, longest=300)
    allowed = _CLOSED.get(name, (text,))
    if text not in allowed:
        message = _("“{found}” is not allowed in column “{column}”. Use one of: {allowed}.")
        raise refuse("E_VALUE", message, found=shown(text), column=name, allowed=", ".join(allowed))
    return text


def read_plain(cell: Cell, column: str) -> str:
    """Give the text of a cell that must hold plain text; raises ``E_TEXT`` for anything else."""
    if cell.kind != "text" or cell.formula:
        message = _("The column “{column}” holds {found}, which is not text. Type it as text.")
        raise refuse("E_TEXT", message, column=column, found=shown(cell.formula or cell.text))
    return cell.text


def _twice(grid: Grid, column: int, name: str, first: int) -> Problem:
    message = _("The column “{name}” is there twice: as column {first} and column {second}. Delete one.")
    values = {"name": shown(name), "first": first + 1, "second": column + 1}
    return Problem("E_HEADER", message, values, grid.place(grid.header_line, column))


def _unknown(grid: Grid, column: int, name: str, allowed: Collection[str]) -> Problem:
    message = _("There is no column “{name}”. The nearest is: {nearest}. Rename or delete the column.")
    values = {"name": shown(name), "nearest": nearest(name, sorted(allowed))}
    return Problem("E_HEADER", message, values, grid.place(grid.header_line, column))


def _lacking(grid: Grid, name: str) -> Problem:
    message = _("The column “{name}” is missing. Add it to the first line.")
    return Problem("E_HEADER", message, {"name": name}, grid.place(grid.header_line))
