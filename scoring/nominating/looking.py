"""A second look at finished lists: what overlaps, what is asked of people, what they should know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from scoring.cards import Slot
from scoring.errors import _
from scoring.law.answers import Remark
from scoring.law.versions import in_force
from scoring.nominating.overlap import Claim, Overlap, dissolved, overlaps
from scoring.nominating.places import Outcome
from scoring.nominating.proposals import Proposal, ProposalList, Round, WomenAmong
from scoring.nominating.rules import AwardRule, WomenShare

SAME, OTHER = "same_achievement", "other_achievement"


def with_overlaps(lists: Sequence[ProposalList], matter: Round) -> list[ProposalList]:
    """Give the lists with everything that may be honoured twice beside each proposal."""
    claims: dict[str, list[Claim]] = {}
    for proposal in (each for one in lists for each in one.proposals if each.outcome is Outcome.PROPOSED):
        claims.setdefault(proposal.candidate.id, []).append(_claim(proposal, matter))
    law = in_force(matter.laws, matter.received, matter.rules.place)
    found: dict[tuple[str, str], list[Overlap]] = {}
    gone = dissolved(
        [each for one in claims.values() for each in one], matter.pasts, matter.received, matter.principles
    )
    past = {each.candidate.id: each.record for each in matter.applicants}
    several = (
        each for name, one in claims.items() for each in overlaps(one, past[name], law, matter.principles)
    )
    for overlap in (*several, *gone):
        found.setdefault((overlap.rule, overlap.candidate), []).append(overlap)
    return [
        replace(one, proposals=tuple(_looked_at(each, found, matter) for each in one.proposals))
        for one in lists
    ]


def _claim(proposal: Proposal, matter: Round) -> Claim:
    movement = matter.movement.id if matter.movement else ""
    return Claim(
        proposal.candidate.id,
        proposal.rule.id,
        proposal.award,
        proposal.kind,
        matter.year,
        movement,
        proposal.judged.initiatives(),
    )


def _looked_at(
    proposal: Proposal, found: Mapping[tuple[str, str], Sequence[Overlap]], matter: Round
) -> Proposal:
    seen = tuple(found.get((proposal.rule.id, proposal.candidate.id), ()))
    unanswered = tuple(each.slot for each in seen if each.asks and _answered(each, matter) != OTHER)
    return replace(proposal, overlaps=seen, open=unanswered)


def _answered(overlap: Overlap, matter: Round) -> str:
    decision = matter.decisions.get(overlap.slot)
    return decision.choice[0] if decision and decision.choice in ((SAME,), (OTHER,)) else ""


def slots_of(lists: Sequence[ProposalList], matter: Round) -> Iterator[Slot]:
    """Give the questions only people may answer: equals on the line, then what may be one achievement."""
    yield from (each.slot for each in lists if each.slot is not None)
    asked = {o.slot: o for one in lists for each in one.proposals for o in each.overlaps if o.asks}
    for name, overlap in asked.items():
        filled = matter.decisions.get(name) if _answered(overlap, matter) else None
        yield Slot(name, "overlap", overlap.principle.title, (SAME, OTHER), 1, filled=filled)


def women_among(rule: AwardRule, wished: WomenShare, proposals: Iterable[Proposal]) -> WomenAmong:
    """Count the women whom a list proposes in all its scopes."""
    counted = Counter(
        each.applicant.record.profile.woman for each in proposals if each.outcome is Outcome.PROPOSED
    )
    return WomenAmong(rule, wished, counted.total(), counted[True], counted[None])


def notices_of(lists: Sequence[ProposalList], matter: Round) -> Iterator[tuple[str, tuple[Remark, ...]]]:
    """Tell of women for whose long contribution less time is asked; nobody reckons it for them."""
    less = matter.principles.women_leaders
    if less is None:
        return
    message = _("a woman leader: {cut} of the time is cut ({clause}); reckon her time by hand")
    for proposal in (each for one in lists for each in one.proposals):
        if proposal.kind in less.kinds and proposal.applicant.record.profile.woman:
            clause = f"{less.cite.document}, {less.cite.clause}" if less.cite else ""
            yield proposal.candidate.id, (Remark(message, {"cut": less.cut, "clause": clause}),)
