"""The ways to an award, in the order of the law, and those on which only papers of the dossier decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from scoring.law.answers import Answer, all_of, any_of
from scoring.law.catalogue import Award, Law, Point, Standard
from scoring.law.conditions import AllOf, AnyOf, Clause, Confirmed, NotOf, OfMovement, Streak, parts_of, walk
from scoring.law.history import CommendationKind
from scoring.law.matter import Matter
from scoring.scheme.model import Cite

T = TypeVar("T")
Join = Callable[[Iterable[Answer]], Answer]


class Papers(NamedTuple):
    """
    The papers that decide some conditions alone.

    Whoever brought papers that say the same is given the same answer, whatever else the past holds.

    Attributes:
        facts: Ids of the facts that an appraiser confirms, in alphabetical order.
        movement: Whether the movement of the dossier is asked for, too.
    """

    facts: tuple[str, ...]
    movement: bool

    def answer(self, matter: Matter, place: object, weighed: Callable[[], T]) -> T:
        """
        Give what these papers lead to; weighed once for all dossiers whose papers say the same.

        Args:
            place: What is asked, unlike any other of the catalogue.
            weighed: Weighs it for this dossier.
        """
        if self.movement and matter.dossier.movement is not None:
            return weighed()
        key = (place, matter.year, *map(matter.said.get, self.facts))
        found: T | None = matter.law.said_once.get(key)
        if found is None:
            found = matter.law.said_once[key] = weighed()
        return found


class Piece(NamedTuple):
    """
    One condition of a way, with what stands around it.

    Attributes:
        merit: Whether the way leads to a commendation for merit (công trạng).
        cite: The clause around it.
    """

    condition: Clause
    merit: bool
    cite: Cite | None


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
        join: Whether all of them must hold, or any.
        on_paper: Those that papers decide alone.
        papers: These papers.
        others: The others; what joins conditions itself is laid out likewise.
    """

    join: Join
    on_paper: tuple[Piece, ...]
    papers: Papers
    others: tuple[Piece | Asked, ...]

    @property
    def decisive(self) -> Answer:
        """Give the answer of one condition that decides for all of them."""
        return Answer.MET if self.join is any_of else Answer.NOT_MET


class Track(NamedTuple):
    """
    The ways of one standard.

    Attributes:
        shared: What all of them ask.
        choice: What the points ask whose text is known for certain, of which one must hold; None where the
            standard has no points.
        least: The answer that it gives at the worst: not proven where a point is not known for certain.
        doubt: Why the standard itself is not known for certain; empty when it is.
    """

    courses: tuple[Course, ...]
    shared: Asked
    choice: Asked | None
    least: Answer
    doubt: str


class Courses(NamedTuple):
    """
    Every way to an award for one kind of candidate.

    Attributes:
        papers: Those that decide all of them alone; None where one asks for more than papers.
    """

    award: Award
    kind: str
    tracks: tuple[Track, ...]
    papers: Papers | None


def courses_to(law: Law, award: Award, kind: str) -> Courses:
    """Give the ways to an award for a kind of candidate; they are laid out once a catalogue."""
    key = (Courses, award.id, kind)
    found: Courses | None = law.said_once.get(key)
    if found is None:
        tracks = tuple(_track(award, standard) for standard in award.standards_for(kind))
        found = law.said_once[key] = Courses(award, kind, tracks, _papers_of_all(tracks))
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


def _track(award: Award, standard: Standard) -> Track:
    shared = tuple(_piece(each, standard.kind, standard.cite) for each in standard.require)
    courses = tuple(_course(standard, shared, *each) for each in _points(award, standard))
    # The text of a point that is not known for certain is never read as failing.
    certain = [course.pieces[-1] for course in courses if course.point and not course.point.unverified]
    choice = _asked(certain, any_of) if standard.points else None
    least = Answer.NOT_PROVEN if choice and len(certain) < len(courses) else Answer.NOT_MET
    return Track(courses, _asked(shared, all_of), choice, least, standard.unverified)


def _course(standard: Standard, shared: tuple[Piece, ...], name: str, point: Point | None) -> Course:
    if point is None:
        return Course(standard, name, point, standard.kind, shared, standard.unverified)
    kind = point.kind or standard.kind
    pieces = (*shared, _piece(point.require, kind, point.cite))
    return Course(standard, name, point, kind, pieces, standard.unverified or point.unverified)


def _piece(condition: Clause, kind: CommendationKind | None, cite: Cite | None) -> Piece:
    return Piece(condition, kind is CommendationKind.MERIT, cite)


def _asked(pieces: Iterable[Piece], join: Join) -> Asked:
    on_paper: list[Piece] = []
    others: list[Piece | Asked] = []
    for piece in pieces:
        if _is_certain(piece.condition):
            on_paper.append(piece) if _is_on_paper(piece.condition) else others.append(_joined(piece))
    return Asked(join, tuple(on_paper), _papers_of(on_paper), tuple(others))


def _joined(piece: Piece) -> Piece | Asked:
    condition, merit, around = piece
    if not isinstance(condition, AllOf | AnyOf):
        return piece
    cite = condition.cite or around
    parts = (Piece(part, merit, cite) for part in condition.parts)
    return _asked(parts, all_of if isinstance(condition, AllOf) else any_of)


def _is_certain(condition: Clause) -> bool:
    return not condition.unverified and (not isinstance(condition, NotOf) or _is_certain(condition.part))


def _is_on_paper(condition: Clause) -> bool:
    return all(isinstance(part, (Confirmed, OfMovement, AllOf, AnyOf, NotOf)) for part in walk(condition))


def _papers_of(pieces: Iterable[Piece]) -> Papers:
    asked = [part for piece in pieces for part in walk(piece.condition)]
    facts = {part.confirmed for part in asked if isinstance(part, Confirmed)}
    return Papers(tuple(sorted(facts)), any(isinstance(part, OfMovement) for part in asked))


def _papers_of_all(tracks: Iterable[Track]) -> Papers | None:
    """Give the papers that decide a whole award; None where anything else is asked."""
    asked = [asked for track in tracks for asked in (track.shared, track.choice) if asked is not None]
    if any(each.others for each in asked):
        return None
    return _papers_of(piece for each in asked for piece in each.on_paper)
