"""A nomination as plain data: for machines, and as it is kept in the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scoring.cards import Slot, Step
from scoring.nominating.deadlines import Due
from scoring.nominating.priority import Recommendation
from scoring.nominating.proposals import Nomination, Proposal, ProposalList
from thidua import nomination_words as words
from thidua.law_words import say


def as_data(nomination: Nomination) -> dict[str, Any]:
    """Give a nomination as JSON data; numbers as text, sentences in the chosen language."""
    matter = nomination.round
    return {
        "rules": matter.rules.key,
        "title": matter.rules.title,
        "law": nomination.law,
        "principles": matter.principles.key,
        "received": matter.received.isoformat(),
        "decided": matter.decided.isoformat(),
        "year": str(matter.year),
        "movement": matter.movement.id if matter.movement else "",
        "lists": [_list(each) for each in nomination.lists],
        "questions": [_slot(slot) for slot in nomination.slots],
        "women": [
            {
                "list": each.rule.id,
                "women": str(each.women),
                "of": str(each.proposed),
                "unknown": str(each.unknown),
                "at_least": str(each.wished.at_least),
                "answer": each.answer.value,
            }
            for each in nomination.women
        ],
        "deadlines": [
            {"id": each.deadline.id, "day": each.day.isoformat(), "unknown": dict(_years(each))}
            for each in nomination.dues
        ],
        "notices": {name: [say(each) for each in told] for name, told in nomination.notices.items()},
    }


# What the printed lists have no place for: which papers of a dossier are there, and under which numbers.
_UNSHOWN = ("papers", "looked_at", "hindrances", "overlaps")


def shown_data(nomination: Nomination) -> dict[str, Any]:
    """Give a nomination as JSON data, less what the printed lists do not show."""
    whole = as_data(nomination)
    for found in whole["lists"]:
        found["proposals"] = [
            {name: value for name, value in proposal.items() if name not in _UNSHOWN}
            for proposal in found["proposals"]
        ]
    return whole


def _years(found: Due) -> Iterator[tuple[str, str]]:
    return ((str(year), what) for year, what in found.unknown)


def _list(found: ProposalList) -> dict[str, Any]:
    return {
        "list": found.rule.id,
        "title": found.rule.title,
        "award": found.rule.award,
        "scope": found.scope,
        "places": None if found.quota.places is None else str(found.quota.places),
        "steps": [_step(step) for step in found.quota.steps],
        "question": found.slot.id if found.slot else None,
        "recommendations": [_advice(each) for each in found.recommendations],
        "proposals": [_proposal(each) for each in found.proposals],
    }


def _step(step: Step) -> dict[str, Any]:
    values = {name: str(value) for name, value in step.values.items()}
    result = None if step.result is None else str(step.result)
    return {"formula": step.formula, "values": values, "result": result, "note": step.note}


def _advice(found: Recommendation) -> dict[str, Any]:
    cite = found.priority.cite
    return {
        "priority": found.priority.id,
        "clause": f"{cite.document}, {cite.clause}",
        "preferred": list(found.preferred),
        "unknown": list(found.unknown),
        "answers": {name: answer.value for name, answer in found.answers.items()},
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    standing, verdict = proposal.applicant.standing, proposal.judged.verdict
    total = standing.card.total
    return {
        "candidate": proposal.candidate.id,
        "name": proposal.candidate.name,
        "outcome": proposal.outcome.value,
        "why": proposal.why,
        "reserve": None if proposal.reserve is None else str(proposal.reserve),
        "rank": None if standing.rank is None else str(standing.rank),
        "total": None if total is None else str(total),
        "class": standing.card.label,
        "run": standing.outcome.get(proposal.rule.selection, ""),
        "law": verdict.law,
        "answer": proposal.judged.answer.value,
        "clause": words.basis(proposal),
        "reasons": list(words.reasons(proposal)),
        "hindrances": list(proposal.hindrances()),
        "overlaps": [
            {
                "kind": each.kind.value,
                "question": each.slot if each.asks else None,
                "text": words.overlap(each),
            }
            for each in proposal.overlaps
        ],
        "looked_at": proposal.looked_at,
        "papers": [
            {"id": each.id, "title": each.paper.title, "form": each.paper.form, "document": each.document}
            for each in proposal.papers
        ],
    }


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "id": slot.id,
        "kind": slot.kind,
        "question": slot.question,
        "options": list(slot.options),
        "choose": str(slot.choose),
        "chosen": list(slot.filled.choice) if slot.filled else None,
    }
