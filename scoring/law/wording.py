"""What a condition asks for, in one sentence that can be translated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from scoring.errors import _
from scoring.law.answers import Remark, Term
from scoring.law.catalogue import Law
from scoring.law.conditions import (
    Age,
    AllOf,
    AnyOf,
    Classes,
    Clause,
    Confirmed,
    Held,
    Initiatives,
    MeetsStandardOf,
    Members,
    NotDisciplined,
    NotOf,
    OfMovement,
    Placed,
    Present,
    Rated,
    Registered,
    Rule,
    Streak,
)
from scoring.law.faults import words_of
from scoring.law.limits import EachYear
from scoring.scheme.model import Cite


def describe(condition: Clause | Rule, law: Law, around: Cite | None = None) -> Remark:
    """
    Say what a condition asks for.

    Args:
        condition: Of the catalogue, or a rule that holds for every award.
        law: The catalogue; gives titles and words.
        around: The clause around the condition, whose quote may be its words.
    """
    if isinstance(condition, Rule):
        principle = law.rules.get(condition)
        return Remark("{words}", {"words": principle.title if principle else condition.value})
    if isinstance(condition, AllOf):
        return Remark(_("all of these"))
    if isinstance(condition, AnyOf):
        return Remark(_("one of these"))
    if isinstance(condition, NotOf):
        return Remark(_("not: {what}"), {"what": describe(condition.part, law, condition.cite or around)})
    if isinstance(condition, Confirmed):
        return Remark("{words}", {"words": words_of(law, condition, around)})
    return _SAY[type(condition)](condition, law)


def titles(law: Law, awards: Iterable[str]) -> tuple[str, ...]:
    """Give the short names of awards."""
    return tuple(law.title_of(award) for award in awards)


def _rated(condition: Rated, law: Law) -> Remark:
    terms = condition.rated
    values = {"level": Term(f"rating_{terms.at_least.value}"), "years": terms.years, "of": terms.of_last}
    if terms.consecutive:
        return Remark(_("{years} years in a row rated {level} or better"), values)
    if terms.of_last:
        return Remark(_("{years} of the last {of} years rated {level} or better"), values)
    if terms.years > 1:
        return Remark(_("{years} years rated {level} or better"), values)
    return Remark(_("rated {level} or better"), values)


def _held(condition: Held, law: Law) -> Remark:
    terms = condition.held
    values: dict[str, object] = {
        "awards": titles(law, terms.award),
        "times": terms.times,
        "years": terms.years_ago,
        "of": terms.of_last,
        "since": law.title_of(terms.since) if terms.since else "",
    }
    if terms.years_ago:
        return Remark(_("holds {awards} for {years} years or more"), values)
    if terms.consecutive:
        since = _("{awards} {times} times in a row since the last {since}")
        return Remark(since if terms.since else _("{awards} {times} times in a row"), values)
    if terms.immediately_before:
        return Remark(_("{awards} for the year just before"), values)
    if terms.of_last:
        return Remark(_("{awards} {times} times in the last {of} years"), values)
    return Remark(_("{awards} held: {times}"), values)


def _streak(condition: Streak, law: Law) -> Remark:
    terms = condition.streak
    values: dict[str, object] = {
        "years": terms.years,
        "each": _each(terms.each, law),
        "after": titles(law, terms.after),
    }
    row = _("{years} years or more in a row, each {each}")
    if terms.after and terms.until == "proposal":
        row = _("after {after}, {years} years or more in a row up to the proposal, each {each}")
    elif terms.after:
        row = _("after {after}, {years} years or more in a row, each {each}")
    elif terms.until == "proposal":
        row = _("{years} years or more in a row up to the proposal, each {each}")
    return Remark(row, values)


def _each(each: EachYear, law: Law) -> Remark:
    values: dict[str, object] = {"awards": titles(law, each.award)}
    if each.rating is None:
        return Remark(_("with {awards}"), values)
    values["level"] = Term(f"rating_{each.rating.value}")
    if not each.award:
        return Remark(_("rated {level} or better"), values)
    return Remark(_("rated {level} or with {awards}"), values)


def _initiatives(condition: Initiatives, law: Law) -> Remark:
    terms = condition.initiatives
    values: dict[str, object] = {
        "count": terms.count,
        "kinds": tuple(Term(f"work_{kind.value}") for kind in terms.kinds),
        "scope": Term(f"scope_{terms.scope.value}"),
    }
    return Remark(_("{count} of: {kinds}, recognised {scope}"), values)


def _members(condition: Members, law: Law) -> Remark:
    terms = condition.members
    values: dict[str, object] = {"what": Term(f"count_{terms.count}")}
    if terms.share_at_least is not None:
        return Remark(_("{what}: at least {share} of all members"), values | {"share": terms.share_at_least})
    if terms.at_most is not None:
        return Remark(_("{what}: at most {number}"), values | {"number": terms.at_most})
    return Remark(_("{what}: at least {number}"), values | {"number": terms.at_least})


def _discipline(condition: NotDisciplined, law: Law) -> Remark:
    terms = condition.not_disciplined
    values = {"level": Term(terms.at_least.value), "years": terms.years}
    if terms.years == 1:
        return Remark(_("no discipline of {level} or worse in the year"), values)
    return Remark(_("no discipline of {level} or worse in the last {years} years"), values)


def _movement(condition: OfMovement, law: Law) -> Remark:
    terms = condition.movement
    values: dict[str, object] = {
        "levels": tuple(Term(f"launched_{level}") for level in terms.launched_by),
        "years": terms.years,
        "reviews": tuple(Term(review) for review in terms.at),
    }
    if terms.years and terms.at:
        return Remark(_("a movement of {levels}, of {years} years or more, at {reviews}"), values)
    if terms.at:
        return Remark(_("a movement of {levels}, at {reviews}"), values)
    return Remark(_("a movement of {levels}"), values)


def _placed(condition: Placed, law: Law) -> Remark:
    terms = condition.placed
    values = {"rank": terms.rank_at_most, "classes": tuple(terms.label), "total": terms.total_at_least}
    if terms.rank_at_most is not None:
        return Remark(_("rank {rank} or better in the scored run"), values)
    if terms.label:
        return Remark(_("class {classes} in the scored run"), values)
    return Remark(_("a total of {total} or more in the scored run"), values)


def _age(condition: Age, law: Law) -> Remark:
    return Remark(_("set up {years} years ago or more"), {"years": condition.age.years})


def _classes(condition: Classes, law: Law) -> Remark:
    names = tuple(Term(f"class_{name}") for name in condition.subject_class)
    return Remark(_("class of the subject: {classes}"), {"classes": names})


def _present(condition: Present, law: Law) -> Remark:
    limit = {"days": condition.present.absent_weekdays_below}
    return Remark(_("fewer than {days} weekdays away from work in the year"), limit)


def _registered(condition: Registered, law: Law) -> Remark:
    return Remark(_("registered for the award in the year"))


def _meets(condition: MeetsStandardOf, law: Law) -> Remark:
    return Remark(_("meets the standard of {awards}"), {"awards": titles(law, condition.meets)})


_SAY: dict[type[Clause], Callable[[Any, Law], Remark]] = {
    Rated: _rated,
    Held: _held,
    Streak: _streak,
    Initiatives: _initiatives,
    Members: _members,
    NotDisciplined: _discipline,
    OfMovement: _movement,
    Placed: _placed,
    Age: _age,
    Classes: _classes,
    Present: _present,
    Registered: _registered,
    MeetsStandardOf: _meets,
}
