"""``thidua run``: score, rank and select."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from scoring.facts import State
from thidua.commands.common import actor_options, answer, db_option, json_option, progress, table
from thidua.commands.signing import signs_head
from thidua.i18n import _
from thidua.review import Scored
from thidua.runs import run_all
from thidua.store.database import Database


@click.command(
    help=_(
        "Score, rank and select under every scheme of the review, and record the runs.\n\nExample: thidua run"
    )
)
@db_option
@actor_options
@json_option
@signs_head
def run(db: Path, by: str, reason: str, as_json: bool) -> None:
    """Record one run a scheme."""
    database = Database.open(db)
    with progress(_("runs")) as tell:
        scored = run_all(database, actor=by, reason=reason, progress=tell)
    if as_json:
        answer([_data(each) for each in scored])
    else:
        summary(scored)


def summary(scored: Sequence[Scored]) -> None:
    """Write one line a scheme: how many were scored, wait, are out, are selected."""
    head = [
        _("Run"),
        _("Scheme"),
        _("scored"),
        _("pending"),
        _("excluded"),
        _("selected"),
        _("undecided"),
        _("Results"),
    ]
    rows = [[str(value) for value in _data(each).values()] for each in scored]
    table(_("Runs"), head, rows, right=range(2, 7))


def _data(each: Scored) -> dict[str, object]:
    states = Counter(row.card.state for row in each.standings.rows)
    outcomes = Counter(outcome for row in each.standings.rows for outcome in row.outcome.values())
    return {
        "run": each.run.id,
        "scheme": each.scheme.key,
        "scored": states[State.VALUE],
        "pending": states[State.PENDING],
        "excluded": states[State.EXCLUDED],
        "selected": outcomes["selected"],
        "undecided": outcomes["undecided"],
        "results_sha256": each.run.results_sha256[:16],
    }
