"""What a later hand changed: self-score against appraisal, fact by fact and criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.analysis.inputs import Inputs
from scoring.analysis.moves import Comparison, Difference, compared
from scoring.facts import Candidate, Entry, Fact, State
from scoring.scheme.measures import facts_of_node
from scoring.scheme.model import Scheme
from scoring.scheme.order import walk


@dataclass(frozen=True)
class Revision:
    """One value that the later stage gives otherwise; a state counts as a value."""

    candidate: Candidate
    title: str
    before: Fact
    after: Fact


@dataclass(frozen=True)
class Revised:
    """
    One criterion of one candidate that the later stage scores otherwise.

    Attributes:
        revisions: The changed facts that the criterion reads; empty where only others' facts changed.
    """

    difference: Difference
    revisions: tuple[Revision, ...]


@dataclass(frozen=True)
class StageReport:
    """
    An earlier stage beside a later one.

    Attributes:
        criteria: Every criterion that differs, the biggest loss first; those without points on one side last.
        unscored: Revisions of facts that no changed criterion reads.
    """

    comparison: Comparison
    criteria: tuple[Revised, ...]
    unscored: tuple[Revision, ...]


def compare_stages(earlier: Inputs, later: Inputs) -> StageReport:
    """
    Set two stages of the same rules side by side.

    Args:
        earlier, later: The same scheme and day, with the facts of each stage.

    Raises:
        EvaluationError: Facts of one of the stages that the scheme does not allow.
    """
    comparison = compared(earlier.result(), later.result())
    changed = list(revisions(earlier.scheme, earlier.entries, later.entries))
    readers = {node.id: set(facts_of_node(node)) for node in walk(earlier.scheme.children)}
    rows = [
        Revised(
            difference,
            tuple(
                each
                for each in changed
                if each.candidate.id == difference.candidate.id and each.after.id in readers[difference.node]
            ),
        )
        for difference in comparison.differences()
    ]
    told = {id(revision) for row in rows for revision in row.revisions}
    unscored = tuple(each for each in changed if id(each) not in told)
    return StageReport(comparison, tuple(sorted(rows, key=_loss)), unscored)


def revisions(scheme: Scheme, earlier: Sequence[Entry], later: Sequence[Entry]) -> Iterator[Revision]:
    """Give every fact of those in both stages whose value or state differs, in the order of the scheme."""
    before = {entry.candidate.id: entry for entry in earlier}
    for entry in later:
        old = before.get(entry.candidate.id)
        for spec in scheme.facts if old else ():
            for was, now in _paired(old, entry, spec.id):
                if (was.state, was.number, was.label) != (now.state, now.number, now.label):
                    yield Revision(entry.candidate, spec.title, was, now)


def _paired(old: Entry | None, new: Entry, fact_id: str) -> Iterator[tuple[Fact, Fact]]:
    """Give the values of one fact by judge; one without a judge is the unit's own."""
    before, after = ({fact.judge: fact for fact in _all(entry, fact_id)} for entry in (old, new))
    for judge in dict.fromkeys([*before, *after]):
        absent = Fact(fact_id, State.MISSING, judge=judge)
        yield before.get(judge, absent), after.get(judge, absent)


def _all(entry: Entry | None, fact_id: str) -> Sequence[Fact]:
    if entry is None:
        return ()
    return entry.panels.get(fact_id) or (entry.fact(fact_id),)


def _loss(row: Revised) -> tuple[bool, Fraction]:
    points = row.difference.points
    return points is None, points if points is not None else Fraction(0)
