"""What an analysis answers: sentences, tables, what was assumed, and a chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from scoring.errors import _
from scoring.facts import Candidate
from scoring.numbers import plain
from thidua.analyses.sources import Found
from thidua.exports import written
from thidua.i18n import _ as translate
from thidua.numerals import show
from thidua.words import word

Value = str | int | Fraction | None
Row = Mapping[str, Value]
Kind = Literal["text", "number", "share", "code"]
MOST_SENTENCES = 20


@dataclass(frozen=True)
class Column:
    """
    A column of a table.

    Attributes:
        key: Its name for machines.
        label: Its name for people, in English and translated when shown, or the title of a rule.
        kind: ``share`` is a part of one, shown in per cent; ``code`` is a word of the engine.
        detail: Left out on the screen, where there is no room; written to files.
    """

    key: str
    label: str
    kind: Kind = "text"
    detail: bool = False


@dataclass(frozen=True)
class Table:
    """A table of the answer; ``title`` and labels are in the chosen language already."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Report:
    """
    One answer.

    Attributes:
        analysis: The verb that was asked with, e.g. ``what-if``.
        scheme, as_of, origin: What it was asked of: rules, day, number of the run or name of the table.
        sentences: The answer in words.
        notes: Assumptions and warnings without which the answer must not be read.
        tables: The first is the main one.
        chart: A Vega-Lite spec; None when there is nothing to draw.
    """

    analysis: str
    scheme: str
    as_of: str
    origin: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    chart: Mapping[str, Any] | None = field(default=None, compare=False)


WHO = (
    Column("cluster", _("Cluster")),
    Column("candidate", _("Id"), detail=True),
    Column("name", _("Name")),
)


def who(candidate: Candidate) -> dict[str, Value]:
    """Give the cells that say who a row is about."""
    return {"cluster": candidate.cluster, "candidate": candidate.id, "name": candidate.name}


def report(
    analysis: str,
    found: Found,
    sentences: Iterable[str],
    tables: Iterable[Table],
    notes: Iterable[str] = (),
    chart: Mapping[str, Any] | None = None,
) -> Report:
    """Give a report on what was found; long answers keep their first sentences and say how many follow."""
    inputs = found.inputs
    return Report(
        analysis,
        inputs.scheme.key,
        inputs.as_of.isoformat(),
        found.origin,
        _shortened(list(sentences)),
        tuple(tables),
        tuple(notes),
        chart,
    )


def _shortened(sentences: Sequence[str]) -> tuple[str, ...]:
    more = len(sentences) - MOST_SENTENCES
    if more <= 0:
        return tuple(sentences)
    rest = translate(_("… and {count} more; all of them stand in the table")).format(count=more)
    return (*sentences[:MOST_SENTENCES], rest)


def shown(value: Value, kind: Kind) -> str:
    """Write a cell for people, in the chosen language."""
    if value is None or isinstance(value, str):
        return word(value) if value and kind == "code" else value or ""
    if kind == "share":
        return f"{show(Fraction(value) * 100)}%"
    return show(value)


def machine(value: Value) -> str:
    """Write a cell for a table file: numbers that do not end have six decimals."""
    return written(value)


def exact(value: Value) -> str | int | None:
    """Give a cell for JSON: text as it is, whole numbers, and other numbers exact as text."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else plain(value)
    return value


def signed(value: Fraction) -> str:
    """Write a difference with its sign: ``+0.4``, ``−2``, ``≈ +0.1458``."""
    text = show(value)
    if value <= 0:
        return text
    return f"≈ +{text[2:]}" if text.startswith("≈ ") else f"+{text}"


def heading(table: Table) -> list[str]:
    """Give the heads of the columns in the chosen language."""
    return [translate(column.label) for column in table.columns]
