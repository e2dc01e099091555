"""What is gathered while one candidate is scored, and the conditions that are asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from scoring.cards import GateFired, Line, lowest
from scoring.errors import Problem
from scoring.evaluate.reading import Reading
from scoring.facts import Decision, Entry
from scoring.scheme.condition import Operand, holds, names, parse
from scoring.scheme.measures import FACT
from scoring.scheme.model import Gate, Scheme

Key = tuple[str, str]
Limits = tuple[Fraction | None, Fraction | None]


@dataclass
class Groups:
    """
    What the numbers of a group say, frozen before any points are given.

    Attributes:
        statistics: Words such as ``cluster.mean`` with their values, by leaf and cluster.
        awaited: Facts still awaited that could change them, by leaf and cluster.
        limits: Bounds to which outliers are brought, by leaf and cluster.
        leaders: The number a leader counts with, by leaf and candidate.
        irrational: Leaves and clusters with a deviation that 50 digits do not end.
        places: What each leaf that measures a rank reads, by leaf and candidate.
    """

    statistics: dict[Key, Mapping[str, Fraction]] = field(default_factory=dict)
    awaited: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    limits: dict[Key, Limits] = field(default_factory=dict)
    leaders: dict[Key, Fraction] = field(default_factory=dict)
    irrational: set[Key] = field(default_factory=set)
    places: dict[Key, Reading] = field(default_factory=dict)


@dataclass
class Sheet:
    """One candidate's evaluation; lives for one evaluation only."""

    scheme: Scheme
    entry: Entry
    as_of: date
    decisions: Mapping[str, Decision]
    groups: Groups = field(default_factory=Groups)
    lines: dict[str, Line] = field(default_factory=dict)
    waiting_for: list[str] = field(default_factory=list)
    gates: list[GateFired] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def cluster(self) -> str:
        """Give the cluster of the candidate."""
        return self.entry.candidate.cluster

    def again(self) -> Sheet:
        """Give an empty sheet of the same candidate, for scoring a part beforehand."""
        return Sheet(self.scheme, self.entry, self.as_of, self.decisions, self.groups)

    def refuse(self, problem: Problem) -> None:
        """Note a problem with the candidate it concerns."""
        values = {**problem.values, "candidate": self.entry.candidate.id}
        self.problems.append(replace(problem, values=values))

    def lookup(self, name: str) -> Operand | None:
        """Give the points of a node or the value of a fact, for conditions."""
        if name.startswith(FACT):
            fact = self.entry.fact(name.removeprefix(FACT))
            return fact.number if fact.number is not None else (fact.label or None)
        if name == "lowest":
            return lowest(self.lines.values())
        line = self.lines.get(name)
        return line.points if line else None


def ask(sheet: Sheet, text: str, extra: Mapping[str, Operand] | None = None) -> bool | None:
    """Tell whether a condition holds; what it still waits for is noted on the sheet."""
    condition = parse(text)

    def lookup(name: str) -> Operand | None:
        return extra[name] if extra and name in extra else sheet.lookup(name)

    answer = holds(condition, lookup)
    if answer is None:
        unknown = [name for name in names(condition) if lookup(name) is None]
        sheet.waiting_for.extend(name.removeprefix(FACT) for name in unknown)
    return answer


def fired(sheet: Sheet, gate: Gate) -> GateFired:
    """Give the record of a gate that was not passed."""
    effect = gate.otherwise
    text = effect if isinstance(effect, str) else next(f"{key}:{value}" for key, value in effect)
    return GateFired(gate.id, gate.title, text, gate.cite or sheet.scheme.cite)
