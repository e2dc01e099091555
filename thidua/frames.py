"""Tables of points as Polars frames with a type for each column; imported only where they are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars

from scoring.facts import State
from scoring.scheme.model import Scheme
from thidua.exports import NUMBERS, POINTS, WITHOUT_POINTS, Row, Sheet, Value, columns_of, rows, written

NUMBER = polars.Decimal(38, 6)


def frame(sheets: Sequence[Sheet]) -> polars.DataFrame:
    """
    Give the table of points with typed columns.

    Returns:
        Text, but decimals with six places for totals and points, and whole numbers for ranks (decimals where
        ties share the mean place). Points are null where there are none; ``without_points`` says why, as
        ``<id>=<state>`` with a space between.
    """
    types = column_types(columns_of(sheets), [sheet.scheme for sheet in sheets])
    lines = [{**row, WITHOUT_POINTS: _without_points(row)} for row in rows(sheets)]
    data = {name: [_typed(line.get(name), kind) for line in lines] for name, kind in types.items()}
    return polars.DataFrame(data, schema=types)


def column_types(names: Sequence[str], schemes: Sequence[Scheme]) -> dict[str, Any]:
    """Give the type of each column of the table, ``without_points`` before the points."""
    first = next((i for i, name in enumerate(names) if name.startswith(POINTS)), len(names))
    shared = any(scheme.rank.ties == "average" for scheme in schemes)
    types = {"rank": NUMBER if shared else polars.Int64} | dict.fromkeys(NUMBERS, NUMBER)
    return {
        name: NUMBER if name.startswith(POINTS) else types.get(name, polars.String)
        for name in [*names[:first], WITHOUT_POINTS, *names[first:]]
    }


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
