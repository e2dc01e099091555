"""Results as tables for people and machines: .xlsx, .csv, .parquet, .json by the file's suffix."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.cards import Standing, Standings
from scoring.errors import Problem, ScoringError, _
from scoring.numbers import plain, rounded
from scoring.results import as_data
from scoring.scheme.model import Node, Round, Scheme
from thidua import words
from thidua.dossier.files import replace_file
from thidua.i18n import _ as translate

SUFFIXES = (".xlsx", ".csv", ".parquet", ".json")
_PLACES = Round(to=Fraction(1, 10**6), mode="half_even")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

Sheet = tuple[Scheme, Standings]
Value = str | int | Fraction | None


class ExportError(ScoringError):
    """A table that cannot be written."""


def write_results(sheets: Sequence[Sheet], target: Path) -> None:
    """
    Write standings with points per criterion.

    Args:
        sheets: Each scheme with its standings; a workbook gets a sheet for each.
        target: Its suffix chooses the form; it appears whole or not at all.

    Raises:
        ExportError: The suffix is not known.
    """
    writers = {".xlsx": _xlsx, ".csv": _csv, ".parquet": _parquet, ".json": _json}
    if target.suffix.lower() not in writers:
        message = _("“{name}” must end in one of {suffixes}")
        values = {"name": target.name, "suffixes": ", ".join(SUFFIXES)}
        raise ExportError([Problem("E_SUFFIX", message, values)])
    replace_file(target, writers[target.suffix.lower()](sheets))


def columns(scheme: Scheme) -> list[str]:
    """Give the column ids of a scheme's table."""
    fixed = [
        "scheme",
        "cluster",
        "rank",
        "candidate",
        "name",
        "state",
        "total",
        "base",
        "bonus",
        "penalty",
        "class",
    ]
    chosen = [f"select.{select.id}" for select in scheme.select]
    return [
        *fixed,
        *chosen,
        "waiting_for",
        "gates",
        *(f"points.{node.id}" for node in _nodes(scheme.children)),
    ]


def _nodes(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _nodes(node.children or [])


def _row(scheme: Scheme, row: Standing) -> dict[str, Value]:
    card = row.card
    values: dict[str, Value] = {
        "scheme": scheme.key,
        "cluster": card.candidate.cluster,
        "rank": row.rank,
        "candidate": card.candidate.id,
        "name": card.candidate.name,
        "state": card.state.value,
        "total": card.total,
        "base": card.base,
        "bonus": card.bonus,
        "penalty": card.penalty,
        "class": card.label,
        "waiting_for": " ".join(card.waiting_for),
        "gates": " ".join(gate.id for gate in card.gates),
    }
    values |= {f"select.{select.id}": row.outcome.get(select.id, "") for select in scheme.select}
    # A number stands only where there is one: a missing value is an empty cell with its state, not 0.
    points = {
        line.id: line.points if line.points is not None else line.state.value for line in card.root.walk()
    }
    return values | {f"points.{node.id}": points.get(node.id) for node in _nodes(scheme.children)}


def _rows(sheets: Sequence[Sheet]) -> list[dict[str, Value]]:
    return [_row(scheme, row) for scheme, found in sheets for row in found.rows]


def _all_columns(sheets: Sequence[Sheet]) -> list[str]:
    return list(dict.fromkeys(column for scheme, _found in sheets for column in columns(scheme)))


def _plain(value: Value) -> str:
    if isinstance(value, Fraction):
        return plain(rounded(value, _PLACES))
    return "" if value is None else str(value)


def _safe(value: Value) -> str:
    text = _plain(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_DANGEROUS) else text


def _csv(sheets: Sequence[Sheet]) -> bytes:
    out = io.StringIO(newline="")
    names = _all_columns(sheets)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_safe(row.get(name)) for name in names] for row in _rows(sheets))
    return out.getvalue().encode()


def _json(sheets: Sequence[Sheet]) -> bytes:
    data = [as_data(found) for _scheme, found in sheets]
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def _parquet(sheets: Sequence[Sheet]) -> bytes:
    import polars  # slow import

    names = _all_columns(sheets)
    rows = _rows(sheets)
    data: dict[str, list[Any]] = {name: [_typed(name, row.get(name)) for row in rows] for name in names}
    out = io.BytesIO()
    polars.DataFrame(data, strict=False).write_parquet(out)
    return out.getvalue()


def _typed(name: str, value: Value) -> Any:
    # Parquet columns have one type: points are exact text there, with the state where there are none.
    if name == "rank":
        return value
    return None if value is None else _plain(value)


def _xlsx(sheets: Sequence[Sheet]) -> bytes:
    from datetime import datetime  # slow import

    import xlsxwriter  # slow import

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": datetime(2000, 1, 1)})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E9E2CF", "border": 1}
    )
    number = book.add_format({"num_format": "#,##0.00####"})
    for scheme, found in sheets:
        _sheet(book.add_worksheet(scheme.scheme[:31]), scheme, found, head, number)
    book.close()
    return out.getvalue()


def _sheet(sheet: Any, scheme: Scheme, found: Standings, head: Any, number: Any) -> None:
    names = columns(scheme)
    titles = {f"points.{node.id}": node.title for node in _nodes(scheme.children)}
    titles |= {f"select.{select.id}": select.title for select in scheme.select}
    sheet.write_row(0, 0, [titles.get(name) or translate(_LABELS[name]) for name in names], head)
    for i, row in enumerate(found.rows, 1):
        for j, (name, value) in enumerate(_ordered(scheme, row, names)):
            if isinstance(value, Fraction):
                sheet.write_number(i, j, float(rounded(value, _PLACES)), number)
            elif isinstance(value, int):
                sheet.write_number(i, j, value)
            elif value:
                sheet.write_string(i, j, _word(name, value))
    sheet.freeze_panes(1, 5)
    sheet.autofilter(0, 0, len(found.rows), len(names) - 1)
    sheet.set_column(0, 3, 12)
    sheet.set_column(4, 4, 38)
    sheet.set_column(5, len(names) - 1, 13)


def _ordered(scheme: Scheme, row: Standing, names: Sequence[str]) -> list[tuple[str, Value]]:
    values = _row(scheme, row)
    return [(name, values[name]) for name in names]


def _word(name: str, value: str) -> str:
    known = name == "state" or name.startswith(("select.", "points."))
    return words.word(value) if known else value


_LABELS = {
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
    "class": _("Class"),
    "waiting_for": _("Waiting for"),
    "gates": _("Conditions not met"),
}
