"""A result as plain data: the same result gives the same bytes on every machine."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from scoring.cards import Card, Line, Standing, Standings, Step
from scoring.facts import Fact
from scoring.scheme.model import Cite


def as_data(result: Standings) -> dict[str, Any]:
    """
    Give standings as JSON data with every step of every card.

    Numbers are strings (``"89.5"`` as ``"179/2"``, whole ones as ``"89"``), so nothing is lost.
    """
    return {
        "trace": 1,
        "scheme": result.scheme,
        "as_of": result.as_of,
        "rows": [_standing(row) for row in result.rows],
        "quotas": [
            {
                "selection": quota.selection,
                "cluster": quota.cluster,
                "places": quota.places,
                "steps": [_step(step) for step in quota.steps],
            }
            for quota in result.quotas
        ],
        "slots": [
            {
                "id": slot.id,
                "kind": slot.kind,
                "options": list(slot.options),
                "choose": slot.choose,
                "filled": list(slot.filled.choice) if slot.filled else None,
            }
            for slot in result.slots
        ],
    }


def canonical(result: Standings) -> bytes:
    """Give the bytes that are hashed: keys sorted, no spaces, UTF-8."""
    return json.dumps(as_data(result), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(result: Standings) -> str:
    """Give the SHA-256 of the canonical bytes in lower-case hex."""
    return hashlib.sha256(canonical(result)).hexdigest()


def card_data(card: Card) -> dict[str, Any]:
    """Give one card as JSON data, its tree of lines included."""
    candidate = card.candidate
    return {
        "candidate": candidate.id,
        "name": candidate.name,
        "cluster": candidate.cluster,
        "state": card.state.value,
        "total": _number(card.total),
        "base": _number(card.base),
        "bonus": _number(card.bonus),
        "penalty": _number(card.penalty),
        "adjustment": _number(card.adjustment),
        "class": card.label,
        "waiting_for": list(card.waiting_for),
        "asked": [_fact(fact) for fact in card.asked],
        "gates": [{"id": gate.id, "reason": gate.reason, "effect": gate.effect} for gate in card.gates],
        "points": _line(card.root),
    }


def _standing(row: Standing) -> dict[str, Any]:
    rank = row.rank if isinstance(row.rank, int) else _number(row.rank)
    places = {"rank": rank, "outcome": dict(row.outcome), "why": dict(row.why)}
    return card_data(row.card) | places


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "title": line.title,
        "state": line.state.value,
        "role": line.role,
        "points": _number(line.points),
        "max_points": _number(line.max_points),
        "measured": _number(line.measured),
        "unit": line.unit,
        "target": f"{line.target_sign} {line.target}" if line.target is not None else None,
        "facts": [_fact(fact) for fact in line.facts],
        "steps": [_step(step) for step in line.steps],
        "cite": _cite(line.cite),
        "reason": line.reason,
        "children": [_line(child) for child in line.children],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "state": fact.state.value,
        "value": fact.label or _number(fact.number),
        "judge": fact.judge,
        "evidence": fact.evidence,
        "source": fact.source,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "act": step.act,
        "formula": step.formula,
        "values": {name: str(value) for name, value in step.values.items()},
        "result": _number(step.result),
        "note": step.note,
    }


def _cite(cite: Cite | None) -> dict[str, str] | None:
    return {"document": cite.document, "clause": cite.clause, "quote": cite.quote} if cite else None


def _number(value: object) -> str | None:
    return None if value is None else str(value)
