"""Places: order inside a cluster. Ties are never broken by list or name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, groupby

from scoring.cards import Card, Slot, lowest
from scoring.facts import Decision, Entry, State
from scoring.scheme.condition import Operand
from scoring.scheme.measures import FACT
from scoring.scheme.model import Rank, RankKey, Scheme

Key = tuple[Fraction, ...]
Place = int | Fraction
ALL = "all"
ABSENT = {"first": Fraction(1), "last": Fraction(-1)}


@dataclass(frozen=True)
class Ranked:
    """
    A card on its way to a place.

    Attributes:
        key: What it is ordered by, higher first; None while something in it is awaited.
        rank: Its place; None without a key.
        awaited: How many without a place may still come in before this one.
    """

    card: Card
    entry: Entry
    key: Key | None
    rank: Place | None = None
    awaited: int = 0

    @property
    def id(self) -> str:
        """Give the candidate's id."""
        return self.card.candidate.id

    @property
    def is_out(self) -> bool:
        """Tell whether the candidate takes no part in the order: excluded, or nothing applies."""
        return self.card.state in (State.EXCLUDED, State.NOT_APPLICABLE)


def wording(
    slot: str, question: str, options: Mapping[str, str], who: str, given: Mapping[str, Decision]
) -> Slot:
    """Give the slot of a question of wording."""
    ids = tuple(options)
    return Slot(slot, "wording", question, ids, 1, who, options, filled(given.get(slot), ids, 1))


def filled(decision: Decision | None, options: Sequence[str], choose: int) -> Decision | None:
    """Give a decision when it fits its question; None when it does not, or there is none."""
    fits = decision and len(set(decision.choice)) == choose == len(decision.choice)
    return decision if decision and fits and set(decision.choice) <= set(options) else None


def ranked(
    scheme: Scheme, entries: Sequence[Entry], cards: Sequence[Card], given: Mapping[str, Decision]
) -> tuple[list[Ranked], list[Slot]]:
    """Give every card its place, and the questions of order between equals."""
    rows = [
        Ranked(card, entry, _key(scheme, card, entry)) for card, entry in zip(cards, entries, strict=True)
    ]
    scopes: dict[str, list[Ranked]] = {}
    for row in rows:
        scopes.setdefault(ALL if scheme.rank.within == ALL else row.card.candidate.cluster, []).append(row)
    done: list[Ranked] = []
    slots: list[Slot] = []
    for scope, members in scopes.items():
        if scheme.rank.ties == "decide":
            members, asked = _ordered(scheme.rank, scope, members, given)
            slots += asked
        done += _placed(members, scheme.rank.ties)
    return done, slots


def _key(scheme: Scheme, card: Card, entry: Entry) -> Key | None:
    if card.total is None:
        return None
    numbers: list[Fraction] = []
    for key in scheme.rank.by:
        part = _count_back(key, card) if key.count_back else _part(key, card, entry)
        if part is None:
            return None
        numbers += part
    return tuple(numbers)


def _part(key: RankKey, card: Card, entry: Entry) -> Key | None:
    """Give one number of the order, after a mark that puts those it does not apply to last or first."""
    name = key.key or ""
    value = named(name, card, entry)
    if not isinstance(value, Fraction):
        absent = _does_not_apply(name, card, entry)
        return (ABSENT[key.absent], Fraction(0)) if absent else None
    return Fraction(0), value if key.order == "high" else -value


def _does_not_apply(name: str, card: Card, entry: Entry) -> bool:
    if name.startswith(FACT):
        return entry.fact(name.removeprefix(FACT)).state is State.NOT_APPLICABLE
    return name != "total" and (name == "lowest" or card.line(name).is_left_out)


def _count_back(key: RankKey, card: Card) -> Key | None:
    """Give the points of several nodes, best first; one that does not apply stands behind all others."""
    lines = [card.line(node) for node in key.count_back or []]
    if any(line.points is None and not line.is_left_out for line in lines):
        return None
    points = [
        line.points if key.order == "high" else -line.points for line in lines if line.points is not None
    ]
    absent = [(ABSENT[key.absent], Fraction(0))] * (len(lines) - len(points))
    pairs = sorted([*((Fraction(0), p) for p in points), *absent], reverse=True)
    return tuple(number for pair in pairs for number in pair)


def named(name: str, card: Card, entry: Entry) -> Operand | None:
    """Give what a name stands for once a card is published: total, class, lowest, a node, a fact."""
    if name == "total":
        return card.total
    if name == "class":
        return card.label or None
    if name == "lowest":
        return lowest(card.root.walk())
    if name.startswith(FACT):
        fact = entry.fact(name.removeprefix(FACT))
        return fact.number if fact.number is not None else (fact.label or None)
    return next((line.points for line in card.root.walk() if line.id == name), None)


def _ordered(
    rule: Rank, scope: str, rows: Sequence[Ranked], given: Mapping[str, Decision]
) -> tuple[list[Ranked], list[Slot]]:
    """Ask in which order equals stand, and add the answer to their keys."""
    counts = Counter(row.key for row in rows if row.key is not None)
    done = [row for row in rows if row.key is None or counts[row.key] == 1]
    slots = []
    place = 1
    for key, count in sorted(counts.items(), reverse=True):
        if count > 1:
            equals = [row for row in rows if row.key == key]
            ids = sorted(row.id for row in equals)
            slot_id = f"rank.{scope}.{place}"
            decision = filled(given.get(slot_id), ids, len(ids))
            slots.append(Slot(slot_id, "order", "", tuple(ids), len(ids), rule.who, filled=decision))
            order = {each: Fraction(-i) for i, each in enumerate(decision.choice)} if decision else {}
            done += [replace(row, key=(*key, order.get(row.id, Fraction(0)))) for row in equals]
        place += count
    return done, slots


def _placed(rows: Sequence[Ranked], ties: str) -> list[Ranked]:
    keys = sorted((row.key for row in rows if row.key is not None), reverse=True)
    groups = [(key, len(list(equals))) for key, equals in groupby(keys)]
    before = [0, *accumulate(count for _key, count in groups)]
    places: dict[Key, Place] = {}
    for i, (key, count) in enumerate(groups):
        if ties == "dense":
            places[key] = i + 1
        elif ties == "average" and count % 2 == 0:
            places[key] = Fraction(2 * before[i] + count + 1, 2)
        else:
            places[key] = before[i] + 1 + (count // 2 if ties == "average" else 0)
    awaited = sum(row.key is None and not row.is_out for row in rows)
    return [
        replace(row, rank=places[row.key], awaited=awaited) if row.key is not None else row for row in rows
    ]
