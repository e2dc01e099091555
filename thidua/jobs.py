"""What scoring a table was asked to do, and what came of it; shared by the ways in which it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from scoring.cards import Slot
from scoring.errors import Problem, ScoringError
from scoring.scheme.model import Scheme
from thidua.decisions import Given
from thidua.intake.periods import Period
from thidua.versions import Versions

Engine = Literal["auto", "exact", "polars", "duckdb", "spark"]
ENGINES: tuple[Engine, ...] = ("polars", "duckdb", "spark")
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
        engine: ``exact`` scores one candidate at a time, ``polars``, ``duckdb`` and ``spark`` the whole table
            at once; ``auto`` takes the first for small tables and ``polars`` for large ones.
        succession: A table of units that took over from others; their numbers are pooled before scoring.
        with_digest: Whether the digest of the results is wanted.
    """

    scheme: str
    facts: Path
    out: Path
    as_of: date | None = None
    given: Sequence[Given] = ()
    trace: Path | None = None
    engine: Engine = "auto"
    succession: Path | None = None
    with_digest: bool = False

    def day_of(self, versions: Versions, period: Period | None) -> date:
        """Give the day whose rules apply to a period; raises SchemeError when only ``as_of`` could say it."""
        return self.as_of or (period.end if period else versions.last_day())

    def rules_of(self, versions: Versions, period: Period | None) -> Scheme:
        """Give the version in force on that day; raises SchemeError when there is none, or more than one."""
        return versions.on(self.day_of(versions, period))


@dataclass(frozen=True)
class Scored:
    """
    What came of one period, or of the whole table.

    Attributes:
        period: Empty when the table has none.
        as_of: The day whose rules applied.
        engine: What scored it.
        states: How many cards are in each state.
        classes: How many are in each class; those without one are left out.
        outcomes: How many have each outcome, by selection.
        questions: Questions that nobody has answered; of a large table only those of wording.
        digest: SHA-256 of the results in lower-case hex, the same on every engine; empty where not asked.
    """

    period: str
    scheme: Scheme
    as_of: date
    engine: Engine
    states: Mapping[str, int]
    classes: Mapping[str, int]
    outcomes: Mapping[str, Mapping[str, int]]
    questions: tuple[Slot, ...]
    digest: str = ""


def may_be_bulk(job: Job) -> bool:
    """Tell whether an engine can answer: it keeps no steps and pools no units."""
    return job.trace is None and job.succession is None and job.out.suffix.lower() != ".json"


def refuse(problems: Sequence[Problem]) -> None:
    """Raise ScoringError when there are problems."""
    if problems:
        raise ScoringError(problems)
