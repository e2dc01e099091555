"""A large table scored on an engine, its answer given the columns that every table of points has."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import polars

from scoring.errors import Problem, ScoringError, _
from scoring.facts import Decision
from scoring.placing import wording
from scoring.scheme.model import Scheme
from thidua.bulk_lines import names_of, periods_of
from thidua.decisions import decisions_for
from thidua.dossier.files import replace_file
from thidua.engines import EngineName, score_table
from thidua.exports import SELECT, WITHOUT_POINTS, columns
from thidua.frames import column_types, rows_of, texts
from thidua.intake.periods import Period
from thidua.jobs import Job, Progress, Remark, Scored, refuse
from thidua.versions import find_versions
from thidua.workbooks import Book, check_rows

_LAST = ("excluded", "not_applicable")


@dataclass(frozen=True)
class _Part:
    """One period scored: its rules, and the engine's answer as a Parquet file."""

    period: str
    scheme: Scheme
    as_of: date
    engine: EngineName
    decisions: Mapping[str, Decision]
    answer: Path
    digest: str


def score_in_bulk(job: Job, remark: Remark, progress: Progress) -> tuple[Scored, ...]:
    """
    Score a wide table on an engine and write the results, as ``scores.score`` does.

    Args:
        job: With an engine, or ``auto`` for Polars.
        remark: Told each warning.
        progress: Told how much is done, and how much there is in all.

    Raises:
        ScoringError: Every problem of the rules, the table or the facts; nothing is written.
    """
    with tempfile.TemporaryDirectory(prefix="thidua-") as work:
        parts = _Parts(job, Path(work), remark, progress).scored()
        scored = tuple(_counted(part) for part in parts)
        _check_decisions(job, parts)
        _write(parts, names_of(job.facts), job.out)
    return scored


class _Parts:
    """Scores a table period by period."""

    def __init__(self, job: Job, work: Path, remark: Remark, progress: Progress) -> None:
        self.job, self.work, self.remark, self.progress = job, work, remark, progress
        self.versions = find_versions(job.scheme)
        self.facts: set[str] = set()

    def scored(self) -> list[_Part]:
        """Score every period; raises ScoringError with the problems of all."""
        parts: list[_Part] = []
        problems: list[Problem] = []
        periods = periods_of(self.job.facts)
        for period in periods:
            with suppress(ScoringError):  # a period without rules is told below, and has no facts
                rules = self.job.rules_of(self.versions, period)
                self.facts |= {spec.id for spec in rules.facts}
        for number, period in enumerate(periods):
            try:
                parts.append(self._part(period, self.work / f"{number}.parquet"))
            except ScoringError as error:
                problems += error.problems
        # What is wrong with the header is found again in every period.
        refuse(list({str(problem): problem for problem in problems}.values()))
        return parts

    def _part(self, period: Period | None, answer: Path) -> _Part:
        day = self.job.day_of(self.versions, period)
        scheme = self.job.rules_of(self.versions, period)
        name = period.name if period else ""
        decisions = decisions_for(self.job.given, scheme, name)
        engine = cast(EngineName, "polars" if self.job.engine == "auto" else self.job.engine)
        found = score_table(
            scheme,
            self.job.facts,
            answer,
            engine=engine,
            as_of=day,
            decisions=decisions,
            period=name,
            others=self.facts,
            progress=self.progress,
        )
        for problem in found.remarks:
            self.remark(problem)
        return _Part(name, scheme, day, engine, decisions, answer, found.digest)


def _counted(part: _Part) -> Scored:
    answer = polars.scan_parquet(part.answer)
    slots = (wording(s.id, s.question, s.options, s.who, part.decisions) for s in part.scheme.decide)
    return Scored(
        part.period,
        part.scheme,
        part.as_of,
        part.engine,
        _counts(answer, "state"),
        _counts(answer.filter(polars.col("class") != ""), "class"),
        {select.id: _counts(answer, f"{SELECT}{select.id}") for select in part.scheme.select},
        tuple(slot for slot in slots if slot.filled is None),
        part.digest,
    )


def _counts(answer: polars.LazyFrame, name: str) -> dict[str, int]:
    found = answer.filter(polars.col(name).is_not_null()).group_by(name).len().sort(name).collect()
    return dict(found.iter_rows())


