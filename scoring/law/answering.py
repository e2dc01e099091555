"""Answers a dossier's question about an award: the answer at once, the ways in words when they are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.law.answers import Answer, Finding, all_of, binding
from scoring.law.catalogue import Award, Law, Point, Standard
from scoring.law.conditions import AllOf
from scoring.law.history import CommendationKind
from scoring.law.matter import Matter, View
from scoring.law.ways import Asked, Courses, Piece, courses_to
from scoring.law.weighing import weigh


@dataclass(frozen=True)
class Way:
    """
    One way to qualify: a standard, and the point of it where it has a choice of points.

    Attributes:
        point_id: Empty where the standard has no points.
        kind: Kind of commendation it leads to; None where the text does not say.
        findings: Of the standard's own conditions, then of the point's.
    """

    standard: Standard
    point_id: str
    point: Point | None
    kind: CommendationKind | None
    answer: Answer
    findings: tuple[Finding, ...]

    @property
    def id(self) -> str:
        """Give ``standard`` or ``standard/point``."""
        return f"{self.standard.id}/{self.point_id}" if self.point_id else self.standard.id

    def decisive(self) -> Iterator[Finding]:
        """Give the conditions that keep this way from being open."""
        for finding in self.findings:
            yield from finding.decisive(self.answer)


def best_answer(matter: Matter, courses: Courses) -> Answer:
    """Give the answer of the best way to an award."""
    rest = _rest(matter, courses)
    return _answer(matter, courses.award, rest) if isinstance(rest, Asked) else rest


def _rest(matter: Matter, courses: Courses) -> Answer | Asked:
    """Give what is left to ask once the papers are read: once for all dossiers whose papers say the same."""
    said = courses.papers.said(matter)
    if said is None:
        return _settled(matter, courses.award, courses.asked)
    key = (courses.award.id, courses.kind, *said)
    found: Answer | Asked | None = matter.law.said_once.get(key)
    if found is None:
        found = matter.law.said_once[key] = _settled(matter, courses.award, courses.asked)
    return found


def _settled(matter: Matter, award: Award, asked: Asked) -> Answer | Asked:
    """Weigh what papers decide; give the answer where nothing else matters any more, else what is left."""
    known = asked.known
    left: list[Piece | Asked] = []
    for part in asked.parts:
        found = _read(matter, award, part)
        if isinstance(found, Piece | Asked):
            left.append(found)
        elif found is asked.decisive:
            return found
        elif found is Answer.NOT_PROVEN:
            known = found
    return Asked(asked.decisive, known, tuple(left)) if left else known


def _read(matter: Matter, award: Award, part: Piece | Asked) -> Answer | Piece | Asked:
    if isinstance(part, Asked):
        return _settled(matter, award, part)
    return _weighed(matter, award, part).answer if part.on_paper else part


def _answer(matter: Matter, award: Award, asked: Asked) -> Answer:
    """Join the answers of some conditions, asking no more of them than it takes."""
    known, decisive = asked.known, asked.decisive
    for part in asked.parts:
        if isinstance(part, Asked):
            found = _answer(matter, award, part)
        else:
            found = _weighed(matter, award, part).answer
        if found is decisive:
            return found
        if found is Answer.NOT_PROVEN:
            known = found
    return known


def _weighed(matter: Matter, award: Award, piece: Piece) -> Finding:
    return weigh(piece.condition, View(matter, award, piece.merit, piece.cite), _standards)


def weighed_ways(matter: Matter, courses: Courses) -> Iterator[Way]:
    """Weigh every way, each condition with its reasons."""
    for standard, name, point, kind, pieces, doubt in courses.ways:
        findings = tuple([_weighed(matter, courses.award, piece) for piece in pieces])
        # A way whose text is not known for certain decides nothing.
        answer = Answer.NOT_PROVEN if doubt else all_of(binding(findings))
        yield Way(standard, name, point, kind, answer, findings)


def _standards(award_id: str, view: View) -> list[Finding]:
    """Weigh every way to another award, as one finding each."""
    matter = view.matter
    courses = courses_to(matter.law, matter.law.award(award_id), matter.record.kind)
    return [
        Finding(_whole(matter.law, way.standard), way.answer, way.standard.cite, parts=way.findings)
        for way in weighed_ways(matter, courses)
    ]


def _whole(law: Law, standard: Standard) -> AllOf:
    """Give a condition that stands for all that a standard asks."""
    key = (AllOf, id(standard))
    if key not in law.said_once:
        law.said_once[key] = AllOf.model_construct(parts=[], cite=standard.cite)
    whole: AllOf = law.said_once[key]
    return whole
