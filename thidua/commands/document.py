"""``thidua document``: one paper of the board, as PDF or Word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from thidua.commands.common import (
    actor_options,
    answer,
    day_option,
    db_option,
    json_option,
    say,
    table,
)
from thidua.commands.signing import signs_head
from thidua.documents.environment import own_templates
from thidua.documents.kinds import Kind, all_kinds, kind_of
from thidua.documents.making import Issue, write_document, write_set
from thidua.documents.material import Wanted
from thidua.i18n import _
from thidua.nominations import Asked, prepare
from thidua.store.database import Database

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_LIST, _ALL = "list", "all"


@click.command(
    help=_(
        "Write one document of the board from the record: KIND, and SUBJECT where it is about one unit or "
        "candidate. What nobody told stays dots. The kind “list” lists all kinds, what each needs and what "
        "stays open; the kind “all” writes all that are about the whole review into a folder.\n\n"
        "Numbers, dates, officials, the meeting and the count come from documents.yaml beside the record; an "
        "office's own templates from the folder templates there.\n\n"
        "Example: thidua document quyet-dinh -o quyet-dinh.docx"
    )
)
@click.argument("kind")
@click.argument("subject", default="")
@db_option
@click.option("-o", "--out", type=click.Path(path_type=Path), help=_("Where to write."))
@click.option("--data", type=_FILE, help=_("Numbers, dates, officials; else documents.yaml."))
@click.option("--templates", type=_FOLDER, help=_("Own templates; else the folder templates."))
@click.option("--round", "rules", type=_FILE, help=_("Rules of a round, whose proposals are listed."))
@click.option("--recorded", is_flag=True, help=_("List only those who stand in the record as proposed."))
@click.option("--record", "keep", is_flag=True, help=_("Record that this paper went out (PDF only)."))
@day_option
@actor_options
@json_option
@signs_head
def document(
    kind: str,
    subject: str,
    db: Path,
    out: Path | None,
    data: Path | None,
    templates: Path | None,
    rules: Path | None,
    recorded: bool,
    keep: bool,
    on: date | None,
    by: str,
    reason: str,
    as_json: bool,
) -> None:
    """Write it, or list the kinds."""
    if kind == _LIST:
        _show(as_json)
        return
    found = kind_of("quyet-dinh" if kind == _ALL else kind)
    if out is None:
        raise click.UsageError(_("say where to write: -o FILE.pdf or -o FILE.docx"))
    if kind != _ALL and out.is_dir():
        raise click.UsageError(_("{path} is a folder; name a file").format(path=out))
    if kind == _ALL and out.is_file():
        raise click.UsageError(_("{path} is a file; the whole set goes into a folder").format(path=out))
    if keep and out.suffix.lower() != ".pdf":
        raise click.UsageError(_("--record is for a PDF; a Word draft may still change"))
    database = Database.open(db)
    nomination = prepare(database, Asked(date.today(), rules)).nomination if rules else None
    wanted = Wanted(found, subject, data or _beside(db, "documents.yaml"), nomination, recorded)
    own = templates or own_templates(db.parent / "templates")
    if kind == _ALL:
        for path in write_set(database, wanted, out, own):
            say(_("{path} written").format(path=path))
        return
    write_document(database, wanted, out, own, Issue(by, reason, on) if keep else None)
    say(_("{path} written").format(path=out))


def _beside(db: Path, name: str) -> Path | None:
    found = db.parent / name
    return found if found.exists() else None


def _show(as_json: bool) -> None:
    kinds = all_kinds()
    if as_json:
        answer([each.model_dump() for each in kinds])
        return
    head = (_("kind"), _("title"), _("needs"), _("files"), _("stays open"))
    rows = [_row(each) for each in kinds]
    table(_("Documents of the board"), head, rows)
    say(
        _(
            "Papers with a command of their own: statistics forms (thidua stats --year YEAR -o FORMS.pdf), "
            "the public notice (thidua notice), lists of proposals (thidua nominate), the dossier and "
            "certificates."
        )
    )


def _row(kind: Kind) -> tuple[str, ...]:
    files = ".pdf, .docx" if kind.word else ".pdf"
    return kind.id, kind.title, _needs(kind), files, ", ".join(map(_open, kind.open))


def _needs(kind: Kind) -> str:
    if not kind.subject:
        return _("the whole review")
    named = {"unit": _("a unit"), "candidate": _("a candidate")}[kind.subject]
    if kind.kinds:
        named += f" ({', '.join(kind.kinds)})"
    return _("{subject}, or the whole review").format(subject=named) if kind.subject_optional else named


def _open(code: str) -> str:
    words = {
        "number": _("number"),
        "date": _("date"),
        "signer": _("who signs"),
        "launch": _("first day"),
        "end": _("last day"),
        "deadline": _("time limit"),
        "born": _("year of birth"),
        "story": _("what only people can tell"),
        "confirmations": _("confirmations of other offices"),
        "meeting": _("the meeting"),
        "count": _("the count of ballots"),
    }
    return words.get(code, code)
