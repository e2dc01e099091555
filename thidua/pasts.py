"""Pasts of candidates, from the ledger of a record or from a file of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from scoring.errors import Problem, SchemeError, _
from scoring.law.history import Movement, Record
from scoring.law.recording import WrittenRecord, record_of
from scoring.law.register import AwardRegister
from scoring.law.streaks import inherited
from scoring.scheme.load import into
from scoring.scheme.model import Model, Text
from scoring.scheme.reading import Document, Source, read
from thidua import ledger
from thidua.intake.honours import HistoryReading, Known, read_history
from thidua.intake.refusal import nearest
from thidua.lists import award_register, ledger_lists
from thidua.rules import read_text
from thidua.store import history_views
from thidua.store.database import Database
from thidua.store.errors import StoreError, refuse

WORKBOOKS = (".xlsx", ".csv", ".parquet")


@dataclass(frozen=True)
class Past:
    """
    One candidate's past, older units' included.

    Attributes:
        movements: Every movement that a dossier may name, by id.
    """

    name: str
    record: Record
    movements: Mapping[str, Movement]


class NamedRecord(WrittenRecord):
    """A past that is written by hand, with the name of whose it is."""

    name: str = ""


class WrittenHistory(Model):
    """
    Pasts written by hand.

    Attributes:
        history: What the file holds, in words.
        year: The year that ``confirmed`` and ``registered`` stand for.
    """

    history: Text
    year: int = Field(ge=1945, le=2200)
    candidates: dict[str, NamedRecord]


class Anybody(Mapping[str, str]):
    """Names by id where there is no roster to hold ids against: every id stands for itself."""

    def __getitem__(self, candidate: str) -> str:
        return candidate

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __contains__(self, candidate: object) -> bool:
        return True


def past_in_ledger(database: Database, candidate: str) -> Past:
    """
    Give the past of a candidate that the ledger holds, with what it takes over from older units.

    Raises:
        StoreError: Nobody of that id or name is known.
    """
    record = ledger.record(database, candidate)
    if record.predecessors:
        record = inherited(record, ledger.records(database))
    return Past(ledger.names(database)[record.candidate], record, ledger.movements(database))


def pasts_in_ledger(database: Database) -> dict[str, Past]:
    """Give everybody's past by id, in the order of the roster."""
    records, names, movements = ledger.records(database), ledger.names(database), ledger.movements(database)
    return {
        each: Past(names[each], inherited(record, records), movements) for each, record in records.items()
    }


def pasts_in_file(path: Path) -> dict[str, Past]:
    """
    Give the pasts that a file holds, by id.

    Args:
        path: A ledger workbook or table, as ``thidua history template`` writes it, or a YAML file.

    Raises:
        ScoringError: Every problem of the file.
    """
    if path.suffix.lower() in WORKBOOKS:
        return _from_workbook(path)
    return _from_text(Source(str(path), read_text(path)))


def find_past(pasts: Mapping[str, Past], candidate: str, place: str) -> Past:
    """
    Give the past of a candidate by id, or by a name that only one has.

    Raises:
        StoreError: There is none; names the nearest.
    """
    wanted = candidate.casefold()
    meant = [candidate] if candidate in pasts else []
    meant = meant or [each for each, past in pasts.items() if past.name.casefold() == wanted]
    if len(meant) == 1:
        return pasts[meant[0]]
    message = _("There is no candidate “{found}” in this file. The nearest is: {nearest}.")
    near = ", ".join(meant) or nearest(candidate, [*pasts, *(past.name for past in pasts.values())])
    raise refuse("E_CANDIDATE", message, place, found=candidate, nearest=near)


def _from_workbook(path: Path) -> dict[str, Past]:
    reading = read_history(path, Known(ledger_lists(), Anybody(), lambda _candidate: ()))
    problems = [problem for problem in reading.problems if not problem.warning]
    if problems:
        raise StoreError(problems)
    movements = {each.item.id: each.item for each in reading.entries if isinstance(each.item, Movement)}
    records = {
        each: history_views.gathered(each, *parts, movements) for each, parts in _parts(reading).items()
    }
    return {each: Past(each, inherited(record, records), movements) for each, record in records.items()}


def _parts(reading: HistoryReading) -> dict[str, tuple[str, dict[type, list[Any]]]]:
    """Give the entries of each candidate by their types; who has members is a collective."""
    found: dict[str, dict[type, list[Any]]] = {}
    for entry in reading.entries:
        if entry.candidate and not entry.withdrawn:
            found.setdefault(entry.candidate, {}).setdefault(type(entry.item), []).append(entry.item)
    return {each: (_kind(parts), parts) for each, parts in found.items()}


def _kind(parts: Mapping[type, list[Any]]) -> str:
    profile = next(
        (item for kind, items in parts.items() if kind.__name__ == "Profile" for item in items), None
    )
    known = {"tap_the": "collective", "doanh_nghiep": "enterprise", "ho_gia_dinh": "household"}
    written = known.get(getattr(profile, "subject_class", ""))
    has_members = any(kind.__name__ in ("Membership", "Predecessor") for kind in parts)
    return written or ("collective" if has_members else "individual")


def _from_text(source: Source) -> dict[str, Past]:
    document = read(source)
    written = into(WrittenHistory, document)
    problems = list(_strange_awards(written, document, award_register()))
    records: dict[str, Record] = {}
    for candidate, each in written.candidates.items():
        try:
            records[candidate] = record_of(each, candidate, written.year)
        except SchemeError as error:
            place = document.place(("candidates", candidate, "honours"))
            problems += [replace(problem, place=place) for problem in error.problems]
    if problems:
        raise SchemeError(problems)
    return {
        candidate: Past(
            written.candidates[candidate].name or candidate, record, {m.id: m for m in record.movements}
        )
        for candidate, record in records.items()
    }


def _strange_awards(
    written: WrittenHistory, document: Document, register: AwardRegister
) -> Iterator[Problem]:
    for candidate, record in written.candidates.items():
        for i, honour in enumerate(record.honours):
            if honour.award not in register.by_id:
                message = _("There is no award “{found}”. The nearest is: {nearest}.")
                values = {"found": honour.award, "nearest": nearest(honour.award, list(register.by_id))}
                place = document.place(("candidates", candidate, "honours", i, "award"))
                yield Problem("E_AWARD", message, values, place)


def with_vouched(past: Past, complete_from: int | None) -> Past:
    """Give a past that somebody vouches is complete from a year on; None leaves what is recorded."""
    if complete_from is None:
        return past
    return replace(past, record=replace(past.record, complete_from=complete_from))


def year_judged(record: Record, received: date) -> int:
    """Give the newest rated year up to the day a dossier was received, else the year of that day."""
    rated = [rating.year for rating in record.ratings if rating.year <= received.year]
    return max(rated, default=received.year)
