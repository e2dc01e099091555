"""Lists of proposals on the screen: who, why, how many places, what people must decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from scoring.cards import Slot
from scoring.nominating import Nomination, Proposal, ProposalList
from thidua import law_words
from thidua import nomination_words as words
from thidua.commands.common import number, table
from thidua.i18n import _
from thidua.ledger_words import day


def show_nomination(nomination: Nomination) -> None:
    """Write all lists, then the questions, shares, time limits and notices."""
    matter = nomination.round
    click.echo(matter.rules.title)
    when = _("year judged {year}, received {day}, under {law}")
    click.echo(when.format(year=matter.year, day=day(matter.received), law=nomination.law))
    for each in nomination.lists:
        _show(each)
    for line in _remarks(nomination):
        click.echo(line)


def show_nominees(proposals: Sequence[Proposal]) -> None:
    """Write whom an act is for, before it is done."""
    head = [_("List"), _("Name"), _("Outcome"), _("Passes"), _("What stands against it")]
    rows = [
        [
            each.rule.id,
            f"{each.candidate.name} ({each.candidate.id})",
            words.outcome(each),
            _("no") if each.hindrances() else _("yes"),
            "\n".join(words.word(code) for code in each.hindrances()),
        ]
        for each in proposals
    ]
    table(_("To be proposed"), head, rows)


def _show(found: ProposalList) -> None:
    title = f"{found.rule.title} - {found.scope}: {_('places')} {words.arithmetic(found.quota)}"
    head = [_("Outcome"), _("Name"), _("Rank"), _("Total"), _("Standard"), _("Clause"), _("Reasons")]
    rows = [
        [
            words.outcome(each),
            f"{each.candidate.name} ({each.candidate.id})",
            number(each.applicant.standing.rank) or "–",
            number(each.applicant.standing.card.total),
            words.answer_word(each.judged.answer),
            words.basis(each),
            "\n".join(_why(each)),
        ]
        for each in found.proposals
    ]
    table(title, head, rows, right=(2, 3))


def _why(proposal: Proposal) -> Iterator[str]:
    if proposal.why in ("decided", "others_not_proven", "quota_unknown", "run_pending", "proposed_elsewhere"):
        yield words.word(proposal.why)
    yield from words.reasons(proposal)


def _remarks(nomination: Nomination) -> Iterator[str]:
    names = {each.candidate.id: each.candidate.name for each in nomination.round.applicants}
    for each in (one for one in nomination.lists if one.slot is not None):
        yield from _tie(each, names)
    asked = {o.slot for each in nomination.proposals() for o in each.overlaps if o.asks}
    yield from (_question(slot, names) for slot in nomination.slots if slot.id in asked)
    yield from (words.women(each) for each in nomination.women)
    yield from (words.deadline(each) for each in nomination.dues)
    for name, told in nomination.notices.items():
        yield from (f"{names.get(name, name)}: {law_words.say(each)}" for each in told)


def _tie(found: ProposalList, names: dict[str, str]) -> Iterator[str]:
    if found.slot is None or not names.keys() >= set(found.slot.options):
        return
    yield _question(found.slot, names)
    for each in found.recommendations:
        yield f"  {_('advice, not applied')}: {words.advice(each, names)}"


def _question(slot: Slot, names: dict[str, str]) -> str:
    options = ", ".join(f"{each} ({names.get(each, words.word(each))})" for each in slot.options)
    chosen = ", ".join(slot.filled.choice) if slot.filled else _("open")
    question = slot.question
    if slot.kind == "tie":
        text = _("Equal at the last place of “{title}”: who is taken? ({count} of them)")
        question = text.format(title=slot.question, count=slot.choose)
    return f"{slot.id}: {question} [{options}] – {chosen}"
