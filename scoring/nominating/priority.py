"""Who is preferred among equals: a recommendation beside an open tie, never applied by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.law.answers import Answer
from scoring.law.history import Record
from scoring.nominating.principles import Priority


@dataclass(frozen=True)
class Recommendation:
    """
    What one clause says of equals.

    Attributes:
        answers: Whether the clause prefers each of them, by candidate; not proven where nobody said.
        shares: Share of women by candidate, where the clause asks for it and it is known.
    """

    priority: Priority
    answers: Mapping[str, Answer]
    shares: Mapping[str, Fraction]

    @property
    def preferred(self) -> tuple[str, ...]:
        """Give those whom the clause prefers; none when it does not tell the equals apart."""
        met = tuple(name for name, answer in self.answers.items() if answer is Answer.MET)
        return met if len(met) < len(self.answers) else ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """Give those of whom it is not known."""
        return tuple(name for name, answer in self.answers.items() if answer is Answer.NOT_PROVEN)


def recommend(
    priorities: Iterable[Priority], kind: str, equals: Mapping[str, Record], year: int
) -> tuple[Recommendation, ...]:
    """
    Hold equals against every priority for their kind.

    Args:
        priorities: In the order of the file.
        kind: Kind of candidate.
        equals: Their pasts by candidate.
        year: Year whose members count.

    Source: Nghị định 152/2025/NĐ-CP, Điều 4 khoản 6, in force since 2025-07-01; Luật 06/2022/QH15, Điều 5
    khoản 2 điểm d, in force since 2024-01-01.
    """
    found = []
    for each in priorities:
        if kind in each.subjects:
            shares = {name: women_share(past, year) for name, past in equals.items()}
            known = {name: share for name, share in shares.items() if share is not None}
            answers = {name: _prefers(each, past, known.get(name)) for name, past in equals.items()}
            found.append(Recommendation(each, answers, known if each.women_share_at_least else {}))
    return tuple(found)


def women_share(past: Record, year: int) -> Fraction | None:
    """Give the share of women among the members of a collective; None where it was not reported."""
    members = past.membership(year)
    if members is None or not members.members or members.women is None:
        return None
    return Fraction(members.women, members.members)


def _prefers(priority: Priority, past: Record, share: Fraction | None) -> Answer:
    known = past.profile
    if priority.women_share_at_least is not None:
        return _answer(None if share is None else share >= priority.women_share_at_least)
    if priority.subject_class is not None:
        return _answer(known.subject_class in priority.subject_class if known.subject_class else None)
    said = known.woman if priority.woman is not None else known.remote
    wanted = priority.woman if priority.woman is not None else priority.remote
    return _answer(None if said is None else said == wanted)


def _answer(holds: bool | None) -> Answer:
    return Answer.NOT_PROVEN if holds is None else Answer.MET if holds else Answer.NOT_MET
