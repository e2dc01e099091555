"""Yearly statistics: every cell of a form with the list behind it, and shares held against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from scoring.errors import Problem, _
from scoring.law.statistics_forms import Form, Line, ShareGroup, Where, Years


@dataclass(frozen=True)
class Item:
    """
    A movement, an honour or a candidate as statistics see it.

    Attributes:
        key: What tells it from all others.
        what: Title of the movement or the award.
        who: Name of the candidate, or level that launched the movement.
        words: Its word in each list, by the name of the list; empty where nobody said.
        flags: ``woman`` and ``remote``; None where nobody said.
        start, end: Of a movement; None where there is none.
        detail: Decision, date and period, for people.
    """

    key: str
    what: str
    who: str
    words: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, bool | None] = field(default_factory=dict)
    start: date | None = None
    end: date | None = None
    detail: str = ""


@dataclass(frozen=True)
class Tabulated:
    """
    A filled form.

    Attributes:
        form: The form.
        items: Everything the form counts, each once.
        cells: The list behind each cell by row and column; rows without data are not there.
        problems: Items that fit no row of a group, or no column, or more than one.
    """

    form: Form
    items: tuple[Item, ...]
    cells: Mapping[tuple[str, str], tuple[Item, ...]]
    problems: tuple[Problem, ...] = ()

    def count(self, row: str, column: str) -> int | None:
        """Give the number in a cell; None for a row without data."""
        found = self.cells.get((row, column))
        return None if found is None else len(found)


def fits(where: Where, item: Item) -> bool:
    """Tell whether an item is what is asked for; what nobody said fits nothing that is asked."""
    return all(_ASKED.get(name, _is_among)(where, item, name) for name in where.asks)


def _is_among(where: Where, item: Item, name: str) -> bool:
    return item.words.get(name, "") in getattr(where, name)


def _has_prefix(where: Where, item: Item, name: str) -> bool:
    return item.words.get("award", "").startswith(tuple(where.prefix))


def _is_flagged(where: Where, item: Item, name: str) -> bool:
    return item.flags.get(name) is getattr(where, name)


def _lasts(where: Where, item: Item, name: str) -> bool:
    if item.start is None or item.end is None or where.years is None:
        return False
    return lasts(item.start, item.end, where.years)


_ASKED: Mapping[str, Callable[[Where, Item, str], bool]] = {
    "prefix": _has_prefix,
    "woman": _is_flagged,
    "remote": _is_flagged,
    "years": _lasts,
}


def lasts(start: date, end: date, years: Years) -> bool:
    """Tell whether a time, first and last day included, is as long as asked, to the day."""
    after = end + timedelta(days=1)
    bounds = (
        years.at_least is None or after >= anniversary(start, years.at_least),
        years.above is None or after > anniversary(start, years.above),
        years.at_most is None or after <= anniversary(start, years.at_most),
        years.below is None or after < anniversary(start, years.below),
    )
    return all(bounds)


def anniversary(day: date, years: int) -> date:
    """Give the same day so many years later; 1 March for 29 February in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def tabulate(form: Form, items: Iterable[Item]) -> Tabulated:
    """
    Fill a form.

    Args:
        form: With rows and columns.
        items: Everything of the kind that it counts, of the period; those it does not ask for are left out.

    Returns:
        The list behind each cell; what cannot be placed stands in ``problems``, never in a wrong cell.
    """
    counted = tuple(item for item in items if fits(form.where, item))
    rows = _rows(form, counted)
    columns = {
        column.id: {item.key for item in counted if fits(column.where, item)} for column in form.columns
    }
    cells = {
        (row, column): tuple(item for item in found if item.key in keys)
        for row, found in rows.items()
        for column, keys in columns.items()
    }
    misplaced = (*_unplaced_in_rows(form, counted, rows), *_unplaced_in_columns(form, counted, columns))
    return Tabulated(form, counted, cells, misplaced)


def _rows(form: Form, items: Sequence[Item]) -> dict[str, list[Item]]:
    rows: dict[str, list[Item]] = {}
    for row in form.rows:
        pool = rows.get(row.within, items) if row.within else items
        if row.no_data:
            continue
        others = [each.where for each in _siblings(form, row) if not each.rest]
        if row.rest:
            rows[row.id] = [item for item in pool if not any(fits(where, item) for where in others)]
        else:
            rows[row.id] = [item for item in pool if fits(row.where, item)]
    return rows


def _siblings(form: Form, row: Line) -> list[Line]:
    return [
        each
        for each in form.rows
        if each.group == row.group and each.within == row.within and not each.no_data
    ]


