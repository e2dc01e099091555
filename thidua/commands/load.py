"""``thidua load``: filled forms into the record."""

from __future__ import annotations

from pathlib import Path

import click

from thidua.commands import sentence
from thidua.commands.common import actor_options, answer, db_option, json_option, say
from thidua.commands.signing import signs_head
from thidua.i18n import _
from thidua.reviews import Intake, take_in
from thidua.store.database import Database


@click.command(
    help=_(
        "Read filled forms back. Every problem of every form is told with file, sheet and cell; nothing is "
        "stored unless all is right, or --accept-good is given. The same file again changes nothing. A value "
        "that differs from what was given before needs a reason: in the last column of its row, or --reason "
        "for a file loaded alone.\n\n"
        "Example: thidua load filled-forms"
    )
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--accept-good", is_flag=True, help=_("Store the forms without faults, leave out the others."))
@db_option
@actor_options
@json_option
@signs_head
def load(paths: tuple[Path, ...], accept_good: bool, db: Path, by: str, reason: str, as_json: bool) -> None:
    """Store the forms, or say all that is wrong with them."""
    database = Database.open(db)
    taken = take_in(database, paths, accept_good=accept_good, actor=by, reason=reason)
    if as_json:
        answer(_data(taken))
    else:
        _show(taken)
    if taken.faults:
        raise click.exceptions.Exit(1)


def _show(taken: Intake) -> None:
    for problem in [*taken.warnings, *taken.faults]:
        say(sentence(problem))
    new = sum(each == "loaded" for each in taken.loaded.values())
    say(
        _(
            "{read} forms read, {new} stored, {known} stored before, {faults} faults, {warnings} remarks"
        ).format(
            read=len(taken.readings),
            new=new,
            known=len(taken.loaded) - new,
            faults=len(taken.faults),
            warnings=len(taken.warnings),
        )
    )
    if taken.faults and not taken.loaded:
        say(_("nothing was stored; correct the forms and load them again, or give --accept-good"))


def _data(taken: Intake) -> dict[str, object]:
    return {
        "forms": len(taken.readings),
        "stored": dict(taken.loaded),
        "problems": [
            {"code": p.code, "place": p.place, "warning": p.warning, "text": p.text(_)}
            for p in [*taken.faults, *taken.warnings]
        ],
    }
