"""A round of nomination over a record: the lists made from the latest runs, the ledger and the law."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from scoring.cards import Quota
from scoring.errors import Problem, ScoringError, _
from scoring.law.catalogue import Law
from scoring.law.history import Movement, Record
from scoring.nominating import (
    Applicant,
    AwardRule,
    Nomination,
    NominationRules,
    Outcome,
    Principles,
    Round,
    load_nomination,
    load_principles,
    nominate,
    principles_on,
)
from scoring.nominating.deadlines import Holidays, load_holidays
from scoring.scheme.reading import Source
from thidua import ledger
from thidua.intake.dossier_papers import InHand, read_papers
from thidua.laws import shipped_laws
from thidua.library import shipped
from thidua.lists import award_register
from thidua.review import ReviewResult
from thidua.rules import read_text
from thidua.runs import current_result
from thidua.store import views
from thidua.store.database import Database

BY_SCHEMES = "theo-thang-diem"


class NominationError(ScoringError):
    """A round that cannot be made, or an act that a check does not let pass; all problems at once."""


@dataclass(frozen=True)
class Asked:
    """
    What is asked for.

    Attributes:
        rules: File with the rules of the round; None to follow the schemes' own selections.
        received, decided: Days that override those of the rules; None to take these, else today.
        papers: Table of papers in hand; None to take the one that the rules name.
        today: The day of asking.
    """

    today: date
    rules: Path | None = None
    received: date | None = None
    decided: date | None = None
    papers: Path | None = None


@dataclass(frozen=True)
class Prepared:
    """A nomination with the contents it was made from, so that an act on it can be recorded."""

    nomination: Nomination
    result: ReviewResult
    rules_text: bytes | None
    papers_text: bytes | None


def prepare(database: Database, asked: Asked) -> Prepared:
    """
    Make the lists of a round from the latest runs and the ledger.

    Raises:
        StoreError: Nothing was run yet, or facts or decisions changed since.
        ScoringError: Every fault of the rules, of the table of papers; no law of that day.
    """
    result = current_result(database)
    text = None if asked.rules is None else read_text(asked.rules)
    rules = by_schemes(result) if text is None else load_nomination(Source(str(asked.rules), text))
    received = asked.received or rules.received or asked.today
    laws = _laws(result)
    in_hand, papers_text = _papers(database, asked, rules, laws)
    year = rules.year or result.review.as_of.year
    pasts = ledger.records(database)
    applicants = _applicants(result, pasts)
    matter = Round(
        rules,
        laws,
        principles_on(all_principles(), received),
        received,
        asked.decided or received,
        year,
        applicants,
        _quotas(result),
        _movement(database, rules),
        views.decisions(database),
        tuple(pasts.values()),
        in_hand,
    )
    return Prepared(
        nominate(matter, holidays()), result, None if text is None else text.encode(), papers_text
    )


@lru_cache
def all_principles() -> tuple[Principles, ...]:
    """Give every shipped version of the principles of nominating."""
    paths = sorted((shipped("criteria") / "law").glob("nguyen-tac-de-nghi/*.yaml"))
    return tuple(load_principles(Source(str(path), read_text(path))) for path in paths)


@lru_cache
def holidays() -> Holidays:
    """Give the shipped days off."""
    path = max((shipped("criteria") / "law").glob("ngay-nghi/*.yaml"))
    return load_holidays(Source(str(path), read_text(path)))


def by_schemes(result: ReviewResult) -> NominationRules:
    """Give rules that follow the runs: a list for every selection that leads to an award."""
    rules = [
        AwardRule(
            id=f"{scored.scheme.scheme.replace('-', '_')}.{select.id}",
            title=select.title,
            award=select.award,
            subjects=list(scored.scheme.subjects.kinds),
            scheme=scored.scheme.scheme,
            selection=select.id,
            within=select.within,
            who=select.who,
            cite=select.cite,
        )
        for scored in result.scored
        for select in scored.scheme.select
        if select.award
    ]
    if not rules:
        message = _("no selection of the schemes leads to an award; name the rules of a round: --round FILE")
        raise NominationError([Problem("E_NO_ROUND", message)])
    review = result.review
    return NominationRules(nomination=BY_SCHEMES, version=review.as_of, title=review.title, awards=rules)


def _laws(result: ReviewResult) -> tuple[Law, ...]:
    """Give the library's catalogues; the one that the review keeps stands for the same version."""
    own = {result.law.key: result.law} if result.law else {}
    return tuple(({law.key: law for law in shipped_laws()} | own).values())


