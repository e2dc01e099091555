"""The words a nomination's rules may use: which run leads to which award, how many places, in what order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scoring.errors import Problem, SchemeError, _
from scoring.law.catalogue import Kind
from scoring.law.limits import Commendation
from scoring.nominating.deadlines import Deadline
from scoring.scheme.load import into
from scoring.scheme.model import Cite, Id, Model, Number, SchemeId, Share, Text
from scoring.scheme.reading import Document, Source, read

CLASS = "class"
PROPOSED, OTHERWISE = "proposed", "otherwise"
BASES = ("candidates", "competing", "members")


class GradeShares(Model):
    """
    Shares by the grade of the collective that the candidates belong to.

    Attributes:
        of: ``class``: the collective's class in its own run; else the id of an earlier award of the list:
            whether the collective is proposed for it.
        shares: By class; with an earlier award by ``proposed`` and ``otherwise``.
    """

    of: Id
    shares: Annotated[dict[Text, Share], Field(min_length=1)]


class Ceiling(Model):
    """
    How many may be proposed in each scope, never more than (không quá).

    Attributes:
        places, share, share_by: Exactly one.
        of: Base of a share: ``candidates`` of the scope, ``competing`` (those who meet the standard),
            ``members`` of the collective, or the id of an earlier award: those proposed for it in the scope.
        at_least, at_most: Bounds put on a share's number of places.
    """

    places: Annotated[int, Field(ge=0)] | None = None
    share: Share | None = None
    share_by: GradeShares | None = None
    of: Id = "candidates"
    rounding: Literal["floor", "half_up", "ceil"] = "floor"
    at_least: Annotated[int, Field(ge=0)] | None = None
    at_most: Annotated[int, Field(ge=0)] | None = None
    cite: Cite | None = None

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        if sum(each is not None for each in (self.places, self.share, self.share_by)) != 1:
            raise ValueError("write one of places, share and share_by")
        return self


class WomenShare(Model):
    """The least share of women among those proposed, as a province or a plan fixes it; never a filter."""

    at_least: Share
    cite: Cite


class AwardRule(Model):
    """
    One list of proposals: for whom, from which run, how many.

    Attributes:
        award: Of the catalogue.
        kind: Kind of commendation it is proposed as.
        scheme: Id of the scheme whose run orders the candidates.
        selection: Only those who competed in this selection of the run; whom it selected stand first.
        classes, rank_at_most, total_at_least: Only those; each is left out where it does not matter.
        among: Only those proposed for this earlier award of the list.
        without: Nobody who is proposed for one of these earlier awards.
        ways: Ways of the catalogue that count, ``standard`` or ``standard/point``; none for all.
        within: The scope in which places are counted and candidates compared.
        ceiling: None to take the number of places of the run's selection.
        who: Who decides between equals on the last place.
    """

    id: Id
    title: Text
    award: Id
    kind: Commendation | None = None
    subjects: Annotated[list[Kind], Field(alias="for", min_length=1)]
    scheme: SchemeId
    selection: str = ""
    classes: list[Text] = Field(default_factory=list)
    rank_at_most: Annotated[int, Field(ge=1)] | None = None
    total_at_least: Number | None = None
    among: str = ""
    without: list[Id] = Field(default_factory=list)
    ways: list[Text] = Field(default_factory=list)
    within: Literal["cluster", "unit", "all"] = "cluster"
    ceiling: Ceiling | None = None
    women: WomenShare | None = None
    who: str = ""
    cite: Cite | None = None

    def earlier(self) -> Iterator[str]:
        """Give the ids of the earlier awards it rests on."""
        yield from self.without
        if self.among:
            yield self.among
        if self.ceiling is not None:
            if self.ceiling.of not in BASES:
                yield self.ceiling.of
            if self.ceiling.share_by and self.ceiling.share_by.of != CLASS:
                yield self.ceiling.share_by.of


class NominationRules(Model):
    """
    What a round of nomination goes by.

    Attributes:
        place: Province whose own catalogue overlays the national one.
        received: Day the list was received for appraisal; chooses the version of the law.
        year: Year of achievement that is judged.
        movement: Id of the movement in the ledger; empty when it is about none.
        holidays: Days off that the shipped file does not have, as the competent authority fixed them.
        papers: Name of the table of papers in hand, beside this file; empty when none was made.
    """

    nomination: SchemeId
    version: date
    title: Text
    place: str = ""
    cite: Cite = Cite()
    received: date | None = None
    year: int | None = None
    movement: str = ""
    papers: str = ""
    awards: Annotated[list[AwardRule], Field(min_length=1)]
    deadlines: list[Deadline] = Field(default_factory=list)
    holidays: list[date] = Field(default_factory=list)

    @property
    def key(self) -> str:
        """Give ``id@version``."""
        return f"{self.nomination}@{self.version}"


def load_nomination(source: Source) -> NominationRules:
    """
    Load the rules of a round of nomination.

    Raises:
        SchemeError: Every fault with ``file:line:column``.
    """
    document = read(source)
    rules = into(NominationRules, document)
    problems = list(_faults(rules, document))
    if problems:
        raise SchemeError(problems)
    return rules


def _faults(rules: NominationRules, document: Document) -> Iterator[Problem]:
    earlier: list[str] = []
    for i, rule in enumerate(rules.awards):
        place = document.place(("awards", i))
        if rule.id in earlier:
            yield Problem(
                "E_AWARD_TWICE", _("the list {award} is described twice"), {"award": rule.id}, place
            )
        for name in rule.earlier():
            if name not in earlier:
                message = _("{award} rests on {name}, which is no list before it; those before are: {known}")
                values = {"award": rule.id, "name": name, "known": ", ".join(earlier) or "–"}
                yield Problem("E_LIST", message, values, place)
        yield from _unfit(rule, place)
        earlier.append(rule.id)


def _unfit(rule: AwardRule, place: str) -> Iterator[Problem]:
    ceiling = rule.ceiling
    if ceiling is None and (not rule.selection or rule.within == "unit"):
        message = _("{award} needs a ceiling, or the selection of a run to take its places from")
        yield Problem("E_CEILING", message, {"award": rule.id}, place)
    by_unit = ceiling is not None and (ceiling.of == "members" or ceiling.share_by is not None)
    if by_unit and rule.within != "unit":
        message = _("the ceiling of {award} depends on the collective, so it must count within: unit")
        yield Problem("E_CEILING", message, {"award": rule.id}, place)
    grades = ceiling.share_by if ceiling else None
    if grades and grades.of != CLASS and set(grades.shares) != {PROPOSED, OTHERWISE}:
        message = _("{award} depends on another list, so its shares must be those of proposed and otherwise")
        yield Problem("E_CEILING", message, {"award": rule.id}, place)
