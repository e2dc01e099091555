"""The yearly statistics of a record: forms filled from the ledger, held against it, opened by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from scoring.errors import Problem, _
from scoring.facts import Candidate
from scoring.law.history import OTHER_AWARD, Honour, Movement, Record
from scoring.law.statistics import FairShare, Item, Tabulated, fair_share, reconciled, tabulate
from scoring.law.statistics_forms import Form, StatisticsForms
from thidua import ledger
from thidua.intake.grid import read_grid
from thidua.intake.ledger_cells import CellReader
from thidua.intake.ledger_lines import Lines
from thidua.intake.ledger_sheets import LedgerColumn, LedgerSheet
from thidua.intake.refusal import IntakeError, warn
from thidua.intake.workbook import column_name
from thidua.ledger_words import day, word, years
from thidua.lists import award_register, statistics_forms
from thidua.store import history_views, views
from thidua.store.database import Database
from thidua.store.errors import StoreError, refuse

TABLES = ("organisations", "staff")


@dataclass(frozen=True)
class Report:
    """
    Everything the board reports for a period.

    Attributes:
        first, last: Days of the period, both included.
        filled: Forms that are counted, by id.
        tables: Lines of the forms that are tables, by id; None where no table was given.
        revoked: Honours decided in the period that were taken back and are not counted.
        shares: The fair-share report.
        problems: What does not fit or does not agree; with any the report is not sound.
        remarks: What the reader should know.
    """

    forms: StatisticsForms
    first: date
    last: date
    filled: Mapping[str, Tabulated]
    tables: Mapping[str, list[list[str]] | None]
    revoked: tuple[Item, ...] = ()
    shares: tuple[FairShare, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = field(default=())

    @property
    def is_sound(self) -> bool:
        """Tell whether every item has its place and every total agrees with the ledger."""
        return not self.problems


def make_report(
    database: Database, first: date, last: date, tables: Mapping[str, Path] | None = None
) -> Report:
    """
    Fill the forms of a period.

    Args:
        database: A record with an open review.
        first, last: Days of the period, both included; honours count by the day of their decision,
            movements by the day they were launched.
        tables: Files for the forms that are tables, by what they count: ``organisations``, ``staff``.

    Returns:
        The filled forms, with what does not fit in ``problems``.

    Raises:
        ScoringError: A file given for a table cannot be read; holds every problem.
    """
    forms = statistics_forms()
    pasts, roster = ledger.records(database), views.candidates(database)
    names = ledger.names(database)
    decided = [
        (past, honour) for past in pasts.values() for honour in past.honours if first <= honour.on <= last
    ]
    counted = [_honour_item(honour, past, names) for past, honour in decided if honour.revocation is None]
    launched = [each for each in ledger.movements(database).values() if first <= each.start <= last]
    items = {"honours": counted, "movements": [_movement_item(each, forms) for each in launched]}
    filled = {form.id: tabulate(form, items[form.counts]) for form in forms.forms if not form.table}
    revoked = [_honour_item(honour, past, names) for past, honour in decided if honour.revocation is not None]
    return Report(
        forms,
        first,
        last,
        filled,
        _tables(forms, tables or {}),
        tuple(revoked),
        _shares(forms, roster, pasts, counted),
        (*_misplaced(filled), *_differences(database, filled, first, last)),
        tuple(_remarks(forms, counted, revoked)),
    )


def _honour_item(honour: Honour, past: Record, names: Mapping[str, str]) -> Item:
    register = award_register()
    known = register.by_id.get(honour.award)
    words = {
        "candidate": honour.candidate,
        "award": honour.award,
        "level": known.level if known else "",
        "kind": honour.kind.value,
        "subject": ledger.subject_of(past),
        "subject_class": past.profile.subject_class,
    }
    title = register.title_of(honour.award) if honour.award != OTHER_AWARD else honour.note
    detail = f"{honour.decision}, {day(honour.on)}; {years(honour)}; {word(honour.kind)}"
    return Item(honour.key, title, names.get(honour.candidate, honour.candidate), words, detail=detail)


def _movement_item(movement: Movement, forms: StatisticsForms) -> Item:
    words = {"launched_by": movement.launched_by, "scope": movement.scope, "mode": movement.mode}
    detail = f"{day(movement.start)} – {day(movement.end) or '…'}; {movement.document}".rstrip("; ")
    who = forms.lists.launched_by.get(movement.launched_by, movement.launched_by)
    return Item(movement.id, movement.title, who, words, {}, movement.start, movement.end, detail)


def _misplaced(filled: Mapping[str, Tabulated]) -> Iterator[Problem]:
    for each in filled.values():
        yield from each.problems


def _differences(
    database: Database, filled: Mapping[str, Tabulated], first: date, last: date
) -> Iterator[Problem]:
    for each in filled.values():
        problem = reconciled(each, _counted_by_the_ledger(database, each.form, first, last))
        if problem is not None:
            yield problem


def _counted_by_the_ledger(database: Database, form: Form, first: date, last: date) -> int:
    """Count what a form counts in another way: by the tables alone, without the forms' rows and columns."""
    with database.read() as session:
        if form.counts == "movements":
            return history_views.count_movements(session, first, last)
        wanted = [each.id for each in award_register().awards if _is_asked(form, each.id, each.level)]
        return history_views.count_honours(session, first, last, wanted)


