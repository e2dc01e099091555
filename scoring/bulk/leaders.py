"""The leader of a group in columns: who leads by what the scheme says, and whoever comes near enough."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.bulk.arithmetic import total
from scoring.bulk.cells import UnplannedError, Workings
from scoring.bulk.columns import Truth, both, exceeds, negation, reaches
from scoring.bulk.measuring import quotient_of
from scoring.bulk.number import Number, common, fixed, over, pick
from scoring.bulk.relative import anywhere, end_of
from scoring.bulk.scaling import Anchors, value_of
from scoring.scheme.anchors import words_of
from scoring.scheme.model import Scale


@dataclass(frozen=True, eq=False)
class Leader:
    """
    Who leads each row's group.

    Attributes:
        word: ``cluster.leader`` or ``all.leader``.
        value: The number that the leader's knot stands for.
        leads: Rows that lead, or come near enough.
        unknown: Rows in whose group nobody can be judged.
    """

    word: str
    value: Number
    leads: Truth
    unknown: Truth


def leader_of(workings: Workings, node: str, scale: Scale, value: Number, counts: Truth, word: str) -> Leader:
    """
    Find the leaders of each row's group.

    Args:
        value: The numbers that the leaf measures.
        counts: Rows whose number counts.

    Raises:
        UnplannedError: Leaders are judged by labels.
    """
    program, scope = workings.program, word.partition(".")[0]
    lead, known = (value, True) if scale.leader_by is None else _judged(workings, node, scale)
    counts = program.keep_mask(both(counts, known))
    best = end_of(program, lead, counts, "max", scope)
    least = total(program, [best, fixed(-(scale.leader_within or Fraction(0)))])
    leads = program.keep_mask(both(counts, _not_below(lead, least)))
    top = end_of(program, value, leads, "max", scope)
    return Leader(word, top, leads, negation(anywhere(program, counts, scope)))


def _judged(workings: Workings, node: str, scale: Scale) -> tuple[Number, Truth]:
    """Give what leadership is judged by, first over second, and where it can be."""
    above, below = (workings.fact(fact) for fact in scale.leader_by or ())
    if not isinstance(above.value, Number) or not isinstance(below.value, Number):
        raise UnplannedError(node, "leader_by")
    num, den, under, is_zero = quotient_of(workings.program, above.value, below.value)
    return over(num, den, under), both(above.known, below.known, negation(is_zero))


def _not_below(one: Number, other: Number) -> Truth:
    same = common([one, other])
    return reaches(same[0].num, same[1].num)


def as_leader(workings: Workings, scale: Scale, x: Number, leader: Leader, anchors: Anchors) -> Number:
    """Give whoever leads the leader's number, if their own lies beyond the knot before the leader's."""
    before: Number | None = None
    for edge, _y in scale.knots or []:
        if any(word.endswith(".leader") for word in words_of(edge)):
            beyond = True if before is None else _is_above(x, before)
            raised = both(leader.leads, _is_above(leader.value, x), beyond)
            return pick(workings.program.keep_mask(raised), leader.value, x)
        before = value_of(workings.program, edge, anchors)
    return x


def _is_above(one: Number, other: Number) -> Truth:
    same = common([one, other])
    return exceeds(same[0].num, same[1].num)
