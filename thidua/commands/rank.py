"""``thidua rank``: the ranking, on the screen or as a file."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.results import as_data
from thidua.commands.common import answer, db_option, json_option, number, out_option, say, table
from thidua.exports import write_results
from thidua.i18n import _
from thidua.review import Review, Scored
from thidua.runs import current_result
from thidua.store.database import Database
from thidua.words import word


@click.command(
    help=_(
        "Show the ranking of the latest runs by cluster, or write it with the points of every criterion "
        "to .xlsx, .csv, .parquet or .json.\n\nExample: thidua rank -o ranking.xlsx"
    )
)
@click.option("--cluster", help=_("Only this cluster."))
@db_option
@out_option()
@json_option
def rank(cluster: str | None, db: Path, out: Path | None, as_json: bool) -> None:
    """Show or export."""
    database = Database.open(db)
    result = current_result(database)
    if out is not None:
        write_results([(each.scheme, each.standings) for each in result.scored], out)
        say(_("{path} written").format(path=out))
    elif as_json:
        answer([as_data(each.standings) for each in result.scored])
    else:
        for each in result.scored:
            _show(result.review, each, cluster)


def _show(review: Review, each: Scored, wanted: str | None) -> None:
    head = [_("Rank"), _("Name"), _("Base"), _("Bonus"), _("Penalty"), _("Total"), _("Class"), _("Outcome")]
    for cluster in review.clusters:
        found = each.standings.cluster(cluster.id)
        if not found or wanted not in (None, cluster.id):
            continue
        rows = [
            [
                number(row.rank) or "–",
                row.card.candidate.name,
                number(row.card.base),
                number(row.card.bonus),
                number(row.card.penalty),
                number(row.card.total) or word(row.card.state.value),
                row.card.label,
                ", ".join(word(outcome) for outcome in row.outcome.values()),
            ]
            for row in found
        ]
        table(f"{cluster.title} ({cluster.id})", head, rows, right=(0, 2, 3, 4, 5))
