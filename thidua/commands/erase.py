"""``thidua erase``: personal data out of the record, every proof left whole."""

from __future__ import annotations

from pathlib import Path

import click

from thidua.commands import sentence
from thidua.commands.common import actor, answer, db_option, json_option, say
from thidua.commands.signing import signs_head
from thidua.i18n import _
from thidua.store import erasing
from thidua.store.database import Database
from thidua.store.engine import check_file, compact
from thidua.store.erasing import Erasure
from thidua.store.errors import refuse


@click.command(
    help=_(
        "Erase name, title, post, evidence and sources of a candidate from the record, and the words of "
        "objections about or by the candidate. Id, points and honours stay, events stay byte for byte, and "
        "every head and proof holds; papers show “(đã xóa)” from then on. Files as they were sent that speak "
        "of the candidate are erased whole. It cannot be undone.\n\n"
        "With --objection instead of a candidate, sender, words and file of one objection. With --compact "
        "alone, the file is written anew, if somebody was reading it during an erasure.\n\n"
        "Example: thidua erase kg-ba-lan --who 'Giám đốc Sở' --reason 'Yêu cầu xóa ngày 01/7/2026'"
    )
)
@click.argument("candidate", default="")
@click.option(
    "--objection", type=click.IntRange(1), help=_("Number of an objection, instead of a candidate.")
)
@click.option("--compact", "only_compact", is_flag=True, help=_("Only write the file anew."))
@click.option("--who", default="", help=_("Who ordered it: post or name."))
@click.option("--reason", default="", help=_("On what ground; kept in the record."))
@click.option("--by", default=actor, show_default=_("the user"), help=_("Who does this: post or name."))
@click.option(
    "--delete-copies", is_flag=True, help=_("Delete the copies that an upgrade left: they hold the data too.")
)
@db_option
@json_option
@signs_head
def erase(
    db: Path,
    as_json: bool,
    candidate: str,
    objection: int | None,
    only_compact: bool,
    who: str,
    reason: str,
    by: str,
    delete_copies: bool,
) -> None:
    """Erase the data of a candidate or the words of an objection."""
    if bool(candidate) + (objection is not None) + only_compact != 1:
        raise click.UsageError(_("name a candidate, or --objection, or --compact: one of them"))
    if only_compact:
        check_file(db)
        compact(db)
        return
    if not who or not reason:
        raise click.UsageError(_("say --who ordered it and for what --reason"))
    copies = erasing.copies_of(db)
    if copies and not delete_copies:
        message = _("The copy {copy} holds the data too; move it away, or delete it with --delete-copies.")
        raise refuse("E_STORE_COPIES", message, db, copy=copies[0])
    done = _erased(Database.open(db), candidate, objection, who, reason, by)
    for copy in copies:
        copy.unlink()
    if as_json:
        answer({"event": done.seq, "contents": done.contents, "values": done.values, "plain": done.plain})
    else:
        _tell(done, candidate or _("objection {number}").format(number=objection))
    _tell_rest(done)
    if done.fault is not None:
        for problem in done.fault.problems:
            say(sentence(problem))
        raise click.exceptions.Exit(1)  # the act stands, and its head is signed


def _erased(
    database: Database, candidate: str, objection: int | None, who: str, why: str, by: str
) -> Erasure:
    if objection is None:
        return erasing.erase(database, candidate, who=who, why=why, actor=by)
    return erasing.erase_objection(database, objection, who=who, why=why, actor=by)


def _tell(done: Erasure, whose: str) -> None:
    line = _("event {seq}: {values} values of {candidate} erased, {contents} contents emptied")
    click.echo(line.format(seq=done.seq, values=done.values, candidate=whose, contents=done.contents))
    say(_("papers, packages and backups made before lie outside the record: erase or replace them too"))


def _tell_rest(done: Erasure) -> None:
    """Say what stays."""
    for seq in done.remaining:
        say(_("the name still stands in the words of event {seq}, which cannot change").format(seq=seq))
    for sha256 in done.kept:
        say(_("the name still stands in the content {sha256}").format(sha256=sha256))
    if done.plain:
        text = _(
            "{count} of the contents were recorded before contents were salted: their SHA-256 stays in the "
            "events, and with it a guess of what they held can be tested"
        )
        say(text.format(count=done.plain))
