"""The card: the whole scheme's line, gates of the total, published rounding, class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from scoring.cards import Card, GateFired, Line, Step
from scoring.evaluate.combining import combine
from scoring.evaluate.sheet import Sheet, ask, fired
from scoring.evaluate.tree import clamped, combined_line, rounded_line, score_nodes
from scoring.facts import Fact, State
from scoring.scheme.condition import Operand, names, parse
from scoring.scheme.measures import FACT
from scoring.scheme.model import Band, ClassAtMost, Gate, Node, Scheme, ScoreIs
from scoring.scheme.order import walk

ZERO = Fraction(0)


def excluded_by_facts(sheet: Sheet) -> bool:
    """Tell whether a gate that names facts only excludes the candidate before anything is scored."""
    failed = [gate for gate in _exclusions(sheet.scheme) if ask(sheet, gate.require) is False]
    sheet.gates = [fired(sheet, gate) for gate in failed]
    sheet.waiting_for.clear()
    return bool(failed)


def _exclusions(scheme: Scheme) -> list[Gate]:
    gates = [gate for gate in scheme.gates if gate.otherwise == "exclude"]
    return [gate for gate in gates if all(name.startswith(FACT) for name in names(parse(gate.require)))]


def facts_asked(scheme: Scheme) -> tuple[str, ...]:
    """Give the facts that conditions, the order and quotas ask for, each once."""
    conditions = [gate.require for gate in scheme.gates]
    conditions += [gate.require for node in walk(scheme.children) for gate in node.gates]
    conditions += [band.require for band in scheme.classify if band.require]
    conditions += [select.require for select in scheme.select if select.require]
    wanted = [name for text in conditions for name in names(parse(text))]
    wanted += [key.key for key in scheme.rank.by if key.key]
    wanted += [select.of for select in scheme.select]
    wanted += [FACT + select.share_by.fact for select in scheme.select if select.share_by]
    return tuple(dict.fromkeys(name.removeprefix(FACT) for name in wanted if name.startswith(FACT)))


def excluded_card(sheet: Sheet) -> Card:
    """Give the card of an excluded candidate: no points at all, and why."""
    scheme = sheet.scheme
    line = Line(scheme.scheme, scheme.title, State.EXCLUDED, cite=scheme.cite, reason="gate")
    return _card(sheet, State.EXCLUDED, line)


def card(sheet: Sheet, nodes: Sequence[Node]) -> Card:
    """Score one candidate under the nodes in force and publish the result."""
    scheme = sheet.scheme
    parts = score_nodes(sheet, nodes, scheme.publish.on_missing)
    root = combined_line(sheet, scheme, parts, _root(scheme, nodes))
    by_role = combine(scheme, parts).by_role or {} if root.points is not None else {}
    if scheme.clamp is not None:
        root = clamped(root, scheme.clamp)
    root, proven = _gated(sheet, root)
    if any(gate.effect == "exclude" for gate in sheet.gates):
        return excluded_card(sheet)
    if root.state is State.NOT_APPLICABLE:
        return _card(sheet, State.NOT_APPLICABLE, root)
    if root.points is None or not proven:
        return _pending(sheet, root)
    return _published(sheet, root, by_role)


def _root(scheme: Scheme, nodes: Sequence[Node]) -> Line:
    base = [node.max_points or ZERO for node in nodes if (node.role or "base") == "base"]
    weighted = any(node.weight is not None for node in nodes)
    maximum = sum(base, ZERO) if scheme.combine == "sum" and not weighted else None
    return Line(scheme.scheme, scheme.title, State.PENDING, max_points=maximum, cite=scheme.cite)


def _card(sheet: Sheet, state: State, root: Line) -> Card:
    asked = tuple(_asked(sheet))
    waiting = tuple(dict.fromkeys(sheet.waiting_for)) if state is State.PENDING else ()
    return Card(
        sheet.entry.candidate,
        sheet.scheme.key,
        state,
        root,
        gates=tuple(sheet.gates),
        waiting_for=waiting,
        asked=asked,
    )


def _asked(sheet: Sheet) -> Iterator[Fact]:
    return (sheet.entry.fact(fact) for fact in facts_asked(sheet.scheme))


def _pending(sheet: Sheet, root: Line) -> Card:
    return _card(sheet, State.PENDING, replace(root, points=None, state=State.PENDING))


def _published(sheet: Sheet, root: Line, by_role: Mapping[str, Fraction]) -> Card:
    root = rounded_line(sheet, root, sheet.scheme.publish.round)
    total = root.points if root.points is not None else ZERO
    label, proven = _classified(sheet, total)
    if not proven:
        return _pending(sheet, root)
    base, bonus, penalty = (by_role.get(role, ZERO) for role in ("base", "bonus", "penalty"))
    return replace(
        _card(sheet, State.VALUE, root),
        total=total,
        base=base,
        bonus=bonus,
        penalty=penalty,
        adjustment=total - base - bonus - penalty,
        label=label,
    )


def _gated(sheet: Sheet, root: Line) -> tuple[Line, bool]:
    """Ask the gates of the total; give the line and whether every answer is proven."""
    proven = True
    extra: dict[str, Operand] = {"total": root.points} if root.points is not None else {}
    for gate in sheet.scheme.gates:
        answer = ask(sheet, gate.require, extra)
        proven = proven and answer is not None
        if answer is not False:
            continue
        sheet.gates.append(fired(sheet, gate))
        if isinstance(gate.otherwise, ScoreIs) and root.points is not None:
            score = gate.otherwise.score
            step = Step("gate", "{a} → {b}", {"a": root.points, "b": score}, score, "gate_score")
            root = replace(root, points=score, steps=(*root.steps, step))
    sheet.waiting_for = [name for name in sheet.waiting_for if name not in ("total", "lowest")]
    return root, proven


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
