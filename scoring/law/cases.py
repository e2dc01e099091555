"""Worked cases beside a catalogue: a past in, the answer out, argued from the article by people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from scoring.errors import Problem, ScoringError, _
from scoring.law.answering import Way
from scoring.law.answers import Answer, Finding, all_of, binding
from scoring.law.catalogue import Law
from scoring.law.conditions import MeetsStandardOf
from scoring.law.judging import judge
from scoring.law.matter import Dossier
from scoring.law.recording import WrittenRecord, record_of
from scoring.law.standing import Placing
from scoring.law.versions import Applied, Reason, apply
from scoring.law.ways import leaves_of, ways_for
from scoring.scheme.load import into
from scoring.scheme.model import Id, Model, Number, Text
from scoring.scheme.reading import Source, read

CANDIDATE = "case"
Expected = Annotated[Answer, Field(strict=False)]


class CaseRecord(WrittenRecord):
    """A past of a case; ``like`` takes another one over and changes what is written here."""

    like: Id | None = None


class CasePlacing(Model):
    """How the candidate of a case came out of a run."""

    rank: int | None = None
    peers: int = 0
    label: str = Field("", alias="class")
    total: Number | None = None
    alone: bool = True


class LawCase(Model):
    """
    A worked case.

    Attributes:
        argument: Why the answer must be so, from the article.
        way: The one way to the award that is asked about, ``standard`` or ``standard/point``; else all.
        movement: Id of the movement the dossier is about, one of the record's.
        expect: The answer.
        indicated: What the known text says, where it is not certain and ``expect`` is never final.
        because: Clauses of the conditions that decide the answer; all of them, each once.
        decided, applies: Day of the decision, and why one of two texts applies to the dossier then.
    """

    case: Text
    argument: Text
    award: Id
    way: str = ""
    record: CaseRecord
    year: int | None = None
    received: date | None = None
    decided: date | None = None
    applies: Annotated[Reason | None, Field(strict=False)] = None
    movement: str = ""
    placed: list[CasePlacing] = Field(default_factory=list)
    expect: Expected
    indicated: Expected | None = None
    because: list[Text] | None = None


class LawCases(Model):
    """A file of worked cases for one catalogue."""

    law_cases_for: Text
    received: date
    year: int
    records: dict[Id, CaseRecord] = Field(default_factory=dict)
    cases: list[LawCase]


@dataclass
class Ran:
    """
    What running a file of cases gave.

    Attributes:
        answers: Answers that each condition took, by its identity in the catalogue.
    """

    count: int
    problems: list[Problem] = field(default_factory=list)
    answers: dict[int, set[Answer]] = field(default_factory=dict)


def run_law_cases(source: Source, law: Law, laws: Sequence[Law] = ()) -> Ran:
    """
    Run every case of a file.

    Args:
        law: The catalogue the cases are for.
        laws: All versions, for cases that ask which of two texts applies.

    Raises:
        SchemeError: The file itself cannot be read.
    """
    document = read(source)
    cases = into(LawCases, document)
    if cases.law_cases_for != law.key:
        message = _("these cases are for {wanted}, not for {found}")
        values = {"wanted": cases.law_cases_for, "found": law.key}
        return Ran(0, [Problem("E_CASE", message, values, document.place(("law_cases_for",)))])
    ran = Ran(len(cases.cases))
    for i, case in enumerate(cases.cases):
        place = document.place(("cases", i))
        try:
            ran.problems += _run(case, cases, (law, *laws), place, ran.answers)
        except ScoringError as error:
            ran.problems += [Problem(p.code, p.message, p.values, place) for p in error.problems]
    return ran


def _run(
    case: LawCase, cases: LawCases, laws: tuple[Law, ...], place: str, answers: dict[int, set[Answer]]
) -> list[Problem]:
    law = laws[0]
    wrong = _unknown(case, cases, law)
    if wrong is not None:
        return [Problem("E_CASE", wrong[0], {"case": case.case, **wrong[1]}, place)]
    applied = _applied(case, _dossier(case, cases), laws)
    verdict = applied.verdict
    ways = [way for way in verdict.ways if case.way in ("", way.id)]
    for finding in (each for way in ways for found in way.findings for each in found.walk()):
        if not finding.parts or isinstance(finding.condition, MeetsStandardOf):
            answers.setdefault(id(finding.condition), set()).add(finding.answer)
    return [
        Problem("E_CASE_DIFFERS", _("“{case}”: {what} should be {wanted}, but is {found}"), values, place)
        for values in _differences(case, applied, ways)
    ]


def _applied(case: LawCase, dossier: Dossier, laws: tuple[Law, ...]) -> Applied:
    if case.decided is None:
        return Applied(judge(laws[0], dossier, case.award))
    versions = {law.key: law for law in laws}
    return apply(list(versions.values()), dossier, case.award, case.decided, laws[0].place)


def _unknown(case: LawCase, cases: LawCases, law: Law) -> tuple[str, dict[str, object]] | None:
    """Tell which name of a case leads nowhere; None when all do lead somewhere."""
    try:
        ways = ways_for(law, case.award, _written(case.record, cases.records).kind)
    except KeyError as error:
        return _("“{case}” speaks of {name}, which is not there"), {"name": error.args[0]}
    names = [f"{standard.id}/{point}" if point else standard.id for standard, point, _rest in ways]
    if case.way and case.way not in names:
        return _("“{case}” asks about a way {name}; the ways are: {known}"), {
            "name": case.way,
            "known": ", ".join(names),
        }
    if case.because is not None and not case.way:
        return _("“{case}” says because, so it must name the way"), {}
    return None


def _dossier(case: LawCase, cases: LawCases) -> Dossier:
    year, received = case.year or cases.year, case.received or cases.received
    record = record_of(_written(case.record, cases.records), CANDIDATE, year, worked_on=received)
    movement = next((each for each in record.movements if each.id == case.movement), None)
    placings = tuple(
        Placing("case", year, each.rank, each.peers, each.label, each.total, each.alone)
        for each in case.placed
    )
    return Dossier(record, received, year, movement, placings)


def _written(record: CaseRecord, records: Mapping[str, CaseRecord]) -> WrittenRecord:
    """Give a record with what it takes over from the one it is like; mappings are joined, lists replaced."""
    if record.like is None:
        return record
    base = _written(
        records[record.like], {name: each for name, each in records.items() if name != record.like}
    )
    update: dict[str, Any] = {}
    for name in record.model_fields_set - {"like"}:
        mine, theirs = getattr(record, name), getattr(base, name)
        update[name] = theirs | mine if isinstance(mine, dict) else mine
    return base.model_copy(update=update)


def _differences(case: LawCase, applied: Applied, ways: list[Way]) -> Iterator[dict[str, object]]:
    verdict = applied.verdict
    answer, indicated = verdict.answer, verdict.indicated
    if case.way:
        indicated = all_of([*binding(verdict.general), ways[0].answer])
        answer = Answer.NOT_PROVEN if verdict.unverified else indicated
    pairs: list[tuple[str, object, object]] = [("answer", case.expect, answer)]
    if case.applies is not None:
        pairs.append(("applies", case.applies, applied.reason))
    if case.indicated is not None:
        pairs.append(("indicated", case.indicated, indicated))
    if case.because is not None:
        found = _clauses([*verdict.general, *ways[0].findings], indicated)
        pairs.append(("because", ", ".join(sorted(case.because)), ", ".join(found)))
    for what, wanted, got in pairs:
        if wanted != got:
            yield {"case": case.case, "what": what, "wanted": wanted, "found": got}


def _clauses(findings: list[Finding], answer: Answer) -> list[str]:
    leaves = (leaf for finding in findings for leaf in finding.decisive(answer))
    return sorted({leaf.cite.clause for leaf in leaves if leaf.cite is not None})


@dataclass(frozen=True)
class Untried:
    """A condition for which no worked case gives some answer."""

    award: str
    way: str
    clause: str
    missing: tuple[Answer, ...]


def untried(law: Law, runs: list[Ran]) -> list[Untried]:
    """Give every condition of the catalogue that the cases do not show met, not met and not proven."""
    answers: dict[int, set[Answer]] = {}
    for ran in runs:
        for name, found in ran.answers.items():
            answers.setdefault(name, set()).update(found)
    rows = {}
    for award in law.awards:
        for kind in dict.fromkeys(kind for standard in award.standards for kind in standard.subjects):
            for standard, point_id, point in ways_for(law, award.id, kind):
                for leaf, cite in leaves_of(standard, point):
                    missing = tuple(each for each in Answer if each not in answers.get(id(leaf), set()))
                    if missing and not leaf.unverified:
                        way = f"{standard.id}/{point_id}" if point_id else standard.id
                        rows[id(leaf)] = Untried(award.id, way, (leaf.cite or cite).clause, missing)
    return list(rows.values())
