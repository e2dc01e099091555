"""``thidua objection``: what is said against published results, the answers, and what they changed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from thidua.commands.common import (
    DAY,
    actor,
    actor_options,
    answer,
    db_option,
    json_option,
    say,
    table,
)
from thidua.commands.objected import objection_data, state_of, told
from thidua.commands.signing import signs_head
from thidua.i18n import _
from thidua.ledger_words import day
from thidua.objection_effects import effect_of
from thidua.objections import Filing, find, submit
from thidua.replies import Reply, respond
from thidua.store.database import Database
from thidua.store.notice_acts import objections

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(
    help=_(
        "Objections to published results: each to one criterion of one candidate, answered once. An accepted "
        "one may carry new values; the next run scores them, and nothing older is lost.\n\n"
        "Example: thidua objection list"
    )
)
def objection() -> None:
    """Hold the commands of objections."""


@objection.command(
    "file",
    help=_(
        "Record an objection with the file sent with it. One that comes after the window is kept and marked "
        "as out of time.\n\nExample: thidua objection file kg-go-quao thanh_toan --text “…” "
        "--received 2024-01-04 --evidence so-lieu.pdf"
    ),
)
@click.argument("candidate")
@click.argument("criterion")
@click.option("--text", required=True, help=_("What the objection says."))
@click.option("--received", type=DAY, required=True, help=_("Day it came in."))
@click.option("--sender", default="", help=_("Who objects: a unit or candidate; else its own unit."))
@click.option("--scheme", default="", help=_("Scheme of the criterion, where several score the candidate."))
@click.option("--evidence", type=FILE, help=_("File sent with it; it is kept in the record."))
@db_option
@actor_options
@json_option
@signs_head
def file_objection(
    candidate: str,
    criterion: str,
    text: str,
    received: datetime,
    sender: str,
    scheme: str,
    evidence: Path | None,
    db: Path,
    by: str,
    reason: str,
    as_json: bool,
) -> None:
    """Record one objection."""
    filing = Filing(candidate, criterion, text, received.date(), sender, scheme, evidence)
    found = submit(Database.open(db), filing, actor=by, reason=reason)
    if as_json:
        answer(objection_data(found, None))
        return
    in_time, late = _("objection {number} recorded"), _("objection {number} recorded, out of time")
    say((in_time if found.in_time else late).format(number=found.number))


@objection.command(
    "answer",
    help=_(
        "Accept or reject an objection, once, with the reason and who answers. An accepted one may change "
        "values its criterion rests on: --value FACT=VALUE for each. Run again afterwards.\n\n"
        "Example: thidua objection answer 1 --accept --value ho_so_truc_tuyen=9000 --who “Hội đồng” "
        "--reason “Số liệu đã đối chiếu”"
    ),
)
@click.argument("number", type=click.IntRange(1))
@click.option("--accept/--reject", "accepted", default=None, help=_("The answer."))
@click.option("--value", "values", multiple=True, metavar="FACT=VALUE", help=_("A value it changes."))
@click.option("--who", required=True, help=_("Who answers: the post."))
@click.option("--reason", "why", required=True, help=_("Why; kept in the record."))
@click.option("--basis", default="", help=_("The minutes or paper it rests on."))
@db_option
@click.option("--by", default=actor, show_default=_("the user"), help=_("Who does this: post or name."))
@json_option
@signs_head
def answer_objection(
    number: int,
    accepted: bool | None,
    values: tuple[str, ...],
    who: str,
    why: str,
    basis: str,
    db: Path,
    by: str,
    as_json: bool,
) -> None:
    """Record one answer."""
    if accepted is None:
        raise click.UsageError(_("say --accept or --reject"))
    database = Database.open(db)
    found = respond(database, number, Reply(accepted, who, why, basis, values), actor=by)
    if as_json:
        answer(objection_data(found, effect_of(database, found)))
    elif found.answer is not None and found.answer.facts is not None:
        say(_("objection {number} accepted; run again: thidua run").format(number=number))
    else:
        text = _("objection {number} accepted") if accepted else _("objection {number} rejected")
        say(text.format(number=number))


@objection.command(
    "list", help=_("List every objection with its answer.\n\nExample: thidua objection list --open")
)
@click.option("--open", "only_open", is_flag=True, help=_("Only those without an answer."))
@db_option
@json_option
def show_list(only_open: bool, db: Path, as_json: bool) -> None:
    """List objections."""
    database = Database.open(db)
    found = [each for each in objections(database) if not (only_open and each.answer)]
    if as_json:
        answer([objection_data(each, effect_of(database, each)) for each in found])
        return
    head = [_("Number"), _("Received"), _("Candidate"), _("Criterion"), _("Sender"), _("Text"), _("Answer")]
    rows = [
        [
            str(each.number),
            day(each.received) + ("" if each.in_time else _(" (out of time)")),
            each.candidate,
            each.criterion,
            each.sender,
            each.words,
            state_of(each),
        ]
        for each in found
    ]
    table(_("Objections"), head, rows, right=(0,))


@objection.command(
    help=_(
        "Show one objection: what it says, the answer, and what that changed: value, points, total, rank, "
        "class, and whose place moved with it.\n\nExample: thidua objection show 1"
    )
)
@click.argument("number", type=click.IntRange(1))
@db_option
@json_option
def show(number: int, db: Path, as_json: bool) -> None:
    """Show one objection with the difference it made."""
    database = Database.open(db)
    found = find(database, number)
    effect = effect_of(database, found)
    if as_json:
        answer(objection_data(found, effect))
    else:
        click.echo("\n".join(told(found, effect)))
