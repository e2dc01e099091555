"""``thidua package``: the proof package of a review."""

from __future__ import annotations

from pathlib import Path

import click

from thidua.commands.common import db_option, out_option, say
from thidua.commands.signing import key_options, open_keys
from thidua.i18n import _
from thidua.proof.package import write_package
from thidua.store.database import Database


@click.command(
    help=_(
        "Write the proof package: rules, facts, every step of every point, decisions and the signed record "
        "in one file that anybody can replay offline with thidua verify. It holds a page to read in a "
        "browser.\n\nExample: thidua package -o proof.zip --key office.age"
    )
)
@db_option
@out_option("proof.zip")
@key_options(many=True)
def package(db: Path, out: Path, key: tuple[Path, ...], passphrase_file: Path | None) -> None:
    """Sign the head, write the package, say its SHA-256."""
    database = Database.open(db)
    written = write_package(database, out, open_keys(key, passphrase_file))
    size = written.head.checkpoint.head.size
    say(_("{path}: {events} events, {bytes} bytes").format(path=out, events=size, bytes=written.size))
    click.echo(written.sha256)
