"""
The limits a condition sets: how many, how far, since when.

``scoring.law.conditions`` gives each of them its verb.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from scoring.law.history import CommendationKind, DisciplineLevel, InfluenceScope, InitiativeKind, TaskRating
from scoring.scheme.model import Id, Model, Number, Share, Text

Years = Annotated[int, Field(ge=1, le=60)]
Times = Annotated[int, Field(ge=1, le=20)]
RatingLevel = Annotated[TaskRating, Field(strict=False)]
Reach = Annotated[InfluenceScope, Field(strict=False)]
Work = Annotated[InitiativeKind, Field(strict=False)]
Severity = Annotated[DisciplineLevel, Field(strict=False)]
Commendation = Annotated[CommendationKind, Field(strict=False)]
Awards = Annotated[list[Id], Field(min_length=1)]
Counted = Literal["members", "women", "completed", "advanced", "fighters", "disciplined"]
End = Literal["proposal", "recent"]


class RatedYears(Model):
    """Years rated at least so high: the year judged, or so many, in a row or of the last so many."""

    at_least: RatingLevel
    years: Years = 1
    consecutive: bool = False
    of_last: Years | None = None


class HeldTimes(Model):
    """
    Honours held.

    Attributes:
        award: Ids; any of them counts.
        times: How many.
        consecutive: They must follow each other; the row ends in the year judged or the one before.
        of_last: Only those of the last so many years, the year judged included.
        since: Only those after the last one of this award.
        immediately_before: The last one must stand for the year just before the year judged.
        years_ago: The last one must have been decided at least so many years before the dossier came.
    """

    award: Awards
    times: Times = 1
    consecutive: bool = False
    of_last: Years | None = None
    since: Id | None = None
    immediately_before: bool = False
    years_ago: Years | None = None


class EachYear(Model):
    """What makes a year count in a row of years: a rating at least so high, or a title."""

    rating: RatingLevel | None = None
    award: list[Id] = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_something(self) -> EachYear:
        if self.rating is None and not self.award:
            raise ValueError("a year needs a rating, an award, or both to choose from")
        return self


def _initiatives_only() -> list[InitiativeKind]:
    return [InitiativeKind.INITIATIVE]


class InitiativeCount(Model):
    """
    Initiatives, research works or resourceful acts that were recognised.

    Attributes:
        count: How many.
        scope: Recognised to reach at least so far.
        kinds: Which kinds count.
        years: So many years up to the year judged prove it; an older one is left to the appraiser, because
            the texts name no period.
    """

    count: Times = 1
    scope: Reach
    kinds: Annotated[list[Work], Field(min_length=1)] = Field(default_factory=_initiatives_only)
    years: Years = 1


class DisciplineFree(Model):
    """No discipline at or above a level in force in the last so many years, the year judged included."""

    at_least: Severity
    years: Years = 1


class MemberCount(Model):
    """
    Members of a collective in the year judged: a share of all, or a number.

    Attributes:
        count: Whom to count.
        share_at_least: Least share of all members.
        at_least, at_most: Least and greatest number.
    """

    count: Counted
    share_at_least: Share | None = None
    at_least: Annotated[int, Field(ge=0)] | None = None
    at_most: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _asks_one_thing(self) -> MemberCount:
        if sum(x is not None for x in (self.share_at_least, self.at_least, self.at_most)) != 1:
            raise ValueError("expected one of share_at_least, at_least and at_most")
        return self


class MovementTerms(Model):
    """
    The movement that the dossier names.

    Attributes:
        launched_by: Levels that may have launched it.
        years: It must have run at least so many years by the review.
        at: Reviews at which the award may be given.
        mode: ``chuyen_de`` where only a thematic movement counts.
    """

    launched_by: Annotated[list[Text], Field(min_length=1)]
    years: Years | None = None
    at: list[Literal["so_ket", "tong_ket"]] = Field(default_factory=list)
    mode: Literal["chuyen_de"] | None = None


class PlacingTerms(Model):
    """
    Rank, class or total in a scored run of the year judged.

    Attributes:
        rank_at_most: Best rank is 1.
        label: Classes that count.
        total_at_least: Published total.
    """

    rank_at_most: Years | None = None
    label: list[Text] = Field(default_factory=list, alias="class")
    total_at_least: Number | None = None

    @model_validator(mode="after")
    def _says_something(self) -> PlacingTerms:
        if self.rank_at_most is None and not self.label and self.total_at_least is None:
            raise ValueError("expected rank_at_most, class or total_at_least")
        return self


class AgeYears(Model):
    """Years since a unit was set up, on the day of the dossier."""

    years: Years


class Presence(Model):
    """Days from Monday to Friday away from work in the year judged, fewer than so many."""

    absent_weekdays_below: Annotated[int, Field(ge=1)]
