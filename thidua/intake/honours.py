"""Reads a ledger workbook or table back: every entry with its cell, and every problem at once."""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scoring.errors import Problem, _
from scoring.law.history import Honour
from thidua.intake.child import WorkbookReader, borrowed
from thidua.intake.gate import read_bytes
from thidua.intake.grid import Grid, read_grid, sheet_grid
from thidua.intake.ledger_cells import CellReader
from thidua.intake.ledger_items import contradictions, items_of
from thidua.intake.ledger_lines import Lines, Said, find_places, sheet_for
from thidua.intake.ledger_sheets import GUIDE, WITHDRAWN, LedgerLists, LedgerSheet, ledger_sheets
from thidua.intake.refusal import IntakeError, nearest, place, refuse, shown, warn, within
from thidua.intake.text import key
from thidua.intake.workbook import Workbook
from thidua.store.history_items import Entry

HonoursOf = Callable[[str], Iterable[Honour]]


@dataclass(frozen=True)
class Known:
    """
    What the office knows while a ledger is read.

    Attributes:
        lists: The closed lists.
        candidates: Names by id, of everybody whose past may be written.
        honours_of: Gives the honours of a candidate that stand in the ledger.
    """

    lists: LedgerLists
    candidates: Mapping[str, str]
    honours_of: HonoursOf


