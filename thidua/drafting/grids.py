"""Targets of a table: a column of names, perhaps one of units, and columns of numbers by year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from scoring.scheme.model import Flag
from thidua.drafting.comparisons import NUMBER_ALONE, sign_of
from thidua.drafting.letters import listed, phrase
from thidua.drafting.levels import levels_named
from thidua.drafting.outline import Item
from thidua.drafting.passages import Passage
from thidua.drafting.quantities import Quantity, meant_sign
from thidua.drafting.remarks import flags_of, is_impossible, points_down
from thidua.drafting.targets import Context, Target, sign_words, targets_of
from thidua.drafting.times import milestones
from thidua.drafting.units import is_dotted, number, unit_of
from thidua.drafting.wording import REASONS

_NAMES = re.compile(phrase("chỉ tiêu", "nội dung", "tiêu chí", "mục tiêu", "nhiệm vụ"), re.IGNORECASE)
_UNITS = re.compile(phrase("đơn vị tính", "đvt", "đơn vị"), re.IGNORECASE)
_GOAL = re.compile(
    rf"{phrase('mục tiêu', 'kế hoạch', 'chỉ tiêu', 'phấn đấu')}|(?<!\d)20\d\d(?!\d)", re.IGNORECASE
)
_NO_GOAL = re.compile(
    phrase(
        *listed(
            """thực hiện|hiện trạng|ước|kết quả|số gốc|đạt được|cơ quan|đơn vị|chủ trì|phối hợp|thời gian
            |ghi chú|căn cứ|kinh phí|nguồn"""
        )
    ),
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d/-])20\d\d(?!\d)")
_WHOLE = 100
_WORDS_OF_TEXT = 4

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Columns:
    """
    Where a table keeps what.

    Attributes:
        first: Index of the first row under the head.
        goals: Heads of the columns of targets, by column.
    """

    first: int
    name: int
    unit: int | None
    goals: dict[int, str]


def targets_of_table(item: Item, context: Context) -> Iterator[Target]:
    """Give every target of a table; without a column of targets, those that sentences in it may set."""
    rows = [tuple(" ".join(cell.split()) for cell in row) for row in item.passage.rows]
    columns = _columns(rows)
    if columns is None:
        yield from _of_cells(item, rows, context)
        return
    group = ""
    for at, row in enumerate(rows[columns.first :], columns.first + 1):
        filled = [column for column in columns.goals if _cell(row, column)]
        name = _cell(row, columns.name)
        if not filled:
            group = name or group
            continue
        place = replace(item, text=group, passage=Passage("", f"{item.passage.place}, hàng {at}"))
        for column in filled if name else ():
            yield from _of_cell(place, row, columns, column, context)


def _columns(rows: Sequence[Cells]) -> Columns | None:
    for at, row in enumerate(rows[:4]):
        names = [i for i, cell in enumerate(row) if _NAMES.search(cell) and not _YEAR.search(cell)]
        if not names:
            continue
        heads, first = _heads(rows, at)
        units = [i for i, cell in enumerate(heads) if _UNITS.fullmatch(cell)]
        taken = {names[0], *units}
        goals = {i: cell for i, cell in enumerate(heads) if i not in taken and _is_goal(cell)}
        return Columns(first, names[0], units[0] if units else None, goals) if goals else None
    return None


def _heads(rows: Sequence[Cells], at: int) -> tuple[list[str], int]:
    """Give the heads of the columns; a second row of heads stands under cells that span several columns."""
    below = rows[at + 1] if at + 1 < len(rows) else ()
    is_double = any(_YEAR.search(cell) for cell in below)
    spanned = list(rows[at])
    for i in range(1, len(spanned)):
        spanned[i] = spanned[i] or (spanned[i - 1] if is_double and _cell(below, i) else "")
    if not is_double:
        return spanned, at + 1
    return [f"{cell} {_cell(below, i)}".strip() for i, cell in enumerate(spanned)], at + 2


def _is_goal(head: str) -> bool:
    return _GOAL.search(head) is not None and _NO_GOAL.search(head) is None


def _cell(row: Cells, column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _of_cell(item: Item, row: Cells, columns: Columns, column: int, context: Context) -> Iterator[Target]:
    found = _read(row[column], _cell(row, columns.unit))
    if found is None:
        return
    name = row[columns.name]
    levels = tuple(level for each in levels_named(name) for level in each.levels)
    day, by_when = _day(item, columns.goals[column], context)
    doubts = list(_doubts(found, name))
    is_whole = is_impossible(found, name) and found.number == _WHOLE
    table = REASONS["table"].format(column=columns.goals[column])
    named = REASONS["levels_said" if levels else "no_levels"]
    yield Target(
        item=item,
        found=replace(found, sign="=") if is_whole else found,
        sentence="",
        quote=" ".join(cell for cell in row if cell),
        title=name[:1].upper() + name[1:],
        is_sure=item.part not in ("past", "award") and not doubts,
        reasons=(table, *doubts, sign_words(found), by_when, named),
        levels=levels,
        milestone=day,
        every_year=False,
        parts=(),
        flags=_flags(found, row[column], name),
    )


def _doubts(found: Quantity, name: str) -> Iterator[str]:
    if not found.unit:
        yield REASONS["no_unit"]
    if points_down(found, name):
        yield REASONS["direction"]


def _flags(found: Quantity, cell: str, name: str) -> tuple[Flag, ...]:
    return tuple(flags_of(found, cell, f"{cell} {name}", name, split=(), count=1, composite=0))


def _read(cell: str, unit: str) -> Quantity | None:
    match = NUMBER_ALONE.fullmatch(cell)
    if match is None:
        return None
    kind = "%" if match["percent"] else unit_of(unit) or unit_of(match["unit"] or "") or unit
    value, said = number(match["number"]), (match["sign"] or match["behind"] or "").strip()
    upper: Fraction | None = number(match["upper"]) if match["upper"] else None
    notes = (*(["range"] if upper is not None else []), *(["dotted"] if is_dotted(match["number"]) else []))
    return Quantity(
        0, len(cell), value, kind, sign_of(said) or meant_sign(value, kind), said, upper, notes=notes
    )


def _day(item: Item, head: str, context: Context) -> tuple[date | None, str]:
    found = milestones(head)
    years = sorted(set(_YEAR.findall(head)))
    if not found and len(years) == 1:
        return date(int(years[0]), 12, 31), REASONS["milestone_heading"].format(words=head)
    titles = [head, *(frame.title for frame in reversed(item.above)), context.title]
    for title in titles:
        days = {each.day for each in milestones(title)}
        if len(days) == 1:
            return days.pop(), REASONS["milestone_heading"].format(words=milestones(title)[0].words)
    return None, REASONS["no_milestone"]


def _of_cells(item: Item, rows: Sequence[Cells], context: Context) -> Iterator[Target]:
    for at, row in enumerate(rows, 1):
        for cell in row:
            if len(cell.split()) < _WORDS_OF_TEXT:
                continue
            place = Passage("", f"{item.passage.place}, hàng {at}")
            for target in targets_of(replace(item, text=cell, passage=place), context):
                yield replace(target, is_sure=False, reasons=(REASONS["cell"], *target.reasons))
