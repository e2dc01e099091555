"""Groups in columns: from the parts' points to the group's, rows without some of the parts included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from scoring.bulk.arithmetic import extreme, ordered, product, scaled_by, total
from scoring.bulk.cells import Cell, UnplannedError, Workings
from scoring.bulk.columns import (
    Column,
    Truth,
    as_column,
    both,
    choose,
    constant,
    either,
    equals,
    negation,
)
from scoring.bulk.number import Number, fixed, number, pick
from scoring.scheme.model import Grouping, Node

ONE, ZERO = Fraction(1), Fraction(0)
ROLES = ("base", "bonus", "penalty")
MOST_ORDERED = 16


@dataclass(frozen=True, eq=False)
class Part:
    """
    One child of a group in all rows.

    Attributes:
        rescaled, shared, lost: Where it is left out, and what becomes of its points.
        facts: The facts its line names.
    """

    node: Node
    role: str
    cell: Cell
    rescaled: Truth = False
    shared: Truth = False
    lost: Truth = False
    facts: tuple[str, ...] = ()

    @property
    def left_out(self) -> Truth:
        """Tell where the part does not count."""
        return either(self.rescaled, self.shared, self.lost)

    @property
    def counts(self) -> Truth:
        """Tell where the part counts."""
        return negation(self.left_out)

    @property
    def weight(self) -> Fraction:
        """Give the part's weight, one where the file gives none."""
        return self.node.weight if self.node.weight is not None else ONE

    @property
    def reach(self) -> Fraction:
        """Give the most the part can bring to a sum; zero where the file fixes no maximum."""
        most = self.node.max_points
        if most is None:
            most = ZERO if self.node.weight is None else ONE
        return most * self.weight


@dataclass(frozen=True, eq=False)
class Combined:
    """Points of a group and of its parts by role, and where nothing in it counts."""

    points: Number
    nothing: Truth
    by_role: dict[str, Number]


def combined(workings: Workings, name: str, grouping: Grouping, parts: Sequence[Part]) -> Combined:
    """
    Combine the parts that count.

    Raises:
        UnplannedError: The columns do not know the way in which the group combines.
    """
    mains, extras = _split(parts)
    nothing = workings.program.keep_mask(both(*(part.left_out for part in mains)))
    how = grouping.combine or "sum"
    if how == "sum" or not mains:
        by_role = _sum(workings, name, grouping, parts)
    else:
        combine = _WAYS.get(how)
        if combine is None:
            raise UnplannedError(name, f"combine: {how}")
        by_role = {role: _added(workings, [p for p in extras if p.role == role], ONE) for role in ROLES}
        by_role["base"] = combine(workings, name, grouping, mains)
    return Combined(total(workings.program, list(by_role.values())), nothing, by_role)


