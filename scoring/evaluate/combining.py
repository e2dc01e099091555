"""Groups: from the parts' points to the group's, with what is left out shown as a factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from scoring.cards import Line, Step
from scoring.evaluate.reading import median
from scoring.numbers import exact_power, power
from scoring.scheme.model import Grouping, Node

ONE = Fraction(1)
ZERO = Fraction(0)
ROLES = ("base", "bonus", "penalty")


@dataclass(frozen=True)
class Part:
    """
    One child of a group.

    Attributes:
        left_out: Empty when the part counts; else ``rescale`` (its points go to the others in
            proportion), ``share`` (in equal shares) or ``leave`` (they are lost).
    """

    node: Node
    line: Line
    left_out: str = ""

    @property
    def points(self) -> Fraction:
        """Give the part's points; only for parts that count."""
        return self.line.points if self.line.points is not None else ZERO

    @property
    def weight(self) -> Fraction:
        """Give the part's weight, one where the file gives none."""
        return self.node.weight if self.node.weight is not None else ONE

    @property
    def reach(self) -> Fraction:
        """Give the most the part can bring to a sum; zero where the file fixes no maximum."""
        fixed = self.node.max_points
        if fixed is None:
            fixed = ZERO if self.node.weight is None else ONE
        return fixed * self.weight


@dataclass(frozen=True)
class Combined:
    """Points of a group, and of its parts by role; ``points`` is None when nothing in it applies."""

    points: Fraction | None
    steps: tuple[Step, ...] = ()
    by_role: Mapping[str, Fraction] | None = None


def combine(grouping: Grouping, parts: Sequence[Part]) -> Combined:
    """
    Combine the parts that count.

    Args:
        grouping: Says how: ``sum``, ``mean``, ``product``, ``geomean``, ``min``, ``max``, ``median``,
            ``best`` or ``trimmed``, and what weights mean.
        parts: Children in the order of the scheme, those left out included.

    Returns:
        Exact points with the formula. Parts left out never count as zero. Bonus and penalty stand outside:
        they are added to what the base parts give.
    """
    mains, extras = _split(parts)
    counting = [part for part in mains if not part.left_out]
    if not counting:
        return Combined(None)  # a bonus alone does not stand in for a base of which nothing applies
    factors = _factors(grouping, mains) | {id(part): part.weight for part in extras}
    if grouping.combine in (None, "sum"):
        return _sum([part for part in parts if not part.left_out], factors, _note(parts))
    found = _combined(grouping, mains, counting)
    if found is None:
        return Combined(None)
    return _with_extras(*found, [part for part in extras if not part.left_out])


def _combined(
    grouping: Grouping, mains: Sequence[Part], counting: Sequence[Part]
) -> tuple[Fraction, Step] | None:
    if grouping.combine == "mean":
        return _mean(mains)
    if grouping.combine in ("product", "geomean"):
        return _product(grouping, counting)
    return _ordered(grouping, [part.points for part in counting])


def is_out_of_domain(grouping: Grouping, parts: Sequence[Part]) -> bool:
    """Tell whether a product or geometric mean would take a root or a power that has no real value."""
    if grouping.combine not in ("product", "geomean"):
        return False
    counting = [part for part in _split(parts)[0] if not part.left_out]
    whole = grouping.combine == "product" and grouping.weights != "normalise"
    fractional = [part for part in counting if not whole or part.weight.denominator != 1]
    return any(part.points < 0 for part in fractional)


