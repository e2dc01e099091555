"""``thidua erase``: personal data of a candidate out of the record, every proof left whole."""

from __future__ import annotations

from pathlib import Path

import click

from thidua.commands.common import actor, answer, db_option, json_option, say
from thidua.commands.signing import signs_head
from thidua.i18n import _
from thidua.store.database import Database
from thidua.store.erasing import Erasure, copies_of
from thidua.store.erasing import erase as take_out
from thidua.store.errors import refuse


@click.command(
    help=_(
        "Erase name, title, post, evidence and sources of a candidate from the record. Id, points and "
        "honours stay, events stay byte for byte, and every head and proof holds; papers show “(đã xóa)” "
        "from then on. Files as they were sent that speak of the candidate are erased whole. "
        "It cannot be undone.\n\n"
        "Example: thidua erase kg-ba-lan --who 'Giám đốc Sở' --reason 'Yêu cầu xóa ngày 01/7/2026'"
    )
)
@click.argument("candidate")
@click.option("--who", required=True, help=_("Who ordered it: post or name."))
@click.option("--reason", required=True, help=_("On what ground; kept in the record."))
@click.option("--by", default=actor, show_default=_("the user"), help=_("Who does this: post or name."))
@click.option(
    "--delete-copies", is_flag=True, help=_("Delete the copies that an upgrade left: they hold the data too.")
)
@db_option
@json_option
@signs_head
def erase(
    db: Path, as_json: bool, candidate: str, who: str, reason: str, by: str, delete_copies: bool
) -> None:
    """Erase the data of a candidate."""
    copies = copies_of(db)
    if copies and not delete_copies:
        message = _("The copy {copy} holds the data too; move it away, or delete it with --delete-copies.")
        raise refuse("E_STORE_COPIES", message, db, copy=copies[0])
    done = take_out(Database.open(db), candidate, who=who, why=reason, actor=by)
    for copy in copies:
        copy.unlink()
    if as_json:
        answer({"event": done.seq, "contents": done.contents, "values": done.values})
    else:
        _tell(done, candidate)
    for seq in done.remaining:
        say(_("the name still stands in the words of event {seq}, which cannot change").format(seq=seq))
    for sha256 in done.kept:
        say(_("the name still stands in the content {sha256}").format(sha256=sha256))


def _tell(done: Erasure, candidate: str) -> None:
    line = _("event {seq}: {values} values of {candidate} erased, {contents} contents emptied")
    click.echo(line.format(seq=done.seq, values=done.values, candidate=candidate, contents=done.contents))
    say(_("papers, packages and backups made before lie outside the record: erase or replace them too"))
