"""Measures: from facts to one exact number, a state, and the steps between."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.cards import Step
from scoring.errors import Problem, _
from scoring.facts import Decision, Entry, Fact, State
from scoring.numbers import exact_power, logarithm, power
from scoring.scheme.measures import terms
from scoring.scheme.model import Change, Measure, Node, Panel

HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Reading:
    """
    What a measure gave.

    Attributes:
        state: ``VALUE``, ``MISSING``, ``NOT_APPLICABLE`` or ``PENDING``.
        number: Exact number; None for a label or without a value.
        label: The chosen label of a ``choice`` fact.
        waiting_for: Facts or decide slots that are not there.
        share: Set instead of ``number`` when a zero denominator was declared to earn all (1) or nothing (0).
    """

    state: State
    number: Fraction | None = None
    label: str = ""
    facts: tuple[Fact, ...] = ()
    steps: tuple[Step, ...] = ()
    waiting_for: tuple[str, ...] = ()
    share: Fraction | None = None
    reason: str = ""
    problems: tuple[Problem, ...] = ()


Places = Mapping[tuple[str, str], Reading]


def settled(measure: Measure, decisions: Mapping[str, Decision]) -> Measure | str:
    """
    Give the measure that the decide slots leave, or the id of the slot that is still open.

    A transform stands on the options or on the choice between them, never on both.
    """
    while measure.decide is not None:
        option = chosen(measure.decide.slot, measure.decide.options, decisions)
        if option is None:
            return measure.decide.slot
        inner = measure.decide.options[option]
        outer = {key: getattr(measure, key) for key in ("transform", "exponent", "winsorise")}
        measure = inner.model_copy(update={key: value for key, value in outer.items() if value is not None})
    return measure


def chosen(slot: str, options: Collection[str], decisions: Mapping[str, Decision]) -> str | None:
    """Give the option a slot was filled with; None while it is open or does not fit."""
    decision = decisions.get(slot)
    option = decision.choice[0] if decision and len(decision.choice) == 1 else None
    return option if option in options else None


def read_measure(node: Node, entry: Entry, decisions: Mapping[str, Decision], places: Places) -> Reading:
    """
    Bring a candidate's facts to the number a node measures, before outliers are looked at.

    Args:
        node: A leaf; read for its measure and its policy on a zero denominator.
        entry: The candidate's facts.
        decisions: Filled slots, by slot id.
        places: What each leaf that measures a rank reads, by leaf and candidate.

    Returns:
        The reading; a fact without a value makes it ``MISSING`` or ``NOT_APPLICABLE``, never zero.
    """
    assert node.measure is not None, "the loader lets no leaf without a measure through"
    measure = settled(node.measure, decisions)
    if isinstance(measure, str):
        return Reading(State.PENDING, waiting_for=(measure,), reason="undecided")
    if measure.rank_of is not None:
        return places[node.id, entry.candidate.id]
    reading = _source(node, measure, entry)
    if reading.number is None or measure.transform is None:
        return reading
    return _transformed(node, reading, reading.number, measure)


def _source(node: Node, measure: Measure, entry: Entry) -> Reading:
    if measure.fact is not None:
        return _one(entry.fact(measure.fact))
    if measure.ratio is not None:
        return _ratio(node, measure.ratio, entry)
    if measure.count is not None:
        return _count(measure.count, measure.counted, entry)
    if measure.change is not None:
        return _change(node, measure.change, entry)
    if measure.panel is not None:
        return _panel(measure.panel, entry)
    assert measure.constant is not None, "the loader lets no measure without a source through"
    step = Step("measure", "{a}", {"a": measure.constant}, measure.constant)
    return Reading(State.VALUE, measure.constant, steps=(step,))


def _without_value(facts: Sequence[Fact]) -> Reading | None:
    """Give the reading of facts of which at least one has no value; None when all have one."""
    missing = tuple(fact.id for fact in facts if fact.state is State.MISSING)
    if missing:
        return Reading(State.MISSING, facts=tuple(facts), waiting_for=missing, reason="missing_fact")
    if any(fact.state is State.NOT_APPLICABLE for fact in facts):
        return Reading(State.NOT_APPLICABLE, facts=tuple(facts), reason="not_applicable")
    return None


def _number(fact: Fact) -> Fraction:
    return fact.number if fact.number is not None else Fraction(0)


def _one(fact: Fact) -> Reading:
    absent = _without_value([fact])
    if absent is not None:
        return absent
    if fact.number is None:
        return Reading(State.VALUE, label=fact.label, facts=(fact,))
    step = Step("measure", "{a}", {"a": fact.number}, fact.number)
    return Reading(State.VALUE, fact.number, facts=(fact,), steps=(step,))


def _ratio(node: Node, sides: Sequence[str], entry: Entry) -> Reading:
    above, below = (terms(side) for side in sides)
    facts = [entry.fact(fact) for _sign, fact in above + below]
    absent = _without_value(facts)
    if absent is not None:
        return absent
    values = {_slot(i): _number(fact) for i, fact in enumerate(facts)}
    num = _sum(above, list(values.values())[: len(above)])
    den = _sum(below, list(values.values())[len(above) :])
    if den == 0:
        return _zero_denominator(node, facts, num, facts[-1])
    formula = f"{_side(above, 0)} / {_side(below, len(above))}"
    return Reading(
        State.VALUE, num / den, facts=tuple(facts), steps=(Step("measure", formula, values, num / den),)
    )


def _slot(index: int) -> str:
    return f"v{index}"


def _sum(parts: Sequence[tuple[int, str]], values: Sequence[Fraction]) -> Fraction:
    if len(parts) == 1 and parts[0][0] == 1:
        return values[0]
    return sum((sign * value for (sign, _fact), value in zip(parts, values, strict=True)), Fraction(0))


def _side(parts: Sequence[tuple[int, str]], start: int) -> str:
    pieces = [
        ("- " if sign < 0 else "+ ") + "{" + _slot(start + i) + "}" for i, (sign, _f) in enumerate(parts)
    ]
    text = " ".join(pieces).removeprefix("+ ")
    return f"({text})" if len(parts) > 1 else text


def _zero_denominator(node: Node, facts: Sequence[Fact], num: Fraction, below: Fact) -> Reading:
    policy = node.on_zero_denominator
    step = Step("policy", "{a} / 0", {"a": num}, None, f"zero_denominator_{policy}")
    base = Reading(State.NOT_APPLICABLE, facts=tuple(facts), steps=(step,), reason="not_applicable")
    if policy == "not_applicable":
        return base
    if policy in ("full", "zero"):
        return replace(base, state=State.VALUE, share=Fraction(int(policy == "full")), reason="")
    message = _(
        "{candidate}: “{node}” divides by zero and the scheme does not say what follows (on_zero_denominator)"
    )
    return replace(base, problems=(Problem("E_ZERO_DENOMINATOR", message, {"node": node.id}, below.source),))


def _count(fact_ids: Sequence[str], counted: Sequence[str], entry: Entry) -> Reading:
    facts = [entry.fact(fact) for fact in fact_ids]
    absent = _without_value(facts)
    if absent is not None:
        return absent
    found = Fraction(sum(fact.label in counted for fact in facts))
    step = Step("measure", "{a}", {"a": found}, found)
    return Reading(State.VALUE, found, facts=tuple(facts), steps=(step,))


def _change(node: Node, change: Change, entry: Entry) -> Reading:
    facts = [entry.fact(change.before), entry.fact(change.after)]
    absent = _without_value(facts)
    if absent is not None:
        return absent
    before, after = map(_number, facts)
    difference = before - after if change.direction == "cut" else after - before
    text = "{a} - {b}" if change.direction == "cut" else "{b} - {a}"
    if not change.relative:
        return _changed(facts, text, difference)
    if before == 0:
        return _zero_denominator(node, facts, difference, facts[0])
    return _changed(facts, f"({text}) / {{a}}", difference / before)


def _changed(facts: Sequence[Fact], formula: str, result: Fraction) -> Reading:
    values = {"a": _number(facts[0]), "b": _number(facts[1])}
    return Reading(State.VALUE, result, facts=tuple(facts), steps=(Step("measure", formula, values, result),))


def _panel(panel: Panel, entry: Entry) -> Reading:
    facts = entry.panels.get(panel.fact, ()) or (entry.fact(panel.fact),)
    absent = _without_value(facts)
    if absent is not None:
        return absent
    values = sorted(map(_number, facts))
    if panel.take == "trimmed":
        values = values[panel.low : max(len(values) - panel.high, 0)]
    if not values:
        return Reading(State.MISSING, facts=tuple(facts), waiting_for=(panel.fact,), reason="missing_fact")
    result = _taken(panel.take, values)
    named = {_slot(i): value for i, value in enumerate(values)}
    formula = f"{panel.take}({'; '.join('{' + slot + '}' for slot in named)})"
    return Reading(State.VALUE, result, facts=tuple(facts), steps=(Step("measure", formula, named, result),))


def _taken(take: str, values: Sequence[Fraction]) -> Fraction:
    if take in ("min", "max"):
        return min(values) if take == "min" else max(values)
    if take == "median":
        return median(values)
    total = sum(values, Fraction(0))
    return total if take == "sum" else total / len(values)


def median(values: Sequence[Fraction]) -> Fraction:
    """Give the middle value, or the mean of the two middle ones; exact."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _transformed(node: Node, reading: Reading, number: Fraction, measure: Measure) -> Reading:
    if measure.transform == "percent":
        step = Step("measure", "{a} × 100", {"a": number}, number * HUNDRED)
        return replace(reading, number=number * HUNDRED, steps=_merged(reading.steps, step))
    if number <= 0 and (
        measure.transform == "log" or measure.exponent is None or measure.exponent.denominator != 1
    ):
        message = _("{candidate}: “{node}” takes a logarithm or root of {number}, which is not above zero")
        return _refused(node, reading, number, message)
    if measure.transform == "log":
        result = logarithm(number)
        step = Step("measure", "ln({a})", {"a": number}, result, "irrational" if result else "")
    else:
        exponent = measure.exponent or Fraction(1)
        if number == 0 and exponent < 0:
            message = _("{candidate}: “{node}” raises zero to a negative power")
            return _refused(node, reading, number, message)
        result = power(number, exponent)
        note = "irrational" if exact_power(number, exponent) is None else ""
        step = Step("measure", "{a} ^ {b}", {"a": number, "b": exponent}, result, note)
    return replace(reading, number=result, steps=(*reading.steps, step))


def _merged(steps: tuple[Step, ...], percent: Step) -> tuple[Step, ...]:
    # «68 / 90 × 100» reads as people write it; two lines for one percentage do not.
    if len(steps) != 1 or "/" not in steps[0].formula:
        return (*steps, percent)
    last = steps[0]
    return (Step("measure", f"{last.formula} × 100", last.values, percent.result),)


def _refused(node: Node, reading: Reading, number: Fraction, message: str) -> Reading:
    place = reading.facts[0].source if reading.facts else ""
    return replace(
        reading, problems=(Problem("E_DOMAIN", message, {"node": node.id, "number": number}, place),)
    )
