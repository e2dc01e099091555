"""Consecutive years (liên tục): what makes a row of years, what breaks it, what an older unit adds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import count, pairwise
from operator import attrgetter
from typing import Generic, TypeVar

from scoring.law.history import (
    CommendationKind,
    Honour,
    Membership,
    Predecessor,
    Rating,
    Record,
    TaskRating,
)

T = TypeVar("T")
Year = TypeVar("Year", Rating, Membership)


class Break(StrEnum):
    """Why a row of years does not reach further back."""

    GAP = "gap"
    DISCIPLINE = "discipline"


@dataclass(frozen=True)
class Streak(Generic[T]):
    """
    Years without a gap up to a given one.

    Attributes:
        years: The oldest first; empty when the last year itself lacks.
        proofs: What stands for each year, in the same order.
        broken_by: What ended it towards the past.
    """

    years: tuple[int, ...]
    proofs: tuple[T, ...]
    broken_by: Break

    def __len__(self) -> int:
        """Give the number of years."""
        return len(self.years)


def title_years(
    record: Record, awards: Collection[str], kinds: Collection[CommendationKind] | None = None
) -> dict[int, Honour]:
    """
    Give the years for which one of the awards stands, with the honour that proves each.

    Args:
        record: Revoked honours are passed over.
        awards: Ids; any of them proves the year.
        kinds: Only honours of these kinds; None takes all.

    Returns:
        By year; where several prove one, the one decided first, then by key.
    """
    wanted = (
        honour
        for honour in record.granted
        if honour.award in awards and (kinds is None or honour.kind in kinds)
    )
    return years_of(by_date(wanted))


def years_of(honours: Iterable[Honour]) -> dict[int, Honour]:
    """Give the years that honours were given for; of several for one year the first stands."""
    found: dict[int, Honour] = {}
    for honour in honours:
        for year in honour.years:
            found.setdefault(year, honour)
    return found


def by_date(honours: Iterable[Honour]) -> tuple[Honour, ...]:
    """Put honours in the order they were decided; those of one day by key."""
    ordered = sorted(honours, key=attrgetter("on"))
    # A key is put together when asked for, so it is asked for only where days are equal.
    if any(one.on == other.on for one, other in pairwise(ordered)):
        ordered.sort(key=lambda each: (each.on, each.key))
    return tuple(ordered)


def by_award(honours: Iterable[Honour]) -> dict[str, tuple[Honour, ...]]:
    """Give the honours of each award, in the order they were decided."""
    found: dict[str, list[Honour]] = {}
    for honour in honours:
        found.setdefault(honour.award, []).append(honour)
    return {award: by_date(each) for award, each in found.items()}


def rating_years(record: Record, level: TaskRating) -> dict[int, Rating]:
    """Give the years rated at least so high, with the rating that proves each."""
    return {rating.year: rating for rating in record.ratings if rating.level.at_least(level)}


def restart_year(record: Record, on: date) -> int | None:
    """
    Give the first year that counts again after discipline; None when nothing was ever disciplined.

    Achievement counts from the day the term of discipline ends, so the year in which it ends is not a
    whole one and does not count; a term that has not ended by ``on`` leaves no year that counts yet.

    Args:
        record: Disciplines that began after ``on`` are not known yet.
        on: The day of judging.

    Source: Nghị định 152/2025/NĐ-CP, Điều 4 khoản 4, in force since 2025-07-01; before it Nghị định
    98/2023/NĐ-CP, Điều 4.
    """
    begun = [each for each in record.disciplines if each.start <= on]
    if not begun:
        return None
    ends = [each.end if each.end is not None and each.end <= on else on for each in begun]
    return max(ends).year + 1


def streak(proofs: Mapping[int, T], last: int, restart: int | None = None) -> Streak[T]:
    """
    Give the years without a gap that end with a given one.

    Args:
        proofs: What stands for each year, e.g. of ``title_years`` or ``rating_years``.
        last: The year it must end with.
        restart: First year that counts, of ``restart_year``; None for no limit.

    Returns:
        The years and their proofs, and what stopped the count.
    """
    years: list[int] = []
    for year in count(last, -1):
        if restart is not None and year < restart:
            stopped = Break.DISCIPLINE if year in proofs else Break.GAP
            break
        if year not in proofs:
            stopped = Break.GAP
            break
        years.append(year)
    years.reverse()
    return Streak(tuple(years), tuple(proofs[year] for year in years), stopped)


def successive(honours: Iterable[Honour]) -> tuple[Honour, ...]:
    """
    Give the newest honours whose periods follow each other without a gap, the oldest first.

    Each period begins in the year after the one before it ends; of two that end in the same year the
    one that was decided first stands.
    """
    chain: list[Honour] = []
    for honour in sorted(honours, key=lambda each: (-each.last_year, each.on, each.key)):
        if not chain or honour.last_year == chain[-1].first_year - 1:
            chain.append(honour)
    return tuple(reversed(chain))


def inherited(record: Record, others: Mapping[str, Record]) -> Record:
    """
    Give a unit's record together with what it takes over from older units, and from theirs.

    Only a predecessor that those in charge decided to inherit from counts; of it, the honours decided,
    and the ratings and members of years begun, up to the day of the change. What the unit has itself for
    a year stands before what it takes over. Where two older units differ in a year, nothing is taken over
    for it: no rule says which of them would count.

    Args:
        record: Of the unit.
        others: Records of the older units, by id; one that is not there brings nothing.

    Returns:
        A record of the unit; taken-over honours keep the older unit as ``candidate``.
    """
    return _inherited(record, others, frozenset({record.candidate}))


def _inherited(record: Record, others: Mapping[str, Record], seen: frozenset[str]) -> Record:
    older = [
        (step, _inherited(others[step.unit], others, seen | {step.unit}))
        for step in record.predecessors
        if step.inherits and step.unit in others and step.unit not in seen
    ]
    if not older:
        return record
    honours = [each for step, old in older for each in old.honours if each.on <= step.on]
    ratings = [each for step, old in older for each in old.ratings if each.year <= step.on.year]
    members = [each for step, old in older for each in old.memberships if each.year <= step.on.year]
    return replace(
        record,
        honours=tuple(sorted((*honours, *record.honours), key=_by_period)),
        ratings=_agreed(record.ratings, ratings, lambda each: each.level),
        memberships=_agreed(record.memberships, members, lambda each: replace(each, document="")),
    )


def _agreed(own: Iterable[Year], taken: Iterable[Year], said: Callable[[Year], object]) -> tuple[Year, ...]:
    by_year: dict[int, Year] = {}
    disputed = set()
    for each in sorted(taken, key=lambda one: one.document):
        known = by_year.setdefault(each.year, each)
        if said(known) != said(each):
            disputed.add(each.year)
    found = {year: each for year, each in by_year.items() if year not in disputed}
    found |= {each.year: each for each in own}
    return tuple(found[year] for year in sorted(found))


def _by_period(honour: Honour) -> tuple[int, int, date, str]:
    return honour.first_year, honour.last_year, honour.on, honour.key


def undecided(record: Record) -> tuple[Predecessor, ...]:
    """Give the predecessors of which nobody decided yet whether the unit inherits from them."""
    return tuple(step for step in record.predecessors if step.inherits is None)
