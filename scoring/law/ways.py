"""The ways to an award, in the order of the law, and those on which only papers of the dossier decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from scoring.law.answers import Answer
from scoring.law.catalogue import Award, Law, Point, Standard
from scoring.law.conditions import AllOf, AnyOf, Clause, Confirmed, NotOf, OfMovement, Streak, parts_of, walk
from scoring.law.history import CommendationKind
from scoring.law.matter import Matter
from scoring.scheme.model import Cite


class Papers(NamedTuple):
    """
    The papers that some conditions ask for.

    Attributes:
        facts: Ids of the facts that an appraiser confirms, in alphabetical order.
        movement: Whether the movement of the dossier is asked for, too.
    """

    facts: tuple[str, ...]
    movement: bool

    def said(self, matter: Matter) -> tuple[object, ...] | None:
        """Give what a dossier's papers say for the year judged; None where only they themselves tell."""
        if self.movement and matter.dossier.movement is not None:
            return None
        return (matter.year, *map(matter.said.get, self.facts))


class Piece(NamedTuple):
    """
    One condition of a way, with what stands around it.

    Attributes:
        merit: Whether the way leads to a commendation for merit (công trạng).
        cite: The clause around it.
        on_paper: Whether papers of the dossier decide it alone.
    """

    condition: Clause
    merit: bool
    cite: Cite | None
    on_paper: bool


class Course(NamedTuple):
    """
    One way to qualify.

    Attributes:
        point_id, point: The point it takes; empty and None where the standard has no choice of points.
        kind: Kind of commendation it leads to; None where the text does not say.
        pieces: The standard's own conditions, then the point's.
        doubt: Why its text is not known for certain; empty when it is.
    """

    standard: Standard
    point_id: str
    point: Point | None
    kind: CommendationKind | None
    pieces: tuple[Piece, ...]
    doubt: str


class Asked(NamedTuple):
    """
    Conditions that are asked together; what is not known for certain decides nothing and is not among them.

    Attributes:
        decisive: The answer of one that decides for all: not met where all must hold, met where any will do.
        known: What is known of them before any part is asked.
        parts: The conditions; what joins others is laid out likewise.
    """

    decisive: Answer
    known: Answer
    parts: tuple[Piece | Asked, ...]


class Courses(NamedTuple):
    """
    Every way to an award for one kind of candidate.

    Attributes:
        ways: In the order of the law.
        asked: All that is asked on them, in one.
        papers: Those that are asked for on any of them.
    """

    award: Award
    kind: str
    ways: tuple[Course, ...]
    asked: Asked
    papers: Papers


def courses_to(law: Law, award: Award, kind: str) -> Courses:
    """Give the ways to an award for a kind of candidate; they are laid out once a catalogue."""
    key = (Courses, award.id, kind)
    found: Courses | None = law.said_once.get(key)
    if found is None:
        found = law.said_once[key] = _laid_out(award, kind)
    return found


def courses_for(law: Law, kind: str) -> tuple[Courses, ...]:
    """Give the ways to every award that is for a kind of candidate, in the order of the catalogue."""
    key = (Courses, kind)
    found: tuple[Courses, ...] | None = law.said_once.get(key)
    if found is None:
        awards = (award for award in law.awards if award.standards_for(kind))
        found = law.said_once[key] = tuple(courses_to(law, award, kind) for award in awards)
    return found


def ways_for(law: Law, award_id: str, kind: str) -> list[tuple[Standard, str, Point | None]]:
    """Give every way an award knows for a kind of candidate: the standard, the point's id, the point."""
    award = law.award(award_id)
    return [(standard, *each) for standard in award.standards_for(kind) for each in _points(award, standard)]


def leaves_of(standard: Standard, point: Point | None) -> Iterator[tuple[Clause, Cite]]:
    """Give the conditions of a way that join no others, each with the clause around it."""
    around = [(condition, standard.cite) for condition in standard.require]
    around += [(point.require, point.cite)] if point else []
    for condition, cite in around:
        for part in walk(condition):
            # A row of years is asked for itself, besides what must lie within it.
            if cite is not None and (isinstance(part, Streak) or not parts_of(part)):
                yield part, cite