def _split(parts: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    """Give the parts that are combined and those that are added; without a base all are combined."""
    base = [part for part in parts if part.role == "base"]
    return (base, [part for part in parts if part.role != "base"]) if base else (list(parts), [])


def _counted(part: Part) -> Number:
    """Give the part's points, and zero where it is left out."""
    n, zero = part.cell.number, constant(0)
    err = None if n.err is None else choose(part.counts, n.err, zero)
    counted = number(choose(part.counts, n.num, zero), n.den, n.under, err)
    return counted.within(min(ZERO, n.low), max(ZERO, n.high)) if part.left_out is not False else n


def _or_else(part: Part, otherwise: Fraction) -> Number:
    return pick(part.counts, part.cell.number, fixed(otherwise))


def _added(workings: Workings, parts: Sequence[Part], divisor: Fraction) -> Number:
    numbers = [_counted(part).times(part.weight / divisor) for part in parts]
    return total(workings.program, numbers) if numbers else fixed(ZERO)


def _sum(workings: Workings, name: str, grouping: Grouping, parts: Sequence[Part]) -> dict[str, Number]:
    """Add up by role; what is left out of the base makes the rest of the base grow."""
    mains, extras = _split(parts)
    divisor = sum((part.weight for part in mains), ZERO) if grouping.weights == "normalise" else ONE
    base = [part for part in mains if part.role == "base"]
    growing = [part for part in base if part.reach > 0]
    grown = _added(workings, growing, divisor)
    if any(part.left_out is not False for part in base):
        grown = scaled_by(workings.program, grown, _growth(workings, name, base, growing))
    steady = _added(workings, [part for part in base if part.reach <= 0], divisor)
    found = {"base": total(workings.program, [grown, steady])}
    for role in ROLES[1:]:
        members = [part for part in parts if part.role == role]
        found[role] = _added(workings, members, ONE if extras else divisor)
    return found


def _growth(workings: Workings, name: str, base: Sequence[Part], growing: Sequence[Part]) -> Number:
    """Give by what the parts that count grow: all that was to be reached, over what still can be."""
    if any(part.reach < 0 for part in base):
        raise UnplannedError(name, "weight")
    program = workings.program
    for part in base:
        program.doubt(part.shared)
    reaches = _wholes([part.reach for part in growing])
    pairs = list(zip(growing, reaches, strict=True))
    left = program.keep(_sum_of([as_column(part.counts) * constant(reach) for part, reach in pairs]))
    lost = _sum_of([as_column(part.rescaled) * constant(reach) for part, reach in pairs])
    none = equals(left, constant(0))
    num = program.keep(choose(none, constant(1), left + lost))
    under = program.keep(choose(none, constant(1), left).within(1, max(1, left.high)))
    return number(num, 1, under).within(ONE, Fraction(max(1, sum(reaches))))


def _wholes(numbers: Sequence[Fraction]) -> list[int]:
    """Bring numbers to the smallest whole ones in the same proportion."""
    if not numbers:
        return []
    den = lcm(*(n.denominator for n in numbers))
    wholes = [int(n * den) for n in numbers]
    return [whole // gcd(*wholes) for whole in wholes]


def _sum_of(columns: Sequence[Column]) -> Column:
    result = constant(0)
    for column in columns:
        result = result + column
    return result


def _mean(workings: Workings, name: str, grouping: Grouping, mains: Sequence[Part]) -> Number:
    program = workings.program
    if any(part.weight <= 0 for part in mains):
        raise UnplannedError(name, "weight")
    weights = _wholes([part.weight for part in mains])
    numbers = [_counted(p).times(Fraction(weight)) for p, weight in zip(mains, weights, strict=True)]
    if all(part.left_out is False for part in mains):
        return total(program, numbers).times(Fraction(1, sum(weights)))
    for part in mains:
        program.doubt(part.shared)
    pairs = zip(mains, weights, strict=True)
    left = program.keep(_sum_of([as_column(p.counts) * constant(weight) for p, weight in pairs]))
    under = program.keep(choose(equals(left, constant(0)), constant(1), left).within(1, left.high))
    lows, highs = [p.cell.number.low for p in mains], [p.cell.number.high for p in mains]
    mean = scaled_by(program, total(program, numbers), number(constant(1), 1, under))
    return mean.within(min(ZERO, *lows), max(ZERO, *highs))


def _product(workings: Workings, name: str, grouping: Grouping, mains: Sequence[Part]) -> Number:
    whole = all(part.weight.denominator == 1 and part.weight >= 1 for part in mains)
    if grouping.weights == "normalise" or not whole:
        raise UnplannedError(name, "weight")
    if any(part.cell.number.err is not None for part in mains):
        raise UnplannedError(name, "combine: product")
    return product([_or_else(part, ONE) for part in mains for _ in range(int(part.weight))])


def _extreme(workings: Workings, name: str, grouping: Grouping, mains: Sequence[Part]) -> Number:
    how = grouping.combine or ""
    numbers = [part.cell.number for part in mains]
    beyond = max(n.high for n in numbers) if how == "min" else min(n.low for n in numbers)
    return extreme(workings.program, [_or_else(part, beyond) for part in mains], how)


def _ordered(workings: Workings, name: str, grouping: Grouping, mains: Sequence[Part]) -> Number:
    """Put the parts in order; rows without some of them are left to the reference."""
    if len(mains) > MOST_ORDERED:
        raise UnplannedError(name, f"combine: {grouping.combine}")
    workings.program.doubt(either(*(part.left_out for part in mains)))
    rising = ordered(workings.program, [part.cell.number for part in mains])
    if grouping.trim is not None:
        rising = rising[grouping.trim[0] : max(len(rising) - grouping.trim[1], 0)]
    if grouping.best is not None:
        rising = rising[-grouping.best :]
    if not rising:
        raise UnplannedError(name, f"combine: {grouping.combine}")
    if grouping.combine == "median":
        rising = rising[(len(rising) - 1) // 2 : len(rising) // 2 + 1]
    divisor = 1 if grouping.combine == "best" else len(rising)
    return total(workings.program, rising).times(Fraction(1, divisor))


_WAYS: dict[str, Callable[[Workings, str, Grouping, Sequence[Part]], Number]] = {
    "mean": _mean,
    "product": _product,
    "min": _extreme,
    "max": _extreme,
    "median": _ordered,
    "best": _ordered,
    "trimmed": _ordered,
}
