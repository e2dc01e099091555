"""What the questions of ``thidua analyse`` share: where to look, how to answer, exact numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from scoring.errors import Problem
from thidua.analyses.changes import read_number, read_width
from thidua.analyses.report import Report, Table, heading, shown
from thidua.analyses.sources import Asked
from thidua.analyses.writing import check_target, data_of, write_report
from thidua.commands import sentence
from thidua.commands.common import answer, db_option, json_option, say, table
from thidua.decisions import parse_decision
from thidua.i18n import _

F = TypeVar("F", bound=Callable[..., Any])
_WHERE = ("db", "scheme", "as_of", "period", "given", "cluster")


class Exact(click.ParamType[Any]):
    """An exact value, read by a function that raises ValueError for what it cannot read."""

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        self.name, self._read = name, read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the value; one that was read already stays as it is."""
        if not isinstance(value, str):
            return value
        try:
            return self._read(value)
        except ValueError:
            message = _("“{text}” is not of the form {form}")
            self.fail(message.format(text=value, form=self.name), param, ctx)


def _named(read: Callable[[str], Any]) -> Callable[[str], tuple[str, Any]]:
    def pair(text: str) -> tuple[str, Any]:
        name, sign, value = text.partition("=")
        if not (name and sign):
            raise ValueError(text)
        return name, read(value)

    return pair


NUMBER = Exact("N", read_number)
WIDTH = Exact("±N|N%", read_width)
NODE_NUMBER = Exact("NODE=N", _named(read_number))
FACT_WIDTH = Exact("FACT=±N|N%", _named(read_width))


def where_options(table_names: str, record_names: str = "") -> Callable[[F], F]:
    """
    Add where to look; the command gets an ``Asked`` whose files are the words of the call.

    Args:
        table_names: What is named when a table is asked, e.g. ``SCHEME FACTS``.
        record_names: What is named when the record is asked; usually nothing.
    """

    def add(command: F) -> F:
        @wraps(command)
        def call(files: tuple[str, ...], **given: Any) -> Any:
            if len(files) not in (len(table_names.split()), len(record_names.split())):
                message = _("name {table} for a table, or {record} for the record")
                raise click.UsageError(message.format(table=table_names, record=record_names or _("nothing")))
            where = {key: given.pop(key) for key in _WHERE}
            return command(Asked(files, **where), **given)

        metavar = f"[{table_names}]" if not record_names else f"[{table_names} | {record_names}]"
        return cast(F, _where(click.argument("files", nargs=-1, metavar=metavar)(call)))

    return add


def _day(_ctx: click.Context, _param: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


def _where(command: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        db_option,
        click.option("--scheme", default="", help=_("Which scheme of the record: ID or ID@VERSION.")),
        click.option("--cluster", default="", help=_("Only this cluster.")),
        click.option(
            "--as-of",
            type=click.DateTime(["%Y-%m-%d"]),
            callback=_day,
            help=_("The day whose rules apply; else the end of the period, or the scheme's last day."),
        ),
        click.option("--period", default="", help=_("Which period of a table that has several.")),
        click.option(
            "--decide",
            "given",
            multiple=True,
            type=Exact("SLOT=OPTION[,…]", parse_decision),
            help=_("Answer an open question; PERIOD:SLOT=OPTION for one period."),
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def answer_options(command: F) -> F:
    """Add how to answer; the command gives a ``Report``, which is shown and written."""

    @wraps(command)
    def call(*words: Any, out: Path | None, chart: Path | None, as_json: bool, **given: Any) -> None:
        check_target(out)
        check_target(chart, (".svg",))
        give(command(*words, **given), out, chart, as_json)

    path = click.Path(dir_okay=False, path_type=Path)
    chart = click.option("--chart", type=path, help=_("Where to draw the chart: .svg."))
    out = click.option("-o", "--out", type=path, help=_("Where to write: .csv, .xlsx, .json or .svg."))
    return cast(F, out(chart(json_option(call))))


def give(report: Report, out: Path | None, chart: Path | None, as_json: bool) -> None:
    """Write the files that were asked for; answer on stdout when none or JSON was."""
    wanted = [target for target in (out, chart) if target is not None]
    written = [target for target in wanted if write_report(report, target)]
    for target in wanted:
        message = (
            _("{path} written") if target in written else _("{path} not written: there is nothing to draw")
        )
        say(message.format(path=target))
    if as_json:
        answer(data_of(report))
    elif out not in written:
        _show(report)


def _show(report: Report) -> None:
    about = _("{analysis}: {scheme} as of {day}, {origin}")
    say(about.format(analysis=report.analysis, scheme=report.scheme, day=report.as_of, origin=report.origin))
    for line in (*report.notes, *report.sentences):
        click.echo(line)
    first, *others = report.tables
    if first.rows:
        _show_table(first)
    more = [each.title for each in others if each.rows]
    if more:
        say(_("more in .xlsx and .json: {tables}").format(tables="; ".join(more)))


def _show_table(each: Table) -> None:
    columns = [column for column in each.columns if not column.detail]
    kept = [column for column in columns if any(row.get(column.key) not in (None, "") for row in each.rows)]
    heads = dict(zip(each.columns, heading(each), strict=True))
    rows = [[shown(row.get(column.key), column.kind) for column in kept] for row in each.rows]
    right = [i for i, column in enumerate(kept) if column.kind in ("number", "share")]
    table(each.title, [heads[column] for column in kept], rows, right)


def remark(problem: Problem) -> None:
    """Tell a warning on stderr."""
    say(sentence(problem))
