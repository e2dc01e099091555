"""Rules with one thing changed: a criterion's weight, its maximum, or the criterion itself left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import Literal

from scoring.analysis.inputs import AnalysisError
from scoring.errors import Problem, _
from scoring.scheme.condition import names, parse
from scoring.scheme.measures import ranked_nodes
from scoring.scheme.model import Node, Scheme
from scoring.scheme.order import walk

ONE = Fraction(1)
_WEIGHTED = ("mean", "product", "geomean")


@dataclass(frozen=True)
class Island:
    """
    Criteria that share one whole.

    Attributes:
        kind: ``points`` when they are added up: a criterion counts as much as its maximum times the weights
            above it; ``weights`` when the group takes a mean or a product: it counts as much as its weight.
        nodes: In the order of the scheme.
        shares: How much each counts, by node id; None where the scheme gives no maximum.
    """

    kind: Literal["points", "weights"]
    nodes: tuple[Node, ...]
    shares: Mapping[str, Fraction | None]

    @property
    def base(self) -> tuple[Node, ...]:
        """Give the criteria inside the nominal maximum: those that are neither bonus nor penalty."""
        return tuple(node for node in self.nodes if (node.role or "base") == "base")


def find(scheme: Scheme, node_id: str) -> Node:
    """
    Give a node.

    Raises:
        AnalysisError: The scheme has none such; names the nearest.
    """
    known = {node.id: node for node in walk(scheme.children)}
    if node_id not in known:
        message = _("the scheme {scheme} has no criterion “{node}”; the nearest is: {nearest}")
        near = get_close_matches(node_id, known, n=1) or list(known)
        values = {"scheme": scheme.key, "node": node_id, "nearest": ", ".join(near)}
        raise AnalysisError([Problem("E_CRITERION", message, values)])
    return known[node_id]


def parent_combine(scheme: Scheme, node_id: str) -> str:
    """Give how the group that a node stands in combines its parts."""
    groups = (node for node in walk(scheme.children) if node.children)
    for group in groups:
        if any(child.id == node_id for child in group.children or []):
            return group.combine or "sum"
    return scheme.combine


def share_of(node: Node) -> Fraction | None:
    """Give how much a node can bring to a sum: maximum times weight; None when neither is fixed."""
    if node.max_points is None:
        return node.weight
    return node.max_points * (ONE if node.weight is None else node.weight)


def mapped(scheme: Scheme, change: Callable[[Node], Node | None]) -> Scheme:
    """Give the scheme with every node changed, parents first; None leaves out a node, and emptied groups."""
    return scheme.model_copy(update={"children": _changed(scheme.children, change)})


def weighed(scheme: Scheme, factors: Mapping[str, Fraction]) -> Scheme:
    """Give the scheme in which each named node counts so many times as much in its group."""

    def change(node: Node) -> Node:
        factor = factors.get(node.id)
        if factor is None:
            return node
        return node.model_copy(update={"weight": (ONE if node.weight is None else node.weight) * factor})

    return mapped(scheme, change)


def with_weight(scheme: Scheme, node_id: str, weight: Fraction) -> Scheme:
    """
    Give the scheme in which a node has another weight.

    Raises:
        AnalysisError: There is no such node, or its group does not weigh its parts.
    """
    find(scheme, node_id)
    combine = parent_combine(scheme, node_id)
    if combine != "sum" and combine not in _WEIGHTED:
        message = _(
            "“{node}” has no weight: its group takes the {combine} of its parts; change the rule file"
        )
        raise AnalysisError([Problem("E_NO_WEIGHT", message, {"node": node_id, "combine": combine})])
    return mapped(
        scheme, lambda node: node.model_copy(update={"weight": weight}) if node.id == node_id else node
    )


def with_points(scheme: Scheme, node_id: str, points: Fraction) -> Scheme:
    """
    Give the scheme in which a node, with all below it, earns points in proportion to another maximum.

    Raises:
        AnalysisError: There is no such node, it has no maximum, or its group does not add up its parts.
    """
    node = find(scheme, node_id)
    parts = list(_parts_of(node))
    shares = [share_of(part) or Fraction(0) for part in parts if (part.role or "base") == "base"]
    most = node.max_points if node.max_points is not None else sum(shares, Fraction(0))
    if not most or parent_combine(scheme, node_id) != "sum":
        message = _(
            "“{node}” has no maximum of its own that its group adds up; change its weight or the rule file"
        )
        raise AnalysisError([Problem("E_NO_MAXIMUM", message, {"node": node_id})])
    return weighed(scheme, {part.id: points / most for part in parts})


def _parts_of(node: Node) -> Iterator[Node]:
    """Give the node, or the parts that it only adds up where the file gives it no maximum of its own."""
    if node.max_points is None and node.children and _only_adds(node):
        for child in node.children:
            yield from _parts_of(child)
    else:
        yield node


def _only_adds(node: Node) -> bool:
    return (node.combine or "sum") == "sum" and node.clamp is None


def without(scheme: Scheme, node_id: str) -> Scheme:
    """
    Give the scheme without a node; a group that loses its last part goes with it.

    Raises:
        AnalysisError: There is no such node, another rule names it, or nothing would be left.
    """
    find(scheme, node_id)
    gone = {node.id for node in walk([find(scheme, node_id)])}
    for text in _rules(scheme, gone):
        message = _("“{node}” cannot be left out: a rule names it: {rule}")
        raise AnalysisError([Problem("E_CRITERION_NAMED", message, {"node": node_id, "rule": text})])
    left = mapped(scheme, lambda node: None if node.id == node_id else node)
    if not left.children:
        message = _("“{node}” cannot be left out: the scheme has no other criterion")
        raise AnalysisError([Problem("E_CRITERION_LAST", message, {"node": node_id})])
    return left


def islands(scheme: Scheme, as_of: date) -> tuple[Island, ...]:
    """
    Give the criteria in force on a day, by the whole they share.

    Parts of a minimum, a maximum, a median, of the best and of a trimmed mean have no share of their own
    and stand in no island; a group with a clamp is one criterion of the whole above it and a whole below.
    """
    nodes = [node for node in scheme.children if _is_in_force(node, as_of)]
    return tuple(_islands(scheme.combine, nodes, as_of))


def _islands(combine: str, nodes: Sequence[Node], as_of: date) -> Iterator[Island]:
    if combine == "sum":
        parts = list(_added(nodes, ONE, as_of))
        yield Island("points", tuple(node for node, _s in parts), {node.id: share for node, share in parts})
        nodes = [node for node, _s in parts]
    elif combine in _WEIGHTED:
        shares = {node.id: ONE if node.weight is None else node.weight for node in nodes}
        yield Island("weights", tuple(nodes), shares)
    for node in nodes:
        if node.children:
            below = [child for child in node.children if _is_in_force(child, as_of)]
            yield from _islands(node.combine or "sum", below, as_of)


def _added(
    nodes: Sequence[Node], weight: Fraction, as_of: date, role: str = "base"
) -> Iterator[tuple[Node, Fraction | None]]:
    """Give the criteria that are added up, through groups that only add up, with their nominal maxima."""
    for node in nodes:
        own = weight * (ONE if node.weight is None else node.weight)
        as_child = node if node.role or role == "base" else node.model_copy(update={"role": role})
        if node.children and _only_adds(node):
            below = [child for child in node.children if _is_in_force(child, as_of)]
            yield from _added(below, own, as_of, as_child.role or "base")
        else:
            share = share_of(node)
            yield as_child, None if share is None else share * weight


def _is_in_force(node: Node, as_of: date) -> bool:
    return node.effective is None or node.effective.covers(as_of)


def _changed(nodes: Sequence[Node], change: Callable[[Node], Node | None]) -> list[Node]:
    found = []
    for node in nodes:
        new = change(node)
        if new is not None and new.children:
            below = _changed(new.children, change)
            new = new.model_copy(update={"children": below}) if below else None
        if new is not None:
            found.append(new)
    return found


def _rules(scheme: Scheme, gone: set[str]) -> Iterator[str]:
    """Give every rule outside the nodes that are gone that names one of them."""
    kept = [node for node in walk(scheme.children) if node.id not in gone]
    gates = [*scheme.gates, *(gate for node in kept for gate in node.gates)]
    conditions = [gate.require for gate in gates]
    conditions += [band.require for band in scheme.classify if band.require]
    conditions += [select.require for select in scheme.select if select.require]
    yield from (text for text in conditions if gone & set(names(parse(text))))
    for key in scheme.rank.by:
        named = [key.key or "", *(key.count_back or [])]
        yield from (name for name in named if name in gone)
    yield from (ranked for node in kept for ranked in ranked_nodes(node) if ranked in gone)
