"""What is asked: one candidate's dossier under one law, and what of its past may be counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from scoring.law.catalogue import Award, Law
from scoring.law.conditions import Rule
from scoring.law.history import (
    CommendationKind,
    Confirmation,
    Honour,
    InfluenceScope,
    Initiative,
    InitiativeKind,
    Movement,
    Rating,
    Record,
    TaskRating,
)
from scoring.law.revocation import shaken
from scoring.law.standing import Placing
from scoring.law.streaks import by_award, by_date, rating_years, restart_year, years_of
from scoring.scheme.model import Cite

# No past is searched further back than this many years.
HORIZON = 60


@dataclass(frozen=True)
class Dossier:
    """
    One candidate's file as it was received.

    Attributes:
        record: The past of the candidate, older units' included.
        received: Day it was received for appraisal; chooses the version of the law.
        year: The year of achievement that is judged.
        movement: The movement it is about; None when it is about none.
        placings: How the candidate came out of scored runs.
    """

    record: Record
    received: date
    year: int
    movement: Movement | None = None
    placings: tuple[Placing, ...] = ()


@dataclass(frozen=True)
class Matter:
    """
    A dossier under a law; holds what several conditions need, worked out once.

    Attributes:
        known: What was worked out already.
    """

    law: Law
    dossier: Dossier
    known: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def record(self) -> Record:
        """Give the candidate's past."""
        return self.dossier.record

    @cached_property
    def year(self) -> int:
        """Give the year judged."""
        return self.dossier.year

    @cached_property
    def restart(self) -> int | None:
        """Give the first year that counts after discipline; None when all years do."""
        if Rule.DISCIPLINE not in self.law.rules:
            return None
        return restart_year(self.record, self.dossier.received)

    @cached_property
    def ratings(self) -> dict[int, Rating]:
        """Give the ratings by year."""
        return {rating.year: rating for rating in self.record.ratings}

    def rated(self, level: TaskRating) -> Mapping[int, Rating]:
        """Give the ratings at least so high, by year."""
        found: Mapping[int, Rating] | None = self.known.get(level)
        if found is None:
            found = self.known[level] = rating_years(self.record, level)
        return found

    def works(self, kinds: Collection[InitiativeKind], scope: InfluenceScope) -> Sequence[Initiative]:
        """Give the initiatives of some kinds that are recognised to reach so far."""
        key = (scope, *kinds)
        found: Sequence[Initiative] | None = self.known.get(key)
        if found is None:
            works = self.record.initiatives
            found = [each for each in works if each.kind in kinds and each.scope.at_least(scope)]
            self.known[key] = found
        return found

    @cached_property
    def confirmations(self) -> dict[str, list[Confirmation]]:
        """Give what was confirmed for the year judged, by the id of the fact."""
        found: dict[str, list[Confirmation]] = {}
        for each in self.record.confirmations:
            if each.year == self.year:
                found.setdefault(each.fact, []).append(each)
        return found

    @cached_property
    def said(self) -> dict[str, bool | None]:
        """Give what the confirmations for the year judged say of each fact; None where they differ."""
        found: dict[str, bool | None] = {}
        for each in self.record.confirmations:
            if each.year == self.year:
                found[each.fact] = each.holds if found.get(each.fact, each.holds) is each.holds else None
        return found

    @cached_property
    def doubtful(self) -> tuple[Honour, ...]:
        """Give the honours that rest on a revoked one and must be judged again."""
        if len(self.record.granted) == len(self.record.honours):
            return ()
        return tuple(each.honour for each in shaken({honour.key: honour for honour in self.record.honours}))

    @cached_property
    def _standing(self) -> tuple[Honour, ...]:
        doubtful = {honour.key for honour in self.doubtful}
        day = self.dossier.received
        standing = (each for each in self.record.honours if each.revocation is None and each.on <= day)
        return tuple(each for each in standing if not doubtful or each.key not in doubtful)

    @cached_property
    def _thematic(self) -> tuple[Honour, ...]:
        """Give the honours that are no basis for merit."""
        if Rule.THEMATIC not in self.law.rules:
            return ()
        regular = {each.id for each in self.record.movements if each.mode == "thuong_xuyen"}
        return tuple(
            honour
            for honour in self._standing
            if honour.kind is CommendationKind.SUDDEN
            or (honour.kind is CommendationKind.MOVEMENT and honour.movement not in regular)
        )

    @cached_property
    def _any_basis(self) -> Mapping[str, tuple[Honour, ...]]:
        return by_award(self._standing)

    @cached_property
    def _merit_basis(self) -> Mapping[str, tuple[Honour, ...]]:
        if not self._thematic:
            return self._any_basis
        left_out = {honour.key for honour in self._thematic}
        return by_award(honour for honour in self._standing if honour.key not in left_out)

    def basis(self, awards: Collection[str], merit: bool) -> tuple[Honour, ...]:
        """Give the honours of some awards that may be counted, for merit or for anything else, by date."""
        honours = self._merit_basis if merit else self._any_basis
        found = [honours[award] for award in dict.fromkeys(awards) if award in honours]
        return found[0] if len(found) == 1 else by_date(each for part in found for each in part)

    def no_basis(self, awards: Collection[str]) -> tuple[Honour, ...]:
        """Give the honours of some awards that are no basis for merit."""
        return tuple(each for each in self._thematic if each.award in awards)

    @cached_property
    def _vouched_from(self) -> int:
        since = self.dossier.record.complete_from
        return self.dossier.received.year + 1 if since is None else since

    def is_vouched(self, first: int | None) -> bool:
        """Tell whether nothing since a year is left out of the record; None means since ever."""
        return self._vouched_from <= (self.dossier.year - HORIZON if first is None else first)


