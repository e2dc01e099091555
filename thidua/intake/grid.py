"""A table file as a header and lines of cells, whether it came as CSV, as a workbook or as Parquet."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from scoring.errors import Problem, _
from thidua.intake.answers import is_blank
from thidua.intake.child import WorkbookReader, borrowed
from thidua.intake.gate import read_bytes
from thidua.intake.refusal import IntakeError, all_within, place, refuse, shown, warn, within
from thidua.intake.workbook import Cell, Sheet, Workbook, column_name

LARGEST_TABLE = 200 * 1024 * 1024
_SEPARATORS = ",;\t"
MOST_CELLS = 5_000_000  # read one by one, each takes some 200 bytes of memory
_MOST_COLUMNS = 1_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the file, and one cell or None for each column of the header."""

    number: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Grid:
    """
    A table before anybody asks what it means.

    Attributes:
        file: Name of the file.
        content: The whole file.
        sheet: Name of the sheet; empty unless the file is a workbook.
        header: Column names as written.
        lines: Lines that hold something.
        problems: What was found so far, with full places.
        date1904: From which day a workbook counts its dates.
    """

    file: str
    content: bytes
    header: tuple[str, ...]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    sheet: str = ""
    header_line: int = 1
    date1904: bool = False

    def place(self, number: int, column: int | None = None) -> str:
        """Give ``file:line``, or ``file!sheet!cell``; ``column`` counts from 0."""
        if not self.sheet:
            return f"{self.file}:{number}"
        return place(self.file, self.sheet, f"{'' if column is None else column_name(column + 1)}{number}")


def read_grid(path: Path, reader: WorkbookReader | None = None) -> Grid:
    """
    Read a table by the ending of its name.

    Raises:
        IntakeError: The file cannot be read at all; the place holds its name.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            return _from_workbook(path, reader)
        read = {".csv": _from_csv, ".parquet": _from_parquet}.get(path.suffix.lower())
        if read is None:
            raise refuse(
                "E_FILE_TYPE",
                _("“{found}” is not a kind of table this program reads. Save it as .csv, .xlsx or .parquet."),
                found=shown(path.suffix),
            )
        return read(path)
    except IntakeError as error:
        raise IntakeError([within(path.name, error.problem)]) from error


def _from_csv(path: Path) -> Grid:
    content = read_bytes(path, LARGEST_TABLE)
    text = decode(content)
    records = _records(text, separator(text))
    number, header = next(records, (0, []))
    if not header:
        raise refuse("E_EMPTY", _("The file holds nothing. Ask for a new copy."))
    _check_width(len(header), f":{number}")
    lines: list[Line] = []
    problems: list[Problem] = []
    for line, fields in records:
        _check_size(len(lines), len(header))
        if len(fields) == len(header):
            lines.append(
                Line(line, tuple(_typed(text, line, column) for column, text in enumerate(fields, 1)))
            )
        elif any(field.strip() for field in fields):
            problems.append(_ragged(path.name, line, len(fields), len(header)))
    return Grid(path.name, content, tuple(header), tuple(lines), tuple(problems), header_line=number)


def _check_width(found: int, place: str = "") -> None:
    if found > _MOST_COLUMNS:
        raise refuse(
            "E_HEADER", _("The table has {found} columns, too many to be right."), place, found=found
        )


def _check_size(lines: int, width: int) -> None:
    if lines * width > MOST_CELLS:
        message = _(
            "The table has more than {most} cells; so many are not read one by one. "
            "Save it as a wide .csv or .parquet table and score it with --engine polars."
        )
        raise refuse("E_FILE_SIZE", message, most=MOST_CELLS)


def decode(content: bytes) -> str:
    """
    Give the text of a CSV file, in UTF-8 with or without a mark, or in UTF-16 with one.

    Raises:
        IntakeError: ``E_ENCODING`` with the line, ``E_FILE_TYPE`` for a workbook, ``E_CSV`` for a NUL.
    """
    if content.startswith(b"PK\x03\x04"):
        raise refuse("E_FILE_TYPE", _("The file is a workbook with the ending .csv. Rename it to .xlsx."))
    if content.startswith(_UTF32) or (
        not content.startswith(_UTF16) and content[:200].count(0) * 4 > len(content[:200])
    ):
        raise _not_unicode(1)
    try:
        text = content.decode("utf-16" if content.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_unicode(content.count(b"\n", 0, error.start) + 1) from error
    if "\0" in text:
        message = _("The line holds a NUL character, which no table has. Ask for a new copy of the file.")
        raise refuse("E_CSV", message, f":{text.count(chr(10), 0, text.index(chr(0))) + 1}")
    return text


def _not_unicode(line: int) -> IntakeError:
    return refuse(
        "E_ENCODING",
        _(
            "The text is not in Unicode (UTF-8), so its Vietnamese letters cannot be trusted. "
            "Open the file where it was made and save it as “CSV UTF-8”."
        ),
        f":{line}",
    )


def separator(text: str) -> str:
    """Give the one separator that stands in the header; the names of columns hold none themselves."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    if header.lower().startswith("sep="):
        message = _("The first line names the separator instead of the columns. Delete that line.")
        raise refuse("E_HEADER", message, ":1")
    found = [mark for mark in _SEPARATORS if mark in header]
    if header and len(found) != 1:
        raise refuse(
            "E_CSV",
            _(
                "The first line must be column names with one kind of separator: comma, semicolon or tab. "
                "Found: {found}"
            ),
            ":1",
            found=shown(header),
        )
    return found[0] if found else ","


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Give the line on which each record begins, and its fields; lines without any text are left out."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begin = 1
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise _broken(begin, str(error)) from error
        if row is None:
            return
        if any(field.strip() for field in row):
            yield begin, row
        begin = rows.line_num + 1


