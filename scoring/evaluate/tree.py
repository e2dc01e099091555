"""The walk over the scheme for one candidate: leaves, policies, groups, clamps, gates, rounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from scoring.cards import GateFired, Line, Step
from scoring.errors import Problem, _
from scoring.evaluate.combining import Combined, Part, combine
from scoring.evaluate.reading import Reading, read_measure
from scoring.evaluate.scaling import Scaled, scale_label, scale_number
from scoring.facts import Decision, Entry, State
from scoring.numbers import rounded
from scoring.scheme.condition import Operand, holds, names, parse
from scoring.scheme.model import Clamp, Gate, Node, Scheme, ScoreIs, Target

Statistics = Mapping[tuple[str, str], Mapping[str, Fraction]]
Awaited = Mapping[tuple[str, str], tuple[str, ...]]


@dataclass
class Sheet:
    """What is gathered while one candidate is scored; lives for one evaluation only."""

    scheme: Scheme
    entry: Entry
    as_of: date
    decisions: Mapping[str, Decision]
    statistics: Statistics
    awaited: Awaited = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    waiting_for: list[str] = field(default_factory=list)
    gates: list[GateFired] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, problem: Problem) -> None:
        """Note a problem with the candidate it concerns."""
        values = {**problem.values, "candidate": self.entry.candidate.id}
        self.problems.append(replace(problem, values=values))

    def lookup(self, name: str) -> Operand | None:
        """Give the points of a node or the value of a fact, for conditions."""
        if name.startswith("fact."):
            fact = self.entry.fact(name.removeprefix("fact."))
            return fact.number if fact.number is not None else (fact.label or None)
        if name == "lowest":
            return self._lowest()
        line = self.lines.get(name)
        return line.points if line else None

    def _lowest(self) -> Fraction | None:
        leaves = [line for line in self.lines.values() if not line.children and line.role == "base"]
        if any(line.state in (State.MISSING, State.PENDING) for line in leaves):
            return None
        return min((line.points for line in leaves if line.points is not None), default=None)


def score_nodes(sheet: Sheet, nodes: Sequence[Node], on_missing: str, role: str = "base") -> list[Part]:
    """Score sibling nodes, each with all below it, in the order of the scheme."""
    return [_scored(sheet, node, node.on_missing or on_missing, node.role or role) for node in nodes]


def _scored(sheet: Sheet, node: Node, on_missing: str, role: str) -> Part:
    line = _group(sheet, node, on_missing, role) if node.children else _leaf(sheet, node, role)
    line = _finished(sheet, node, line)
    part = _policy(sheet, node, line, on_missing)
    sheet.lines[node.id] = part.line
    return part


def _line(sheet: Sheet, node: Node, role: str, state: State) -> Line:
    cite = node.cite
    if cite is not None and not cite.document:
        cite = cite.model_copy(update={"document": sheet.scheme.cite.document})
    return Line(node.id, node.title, state, max_points=node.max_points, role=role, cite=cite)


def _group(sheet: Sheet, node: Node, on_missing: str, role: str) -> Line:
    parts = score_nodes(sheet, node.children or [], on_missing, role)
    empty = _line(sheet, node, role, State.PENDING)
    children = tuple(part.line for part in parts)
    if waits(parts):
        return replace(empty, children=children, reason="parts_pending")
    if node.combine == "geomean" and any(part.points < 0 for part in parts if not part.left_out):
        message = _("{candidate}: “{node}” takes a geometric mean of a number below zero")
        sheet.refuse(Problem("E_DOMAIN", message, {"node": node.id}))
        return replace(empty, children=children, reason="not_applicable")
    combined = combine(node.combine or "sum", parts, best=node.best or 0, trim=node.trim or (0, 0))
    return replace(
        empty,
        state=State.NOT_APPLICABLE if combined.points is None else State.VALUE,
        points=combined.points,
        steps=combined.steps,
        children=children,
        reason="not_applicable" if combined.points is None else "",
    )


def waits(parts: Sequence[Part]) -> bool:
    """Tell whether a part that counts has no value yet."""
    return any(part.line.state is not State.VALUE and not part.left_out for part in parts)


def _leaf(sheet: Sheet, node: Node, role: str) -> Line:
    assert node.measure is not None, "the loader lets no leaf without a measure through"
    reading = read_measure(node, node.measure, sheet.entry, sheet.decisions)
    for problem in reading.problems:
        sheet.refuse(problem)
    line = _line(sheet, node, role, reading.state)
    target = target_on(node, sheet.as_of)
    line = replace(
        line,
        measured=reading.number,
        unit=node.measure.unit or _unit(sheet, reading),
        target=_bound(target),
        target_sign=_sign(target),
        facts=reading.facts,
        steps=reading.steps,
        reason=reading.reason,
    )
    if reading.state is not State.VALUE:
        sheet.waiting_for.extend(reading.waiting_for if reading.state is State.PENDING else ())
        return line
    return _pointed(sheet, node, line, reading, target)


def _unit(sheet: Sheet, reading: Reading) -> str:
    return sheet.scheme.fact_spec(reading.facts[0].id).unit if reading.facts else ""


def target_on(node: Node, day: date) -> Target | None:
    """Give the target in force on a day; None when the node has none then."""
    return next((target for target in node.target or [] if target.covers(day)), None)


def _bound(target: Target | None) -> Fraction | None:
    if target is None:
        return None
    return next(x for x in (target.at_least, target.at_most, target.equals) if x is not None)


def _sign(target: Target | None) -> str:
    if target is None:
        return ""
    return ">=" if target.at_least is not None else "<=" if target.at_most is not None else "="


def _pointed(sheet: Sheet, node: Node, line: Line, reading: Reading, target: Target | None) -> Line:
    if reading.share is not None:
        points = reading.share * (node.max_points or 0)
        step = Step("policy", "{m}", {"m": points}, points, line.steps[-1].note if line.steps else "")
        return replace(line, points=points, steps=(*line.steps, step))
    if node.scale is None:
        return _unscaled(sheet, node, line, reading)
    if node.scale.table is not None:
        return _with(line, scale_label(node.scale, reading.label))
    if _needs_target(node) and not _bound(target):
        return _without_target(sheet, node, line, target)
    if reading.number is None:
        return _unscaled(sheet, node, line, reading)
    awaited = sheet.awaited.get((node.id, sheet.entry.candidate.cluster))
    if awaited:
        # Another unit's value could still move the best, the worst or the mean.
        sheet.waiting_for.extend(awaited)
        return replace(line, state=State.PENDING, reason="cluster_pending")
    scaled = scale_number(node.scale, reading.number, _anchors(sheet, node, target))
    if scaled.points is None:
        message = _("{candidate}: the value {number} of “{node}” lies outside the scale")
        values = {"number": reading.number, "node": node.id}
        sheet.refuse(Problem("E_OUTSIDE", message, values, reading.facts[0].source if reading.facts else ""))
    return _with(line, scaled)


def _unscaled(sheet: Sheet, node: Node, line: Line, reading: Reading) -> Line:
    if reading.number is None:
        message = _("{candidate}: “{node}” measures a label but has no table of points")
        sheet.refuse(Problem("E_SCALE", message, {"node": node.id}))
    return replace(line, points=reading.number)


def _with(line: Line, scaled: Scaled) -> Line:
    return replace(line, points=scaled.points, steps=(*line.steps, scaled.step))


def _needs_target(node: Node) -> bool:
    return any(knot[0] == "target" for knot in (node.scale.knots if node.scale else None) or [])


def _without_target(sheet: Sheet, node: Node, line: Line, target: Target | None) -> Line:
    if target is None:
        message = _("{candidate}: “{node}” has no target in force on {day}")
        sheet.refuse(Problem("E_NO_TARGET", message, {"node": node.id, "day": sheet.as_of}))
        return replace(line, state=State.PENDING, reason="no_target")
    policy = node.on_zero_target
    if policy == "not_applicable":
        return replace(line, state=State.NOT_APPLICABLE, reason="not_applicable")
    if policy == "error":
        message = _(
            "{candidate}: the target of “{node}” is zero and the scheme does not say what then follows"
        )
        sheet.refuse(Problem("E_ZERO_TARGET", message, {"node": node.id}))
    points = (node.max_points or Fraction(0)) * int(policy == "full")
    step = Step("policy", "{m}", {"m": points}, points, f"zero_target_{policy}")
    return replace(line, points=points, steps=(*line.steps, step))


def _anchors(sheet: Sheet, node: Node, target: Target | None) -> dict[str, Fraction]:
    found = dict(sheet.statistics.get((node.id, sheet.entry.candidate.cluster), {}))
    bound = _bound(target)
    if bound is not None:
        found["target"] = bound
    if node.max_points is not None:
        found["max_points"] = node.max_points
    return found


def _finished(sheet: Sheet, node: Node, line: Line) -> Line:
    if line.points is None:
        return line
    if node.clamp is not None:
        line = clamped(line, node.clamp)
    for gate in node.gates:
        line = _gated(sheet, gate, line)
    if node.round is not None and line.points is not None:
        points = rounded(line.points, node.round)
        line = replace(
            line,
            points=points,
            steps=(*line.steps, Step("round", "{a}", {"a": line.points}, points, "rounded")),
        )
    return line


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


def _gated(sheet: Sheet, gate: Gate, line: Line) -> Line:
    answer = ask(sheet, gate.require)
    if answer is None:
        return replace(line, state=State.PENDING, points=None, reason="gate_not_proven")
    if answer:
        return line
    sheet.gates.append(fired(sheet, gate))
    if isinstance(gate.otherwise, ScoreIs):
        score = gate.otherwise.score
        step = Step("gate", "{a} → {b}", {"a": line.points or Fraction(0), "b": score}, score, "gate_score")
        return replace(line, points=score, steps=(*line.steps, step), reason="gate")
    return line


def ask(sheet: Sheet, text: str, extra: Mapping[str, Operand] | None = None) -> bool | None:
    """Tell whether a condition holds; what it still waits for is noted on the sheet."""
    condition = parse(text)

    def lookup(name: str) -> Operand | None:
        return extra[name] if extra and name in extra else sheet.lookup(name)

    answer = holds(condition, lookup)
    if answer is None:
        unknown = [name for name in names(condition) if lookup(name) is None]
        sheet.waiting_for.extend(name.removeprefix("fact.") for name in unknown)
    return answer


def fired(sheet: Sheet, gate: Gate) -> GateFired:
    """Give the record of a gate that was not passed."""
    effect = gate.otherwise
    text = effect if isinstance(effect, str) else next(f"{key}:{value}" for key, value in effect)
    cite = gate.cite or sheet.scheme.cite
    return GateFired(gate.id, gate.title, text, cite)


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


def root_line(sheet: Sheet, parts: Sequence[Part], combined: Combined | None) -> Line:
    """Give the line of the whole scheme over its parts; ``combined`` is None while something waits."""
    scheme = sheet.scheme
    base = [node.max_points or Fraction(0) for node in scheme.children if (node.role or "base") == "base"]
    maximum = sum(base, Fraction(0)) if scheme.combine == "sum" else None
    points = combined.points if combined else None
    return Line(
        scheme.scheme,
        scheme.title,
        State.PENDING if points is None else State.VALUE,
        points=points,
        max_points=maximum,
        steps=combined.steps if combined else (),
        cite=scheme.cite,
        reason="" if points is not None else "parts_pending",
        children=tuple(part.line for part in parts),
    )
