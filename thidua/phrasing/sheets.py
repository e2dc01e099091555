"""The board's table as a file: .xlsx, .csv or .html by its suffix."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scoring.errors import Problem, ScoringError, _
from thidua.dossier.environment import environment
from thidua.dossier.files import replace_file
from thidua.phrasing.board import Board

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (6, 34, 11, 42, 24, 42, 34, 44)
_BACKGROUND = "#E9E2CF"


def write_board(board: Board, target: Path) -> None:
    """
    Write a board's table; it appears whole or not at all.

    Raises:
        ScoringError: ``E_SUFFIX`` for a form that is not known.
    """
    writer = WRITERS.get(target.suffix.lower())
    if writer is None:
        message = _("“{name}” must end in one of {suffixes}")
        values = {"name": target.name, "suffixes": ", ".join(WRITERS)}
        raise ScoringError([Problem("E_SUFFIX", message, values)])
    replace_file(target, writer(board))


def _csv(board: Board) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(board.heads)
    writer.writerows([_safe(cell) for cell in row.cells] for row in board.rows)
    return out.getvalue().encode()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _html(board: Board) -> bytes:
    return environment().get_template("board/board.html.j2").render(board=board).encode()


def _xlsx(board: Board) -> bytes:
    import xlsxwriter  # slow import

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    # A fixed day, so that the same rules give the same bytes.
    book.set_properties({"title": board.title, "created": datetime(2000, 1, 1)})
    sheet = book.add_worksheet(board.key.partition("@")[0][:31])
    formats = _formats(book)
    first = _heading(sheet, board, formats)
    end = _table(sheet, board, formats, first)
    _parts(sheet, board, formats, end + 1)
    _printed(sheet, first)
    book.close()
    return out.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    cell = {"text_wrap": True, "valign": "top", "border": 1}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "plain": book.add_format({"text_wrap": True, "valign": "top"}),
        "part": book.add_format({"bold": True}),
        "head": book.add_format(cell | {"bold": True, "bg_color": _BACKGROUND}),
        "cell": book.add_format(cell),
        "group": book.add_format(cell | {"bold": True}),
    }


def _heading(sheet: Any, board: Board, formats: dict[str, Any]) -> int:
    """Write title and remarks; give the row that the heads stand in."""
    sheet.write_string(0, 0, board.title, formats["title"])
    for row, line in enumerate(board.about, 1):
        sheet.write_string(row, 0, line)
    return len(board.about) + 2


def _table(sheet: Any, board: Board, formats: dict[str, Any], first: int) -> int:
    for column, head in enumerate(board.heads):
        sheet.write_string(first, column, head, formats["head"])
        sheet.set_column(column, column, _WIDTHS[column])
    for at, row in enumerate(board.rows, first + 1):
        style = formats["group" if row.is_group else "cell"]
        for column, text in enumerate(row.cells):
            sheet.write_string(at, column, text, style)
    return first + len(board.rows) + 1


def _parts(sheet: Any, board: Board, formats: dict[str, Any], row: int) -> None:
    last = len(board.heads) - 1
    for title, lines in board.parts:
        sheet.write_string(row, 0, title, formats["part"])
        for line in lines:
            row += 1
            sheet.merge_range(row, 0, row, last, "", formats["plain"])
            sheet.write_string(row, 0, line, formats["plain"])
            sheet.set_row(row, 15 * (1 + len(line) // 200))
        row += 2


def _printed(sheet: Any, first: int) -> None:
    sheet.freeze_panes(first + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)


WRITERS: Mapping[str, Callable[[Board], bytes]] = MappingProxyType(
    {".xlsx": _xlsx, ".csv": _csv, ".html": _html}
)
