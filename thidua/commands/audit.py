"""``thidua audit``: verify the record."""

from __future__ import annotations

from pathlib import Path

import click

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
@db_option
@json_option
def audit(db: Path, as_json: bool) -> None:
    """Say what was verified, or the first differences."""
    report = examine(db)
    if as_json:
        problems = [{"code": p.code, "text": p.text(_)} for p in report.findings]
        answer({"events": report.events, "root": report.root, "findings": problems})
    else:
        for problem in report.findings:
            say(sentence(problem))
        if not report.findings:
            click.echo(
                _("{events} events, all tables agree; head {root}").format(
                    events=report.events, root=report.root
                )
            )
    if report.findings:
        raise click.exceptions.Exit(1)