def _unplaced_in_rows(
    form: Form, items: Sequence[Item], rows: Mapping[str, Sequence[Item]]
) -> Iterator[Problem]:
    for group, within in dict.fromkeys((row.group, row.within) for row in form.rows if row.group):
        lines = [row for row in form.rows if (row.group, row.within) == (group, within) and not row.no_data]
        asked = sorted({name for row in lines for name in row.where.asks})
        keys = [{item.key for item in rows[row.id]} for row in lines]
        for item in rows[within] if within else items:
            yield from _unplaced(form, group, asked, item, sum(item.key in each for each in keys))


def _unplaced_in_columns(
    form: Form, items: Sequence[Item], columns: Mapping[str, set[str]]
) -> Iterator[Problem]:
    asked = sorted({name for column in form.columns for name in column.where.asks})
    for item in items:
        yield from _unplaced(form, "columns", asked, item, sum(item.key in keys for keys in columns.values()))


def _unplaced(form: Form, group: str, asked: Iterable[str], item: Item, times: int) -> Iterator[Problem]:
    if times == 1:
        return
    said = ", ".join(f"{name}: {_said(item, name)}" for name in asked)
    values = {"what": item.what, "who": item.who, "form": form.id, "group": group, "said": said}
    message = (
        _("{what} ({who}) fits no place of “{group}” in form {form}; its record says {said}")
        if times == 0
        else _("{what} ({who}) fits more than one place of “{group}” in form {form}; its record says {said}")
    )
    yield Problem("E_STATS_PLACE", message, {**values, "key": item.key})


def _said(item: Item, name: str) -> str:
    if name == "years":
        return f"{item.start or '–'} – {item.end or '–'}"
    return item.words.get("award" if name == "prefix" else name, "") or "–"


def reconciled(tabulated: Tabulated, in_ledger: int) -> Problem | None:
    """
    Hold the total of a form against a count made in another way.

    Args:
        tabulated: The filled form.
        in_ledger: What the ledger itself counts for the same period.

    Returns:
        A problem when they differ; None when they agree.
    """
    in_form = len({item.key for cell in tabulated.cells.values() for item in cell})
    if in_form == in_ledger:
        return None
    message = _("form {form} holds {in_form}, the ledger {in_ledger}")
    values = {"form": tabulated.form.id, "in_form": in_form, "in_ledger": in_ledger}
    return Problem("E_STATS_TOTAL", message, values)


@dataclass(frozen=True)
class FairShare:
    """
    A group among those honoured and among the candidates.

    Attributes:
        honoured, of_honoured: Members of the group that were honoured, and all honoured of whom it is known.
        candidates, of_candidates: The same among all candidates.
        unknown: Candidates of whom nobody said whether they belong to the group.
        is_small: True when the numbers are too small to say much.
    """

    group: ShareGroup
    honoured: int
    of_honoured: int
    candidates: int
    of_candidates: int
    unknown: int
    is_small: bool

    @property
    def share_of_honoured(self) -> Fraction | None:
        """Give the group's share among those honoured, 0 to 1; None when nobody was."""
        return Fraction(self.honoured, self.of_honoured) if self.of_honoured else None

    @property
    def share_of_candidates(self) -> Fraction | None:
        """Give the group's share among the candidates, 0 to 1; None when there are none."""
        return Fraction(self.candidates, self.of_candidates) if self.of_candidates else None

    @property
    def ratio(self) -> Fraction | None:
        """Give the first share over the second; 1 is in proportion; None without both."""
        one, other = self.share_of_honoured, self.share_of_candidates
        return one / other if one is not None and other else None


def fair_share(
    group: ShareGroup, candidates: Iterable[Item], honoured: frozenset[str], small: int
) -> FairShare:
    """
    Hold a group's share among those honoured against its share among the candidates.

    Args:
        group: Which, and among whom.
        candidates: Everybody who might have been honoured, one an item.
        honoured: Keys of those who were.
        small: Below so many candidates of the group, or so many honoured, the numbers are small.

    Returns:
        Counts and exact shares; those of whom nobody said whether they belong to the group are left out.
    """
    pool = [item for item in candidates if fits(group.among, item)]
    known = [item for item in pool if _is_known(group.where, item)]
    members = [item for item in known if fits(group.where, item)]
    of_honoured = sum(item.key in honoured for item in known)
    return FairShare(
        group,
        honoured=sum(item.key in honoured for item in members),
        of_honoured=of_honoured,
        candidates=len(members),
        of_candidates=len(known),
        unknown=len(pool) - len(known),
        is_small=min(len(members), of_honoured) < small,
    )


def _is_known(where: Where, item: Item) -> bool:
    flags = [name for name in where.asks if name in ("woman", "remote")]
    words = [name for name in where.asks if name not in flags]
    return all(item.flags.get(name) is not None for name in flags) and all(
        item.words.get(name) for name in words
    )
