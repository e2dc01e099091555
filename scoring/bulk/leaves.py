"""One criterion in columns: from what it measures to its points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from scoring.bulk.cells import Cell, FactColumn, UnplannedError, Workings, only
from scoring.bulk.columns import Truth, both, constant, either, equals, negation
from scoring.bulk.leaders import Leader, as_leader, leader_of
from scoring.bulk.logic import Label
from scoring.bulk.measuring import Measured, measured
from scoring.bulk.number import Number, fixed, pick
from scoring.bulk.relative import grouped
from scoring.bulk.scaling import Anchors, by_knots, by_table
from scoring.evaluate.leaf import target_on
from scoring.evaluate.scaling import chosen_scale
from scoring.scheme.measures import FACT, bound_of, statistics_used, uses_word
from scoring.scheme.model import Node, Scale

ZERO = Fraction(0)


def leaf_cell(workings: Workings, node: Node, on_missing: str) -> tuple[Cell, tuple[str, ...]]:
    """
    Plan one leaf.

    Returns:
        Its points before clamp, gates and rounding, and the facts its line names.

    Raises:
        UnplannedError: The columns do not know its measure, its scale or its policy.
    """
    if node.on_missing is not None and not isinstance(node.on_missing, str):
        raise UnplannedError(node.id, "impute")
    leaf = _Leaf(workings, node, on_missing)
    leaf.plan()
    return leaf.cell, leaf.facts


class _Leaf:
    """A leaf while it is planned: what is settled so far, and the rows that are still open."""

    def __init__(self, workings: Workings, node: Node, on_missing: str) -> None:
        self.workings, self.node, self.on_missing = workings, node, on_missing
        self.found: Measured = measured(workings, node)
        self.cell = Cell(fixed(ZERO), self.found.missing, self.found.not_applicable, self.found.pending)
        self.open: Truth = self.cell.has_value
        self.facts = self.found.facts
        self.given = False

    def plan(self) -> None:
        """Settle every row, in the order in which the reference asks."""
        if self.found.slot:
            self.workings.awaited.append((self.found.slot, True))
        own = self._own_target()
        self._divided()
        scale = chosen_scale(self.node.scale, self.workings.decisions)
        if scale is None:
            self._without_scale()
        elif scale.table is not None:
            self._by_table(scale)
        else:
            self._by_number(scale, own)

    def _give(self, where: Truth, points: Number) -> None:
        where = both(self.open, where)
        number = pick(where, points, self.cell.number) if self.given else points
        self.cell = replace(self.cell, number=number)
        self.given, self.open = True, both(self.open, negation(where))

    def _leave(self, where: Truth, state: str) -> Truth:
        where = self.workings.program.keep_mask(both(self.open, where))
        self.cell = self.cell.without(where, state)
        self.open = both(self.open, negation(where))
        return where

    def _declare(self, where: Truth, policy: str) -> None:
        """Follow a policy that stands instead of a scale; an error is left to the reference to tell."""
        if policy == "error":
            self.workings.program.doubt(both(self.open, where))
        if policy in ("error", "not_applicable"):
            self._leave(where, "not_applicable")
        else:
            points = (self.node.max_points or ZERO) * int(policy == "full")
            self._give(where, fixed(points))

    def _divided(self) -> None:
        if self.found.divides_by_zero is not False:
            self._declare(self.found.divides_by_zero, self.node.on_zero_denominator)

    def _without_scale(self) -> None:
        if self.node.scale is not None:
            slot = self.node.scale.decide.slot if self.node.scale.decide else ""
            self.workings.awaited.append((slot, self._leave(True, "pending")))
        elif isinstance(self.found.value, Label):
            raise UnplannedError(self.node.id, "scale")
        else:
            self._give(True, self.found.value)

    def _by_table(self, scale: Scale) -> None:
        only(self.node.id, scale, ("table",))
        assert isinstance(self.found.value, Label), "the loader lets no table of numbers through"
        self._give(True, by_table(self.workings.program, scale, self.found.value))

    def _by_number(self, scale: Scale, own: FactColumn | None) -> None:
        anchors: dict[str, Number] = {}
        if self.node.max_points is not None:
            anchors["max_points"] = fixed(self.node.max_points)
        if uses_word(scale, "target"):
            anchors |= self._target(own)
        if isinstance(self.found.value, Label):
            raise UnplannedError(self.node.id, "scale")
        if scale.per is not None:
            only(self.node.id, scale, ("per",))
            self._give(True, self.found.value.times(scale.per))
            return
        x = self.found.value
        if statistics_used(scale):
            x, known = self._relative(scale, x, anchors)
        else:
            known = anchors
        if self.open is not False:
            self._give(True, by_knots(self.workings, self.node.id, scale, x, known, self.open))

    def _own_target(self) -> FactColumn | None:
        """Read the target that every unit has of its own, if the node has such a one."""
        target = target_on(self.node, self.workings.as_of)
        bound = bound_of(target) if target else None
        if not isinstance(bound, str):
            return None
        fact = bound.removeprefix(FACT)
        self.facts = (*self.facts, fact)
        return self.workings.fact(fact)

    def _target(self, own: FactColumn | None) -> Anchors:
        """Settle the rows without a target, and give the target of the others."""
        if own is not None:
            self._leave(own.not_applicable, "not_applicable")
            self._leave(own.missing, "missing")
            assert isinstance(own.value, Number), "the loader lets no label be a target"
            self._declare(equals(own.value.num, constant(0)), self.node.on_zero_target)
            return {"target": own.value}
        target = target_on(self.node, self.workings.as_of)
        bound = bound_of(target) if target else None
        if target is None:
            self.workings.program.doubt(self._leave(True, "pending"))
        elif not bound:
            self._declare(True, self.node.on_zero_target)
        return {"target": fixed(bound if isinstance(bound, Fraction) else ZERO)}

    def _relative(self, scale: Scale, x: Number, anchors: Anchors) -> tuple[Number, Anchors]:
        """Settle the rows whose group is still awaited or all alike; give the numbers and all anchors."""
        words = statistics_used(scale)
        judged = scale.leader_by is not None or scale.leader_within is not None
        special = next((word for word in words if judged and word.endswith(".leader")), "")
        group = grouped(self.workings, self.node.id, self.found, words, self.on_missing)
        self._await(group.awaited)
        anchors = {**anchors, **group.statistics}
        leader: Leader | None = None
        if special:
            leader = leader_of(self.workings, self.node.id, scale, x, group.counts, special)
            self._await([(special, leader.unknown)])
            anchors[special] = leader.value
        if self.node.on_constant != "knots":
            self._declare(group.is_constant, self.node.on_constant)
        return as_leader(self.workings, scale, x, leader, anchors) if leader else x, anchors

    def _await(self, awaited: Sequence[tuple[str, Truth]]) -> None:
        waiting = self._leave(either(*(where for _name, where in awaited)), "pending")
        self.workings.awaited += [(name, both(where, waiting)) for name, where in awaited]
