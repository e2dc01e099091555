"""The catalogue of awards: one version of the law with its decrees, a clause beside each rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, Field

from scoring.law.conditions import Clause, Condition, Rule, walk
from scoring.law.limits import Commendation
from scoring.scheme.model import Checked, Cite, Effective, Id, Model, SchemeId, Share, Text

Kind = Literal["individual", "collective", "household", "enterprise"]
AwardClass = Literal["danh_hieu", "hinh_thuc", "danh_hieu_vinh_du"]
AwardLevel = Literal["xa", "co_so", "tinh", "chinh_phu", "nha_nuoc"]


class DocumentRef(Model):
    """
    A document that clauses are cited from.

    Attributes:
        title: Number and kind, as printed, e.g. ``Nghị định 98/2023/NĐ-CP``.
        text: Id and version of the shipped text; none where no words of it are known.
        whole: Whether the shipped text is the full one; else it holds only the clauses that were seen.
    """

    title: Text
    body: str = ""
    issued: date | None = None
    effective: Effective = Effective()
    text: TextRef | None = None
    whole: bool = False


class TextRef(Model):
    """A shipped text: ``<id>/<version>.txt`` in the library of laws."""

    law: SchemeId
    version: date


class Principle(Clause):
    """A rule that holds for every award, in the words people are shown."""

    rule: Annotated[Rule, Field(strict=False)]
    title: Text


class Authority(Clause):
    """Who decides or proposes, and the clause that says so."""

    who: Text


class Paper(Clause):
    """One paper of a dossier; ``form`` is the number of its printed form, where it is known."""

    title: Text
    form: str = ""


class PaperList(Model):
    """What a dossier consists of."""

    title: Text
    papers: Annotated[list[Paper], Field(min_length=1)]


class Ballot(Clause):
    """
    The vote that an award needs.

    Attributes:
        share: Least share of the base that must agree.
        base: Whom the share is taken of.
        council: Who votes.
        absent: How an absent member is heard.
    """

    title: Text
    share: Share
    base: Literal["members", "present", "valid"]
    council: Text
    absent: Literal["written_opinion", "written_proxy", "none"] = "none"


class Point(Clause):
    """
    One of several ways to qualify (một trong các tiêu chuẩn).

    Attributes:
        kind: Kind of commendation it leads to; honours that are no basis for it are not counted.
    """

    kind: Commendation | None = None
    require: Condition


class Standard(Clause):
    """
    What an award asks of one kind of candidate.

    Attributes:
        subjects: Kinds of candidate it is for.
        kind: As for a point; where both say it, the point's counts.
        require: All of these must hold.
        points: Ids of the award's points of which one must hold; none where there is no choice.
    """

    id: Id
    subjects: Annotated[list[Kind], Field(alias="for", min_length=1)]
    kind: Commendation | None = None
    require: list[Condition] = Field(default_factory=list)
    points: list[Id] = Field(default_factory=list)


class Award(Model):
    """
    A title or form of commendation.

    Attributes:
        short: Abbreviation in use, e.g. ``CSTĐCS``.
        yearly: Whether it is given for one year at a time.
        decided_by: Ids of everybody who may decide it; who of them does depends on where one works.
        proposed_by: Ids of those who propose it.
        dossiers: Ids of the catalogue's lists of papers.
        ballot: Id of the catalogue's ballot; empty when none is ordered.
        unverified: Why its text is not known for certain; its answers are then never final.
    """

    id: Id
    title: Text
    short: Text
    award_class: Annotated[AwardClass, Field(alias="class")]
    level: AwardLevel
    yearly: bool = False
    cite: Cite
    effective: Effective = Effective()
    checked: Checked | None = None
    unverified: str = ""
    decided_by: Annotated[list[Id], Field(min_length=1)]
    proposed_by: list[Id] = Field(default_factory=list)
    dossiers: list[Id] = Field(default_factory=list)
    ballot: str = ""
    points: dict[Id, Point] = Field(default_factory=dict)
    standards: list[Standard] = Field(default_factory=list)

    def standards_for(self, kind: str) -> list[Standard]:
        """Give the standards for a kind of candidate, in the order of the law."""
        return self._by_kind.get(kind, [])

    @cached_property
    def _by_kind(self) -> dict[str, list[Standard]]:
        kinds = dict.fromkeys(kind for standard in self.standards for kind in standard.subjects)
        return {kind: [each for each in self.standards if kind in each.subjects] for kind in kinds}


class Transition(Model):
    """
    How dossiers of the older text are treated.

    Attributes:
        received_before: Dossiers received for appraisal before this day keep the older text, unless the
            newer one is more favourable.
    """

    received_before: date
    cite: Cite


class Change(Model):
    """One thing that a version changes, in words, with its clause."""

    what: Text
    cite: Cite
    unverified: str = ""


class LawFile(Model):
    """
    One version of the catalogue, as its file says it.

    Attributes:
        place: Province whose own rules these are; empty for the national ones.
        changes: What this version changes, in words; for people.
        unverified: Why the text of the whole version is not known for certain.
        facts: What appraisers confirm, by id, in the words people are shown.
        authorities: Who may decide or propose, by id.
        papers: Lists of papers, by id. ballots: Votes, by id.
    """

    law: SchemeId
    version: date
    title: Text
    place: str = ""
    cite: Cite
    effective: Effective
    checked: Checked | None = None
    unverified: str = ""
    changes: list[Change] = Field(default_factory=list)
    transition: Transition | None = None
    documents: dict[Id, DocumentRef] = Field(default_factory=dict)
    facts: dict[Id, Text] = Field(default_factory=dict)
    principles: list[Principle] = Field(default_factory=list)
    authorities: dict[Id, Authority] = Field(default_factory=dict)
    papers: dict[Id, PaperList] = Field(default_factory=dict)
    ballots: dict[Id, Ballot] = Field(default_factory=dict)
    awards: list[Award]

    @property
    def key(self) -> str:
        """Give ``id@version``."""
        return f"{self.law}@{self.version}"


class Law(LawFile):
    """
    One whole version of the catalogue, together with what it builds on.

    Attributes:
        based_on: ``id@version`` of every version it extends or overlays, the nearest first.
        sha256: Digest of its file and of those it builds on.
    """

    based_on: tuple[str, ...] = ()
    sha256: str = ""

    @cached_property
    def _by_id(self) -> dict[str, Award]:
        return {award.id: award for award in self.awards}

    @cached_property
    def said_once(self) -> dict[object, Any]:
        """Give a place for what is the same for every dossier."""
        return {}

    @cached_property
    def rules(self) -> dict[Rule, Principle]:
        """Give the principles by their rule."""
        return {principle.rule: principle for principle in self.principles}

    def award(self, award_id: str) -> Award:
        """Give an award; raises KeyError with the id when the catalogue has none such."""
        return self._by_id[award_id]

    def title_of(self, award_id: str) -> str:
        """Give an award's abbreviation, or the id itself for one the catalogue does not have."""
        known = self._by_id.get(award_id)
        return known.short if known else award_id

    def who(self, ids: Iterable[str]) -> list[Authority]:
        """Give the authorities of some ids, in the same order."""
        return [self.authorities[each] for each in ids]

    def why_unverified(self, award: Award) -> str:
        """Give why an award's text is not known for certain; empty when it is."""
        return award.unverified or self.unverified


