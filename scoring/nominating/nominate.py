"""From runs and the law to lists of proposals, list after list: collectives first, then their people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scoring.cards import Slot
from scoring.errors import Problem, SchemeError, _
from scoring.law.answers import Answer, all_of, any_of, binding
from scoring.law.matter import Dossier
from scoring.law.versions import apply, in_force
from scoring.law.ways import ways_for
from scoring.nominating.checklist import checklist
from scoring.nominating.competing import Earlier, Field, by_scope, competes, key_of, places_of
from scoring.nominating.deadlines import Holidays, due
from scoring.nominating.looking import notices_of, slots_of, with_overlaps, women_among
from scoring.nominating.places import Given, Outcome, hand_out
from scoring.nominating.priority import recommend
from scoring.nominating.proposals import (
    Applicant,
    Judged,
    Nomination,
    Proposal,
    ProposalList,
    Round,
)
from scoring.nominating.rules import AwardRule

# Codes where the outcome's own name does not say why.
_WHY = {
    Outcome.PROPOSED: "within_places",
    Outcome.TIE: "tie_on_line",
    Outcome.RESERVE: "beyond_places",
    Outcome.NOT_PROVEN: "not_proven",
}


def nominate(matter: Round, holidays: Holidays) -> Nomination:
    """
    Make the lists of proposals of a round.

    Args:
        matter: What it is made from.
        holidays: Days off, for time limits in working days.

    Returns:
        One list an award and scope, in the order of the rules. Nobody is proposed who does not meet the
        standard, or who could lose the place to somebody of whom something is still to be proved; a
        candidate deferred by a pending case holds no place, because the law forbids to propose it now.

    Raises:
        SchemeError: The rules name an award, way, scheme or selection that is not there.
        LawError: No version of the law, or more than one, is in force on the day.
    """
    _check(matter)
    earlier: dict[str, dict[str, Proposal]] = {}
    lists: list[ProposalList] = []
    for rule in matter.rules.awards:
        made = list(_lists(rule, matter, earlier))
        lists += made
        earlier[rule.id] = {each.candidate.id: each for one in made for each in one.proposals}
    lists = with_overlaps(lists, matter)
    return Nomination(
        matter,
        in_force(matter.laws, matter.received, matter.rules.place).key,
        tuple(lists),
        tuple(slots_of(lists, matter)),
        tuple(
            women_among(rule, rule.women, earlier[rule.id].values())
            for rule in matter.rules.awards
            if rule.women
        ),
        tuple(due(each, matter.received, holidays, matter.rules.holidays) for each in matter.rules.deadlines),
        dict(notices_of(lists, matter)),
    )


def _check(matter: Round) -> None:
    laws = [in_force(matter.laws, day, matter.rules.place) for day in (matter.received, matter.decided)]
    selections = {(scheme, quota.selection) for scheme, quota in matter.quotas}
    schemes = {each.scheme for each in matter.applicants}
    problems = []
    for rule in matter.rules.awards:
        known = all(any(award.id == rule.award for award in law.awards) for law in laws)
        if not known:
            problems.append(_absent("E_AWARD", _("{list}: the law has no award {name}"), rule, rule.award))
        elif unknown := _unknown_ways(rule, matter):
            message = _("{list}: the law knows no such way to the award: {name}")
            problems.append(_absent("E_WAY", message, rule, ", ".join(unknown)))
        if rule.scheme not in schemes:
            message = _("{list}: nobody was scored under the scheme {name}")
            problems.append(_absent("E_RULE_SCHEME", message, rule, rule.scheme))
        elif rule.selection and (rule.scheme, rule.selection) not in selections:
            message = _("{list}: the scheme has no selection {name}")
            problems.append(_absent("E_SELECTION", message, rule, rule.selection))
    if problems:
        raise SchemeError([replace(each, place=matter.rules.key) for each in problems])


def _unknown_ways(rule: AwardRule, matter: Round) -> list[str]:
    law = in_force(matter.laws, matter.received, matter.rules.place)
    ways = [way for kind in rule.subjects for way in ways_for(law, rule.award, kind)]
    known = {standard.id for standard, _point, _rest in ways}
    known |= {f"{standard.id}/{point}" for standard, point, _rest in ways}
    return [name for name in rule.ways if name not in known]


def _absent(code: str, message: str, rule: AwardRule, name: str) -> Problem:
    return Problem(code, message, {"list": rule.id, "name": name})


def _lists(rule: AwardRule, matter: Round, earlier: Earlier) -> Iterator[ProposalList]:
    for scope, group in by_scope(rule, matter.applicants, earlier).items():
        part = {each.candidate.id: each for each in group.taking_part}
        if not part:
            continue
        judged = {name: judge_for(rule, each, matter) for name, each in part.items()}
        keys = {name: key_of(rule, each) for name, each in part.items()}
        awaited = frozenset(name for name, each in part.items() if competes(rule, each, earlier) is None)
        elsewhere = frozenset(name for name in part if _is_elsewhere(rule, name, earlier))
        yield _list(
            Field(rule, scope, group.headcount, judged, part, keys, awaited, elsewhere), matter, earlier
        )


def _is_elsewhere(rule: AwardRule, name: str, earlier: Earlier) -> bool:
    found = (earlier[each].get(name) for each in rule.without)
    return any(each is not None and each.outcome is Outcome.PROPOSED for each in found)


def judge_for(rule: AwardRule, applicant: Applicant, matter: Round) -> Judged:
    """Hold an applicant against the award of a list, by the text that applies on the days of the round."""
    placings = matter.placings[applicant.candidate.id]
    dossier = Dossier(applicant.record, matter.received, matter.year, matter.movement, placings)
    applied = apply(matter.laws, dossier, rule.award, matter.decided, matter.rules.place)
    verdict = applied.verdict
    ways = tuple(
        way for way in verdict.ways if not rule.ways or way.id in rule.ways or way.standard.id in rule.ways
    )
    answer = all_of([*binding(verdict.general), any_of(way.answer for way in ways)])
    return Judged(applied, ways, Answer.NOT_PROVEN if verdict.unverified else answer)


def _list(found: Field, matter: Round, earlier: Earlier) -> ProposalList:
    quota, reach = places_of(found, matter, earlier)
    slot_id = f"nominate.{found.rule.id}.{found.scope}"
    decision = matter.decisions.get(slot_id)
    given = hand_out(found.contenders(), reach, decision.choice if decision else ())
    proposals = [_proposal(name, found, given, matter) for name in found.applicants]
    slot = None
    if given.tied:
        settled = Outcome.TIE not in given.outcomes.values()
        question = found.rule.title
        slot = Slot(
            slot_id,
            "tie",
            question,
            given.tied,
            given.left,
            found.rule.who,
            filled=decision if settled else None,
        )
    equals = {name: found.applicants[name].record for name in given.tied}
    kind = found.applicants[given.tied[0]].candidate.kind if given.tied else ""
    advice = recommend(matter.principles.priorities, kind, equals, matter.year) if equals else ()
    return ProposalList(found.rule, found.scope, quota, tuple(_ordered(proposals, found)), slot, advice)


def _proposal(name: str, found: Field, given: Given, matter: Round) -> Proposal:
    judged = found.judged[name]
    outcome = _outcome(name, found, given)
    law = next(law for law in matter.laws if law.key == judged.verdict.law)
    in_hand = (matter.papers or {}).get((name, found.rule.award), {})
    papers = checklist(law, judged.verdict.award, in_hand)
    why = _why(outcome, name, found, given)
    applicant = found.applicants[name]
    reserve, looked_at = given.reserve.get(name), matter.papers is not None
    return Proposal(applicant, found.rule, found.scope, outcome, why, judged, reserve, papers, looked_at)


def _outcome(name: str, found: Field, given: Given) -> Outcome:
    if name in found.elsewhere:
        return Outcome.ELSEWHERE
    judged = found.judged[name]
    if judged.verdict.is_deferred:
        return Outcome.DEFERRED
    return Outcome.NOT_MET if judged.answer is Answer.NOT_MET else given.outcomes[name]


def _why(outcome: Outcome, name: str, found: Field, given: Given) -> str:
    if outcome is Outcome.ELSEWHERE:
        return "proposed_elsewhere"
    if outcome is Outcome.WAITING:
        awaited = name in found.awaited
        return "run_pending" if awaited else "others_not_proven" if given.is_known else "quota_unknown"
    if name in given.tied and outcome is not Outcome.TIE:
        return "decided"
    return _WHY.get(outcome, outcome.value)


def _ordered(proposals: Sequence[Proposal], found: Field) -> list[Proposal]:
    """Put proposals in the order of their outcome, then as the list ranks them; equals by id, for show."""
    order = list(Outcome)

    def place(each: Proposal) -> tuple[int, bool, tuple[object, ...], str]:
        key = found.keys[each.candidate.id]
        return (order.index(each.outcome), key is None, tuple(-part for part in key or ()), each.candidate.id)

    return sorted(proposals, key=place)
