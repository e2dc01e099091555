"""Measures in columns: from the facts of all rows to one number a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.bulk.arithmetic import product, total
from scoring.bulk.cells import FactColumn, UnplannedError, Workings, only
from scoring.bulk.columns import (
    Column,
    Mask,
    Truth,
    as_column,
    both,
    choose,
    constant,
    either,
    equals,
    exceeds,
    negation,
)
from scoring.bulk.logic import Label
from scoring.bulk.number import Number, clamped, fixed, number, over
from scoring.bulk.program import Program
from scoring.evaluate.reading import settled
from scoring.scheme.measures import terms
from scoring.scheme.model import Measure, Node, Panel

_LABELS = ("kind", "unit")


@dataclass(frozen=True, eq=False)
class Measured:
    """
    What a leaf measures in all rows.

    Attributes:
        value: Number or label; any value where there is none.
        missing, not_applicable, pending: Why there is none.
        divides_by_zero: Where the denominator is zero; there is no number there either.
        facts: The facts read, in order.
        slot: The open slot that all rows wait for; empty if none.
    """

    value: Number | Label
    missing: Truth = False
    not_applicable: Truth = False
    pending: Truth = False
    divides_by_zero: Truth = False
    facts: tuple[str, ...] = ()
    slot: str = ""

    @property
    def has_number(self) -> Truth:
        """Tell where there is a number."""
        absent = (self.missing, self.not_applicable, self.pending, self.divides_by_zero)
        return negation(either(*absent)) if isinstance(self.value, Number) else False


def measured(workings: Workings, node: Node) -> Measured:
    """
    Bring the facts of every row to what a leaf measures.

    Raises:
        UnplannedError: The columns do not know the measure.
    """
    assert node.measure is not None, "the loader lets no leaf without a measure through"
    measure = settled(node.measure, workings.decisions)
    if isinstance(measure, str):
        return Measured(fixed(Fraction(0)), pending=True, slot=measure)
    return _limited(node, measure, _transformed(node, measure, _source(workings, node, measure)))


def _source(workings: Workings, node: Node, measure: Measure) -> Measured:
    for key, read in _SOURCES.items():
        if getattr(measure, key) is not None:
            only(node.id, measure, (key, "counted", "transform", "exponent", "winsorise", *_LABELS))
            return read(workings, node, measure)
    raise UnplannedError(node.id, "measure")


def _one(workings: Workings, node: Node, measure: Measure) -> Measured:
    return _read(workings, [str(measure.fact)], lambda facts: facts[0].value)


def _constant(workings: Workings, node: Node, measure: Measure) -> Measured:
    return Measured(fixed(measure.constant if measure.constant is not None else Fraction(0)))


def _read(
    workings: Workings, ids: Sequence[str], bring: Callable[[list[FactColumn]], Number | Label]
) -> Measured:
    """Give what the facts bring; one that is missing counts before one that does not apply."""
    facts = [workings.fact(fact) for fact in ids]
    missing = either(*(fact.missing for fact in facts))
    absent = both(either(*(fact.not_applicable for fact in facts)), negation(missing))
    keep = workings.program.keep_mask
    return Measured(bring(facts), keep(missing), keep(absent), facts=tuple(ids))


def _numbers(facts: Sequence[FactColumn]) -> list[Number]:
    return [fact.value for fact in facts if isinstance(fact.value, Number)]


def _ratio(workings: Workings, node: Node, measure: Measure) -> Measured:
    above, below = (terms(side) for side in measure.ratio or ())
    ids = [fact for _sign, fact in above + below]

    def sides(facts: list[FactColumn]) -> tuple[Number, Number]:
        signed = [
            n.times(Fraction(sign)) for (sign, _f), n in zip(above + below, _numbers(facts), strict=True)
        ]
        return (
            total(workings.program, signed[: len(above)]),
            total(workings.program, signed[len(above) :]),
        )

    return _quotient(workings, ids, sides)


def _change(workings: Workings, node: Node, measure: Measure) -> Measured:
    change = measure.change
    assert change is not None, "chosen by this key"
    only(node.id, change, ("before", "after", "relative", "direction"))
    sign = Fraction(-1 if change.direction == "cut" else 1)

    def grown(facts: list[FactColumn]) -> Number:
        before, after = _numbers(facts)
        return total(workings.program, [after.times(sign), before.times(-sign)])

    if not change.relative:
        return _read(workings, [change.before, change.after], grown)
    return _quotient(
        workings, [change.before, change.after], lambda facts: (grown(facts), _numbers(facts)[0])
    )


def _quotient(
    workings: Workings, ids: Sequence[str], sides: Callable[[list[FactColumn]], tuple[Number, Number]]
) -> Measured:
    """Divide two exact numbers; a negative divisor hands its sign to the numerator."""
    num, den, under, is_zero = quotient_of(workings.program, *sides([workings.fact(fact) for fact in ids]))
    found = _read(workings, ids, lambda _facts: over(num, den, under))
    known = negation(either(found.missing, found.not_applicable))
    return replace(found, divides_by_zero=workings.program.keep_mask(both(known, is_zero)))


def quotient_of(program: Program, above: Number, below: Number) -> tuple[Column, int, Column, Truth]:
    """
    Divide exact numbers that have no denominators of their own.

    Returns:
        Numerator, denominator of all rows, positive denominator of each row, and where the divisor is zero.
        A negative divisor hands its sign to the numerator.
    """
    zero, one = constant(0), constant(1)
    den = program.keep(below.num)
    is_zero = equals(den, zero)
    is_negative = exceeds(zero, den)
    num = program.keep(choose(is_negative, -above.num, above.num) * constant(below.den))
    under = choose(is_zero, one, choose(is_negative, -den, den)).within(1, max(den.size, 1))
    return num, above.den, program.keep(under), is_zero


def _count(workings: Workings, node: Node, measure: Measure) -> Measured:
    def counted(facts: list[FactColumn]) -> Number:
        hits = [
            as_column(Mask(fact.value.expr.is_in(measure.counted), 0, fact.value.uses))
            for fact in facts
            if isinstance(fact.value, Label)
        ]
        return total(workings.program, [number(hit) for hit in hits])

    return _read(workings, measure.count or [], counted)


def _panel(workings: Workings, node: Node, measure: Measure) -> Measured:
    """Take a wide table's one value of a panel for the panel: any mean, middle or sum of one value is it."""
    panel = measure.panel
    assert isinstance(panel, Panel), "chosen by this key"
    only(node.id, panel, ("fact", "take"))
    return _read(workings, [panel.fact], lambda facts: facts[0].value)


def _transformed(node: Node, measure: Measure, found: Measured) -> Measured:
    if measure.transform is None or not isinstance(found.value, Number):
        return found
    if measure.transform == "percent":
        return replace(found, value=found.value.times(Fraction(100)))
    exponent = measure.exponent
    if measure.transform != "pow" or exponent is None or exponent.denominator != 1 or exponent < 1:
        raise UnplannedError(node.id, f"transform: {measure.transform}")
    return replace(found, value=product([found.value] * int(exponent)))


def _limited(node: Node, measure: Measure, found: Measured) -> Measured:
    rule = measure.winsorise
    if rule is None or not isinstance(found.value, Number):
        return found
    only(node.id, rule, ("low", "high", "within"))
    return replace(found, value=clamped(found.value, rule.low, rule.high))


_SOURCES: dict[str, Callable[[Workings, Node, Measure], Measured]] = {
    "fact": _one,
    "constant": _constant,
    "ratio": _ratio,
    "count": _count,
    "change": _change,
    "panel": _panel,
}
