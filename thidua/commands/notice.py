"""``thidua notice``: results are published, and what follows waits until the window has run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from thidua.commands import sentence
from thidua.commands.common import (
    DAY,
    actor_options,
    answer,
    day_option,
    db_option,
    json_option,
    out_option,
    say,
    table,
)
from thidua.commands.signing import signs_head
from thidua.i18n import _
from thidua.ledger_words import day
from thidua.notice_papers import write_notice
from thidua.notices import Publishing, announce, hindrances
from thidua.runs import current_result
from thidua.store.database import Database
from thidua.store.errors import StoreError
from thidua.store.notice_acts import Notice, notices


@click.group(
    help=_(
        "Publish results for the working days the review file asks for. Until they have run, and while an "
        "objection that came in time has no answer, dossier, certificates and proposals wait.\n\n"
        "Example: thidua notice open --from 2024-01-02"
    )
)
def notice() -> None:
    """Hold the commands of public notices."""


@notice.command(
    "open",
    help=_(
        "Record that the latest results were published on a day; without names those of every scheme. The "
        "last day of the window is reckoned and kept, with the days off that were passed over.\n\n"
        "Example: thidua notice open vi-du-kg-huyen --from 2024-01-02 --where “Cổng thông tin điện tử”"
    ),
)
@click.argument("schemes", nargs=-1)
@click.option("--from", "opened", type=DAY, help=_("Day of publishing, not counted; today if left out."))
@click.option("--day-off", "off", type=DAY, multiple=True, help=_("A day off that no file knows yet."))
@click.option("--where", default="", help=_("Where the result hangs or stands."))
@db_option
@actor_options
@json_option
@signs_head
def open_notice(
    schemes: tuple[str, ...],
    opened: datetime | None,
    off: tuple[datetime, ...],
    where: str,
    db: Path,
    by: str,
    reason: str,
    as_json: bool,
) -> None:
    """Record one notice a scheme."""
    first = opened.date() if opened else date.today()
    publishing = Publishing(first, schemes, [each.date() for each in off], where)
    found = announce(Database.open(db), publishing, actor=by, reason=reason)
    if as_json:
        answer([_data(each) for each in found])
        return
    for each in found:
        text = _("{scheme}: run {run} published from {opened}, the window ends with {until}")
        say(
            text.format(scheme=each.scheme, run=each.run, opened=day(each.opened), until=day(each.until))
            + _unsure(each)
        )


def _unsure(each: Notice) -> str:
    if not each.unsure:
        return ""
    text = _(" (not all days off of {years} are known; say them with --day-off)")
    return text.format(years=", ".join(map(str, each.unsure)))


@notice.command(
    help=_(
        "Show every notice, and what the next step still waits for on a day. With -o, the notice to hang up "
        "as PDF: every candidate with total, class and rank as they were published.\n\n"
        "Example: thidua notice show --on 2024-01-12"
    )
)
@click.argument("schemes", nargs=-1)
@day_option
@db_option
@out_option()
@json_option
def show(schemes: tuple[str, ...], on: date | None, db: Path, out: Path | None, as_json: bool) -> None:
    """Show the notices, or write them."""
    if out is not None and out.suffix.lower() != ".pdf":
        raise click.UsageError(_("-o wants a name that ends in .pdf"))
    database = Database.open(db)
    found = [each for each in notices(database) if not schemes or each.scheme.partition("@")[0] in schemes]
    if out is not None:
        newest = list({each.scheme: each for each in found}.values())
        if not newest:
            raise click.UsageError(_("nothing was published yet; open a notice first"))
        say(_("{path}: {pages} pages").format(path=out, pages=write_notice(database, newest, out)))
        return
    waits = _waits(database, on or date.today())
    if as_json:
        answer({"notices": [_data(each) for each in found], "waits_for": waits})
        return
    _show(found)
    for line in waits or [_("Nothing stands against the next step.")]:
        click.echo(line)


def _waits(database: Database, on: date) -> list[str]:
    try:
        result = current_result(database)
    except StoreError as error:
        return [sentence(each) for each in error.problems]
    if result.review.public_notice is None:
        return []
    return [sentence(each) for each in hindrances(database, result, on)]


def _show(found: Sequence[Notice]) -> None:
    head = [_("Scheme"), _("Run"), _("From"), _("Working days"), _("Until"), _("Days off"), _("Where")]
    rows = [
        [
            each.scheme,
            str(each.run),
            day(each.opened),
            str(each.working_days),
            day(each.until),
            (", ".join(day(one) for one in each.days_off) + _unsure(each)).strip(),
            each.place,
        ]
        for each in found
    ]
    table(_("Public notices"), head, rows, right=(1, 3))


def _data(each: Notice) -> dict[str, object]:
    return {
        "event": each.seq,
        "scheme": each.scheme,
        "run": each.run,
        "opened": each.opened.isoformat(),
        "working_days": each.working_days,
        "until": each.until.isoformat(),
        "days_off": [one.isoformat() for one in each.days_off],
        "unsure_years": list(each.unsure),
        "where": each.place,
    }
