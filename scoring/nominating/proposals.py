"""What a round of nomination is made from and what it answers; no arithmetic here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from scoring.cards import Quota, Slot, Standing
from scoring.facts import Candidate, Decision
from scoring.law.answering import Way
from scoring.law.answers import Answer, Finding, Remark
from scoring.law.catalogue import Award, Law
from scoring.law.history import CommendationKind, Initiative, Movement, Record
from scoring.law.judging import Verdict
from scoring.law.standing import Placing
from scoring.law.versions import Applied
from scoring.nominating.checklist import Sheet
from scoring.nominating.deadlines import Due
from scoring.nominating.overlap import Overlap
from scoring.nominating.places import Outcome
from scoring.nominating.principles import Principles
from scoring.nominating.priority import Recommendation
from scoring.nominating.rules import AwardRule, NominationRules, WomenShare

Papers = Mapping[tuple[str, str], Mapping[str, str]]


@dataclass(frozen=True)
class Applicant:
    """A candidate as the run of a scheme (its id, without version) placed it, with its past."""

    scheme: str
    standing: Standing
    record: Record

    @property
    def candidate(self) -> Candidate:
        """Give who it is."""
        return self.standing.card.candidate


@dataclass(frozen=True)
class Round:
    """
    Everything a nomination is made from.

    Attributes:
        laws: All catalogues; the day received and the place choose among them.
        received, decided: Days the list was received for appraisal, and is decided.
        year: Year of achievement that is judged.
        movement: The movement it is about; None when it is about none.
        applicants: Everybody whom the runs placed.
        quotas: Places of the runs' selections, with the id of the scheme.
        pasts: The pasts of everybody, of units that are gone as well.
        papers: Papers in hand by candidate and award, by paper id; None where nobody looked.
    """

    rules: NominationRules
    laws: Sequence[Law]
    principles: Principles
    received: date
    decided: date
    year: int
    applicants: Sequence[Applicant]
    quotas: Sequence[tuple[str, Quota]] = ()
    movement: Movement | None = None
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    pasts: Sequence[Record] = ()
    papers: Papers | None = None

    @cached_property
    def labels(self) -> dict[str, set[str]]:
        """Give the classes that the runs gave each candidate."""
        found: dict[str, set[str]] = {}
        for each in self.applicants:
            found.setdefault(each.candidate.id, set()).add(each.standing.card.label)
        return found

    @cached_property
    def past_of(self) -> dict[str, Record]:
        """Give the pasts by candidate."""
        return {past.candidate: past for past in self.pasts}

    @cached_property
    def placings(self) -> dict[str, tuple[Placing, ...]]:
        """Give the places of each candidate in all runs."""
        peers: dict[tuple[str, str], Counter[Fraction | int | None]] = {}
        for each in self.applicants:
            ranks = peers.setdefault((each.scheme, each.candidate.cluster), Counter())
            ranks[each.standing.rank] += 1
        found: dict[str, tuple[Placing, ...]] = {}
        for each in self.applicants:
            ranks = peers[each.scheme, each.candidate.cluster]
            name = each.candidate.id
            found[name] = (*found.get(name, ()), _placing(each.standing, self.year, ranks))
        return found


def _placing(standing: Standing, year: int, ranks: Counter[Fraction | int | None]) -> Placing:
    card = standing.card
    # Equals may share the mean of their places; what counts is how many stand before them.
    mine = standing.rank
    rank = (
        None if mine is None else 1 + sum(ranks[each] for each in ranks if each is not None and each < mine)
    )
    alone = standing.rank is None or ranks[standing.rank] == 1
    return Placing(card.scheme, year, rank, ranks.total(), card.label, card.total, alone)


@dataclass(frozen=True)
class Judged:
    """
    What the law says of one candidate and award, of the ways that a list goes by.

    Attributes:
        applied: The verdict and which text it rests on.
        answer: Over the ways that count.
    """

    applied: Applied
    ways: tuple[Way, ...]
    answer: Answer

    @property
    def verdict(self) -> Verdict:
        """Give the verdict of the text that applies."""
        return self.applied.verdict

    def open_ways(self) -> tuple[Way, ...]:
        """Give the ways that are met."""
        return tuple(way for way in self.ways if way.answer is Answer.MET)

    def nearest(self) -> Way | None:
        """Give the way with the best answer and the fewest conditions against it; None without ways."""
        order = list(Answer)
        return min(
            self.ways, key=lambda way: (order.index(way.answer), len(list(way.decisive()))), default=None
        )

    def lacking(self) -> Iterator[Finding]:
        """Give the findings that keep it from being met, of the principles and of the nearest way."""
        for finding in self.verdict.general:
            yield from finding.decisive(self.answer)
        way = self.nearest()
        if way is not None and way.answer is not Answer.MET:
            yield from way.decisive()

    def initiatives(self) -> tuple[Initiative, ...]:
        """Give the initiatives that the open ways rest on, each once."""
        used = (
            fact
            for way in self.open_ways()
            for finding in way.findings
            for part in finding.walk()
            if part.answer is Answer.MET
            for fact in part.facts
            if isinstance(fact, Initiative)
        )
        return tuple({work.id: work for work in used}.values())


@dataclass(frozen=True)
class Proposal:
    """
    What one list says of one candidate; people propose, the program only prepares.

    Attributes:
        scope: Cluster, unit or ``all``.
        why: Code of the reason: ``within_places``, ``beyond_places``, ``tie_on_line``, ``decided``,
            ``others_not_proven``, ``quota_unknown``, ``run_pending``, ``not_proven``, ``not_met``,
            ``deferred``, ``proposed_elsewhere``.
        reserve: Place in the reserve from 1, shared by equals; None outside it.
        papers: The papers that the dossier needs.
        looked_at: Whether somebody looked which of them are in hand.
        overlaps: What a person should look at.
        open: Ids of the questions among them that nobody has answered.
    """

    applicant: Applicant
    rule: AwardRule
    scope: str
    outcome: Outcome
    why: str
    judged: Judged
    reserve: int | None = None
    papers: tuple[Sheet, ...] = ()
    looked_at: bool = False
    overlaps: tuple[Overlap, ...] = ()
    open: tuple[str, ...] = ()

    @property
    def candidate(self) -> Candidate:
        """Give who it is."""
        return self.applicant.candidate

    @property
    def award(self) -> Award:
        """Give the award as the law that applies describes it."""
        return self.judged.verdict.award

    @property
    def kind(self) -> CommendationKind | None:
        """Give the kind of commendation: as the list says, else that of the way."""
        ways = self.judged.open_ways()
        return self.rule.kind or (ways[0].kind if ways else None)

    @property
    def missing(self) -> tuple[Sheet, ...]:
        """Give the papers that are not in hand; none where nobody looked."""
        return tuple(sheet for sheet in self.papers if self.looked_at and sheet.is_missing)

    def hindrances(self) -> tuple[str, ...]:
        """
        Give the codes of what keeps the proposal from being recorded; none when it passes.

        Every act goes through here, be it for one or for many.
        """
        codes = (
            ("outcome", self.outcome is not Outcome.PROPOSED),
            ("standard", self.judged.answer is not Answer.MET),
            ("unverified", bool(self.judged.verdict.unverified)),
            ("overlap", bool(self.open)),
            ("papers_not_looked_at", not self.looked_at),
            ("papers_missing", bool(self.missing)),
        )
        return tuple(code for code, hinders in codes if hinders)


@dataclass(frozen=True)
class ProposalList:
    """
    The proposals of one list in one scope.

    Attributes:
        quota: Places with the arithmetic.
        proposals: Proposed first, then ties, the reserve, those who wait, those who do not meet it.
        slot: The question between equals on the last place; None where there is none.
        recommendations: What the law prefers among these equals.
    """

    rule: AwardRule
    scope: str
    quota: Quota
    proposals: tuple[Proposal, ...]
    slot: Slot | None = None
    recommendations: tuple[Recommendation, ...] = ()


@dataclass(frozen=True)
class WomenAmong:
    """Women among those a list proposes in all scopes, held against the share that is wished for."""

    rule: AwardRule
    wished: WomenShare
    proposed: int
    women: int
    unknown: int

    @property
    def share(self) -> Fraction | None:
        """Give the share of women; None while the sex of somebody is not known, or nobody is proposed."""
        return None if self.unknown or not self.proposed else Fraction(self.women, self.proposed)

    @property
    def answer(self) -> Answer:
        """Tell whether the share is reached."""
        if self.share is None:
            return Answer.NOT_PROVEN
        return Answer.MET if self.share >= self.wished.at_least else Answer.NOT_MET


@dataclass(frozen=True)
class Nomination:
    """
    The answer of a round.

    Attributes:
        law: ``id@version`` of the catalogue in force on the day received.
        slots: Questions that only people may answer, filled or open.
        dues: When each time limit ends.
        notices: What people should know, by candidate.
    """

    round: Round
    law: str
    lists: tuple[ProposalList, ...]
    slots: tuple[Slot, ...] = ()
    women: tuple[WomenAmong, ...] = ()
    dues: tuple[Due, ...] = ()
    notices: Mapping[str, tuple[Remark, ...]] = field(default_factory=dict)

    def proposals(self) -> Iterator[Proposal]:
        """Give all proposals, list after list."""
        for each in self.lists:
            yield from each.proposals
