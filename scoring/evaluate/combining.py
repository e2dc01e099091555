"""Groups: from the parts' points to the group's, with what is left out shown as a factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod

from scoring.cards import Line, Step
from scoring.evaluate.reading import median
from scoring.numbers import power
from scoring.scheme.model import Node

ONE = Fraction(1)


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
        return self.line.points if self.line.points is not None else Fraction(0)

    @property
    def is_base(self) -> bool:
        """Tell whether the part stands inside the nominal maximum."""
        return self.line.role == "base"


@dataclass(frozen=True)
class Combined:
    """Points of a group by role; ``points`` is None when nothing in it applies."""

    points: Fraction | None
    steps: tuple[Step, ...] = ()
    by_role: dict[str, Fraction] = field(default_factory=dict)


def combine(
    node_combine: str, parts: Sequence[Part], *, best: int = 0, trim: Sequence[int] = (0, 0)
) -> Combined:
    """
    Combine the parts that count.

    Args:
        node_combine: ``sum``, ``mean``, ``product``, ``geomean``, ``min``, ``max``, ``median``, ``best`` or
            ``trimmed``.
        parts: Children in the order of the scheme, those left out included.
        best: How many of the highest count, for ``best``.
        trim: How many of the lowest and highest are dropped, for ``trimmed``.

    Returns:
        Exact points with the formula. Parts left out never count as zero.
    """
    counting = [part for part in parts if not part.left_out]
    has_base = any(part.is_base for part in parts)
    if not counting or (has_base and not any(part.is_base for part in counting)):
        return Combined(None)  # a bonus alone does not stand in for a base of which nothing applies
    if node_combine == "sum":
        return _sum(parts, counting)
    if node_combine == "mean":
        return _mean(counting)
    return _other(node_combine, [part.points for part in counting], best, trim)


def _sum(parts: Sequence[Part], counting: Sequence[Part]) -> Combined:
    factors = _factors(parts)
    weighted = {id(part): part.points * factors.get(id(part), ONE) for part in counting}
    by_role = {
        role: sum((weighted[id(part)] for part in counting if part.line.role == role), Fraction(0))
        for role in ("base", "bonus", "penalty")
    }
    total = sum(by_role.values(), Fraction(0))
    values: dict[str, Fraction] = {}
    pieces = []
    for i, part in enumerate(counting):
        values[f"v{i}"] = part.points
        pieces.append(_piece(i, part.points, factors.get(id(part), ONE), values))
    formula = " + ".join(pieces).replace("+ -", "- ")
    return Combined(total, (Step("combine", formula, values, total, _note(parts)),), by_role)


def _piece(i: int, points: Fraction, factor: Fraction, values: dict[str, Fraction]) -> str:
    text = "{v" + str(i) + "}" if points >= 0 else "({v" + str(i) + "})"
    if factor == ONE:
        return text
    values[f"n{i}"], values[f"d{i}"] = Fraction(factor.numerator), Fraction(factor.denominator)
    return f"{text} × {{n{i}}}/{{d{i}}}"


def _note(parts: Sequence[Part]) -> str:
    notes = {
        "rescale": "not_applicable_rescaled",
        "share": "not_applicable_shared",
        "leave": "not_applicable_left_out",
    }
    left_out = {part.left_out for part in parts if part.left_out}
    return next((notes[how] for how in ("rescale", "share", "leave") if how in left_out), "")


def _factors(parts: Sequence[Part]) -> dict[int, Fraction]:
    """Give by how much each base part's points grow to take up what was left out."""
    base = [part for part in parts if part.is_base]
    maxima = {id(part): part.node.max_points or Fraction(0) for part in base}
    counting = [part for part in base if not part.left_out and maxima[id(part)] > 0]
    if not counting:
        return {}
    shared = sum((maxima[id(part)] for part in base if part.left_out == "share"), Fraction(0)) / len(counting)
    grown = {id(part): maxima[id(part)] + shared for part in counting}
    reachable = sum(grown.values(), Fraction(0))
    lost = sum((maxima[id(part)] for part in base if part.left_out == "rescale"), Fraction(0))
    scale = (reachable + lost) / reachable
    return {key: grown[key] / maxima[key] * scale for key in grown}


def _mean(counting: Sequence[Part]) -> Combined:
    weights = [part.node.weight if part.node.weight is not None else ONE for part in counting]
    total_weight = sum(weights, Fraction(0))
    if total_weight == 0:
        return Combined(None)
    result = (
        sum((w * part.points for w, part in zip(weights, counting, strict=True)), Fraction(0)) / total_weight
    )
    values = {f"v{i}": part.points for i, part in enumerate(counting)}
    values |= {f"w{i}": weight for i, weight in enumerate(weights)} | {"w": total_weight}
    formula = " + ".join(f"{{w{i}}} × {{v{i}}}" for i in range(len(counting)))
    step = Step("combine", f"({formula}) / {{w}}", values, result)
    return Combined(result, (step,), {"base": result})


def _other(how: str, numbers: Sequence[Fraction], best: int, trim: Sequence[int]) -> Combined:
    ordered = sorted(numbers)
    if how == "trimmed":
        ordered = ordered[trim[0] : max(len(ordered) - trim[1], 0)]
    if how == "best":
        ordered = ordered[-best:]
    if not ordered:
        return Combined(None)
    result = _aggregate(how, ordered)
    values = {f"v{i}": number for i, number in enumerate(ordered)}
    formula = f"{how}({'; '.join('{' + name + '}' for name in values)})"
    note = "irrational" if how == "geomean" else ""
    return Combined(result, (Step("combine", formula, values, result, note),), {"base": result})


def _aggregate(how: str, ordered: Sequence[Fraction]) -> Fraction:
    if how in ("product", "geomean"):
        result = prod(ordered, start=ONE)
        return power(result, Fraction(1, len(ordered))) if how == "geomean" and result else result
    if how in ("min", "max"):
        return ordered[0] if how == "min" else ordered[-1]
    if how == "median":
        return median(ordered)
    total = sum(ordered, Fraction(0))
    return total if how == "best" else total / len(ordered)
