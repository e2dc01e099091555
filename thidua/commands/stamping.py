"""``thidua log stamp``: time stamps of a service outside, by files that a person carries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from scoring.errors import Problem
from thidua.commands.common import db_option, out_option, say
from thidua.commands.signing import trust_option
from thidua.dossier.files import replace_file
from thidua.i18n import _
from thidua.proof import stamps
from thidua.proof.heads import folder_of
from thidua.proof.trust import trusted

_PATH = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(
    help=_(
        "Time stamps of RFC 3161: a service outside confirms that a signed head stood before a time. It sees "
        "a hash and nothing of the record.\n\nExample: thidua log stamp request -o request.tsq"
    )
)
def stamp() -> None:
    """Open the door."""


@stamp.command(
    help=_(
        "Write a request for a time stamp on the newest signed head. Send it to a time-stamp service from "
        "any machine, for example with curl, and take its answer back with thidua log stamp accept.\n\n"
        "Example: thidua log stamp request -o request.tsq"
    )
)
@db_option
@out_option("request.tsq")
def request(db: Path, out: Path) -> None:
    """Write the request."""
    head, asked = stamps.request(folder_of(db))
    replace_file(out, asked)
    say(_("{path}: for the head of {size} events").format(path=out, size=head.checkpoint.head.size))


@stamp.command(
    help=_(
        "Take the answer of a time-stamp service, check it and keep it beside the head. --trust names the "
        "service's certificate, or the one it leads to, as a PEM file.\n\n"
        "Example: thidua log stamp accept response.tsr --trust tsa-ca.pem"
    )
)
@click.argument("file", type=_PATH)
@trust_option()
@db_option
def accept(file: Path, trust: tuple[str, ...], db: Path) -> None:
    """Keep the stamp."""
    found = stamps.accept(folder_of(db), file.read_bytes(), trusted(trust).authorities, file)
    click.echo(stamp_text(found))


def stamp_text(found: stamps.StampedHead) -> str:
    """Give a stamp as one line."""
    text = _("the head of {size} events stood before {at} UTC, says {authority}")
    return text.format(size=found.size, at=f"{found.at:%Y-%m-%d %H:%M:%S}", authority=found.authority)


def stamp_data(found: Sequence[stamps.StampedHead]) -> list[dict[str, object]]:
    """Give stamps for machines; times in UTC."""
    return [
        {"size": each.size, "at": f"{each.at:%Y-%m-%dT%H:%M:%SZ}", "authority": each.authority}
        for each in found
    ]


def tell_stamps(
    found: Sequence[stamps.StampedHead], problems: Sequence[Problem] = (), *, trusts: bool
) -> None:
    """Say which stamps hold, and whether the service's certificate came from outside."""
    if any(not problem.warning for problem in problems):
        return
    for each in found:
        say(stamp_text(each))
    if found and not trusts:
        say(
            _(
                "the time-stamp service's certificate was taken along with its stamps; "
                "give your own with --trust"
            )
        )
