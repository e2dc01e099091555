"""A table of facts to a table of points, without a record: read, choose the rules, score, rank, write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from scoring.errors import Problem, ScoringError
from scoring.evaluate import evaluate
from scoring.lineage import Succession, pool
from scoring.ranking import standings
from thidua.decisions import decisions_for, unanswered
from thidua.exports import Sheet, check_suffix, write_results
from thidua.intake.child import WorkbookReader
from thidua.intake.periods import Period
from thidua.intake.tables import Section, TableReading, read_table
from thidua.jobs import ENGINES, Job, Progress, Remark, Scored, may_be_bulk, refuse
from thidua.sizes import is_large
from thidua.traces import check_folder, write_traces
from thidua.versions import Versions, find_versions


def score(job: Job, remark: Remark, progress: Progress) -> tuple[Scored, ...]:
    """
    Score a table and write the results; nothing is written unless all of it can be scored.

    Args:
        job: What to do.
        remark: Told each warning.
        progress: Told how much is done, and how much there is in all.

    Returns:
        One result a period, in the order of time; one in all when the table has no periods.

    Raises:
        ScoringError: Every problem of the rules, of the table or of the facts, each with its place.
    """
    check_suffix(job.out)
    if job.engine in ENGINES or (job.engine == "auto" and may_be_bulk(job) and is_large(job.facts)):
        from thidua.bulk_scores import score_in_bulk  # slow import

        return score_in_bulk(job, remark, progress)
    if job.trace is not None:
        check_folder(job.trace)
    versions, table = _read(job)
    _accept(table.problems, remark)
    successions = _successions(job, remark)
    sheets = _sheets(job, versions, table.sections, successions, progress)
    refuse(unanswered(job.given, sheets))
    if job.trace is not None:
        write_traces(sheets, job.trace)
    write_results(sheets, job.out)
    return tuple(_counted(sheet, _digest(sheet) if job.with_digest else "") for sheet in sheets)


def _read(job: Job) -> tuple[Versions, TableReading]:
    with WorkbookReader() as reader:
        if job.facts.suffix.lower() == ".xlsx":
            reader.start()
        versions = find_versions(job.scheme)
        return versions, read_table(job.facts, lambda period: job.rules_of(versions, period), reader=reader)


def _accept(problems: Sequence[Problem], remark: Remark) -> None:
    for problem in problems:
        if problem.warning:
            remark(problem)
    refuse([problem for problem in problems if not problem.warning])


def _successions(job: Job, remark: Remark) -> Sequence[Succession]:
    if job.succession is None:
        return ()
    from thidua.intake.successions import read_successions  # slow import
    from thidua.lists import award_register  # slow import

    reading = read_successions(job.succession, award_register())
    _accept(reading.problems, remark)
    return reading.successions


def _sheets(
    job: Job,
    versions: Versions,
    sections: Sequence[Section],
    successions: Sequence[Succession],
    progress: Progress,
) -> list[Sheet]:
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    for done, section in enumerate(sections):
        progress(done, len(sections))
        try:
            sheets.append(_sheet(job, section, successions, job.day_of(versions, section.period)))
        except ScoringError as error:
            problems += [_in_period(problem, job.facts, section.period) for problem in error.problems]
    progress(len(sections), len(sections))
    refuse(problems)
    return sheets


def _sheet(job: Job, section: Section, successions: Sequence[Succession], day: date) -> Sheet:
    period = section.period.name if section.period else ""
    decisions = decisions_for(job.given, section.scheme, period)
    # By cluster and id, so that the order of the lines shows nowhere in the results.
    pooled = pool(section.entries, successions, section.scheme.facts, day)
    refuse(pooled.problems)
    entries = sorted(pooled.entries, key=lambda entry: (entry.candidate.cluster, entry.candidate.id))
    cards = evaluate(section.scheme, entries, day, decisions)
    found = standings(section.scheme, entries, cards, day.isoformat(), decisions)
    return Sheet(section.scheme, found, period)


def _in_period(problem: Problem, facts: Path, period: Period | None) -> Problem:
    if problem.place or period is None:
        return problem
    return replace(problem, place=f"{facts.name} [{period.name}]")


def _digest(sheet: Sheet) -> str:
    """Give the digest that every engine gives for these results."""
    from scoring.bulk import canonical_lines, digest  # slow import
    from scoring.bulk.reference import standing_row  # slow import

    lines = canonical_lines(sheet.scheme, (standing_row(sheet.scheme, row) for row in sheet.standings.rows))
    return digest(sheet.scheme, date.fromisoformat(sheet.standings.as_of), lines)


def _counted(sheet: Sheet, digest: str) -> Scored:
    found = sheet.standings
    outcomes = {
        select.id: _counts(row.outcome[select.id] for row in found.rows if select.id in row.outcome)
        for select in sheet.scheme.select
    }
    return Scored(
        sheet.period,
        sheet.scheme,
        date.fromisoformat(found.as_of),
        "exact",
        _counts(row.card.state.value for row in found.rows),
        _counts(row.card.label for row in found.rows if row.card.label),
        outcomes,
        tuple(slot for slot in found.slots if slot.filled is None),
        digest,
    )


def _counts(words: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(words).items()))
