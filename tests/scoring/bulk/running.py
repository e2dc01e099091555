"""Small programs run on Polars, so that a test can compare columns with exact numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import narwhals as nw
import polars as pl

from scoring.bulk.columns import Column, Truth, named
from scoring.bulk.program import Program

LIMIT = 2**62


def given(**columns: Sequence[int]) -> dict[str, Column]:
    """Give columns of a frame with the bounds that their values have."""
    return {name: named(name, min(values), max(values)) for name, values in columns.items()}


def values_of(
    program: Program, columns: Mapping[str, Sequence[int]], *wanted: Column | Truth
) -> list[list[int | bool]]:
    """Give the values of columns and masks for the rows of ``columns``."""
    length = len(next(iter(columns.values())))
    frame = nw.from_native(pl.DataFrame(dict(columns)).lazy())
    found: list[list[int | bool]] = []
    for each in wanted:
        if isinstance(each, bool):
            found.append([each] * length)
            continue
        name = f"wanted_{len(program.sizes)}"
        program.name(each.expr, name, each.uses, each.peak)
        table = program.apply(frame, [*columns, name]).to_native().collect()
        found.append(table[name].to_list())
    return found


def where(truths: Sequence[int | bool]) -> list[int]:
    """Give the rows in which a mask holds."""
    return [row for row, truth in enumerate(truths) if truth]
