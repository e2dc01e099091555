"""
Arithmetic: facts to points with states and trace; exact, one candidate at a time.

Fixed order: facts → exclusions → group statistics → leaves → tree (each node: combine, clamp, gate,
round) → published rounding → class.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from scoring.cards import Card, GateFired, Line, Step
from scoring.errors import EvaluationError, Problem, _
from scoring.evaluate.combining import combine
from scoring.evaluate.reading import read_measure
from scoring.evaluate.tree import (
    Awaited,
    Sheet,
    Statistics,
    ask,
    clamped,
    fired,
    root_line,
    score_nodes,
    waits,
)
from scoring.facts import Decision, Entry, Fact, State
from scoring.numbers import rounded
from scoring.scheme.condition import Operand, names, parse
from scoring.scheme.model import Band, ClassAtMost, FactSpec, Gate, Node, Scheme, ScoreIs


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
        one whose exclusion gate fired is ``EXCLUDED``; neither has a total.

    Raises:
        EvaluationError: Everything the scheme does not allow, for all candidates at once.
    """
    problems = _not_in_force(scheme, as_of) + _twice(entries)
    ill = {id(entry): _ill_typed(scheme, entry) for entry in entries}
    problems += [problem for entry in entries for problem in ill[id(entry)]]
    sheets = [Sheet(scheme, entry, as_of, decisions or {}, {}) for entry in entries if not ill[id(entry)]]
    excluded = {id(sheet) for sheet in sheets if _excluded_by_facts(sheet)}
    statistics, awaited = _statistics([sheet for sheet in sheets if id(sheet) not in excluded])
    cards = []
    for sheet in sheets:
        sheet.statistics, sheet.awaited = statistics, awaited
        cards.append(_excluded(sheet) if id(sheet) in excluded else _card(sheet))
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


def _exclusions(scheme: Scheme) -> list[Gate]:
    """Give the gates that can be asked before anything is scored: they name facts only."""
    gates = [gate for gate in scheme.gates if gate.otherwise == "exclude"]
    return [gate for gate in gates if all(name.startswith("fact.") for name in names(parse(gate.require)))]


def _excluded_by_facts(sheet: Sheet) -> bool:
    failed = [gate for gate in _exclusions(sheet.scheme) if ask(sheet, gate.require) is False]
    sheet.gates = [fired(sheet, gate) for gate in failed]
    sheet.waiting_for.clear()
    return bool(failed)


def _excluded(sheet: Sheet) -> Card:
    line = Line(
        sheet.scheme.scheme, sheet.scheme.title, State.EXCLUDED, cite=sheet.scheme.cite, reason="gate"
    )
    return Card(sheet.entry.candidate, sheet.scheme.key, State.EXCLUDED, line, gates=tuple(sheet.gates))


def _statistics(sheets: Sequence[Sheet]) -> tuple[Statistics, Awaited]:
    """Give the statistics of each cluster, and what is still awaited where a value could change them."""
    found: dict[tuple[str, str], list[Fraction]] = {}
    awaited: dict[tuple[str, str], tuple[str, ...]] = {}
    for sheet in sheets:
        for node, on_missing in _leaves(sheet.scheme.children, sheet.scheme.publish.on_missing):
            if node.measure is None or not _is_relative(node):
                continue
            key = (node.id, sheet.entry.candidate.cluster)
            reading = read_measure(node, node.measure, sheet.entry, sheet.decisions)
            if reading.number is not None:
                found.setdefault(key, []).append(reading.number)
            elif reading.waiting_for and on_missing not in ("zero", "drop_and_reweight"):
                awaited[key] = awaited.get(key, ()) + reading.waiting_for
    return {key: _summary(numbers) for key, numbers in found.items()}, awaited


def _summary(numbers: Sequence[Fraction]) -> dict[str, Fraction]:
    best = max(numbers)
    mean = sum(numbers, Fraction(0)) / len(numbers)
    return {"cluster.min": min(numbers), "cluster.max": best, "cluster.leader": best, "cluster.mean": mean}


