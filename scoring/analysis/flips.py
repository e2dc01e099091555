"""How little would turn an order: the points between neighbours, and one criterion that closes them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.analysis.frozen import Frozen
from scoring.analysis.inputs import Baseline, Progress
from scoring.analysis.levers import Lever, Turn
from scoring.cards import Card, Standing
from scoring.facts import Entry
from scoring.ranking import ALL, standings

ZERO = Fraction(0)


@dataclass(frozen=True)
class Pair:
    """
    Two candidates next to each other, and what would turn their order.

    Attributes:
        select: Id of the selection whose last place lies between them; empty for neighbours in the ranking.
        scope: Cluster in which they are ranked; ``all`` for everybody.
        gap: Published points of the upper one less those of the lower one.
        is_equal: True when they share a place; a gap of zero without that means that a later key decided.
        levers: Every single criterion that can turn them, the smallest change first; empty when none can.
    """

    upper: Standing
    lower: Standing
    select: str
    scope: str
    gap: Fraction
    is_equal: bool
    levers: tuple[Lever, ...]


def flips(base: Baseline, *, progress: Progress | None = None) -> tuple[Pair, ...]:
    """
    Say for each two neighbours, and for the last place of each selection, what would turn their order.

    Args:
        base: The result.
        progress: Told (done, in all).

    Returns:
        Pairs of the ranking from the top down, each cluster by itself, then the pairs of the selections.
    """
    field = Field(base)
    planned = [*_neighbours(field), *_lines(field)]
    found = []
    for done, each in enumerate(planned, 1):
        found.append(_pair(field, each))
        if progress is not None:
            progress(done, len(planned))
    return tuple(found)


@dataclass(frozen=True)
class _Planned:
    upper: Standing
    lower: Standing
    select: str
    scope: str


class Field:
    """Everybody in a result, in one order that no cluster, quota or vote interrupts."""

    def __init__(self, base: Baseline) -> None:
        self.base = base
        self._entries = {entry.candidate.id: entry for entry in base.inputs.entries}
        self._frozen: dict[str, Frozen] = {}
        self._levers: dict[tuple[str, str], tuple[Lever, ...]] = {}
        scheme = base.inputs.scheme
        rank = scheme.rank.model_copy(update={"within": ALL, "ties": "competition"})
        self._order = scheme.model_copy(update={"rank": rank, "select": []})

    def entry(self, candidate_id: str) -> Entry:
        """Give a candidate's facts."""
        return self._entries[candidate_id]

    def frozen(self, candidate_id: str) -> Frozen:
        """Give a candidate with its points held."""
        if candidate_id not in self._frozen:
            card = self.base.cards[candidate_id]
            self._frozen[candidate_id] = Frozen(self.base.inputs, self.entry(candidate_id), card)
        return self._frozen[candidate_id]

    def ranks(self, cards: Sequence[Card], entries: Sequence[Entry] | None = None) -> Mapping[str, Fraction]:
        """Give the places of some cards among each other; ``entries`` where their facts are not today's."""
        known = entries or [self.entry(card.candidate.id) for card in cards]
        found = standings(self._order, known, cards, self.base.standings.as_of)
        return {row.card.candidate.id: Fraction(row.rank) for row in found.rows if row.rank is not None}

    def ordered(self, rows: Sequence[Standing]) -> list[Standing]:
        """Give those who have a place, best first; equals by id, as everywhere."""
        placed = [row for row in rows if row.rank is not None]
        ranks = self.ranks([row.card for row in placed])
        return sorted(placed, key=lambda row: (ranks[row.card.candidate.id], row.card.candidate.id))

    def levers(self, upper: Standing, lower: Standing) -> tuple[Lever, ...]:
        """Give every single criterion that turns two candidates, the smallest change first."""
        key = (upper.card.candidate.id, lower.card.candidate.id)
        if key not in self._levers:
            turns = (Turn(self, upper.card, lower.card, up) for up in (True, False))
            found = [lever for turn in turns for lever in turn.levers()]
            self._levers[key] = tuple(sorted(found, key=lambda lever: abs(lever.points)))
        return self._levers[key]


def _neighbours(field: Field) -> Iterator[_Planned]:
    within = field.base.inputs.scheme.rank.within
    for scope, rows in _scopes(field.base.standings.rows, within).items():
        ordered = field.ordered(rows)
        yield from (_Planned(*two, "", scope) for two in itertools.pairwise(ordered))


def _lines(field: Field) -> Iterator[_Planned]:
    """Give, for each selection, the last who is in and the first who is out for want of a place."""
    for select in field.base.inputs.scheme.select:
        for scope, rows in _scopes(field.base.standings.rows, select.within).items():
            inside = field.ordered([row for row in rows if row.outcome.get(select.id) == "selected"])
            outside = field.ordered([row for row in rows if _is_out(row, select.id)])
            if inside and outside:
                yield _Planned(inside[-1], outside[0], select.id, scope)


def _scopes(rows: Sequence[Standing], within: str) -> dict[str, list[Standing]]:
    found: dict[str, list[Standing]] = {}
    for row in rows:
        found.setdefault(ALL if within == ALL else row.card.candidate.cluster, []).append(row)
    return found


def _is_out(row: Standing, select: str) -> bool:
    return row.outcome.get(select) != "selected" and row.why.get(select) in (
        "beyond_places",
        "tie_on_line",
        "decided",
    )


def _pair(field: Field, each: _Planned) -> Pair:
    gap = (each.upper.card.total or ZERO) - (each.lower.card.total or ZERO)
    is_equal = len(set(field.ranks([each.upper.card, each.lower.card]).values())) == 1
    levers = field.levers(each.upper, each.lower)
    return Pair(each.upper, each.lower, each.select, each.scope, gap, is_equal, levers)
