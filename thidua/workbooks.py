"""Results as a workbook for people: a sheet for each scheme, words instead of codes, and what is open."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

import xlsxwriter

from scoring.errors import Problem, _
from scoring.facts import State
from scoring.numbers import rounded
from scoring.scheme.model import Scheme
from scoring.scheme.order import walk
from thidua import words
from thidua.decisions import name_of, options_of, question_of
from thidua.exports import PLACES, POINTS, SELECT, ExportError, Row, Sheet, Value, columns_of, rows, written
from thidua.i18n import _ as translate

MOST_ROWS = 1_048_575
_LONGEST_NAME = 31
_MADE = datetime(2000, 1, 1)  # the same results give the same bytes
_LABELS = {
    "period": _("Period"),
    "scheme": _("Scheme"),
    "cluster": _("Cluster"),
    "rank": _("Rank"),
    "candidate": _("Id"),
    "name": _("Name"),
    "state": _("State"),
    "total": _("Total"),
    "base": _("Base"),
    "bonus": _("Bonus"),
    "penalty": _("Penalty"),
    "adjustment": _("Adjustment"),
    "class": _("Class"),
    "waiting_for": _("Waiting for"),
    "gates": _("Conditions not met"),
}
_WIDTHS = {"name": 38, "scheme": 26, "candidate": 16}
_QUESTIONS = (_("Question"), _("Asked"), _("Options"), _("Who decides"), _("Decided"))


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """
    Give the bytes of a workbook with the results.

    Raises:
        ExportError: There are more rows than a sheet can hold.
    """
    groups: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        groups.setdefault(sheet.scheme.key, []).append(sheet)
    book = Book()
    for group in groups.values():
        book.table(group[0].scheme, columns_of(group), list(rows(group)))
    book.questions([line for sheet in sheets for line in _questions(sheet)])
    return book.content()


class Book:
    """A workbook that is being written, sheet by sheet."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._out, options)
        self._book.set_properties({"created": _MADE})
        head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E9E2CF", "border": 1}
        self._head = self._book.add_format(head)
        self._number = self._book.add_format({"num_format": "#,##0.00####"})
        self._names: set[str] = set()

    def table(self, scheme: Scheme, names: Sequence[str], lines: Sequence[Row]) -> None:
        """Write a sheet of points; raises ExportError when it cannot hold all rows."""
        check_rows(len(lines))
        sheet = self._book.add_worksheet(self._free_name(scheme))
        titles = _titles(scheme)
        sheet.write_row(0, 0, [titles[name] for name in names], self._head)
        for i, line in enumerate(lines, 1):
            for j, name in enumerate(names):
                self._cell(sheet, i, j, name, line.get(name))
        sheet.freeze_panes(1, names.index("name") + 1)
        sheet.autofilter(0, 0, len(lines), len(names) - 1)
        for j, name in enumerate(names):
            sheet.set_column(j, j, _WIDTHS.get(name, 13))

    def questions(self, lines: Sequence[Sequence[str]]) -> None:
        """Write the questions that people decide; no sheet when there are none."""
        if not lines:
            return
        sheet = self._book.add_worksheet(translate(_("Questions")))
        sheet.write_row(0, 0, [translate(title) for title in _QUESTIONS], self._head)
        for i, line in enumerate(lines, 1):
            for j, text in enumerate(line):
                sheet.write_string(i, j, text)
        sheet.set_column(0, len(_QUESTIONS) - 1, 30)

    def content(self) -> bytes:
        """Close the workbook and give its bytes."""
        self._book.close()
        return self._out.getvalue()

    def _cell(self, sheet: Any, row: int, column: int, name: str, value: Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(row, column, _worded(name, value))
        elif (number := _kept(value)) is None:
            sheet.write_string(row, column, written(value))
        else:
            sheet.write_number(row, column, number, None if name == "rank" else self._number)

    def _free_name(self, scheme: Scheme) -> str:
        wanted = [scheme.scheme[:_LONGEST_NAME], f"{scheme.scheme[:20]} {scheme.version}"]
        wanted += [f"{scheme.scheme[:24]} ({i})" for i in range(2, len(self._names) + 3)]
        name = next(name for name in wanted if name not in self._names)
        self._names.add(name)
        return name


def check_rows(found: int) -> None:
    """Raise ExportError when a sheet cannot hold so many rows."""
    if found > MOST_ROWS:
        message = _("a sheet holds {most} rows; there are {found}. Write .csv or .parquet instead.")
        raise ExportError([Problem("E_ROWS", message, {"most": MOST_ROWS, "found": found})])


def _kept(value: int | Fraction) -> float | None:
    """Give the number that a spreadsheet keeps; None when its sixteen digits are too few for it."""
    exact = rounded(Fraction(value), PLACES)
    number = float(exact)
    return number if Fraction(f"{number:.16G}") == exact else None


def _titles(scheme: Scheme) -> Mapping[str, str]:
    titles = {name: translate(label) for name, label in _LABELS.items()}
    titles |= {f"{POINTS}{node.id}": node.title for node in walk(scheme.children)}
    return titles | {f"{SELECT}{select.id}": select.title for select in scheme.select}


def _worded(name: str, value: str) -> str:
    return words.word(value) if isinstance(value, State) or name.startswith(SELECT) else value


def _questions(sheet: Sheet) -> Iterable[tuple[str, ...]]:
    for slot in sheet.standings.slots:
        chosen = "; ".join(slot.labels.get(each, each) for each in slot.filled.choice) if slot.filled else ""
        yield name_of(slot, sheet.period), question_of(slot), options_of(slot), slot.who, chosen
