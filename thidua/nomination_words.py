"""Words for what a nomination says, in the chosen language."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.cards import Quota
from scoring.errors import _
from scoring.law.answers import Answer, Finding
from scoring.law.conditions import Clause
from scoring.law.history import Honour
from scoring.law.versions import Reason
from scoring.nominating.deadlines import Due
from scoring.nominating.looking import OTHER, SAME
from scoring.nominating.overlap import Overlap, OverlapKind
from scoring.nominating.places import Outcome
from scoring.nominating.priority import Recommendation
from scoring.nominating.proposals import Proposal, WomenAmong
from thidua import law_words, numerals
from thidua.i18n import _ as translate
from thidua.ledger_words import day, years
from thidua.lists import award_register
from thidua.words import word as code_word

_WORDS = {
    Outcome.PROPOSED: _("proposed"),
    Outcome.TIE: _("equal at the last place"),
    Outcome.RESERVE: _("reserve"),
    Outcome.WAITING: _("waiting"),
    Outcome.NOT_PROVEN: _("not proven"),
    Outcome.DEFERRED: _("deferred"),
    Outcome.NOT_MET: _("not met"),
    Outcome.ELSEWHERE: _("proposed on another list"),
    "others_not_proven": _("somebody who may come first is not proven yet"),
    "run_pending": _("the run or an earlier list has not settled this yet"),
    "proposed_elsewhere": _("proposed for another award for the same achievement"),
    "outcome": _("is not among those proposed"),
    "standard": _("the standard is not shown to be met"),
    "unverified": _("the text of the law is not known for certain"),
    "overlap": _("a question of overlap is open"),
    "papers_not_looked_at": _("nobody looked at the papers; name the table of papers"),
    "papers_missing": _("papers are missing"),
    OverlapKind.ONE_ACHIEVEMENT: _("may be one achievement honoured twice"),
    OverlapKind.TWO_LEVELS: _("may be one achievement honoured at two levels"),
    OverlapKind.TWO_MOVEMENTS: _("was honoured in another movement of the same year"),
    OverlapKind.INITIATIVE_TWICE: _("an initiative would serve twice"),
    OverlapKind.DISSOLVED: _("the unit went into another one"),
    SAME: _("the same achievement"),
    OTHER: _("another achievement"),
}


def word(code: str) -> str:
    """Give the words for a code; a code nobody knows is shown as it is."""
    return translate(_WORDS[code]) if code in _WORDS else code_word(code)


def outcome(proposal: Proposal) -> str:
    """Give the outcome; with the place in the reserve, where it is there."""
    text = word(proposal.outcome)
    return f"{text} {proposal.reserve}" if proposal.reserve is not None else text


def arithmetic(quota: Quota) -> str:
    """Give the number of places and how it was reckoned: ``15/100 × 13 = 1.95 → 1``."""
    if quota.places is None:
        return translate(_("the number of places is not known"))
    text = ""
    for step in quota.steps:
        if step.act == "combine":
            text = numerals.show_step(step)
        elif text:
            text += f" → {numerals.show(step.result)}"
    return text or str(quota.places)


def reasons(proposal: Proposal) -> Iterator[str]:
    """Give everything that speaks against a proposal, a sentence each with its clause."""
    # One condition may stand in several ways; it is told once.
    yield from dict.fromkeys(reason(finding) for finding in proposal.judged.lacking())
    verdict = proposal.judged.verdict
    if verdict.unverified:
        yield verdict.unverified
    if proposal.judged.applied.reason is not Reason.ONLY:
        yield law_words.word(proposal.judged.applied.reason)
    yield from (overlap(each) for each in proposal.overlaps)
    for sheet in proposal.missing if proposal.outcome in (Outcome.PROPOSED, Outcome.TIE) else ():
        yield translate(_("missing paper: {title} ({id})")).format(title=sheet.paper.title, id=sheet.id)


def reason(finding: Finding) -> str:
    """Give why a condition is not met or not proven, and what would change it."""
    condition = finding.condition
    asked = condition.cite.quote if isinstance(condition, Clause) and condition.cite else ""
    why = law_words.say(finding.why) or asked or word(finding.answer)
    clause = law_words.cited(finding.cite, quote=False)
    remedy = law_words.say(finding.remedy)
    return f"{why} ({clause})" + (f" → {remedy}" if remedy else "")


def basis(proposal: Proposal) -> str:
    """Give the clause that the proposal rests on: that of the open way, else of the nearest."""
    ways = proposal.judged.open_ways()
    way = ways[0] if ways else proposal.judged.nearest()
    return law_words.cited((way.point or way.standard).cite, quote=False) if way else ""


def overlap(found: Overlap) -> str:
    """Give what overlaps, with the other decision and the clause."""
    other = found.other if isinstance(found.other, str) else _decision(found.other)
    parts = [f"{word(found.kind)}: {other}", found.what, law_words.cited(found.principle.cite, quote=False)]
    doubt = found.principle.unverified
    return "; ".join(part for part in (*parts, doubt) if part)


def _decision(honour: Honour) -> str:
    award = award_register().short_of(honour.award)
    return f"{award} {years(honour)}, {honour.decision}, {day(honour.on)}"


def advice(found: Recommendation, names: dict[str, str]) -> str:
    """Give what a clause says of equals; it is advice and nothing more."""
    preferred = ", ".join(names[name] for name in found.preferred)
    unknown = ", ".join(names[name] for name in found.unknown)
    said = [f"{found.priority.title} ({law_words.cited(found.priority.cite, quote=False)})"]
    said.append(preferred or translate(_("does not tell them apart")))
    if unknown:
        said.append(translate(_("not known of: {names}")).format(names=unknown))
    shares = [f"{names[name]} {numerals.show(share * 100)}%" for name, share in found.shares.items()]
    return ": ".join(said[:2]) + "".join(f"; {part}" for part in (*said[2:], *shares))


def women(found: WomenAmong) -> str:
    """Give the share of women among those proposed, held against what is wished for."""
    wished = f"{numerals.show(found.wished.at_least * 100)}%"
    share = "–" if found.share is None else f"{numerals.show(found.share * 100)}%"
    text = translate(_("women: {women} of {proposed} ({share}), wished for {wished}: {answer} ({clause})"))
    return text.format(
        women=found.women,
        proposed=found.proposed,
        share=share,
        wished=wished,
        answer=law_words.word(found.answer),
        clause=law_words.cited(found.wished.cite, quote=False),
    )


def deadline(due: Due) -> str:
    """Give the last day of a time limit; what is not certain about it."""
    text = f"{due.deadline.title}: {day(due.day)} ({law_words.cited(due.deadline.cite, quote=False)})"
    if due.off:
        off = ", ".join(day(each) for each in due.off)
        text += "; " + translate(_("days off passed over: {days}")).format(days=off)
    if due.unknown:
        every = translate(_("all but those of every year"))
        unknown = "; ".join(f"{year}: {what or every}" for year, what in due.unknown)
        text += "; " + translate(_("not certain, days off not known: {what}")).format(what=unknown)
    return text + (f"; {due.deadline.unverified}" if due.deadline.unverified else "")


def answer_word(answer: Answer) -> str:
    """Give met, not met or not proven in words."""
    return law_words.word(answer)
