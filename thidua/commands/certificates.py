"""``thidua certificates``: print them, check them, call them back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from thidua.commands import sentence
from thidua.commands.common import (
    actor_options,
    answer,
    day_option,
    db_option,
    json_option,
    out_option,
    progress,
    say,
)
from thidua.commands.seals import add_commands, register_option, seal_key_options, signer_of
from thidua.commands.signing import signs_head
from thidua.dossier.forms import shipped_forms, shipped_text
from thidua.i18n import _, ngettext
from thidua.papers import Printing, form_of, issue_certificates, manner_of, unfit_certificates
from thidua.store.database import Database

F = TypeVar("F", bound=Callable[..., Any])


_form_option = click.option(
    "--form",
    default="",
    metavar="NAME|FILE",
    help=_("Form of the sheet: a shipped one (a4, a3, phoi-300x210) or your own file; a4 if left out."),
)


class Certificates(click.Group):
    """A group whose first command is meant where none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the call."""
        is_option = bool(args) and args[0].startswith("-") and args[0] not in ctx.help_option_names
        return super().parse_args(ctx, ["print", *args] if is_option or not args else args)


@click.group(
    cls=Certificates,
    help=_(
        "Print a certificate for everyone selected, fit it to pre-printed stock, check and revoke it. "
        "Without a command it prints.\n\nExample: thidua certificates -o certificates"
    ),
)
def certificates() -> None:
    """Hold the commands about certificates."""


def form_options(command: F) -> F:
    """Add ``--form``, ``--overprint`` and ``--printer``."""
    for name, text in (
        ("--printer", _("Printer or tray of the form, whose offset is applied.")),
        ("--overprint", _("Print only what pre-printed stock lacks.")),
    ):
        option: dict[str, Any] = {"is_flag": True} if name == "--overprint" else {"default": ""}
        command = click.option(name, help=text, **option)(command)
    return _form_option(command)


@certificates.command(
    "print",
    short_help=_("Make a certificate for everyone selected"),
    help=_(
        "Make a certificate for everyone selected; none for those a tie or a missing value leaves "
        "undecided. "
        "Files that are whole and still right are left as they are, so a run that broke off goes on. "
        "With --reconcile nothing is printed unless the papers named agree with the record and with what "
        "would be printed.\n\n"
        "Example: thidua certificates print -o certificates --overprint --form bang-khen.yaml --printer khay"
    ),
)
@db_option
@out_option("certificates", folder=True)
@form_options
@click.option(
    "--together", is_flag=True, help=_("Write the pages of one file, certificates.pdf in the folder.")
)
@click.option("--careful", is_flag=True, help=_("Let WeasyPrint draw every page; slower, looks the same."))
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help=_("Dask scheduler, such as tcp://10.0.0.5:8786, whose workers print instead of this machine."),
)
@seal_key_options
@register_option(required=False)
@click.option("--first", type=click.IntRange(1), default=1, help=_("First number of a new golden book."))
@click.option(
    "--reconcile",
    "papers",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Paper (proposal, minutes, list, decision) that must agree with record and certificates first."),
)
@day_option
@actor_options
@signs_head
def print_certificates(
    db: Path,
    out: Path,
    papers: tuple[Path, ...],
    on: date | None,
    by: str,
    reason: str,
    together: bool,
    **how: Any,
) -> None:
    """Write the PDFs and record that they were made."""
    if papers:
        _agree(Database.open(db), papers)
    printing = _printing(together=together, **how)
    target = out / "certificates.pdf" if together else out
    with progress(_("certificates")) as tell:
        written = issue_certificates(
            Database.open(db), target, actor=by, reason=reason, progress=tell, printing=printing, on=on
        )
    if together:
        say(
            _("{path} written").format(path=target)
            if written
            else _("nobody is selected; nothing was written")
        )
    else:
        say(_("{count} certificates written to {folder}").format(count=len(written), folder=out))


def _agree(database: Database, papers: tuple[Path, ...]) -> None:
    """Let printing go on only where papers, record and the certificates to be made say the same."""
    from thidua.commands.reconcile import tell  # slow import
    from thidua.reconcile.records import before_printing  # slow import

    found, readings = before_printing(database, papers)
    tell(found, [each for each in readings if not each.is_certificate])
    if any(each.is_certificate and each.lost for each in readings):
        say(_("the review file names no number and day of the decision; certificates have dots for them"))
    if found:
        say(_("nothing was printed: the papers contradict each other or the record"))
        raise click.exceptions.Exit(1)


def _printing(
    *,
    form: str,
    overprint: bool,
    printer: str,
    careful: bool,
    scheduler: str,
    together: bool,
    seal_key: Path | None,
    seal_passphrase_file: Path | None,
    register: Path | None,
    first: int,
) -> Printing:
    if scheduler and together:
        raise click.UsageError(_("--together makes one file on this machine; leave out --scheduler"))
    signer = signer_of(seal_key, seal_passphrase_file)
    manner = manner_of(
        form, stock=overprint, printer=printer, signer=signer, careful=careful, scheduler=scheduler
    )
    return Printing(manner, together, register, first, date.today())


@certificates.command(
    short_help=_("List texts that do not fit the sheet"),
    help=_(
        "List the texts that would not fit their place on the sheet, or have letters that cannot be "
        "printed. "
        "Exit code 1 when there are any.\n\nExample: thidua certificates fit --form bang-khen.yaml"
    ),
)
@db_option
@form_options
@json_option
def fit(db: Path, form: str, overprint: bool, printer: str, as_json: bool) -> None:
    """Tell before paper is spoiled."""
    problems = unfit_certificates(Database.open(db), manner_of(form, stock=overprint, printer=printer))
    if as_json:
        rows = [{"code": each.code, "text": each.text(_), **each.values} for each in problems]
        answer(rows)
    else:
        for each in problems:
            click.echo(sentence(each))
        say(
            ngettext(
                "{count} text cannot be printed", "{count} texts cannot be printed", len(problems)
            ).format(count=len(problems))
        )
    if problems:
        raise click.exceptions.Exit(1)


@certificates.command(
    short_help=_("Write the sheet to find a printer's offset with"),
    help=_(
        "Write the sheet that shows by how much a printer moves what it prints: print it, measure, write the "
        "offsets into the form.\n\nExample: thidua certificates calibrate -o calibration.pdf --printer khay "
        "--form bang-khen.yaml"
    ),
)
@_form_option
@click.option("--printer", default="", help=_("Printer or tray of the form, whose offset is applied."))
@out_option("calibration.pdf")
def calibrate(form: str, printer: str, out: Path) -> None:
    """Write the calibration sheet."""
    from thidua.dossier.calibration import calibration_sheet  # slow import
    from thidua.dossier.files import replace_file  # slow import

    manner_of(form, printer=printer)  # refuses an unknown printer
    replace_file(out, calibration_sheet(form_of(form), printer))
    say(_("{path} written").format(path=out))


@certificates.command(
    short_help=_("Copy a shipped form to change it"),
    help=_(
        "Copy a shipped form: a file with the place, type and size of every text in millimetres and points, "
        "to be changed for your own sheets.\n\nExample: thidua certificates form a3 -o bang-khen.yaml"
    ),
)
@click.argument("name", type=click.Choice(shipped_forms()))
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help=_("Where to write."))
def form(name: str, out: Path) -> None:
    """Write the form, never over a file that is there."""
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(shipped_text(name))
    except FileExistsError:
        raise click.UsageError(_("{path} is there already").format(path=out)) from None
    say(_("{path} written").format(path=out))


add_commands(certificates)
