"""``thidua template``: an office's own templates: what they may name, whether they are right."""

from __future__ import annotations

from pathlib import Path

import click

from thidua.commands import sentence
from thidua.commands.common import answer, json_option, say, table
from thidua.documents.checking import check_templates
from thidua.documents.kinds import kind_of
from thidua.documents.naming import variables
from thidua.i18n import _


@click.group(help=_("An office's own templates of documents.\n\nExample: thidua template check templates"))
def template() -> None:
    """Open the door."""


@template.command(
    "list", help=_("List what the templates of a kind may name.\n\nExample: thidua template list quyet-dinh")
)
@click.argument("kind")
@json_option
def list_(kind: str, as_json: bool) -> None:
    """List the values."""
    found = variables(kind_of(kind))
    if as_json:
        answer(dict(found))
        return
    table(_("Values of {kind}").format(kind=kind), (_("value"), _("meaning")), found)


@template.command(
    help=_(
        "Check templates (.html.j2, .docx) or a folder of them: names that are not listed, with the nearest; "
        "syntax; what a template may not do.\n\nExample: thidua template check templates"
    )
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@json_option
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check them."""
    problems = [problem for path in paths for problem in check_templates(path)]
    if as_json:
        answer([{"place": each.place, "code": each.code, "text": each.text(_)} for each in problems])
    else:
        for each in problems:
            click.echo(sentence(each))
    if problems:
        raise click.exceptions.Exit(1)
    say(_("no fault found"))