@dataclass(frozen=True)
class HistoryReading:
    """
    A ledger file as it was read.

    Attributes:
        path: The file.
        content: Its bytes; empty when it could not be read at all.
        entries: In the order of the sheets and lines; lines with a wrong cell are left out.
        places: ``file!sheet!row`` or ``file:line`` of each entry.
        problems: Every error and warning; it may be stored only when all are warnings.
    """

    path: Path
    content: bytes = b""
    entries: list[Entry] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def sha256(self) -> str:
        """Give the digest of the file in lower-case hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_accepted(self) -> bool:
        """Tell whether there is nothing worse than warnings."""
        return all(problem.warning for problem in self.problems)


def read_history(
    path: Path, known: Known, *, kind: str = "", reader: WorkbookReader | None = None
) -> HistoryReading:
    """
    Read a ledger file.

    Args:
        path: A workbook as ``write_template`` makes it, or one sheet of it as .csv or .parquet.
        known: Lists, candidates and older honours.
        kind: Kind of entry a .csv or .parquet holds; empty to tell by its columns.
        reader: A reader to share between files.

    Returns:
        Entries and problems; nothing is raised for a bad file.
    """
    reading = HistoryReading(Path(path))
    try:
        if path.suffix.lower() == ".xlsx":
            return _read_workbook(path, known, reader)
        grid = read_grid(path)
        sheet = sheet_for(grid, ledger_sheets(known.lists), kind)
    except IntakeError as error:
        outer = "" if error.problem.place.startswith(path.name) else path.name
        problem = within(outer, error.problem) if outer else error.problem
        return HistoryReading(reading.path, problems=[problem])
    return _read_sheets(path, grid.content, [(grid, sheet)], known)


def _read_workbook(path: Path, known: Known, reader: WorkbookReader | None) -> HistoryReading:
    content = read_bytes(path)
    with borrowed(reader) as workbooks:
        book = workbooks.read(content)
    grids, problems = _grids(path.name, content, book, ledger_sheets(known.lists))
    reading = _read_sheets(path, content, grids, known)
    reading.problems[:0] = problems
    if not grids and not problems:
        message = _("There is a header and nothing below it. Add the lines.")
        reading.problems.append(Problem("E_EMPTY", message, {}, path.name))
    return reading


def _grids(
    file: str, content: bytes, book: Workbook, sheets: Sequence[LedgerSheet]
) -> tuple[list[tuple[Grid, LedgerSheet]], list[Problem]]:
    by_title = {key(name): sheet for sheet in sheets for name in (sheet.title, sheet.kind)}
    grids: list[tuple[Grid, LedgerSheet]] = []
    problems: list[Problem] = []
    for each in book.sheets:
        if each.name.startswith("_") or key(each.name) == key(GUIDE):
            continue
        wanted = by_title.get(key(each.name))
        if wanted is None:
            problems.append(_strange_sheet(file, each.name, sheets))
        elif each.is_hidden:
            message = _("The sheet is hidden; it was not read.")
            problems.append(warn("W_HIDDEN_SHEET", message, place(file, each.name)))
        elif len({cell.row for cell in each.cells}) > 1:
            try:
                grids.append((sheet_grid(file, content, book, each), wanted))
            except IntakeError as error:
                problems.append(within(file, error.problem))
    return grids, problems


def _strange_sheet(file: str, name: str, sheets: Sequence[LedgerSheet]) -> Problem:
    message = _("The sheet “{found}” does not belong to a ledger. The nearest is: {nearest}.")
    values = {"found": shown(name), "nearest": nearest(name, [sheet.title for sheet in sheets])}
    return refuse("E_SHEET", message, place(file, shown(name)), **values).problem


def _read_sheets(
    path: Path, content: bytes, grids: Sequence[tuple[Grid, LedgerSheet]], known: Known
) -> HistoryReading:
    reading = HistoryReading(path, content)
    named = ChainMap(_older_units(grids), known.candidates)  # type: ignore[arg-type]  # read, never written
    names = {candidate: key(name) for candidate, name in named.items()}
    for grid, sheet in grids:
        cells = CellReader(known.lists.register, named, grid.date1904)
        _read_sheet(Lines(grid, sheet, cells), sheet.kind, names, reading)
    _resolve_bases(reading, known)
    return reading


def _older_units(grids: Iterable[tuple[Grid, LedgerSheet]]) -> dict[str, str]:
    """Give the older units that the file itself names: their past may be written in the same file."""
    found: dict[str, str] = {}
    for grid, sheet in grids:
        if sheet.kind != "predecessor":
            continue
        columns, _problems = find_places(grid, sheet)
        for line in grid.lines:
            unit, name = (
                line.cells[columns[name]] if name in columns else None for name in ("unit", "unit_name")
            )
            if unit is not None:
                found[unit.text] = name.text if name is not None else ""
    return found


def _read_sheet(lines: Lines, kind: str, names: Mapping[str, str], reading: HistoryReading) -> None:
    reading.problems.extend(lines.problems)
    for said in lines:
        values = said.values
        if kind == "profile" and not said.problems and not _says_something(values):
            continue
        wrong = said.problems or list(_misfits(lines, said, kind, names))
        reading.problems.extend(wrong)
        if not wrong:
            withdrawn = bool(values.pop(WITHDRAWN, False))
            for item in items_of(kind, values):
                reading.entries.append(Entry(values.get("candidate") or "", item, withdrawn))
                reading.places.append(lines.at(said.number))


def _says_something(values: Mapping[str, Any]) -> bool:
    """Tell whether a line says more than who it is about: the template names everybody on one sheet."""
    return any(value is not None for name, value in values.items() if name not in ("candidate", "name"))


def _misfits(lines: Lines, said: Said, kind: str, names: Mapping[str, str]) -> Iterator[Problem]:
    values = said.values
    name, wanted = values.get("name"), names.get(values.get("candidate", ""))
    # Where there is no roster to hold names against, every name is right.
    if name is not None and wanted is not None and key(name) != wanted:
        message = _("“{candidate}” is the id of another candidate than “{name}”. Check both.")
        about = {"candidate": values["candidate"], "name": shown(name)}
        yield Problem("E_HISTORY_NAME", message, about, lines.at(said.number, "name"))
    for column, problem in contradictions(kind, values):
        yield within(lines.at(said.number, column), problem)


def _resolve_bases(reading: HistoryReading, known: Known) -> None:
    """Turn the numbers of decisions that an honour rests on into keys of honours."""
    own: dict[str, list[Honour]] = {}
    for entry in reading.entries:
        if isinstance(entry.item, Honour):
            own.setdefault(entry.candidate, []).append(entry.item)
    for i, entry in enumerate(reading.entries):
        if isinstance(entry.item, Honour) and entry.item.rests_on:
            item = entry.item
            others = [*own[entry.candidate], *known.honours_of(entry.candidate)]
            keys = [_basis(text, item, others, reading, i) for text in item.rests_on]
            found = tuple(sorted({each for each in keys if each}))
            reading.entries[i] = entry._replace(item=replace(item, rests_on=found))


def _basis(text: str, honour: Honour, others: Sequence[Honour], reading: HistoryReading, i: int) -> str:
    found = {
        each.key
        for each in others
        if each.key != honour.key and text in (each.key, each.decision, f"{each.award} {each.decision}")
    }
    if len(found) == 1:
        return found.pop()
    # The whole key of somebody else's honour: the ledger itself knows whether there is such a one.
    if not found and len(text.split(" ")) > 3:
        return text
    if not found:
        message = _("“{found}” is no decision on another honour of this candidate; known: {known}.")
        known = "; ".join(sorted({each.decision for each in others if each.key != honour.key})[:20]) or "–"
        values: dict[str, object] = {"found": shown(text), "known": known}
    else:
        message = _("“{found}” may be several honours; write one of: {known}.")
        values = {"found": shown(text), "known": "; ".join(sorted(found))}
    reading.problems.append(Problem("E_HISTORY_BASIS", message, values, reading.places[i]))
    return ""
