"""Facts from one table file, for scoring without a database: one line a fact, or one line a candidate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scoring.errors import Problem, _
from scoring.facts import Candidate, Entry, Fact, State
from scoring.scheme.model import FactSpec, Scheme
from thidua.intake.answers import read_answer
from thidua.intake.child import WorkbookReader
from thidua.intake.columns import ATTRIBUTES, find_columns, read_attribute, read_id
from thidua.intake.grid import Grid, Line, read_grid
from thidua.intake.refusal import IntakeError, all_within, nearest, refuse, shown, warn, within
from thidua.intake.text import key
from thidua.intake.workbook import Cell

_LONG = ("candidate", "fact", "value", "judge")
_NOT_APPLICABLE = frozenset({"n/a", "không áp dụng", "khong_ap_dung"})


@dataclass(frozen=True)
class TableReading:
    """
    A table of facts as it was read.

    Attributes:
        path: The file.
        sha256: Digest of its bytes in lower-case hex; empty when it could not be read at all.
        entries: In the order in which candidates first appear; facts whose cells are wrong are left out.
        problems: Every error and warning, each with ``file:line`` or ``file!sheet!cell``.
    """

    path: Path
    sha256: str = ""
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_accepted(self) -> bool:
        """Tell whether there is nothing worse than warnings."""
        return all(problem.warning for problem in self.problems)


def read_table(path: Path, scheme: Scheme, *, reader: WorkbookReader | None = None) -> TableReading:
    """
    Read a table of facts.

    Args:
        path: A ``.csv``, ``.xlsx`` or ``.parquet`` file; long with the columns ``candidate, fact, value`` and
            maybe ``judge``, or wide with ``candidate`` and one column for each fact id. Both may have
            ``name, kind, level, cluster, unit, title, post``.
        scheme: Declares the facts.
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
    table = _Table(grid, scheme)
    table.read()
    problems = [*grid.problems, *table.problems]
    return TableReading(path, hashlib.sha256(grid.content).hexdigest(), table.entries(), problems)


@dataclass
class _Record:
    """What is known of one candidate so far, each thing with the number of its line."""

    line: int
    attributes: dict[str, tuple[str, int]] = field(default_factory=dict)
    facts: dict[tuple[str, str], tuple[Fact | None, int]] = field(default_factory=dict)


