"""Units that were merged or split: what their predecessors reported, pooled by the recorded shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from scoring.errors import Problem, _
from scoring.facts import Candidate, Entry, Fact, State
from scoring.scheme.model import FactSpec

ADDITIVE = ("count", "money", "seconds")


@dataclass(frozen=True)
class Succession:
    """
    What of a unit went to another.

    Attributes:
        share: Part of the old unit's numbers that the new one takes over, 0 < share <= 1.
        on: The day from which the new unit stands in the old one's place.
        source: Where it was read.
    """

    old: str
    new: str
    share: Fraction
    on: date
    source: str = ""


@dataclass(frozen=True)
class Pooled:
    """Entries with every old unit replaced by its successors, and what is wrong with the successions."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()


def pool(
    entries: Sequence[Entry], successions: Sequence[Succession], facts: Sequence[FactSpec], as_of: date
) -> Pooled:
    """
    Replace units that no longer stand on a day by their successors.

    Numerators and denominators are added up by the shares before anything is divided; a percentage, a rank
    or a label of several units is never averaged: it stays missing until the new unit reports its own.

    Args:
        entries: What old and new units reported; a new unit's own numbers are added to its predecessors'.
        successions: Those later than ``as_of`` have not happened yet.
        facts: Says which facts can be added up.
        as_of: The day of the scoring.

    Returns:
        One entry a unit that stands; all problems when the shares of an old unit are more than one, or its
        successor's cluster cannot be told.
    """
    happened = [each for each in successions if each.on <= as_of]
    known = {entry.candidate.id: entry for entry in entries}
    problems = [*_over_one(happened), *_chains(happened)]
    old = {each.old for each in happened}
    parts: dict[str, list[tuple[Fraction, Entry]]] = {}
    for each in happened:
        if each.old in known:
            parts.setdefault(each.new, []).append((each.share, known[each.old]))
    made = [_heir(new, known.get(new), found, facts, problems) for new, found in parts.items()]
    kept = [entry for entry in entries if entry.candidate.id not in old | set(parts)]
    return Pooled((*kept, *made), tuple(problems))


def _over_one(successions: Iterable[Succession]) -> list[Problem]:
    given: dict[str, Fraction] = {}
    for each in successions:
        given[each.old] = given.get(each.old, Fraction(0)) + each.share
    message = _("the shares of “{unit}” come to {sum}, more than the whole")
    return [
        Problem("E_SUCCESSION", message, {"unit": unit, "sum": total})
        for unit, total in given.items()
        if total > 1
    ]


def _chains(successions: Sequence[Succession]) -> list[Problem]:
    old = {each.old for each in successions}
    message = _("“{unit}” takes over and is itself taken over; name the units that stand at the end")
    return [
        Problem("E_SUCCESSION", message, {"unit": each.new}, each.source)
        for each in successions
        if each.new in old
    ]


def _heir(
    new: str,
    own: Entry | None,
    parts: Sequence[tuple[Fraction, Entry]],
    facts: Sequence[FactSpec],
    problems: list[Problem],
) -> Entry:
    candidate = own.candidate if own else _candidate(new, parts, problems)
    pooled = {spec.id: _pooled(spec, own, parts) for spec in facts}
    return Entry(candidate, pooled, own.panels if own else {})


def _candidate(new: str, parts: Sequence[tuple[Fraction, Entry]], problems: list[Problem]) -> Candidate:
    clusters = sorted({entry.candidate.cluster for _share, entry in parts})
    if len(clusters) > 1:
        message = _(
            "“{unit}” takes over units of several clusters ({clusters}); give its own line with its cluster"
        )
        problems.append(Problem("E_SUCCESSION", message, {"unit": new, "clusters": ", ".join(clusters)}))
    first = parts[0][1].candidate
    return replace(first, id=new, name=new, unit=new, cluster=clusters[0])


def _pooled(spec: FactSpec, own: Entry | None, parts: Sequence[tuple[Fraction, Entry]]) -> Fact:
    mine = own.facts.get(spec.id) if own else None
    if spec.kind not in ADDITIVE:
        return mine or Fact(spec.id, State.MISSING)
    found = [(share, entry.fact(spec.id)) for share, entry in parts]
    found += [(Fraction(1), mine)] if mine else []
    return _added(spec.id, found)


def _added(fact_id: str, found: Sequence[tuple[Fraction, Fact]]) -> Fact:
    states = {fact.state for _share, fact in found}
    source = "; ".join(f"{fact.source} × {share}" if share != 1 else fact.source for share, fact in found)
    if State.MISSING in states:
        return Fact(fact_id, State.MISSING, source=source)
    if states == {State.NOT_APPLICABLE}:
        return Fact(fact_id, State.NOT_APPLICABLE, source=source)
    number = sum((share * (fact.number or 0) for share, fact in found), Fraction(0))
    evidence = "; ".join(dict.fromkeys(fact.evidence for _share, fact in found if fact.evidence))
    return Fact(fact_id, State.VALUE, number, evidence=evidence, source=source)