def _broken(line: int, reason: str) -> IntakeError:
    if "field limit" in reason:
        message = _('A field is longer than any table needs. Check the quotes (") of this line.')
        return refuse("E_TOO_LONG", message, f":{line}")
    message = _(
        'The quotes (") of the record that begins on this line are not closed or stand inside a field.'
    )
    return refuse("E_CSV", message, f":{line}")


def _ragged(file: str, line: int, found: int, wanted: int) -> Problem:
    message = _(
        "The line has {found} fields, the header {wanted}. "
        'A value that holds the separator, such as 98,5, must stand in quotes: "98,5".'
    )
    return refuse("E_CSV", message, f"{file}:{line}", found=found, wanted=wanted).problem


def _typed(text: str, line: int, column: int) -> Cell | None:
    return Cell(line, column, "text", text) if text.strip() else None


def _from_workbook(path: Path, reader: WorkbookReader | None) -> Grid:
    content = read_bytes(path)
    with borrowed(reader) as workbooks:
        book = workbooks.read(content)
    sheet, problems = _data_sheet(book)
    return sheet_grid(path.name, content, book, sheet, problems)


def sheet_grid(
    file: str, content: bytes, book: Workbook, sheet: Sheet, problems: Sequence[Problem] = ()
) -> Grid:
    """
    Give one sheet of a workbook as a table.

    Args:
        file, content: The workbook as it came.
        book, sheet: The same, read.
        problems: What was found so far, with places inside the file.

    Raises:
        IntakeError: ``E_EMPTY`` or ``E_LAYOUT``; the place lacks the file.
    """
    found = (*problems, *_merges(sheet), *_hidden(sheet))
    rows: dict[int, dict[int, Cell]] = {}
    for cell in sheet.cells:
        if not is_blank(cell):
            rows.setdefault(cell.row, {})[cell.column] = cell
    if not rows:
        raise refuse("E_EMPTY", _("The sheet holds nothing. Ask for a new copy."), sheet.name)
    header_row, width = min(rows), max(column for row in rows.values() for column in row)
    _check_sheet_width(sheet, rows, width)
    header = tuple(_name(rows[header_row].get(column)) for column in range(1, width + 1))
    lines = tuple(
        Line(number, tuple(row.get(column) for column in range(1, width + 1)))
        for number, row in rows.items()
        if number != header_row
    )
    placed = tuple(all_within(file, found))
    return Grid(file, content, header, lines, placed, sheet.name, header_row, book.date1904)


