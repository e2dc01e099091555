"""``thidua bonus``: what each honour brings, and what each fund pays."""

from __future__ import annotations

import json
from pathlib import Path

import click

from scoring.law.money import Bonuses, BonusLine, Grant
from thidua import bonuses
from thidua.commands import sentence
from thidua.commands.common import answer, db_option, json_option, number, out_option, say, table
from thidua.dossier.files import replace_file
from thidua.i18n import _
from thidua.intake.grants import read_grants
from thidua.lists import award_register
from thidua.store.database import Database

ANSWERS = "SLOT=all|highest"


@click.command(
    help=_(
        "Reckon bonus money: coefficient × base salary on the day of the decision, rounded up, with the "
        "clause beside each line. Takes a list (.xlsx, .csv, .parquet) or decisions of the ledger. What is "
        "not certain blocks the total and is named; then the exit code is 1.\n\n"
        "Example: thidua bonus --decision 12/QĐ-UBND -o tien-thuong.xlsx"
    )
)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--decision", "decisions", multiple=True, help=_("Number of a decision in the ledger."))
@click.option(
    "--rates",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("File with coefficients that the authority fixed or checked itself."),
)
@click.option("--decide", "decided", multiple=True, metavar=ANSWERS, help=_("Answer an open question."))
@db_option
@out_option()
@json_option
def bonus(
    file: Path | None,
    decisions: tuple[str, ...],
    rates: Path | None,
    decided: tuple[str, ...],
    db: Path,
    out: Path | None,
    as_json: bool,
) -> None:
    """Reckon and show, or write."""
    grants = _grants(file, decisions, db)
    found = bonuses.reckon(grants, rates=rates, answers=dict(map(_answer, decided)))
    if out is not None:
        _write(found, out)
        say(_("{path} written").format(path=out))
    if as_json:
        answer(bonuses.as_data(found))
    elif out is None:
        _show(found)
    for problem in found.blocks:
        say(sentence(problem))
    if found.blocks:
        raise click.exceptions.Exit(1)


def _grants(file: Path | None, decisions: tuple[str, ...], db: Path) -> list[Grant]:
    if (file is None) == (not decisions):
        raise click.UsageError(_("name either a list or decisions of the ledger"))
    if file is None:
        return bonuses.grants_of(Database.open(db), decisions)
    reading = read_grants(file, award_register())
    for problem in reading.problems:
        say(sentence(problem))
    if not reading.is_accepted:
        raise click.exceptions.Exit(1)
    return reading.grants


def _answer(text: str) -> tuple[str, str]:
    slot, sign, choice = text.partition("=")
    if not sign:
        raise click.UsageError(_("--decide wants {form}").format(form=ANSWERS))
    return slot, choice


def _write(found: Bonuses, out: Path) -> None:
    if out.suffix.lower() == ".xlsx":
        replace_file(out, bonuses.workbook(found))
    elif out.suffix.lower() == ".json":
        text = json.dumps(bonuses.as_data(found), ensure_ascii=False, indent=1)
        replace_file(out, f"{text}\n".encode())
    else:
        raise click.UsageError(_("“{name}” must end in .xlsx or .json").format(name=out.name))


def _show(found: Bonuses) -> None:
    names = (_("Name"), _("Award"), _("Period"), _("Coefficient"), _("Base salary"), _("Amount"))
    head = [*names, _("Paid"), _("Clause")]
    table(_("Bonus money (đồng)"), head, [_row(line) for line in found.lines], right=(3, 4, 5))
    for fund, amount in found.funds.items():
        name = fund or _("fund not known")
        click.echo(f"{name}: {_total(amount)}")
    click.echo(_("Total: {total}").format(total=_total(found.total)))


def _row(line: BonusLine) -> list[str]:
    grant = line.grant
    return [
        grant.name,
        award_register().short_of(grant.award),
        bonuses.period(grant),
        number(line.times),
        number(line.salary.amount if line.salary else None),
        number(line.amount),
        bonuses.due_word(line),
        bonuses.clause(line.cites),
    ]


def _total(amount: int | None) -> str:
    return _("no total, see the remarks") if amount is None else f"{number(amount)} đ"
