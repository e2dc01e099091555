"""The order in which nodes that measure a rank can be scored: what is ranked comes first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scoring.scheme.measures import ranked_nodes
from scoring.scheme.model import Node


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """Give nodes and all below them, parents first."""
    for node in nodes:
        yield node
        yield from walk(node.children or [])


def rank_order(nodes: Sequence[Node]) -> list[Node]:
    """
    Give the leaves that measure a rank, each after those its rank depends on.

    Raises:
        ValueError: A rank depends on itself; the message is the id of a leaf on the circle.
    """
    by_id = {node.id: node for node in walk(nodes)}
    ordered: dict[str, Node] = {}
    for node in by_id.values():
        if any(ranked_nodes(node)):
            _visit(node, by_id, ordered, ())
    return list(ordered.values())


def _visit(node: Node, by_id: Mapping[str, Node], ordered: dict[str, Node], open_: tuple[str, ...]) -> None:
    if node.id in open_:
        raise ValueError(node.id)
    if node.id in ordered:
        return
    for target in ranked_nodes(node):
        for below in walk([by_id[target]] if target in by_id else []):
            if any(ranked_nodes(below)):
                _visit(below, by_id, ordered, (*open_, node.id))
    ordered[node.id] = node
