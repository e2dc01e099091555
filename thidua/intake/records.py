"""What the lines of a table say about each candidate, put together; contradictions become problems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from scoring.errors import Problem, _
from scoring.facts import Candidate, Entry, Fact
from thidua.intake.refusal import shown

Complain = Callable[[str, Problem], None]


@dataclass
class Record:
    """
    What is known of one candidate so far, each thing with the number of its line.

    Attributes:
        line: Where the candidate first appears.
        attributes: Who the candidate is, by column.
        facts: By fact and judge; None for a cell that was wrong.
        judged: For each fact, whether its values come with a judge.
    """

    line: int
    attributes: dict[str, tuple[str, int]] = field(default_factory=dict)
    facts: dict[tuple[str, str], tuple[Fact | None, int]] = field(default_factory=dict)
    judged: dict[str, tuple[bool, int]] = field(default_factory=dict)

    def attribute(self, name: str, said: str, line: int) -> Problem | None:
        """Keep what a line says of the candidate; gives a problem when an earlier line says otherwise."""
        if not said:
            return None
        earlier, first = self.attributes.setdefault(name, (said, line))
        if earlier == said:
            return None
        message = _("“{found}” contradicts “{earlier}” on line {first}. Write the same on both lines.")
        values = {"found": shown(said), "earlier": shown(earlier), "first": first}
        return Problem("E_CONTRADICTION", message, values)

    def double(self, fact: str, judge: str, line: int) -> Problem | None:
        """Give a problem when the fact is there already; it is one value, or one value a judge."""
        if (fact, judge) in self.facts:
            found = " / ".join(filter(None, (fact, judge)))
            return told_twice(found, self.facts[fact, judge][1], line)
        with_judge, first = self.judged.setdefault(fact, (bool(judge), line))
        if with_judge == bool(judge):
            return None
        message = _(
            "“{found}” stands on line {first} and again on line {second}, once with and once without a judge."
        )
        return Problem("E_DUPLICATE", message, {"found": fact, "first": first, "second": line})

    def entry(self, candidate: str) -> Entry:
        """Give the candidate with all facts whose cells are right."""
        said = {name: text for name, (text, _line) in self.attributes.items()}
        facts: dict[str, Fact] = {}
        panels: dict[str, list[Fact]] = {}
        for (fact_id, judge), (fact, _line) in self.facts.items():
            if fact is not None and judge:
                panels.setdefault(fact_id, []).append(fact)
            elif fact is not None:
                facts[fact_id] = fact
        who = Candidate(id=candidate, **{"name": candidate, **said})
        return Entry(who, facts, {fact_id: tuple(given) for fact_id, given in panels.items()})


def told_twice(found: str, first: int, second: int) -> Problem:
    """Make the problem of something that may stand in a table once only."""
    message = _("“{found}” stands on line {first} and again on line {second}. Keep only one of them.")
    return Problem("E_DUPLICATE", message, {"found": shown(found), "first": first, "second": second})
