"""Everything of a rule file that has an identity of its own and can come, go, move or change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.scheme.model import Decide, FactSpec, Gate, Node, Objective, Placeholder, Plan, Scheme
from thidua.dossier.formats import number, short_date
from thidua.phrasing import aspects
from thidua.phrasing.aspects import Aspect, measure_of, scale_of, target_of
from thidua.phrasing.names import KINDS, Names, joined, levels
from thidua.phrasing.outcomes import band_words, decide_words, select_words
from thidua.phrasing.policies import gate_words


@dataclass(frozen=True)
class Thing:
    """
    Something of a rule file that has an identity of its own.

    Attributes:
        parent: Id of the group it stands in; ``parent_title`` is that in words.
        matters: For whom it matters, where that is narrower than the whole file.
        said: Says the whole thing, for what came or went.
    """

    area: str
    id: str
    title: str
    value: Any
    aspects: Sequence[Aspect]
    parent: str = ""
    parent_title: str = ""
    matters: str = ""
    said: Callable[[Names], str] | None = field(default=None, compare=False)


def things_of(rules: Scheme | Plan) -> list[Thing]:
    """Give everything of a rule file that can come, go, move or change, the file itself first."""
    return list(_of_plan(rules) if isinstance(rules, Plan) else _of_scheme(rules))


def _of_scheme(scheme: Scheme) -> Iterator[Thing]:
    yield Thing("scheme", "", "", scheme, aspects.SCHEME)
    yield from _nodes(scheme, scheme.children, "", "")
    yield from (_gate(gate) for gate in scheme.gates)
    for band in scheme.classify:
        yield Thing("band", band.label, band.label, band, aspects.BAND, said=_saying(band_words, band))
    yield Thing("rank", "", "", scheme.rank, aspects.RANK)
    for select in scheme.select:
        yield Thing(
            "selection",
            select.id,
            select.title,
            select,
            aspects.SELECTION,
            said=_saying(select_words, select),
        )
    yield from _facts(scheme.facts)
    yield from _questions(scheme.decide)


def _nodes(scheme: Scheme, nodes: Sequence[Node], parent: str, parent_title: str) -> Iterator[Thing]:
    known = {row.id: row for row in scheme.objectives}
    for node in nodes:
        row = known.get(node.objective or "")
        both = [level for level in scheme.subjects.levels if row is None or level in row.levels]
        kinds = joined([KINDS[kind] for kind in scheme.subjects.kinds])
        matters = f"{kinds} {levels(both or scheme.subjects.levels)}"
        yield Thing(
            "criterion",
            node.id,
            node.title,
            node,
            aspects.NODE,
            parent,
            parent_title,
            matters,
            said=_saying(_whole_node, node),
        )
        yield from _nodes(scheme, node.children or [], node.id, node.title)


def _whole_node(node: Node, names: Names) -> str:
    maximum = f"tối đa {number(node.max_points)} điểm" if node.max_points is not None else ""
    parts = [
        maximum,
        measure_of(node, names),
        target_of(node, names),
        scale_of(node, names),
    ]
    return "; ".join(part for part in parts if part)


def _gate(gate: Gate) -> Thing:
    return Thing("gate", gate.id, gate.title, gate, aspects.GATE, said=_saying(gate_words, gate))


def _facts(specs: Sequence[FactSpec]) -> Iterator[Thing]:
    for spec in specs:
        yield Thing("fact", spec.id, spec.title, spec, aspects.FACT, matters="đơn vị báo cáo số liệu")


def _questions(slots: Sequence[Decide]) -> Iterator[Thing]:
    for slot in slots:
        said = _saying(_question, slot)
        yield Thing("question", slot.id, slot.question, slot, aspects.QUESTION, matters=slot.who, said=said)


def _question(slot: Decide, _names: Names) -> str:
    return decide_words(slot)


def _of_plan(plan: Plan) -> Iterator[Thing]:
    yield Thing("plan", "", "", plan, aspects.PLAN)
    for row in plan.objectives:
        yield Thing(
            "objective",
            row.id,
            row.title,
            row,
            aspects.OBJECTIVE,
            matters=levels(row.levels),
            said=_saying(_whole_objective, row),
        )
    for part in plan.placeholders:
        said = _saying(_missing, part)
        yield Thing("placeholder", part.id, part.title, part, aspects.PLACEHOLDER, said=said)
    yield from _facts(plan.facts)
    yield from _questions(plan.decide)


def _whole_objective(row: Objective, names: Names) -> str:
    parts = [
        target_of(row, names),
        measure_of(row, names),
        levels(row.levels),
        f"đến {short_date(row.milestone)}",
    ]
    return "; ".join(parts)


def _missing(part: Placeholder, _names: Names) -> str:
    return part.missing


def _saying(words: Callable[[Any, Names], str], value: Any) -> Callable[[Names], str]:
    return lambda names: words(value, names)
