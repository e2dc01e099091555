"""The option that says what a ledger's table holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from thidua.i18n import _

F = TypeVar("F", bound=Callable[..., Any])


def ledger_kind_option(command: F) -> F:
    """Add ``--kind``: what a .csv or .parquet of the ledger holds."""
    return click.option(
        "--kind",
        default="",
        callback=_known,
        help=_("What a .csv or .parquet holds, e.g. honour or rating."),
    )(command)


def _known(_context: click.Context, _option: click.Parameter, kind: str) -> str:
    if not kind:
        return kind
    from thidua.intake.ledger_sheets import ledger_sheets  # slow import
    from thidua.lists import ledger_lists  # slow import

    kinds = [sheet.kind for sheet in ledger_sheets(ledger_lists())]
    if kind not in kinds:
        raise click.UsageError(_("--kind wants one of: {kinds}").format(kinds=", ".join(kinds)))
    return kind
