"""Judges a dossier: which way to an award is open, what is lacking, and whether it must wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import chain
from typing import NamedTuple

from scoring.errors import _
from scoring.law.answers import Answer, Finding, Remark, all_of, any_of, binding
from scoring.law.catalogue import Award, Law, Point, Standard
from scoring.law.conditions import AllOf, Rule
from scoring.law.history import CommendationKind, Discipline, PendingCase
from scoring.law.matter import Dossier, Matter, View
from scoring.law.ways import Asked, Courses, Piece, Track, courses_for, courses_to
from scoring.law.weighing import weigh
from scoring.law.weighing.dates import in_force, year_of


class Principles(NamedTuple):
    """
    What holds for every award.

    Attributes:
        pending: Matters under examination.
        answer: What the findings give together.
    """

    findings: tuple[Finding, ...]
    pending: tuple[PendingCase, ...]
    answer: Answer


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


@dataclass(frozen=True)
class Verdict:
    """
    What can be said of a dossier and an award; the program never decides the award.

    Attributes:
        matter: The dossier under its law.
        courses: The ways to the award as the law lays them out.
        answer: ``NOT_PROVEN`` wherever the text itself is not known for certain.
        indicated: What the known text says; differs from ``answer`` only when ``unverified`` is set.
        general: Findings of the principles that hold for every award.
        pending: Matters under examination; while there are any the dossier waits (chưa khen thưởng).
        unverified: Why the text is not known for certain; empty when it is.
    """

    matter: Matter
    courses: Courses
    answer: Answer
    indicated: Answer
    general: tuple[Finding, ...]
    pending: tuple[PendingCase, ...] = ()
    unverified: str = ""

    @property
    def law(self) -> str:
        """Give ``id@version`` of the catalogue."""
        return self.matter.law.key

    @property
    def award(self) -> Award:
        """Give the award."""
        return self.courses.award

    @property
    def dossier(self) -> Dossier:
        """Give the dossier."""
        return self.matter.dossier

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """
        Give the ways for the candidate's kind, in the order of the law, with the findings on each.

        There are none when the award is not for its kind. They are put into words only when asked for: of a
        whole province's people most answers are counted and never read.
        """
        return tuple(_ways(self.matter, self.courses))

    @property
    def is_deferred(self) -> bool:
        """Tell whether the dossier waits for a matter under examination."""
        return bool(self.pending)

    def open_ways(self) -> tuple[Way, ...]:
        """Give the ways that are met."""
        return tuple(way for way in self.ways if way.answer is Answer.MET)

    def nearest(self) -> tuple[Way, ...]:
        """Give the open ways; without any those with the best answer and the fewest conditions in the way."""
        if not self.ways:
            return ()
        ranked = [(way.answer.rank, len(list(way.decisive()))) for way in self.ways]
        return tuple(way for way, rank in zip(self.ways, ranked, strict=True) if rank == min(ranked))


def judge(law: Law, dossier: Dossier, award_id: str) -> Verdict:
    """
    Judge a dossier for one award.

    Args:
        law: The catalogue in force on the day the dossier was received.
        dossier: The candidate's past and the year that is judged.
        award_id: Of the catalogue.

    Raises:
        KeyError: The catalogue has no such award; holds its id.
    """
    matter = Matter(law, dossier)
    return _judge(matter, courses_to(law, law.award(award_id), dossier.record.kind), _general(matter))


def judge_all(law: Law, dossier: Dossier) -> Iterator[Verdict]:
    """Judge a dossier for every award that is for the candidate's kind, in the order of the catalogue."""
    matter = Matter(law, dossier)
    principles = _general(matter)
    return (_judge(matter, courses, principles) for courses in courses_for(law, dossier.record.kind))


def _judge(matter: Matter, courses: Courses, principles: Principles) -> Verdict:
    general, pending, before_all = principles
    unverified = matter.law.why_unverified(courses.award)
    indicated = all_of((before_all, _best(matter, courses)))
    answer = Answer.NOT_PROVEN if unverified else indicated
    return Verdict(matter, courses, answer, indicated, general, pending, unverified)


def _best(matter: Matter, courses: Courses) -> Answer:
    """Give the answer of the best way."""
    award, papers = courses.award, courses.papers

    def weighed() -> Answer:
        return any_of(_best_of(matter, award, track) for track in courses.tracks)

    return papers.answer(matter, (award.id, courses.kind), weighed) if papers else weighed()


def _best_of(matter: Matter, award: Award, track: Track) -> Answer:
    """Give the answer of the best way of one standard: what all its ways share is asked once."""
    if track.doubt:
        return Answer.NOT_PROVEN
    shared = _answer(matter, award, track.shared)
    if track.choice is None or shared is track.least:
        return shared
    return any_of((all_of((shared, _answer(matter, award, track.choice))), track.least))


