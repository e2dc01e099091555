"""``thidua log``: keys, signed heads, witnesses, time stamps, proofs about single papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from thidua.audit.notes import Kind, NoteError, PublicKey, parse_note, signer_text
from thidua.commands.common import answer, db_option, json_option, out_option, say, table
from thidua.commands.signing import key_options, open_keys, passphrase, passphrase_option, trust_option
from thidua.commands.stamping import stamp
from thidua.dossier.files import replace_file
from thidua.i18n import _
from thidua.proof import witness as witnessing
from thidua.proof.heads import SignedHead, folder_of, keys_beside, read_heads, sign_head
from thidua.proof.keys import make_key, public_keys
from thidua.proof.papers import prove_papers
from thidua.proof.stamps import StampedHead, stamps_beside
from thidua.proof.trust import trusted
from thidua.store.database import Database

_PATH = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(
    help=_(
        "Keys, signed heads, witnesses, time stamps and proofs.\n\nExample: thidua log sign --key office.age"
    )
)
def log() -> None:
    """Open the door."""


@log.command(
    help=_(
        "Make a key. FILE gets the secret half under a passphrase; the public half is printed and stands in "
        "a file of the same name that ends in .pub: hand it to those who will check.\n\n"
        "Example: thidua log key office.age --name sonoivu.example/thidua"
    )
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--name", required=True, help=_("Whose key: small letters, digits, dots, - and /."))
@click.option("--witness", is_flag=True, help=_("A key to witness another office's record with."))
@passphrase_option
def key(file: Path, name: str, witness: bool, passphrase_file: Path | None) -> None:
    """Write the key file and print the public key."""
    kind = Kind.WITNESS if witness else Kind.LOG
    secret = make_key(file, name, kind, passphrase(file, passphrase_file, new=True))
    replace_file(file.with_suffix(".pub"), f"{secret.public}\n".encode())
    say(_("{path}: keep it and its passphrase apart from the record").format(path=file))
    click.echo(str(secret.public))


@log.command(
    help=_(
        "Sign the head of the record as it stands. Two keys sign when a new one takes over from an old one."
        "\n\nExample: thidua log sign --key office.age"
    )
)
@db_option
@key_options(many=True)
def sign(db: Path, key: tuple[Path, ...], passphrase_file: Path | None) -> None:
    """Write the signed head into the folder beside the record."""
    database = Database.open(db)
    head = sign_head(database, folder_of(db), open_keys(key, passphrase_file))
    say(str(head.path))
    click.echo(str(head.note), nl=False)


log.add_command(stamp)


@log.command(
    help=_(
        "Show the signed heads of the record, who signed them, and before when they stood by a time stamp."
        "\n\nExample: thidua log heads"
    )
)
@db_option
@trust_option(required=False)
@json_option
def heads(db: Path, trust: tuple[str, ...], as_json: bool) -> None:
    """List the heads, the oldest first."""
    folder, given = folder_of(db), trusted(trust)
    found = read_heads(folder)
    keys = given.keys or (public_keys((keys_beside(folder),)) if found else ())
    stamps, problems = stamps_beside(folder, given.authorities)
    if problems:
        raise NoteError(problems)
    rows = [_row(head, keys, stamps) for head in found]
    if as_json:
        answer(rows)
        return
    columns = {
        "size": _("Events"),
        "root": _("Root"),
        "signed_by": _("Signed by"),
        "stamps": _("Stood before"),
    }
    table(str(folder), [*columns.values()], [[row[name] for name in columns] for row in rows], right=[0])


def _row(head: SignedHead, keys: tuple[PublicKey, ...], stamps: Sequence[StampedHead]) -> dict[str, str]:
    signed = [signer_text(key, line) for key, line in head.note.signers(keys, head.path)]
    size, root = head.checkpoint.head.size, head.checkpoint.head.root
    stood = [f"{each.at:%Y-%m-%d %H:%M:%S} UTC {each.authority}" for each in stamps if each.size == size]
    return {
        "size": str(size),
        "root": root,
        "signed_by": "; ".join(signed),
        "stamps": "; ".join(stood),
        "file": str(head.path),
    }


@log.command(
    help=_(
        "Write a request to a witness: the newest signed head, with the proof that it continues the one of "
        "N events.\n\nExample: thidua log request -o request.txt"
    )
)
@click.option("--since", type=click.IntRange(min=0), default=0, help=_("N: what the witness signed last."))
@db_option
@out_option("request.txt")
def request(since: int, db: Path, out: Path) -> None:
    """Write the request."""
    replace_file(out, str(witnessing.request(Database.open(db), since)).encode())
    say(str(out))


@log.command(
    help=_(
        "Be the witness, on a machine of your own: check a request against what you signed before, and sign "
        "it.\n\nExample: thidua log witness request.txt --key witness.age --trust office.pub"
    )
)
@click.argument("file", type=_PATH)
@key_options()
@trust_option()
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("witness"),
    show_default=True,
    help=_("Folder in which the witness remembers what it signed."),
)
@out_option("witnessed.txt")
def witness(
    file: Path, key: Path, passphrase_file: Path | None, trust: tuple[str, ...], state: Path, out: Path
) -> None:
    """Write the head with the witness's signature."""
    asked = witnessing.parse_request(file.read_bytes(), file)
    (secret,) = open_keys([key], passphrase_file)
    note = witnessing.cosign(asked, secret, public_keys(trust), state, datetime.now(UTC))
    replace_file(out, str(note).encode())
    say(str(out))


@log.command(
    help=_(
        "Take a head back from a witness and keep its signature.\n\n"
        "Example: thidua log accept witnessed.txt --trust witness.pub"
    )
)
@click.argument("file", type=_PATH)
@trust_option()
@db_option
def accept(file: Path, trust: tuple[str, ...], db: Path) -> None:
    """Keep the signature beside the record."""
    note = parse_note(file.read_bytes(), file)
    say(str(witnessing.accept(folder_of(db), note, public_keys(trust), file).path))


@log.command(
    help=_(
        "Write a proof beside each paper that it was issued from this record: FILE.tlog-proof. The head must "
        "have been signed after the paper was made. With --attach the proof goes into the PDF too, so that "
        "one file is enough.\n\nExample: thidua log prove certificates/*.pdf --attach"
    )
)
@click.argument("papers", nargs=-1, required=True, type=_PATH)
@click.option("--attach", is_flag=True, help=_("Put the proof into each PDF too, as an attachment."))
@db_option
def prove(papers: tuple[Path, ...], attach: bool, db: Path) -> None:
    """Write the proofs, all or none."""
    for path in prove_papers(Database.open(db), papers, attach=attach):
        click.echo(str(path))
