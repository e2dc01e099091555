"""What the engine answers: one card per candidate, with every step that led to every point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

    def walk(self) -> Iterator[Line]:
        """Give this line and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[Line]:
        """Give the lines that carry a measure, in the order of the scheme."""
        return (line for line in self.walk() if not line.children)


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
        state: ``VALUE`` when published; else ``PENDING`` or ``EXCLUDED``.
        total: The published number, rounded as declared; None unless state is ``VALUE``.
        base, bonus, penalty: Exact sums of the top lines by role; None unless state is ``VALUE``.
        label: Class of the candidate (xếp loại); empty if none.
        root: The tree of lines.
        gates: Gates that fired.
        waiting_for: Ids of facts or decide slots that hold the card in ``PENDING``.
    """

    candidate: Candidate
    scheme: str
    state: State
    root: Line
    total: Fraction | None = None
    base: Fraction | None = None
    bonus: Fraction | None = None
    penalty: Fraction | None = None
    label: str = ""
    gates: tuple[GateFired, ...] = ()
    waiting_for: tuple[str, ...] = ()

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
        rank: Place inside the cluster, 1 is best, equal totals share it; None without a total.
        outcome: ``selected``, ``not_selected``, ``undecided`` or ``not_eligible``, per selection id.
        why: Code of the reason of each outcome: ``within_places``, ``tie_on_line``, ``others_pending``,
            ``beyond_places``, ``condition``, ``no_total``, ``excluded``, ``tie_included``, ``decided``.
    """

    card: Card
    rank: int | None = None
    outcome: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Slot:
    """
    A question only a person may answer, found while evaluating or selecting.

    Attributes:
        id: Stable id, given back in a Decision.
        kind: ``wording`` or ``tie``.
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
    """How many places one selection has inside one cluster, with the arithmetic shown."""

    selection: str
    cluster: str
    places: int
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
