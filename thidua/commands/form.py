"""``thidua form``: a workbook for every unit."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from thidua.commands.common import db_option, out_option, progress, say
from thidua.i18n import _
from thidua.review import Stage
from thidua.reviews import write_forms
from thidua.store.database import Database


@click.command(
    help=_(
        "Write a form (.xlsx) for every unit, made from the schemes. With --stage peer, appraisal or council "
        "the values given so far stand in it already; whoever changes one writes why in the last column."
        "\n\nExample: thidua form -o forms"
    )
)
@click.argument("units", nargs=-1)
@click.option(
    "--stage", type=click.Choice(get_args(Stage)), help=_("Whose values; the review's own stage if left out.")
)
@db_option
@out_option("forms", folder=True)
def form(units: tuple[str, ...], stage: Stage | None, db: Path, out: Path) -> None:
    """Write the forms of the units named, or of all."""
    database = Database.open(db)
    with progress(_("forms")) as tell:
        written = write_forms(database, out, units=units, stage=stage, progress=tell)
    say(_("{count} forms written to {folder}").format(count=len(written), folder=out))
