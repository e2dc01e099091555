"""Tables of points as Polars frames with a type for each column; imported only where they are wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars

from scoring.facts import State
from scoring.scheme.model import Scheme
from thidua.exports import (
    DANGEROUS,
    NUMBERS,
    POINTS,
    WITHOUT_POINTS,
    Row,
    Sheet,
    Value,
    columns_of,
    rows,
    written,
)

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
    return " ".join(
        f"{name.removeprefix(POINTS)}={value}"
        for name, value in row.items()
        if name.startswith(POINTS) and isinstance(value, State)
    )


def texts(table: polars.LazyFrame, names: Sequence[str]) -> polars.LazyFrame:
    """
    Give a typed table as the text of a CSV file.

    Args:
        table: With the columns of ``column_types``.
        names: The columns of the file; points stand there as numbers, or as the state without them.
    """
    kinds = table.collect_schema()
    return table.select(_text(name, kinds[name]) for name in names)


def _text(name: str, kind: polars.DataType) -> polars.Expr:
    if not kind.is_numeric():
        text = polars.when(polars.col(name) != "").then(polars.col(name))  # else "" would stand in quotes
        is_formula = polars.any_horizontal(text.str.starts_with(mark) for mark in DANGEROUS)
        return polars.when(is_formula).then(polars.lit("'") + text).otherwise(text).alias(name)
    number = polars.col(name).cast(polars.String)
    ended = number.str.strip_chars_end("0").str.strip_chars_end(".")
    plain = polars.when(number.str.contains(".", literal=True)).then(ended).otherwise(number)
    if not name.startswith(POINTS):
        return plain.alias(name)
    node = re.escape(name.removeprefix(POINTS))
    state = polars.col(WITHOUT_POINTS).str.extract(rf"(?:^| ){node}=([a-z_]+)")
    return polars.coalesce(plain, state).alias(name)


def rows_of(table: polars.DataFrame) -> Iterator[Row]:
    """Give the rows of a typed table as ``exports.rows`` gives those of standings."""
    for line in table.iter_rows(named=True):
        row: dict[str, Value] = {name: _plain(name, value) for name, value in line.items()}
        absent = (pair.rpartition("=") for pair in line[WITHOUT_POINTS].split())
        yield row | {f"{POINTS}{node}": State(state) for node, _sign, state in absent}


def _plain(name: str, value: Any) -> Value:
    if name == "state":
        return State(value)
    return Fraction(value) if isinstance(value, Decimal) else value
