"""Years in a row after an honour: the row itself, and the years inside which the rest is counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from scoring.errors import _
from scoring.law.answers import Answer, Finding, Remark
from scoring.law.conditions import Streak
from scoring.law.history import Honour
from scoring.law.matter import View
from scoring.law.weighing.rows import Row, Unknown, best_row, in_row, recent, with_older, year_marks

Window = tuple[int, ...] | None


def row_of_years(condition: Streak, view: View) -> tuple[Finding, Window]:
    """
    Weigh the row itself, without what must lie within it.

    Returns:
        The finding, and the years inside which the rest is counted: the proven row when it is long enough,
        else the longest possible one; None when the row fails.
    """
    terms = condition.streak
    base = _base(condition, view)
    if base is None and terms.after:
        return _no_base(condition, view), None
    row = _row(condition, view, base)
    values = {"needed": terms.years, **row.words(view.year)}
    why = Remark(_("years in a row up to {last}: {found}; {needed} needed"), values)
    finding = in_row(condition, view, row, terms.years, why, (base,) if base else ())
    if finding.answer is Answer.MET:
        return finding, row.proven
    return finding, (row.possible or None) if finding.answer is Answer.NOT_PROVEN else None


def _row(condition: Streak, view: View, base: Honour | None) -> Row:
    terms = condition.streak
    proofs, unknown = year_marks(terms.each, view)
    ends = (view.year,) if terms.until == "proposal" else recent(view)
    starts = [base.on.year + 1] if base else []
    starts += [view.matter.restart] if view.matter.restart is not None else []
    restart = max(starts, default=None)
    row = best_row(proofs, unknown, ends, restart)
    if row.answer(terms.years) is not Answer.NOT_MET:
        return row
    if terms.until == "recent":
        row = with_older(row, proofs, min(ends), restart, terms.years)
    return _with_year_of(base, row, (proofs, unknown), ends, view) if base else row


def _with_year_of(
    base: Honour, row: Row, marks: tuple[Mapping[int, Any], Unknown], ends: Collection[int], view: View
) -> Row:
    # The text does not say whether the year in which the older honour was decided already counts.
    wider = best_row(*marks, ends, max(base.on.year, view.matter.restart or base.on.year))
    return replace(row, possible=max(wider.proven, wider.possible, key=len))


def _base(condition: Streak, view: View) -> Honour | None:
    """Give the earliest honour after which the row may begin: it leaves the most years."""
    after = condition.streak.after
    return next(iter(view.matter.basis(after, view.merit)), None)


def _no_base(condition: Streak, view: View) -> Finding:
    after = condition.streak.after
    names = {"awards": tuple(view.matter.law.title_of(each) for each in after)}
    thematic = view.matter.no_basis(after) if view.merit else ()
    why = Remark(_("holds none of: {awards}"), names)
    if thematic:
        message = _("its {awards} was for a theme or a sudden feat and is no basis for merit")
        why = Remark(message, names)
    remedy = Remark(_("one of: {awards}, and the years after it"), names)
    sure = view.matter.is_vouched(None) and not view.doubtful(after)
    return Finding(condition, Answer.NOT_MET if sure else Answer.NOT_PROVEN, view.cite, thematic, why, remedy)
