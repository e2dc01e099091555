"""How firm places are when reported values may be off by as much as is declared, or expressly assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.analysis.inputs import AnalysisError, Baseline, Inputs, Progress
from scoring.analysis.moves import Place, place_of
from scoring.cards import Standings
from scoring.errors import EvaluationError, Problem, _
from scoring.facts import Candidate, Entry, Fact, State
from scoring.scheme.model import FactSpec, Scheme, Uncertainty

CHANCE_BITS = 64
# For a candidate, a fact and a judge: one whole number below 2**64 a draw, all equally likely.
Chance = Callable[[str, str, str], Sequence[int]]
ONE, TWENTIETH = Fraction(1), Fraction(1, 20)


@dataclass(frozen=True)
class Span:
    """
    The values that one reported value may really have, all equally likely: ``now + k × step``.

    Attributes:
        judge: Who gave it, in a panel; empty otherwise.
        step: One unit of the last declared decimal: what cannot be reported is not drawn.
        below, above: How many steps down and up, cut where the declared range ends; zero or more.
    """

    candidate: str
    fact: str
    judge: str
    now: Fraction
    step: Fraction
    below: int
    above: int

    @property
    def is_fixed(self) -> bool:
        """Tell whether nothing but the reported value is possible."""
        return self.below == 0 == self.above

    def steps(self, chance: int) -> int:
        """Give how many steps from ``now`` a whole number below 2**64 draws."""
        return (chance * (self.below + self.above + 1) >> CHANCE_BITS) - self.below

    def value(self, chance: int) -> Fraction:
        """Give the value that a whole number below 2**64 draws."""
        return self.now + self.steps(chance) * self.step


@dataclass
class Tally:
    """
    What was met over some draws; two tallies of different draws add up.

    Attributes:
        draws: How many draws.
        ranks: How often each rank was met, by candidate; None stands for no rank.
        outcomes: How often each outcome was met, by candidate and selection.
    """

    draws: int = 0
    ranks: dict[str, Counter[Fraction | None]] = field(default_factory=dict)
    outcomes: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)

    def add(self, candidate: str, rank: Fraction | None, outcome: Mapping[str, str]) -> None:
        """Count where one candidate stood in one draw."""
        self.ranks.setdefault(candidate, Counter())[rank] += 1
        for select, found in outcome.items():
            self.outcomes.setdefault(candidate, {}).setdefault(select, Counter())[found] += 1

    def merge(self, other: Tally) -> None:
        """Count the draws of another tally too."""
        self.draws += other.draws
        for candidate, ranks in other.ranks.items():
            self.ranks.setdefault(candidate, Counter()).update(ranks)
        for candidate, selects in other.outcomes.items():
            for select, found in selects.items():
                self.outcomes.setdefault(candidate, {}).setdefault(select, Counter()).update(found)


@dataclass(frozen=True)
class Spread:
    """
    The places of one candidate over all draws.

    Attributes:
        now: The place with the values as reported.
        low, p5, median, p95, high: Ranks met; ``p5`` is the best rank r such that at least 5 % of the ranked
            draws give r or better, and so on. None when no draw gives a rank.
        unranked: Draws without a rank.
        selected, undecided: Share of all draws, by selection id.
    """

    candidate: Candidate
    now: Place
    low: Fraction | None
    p5: Fraction | None
    median: Fraction | None
    p95: Fraction | None
    high: Fraction | None
    unranked: int
    selected: Mapping[str, Fraction]
    undecided: Mapping[str, Fraction]


def spans(inputs: Inputs, assumed: Mapping[str, Uncertainty] | None = None) -> tuple[Span, ...]:
    """
    Give what every reported number may really be.

    Args:
        inputs: Facts and their declarations.
        assumed: Uncertainty by fact id, said for this question only; goes before what the scheme declares.

    Returns:
        One span for each reported number whose uncertainty is known, by candidate, then in the order of the
        scheme; some may be fixed, because their uncertainty is smaller than their last decimal.

    Raises:
        AnalysisError: A fact assumed about is not in the scheme or has no numbers; or no uncertainty is known
            at all: none is ever made up.
    """
    known = _uncertainties(inputs.scheme, assumed or {})
    return tuple(
        _span(entry.candidate.id, spec, fact, known[spec.id])
        for entry in inputs.entries
        for spec in inputs.scheme.facts
        if spec.id in known
        for fact in (*entry.panels.get(spec.id, ()), entry.fact(spec.id))
        if fact.number is not None
    )


def _uncertainties(scheme: Scheme, assumed: Mapping[str, Uncertainty]) -> dict[str, Uncertainty]:
    numeric = {spec.id for spec in scheme.facts if spec.kind != "choice"}
    unknown = [fact for fact in assumed if fact not in numeric]
    if unknown:
        message = _("the scheme {scheme} has no fact with numbers called “{fact}”")
        raise AnalysisError(
            [Problem("E_FACT", message, {"scheme": scheme.key, "fact": fact}) for fact in unknown]
        )
    declared = {spec.id: spec.uncertainty for spec in scheme.facts if spec.uncertainty and spec.id in numeric}
    if not declared and not assumed:
        message = _(
            "{scheme} does not say how far any reported value may be off; declare it under the fact, e.g. "
            "uncertainty: {example}, or say expressly what to assume"
        )
        values = {"scheme": scheme.key, "example": "{plus_minus: 2}"}
        raise AnalysisError([Problem("E_NO_UNCERTAINTY", message, values)])
    return {**declared, **assumed}


def _span(candidate: str, spec: FactSpec, fact: Fact, uncertainty: Uncertainty) -> Span:
    now = fact.number or Fraction(0)
    step = Fraction(1, 10**spec.decimals)
    width = uncertainty.plus_minus * abs(now) if uncertainty.relative else uncertainty.plus_minus
    below = _steps(width, now - spec.at_least if spec.at_least is not None else width, step)
    above = _steps(width, spec.at_most - now if spec.at_most is not None else width, step)
    return Span(candidate, spec.id, fact.judge, now, step, below, above)


def _steps(width: Fraction, room: Fraction, step: Fraction) -> int:
    return max(min(width, room) // step, 0)


def draw(
    base: Baseline,
    known: Sequence[Span],
    chance: Chance,
    draws: Sequence[int],
    *,
    progress: Progress | None = None,
) -> Tally:
    """
    Score, rank and select once a draw and count what is met.

    Args:
        base: The result with the values as reported.
        known: What ``spans`` gave.
        chance: Chance is given, not made: the same numbers give the same tally.
        draws: Which of the numbers of ``chance`` to use, by index.
        progress: Told (done, in all).

    Raises:
        AnalysisError: A draw gives a value that the scheme does not allow.
    """
    found = Tally()
    for done, (number, entries) in enumerate(drawn_entries(base.inputs, known, chance, draws), 1):
        count(found, _scored(base, entries, number))
        if progress is not None:
            progress(done, len(draws))
    return found


def drawn_entries(
    inputs: Inputs, known: Iterable[Span], chance: Chance, draws: Sequence[int]
) -> Iterator[tuple[int, list[Entry]]]:
    """Give, for each draw, the entries whose facts may have changed; see ``draw``."""
    moving: dict[str, list[tuple[Span, Sequence[int]]]] = {}
    for span in known:
        if not span.is_fixed:
            numbers = chance(span.candidate, span.fact, span.judge)
            moving.setdefault(span.candidate, []).append((span, numbers))
    changed = [
        (entry, moving[entry.candidate.id]) for entry in inputs.entries if entry.candidate.id in moving
    ]
    for number in draws:
        yield number, [_drawn(entry, spans_of, number) for entry, spans_of in changed]


def _drawn(entry: Entry, moving: Sequence[tuple[Span, Sequence[int]]], number: int) -> Entry:
    values = {(span.fact, span.judge): span.value(numbers[number]) for span, numbers in moving}

    def redrawn(fact: Fact) -> Fact:
        value = values.get((fact.id, fact.judge))
        return (
            fact if value is None else Fact(fact.id, State.VALUE, value, judge=fact.judge, source=fact.source)
        )

    facts = {key: redrawn(fact) for key, fact in entry.facts.items()}
    panels = {key: tuple(redrawn(fact) for fact in given) for key, given in entry.panels.items()}
    return Entry(entry.candidate, facts, panels)


def _scored(base: Baseline, entries: Sequence[Entry], number: int) -> Standings:
    try:
        return base.with_entries(entries)
    except EvaluationError as error:
        message = _("draw {draw} gives values that the scheme does not allow; narrow the uncertainty")
        told = Problem("E_DRAW", message, {"draw": number + 1})
        raise AnalysisError([told, *error.problems]) from None


def count(found: Tally, result: Standings) -> None:
    """Count everybody's place in the result of one draw."""
    found.draws += 1
    for row in result.rows:
        rank = None if row.rank is None else row.rank * ONE
        found.add(row.card.candidate.id, rank, row.outcome)


