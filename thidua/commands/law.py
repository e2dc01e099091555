"""``thidua law``: the catalogue of awards, its citations, what its versions change."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from scoring.law.catalogue import Law
from scoring.law.differences import Difference, Said, differences
from scoring.law.judging import Verdict
from scoring.law.versions import Changed, in_force
from thidua import eligibility, pasts
from thidua.commands import sentence
from thidua.commands.common import answer, db_option, json_option, say, table
from thidua.commands.lawpages import WHAT, said, show_award, show_awards, show_differences, show_laws
from thidua.i18n import _, ngettext
from thidua.law_reports import LawReport, report_on, reports
from thidua.law_words import word
from thidua.laws import find_law, shipped_laws
from thidua.ledger_words import day
from thidua.store.database import Database

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(
    help=_(
        "The catalogue of awards: what the law asks, where it says so, what its versions change.\n\n"
        "Example: thidua law show CSTĐCS --on 2025-08-01"
    )
)
def law() -> None:
    """Hold the law's commands."""


@law.command(
    help=_(
        "Show an award with who decides, the papers, the ballot and every condition with its clause; without "
        "a name the awards in force on a day, or with --all the versions.\n\n"
        "Example: thidua law show CSTĐCS --on 2025-08-01"
    )
)
@click.argument("award", required=False)
@click.option("--on", type=DAY, help=_("The day; today if left out."))
@click.option("--place", default="", help=_("Province whose own rules apply, e.g. bac-ninh."))
@click.option("--all", "everything", is_flag=True, help=_("List the versions of the law."))
@json_option
def show(award: str | None, on: datetime | None, place: str, everything: bool, as_json: bool) -> None:
    """Show one award, or a list."""
    laws = shipped_laws()
    found = in_force(laws, on.date() if on else date.today(), place)
    if everything:
        answer([_law_data(each) for each in laws]) if as_json else show_laws(laws)
    elif award is None:
        answer(_law_data(found)) if as_json else show_awards(found)
    else:
        one = eligibility.award_named(found, award)
        data = one.model_dump(mode="json", by_alias=True, exclude_none=True)
        answer({"law": found.key, **data}) if as_json else show_award(found, one)


def _law_data(found: Law) -> dict[str, object]:
    return {
        "law": found.key,
        "title": found.title,
        "place": found.place,
        "effective": found.effective.model_dump(mode="json", by_alias=True),
        "unverified": found.unverified,
        "sha256": found.sha256,
        "awards": {award.id: award.title for award in found.awards},
    }


@law.command(
    help=_(
        "Hold every citation against the text of the law: the article, clause and point exist and the quote "
        "stands in exactly that place. Runs the worked cases, and reports what is not certain and what was "
        "last confirmed when. Without files the whole library is checked.\n\nExample: thidua law check"
    )
)
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Check, and end with exit code 1 when a citation or a case is wrong."""
    found = [report_on(path) for path in files] if files else reports()
    if as_json:
        answer([each.data() for each in found])
    else:
        for each in found:
            _show_report(each)
    if not all(each.is_right for each in found):
        raise click.exceptions.Exit(1)


def _show_report(report: LawReport) -> None:
    for problem in report.problems:
        say(sentence(problem))
    counts = _("{quotes} quotes in place, {places} places without a quote, {unseen} not checkable").format(
        quotes=report.quotes, places=report.places, unseen=report.unseen
    )
    cases = ngettext("{count} case", "{count} cases", report.cases).format(count=report.cases)
    verdict = _("right") if report.is_right else _("wrong")
    click.echo(f"{report.key}: {verdict}; {counts}; {cases}")
    for each in report.untried:
        missing = ", ".join(word(one) for one in each.missing)
        say(
            _("  no case gives {missing}: {award}, {way}, {clause}").format(
                missing=missing, award=each.award, way=each.way, clause=each.clause
            )
        )
    if report.checked is not None:
        click.echo(
            "  " + _("confirmed on {day} by {who}").format(day=day(report.checked.on), who=report.checked.by)
        )
    for where, why in report.unverified:
        click.echo("  " + _("not certain: {where}: {why}").format(where=where, why=why))


@law.command(
    help=_(
        "Say in words what one version changes against another: who decides, papers, ballots, conditions.\n\n"
        "Example: thidua law diff luat-06-2022-qh15@2024-01-01 luat-06-2022-qh15@2025-07-01"
    )
)
@click.argument("old")
@click.argument("new")
@json_option
def diff(old: str, new: str, as_json: bool) -> None:
    """Compare two versions."""
    laws = shipped_laws()
    before, after = find_law(old, laws), find_law(new, laws)
    found = differences(before, after)
    if as_json:
        answer([_difference_data(each) for each in found])
    else:
        show_differences(before, after, found)


def _difference_data(each: Difference) -> dict[str, object]:
    def words(side: Said | None) -> str:
        return said(side) if side is not None else ""

    return {
        "what": each.what.value,
        "word": _(WHAT[each.what]),
        "award": each.award,
        "way": each.way,
        "before": words(each.before),
        "after": words(each.after),
    }


@law.command(
    help=_(
        "Judge a list of dossiers under two versions of the law and show those whose answer changes.\n\n"
        "Example: thidua law impact luat-06-2022-qh15@2025-07-01 luat-06-2022-qh15@2026-10-01 "
        "ho-so.csv --history so-khen-thuong.yaml"
    )
)
@click.argument("old")
@click.argument("new")
@click.argument("listed", type=FILE)
@click.option("--history", type=FILE, help=_("Ledger workbook, table or YAML with the past."))
@click.option("--on", type=DAY, help=_("Day for lines that name none; today if left out."))
@db_option
@json_option
def impact(
    old: str, new: str, listed: Path, history: Path | None, on: datetime | None, db: Path, as_json: bool
) -> None:
    """Report the dossiers that change."""
    laws = shipped_laws()
    before, after = find_law(old, laws), find_law(new, laws)
    known = pasts.pasts_in_file(history) if history else pasts.pasts_in_ledger(Database.open(db))
    asked = eligibility.read_list(listed, known, on.date() if on else date.today())
    found = eligibility.replaced(before, after, asked)
    if as_json:
        answer([_change_data(*each) for each in found])
        return
    head = [_("Candidate"), _("Award"), before.key, after.key]
    table(_("Dossiers whose answer changes"), head, [_change_row(*each) for each in found])
    say(_("{changed} of {total} dossiers change").format(changed=len(found), total=len(asked)))


def _change_row(asked: eligibility.Asked, change: Changed) -> list[str]:
    return [
        f"{asked.past.name} ({asked.past.record.candidate})",
        change.before.award.short,
        _answered(change.before),
        _answered(change.after),
    ]


def _answered(verdict: Verdict) -> str:
    doubt = _(" (by the text as far as it is known: {answer})").format(answer=word(verdict.indicated))
    return word(verdict.answer) + (doubt if verdict.unverified else "")


def _change_data(asked: eligibility.Asked, change: Changed) -> dict[str, object]:
    return {
        "candidate": asked.past.record.candidate,
        "award": change.award,
        "before": change.before.answer.value,
        "after": change.after.answer.value,
        "indicated": change.after.indicated.value,
    }
