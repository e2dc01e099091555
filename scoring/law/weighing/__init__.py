"""From a condition and what is known to a finding: one function a verb of the vocabulary."""

from __future__ import annotations

from collections.abc import Callable
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
Leaf = Callable[[Any, View], Finding]


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
    known = view.matter.known
    key = (id(condition), view.merit, view.window, view.award.id if isinstance(condition, Registered) else "")
    found: Finding | None = known.get(key)
    if found is None:
        seen = view._replace(cite=condition.cite) if condition.cite is not None else view
        if type(condition) in _BY_TERMS:
            found = _weighed_once(condition, seen)
        elif leaf := _LEAVES.get(type(condition)):
            found = leaf(condition, seen)
        else:
            found = _JOINS[type(condition)](condition, seen, standards)
        if condition.unverified:
            found = found._replace(unverified=condition.unverified)
        known[key] = found
    return found


def _weighed_once(condition: Clause, view: View) -> Finding:
    """Weigh a condition, or take the finding of one that asks for the same elsewhere in the law."""
    # Only what is asked about honours may differ between merit and anything else.
    key = (condition.terms, view.merit and isinstance(condition, Held), view.window)
    found: Finding | None = view.matter.known.get(key)
    if found is None:
        found = view.matter.known[key] = _BY_TERMS[type(condition)](condition, view)
        return found
    return found._replace(condition=condition, cite=view.cite)


def _all(condition: AllOf, view: View, standards: Standards) -> Finding:
    parts = tuple(weigh(part, view, standards) for part in condition.parts)
    return Finding(condition, all_of(binding(parts)), view.cite, parts=parts)


def _any(condition: AnyOf, view: View, standards: Standards) -> Finding:
    parts = tuple(weigh(part, view, standards) for part in condition.parts)
    return Finding(condition, any_of(binding(parts)), view.cite, parts=parts)


def _not(condition: NotOf, view: View, standards: Standards) -> Finding:
    part = weigh(condition.part, view, standards)
    return part._replace(condition=condition, answer=opposite(part.answer), remedy=None, parts=())


def _streak(condition: Streak, view: View, standards: Standards) -> Finding:
    row, window = row_of_years(condition, view)
    inside = view._replace(window=window)
    within = [weigh(part, inside, standards) for part in condition.streak.within] if window else []
    parts = (row, *within)
    return row._replace(answer=all_of(binding(parts)), parts=parts if within else ())


def _meets(condition: MeetsStandardOf, view: View, standards: Standards) -> Finding:
    titles = view.titles(condition.meets)
    if view.year in titles:
        return Finding(condition, Answer.MET, view.cite, (titles[view.year],))
    parts = tuple(way for award in condition.meets for way in standards(award, view))
    return Finding(condition, any_of(binding(parts)), view.cite, parts=parts)


# What these say depends on their own words or on the award, too.
_LEAVES: dict[type[Clause], Leaf] = {Confirmed: confirmed, Registered: registered}
_BY_TERMS: dict[type[Clause], Leaf] = {
    Rated: rated,
    Held: held,
    Initiatives: initiatives,
    NotDisciplined: discipline,
    Members: members,
    OfMovement: movement,
    Placed: placed,
    Age: age,
    Classes: subject_class,
    Present: presence,
}
_JOINS: dict[type[Clause], Callable[[Any, View, Standards], Finding]] = {
    AllOf: _all,
    AnyOf: _any,
    NotOf: _not,
    Streak: _streak,
    MeetsStandardOf: _meets,
}
