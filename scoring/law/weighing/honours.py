"""Conditions about honours held (đã được tặng): so many, in a row, of late, since another, just before."""

from __future__ import annotations

from scoring.errors import _
from scoring.law.answers import Answer, Finding, Remark, span
from scoring.law.conditions import Held
from scoring.law.history import Honour
from scoring.law.limits import HeldTimes
from scoring.law.matter import View
from scoring.law.streaks import successive
from scoring.law.weighing.dates import anniversary
from scoring.law.weighing.rows import best_row, in_row, recent, with_older


def held(condition: Held, view: View) -> Finding:
    """Weigh honours held; those that rest on a revoked one or are no basis for merit are passed over."""
    terms = condition.held
    if terms.years_ago is not None:
        found = _long_ago(condition, view, terms.years_ago)
    elif not terms.consecutive:
        found = _counted(condition, view)
    elif all(view.is_yearly(name) for name in terms.award):
        found = _in_a_row(condition, view)
    else:
        found = _successive(condition, view)
    return found._replace(warnings=_passed_over(terms, view))


def _counted(condition: Held, view: View) -> Finding:
    terms = condition.held
    first, last = _span(terms, view)
    times = [
        each for each in view.held(terms.award) if (first is None or each[0] >= first) and each[0] <= last
    ]
    found = tuple(honour for _year, honour in times)
    if terms.immediately_before:
        found = tuple(honour for honour in found if honour.last_year == view.year - 1)
    values = _words(terms, view, len(found)) | {"years": span(first or last, last)}
    message = _("{awards} held: {found}; {count} needed")
    if first is not None:
        message = _("{awards} held in {years}: {found}; {count} needed")
    why = Remark(message, values)
    if len(found) >= terms.times:
        return Finding(condition, Answer.MET, view.cite, found, why)
    remedy = Remark(_("{lacking} more of: {awards}"), values)
    return Finding(condition, _lacking(terms, view, first), view.cite, found, why, remedy)


def _long_ago(condition: Held, view: View, years: int) -> Finding:
    """Weigh how long ago the last of the honours was decided; a later one starts the time anew."""
    terms = condition.held
    last = view.held(terms.award)[-1:]
    values = _words(terms, view, len(last)) | {"years": years}
    if not last:
        why = Remark(_("holds none of: {awards}"), values)
        remedy = Remark(_("one of: {awards}, and {years} years after it"), values)
        return Finding(condition, _lacking(terms, view, None), view.cite, why=why, remedy=remedy)
    honour = last[0][1]
    due = anniversary(honour.on, honour.on.year + years)
    values |= {"on": honour.on, "due": due}
    if view.matter.dossier.received >= due:
        why = Remark(_("{awards} of {on}, {years} years ago or more"), values)
        return Finding(condition, Answer.MET, view.cite, (honour,), why)
    why = Remark(_("{awards} of {on}, less than {years} years ago"), values)
    remedy = Remark(_("a dossier received from {due} on"), values)
    return Finding(condition, Answer.NOT_MET, view.cite, (honour,), why, remedy)


def _span(terms: HeldTimes, view: View) -> tuple[int | None, int]:
    """Give the first and last year that count; None where the past is open."""
    received = view.matter.dossier.received.year
    if view.window is not None:
        # What was decided between the last whole year and the day of the dossier lies in the time, too.
        return view.window[0], received if view.window[-1] >= view.year else view.window[-1]
    starts = [view.year - terms.of_last + 1] if terms.of_last else []
    if terms.since:
        starts += [honour.last_year + 1 for _year, honour in view.held([terms.since])[-1:]]
    if terms.immediately_before:
        starts.append(view.year - 1)
    return max(starts, default=None), max(view.year, received)


def _words(terms: HeldTimes, view: View, found: int) -> dict[str, object]:
    titles = tuple(view.matter.law.title_of(name) for name in terms.award)
    return {"count": terms.times, "found": found, "lacking": terms.times - found, "awards": titles}


def _lacking(terms: HeldTimes, view: View, first: int | None) -> Answer:
    sure = view.matter.is_vouched(first) and not view.doubtful(terms.award)
    return Answer.NOT_MET if sure else Answer.NOT_PROVEN


def _passed_over(terms: HeldTimes, view: View) -> tuple[Remark, ...]:
    """Say which honours of the asked kind were passed over, and why."""
    thematic = view.matter.no_basis(terms.award) if view.merit else ()
    theme = _("not counted, for it was for a theme or a sudden feat: {award} ({decision})")
    shaken = _("not counted, for it rests on a revoked honour: {award} ({decision})")
    found = [(theme, each) for each in thematic] + [(shaken, each) for each in view.doubtful(terms.award)]
    return tuple(Remark(message, _named(each, view)) for message, each in found)


def _named(honour: Honour, view: View) -> dict[str, object]:
    return {"award": view.matter.law.title_of(honour.award), "decision": honour.decision}


def _in_a_row(condition: Held, view: View) -> Finding:
    """Weigh yearly titles, one a year without a gap."""
    terms = condition.held
    proofs = view.titles(terms.award)
    starts = [view.matter.restart] if view.matter.restart is not None else []
    if terms.since:
        starts += [honour.last_year + 1 for _year, honour in view.held([terms.since])[-1:]]
    restart = max(starts, default=None)
    row = best_row(proofs, lambda year: view.is_unknown(year, terms.award), recent(view), restart)
    row = with_older(row, proofs, view.year - 1, restart, terms.times)
    values = _words(terms, view, len(row.proven)) | row.words(view.year)
    why = Remark(_("{awards}, years in a row up to {last}: {found}; {count} needed"), values)
    return in_row(condition, view, row, terms.times, why)


def _successive(condition: Held, view: View) -> Finding:
    """Weigh titles that are given for several years at a time: their periods must touch."""
    terms = condition.held
    times = tuple(honour for _year, honour in view.held(terms.award))
    chain = successive(times)
    values = _words(terms, view, len(chain))
    why = Remark(_("{awards} without a gap between the periods: {found}; {count} needed"), values)
    if len(chain) >= terms.times and chain[-1].last_year in recent(view):
        return Finding(condition, Answer.MET, view.cite, chain, why)
    if len(times) >= terms.times:
        message = _("{awards} held often enough, but as recorded the periods do not touch or ended long ago")
        remedy = Remark(_("the decisions, to see which years each was given for"))
        why = Remark(message, values)
        return Finding(condition, Answer.NOT_PROVEN, view.cite, times, why, remedy)
    remedy = Remark(_("{lacking} more of: {awards}"), values)
    return Finding(condition, _lacking(terms, view, None), view.cite, chain, why, remedy)