def _answer(matter: Matter, award: Award, asked: Asked) -> Answer:
    """Join the answers of some conditions; what papers decide comes first, for it is known at once."""
    on_paper = asked.papers.answer(matter, id(asked), partial(_on_paper, matter, award, asked))
    if not asked.others or on_paper is asked.decisive:
        return on_paper
    others = (
        _answer(matter, award, each) if isinstance(each, Asked) else _weighed(matter, award, each).answer
        for each in asked.others
    )
    return asked.join(chain((on_paper,), others))


def _on_paper(matter: Matter, award: Award, asked: Asked) -> Answer:
    return asked.join(_weighed(matter, award, piece).answer for piece in asked.on_paper)


def _weighed(matter: Matter, award: Award, piece: Piece) -> Finding:
    return weigh(piece.condition, View(matter, award, piece.merit, piece.cite), _standards)


def _ways(matter: Matter, courses: Courses) -> Iterator[Way]:
    """Weigh every way, each condition with its reasons."""
    for course in (course for track in courses.tracks for course in track.courses):
        standard, name, point, kind, pieces, doubt = course
        findings = tuple([_weighed(matter, courses.award, piece) for piece in pieces])
        yield Way(standard, name, point, kind, _joined(findings, doubt), findings)


def _joined(findings: tuple[Finding, ...], doubt: str) -> Answer:
    """Join the conditions of a way; one whose text is not known for certain decides nothing."""
    return Answer.NOT_PROVEN if doubt else all_of(binding(findings))


def _standards(award_id: str, view: View) -> list[Finding]:
    """Weigh every way to another award, as one finding each."""
    matter = view.matter
    courses = courses_to(matter.law, matter.law.award(award_id), matter.record.kind)
    return [
        Finding(_whole(matter.law, way.standard), way.answer, way.standard.cite, parts=way.findings)
        for way in _ways(matter, courses)
    ]


def _whole(law: Law, standard: Standard) -> AllOf:
    """Give a condition that stands for all that a standard asks."""
    key = (AllOf, id(standard))
    if key not in law.said_once:
        law.said_once[key] = AllOf.model_construct(parts=[], cite=standard.cite)
    whole: AllOf = law.said_once[key]
    return whole


def _general(matter: Matter) -> Principles:
    """Weigh the principles."""
    pending = _open_cases(matter) if Rule.PENDING_CASE in matter.law.rules else ()
    findings = []
    if Rule.PENDING_CASE in matter.law.rules:
        findings.append(_no_case(matter, pending))
    if Rule.DISCIPLINE in matter.law.rules:
        findings.append(_no_discipline(matter))
    return Principles(tuple(findings), pending, all_of(binding(findings)))


def _open_cases(matter: Matter) -> tuple[PendingCase, ...]:
    day = matter.dossier.received
    cases = matter.record.cases
    return tuple(each for each in cases if each.start <= day and (each.end is None or each.end > day))


def _no_case(matter: Matter, pending: tuple[PendingCase, ...]) -> Finding:
    rule, cite = Rule.PENDING_CASE, matter.law.rules[Rule.PENDING_CASE].cite
    day = {"day": matter.dossier.received}
    if pending:
        subjects = {"subjects": "; ".join(each.subject for each in pending)}
        why = Remark(_("not considered while this is being examined: {subjects}"), subjects)
        remedy = Remark(_("the outcome of the examination"))
        return Finding(rule, Answer.NOT_PROVEN, cite, pending, why, remedy)
    if matter.is_vouched(matter.dossier.received.year):
        return Finding(rule, Answer.MET, cite, why=Remark(_("nothing is being examined on {day}"), day))
    why = Remark(_("nobody vouched that nothing is being examined on {day}"), day)
    return Finding(rule, Answer.NOT_PROVEN, cite, why=why, remedy=_complete())


def _complete() -> Remark:
    return Remark(_("say from which year the record is complete"))


def _no_discipline(matter: Matter) -> Finding:
    """Weigh the year judged: achievement counts from the day the term of discipline ends."""
    rule, cite, year = Rule.DISCIPLINE, matter.law.rules[Rule.DISCIPLINE].cite, matter.year
    first, last = year_of(year)
    facts = tuple(each for each in matter.record.disciplines if in_force(each, first, last))
    if not facts:
        sure = matter.is_vouched(year)
        message = (
            _("no discipline in force in {year}")
            if sure
            else _("nobody vouched that no discipline of {year} is left out")
        )
        answer = Answer.MET if sure else Answer.NOT_PROVEN
        remedy = None if sure else _complete()
        return Finding(rule, answer, cite, why=Remark(message, {"year": year}), remedy=remedy)
    if any(_covers(each, first, last) for each in facts):
        why = Remark(
            _("under discipline all through {year}; achievement counts from its end"), {"year": year}
        )
        return Finding(rule, Answer.NOT_MET, cite, facts, why)
    message = _("under discipline for a part of {year}; only the time outside its term counts")
    remedy = Remark(_("a decision on what the time outside the term is worth"))
    return Finding(rule, Answer.NOT_PROVEN, cite, facts, Remark(message, {"year": year}), remedy)


def _covers(each: Discipline, first: date, last: date) -> bool:
    return each.start <= first and (each.end is None or each.end >= last)
