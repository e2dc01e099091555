"""Results as tables for people and machines: .xlsx, .csv, .parquet, .json by the file's suffix."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from scoring.cards import Card, Standing, Standings
from scoring.errors import Problem, ScoringError, _
from scoring.facts import State
from scoring.numbers import plain, rounded
from scoring.results import as_data
from scoring.scheme.model import Round, Scheme
from scoring.scheme.order import walk
from thidua.dossier.files import replace_file

SUFFIXES = (".xlsx", ".csv", ".parquet", ".json")
NUMBERS = ("total", "base", "bonus", "penalty", "adjustment")
POINTS, SELECT = "points.", "select."
WITHOUT_POINTS = "without_points"
PLACES = Round(to=Fraction(1, 10**6), mode="half_even")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BEFORE = ("scheme", "cluster", "rank", "candidate", "name", "state", *NUMBERS, "class")
_AFTER = ("waiting_for", "gates")

Value = str | int | Fraction | None
Row = Mapping[str, Value]


class ExportError(ScoringError):
    """A table that cannot be written."""


class Sheet(NamedTuple):
    """Standings with the scheme they come from, and the period where there are several."""

    scheme: Scheme
    standings: Standings
    period: str = ""


def check_suffix(target: Path) -> str:
    """Give the form that a name asks for, e.g. ``.csv``; raises ExportError when it is none of ours."""
    suffix = target.suffix.lower()
    if suffix in SUFFIXES:
        return suffix
    message = _("“{name}” must end in one of {suffixes}")
    raise ExportError([Problem("E_SUFFIX", message, {"name": target.name, "suffixes": ", ".join(SUFFIXES)})])


def write_results(sheets: Sequence[Sheet | tuple[Scheme, Standings]], target: Path) -> None:
    """
    Write standings with points per criterion.

    Args:
        sheets: Each scheme with its standings; a workbook gets a sheet for each scheme.
        target: Its suffix chooses the form; it appears whole or not at all. A cell of points holds a number,
            or the state that stands instead of one, and is blank where the rules have no such criterion.
            Numbers that do not end are rounded to six decimals, half to even; ``.json`` keeps the fractions
            and every step. ``.parquet`` keeps points as decimals and the states in ``without_points``.

    Raises:
        ExportError: The suffix is not known.
    """
    write = _WRITERS[check_suffix(target)]
    replace_file(target, write([Sheet(*sheet) for sheet in sheets]))


def columns(schemes: Sequence[Scheme], *, periods: bool = False) -> list[str]:
    """Give the ids of the columns of one table with points under all the schemes, in their order."""
    selects = (f"{SELECT}{select.id}" for scheme in schemes for select in scheme.select)
    nodes = (f"{POINTS}{node.id}" for scheme in schemes for node in walk(scheme.children))
    before = ("period", *_BEFORE) if periods else _BEFORE
    return list(dict.fromkeys([*before, *selects, *_AFTER, *nodes]))


def columns_of(sheets: Sequence[Sheet]) -> list[str]:
    """Give the ids of the columns of one table with all the sheets, in their order."""
    return columns([sheet.scheme for sheet in sheets], periods=any(sheet.period for sheet in sheets))


def rows(sheets: Iterable[Sheet]) -> Iterator[Row]:
    """Give the rows of the table: numbers exact, a State where there is none, None for a blank cell."""
    return (_row(sheet, row) for sheet in sheets for row in sheet.standings.rows)


def written(value: Value) -> str:
    """Write a value as it stands in a table: ``66.666667``, ``missing``, or nothing for None."""
    if isinstance(value, Fraction) and value.denominator != 1:
        return plain(rounded(value, PLACES))
    return "" if value is None else str(value)


def _row(sheet: Sheet, row: Standing) -> Row:
    card = row.card
    candidate = card.candidate
    values: dict[str, Value] = {
        "period": sheet.period,
        "scheme": sheet.scheme.key,
        "cluster": candidate.cluster,
        "rank": row.rank,
        "candidate": candidate.id,
        "name": candidate.name,
        "state": card.state,
        **{name: getattr(card, name) for name in NUMBERS},
        "class": card.label,
        "waiting_for": " ".join(sorted(card.waiting_for)),
        "gates": " ".join(gate.id for gate in card.gates),
    }
    values |= {f"{SELECT}{select.id}": row.outcome.get(select.id) for select in sheet.scheme.select}
    return values | {f"{POINTS}{node}": value for node, value in _points(sheet.scheme, card).items()}


def _points(scheme: Scheme, card: Card) -> dict[str, Value]:
    """Give the points of every node; a missing value is its state, not 0, and an excluded card has none."""
    if card.state is State.EXCLUDED:
        return {node.id: card.state for node in walk(scheme.children)}
    return {
        line.id: line.state if line.points is None else line.points
        for line in card.root.walk()
        if line is not card.root
    }


def _csv(sheets: Sequence[Sheet]) -> bytes:
    out = io.StringIO(newline="")
    names = columns_of(sheets)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_disarmed(row.get(name)) for name in names] for row in rows(sheets))
    return out.getvalue().encode()


def _disarmed(value: Value) -> str:
    """Write a value so that no spreadsheet takes it for a formula."""
    text = written(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(DANGEROUS) else text


def _json(sheets: Sequence[Sheet]) -> bytes:
    data = [({"period": sheet.period} if sheet.period else {}) | as_data(sheet.standings) for sheet in sheets]
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def _xlsx(sheets: Sequence[Sheet]) -> bytes:
    from thidua.workbooks import workbook  # slow import

    return workbook(sheets)


def _parquet(sheets: Sequence[Sheet]) -> bytes:
    from thidua.frames import frame  # slow import

    out = io.BytesIO()
    frame(sheets).write_parquet(out)
    return out.getvalue()


_WRITERS: Mapping[str, Any] = {".xlsx": _xlsx, ".csv": _csv, ".parquet": _parquet, ".json": _json}
