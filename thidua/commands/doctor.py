"""``thidua doctor``: what is missing on this machine."""

from __future__ import annotations

import click

from thidua.commands.common import answer, json_option
from thidua.health import Finding, examine
from thidua.i18n import _


@click.command(
    help=_("Say what is missing on this machine, and the line that installs it.\n\nExample: thidua doctor")
)
@json_option
def doctor(as_json: bool) -> None:
    """Examine; exit code 1 when something needed is missing."""
    findings = examine()
    if as_json:
        answer([vars(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(_line(finding))
    if any(not finding.well and finding.needed for finding in findings):
        raise click.exceptions.Exit(1)


def _line(finding: Finding) -> str:
    mark = "✓" if finding.well else "✗" if finding.needed else "–"
    advice = f" → {finding.advice}" if finding.advice and not finding.well else ""
    return f"{mark} {_(finding.what)}: {finding.found}{advice}"
