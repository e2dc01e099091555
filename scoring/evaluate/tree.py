"""The tree: nodes to lines, each node combined, clamped, gated and rounded, with every policy shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from scoring.cards import Line, Step
from scoring.errors import Problem, _
from scoring.evaluate.combining import Part, combine, is_out_of_domain
from scoring.evaluate.groups import Placed
from scoring.evaluate.leaf import leaf_line
from scoring.evaluate.sheet import Sheet, ask, fired
from scoring.facts import State
from scoring.numbers import edge_distance, rounded
from scoring.scheme.model import Clamp, Gate, Grouping, Node, Round, ScoreIs

# Irrational steps are worked to 50 digits: a number nearer than this to a rounding edge is not decided.
UNDECIDED = Fraction(1, 10**40)


def in_force(nodes: Sequence[Node], day: date) -> list[Node]:
    """Give the nodes that count on a day, each with its children in force; a group without any is gone."""
    counting = [node for node in nodes if node.effective is None or node.effective.covers(day)]
    pruned = [
        node.model_copy(update={"children": in_force(node.children, day)}) if node.children else node
        for node in counting
    ]
    return [node for node in pruned if node.children or node.measure]


def score_nodes(sheet: Sheet, nodes: Sequence[Node], on_missing: str, role: str = "base") -> list[Part]:
    """Score sibling nodes, each with all below it, in the order of the scheme."""
    return [_scored(sheet, node, on_missing, node.role or role) for node in nodes]


def score_alone(sheet: Sheet, placed: Placed) -> Line:
    """Score one node with all below it, as its rank is needed before the tree is."""
    return _scored(sheet, placed.node, placed.on_missing, placed.role).line


def _scored(sheet: Sheet, node: Node, inherited: str, role: str) -> Part:
    on_missing = node.on_missing if isinstance(node.on_missing, str) else inherited
    waited = len(sheet.waiting_for)
    line = _group(sheet, node, on_missing, role) if node.children else _leaf(sheet, node, role)
    line = _finished(sheet, node, line, waited)
    part = _policy(sheet, node, line, on_missing)
    sheet.lines[node.id] = part.line
    return part


def _line(sheet: Sheet, node: Node, role: str, state: State) -> Line:
    cite = node.cite
    if cite is not None and not cite.document:
        cite = cite.model_copy(update={"document": sheet.scheme.cite.document})
    return Line(node.id, node.title, state, max_points=node.max_points, role=role, cite=cite)


def _leaf(sheet: Sheet, node: Node, role: str) -> Line:
    return leaf_line(sheet, node, _line(sheet, node, role, State.PENDING))


def _group(sheet: Sheet, node: Node, on_missing: str, role: str) -> Line:
    parts = score_nodes(sheet, node.children or [], on_missing, role)
    return combined_line(sheet, node, parts, _line(sheet, node, role, State.PENDING))


def combined_line(sheet: Sheet, grouping: Grouping, parts: Sequence[Part], empty: Line) -> Line:
    """Fill in the line of a group, or of the whole scheme, from its parts."""
    empty = replace(empty, children=tuple(part.line for part in parts))
    if any(part.line.state is not State.VALUE and not part.left_out for part in parts):
        return replace(empty, reason="parts_pending")
    if is_out_of_domain(grouping, parts):
        message = _("{candidate}: “{node}” takes a product or root of a number below zero")
        sheet.refuse(Problem("E_DOMAIN", message, {"node": empty.id}))
        return replace(empty, reason="not_applicable")
    combined = combine(grouping, parts)
    if combined.points is not None:
        return replace(empty, state=State.VALUE, points=combined.points, steps=combined.steps)
    dropped = [f.id for part in parts for f in part.line.facts if part.line.state is State.MISSING]
    if dropped:
        # Dropping everything leaves nothing to reweight: what was dropped is awaited after all.
        sheet.waiting_for.extend(dropped)
        return replace(empty, reason="parts_pending")
    return replace(empty, state=State.NOT_APPLICABLE, steps=combined.steps, reason="not_applicable")


def _finished(sheet: Sheet, node: Node, line: Line, waited: int) -> Line:
    if node.clamp is not None:
        line = clamped(line, node.clamp)
    for gate in node.gates:
        line = _gated(sheet, gate, line, waited)
    return rounded_line(sheet, line, node.round) if node.round is not None else line


def clamped(line: Line, clamp: Clamp) -> Line:
    """Hold a line's points between floor and ceiling, with a step when that changes them."""
    points = line.points
    if points is None:
        return line
    for bound, note, beyond in ((clamp.low, "capped_low", -1), (clamp.high, "capped_high", 1)):
        if bound is not None and (points - bound) * beyond > 0:
            step = Step("clamp", "{a} → {b}", {"a": points, "b": bound}, bound, note)
            line, points = replace(line, points=bound, steps=(*line.steps, step)), bound
    return line


