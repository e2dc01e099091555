"""Conditions about people's work and conduct: initiatives, discipline, members, absence."""

from __future__ import annotations

from datetime import date, timedelta

from scoring.errors import _
from scoring.law.answers import Answer, Finding, Remark, Term, span
from scoring.law.conditions import Initiatives, Members, NotDisciplined, Present, Rule
from scoring.law.history import AbsenceKind, Initiative, Membership
from scoring.law.limits import MemberCount
from scoring.law.matter import View
from scoring.law.weighing.dates import in_force, year_of


def initiatives(condition: Initiatives, view: View) -> Finding:
    """
    Weigh recognised initiatives; one of a year before the period is left to the appraiser.

    A recognised work that already served another award is a warning, never a bar: only a letter says
    that each counts once.
    """
    terms = condition.initiatives
    first, last = _period(condition, view)
    fitting = [each for each in view.matter.works(terms.kinds, terms.scope) if each.year <= last]
    inside = tuple(each for each in fitting if each.year >= first)
    older = len(fitting) - len(inside)

    def words() -> dict[str, object]:
        return {
            "count": terms.count,
            "found": len(inside),
            "lacking": terms.count - len(inside),
            "scope": Term(f"scope_{terms.scope.value}"),
            "kinds": tuple(Term(f"work_{kind.value}") for kind in terms.kinds),
            "first": first,
            "years": span(first, last),
        }

    why = Remark(_("{kinds} recognised {scope} in {years}: {found}; {count} needed"), words)
    warnings = tuple([_used(each) for each in inside if each.used_for])
    if len(inside) >= terms.count:
        return Finding(condition, Answer.MET, view.cite, inside, why, warnings=warnings)
    remedy = Remark(_("{lacking} more of: {kinds}, recognised {scope}"), words)
    if older and len(fitting) >= terms.count and view.window is None:
        message = _("recognised before {first}; the text names no period, so the appraiser says if it counts")
        facts = (*inside, *(each for each in fitting if each.year < first))
        why = Remark(message, words)
        return Finding(condition, Answer.NOT_PROVEN, view.cite, facts, why, remedy, warnings)
    answer = Answer.NOT_MET if view.matter.is_vouched(first) else Answer.NOT_PROVEN
    return Finding(condition, answer, view.cite, inside, why, remedy, warnings)


def _period(condition: Initiatives, view: View) -> tuple[int, int]:
    if view.window is not None:
        return view.window[0], view.window[-1]
    return view.year - condition.initiatives.years + 1, view.year


def _used(each: Initiative) -> Remark:
    return Remark(
        _("“{title}” already served for {awards}; look whether it may serve again"),
        lambda: {"title": each.title, "awards": ", ".join(each.used_for)},
    )


def discipline(condition: NotDisciplined, view: View) -> Finding:
    """Weigh whether a discipline of a level was in force in the last years."""
    terms = condition.not_disciplined
    first = date(view.year - terms.years + 1, 1, 1)
    facts = tuple(
        each
        for each in view.matter.record.disciplines
        if each.level.at_least(terms.at_least) and in_force(each, first, date(view.year, 12, 31))
    )
    values = {"level": Term(terms.at_least.value), "years": span(first.year, view.year)}
    if facts:
        why = Remark(_("disciplined with {level} or worse in {years}"), values)
        return Finding(condition, Answer.NOT_MET, view.cite, facts, why)
    if view.matter.is_vouched(first.year):
        why = Remark(_("no {level} or worse in {years}"), values)
        return Finding(condition, Answer.MET, view.cite, why=why)
    why = Remark(_("nobody vouched that no discipline of {years} is left out"), values)
    remedy = Remark(_("say from which year the record is complete"))
    return Finding(condition, Answer.NOT_PROVEN, view.cite, why=why, remedy=remedy)


def members(condition: Members, view: View) -> Finding:
    """Weigh the members of a collective in the year judged; a share is compared exactly."""
    terms = condition.members
    known = view.matter.record.membership(view.year)
    counted = getattr(known, terms.count) if known else None
    total = known.members if known else None
    if known is None or counted is None or (terms.share_at_least is not None and not total):
        values: dict[str, object] = {"what": Term(f"count_{terms.count}"), "year": view.year}
        why = Remark(_("{what} in {year}: not reported"), values)
        remedy = Remark(_("the report of {what} in {year}"), values)
        return Finding(condition, Answer.NOT_PROVEN, view.cite, why=why, remedy=remedy)
    return _counted(condition, view, known, counted, total or 0)


def _counted(condition: Members, view: View, known: Membership, counted: int, total: int) -> Finding:
    terms = condition.members
    lacking = _lacking(terms, counted, total)
    values: dict[str, object] = {
        "what": Term(f"count_{terms.count}"),
        "found": counted,
        "total": total,
        "lacking": lacking,
        "year": view.year,
    }
    message = _("{what} in {year}: {found} of {total} members") if total else _("{what} in {year}: {found}")
    why = Remark(message, values)
    if lacking == 0:
        return Finding(condition, Answer.MET, view.cite, (known,), why)
    fewer, more = _("{lacking} fewer of: {what}"), _("{lacking} more of: {what}")
    remedy = Remark(fewer if terms.at_most is not None else more, values)
    return Finding(condition, Answer.NOT_MET, view.cite, (known,), why, remedy)


def _lacking(terms: MemberCount, counted: int, total: int) -> int:
    """Give how many members more, or fewer, are needed; a share is rounded up to whole people."""
    if terms.at_most is not None:
        return max(0, counted - terms.at_most)
    if terms.at_least is not None:
        return max(0, terms.at_least - counted)
    share = terms.share_at_least
    needed = -(-share.numerator * total // share.denominator) if share is not None else 0
    return max(0, needed - counted)


def presence(condition: Present, view: View) -> Finding:
    """Weigh days away from work; leave that counts by principle is not counted as absence."""
    counts = {AbsenceKind.MATERNITY} if Rule.MATERNITY in view.matter.law.rules else set()
    first, last = year_of(view.year)
    last = min(last, view.matter.dossier.received)
    away = tuple(each for each in view.matter.record.absences if in_force(each, first, last))
    days = sum(
        _weekdays(max(each.start, first), min(each.end or last, last))
        for each in away
        if each.kind not in counts
    )
    values: dict[str, object] = {
        "days": days,
        "limit": condition.present.absent_weekdays_below,
        "year": view.year,
    }
    why = Remark(_("away on {days} weekdays in {year}; the limit is {limit}"), values)
    if days >= condition.present.absent_weekdays_below:
        return Finding(condition, Answer.NOT_MET, view.cite, away, why)
    answer = Answer.MET if view.matter.is_vouched(view.year) else Answer.NOT_PROVEN
    return Finding(condition, answer, view.cite, away, why)


def _weekdays(first: date, last: date) -> int:
    weeks, rest = divmod((last - first).days + 1, 7)
    return weeks * 5 + sum((first + timedelta(days=i)).weekday() < 5 for i in range(rest))
