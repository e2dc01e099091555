"""Tables of points as Polars frames with a type for each column; imported only where they are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars

from scoring.facts import State
from thidua.exports import NUMBERS, POINTS, WITHOUT_POINTS, Row, Sheet, Value, columns, rows, written

NUMBER = polars.Decimal(38, 6)


def frame(sheets: Sequence[Sheet]) -> polars.DataFrame:
    """
    Give the table of points with typed columns.

    Returns:
        Text, but decimals with six places for totals and points, and whole numbers for ranks (decimals where
        ties share the mean place). Points are null where there are none; ``without_points`` says why, as
        ``<id>=<state>`` with a space between.
    """
    names = columns(sheets)
    first = next((i for i, name in enumerate(names) if name.startswith(POINTS)), len(names))
    table = [*names[:first], WITHOUT_POINTS, *names[first:]]
    lines = [{**row, WITHOUT_POINTS: _without_points(row)} for row in rows(sheets)]
    types = {name: column_type(name, sheets) for name in table}
    data = {name: [_typed(line.get(name), types[name]) for line in lines] for name in table}
    return polars.DataFrame(data, schema=types)


def column_type(name: str, sheets: Sequence[Sheet]) -> Any:
    """Give the type of a column of the table."""
    if name == "rank" and all(sheet.scheme.rank.ties != "average" for sheet in sheets):
        return polars.Int64
    is_number = name in ("rank", *NUMBERS) or name.startswith(POINTS)
    return NUMBER if is_number else polars.String


def _typed(value: Value, kind: Any) -> Any:
    if kind == polars.String:
        return None if value is None else written(value)
    if value is None or isinstance(value, State):
        return None
    return value if kind == polars.Int64 else Decimal(written(Fraction(value)))


def _without_points(row: Row) -> str:
    found = (
        f"{name.removeprefix(POINTS)}={value}" for name, value in row.items() if isinstance(value, State)
    )
    return " ".join(text for text in found if not text.startswith("state="))
