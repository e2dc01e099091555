"""What the engine answers: one card per candidate, with every step that led to every point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.facts import Candidate, Decision, Fact, State
from scoring.scheme.model import Cite


@dataclass(frozen=True)
class Step:
    """
    One act on one number.

    Attributes:
        act: ``measure``, ``scale``, ``combine``, ``policy``, ``clamp``, ``gate`` or ``round``.
        formula: Expression with ``{name}`` slots for numbers, free of language: ``{num} / {den} × 100``.
        values: Exact numbers for the slots.
        result: Exact number after the act; None when there is none.
        note: Code of a remark, e.g. ``capped_high``, ``not_applicable_rescaled``; empty if none.
    """

    act: str
    formula: str
    values: Mapping[str, Fraction] = field(default_factory=dict)
    result: Fraction | None = None
    note: str = ""


@dataclass(frozen=True)
class Line:
    """
    One node of the scheme for one candidate.

    Attributes:
        id: Node id; the root's is the scheme id.
        title: Vietnamese label.
        state: ``VALUE`` carries ``points``; the others carry ``reason``.
        points: Exact points (rounded only where the scheme says so); None without a value.
        max_points: Nominal maximum, None when the scheme gives none.
        role: ``base``, ``bonus`` or ``penalty``.
        measured: Exact measured number before scaling; None for combined nodes.
        unit: Unit of ``measured`` and ``target``.
        target: The target in force on the as-of date, None when there is none.
        target_sign: ``>=``, ``<=`` or ``=``; empty without a target.
        facts: The facts used, with their sources.
        steps: What was done, in order.
        cite: Clause and quote the node rests on.
        reason: Code of why there is no value, or of a gate that fired.
        children: Lines of the parts.
    """

    id: str
    title: str
    state: State
    points: Fraction | None = None
    max_points: Fraction | None = None
    role: str = "base"
    measured: Fraction | None = None
    unit: str = ""
    target: Fraction | None = None
    target_sign: str = ""
    facts: tuple[Fact, ...] = ()
    steps: tuple[Step, ...] = ()
    cite: Cite | None = None
    reason: str = ""
    children: tuple[Line, ...] = ()

    @property
    def is_left_out(self) -> bool:
        """Tell whether the line does not count: it does not apply, or is missing and dropped."""
        return self.state is State.NOT_APPLICABLE or self.reason == "missing_reweighted"

    def walk(self) -> Iterator[Line]:
        """Give this line and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[Line]:
        """Give the lines that carry a measure, in the order of the scheme."""
        return (line for line in self.walk() if not line.children)


def lowest(lines: Iterable[Line]) -> Fraction | None:
    """
    Give the lowest points among the base leaves that count; None while one of them has no value yet.

    What does not apply, or is missing and dropped by the scheme's rule, does not count.
    """
    leaves = [line for line in lines if not line.children and line.role == "base" and not line.is_left_out]
    if any(line.points is None for line in leaves):
        return None
    return min((line.points for line in leaves if line.points is not None), default=None)


@dataclass(frozen=True)
class GateFired:
    """A condition of the scheme that a candidate did not meet, and what followed."""

    id: str
    reason: str
    effect: str
    cite: Cite | None = None


@dataclass(frozen=True)
class Card:
    """
    Everything about one candidate's score.

    Attributes:
        candidate: Whose card it is.
        scheme: ``id@version`` of the rules.
        state: ``VALUE`` when published; else ``PENDING``, ``EXCLUDED`` or, when nothing of the scheme
            applies, ``NOT_APPLICABLE``.
        total: The published number, rounded as declared; None unless state is ``VALUE``.
        base, bonus, penalty: Exact points of the top lines by role; None unless state is ``VALUE``.
        adjustment: What clamps, gates and rounding added: total - base - bonus - penalty.
        label: Class of the candidate (xếp loại); empty if none.
        root: The tree of lines.
        gates: Gates that fired.
        waiting_for: Ids of facts or decide slots that hold the card in ``PENDING``.
        asked: Facts that gates and classes asked for, beside those that a measure reads.
    """

    candidate: Candidate
    scheme: str
    state: State
    root: Line
    total: Fraction | None = None
    base: Fraction | None = None
    bonus: Fraction | None = None
    penalty: Fraction | None = None
    adjustment: Fraction | None = None
    label: str = ""
    gates: tuple[GateFired, ...] = ()
    waiting_for: tuple[str, ...] = ()
    asked: tuple[Fact, ...] = ()

    def line(self, node_id: str) -> Line:
        """Give the line of a node; raises KeyError with the id when the scheme has none such."""
        for line in self.root.walk():
            if line.id == node_id:
                return line
        raise KeyError(node_id)


@dataclass(frozen=True)
class Standing:
    """
    A card with its place.

    Attributes:
        card: The card.
        rank: Place inside the cluster, 1 is best, equal totals share it (the mean place, e.g. 3/2, where the
            scheme says so); None without a total.
        outcome: ``selected``, ``not_selected``, ``undecided`` or ``not_eligible``, per selection id.
        why: Code of the reason of each outcome: ``within_places``, ``tie_on_line``, ``others_pending``,
            ``beyond_places``, ``condition``, ``no_total``, ``excluded``, ``tie_included``, ``decided``,
            ``not_applicable``, ``quota_unknown``.
    """

    card: Card
    rank: int | Fraction | None = None
    outcome: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Slot:
    """
    A question only a person may answer, found while evaluating or selecting.

    Attributes:
        id: Stable id, given back in a Decision.
        kind: ``wording``, ``tie`` (who of equals is selected) or ``order`` (in which order equals stand; the
            decision names all of them, best first).
        question: Vietnamese question, or the title of the selection for a tie.
        options: Ids that may be chosen.
        choose: How many of the options are to be chosen.
        who: Who decides, as the scheme says.
        labels: Vietnamese text of each option; empty for candidates.
        filled: The decision, if there is one that fits the question.
    """

    id: str
    kind: str
    question: str
    options: tuple[str, ...]
    choose: int = 1
    who: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    filled: Decision | None = None


@dataclass(frozen=True)
class Quota:
    """How many places one selection has inside one cluster, with the arithmetic; None: not known yet."""

    selection: str
    cluster: str
    places: int | None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Standings:
    """
    The result of a scheme over all its candidates.

    Attributes:
        scheme: ``id@version``.
        as_of: ISO date of the rules.
        rows: One standing per candidate, by cluster in the order met, then rank, then candidate id.
        quotas: Places of every selection in every cluster.
        slots: All decide slots met, filled or open.
    """

    scheme: str
    as_of: str
    rows: tuple[Standing, ...]
    quotas: tuple[Quota, ...] = ()
    slots: tuple[Slot, ...] = ()

    def cluster(self, cluster_id: str) -> tuple[Standing, ...]:
        """Give the standings of one cluster, best first."""
        return tuple(row for row in self.rows if row.card.candidate.cluster == cluster_id)
