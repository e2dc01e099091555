"""Objections to published results: what they are about, when they came, and the file sent with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.errors import Problem, ScoringError, _
from scoring.facts import Candidate
from scoring.scheme.condition import names, parse
from scoring.scheme.measures import FACT, facts_of_node
from scoring.scheme.model import Scheme
from scoring.scheme.order import walk
from thidua.intake.gate import read_bytes
from thidua.intake.refusal import IntakeError, nearest, shown, within
from thidua.runs import is_subject, stored_rules
from thidua.store import views
from thidua.store.canonical import digest
from thidua.store.database import Database
from thidua.store.events import ObjectionFiled
from thidua.store.notice_acts import Notice, Objection, file_objection, notices, objections

# What a paper begins with, by the end of its name; it is only kept, never opened.
_BEGINNINGS = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
}


class ObjectionError(ScoringError):
    """An objection or an answer that cannot be taken; all problems at once, nothing stored."""


@dataclass(frozen=True)
class Filing:
    """
    An objection as it came in.

    Attributes:
        candidate, criterion: What it is about: ids.
        text: What it says.
        received: Day it came in.
        sender: Id of the unit or candidate that objects; empty for the candidate's own unit.
        scheme: Id of the scheme, with or without version; needed only where several score the candidate.
        evidence: A file sent with it.
    """

    candidate: str
    criterion: str
    text: str
    received: date
    sender: str = ""
    scheme: str = ""
    evidence: Path | None = None


def submit(database: Database, filing: Filing, *, actor: str, reason: str = "") -> Objection:
    """
    Record an objection; one that comes after the window is kept and marked.

    Raises:
        ObjectionError: Candidate, criterion, sender, day or evidence do not fit; all of it at once.
    """
    schemes = stored_rules(database, views.review(database)).schemes
    roster = {each.id: each for each in views.candidates(database)}
    problems = [*_about_people(filing, roster), *_about_words(filing)]
    evidence, wrong = _evidence(filing.evidence)
    problems += wrong
    found: list[Scheme] = []
    if filing.candidate in roster:
        scheme, wrong = _scheme(filing, roster[filing.candidate], schemes)
        problems += wrong
        found = [scheme] if scheme else []
    notice = _notice(database, found[0].key, filing.received) if found else None
    if found:
        problems += _about_day(found[0].key, notice, filing.received)
    if problems or notice is None:
        raise ObjectionError(problems)
    act = ObjectionFiled(
        notice=notice.seq,
        scheme=notice.scheme,
        candidate=filing.candidate,
        criterion=filing.criterion,
        sender=filing.sender or roster[filing.candidate].unit or filing.candidate,
        text=filing.text.strip(),
        evidence=filing.evidence.name if filing.evidence else "",
        evidence_sha256=digest(evidence) if evidence is not None else None,
        received=filing.received,
        in_time=filing.received <= notice.until,
    )
    number = file_objection(database, act, evidence, actor=actor, reason=reason)
    return objections(database)[number - 1]


def _about_people(filing: Filing, roster: Mapping[str, Candidate]) -> Iterator[Problem]:
    if filing.candidate not in roster:
        message = _("“{found}” is no candidate of this review. The nearest is: {nearest}.")
        values = {"found": shown(filing.candidate), "nearest": nearest(filing.candidate, roster)}
        yield Problem("E_CANDIDATE", message, values)
    senders = [*roster, *(each.unit for each in roster.values() if each.unit)]
    if filing.sender and filing.sender not in senders:
        message = _("“{found}” is no unit and no candidate of this review. The nearest is: {nearest}.")
        values = {"found": shown(filing.sender), "nearest": nearest(filing.sender, senders)}
        yield Problem("E_SENDER", message, values)


def _about_words(filing: Filing) -> Iterator[Problem]:
    if not filing.text.strip():
        yield Problem("E_OBJECTION_TEXT", _("The objection says nothing; write what it says in --text."))


def _evidence(path: Path | None) -> tuple[bytes | None, list[Problem]]:
    if path is None:
        return None, []
    try:
        content = read_bytes(path)
    except IntakeError as error:
        return None, [within(path.name, error.problem)]
    beginning = _BEGINNINGS.get(path.suffix.lower())
    if beginning is None or not content.startswith(beginning):
        message = _("This is no paper that can be kept; send one of these, whole and unlocked: {kinds}.")
        return None, [Problem("E_EVIDENCE", message, {"kinds": ", ".join(_BEGINNINGS)}, path.name)]
    return content, []


def _scheme(
    filing: Filing, candidate: Candidate, schemes: Mapping[str, Scheme]
) -> tuple[Scheme | None, list[Problem]]:
    """Give the scheme that the criterion is of, among those that score the candidate."""
    mine = [each for each in schemes.values() if is_subject(candidate, each)]
    asked = [each for each in mine if filing.scheme in ("", each.scheme, each.key)]
    if not asked:
        message = _("The scheme “{found}” does not score {candidate}. The nearest is: {nearest}.")
        near = nearest(filing.scheme, [each.scheme for each in mine])
        values = {"found": shown(filing.scheme), "candidate": candidate.id, "nearest": near}
        return None, [Problem("E_SCHEME", message, values)]
    having = [each for each in asked if filing.criterion in criteria(each)]
    if len(having) == 1:
        return having[0], []
    if having:
        message = _("{criterion} stands in {schemes}; name one with --scheme.")
        keys = ", ".join(each.scheme for each in having)
        return None, [Problem("E_SCHEME", message, {"criterion": filing.criterion, "schemes": keys})]
    known = [name for each in asked for name in criteria(each)]
    message = _("“{found}” is no criterion that {candidate} is scored by. The nearest is: {nearest}.")
    values = {
        "found": shown(filing.criterion),
        "candidate": candidate.id,
        "nearest": nearest(filing.criterion, known),
    }
    return None, [Problem("E_CRITERION", message, values)]


def criteria(scheme: Scheme) -> dict[str, tuple[str, ...]]:
    """Give the facts behind every criterion and every condition of a scheme, by its id."""
    found = {
        node.id: tuple(dict.fromkeys(fact for each in walk([node]) for fact in facts_of_node(each)))
        for node in walk(scheme.children or [])
    }
    for gate in scheme.gates or []:
        used = (name for name in names(parse(gate.require)) if name.startswith(FACT))
        found[gate.id] = tuple(dict.fromkeys(name.removeprefix(FACT) for name in used))
    return found


def _notice(database: Database, scheme: str, received: date) -> Notice | None:
    """Give the notice an objection answers to: the newest opened before that day, else the newest."""
    mine = [each for each in notices(database) if each.scheme == scheme]
    return next((each for each in reversed(mine) if each.opened <= received), mine[-1] if mine else None)


def _about_day(scheme: str, notice: Notice | None, received: date) -> Iterator[Problem]:
    if notice is None:
        message = _("No result of {scheme} was published; there is nothing to object to yet.")
        yield Problem("E_OBJECTION_NOTICE", message, {"scheme": scheme})
    elif received < notice.opened:
        message = _("{day} lies before {opened}, the day the result of {scheme} was published.")
        values = {"day": received.isoformat(), "opened": notice.opened.isoformat(), "scheme": scheme}
        yield Problem("E_OBJECTION_DAY", message, values)
    if received > date.today():
        message = _("{day} is still to come; say the day the objection came in.")
        yield Problem("E_OBJECTION_DAY", message, {"day": received.isoformat()})


def find(database: Database, number: int) -> Objection:
    """Give an objection by its number; raises ObjectionError when there is none."""
    filed = objections(database)
    if not 1 <= number <= len(filed):
        message = _("There is no objection {number} in this record; it holds {count}.")
        raise ObjectionError([Problem("E_OBJECTION", message, {"number": number, "count": len(filed)})])
    return filed[number - 1]