def _applicants(result: ReviewResult, pasts: Mapping[str, Record]) -> tuple[Applicant, ...]:
    def record(candidate: str, kind: str) -> Record:
        return pasts.get(candidate) or Record(candidate, kind)

    return tuple(
        Applicant(scored.scheme.scheme, row, record(row.card.candidate.id, row.card.candidate.kind))
        for scored in result.scored
        for row in scored.standings.rows
    )


def _quotas(result: ReviewResult) -> tuple[tuple[str, Quota], ...]:
    return tuple(
        (scored.scheme.scheme, quota) for scored in result.scored for quota in scored.standings.quotas
    )


def _movement(database: Database, rules: NominationRules) -> Movement | None:
    known = ledger.movements(database) if rules.movement else {}
    if rules.movement and rules.movement not in known:
        message = _("the ledger has no movement “{found}”; it has: {known}")
        values = {"found": rules.movement, "known": ", ".join(known) or "–"}
        raise NominationError([Problem("E_MOVEMENT", message, values, rules.key)])
    return known.get(rules.movement)


def _papers(
    database: Database, asked: Asked, rules: NominationRules, laws: Sequence[Law]
) -> tuple[InHand | None, bytes | None]:
    path = asked.papers
    if path is None and rules.papers and asked.rules is not None:
        path = asked.rules.parent / rules.papers
    if path is None:
        return None, None
    lists = [(name, each) for law in laws for name, each in law.papers.items()]
    known = {
        "candidate": [each.id for each in views.candidates(database)],
        "award": {rule.award for rule in rules.awards},
        "paper": {f"{name}/{i}" for name, each in lists for i in range(1, len(each.papers) + 1)},
    }
    reading = read_papers(path, known)
    if reading.problems:
        raise NominationError(reading.problems)
    return reading.in_hand, reading.content


def paper_list(nomination: Nomination) -> bytes:
    """Give the table of papers to fill in, as CSV: every paper of everybody who is or may yet be proposed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("candidate", "name", "award", "paper", "title", "document"))
    writer.writerows(dict.fromkeys(_paper_lines(nomination)))
    return out.getvalue().encode()


def _paper_lines(nomination: Nomination) -> Iterator[tuple[str, ...]]:
    for proposal in nomination.proposals():
        if proposal.outcome not in (Outcome.NOT_MET, Outcome.ELSEWHERE):
            who, award = proposal.candidate, proposal.rule.award
            for sheet in proposal.papers:
                yield who.id, who.name, award, sheet.id, sheet.paper.title, sheet.document


def lists_named(nomination: Nomination, names: Sequence[str]) -> tuple[str, ...]:
    """
    Give the ids of the lists that are meant: by their own id, or by the award's id, title or short name.

    Raises:
        NominationError: There is no such list; the known ones are named.
    """
    register = award_register().by_name
    awards = {name: known.id if (known := register.get(name.casefold())) else name for name in names}
    rules = nomination.round.rules.awards
    found = {
        name: [rule.id for rule in rules if name == rule.id or awards[name] == rule.award] for name in names
    }
    message = _("there is no list “{found}”; there are: {known}")
    known_ids = ", ".join(rule.id for rule in rules)
    problems = [
        Problem("E_LIST", message, {"found": name, "known": known_ids}) for name in names if not found[name]
    ]
    if problems:
        raise NominationError(problems)
    return tuple(each for name in names for each in found[name])


def narrowed(nomination: Nomination, lists: Sequence[str], named: Sequence[str]) -> Nomination:
    """Give only some lists, and of them only some candidates; none means all."""
    kept = [
        replace(each, proposals=tuple(p for p in each.proposals if not named or p.candidate.id in named))
        for each in nomination.lists
        if not lists or each.rule.id in lists
    ]
    women = tuple(each for each in nomination.women if not lists or each.rule.id in lists)
    return replace(nomination, lists=tuple(each for each in kept if each.proposals), women=women)
