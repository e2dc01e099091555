"""The list of candidates: who may be honoured, in which cluster, and which unit sends the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from scoring.errors import Problem, _
from scoring.facts import Candidate
from thidua.intake.columns import ATTRIBUTES, find_columns, read_attribute, read_id
from thidua.intake.grid import Grid, Line, read_grid
from thidua.intake.refusal import IntakeError, refuse, shown, within

COLUMNS = ("id", *ATTRIBUTES)
_REQUIRED = ("id", "name", "kind")
_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_LONGEST_ID = 80


def read_candidates(path: Path) -> tuple[list[Candidate], list[Problem]]:
    """
    Read the list of candidates.

    Args:
        path: A CSV file with the columns ``id,name,kind,level,cluster,unit,title,post``; the first three are
            needed, an empty ``unit`` of a collective means the collective itself.

    Returns:
        The candidates of all right lines in their order, and every problem with ``file:line``.
    """
    path = Path(path)
    try:
        if path.suffix.lower() != ".csv":
            raise refuse("E_FILE_TYPE", _("The list of candidates must be a .csv file."), path.name)
        grid = read_grid(path)
    except IntakeError as error:
        return [], [error.problem]
    columns, problems = find_columns(grid, COLUMNS, _REQUIRED)
    problems = [*grid.problems, *problems]
    if not grid.lines and not grid.problems:
        message = _("There is a header and nothing below it. Add the lines.")
        problems.append(Problem("E_EMPTY", message, {}, grid.place(grid.header_line)))
    if any(problem.code == "E_HEADER" for problem in problems):
        return [], problems
    return _read_lines(grid, columns, problems)


def _read_lines(
    grid: Grid, columns: Mapping[str, int], problems: list[Problem]
) -> tuple[list[Candidate], list[Problem]]:
    candidates: list[Candidate] = []
    first: dict[str, int] = {}
    for line in grid.lines:
        said, wrong = _read_line(line, columns)
        wrong += _check_line(said, first, line.number) if not wrong else []
        problems += [within(grid.place(line.number), problem) for problem in wrong]
        if not wrong:
            own_unit = said["id"] if said["kind"] != "individual" else ""
            candidates.append(Candidate(**(said | {"unit": said["unit"] or own_unit})))
    return candidates, problems


def _read_line(line: Line, columns: Mapping[str, int]) -> tuple[dict[str, str], list[Problem]]:
    said: dict[str, str] = {}
    wrong: list[Problem] = []
    for name in COLUMNS:
        cell = line.cells[columns[name]] if name in columns else None
        try:
            if name in _REQUIRED and cell is None:
                read_id(cell, name)
            said[name] = read_attribute(name, cell)
        except IntakeError as error:
            wrong.append(error.problem)
    return said, wrong


def _check_line(said: Mapping[str, str], first: dict[str, int], number: int) -> list[Problem]:
    return [*_check_ids(said), *_check_twice(said["id"], first, number), *_check_kind(said)]


def _check_ids(said: Mapping[str, str]) -> list[Problem]:
    message = _(
        "“{found}” in column “{column}” is not an id: use small letters without accents, digits, and - . _ "
        "between them, at most {longest} characters."
    )
    return [
        Problem("E_ID", message, {"found": shown(said[name]), "column": name, "longest": _LONGEST_ID})
        for name in ("id", "cluster", "unit")
        if said[name] and not (_ID.fullmatch(said[name]) and len(said[name]) <= _LONGEST_ID)
    ]


def _check_twice(candidate: str, first: dict[str, int], number: int) -> list[Problem]:
    earlier = first.setdefault(candidate, number)
    if earlier == number:
        return []
    message = _("“{found}” stands on line {first} and again on line {second}. Keep only one of them.")
    values = {"found": shown(candidate), "first": earlier, "second": number}
    return [Problem("E_DUPLICATE", message, values)]


def _check_kind(said: Mapping[str, str]) -> list[Problem]:
    if said["kind"] == "individual":
        message = _("The unit of an individual is missing. Write the id of the unit that sends the form.")
        return [] if said["unit"] else [Problem("E_REQUIRED", message)]
    message = _("Only individuals have “{column}”; this is {kind}. Clear the cell.")
    return [
        Problem("E_VALUE", message, {"column": name, "kind": said["kind"]})
        for name in ("title", "post")
        if said[name]
    ]
