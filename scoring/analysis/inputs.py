"""What a result is made of, and how to make it again after a small change without scoring everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal

from scoring.cards import Card, Standings
from scoring.errors import Problem, ScoringError, _
from scoring.evaluate import evaluate
from scoring.facts import Candidate, Decision, Entry, Fact
from scoring.ranking import standings
from scoring.scheme.anchors import statistics_of
from scoring.scheme.model import Impute, Model, RankOf, Scale, Scheme, Winsorise

Progress = Callable[[int, int], None]
Reach = Literal["own", "cluster", "all"]
_WIDEST: tuple[Reach, ...] = ("all", "cluster")


class AnalysisError(ScoringError):
    """A question that cannot be asked of a result; each problem says why."""


@dataclass(frozen=True)
class Inputs:
    """
    Everything a result follows from.

    Attributes:
        entries: One a candidate.
        as_of: The day whose rules and targets apply.
        decisions: Filled slots, by slot id.
    """

    scheme: Scheme
    entries: tuple[Entry, ...]
    as_of: date
    decisions: Mapping[str, Decision] = field(default_factory=dict)

    @cached_property
    def candidates(self) -> Mapping[str, Candidate]:
        """Give the candidates by id."""
        return {entry.candidate.id: entry.candidate for entry in self.entries}

    def cards(self, entries: Sequence[Entry]) -> dict[str, Card]:
        """Score some entries; raises EvaluationError for facts that the scheme does not allow."""
        cards = evaluate(self.scheme, entries, self.as_of, self.decisions)
        return {card.candidate.id: card for card in cards}

    def ranked(self, cards: Mapping[str, Card]) -> Standings:
        """Rank and select among cards that were made from these entries."""
        found = [cards[entry.candidate.id] for entry in self.entries]
        return standings(self.scheme, self.entries, found, self.as_of.isoformat(), self.decisions)

    def result(self) -> Standings:
        """Score, rank and select; raises EvaluationError for facts that the scheme does not allow."""
        return self.ranked(self.cards(self.entries))


def with_fact(inputs: Inputs, candidate_id: str, fact: Fact) -> Inputs:
    """
    Give the inputs in which a candidate reports one value otherwise; a judge's takes the place of his own.

    Raises:
        AnalysisError: There is no such candidate, or the scheme has no such fact.
    """
    problems = []
    if candidate_id not in inputs.candidates:
        message = _("there is no candidate {candidate} in these results")
        problems.append(Problem("E_CANDIDATE", message, {"candidate": candidate_id}))
    if all(spec.id != fact.id for spec in inputs.scheme.facts):
        message = _("the scheme {scheme} has no fact “{fact}”")
        problems.append(Problem("E_FACT", message, {"scheme": inputs.scheme.key, "fact": fact.id}))
    if problems:
        raise AnalysisError(problems)
    entries = (
        _with_fact(entry, fact) if entry.candidate.id == candidate_id else entry for entry in inputs.entries
    )
    return replace(inputs, entries=tuple(entries))


def _with_fact(entry: Entry, fact: Fact) -> Entry:
    if not fact.judge:
        return replace(entry, facts={**entry.facts, fact.id: fact})
    others = [each for each in entry.panels.get(fact.id, ()) if each.judge != fact.judge]
    panel = tuple(sorted([*others, fact], key=lambda each: each.judge))
    return replace(entry, panels={**entry.panels, fact.id: panel})


@dataclass(frozen=True)
class Baseline:
    """
    A result with its cards, kept so that only those whom a change can reach are scored again.

    Attributes:
        cards: The card of each candidate, by id.
        reach: Whose points follow from whose facts, see ``reach_of``.
    """

    inputs: Inputs
    cards: Mapping[str, Card]
    standings: Standings
    reach: Reach

    def cards_with(self, changed: Sequence[Entry]) -> dict[str, Card]:
        """Give everybody's cards when some candidates have other facts."""
        return self._cards(self._entries_with(changed), [entry.candidate for entry in changed])

    def with_entries(self, changed: Sequence[Entry]) -> Standings:
        """Give the result in which some candidates have other facts."""
        return self._again(self._entries_with(changed), [entry.candidate for entry in changed])

    def without(self, candidate: Candidate) -> Standings:
        """Give the result in which a candidate does not take part."""
        entries = tuple(entry for entry in self.inputs.entries if entry.candidate.id != candidate.id)
        return self._again(entries, [candidate])

    def _entries_with(self, changed: Sequence[Entry]) -> tuple[Entry, ...]:
        new = {entry.candidate.id: entry for entry in changed}
        return tuple(new.get(entry.candidate.id, entry) for entry in self.inputs.entries)

    def _again(self, entries: tuple[Entry, ...], changed: Sequence[Candidate]) -> Standings:
        return replace(self.inputs, entries=entries).ranked(self._cards(entries, changed))

    def _cards(self, entries: Sequence[Entry], changed: Sequence[Candidate]) -> dict[str, Card]:
        reached = [entry for entry in entries if self._is_reached(entry.candidate, changed)]
        return {**self.cards, **self.inputs.cards(reached)}

    def _is_reached(self, candidate: Candidate, changed: Sequence[Candidate]) -> bool:
        if self.reach == "own":
            return any(candidate.id == other.id for other in changed)
        return self.reach == "all" or any(candidate.cluster == other.cluster for other in changed)


def baseline(inputs: Inputs) -> Baseline:
    """Score, rank and select, and keep the cards; raises EvaluationError as ``evaluate`` does."""
    cards = inputs.cards(inputs.entries)
    return Baseline(inputs, cards, inputs.ranked(cards), reach_of(inputs.scheme))


def reach_of(scheme: Scheme) -> Reach:
    """
    Tell whose points follow from whose facts.

    Returns:
        ``own`` when every candidate's points follow from its own facts alone; ``cluster`` or ``all`` when
        the scheme uses a statistic, a rank, a share or an imputed value of that group.
    """
    scopes = {scope for node in scheme.children for part in _parts(node) for scope in _scopes(part)}
    return next((scope for scope in _WIDEST if scope in scopes), "own")


def _parts(value: object) -> Iterator[Model]:
    """Give every model inside a value, however deep."""
    if isinstance(value, Model):
        yield value
        yield from _parts([each for _name, each in value])
    elif isinstance(value, dict):
        yield from _parts(list(value.values()))
    elif isinstance(value, list):
        for each in value:
            yield from _parts(each)


def _scopes(part: Model) -> Iterator[str]:
    if isinstance(part, Scale):
        words = [word for knot in part.knots or [] for side in knot for word in statistics_of(side)]
        yield from (word.partition(".")[0] for word in words)
    elif isinstance(part, Impute):
        yield part.impute.partition(".")[0]
    elif isinstance(part, RankOf) or (isinstance(part, Winsorise) and (part.low_share or part.high_share)):
        yield part.within
