"""``thidua audit``: verify the record."""

from __future__ import annotations

from pathlib import Path

import click

from thidua.audit import Head
from thidua.audit import audit as examine
from thidua.commands import sentence
from thidua.commands.common import answer, db_option, json_option, say
from thidua.i18n import _


@click.command(
    help=_(
        "Verify the record: every event and its hash, every table rebuilt from the events and compared. "
        "Writes nothing.\n\nExample: thidua audit"
    )
)
@click.option("--head", help=_("SIZE:ROOT as somebody outside noted it; the record must still contain it."))
@db_option
@json_option
def audit(db: Path, as_json: bool, head: str | None) -> None:
    """Say what was verified, or the first differences."""
    report = examine(db, _head(head) if head else None)
    if as_json:
        problems = [{"code": p.code, "text": p.text(_)} for p in report.findings]
        answer({"events": report.events, "root": report.root, "findings": problems})
    else:
        for problem in report.findings:
            say(sentence(problem))
        if report.is_clean:
            click.echo(
                _("{events} events, all tables agree; head {events}:{root}").format(
                    events=report.events, root=report.root
                )
            )
    if not report.is_clean:
        raise click.exceptions.Exit(1)


def _head(text: str) -> Head:
    size, _colon, root = text.partition(":")
    if not size.isdigit() or len(root) != 64:
        raise click.UsageError(_("--head wants SIZE:ROOT as thidua audit prints it"))
    return Head(int(size), root)
