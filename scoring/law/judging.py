"""Judges a dossier: which way to an award is open, what is lacking, and whether it must wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from scoring.errors import _
from scoring.law.answering import Way, best_answer, weighed_ways
from scoring.law.answers import Answer, Finding, Remark, all_of, binding
from scoring.law.catalogue import Award, Law
from scoring.law.conditions import Rule
from scoring.law.history import Discipline, PendingCase
from scoring.law.matter import Dossier, Matter
from scoring.law.ways import Courses, courses_for, courses_to
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
        return tuple(weighed_ways(self.matter, self.courses))

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
    indicated = all_of((before_all, best_answer(matter, courses)))
    answer = Answer.NOT_PROVEN if unverified else indicated
    return Verdict(matter, courses, answer, indicated, general, pending, unverified)


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
