"""What share of a council an award needs, by the law or the council's own rules, and who reached it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scoring.errors import Problem, _
from scoring.tally import Threshold, needed
from thidua.documents.kinds import DocumentError
from thidua.documents.matters import Matters
from thidua.documents.meetings import share_words, source_of, threshold_of
from thidua.review import ReviewResult

if TYPE_CHECKING:
    from thidua.documents.material import Material, Nominee

_BASES = {
    "members": "tổng số thành viên Hội đồng",
    "present": "số thành viên có mặt",
    "valid": "số phiếu hợp lệ",
}


def ordered_by_law(result: ReviewResult, award: str) -> Threshold | None:
    """
    Give the vote that the catalogue of awards orders for an award.

    Args:
        award: Id in the catalogue.

    Returns:
        The share with its clause; None where no vote is ordered, or the text is not known for certain.
    """
    law = result.law
    known = next((each for each in law.awards if each.id == award), None) if law else None
    if law is None or known is None or not known.ballot:
        return None
    ballot = law.ballots[known.ballot]
    return None if ballot.unverified else Threshold(ballot.share, ballot.base, ballot.cite)


def threshold_for(result: ReviewResult, award: str) -> Threshold | None:
    """Give what an award needs: by the law, else by the council's own rules; None where neither says."""
    voting = result.review.voting
    own = threshold_of(voting.agreed) if voting is not None and voting.agreed is not None else None
    return ordered_by_law(result, award) or own


def votes_needed(result: ReviewResult, matters: Matters, award: str) -> int | None:
    """Give the least number of votes for an award; None where no rule or no base is known."""
    rule = threshold_for(result, award)
    base = None if rule is None else _base(rule, result, matters)
    return None if rule is None or not base else needed(rule, base)


def _base(rule: Threshold, result: ReviewResult, matters: Matters) -> int | None:
    known = {
        "members": result.review.office.members,
        "present": len(matters.meeting.present) or None,
        "valid": matters.count.valid,
    }
    return known[rule.base]


def rule_lines(result: ReviewResult, matters: Matters, nominees: tuple[Nominee, ...]) -> tuple[str, ...]:
    """Say for each rule which awards it is for, what it asks, how many votes that is, where it stands."""
    awards: dict[Threshold, list[str]] = {}
    for each in nominees:
        rule = threshold_for(result, each.award_id)
        if rule is not None and each.award not in awards.setdefault(rule, []):
            awards[rule].append(each.award)
    return tuple(_line(rule, names, _base(rule, result, matters)) for rule, names in awards.items())


def _line(rule: Threshold, awards: list[str], base: int | None) -> str:
    votes = f", tức từ {needed(rule, base):02} phiếu" if base else ""
    return (
        f"- {'; '.join(awards)}: ít nhất {share_words(rule)} {_BASES[rule.base]}{votes} ({source_of(rule)})."
    )


def require_votes(material: Material) -> None:
    """
    Let a paper of the board that proposes or honours be made only of those who have the votes due.

    Raises:
        DocumentError: The count says otherwise; everybody it is about is named.
    """
    lists = material.kind.context in ("roll", "report") and material.subject is None
    problems = list(vote_faults(material)) if lists else []
    if problems:
        raise DocumentError(problems)


def vote_faults(material: Material) -> Iterator[Problem]:
    """
    Tell who may not stand on a paper that proposes or honours: by the count, or without the vote due.

    While nothing was counted nobody is told: the paper is then a draft for the meeting.
    """
    result, matters = material.result, material.matters
    if not matters.count.votes:
        return
    for each in material.nominees:
        votes = matters.count.votes.get(each.candidate.id)
        least = votes_needed(result, matters, each.award_id)
        rule = threshold_for(result, each.award_id)
        if least is None or rule is None:
            continue
        values: dict[str, object] = {
            "candidate": each.candidate.name,
            "award": each.award,
            "least": least,
            "share": share_words(rule),
            "source": source_of(rule),
        }
        if votes is not None and votes.agreed < least:
            message = _(
                "{candidate} has {agreed} votes for “{award}”, which needs {least} ({share}: {source}); "
                "correct count.votes, or take the candidate off the list"
            )
            yield Problem("E_VOTES_SHORT", message, values | {"agreed": votes.agreed})
        if votes is None and ordered_by_law(result, each.award_id) is not None:
            message = _(
                "no votes are given for {candidate}, and “{award}” needs {least} ({share}: {source}); add "
                "them under count.votes, or take the candidate off the list"
            )
            yield Problem("E_VOTES_NONE", message, values)
