"""Conditions in columns: where they are met, and where they are not; elsewhere they are not proven."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import narwhals as nw

from scoring.bulk.arithmetic import Answer, compared
from scoring.bulk.columns import NONE, Mask, Truth, Uses, both, either, negation
from scoring.bulk.number import Number, fixed
from scoring.bulk.program import Program
from scoring.scheme.condition import AllOf, Compare, Condition, Name, Not, parse


@dataclass(frozen=True, eq=False)
class Label:
    """A text in each row; ``uses`` as in a column."""

    expr: nw.Expr
    uses: Uses = NONE


@dataclass(frozen=True, eq=False)
class Operand:
    """What a name stands for, and in which rows that is known."""

    value: Number | Label
    known: Truth = True


Lookup = Callable[[str], Operand]


Comparer = Callable[[Compare], Answer]


def answered(program: Program, text: str, lookup: Lookup) -> Answer:
    """
    Answer a condition in every row.

    Returns:
        Where it is met and where it is not; a row in neither is not proven, or noted as in doubt.
    """
    return answered_by(program, parse(text), lambda each: compare(program, each, lookup))


def answered_by(program: Program, condition: Condition, comparer: Comparer) -> Answer:
    """Answer a condition whose comparisons are answered by ``comparer``."""
    yes, no = _answer(condition, comparer)
    return program.keep_mask(yes), program.keep_mask(no)


def _answer(condition: Condition, comparer: Comparer) -> Answer:
    if isinstance(condition, Compare):
        return comparer(condition)
    if isinstance(condition, Not):
        yes, no = _answer(condition.part, comparer)
        return no, yes
    answers = [_answer(part, comparer) for part in condition.parts]
    met, failed = [yes for yes, _no in answers], [no for _yes, no in answers]
    if isinstance(condition, AllOf):
        return both(*met), either(*failed)
    return either(*met), both(*failed)


def compare(program: Program, condition: Compare, lookup: Lookup) -> Answer:
    """Answer one comparison in every row; it is not proven where a side is not known."""
    left, right = (_operand(side, lookup) for side in (condition.left, condition.right))
    known = both(left.known, right.known)
    yes, no = _compare_values(program, left.value, condition.sign, right.value)
    return both(known, yes), both(known, no)


def _operand(side: Name | Fraction | str, lookup: Lookup) -> Operand:
    if isinstance(side, Name):
        return lookup(side.id)
    return Operand(fixed(side) if isinstance(side, Fraction) else Label(nw.lit(side, nw.String)))


def _compare_values(program: Program, left: Number | Label, sign: str, right: Number | Label) -> Answer:
    if isinstance(left, Number) and isinstance(right, Number):
        return compared(program, left, sign, right)
    if isinstance(left, Number) or isinstance(right, Number):
        return sign == "!=", sign != "!="  # a label and a number are never the same
    if sign not in ("==", "!="):
        return False, False
    same: Truth = Mask(left.expr == right.expr, 0, left.uses | right.uses)
    return (same, negation(same)) if sign == "==" else (negation(same), same)
