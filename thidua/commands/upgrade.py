"""``thidua upgrade``: a record of an older version, brought up to date."""

from __future__ import annotations

from pathlib import Path

import click

from thidua.commands.common import answer, db_option, json_option, say
from thidua.i18n import _
from thidua.store.upgrading import bring_up


@click.command(
    help=_(
        "Give a record that an older version of the program made the tables of this one. Its events stay as "
        "they are, and a copy of the file is kept beside it.\n\nExample: thidua upgrade --db review.db"
    )
)
@db_option
@json_option
def upgrade(db: Path, as_json: bool) -> None:
    """Bring the record up to date."""
    done = bring_up(db)
    if as_json:
        copy = str(done.copy) if done.copy else None
        answer({"before": done.before, "after": done.after, "copy": copy})
    elif done.copy is None:
        say(_("{path} is up to date").format(path=db))
    else:
        text = _("{path}: schema version {before} → {after}; the older file is kept as {copy}")
        say(text.format(path=db, before=done.before, after=done.after, copy=done.copy))
