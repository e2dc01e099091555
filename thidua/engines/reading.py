"""A large table checked and brought to the columns that ``scoring.bulk`` scores, without holding it whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scoring.bulk import absent_name, fact_name
from scoring.errors import Problem, ScoringError, _
from scoring.scheme.model import Scheme
from thidua.engines.columns import ColumnReader, IdReader, Meaning, WrittenColumn, reader_of
from thidua.intake.columns import ATTRIBUTES
from thidua.intake.grid import decode, separator
from thidua.intake.periods import parse_period
from thidua.intake.refusal import IntakeError, nearest, no_such_file, place, refuse, shown, warn, within
from thidua.intake.text import key

STATE = "state."
_STATES = ("value", "missing", "not_applicable")
_HEAD = 1 << 16
_MOST_ODD = 10_000
_MOST_SHOWN = 5
_ROW = "_row"


class EngineError(ScoringError):
    """A table that cannot be scored on an engine; a problem's place is ``file:line`` or ``file!column``."""


@dataclass(frozen=True)
class Reading:
    """
    A table that was read.

    Attributes:
        path: The Parquet file with the columns of ``scoring.bulk.fact_types``.
        rows: Candidates.
        remarks: Warnings.
    """

    path: Path
    rows: int
    remarks: tuple[Problem, ...]


def read_facts(
    path: Path, scheme: Scheme, target: Path, period: str = "", others: Collection[str] = ()
) -> Reading:
    """
    Read a wide table.

    Args:
        path: ``.csv`` or ``.parquet``.
        scheme: Declares the facts.
        target: Parquet file to write.
        period: Only lines of this period, as the column ``period`` names it; empty for a table without.
        others: Facts of the rules of other periods; their columns must be empty in this one.

    Raises:
        EngineError: Everything that is wrong with the columns and the cells, at once.
    """
    try:
        scan = scan_table(path)
        table = _Table(path, scheme, scan, period, others)
        return table.read(target)
    except IntakeError as error:
        raise EngineError([within(path.name, error.problem)]) from error
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise EngineError([_damaged(path, error)]) from error


def _damaged(path: Path, error: Exception) -> Problem:
    message = _("The table cannot be read to its end: {what}. Ask for a new copy.")
    return Problem("E_FILE_DAMAGED", message, {"what": shown(str(error))}, path.name)


def scan_table(path: Path) -> pl.LazyFrame:
    """Open a table; raises IntakeError when there is none, or it is of a kind that no engine reads."""
    if not path.is_file():
        raise no_such_file(path)
    if path.suffix.lower() == ".parquet":
        return pl.scan_parquet(path)
    if path.suffix.lower() != ".csv":
        message = _("“{found}” is not a kind of table that an engine reads. Save it as .csv or .parquet.")
        raise refuse("E_FILE_TYPE", message, found=shown(path.suffix))
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    text = decode(head[: head.rfind(b"\n") + 1] or head)
    return pl.scan_csv(path, separator=separator(text), infer_schema=False, truncate_ragged_lines=False)


