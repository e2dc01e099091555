"""One criterion: from the number it measures to its points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from scoring.cards import Line, Step
from scoring.errors import Problem, _
from scoring.evaluate.groups import limited
from scoring.evaluate.reading import Reading, read_measure, settled
from scoring.evaluate.scaling import Scaled, chosen_scale, is_beyond, scale_label, scale_number
from scoring.evaluate.sheet import Sheet
from scoring.facts import Fact, State
from scoring.scheme.measures import FACT, bound_of, statistics_used, uses_word
from scoring.scheme.model import Impute, Node, Scale, Target

ZERO = Fraction(0)


def leaf_line(sheet: Sheet, node: Node, line: Line) -> Line:
    """Fill in the line of a node that measures: number, target, points, state, steps."""
    reading = _imputed(sheet, node, _winsorised(sheet, node, _read(sheet, node)))
    for problem in reading.problems:
        sheet.refuse(problem)
    target = target_on(node, sheet.as_of)
    own = _target_fact(sheet, target)
    line = replace(
        line,
        state=reading.state,
        measured=reading.number,
        unit=node.measure.unit if node.measure and node.measure.unit else _unit(sheet, reading),
        target=own.number if own else _bound(target),
        target_sign=_sign(target),
        facts=reading.facts + ((own,) if own else ()),
        steps=reading.steps,
        reason=reading.reason,
    )
    if reading.state is not State.VALUE:
        sheet.waiting_for.extend(reading.waiting_for if reading.state is State.PENDING else ())
        return line
    return _pointed(sheet, node, line, reading, target)


def _read(sheet: Sheet, node: Node) -> Reading:
    return read_measure(node, sheet.entry, sheet.decisions, sheet.groups.places)


def _winsorised(sheet: Sheet, node: Node, reading: Reading) -> Reading:
    measure = settled(node.measure, sheet.decisions) if node.measure else ""
    rule = None if isinstance(measure, str) else measure.winsorise
    if reading.number is None or rule is None:
        return reading
    limits = sheet.groups.limits.get((node.id, sheet.cluster), (rule.low, rule.high))
    number = limited(reading.number, limits)
    if number == reading.number:
        return reading
    step = Step("measure", "{a} → {b}", {"a": reading.number, "b": number}, number, "winsorised")
    return replace(reading, number=number, steps=(*reading.steps, step))


def _imputed(sheet: Sheet, node: Node, reading: Reading) -> Reading:
    """Let a statistic of the group stand in for a missing number where the scheme says so."""
    if reading.state is not State.MISSING or not isinstance(node.on_missing, Impute):
        return reading
    word = node.on_missing.impute
    number = sheet.groups.statistics.get((node.id, sheet.cluster), {}).get(word)
    if number is None:
        return replace(reading, state=State.PENDING, reason="cluster_pending")
    step = Step("policy", "{a}", {"a": number}, number, "imputed")
    return replace(reading, state=State.VALUE, number=number, steps=(step,), waiting_for=(), reason="imputed")


def _unit(sheet: Sheet, reading: Reading) -> str:
    return sheet.scheme.fact_spec(reading.facts[0].id).unit if reading.facts else ""


def target_on(node: Node, day: date) -> Target | None:
    """Give the target in force on a day; None when the node has none then."""
    return next((target for target in node.target or [] if target.covers(day)), None)


def _target_fact(sheet: Sheet, target: Target | None) -> Fact | None:
    bound = bound_of(target) if target else None
    return sheet.entry.fact(bound.removeprefix(FACT)) if isinstance(bound, str) else None


def _bound(target: Target | None) -> Fraction | None:
    bound = bound_of(target) if target else None
    return bound if isinstance(bound, Fraction) else None


def _sign(target: Target | None) -> str:
    if target is None:
        return ""
    return ">=" if target.at_least is not None else "<=" if target.at_most is not None else "="


def _pointed(sheet: Sheet, node: Node, line: Line, reading: Reading, target: Target | None) -> Line:
    if reading.share is not None:
        points = reading.share * (node.max_points or 0)
        step = Step("policy", "{m}", {"m": points}, points, line.steps[-1].note if line.steps else "")
        return replace(line, points=points, steps=(*line.steps, step))
    scale = chosen_scale(node.scale, sheet.decisions)
    if node.scale is not None and scale is None:
        slot = node.scale.decide.slot if node.scale.decide else ""
        sheet.waiting_for.append(slot)
        return replace(line, state=State.PENDING, reason="undecided")
    if scale is None:
        return _unscaled(sheet, node, line, reading)
    if scale.table is not None:
        return _with(line, scale_label(scale, reading.label))
    if uses_word(scale, "target") and not line.target:
        return _without_target(sheet, node, line, target)
    if reading.number is None:
        return _unscaled(sheet, node, line, reading)
    if statistics_used(scale):
        return _relative(sheet, node, scale, line, reading.number)
    return _scaled(sheet, node, scale, line, reading.number)


def _relative(sheet: Sheet, node: Node, scale: Scale, line: Line, number: Fraction) -> Line:
    """Score against the group, unless another's value could still move what it says."""
    key = (node.id, sheet.cluster)
    awaited = sheet.groups.awaited.get(key)
    found = sheet.groups.statistics.get(key, {})
    lacking = [word for word in statistics_used(scale) if word not in found]
    if awaited or lacking:
        sheet.waiting_for.extend(awaited or lacking)
        return replace(line, state=State.PENDING, reason="cluster_pending")
    scopes = {word.partition(".")[0] for word in statistics_used(scale)}
    if node.on_constant != "knots" and all(found[f"{s}.min"] == found[f"{s}.max"] for s in scopes):
        return _constant(sheet, node, line)
    leader = sheet.groups.leaders.get((node.id, sheet.entry.candidate.id))
    if leader is not None and leader > number and is_beyond(scale, number, _anchors(sheet, node, line)):
        step = Step("measure", "{a} → {b}", {"a": number, "b": leader}, leader, "counts_as_leader")
        line, number = replace(line, steps=(*line.steps, step)), leader
    line = _scaled(sheet, node, scale, line, number)
    if key in sheet.groups.irrational and not line.steps[-1].note:
        line = replace(line, steps=(*line.steps[:-1], replace(line.steps[-1], note="irrational")))
    return line


