"""The ledger of honours, as the commands use it: load old decisions, show a past, take an honour back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from sqlmodel import Session

from scoring.errors import Problem, _
from scoring.facts import Candidate
from scoring.law.history import Honour, Movement, Record
from scoring.law.money_rules import Subject
from scoring.law.revocation import Dependant, all_honours, dependants, without_declared_basis
from thidua.dossier.files import replace_file
from thidua.intake.honours import HistoryReading, Known, read_history
from thidua.intake.ledger_template import template
from thidua.intake.refusal import nearest
from thidua.lists import ledger_lists, statistics_forms
from thidua.store import history_acts, history_views, views
from thidua.store.database import Database
from thidua.store.errors import StoreError, refuse
from thidua.store.history_acts import HistoryFile, LoadedHistory


@dataclass(frozen=True)
class Loaded:
    """
    What came of a load.

    Attributes:
        reading: What was read, with every problem.
        answer: What was stored; None when problems kept it out.
    """

    reading: HistoryReading
    answer: LoadedHistory | None = None


@dataclass(frozen=True)
class Fallout:
    """
    What a revoked honour leaves behind.

    Attributes:
        honour: The one that was taken back.
        dependants: Honours that were declared to rest on it, directly or through others.
        unclear: Later honours of the same candidate of which nobody wrote down what they rest on.
    """

    honour: Honour
    dependants: tuple[Dependant, ...]
    unclear: tuple[Honour, ...]


def write_template(database: Database, path: Path) -> None:
    """Write the workbook that old decisions and other entries are typed into."""
    replace_file(path, template(ledger_lists(), views.candidates(database)))


def load(database: Database, path: Path, *, kind: str = "", actor: str, reason: str = "") -> Loaded:
    """
    Read a ledger file and store all of it, or nothing.

    Args:
        database: A record with an open review.
        path: A filled template, or one of its sheets as .csv or .parquet.
        kind: Kind of entry such a table holds; empty to tell by its columns.
        actor: Who loads it.
        reason: Why; may be empty.

    Returns:
        Every problem of the file, and what was stored; the same file again changes nothing.
    """
    views.review(database)
    with database.read() as session:
        if path.is_file() and history_acts.is_known(session, path.read_bytes()):
            return Loaded(HistoryReading(path), LoadedHistory(is_known=True))
        reading = read_history(path, _known(session, database), kind=kind)
    if not reading.is_accepted:
        return Loaded(reading)
    file = HistoryFile(path.name, reading.content, reading.entries, reading.places)
    try:
        answer = history_acts.load_history(database, file, actor=actor, reason=reason)
    except StoreError as error:
        reading.problems.extend(error.problems)
        return Loaded(reading)
    return Loaded(reading, answer)


def _known(session: Session, database: Database) -> Known:
    names = {candidate.id: candidate.name for candidate in views.candidates(database)}
    older = {unit: name for unit, name in history_views.past_units(session).items() if unit not in names}

    def honours_of(candidate: str) -> tuple[Honour, ...]:
        found = history_views.records(session, [candidate]).get(candidate)
        return found.honours if found else ()

    return Known(ledger_lists(), {**names, **older}, honours_of)


def records(database: Database, candidates: Collection[str] | None = None) -> dict[str, Record]:
    """Give the pasts of some candidates or of everybody, by id; see ``history_views.records``."""
    with database.read() as session:
        return history_views.records(session, candidates)


def movements(database: Database) -> dict[str, Movement]:
    """Give all movements by id."""
    with database.read() as session:
        return history_views.movements(session)


def names(database: Database) -> dict[str, str]:
    """Give the names of everybody the ledger may speak of, by id: the roster, then older units."""
    with database.read() as session:
        older = history_views.past_units(session)
    return older | {candidate.id: candidate.name for candidate in views.candidates(database)}


def record(database: Database, candidate: str) -> Record:
    """
    Give one candidate's past.

    Raises:
        StoreError: Nobody of that id or name is known; names the nearest.
    """
    known = names(database)
    if candidate not in known:
        meant = [each for each, name in known.items() if name.casefold() == candidate.casefold()]
        if len(meant) == 1:
            return records(database, meant)[meant[0]]
        message = _("There is no candidate “{found}” in this review. The nearest is: {nearest}.")
        near = nearest(candidate, known)
        raise refuse(
            "E_CANDIDATE",
            message,
            found=candidate,
            nearest=near if near in known else ", ".join(meant) or "–",
        )
    return records(database, [candidate])[candidate]


def candidate_of(database: Database, candidate: str) -> Candidate:
    """Give a candidate of the roster, or an older unit made into one."""
    roster = {each.id: each for each in views.candidates(database)}
    return roster.get(candidate) or Candidate(candidate, names(database).get(candidate, candidate))


def subject_of(past: Record) -> Subject:
    """Give what kind of subject a candidate is: as its class says, else as it stands on the roster."""
    said = statistics_forms().subject_of.get(past.profile.subject_class, past.kind)
    return cast("Subject", said)


def find_honour(past: Record, award: str, *, decision: str = "", year: int | None = None) -> Honour:
    """
    Find the one honour that is meant.

    Args:
        past: Whose.
        award: Id of the award.
        decision: Number of its decision; empty for any.
        year: A year it was given for; None for any.

    Raises:
        StoreError: There is none, or there are several; names those there are.
    """
    of_award = [honour for honour in past.honours if honour.award == award]
    found = [
        honour
        for honour in of_award
        if decision in ("", honour.decision) and (year is None or year in honour.years)
    ]
    if len(found) == 1:
        return found[0]
    known = "; ".join(honour.key for honour in (found or of_award or past.honours)) or "–"
    message = (
        _("Several honours are meant; say --decision or --year. There are: {known}")
        if found
        else _("There is no such honour. There are: {known}")
    )
    raise refuse("E_HONOUR", message, known=known)


def revoke(
    database: Database,
    honour: Honour,
    *,
    number: str,
    on: date,
    why: str,
    actor: str,
    reason: str = "",
) -> Fallout:
    """
    Record that an honour was taken back, and say what must be judged again.

    Args:
        database: A record whose ledger holds the honour.
        honour: Which.
        number, on: Number and date of the decision that takes it back.
        why: Its reason, in words.
        actor: Who enters it.
        reason: Why it is entered; may be empty.

    Raises:
        StoreError: It was taken back already, or the date lies before the honour's.
    """
    history_acts.change_status(
        database, honour, revoked=True, number=number, on=on, why=why, actor=actor, reason=reason
    )
    return fallout(database, honour)


def restore(
    database: Database,
    honour: Honour,
    *,
    number: str,
    on: date,
    why: str,
    actor: str,
    reason: str = "",
) -> None:
    """Record that an honour was given back; raises StoreError when it stands already."""
    history_acts.change_status(
        database, honour, revoked=False, number=number, on=on, why=why, actor=actor, reason=reason
    )


def fallout(database: Database, honour: Honour) -> Fallout:
    """Give what rests on an honour: what must be judged again when it is taken back."""
    pasts = records(database)
    found = dependants(all_honours(pasts.values()), [honour.key])
    named = {each.honour.key for each in found}
    unclear = without_declared_basis(pasts[honour.candidate], honour)
    return Fallout(honour, found, tuple(each for each in unclear if each.key not in named))


def remark(loaded: Loaded) -> list[Problem]:
    """Give the problems of a load, faults first."""
    return sorted(loaded.reading.problems, key=lambda problem: problem.warning)
