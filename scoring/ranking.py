"""Places: order inside a cluster, and who is selected by quota. Ties are never broken by list or name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from scoring.cards import Card, Quota, Slot, Standing, Standings, Step
from scoring.facts import Decision, Entry, State
from scoring.numbers import rounded
from scoring.scheme.condition import Lookup, Operand, holds, names, parse
from scoring.scheme.model import Round, Scheme, Select

Key = tuple[Fraction, ...]
ALL = "all"


@dataclass(frozen=True)
class _Ranked:
    card: Card
    entry: Entry
    key: Key | None
    rank: int | None = None
    awaited: int = 0  # how many without a place may still come in before this one


@dataclass(frozen=True)
class _Outcome:
    outcome: Mapping[str, tuple[str, str]]
    quotas: tuple[Quota, ...]
    slots: tuple[Slot, ...]


def standings(
    scheme: Scheme,
    entries: Sequence[Entry],
    cards: Sequence[Card],
    as_of: str,
    decisions: Mapping[str, Decision] | None = None,
) -> Standings:
    """
    Rank the cards inside their clusters and apply every quota.

    Args:
        scheme: Read for ``rank``, ``select`` and ``decide``.
        entries: The facts the cards were made from, in the same order.
        cards: One an entry.
        as_of: ISO date of the rules, kept in the result.
        decisions: Filled slots; one that no longer fits its question counts as open.

    Returns:
        Standings by cluster, then rank, then id. Equal keys share a rank. Whoever might still be
        overtaken by a candidate that waits for a value is ``undecided``, never ``selected``.

    Source: the ``cite`` of the scheme's ``rank`` and ``select``.
    """
    given = decisions or {}
    rows = _ranked(scheme, entries, cards)
    outcomes: dict[str, dict[str, tuple[str, str]]] = {row.card.candidate.id: {} for row in rows}
    quotas: list[Quota] = []
    slots = [_wording(slot.id, slot.question, slot.options, slot.who, given) for slot in scheme.decide]
    for select in scheme.select:
        for scope, members in _scopes(select, rows):
            found = _select(select, scope, members, outcomes, given)
            quotas += found.quotas
            slots += found.slots
            for candidate, outcome in found.outcome.items():
                outcomes[candidate][select.id] = outcome
    return Standings(scheme.key, as_of, _rows(rows, outcomes), tuple(quotas), tuple(slots))


def _rows(
    rows: Sequence[_Ranked], outcomes: Mapping[str, Mapping[str, tuple[str, str]]]
) -> tuple[Standing, ...]:
    order = {cluster: i for i, cluster in enumerate(dict.fromkeys(r.card.candidate.cluster for r in rows))}

    def place(row: _Ranked) -> tuple[int, bool, int, bool, str]:
        candidate = row.card.candidate
        excluded = row.card.state is State.EXCLUDED
        return order[candidate.cluster], row.rank is None, row.rank or 0, excluded, candidate.id

    return tuple(
        Standing(
            row.card,
            row.rank,
            {select: outcome for select, (outcome, _why) in outcomes[row.card.candidate.id].items()},
            {select: why for select, (_outcome, why) in outcomes[row.card.candidate.id].items()},
        )
        for row in sorted(rows, key=place)
    )


def _wording(
    slot: str, question: str, options: Mapping[str, str], who: str, given: Mapping[str, Decision]
) -> Slot:
    ids = tuple(options)
    return Slot(slot, "wording", question, ids, 1, who, options, _filled(given.get(slot), ids, 1))


def _filled(decision: Decision | None, options: Sequence[str], choose: int) -> Decision | None:
    fits = decision and len(set(decision.choice)) == choose == len(decision.choice)
    return decision if decision and fits and set(decision.choice) <= set(options) else None


def _ranked(scheme: Scheme, entries: Sequence[Entry], cards: Sequence[Card]) -> list[_Ranked]:
    rows = [
        _Ranked(card, entry, _key(scheme, card, entry)) for card, entry in zip(cards, entries, strict=True)
    ]
    if scheme.rank.within == ALL:
        return _placed(rows, scheme.rank.ties)
    clusters = dict.fromkeys(row.card.candidate.cluster for row in rows)
    return [
        placed
        for cluster in clusters
        for placed in _placed([r for r in rows if r.card.candidate.cluster == cluster], scheme.rank.ties)
    ]


def _key(scheme: Scheme, card: Card, entry: Entry) -> Key | None:
    if card.total is None:
        return None
    numbers = []
    for key in scheme.rank.by:
        value = _named(key.key, card, entry)
        if not isinstance(value, Fraction):
            return None
        numbers.append(value if key.order == "high" else -value)
    return tuple(numbers)


def _named(name: str, card: Card, entry: Entry) -> Operand | None:
    if name == "total":
        return card.total
    if name == "class":
        return card.label or None
    if name == "lowest":
        points = [line.points for line in card.root.leaves() if line.role == "base"]
        return min((p for p in points if p is not None), default=None)
    if name.startswith("fact."):
        fact = entry.fact(name.removeprefix("fact."))
        return fact.number if fact.number is not None else (fact.label or None)
    return card.line(name).points


def _placed(rows: Sequence[_Ranked], ties: str) -> list[_Ranked]:
    keys = sorted((row.key for row in rows if row.key is not None), reverse=True)
    places = sorted(set(keys), reverse=True) if ties == "dense" else keys
    awaited = sum(row.key is None and row.card.state is not State.EXCLUDED for row in rows)
    return [
        replace(row, rank=places.index(row.key) + 1, awaited=awaited) if row.key is not None else row
        for row in rows
    ]


def _scopes(select: Select, rows: Sequence[_Ranked]) -> list[tuple[str, list[_Ranked]]]:
    if select.within == ALL:
        return [(ALL, list(rows))]
    clusters = dict.fromkeys(row.card.candidate.cluster for row in rows)
    return [(c, [row for row in rows if row.card.candidate.cluster == c]) for c in clusters]


def _select(
    select: Select,
    scope: str,
    members: Sequence[_Ranked],
    before: Mapping[str, Mapping[str, tuple[str, str]]],
    given: Mapping[str, Decision],
) -> _Outcome:
    outcome: dict[str, tuple[str, str]] = {}
    eligible: list[_Ranked] = []
    pending = 0
    for row in members:
        answer, why = _eligible(select, row, before)
        if answer:
            eligible.append(row)
        else:
            outcome[row.card.candidate.id] = ("undecided" if answer is None else "not_eligible", why)
            pending += answer is None
    base = _base(select, eligible, members, before)
    quota = Quota(select.id, scope, *_places(select, base))
    most = quota.places if select.of == "headcount" else _places(select, base + pending)[0]
    slots = _share_out(select, scope, eligible, (quota.places, most, pending), outcome, given)
    return _Outcome(outcome, (quota,), slots)


def _eligible(
    select: Select, row: _Ranked, before: Mapping[str, Mapping[str, tuple[str, str]]]
) -> tuple[bool | None, str]:
    """Tell whether a candidate competes: True, False, or None while a value is awaited."""
    if row.card.state is State.EXCLUDED:
        return False, "excluded"
    if select.of not in ("eligible", "headcount"):
        earlier = before[row.card.candidate.id].get(select.of, ("not_eligible", ""))[0]
        if earlier != "selected":
            return (None, "others_pending") if earlier == "undecided" else (False, "condition")
    if row.key is None:
        return None, "no_total"
    if not select.require:
        return True, ""
    condition = parse(select.require)
    # Whoever is awaited may still come in before: a condition counts only if it holds at every rank possible.
    steps = row.awaited if "rank" in names(condition) else 0
    possible = [_at_rank(row, row.rank + worse) for worse in range(steps + 1)] if row.rank else []
    answers = {holds(condition, lookup) for lookup in possible}
    if len(answers) > 1:
        return None, "others_pending"
    answer = answers.pop() if answers else None
    return answer, "" if answer else "condition"


def _at_rank(row: _Ranked, rank: int) -> Lookup:
    def lookup(name: str) -> Operand | None:
        return Fraction(rank) if name == "rank" else _named(name, row.card, row.entry)

    return lookup


def _base(
    select: Select,
    eligible: Sequence[_Ranked],
    members: Sequence[_Ranked],
    before: Mapping[str, Mapping[str, tuple[str, str]]],
) -> int:
    if select.of == "eligible":
        return len(eligible)
    if select.of == "headcount":
        return len(members)
    return sum(before[row.card.candidate.id].get(select.of, ("", ""))[0] == "selected" for row in members)


def _places(select: Select, base: int) -> tuple[int, tuple[Step, ...]]:
    """
    Give the number of places and its arithmetic, on exact rationals.

    «Không quá 15 %» of 13 is 1.95 and gives 1: a ceiling is floored unless the scheme says otherwise.
    """
    if select.share is None:
        places, steps = select.places or 0, []
    else:
        exact = select.share * base
        places = int(rounded(exact, Round(to=Fraction(1), mode=select.rounding)))
        share = select.share
        values = {"n": Fraction(share.numerator), "d": Fraction(share.denominator), "b": Fraction(base)}
        steps = [
            Step("combine", "{n}/{d} × {b}", values, exact),
            Step("round", "{a}", {"a": exact}, Fraction(places), select.rounding),
        ]
    for bound, beyond, note in ((select.at_least, -1, "capped_low"), (select.at_most, 1, "capped_high")):
        if bound is not None and (places - bound) * beyond > 0:
            values = {"a": Fraction(places), "b": Fraction(bound)}
            steps.append(Step("clamp", "{a} → {b}", values, Fraction(bound), note))
            places = bound
    return places, tuple(steps)


def _share_out(
    select: Select,
    scope: str,
    eligible: Sequence[_Ranked],
    limits: tuple[int, int, int],
    outcome: dict[str, tuple[str, str]],
    given: Mapping[str, Decision],
) -> tuple[Slot, ...]:
    places, most, pending = limits
    slots: list[Slot] = []
    taken = 0
    ordered = sorted(eligible, key=lambda row: row.key or (), reverse=True)
    for equals in (list(group) for _same, group in groupby(ordered, key=lambda row: row.key)):
        ids = sorted(row.card.candidate.id for row in equals)
        last = taken + len(ids)
        if last + pending <= places:
            found = dict.fromkeys(ids, ("selected", "within_places"))
        elif taken >= most:
            found = dict.fromkeys(ids, ("not_selected", "beyond_places"))
        elif pending:
            found = dict.fromkeys(ids, ("undecided", "others_pending"))
        else:
            found, slot = _tie(select, scope, ids, places - taken, given)
            slots += slot
        outcome |= found
        taken = last
    return tuple(slots)


def _tie(
    select: Select, scope: str, ids: Sequence[str], left: int, given: Mapping[str, Decision]
) -> tuple[dict[str, tuple[str, str]], list[Slot]]:
    """Settle equals across the line as the scheme says: all out, all in, or a person chooses."""
    if select.ties != "decide":
        kept = select.ties == "include"
        why = ("selected", "tie_included") if kept else ("not_selected", "tie_on_line")
        return dict.fromkeys(ids, why), []
    slot_id = f"{select.id}.{scope}"
    decision = _filled(given.get(slot_id), ids, left)
    slot = Slot(slot_id, "tie", select.title, tuple(ids), left, select.who, filled=decision)
    if decision is None:
        return dict.fromkeys(ids, ("undecided", "tie_on_line")), [slot]
    chosen = {i: ("selected" if i in decision.choice else "not_selected", "decided") for i in ids}
    return chosen, [slot]
