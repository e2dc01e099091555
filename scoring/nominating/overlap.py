"""What may be honoured twice: one achievement, two movements, two levels, one initiative; units gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scoring.law.catalogue import Award, Law
from scoring.law.history import CommendationKind, Honour, Initiative, Record
from scoring.nominating.principles import Principles, Warned

FORM = "hinh_thuc"


class OverlapKind(StrEnum):
    """What overlaps, and so what a person should look at."""

    ONE_ACHIEVEMENT = "one_achievement"
    TWO_LEVELS = "two_levels"
    TWO_MOVEMENTS = "two_movements"
    INITIATIVE_TWICE = "initiative_twice"
    DISSOLVED = "dissolved"


@dataclass(frozen=True)
class Claim:
    """
    What a list proposes for one candidate.

    Attributes:
        rule: Id of the list.
        kind: Kind of commendation; None where it is not said.
        movement: Id of the movement; empty when it is about none.
        initiatives: Those that the standard was met with.
    """

    candidate: str
    rule: str
    award: Award
    kind: CommendationKind | None
    year: int
    movement: str = ""
    initiatives: tuple[Initiative, ...] = ()


@dataclass(frozen=True)
class Overlap:
    """
    Something to look at before a proposal goes on.

    Attributes:
        rule: Id of the list whose proposal is meant.
        other: The honour with its decision, the other list's id, or the newer unit's id.
        what: Title of the initiative, else empty.
        principle: The clause.
        asks: True when a person must say that it is not the same achievement before it goes on.
    """

    kind: OverlapKind
    candidate: str
    rule: str
    other: Honour | str
    principle: Warned
    asks: bool = False
    what: str = ""

    @property
    def slot(self) -> str:
        """Give the id of the question that a person answers."""
        other = self.other if isinstance(self.other, str) else self.other.key.removeprefix(self.candidate)
        return f"overlap.{self.rule}.{self.candidate}.{other.strip().replace(' ', '~')}"


def overlaps(claims: Sequence[Claim], past: Record, law: Law, principles: Principles) -> tuple[Overlap, ...]:
    """
    Find what overlaps among one candidate's claims and with the honours that stand.

    Args:
        claims: All of one candidate, in the order of the lists.
        past: The candidate's own; revoked honours are passed over.
        law: Gives the class and level of the awards held.
        principles: The clauses.

    Source: Luật 06/2022/QH15, Điều 5 khoản 2 điểm c, in force since 2024-01-01.
    """
    known = {award.id: award for award in law.awards}
    found = [
        overlap
        for claim in claims
        for honour in past.granted
        if claim.year in honour.years
        for overlap in _with_honour(claim, honour, known.get(honour.award), principles.once)
    ]
    found += [
        Overlap(
            _level(claim.award, earlier.award),
            claim.candidate,
            claim.rule,
            earlier.rule,
            principles.once,
            True,
        )
        for i, claim in enumerate(claims)
        for earlier in claims[:i]
        if _is_same(claim, earlier.award, earlier.kind, earlier.movement)
    ]
    found += _initiatives(claims, principles.initiative_once)
    return tuple(found)


def _with_honour(claim: Claim, honour: Honour, held: Award | None, once: Warned) -> Iterator[Overlap]:
    if held is not None and _is_same(claim, held, honour.kind, honour.movement):
        yield Overlap(_level(claim.award, held), claim.candidate, claim.rule, honour, once, asks=True)
    elif claim.movement and honour.movement and claim.movement != honour.movement:
        yield Overlap(OverlapKind.TWO_MOVEMENTS, claim.candidate, claim.rule, honour, once)


def _is_same(claim: Claim, award: Award, kind: CommendationKind | None, movement: str) -> bool:
    """Tell whether both may be for one achievement; a title and a form for the same year stand together."""
    if claim.movement and movement:
        return claim.movement == movement
    both_forms = claim.award.award_class == award.award_class == FORM
    return both_forms and (claim.kind is None or kind is None or claim.kind is kind)


def _level(one: Award, other: Award) -> OverlapKind:
    return OverlapKind.ONE_ACHIEVEMENT if one.level == other.level else OverlapKind.TWO_LEVELS


def _initiatives(claims: Sequence[Claim], rule: Warned | None) -> Iterator[Overlap]:
    if rule is None:
        return
    used: dict[str, str] = {}
    for claim in claims:
        for work in claim.initiatives:
            others = [name for name in work.used_for if name != claim.award.id]
            others += [used[work.id]] if work.id in used else []
            for other in others:
                yield Overlap(
                    OverlapKind.INITIATIVE_TWICE, claim.candidate, claim.rule, other, rule, what=work.title
                )
            used.setdefault(work.id, claim.rule)


def dissolved(
    claims: Iterable[Claim], pasts: Iterable[Record], received: date, principles: Principles
) -> Iterator[Overlap]:
    """Find proposals for units that went into others by the day the list was received; it never decides."""
    rule = principles.dissolved
    if rule is None or (rule.since is not None and received < rule.since):
        return
    gone = {each.unit: past.candidate for past in pasts for each in past.predecessors if each.on <= received}
    for claim in claims:
        if claim.candidate in gone:
            yield Overlap(OverlapKind.DISSOLVED, claim.candidate, claim.rule, gone[claim.candidate], rule)
