"""A scored table as bytes: the same table gives the same digest on every engine, and row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import narwhals as nw

from scoring.bulk.engine import Row, Types
from scoring.bulk.outputs import NUMBERS, TEXTS, points_name, select_name
from scoring.scheme.model import Scheme
from scoring.scheme.order import walk

MARK = "\x1f"


def result_types(scheme: Scheme) -> Types:
    """
    Give the columns of a scored table, in their order.

    Numbers are millionths, half to even; ``rank`` is in halves where ties share the mean place.
    """
    count = sum(1 for _node in walk(scheme.children))
    return {
        "candidate": str,
        "cluster": str,
        **dict.fromkeys(TEXTS, str),
        **dict.fromkeys(NUMBERS, int),
        **{points_name(i): int for i in range(count)},
        "rank": int,
        **{select_name(i): str for i in range(len(scheme.select))},
    }


def canonical_line(scheme: Scheme) -> nw.Expr:
    """Give each row of a scored table as one line of text: its columns in order, nothing for a null."""
    texts = [nw.col(name).cast(nw.String).fill_null("") for name in result_types(scheme)]
    return nw.concat_str(*texts, separator=MARK)


def canonical_lines(scheme: Scheme, rows: Iterable[Row]) -> list[str]:
    """Give the lines of rows held in Python, in the order of the table: cluster, rank, candidate."""
    ordered = sorted(rows, key=_place)
    return [MARK.join(_text(row[name]) for name in result_types(scheme)) for row in ordered]


def digest(scheme: Scheme, as_of: date, lines: Iterable[str]) -> str:
    """
    Give the SHA-256 of a scored table in lower-case hex.

    Args:
        scheme, as_of: What it was scored by; they stand in the first line.
        lines: Its canonical lines by cluster, then rank, those without one last, then candidate; texts in the
            order of their code points.
    """
    found = hashlib.sha256(f"{scheme.key}{MARK}{as_of.isoformat()}\n".encode())
    for line in lines:
        found.update(line.encode() + b"\n")
    return found.hexdigest()


def _place(row: Mapping[str, Any]) -> tuple[str, bool, int, str]:
    return row["cluster"], row["rank"] is None, row["rank"] or 0, row["candidate"]


def _text(value: object) -> str:
    return "" if value is None else str(value)
