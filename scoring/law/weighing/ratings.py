"""Conditions about task ratings (mức độ hoàn thành nhiệm vụ)."""

from __future__ import annotations

from scoring.errors import _
from scoring.law.answers import Answer, Finding, Remark, Term, span
from scoring.law.conditions import Rated, Rule
from scoring.law.history import AbsenceKind, Rating, TaskRating
from scoring.law.limits import EachYear
from scoring.law.matter import View
from scoring.law.weighing.dates import in_force, year_of
from scoring.law.weighing.rows import best_row, in_row, recent, with_older, year_marks


def rated(condition: Rated, view: View) -> Finding:
    """Weigh task ratings: of the year judged, in a row, of the last years, or inside a window."""
    terms = condition.rated
    if terms.consecutive:
        return _in_a_row(condition, view)
    years = _asked_years(terms.of_last or 1, view)
    if len(years) == 1:
        return _once(condition, view, years[0])
    known = {year: rating for year in years if (rating := view.matter.ratings.get(year))}
    proofs = tuple(rating for rating in known.values() if rating.level.at_least(terms.at_least))
    values: dict[str, object] = {
        "level": level_word(terms.at_least),
        "count": terms.years,
        "found": len(proofs),
        "lacking": terms.years - len(proofs),
        "years": span(years[0], years[-1]),
    }
    why = Remark(_("years rated {level} or better in {years}: {found}; {count} needed"), values)
    if len(proofs) >= terms.years:
        return Finding(condition, Answer.MET, view.cite, proofs, why)
    enough = len(proofs) + len(years) - len(known) >= terms.years
    remedy = Remark(_("{lacking} more of: years rated {level} or better"), values)
    answer = Answer.NOT_PROVEN if enough else Answer.NOT_MET
    return Finding(condition, answer, view.cite, proofs, why, remedy)


def _asked_years(count: int, view: View) -> range:
    if view.window is not None:
        return range(view.window[0], view.window[-1] + 1)
    return range(view.year - count + 1, view.year + 1)


def level_word(level: TaskRating) -> Term:
    """Give the word of a rating."""
    return Term(f"rating_{level.value}")


def _once(condition: Rated, view: View, year: int) -> Finding:
    rating: Rating | None = view.matter.ratings.get(year)
    values: dict[str, object] = {"level": level_word(condition.rated.at_least), "year": year}
    if rating is None:
        message = _("the rating of {year} is not recorded")
        if _on_maternity_leave(view, year):
            message = _("the rating of {year} is not recorded; maternity leave of that year counts as work")
        remedy = Remark(_("the rating of {year}: {level} or better"), values)
        return Finding(condition, Answer.NOT_PROVEN, view.cite, why=Remark(message, values), remedy=remedy)
    why = Remark(_("rated {found} in {year}"), values | {"found": level_word(rating.level)})
    answer = Answer.MET if rating.level.at_least(condition.rated.at_least) else Answer.NOT_MET
    return Finding(condition, answer, view.cite, (rating,), why)


def _in_a_row(condition: Rated, view: View) -> Finding:
    terms = condition.rated
    proofs, unknown = year_marks(EachYear(rating=terms.at_least), view)
    restart = view.matter.restart
    row = best_row(proofs, unknown, recent(view), restart)
    row = with_older(row, proofs, view.year - 1, restart, terms.years)
    values = {"level": level_word(terms.at_least), "needed": terms.years, **row.words(view.year)}
    why = Remark(_("years in a row rated {level} or better: {found}; {needed} needed"), values)
    return in_row(condition, view, row, terms.years, why)


def _on_maternity_leave(view: View, year: int) -> bool:
    first, last = year_of(year)
    return Rule.MATERNITY in view.matter.law.rules and any(
        each.kind is AbsenceKind.MATERNITY and in_force(each, first, last)
        for each in view.matter.record.absences
    )
