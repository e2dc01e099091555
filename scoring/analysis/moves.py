"""Before and after: who changed total, class, place or selection, and in which criterion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.cards import Card, Line, Standing, Standings
from scoring.facts import Candidate, State


@dataclass(frozen=True)
class Place:
    """
    Where a candidate stands in one result.

    Attributes:
        total: The published number; None without one.
        label: Class (xếp loại); empty if none.
        rank: None without a place.
        outcome: ``selected``, ``not_selected``, ``undecided`` or ``not_eligible``, by selection id.
    """

    state: State
    total: Fraction | None = None
    label: str = ""
    rank: Fraction | int | None = None
    outcome: Mapping[str, str] = field(default_factory=dict)

    @property
    def selected(self) -> frozenset[str]:
        """Give the ids of the selections that the candidate is in."""
        return frozenset(select for select, outcome in self.outcome.items() if outcome == "selected")


@dataclass(frozen=True)
class Move:
    """
    One candidate in two results.

    Attributes:
        before, after: None where the candidate takes no part.
    """

    candidate: Candidate
    before: Place | None
    after: Place | None

    @property
    def is_change(self) -> bool:
        """Tell whether anything differs."""
        return self.before != self.after

    @property
    def changes_place(self) -> bool:
        """Tell whether the rank or a selection differs."""
        if self.before is None or self.after is None:
            return self.is_change
        return (self.before.rank, self.before.outcome) != (self.after.rank, self.after.outcome)

    @property
    def gained(self) -> frozenset[str]:
        """Give the selections the candidate is in only afterwards."""
        return _selected(self.after) - _selected(self.before)

    @property
    def lost(self) -> frozenset[str]:
        """Give the selections the candidate was in only before."""
        return _selected(self.before) - _selected(self.after)


@dataclass(frozen=True)
class Difference:
    """
    One criterion of one candidate in two results.

    Attributes:
        before, after: Exact points; None without points, for the reason the state gives.
        before_state, after_state: None where the criterion is no part of the scheme.
    """

    candidate: Candidate
    node: str
    title: str
    before: Fraction | None
    after: Fraction | None
    before_state: State | None
    after_state: State | None

    @property
    def points(self) -> Fraction | None:
        """Give the points gained; None unless both sides have points."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Comparison:
    """Two results with everybody who is in one of them, in the order of the earlier result."""

    before: Standings
    after: Standings
    moves: tuple[Move, ...]

    @property
    def changed(self) -> tuple[Move, ...]:
        """Give the moves of those for whom anything differs."""
        return tuple(move for move in self.moves if move.is_change)

    def differences(self) -> tuple[Difference, ...]:
        """Give every criterion whose points or state differ, by candidate, in the order of the scheme."""
        before, after = _cards(self.before), _cards(self.after)
        return tuple(
            difference
            for move in self.moves
            for difference in _differences(
                move.candidate, before.get(move.candidate.id), after.get(move.candidate.id)
            )
        )


def compared(before: Standings, after: Standings) -> Comparison:
    """Set two results side by side."""
    old = {row.card.candidate.id: row for row in before.rows}
    new = {row.card.candidate.id: row for row in after.rows}
    candidates = {key: row.card.candidate for key, row in {**new, **old}.items()}
    order = [*old, *(key for key in new if key not in old)]
    moves = tuple(Move(candidates[key], _place(old.get(key)), _place(new.get(key))) for key in order)
    return Comparison(before, after, moves)


def place_of(row: Standing) -> Place:
    """Give where a standing puts its candidate."""
    return Place(row.card.state, row.card.total, row.card.label, row.rank, dict(row.outcome))


def _place(row: Standing | None) -> Place | None:
    return place_of(row) if row else None


def _selected(place: Place | None) -> frozenset[str]:
    return place.selected if place else frozenset()


def _cards(result: Standings) -> dict[str, Card]:
    return {row.card.candidate.id: row.card for row in result.rows}


def _differences(candidate: Candidate, before: Card | None, after: Card | None) -> list[Difference]:
    old, new = _points(before), _points(after)
    titles = {**_titles(after), **_titles(before)}
    nothing = (None, None)
    return [
        Difference(candidate, node, title, was, now, was_state, now_state)
        for node, title in titles.items()
        for (was, was_state), (now, now_state) in [(old.get(node, nothing), new.get(node, nothing))]
        if (was, was_state) != (now, now_state)
    ]


def _points(card: Card | None) -> dict[str, tuple[Fraction | None, State | None]]:
    return {line.id: (line.points, line.state) for line in _criteria(card)}


def _titles(card: Card | None) -> dict[str, str]:
    return {line.id: line.title for line in _criteria(card)}


def _criteria(card: Card | None) -> Iterator[Line]:
    # An excluded card is a bare root: it has no criteria.
    return (line for line in card.root.leaves() if line is not card.root) if card else iter(())