def _constant(sheet: Sheet, node: Node, line: Line) -> Line:
    policy = node.on_constant
    if policy == "error":
        message = _(
            "{candidate}: all of the group have the same number in “{node}”, which the scheme refuses"
        )
        sheet.refuse(Problem("E_CONSTANT", message, {"node": node.id}))
    return _declared(node, line, policy, f"constant_{policy}")


def _declared(node: Node, line: Line, policy: str, note: str) -> Line:
    """Give what a policy declares instead of a scale: full points, none, or that the node does not apply."""
    if policy == "not_applicable":
        return replace(line, state=State.NOT_APPLICABLE, reason="not_applicable")
    points = (node.max_points or ZERO) * int(policy == "full")
    step = Step("policy", "{m}", {"m": points}, points, note)
    return replace(line, points=points, steps=(*line.steps, step))


def _scaled(sheet: Sheet, node: Node, scale: Scale, line: Line, number: Fraction) -> Line:
    scaled = scale_number(scale, number, _anchors(sheet, node, line))
    if scaled.points is None:
        message = _("{candidate}: the value {number} of “{node}” lies outside the scale")
        values = {"number": number, "node": node.id}
        sheet.refuse(Problem("E_OUTSIDE", message, values, line.facts[0].source if line.facts else ""))
    return _with(line, scaled)


def _unscaled(sheet: Sheet, node: Node, line: Line, reading: Reading) -> Line:
    if reading.number is None:
        message = _("{candidate}: “{node}” measures a label but has no table of points")
        sheet.refuse(Problem("E_SCALE", message, {"node": node.id}))
    return replace(line, points=reading.number)


def _with(line: Line, scaled: Scaled) -> Line:
    return replace(line, points=scaled.points, steps=(*line.steps, scaled.step))


def _without_target(sheet: Sheet, node: Node, line: Line, target: Target | None) -> Line:
    """Say what follows when the scale needs a target and there is none, none yet, or one of zero."""
    own = _target_fact(sheet, target)
    if own is not None and own.state is State.NOT_APPLICABLE:
        return replace(line, state=State.NOT_APPLICABLE, reason="not_applicable")
    if own is not None and own.state is State.MISSING:
        return replace(line, state=State.MISSING, reason="missing_fact")
    if target is None:
        message = _("{candidate}: “{node}” has no target in force on {day}")
        sheet.refuse(Problem("E_NO_TARGET", message, {"node": node.id, "day": sheet.as_of}))
        return replace(line, state=State.PENDING, reason="no_target")
    policy = node.on_zero_target
    if policy == "error":
        message = _(
            "{candidate}: the target of “{node}” is zero and the scheme does not say what then follows"
        )
        sheet.refuse(Problem("E_ZERO_TARGET", message, {"node": node.id}, own.source if own else ""))
    return _declared(node, line, policy, f"zero_target_{policy}")


def _anchors(sheet: Sheet, node: Node, line: Line) -> Mapping[str, Fraction]:
    found = dict(sheet.groups.statistics.get((node.id, sheet.cluster), {}))
    if line.target is not None:
        found["target"] = line.target
    if node.max_points is not None:
        found["max_points"] = node.max_points
    return found
