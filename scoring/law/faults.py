"""What is wrong with a catalogue beyond its shape: names that lead nowhere, rules without a clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scoring.errors import Problem, _
from scoring.law.catalogue import Award, Law, cites_of, conditions_of
from scoring.law.conditions import Clause, Confirmed, awards_of, walk
from scoring.law.editions import Edition
from scoring.scheme.model import Cite
from scoring.scheme.reading import Document, Path


def faults_of_edition(edition: Edition, base: Law, document: Document) -> list[Problem]:
    """Give what an edition wants to change that its base does not have, or adds that it has already."""
    known = {award.id for award in base.awards}
    wanted = [(change.award, ("award_changes", i)) for i, change in enumerate(edition.award_changes)]
    wanted += [(name, ("retired", i)) for i, name in enumerate(edition.retired)]
    unknown = [(name, path) for name, path in wanted if name not in known]
    message = _("{base} has no award {award} that could be changed")
    problems = [
        Problem("E_AWARD", message, {"base": base.key, "award": name}, document.place(path))
        for name, path in unknown
    ]
    problems += list(_unknown_parts(edition, base, document))
    return problems


def _unknown_parts(edition: Edition, base: Law, document: Document) -> Iterator[Problem]:
    for i, change in enumerate(edition.award_changes):
        award = next((each for each in base.awards if each.id == change.award), None)
        if award is None:
            continue
        standards = {each.id for each in (*award.standards, *change.standards)}
        parts = standards | award.points.keys() | change.points.keys()
        missing = [name for name in change.also if name not in standards]
        missing += [name for name in change.without if name not in parts]
        for name in missing:
            message = _("{award} has no standard or point {name}")
            values = {"award": change.award, "name": name}
            yield Problem("E_STANDARD", message, values, document.place(("award_changes", i)))


def faults_of_law(law: Law, document: Document) -> list[Problem]:
    """Give every fault of a whole catalogue; places are those of its own file."""
    problems = list(_twice(law, document))
    for award in law.awards:
        where = _path(law, award, document)
        problems += [
            Problem(code, message, {"award": award.id, **values}, document.place(where))
            for code, message, values in (*_names(law, award), *_points(award), *_bare(law, award))
        ]
    problems += list(_documents(law, document))
    return problems


def _path(law: Law, award: Award, document: Document) -> Path:
    written = document.value.get("awards", []) if isinstance(document.value, dict) else []
    for key, name in (("awards", "id"), ("award_changes", "award")):
        rows = document.value.get(key, [])
        for i, row in enumerate(rows if isinstance(rows, list) else []):
            if isinstance(row, dict) and row.get(name) == award.id:
                return (key, i)
    return ("awards",) if written else ()


def _twice(law: Law, document: Document) -> Iterator[Problem]:
    for name, times in Counter(award.id for award in law.awards).items():
        if times > 1:
            message = _("the award {award} is described {times} times")
            place = document.place(("awards",))
            yield Problem("E_AWARD_TWICE", message, {"award": name, "times": times}, place)


Fault = tuple[str, str, dict[str, object]]


def _names(law: Law, award: Award) -> Iterator[Fault]:
    awards = {each.id for each in law.awards}
    named = {name for _where, c in conditions_of(award) for part in walk(c) for name in awards_of(part)}
    for name in sorted(named - awards):
        yield (
            "E_AWARD",
            _("{award} speaks of an award {name} that the catalogue does not have"),
            {"name": name},
        )
    for name in (*award.decided_by, *award.proposed_by):
        if name not in law.authorities:
            yield "E_AUTHORITY", _("{award} names an authority {name} that is not there"), {"name": name}
    for name in award.dossiers:
        if name not in law.papers:
            yield "E_PAPERS", _("{award} names a list of papers {name} that is not there"), {"name": name}
    if award.ballot and award.ballot not in law.ballots:
        yield "E_BALLOT", _("{award} names a ballot {name} that is not there"), {"name": award.ballot}


def _points(award: Award) -> Iterator[Fault]:
    used = {name for standard in award.standards for name in standard.points}
    for name in sorted(used - award.points.keys()):
        yield "E_POINT", _("{award} has no point {name}"), {"name": name}
    for name in sorted(award.points.keys() - used):
        yield "E_POINT", _("no standard of {award} uses the point {name}"), {"name": name}
    for name, times in Counter(standard.id for standard in award.standards).items():
        if times > 1:
            yield (
                "E_STANDARD",
                _("{award} has the standard {name} {times} times"),
                {"name": name, "times": times},
            )
    for standard in award.standards:
        if not standard.require and not standard.points:
            yield "E_STANDARD", _("the standard {name} of {award} asks for nothing"), {"name": standard.id}


def _bare(law: Law, award: Award) -> Iterator[Fault]:
    """Rules without a clause, and confirmations without words."""
    for name, clause in (*award.points.items(), *((each.id, each) for each in award.standards)):
        if clause.cite is None or not clause.cite.clause:
            yield "E_CITE", _("{name} of {award} names no clause"), {"name": name}
    for where, condition in conditions_of(award):
        around = _cite_around(award, where)
        for part in walk(condition):
            if isinstance(part, Confirmed) and not words_of(law, part, around):
                message = _("nothing says in words what {fact} of {award} means: neither facts nor a quote")
                yield "E_FACT", message, {"fact": part.confirmed}


def _cite_around(award: Award, where: str) -> Cite | None:
    clauses: dict[str, Clause] = {**award.points, **{each.id: each for each in award.standards}}
    return clauses[where].cite


def words_of(law: Law, condition: Confirmed, around: Cite | None) -> str:
    """Give the words of what is confirmed: those of the catalogue, else the quote of the nearest clause."""
    cite = condition.cite or around
    return law.facts.get(condition.confirmed) or (cite.quote if cite else "")


def _documents(law: Law, document: Document) -> Iterator[Problem]:
    titles = {ref.title for ref in law.documents.values()}
    for place, cite in cites_of(law):
        if cite.document and cite.document not in law.documents and cite.document not in titles:
            message = _("{where} cites the document {name}, which is not listed under documents")
            values = {"where": place, "name": cite.document}
            yield Problem("E_DOCUMENT", message, values, document.place(("documents",)))
