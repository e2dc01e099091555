"""Decisions given with a call: ``SLOT=OPTION``, or ``PERIOD:SLOT=OPTION`` for one period of several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scoring.cards import Slot
from scoring.errors import Problem, _
from scoring.facts import Decision
from scoring.scheme.model import Scheme
from thidua.exports import Sheet
from thidua.i18n import _ as translate

FEW = 20
_PERIOD = re.compile(r"((?:19|20)[0-9]{2}(?:-Q[1-4]|-[0-9]{2}(?:-[0-9]{2})?)?):(.+)", re.DOTALL)


@dataclass(frozen=True)
class Given:
    """A decision, and the period it is for; empty when it is for all."""

    period: str
    decision: Decision

    def answers(self, sheet: Sheet, slot: Slot) -> bool:
        """Tell whether it is meant for a question of these standings."""
        return self.decision.slot == slot.id and self.period in ("", sheet.period)


def name_of(slot: Slot, period: str) -> str:
    """Give what a decision writes for a question: its id, after the period where each has its own."""
    return f"{period}:{slot.id}" if period and slot.kind != "wording" else slot.id


def question_of(slot: Slot) -> str:
    """Give a question in words; a tie is known by the title of its selection."""
    if slot.kind == "order":
        return translate(_("In which order do these equals stand?"))
    if slot.kind == "tie":
        return translate(_("Equal at the last place of “{title}”: who is taken?")).format(title=slot.question)
    return slot.question


def options_of(slot: Slot) -> str:
    """Give what may be chosen, with its words where it has some; of very many options the first few."""
    words = [
        f"{option} ({slot.labels[option]})" if option in slot.labels else option for option in slot.options
    ]
    more = f"; … ({len(words)})" if len(words) > FEW else ""
    return "; ".join(words[:FEW]) + more


def parse_decision(text: str) -> Given:
    """Read one; raises ValueError when it is not of the form."""
    slot, sign, choice = text.partition("=")
    if not (slot and sign and choice):
        raise ValueError(text)
    period = _PERIOD.fullmatch(slot)
    slot = period[2] if period else slot
    return Given(period[1] if period else "", Decision(slot, tuple(choice.split(","))))


def decisions_for(given: Iterable[Given], scheme: Scheme, period: str) -> Mapping[str, Decision]:
    """
    Give the decisions that count under a scheme in a period, by slot.

    A question of wording means the same in every period. Who of equals is taken does not: where there are
    periods, the period must be named, so that an answer for one year never settles another.
    """
    wordings = {slot.id for slot in scheme.decide}
    return {
        each.decision.slot: each.decision
        for each in given
        if each.period == period or (not each.period and each.decision.slot in wordings)
    }


def unanswered(given: Sequence[Given], sheets: Sequence[Sheet]) -> list[Problem]:
    """Give a problem for each decision that answers no question of the standings, or does not fit it."""
    return [problem for each in given for problem in _faults(each, sheets)]


def faults(decision: Decision, slot: Slot) -> list[Problem]:
    """Give what keeps a decision from filling a slot: options it does not have, too many, too few."""
    message = _("“{choice}” is not an option of “{slot}”; the options are: {options}")
    said = {"slot": slot.id, "options": ", ".join(slot.options)}
    problems = [
        Problem("E_OPTION", message, {"choice": choice, **said})
        for choice in decision.choice
        if choice not in slot.options
    ]
    if len(set(decision.choice)) != slot.choose or len(decision.choice) != slot.choose:
        message = _("“{slot}” wants {wanted} choice(s), {given} given")
        counts = {"slot": slot.id, "wanted": slot.choose, "given": len(decision.choice)}
        problems.append(Problem("E_CHOICE", message, counts))
    return problems


def _faults(each: Given, sheets: Sequence[Sheet]) -> list[Problem]:
    asked = [(sheet, slot) for sheet in sheets for slot in sheet.standings.slots]
    found = [slot for sheet, slot in asked if each.answers(sheet, slot)]
    if not found:
        message = _("nobody asks “{slot}”; the questions are: {slots}")
        slots = dict.fromkeys(name_of(slot, sheet.period) for sheet, slot in asked)
        return [Problem("E_SLOT", message, {"slot": each.decision.slot, "slots": ", ".join(slots) or "-"})]
    if not each.period and sheets[0].period and any(slot.kind != "wording" for slot in found):
        message = _("“{slot}” is asked in each period by itself; put the period before it: {slots}")
        slots = dict.fromkeys(name_of(slot, sheet.period) for sheet, slot in asked if slot in found)
        return [Problem("E_SLOT", message, {"slot": each.decision.slot, "slots": ", ".join(slots)})]
    wrong = (faults(each.decision, slot) for slot in found if slot.filled is None)
    return next((problems for problems in wrong if problems), [])
