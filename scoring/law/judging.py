"""Judges a dossier: which way to an award is open, what is lacking, and whether it must wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scoring.errors import _
from scoring.law.answers import Answer, Finding, Remark, all_of, any_of, binding
from scoring.law.catalogue import Award, Law, Point, Standard
from scoring.law.conditions import AllOf, Clause, Rule, Streak, parts_of, walk
from scoring.law.history import CommendationKind, Discipline, PendingCase
from scoring.law.matter import Dossier, Matter, View
from scoring.law.weighing import weigh
from scoring.law.weighing.dates import in_force, year_of
from scoring.scheme.model import Cite


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
        law: ``id@version`` of the catalogue.
        answer: ``NOT_PROVEN`` wherever the text itself is not known for certain.
        indicated: What the known text says; differs from ``answer`` only when ``unverified`` is set.
        general: Findings of the principles that hold for every award.
        ways: For the candidate's kind, in the order of the law; none when the award is not for its kind.
        pending: Matters under examination; while there are any the dossier waits (chưa khen thưởng).
        unverified: Why the text is not known for certain; empty when it is.
    """

    law: str
    award: Award
    dossier: Dossier
    answer: Answer
    indicated: Answer
    general: tuple[Finding, ...]
    ways: tuple[Way, ...]
    pending: tuple[PendingCase, ...] = ()
    unverified: str = ""

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
    return _judge(Matter(law, dossier), law.award(award_id))


def judge_all(law: Law, dossier: Dossier) -> Iterator[Verdict]:
    """Judge a dossier for every award that is for the candidate's kind, in the order of the catalogue."""
    matter = Matter(law, dossier)
    kind = dossier.record.kind
    return (_judge(matter, award) for award in law.awards if award.standards_for(kind))


def ways_for(law: Law, award_id: str, kind: str) -> list[tuple[Standard, str, Point | None]]:
    """Give every way an award knows for a kind of candidate: the standard, the point's id, the point."""
    award = law.award(award_id)
    return [way for standard in award.standards_for(kind) for way in _ways_of(award, standard)]


def leaves_of(standard: Standard, point: Point | None) -> Iterator[tuple[Clause, Cite]]:
    """Give the conditions of a way that join no others, each with the clause around it."""
    around = [(condition, standard.cite) for condition in standard.require]
    around += [(point.require, point.cite)] if point else []
    for condition, cite in around:
        for part in walk(condition):
            # A row of years is asked for itself, besides what must lie within it.
            if cite is not None and (isinstance(part, Streak) or not parts_of(part)):
                yield part, cite


def _ways_of(award: Award, standard: Standard) -> Iterator[tuple[Standard, str, Point | None]]:
    if not standard.points:
        yield standard, "", None
    for name in standard.points:
        yield standard, name, award.points[name]


def _judge(matter: Matter, award: Award) -> Verdict:
    general, pending = _general(matter)
    standards = award.standards_for(matter.record.kind)
    ways = tuple(way for standard in standards for way in _weighed(matter, award, standard))
    indicated = all_of([*binding(general), any_of([way.answer for way in ways])])
    unverified = matter.law.why_unverified(award)
    answer = Answer.NOT_PROVEN if unverified else indicated
    key, dossier = matter.law.key, matter.dossier
    return Verdict(key, award, dossier, answer, indicated, general, ways, pending, unverified)


def _weighed(matter: Matter, award: Award, standard: Standard) -> Iterator[Way]:
    view = View(matter, award, standard.kind is CommendationKind.MERIT, standard.cite)
    shared = tuple([weigh(condition, view, _standards) for condition in standard.require])
    for _standard, name, point in _ways_of(award, standard):
        if point is None:
            yield Way(standard, name, point, standard.kind, _joined(shared, standard.unverified), shared)
            continue
        kind = point.kind or standard.kind
        inside = View(matter, award, kind is CommendationKind.MERIT, point.cite)
        findings = (*shared, weigh(point.require, inside, _standards))
        doubt = standard.unverified or point.unverified
        yield Way(standard, name, point, kind, _joined(findings, doubt), findings)


def _joined(findings: tuple[Finding, ...], doubt: str) -> Answer:
    """Join the conditions of a way; one whose text is not known for certain decides nothing."""
    return Answer.NOT_PROVEN if doubt else all_of(binding(findings))


def _standards(award_id: str, view: View) -> list[Finding]:
    """Weigh every way to another award, as one finding each."""
    award = view.matter.law.award(award_id)
    found = []
    for standard in award.standards_for(view.matter.record.kind):
        whole = AllOf.model_construct(parts=[], cite=standard.cite)
        for way in _weighed(view.matter, award, standard):
            found.append(Finding(whole, way.answer, standard.cite, parts=way.findings))
    return found


def _general(matter: Matter) -> tuple[tuple[Finding, ...], tuple[PendingCase, ...]]:
    """Weigh the principles, once a matter."""
    found: tuple[tuple[Finding, ...], tuple[PendingCase, ...]] | None = matter.known.get("general")
    if found is None:
        pending = _open_cases(matter) if Rule.PENDING_CASE in matter.law.rules else ()
        findings = []
        if Rule.PENDING_CASE in matter.law.rules:
            findings.append(_no_case(matter, pending))
        if Rule.DISCIPLINE in matter.law.rules:
            findings.append(_no_discipline(matter))
        found = matter.known["general"] = tuple(findings), pending
    return found


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
