"""Everything the papers are made from: the latest runs, whom they are about, what the office told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scoring.cards import Standing
from scoring.errors import Problem, _
from scoring.facts import Candidate, Entry
from scoring.law.history import Record
from scoring.nominating import Nomination, Outcome, Proposal
from scoring.scheme.model import Select
from thidua import ledger
from thidua.documents.kinds import DocumentError, Kind
from thidua.documents.matters import Matters
from thidua.documents.telling import load_matters
from thidua.dossier.certificates import Award, awards
from thidua.intake.refusal import nearest
from thidua.nomination_words import answer_word, basis
from thidua.review import ReviewResult
from thidua.runs import current_result, entries_of
from thidua.store import views
from thidua.store.database import Database
from thidua.store.nomination_acts import nominated

_ORDER = ("collective", "household", "enterprise", "individual")


@dataclass(frozen=True)
class Nominee:
    """
    Somebody a paper proposes or honours, with one award.

    Attributes:
        award: What for, in words. award_id: Its id in the catalogue of awards; may be empty.
        standing: The place it rests on.
        standard, basis: What the law says of it, where a round of nomination asked; else empty.
    """

    candidate: Candidate
    award: str
    standing: Standing
    standard: str = ""
    basis: str = ""
    award_id: str = ""


@dataclass(frozen=True)
class Material:
    """
    What the contexts read.

    Attributes:
        nominees: In the order of the decision: collectives first, then households, enterprises, individuals.
        pasts: Of everybody, by id.
        names: Of the whole roster, by id.
        reported: By scheme key, what everybody reported; empty where a paper does not ask.
        reasons: By scheme key, why the value in force of candidate, fact and judge was loaded.
        kind: The paper that is made. subject: Whom it is about; None for everybody.
    """

    result: ReviewResult
    matters: Matters
    kind: Kind
    nominees: tuple[Nominee, ...]
    pasts: Mapping[str, Record]
    names: Mapping[str, str]
    subject: Candidate | None = None
    reported: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    reasons: Mapping[str, Mapping[tuple[str, str, str], str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """
    What a call asks for.

    Attributes:
        subject: Id or name; empty for none.
        matters: The office's own file; None for none.
        nomination: The round whose proposals the paper is about; None for the runs' selections.
        recorded: Only those who stand in the record as proposed.
    """

    kind: Kind
    subject: str = ""
    matters: Path | None = None
    nomination: Nomination | None = None
    recorded: bool = False


def gather(database: Database, wanted: Wanted) -> Material:
    """
    Read everything a paper needs.

    Raises:
        StoreError: Nothing was run yet, or facts or decisions changed since.
        ScoringError: The office's file or the subject does not fit.
    """
    result = current_result(database)
    matters = load_matters(wanted.matters, result)
    roster = {each.id: each for each in views.candidates(database)}
    subject = _subject(wanted, result, roster)
    nominees = listed(database, result, wanted)
    if wanted.kind.subject == "unit" and subject is not None:
        nominees = tuple(each for each in nominees if unit_of(each.candidate) == subject.id)
    asks = wanted.kind.context == "notice"
    return Material(
        result,
        matters,
        wanted.kind,
        nominees,
        ledger.records(database),
        {name: each.name for name, each in roster.items()},
        subject,
        _reported(database, result) if asks else {},
        _reasons(database, result) if asks else {},
    )


def unit_of(candidate: Candidate) -> str:
    """Give the id of the unit that sends the candidate's form: its own for a collective."""
    return candidate.unit or candidate.id


def _reported(database: Database, result: ReviewResult) -> dict[str, dict[str, Entry]]:
    review = result.review
    return {
        scored.scheme.key: {
            entry.candidate.id: entry for entry in entries_of(database, review, scored.scheme, "self")
        }
        for scored in result.scored
    }