def _leaves(nodes: Sequence[Node], on_missing: str) -> Iterator[tuple[Node, str]]:
    for node in nodes:
        policy = node.on_missing or on_missing
        if node.children:
            yield from _leaves(node.children, policy)
        else:
            yield node, policy


def _is_relative(node: Node) -> bool:
    knots = (node.scale.knots if node.scale else None) or []
    return any(isinstance(x, str) and x.startswith("cluster.") for x, _y in knots)


def _card(sheet: Sheet) -> Card:
    scheme = sheet.scheme
    parts = score_nodes(sheet, scheme.children, scheme.publish.on_missing)
    combined = None if waits(parts) else combine(scheme.combine, parts)
    root = root_line(sheet, parts, combined)
    if root.points is not None and scheme.clamp is not None:
        root = clamped(root, scheme.clamp)
    if root.points is None or combined is None:
        return _pending(sheet, root)
    return _published(sheet, root, combined.by_role)


def _pending(sheet: Sheet, root: Line) -> Card:
    waiting = tuple(dict.fromkeys(sheet.waiting_for))
    return Card(
        sheet.entry.candidate,
        sheet.scheme.key,
        State.PENDING,
        replace(root, points=None, state=State.PENDING),
        gates=tuple(sheet.gates),
        waiting_for=waiting,
    )


def _published(sheet: Sheet, root: Line, by_role: Mapping[str, Fraction]) -> Card:
    scheme = sheet.scheme
    root, answers = _gated(sheet, root)
    if None in answers.values():
        return _pending(sheet, root)
    if any(gate.effect == "exclude" for gate in sheet.gates):
        return _excluded(sheet)
    exact = root.points if root.points is not None else Fraction(0)
    total = rounded(exact, scheme.publish.round)
    step = Step(
        "round",
        "{a}",
        {"a": exact, "to": scheme.publish.round.to},
        total,
        "rounded" if total != exact else "",
    )
    label, proven = _classified(sheet, total)
    if not proven:
        return _pending(sheet, root)
    zero = Fraction(0)
    return Card(
        sheet.entry.candidate,
        scheme.key,
        State.VALUE,
        replace(root, points=total, steps=(*root.steps, step)),
        total=total,
        base=by_role.get("base", zero),
        bonus=by_role.get("bonus", zero),
        penalty=by_role.get("penalty", zero),
        label=label,
        gates=tuple(sheet.gates),
    )


def _gated(sheet: Sheet, root: Line) -> tuple[Line, dict[str, bool | None]]:
    answers: dict[str, bool | None] = {}
    extra: dict[str, Operand] = {"total": root.points or Fraction(0)}
    for gate in sheet.scheme.gates:
        answers[gate.id] = ask(sheet, gate.require, extra)
        if answers[gate.id] is False:
            sheet.gates.append(fired(sheet, gate))
            if isinstance(gate.otherwise, ScoreIs):
                score = gate.otherwise.score
                values = {"a": root.points or Fraction(0), "b": score}
                step = Step("gate", "{a} → {b}", values, score, "gate_score")
                root = replace(root, points=score, steps=(*root.steps, step))
    return root, answers


def _classified(sheet: Sheet, total: Fraction) -> tuple[str, bool]:
    """Give the class and whether it is proven; gates that fired hold it down."""
    bands = sheet.scheme.classify
    start = max((_ceiling(bands, gate) for gate in sheet.gates), default=0)
    for band in bands[start:]:
        if not _reached(band, total):
            continue
        answer = ask(sheet, band.require, {"total": total}) if band.require else True
        if answer is None:
            return "", False
        if answer:
            return band.label, True
    return "", True


def _reached(band: Band, total: Fraction) -> bool:
    if band.at_least is not None:
        return total >= band.at_least
    return band.above is None or total > band.above


def _ceiling(bands: Sequence[Band], gate: GateFired) -> int:
    key, _colon, label = gate.effect.partition(":")
    if key != next(iter(ClassAtMost.model_fields)):
        return 0
    return next(i for i, band in enumerate(bands) if band.label == label)
