"""Quotas: who among the ranked is selected. A tie on the line is left to people unless a rule settles it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from scoring.cards import Quota, Slot, Step
from scoring.errors import EvaluationError, Problem, _
from scoring.facts import Decision, Fact, State
from scoring.numbers import rounded
from scoring.placing import ALL, Ranked, filled, named
from scoring.scheme.checker import SELECTED
from scoring.scheme.condition import Lookup, Operand, holds, names, parse
from scoring.scheme.measures import FACT
from scoring.scheme.model import Round, Scheme, Select

Outcome = tuple[str, str]
Before = Mapping[str, Mapping[str, Outcome]]


@dataclass(frozen=True)
class Selected:
    """Outcome and its reason by candidate and selection, the places, and the ties left to people."""

    outcomes: dict[str, dict[str, Outcome]]
    quotas: tuple[Quota, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class _Limits:
    """
    How far down the order a selection reaches.

    Attributes:
        places: Places as things stand; None while they are not known.
        most: Places if all that are awaited come to compete.
        safe: Whoever is no further down is selected however many of the awaited come in before.
        pending: How many are awaited.
    """

    places: int | None
    most: int
    safe: int
    pending: int


def select_all(scheme: Scheme, rows: Sequence[Ranked], given: Mapping[str, Decision]) -> Selected:
    """
    Apply every selection in the order of the scheme, inside every scope.

    Raises:
        EvaluationError: A quota depends on a fact that the candidates of one scope report differently.
    """
    outcomes: dict[str, dict[str, Outcome]] = {row.id: {} for row in rows}
    quotas: list[Quota] = []
    slots: list[Slot] = []
    problems: list[Problem] = []
    for select in scheme.select:
        for scope, members in _scopes(select, rows).items():
            problems += _contradictions(select, scope, members)
            found, quota, asked = _select(select, scope, members, outcomes, given)
            quotas.append(quota)
            slots += asked
            for candidate, outcome in found.items():
                outcomes[candidate][select.id] = outcome
    if problems:
        raise EvaluationError(problems)
    return Selected(outcomes, tuple(quotas), tuple(slots))


def _scopes(select: Select, rows: Sequence[Ranked]) -> dict[str, list[Ranked]]:
    scopes: dict[str, list[Ranked]] = {}
    for row in rows:
        scopes.setdefault(ALL if select.within == ALL else row.card.candidate.cluster, []).append(row)
    return scopes


def _shared_facts(select: Select) -> list[str]:
    facts = [select.share_by.fact] if select.share_by else []
    return facts + ([select.of.removeprefix(FACT)] if select.of.startswith(FACT) else [])


def _contradictions(select: Select, scope: str, members: Sequence[Ranked]) -> list[Problem]:
    problems = []
    for fact in _shared_facts(select):
        said = {row.entry.fact(fact).number or row.entry.fact(fact).label for row in _known(members, fact)}
        if len(said) > 1:
            message = _(
                "the quota “{select}” in {scope} rests on “{fact}”, "
                "which its candidates report differently: {said}"
            )
            values = {"select": select.id, "scope": scope, "fact": fact}
            words = ", ".join(sorted(str(each) for each in said))
            problems.append(Problem("E_QUOTA", message, {**values, "said": words}))
    return problems


def _known(members: Sequence[Ranked], fact: str) -> list[Ranked]:
    return [row for row in members if row.entry.fact(fact).state is State.VALUE]


def _shared(members: Sequence[Ranked], fact: str) -> Fact | None:
    """Give the fact that all of the scope report alike; None while nobody has."""
    return next((row.entry.fact(fact) for row in _known(members, fact)), None)


def _select(
    select: Select, scope: str, members: Sequence[Ranked], before: Before, given: Mapping[str, Decision]
) -> tuple[dict[str, Outcome], Quota, tuple[Slot, ...]]:
    outcome: dict[str, Outcome] = {}
    eligible: list[Ranked] = []
    pending = 0
    for row in members:
        answer, why = _eligible(select, row, before)
        if answer:
            eligible.append(row)
        else:
            outcome[row.id] = ("undecided" if answer is None else "not_eligible", why)
            pending += answer is None
    share = _share(select, members)
    base = _base(select, eligible, members, before)
    places, steps = _places(select, share, base)
    limits = _limits(select, share, base, pending)
    found, slots = _share_out(select, scope, eligible, limits, given)
    return outcome | found, Quota(select.id, scope, places, steps), slots


def _limits(select: Select, share: Fraction | None, base: Fraction | None, pending: int) -> _Limits:
    """Give the reach of a quota for every number of awaited candidates that may still compete."""
    # Whoever is awaited may enlarge the base of those who compete; no other base grows with them.
    grows = base is not None and (select.of == "eligible" or _is_nested(select))
    reach = [
        _places(select, share, base + k if grows and base is not None else base)[0]
        for k in range(pending + 1)
    ]
    known = [places for places in reach if places is not None]
    if not known:
        return _Limits(None, 0, 0, pending)
    return _Limits(reach[0], max(known), min(places - k for k, places in enumerate(known)), pending)


def _is_nested(select: Select) -> bool:
    return select.of not in ("eligible", "headcount") and not select.of.startswith(FACT)


def _eligible(select: Select, row: Ranked, before: Before) -> tuple[bool | None, str]:
    """Tell whether a candidate competes: True, False, or None while a value is awaited."""
    if row.is_out:
        return False, "excluded" if row.card.state is State.EXCLUDED else "not_applicable"
    if _is_nested(select):
        earlier = before[row.id].get(select.of, ("not_eligible", ""))[0]
        if earlier != "selected":
            return (None, "others_pending") if earlier == "undecided" else (False, "condition")
    if row.key is None:
        return None, "no_total"
    if not select.require:
        return True, ""
    return _meets(select, row, before)


def _meets(select: Select, row: Ranked, before: Before) -> tuple[bool | None, str]:
    """Ask the condition of a selection at every rank the candidate may still end up with."""
    condition = parse(select.require)
    steps = row.awaited if "rank" in names(condition) else 0
    possible = (
        [_at_rank(row, row.rank + worse, before) for worse in range(steps + 1)]
        if row.rank is not None
        else []
    )
    answers = {holds(condition, lookup) for lookup in possible}
    if len(answers) > 1:
        return None, "others_pending"
    answer = answers.pop() if answers else None
    return answer, "" if answer else "condition"


def _at_rank(row: Ranked, rank: int | Fraction, before: Before) -> Lookup:
    def lookup(name: str) -> Operand | None:
        if name == "rank":
            return Fraction(rank)
        if name.startswith(SELECTED):
            outcome = before[row.id].get(name.removeprefix(SELECTED), ("not_eligible", ""))[0]
            return None if outcome == "undecided" else Fraction(int(outcome == "selected"))
        return named(name, row.card, row.entry)

    return lookup


def _share(select: Select, members: Sequence[Ranked]) -> Fraction | None:
    """Give the share in force for a scope; None with places, or while the label it rests on is awaited."""
    if select.share_by is None:
        return select.share
    fact = _shared(members, select.share_by.fact)
    return select.share_by.shares[fact.label] if fact else None


def _base(
    select: Select, eligible: Sequence[Ranked], members: Sequence[Ranked], before: Before
) -> Fraction | None:
    """Give what a share is taken of; None while the fact it rests on is awaited."""
    if select.of == "eligible":
        return Fraction(len(eligible))
    if select.of == "headcount":
        return Fraction(len(members))
    if select.of.startswith(FACT):
        fact = _shared(members, select.of.removeprefix(FACT))
        return fact.number if fact else None
    return Fraction(sum(before[row.id].get(select.of, ("", ""))[0] == "selected" for row in members))


def _places(
    select: Select, share: Fraction | None, base: Fraction | None
) -> tuple[int | None, tuple[Step, ...]]:
    """
    Give the number of places and its arithmetic, on exact rationals.

    «Không quá 15 %» of 13 is 1.95 and gives 1: a ceiling is floored unless the scheme says otherwise.
    """
    steps: list[Step] = []
    if select.places is not None:
        places = select.places
    elif share is None or base is None:
        return None, ()
    else:
        exact = share * base
        places = int(rounded(exact, Round(to=Fraction(1), mode=select.rounding)))
        values = {"n": Fraction(share.numerator), "d": Fraction(share.denominator), "b": base}
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
    eligible: Sequence[Ranked],
    limits: _Limits,
    given: Mapping[str, Decision],
) -> tuple[dict[str, Outcome], tuple[Slot, ...]]:
    outcome: dict[str, Outcome] = {}
    slots: list[Slot] = []
    if limits.places is None:
        return {row.id: ("undecided", "quota_unknown") for row in eligible}, ()
    taken = 0
    ordered = sorted(eligible, key=lambda row: row.key or (), reverse=True)
    for equals in (list(group) for _same, group in groupby(ordered, key=lambda row: row.key)):
        ids = sorted(row.id for row in equals)
        last = taken + len(ids)
        if last <= limits.safe:
            found = dict.fromkeys(ids, ("selected", "within_places"))
        elif taken >= limits.most:
            found = dict.fromkeys(ids, ("not_selected", "beyond_places"))
        elif limits.pending:
            found = dict.fromkeys(ids, ("undecided", "others_pending"))
        else:
            found, slot = _tie(select, scope, ids, limits.places - taken, given)
            slots += slot
        outcome |= found
        taken = last
    return outcome, tuple(slots)


def _tie(
    select: Select, scope: str, ids: Sequence[str], left: int, given: Mapping[str, Decision]
) -> tuple[dict[str, Outcome], list[Slot]]:
    """Settle equals across the line as the scheme says: all out, all in, or a person chooses."""
    if select.ties != "decide":
        kept = select.ties == "include"
        why = ("selected", "tie_included") if kept else ("not_selected", "tie_on_line")
        return dict.fromkeys(ids, why), []
    slot_id = f"{select.id}.{scope}"
    decision = filled(given.get(slot_id), ids, left)
    slot = Slot(slot_id, "tie", select.title, tuple(ids), left, select.who, filled=decision)
    if decision is None:
        return dict.fromkeys(ids, ("undecided", "tie_on_line")), [slot]
    chosen = {i: ("selected" if i in decision.choice else "not_selected", "decided") for i in ids}
    return chosen, [slot]