def _split(parts: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    """Give the parts that are combined and those that are added; without a base all are combined."""
    base = [part for part in parts if part.line.role == "base"]
    return (base, [part for part in parts if part.line.role != "base"]) if base else (list(parts), [])


def _note(parts: Sequence[Part]) -> str:
    notes = {
        "rescale": "not_applicable_rescaled",
        "share": "not_applicable_shared",
        "leave": "not_applicable_left_out",
    }
    left_out = {part.left_out for part in parts if part.left_out}
    return next((notes[how] for how in ("rescale", "share", "leave") if how in left_out), "")


def _sum(counting: Sequence[Part], factors: Mapping[int, Fraction], note: str) -> Combined:
    by_role = dict.fromkeys(ROLES, ZERO)
    values: dict[str, Fraction] = {}
    pieces = []
    for i, part in enumerate(counting):
        factor = factors.get(id(part), ONE)
        by_role[part.line.role] += part.points if factor is ONE else part.points * factor
        pieces.append(_piece(i, part.points, factor, values))
    total = sum(by_role.values(), ZERO)
    formula = " + ".join(pieces).replace("+ -", "- ")
    return Combined(total, (Step("combine", formula, values, total, note),), by_role)


def _piece(i: int, points: Fraction, factor: Fraction, values: dict[str, Fraction]) -> str:
    values[f"v{i}"] = points
    text = "{v" + str(i) + "}" if points >= 0 else "({v" + str(i) + "})"
    if factor is ONE or factor == ONE:
        return text
    values[f"n{i}"], values[f"d{i}"] = Fraction(factor.numerator), Fraction(factor.denominator)
    return f"{text} × {{n{i}}}/{{d{i}}}"


def _factors(grouping: Grouping, mains: Sequence[Part]) -> dict[int, Fraction]:
    """Give by what each part's points are multiplied in a sum: its weight, grown by what was left out."""
    total = sum((part.weight for part in mains), ZERO) if grouping.weights == "normalise" else ONE
    growth = _growth(mains) if any(part.left_out for part in mains) else {}
    if not growth and total == ONE:
        return {id(part): part.weight for part in mains}
    return {id(part): growth.get(id(part), ONE) * part.weight / total for part in mains}


def _growth(mains: Sequence[Part]) -> dict[int, Fraction]:
    """Give by how much each part's points grow to take up what was left out."""
    base = [part for part in mains if part.line.role == "base"]
    counting = [part for part in base if not part.left_out and part.reach > 0]
    if not counting:
        return {}
    shared = sum((part.reach for part in base if part.left_out == "share"), ZERO) / len(counting)
    grown = {id(part): part.reach + shared for part in counting}
    reachable = sum(grown.values(), ZERO)
    lost = sum((part.reach for part in base if part.left_out == "rescale"), ZERO)
    scale = (reachable + lost) / reachable
    return {id(part): grown[id(part)] / part.reach * scale for part in counting}


def _mean(mains: Sequence[Part]) -> tuple[Fraction, Step]:
    counting = [part for part in mains if not part.left_out]
    shared = sum((part.weight for part in mains if part.left_out == "share"), ZERO) / len(counting)
    weights = [part.weight + shared for part in counting]
    total_weight = sum(weights, ZERO)
    weighted = (weight * part.points for weight, part in zip(weights, counting, strict=True))
    result = sum(weighted, ZERO) / total_weight
    values = {f"v{i}": part.points for i, part in enumerate(counting)}
    values |= {f"w{i}": weight for i, weight in enumerate(weights)} | {"w": total_weight}
    formula = " + ".join(f"{{w{i}}} × {{v{i}}}" for i in range(len(counting)))
    return result, Step("combine", f"({formula}) / {{w}}", values, result, _note(mains))


def _product(grouping: Grouping, counting: Sequence[Part]) -> tuple[Fraction, Step]:
    """Multiply the parts, each to the power of its weight; a geometric mean takes the weights' root of it."""
    total = sum((part.weight for part in counting), ZERO)
    divisor = total if grouping.combine == "geomean" or grouping.weights == "normalise" else ONE
    if all(part.weight == counting[0].weight for part in counting):
        exponents = [counting[0].weight / divisor] * len(counting)
        # One root of the product is exact more often than a product of roots.
        powers = [(prod((part.points for part in counting), start=ONE), exponents[0])]
    else:
        exponents = [part.weight / divisor for part in counting]
        powers = [(part.points, exponent) for part, exponent in zip(counting, exponents, strict=True)]
    result = prod((_power(*each) for each in powers), start=ONE)
    irrational = any(points and exact_power(points, exponent) is None for points, exponent in powers)
    values = {f"v{i}": part.points for i, part in enumerate(counting)}
    values |= {f"w{i}": weight for i, weight in enumerate(exponents) if weight != ONE}
    pieces = [f"{{v{i}}}" + (f" ^ {{w{i}}}" if f"w{i}" in values else "") for i in range(len(counting))]
    return result, Step("combine", " × ".join(pieces), values, result, "irrational" if irrational else "")


def _power(points: Fraction, exponent: Fraction) -> Fraction:
    return power(points, exponent) if points else ZERO


def _ordered(grouping: Grouping, numbers: Sequence[Fraction]) -> tuple[Fraction, Step] | None:
    how = grouping.combine or "sum"
    ordered = sorted(numbers)
    if grouping.trim is not None:
        ordered = ordered[grouping.trim[0] : max(len(ordered) - grouping.trim[1], 0)]
    if grouping.best is not None:
        ordered = ordered[-grouping.best :]
    if not ordered:
        return None
    result = _taken(how, ordered)
    values = {f"v{i}": number for i, number in enumerate(ordered)}
    return result, Step("combine", f"{how}({'; '.join('{' + name + '}' for name in values)})", values, result)


def _taken(how: str, ordered: Sequence[Fraction]) -> Fraction:
    if how in ("min", "max"):
        return ordered[0] if how == "min" else ordered[-1]
    if how == "median":
        return median(ordered)
    total = sum(ordered, ZERO)
    return total if how == "best" else total / len(ordered)


def _with_extras(base: Fraction, step: Step, extras: Sequence[Part]) -> Combined:
    """Add bonus and penalty to what the base parts gave."""
    added = {
        role: sum((part.points * part.weight for part in extras if part.line.role == role), ZERO)
        for role in ROLES[1:]
    }
    total = base + sum(added.values(), ZERO)
    steps: tuple[Step, ...] = (step,)
    if extras:
        values = {"v0": base} | {f"v{i}": part.points * part.weight for i, part in enumerate(extras, 1)}
        formula = " + ".join("{" + name + "}" for name in values)
        steps = (*steps, Step("combine", formula, values, total))
    return Combined(total, steps, {"base": base} | added)
