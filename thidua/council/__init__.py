"""The council: every question that only people may answer, and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.cards import Slot
from scoring.errors import Problem, _
from scoring.facts import Decision
from thidua.decisions import faults
from thidua.review import ReviewResult
from thidua.runs import score_now
from thidua.store import acts
from thidua.store.database import Database
from thidua.store.errors import StoreError


@dataclass(frozen=True)
class Item:
    """
    One question.

    Attributes:
        scheme: ``id@version`` of the scheme it arises in.
        options: Each option's id with its words, or a candidate's id with its name.
        chosen: Ids that were chosen; empty while it is open.
    """

    slot: Slot
    scheme: str
    options: tuple[str, ...]
    chosen: tuple[str, ...]


def agenda(database: Database) -> list[Item]:
    """Give every question of the review as it stands now, open ones first, each once."""
    items: dict[str, Item] = {}
    for scheme, found in score_now(database):
        names = {row.card.candidate.id: row.card.candidate.name for row in found.rows}
        for slot in found.slots:
            words = names | dict(slot.labels)
            options = tuple(f"{option}: {words[option]}" for option in slot.options)
            chosen = slot.filled.choice if slot.filled else ()
            items.setdefault(slot.id, Item(slot, scheme.key, options, chosen))
    return sorted(items.values(), key=lambda item: (bool(item.chosen), item.slot.id))


def decide(
    database: Database,
    slot_id: str,
    choice: Sequence[str],
    *,
    who: str,
    basis: str,
    actor: str,
    reason: str = "",
) -> None:
    """
    Record a decision, after checking that the question is asked and the answer fits it.

    Raises:
        StoreError: There is no such question, an option is not on it, or too many or few are chosen.
    """
    slots = {item.slot.id: item.slot for item in agenda(database)}
    if slot_id not in slots:
        message = _("nobody asks “{slot}”; the questions are: {slots}")
        values = {"slot": slot_id, "slots": ", ".join(slots) or "-"}
        raise StoreError([Problem("E_SLOT", message, values)])
    decision = Decision(slot_id, tuple(choice), who, basis)
    problems = faults(decision, slots[slot_id])
    if problems:
        raise StoreError(problems)
    acts.record_decision(database, decision, actor=actor, reason=reason)


def open_questions(result: ReviewResult) -> int:
    """Give how many questions of a result nobody has answered."""
    slots = {slot.id: slot for each in result.scored for slot in each.standings.slots}
    return sum(slot.filled is None for slot in slots.values())
