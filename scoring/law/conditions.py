"""
The closed vocabulary of conditions: each is one mapping with one verb, written as data, never as code.

A condition says what a text demands and nothing else; what is known of a candidate is asked in
``scoring.law.weighing``.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scoring.law.limits import (
    AgeYears,
    Awards,
    DisciplineFree,
    EachYear,
    End,
    HeldTimes,
    InitiativeCount,
    MemberCount,
    MovementTerms,
    PlacingTerms,
    Presence,
    RatedYears,
    Years,
)
from scoring.scheme.model import Cite, Id, Model


class Rule(StrEnum):
    """
    What holds for every award, as the catalogue's principles say.

    ``PENDING_CASE`` defers; ``DISCIPLINE`` starts every count anew; ``THEMATIC`` and sudden honours are no
    basis for merit; ``MATERNITY`` leave counts; what rests on a ``REVOKED`` honour does not stand. The
    others are shown to people and decide nothing here.
    """

    PENDING_CASE = "dang_xem_xet"
    DISCIPLINE = "ky_luat"
    THEMATIC = "chuyen_de_dot_xuat"
    MATERNITY = "thai_san"
    REVOKED = "huy_bo"
    NO_LADDER = "khong_theo_bac"
    WOMEN_FIRST = "uu_tien_nu"
    ONCE = "khong_trung"
    DIRECT_WORKERS = "uu_tien_truc_tiep"


class Clause(Model):
    """
    What every condition may carry.

    Attributes:
        cite: Where it stands; without one that of the standard or point around it.
        unverified: Why it is not known for certain; such a condition is shown and never decides.
    """

    cite: Cite | None = None
    unverified: str = ""

    @cached_property
    def terms(self) -> str:
        """Give what it asks for, without where it stands: equal for conditions that ask for the same."""
        return type(self).__name__ + self.model_dump_json(exclude={"cite", "unverified"})


class AllOf(Clause):
    """Every part must hold."""

    parts: Annotated[list[Condition], Field(alias="all", min_length=1)]


class AnyOf(Clause):
    """One part must hold."""

    parts: Annotated[list[Condition], Field(alias="any", min_length=1)]


class NotOf(Clause):
    """The part must not hold."""

    part: Annotated[Condition, Field(alias="not")]


class Confirmed(Clause):
    """
    A yes or no that the appraiser or an authority confirms in writing for the year judged.

    Its words are those of the catalogue's ``facts``, or else the quote of the clause.
    """

    confirmed: Id


class Rated(Clause):
    """Task rating (mức độ hoàn thành nhiệm vụ)."""

    rated: RatedYears


class Held(Clause):
    """Titles or forms held (đã được tặng)."""

    held: HeldTimes


class YearsInRow(Model):
    """
    Years in a row (liên tục), and what must lie within them (trong thời gian đó).

    Attributes:
        years: At least so many.
        each: What makes a year count.
        until: ``proposal``: up to the year judged, as "đến thời điểm đề nghị" says; ``recent``: the text
            names no end, so the year judged or the one before it.
        after: Only years after an honour of these awards (sau đó).
        within: Conditions counted inside these years.
    """

    years: Years
    each: EachYear
    until: End = "recent"
    after: list[Id] = Field(default_factory=list)
    within: list[Condition] = Field(default_factory=list)


class Streak(Clause):
    """Years in a row."""

    streak: YearsInRow


class Initiatives(Clause):
    """Initiatives (sáng kiến) and what the law puts beside them."""

    initiatives: InitiativeCount


class NotDisciplined(Clause):
    """Discipline (kỷ luật)."""

    not_disciplined: DisciplineFree


class Members(Clause):
    """Members (cá nhân trong tập thể)."""

    members: MemberCount


class Registered(Clause):
    """Registration (đăng ký thi đua) for the award in the year judged."""

    registered: Literal[True]


class OfMovement(Clause):
    """An emulation movement (phong trào thi đua)."""

    movement: MovementTerms


class Placed(Clause):
    """A place in a run."""

    placed: PlacingTerms


class Age(Clause):
    """Age of a unit (quá trình xây dựng, phát triển)."""

    age: AgeYears


class Classes(Clause):
    """Class of the subject, an id of the closed list of the statistics forms."""

    subject_class: Annotated[list[Id], Field(min_length=1)]


class Present(Clause):
    """Absence from work; public holidays are not taken off, leave that counts by principle is."""

    present: Presence


class MeetsStandardOf(Clause):
    """Meets the standard of another award for the same year, or holds it (đạt tiêu chuẩn danh hiệu)."""

    meets: Awards


VERBS: dict[str, type[Clause]] = {
    "all": AllOf,
    "any": AnyOf,
    "not": NotOf,
    "confirmed": Confirmed,
    "rated": Rated,
    "held": Held,
    "streak": Streak,
    "initiatives": Initiatives,
    "not_disciplined": NotDisciplined,
    "members": Members,
    "registered": Registered,
    "movement": OfMovement,
    "placed": Placed,
    "age": Age,
    "subject_class": Classes,
    "present": Present,
    "meets": MeetsStandardOf,
}


def _verb(value: object) -> str | None:
    if isinstance(value, Clause):
        return next(verb for verb, model in VERBS.items() if isinstance(value, model))
    verbs = [key for key in value if key in VERBS] if isinstance(value, dict) else []
    return verbs[0] if len(verbs) == 1 else None


Condition = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[NotOf, Tag("not")]
    | Annotated[Confirmed, Tag("confirmed")]
    | Annotated[Rated, Tag("rated")]
    | Annotated[Held, Tag("held")]
    | Annotated[Streak, Tag("streak")]
    | Annotated[Initiatives, Tag("initiatives")]
    | Annotated[NotDisciplined, Tag("not_disciplined")]
    | Annotated[Members, Tag("members")]
    | Annotated[Registered, Tag("registered")]
    | Annotated[OfMovement, Tag("movement")]
    | Annotated[Placed, Tag("placed")]
    | Annotated[Age, Tag("age")]
    | Annotated[Classes, Tag("subject_class")]
    | Annotated[Present, Tag("present")]
    | Annotated[MeetsStandardOf, Tag("meets")],
    Discriminator(
        _verb,
        custom_error_type="condition_verb",
        custom_error_message="a condition has exactly one verb of: " + ", ".join(VERBS),
    ),
]

for _model in (AllOf, AnyOf, NotOf, YearsInRow, Streak):
    _model.model_rebuild()


def parts_of(condition: Clause) -> list[Any]:
    """Give the conditions a condition joins or holds inside its years."""
    if isinstance(condition, AllOf | AnyOf):
        return list(condition.parts)
    if isinstance(condition, NotOf):
        return [condition.part]
    return list(condition.streak.within) if isinstance(condition, Streak) else []


def walk(condition: Clause) -> Iterator[Clause]:
    """Give a condition and everything inside it, outer ones first."""
    yield condition
    for part in parts_of(condition):
        yield from walk(part)


def awards_of(condition: Clause) -> list[str]:
    """Give the ids of the awards that one condition names, without those of its parts."""
    if isinstance(condition, Held):
        return [*condition.held.award, *([condition.held.since] if condition.held.since else [])]
    if isinstance(condition, Streak):
        return [*condition.streak.each.award, *condition.streak.after]
    return list(condition.meets) if isinstance(condition, MeetsStandardOf) else []
