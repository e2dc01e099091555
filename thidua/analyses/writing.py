"""Answers as files: .csv, .xlsx, .json and .svg by the file's suffix."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.analysis import AnalysisError
from scoring.errors import Problem, _
from scoring.numbers import rounded
from thidua.analyses.charts import svg
from thidua.analyses.report import Column, Report, Row, Table, exact, heading, machine, shown
from thidua.dossier.files import replace_file
from thidua.exports import DANGEROUS, PLACES
from thidua.i18n import _ as translate

SUFFIXES = (".csv", ".xlsx", ".json", ".svg")
_MADE = datetime(2000, 1, 1)  # the same answer gives the same bytes
_WIDE = 34


def check_target(target: Path | None, suffixes: Sequence[str] = SUFFIXES) -> None:
    """Refuse a file whose suffix is not known, before anything is worked out; raises AnalysisError."""
    if target is not None and target.suffix.lower() not in suffixes:
        message = _("“{name}” must end in one of {suffixes}")
        values = {"name": target.name, "suffixes": ", ".join(suffixes)}
        raise AnalysisError([Problem("E_SUFFIX", message, values)])


def write_report(report: Report, target: Path) -> bool:
    """
    Write an answer.

    Args:
        report: The answer.
        target: ``.csv`` holds the first table, ``.xlsx`` and ``.json`` all of them with the sentences and
            notes, ``.svg`` the chart. It appears whole or not at all.

    Returns:
        False where there is nothing to draw, and no chart is written.

    Raises:
        AnalysisError: The suffix is not known.
    """
    check_target(target)
    writers = {".csv": _csv, ".xlsx": _xlsx, ".json": _json, ".svg": _svg}
    content = writers[target.suffix.lower()](report)
    if content is None:
        return False
    replace_file(target, content)
    return True


def data_of(report: Report) -> dict[str, Any]:
    """Give an answer as JSON data; numbers are whole or exact text, e.g. ``"89.5"`` or ``"200/3"``."""
    return {
        "analysis": report.analysis,
        "scheme": report.scheme,
        "as_of": report.as_of,
        "origin": report.origin,
        "sentences": list(report.sentences),
        "notes": list(report.notes),
        "tables": {table.key: [_exact_row(table, row) for row in table.rows] for table in report.tables},
    }


def _exact_row(table: Table, row: Row) -> dict[str, str | int | None]:
    return {column.key: exact(row.get(column.key)) for column in table.columns}


def _json(report: Report) -> bytes:
    return json.dumps(data_of(report), ensure_ascii=False, indent=1).encode() + b"\n"


def _svg(report: Report) -> bytes | None:
    return None if report.chart is None else svg(report.chart)


def _csv(report: Report) -> bytes:
    table = report.tables[0]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    writer.writerows([_disarmed(row.get(column.key)) for column in table.columns] for row in table.rows)
    return out.getvalue().encode()


def _disarmed(value: Any) -> str:
    """Write a value so that no spreadsheet takes it for a formula."""
    text = machine(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(DANGEROUS) else text


def _xlsx(report: Report) -> bytes:
    import xlsxwriter  # slow import

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": _MADE})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E9E2CF", "border": 1}
    )
    formats = {
        "number": book.add_format({"num_format": "#,##0.######"}),
        "share": book.add_format({"num_format": "0.0%"}),
    }
    _words(
        book.add_worksheet(translate(_("Answer"))),
        report,
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    for table in report.tables:
        _sheet(book.add_worksheet(table.key), table, head, formats)
    book.close()
    return out.getvalue()


def _words(sheet: Any, report: Report, wrapped: Any) -> None:
    lines = [f"{report.scheme}, {report.as_of}, {report.origin}", *report.notes, *report.sentences]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, wrapped)
    sheet.set_column(0, 0, 120)


def _sheet(sheet: Any, table: Table, head: Any, formats: Mapping[str, Any]) -> None:
    sheet.write_row(0, 0, heading(table), head)
    for i, row in enumerate(table.rows, 1):
        for j, column in enumerate(table.columns):
            _cell(sheet, i, j, column, row.get(column.key), formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    for j, column in enumerate(table.columns):
        sheet.set_column(j, j, _width(column, table.rows))


def _cell(sheet: Any, i: int, j: int, column: Column, value: Any, formats: Mapping[str, Any]) -> None:
    if isinstance(value, int | Fraction):
        number = float(rounded(Fraction(value), PLACES))
        sheet.write_number(i, j, number, formats.get(column.kind, formats["number"]))
    elif value:
        sheet.write_string(i, j, shown(value, column.kind))


def _width(column: Column, rows: Sequence[Row]) -> int:
    longest = max((len(str(row.get(column.key) or "")) for row in rows), default=0)
    return max(11, min(longest, _WIDE))
