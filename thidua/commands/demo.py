"""``thidua demo``: the whole story on the example."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from thidua.commands.common import table
from thidua.demo import Story, Tell, play
from thidua.i18n import _
from thidua.runs import Progress
from thidua.words import word


@click.command(
    help=_(
        "Play the whole example on Kiên Giang in 2023 (real unit names, made-up numbers) and leave the "
        "record, the forms, the ranking, the dossier, the certificates and the proof package in DIR."
        "\n\nExample: thidua demo demo"
    )
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def demo(folder: Path) -> None:
    """Play, then say what was made and where."""
    with _bars() as tell:
        story = play(folder, tell)
    _summary(story)


@contextmanager
def _bars() -> Iterator[Tell]:
    from rich.console import Console  # slow import
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn  # slow import
    from rich.progress import Progress as Bar  # slow import

    columns = (TextColumn("{task.description:26}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:

        def tell(step: str) -> Progress:
            task = next((t.id for t in bar.tasks if t.description == _(step)), None)
            here = bar.add_task(_(step), total=None) if task is None else task
            return lambda done, total: bar.update(here, completed=done, total=total)

        yield tell


def _summary(story: Story) -> None:
    rows = []
    for each in story.result.scored:
        states = Counter(row.card.state.value for row in each.standings.rows)
        outcomes = Counter(outcome for row in each.standings.rows for outcome in row.outcome.values())
        counts = [str(states[state]) for state in ("value", "pending", "excluded")]
        rows.append([each.scheme.title, *counts, str(outcomes["selected"]), str(outcomes["undecided"])])
    head = [_("Scheme"), *(word(code) for code in ("value", "pending", "excluded", "selected", "undecided"))]
    table(story.result.review.title, head, rows, right=range(1, 6))
    click.echo(story.result.review.notice)
    for name, what in _files(story):
        click.echo(f"  {story.folder / name}  {what}")


def _files(story: Story) -> list[tuple[str, str]]:
    open_ones = _("{count} questions for the council are open").format(count=story.open_questions)
    return [
        ("thidua.db", _("the record: {count} events").format(count=story.result.log_size)),
        ("forms/, filled-forms/", _("{count} forms, blank and filled").format(count=story.forms)),
        ("notice.pdf", _("the results as they were published; one objection followed: objection show 1")),
        ("ranking.xlsx", _("points of every criterion, ranks, outcomes")),
        ("dossier.pdf", _("{count} pages; {more}").format(count=story.pages, more=open_ones)),
        (
            "certificates/",
            _("{count} certificates, each with a sealed code").format(count=story.certificates),
        ),
        ("golden-book.csv", _("the register of their sheets and numbers")),
        ("nomination.pdf, .xlsx", _("lists of proposals; {count} recorded").format(count=story.proposed)),
        ("documents/", _("the board's documents as PDF and as drafts for Word; what nobody told stays dots")),
        ("enterprises/", _("a small review of made-up enterprises, for the report of one of them")),
        ("proof.zip", _("the proof package; replay it: thidua verify proof.zip --trust office.pub")),
        ("signed/", _("two papers signed under a test authority that has no legal value")),
    ]
