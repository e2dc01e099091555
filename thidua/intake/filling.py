"""Values that stand in a form before it goes out, so that a later stage changes only what it must."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from scoring.facts import Fact, State
from scoring.scheme.model import FactSpec
from thidua.intake import layout
from thidua.intake.layout import SheetPlan
from thidua.intake.numbers import plain

Known: TypeAlias = Mapping[tuple[str, str], Mapping[str, Fact]]


def filled(plan: SheetPlan, known: Mapping[str, Fact]) -> Iterator[tuple[int, int, FactSpec, str | float]]:
    """
    Give what is to stand in the cells of a sheet.

    Args:
        plan: Where everything stands.
        known: By fact; a fact without a value leaves its cell empty.

    Yields:
        Row and column from 1, the fact asked for, and the content: a number, or text.
    """
    for row, spec in plan.questions:
        fact = known.get(spec.id)
        if fact is None:
            continue
        for column, content in _contents(spec, fact):
            yield row.number, column, spec, content


def _contents(spec: FactSpec, fact: Fact) -> Iterator[tuple[int, str | float]]:
    if fact.number is not None:
        yield layout.VALUE, _cell(fact.number)
    elif fact.label:
        yield layout.VALUE, (spec.labels or {}).get(fact.label, fact.label)
    elif fact.state is State.NOT_APPLICABLE:
        yield layout.STATUS, layout.NOT_APPLICABLE
    if fact.evidence:
        yield layout.EVIDENCE, fact.evidence


def _cell(number: Fraction) -> str | float:
    """Give a number as a spreadsheet keeps it exactly, else as text with a decimal comma."""
    kept = float(number)
    return kept if Fraction(Decimal(repr(kept))) == number else plain(number)