class _Table:
    """One table on its way; collects problems."""

    def __init__(
        self, path: Path, scheme: Scheme, scan: pl.LazyFrame, period: str, others: Collection[str]
    ) -> None:
        self.path, self.scheme, self.period = path, scheme, period
        self.others = dict.fromkeys(others, "")
        self.kinds = scan.collect_schema()
        self.scan = scan.with_row_index(_ROW, offset=1)
        self.specs = {spec.id: spec for spec in scheme.facts}
        self.problems: list[Problem] = []
        self.columns: dict[str, str] = {}

    def read(self, target: Path) -> Reading:
        """Read the table into a file; raises EngineError with every problem."""
        self._read_header()
        self._refuse()
        self._keep_lines()
        self._check_others()
        found = {name: self._reader(name, written) for name, written in self.columns.items()}
        readers = {name: reader for name, reader in found.items() if reader is not None}
        meanings = self._meanings(readers)
        self._check_states()
        self._refuse()
        self.scan.select(*self._exprs(readers, meanings)).sink_parquet(target, compression="uncompressed")
        rows = self._check_candidates(target)
        self._refuse()
        return Reading(target, rows, tuple(self._remarks(target)))

    def _refuse(self) -> None:
        if any(not problem.warning for problem in self.problems):
            raise EngineError(self.problems)

    def _complain(self, code: str, message: str, at: str = "", /, **values: object) -> None:
        self.problems.append(Problem(code, message, values, place(self.path.name, at)))

    def _read_header(self) -> None:
        names = [key(written) for written in self.kinds]
        if {"fact", "value"} <= set(names) and not {"fact", "value"} & set(self.specs):
            message = _("This table has one line a fact. On an engine it must have one column a fact.")
            self._complain("E_LONG", message)
            return
        allowed = ["candidate", "period", *ATTRIBUTES, *self.specs, *(STATE + fact for fact in self.specs)]
        for name, written in zip(names, self.kinds, strict=True):
            if name in self.columns:
                message = _("The column “{name}” is there twice. Delete one.")
                self._complain("E_HEADER", message, name=shown(name))
            elif name in allowed:
                self.columns[name] = written
            elif name in self.others:
                self.others[name] = written
            else:
                message = _(
                    "There is no column “{name}”. The nearest is: {nearest}. Rename or delete the column."
                )
                self._complain("E_HEADER", message, name=shown(name), nearest=nearest(name, sorted(allowed)))
        self._check_clashes()

    def _check_clashes(self) -> None:
        if "candidate" not in self.columns:
            message = _("The column “{name}” is missing. Add it to the first line.")
            self._complain("E_HEADER", message, name="candidate")
        for name in ("candidate", "period", *ATTRIBUTES):
            if name in self.specs and name in self.columns:
                message = _(
                    "The scheme has a fact named “{name}”, as a column of candidates is named. "
                    "Such a table cannot be scored on an engine."
                )
                self._complain("E_HEADER", message, name=name)
        if "period" in self.columns and not self.period:
            message = _("The table has a column “period”. Score each period by itself, or delete the column.")
            self._complain("E_PERIOD", message)

    def _keep_lines(self) -> None:
        """Leave out lines without any text, and those of other periods."""
        blanks = [WrittenColumn(written, kind).blank for written, kind in self.kinds.items()]
        self.scan = self.scan.filter(~pl.all_horizontal(blanks))
        if self.period:
            reader = WrittenColumn(self.columns["period"], self.kinds[self.columns["period"]])
            self.scan = self.scan.filter(reader.text.is_in(self._spellings(reader)))

    def _check_others(self) -> None:
        """Refuse values of facts that only the rules of other periods know."""
        for name, written in self.others.items():
            if written:
                filled = self.scan.filter(~WrittenColumn(written, self.kinds[written]).blank)
                for row in filled.select(_ROW).head(_MOST_SHOWN).collect(engine="streaming").to_series():
                    message = _("The rules {scheme} have no fact “{found}”. The nearest is: {nearest}.")
                    values = {"scheme": self.scheme.key, "found": name, "nearest": nearest(name, self.specs)}
                    self._complain("E_FACT", message, self._line(row), **values)

    def _spellings(self, reader: WrittenColumn) -> list[str]:
        """Give the texts that mean the period asked for."""
        texts = self.scan.select(reader.text.unique()).collect().to_series().to_list()
        return [text for text in texts if text and _period_name(text) == self.period]

    def _reader(self, name: str, written: str) -> ColumnReader | None:
        kind = self.kinds[written]
        if name in self.specs:
            return reader_of(self.specs[name], written, kind)
        return IdReader(written, kind, name) if name in ("candidate", "cluster") else None

    def _meanings(self, readers: Mapping[str, ColumnReader]) -> dict[str, Meaning]:
        """Let the intake read every odd text once."""
        counts = self.scan.select(
            pl.len().alias(_ROW),
            readers["candidate"].blank.sum().alias(STATE),
            *(reader.odd.sum().alias(name) for name, reader in readers.items()),
        )
        (found,) = counts.collect(engine="streaming").to_dicts()
        if not found[_ROW]:
            message = _("There is a header and nothing below it. Add the lines.")
            self._complain("E_EMPTY", message)
        if found[STATE]:
            self._complain_of_blanks(readers["candidate"])
        return {name: self._meaning(readers[name]) for name in readers if found[name]}

    def _complain_of_blanks(self, reader: ColumnReader) -> None:
        rows = self.scan.filter(reader.blank).select(_ROW).head(_MOST_SHOWN).collect().to_series()
        message = _("The column “{column}” is empty on this line. Fill it in.")
        for row in rows:
            self._complain("E_REQUIRED", message, self._line(row), column="candidate")

    def _line(self, row: int) -> str:
        """Give the place of a line; a CSV file's header is its first line."""
        return f":{row + (self.path.suffix.lower() == '.csv')}"

    def _meaning(self, reader: ColumnReader) -> Meaning:
        odd = self.scan.filter(reader.odd).group_by(reader.text.alias("text"))
        found = odd.agg(pl.col(_ROW).min().alias("row"), pl.len().alias("count")).sort("row")
        texts = found.collect(engine="streaming")
        if len(texts) > _MOST_ODD and not isinstance(reader, IdReader):
            message = _(
                "The column “{column}” has {count} different texts that are not plain numbers or labels, "
                "e.g. “{found}”. Store numbers as numbers."
            )
            values = {"column": shown(reader.name), "count": len(texts), "found": shown(texts["text"][0])}
            self._complain("E_NUMBER", message, reader.name, **values)
            return Meaning()
        return self._read_odd(reader, texts)

    def _read_odd(self, reader: ColumnReader, texts: pl.DataFrame) -> Meaning:
        values, absent, wrong, kinds = {}, set(), 0, 0
        for text, row, count in texts.iter_rows():
            try:
                value = reader.understood(text)
            except IntakeError as error:
                wrong, kinds = wrong + count, kinds + 1
                if kinds <= _MOST_SHOWN:
                    self.problems.append(within(place(self.path.name, self._line(row)), error.problem))
                continue
            if value is None:
                absent.add(text)
            else:
                values[text] = value
        if wrong:
            message = _(
                "The column “{column}” has {count} cells that cannot be used, of {kinds} kinds; "
                "at most five of them are named."
            )
            self._complain(
                "E_COLUMN", message, reader.name, column=shown(reader.name), count=wrong, kinds=kinds
            )
        return Meaning(values, frozenset(absent))

    def _check_states(self) -> None:
        """Refuse words in the columns of states that are no state."""
        for name, written in self.columns.items():
            if not name.startswith(STATE):
                continue
            spec = self.specs[name.removeprefix(STATE)]
            allowed = _STATES if spec.not_applicable else _STATES[:2]
            state = _state(written)
            odd = self.scan.filter(state.is_not_null() & ~state.is_in([*allowed, ""])).select(_ROW, state)
            for row, text in odd.head(_MOST_SHOWN).collect(engine="streaming").iter_rows():
                message = _("“{found}” is not a state of “{title}”. Use one of: {allowed}.")
                values = {"found": shown(text), "title": spec.title, "allowed": ", ".join(allowed)}
                self._complain("E_STATE", message, self._line(row), **values)

    def _exprs(
        self, readers: Mapping[str, ColumnReader], meanings: Mapping[str, Meaning]
    ) -> Iterator[pl.Expr]:
        yield readers["candidate"].value(meanings.get("candidate", Meaning())).alias("candidate")
        cluster = pl.lit("")
        if "cluster" in readers:
            cluster = readers["cluster"].value(meanings.get("cluster", Meaning())).fill_null("")
        yield cluster.alias("cluster")
        yield pl.col(_ROW)
        for fact, spec in self.specs.items():
            yield from self._fact_exprs(fact, spec.kind == "choice", readers.get(fact), meanings.get(fact))

    def _fact_exprs(
        self, fact: str, is_label: bool, reader: ColumnReader | None, meaning: Meaning | None
    ) -> Iterator[pl.Expr]:
        kind = pl.String if is_label else pl.Int64
        meaning = meaning or Meaning()
        value = pl.lit(None, kind) if reader is None else reader.value(meaning)
        absent = pl.lit(value=False) if reader is None else reader.absent(meaning)
        if STATE + fact in self.columns:
            state = _state(self.columns[STATE + fact])
            absent |= (state == _STATES[2]).fill_null(False)
            has_none = state.is_in(_STATES[1:]).fill_null(False)
            value = pl.when(has_none).then(pl.lit(None, kind)).otherwise(value)
        yield value.alias(fact_name(self.scheme, fact))
        if meaning.absent or STATE + fact in self.columns:
            yield absent.alias(absent_name(self.scheme, fact))

    def _check_candidates(self, target: Path) -> int:
        """Refuse candidates that stand there twice, in whatever capitals; gives the number of all."""
        found = pl.scan_parquet(target)
        folded = found.group_by(pl.col("candidate").str.to_lowercase()).agg(
            pl.len().alias("count"), pl.col(_ROW).min().alias("first"), pl.col(_ROW).max().alias("second")
        )
        twice = folded.filter(pl.col("count") > 1).sort("first").head(_MOST_SHOWN)
        for name, _count, first, second in twice.collect(engine="streaming").iter_rows():
            message = _("“{found}” stands on line {first} and again on line {second}. Keep only one of them.")
            lines = [int(self._line(row)[1:]) for row in (first, second)]
            values = {"found": shown(name), "first": lines[0], "second": lines[1]}
            self._complain("E_DUPLICATE", message, f":{lines[1]}", **values)
        return int(found.select(pl.len()).collect(engine="streaming").item())

    def _remarks(self, target: Path) -> Iterator[Problem]:
        absent = [fact for fact in self.specs if fact not in self.columns]
        if absent:
            message = _("There is no column for: {facts}. They count as not reported.")
            yield warn("W_COLUMN_ABSENT", message, self.path.name, facts=", ".join(absent))
        shares = [spec for spec in self.specs.values() if spec.unit == "%" and spec.kind != "choice"]
        columns = [pl.col(fact_name(self.scheme, spec.id)).abs() for spec in shares]
        small = [
            column.is_between(0, 10**spec.decimals, closed="none").sum()
            for column, spec in zip(columns, shares, strict=True)
        ]
        counts = pl.scan_parquet(target).select(*small).collect(engine="streaming").row(0) if small else ()
        for spec, count in zip(shares, counts, strict=True):
            if count:
                message = _(
                    "{count} values of “{title}” lie between 0 % and 1 %. "
                    "If 0,98 was meant as 98 %, the column must hold 98."
                )
                yield warn("W_PERCENT", message, self.path.name, count=count, title=spec.title)


def _state(written: str) -> pl.Expr:
    return pl.col(written).cast(pl.String).str.strip_chars().str.to_lowercase()


def _period_name(text: str) -> str:
    try:
        return parse_period(text).name
    except IntakeError:
        return ""
