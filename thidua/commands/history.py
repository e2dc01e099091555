"""``thidua history``: the ledger of honours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from scoring.law.history import Honour, Record
from thidua import ledger
from thidua.commands import sentence
from thidua.commands.common import actor_options, answer, db_option, json_option, out_option, say
from thidua.commands.ledger_kinds import ledger_kind_option
from thidua.commands.pasts import show_past
from thidua.commands.signing import signs_head
from thidua.i18n import _, ngettext
from thidua.ledger_words import data, word
from thidua.lists import award_register
from thidua.store.database import Database

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@click.group(
    help=_(
        "The ledger of honours: old decisions, ratings, initiatives, disciplines.\n\n"
        "Example: thidua history show kg-go-quao"
    )
)
def history() -> None:
    """Hold the ledger's commands."""


@history.command(
    "template",
    help=_(
        "Write the workbook that old decisions and other entries are typed into, with the review's "
        "candidates in it.\n\nExample: thidua history template -o so-khen-thuong.xlsx"
    ),
)
@db_option
@out_option("so-khen-thuong.xlsx")
def write_template(db: Path, out: Path) -> None:
    """Write the workbook."""
    ledger.write_template(Database.open(db), out)
    say(_("{path} written").format(path=out))


@history.command(
    help=_(
        "Read a filled workbook, or one of its sheets as .csv or .parquet, into the ledger. Every problem "
        "is told with file, sheet and cell, and nothing is stored unless all is right. The same file again "
        "changes nothing.\n\nExample: thidua history load so-khen-thuong.xlsx"
    )
)
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@ledger_kind_option
@db_option
@actor_options
@json_option
@signs_head
def load(path: Path, kind: str, db: Path, by: str, reason: str, as_json: bool) -> None:
    """Store the file, or say all that is wrong with it."""
    loaded = ledger.load(Database.open(db), path, kind=kind, actor=by, reason=reason)
    if as_json:
        answer(_loaded_data(loaded))
    else:
        for problem in ledger.remark(loaded):
            say(sentence(problem))
        say(_outcome(loaded))
    if loaded.answer is None:
        raise click.exceptions.Exit(1)


def _outcome(loaded: ledger.Loaded) -> str:
    if loaded.answer is None:
        return _("nothing was stored; correct the file and load it again")
    if loaded.answer.is_known:
        return _("this file was loaded before; nothing was changed")
    parts = [
        f"{label}: {_counts(counts)}"
        for label, counts in (
            (_("new"), loaded.answer.new),
            (_("changed"), loaded.answer.changed),
            (_("known before"), loaded.answer.same),
        )
        if counts
    ]
    return "; ".join(parts)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{word(kind)} {count}" for kind, count in counts.items())


def _loaded_data(loaded: ledger.Loaded) -> dict[str, object]:
    problems = [
        {"code": p.code, "place": p.place, "warning": p.warning, "text": p.text(_)}
        for p in ledger.remark(loaded)
    ]
    return {"stored": data(loaded.answer) if loaded.answer else None, "problems": problems}


@history.command(
    help=_(
        "Show everything the ledger holds of a candidate: honours with decision and status, ratings, "
        "initiatives, disciplines, and years in a row.\n\nExample: thidua history show kg-go-quao"
    )
)
@click.argument("candidate")
@db_option
@json_option
def show(candidate: str, db: Path, as_json: bool) -> None:
    """Show the past of the candidate of this id or name."""
    database = Database.open(db)
    past = ledger.record(database, candidate)
    if as_json:
        answer(data(past))
    else:
        show_past(past, ledger.candidate_of(database, past.candidate), award_register())


@history.command(
    help=_(
        "Record that a decision took an honour back, and list what must be judged again. The honour and its "
        "reason stay in the ledger.\n\nExample: thidua history revoke 000123 CSTĐCS --year 2023 "
        '--number 9/QĐ-UBND --on 2026-02-03 --why "Kê khai gian dối"'
    )
)
@click.argument("candidate")
@click.argument("award")
@click.option("--decision", default="", help=_("Number of the honour's decision."))
@click.option("--year", type=int, help=_("A year the honour was given for."))
@click.option("--number", default="", help=_("Number of the decision that takes it back."))
@click.option("--on", required=True, type=DAY, help=_("Date of that decision."))
@click.option("--why", required=True, help=_("Its reason, in words."))
@click.option("--restore", is_flag=True, help=_("Give a revoked honour back instead."))
@db_option
@actor_options
@json_option
@signs_head
def revoke(
    candidate: str,
    award: str,
    decision: str,
    year: int | None,
    number: str,
    on: datetime,
    why: str,
    restore: bool,
    db: Path,
    by: str,
    reason: str,
    as_json: bool,
) -> None:
    """Take the honour back, or give it back."""
    database = Database.open(db)
    past = ledger.record(database, candidate)
    honour = _honour(past, award, decision, year)
    parts = {"number": number, "why": why, "actor": by, "reason": reason}
    if restore:
        ledger.restore(database, honour, on=on.date(), **parts)
        say(_("{honour}: stands again").format(honour=honour.key))
        return
    fallout = ledger.revoke(database, honour, on=on.date(), **parts)
    if as_json:
        answer(data(fallout))
    else:
        _show_fallout(fallout)


def _honour(past: Record, award: str, decision: str, year: int | None) -> Honour:
    known = award_register().by_name.get(award.casefold())
    return ledger.find_honour(past, known.id if known else award, decision=decision, year=year)


def _show_fallout(fallout: ledger.Fallout) -> None:
    say(_("{honour}: revoked").format(honour=fallout.honour.key))
    if fallout.dependants:
        count = len(fallout.dependants)
        head = ngettext(
            "{count} honour must be judged again:", "{count} honours must be judged again:", count
        )
        say(head.format(count=count))
    for each in fallout.dependants:
        click.echo(" ← ".join(reversed(each.chain)))
    if fallout.unclear:
        say(_("Nobody wrote down what these later honours rest on; look into their files:"))
    for honour in fallout.unclear:
        click.echo(honour.key)
