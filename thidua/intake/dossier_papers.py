"""Reads the table of papers in hand: whose dossier, for which award, which paper, which document."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from scoring.errors import Problem, _
from thidua.intake.answers import read_text
from thidua.intake.columns import find_columns
from thidua.intake.grid import Grid, Line, read_grid
from thidua.intake.refusal import IntakeError, nearest, refuse, within

COLUMNS = ("candidate", "name", "award", "paper", "title", "document")
_REQUIRED = ("candidate", "award", "paper", "document")
InHand = dict[tuple[str, str], dict[str, str]]


@dataclass(frozen=True)
class PaperReading:
    """What was read: documents by candidate and award, by paper; the file itself; every problem."""

    in_hand: InHand
    content: bytes
    problems: list[Problem]


def read_papers(path: Path, known: Mapping[str, Collection[str]]) -> PaperReading:
    """
    Read the table.

    Args:
        path: A CSV file with the columns ``candidate,name,award,paper,title,document``; ``name`` and
            ``title`` are for people. An empty document means that the paper is missing.
        known: Ids that may stand in ``candidate``, ``award`` and ``paper``.
    """
    try:
        if path.suffix.lower() != ".csv":
            raise refuse("E_FILE_TYPE", _("The table of papers must be a .csv file."), path.name)
        grid = read_grid(path)
    except IntakeError as error:
        return PaperReading({}, b"", [error.problem])
    columns, problems = find_columns(grid, COLUMNS, _REQUIRED)
    problems = [*grid.problems, *problems]
    in_hand: InHand = {}
    if not problems:
        for line in grid.lines:
            problems += _take(grid, line, columns, known, in_hand)
    return PaperReading(in_hand, grid.content, problems)


def _take(
    grid: Grid,
    line: Line,
    columns: Mapping[str, int],
    known: Mapping[str, Collection[str]],
    in_hand: InHand,
) -> list[Problem]:
    place = grid.place(line.number)
    try:
        said = {name: read_text(line.cells[column]) for name, column in columns.items()}
    except IntakeError as error:
        return [within(place, error.problem)]
    problems = [
        _unknown(said[name], allowed, place) for name, allowed in known.items() if said[name] not in allowed
    ]
    papers = in_hand.setdefault((said["candidate"], said["award"]), {})
    if said["paper"] in papers:
        message = _("“{paper}” of {candidate} stands in the table twice; keep one of the lines.")
        values = {"paper": said["paper"], "candidate": said["candidate"]}
        problems.append(Problem("E_DUPLICATE", message, values, place))
    papers[said["paper"]] = said["document"]
    return problems


def _unknown(found: str, allowed: Collection[str], place: str) -> Problem:
    message = _("“{found}” is not known here. The nearest is: {nearest}.")
    return Problem("E_VALUE", message, {"found": found, "nearest": nearest(found, allowed)}, place)
