"""Facts as the bulk evaluator takes them, from keyword facts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from scoring import Scheme
from scoring.bulk.cells import absent_name, fact_name
from scoring.facts import State

Value = int | str | Decimal | State | None


def table(scheme: Scheme, *rows: dict[str, Value], clusters: str = "") -> list[dict[str, Any]]:
    """Give facts as rows: candidates a, b, c…, one letter of ``clusters`` each, else all of one cluster."""
    found = []
    for i, facts in enumerate(rows):
        row: dict[str, Any] = {"candidate": chr(97 + i), "cluster": clusters[i] if clusters else "cum-1"}
        for spec in scheme.facts:
            value = facts.get(spec.id)
            row[absent_name(scheme, spec.id)] = value is State.NOT_APPLICABLE
            if isinstance(value, int | Decimal):
                value = int(value * 10**spec.decimals)
            row[fact_name(scheme, spec.id)] = None if isinstance(value, State) else value
        found.append(row)
    return found


def counts(*names: str) -> str:
    """Declare facts that are whole numbers."""
    lines = (f"  - {{id: {name}, title: {name}, kind: count, unit: cái}}\n" for name in names)
    return "facts:\n" + "".join(lines)
