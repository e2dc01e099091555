"""The acts on a round of nomination: propose, take back, answer a question. Bulk passes the single check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from scoring.errors import Problem, _
from scoring.facts import Decision
from scoring.nominating import Outcome, Proposal
from thidua.decisions import faults
from thidua.i18n import speaking
from thidua.nomination_data import as_data
from thidua.nomination_words import reasons, word
from thidua.nominations import NominationError, Prepared
from thidua.notices import require_notice
from thidua.store import acts
from thidua.store.canonical import digest, dumps
from thidua.store.database import Database, by_digest
from thidua.store.events import Nominated, NominationRecorded
from thidua.store.nomination_acts import nominated, record_nomination


def choose(
    database: Database, prepared: Prepared, named: Sequence[str], lists: Sequence[str]
) -> tuple[Proposal, ...]:
    """
    Give the proposals that an act is meant for.

    Args:
        named: Ids of candidates; none for every nominee: whoever a list proposes or a run selected, and
            does not stand in the record already.
        lists: Ids of lists; none for all.

    Raises:
        NominationError: Somebody named stands on none of these lists.
    """
    found = [each for each in prepared.nomination.proposals() if not lists or each.rule.id in lists]
    if not named:
        standing = {(each.list, each.candidate) for each in nominated(database)}
        return tuple(
            each
            for each in found
            if (each.rule.id, each.candidate.id) not in standing
            and (each.outcome is Outcome.PROPOSED or _is_selected(each))
        )
    known = {each.candidate.id for each in found}
    message = _("{candidate} stands on none of the lists")
    problems = [
        Problem("E_NOMINEE", message, {"candidate": name})
        for name in dict.fromkeys(named)
        if name not in known
    ]
    if problems:
        raise NominationError(problems)
    return tuple(each for each in found if each.candidate.id in named and _is_meant(each))


def _is_selected(proposal: Proposal) -> bool:
    return proposal.applicant.standing.outcome.get(proposal.rule.selection) == "selected"


def _is_meant(proposal: Proposal) -> bool:
    """Tell whether a named candidate is meant on this list; one proposed elsewhere is meant there."""
    return proposal.outcome is not Outcome.ELSEWHERE


def hindered(proposals: Iterable[Proposal]) -> list[Problem]:
    """Give a problem for everybody who does not pass a check, with every reason in words."""
    return [
        Problem("E_NOT_PASSING", _("{name} ({candidate}) on {list}: {why}"), _told(each))
        for each in proposals
        if each.hindrances()
    ]


def _told(proposal: Proposal) -> dict[str, object]:
    why = [word(code) for code in proposal.hindrances()]
    who = proposal.candidate
    said = "; ".join([*why, *reasons(proposal)])
    return {"name": who.name, "candidate": who.id, "list": proposal.rule.id, "why": said}


@dataclass(frozen=True)
class Warrant:
    """
    On whose word an act is recorded.

    Attributes:
        who: Who proposes or takes back: the post.
        basis: The minutes or paper it rests on.
        actor: Who enters it.
        reason: Why it is entered; may be empty.
    """

    who: str
    basis: str
    actor: str
    reason: str = ""


def confirm(
    database: Database,
    prepared: Prepared,
    proposals: Sequence[Proposal],
    warrant: Warrant,
    on: date | None = None,
) -> int:
    """
    Record that people propose these candidates; one act, whether for one or for many.

    Args:
        on: Day of proposing, which a public notice must have ended before; today when left out.

    Returns:
        Place of the event in the record.

    Raises:
        NominationError: Somebody does not pass a check; all of them are listed and nothing is recorded.
        NoticeError: The result is still published, or an objection to it has no answer.
        StoreError: Somebody stands in the record already.
    """
    problems = hindered(proposals)
    if not proposals:
        problems = [Problem("E_NOBODY", _("there is nobody to propose"))]
    if problems:
        raise NominationError(problems)
    require_notice(database, prepared.result, on)
    return _record(database, prepared, tuple(_nominee(each) for each in proposals), warrant, withdrawn=False)


def withdraw(
    database: Database, prepared: Prepared, named: Sequence[str], lists: Sequence[str], warrant: Warrant
) -> int:
    """
    Record that proposals are taken back, whatever the lists say by now; the older act is kept.

    Args:
        named: Ids of candidates. lists: Ids of lists; none for all.

    Raises:
        NominationError: One of them does not stand in the record.
    """
    standing = [each for each in nominated(database) if not lists or each.list in lists]
    absent = [name for name in named if name not in {each.candidate for each in standing}]
    if absent or not named:
        message = _("{candidate} is not proposed, so there is nothing to take back")
        raise NominationError(
            [Problem("E_NOMINEE", message, {"candidate": each}) for each in absent or ["–"]]
        )
    nominees = tuple(
        Nominated(list=each.list, award=each.award, candidate=each.candidate)
        for each in standing
        if each.candidate in named
    )
    return _record(database, prepared, nominees, warrant, withdrawn=True)


def _record(
    database: Database,
    prepared: Prepared,
    nominees: tuple[Nominated, ...],
    warrant: Warrant,
    *,
    withdrawn: bool,
) -> int:
    nomination = prepared.nomination
    with speaking("vi"):
        lists = dumps(as_data(nomination))
    texts = (prepared.rules_text, prepared.papers_text)
    try:
        act = NominationRecorded(
            rules=nomination.round.rules.key,
            rules_sha256=_digest(prepared.rules_text),
            law=nomination.law,
            received=nomination.round.received,
            year=nomination.round.year,
            lists_sha256=digest(lists),
            papers_sha256=_digest(prepared.papers_text),
            runs=tuple(each.run.id for each in prepared.result.scored),
            nominees=nominees,
            withdrawn=withdrawn,
            who=warrant.who,
            basis=warrant.basis,
        )
    except ValidationError as error:
        message = _("say who proposes and on what basis")
        raise NominationError([Problem("E_WARRANT", message)]) from error
    kept = by_digest(lists, *(text for text in texts if text is not None))
    return record_nomination(database, act, kept, actor=warrant.actor, reason=warrant.reason)


def _digest(text: bytes | None) -> str | None:
    return None if text is None else digest(text)


def _nominee(proposal: Proposal) -> Nominated:
    asked = tuple(each.slot for each in proposal.overlaps if each.asks)
    return Nominated(
        list=proposal.rule.id, award=proposal.rule.award, candidate=proposal.candidate.id, overlaps=asked
    )


def decide(
    database: Database, prepared: Prepared, decision: Decision, *, actor: str, reason: str = ""
) -> None:
    """
    Record how people answered a question of the lists: who of equals, or whether it is one achievement.

    Raises:
        NominationError: Nobody asks it, or the answer does not fit.
    """
    slots = {slot.id: slot for slot in prepared.nomination.slots}
    if decision.slot not in slots:
        message = _("nobody asks “{slot}”; the questions are: {slots}")
        values = {"slot": decision.slot, "slots": ", ".join(slots) or "-"}
        raise NominationError([Problem("E_SLOT", message, values)])
    problems = faults(decision, slots[decision.slot])
    if problems:
        raise NominationError(problems)
    acts.record_decision(database, decision, actor=actor, reason=reason)
