"""From a condition and what is known to a finding: one function a verb of the vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from scoring.law.answers import Answer, Finding, all_of, any_of, binding, opposite
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
    Streak,
)
from scoring.law.matter import View
from scoring.law.weighing.honours import held
from scoring.law.weighing.people import discipline, initiatives, members, presence
from scoring.law.weighing.period import row_of_years
from scoring.law.weighing.proofs import age, confirmed, movement, placed, registered, subject_class
from scoring.law.weighing.ratings import rated

Standards = Callable[[str, View], list[Finding]]


def weigh(condition: Clause, view: View, standards: Standards) -> Finding:
    """
    Weigh a condition against what is known.

    Args:
        condition: From the catalogue.
        view: The matter, and the clause around the condition.
        standards: Weighs all standards of another award; one finding a way to qualify.

    Returns:
        The finding; one that is not known for certain says so and must not decide.
    """
    key = (id(condition), view.merit, view.window, view.award.id if isinstance(condition, Registered) else "")
    found: Finding | None = view.matter.known.get(key)
    if found is None:
        seen = replace(view, cite=condition.cite) if condition.cite is not None else view
        weighed = _joined(condition, seen, standards) or _LEAVES[type(condition)](condition, seen)
        found = replace(weighed, unverified=condition.unverified) if condition.unverified else weighed
        view.matter.known[key] = found
    return found


def _joined(condition: Clause, view: View, standards: Standards) -> Finding | None:
    if isinstance(condition, AllOf | AnyOf):
        parts = tuple(weigh(part, view, standards) for part in condition.parts)
        join = all_of if isinstance(condition, AllOf) else any_of
        return Finding(condition, join(binding(parts)), view.cite, parts=parts)
    if isinstance(condition, NotOf):
        part = weigh(condition.part, view, standards)
        return replace(part, condition=condition, answer=opposite(part.answer), remedy=None, parts=())
    if isinstance(condition, Streak):
        return _streak(condition, view, standards)
    return _meets(condition, view, standards) if isinstance(condition, MeetsStandardOf) else None


def _streak(condition: Streak, view: View, standards: Standards) -> Finding:
    row, window = row_of_years(condition, view)
    inside = replace(view, window=window)
    within = [weigh(part, inside, standards) for part in condition.streak.within] if window else []
    parts = (row, *within)
    return replace(row, answer=all_of(binding(parts)), parts=parts if within else ())


def _meets(condition: MeetsStandardOf, view: View, standards: Standards) -> Finding:
    titles = view.titles(condition.meets)
    if view.year in titles:
        return Finding(condition, Answer.MET, view.cite, (titles[view.year],))
    parts = tuple(way for award in condition.meets for way in standards(award, view))
    return Finding(condition, any_of(binding(parts)), view.cite, parts=parts)


_LEAVES: dict[type[Clause], Callable[[Any, View], Finding]] = {
    Confirmed: confirmed,
    Rated: rated,
    Held: held,
    Initiatives: initiatives,
    NotDisciplined: discipline,
    Members: members,
    Registered: registered,
    OfMovement: movement,
    Placed: placed,
    Age: age,
    Classes: subject_class,
    Present: presence,
}
