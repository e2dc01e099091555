"""An objection on the screen: what it says, the answer, the difference it made; and the same as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from scoring.facts import Fact
from thidua import words
from thidua.commands.common import number
from thidua.i18n import _
from thidua.ledger_words import day
from thidua.objection_effects import Effect, Pair
from thidua.store.notice_acts import Objection
from thidua.store.redacting import ERASED


def state_of(each: Objection) -> str:
    """Give open, accepted or rejected, in words."""
    if each.answer is None:
        return _("open")
    return _("accepted") if each.answer.accepted else _("rejected")


def told(each: Objection, effect: Effect | None) -> Iterator[str]:
    """Give an objection, its answer and what that changed, line by line."""
    yield from _said(each)
    yield from _changed(effect)


def _said(each: Objection) -> Iterator[str]:
    yield _("Objection {number}: {candidate}, {criterion} ({scheme})").format(
        number=each.number, candidate=each.candidate, criterion=each.criterion, scheme=each.scheme
    )
    late = "" if each.in_time else _(" (out of time)")
    yield _("{sender}, received {day}{late}: {text}").format(
        sender=each.sender, day=day(each.received), late=late, text=each.words
    )
    if each.evidence:
        yield f"{each.evidence}  {each.evidence_sha256 or ERASED}"
    yield f"{_('Answer')}: {state_of(each)}"
    if each.answer is not None:
        yield ": ".join([each.answer.who, each.answer.why])
        yield from filter(None, [each.answer.basis])


def _changed(effect: Effect | None) -> Iterator[str]:
    if effect is None:
        return
    for value in effect.values:
        yield f"{value.after.id}: {_value(value.before)} → {_value(value.after)}"
    if not effect.is_scored:
        yield _("No run was made since; run again: thidua run")
        return
    yield _("Run {before} → run {after}").format(before=effect.runs[0], after=effect.runs[1])
    named = ((_("Points"), effect.points), (_("Total"), effect.total), (_("Rank"), effect.rank))
    yield from (f"{name}: {_exact(pair.before)} → {_exact(pair.after)}" for name, pair in named if pair)
    if effect.label is not None:
        yield f"{_('Class')}: {effect.label.before or '–'} → {effect.label.after or '–'}"
    yield from _outcomes(effect.outcome or {})
    for each in effect.others:
        ranks = f"{_exact(each.rank.before)} → {_exact(each.rank.after)}"
        yield f"{each.name} ({each.candidate}): {_('Rank')} {ranks}"
        yield from (f"  {line}" for line in _outcomes(each.outcome))


def _outcomes(pairs: Mapping[str, Pair]) -> Iterator[str]:
    for name, pair in pairs.items():
        yield f"{name}: {words.word(pair.before or '–')} → {words.word(pair.after or '–')}"


def _exact(text: str | None) -> str:
    return "–" if text is None else number(Fraction(text))


def _value(fact: Fact | None) -> str:
    if fact is None:
        return "–"
    return fact.label or number(fact.number) or words.word(fact.state.value)


def objection_data(each: Objection, effect: Effect | None) -> dict[str, object]:
    """Give the same as plain data; numbers are exact text."""
    return {
        "number": each.number,
        "scheme": each.scheme,
        "candidate": each.candidate,
        "criterion": each.criterion,
        "sender": each.sender,
        "text": each.words,
        "evidence": each.evidence,
        "evidence_sha256": each.evidence_sha256,
        "received": each.received.isoformat(),
        "in_time": each.in_time,
        "answer": None if each.answer is None else vars(each.answer),
        "effect": None if effect is None else _effect_data(effect),
    }


def _effect_data(effect: Effect) -> dict[str, object]:
    pairs = {"points": effect.points, "total": effect.total, "rank": effect.rank, "class": effect.label}
    return {
        "runs": list(effect.runs),
        "values": [
            {"fact": each.after.id, "before": _plain(each.before), "after": _plain(each.after)}
            for each in effect.values
        ],
        **{name: _pair_data(pair) for name, pair in pairs.items()},
        "outcome": {name: _pair_data(pair) for name, pair in (effect.outcome or {}).items()},
        "others": [
            {
                "candidate": each.candidate,
                "rank": _pair_data(each.rank),
                "outcome": {name: _pair_data(pair) for name, pair in each.outcome.items()},
            }
            for each in effect.others
        ],
    }


def _pair_data(pair: Pair | None) -> list[str | None] | None:
    return None if pair is None else [pair.before, pair.after]


def _plain(fact: Fact | None) -> str | None:
    if fact is None:
        return None
    return fact.label or (fact.state.value if fact.number is None else str(fact.number))
