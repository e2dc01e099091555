"""``thidua sign``: put signatures into papers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thidua.commands.common import actor_options, progress, say
from thidua.commands.signatures import authorities, trust_ca_option
from thidua.commands.signing import open_keys, passphrase, passphrase_option, sign_record
from thidua.i18n import _, ngettext

if TYPE_CHECKING:
    from thidua.signing.keys import Credential
    from thidua.signing.pades import Evidence
    from thidua.signing.places import Place

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    help=_(
        "Sign papers (PAdES) with a key in a PKCS #12 file or on a token, all of them or none; the papers "
        "themselves stay as they are. A stamp with the name from the certificate and the time stands at "
        "--place. With --tsa each signature carries a time stamp (B-T); with --trust-ca as well, what shows "
        "that nothing was revoked (B-LT). Attach proofs before signing, not after.\n\n"
        "Example: thidua sign dossier.pdf -o signed --pkcs12 key.p12"
    )
)
@click.argument("papers", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help=_("Folder for the signed papers, under the same names."),
)
@click.option("--pkcs12", type=_FILE, help=_("File with key and certificate (.p12, .pfx)."))
@click.option("--pkcs11", type=_FILE, help=_("Library of a token's maker (.so); with --token and --cert."))
@click.option("--token", default="", help=_("Label of the token."))
@click.option("--cert", default="", help=_("Label of the certificate on the token."))
@passphrase_option
@click.option(
    "--place",
    default="bottom-right",
    show_default=True,
    help=_("Of the stamp: top-left, top-right, bottom-left, bottom-right, or LEFT,TOP,WIDTH,HEIGHT in mm."),
)
@click.option("--page", default=1, show_default=True, help=_("Page of the stamp; -1 is the last."))
@click.option("--invisible", is_flag=True, help=_("Sign without a stamp."))
@click.option("--tsa", default="", metavar="URL", help=_("Time-stamp service (RFC 3161)."))
@trust_ca_option(
    _("Authorities above signer and time-stamp service (PEM); makes signatures that last (B-LT).")
)
@click.option(
    "--crl", "crls", multiple=True, type=_FILE, help=_("Their lists of revoked certificates; else fetched.")
)
@click.option("--again", is_flag=True, help=_("Also sign what this key has signed already."))
@click.option("--replace", is_flag=True, help=_("Write over signed papers that are there."))
@click.option(
    "--db",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Record that issued the papers; the signed ones are entered as issued too."),
)
@click.option("--key", type=_FILE, help=_("Key of the record to sign its head with then; wants --db."))
@click.option(
    "--key-passphrase-file", type=_FILE, help=_("File whose first line is the passphrase of --key.")
)
@actor_options
def sign(
    papers: tuple[Path, ...],
    out: Path,
    pkcs12: Path | None,
    pkcs11: Path | None,
    token: str,
    cert: str,
    passphrase_file: Path | None,
    place: str,
    page: int,
    invisible: bool,
    tsa: str,
    trust_ca: tuple[Path, ...],
    crls: tuple[Path, ...],
    again: bool,
    replace: bool,
    db: Path | None,
    key: Path | None,
    key_passphrase_file: Path | None,
    by: str,
    reason: str,
) -> None:
    """Sign, and say what was written."""
    if key and not db:
        raise click.UsageError(_("--key signs the head of a record: name it with --db"))
    keys = open_keys([key] if key else [], key_passphrase_file)
    spot = _place(place, page, invisible=invisible)
    evidence = _evidence(tsa, trust_ca, crls)
    from thidua.signed_papers import enter_signed, issued_entries  # slow import
    from thidua.signing.batch import sign_files  # slow import
    from thidua.signing.pades import Pen  # slow import

    entries = issued_entries(db, papers) if db else None
    with _key(pkcs12, pkcs11, token, cert, passphrase_file) as credential, progress(_("signatures")) as tell:
        pen = Pen(credential, datetime.now(UTC).replace(microsecond=0), spot, evidence)

        def entered(written: list[Path]) -> None:
            if db and entries:
                enter_signed(entries, written, actor=by, reason=reason)
                sign_record(db, keys)

        written = sign_files(pen, papers, out, again=again, replace=replace, progress=tell, entered=entered)
    for path in pen.unseen:
        say(
            _(
                "{path}: signed without a stamp, which would break its promise of accessibility (PDF/UA)"
            ).format(path=path)
        )
    text = ngettext("{count} paper signed into {folder}", "{count} papers signed into {folder}", len(written))
    say(text.format(count=len(written), folder=out))


def _place(word: str, page: int, *, invisible: bool) -> Place | None:
    from thidua.signing.places import read_place  # slow import

    return None if invisible else read_place(word, page)


def _evidence(tsa: str, roots: tuple[Path, ...], crls: tuple[Path, ...]) -> Evidence:
    if (roots or crls) and not (tsa and roots):
        raise click.UsageError(_("a signature that lasts needs --tsa and --trust-ca together"))
    from thidua.signing.checking import read_lists  # slow import
    from thidua.signing.pades import Evidence  # slow import

    lists = tuple(each for path in crls for each in read_lists(path.read_bytes(), path))
    return Evidence(tsa, tuple(authorities(roots)), lists)


@contextmanager
def _key(
    pkcs12: Path | None, pkcs11: Path | None, token: str, cert: str, file: Path | None
) -> Iterator[Credential]:
    if (pkcs12 is None) == (pkcs11 is None):
        raise click.UsageError(_("name one key: --pkcs12 FILE, or --pkcs11 LIBRARY with --token and --cert"))
    from thidua.signing.keys import open_pkcs12, token_open  # slow import

    if pkcs12 is not None:
        yield open_pkcs12(pkcs12.read_bytes(), passphrase(pkcs12, file), pkcs12)
        return
    if pkcs11 is None or not (token and cert):
        raise click.UsageError(_("a token is named with --token, the certificate on it with --cert"))
    with token_open(pkcs11, token, cert, passphrase(Path(token), file)) as credential:
        yield credential
