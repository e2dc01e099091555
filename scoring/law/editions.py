"""Versions that say only what they change: an amended law, a province's rules over the national ones."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from scoring.law.catalogue import (
    Authority,
    Award,
    Ballot,
    Change,
    DocumentRef,
    Law,
    PaperList,
    Point,
    Principle,
    Standard,
    TextRef,
    Transition,
    rebuilt,
    with_changes,
)
from scoring.law.conditions import Condition
from scoring.scheme.model import Checked, Cite, Effective, Id, Model, SchemeId, Text


class AwardChange(Model):
    """
    What changes of one award; what is not written stays.

    Attributes:
        points, standards: Put in the place of those of the same id, or added.
        also: More conditions of a standard, by its id.
        without: Ids of points and standards that fall away.
    """

    award: Id
    title: Text | None = None
    short: Text | None = None
    cite: Cite | None = None
    effective: Effective | None = None
    checked: Checked | None = None
    unverified: str | None = None
    decided_by: list[Id] | None = None
    proposed_by: list[Id] | None = None
    dossiers: list[Id] | None = None
    ballot: str | None = None
    points: dict[Id, Point] = Field(default_factory=dict)
    standards: list[Standard] = Field(default_factory=list)
    also: dict[Id, list[Condition]] = Field(default_factory=dict)
    without: list[str] = Field(default_factory=list)


class Edition(Model):
    """
    A version that builds on another.

    Attributes:
        extends: The version it changes.
        award_changes: What changes of awards that are there already.
        awards: New ones.
        retired: Ids of awards that are no more.
    """

    law: SchemeId
    version: date
    title: Text
    extends: TextRef
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
    award_changes: list[AwardChange] = Field(default_factory=list)
    awards: list[Award] = Field(default_factory=list)
    retired: list[Id] = Field(default_factory=list)


_OWN = ("law", "version", "title", "place", "cite", "effective", "checked", "unverified", "changes")
_MERGED = ("documents", "facts", "authorities", "papers", "ballots")


def applied(edition: Edition, base: Law) -> Law:
    """
    Give the whole catalogue of a version that says only what it changes.

    The principles of the same rule are replaced, the others stay; awards keep their order, new ones follow.
    """
    changes = {change.award: change for change in edition.award_changes}
    kept = [award for award in base.awards if award.id not in edition.retired]
    update: dict[str, Any] = {name: getattr(edition, name) for name in _OWN}
    update |= {name: getattr(base, name) | getattr(edition, name) for name in _MERGED}
    update["transition"] = edition.transition
    update["principles"] = list((base.rules | {each.rule: each for each in edition.principles}).values())
    update["awards"] = [_changed(award, changes.get(award.id)) for award in kept] + edition.awards
    update["based_on"] = (base.key, *base.based_on)
    return rebuilt(base, update)


def _changed(award: Award, change: AwardChange | None) -> Award:
    if change is None:
        return award
    plain = {
        name: value
        for name in AwardChange.model_fields
        if name in Award.model_fields and name not in ("points", "standards")
        if (value := getattr(change, name)) is not None
    }
    points = award.points | change.points
    standards = {each.id: each for each in (*award.standards, *change.standards)}
    plain["points"] = {name: point for name, point in points.items() if name not in change.without}
    plain["standards"] = [
        _stricter(standard, change) for standard in standards.values() if standard.id not in change.without
    ]
    return with_changes(award, plain)


def _stricter(standard: Standard, change: AwardChange) -> Standard:
    points = [name for name in standard.points if name not in change.without]
    more = change.also.get(standard.id, [])
    return with_changes(standard, {"points": points, "require": [*standard.require, *more]})
