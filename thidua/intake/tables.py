"""Facts from one table file, for scoring without a database: one line a fact, or one line a candidate."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scoring.errors import Problem, ScoringError, _
from scoring.facts import Entry, Fact, State
from scoring.scheme.measures import measures_of
from scoring.scheme.model import FactSpec, Scheme
from scoring.scheme.order import walk
from thidua.intake.answers import read_answer
from thidua.intake.child import WorkbookReader
from thidua.intake.columns import ATTRIBUTES, find_columns, read_attribute, read_id
from thidua.intake.grid import Grid, Line, read_grid
from thidua.intake.periods import Period, read_period
from thidua.intake.records import Record, told_twice
from thidua.intake.refusal import IntakeError, all_within, nearest, refuse, shown, warn, within
from thidua.intake.text import key
from thidua.intake.workbook import Cell

RulesOf = Callable[[Period | None], Scheme]

_WHO = ("candidate", "period", *ATTRIBUTES)
_LONG = ("fact", "value")
NOT_APPLICABLE = frozenset({"n/a", "không áp dụng", "khong_ap_dung"})


@dataclass(frozen=True)
class Section:
    """
    The part of a table that is scored by itself.

    Attributes:
        period: None when the table has no column of periods.
        scheme: The rules of the period.
        entries: In the order in which candidates first appear; facts whose cells are wrong are left out.
    """

    period: Period | None
    scheme: Scheme
    entries: list[Entry]


@dataclass(frozen=True)
class TableReading:
    """
    A table of facts as it was read.

    Attributes:
        path: The file.
        sha256: Digest of its bytes in lower-case hex; empty when it could not be read at all.
        sections: One, or one a period in the order of time.
        problems: Every error and warning, each with ``file:line`` or ``file!sheet!cell``.
    """

    path: Path
    sha256: str = ""
    sections: list[Section] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        """Give the entries of all sections; a candidate stands there once a period."""
        return [entry for section in self.sections for entry in section.entries]

    @property
    def is_accepted(self) -> bool:
        """Tell whether there is nothing worse than warnings."""
        return all(problem.warning for problem in self.problems)


def read_table(path: Path, rules: Scheme | RulesOf, *, reader: WorkbookReader | None = None) -> TableReading:
    """
    Read a table of facts.

    Args:
        path: A ``.csv``, ``.xlsx`` or ``.parquet`` file; long with the columns ``candidate, fact, value`` and
            maybe ``judge``, or wide with ``candidate`` and one column for each fact id. Both may have
            ``period, name, kind, level, cluster, unit, title, post``.
        rules: Declares the facts; or gives the rules of each period, and of None where there are no periods.
            The ScoringError it raises becomes problems at the first line of that period.
        reader: A reader to share between calls; without one a child process is started for a workbook.

    Returns:
        The entries and all problems; nothing is raised for a bad file. An empty cell is ``MISSING``;
        ``n/a``, ``không áp dụng`` or ``khong_ap_dung`` is ``NOT_APPLICABLE``.
    """
    path = Path(path)
    try:
        grid = read_grid(path, reader)
    except IntakeError as error:
        return TableReading(path, problems=[error.problem])
    table = _Table(grid, (lambda _period: rules) if isinstance(rules, Scheme) else rules)
    table.read()
    problems = [*grid.problems, *table.problems]
    return TableReading(path, hashlib.sha256(grid.content).hexdigest(), table.sections(), problems)


class _Part:
    """A section while it is read."""

    def __init__(self, period: Period | None, scheme: Scheme) -> None:
        self.period, self.scheme = period, scheme
        self.specs = {spec.id: spec for spec in scheme.facts}
        measures = (measure for node in walk(scheme.children) for measure in measures_of(node.measure))
        self.panels = {measure.panel.fact for measure in measures if measure.panel}
        self.records: dict[str, Record] = {}


class _Table:
    """Turns lines into records, collecting problems with full places."""

    def __init__(self, grid: Grid, rules: RulesOf) -> None:
        self.grid, self.rules = grid, rules
        self.parts: dict[Period | None, _Part | None] = {}
        self.columns: dict[str, int] = {}
        self.is_long = False
        self.problems: list[Problem] = []
        self.spelled: dict[str, str] = {}
        self.texts: dict[tuple[str, ...], str] = {}
        self.near: dict[tuple[str, str], str] = {}

    def read(self) -> None:
        """Read all lines, unless the header is wrong: then nothing below it can be trusted."""
        periods = list(self._periods())
        is_readable = any(self.parts.values()) and self._header_is_right()
        if not self.grid.lines:
            self._refuse_empty()
        if not is_readable:
            return
        for line, period in zip(self.grid.lines, periods, strict=True):
            part = self.parts.get(period)
            if part is not None:
                self._read_line(line, part)

    def sections(self) -> list[Section]:
        """Give what was read, in the order of time."""
        parts = [part for part in self.parts.values() if part is not None]
        parts.sort(key=lambda part: (part.period.end, part.period.name) if part.period else ())
        return [
            Section(part.period, part.scheme, [record.entry(who) for who, record in part.records.items()])
            for part in parts
        ]

    def _periods(self) -> Iterator[Period | None]:
        """Give the period of every line, and find the rules of each; None is no period of the table."""
        names = [key(name) for name in self.grid.header]
        column = names.index("period") if "period" in names else None
        if column is None:
            self._open(None, "")
        for line in self.grid.lines:
            yield None if column is None else self._period(line, column)

    def _period(self, line: Line, column: int) -> Period | None:
        place, cell = self.grid.place(line.number, column), line.cells[column]
        try:
            if cell is None:
                message = _("The column “{column}” is empty on this line. Fill it in.")
                raise refuse("E_REQUIRED", message, column="period")
            period = read_period(cell, date1904=self.grid.date1904)
        except IntakeError as error:
            self._complain(place, error.problem)
            return None
        if period not in self.parts:
            self._open(period, place)
        return period

    def _open(self, period: Period | None, place: str) -> None:
        try:
            self.parts[period] = _Part(period, self.rules(period))
        except ScoringError as error:
            self.parts[period] = None
            self.problems += [
                problem if problem.place else within(place, problem) for problem in error.problems
            ]

    def _refuse_empty(self) -> None:
        if not self.grid.problems and all(problem.warning for problem in self.problems):
            message = _("There is a header and nothing below it. Add the lines.")
            self._complain(self.grid.place(self.grid.header_line), Problem("E_EMPTY", message))

    def _header_is_right(self) -> bool:
        specs = dict.fromkeys(spec for part in self.parts.values() if part for spec in part.specs)
        self.is_long = any(key(name) in _LONG and key(name) not in specs for name in self.grid.header)
        columns = (*_LONG, "judge") if self.is_long else tuple(specs)
        required = ("candidate", *_LONG) if self.is_long else ("candidate",)
        self.columns, problems = find_columns(self.grid, {*_WHO, *columns}, required)
        place = self.grid.place(self.grid.header_line)
        if not self.is_long:
            problems += [self._clash(name, place) for name in _WHO if name in specs and name in self.columns]
        absent = [] if self.is_long else [name for name in specs if name not in self.columns]
        if absent and not problems:
            message = _("There is no column for: {facts}. They count as not reported.")
            problems.append(warn("W_COLUMN_ABSENT", message, place, facts=", ".join(absent)))
        self.problems += problems
        return all(problem.warning for problem in problems)

    def _clash(self, name: str, place: str) -> Problem:
        message = _(
            "The scheme has a fact named “{name}”, as a column of candidates is named. Send long tables."
        )
        return Problem("E_HEADER", message, {"name": name}, place)

    def _complain(self, place: str, problem: Problem | None) -> None:
        if problem is not None:
            self.problems.append(within(place, problem))

    def _cell(self, line: Line, column: str) -> Cell | None:
        return line.cells[self.columns[column]] if column in self.columns else None

    def _at(self, line: Line, column: str) -> str:
        return self.grid.place(line.number, self.columns[column])

    def _text(self, line: Line, column: str) -> str | None:
        """Give the clean text of a cell that says who or what; None when it is wrong, which is told."""
        cell = self._cell(line, column)
        if cell is None and column not in ("candidate", "fact"):
            return ""
        # The same few words stand on many lines: each is read once.
        written = (column, cell.kind, cell.formula, cell.text) if cell is not None else ()
        try:
            if written not in self.texts:
                read = read_attribute(column, cell) if column in ATTRIBUTES else read_id(cell, column)
                self.texts[written] = read
        except IntakeError as error:
            self._complain(self._at(line, column), error.problem)
            return None
        return self.texts[written]

    def _read_line(self, line: Line, part: _Part) -> None:
        candidate = self._text(line, "candidate")
        if candidate is None:
            return
        record = part.records.get(candidate)
        if record is None:
            self._check_spelling(candidate, line)
            record = part.records[candidate] = Record(line.number)
        elif not self.is_long:
            self._complain(self._at(line, "candidate"), told_twice(candidate, record.line, line.number))
            return
        for name in ATTRIBUTES:
            if name in self.columns and (said := self._text(line, name)):
                self._complain(self._at(line, name), record.attribute(name, said, line.number))
        if self.is_long:
            self._read_long(line, part, record)
        else:
            self._read_wide(line, part, record)

    def _check_spelling(self, candidate: str, line: Line) -> None:
        other = self.spelled.setdefault(key(candidate), candidate)
        if other != candidate:
            message = _("“{found}” and “{other}” differ only in capitals. Write the same id in the same way.")
            values = {"found": shown(candidate), "other": shown(other)}
            self._complain(self._at(line, "candidate"), Problem("E_DUPLICATE", message, values))

    def _read_long(self, line: Line, part: _Part, record: Record) -> None:
        fact_id, judge = self._text(line, "fact"), self._text(line, "judge")
        if fact_id is None or judge is None:
            return
        problem = self._unknown(fact_id, part) or _unjudged(fact_id, judge, part)
        problem = problem or record.double(fact_id, judge, line.number)
        if problem is not None:
            self._complain(self._at(line, "fact"), problem)
            return
        fact = self._fact(line, part.specs[fact_id], "value", judge)
        record.facts[fact_id, judge] = (fact, line.number)

    def _read_wide(self, line: Line, part: _Part, record: Record) -> None:
        for name in self.columns:
            if name in part.specs:
                record.facts[name, ""] = (self._fact(line, part.specs[name], name), line.number)
            elif name not in _WHO and self._cell(line, name) is not None:
                self._complain(self._at(line, name), self._unknown(name, part))

    def _unknown(self, fact_id: str, part: _Part) -> Problem | None:
        if fact_id in part.specs:
            return None
        asked = (part.scheme.key, fact_id)
        if asked not in self.near:
            self.near[asked] = nearest(fact_id, part.specs)
        message = _("The rules {scheme} have no fact “{found}”. The nearest is: {nearest}.")
        values = {"scheme": part.scheme.key, "found": shown(fact_id), "nearest": self.near[asked]}
        return Problem("E_FACT", message, values)

    def _fact(self, line: Line, spec: FactSpec, column: str, judge: str = "") -> Fact | None:
        """Give the fact, or None when its cell is wrong."""
        cell, place = self._cell(line, column), self._at(line, column)
        if cell is None:
            return Fact(spec.id, State.MISSING, judge=judge, source=place)
        try:
            if cell.kind == "text" and key(cell.text) in NOT_APPLICABLE:
                check_applicable(spec)
                return Fact(spec.id, State.NOT_APPLICABLE, judge=judge, source=place)
            answer = read_answer(cell, spec, by_id=True)
        except IntakeError as error:
            self._complain(place, error.problem)
            return None
        self.problems += all_within(place, answer.remarks)
        return Fact(spec.id, State.VALUE, answer.number, answer.label, judge, source=place)


def _unjudged(fact_id: str, judge: str, part: _Part) -> Problem | None:
    """Give a problem for a judge's value of a fact that no panel reads: it would be lost."""
    if not judge or fact_id in part.panels:
        return None
    message = _("“{found}” is one value, not one a judge. Clear the cell in the column “judge”.")
    return Problem("E_JUDGE", message, {"found": fact_id})


def check_applicable(spec: FactSpec) -> None:
    """Raise IntakeError when a fact that applies to everybody is answered with “n/a”."""
    if not spec.not_applicable:
        message = _("“{title}” applies to everybody: “n/a” is not allowed. Give the value.")
        raise refuse("E_NOT_APPLICABLE", message, title=spec.title)
