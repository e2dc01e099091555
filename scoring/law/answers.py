"""What can be said of a condition: met, not met, not proven; the facts used, what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, cast

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
    found = Answer.MET
    for answer in answers:
        if answer is Answer.NOT_MET:
            return answer
        if answer is Answer.NOT_PROVEN:
            found = answer
    return found


def any_of(answers: Iterable[Answer]) -> Answer:
    """Join the answers of conditions of which one must hold; an empty list is not met."""
    found = Answer.NOT_MET
    for answer in answers:
        if answer is Answer.MET:
            return answer
        if answer is Answer.NOT_PROVEN:
            found = answer
    return found


def opposite(answer: Answer) -> Answer:
    """Turn met and not met round; not proven stays."""
    return {Answer.MET: Answer.NOT_MET, Answer.NOT_MET: Answer.MET}.get(answer, answer)


class Term(NamedTuple):
    """A code of a closed list, which the office shows in words, e.g. ``hoan_thanh_tot``."""

    code: str


Values = Mapping[str, object]
_NONE: Values = MappingProxyType({})


class Remark:
    """
    A sentence that can be translated.

    Attributes:
        message: English sentence with ``{name}`` slots; also the key of its translation.
    """

    __slots__ = ("_values", "message")

    def __init__(self, message: str, values: Values | Callable[[], Values] = _NONE) -> None:
        """
        Take the sentence and what fills its slots.

        Args:
            message: As the attribute.
            values: Text, whole numbers, dates, fractions, terms, remarks, tuples of these; or what gives
                them, so that they are put together only for a sentence that somebody reads.
        """
        self.message = message
        self._values = values

    @property
    def values(self) -> Values:
        """Give what fills the slots."""
        if callable(self._values):
            self._values = self._values()
        return self._values

    def __eq__(self, other: object) -> bool:
        """Tell whether two say the same."""
        same = isinstance(other, Remark) and self.message == other.message
        return same and self.values == cast("Remark", other).values

    __hash__ = None  # type: ignore[assignment]  # what fills the slots may be a mapping

    def __repr__(self) -> str:
        """Give the sentence and its slots, for tests that fail."""
        return f"Remark({self.message!r}, {dict(self.values)!r})"


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
