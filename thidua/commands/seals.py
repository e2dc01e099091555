"""Commands of ``thidua certificates`` about seals and sheets: check, revoke, spoil, page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from thidua.commands.common import answer, json_option, out_option, say
from thidua.commands.signing import open_keys, trust_option
from thidua.dossier.files import replace_file
from thidua.i18n import _

if TYPE_CHECKING:
    from thidua.dossier.seal import Owner, Revocations, Seal, Signer

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)


def seal_key_options(command: F) -> F:
    """Add ``--seal-key`` and ``--seal-passphrase-file``: who seals the QR codes."""
    command = click.option(
        "--seal-passphrase-file",
        type=_FILE,
        envvar="THIDUA_SEAL_PASSPHRASE_FILE",
        help=_("File whose first line is the passphrase of the seal's key; without it you are asked."),
    )(command)
    text = _("Key that seals the QR codes, made by thidua log key; no code is printed without it.")
    return click.option("--seal-key", type=_FILE, envvar="THIDUA_SEAL_KEY", help=text)(command)


def register_option(*, required: bool = True) -> Callable[[F], F]:
    """Add ``--register``: the table of sheets and golden-book numbers."""
    text = _("Register of sheets and golden-book numbers (.csv); begun when it is not there.")
    return click.option("--register", type=_NEW, envvar="THIDUA_REGISTER", help=text, required=required)


def revoked_option(command: F) -> F:
    """Add ``--revoked``: the signed list of what was called back."""
    text = _("Signed list of revoked certificates.")
    return click.option("--revoked", type=_FILE, envvar="THIDUA_REVOKED", help=text)(command)


def signer_of(path: Path | None, passphrase_file: Path | None) -> Signer | None:
    """Open the key of the seal; None without one."""
    from thidua.dossier.seal import Signer  # slow import

    keys = open_keys([path] if path else [], passphrase_file)
    return Signer(keys[0].name, keys[0].seed) if keys else None


def add_commands(group: click.Group) -> None:
    """Add the commands of this module to ``thidua certificates``."""
    for command in (check, spoil, revoke, page):
        group.add_command(command)


def _owners(trust: tuple[str, ...]) -> list[Owner]:
    from thidua.dossier.seal import Owner  # slow import
    from thidua.proof.keys import public_keys  # slow import

    return [Owner(key.name, key.raw) for key in public_keys(trust)]


def _revocations(path: Path | None, owners: Sequence[Owner]) -> Revocations | None:
    from thidua.dossier.seal import read_revocations  # slow import

    return read_revocations(path.read_text(encoding="utf-8"), owners) if path else None


@click.command(
    short_help=_("Check a QR code's text or a certificate's file"),
    help=_(
        "Check the text of a QR code, a file with such a text, or a certificate as PDF, with no network "
        "and no record: who sealed it, what it says, and whether the page says the same.\n\n"
        "Example: thidua certificates check certificates/0001-bang_khen-a.pdf --trust office.pub"
    ),
)
@click.argument("seal", metavar="TEXT|FILE|-")
@trust_option()
@revoked_option
@json_option
def check(seal: str, trust: tuple[str, ...], revoked: Path | None, as_json: bool) -> None:
    """Say what is sealed; exit with 1 when it proves nothing."""
    owners = _owners(trust)
    facts, owner = _checked(seal, owners, _revocations(revoked, owners))
    if as_json:
        said = {**asdict(facts), "issued": facts.issued.isoformat(), "head": facts.head and facts.head.text}
        answer({"valid": True, **said, "owner": owner.name})
        return
    text = _("right: {award} to {name}, decision {decision} of {issued}, serial {serial}; sealed by {owner}")
    click.echo(text.format(**asdict(facts), owner=owner.name))
    if facts.head is not None:
        click.echo(
            _("head of the record; ask the record: thidua verify “{head}”").format(head=facts.head.text)
        )


def _checked(word: str, owners: Sequence[Owner], revoked: Revocations | None) -> tuple[Seal, Owner]:
    from thidua.dossier.seal.printed import check_content  # slow import

    is_file = len(word) < 4096 and not word.startswith("TD1:") and Path(word).is_file()
    content = Path(word).read_bytes() if is_file else word.encode()
    return check_content(sys.stdin.buffer.read() if word == "-" else content, owners, revoked)


@click.command(
    short_help=_("Mark printed sheets as spoiled"),
    help=_(
        "Write into the register that printed sheets were spoiled; the next printing counts as a replacement."
        '\n\nExample: thidua certificates spoil 3ET30-8T5NW --register so-vang.csv --reason "kẹt giấy"'
    ),
)
@click.argument("serials", nargs=-1, required=True)
@register_option()
@click.option("--reason", required=True, help=_("Why; kept in the register."))
def spoil(serials: tuple[str, ...], register: Path, reason: str) -> None:
    """Mark sheets as spoiled."""
    _mark(serials, register, "spoiled", reason)
    _tell_counts(register)


@click.command(
    short_help=_("Call certificates back and sign the list"),
    help=_(
        "Revoke certificates: write it into the register and sign the list that checks are made against.\n\n"
        'Example: thidua certificates revoke 3ET30-8T5NW --register so-vang.csv --reason "cấp nhầm người" '
        "--seal-key office.age -o revoked.txt"
    ),
)
@click.argument("serials", nargs=-1)
@register_option()
@click.option("--reason", default="", help=_("Why; whoever checks the certificate reads it."))
@seal_key_options
@out_option("revoked.txt")
def revoke(
    serials: tuple[str, ...],
    register: Path,
    reason: str,
    seal_key: Path | None,
    seal_passphrase_file: Path | None,
    out: Path,
) -> None:
    """Call certificates back; without serials the list is only signed anew."""
    from thidua.dossier.register import read_register  # slow import
    from thidua.dossier.seal import revoke as sign_list  # slow import

    if seal_key is None or (serials and not reason):
        raise click.UsageError(_("a revocation needs --seal-key and --reason"))
    signer = signer_of(seal_key, seal_passphrase_file)
    assert signer is not None
    _mark(serials, register, "revoked", reason)
    reasons = read_register(register).revoked()
    replace_file(out, sign_list(reasons, datetime.now(UTC), signer).encode() + b"\n")
    say(_("{count} certificates revoked in all; list written to {path}").format(count=len(reasons), path=out))


def _mark(serials: tuple[str, ...], path: Path, act: str, reason: str) -> None:
    from thidua.dossier.register import marked, read_register, write_register  # slow import

    write_register(marked(read_register(path), serials, act, date.today(), reason), path)


def _tell_counts(path: Path) -> None:
    from thidua.dossier.register import read_register  # slow import

    text = _("register: {printed} printed, {reprinted} reprinted, {spoiled} spoiled, {revoked} revoked")
    say(text.format(**read_register(path).counts()))


@click.command(
    short_help=_("Write the page that checks codes on a phone"),
    help=_(
        "Write one HTML file that checks QR codes on any phone with no network; put it on a site or send "
        "it.\n\n"
        "Example: thidua certificates page -o kiem-tra.html --trust office.pub --revoked revoked.txt"
    ),
)
@trust_option()
@revoked_option
@out_option("kiem-tra.html")
def page(trust: tuple[str, ...], revoked: Path | None, out: Path) -> None:
    """Write the checking page."""
    from thidua.dossier.seal.page import checking_page  # slow import

    owners = _owners(trust)
    _revocations(revoked, owners)  # refuses a list that the page would refuse
    text = checking_page(owners, revoked.read_text(encoding="utf-8").strip() if revoked else "")
    replace_file(out, text.encode())
    say(_("{path} written").format(path=out))
