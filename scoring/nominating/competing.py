"""Who competes on a list, in which order, for how many places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.cards import Quota, Step
from scoring.facts import State
from scoring.law.answers import Answer
from scoring.nominating.places import Contender, Key, Outcome, Reach, size
from scoring.nominating.proposals import Applicant, Judged, Proposal, Round
from scoring.nominating.rules import CLASS, OTHERWISE, PROPOSED, AwardRule, Ceiling
from scoring.placing import ALL

OPEN = (Outcome.TIE, Outcome.WAITING, Outcome.NOT_PROVEN)
Earlier = Mapping[str, Mapping[str, Proposal]]


@dataclass(frozen=True)
class Field:
    """
    Those who take part in one list in one scope.

    Attributes:
        headcount: All whom the run placed there, whether or not they may compete.
        keys: Order of those who compete, by candidate; see ``key_of``.
        awaited: Those of whom the run or an earlier list has not settled whether they compete.
        elsewhere: Those who are proposed for an earlier award instead.
    """

    rule: AwardRule
    scope: str
    headcount: int
    judged: Mapping[str, Judged]
    applicants: Mapping[str, Applicant]
    keys: Mapping[str, Key | None]
    awaited: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()

    def contenders(self) -> list[Contender]:
        """Give those who compete: they meet the standard or may yet prove it, and nothing defers them."""
        return [
            Contender(name, key, self.judged[name].answer, name in self.awaited)
            for name, key in self.keys.items()
            if name not in self.elsewhere
            and self.judged[name].answer is not Answer.NOT_MET
            and not self.judged[name].verdict.is_deferred
        ]


@dataclass
class Grouped:
    """Applicants of a list by scope while they are sorted out."""

    headcount: int = 0
    taking_part: list[Applicant] = field(default_factory=list)


def scope_of(rule: AwardRule, applicant: Applicant) -> str:
    """Give the scope an applicant competes in."""
    candidate = applicant.candidate
    return {"cluster": candidate.cluster, "unit": candidate.unit}.get(rule.within, ALL)


def by_scope(rule: AwardRule, applicants: Sequence[Applicant], earlier: Earlier) -> dict[str, Grouped]:
    """Give the applicants of a list by scope, in the order met; those the rule shuts out are only counted."""
    scopes: dict[str, Grouped] = {}
    for each in applicants:
        out = each.standing.card.state in (State.EXCLUDED, State.NOT_APPLICABLE)
        if each.scheme == rule.scheme and each.candidate.kind in rule.subjects and not out:
            group = scopes.setdefault(scope_of(rule, each), Grouped())
            group.headcount += 1
            if competes(rule, each, earlier) is not False:
                group.taking_part.append(each)
    return scopes


def competes(rule: AwardRule, applicant: Applicant, earlier: Earlier) -> bool | None:
    """Tell whether the run and the earlier lists let an applicant compete; None while that is awaited."""
    answers = [*_by_run(rule, applicant), *_by_lists(rule, applicant, earlier)]
    return False if False in answers else None if None in answers else True


def _by_run(rule: AwardRule, applicant: Applicant) -> list[bool | None]:
    standing, card = applicant.standing, applicant.standing.card
    pending = card.total is None
    answers: list[bool | None] = [None if pending or standing.rank is None else True]
    if rule.selection:
        outcome = standing.outcome.get(rule.selection, "not_eligible")
        undecided = None if outcome == "undecided" and not _is_tied(rule, applicant) else True
        answers.append(False if outcome == "not_eligible" else undecided)
    if rule.classes:
        answers.append(None if pending else card.label in rule.classes)
    if rule.rank_at_most is not None and standing.rank is not None:
        answers.append(standing.rank <= rule.rank_at_most)
    if rule.total_at_least is not None and card.total is not None:
        answers.append(card.total >= rule.total_at_least)
    return answers


def _is_tied(rule: AwardRule, applicant: Applicant) -> bool:
    """Tell whether the run left a candidate to people; the list asks again, of those who qualify."""
    return applicant.standing.why.get(rule.selection) == "tie_on_line"


def _by_lists(rule: AwardRule, applicant: Applicant, earlier: Earlier) -> list[bool | None]:
    name = applicant.candidate.id
    answers: list[bool | None] = []
    if rule.among:
        before = earlier[rule.among].get(name)
        answers.append(before is not None and _is_proposed(before))
    # Whoever is proposed for an earlier award is shown as such, not shut out in silence.
    found = [earlier[each][name] for each in rule.without if name in earlier[each]]
    answers += [None for each in found if each.outcome in OPEN]
    return answers


def _is_proposed(proposal: Proposal) -> bool | None:
    return None if proposal.outcome in OPEN else proposal.outcome is Outcome.PROPOSED


def key_of(rule: AwardRule, applicant: Applicant) -> Key | None:
    """
    Give what an applicant is ordered by, higher first; None while it may come in anywhere.

    Those whom the run's selection took stand before those it did not, and whoever it has not settled may
    yet be one of them; then the rank inside the cluster decides, or across clusters the total.
    """
    standing = applicant.standing
    if standing.rank is None or standing.card.total is None:
        return None
    taken = standing.outcome.get(rule.selection) in ("selected", "undecided") if rule.selection else False
    within = -Fraction(standing.rank) if rule.within == "cluster" else standing.card.total
    return Fraction(taken), within


def places_of(found: Field, matter: Round, earlier: Earlier) -> tuple[Quota, Reach]:
    """Give how many places a list has in a scope with the arithmetic, and how that grows with competitors."""
    rule, ceiling = found.rule, found.rule.ceiling
    if ceiling is None:
        quota = _of_run(matter, rule, found.scope)
        return quota, lambda _more: quota.places
    share = _share(ceiling, found.scope, matter, earlier)
    sure = sum(each.is_sure for each in found.contenders())
    base = sure if ceiling.of == "competing" else _base(ceiling, found, matter, earlier)
    places, steps = size(ceiling, share, base)

    def reach(more: int) -> int | None:
        return size(ceiling, share, sure + more)[0] if ceiling.of == "competing" else places

    return Quota(rule.id, found.scope, places, steps), reach


def _of_run(matter: Round, rule: AwardRule, scope: str) -> Quota:
    for scheme, quota in matter.quotas:
        if (scheme, quota.selection, quota.cluster) == (rule.scheme, rule.selection, scope):
            return Quota(rule.id, scope, quota.places, quota.steps)
    no_steps: tuple[Step, ...] = ()
    return Quota(rule.id, scope, None, no_steps)


def _share(ceiling: Ceiling, unit: str, matter: Round, earlier: Earlier) -> Fraction | None:
    grades = ceiling.share_by
    if grades is None:
        return ceiling.share
    if grades.of == CLASS:
        labels = matter.labels.get(unit, set())
        return grades.shares.get(next(iter(labels))) if len(labels) == 1 else None
    before = earlier[grades.of].get(unit)
    proposed = before is not None and _is_proposed(before)
    return None if proposed is None else grades.shares[PROPOSED if proposed else OTHERWISE]


def _base(ceiling: Ceiling, found: Field, matter: Round, earlier: Earlier) -> int | None:
    if ceiling.of == "candidates":
        return found.headcount
    if ceiling.of == "members":
        past = matter.past_of.get(found.scope)
        members = past.membership(matter.year) if past else None
        return members.members if members else None
    inside = [
        each for each in earlier[ceiling.of].values() if scope_of(found.rule, each.applicant) == found.scope
    ]
    if any(each.outcome in OPEN for each in inside):
        return None
    return sum(each.outcome is Outcome.PROPOSED for each in inside)
