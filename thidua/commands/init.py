"""``thidua init``: begin a review."""

from __future__ import annotations

from pathlib import Path

import click

from thidua.commands.common import actor_options, db_option, say
from thidua.commands.signing import signs_head
from thidua.i18n import _
from thidua.reviews import begin


@click.command(
    help=_(
        "Begin a review: make its record, with the rules and the candidates that the review file names.\n\n"
        "Example: thidua init examples/kien-giang-2023/review.yaml --db thidua.db"
    )
)
@click.argument("review", type=click.Path(dir_okay=False, path_type=Path))
@db_option
@actor_options
@signs_head
def init(review: Path, db: Path, by: str, reason: str) -> None:
    """Make the record; refuse when one is there already."""
    begun = begin(review, db, actor=by, reason=reason)
    say(_("{db}: record made, {schemes} schemes, {candidates} candidates").format(db=db, **begun))