class View(NamedTuple):
    """
    A matter as one condition sees it.

    Attributes:
        award: The award that is judged.
        merit: Whether the way leads to a commendation for merit (công trạng).
        cite: The clause around the condition.
        window: Years inside which is counted (trong thời gian đó), the oldest first; None outside any.
    """

    matter: Matter
    award: Award
    merit: bool = False
    cite: Cite | None = None
    window: tuple[int, ...] | None = None

    @property
    def year(self) -> int:
        """Give the year judged."""
        return self.matter.year

    def titles(self, awards: Collection[str]) -> dict[int, Honour]:
        """Give the years for which one of the awards stands and may be counted, with its proof."""
        key = ("titles", self.merit, *awards)
        found: dict[int, Honour] | None = self.matter.known.get(key)
        if found is None:
            found = self.matter.known[key] = years_of(self.matter.basis(awards, self.merit))
        return found

    def held(self, awards: Collection[str]) -> list[tuple[int, Honour]]:
        """
        Give every time one of the awards was held, oldest first.

        A yearly title counts once a year and stands in its year; any other counts once a decision and
        stands in the year it was decided.
        """
        key = ("held", self.merit, *awards)
        found: list[tuple[int, Honour]] | None = self.matter.known.get(key)
        if found is None:
            found = self.matter.known[key] = self._times(awards)
        return found

    def _times(self, awards: Collection[str]) -> list[tuple[int, Honour]]:
        yearly = [name for name in awards if self.is_yearly(name)]
        others = [name for name in awards if name not in yearly]
        times = list(self.titles(yearly).items()) if yearly else []
        times += [(each.on.year, each) for each in self.matter.basis(others, self.merit)]
        # What stands in one year is told apart by its date, and then by its key.
        times.sort(key=lambda time: (time[0], time[1].on))
        if any(one[0] == next_[0] and one[1].on == next_[1].on for one, next_ in pairwise(times)):
            times.sort(key=lambda time: (time[0], time[1].on, time[1].key))
        return times

    def is_yearly(self, award: str) -> bool:
        """Tell whether an award is given for one year at a time."""
        return self.matter.law.award(award).yearly

    def doubtful(self, awards: Collection[str]) -> list[Honour]:
        """Give the honours of some awards that must be judged again."""
        return [honour for honour in self.matter.doubtful if honour.award in awards]

    def is_unknown(self, year: int, awards: Collection[str]) -> bool:
        """Tell whether one of the awards may stand for a year though no honour of the record says so."""
        if not self.matter.is_vouched(year):
            return True
        return bool(self.matter.doubtful) and any(year in each.years for each in self.doubtful(awards))
