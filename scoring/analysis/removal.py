"""What if a criterion, or a candidate, were not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.analysis.edits import ONE, find, islands, weighed, without
from scoring.analysis.inputs import AnalysisError, Baseline, Progress
from scoring.analysis.moves import Move, compared
from scoring.cards import Standings
from scoring.errors import EvaluationError, Problem, _
from scoring.evaluate.tree import in_force
from scoring.facts import Candidate
from scoring.ranking import ALL
from scoring.scheme.model import Node, Scheme
from scoring.scheme.order import walk


@dataclass(frozen=True)
class CriterionDropped:
    """
    The result without one criterion.

    Attributes:
        moves: Everybody, in the order of the result; empty when it cannot be left out.
        reason: Why it cannot be left out; None when it can.
    """

    node: Node
    moves: tuple[Move, ...]
    reason: Problem | None = None


@dataclass(frozen=True)
class Reversal:
    """Two candidates of one ranking who change their order; ``ahead`` was ahead before."""

    ahead: Candidate
    behind: Candidate


@dataclass(frozen=True)
class UnitDropped:
    """
    The order of the others without one candidate.

    Attributes:
        moved: Others whose published total changes.
        reversals: Pairs of others of which one was ahead before and no longer is.
        reason: Why the others cannot be scored then, e.g. all of the group being alike; None when they can.
    """

    candidate: Candidate
    moved: tuple[Candidate, ...] = ()
    reversals: tuple[Reversal, ...] = ()
    reason: Problem | None = None


def drop_criteria(
    base: Baseline,
    node_ids: Sequence[str] = (),
    *,
    rescale: bool = False,
    progress: Progress | None = None,
) -> tuple[CriterionDropped, ...]:
    """
    Leave out criteria, each by itself.

    Args:
        base: The result to compare with.
        node_ids: Which; none means every criterion that carries a measure.
        rescale: Whether the other base criteria of the same sum take over its points in proportion, so that
            the maximum stays. Without it the others stay as they are and the maximum falls.
        progress: Told (done, in all).

    Raises:
        AnalysisError: There is no such node; or, for named ones, it cannot be left out.
        EvaluationError: Without a named one the scheme does not allow the facts.
    """
    scheme = base.inputs.scheme
    # What is not in force counts for nothing, and must not be all that is left of a group.
    nodes = in_force(scheme.children, base.inputs.as_of)
    scheme = scheme.model_copy(update={"children": nodes})
    asked = [find(scheme, node_id) for node_id in node_ids]
    leaves = asked or [node for node in walk(nodes) if not node.children]
    found = []
    for done, node in enumerate(leaves, 1):
        found.append(_dropped(base, scheme, node, rescale, refuse=bool(asked)))
        if progress is not None:
            progress(done, len(leaves))
    return tuple(found)


def _dropped(base: Baseline, rules: Scheme, node: Node, rescale: bool, *, refuse: bool) -> CriterionDropped:
    try:
        scheme = without(rules, node.id)
    except AnalysisError as error:
        if refuse:
            raise
        return CriterionDropped(node, (), error.problems[0])
    if rescale:
        scheme = weighed(scheme, _grown(base, node))
    try:
        after = replace(base.inputs, scheme=scheme).result()
    except EvaluationError as error:
        if refuse:
            raise
        return CriterionDropped(node, (), error.problems[0])
    return CriterionDropped(node, compared(base.standings, after).moves)


def _grown(base: Baseline, gone: Node) -> Mapping[str, Fraction]:
    """Give by how much the other base criteria grow to keep the maximum of the whole they share."""
    for island in islands(base.inputs.scheme, base.inputs.as_of):
        others = [node for node in island.base if node.id != gone.id]
        if island.kind != "points" or len(others) == len(island.base):
            continue
        shares = [share for node in island.base if (share := island.shares[node.id]) is not None]
        lost = island.shares[gone.id]
        whole = sum(shares, Fraction(0))
        if len(shares) < len(island.base) or lost is None or whole == lost:
            raise _no_maximum(base.inputs.scheme, gone)
        return dict.fromkeys((node.id for node in others), whole / (whole - lost))
    return {}


def _no_maximum(scheme: Scheme, node: Node) -> AnalysisError:
    message = _(
        "the points of “{node}” cannot be shared out: the criteria beside it have no maximum in {scheme}"
    )
    return AnalysisError([Problem("E_NO_MAXIMUM", message, {"node": node.id, "scheme": scheme.key})])


def drop_units(
    base: Baseline, candidate_ids: Sequence[str] = (), *, progress: Progress | None = None
) -> tuple[UnitDropped, ...]:
    """
    Take out candidates, each by itself, and see whether the others keep their order.

    Args:
        base: The result to compare with; its ``reach`` tells whether anything can change at all.
        candidate_ids: Who; none means everybody.
        progress: Told (done, in all).

    Returns:
        One answer a candidate. Where every candidate's points follow from its own facts alone
        (``reach`` is ``own``) there is never a reversal.

    Raises:
        AnalysisError: There is no such candidate.
    """
    known = base.inputs.candidates
    unknown = [each for each in candidate_ids if each not in known]
    if unknown:
        message = _("there is no candidate {candidate} in these results")
        raise AnalysisError([Problem("E_CANDIDATE", message, {"candidate": each}) for each in unknown])
    asked = [known[each] for each in candidate_ids] or list(known.values())
    found = []
    for done, candidate in enumerate(asked, 1):
        found.append(_without(base, candidate))
        if progress is not None:
            progress(done, len(asked))
    return tuple(found)


def _without(base: Baseline, candidate: Candidate) -> UnitDropped:
    try:
        after = base.without(candidate)
    except EvaluationError as error:
        return UnitDropped(candidate, reason=error.problems[0])
    moves = [move for move in compared(base.standings, after).moves if move.after is not None]
    moved = tuple(
        move.candidate
        for move in moves
        if move.before and move.after and move.before.total != move.after.total
    )
    return UnitDropped(candidate, moved, _reversals(base, after))


def _reversals(base: Baseline, after: Standings) -> tuple[Reversal, ...]:
    """Give the pairs of one ranking that were ordered before and are not in the same order afterwards."""
    now = {row.card.candidate.id: row.rank for row in after.rows}
    rankings: dict[str, list[tuple[Candidate, Fraction]]] = {}
    for row in base.standings.rows:
        candidate = row.card.candidate
        if row.rank is not None and now.get(candidate.id) is not None:
            scope = ALL if base.inputs.scheme.rank.within == ALL else candidate.cluster
            rankings.setdefault(scope, []).append((candidate, row.rank * ONE))
    return tuple(
        Reversal(ahead, behind)
        for ranking in rankings.values()
        for ahead, first in ranking
        for behind, second in ranking
        if first < second and not _is_ahead(now[ahead.id], now[behind.id])
    )


def _is_ahead(first: Fraction | int | None, second: Fraction | int | None) -> bool:
    return first is not None and second is not None and first < second
