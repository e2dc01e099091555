"""The bulk evaluator beside the reference, every output of every row."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from scoring import Decision, Scheme, ScoringError, evaluate, standings
from scoring.bulk import Plan, Result, fact_types, result_types, score
from scoring.bulk.cells import absent_name
from scoring.bulk.reference import ByReference, entry_of
from scoring.cards import Slot
from thidua.engines.computing import PolarsEngine, TableEngine

Rows = Sequence[dict[str, Any]]
Decisions = Mapping[str, Decision]


@dataclass(frozen=True)
class Compared:
    """
    What came of one comparison.

    Attributes:
        differences: Candidate, column, what bulk says, what the reference says.
        rows: How many rows were compared to the end.
        by_columns: How many of them no reference evaluator touched on the way of bulk.
        plan: How bulk scored them; None when nothing was left to score.
    """

    differences: tuple[tuple[str, str, object, object], ...]
    rows: int = 0
    by_columns: int = 0
    plan: Plan | None = None


def input_types(scheme: Scheme) -> dict[str, Any]:
    """Give the columns of facts, those that tell where a fact does not apply included."""
    return fact_types(scheme) | {absent_name(scheme, spec.id): bool for spec in scheme.facts}


def bulk_rows(
    scheme: Scheme, rows: Rows, as_of: date, decisions: Decisions, engine: TableEngine
) -> tuple[Result, list[dict[str, Any]]]:
    """Score rows in bulk and bring the result to Python."""
    result = score(scheme, engine.lift(rows, input_types(scheme)), engine, as_of, decisions)
    return result, engine.rows(result.frame)


def reference_rows(scheme: Scheme, rows: Rows, as_of: date, decisions: Decisions) -> list[dict[str, Any]]:
    """Score rows one at a time, in the columns of the bulk evaluator."""
    ordered = sorted(rows, key=lambda row: str(row["candidate"]))
    return [dict(row) for row in ByReference(scheme, as_of, decisions).standings(ordered)]


def compare(
    scheme: Scheme,
    rows: Rows,
    as_of: date,
    decisions: Decisions | None = None,
    engine: type[TableEngine] = PolarsEngine,
) -> Compared:
    """
    Compare both evaluators; where they refuse, they must refuse alike, and what is refused is left out.

    Returns:
        Every difference; none is what it should be.
    """
    given = decisions or {}
    left = list(rows)
    while left:
        with tempfile.TemporaryDirectory() as folder:
            place = engine(Path(folder))
            found, refused = _tried(partial(bulk_rows, scheme, left, as_of, given, place))
            place.close()
        expected, refused_too = _tried(partial(reference_rows, scheme, left, as_of, given))
        if refused != refused_too:
            return Compared((("", "problems", sorted(refused), sorted(refused_too)),))
        if found is not None and expected is not None:
            result, got = found
            different = tuple(_differences(scheme, got, expected))
            return Compared(different, len(left), len(left) - result.by_reference, result.plan)
        kept = [row for row in left if not any(_names(row["candidate"], text) for text in refused)]
        left = kept if len(kept) < len(left) else []
    return Compared(())


def open_slots(scheme: Scheme, rows: Rows, as_of: date, decisions: Decisions) -> list[Slot]:
    """Give the questions that the reference leaves open; none when it refuses."""
    entries = [entry_of(scheme, row) for row in sorted(rows, key=lambda row: str(row["candidate"]))]
    try:
        cards = evaluate(scheme, entries, as_of, decisions)
        found = standings(scheme, entries, cards, as_of.isoformat(), decisions)
    except ScoringError:
        return []
    return [slot for slot in found.slots if slot.filled is None and slot.kind != "wording"]


def _tried(job: Callable[[], Any]) -> tuple[Any, set[str]]:
    try:
        return job(), set()
    except ScoringError as error:
        return None, {str(problem) for problem in error.problems}


def _names(candidate: str, text: str) -> bool:
    return candidate in text.replace(":", " ").split()


def _differences(scheme: Scheme, got: Rows, expected: Rows) -> Iterator[tuple[str, str, object, object]]:
    by_candidate = {row["candidate"]: row for row in got}
    if len(by_candidate) != len(expected) or len(got) != len(expected):
        yield "", "rows", len(got), len(expected)
    for row in expected:
        other = by_candidate.get(row["candidate"], {})
        for name in result_types(scheme):
            if other.get(name) != row[name]:
                yield row["candidate"], name, other.get(name), row[name]