def _reasons(database: Database, result: ReviewResult) -> dict[str, dict[tuple[str, str, str], str]]:
    stage = result.review.stage
    return {each.scheme.key: views.reasons(database, each.scheme.key, stage) for each in result.scored}


def _subject(wanted: Wanted, result: ReviewResult, roster: Mapping[str, Candidate]) -> Candidate | None:
    kind = wanted.kind
    if not kind.subject and wanted.subject:
        message = _("the document {kind} is about the whole review; leave {subject} out")
        raise DocumentError([Problem("E_SUBJECT", message, {"kind": kind.id, "subject": wanted.subject})])
    if not wanted.subject:
        if kind.subject and not kind.subject_optional:
            message = _("name whom the document {kind} is about: thidua document {kind} SUBJECT")
            raise DocumentError([Problem("E_SUBJECT", message, {"kind": kind.id})])
        return None
    known = roster if kind.subject == "candidate" else _units(roster)
    found = _find(wanted.subject, known)
    if kind.kinds and found.kind not in kind.kinds:
        message = _("{subject} is of the kind {found}; the document {kind} is for: {known}")
        values = {"subject": found.name, "found": found.kind, "kind": kind.id, "known": ", ".join(kind.kinds)}
        raise DocumentError([Problem("E_SUBJECT_KIND", message, values)])
    return found


def _units(roster: Mapping[str, Candidate]) -> dict[str, Candidate]:
    ids = {unit_of(each) for each in roster.values()}
    return {name: each for name, each in roster.items() if name in ids}


def _find(word: str, known: Mapping[str, Candidate]) -> Candidate:
    if word in known:
        return known[word]
    meant = [each for each in known.values() if each.name.casefold() == word.casefold()]
    if len(meant) == 1:
        return meant[0]
    message = _("there is no candidate “{found}”; the nearest is {nearest}")
    names = [*known, *(each.name for each in known.values())]
    near = nearest(word, names)
    values = {"found": word, "nearest": near if near in names else "-"}
    raise DocumentError([Problem("E_CANDIDATE", message, values)])


def listed(database: Database, result: ReviewResult, wanted: Wanted) -> tuple[Nominee, ...]:
    """
    Give whom the papers propose: those of a round, else those whom the runs selected.

    The second are exactly those who get a certificate.
    """
    found = _of_round(wanted.nomination) if wanted.nomination else _of_runs(result)
    if wanted.recorded:
        standing = {each.candidate for each in nominated(database)}
        found = [each for each in found if each.candidate.id in standing]
    return tuple(sorted(found, key=lambda each: _ORDER.index(each.candidate.kind)))


def _of_runs(result: ReviewResult) -> list[Nominee]:
    selections = {
        (scored.scheme.key, select.id): select for scored in result.scored for select in scored.scheme.select
    }
    return [_selected(each, selections[each.scored.scheme.key, each.selection]) for each in awards(result)]


def _selected(each: Award, select: Select) -> Nominee:
    return Nominee(each.candidate, _award(select.title), each.row, award_id=select.award)


def _of_round(nomination: Nomination) -> list[Nominee]:
    proposed = [each for each in nomination.proposals() if each.outcome is Outcome.PROPOSED]
    return [_proposed(each) for each in proposed]


def _proposed(each: Proposal) -> Nominee:
    return Nominee(
        each.candidate,
        _award(each.rule.title),
        each.applicant.standing,
        answer_word(each.judged.answer),
        basis(each),
        each.rule.award,
    )


def _award(title: str) -> str:
    # A selection is named by what is done (“Đề nghị Bằng khen …”), an award by what is given.
    given = title.removeprefix("Đề nghị ")
    return given[:1].upper() + given[1:]


def in_kinds(nominees: Sequence[Nominee]) -> dict[str, list[Nominee]]:
    """Give the nominees by the kind of candidate, in the order of the decision; empty kinds are left out."""
    found = {kind: [each for each in nominees if each.candidate.kind == kind] for kind in _ORDER}
    return {kind: each for kind, each in found.items() if each}
