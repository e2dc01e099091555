"""``thidua dossier``: the council's dossier as PDF."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from thidua.commands.common import actor_options, day_option, db_option, out_option, progress, say
from thidua.commands.signing import signs_head
from thidua.dossier.dossier import MOST_CARDS
from thidua.i18n import _
from thidua.papers import issue_dossier
from thidua.store.database import Database


@click.command(
    help=_(
        "Make the council's dossier as PDF. Where the review asks for a public notice, it must have ended "
        "and every objection be answered. The data that the council votes on is attached to it."
        "\n\nExample: thidua dossier -o dossier.pdf"
    )
)
@db_option
@out_option("dossier.pdf")
@click.option(
    "--cards",
    "most_cards",
    type=click.IntRange(min=0),
    default=MOST_CARDS,
    show_default=True,
    help=_("Print the cards of all candidates when they are at most so many; thidua explain gives each."),
)
@day_option
@actor_options
@signs_head
def dossier(db: Path, out: Path, most_cards: int, on: date | None, by: str, reason: str) -> None:
    """Write the PDF and record that it was made."""
    database = Database.open(db)
    with progress(_("lines")) as tell:
        pages = issue_dossier(
            database, out, actor=by, reason=reason, progress=tell, on=on, most_cards=most_cards
        )
    say(_("{path}: {pages} pages").format(path=out, pages=pages))