def _check_decisions(job: Job, parts: Sequence[_Part]) -> None:
    """Refuse a decision that settled nothing: an engine lists no questions, so its answer is looked at."""
    problems: list[Problem] = []
    for each in job.given:
        meant = [part for part in parts if each.decision.slot in part.decisions]
        if not any(_settles(part, each.decision) for part in meant):
            message = _(
                "“{slot}” is not asked, or “{choice}” does not answer it; --engine exact lists the questions"
            )
            values = {"slot": each.decision.slot, "choice": ",".join(each.decision.choice)}
            problems.append(Problem("E_SLOT", message, values))
    refuse(problems)


def _settles(part: _Part, decision: Decision) -> bool:
    for slot in part.scheme.decide:
        if slot.id == decision.slot:
            return len(decision.choice) == 1 and decision.choice[0] in slot.options
    chosen = polars.scan_parquet(part.answer).filter(polars.col("candidate").is_in(decision.choice)).collect()
    if len(chosen) != len(decision.choice):
        return False
    for select in part.scheme.select:
        if decision.slot.startswith(f"{select.id}."):
            return bool((chosen[f"{SELECT}{select.id}"] == "selected").all())
    is_order = part.scheme.rank.ties == "decide" and decision.slot.startswith("rank.") and len(chosen) > 1
    return is_order and chosen["rank"].n_unique() == len(chosen)


def _table(parts: Sequence[_Part], names: polars.LazyFrame | None) -> polars.LazyFrame:
    """Put the answers together, each column of its type, in the order of the reference."""
    schemes = [part.scheme for part in parts]
    kinds = column_types(columns(schemes, periods=any(part.period for part in parts)), schemes)
    return polars.concat([_completed(part, names, kinds) for part in parts])


def _completed(part: _Part, names: polars.LazyFrame | None, kinds: Mapping[str, Any]) -> polars.LazyFrame:
    answer = polars.scan_parquet(part.answer)
    own = {"period": polars.lit(part.period), "scheme": polars.lit(part.scheme.key)}
    answer = _named(answer, part, names).with_columns(**own)
    absent = kinds.keys() - set(answer.collect_schema().names())
    answer = answer.with_columns(polars.lit(None).alias(name) for name in absent)
    order = [
        polars.col("cluster"),
        polars.col("rank"),
        polars.col("state").is_in(_LAST),
        polars.col("candidate"),
    ]
    typed = [polars.col(name).cast(kind) for name, kind in kinds.items()]
    return answer.sort(order, nulls_last=True).select(typed)


def _named(answer: polars.LazyFrame, part: _Part, names: polars.LazyFrame | None) -> polars.LazyFrame:
    if names is None:
        return answer.with_columns(name=polars.col("candidate"))
    if part.period:
        names = names.filter(polars.col("period") == part.period).drop("period")
    joined = answer.join(names, on="candidate", how="left")
    has_name = polars.col("name").fill_null("") != ""
    return joined.with_columns(
        name=polars.when(has_name).then(polars.col("name")).otherwise(polars.col("candidate"))
    )


def _write(parts: Sequence[_Part], names: polars.LazyFrame | None, out: Path) -> None:
    table = _table(parts, names)
    suffix = out.suffix.lower()
    if suffix == ".xlsx":
        replace_file(out, _workbook(parts, table))
        return
    with _in_place_of(out) as part:
        if suffix == ".csv":
            shown = [name for name in table.collect_schema().names() if name != WITHOUT_POINTS]
            texts(table, shown).sink_csv(part, maintain_order=True)
        else:
            table.sink_parquet(part, maintain_order=True)


def _workbook(parts: Sequence[_Part], table: polars.LazyFrame) -> bytes:
    book = Book()
    periods = any(part.period for part in parts)
    for scheme in {part.scheme.key: part.scheme for part in parts}.values():
        lines = table.filter(polars.col("scheme") == scheme.key)
        check_rows(lines.select(polars.len()).collect().item())
        book.table(scheme, columns([scheme], periods=periods), list(rows_of(lines.collect())))
    return book.content()


@contextmanager
def _in_place_of(target: Path) -> Iterator[Path]:
    """Give a file to write, which takes the place of ``target`` only when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(0o644)  # mkstemp keeps a file to its owner; a table is for the whole office
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