def _check_sheet_width(sheet: Sheet, rows: Mapping[int, Mapping[int, Cell]], width: int) -> None:
    if width > _MOST_COLUMNS:
        far = next(cell for row in rows.values() for column, cell in row.items() if column == width)
        raise refuse(
            "E_LAYOUT",
            _("The cell holds “{found}”, far to the right of the table. Delete it."),
            place(sheet.name, far.ref),
            found=shown(far.text),
        )


def _name(cell: Cell | None) -> str:
    return cell.text if cell is not None and cell.kind == "text" and not cell.formula else ""


def _data_sheet(book: Workbook) -> tuple[Sheet, list[Problem]]:
    shown_sheets = [sheet for sheet in book.sheets if not sheet.is_hidden]
    with_cells = [sheet for sheet in shown_sheets if any(not is_blank(cell) for cell in sheet.cells)]
    chosen = with_cells or shown_sheets
    if not chosen or len(with_cells) > 1:
        raise refuse(
            "E_SHEET",
            _(
                "The workbook must have exactly one visible sheet with data; found: {found}. "
                "Delete the others."
            ),
            found="; ".join(shown(sheet.name) for sheet in with_cells) or "0",
        )
    message = _("The sheet is hidden; it was not read.")
    hidden = [warn("W_HIDDEN_SHEET", message, sheet.name) for sheet in book.sheets if sheet.is_hidden]
    return chosen[0], hidden


def _merges(sheet: Sheet) -> Iterator[Problem]:
    for area in sheet.merged:
        message = _("Cells were merged, so it is not certain which line a value belongs to. Unmerge them.")
        yield refuse("E_LAYOUT", message, place(sheet.name, area.ref)).problem


def _hidden(sheet: Sheet) -> Iterator[Problem]:
    used = {cell.row for cell in sheet.cells}, {cell.column for cell in sheet.cells}
    for row in used[0].intersection(sheet.hidden_rows):
        message = _("The row was hidden; its values were read. Check them.")
        yield warn("W_HIDDEN_ROW", message, place(sheet.name, str(row)))
    for column in used[1].intersection(sheet.hidden_columns):
        message = _("The column was hidden; its values were read. Check them.")
        yield warn("W_HIDDEN_COLUMN", message, place(sheet.name, column_name(column)))


def _from_parquet(path: Path) -> Grid:
    import polars  # slow import

    content = read_bytes(path, LARGEST_TABLE)
    try:
        with _silenced():
            scan = polars.scan_parquet(io.BytesIO(content))
            width, height = len(scan.collect_schema()), scan.select(polars.len()).collect().item()
            # A small file may unpack to a great one: its size is asked before it is unpacked.
            _check_width(width)
            _check_size(height, width)
            frame = scan.collect()
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError) as error:
        message = _("The file is not a Parquet file, or is damaged. Ask for a new copy.")
        raise refuse("E_FILE_DAMAGED", message) from error
    lines = tuple(
        Line(number, tuple(stored_cell(value, number, column) for column, value in enumerate(row, 1)))
        for number, row in enumerate(frame.iter_rows(), 1)
    )
    return Grid(path.name, content, tuple(frame.columns), lines, header_line=0)


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep off the screen what Polars writes there of its own accord when a damaged file makes it panic."""
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def stored_cell(value: Any, line: int, column: int) -> Cell | None:
    """Give a value of a typed table as a cell; None for an empty one."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return Cell(line, column, "bool", str(value))
    if isinstance(value, float):
        return Cell(line, column, "number", repr(value))
    if isinstance(value, str | int):
        return Cell(line, column, "text", str(value))
    if isinstance(value, Decimal):
        return Cell(line, column, "text", f"{value.normalize():f}".replace(".", ","))
    return Cell(line, column, "date", str(value))
