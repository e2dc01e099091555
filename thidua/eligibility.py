"""Who may be proposed for what: dossiers from pasts, verdicts from the law, both as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.cards import Standing
from scoring.errors import Problem, _
from scoring.law.answering import Way
from scoring.law.answers import Finding
from scoring.law.catalogue import Award, Law
from scoring.law.judging import Verdict, judge_all
from scoring.law.matter import Dossier
from scoring.law.standing import Placing
from scoring.law.versions import Applied, Changed, apply, changed, in_force
from scoring.law.wording import describe
from thidua.intake.dossiers import Listed, read_dossiers
from thidua.intake.refusal import nearest
from thidua.law_words import cited, proof, say, word
from thidua.lists import award_register
from thidua.pasts import Past, year_judged
from thidua.review import ReviewResult, Scored
from thidua.store.errors import StoreError, refuse


@dataclass(frozen=True)
class Asked:
    """One dossier of a list, with whose it is and the award it is for."""

    past: Past
    award: str
    dossier: Dossier


def award_named(law: Law, text: str) -> Award:
    """
    Give an award by its id, title or abbreviation.

    Raises:
        StoreError: The catalogue has none of that name; names the nearest.
    """
    known = award_register().by_name.get(text.casefold().strip('“”"'))
    wanted = known.id if known else text
    try:
        return law.award(wanted)
    except KeyError:
        message = _("{law} has no award “{found}”. The nearest is: {nearest}.")
        names = [name for award in award_register().awards for name in award.names()]
        found = nearest(text, names)
        near = found if found in names else "–"
        raise refuse("E_AWARD", message, law=law.key, found=text, nearest=near) from None


def dossier_of(
    past: Past, received: date, year: int | None, movement: str = "", placings: Sequence[Placing] = ()
) -> Dossier:
    """
    Make a dossier of a past.

    Args:
        received: Day it was received for appraisal.
        year: The year that is judged; None for the newest rated one.
        movement: Id of the movement it is about; empty for none.
        placings: Places in scored runs.

    Raises:
        StoreError: There is no such movement; names the known ones.
    """
    found = past.movements.get(movement)
    if movement and found is None:
        message = _("There is no movement “{found}”; known are: {known}.")
        known = ", ".join(past.movements) or "–"
        raise refuse("E_MOVEMENT", message, found=movement, known=known)
    judged = year if year is not None else year_judged(past.record, received)
    return Dossier(past.record, received, judged, found, tuple(placings))


def placings_of(result: ReviewResult, candidate: str) -> list[Placing]:
    """Give a candidate's places in the scored runs of a review, as competition ranks."""
    year = result.review.as_of.year
    rows = [(scored, row) for scored in result.scored for row in scored.standings.rows]
    return [_placing(scored, row, year) for scored, row in rows if row.card.candidate.id == candidate]


def _placing(scored: Scored, row: Standing, year: int) -> Placing:
    peers = scored.standings.cluster(row.card.candidate.cluster)
    places = [peer.rank for peer in peers if peer.rank is not None]
    # Equal candidates may share the mean of their places; what counts is how many stand before them.
    rank = None if row.rank is None else 1 + sum(place < row.rank for place in places)
    alone = places.count(row.rank) == 1 if row.rank is not None else True
    key, card = scored.scheme.key, row.card
    return Placing(key, year, rank, len(peers), card.label or "", card.total, alone)


def verdicts(laws: Sequence[Law], dossier: Dossier, place: str) -> list[Verdict]:
    """Judge a dossier for every award for its kind, under the text of the day it was received."""
    return list(judge_all(in_force(laws, dossier.received, place), dossier))


def applied(laws: Sequence[Law], asked: Asked, decided: date | None, place: str) -> Applied:
    """Judge one dossier under the text that applies to it; without a day of decision that of its receipt."""
    return apply(laws, asked.dossier, asked.award, decided or asked.dossier.received, place)


def read_list(path: Path, pasts: Mapping[str, Past], received: date) -> list[Asked]:
    """
    Read a list of dossiers.

    Args:
        pasts: Everybody's past, by id.
        received: Day for lines that name none.

    Raises:
        StoreError: Every problem of the list.
    """
    names = {candidate: past.name for candidate, past in pasts.items()}
    reading = read_dossiers(path, award_register(), names)
    problems = [problem for problem in reading.problems if not problem.warning]
    asked = []
    for each in reading.dossiers:
        try:
            asked.append(_asked(each, pasts[each.candidate], received))
        except StoreError as error:
            problems += [Problem(p.code, p.message, p.values, each.place) for p in error.problems]
    if problems:
        raise StoreError(problems)
    return asked


def _asked(each: Listed, past: Past, received: date) -> Asked:
    dossier = dossier_of(past, each.received or received, each.year, each.movement)
    return Asked(past, each.award, dossier)


def replaced(old: Law, new: Law, asked: Iterable[Asked]) -> list[tuple[Asked, Changed]]:
    """Give the dossiers whose answer differs when one version takes another's place."""
    found = []
    for each in asked:
        found += [(each, change) for change in changed(old, new, [(each.dossier, each.award)])]
    return found


def verdict_data(verdict: Verdict, law: Law) -> dict[str, object]:
    """Give a verdict as plain data, codes and words side by side."""
    return {
        "law": verdict.law,
        "award": verdict.award.id,
        "title": verdict.award.title,
        "candidate": verdict.dossier.record.candidate,
        "received": verdict.dossier.received.isoformat(),
        "year": verdict.dossier.year,
        "answer": verdict.answer.value,
        "indicated": verdict.indicated.value,
        "deferred": [case.subject for case in verdict.pending],
        "unverified": verdict.unverified,
        "general": [finding_data(finding, law) for finding in verdict.general],
        "ways": [_way_data(way, law) for way in verdict.ways],
    }


def applied_data(found: Applied, laws: Mapping[str, Law]) -> dict[str, object]:
    """Give the verdict that applies, why it does, and the one that does not."""
    other = found.other
    return {
        **verdict_data(found.verdict, laws[found.verdict.law]),
        "applies": found.reason.value,
        "other": verdict_data(other, laws[other.law]) if other is not None else None,
    }


def _way_data(way: Way, law: Law) -> dict[str, object]:
    return {
        "way": way.id,
        "answer": way.answer.value,
        "cite": cited((way.point or way.standard).cite),
        "unverified": (way.point.unverified if way.point else "") or way.standard.unverified,
        "findings": [finding_data(finding, law) for finding in way.findings],
    }


def finding_data(finding: Finding, law: Law) -> dict[str, object]:
    """Give a finding as plain data, in the chosen language."""
    return {
        "asked": say(describe(finding.condition, law, finding.cite)),
        "answer": finding.answer.value,
        "word": word(finding.answer),
        "cite": cited(finding.cite),
        "why": say(finding.why),
        "facts": [proof(fact, law) for fact in finding.facts],
        "remedy": say(finding.remedy),
        "warnings": [say(warning) for warning in finding.warnings],
        "unverified": finding.unverified,
        "parts": [finding_data(part, law) for part in finding.parts],
    }