def rounded_line(sheet: Sheet, line: Line, rule: Round) -> Line:
    """
    Round a line's points as declared, with a step that shows it.

    After an irrational step the distance to where the rounding would turn is shown too; a number that lies
    on that edge as far as 50 digits tell is refused, never guessed.
    """
    if line.points is None:
        return line
    points = rounded(line.points, rule)
    values = {"a": line.points, "to": rule.to}
    if _is_irrational(line):
        values["edge"] = edge_distance(line.points, rule)
        if values["edge"] < UNDECIDED and points != line.points:
            message = _("{candidate}: “{node}” stands on a rounding edge as far as 50 digits tell")
            sheet.refuse(Problem("E_EDGE", message, {"node": line.id}))
    step = Step("round", "{a}", values, points, "rounded" if points != line.points else "")
    return replace(line, points=points, steps=(*line.steps, step))


def _is_irrational(line: Line) -> bool:
    return any(step.note == "irrational" for each in line.walk() for step in each.steps)


def _gated(sheet: Sheet, gate: Gate, line: Line, waited: int) -> Line:
    """Ask a gate; one that is certainly not passed decides, whatever else is still awaited."""
    before = len(sheet.waiting_for)
    answer = ask(sheet, gate.require)
    if answer is None and line.points is not None:
        return replace(line, state=State.PENDING, points=None, reason="gate_not_proven")
    if answer is not False:
        del sheet.waiting_for[before if line.points is None else len(sheet.waiting_for) :]
        return line
    sheet.gates.append(fired(sheet, gate))
    if not isinstance(gate.otherwise, ScoreIs) or line.state is State.NOT_APPLICABLE:
        return line
    score = gate.otherwise.score
    values = {"a": line.points, "b": score} if line.points is not None else {"b": score}
    step = Step("gate", "{a} → {b}" if "a" in values else "{b}", values, score, "gate_score")
    del sheet.waiting_for[waited:]
    return replace(line, state=State.VALUE, points=score, steps=(*line.steps, step), reason="gate")


def _policy(sheet: Sheet, node: Node, line: Line, on_missing: str) -> Part:
    if line.state is State.NOT_APPLICABLE:
        return _not_applicable(sheet, node, line)
    if line.state is State.MISSING:
        return _missing(sheet, node, line, on_missing)
    return Part(node, line)


def _not_applicable(sheet: Sheet, node: Node, line: Line) -> Part:
    policy = node.on_not_applicable or "drop_and_rescale"
    if policy == "full_points":
        points = node.max_points or Fraction(0)
        step = Step("policy", "{m}", {"m": points}, points, "not_applicable_full")
        return Part(node, replace(line, state=State.VALUE, points=points, steps=(*line.steps, step)))
    if policy == "refuse":
        message = _("{candidate}: “{node}” may not be answered with “not applicable”")
        sheet.refuse(Problem("E_NOT_APPLICABLE", message, {"node": node.id}, _source(line)))
    left_out = {"share_equally": "share", "exclude": "leave"}.get(policy, "rescale")
    return Part(node, line, left_out)


def _missing(sheet: Sheet, node: Node, line: Line, on_missing: str) -> Part:
    # A panel too small for its trimming lacks a judge, though each of its facts has a value.
    lacking = [fact.id for fact in line.facts if fact.state is State.MISSING]
    lacking = lacking or [fact.id for fact in line.facts[:1]]
    if on_missing == "zero":
        step = Step("policy", "{m}", {"m": Fraction(0)}, Fraction(0), "missing_as_zero")
        return Part(node, replace(line, state=State.VALUE, points=Fraction(0), steps=(*line.steps, step)))
    if on_missing == "drop_and_reweight":
        return Part(node, replace(line, reason="missing_reweighted"), "rescale")
    if on_missing == "refuse":
        message = _(
            "{candidate}: the fact {facts} of “{node}” is missing, and the scheme does not allow that"
        )
        sheet.refuse(
            Problem("E_MISSING", message, {"facts": ", ".join(lacking), "node": node.id}, _source(line))
        )
    sheet.waiting_for.extend(lacking)
    return Part(node, line)


def _source(line: Line) -> str:
    return next((fact.source for fact in line.facts if fact.source), "")
