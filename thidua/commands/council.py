"""``thidua council``: what must be decided, and what was."""

from __future__ import annotations

from pathlib import Path

import click

from thidua.commands.common import actor_options, answer, db_option, json_option, say, table
from thidua.commands.signing import signs_head
from thidua.council import Item, agenda, decide
from thidua.i18n import _
from thidua.store.database import Database


@click.group(help=_("What the council must decide, and what it decided."))
def council() -> None:
    """Hold the council's commands."""


@council.command(
    "agenda", help=_("List every question only people may answer.\n\nExample: thidua council agenda")
)
@db_option
@json_option
def show_agenda(db: Path, as_json: bool) -> None:
    """Show the questions, open ones first."""
    database = Database.open(db)
    items = agenda(database)
    if as_json:
        answer([_data(item) for item in items])
        return
    head = [_("Slot"), _("Question"), _("Options"), _("Choose"), _("Decided")]
    rows = [
        [
            item.slot.id,
            item.slot.question,
            "\n".join(item.options),
            str(item.slot.choose),
            ", ".join(item.chosen),
        ]
        for item in items
    ]
    table(_("Agenda of the council"), head, rows, right=(3,))


def _data(item: Item) -> dict[str, object]:
    slot = item.slot
    return {
        "slot": slot.id,
        "scheme": item.scheme,
        "kind": slot.kind,
        "question": slot.question,
        "options": list(slot.options),
        "choose": slot.choose,
        "chosen": list(item.chosen),
    }


@council.command(
    "decide",
    help=_(
        "Record what the council decided. Runs made before must be run again.\n\n"
        "Example: thidua council decide bang_khen.cum_noi_dia kg-tan-hiep "
        "--who “Hội đồng” --basis “Biên bản …”"
    ),
)
@click.argument("slot")
@click.argument("choice", nargs=-1, required=True)
@click.option("--who", required=True, help=_("Who decided."))
@click.option("--basis", required=True, help=_("The minutes or paper it rests on."))
@db_option
@actor_options
@signs_head
def record(slot: str, choice: tuple[str, ...], who: str, basis: str, db: Path, by: str, reason: str) -> None:
    """Record one decision."""
    database = Database.open(db)
    decide(database, slot, choice, who=who, basis=basis, actor=by, reason=reason)
    say(_("{slot}: {choice} recorded; run again: thidua run").format(slot=slot, choice=", ".join(choice)))
