"""How firm places are when the weight of each criterion is moved a little, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.analysis.edits import ONE, Island, islands, weighed
from scoring.analysis.inputs import AnalysisError, Baseline, Progress
from scoring.analysis.moves import Move, Place, compared
from scoring.errors import EvaluationError, Problem, _
from scoring.facts import Candidate
from scoring.scheme.model import Node


@dataclass(frozen=True)
class Trial:
    """Everybody, in the order of the result, with one criterion counting ``factor`` times as much."""

    node: Node
    factor: Fraction
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Interval:
    """
    The places one candidate takes over all trials.

    Attributes:
        now: The place in the result as it is.
        best, worst: Lowest and highest rank met, the result as it is included; None without any.
        best_by, worst_by: The first trial that leads there; None where the result as it is does.
        selected: In how many trials the candidate is selected, by selection id.
        trials: How many trials there were.
    """

    candidate: Candidate
    now: Place
    best: Fraction | None
    worst: Fraction | None
    best_by: Trial | None
    worst_by: Trial | None
    selected: Mapping[str, int]
    trials: int

    @property
    def is_firm(self) -> bool:
        """Tell whether neither the rank nor a selection ever changes."""
        kept = all(
            count == (self.trials if self.now.outcome.get(select) == "selected" else 0)
            for select, count in self.selected.items()
        )
        return self.best == self.worst and kept


@dataclass(frozen=True)
class Sensitivity:
    """
    What moving the weights does.

    Attributes:
        by: Share by which each weight is moved, up and down.
        renormalised: Whether the other base criteria give way, so that the maximum stays.
        trials: Two a criterion, up first, in the order of the scheme.
        intervals: One a candidate, in the order of the result.
        fixed: Criteria that were not moved, because the scheme gives them neither maximum nor weight, or
            because renormalising would only take the change back.
    """

    by: Fraction
    renormalised: bool
    trials: tuple[Trial, ...]
    intervals: tuple[Interval, ...]
    fixed: tuple[Node, ...] = ()


def move_weights(
    base: Baseline, by: Fraction, *, renormalise: bool = True, progress: Progress | None = None
) -> Sensitivity:
    """
    Let each criterion in turn count a share more, then a share less.

    Args:
        base: The result to compare with.
        by: Share above 0 and below 1, e.g. 1/10.
        renormalise: Whether the other base criteria of the same sum are scaled so that the maximum stays. The
            parts of a mean need none: a mean divides by its weights. Bonus and penalty never move the base.
        progress: Told (done, in all).

    Raises:
        AnalysisError: ``by`` lies outside its range, a sum has parts without a maximum to renormalise, or the
            facts cannot be scored with a weight so moved.
    """
    if not 0 < by < 1:
        message = _("the weights can be moved by more than 0 % and less than 100 %, not by {by}")
        raise AnalysisError([Problem("E_BY", message, {"by": by * 100})])
    inputs = base.inputs
    wholes = islands(inputs.scheme, inputs.as_of)
    planned = [
        (node, factor, factors)
        for island in wholes
        for node in island.nodes
        for factor in (ONE + by, ONE - by)
        for factors in _factors(island, node, factor, renormalise)
    ]
    moved = {node.id for node, _factor, _factors in planned}
    fixed = tuple(node for island in wholes for node in island.nodes if node.id not in moved)
    trials = []
    for done, (node, factor, factors) in enumerate(planned, 1):
        trials.append(_trial(base, node, factor, factors))
        if progress is not None:
            progress(done, len(planned))
    return Sensitivity(by, renormalise, tuple(trials), tuple(_intervals(base, trials)), fixed)


def _trial(base: Baseline, node: Node, factor: Fraction, factors: Mapping[str, Fraction]) -> Trial:
    try:
        after = replace(base.inputs, scheme=weighed(base.inputs.scheme, factors)).result()
    except EvaluationError as error:
        # A product takes a root of its parts once a weight is no whole number.
        message = _("the facts cannot be scored once “{node}” counts {factor} times as much")
        told = Problem("E_TRIAL", message, {"node": node.id, "factor": factor})
        raise AnalysisError([told, *error.problems]) from None
    return Trial(node, factor, compared(base.standings, after).moves)


def _factors(
    island: Island, node: Node, factor: Fraction, renormalise: bool
) -> Iterator[Mapping[str, Fraction]]:
    """Give the factors of one trial; nothing when renormalising takes the change back."""
    is_base = any(other.id == node.id for other in island.base)
    if island.kind == "points" and is_base and renormalise:
        yield from _renormalised(island, node, factor)
    elif island.shares[node.id] is not None or not is_base:
        yield {node.id: factor}


def _renormalised(island: Island, node: Node, factor: Fraction) -> Iterator[Mapping[str, Fraction]]:
    shares = {other.id: island.shares[other.id] for other in island.base}
    lacking = [key for key, share in shares.items() if share is None]
    if lacking:
        message = _("“{node}” has no maximum, so the weights beside it cannot be renormalised")
        raise AnalysisError([Problem("E_NO_MAXIMUM", message, {"node": key}) for key in lacking])
    own = shares.pop(node.id) or Fraction(0)
    rest = sum((share for share in shares.values() if share is not None), Fraction(0))
    if own and rest and (left := rest - own * (factor - 1)) >= 0:
        yield {node.id: factor, **dict.fromkeys(shares, left / rest)}


def _intervals(base: Baseline, trials: Sequence[Trial]) -> Iterator[Interval]:
    for at, move in enumerate(compared(base.standings, base.standings).moves):
        assert move.before is not None, "a result compared with itself has everybody on both sides"
        places = [(None, move.before)] + [(trial, trial.moves[at].after) for trial in trials]
        ranks = [(p.rank * ONE, trial) for trial, p in places if p is not None and p.rank is not None]
        best = min(ranks, key=lambda met: met[0], default=(None, None))
        worst = max(ranks, key=lambda met: met[0], default=(None, None))
        selected = {
            select: sum(p is not None and select in p.selected for trial, p in places if trial)
            for select in move.before.outcome
        }
        yield Interval(
            move.candidate, move.before, best[0], worst[0], best[1], worst[1], selected, len(trials)
        )
