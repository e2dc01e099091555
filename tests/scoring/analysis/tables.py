"""Small results to ask questions of."""

from __future__ import annotations

from collections.abc import Sequence

from scoring import Entry, Scheme
from scoring.analysis import Baseline, Inputs, Move, baseline
from tests.scoring.samples import DAY, Value, entry, leaf, scheme_of

PENDING = "publish: {round: {to: 0.01}, on_missing: pending}\n"


def base_of(scheme: Scheme, *entries: Entry) -> Baseline:
    """Score and rank on the usual day."""
    return baseline(Inputs(scheme, entries, DAY))


def points_scheme(rest: str = "", *criteria: tuple[str, int]) -> Scheme:
    """Give a scheme of criteria reported in points: ``("a", 60)`` has the fact ``fa`` and 60 points."""
    known = criteria or (("a", 60), ("b", 40))
    leaves = [leaf(name, f"max_points: {most}, measure: {{fact: f{name}}}") for name, most in known]
    return scheme_of(leaves, PENDING + rest, " ".join(f"f{name}" for name, _most in known))


def unit(name: str, cluster: str = "cum-1", **points: Value) -> Entry:
    """Give a candidate by the points of its criteria."""
    return entry(name, cluster, **{f"f{key}": value for key, value in points.items()})


def drawn(moves: Sequence[Move]) -> str:
    """Draw who moved: ``p 2→1`` for a rank, ``+chon`` and ``-chon`` for a selection won and lost."""
    words = []
    for move in moves:
        if not move.changes_place:
            continue
        before, after = (place.rank if place else None for place in (move.before, move.after))
        signs = [f"+{select}" for select in sorted(move.gained)]
        signs += [f"-{select}" for select in sorted(move.lost)]
        words.append(" ".join([f"{move.candidate.id} {before}→{after}", *signs]))
    return ", ".join(words)
