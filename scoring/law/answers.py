"""What can be said of a condition: met, not met, not proven; the facts used, what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from scoring.law.conditions import Clause, Rule
from scoring.law.history import (
    Absence,
    Confirmation,
    Discipline,
    Honour,
    Initiative,
    Membership,
    Movement,
    PendingCase,
    Rating,
    Registration,
)
from scoring.law.standing import Placing
from scoring.scheme.model import Cite

Proof = (
    Honour
    | Rating
    | Initiative
    | Discipline
    | Absence
    | PendingCase
    | Registration
    | Confirmation
    | Membership
    | Movement
    | Placing
)


class Answer(StrEnum):
    """What can be said of a standard from what is known, the best for the candidate first."""

    MET = "met"
    NOT_PROVEN = "not_proven"
    NOT_MET = "not_met"

    @property
    def rank(self) -> int:
        """Give the place in that order, from 0."""
        return list(Answer).index(self)


def all_of(answers: Iterable[Answer]) -> Answer:
    """Join the answers of conditions that must all hold; one that fails decides, an empty list is met."""
    found = set(answers)
    if Answer.NOT_MET in found:
        return Answer.NOT_MET
    return Answer.NOT_PROVEN if Answer.NOT_PROVEN in found else Answer.MET


def any_of(answers: Iterable[Answer]) -> Answer:
    """Join the answers of conditions of which one must hold; an empty list is not met."""
    found = set(answers)
    if Answer.MET in found:
        return Answer.MET
    return Answer.NOT_PROVEN if Answer.NOT_PROVEN in found else Answer.NOT_MET


def opposite(answer: Answer) -> Answer:
    """Turn met and not met round; not proven stays."""
    return {Answer.MET: Answer.NOT_MET, Answer.NOT_MET: Answer.MET}.get(answer, answer)


class Term(NamedTuple):
    """A code of a closed list, which the office shows in words, e.g. ``hoan_thanh_tot``."""

    code: str


class Remark(NamedTuple):
    """
    A sentence that can be translated.

    Attributes:
        message: English sentence with ``{name}`` slots; also the key of its translation.
        values: What fills the slots: text, whole numbers, dates, fractions, terms, remarks, tuples of these.
    """

    message: str
    values: Mapping[str, object] = MappingProxyType({})


def span(first: int, last: int) -> str:
    """Give years as a sentence says them: ``2025`` or ``2021-2025``."""
    return str(first) if first == last else f"{first}-{last}"


class Finding(NamedTuple):
    """
    The answer for one condition.

    Attributes:
        condition: What was asked: a condition of the catalogue, or a rule that holds for every award.
        cite: The clause it stands in; None where it only joins others.
        facts: What the answer rests on.
        why: In words; None where the parts say it.
        remedy: What would change the answer; None when it is met or nothing would.
        warnings: What a person should look at; they never change the answer.
        unverified: Why the condition is not known for certain; such a finding is shown and never decides.
        parts: Findings of the conditions it joins.
    """

    condition: Clause | Rule
    answer: Answer
    cite: Cite | None = None
    facts: tuple[Proof, ...] = ()
    why: Remark | None = None
    remedy: Remark | None = None
    warnings: tuple[Remark, ...] = ()
    unverified: str = ""
    parts: tuple[Finding, ...] = ()

    def walk(self) -> Iterator[Finding]:
        """Give this finding and those it joins, outer ones first, in the order of the text."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def decisive(self, answer: Answer) -> Iterator[Finding]:
        """
        Give the leaves that make this finding give an answer other than met; none when it gives another.

        Of conditions that must all hold these are the ones that fail; of alternatives, every one, for any
        of them would do.
        """
        if self.unverified or self.answer is not answer or answer is Answer.MET:
            return
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.decisive(answer)


def binding(findings: Iterable[Finding]) -> Iterator[Answer]:
    """Give the answers of the findings that may decide."""
    return (finding.answer for finding in findings if not finding.unverified)
