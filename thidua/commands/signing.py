"""Signing the head of the record when a command has done its work, and asking for passphrases."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from thidua.commands.common import say
from thidua.i18n import _

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def key_options(*, many: bool = False, required: bool = True) -> Callable[[F], F]:
    """Add ``--key`` and ``--passphrase-file``: what to sign with."""
    text = _("Key to sign with, made by thidua log key.")
    key = click.option("--key", type=_FILE, envvar="THIDUA_KEY", help=text, multiple=many, required=required)
    return lambda command: key(passphrase_option(command))


def passphrase_option(command: F) -> F:
    """Add ``--passphrase-file``; without it the passphrase is asked for."""
    return click.option(
        "--passphrase-file",
        type=_FILE,
        envvar="THIDUA_PASSPHRASE_FILE",
        help=_("File whose first line is the passphrase; without it you are asked."),
    )(command)


def trust_option(*, required: bool = True) -> Callable[[F], F]:
    """Add ``--trust``: public keys that were handed over from outside."""
    text = _(
        "Public key as NAME+ID+KEY, or a file with one a line; as its owner gave it to you. For time stamps: "
        "a PEM file with the certificate of the service or its authority."
    )
    return click.option(
        "--trust", multiple=True, required=required, metavar="KEY|FILE", envvar="THIDUA_TRUST", help=text
    )


def passphrase(path: Path, file: Path | None, *, new: bool = False) -> str:
    """Give the passphrase of a key: from the file, or typed in; a new one is typed twice."""
    if file is not None:
        return file.read_text(encoding="utf-8").splitlines()[0] if file.stat().st_size else ""
    question = _("Passphrase of {path}").format(path=path)
    typed: str = click.prompt(question, hide_input=True, confirmation_prompt=new, err=True)
    return typed


def open_keys(paths: Sequence[Path], file: Path | None) -> list[Any]:
    """Open key files."""
    if not paths:
        return []
    from thidua.proof.keys import read_key  # slow import

    return [read_key(path, passphrase(path, file)) for path in paths]


def signs_head(command: F) -> F:
    """
    Make a command sign the head of the record when its work is done, if a key is given.

    The key is opened first: with a wrong passphrase nothing is done at all.
    """

    @functools.wraps(command)
    def work(*args: Any, key: Path | None, passphrase_file: Path | None, **values: Any) -> None:
        keys = open_keys([key] if key else [], passphrase_file)
        try:
            command(*args, **values)
        except click.exceptions.Exit:
            sign_record(values["db"], keys)  # the command did part of its work and said so
            raise
        sign_record(values["db"], keys)

    return key_options(required=False)(work)  # type: ignore[return-value]  # wraps keeps the signature


def sign_record(db: Path, keys: list[Any]) -> None:
    """Sign the head of a record with what ``open_keys`` gave, and say so; without keys do nothing."""
    if not keys:
        return
    from thidua.proof.heads import folder_of, sign_head  # slow import
    from thidua.store.database import Database  # slow import

    head = sign_head(Database.open(db), folder_of(db), keys)
    text = _("head of {size} events signed: {path}")
    say(text.format(size=head.checkpoint.head.size, path=head.path))
