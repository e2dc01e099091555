"""Conditions that one paper proves: a confirmation, a registration, a movement, a run, a founding date."""

from __future__ import annotations

from scoring.errors import _
from scoring.law.answers import Answer, Finding, Remark, Term
from scoring.law.conditions import Age, Classes, Confirmed, OfMovement, Placed, Registered
from scoring.law.faults import words_of
from scoring.law.history import Movement
from scoring.law.limits import PlacingTerms
from scoring.law.matter import View
from scoring.law.standing import Placing
from scoring.law.weighing.dates import anniversary, whole_years


def confirmed(condition: Confirmed, view: View) -> Finding:
    """Weigh a yes or no that an appraiser confirms; two confirmations that differ prove nothing."""
    said = view.matter.confirmations.get(condition.confirmed)
    if not said:
        return _unconfirmed(condition, view)
    words = {"what": words_of(view.matter.law, condition, view.cite), "year": view.year}
    facts = tuple(said)
    if len({each.holds for each in said}) > 1:
        why = Remark(_("the confirmations for {year} differ: {what}"), words)
        return Finding(condition, Answer.NOT_PROVEN, view.cite, facts, why, _written(words))
    if said[0].holds:
        return Finding(condition, Answer.MET, view.cite, facts, Remark(_("confirmed: {what}"), words))
    why = Remark(_("confirmed for {year} that this does not hold: {what}"), words)
    return Finding(condition, Answer.NOT_MET, view.cite, facts, why)


def _unconfirmed(condition: Confirmed, view: View) -> Finding:
    # The same is said of everybody of whom nobody confirmed it, so it is worked out once a year.
    law = view.matter.law
    key = (id(condition), view.year)
    found: Finding | None = law.said_once.get(key)
    if found is None:
        words = {"what": words_of(law, condition, view.cite), "year": view.year}
        why = Remark(_("nobody confirmed for {year}: {what}"), words)
        found = Finding(condition, Answer.NOT_PROVEN, view.cite, why=why, remedy=_written(words))
        law.said_once[key] = found
    return found


def _written(words: dict[str, object]) -> Remark:
    return Remark(_("a written confirmation for {year}: {what}"), words)


def registered(condition: Registered, view: View) -> Finding:
    """Weigh whether the candidate put itself down for the award."""
    values = {"award": view.award.short, "year": view.year}
    facts = tuple(
        each
        for each in view.matter.record.registrations
        if each.year == view.year and each.award == view.award.id
    )
    if facts:
        why = Remark(_("registered for {award} in {year}"), values)
        return Finding(condition, Answer.MET, view.cite, facts, why)
    why = Remark(_("no registration for {award} in {year} is recorded"), values)
    remedy = Remark(_("the registration for {award} of {year}"), values)
    return Finding(condition, _absent(view), view.cite, why=why, remedy=remedy)


def _absent(view: View) -> Answer:
    return Answer.NOT_MET if view.matter.is_vouched(view.year) else Answer.NOT_PROVEN


def movement(condition: OfMovement, view: View) -> Finding:
    """Weigh the movement of the dossier: who launched it, how long it ran, at which review it is."""
    terms, found = condition.movement, view.matter.dossier.movement
    if found is None:
        why = Remark(_("the dossier names no movement"))
        return Finding(
            condition, Answer.NOT_PROVEN, view.cite, why=why, remedy=Remark(_("name the movement"))
        )
    failing = _movement_fault(terms.launched_by, terms.mode, found) or _review_fault(condition, view, found)
    if failing is not None:
        return Finding(condition, Answer.NOT_MET, view.cite, (found,), failing)
    why = Remark(_("the movement “{title}”"), {"title": found.title})
    return Finding(condition, Answer.MET, view.cite, (found,), why)


def _movement_fault(launched_by: list[str], mode: str | None, found: Movement) -> Remark | None:
    if found.launched_by not in launched_by:
        levels = tuple(Term(f"launched_{each}") for each in launched_by)
        values = {"level": Term(f"launched_{found.launched_by}"), "levels": levels}
        return Remark(_("it was launched by {level}, not by {levels}"), values)
    if mode is not None and found.mode != mode:
        return Remark(_("it is a {mode} movement"), {"mode": Term(f"mode_{found.mode}")})
    return None