class _Table:
    """Turns lines into records, collecting problems with full places."""

    def __init__(self, grid: Grid, scheme: Scheme) -> None:
        self.grid, self.scheme = grid, scheme
        self.specs = {spec.id: spec for spec in scheme.facts}
        self.records: dict[str, _Record] = {}
        self.spelled: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.columns: dict[str, int] = {}

    def read(self) -> None:
        """Read all lines, unless the header is wrong: then nothing below it can be trusted."""
        is_long = {"fact", "value"} <= {
            name.strip() for name in self.grid.header
        } and "fact" not in self.specs
        allowed = {*ATTRIBUTES, *(_LONG if is_long else ("candidate", *self.specs))}
        self.columns, problems = find_columns(self.grid, allowed, _LONG[:3] if is_long else ("candidate",))
        problems += [] if is_long else self._clashes()
        if problems:
            self.problems += problems
            return
        if not self.grid.lines and not self.grid.problems:
            message = _("There is a header and nothing below it. Add the lines.")
            self.problems.append(Problem("E_EMPTY", message, {}, self.grid.place(self.grid.header_line)))
        if not is_long:
            self._warn_absent()
        for line in self.grid.lines:
            self._read_line(line, is_long)

    def entries(self) -> list[Entry]:
        """Give one entry a candidate; a fact with judges stands in ``panels``."""
        return [self._entry(candidate, record) for candidate, record in self.records.items()]

    def _clashes(self) -> list[Problem]:
        message = _(
            "The scheme has a fact named “{name}”, as a column of candidates is named. Send long tables."
        )
        place = self.grid.place(self.grid.header_line)
        both = sorted(set(self.specs) & {"candidate", *ATTRIBUTES})
        return [Problem("E_HEADER", message, {"name": name}, place) for name in both if name in self.columns]

    def _warn_absent(self) -> None:
        absent = [spec for spec in self.specs if spec not in self.columns]
        if absent:
            message = _("There is no column for: {facts}. They count as not reported.")
            place = self.grid.place(self.grid.header_line)
            self.problems.append(warn("W_COLUMN_ABSENT", message, place, facts=", ".join(absent)))

    def _cell(self, line: Line, column: str) -> Cell | None:
        return line.cells[self.columns[column]] if column in self.columns else None

    def _at(self, line: Line, column: str) -> str:
        return self.grid.place(line.number, self.columns[column])

    def _read_line(self, line: Line, is_long: bool) -> None:
        try:
            candidate = read_id(self._cell(line, "candidate"), "candidate")
        except IntakeError as error:
            self.problems.append(within(self._at(line, "candidate"), error.problem))
            return
        record = self.records.get(candidate)
        if record is None:
            self._check_spelling(candidate, line)
            record = self.records[candidate] = _Record(line.number)
        elif not is_long:
            self._refuse_double(line, "candidate", candidate, record.line)
            return
        self._read_attributes(line, record)
        for fact_id, column in self._asked(line, is_long):
            self._read_fact(line, record, fact_id, column)

    def _check_spelling(self, candidate: str, line: Line) -> None:
        other = self.spelled.setdefault(key(candidate), candidate)
        if other != candidate:
            message = _("“{found}” and “{other}” differ only in capitals. Write the same id in the same way.")
            place = self._at(line, "candidate")
            self.problems.append(
                Problem("E_DUPLICATE", message, {"found": shown(candidate), "other": shown(other)}, place)
            )

    def _refuse_double(self, line: Line, column: str, found: str, first: int) -> None:
        message = _("“{found}” stands on line {first} and again on line {second}. Keep only one of them.")
        values = {"found": shown(found), "first": first, "second": line.number}
        self.problems.append(Problem("E_DUPLICATE", message, values, self._at(line, column)))

    def _read_attributes(self, line: Line, record: _Record) -> None:
        for name in ATTRIBUTES:
            try:
                said = read_attribute(name, self._cell(line, name))
            except IntakeError as error:
                self.problems.append(within(self._at(line, name), error.problem))
                continue
            earlier, first = record.attributes.setdefault(name, (said, line.number)) if said else (said, 0)
            if earlier != said:
                message = _(
                    "“{found}” contradicts “{earlier}” on line {first}. Write the same on both lines."
                )
                values = {"found": shown(said), "earlier": shown(earlier), "first": first}
                self.problems.append(Problem("E_CONTRADICTION", message, values, self._at(line, name)))

    def _asked(self, line: Line, is_long: bool) -> Iterator[tuple[str, str]]:
        """Give the fact ids of the line, each with the column of its value."""
        if not is_long:
            yield from ((name, name) for name in self.columns if name in self.specs)
            return
        try:
            fact_id = read_id(self._cell(line, "fact"), "fact")
            if fact_id not in self.specs:
                message = _("The scheme has no fact “{found}”. The nearest is: {nearest}.")
                raise refuse("E_FACT", message, found=shown(fact_id), nearest=nearest(fact_id, self.specs))
        except IntakeError as error:
            self.problems.append(within(self._at(line, "fact"), error.problem))
        else:
            yield fact_id, "value"

    def _read_fact(self, line: Line, record: _Record, fact_id: str, column: str) -> None:
        judge_cell = self._cell(line, "judge")
        try:
            judge = read_id(judge_cell, "judge") if judge_cell else ""
        except IntakeError as error:
            self.problems.append(within(self._at(line, "judge"), error.problem))
            return
        if (fact_id, judge) in record.facts:
            self._refuse_double(
                line, "fact", " / ".join(filter(None, (fact_id, judge))), record.facts[fact_id, judge][1]
            )
            return
        fact = self._fact(line, self.specs[fact_id], column, judge)
        record.facts[fact_id, judge] = (fact, line.number)
        self._check_judges(line, record, fact_id, judge)

    def _check_judges(self, line: Line, record: _Record, fact_id: str, judge: str) -> None:
        """Refuse a fact that one line gives with a judge and another without."""
        others = [
            said[1]
            for (other, name), said in record.facts.items()
            if other == fact_id and bool(name) != bool(judge)
        ]
        if others:
            message = _(
                "“{found}” stands on line {first} and again on line {second}, "
                "once with and once without a judge."
            )
            values = {"found": fact_id, "first": others[0], "second": line.number}
            self.problems.append(Problem("E_DUPLICATE", message, values, self._at(line, "fact")))

    def _fact(self, line: Line, spec: FactSpec, column: str, judge: str) -> Fact | None:
        """Give the fact, or None when its cell is wrong."""
        cell, place = self._cell(line, column), self._at(line, column)
        if cell is None:
            return Fact(spec.id, State.MISSING, judge=judge, source=place)
        try:
            if cell.kind == "text" and key(cell.text) in _NOT_APPLICABLE:
                _check_applicable(spec)
                return Fact(spec.id, State.NOT_APPLICABLE, judge=judge, source=place)
            answer = read_answer(cell, spec, by_id=True)
        except IntakeError as error:
            self.problems.append(within(place, error.problem))
            return None
        self.problems += all_within(place, answer.remarks)
        return Fact(spec.id, State.VALUE, answer.number, answer.label, judge, source=place)

    def _entry(self, candidate: str, record: _Record) -> Entry:
        said = {name: text for name, (text, _line) in record.attributes.items()}
        facts: dict[str, Fact] = {}
        panels: dict[str, tuple[Fact, ...]] = {}
        for (fact_id, judge), (fact, _line) in record.facts.items():
            if fact is not None and judge:
                panels[fact_id] = (*panels.get(fact_id, ()), fact)
            elif fact is not None:
                facts[fact_id] = fact
        return Entry(Candidate(id=candidate, **{"name": candidate, **said}), facts, panels)


def _check_applicable(spec: FactSpec) -> None:
    if not spec.not_applicable:
        message = _("“{title}” applies to everybody: “n/a” is not allowed. Give the value.")
        raise refuse("E_NOT_APPLICABLE", message, title=spec.title)