def spread(base: Baseline, found: Tally) -> tuple[Spread, ...]:
    """Give the places of every candidate over the draws, in the order of the result."""
    return tuple(_spread(row.card.candidate, place_of(row), found) for row in base.standings.rows)


def _spread(candidate: Candidate, now: Place, found: Tally) -> Spread:
    met = found.ranks.get(candidate.id, Counter())
    ranks = Counter({rank: times for rank, times in met.items() if rank is not None})
    shares = found.outcomes.get(candidate.id, {})
    return Spread(
        candidate,
        now,
        min(ranks, default=None),
        quantile(ranks, TWENTIETH),
        quantile(ranks, ONE / 2),
        quantile(ranks, ONE - TWENTIETH),
        max(ranks, default=None),
        met[None],
        {select: Fraction(times["selected"], found.draws) for select, times in shares.items()},
        {select: Fraction(times["undecided"], found.draws) for select, times in shares.items()},
    )


def quantile(ranks: Mapping[Fraction, int], share: Fraction) -> Fraction | None:
    """Give the lowest rank such that at least this share of the draws give it or a lower one."""
    wanted = share * sum(ranks.values())
    reached = 0
    for rank in sorted(ranks):
        reached += ranks[rank]
        if reached >= wanted:
            return rank
    return None
