"""Whose each line of a large table is: the periods there are, and the names of the candidates."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars

from scoring.errors import Problem, _
from thidua.engines.columns import ColumnReader, IdReader, Meaning, WrittenColumn
from thidua.engines.reading import EngineError, scan_table
from thidua.intake.periods import Period, parse_period
from thidua.intake.refusal import IntakeError, refuse, shown, within
from thidua.intake.text import OLD_FONTS, key

_LINE = "_line"
_LETTERS = "".join(
    unicodedata.normalize("NFC", letter + tone)
    for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
)
_MARKS = f"A-Za-z0-9ăâđêôơưĂÂĐÊÔƠƯ{_LETTERS}.,'()&/:;+\"-"
PLAIN_NAME = f"^[{_MARKS}](?:[ {_MARKS}]{{0,198}}[{_MARKS}])?$"


class _NameReader(IdReader):
    """Reads names; those of Vietnamese letters are as they should be, others the intake looks at."""

    @property
    def plain(self) -> tuple[polars.Expr, polars.Expr]:
        """Take letters, digits and the marks of names, without two spaces in a row or pairs of old fonts."""
        if self.kind != polars.String:
            return self.text, polars.lit(value=False)
        odd = self.text.str.contains("  ", literal=True)
        for pairs in OLD_FONTS:
            odd |= self.text.str.contains(pairs)
        return self.text, self.text.str.contains(PLAIN_NAME) & ~odd


class _PeriodReader(IdReader):
    """Reads periods; every text is looked at, as one period may be written in several ways."""

    @property
    def plain(self) -> tuple[polars.Expr, polars.Expr]:
        """Take nothing unread."""
        return self.text, polars.lit(value=False)

    def understood(self, text: str) -> str:
        """Give the one name of a period."""
        return parse_period(text).name


def periods_of(path: Path) -> Sequence[Period | None]:
    """
    Give the periods of a wide table in the order of time; None alone when it has no column of periods.

    Raises:
        EngineError: The table cannot be opened, or periods cannot be read, each with its first line.
    """
    with _refusals(path):
        scan, columns = _open(path)
        if "period" not in columns:
            return [None]
        texts = scan.group_by(columns["period"].text.alias("text")).agg(polars.col(_LINE).min())
        found = texts.sort(_LINE).collect()
    periods: dict[str, Period] = {}
    problems: list[Problem] = []
    for text, line in found.iter_rows():
        try:
            if not text:
                message = _("The column “{column}” is empty on this line. Fill it in.")
                raise refuse("E_REQUIRED", message, column="period")
            period = parse_period(text)
            periods[period.name] = period
        except IntakeError as error:
            problems.append(within(f"{path.name}:{line}", error.problem))
    if problems:
        raise EngineError(problems)
    return sorted(periods.values(), key=lambda period: (period.end, period.name))


def names_of(path: Path) -> polars.LazyFrame | None:
    """
    Give the name of each candidate in the columns ``candidate``, ``name`` and, where there are, ``period``.

    Returns:
        None when the table has no names.

    Raises:
        EngineError: Names that cannot be used, each with the first line it is on.
    """
    with _refusals(path):
        scan, columns = _open(path)
        if "name" not in columns:
            return None
        wanted = [name for name in ("candidate", "name", "period") if name in columns]
        meanings = {name: _meaning(path, scan, columns[name]) for name in wanted}
    return scan.select(columns[name].value(meanings[name]).alias(name) for name in wanted)


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except IntakeError as error:
        raise EngineError([within(path.name, error.problem)]) from error
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException) as error:
        message = _("The table cannot be read to its end: {what}. Ask for a new copy.")
        raise EngineError(
            [Problem("E_FILE_DAMAGED", message, {"what": shown(str(error))}, path.name)]
        ) from error


def _open(path: Path) -> tuple[polars.LazyFrame, dict[str, ColumnReader]]:
    """Give the lines that hold something, each with its number, and a reader for each column by its name."""
    scan = scan_table(path)
    kinds = scan.collect_schema()
    blanks = [WrittenColumn(written, kind).blank for written, kind in kinds.items()]
    first = 2 if path.suffix.lower() == ".csv" else 1
    lines = scan.with_row_index(_LINE, offset=first).filter(~polars.all_horizontal(blanks))
    return lines, {key(written): _reader(written, kind) for written, kind in kinds.items()}


def _reader(written: str, kind: polars.DataType) -> ColumnReader:
    name = key(written)
    return {"name": _NameReader, "period": _PeriodReader}.get(name, IdReader)(written, kind, name)


def _meaning(path: Path, scan: polars.LazyFrame, reader: ColumnReader) -> Meaning:
    """Read every text of a column that is not plain, once."""
    found = scan.filter(reader.odd).group_by(reader.text.alias("text")).agg(polars.col(_LINE).min())
    values: dict[str, int | str] = {}
    problems: list[Problem] = []
    for text, line in found.sort(_LINE).collect().iter_rows():
        try:
            values[text] = reader.understood(text) or ""
        except IntakeError as error:
            problems.append(within(f"{path.name}:{line}", error.problem))
    if problems:
        raise EngineError(problems)
    return Meaning(values)
