"""What commands share: options, tables, progress."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from thidua.i18n import _

F = TypeVar("F", bound=Callable[..., Any])
Progress = Callable[[int, int], None]
DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


def db_option(command: F) -> F:
    """Add ``--db``: the record."""
    return click.option(
        "--db",
        type=click.Path(dir_okay=False, path_type=Path),
        default=Path("thidua.db"),
        show_default=True,
        envvar="THIDUA_DB",
        help=_("The record of the review."),
    )(command)


def json_option(command: F) -> F:
    """Add ``--json``: answers for machines."""
    return click.option("--json", "as_json", is_flag=True, help=_("Answer as JSON."))(command)


def actor_options(command: F) -> F:
    """Add ``--by`` and ``--reason``: who acts, and why."""
    by = click.option(
        "--by", default=actor, show_default=_("the user"), help=_("Who does this: post or name.")
    )
    reason = click.option("--reason", default="", help=_("Why; kept in the record."))
    return by(reason(command))


def day_option(command: F) -> F:
    """Add ``--on``: the day of the act; the day itself is given, None for today."""
    text = _("Day of this act, not later than today; without it today.")
    return click.option("--on", type=DAY, callback=_day, help=text)(command)


def _day(_ctx: click.Context, _param: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


def out_option(default: str | None = None, *, folder: bool = False) -> Callable[[F], F]:
    """Add ``-o``: the file or folder to write."""
    kind = click.Path(file_okay=not folder, dir_okay=folder, path_type=Path)
    path = Path(default) if default else None
    return click.option(
        "-o", "--out", type=kind, default=path, show_default=bool(default), help=_("Where to write.")
    )


def actor() -> str:
    """Give THIDUA_ACTOR, else the user's name on this machine."""
    return os.environ.get("THIDUA_ACTOR") or getpass.getuser()


def say(text: str) -> None:
    """Write a remark on stderr."""
    click.echo(text, err=True)


def answer(data: object) -> None:
    """Write JSON on stdout."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Write a table on stdout; ``right`` numbers the columns that are set flush right."""
    from rich.console import Console  # slow import
    from rich.table import Table  # slow import
    from rich.text import Text  # slow import

    shown = Table(title=title, title_justify="left", header_style="bold")
    for i, name in enumerate(head):
        shown.add_column(name, justify="right" if i in right else "left")
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row))
    width = None if sys.stdout.isatty() else 160
    Console(width=width).print(shown)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """Show a bar on stderr while a long job goes on; silent where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console  # slow import
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn  # slow import
    from rich.progress import Progress as Bar  # slow import

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def number(value: Any) -> str:
    """Write an exact number as it is written in the chosen language; nothing for None."""
    from thidua.numerals import show  # slow import

    return "" if value is None else show(value)