def _is_asked(form: Form, award: str, level: str) -> bool:
    where = form.where
    return (not where.award or award in where.award) and (not where.level or level in where.level)


def _shares(
    forms: StatisticsForms,
    roster: Iterable[Candidate],
    pasts: Mapping[str, Record],
    counted: Iterable[Item],
) -> tuple[FairShare, ...]:
    honoured = frozenset(item.words["candidate"] for item in counted)
    people = [_person(each, pasts[each.id]) for each in roster]
    small = forms.fair_share.small
    return tuple(fair_share(group, people, honoured, small) for group in forms.fair_share.groups)


def _person(candidate: Candidate, past: Record) -> Item:
    words = {"subject": ledger.subject_of(past), "subject_class": past.profile.subject_class}
    flags = {"woman": past.profile.woman, "remote": past.profile.remote}
    return Item(candidate.id, "", candidate.name, words, flags)


def _remarks(forms: StatisticsForms, counted: Iterable[Item], revoked: Iterable[Item]) -> Iterator[Problem]:
    others = [item for item in counted if item.words["award"] == OTHER_AWARD]
    if others:
        message = _("honours whose award is not in the list stand in no form: {count} ({what})")
        what = "; ".join(sorted({item.what for item in others})[:5])
        yield warn("W_STATS_OTHER", message, count=len(others), what=what)
    taken = sum(1 for _item in revoked)
    if taken:
        message = _("honours of the period that were revoked and are not counted: {count}")
        yield warn("W_STATS_REVOKED", message, count=taken)
    if forms.note:
        yield warn("W_STATS_FORM", _("{note}"), note=forms.note)


def _tables(forms: StatisticsForms, given: Mapping[str, Path]) -> dict[str, list[list[str]] | None]:
    found: dict[str, list[list[str]] | None] = {}
    problems: list[Problem] = []
    for form in forms.forms:
        if form.table:
            path = given.get(form.counts)
            found[form.id] = None if path is None else _read_table(form, path, problems)
    if problems:
        raise StoreError(problems)
    return found


def _read_table(form: Form, path: Path, problems: list[Problem]) -> list[list[str]]:
    columns = tuple(LedgerColumn(name, title, "text") for name, title in form.table.items())
    try:
        grid = read_grid(path)
    except IntakeError as error:
        problems.append(error.problem)
        return []
    sheet = LedgerSheet(form.counts, form.title, "", columns)
    lines = Lines(grid, sheet, CellReader(award_register(), {}, grid.date1904))
    problems.extend(problem for problem in lines.problems if not problem.warning)
    rows: list[list[str]] = []
    for said in lines:
        problems.extend(said.problems)
        rows.append([said.values.get(name) or "" for name in form.table])
    return rows


def cell_name(form: Form, row: str, column: str) -> str:
    """Give the short name of a cell, e.g. ``0603:5B``: number of the row, letter of the column."""
    rows, columns = [each.id for each in form.rows], [each.id for each in form.columns]
    return f"{form.id}:{rows.index(row) + 1}{column_name(columns.index(column) + 1)}"


def open_cell(report: Report, name: str) -> tuple[Form, str, str, tuple[Item, ...]]:
    """
    Give the list behind a cell.

    Args:
        report: The report.
        name: As ``cell_name`` gives it.

    Returns:
        The form, the titles of row and column, and the items in the order of the ledger.

    Raises:
        StoreError: There is no such cell, or the ledger has no data for its row.
    """
    for tabulated in report.filled.values():
        form = tabulated.form
        for row in form.rows:
            for column in form.columns:
                if cell_name(form, row.id, column.id).casefold() == name.casefold():
                    return form, row.title, column.title, _list_behind(tabulated, row.id, column.id)
    message = _("there is no cell “{name}”; a cell is called e.g. {example}")
    raise refuse("E_STATS_CELL", message, name=name, example=_example(report))


def _list_behind(tabulated: Tabulated, row: str, column: str) -> tuple[Item, ...]:
    found = tabulated.cells.get((row, column))
    if found is None:
        line = next(each for each in tabulated.form.rows if each.id == row)
        raise refuse("E_STATS_NO_DATA", _("no data: {why}"), why=line.no_data)
    return found


def _example(report: Report) -> str:
    form = next(iter(report.filled.values())).form
    return cell_name(form, form.rows[0].id, form.columns[0].id)