def _points(award: Award, standard: Standard) -> list[tuple[str, Point | None]]:
    return [(name, award.points[name]) for name in standard.points] or [("", None)]


def _laid_out(award: Award, kind: str) -> Courses:
    tracks = [_track(award, standard) for standard in award.standards_for(kind)]
    ways = tuple(course for track in tracks for course in track)
    asked = _any_of(_asked_on(track) for track in tracks)
    return Courses(award, kind, ways, asked, _papers_in(asked))


def _track(award: Award, standard: Standard) -> tuple[Course, ...]:
    shared = tuple(_piece(each, standard.kind, standard.cite) for each in standard.require)
    return tuple(_course(standard, shared, *each) for each in _points(award, standard))


def _asked_on(track: tuple[Course, ...]) -> Asked:
    """Give what is asked on the ways of one standard: what all of them share, and one of the points."""
    standard = track[0].standard
    if standard.unverified:
        return _DOUBT
    shared = [*track[0].pieces[: len(standard.require)]]
    if track[0].point is None:
        return _all_of(shared)
    points = [course.pieces[-1] for course in track if not course.doubt]
    whole = _all_of([*shared, _any_of(points)])
    # A point whose text is not known for certain is never read as failing, whatever else is asked.
    return whole if len(points) == len(track) else _any_of([whole, _DOUBT])


def _course(standard: Standard, shared: tuple[Piece, ...], name: str, point: Point | None) -> Course:
    if point is None:
        return Course(standard, name, point, standard.kind, shared, standard.unverified)
    kind = point.kind or standard.kind
    pieces = (*shared, _piece(point.require, kind, point.cite))
    return Course(standard, name, point, kind, pieces, standard.unverified or point.unverified)


def _piece(condition: Clause, kind: CommendationKind | None, cite: Cite | None) -> Piece:
    return Piece(condition, kind is CommendationKind.MERIT, cite, _is_on_paper(condition))


def _all_of(parts: Iterable[Piece | Asked]) -> Asked:
    return _joined(Answer.NOT_MET, Answer.MET, parts)


def _any_of(parts: Iterable[Piece | Asked]) -> Asked:
    return _joined(Answer.MET, Answer.NOT_MET, parts)


def _joined(decisive: Answer, known: Answer, parts: Iterable[Piece | Asked]) -> Asked:
    certain = (part for part in parts if isinstance(part, Asked) or _is_certain(part.condition))
    return Asked(decisive, known, tuple(_opened(part) for part in certain))


def _opened(part: Piece | Asked) -> Piece | Asked:
    """Give what a condition joins laid out; any other as it is."""
    if isinstance(part, Asked) or not isinstance(part.condition, AllOf | AnyOf):
        return part
    condition, merit, around, _on_paper = part
    cite = condition.cite or around
    inside = [Piece(each, merit, cite, _is_on_paper(each)) for each in parts_of(condition)]
    return _all_of(inside) if isinstance(condition, AllOf) else _any_of(inside)


def _is_certain(condition: Clause) -> bool:
    return not condition.unverified and (not isinstance(condition, NotOf) or _is_certain(condition.part))


def _is_on_paper(condition: Clause) -> bool:
    return all(isinstance(part, (Confirmed, OfMovement, AllOf, AnyOf, NotOf)) for part in walk(condition))


def _papers_in(asked: Asked) -> Papers:
    parts = [part for piece in _pieces(asked) if piece.on_paper for part in walk(piece.condition)]
    facts = {part.confirmed for part in parts if isinstance(part, Confirmed)}
    return Papers(tuple(sorted(facts)), any(isinstance(part, OfMovement) for part in parts))


def _pieces(asked: Asked) -> Iterator[Piece]:
    for part in asked.parts:
        yield from _pieces(part) if isinstance(part, Asked) else (part,)


_DOUBT = Asked(Answer.MET, Answer.NOT_PROVEN, ())
