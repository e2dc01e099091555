"""The one criterion whose change turns two candidates: by how many points, to which value, to which fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from scoring.analysis.frozen import Frozen
from scoring.analysis.inputs import Baseline
from scoring.analysis.inversion import FactGoal, Goal, extremes, fact_for, label_for, lowest_of, nearest
from scoring.cards import Card, Line
from scoring.errors import EvaluationError
from scoring.evaluate.reading import settled
from scoring.evaluate.scaling import chosen_scale
from scoring.facts import Candidate, Entry, Fact, State
from scoring.scheme.measures import is_relative
from scoring.scheme.model import Node, Scale
from scoring.scheme.order import walk

ZERO = Fraction(0)
# So many steps are looked at where a scale knows no bound: far beyond any table of points.
_FAR = 10**9


@dataclass(frozen=True)
class Lever:
    """
    One criterion of one of two candidates whose change alone turns their order.

    Attributes:
        candidate: Whose criterion it is: the lower one gains, or the upper one loses.
        now: Its exact points.
        needed: The points nearest to ``now`` at which the order turns, in steps of the published rounding.
        goal: The measured value that earns them; None for labels and where ``hindrance`` says why.
        unit: Unit of ``goal``.
        fact: The reported value nearest to today's that turns them, everybody scored again; None where
            ``hindrance`` says why.
        hindrance: ``relative`` when the scale depends on what others report; ``not_single`` when no single
            fact, or no exact inverse, gives the measure; ``shared`` when the fact serves other criteria too
            and moves them the other way; empty otherwise.
    """

    candidate: Candidate
    node: str
    title: str
    now: Fraction
    needed: Fraction
    goal: Goal | None = None
    unit: str = ""
    fact: FactGoal | None = None
    hindrance: str = ""

    @property
    def points(self) -> Fraction:
        """Give the points to gain (above zero) or to lose (below)."""
        return self.needed - self.now


class Order(Protocol):
    """What a search asks of the whole result, see ``flips.Field``."""

    base: Baseline

    def entry(self, candidate_id: str) -> Entry:
        """Give a candidate's facts."""

    def frozen(self, candidate_id: str) -> Frozen:
        """Give a candidate with its points held."""

    def ranks(self, cards: Sequence[Card], entries: Sequence[Entry] | None = None) -> Mapping[str, Fraction]:
        """Give the places of some cards among each other."""


