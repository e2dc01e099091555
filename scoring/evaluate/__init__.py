"""
Arithmetic: facts to points with states and trace; exact, one candidate at a time.

Fixed order: facts → exclusions → group statistics → leaves → tree (each node: combine, clamp, gate,
round) → published rounding → class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from scoring.cards import Card
from scoring.errors import EvaluationError, Problem, _
from scoring.evaluate.groups import gather
from scoring.evaluate.publishing import card, excluded_by_facts, excluded_card
from scoring.evaluate.sheet import Sheet
from scoring.evaluate.tree import in_force, score_alone
from scoring.facts import Decision, Entry, Fact, State
from scoring.scheme.model import FactSpec, Scheme


def evaluate(
    scheme: Scheme, entries: Sequence[Entry], as_of: date, decisions: Mapping[str, Decision] | None = None
) -> tuple[Card, ...]:
    """
    Score every candidate.

    Args:
        scheme: A checked scheme.
        entries: One a candidate; the order is kept and never matters.
        as_of: The day whose targets apply.
        decisions: Filled decide slots, by slot id.

    Returns:
        One card an entry, in the order of the entries. A card without all its facts is ``PENDING``;
        one whose exclusion gate fired is ``EXCLUDED``; one to whom nothing applies ``NOT_APPLICABLE``; none
        of these has a total.

    Raises:
        EvaluationError: Everything the scheme does not allow, for all candidates at once.
    """
    problems = _not_in_force(scheme, as_of) + _twice(entries)
    ill = {id(entry): _ill_typed(scheme, entry) for entry in entries}
    problems += [problem for entry in entries for problem in ill[id(entry)]]
    sheets = [Sheet(scheme, entry, as_of, decisions or {}) for entry in entries if not ill[id(entry)]]
    excluded = {id(sheet) for sheet in sheets if excluded_by_facts(sheet)}
    nodes = in_force(scheme.children, as_of)
    gather([sheet for sheet in sheets if id(sheet) not in excluded], nodes, score_alone)
    cards = []
    for sheet in sheets:
        cards.append(excluded_card(sheet) if id(sheet) in excluded else card(sheet, nodes))
        problems += sheet.problems
    if problems:
        raise EvaluationError(problems)
    return tuple(cards)


def _not_in_force(scheme: Scheme, as_of: date) -> list[Problem]:
    if scheme.effective.covers(as_of):
        return []
    message = _("the scheme {scheme} is not in force on {day}")
    return [Problem("E_NOT_IN_FORCE", message, {"scheme": scheme.key, "day": as_of})]


def _twice(entries: Sequence[Entry]) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for entry in entries:
        if entry.candidate.id in seen:
            message = _("the candidate {candidate} stands in the facts twice")
            problems.append(Problem("E_CANDIDATE_TWICE", message, {"candidate": entry.candidate.id}))
        seen.add(entry.candidate.id)
    return problems


def _ill_typed(scheme: Scheme, entry: Entry) -> list[Problem]:
    """Give the facts whose value is not of the declared kind; none of them may pass for a zero."""
    problems = []
    for spec in scheme.facts:
        for fact in (entry.fact(spec.id), *entry.panels.get(spec.id, ())):
            if not _fits(spec, fact):
                message = _("{candidate}: the fact {fact} has no value of the kind {kind}")
                values = {"candidate": entry.candidate.id, "fact": spec.id, "kind": spec.kind}
                problems.append(Problem("E_FACT_KIND", message, values, fact.source))
    return problems


def _fits(spec: FactSpec, fact: Fact) -> bool:
    if fact.state is not State.VALUE:
        return fact.state in (State.MISSING, State.NOT_APPLICABLE)
    if spec.kind == "choice":
        return fact.number is None and fact.label in (spec.labels or {})
    return fact.number is not None and not fact.label
