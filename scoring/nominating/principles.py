"""The principles that proposals are held against, as dated data: who is preferred, what is not double."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from scoring.errors import Problem, SchemeError, _
from scoring.law.catalogue import Kind
from scoring.law.conditions import Clause
from scoring.law.limits import Commendation
from scoring.law.listed import TextOf
from scoring.scheme.load import into
from scoring.scheme.model import Cite, Effective, Id, Model, SchemeId, Share, Text
from scoring.scheme.reading import Source, read


class Priority(Model):
    """
    Who is preferred among equals.

    Attributes:
        woman, women_share_at_least, subject_class, remote: Exactly one: she is a woman; the share of women
            in the collective; class of the subject, one of these; works in a difficult area.
        recommends: False where the clause only asks for attention (chú trọng).
    """

    id: Id
    title: Text
    subjects: Annotated[list[Kind], Field(alias="for", min_length=1)]
    woman: bool | None = None
    women_share_at_least: Share | None = None
    subject_class: list[Id] | None = None
    remote: bool | None = None
    recommends: bool = True
    cite: Cite
    unverified: str = ""

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        asked = (self.woman, self.women_share_at_least, self.subject_class, self.remote)
        if sum(each is not None for each in asked) != 1:
            raise ValueError("write one of woman, women_share_at_least, subject_class and remote")
        return self


class Warned(Clause):
    """What people are warned of, from a day on; it never decides."""

    title: Text
    since: Annotated[date | None, Field(alias="from")] = None


class LessTime(Warned):
    """A time that is cut for some, in commendations of some kinds."""

    kinds: Annotated[list[Commendation], Field(min_length=1)]
    cut: Share


class Principles(Model):
    """
    One version of the principles.

    Attributes:
        texts: Shipped texts by the document they are of; quotes are held against them.
        once: One achievement is not honoured twice.
        initiative_once: One initiative serves once.
        dissolved: Units that were dissolved are not honoured.
        women_leaders: Time that is cut for women leaders.
    """

    nominating: SchemeId
    version: date
    title: Text
    effective: Effective
    texts: dict[Text, TextOf] = Field(default_factory=dict)
    priorities: list[Priority] = Field(default_factory=list)
    once: Warned
    initiative_once: Warned | None = None
    dissolved: Warned | None = None
    women_leaders: LessTime | None = None

    @property
    def key(self) -> str:
        """Give ``id@version``."""
        return f"{self.nominating}@{self.version}"


def load_principles(source: Source) -> Principles:
    """Load a file of principles; raises SchemeError with every fault and its place."""
    return into(Principles, read(source))


def principles_on(known: Iterable[Principles], day: date) -> Principles:
    """
    Choose the principles in force on a day.

    Raises:
        SchemeError: None is in force, or more than one.
    """
    known = list(known)
    found = [each for each in known if each.effective.covers(day)]
    if len(found) == 1:
        return found[0]
    message = _("{count} versions of the principles of nominating are in force on {day}; there are: {known}")
    values = {"count": len(found), "day": day, "known": ", ".join(each.key for each in known)}
    raise SchemeError([Problem("E_PRINCIPLES", message, values)])