class Turn:
    """
    The search for what one of two candidates must change: the lower one when ``up``, or else the upper one.

    Every answer is proved by scoring again: at it the order has turned, one step before it has not.
    """

    def __init__(self, order: Order, upper: Card, lower: Card, up: bool) -> None:
        self._order, self._up = order, up
        self._upper, self._lower = upper.candidate.id, lower.candidate.id
        self._mover, self._other = (lower, upper) if up else (upper, lower)
        self._entry = order.entry(self._mover.candidate.id)
        self._other_entry = order.entry(self._other.candidate.id)
        self._frozen = order.frozen(self._mover.candidate.id)
        self._inputs = order.base.inputs
        self._specs = {spec.id: spec for spec in self._inputs.scheme.facts}
        self._nodes = {node.id: node for node in walk(self._inputs.scheme.children)}

    def levers(self) -> Iterator[Lever]:
        """Give every criterion of the mover that can do it, in the order of the scheme."""
        for line in self._frozen.lines.values():
            node = self._nodes[line.id]
            scale = chosen_scale(node.scale, self._inputs.decisions)
            raw = self._nearest(node, scale, line)
            lever = None if raw is None else self._explained(node, scale, line, raw)
            if lever is not None:
                yield lever

    def _nearest(self, node: Node, scale: Scale | None, line: Line) -> Fraction | None:
        """Give the nearest points, before the criterion's own clamp and rounding, that turn the order."""
        low, high = self._bounds(node, scale, line)
        end = high if self._up else low
        found = self._toward(node, line, end)
        if found is None and not self._up and (line.points or ZERO) > 0 and (end is None or end < 0):
            # A product or a root may refuse what lies below zero, and still turn at or above it.
            found = self._toward(node, line, ZERO)
        return found

    def _toward(self, node: Node, line: Line, end: Fraction | None) -> Fraction | None:
        """Give the nearest points on the way to ``end``; None when the order has not turned there."""
        now = line.points or ZERO
        step = self._inputs.scheme.publish.round.to * (1 if self._up else -1)
        steps = _FAR if end is None else -((now - end) // step)

        def points(at: int) -> Fraction:
            return end if end is not None and at == steps else now + at * step

        def is_turned(at: int) -> bool:
            card = self._card(node, points(at))
            return card is not None and self._is_turned([card, self._other])

        if steps < 1 or not is_turned(steps):
            return None
        last = self._card(node, points(steps))
        reach = ((last.total if last else None) or ZERO) - (self._mover.total or ZERO)
        gap = (self._other.total or ZERO) - (self._mover.total or ZERO)
        return points(_first(steps, is_turned, guess=-(-gap * steps // reach) if reach else 1))

    def _card(self, node: Node, points: Fraction) -> Card | None:
        try:
            return self._frozen.card(node.id, points)
        except EvaluationError:
            return None  # points that the scheme refuses are no way to turn anything

    def _bounds(self, node: Node, scale: Scale | None, line: Line) -> tuple[Fraction | None, Fraction | None]:
        """Give the fewest and the most points a criterion can have; None where nothing bounds it."""
        if scale is not None and not is_relative(node):
            return extremes(scale, _anchors(node, line))
        measure = settled(node.measure, self._inputs.decisions) if node.measure else ""
        if scale is None and not isinstance(measure, str) and measure.fact and measure.transform is None:
            spec, own = self._specs[measure.fact], lowest_of(self._specs[measure.fact])
            low = own if own is not None or node.max_points is None else ZERO
            return low, spec.at_most if spec.at_most is not None else node.max_points
        return (None, None) if node.max_points is None else (ZERO, node.max_points)

    def _explained(self, node: Node, scale: Scale | None, line: Line, raw: Fraction) -> Lever | None:
        """Say which measured value and which fact earn the points; None when no allowed value does."""
        needed = self._frozen.card(node.id, raw).line(node.id).points
        assert line.points is not None, "only criteria with points are frozen"
        assert needed is not None, "a frozen criterion keeps its points"
        lever = Lever(self._mover.candidate, node.id, node.title, line.points, needed, unit=line.unit)
        measure = settled(node.measure, self._inputs.decisions) if node.measure else ""
        if is_relative(node):
            return replace(lever, hindrance="relative")
        if isinstance(measure, str) or (line.measured is None and (scale is None or scale.table is None)):
            return replace(lever, hindrance="not_single")
        if scale is not None and scale.table is not None:
            fact = label_for(scale, measure, self._entry, raw, up=self._up)
            return None if fact is None else self._proved(replace(lever, fact=fact))
        goal = nearest(scale, line.measured or ZERO, raw, _anchors(node, line), up=self._up)
        if goal is None:
            return None
        fact = fact_for(measure, goal, self._entry, self._specs)
        if fact is None:
            return replace(lever, goal=goal, hindrance="not_single")
        return self._proved(replace(lever, goal=goal, fact=fact)) if fact.is_allowed else None

    def _proved(self, lever: Lever) -> Lever:
        """Score everybody again with the fact, and bring it as near to today's as still turns the order."""
        fact = lever.fact
        assert fact is not None, "asked only with a fact"
        if not self._turns_with(fact.fact, fact.then):
            return replace(lever, fact=None, hindrance="shared")
        if isinstance(fact.then, str) or isinstance(fact.now, str):
            return lever
        step = Fraction(1, 10 ** self._specs[fact.fact].decimals) * (1 if fact.then > fact.now else -1)
        then, steps = fact.then, -((fact.now - fact.then) // step)

        def value(at: int) -> Fraction:
            return then - (steps - at) * step

        first = _first(steps, lambda at: self._turns_with(fact.fact, value(at)), guess=steps - 1)
        return replace(lever, fact=replace(fact, then=value(first)))

    def _turns_with(self, fact_id: str, value: Fraction | str) -> bool:
        label, number = (value, None) if isinstance(value, str) else ("", value)
        fact = Fact(fact_id, State.VALUE, number, label)
        entry = replace(self._entry, facts={**self._entry.facts, fact_id: fact})
        try:
            return self._is_turned(self._cards(entry, fact_id), [entry, self._other_entry])
        except EvaluationError:
            return False  # a value that the scheme refuses is no way to turn anything

    def _cards(self, entry: Entry, fact_id: str) -> list[Card]:
        if self._order.base.reach == "own":
            return [self._frozen.card_with(entry, fact_id), self._other]
        cards = self._order.base.cards_with([entry])
        return [cards[entry.candidate.id], cards[self._other.candidate.id]]

    def _is_turned(self, cards: Sequence[Card], entries: Sequence[Entry] | None = None) -> bool:
        ranks = self._order.ranks(cards, entries)
        upper, lower = ranks.get(self._upper), ranks.get(self._lower)
        return upper is not None and lower is not None and lower < upper


def _anchors(node: Node, line: Line) -> dict[str, Fraction]:
    named = {"target": line.target, "max_points": node.max_points}
    return {word: value for word, value in named.items() if value is not None}


def _first(steps: int, is_turned: Callable[[int], bool], guess: int) -> int:
    """
    Give the first of so many steps at which the order has turned, looking around a guess first.

    The order has not turned at step 0 and has at the last one; points only ever add, so it turns once.
    """
    low, high, probe, stride = 0, steps, guess, 1
    while high - low > 1:
        at = probe if low < probe < high else (low + high) // 2
        if is_turned(at):
            high, probe = at, at - stride
        else:
            low, probe = at, at + stride
        stride *= 2
    return high
