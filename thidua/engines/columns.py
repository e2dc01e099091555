"""
Columns of a large table, read at once: plain cells by expressions, every other cell as the intake reads it.

What a cell means never depends on the way it is read: the expressions take only what ``read_answer`` takes in
the same way, and each other text is given to ``read_answer`` once, however often it stands in the column.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import polars as pl

from scoring.errors import _
from scoring.scheme.model import FactSpec
from thidua.intake.answers import read_answer
from thidua.intake.columns import read_attribute, read_id
from thidua.intake.grid import stored_cell
from thidua.intake.refusal import refuse, shown
from thidua.intake.tables import NOT_APPLICABLE, check_applicable
from thidua.intake.text import key
from thidua.intake.workbook import Cell

_LONGEST = 10**15
_WIDEST = 2**62
_PLAIN_ID = r"^[!-~](?:[ -~]{0,98}[!-~])?$"
Value = int | str


@dataclass(frozen=True)
class Meaning:
    """What the odd texts of a column mean: their values, and which say that the fact does not apply."""

    values: Mapping[str, Value] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()


class WrittenColumn:
    """
    A column as it stands in the file, whatever it means.

    Attributes:
        name: Its name in the file.
        text: The cell as the text that stands for it there.
        blank: Tells which cells hold nothing.
    """

    def __init__(self, name: str, kind: pl.DataType) -> None:
        self.name, self.kind = name, kind
        self.cell = pl.col(name)
        self.text, self.blank = self.cell.cast(pl.String), self.cell.is_null()
        if kind == pl.String:
            self.text = self.cell.str.strip_chars(" \u00a0\t\r\n")
            self.blank |= self.text == ""


class ColumnReader(WrittenColumn, ABC):
    """
    Reads one column.

    Attributes:
        odd: Tells which cells the expressions leave to the intake.
    """

    @property
    @abstractmethod
    def plain(self) -> tuple[pl.Expr, pl.Expr]:
        """Give the value of each plain cell, and which cells are plain."""

    @property
    def odd(self) -> pl.Expr:
        """Tell which cells are neither blank nor plain."""
        return ~self.blank & ~self.plain[1].fill_null(False)

    @property
    def type(self) -> type[pl.DataType]:
        """Give the type of the values."""
        return pl.String

    @abstractmethod
    def understood(self, text: str) -> Value | None:
        """Give what an odd text means, None for “does not apply”; raises IntakeError."""

    def value(self, meaning: Meaning) -> pl.Expr:
        """Give the values of the whole column, null where there is none."""
        value, is_plain = self.plain
        other = pl.lit(None, self.type)
        if meaning.values:
            texts, values = list(meaning.values), list(meaning.values.values())
            other = self.text.replace_strict(texts, values, default=None, return_dtype=self.type)
        return pl.when(~self.blank & is_plain).then(value).otherwise(other)

    def absent(self, meaning: Meaning) -> pl.Expr:
        """Tell where the fact does not apply."""
        if not meaning.absent:
            return pl.lit(value=False)
        return self.text.is_in(list(meaning.absent)).fill_null(False) & self.odd


class IdReader(ColumnReader):
    """Reads the ids of candidates or clusters; ``column`` says which."""

    def __init__(self, name: str, kind: pl.DataType, column: str) -> None:
        super().__init__(name, kind)
        self.column = column

    @property
    def plain(self) -> tuple[pl.Expr, pl.Expr]:
        """Take printable ASCII without two spaces in a row."""
        if self.kind.is_float():
            return self.text, pl.lit(value=False)
        return self.text, self.text.str.contains(_PLAIN_ID) & ~self.text.str.contains("  ", literal=True)

    def understood(self, text: str) -> Value | None:
        """Read an id, or the name of a cluster, as the intake does."""
        cell = Cell(1, 1, "number" if self.kind.is_float() else "text", text)
        return (read_id if self.column == "candidate" else _attribute)(cell, self.column)


class FactReader(ColumnReader):
    """Reads the values of one fact."""

    def __init__(self, spec: FactSpec, name: str, kind: pl.DataType) -> None:
        super().__init__(name, kind)
        self.spec = spec

    def understood(self, text: str) -> Value | None:
        """Read a cell as the intake does."""
        if self.kind == pl.String and key(text) in NOT_APPLICABLE:
            check_applicable(self.spec)
            return None
        answer = read_answer(self._cell(text), self.spec, by_id=True)
        if answer.number is None:
            return answer.label
        value = int(answer.number * 10**self.spec.decimals)
        if abs(value) >= _WIDEST:
            message = _("{found} is too large for a large table: with its decimals it does not fit 62 bits.")
            raise refuse("E_NUMBER", message, found=shown(text))
        return value

    def _cell(self, text: str) -> Cell:
        if self.kind.is_float():
            return Cell(1, 1, "number", text)
        if self.kind == pl.String:
            return Cell(1, 1, "text", text)
        if self.kind.is_decimal():
            return Cell(1, 1, "text", text.replace(".", ","))
        cell = stored_cell(int(text), 1, 1) if self.kind.is_integer() else None
        return cell or Cell(1, 1, "bool" if self.kind == pl.Boolean else "date", text)


class LabelReader(FactReader):
    """Reads a fact that takes one of its labels."""

    @property
    def plain(self) -> tuple[pl.Expr, pl.Expr]:
        """Take the ids of labels."""
        return self.text, self.text.is_in(list(self.spec.labels or {}))


class NumberReader(FactReader):
    """Reads a fact that is a number, in units of its last declared decimal."""

    @property
    def type(self) -> type[pl.DataType]:
        """Give the type of the values."""
        return pl.Int64

    @property
    def plain(self) -> tuple[pl.Expr, pl.Expr]:
        """Take numbers that can be read in one way only, in range, on the step, with no more decimals."""
        value, is_read = self._read()
        low, high = self._range()
        inside = is_read & (value >= low) & (value <= high)
        if self.spec.step is not None:
            step = self.spec.step * 10**self.spec.decimals
            inside &= (value * step.denominator) % step.numerator == 0
        return value, inside

    def _range(self) -> tuple[int, int]:
        unit = 10**self.spec.decimals
        most = (_LONGEST - 1) * unit
        low = self.spec.at_least if self.spec.at_least is not None else Fraction(0)
        high = self.spec.at_most if self.spec.at_most is not None else Fraction(most, unit)
        return max(-(-low * unit // 1), -most, 1 - _WIDEST), min(high * unit // 1, most, _WIDEST - 1)

    def _read(self) -> tuple[pl.Expr, pl.Expr]:
        """Give the value of each cell, and which cells are read."""
        unit = 10**self.spec.decimals
        if self.kind.is_integer():
            value = self.cell.cast(pl.Int64, strict=False)
            return value * unit, value.is_between(-_LONGEST, _LONGEST, closed="none")
        if self.kind.is_float():
            return self._from_floats(unit)
        if self.kind.is_decimal():
            return self._from_decimals(self.cell.cast(pl.Decimal(38, self.spec.decimals), strict=False), unit)
        if self.kind == pl.String:
            plain = self.text.str.contains(_numbers(self.spec.decimals))
            found = self.text.str.replace(",", ".", literal=True)
            exact = pl.when(plain).then(found).cast(pl.Decimal(38, self.spec.decimals), strict=False)
            return (exact * unit).cast(pl.Int64, strict=False), plain & exact.is_not_null()
        return pl.lit(None, pl.Int64), pl.lit(value=False)

    def _from_floats(self, unit: int) -> tuple[pl.Expr, pl.Expr]:
        """Take a binary number for the decimal that it is nearest to, if that is declared exactly."""
        near = (self.cell.cast(pl.Float64) * unit).round()
        is_same = (near / unit == self.cell) & (near.abs() < _LONGEST)
        return near.cast(pl.Int64, strict=False), is_same & self.cell.is_finite()

    def _from_decimals(self, exact: pl.Expr, unit: int) -> tuple[pl.Expr, pl.Expr]:
        return (exact * unit).cast(pl.Int64, strict=False), exact == self.cell


def _attribute(cell: Cell, column: str) -> str:
    return read_attribute(column, cell)


def _numbers(decimals: int) -> str:
    """Give the pattern of numbers read in one way only: three digits after a dot may be thousands."""
    whole = "0|[1-9][0-9]{0,11}"
    if not decimals:
        return f"^-?(?:{whole})$"
    after = [f",[0-9]{{1,{decimals}}}" if decimals >= 3 else f"[.,][0-9]{{1,{decimals}}}"]
    if decimals >= 3:
        after += ["\\.[0-9]{1,2}", *([f"\\.[0-9]{{4,{decimals}}}"] if decimals > 3 else [])]
    some = f"^-?(?:{whole})(?:{'|'.join(after)})?$"
    return some if decimals < 3 else f"{some}|^-?(?:0|[1-9][0-9]{{3,11}})\\.[0-9]{{3}}$"


def reader_of(spec: FactSpec, name: str, kind: pl.DataType) -> FactReader:
    """Give the reader of a fact's column."""
    return (LabelReader if spec.kind == "choice" else NumberReader)(spec, name, kind)
