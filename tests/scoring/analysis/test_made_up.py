"""On made-up schemes with every word of the grammar: what an answer says holds when all are scored anew."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import pytest

from scoring import Candidate, Decision, Entry, EvaluationError, Fact, Scheme, State, digest
from scoring.analysis import Baseline, Inputs, baseline, drop_criteria, drop_units, flips
from scoring.analysis.frozen import Frozen
from scoring.bulk.cells import absent_name, fact_name
from scoring.ranking import ALL
from tests.scoring.bulk.generating import made_rows, made_scheme

SEEDS = range(24)
RARE = 0.25  # how often a word comes that others depend on


def made(seed: int) -> Baseline | None:
    """Make up a scheme and eight candidates; None where the scheme refuses the facts."""
    scheme, so_far = made_scheme(Random(seed), RARE)
    entries = tuple(_entry(scheme, row) for row in made_rows(so_far, scheme, 8))
    decisions = {slot.id: Decision(slot.id, (min(slot.options),)) for slot in scheme.decide}
    try:
        return baseline(Inputs(scheme, entries, scheme.effective.start or scheme.version, decisions))
    except EvaluationError:
        return None


def _entry(scheme: Scheme, row: dict[str, Any]) -> Entry:
    facts = {}
    for spec in scheme.facts:
        value = row[fact_name(scheme, spec.id)]
        if row[absent_name(scheme, spec.id)]:
            facts[spec.id] = Fact(spec.id, State.NOT_APPLICABLE)
        elif value is not None:
            number = None if spec.kind == "choice" else Fraction(value, 10**spec.decimals)
            facts[spec.id] = Fact(spec.id, State.VALUE, number, value if spec.kind == "choice" else "")
    return Entry(Candidate(row["candidate"], row["candidate"], cluster=row["cluster"]), facts)


@cache
def each_made() -> tuple[Baseline, ...]:
    found = tuple(base for base in map(made, SEEDS) if base is not None)
    assert len(found) > len(SEEDS) / 2
    return found


def test_a_card_held_as_it_is_is_the_same_card() -> None:
    for base in each_made():
        for entry in base.inputs.entries:
            card = base.cards[entry.candidate.id]
            frozen = Frozen(base.inputs, entry, card)
            if card.total is not None:
                again = [frozen.card(node, line.points or Fraction(0)) for node, line in frozen.lines.items()]
                assert {(each.total, each.label, each.state) for each in again} <= {
                    (card.total, card.label, card.state)
                }


def test_a_fact_that_is_said_to_turn_two_turns_them_when_all_are_scored_anew() -> None:
    turned = 0
    for base in each_made():
        for pair in flips(base):
            for lever in pair.levers:
                if lever.fact is not None:
                    ranks = _ranks(base, lever.candidate, lever.fact.fact, lever.fact.then)
                    upper, lower = (ranks[each.card.candidate.id] for each in (pair.upper, pair.lower))
                    assert upper is not None
                    assert lower is not None
                    assert lower < upper
                    turned += 1
    assert turned > 0


def _ranks(
    base: Baseline, candidate: Candidate, fact: str, value: Fraction | str
) -> dict[str, int | Fraction | None]:
    label, number = (value, None) if isinstance(value, str) else ("", value)
    entries = tuple(
        replace(entry, facts={**entry.facts, fact: Fact(fact, State.VALUE, number, label)})
        if entry.candidate == candidate
        else entry
        for entry in base.inputs.entries
    )
    rank = base.inputs.scheme.rank.model_copy(update={"within": ALL, "ties": "competition"})
    scheme = base.inputs.scheme.model_copy(update={"rank": rank, "select": []})
    result = replace(base.inputs, scheme=scheme, entries=entries).result()
    return {row.card.candidate.id: row.rank for row in result.rows}


def test_leaving_one_out_is_scoring_the_others_anew() -> None:
    for base in each_made():
        first, *others = base.inputs.entries
        try:
            anew = replace(base.inputs, entries=tuple(others)).result()
        except EvaluationError:
            with pytest.raises(EvaluationError):
                base.without(first.candidate)
        else:
            assert digest(base.without(first.candidate)) == digest(anew)


def test_every_question_has_an_answer_or_a_reason() -> None:
    for base in each_made():
        assert len(drop_units(base)) == len(base.inputs.entries)
        assert all(bool(each.moves) != bool(each.reason) for each in drop_criteria(base))