def _review_fault(condition: OfMovement, view: View, found: Movement) -> Remark | None:
    terms, received = condition.movement, view.matter.dossier.received
    held = {"so_ket": found.interim_review, "tong_ket": found.final_review}
    days = [day for name in terms.at if (day := held[name]) is not None and day <= received]
    if terms.at and not days:
        reviews = tuple(Term(name) for name in terms.at)
        return Remark(_("it has not come to {reviews} yet"), {"reviews": reviews})
    until = min(max(days, default=received), found.end or received)
    if terms.years is not None and whole_years(found.start, until) < terms.years:
        values = {"years": terms.years, "start": found.start, "until": until}
        return Remark(_("it ran from {start} to {until}, less than {years} years"), values)
    return None


def placed(condition: Placed, view: View) -> Finding:
    """Weigh rank, class or total in the runs of the year judged."""
    found = [each for each in view.matter.dossier.placings if each.year == view.year]
    if not found:
        why = Remark(_("no scored run of {year} is given"), {"year": view.year})
        return Finding(
            condition,
            Answer.NOT_PROVEN,
            view.cite,
            why=why,
            remedy=Remark(_("score and rank {year}"), {"year": view.year}),
        )
    answers = {each: _placing(condition.placed, each) for each in found}
    best = min(found, key=lambda each: answers[each].rank)
    values = {
        "rank": best.rank or "-",
        "peers": best.peers,
        "class": best.label or "-",
        "scheme": best.scheme,
    }
    why = Remark(_("rank {rank} of {peers}, class {class} in the run of {scheme}"), values)
    return Finding(condition, answers[best], view.cite, (best,), why)


def _placing(terms: PlacingTerms, found: Placing) -> Answer:
    if (terms.rank_at_most and found.rank is None) or (
        terms.total_at_least is not None and found.total is None
    ):
        return Answer.NOT_PROVEN
    ranked = terms.rank_at_most is None or (found.rank is not None and found.rank <= terms.rank_at_most)
    classed = not terms.label or found.label in terms.label
    scored = terms.total_at_least is None or (found.total is not None and found.total >= terms.total_at_least)
    if not (ranked and classed and scored):
        return Answer.NOT_MET
    # A shared place on the line is for people to break, never for a list's order.
    return Answer.MET if found.leads_alone or terms.rank_at_most is None else Answer.NOT_PROVEN


def age(condition: Age, view: View) -> Finding:
    """Weigh how long ago a unit was set up."""
    founded, years = view.matter.record.profile.founded, condition.age.years
    if founded is None:
        why = Remark(_("the day it was set up is not recorded"))
        remedy = Remark(_("the decision that set it up"))
        return Finding(condition, Answer.NOT_PROVEN, view.cite, why=why, remedy=remedy)
    old_enough = anniversary(founded, founded.year + years)
    values = {"founded": founded, "years": years, "from": old_enough}
    if view.matter.dossier.received >= old_enough:
        why = Remark(_("set up on {founded}, {years} years or more ago"), values)
        return Finding(condition, Answer.MET, view.cite, why=why)
    why = Remark(_("set up on {founded}, less than {years} years ago"), values)
    remedy = Remark(_("a dossier received from {from} on"), values)
    return Finding(condition, Answer.NOT_MET, view.cite, why=why, remedy=remedy)


def subject_class(condition: Classes, view: View) -> Finding:
    """Weigh the class of the subject in the statistics forms' list."""
    known = view.matter.record.profile.subject_class
    if not known:
        why = Remark(_("the class of the subject is not recorded"))
        remedy = Remark(_("the class of the subject"))
        return Finding(condition, Answer.NOT_PROVEN, view.cite, why=why, remedy=remedy)
    why = Remark(_("class of the subject: {class}"), {"class": Term(f"class_{known}")})
    answer = Answer.MET if known in condition.subject_class else Answer.NOT_MET
    return Finding(condition, answer, view.cite, why=why)
