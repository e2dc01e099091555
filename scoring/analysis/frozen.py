"""A candidate's card with its points held, so that one thing can be moved alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from scoring.analysis.edits import mapped
from scoring.analysis.inputs import Inputs
from scoring.cards import Card, Line
from scoring.facts import Entry
from scoring.scheme.measures import facts_of_node
from scoring.scheme.model import Measure, Node, Scheme
from scoring.scheme.order import walk


class Frozen:
    """
    One candidate whose criteria have constant points.

    Groups, clamps, gates, rounding and classes still follow from the points as the scheme says; what others
    report no longer matters. Criteria that measured nothing stay as they are, not applicable or missing,
    also where a policy gives them points.

    Attributes:
        lines: The criteria whose points come from a measure, by id.
    """

    def __init__(self, inputs: Inputs, entry: Entry, card: Card) -> None:
        leaves = (line for line in card.root.leaves() if line is not card.root)
        self.lines: Mapping[str, Line] = {line.id: line for line in leaves if _is_measured(line)}
        self._inputs = replace(inputs, entries=(entry,))
        self._points = {line.id: line.points for line in self.lines.values() if line.points is not None}
        self._all_held = _held(inputs.scheme, self._points)
        self._all_but: dict[str, Scheme] = {}

    def card(self, node_id: str, points: Fraction) -> Card:
        """Give the card on which one criterion has other points, before its own clamp, gates and rounding."""
        return self._scored(_held(self._all_held, {node_id: points}), self._inputs.entries[0])

    def card_with(self, entry: Entry, fact_id: str) -> Card:
        """
        Give the card with another value of one fact, every criterion that reads it scored again.

        Right only where no criterion depends on what others report. Raises EvaluationError for a value that
        the scheme does not allow.
        """
        if fact_id not in self._all_but:
            readers = {n.id for n in walk(self._inputs.scheme.children) if fact_id in facts_of_node(n)}
            others = {key: points for key, points in self._points.items() if key not in readers}
            self._all_but[fact_id] = _held(self._inputs.scheme, others)
        return self._scored(self._all_but[fact_id], entry)

    def _scored(self, scheme: Scheme, entry: Entry) -> Card:
        return replace(self._inputs, scheme=scheme).cards([entry])[entry.candidate.id]


def _is_measured(line: Line) -> bool:
    # Points that a policy gives pass no gate, clamp or rounding of the node; held as constants they would.
    return line.points is not None and line.reason not in ("not_applicable", "missing_fact")


def _held(scheme: Scheme, points: Mapping[str, Fraction]) -> Scheme:
    def change(node: Node) -> Node:
        if node.id not in points:
            return node
        constant = Measure(constant=points[node.id])
        return node.model_copy(
            update={"measure": constant, "scale": None, "target": None, "on_missing": None}
        )

    return mapped(scheme, change)
