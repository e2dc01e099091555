"""A workbook as plain rows of cells: what is stored, in which type, how it is shown, and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Literal

Kind = Literal["number", "text", "bool", "error", "date"]

_UNSHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_DATE_SIGN = re.compile(r"[dmyhs]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One cell that holds something.

    Attributes:
        row, column: Counted from 1.
        kind: Type of the stored value.
        text: The stored value as it stands in the file; empty for a formula that was never calculated.
        formula: ``=`` and the formula; empty for plain values.
        format: Number format code, empty for General.
    """

    row: int
    column: int
    kind: Kind
    text: str
    formula: str = ""
    format: str = ""

    @property
    def ref(self) -> str:
        """Give the address, e.g. ``D12``."""
        return f"{column_name(self.column)}{self.row}"

    @property
    def is_percent(self) -> bool:
        """Tell whether the format shows the number as a percentage."""
        return "%" in self.format and "%" in _UNSHOWN.sub("", self.format)

    @property
    def is_date(self) -> bool:
        """Tell whether the cell is a date or a time, by type or by format."""
        if self.kind == "date" or not self.format:
            return self.kind == "date"
        shown = _UNSHOWN.sub("", self.format).replace("General", "")
        return self.kind == "number" and _DATE_SIGN.search(shown) is not None


@dataclass(frozen=True)
class Area:
    """A rectangle of cells; rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def ref(self) -> str:
        """Give the address, e.g. ``C2:C4``."""
        return f"{column_name(self.left)}{self.top}:{column_name(self.right)}{self.bottom}"


@dataclass(frozen=True)
class Sheet:
    """
    One sheet.

    Attributes:
        state: ``visible``, ``hidden`` or ``veryHidden``.
        cells: In the order of rows, then columns.
        hidden_rows, hidden_columns: Numbers of those not shown.
    """

    name: str
    state: str
    cells: tuple[Cell, ...]
    merged: tuple[Area, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()

    @property
    def is_hidden(self) -> bool:
        """Tell whether a reader does not see the sheet."""
        return self.state != "visible"

    @cached_property
    def _at(self) -> dict[tuple[int, int], Cell]:
        return {(cell.row, cell.column): cell for cell in self.cells}

    def at(self, row: int, column: int) -> Cell | None:
        """Give the cell there, or None when it holds nothing."""
        return self._at.get((row, column))


@dataclass(frozen=True)
class Workbook:
    """All sheets in their order; ``date1904`` tells from which day dates are counted."""

    sheets: tuple[Sheet, ...] = field(default=())
    date1904: bool = False

    def sheet(self, name: str) -> Sheet | None:
        """Give the sheet of that name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def column_name(number: int) -> str:
    """Give the letters of a column: 1 is ``A``, 28 is ``AB``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def to_json(book: Workbook) -> dict[str, Any]:
    """Give the workbook as plain lists and mappings, the form in which it leaves the child process."""
    sheets = [
        {
            "name": sheet.name,
            "state": sheet.state,
            "cells": [[c.row, c.column, c.kind, c.text, c.formula, c.format] for c in sheet.cells],
            "merged": [list(asdict(area).values()) for area in sheet.merged],
            "hidden": [list(sheet.hidden_rows), list(sheet.hidden_columns)],
        }
        for sheet in book.sheets
    ]
    return {"sheets": sheets, "date1904": book.date1904}


def from_json(content: Mapping[str, Any]) -> Workbook:
    """Give back what ``to_json`` was handed."""
    sheets = (
        Sheet(
            sheet["name"],
            sheet["state"],
            tuple(Cell(*cell) for cell in sheet["cells"]),
            tuple(Area(*area) for area in sheet["merged"]),
            *(tuple(numbers) for numbers in sheet["hidden"]),
        )
        for sheet in content["sheets"]
    )
    return Workbook(tuple(sheets), content["date1904"])
