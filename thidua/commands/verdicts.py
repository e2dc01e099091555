"""Verdicts on the screen: each way to an award, what was found, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from scoring.law.answering import Way
from scoring.law.answers import Answer, Finding
from scoring.law.catalogue import Law
from scoring.law.conditions import AnyOf, MeetsStandardOf
from scoring.law.history import Confirmation, Membership
from scoring.law.judging import Verdict
from scoring.law.versions import Applied
from scoring.law.wording import describe
from scoring.scheme.model import Cite
from thidua.commands.common import table
from thidua.i18n import _
from thidua.law_words import cited, proof, say, word
from thidua.ledger_words import day


def show_verdict(name: str, verdict: Verdict, law: Law, *, full: bool = False) -> None:
    """
    Write the answer for one award with its reasons.

    Args:
        full: Write out every way to the award; else only the open or nearest ones, the others in a line each.
    """
    for line in _page(name, verdict, law, full):
        click.echo(line)


def _page(name: str, verdict: Verdict, law: Law, full: bool) -> Iterator[str]:
    award, dossier = verdict.award, verdict.dossier
    yield f"{name} ({dossier.record.candidate}) - {award.title}"
    when = _("year judged {year}, received {day}, under {law}")
    yield when.format(year=dossier.year, day=day(dossier.received), law=f"{law.title} ({law.key})")
    yield _("Verdict: {answer}").format(answer=word(verdict.answer).upper())
    yield from _cautions(verdict)
    if not verdict.ways:
        yield _("this award is not for {kind}").format(kind=word(dossier.record.kind))
    for finding in verdict.general:
        yield from _lines(finding, law, 1, None)
    shown = verdict.ways if full else verdict.nearest()
    for way in shown:
        yield ""
        yield from _way(way, law)
    others = [way for way in verdict.ways if way not in shown]
    if others:
        yield ""
        yield _("Other ways (--full writes them out):")
    for way in others:
        yield f"  [{word(way.answer)}] {cited((way.point or way.standard).cite)}"


def _cautions(verdict: Verdict) -> Iterator[str]:
    if verdict.pending:
        subjects = "; ".join(case.subject for case in verdict.pending)
        yield _("The dossier waits: {subjects}").format(subjects=subjects)
    if verdict.unverified:
        found = _("As far as the text is known: {answer}. Not certain: {why}")
        yield found.format(answer=word(verdict.indicated), why=verdict.unverified)


def _way(way: Way, law: Law) -> Iterator[str]:
    cite = (way.point or way.standard).cite
    yield f"[{word(way.answer)}] {cited(cite)}"
    for finding in way.findings:
        yield from _lines(finding, law, 1, cite)


def _lines(finding: Finding, law: Law, depth: int, around: Cite | None) -> Iterator[str]:
    indent = "  " * depth
    asked = say(describe(finding.condition, law, finding.cite))
    yield f"{indent}[{word(finding.answer)}] {asked}"
    if finding.unverified:
        why = _("does not decide, for it is not known for certain: {why}")
        yield f"{indent}    {why.format(why=finding.unverified)}"
    if finding.cite is not None and finding.cite != around:
        yield f"{indent}    {cited(finding.cite)}"
    # A row of years stands first among its own parts; what was found of it belongs to this line.
    rows = [part for part in finding.parts if part.condition is finding.condition]
    for each in rows or ([] if finding.parts else [finding]):
        yield from (f"{indent}    {line}" for line in _details(each, law))
    for part in finding.parts:
        if part not in rows and _matters(finding, part):
            yield from _lines(part, law, depth + 1, finding.cite)


def _matters(finding: Finding, part: Finding) -> bool:
    """Tell whether a part says something: beside an alternative that is met the others do not."""
    is_choice = isinstance(finding.condition, AnyOf | MeetsStandardOf)
    return not is_choice or finding.answer is not Answer.MET or part.answer is Answer.MET


def _details(finding: Finding, law: Law) -> Iterator[str]:
    if finding.why is not None:
        yield say(finding.why)
    for fact in finding.facts:
        # A confirmation or a count without a paper says no more than the sentence above.
        if not isinstance(fact, Confirmation | Membership) or fact.document:
            yield f"= {proof(fact, law)}"
    yield from (f"! {say(warning)}" for warning in finding.warnings)
    if finding.answer is not Answer.MET and finding.remedy is not None:
        yield f"→ {say(finding.remedy)}"


def show_verdicts(name: str, verdicts: list[Verdict], law: Law) -> None:
    """
    Write one line an award: the answer, the nearest way, and what it still needs.

    Awards of which the past says nothing are named together, without a line of their own.
    """
    dossier = verdicts[0].dossier
    title = _("{name}, year judged {year}, under {law}").format(name=name, year=dossier.year, law=law.key)
    spoken = [each for each in verdicts if _is_spoken_of(each)]
    rows = [[each.award.short, word(each.answer), _nearest(each), _needs(each)] for each in spoken]
    table(title, [_("Award"), _("Verdict"), _("Clause"), _("What would change it")], rows)
    for line in _shared(verdicts[0], law):
        click.echo(line)
    silent = ", ".join(each.award.short for each in verdicts if each not in spoken)
    if silent:
        click.echo(_("Nothing recorded speaks for: {awards}").format(awards=silent))


def _is_spoken_of(verdict: Verdict) -> bool:
    facts = (
        fact for way in verdict.ways for found in way.findings for each in found.walk() for fact in each.facts
    )
    return bool(verdict.open_ways()) or any(not isinstance(fact, Confirmation) for fact in facts)


def _nearest(verdict: Verdict) -> str:
    cites = [(way.point or way.standard).cite for way in verdict.nearest()[:1]]
    return cites[0].clause if cites and cites[0] is not None else ""


def _needs(verdict: Verdict) -> str:
    found = [leaf for way in verdict.nearest()[:1] for leaf in way.decisive()]
    found = found or [leaf for each in verdict.general for leaf in each.decisive(each.answer)]
    needs = dict.fromkeys(say(leaf.remedy or leaf.why) for leaf in found)
    return "; ".join([*needs, *([verdict.unverified] if verdict.unverified else [])])


def _shared(verdict: Verdict, law: Law) -> Iterator[str]:
    """Say once what holds every award back."""
    for finding in verdict.general:
        if finding.answer is not Answer.MET:
            yield from _lines(finding, law, 0, None)


def show_applied(name: str, found: Applied, laws: Mapping[str, Law], *, full: bool = False) -> None:
    """Write the verdict that applies, and beside it the one that does not, with the reason."""
    show_verdict(name, found.verdict, laws[found.verdict.law], full=full)
    if found.other is None:
        return
    click.echo("")
    applies = _("Text that applies: {law} - {why}")
    click.echo(applies.format(law=found.verdict.law, why=word(found.reason)))
    other = _("Under {law} the answer would be: {answer}")
    answer = word(found.other.indicated)
    click.echo(other.format(law=found.other.law, answer=answer))
    click.echo("")
    show_verdict(name, found.other, laws[found.other.law], full=full)
