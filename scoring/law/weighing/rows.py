"""
Rows of years: proven, failed or unknown ones, and how long a row they make.

A year is unknown where nobody vouched that the record is complete for it, the rating is not there, or its
honour rests on a revoked one. Unknown years can make an answer not proven, never met.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scoring.errors import _
from scoring.law.answers import Answer, Finding, Proof, Remark
from scoring.law.conditions import Clause
from scoring.law.limits import EachYear
from scoring.law.matter import HORIZON, View
from scoring.law.streaks import streak

Unknown = Callable[[int], bool]


@dataclass(frozen=True)
class Row:
    """
    The best row of years: those proven, and those that would stand if unknown years were proven.

    Attributes:
        proven, possible: The oldest first.
        proofs: What stands for each proven year.
        older: Last year of an earlier row that is long enough; None without one.
    """

    proven: tuple[int, ...]
    possible: tuple[int, ...]
    proofs: tuple[Any, ...]
    older: int | None = None

    def answer(self, needed: int) -> Answer:
        """Tell whether the row is long enough."""
        if len(self.proven) >= needed:
            return Answer.MET
        enough = len(self.possible) >= needed or self.older is not None
        return Answer.NOT_PROVEN if enough else Answer.NOT_MET

    def words(self, year: int) -> dict[str, object]:
        """Give the slots that sentences about a row share; ``year`` stands in for an empty one."""
        last = self.proven[-1] if self.proven else year
        return {"found": len(self.proven), "first": self.proven[0] if self.proven else year, "last": last}


def best_row(proofs: Mapping[int, Any], unknown: Unknown, ends: Collection[int], restart: int | None) -> Row:
    """
    Find the longest row of years that ends in one of some years.

    Args:
        proofs: What stands for each proven year.
        unknown: Tells whether a year without proof may still stand.
        ends: Years in which the row may end.
        restart: First year that counts; None for no limit.
    """
    found = [_row(proofs, unknown, end, restart) for end in ends]
    best = max(found, key=lambda row: (len(row.proven), len(row.possible)))
    return Row(best.proven, max((row.possible for row in found), key=len), best.proofs)


def _row(proofs: Mapping[int, Any], unknown: Unknown, end: int, restart: int | None) -> Row:
    proven = streak(proofs, end, restart)
    # Nothing is asked about years before the horizon, so an unvouched past ends somewhere.
    first = max(end - HORIZON, restart if restart is not None else end - HORIZON)
    start = end + 1 - len(proven)
    while start > first and (start - 1 in proofs or unknown(start - 1)):
        start -= 1
    return Row(proven.years, tuple(range(start, end + 1)), proven.proofs)


def with_older(row: Row, proofs: Mapping[int, Any], before: int, restart: int | None, needed: int) -> Row:
    """Give a row that is not long enough with the end of an earlier one that is and ended before a year."""
    if len(row.proven) >= needed:
        return row
    newest, length = None, 0
    for year in sorted(year for year in proofs if year < before and (restart is None or year >= restart)):
        length = length + 1 if length and year - 1 in proofs else 1
        newest = year if length >= needed else newest
    return replace(row, older=newest)


def recent(view: View) -> tuple[int, int]:
    """Give the years in which a row may end where the text names no end: the one judged, the one before."""
    return view.year, view.year - 1


def year_marks(each: EachYear, view: View) -> tuple[dict[int, Any], Unknown]:
    """Give what proves each year, and a test whether a year without proof may still count."""
    proofs: dict[int, Any] = dict(view.titles(each.award)) if each.award else {}
    level = each.rating
    if level is not None:
        proofs |= view.matter.rated(level)

    def unknown(year: int) -> bool:
        unrated = level is not None and year not in view.matter.ratings
        return unrated or (bool(each.award) and view.is_unknown(year, each.award))

    return proofs, unknown


def in_row(
    condition: Clause, view: View, row: Row, needed: int, why: Remark, facts: tuple[Proof, ...] = ()
) -> Finding:
    """Give the finding for a row of years, with the years that would make it long enough."""
    answer = row.answer(needed)
    facts = facts + tuple(row.proofs)
    if answer is Answer.MET:
        return Finding(condition, answer, view.cite, facts, why)
    if row.older is not None:
        message = _(
            "a row of {needed} years ended in {older}; the text does not say how long it may still count"
        )
        why = Remark(message, {"older": row.older, "needed": needed})
    return Finding(condition, answer, view.cite, facts, why, _missing(view, row, needed))


def _missing(view: View, row: Row, needed: int) -> Remark:
    """Say which years would do: years to prove where that may be enough, else years to come."""
    unproven = tuple(year for year in row.possible[-needed:] if year not in row.proven)
    if len(row.possible) >= needed and unproven:
        return Remark(_("proof for {years}"), {"years": unproven})
    unbroken = bool(row.proven) and row.proven[-1] == view.year
    lacking = needed - len(row.proven) if unbroken else needed
    to_come = tuple(range(view.year + 1, view.year + 1 + lacking))
    return Remark(_("the years {years} as well, without a break"), {"years": to_come})