M = TypeVar("M", bound=BaseModel)


def with_changes(model: M, update: Mapping[str, Any]) -> M:
    """Give a copy with some fields changed; what was worked out of the old one is not taken along."""
    copy = model.model_copy(update=update)
    for name in copy.__dict__.keys() - type(copy).model_fields.keys():
        del copy.__dict__[name]
    return copy


def rebuilt(source: LawFile, update: Mapping[str, Any]) -> Law:
    """Give a whole catalogue with some fields changed; nothing worked out of the old one is kept."""
    return Law(**{name: getattr(source, name) for name in type(source).model_fields} | dict(update))


def cites_of(law: Law) -> Iterator[tuple[str, Cite]]:
    """Give every citation of a catalogue with the id of what it stands at, in the order of the file."""
    if law.cite.clause:
        yield law.law, law.cite
    yield from ((law.law, change.cite) for change in law.changes)
    if law.transition is not None:
        yield law.law, law.transition.cite
    for place, clause in _shared(law):
        yield from _cited(place, clause)
    for award in law.awards:
        yield award.id, award.cite
        for clause in clauses_of(award):
            yield from _cited(award.id, clause)


def _shared(law: Law) -> Iterator[tuple[str, Clause]]:
    """Give what awards share: principles, authorities, papers, ballots."""
    yield from ((principle.rule.value, principle) for principle in law.principles)
    yield from law.authorities.items()
    yield from ((name, paper) for name, papers in law.papers.items() for paper in papers.papers)
    yield from law.ballots.items()


def _cited(place: str, clause: Clause) -> Iterator[tuple[str, Cite]]:
    if clause.cite is not None:
        yield place, clause.cite


def clauses_of(award: Award) -> Iterator[Clause]:
    """Give everything of an award that may carry a clause of its own."""
    from_conditions = [c for _where, condition in conditions_of(award) for c in walk(condition)]
    yield from (*award.points.values(), *award.standards)
    yield from from_conditions


def conditions_of(award: Award) -> Iterator[tuple[str, Clause]]:
    """Give every outermost condition of an award with the id of its point or standard."""
    for name, point in award.points.items():
        yield name, point.require
    for standard in award.standards:
        for condition in standard.require:
            yield standard.id, condition
