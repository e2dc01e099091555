"""``thidua certificates``: one PDF for everyone selected."""

from __future__ import annotations

from pathlib import Path

import click

from thidua.commands.common import actor_options, db_option, out_option, progress, say
from thidua.commands.signing import signs_head
from thidua.i18n import _
from thidua.papers import issue_certificates
from thidua.store.database import Database


@click.command(
    help=_(
        "Make a certificate for everyone selected; none for those a tie or a missing value leaves "
        "undecided.\n\nExample: thidua certificates -o certificates"
    )
)
@db_option
@out_option("certificates", folder=True)
@actor_options
@signs_head
def certificates(db: Path, out: Path, by: str, reason: str) -> None:
    """Write the PDFs and record that they were made."""
    database = Database.open(db)
    with progress(_("certificates")) as tell:
        written = issue_certificates(database, out, actor=by, reason=reason, progress=tell)
    say(_("{count} certificates written to {folder}").format(count=len(written), folder=out))
