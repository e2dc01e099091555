"""The tree in columns: every node combined, clamped, gated and rounded, with every policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from scoring.bulk.arithmetic import rounded
from scoring.bulk.cells import Cell, Fired, Leaf, Workings, only
from scoring.bulk.columns import Truth, both, either, negation
from scoring.bulk.combining import Part, combined
from scoring.bulk.leaves import leaf_cell
from scoring.bulk.number import Number, clamped, fixed
from scoring.scheme.condition import names, parse
from scoring.scheme.measures import FACT
from scoring.scheme.model import Gate, Grouping, Node, ScoreIs

_KNOWN = (
    *("id", "title", "note", "cite", "effective", "objective", "role", "max_points", "weight"),
    *("measure", "target", "scale", "children", "combine", "best", "trim", "weights"),
    *("clamp", "gates", "round", "on_missing", "on_not_applicable"),
    *("on_zero_target", "on_zero_denominator", "on_constant"),
)


def plan_nodes(workings: Workings, nodes: Sequence[Node], on_missing: str, role: str) -> list[Part]:
    """
    Plan sibling nodes, each with all below it, in the order of the scheme.

    Raises:
        UnplannedError: Something in a node that the columns do not know.
    """
    return [_planned(workings, node, on_missing, node.role or role) for node in nodes]


def _planned(workings: Workings, node: Node, inherited: str, role: str) -> Part:
    only(node.id, node, _KNOWN)
    on_missing = node.on_missing if isinstance(node.on_missing, str) else inherited
    before = len(workings.awaited)
    facts: tuple[str, ...] = ()
    if node.children:
        parts = plan_nodes(workings, node.children, on_missing, role)
        cell = group_cell(workings, node.id, node, parts)[0]
    else:
        cell, facts = leaf_cell(workings, node, on_missing)
    cell = _finished(workings, node, cell, before)
    part = _not_applicable(workings, Part(node, role, _kept(workings, cell), facts=facts))
    part = _missing(workings, part, on_missing)
    part = replace(part, cell=_kept(workings, part.cell))
    workings.cells[node.id], workings.left_out[node.id] = part.cell, part.left_out
    if not node.children and role == "base":
        workings.leaves.append(Leaf(part.cell, part.counts))
    return part


def _kept(workings: Workings, cell: Cell) -> Cell:
    keep, number = workings.program.keep, cell.number
    under = None if number.under is None else keep(number.under)
    err = None if number.err is None else keep(number.err)
    absent = (cell.missing, cell.not_applicable, cell.pending)
    kept = replace(number, num=keep(number.num), under=under, err=err)
    return Cell(kept, *map(workings.program.keep_mask, absent))


def group_cell(
    workings: Workings, name: str, grouping: Grouping, parts: Sequence[Part]
) -> tuple[Cell, dict[str, Number]]:
    """
    Combine the parts of a group, or of the whole scheme; it waits while a part that counts has no value.

    Returns:
        The group's points, and the points its parts bring by role.
    """
    found = combined(workings, name, grouping, parts)
    waits = either(*(both(part.counts, negation(part.cell.has_value)) for part in parts))
    nothing = both(found.nothing, negation(waits))
    dropped = [part for part in parts if part.facts]
    lost = both(nothing, either(*(part.cell.missing for part in dropped)))
    # Dropping everything leaves nothing to reweight: what was dropped is awaited after all.
    workings.awaited += [(fact, both(nothing, part.cell.missing)) for part in dropped for fact in part.facts]
    keep = workings.program.keep_mask
    absent = keep(both(nothing, negation(lost)))
    return Cell(found.points, not_applicable=absent, pending=keep(either(waits, lost))), found.by_role


def _finished(workings: Workings, node: Node, cell: Cell, before: int) -> Cell:
    if node.clamp is not None:
        cell = replace(cell, number=clamped(cell.number, node.clamp.low, node.clamp.high))
    for gate in node.gates:
        cell = _gated(workings, gate, _kept(workings, cell), before)
    if node.round is not None:
        cell = replace(cell, number=rounded(workings.program, cell.number, node.round))
    return cell


def _gated(workings: Workings, gate: Gate, cell: Cell, before: int) -> Cell:
    """Ask a gate; one that is certainly not passed decides, whatever else is still awaited."""
    yes, no = workings.ask(gate.require)
    unproven = both(negation(either(yes, no)), cell.has_value)
    note_unknown(workings, gate.require, unproven)
    workings.fired.append(Fired(gate, no))
    cell = replace(cell, pending=either(cell.pending, unproven))
    if not isinstance(gate.otherwise, ScoreIs):
        return cell
    where = workings.program.keep_mask(both(no, negation(cell.not_applicable)))
    waiting = [(name, both(rows, negation(where))) for name, rows in workings.awaited[before:]]
    workings.awaited[before:] = waiting
    return cell.set(where, fixed(gate.otherwise.score))


def note_unknown(workings: Workings, text: str, unproven: Truth, known: Sequence[str] = ()) -> None:
    """Note what an unproven condition waits for."""
    for name in dict.fromkeys(names(parse(text))):
        if name not in known:
            where = both(unproven, negation(workings.lookup(name).known))
            workings.awaited.append((name.removeprefix(FACT), where))


def _not_applicable(workings: Workings, part: Part) -> Part:
    where, policy = part.cell.not_applicable, part.node.on_not_applicable or "drop_and_rescale"
    if policy == "full_points":
        points = part.node.max_points if part.node.max_points is not None else Fraction(0)
        return replace(part, cell=part.cell.set(where, fixed(points)))
    if policy == "refuse":
        workings.program.doubt(where)
    if policy in ("share_equally", "exclude"):
        return replace(part, shared=where) if policy == "share_equally" else replace(part, lost=where)
    return replace(part, rescaled=where)


def _missing(workings: Workings, part: Part, on_missing: str) -> Part:
    where = part.cell.missing
    if on_missing == "zero":
        return replace(part, cell=part.cell.set(where, fixed(Fraction(0))))
    if on_missing == "drop_and_reweight":
        return replace(part, rescaled=either(part.rescaled, where))
    if on_missing == "refuse":
        workings.program.doubt(where)
    for fact in dict.fromkeys(part.facts):
        lacks = both(where, workings.fact(fact).missing)
        workings.awaited.append((fact, lacks))
    return part
