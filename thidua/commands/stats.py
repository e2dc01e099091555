"""``thidua stats``: the statistics the board owes each year."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from scoring.law.statistics import Tabulated
from thidua import statistics
from thidua.commands import sentence
from thidua.commands.common import answer, db_option, json_option, number, out_option, say, table
from thidua.dossier.files import replace_file
from thidua.i18n import _
from thidua.intake.workbook import column_name
from thidua.statistics import Report
from thidua.statistics_data import report_data
from thidua.store import views
from thidua.store.database import Database

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
TABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    help=_(
        "Fill the yearly statistics forms 0601 to 0605 from the ledger. Every number can be opened; totals "
        "are held against the ledger, and with any difference nothing is written.\n\n"
        "Example: thidua stats --year 2025 --open 0603:5A"
    )
)
@click.option("--year", type=click.IntRange(1945, 2999), help=_("The year of the report."))
@click.option("--from", "first", type=DAY, help=_("First day, instead of a whole year."))
@click.option("--to", "last", type=DAY, help=_("Last day, instead of a whole year."))
@click.option("--open", "cell", help=_("Show the list behind a cell, e.g. 0603:5A."))
@click.option("--organisations", type=TABLE, help=_("Table for form 0604."))
@click.option("--staff", type=TABLE, help=_("Table for form 0605."))
@db_option
@out_option()
@json_option
def stats(
    year: int | None,
    first: datetime | None,
    last: datetime | None,
    cell: str | None,
    organisations: Path | None,
    staff: Path | None,
    db: Path,
    out: Path | None,
    as_json: bool,
) -> None:
    """Fill and show, open a cell, or write."""
    database = Database.open(db)
    given = {"organisations": organisations, "staff": staff}
    tables = {name: path for name, path in given.items() if path is not None}
    report = statistics.make_report(database, *_period(year, first, last), tables)
    if cell is not None:
        _open(report, cell, as_json)
    elif as_json:
        answer(report_data(report))
    elif out is None:
        _show(report)
    for problem in (*report.remarks, *report.problems):
        say(sentence(problem))
    if not report.is_sound:
        raise click.exceptions.Exit(1)
    if out is not None:
        _write(report, database, out)


def _period(year: int | None, first: datetime | None, last: datetime | None) -> tuple[date, date]:
    if year is not None and first is None and last is None:
        return date(year, 1, 1), date(year, 12, 31)
    if year is None and first is not None and last is not None and first <= last:
        return first.date(), last.date()
    raise click.UsageError(_("name either --year, or --from and a later --to"))


def _open(report: Report, cell: str, as_json: bool) -> None:
    form, row, column, items = statistics.open_cell(report, cell)
    if as_json:
        answer(
            [{"key": each.key, "what": each.what, "who": each.who, "detail": each.detail} for each in items]
        )
        return
    rows = [[each.who, each.what, each.detail] for each in items]
    title = f"{form.symbol} {cell.upper()}: {row} / {column} ({len(items)})"
    table(title, [_("Who"), _("What"), _("Details")], rows)


def _show(report: Report) -> None:
    for form in report.forms.forms:
        if not form.table:
            _show_form(report.filled[form.id])
        elif report.tables[form.id]:
            table(f"{form.symbol} {form.title}", list(form.table.values()), report.tables[form.id] or [])
        else:
            click.echo(_("{form}: no data").format(form=f"{form.symbol} {form.title}"))
    _show_shares(report)


def _show_form(found: Tabulated) -> None:
    form = found.form
    head = ["", _("Line"), *(f"{column_name(i)} {c.title}" for i, c in enumerate(form.columns, 1))]
    rows = [
        [
            str(i),
            f"  {row.title}" if row.within else row.title,
            *(_cell(found.count(row.id, column.id)) for column in form.columns),
        ]
        for i, row in enumerate(form.rows, 1)
    ]
    table(f"{form.symbol} {form.title}", head, rows, right=(0, *range(2, len(head))))


def _cell(found: int | None) -> str:
    return _("no data") if found is None else number(found)


def _show_shares(report: Report) -> None:
    head = [
        _("Group"),
        _("Honoured"),
        _("Share %"),
        _("Candidates"),
        _("Share %"),
        _("Ratio"),
        _("Unknown"),
        "",
    ]
    rows = [
        [
            each.group.title,
            f"{number(each.honoured)} / {number(each.of_honoured)}",
            number(None if each.share_of_honoured is None else each.share_of_honoured * 100),
            f"{number(each.candidates)} / {number(each.of_candidates)}",
            number(None if each.share_of_candidates is None else each.share_of_candidates * 100),
            number(each.ratio),
            number(each.unknown),
            _("small numbers") if each.is_small else "",
        ]
        for each in report.shares
    ]
    table(_("Fair share"), head, rows, right=range(1, 7))


def _write(report: Report, database: Database, out: Path) -> None:
    from thidua.statistics_papers import pdf  # slow import
    from thidua.statistics_workbook import workbook  # slow import

    writers = {".xlsx": workbook, ".pdf": pdf}
    write = writers.get(out.suffix.lower())
    if write is None:
        raise click.UsageError(_("“{name}” must end in .xlsx or .pdf").format(name=out.name))
    replace_file(out, write(report, views.review(database)))
    say(_("{path} written").format(path=out))
