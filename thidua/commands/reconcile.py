"""``thidua reconcile``: do the papers and the record say the same?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from thidua.commands.common import answer, db_option, json_option, say
from thidua.i18n import _
from thidua.nominations import Asked, prepare
from thidua.reconcile.comparing import compare
from thidua.reconcile.reading import read_papers
from thidua.reconcile.records import known_of
from thidua.reconcile.sayings import Reading
from thidua.reconcile.sides import Contradiction, Source
from thidua.store.database import Database

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    help=_(
        "Compare proposal, minutes, list, decision and certificates with each other and with the record: "
        "names, titles, posts, awards, counts, numbers, dates. Word files that came back edited are read, "
        "and PDFs. "
        "Every contradiction is listed with its place in each paper; what a paper does not say is told.\n\n"
        "Ends with 1 when there is a contradiction, so it can stand before certificates are printed.\n\n"
        "Example: thidua reconcile to-trinh.docx quyet-dinh.docx certificates/*.pdf"
    )
)
@click.argument("files", nargs=-1, required=True, type=_FILE)
@db_option
@click.option("--round", "rules", type=_FILE, help=_("Rules of a round, whose proposals are listed."))
@click.option("--recorded", is_flag=True, help=_("List only those who stand in the record as proposed."))
@json_option
def reconcile(files: tuple[Path, ...], db: Path, rules: Path | None, recorded: bool, as_json: bool) -> None:
    """Compare, and tell."""
    readings = read_papers(files)
    database = Database.open(db)
    nomination = prepare(database, Asked(date.today(), rules)).nomination if rules else None
    found = compare(readings, known_of(database, nomination, recorded=recorded))
    if as_json:
        papers = [_paper(each) for each in readings]
        answer({"contradictions": [_data(each) for each in found], "papers": papers})
    else:
        tell(found, readings)
    if found:
        raise click.exceptions.Exit(1)


def tell(found: list[Contradiction], readings: list[Reading]) -> None:
    """Write contradictions on stdout, what was not found and how many there are on stderr."""
    for each in found:
        click.echo(f"{_words()[each.what]}: {each.who}")
        for side in each.sources:
            click.echo(f"    {_side(side)}")
    for reading in readings:
        if reading.lost:
            text = _("{file}: not found: {what}")
            say(text.format(file=reading.file, what=", ".join(reading.lost)))
        if reading.tracked:
            text = _("{file}: holds changes nobody settled; insertions are read, deletions are not")
            say(text.format(file=reading.file))
    say(_("papers: {papers}; contradictions: {count}").format(papers=len(readings), count=len(found)))


def _side(side: Source) -> str:
    place = f", {side.place}" if side.place else ""
    return f"{side.file}{place}: {side.value or _('not there')}"


def _words() -> dict[str, str]:
    return {
        "name": _("the name differs"),
        "title": _("the form of address differs"),
        "post": _("the post differs"),
        "award": _("the award differs"),
        "kind": _("stands under another heading"),
        "unit": _("the unit differs"),
        "total": _("the points differ"),
        "rank": _("the place differs"),
        "label": _("the class differs"),
        "absent": _("is missing from a paper"),
        "unknown": _("is not in the record"),
        "twice": _("is listed twice"),
        "count": _("the count differs"),
        "words": _("the number in words differs"),
        "number": _("the number differs"),
        "date": _("the date differs"),
    }


def _data(found: Contradiction) -> dict[str, object]:
    sides = [{"file": each.file, "place": each.place, "value": each.value} for each in found.sources]
    return {"what": found.what, "who": found.who, "sources": sides}


def _paper(reading: Reading) -> dict[str, object]:
    found = {"file": reading.file, "kind": reading.what, "rows": len(reading.entries)}
    return found | {"not_found": reading.lost}
