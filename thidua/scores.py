"""A table of facts to a table of points, without a record: read, choose the rules, score, rank, write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from scoring.cards import Slot
from scoring.errors import Problem, ScoringError
from scoring.evaluate import evaluate
from scoring.ranking import standings
from scoring.scheme.model import Scheme
from thidua.decisions import Given, decisions_for, unanswered
from thidua.exports import Sheet, check_suffix, write_results
from thidua.intake.child import WorkbookReader
from thidua.intake.periods import Period
from thidua.intake.tables import Section, TableReading, read_table
from thidua.traces import check_folder, write_traces
from thidua.versions import Versions, find_versions

Remark = Callable[[Problem], None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Job:
    """
    What was asked for.

    Attributes:
        scheme: A file, a folder of versions, or an id of the library.
        facts: The table.
        out: The file to write.
        as_of: The day whose rules apply; None for the end of each period, or the only version's last day.
        given: Decisions.
        trace: Folder for each candidate's every step; None for none.
    """

    scheme: str
    facts: Path
    out: Path
    as_of: date | None = None
    given: Sequence[Given] = ()
    trace: Path | None = None


@dataclass(frozen=True)
class Scored:
    """
    What came of one period, or of the whole table.

    Attributes:
        period: Empty when the table has none.
        as_of: The day whose rules applied.
        states: How many cards are in each state.
        classes: How many are in each class; those without one are left out.
        outcomes: How many have each outcome, by selection.
        questions: Questions that nobody has answered.
    """

    period: str
    scheme: Scheme
    as_of: date
    states: Mapping[str, int]
    classes: Mapping[str, int]
    outcomes: Mapping[str, Mapping[str, int]]
    questions: tuple[Slot, ...]


def score(job: Job, remark: Remark, progress: Progress) -> tuple[Scored, ...]:
    """
    Score a table and write the results; nothing is written unless all of it can be scored.

    Args:
        job: What to do.
        remark: Told each warning.
        progress: Told (periods done, periods in all).

    Returns:
        One result a period, in the order of time; one in all when the table has no periods.

    Raises:
        ScoringError: Every problem of the rules, of the table or of the facts, each with its place.
    """
    check_suffix(job.out)
    if job.trace is not None:
        check_folder(job.trace)
    with WorkbookReader() as reader:
        if job.facts.suffix.lower() == ".xlsx":
            reader.start()
        versions = find_versions(job.scheme)
        rules = partial(_rules, job, versions)
        table = read_table(job.facts, rules, reader=reader)
    accept(table, remark)
    sheets = _sheets(job, versions, table.sections, progress)
    refuse(unanswered(job.given, sheets))
    if job.trace is not None:
        write_traces(sheets, job.trace)
    write_results(sheets, job.out)
    return tuple(_counted(sheet) for sheet in sheets)


def day_of(job: Job, versions: Versions, period: Period | None) -> date:
    """Give the day whose rules apply to a period, or to a table without periods."""
    return job.as_of or (period.end if period else versions.last_day())


def _rules(job: Job, versions: Versions, period: Period | None) -> Scheme:
    return versions.on(day_of(job, versions, period))


def accept(table: TableReading, remark: Remark) -> None:
    """Tell the warnings of a table; raises ScoringError with its errors when there are any."""
    for problem in table.problems:
        if problem.warning:
            remark(problem)
    refuse([problem for problem in table.problems if not problem.warning])


def _sheets(job: Job, versions: Versions, sections: Sequence[Section], progress: Progress) -> list[Sheet]:
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    for done, section in enumerate(sections):
        progress(done, len(sections))
        try:
            sheets.append(_sheet(job, section, day_of(job, versions, section.period)))
        except ScoringError as error:
            problems += [_in_period(problem, job.facts, section.period) for problem in error.problems]
    progress(len(sections), len(sections))
    refuse(problems)
    return sheets


def _sheet(job: Job, section: Section, day: date) -> Sheet:
    period = section.period.name if section.period else ""
    decisions = decisions_for(job.given, section.scheme, period)
    # By cluster and id, so that the order of the lines shows nowhere in the results.
    entries = sorted(section.entries, key=lambda entry: (entry.candidate.cluster, entry.candidate.id))
    cards = evaluate(section.scheme, entries, day, decisions)
    found = standings(section.scheme, entries, cards, day.isoformat(), decisions)
    return Sheet(section.scheme, found, period)


def _in_period(problem: Problem, facts: Path, period: Period | None) -> Problem:
    if problem.place or period is None:
        return problem
    return replace(problem, place=f"{facts.name} [{period.name}]")


def refuse(problems: Sequence[Problem]) -> None:
    """Raise ScoringError when there are problems."""
    if problems:
        raise ScoringError(problems)


def _counted(sheet: Sheet) -> Scored:
    found = sheet.standings
    return Scored(
        sheet.period,
        sheet.scheme,
        date.fromisoformat(found.as_of),
        _counts(row.card.state.value for row in found.rows),
        _counts(row.card.label for row in found.rows if row.card.label),
        {
            select.id: _counts(row.outcome[select.id] for row in found.rows if select.id in row.outcome)
            for select in sheet.scheme.select
        },
        tuple(slot for slot in found.slots if slot.filled is None),
    )


def _counts(words: Iterable[str]) -> Mapping[str, int]:
    return dict(Counter(words))
