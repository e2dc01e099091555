"""The catalogue of awards on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import click

from scoring.errors import _ as mark
from scoring.law.catalogue import Award, Ballot, Law, PaperList, Point, Standard
from scoring.law.conditions import Clause, Confirmed, parts_of
from scoring.law.differences import Difference, Said, What
from scoring.law.wording import describe
from scoring.scheme.model import Cite, Effective
from thidua.commands.common import table
from thidua.i18n import _
from thidua.law_words import cited, say, word
from thidua.ledger_words import day

WHAT = {
    What.AWARD_NEW: mark("new award"),
    What.AWARD_GONE: mark("award no more"),
    What.TITLE: mark("title"),
    What.UNVERIFIED: mark("certainty"),
    What.DECIDED_BY: mark("decided by"),
    What.PROPOSED_BY: mark("proposed by"),
    What.BALLOT: mark("ballot"),
    What.PAPERS: mark("papers"),
    What.WAY_NEW: mark("new way"),
    What.WAY_GONE: mark("way no more"),
    What.CONDITION_NEW: mark("asked now"),
    What.CONDITION_GONE: mark("asked no more"),
    What.PRINCIPLE: mark("principle"),
}


def show_laws(laws: tuple[Law, ...]) -> None:
    """Write one line a version of the law."""
    head = [_("Law"), _("Title"), _("In force"), _("Certainty")]
    rows = [[law.key, law.title, dates(law.effective), certainty(law)] for law in laws]
    table(_("Versions of the law"), head, rows)


def certainty(law: Law) -> str:
    """Say how certain a version is: when it was checked, or why it is not known for certain."""
    if law.unverified:
        return _("not certain: {why}").format(why=law.unverified)
    return _("checked on {day}").format(day=day(law.checked.on)) if law.checked else _("not checked")


def dates(effective: Effective) -> str:
    """Give the days between which something is in force."""
    return f"{day(effective.start) or '…'} – {day(effective.end) or '…'}"


def show_awards(law: Law) -> None:
    """Write one line an award of a version."""
    title = f"{law.title} ({law.key}), {dates(law.effective)}; {certainty(law)}"
    head = [_("Short"), _("Title"), _("Id"), _("Level"), _("Clause")]
    rows = [
        [award.short, award.title, award.id, word(award.level), f"{award.cite.clause}{_doubt(award)}"]
        for award in law.awards
    ]
    table(title, head, rows)


def _doubt(award: Award) -> str:
    return " ({})".format(_("not certain")) if award.unverified else ""


def show_award(law: Law, award: Award) -> None:
    """Write everything about one award."""
    for line in _page(law, award):
        click.echo(line)


def _page(law: Law, award: Award) -> Iterator[str]:
    yield f"{award.title} ({award.short}) - {award.id}"
    yield f"{word(award.award_class)}, {word(award.level)}; {cited(award.cite)}"
    yield f"{law.title} ({law.key}), {dates(law.effective)}; {certainty(law)}"
    if award.unverified:
        yield _doubted(award.unverified)
    for head, authorities in ((_("Decided by"), award.decided_by), (_("Proposed by"), award.proposed_by)):
        yield from _listed(head, [(each.who, each.cite, each.unverified) for each in law.who(authorities)])
    if award.ballot:
        yield from _ballot(law.ballots[award.ballot])
    yield from _dossier([law.papers[name] for name in award.dossiers])
    for standard in award.standards:
        yield ""
        yield from _standard(law, standard)
    for name, point in award.points.items():
        yield ""
        yield from _point(law, name, point)


def _doubted(why: str) -> str:
    return "! " + _("not certain: {why}").format(why=why)


def _listed(head: str, rows: list[tuple[str, Cite | None, str]]) -> Iterator[str]:
    if rows:
        yield f"{head}:"
    for text, cite, unverified in rows:
        doubt = f" ! {unverified}" if unverified else ""
        yield f"  - {text} ({cited(cite, quote=False)}){doubt}"


def _ballot(ballot: Ballot) -> Iterator[str]:
    share = _("{title}: at least {share} of {base}; {absent}")
    text = share.format(
        title=ballot.title,
        share=f"{ballot.share * 100}%",
        base=word(f"base_{ballot.base}"),
        absent=word(f"absent_{ballot.absent}"),
    )
    yield from _listed(_("Ballot"), [(text, ballot.cite, ballot.unverified)])


def _dossier(lists: list[PaperList]) -> Iterator[str]:
    for each in lists:
        rows = [
            (f"{paper.title} ({paper.form})" if paper.form else paper.title, paper.cite, paper.unverified)
            for paper in each.papers
        ]
        yield from _listed(each.title, rows)


def _standard(law: Law, standard: Standard) -> Iterator[str]:
    kinds = ", ".join(word(kind) for kind in standard.subjects)
    yield f"[{standard.id}] {kinds} - {cited(standard.cite)}"
    for condition in standard.require:
        yield from _condition(law, condition, standard.cite, 1)
    if standard.points:
        yield "  " + _("and one of these points: {points}").format(points=", ".join(standard.points))


def _point(law: Law, name: str, point: Point) -> Iterator[str]:
    kind = f" ({word(point.kind)})" if point.kind else ""
    yield f"[{name}]{kind} {cited(point.cite)}"
    yield from _condition(law, point.require, point.cite, 1)


def _condition(law: Law, condition: Clause, around: Cite | None, depth: int) -> Iterator[str]:
    cite = condition.cite or around
    place = f" ({cited(condition.cite, quote=False)})" if condition.cite else ""
    if isinstance(condition, Confirmed):
        # The id under which the ledger's sheet of confirmations keeps it.
        place = f" [{condition.confirmed}]{place}"
    yield f"{'  ' * depth}- {say(describe(condition, law, cite))}{place}"
    if condition.unverified:
        yield f"{'  ' * depth}    {_doubted(condition.unverified)}"
    for part in parts_of(condition):
        yield from _condition(law, part, cite, depth + 1)


def show_differences(old: Law, new: Law, found: list[Difference]) -> None:
    """Write what a version changes: its own words first, then award by award."""
    click.echo(f"{old.title} ({old.key}) → {new.title} ({new.key})")
    if new.unverified:
        click.echo(_doubted(new.unverified))
    for change in new.changes:
        doubt = f" ! {change.unverified}" if change.unverified else ""
        click.echo(f"  * {change.what} ({cited(change.cite, quote=False)}){doubt}")
    for award, group in groupby(found, lambda each: each.award):
        click.echo("")
        click.echo(award or _("For every award"))
        for (what, way), parts in groupby(group, lambda each: (each.what, each.way)):
            click.echo(f"  {_(WHAT[what])}{f' [{way}]' if way else ''}:")
            for line in _both_sides(list(parts)):
                click.echo(line)


def _both_sides(parts: list[Difference]) -> Iterator[str]:
    yield from (f"    - {said(each.before)}" for each in parts if each.before is not None)
    yield from (f"    + {said(each.after)}" for each in parts if each.after is not None)


def said(each: Said) -> str:
    """Give the words of a law with their clause."""
    place = cited(each.cite, quote=False)
    return f"{say(each.words)} ({place})" if place else say(each.words)
