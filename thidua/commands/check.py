"""``thidua check``: criteria files and their worked cases."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.errors import Problem
from scoring.errors import _ as mark
from thidua.checking import Checked, check_file
from thidua.commands import sentence
from thidua.commands.common import answer, json_option, say
from thidua.commands.ledger_kinds import ledger_kind_option
from thidua.i18n import _, ngettext


@click.command(
    help=_(
        "Check criteria files: plans, schemes, laws, reviews and worked cases. Every fault is told as "
        "file:line:column. Workbooks and tables of the ledger are checked, too, as thidua history load would "
        "read them; --kind says what a .csv or .parquet holds where its columns do not. Changes nothing."
        "\n\nExample: thidua check criteria/*/*.yaml"
    )
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@ledger_kind_option
@json_option
def check(files: tuple[Path, ...], kind: str, as_json: bool) -> None:
    """Check each file and end with exit code 1 when any has a fault."""
    checked = [check_file(path, kind) for path in files]
    if as_json:
        answer([_data(each) for each in checked])
    else:
        for each in checked:
            _show(each)
    if not all(each.is_right for each in checked):
        raise click.exceptions.Exit(1)


def _show(each: Checked) -> None:
    for problem in each.problems:
        say(sentence(problem))
    if each.is_right:
        cases = ngettext("{count} case", "{count} cases", each.cases).format(count=each.cases)
        entries = ngettext("{count} entry", "{count} entries", each.entries).format(count=each.entries)
        said = [_(each.kind), *([cases] if each.cases else []), *([entries] if each.entries else [])]
        click.echo(_("{path}: right ({said})").format(path=each.path, said=", ".join(said)))


def _data(each: Checked) -> dict[str, object]:
    return {
        "file": str(each.path),
        "kind": each.kind,
        "cases": each.cases,
        "entries": each.entries,
        "problems": [_problem(problem) for problem in each.problems],
    }


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.code,
        "place": problem.place,
        "text": problem.text(_),
        "warning": problem.warning,
    }


KINDS = (
    mark("scheme"),
    mark("plan"),
    mark("law"),
    mark("law cases"),
    mark("review"),
    mark("cases"),
    mark("ledger"),
    mark("unknown"),
)
