"""Rows that the reference evaluator scores, as the bulk evaluator writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import floor

from scoring.bulk.cells import absent_name, fact_name
from scoring.bulk.engine import Row
from scoring.bulk.outputs import MILLIONTH, NUMBERS, PLACES, points_name, select_name
from scoring.bulk.placement import KEYED, Placement, atom_name, base_name, key_name, mark_name, share_name
from scoring.cards import Card, Line, Standing
from scoring.errors import EvaluationError, Problem, _
from scoring.evaluate import evaluate
from scoring.facts import Candidate, Decision, Entry, Fact, State
from scoring.numbers import rounded
from scoring.placing import named, ranked
from scoring.ranking import standings
from scoring.scheme.condition import holds
from scoring.scheme.measures import FACT, measures_of, scales_of, statistics_used
from scoring.scheme.model import FactSpec, Impute, Node, Scheme
from scoring.scheme.order import walk

LARGEST = 9 * 10**18


class ByReference:
    """Scores rows of facts one at a time, as ``evaluate`` and ``standings`` do."""

    def __init__(self, scheme: Scheme, as_of: date, decisions: Mapping[str, Decision]) -> None:
        self.scheme, self.as_of, self.decisions = scheme, as_of, decisions

    def cards(self, rows: Sequence[Row], placement: Placement) -> list[Row]:
        """Give the cards of rows with what places are made from; raises EvaluationError."""
        entries = [entry_of(self.scheme, row) for row in rows]
        cards = evaluate(self.scheme, entries, self.as_of, self.decisions)
        return _within(
            {**card_row(self.scheme, card), **placement_row(self.scheme, placement, card, entry)}
            for card, entry in zip(cards, entries, strict=True)
        )

    def standings(self, rows: Sequence[Row]) -> list[Row]:
        """Give the cards of whole clusters with their places and outcomes; raises EvaluationError."""
        entries = [entry_of(self.scheme, row) for row in rows]
        cards = evaluate(self.scheme, entries, self.as_of, self.decisions)
        found = standings(self.scheme, entries, cards, self.as_of.isoformat(), self.decisions)
        return _within(standing_row(self.scheme, standing) for standing in found.rows)


def _within(rows: Iterable[Row]) -> list[Row]:
    """Let rows through whose numbers a column can hold."""
    found = list(rows)
    message = _("{candidate}: points of nine trillion and more cannot stand in a large table")
    problems = [
        Problem("E_LARGE", message, {"candidate": row["candidate"]})
        for row in found
        if any(isinstance(value, int) and abs(value) >= LARGEST for value in row.values())
    ]
    if problems:
        raise EvaluationError(problems)
    return found


def entry_of(scheme: Scheme, row: Row) -> Entry:
    """Give the facts of a row of the table."""
    candidate = Candidate(row["candidate"], row["candidate"], cluster=row["cluster"])
    return Entry(candidate, {spec.id: _fact(scheme, spec, row) for spec in scheme.facts})


def _fact(scheme: Scheme, spec: FactSpec, row: Row) -> Fact:
    value = row.get(fact_name(scheme, spec.id))
    if row.get(absent_name(scheme, spec.id)):
        return Fact(spec.id, State.NOT_APPLICABLE)
    if value is None:
        return Fact(spec.id, State.MISSING)
    if spec.kind == "choice":
        return Fact(spec.id, State.VALUE, label=value)
    return Fact(spec.id, State.VALUE, Fraction(value, 10**spec.decimals))


def card_row(scheme: Scheme, card: Card) -> dict[str, object]:
    """Give the columns of a card."""
    nodes = [node.id for node in walk(scheme.children)]
    lines = {line.id: line for line in card.root.walk() if line is not card.root}
    texts = {
        "candidate": card.candidate.id,
        "cluster": card.candidate.cluster,
        "state": card.state.value,
        "class": card.label,
        "waiting_for": " ".join(sorted(card.waiting_for)),
        "gates": " ".join(gate.id for gate in card.gates),
        "without_points": _without_points(card, nodes, lines),
    }
    numbers = {name: millionths(getattr(card, name)) for name in NUMBERS}
    points = {
        points_name(i): millionths(lines[node].points) if node in lines else None
        for i, node in enumerate(nodes)
    }
    return {**texts, **numbers, **points}


def millionths(value: Fraction | None) -> int | None:
    """Give a number in millionths, half to even."""
    return None if value is None else int(rounded(value, MILLIONTH) * 10**PLACES)


def _without_points(card: Card, nodes: Sequence[str], lines: Mapping[str, Line]) -> str:
    if card.state is State.EXCLUDED:
        return " ".join(f"{node}={State.EXCLUDED.value}" for node in nodes)
    absent = (lines[node] for node in nodes if node in lines and lines[node].points is None)
    return " ".join(f"{line.id}={line.state.value}" for line in absent)


def placement_row(scheme: Scheme, placement: Placement, card: Card, entry: Entry) -> dict[str, object]:
    """Give the columns that places are made from."""
    key = ranked(scheme, [entry], [card], {})[0][0].key
    pairs = (
        list(zip(key[::2], key[1::2], strict=True))
        if key
        else [(Fraction(0), Fraction(0))] * len(placement.scales)
    )
    found: dict[str, object] = {KEYED: int(key is not None)}
    for i, ((mark, value), scale) in enumerate(zip(pairs, placement.scales, strict=True)):
        found |= {mark_name(i): int(mark), key_name(i): floor(value * scale)}
    for i, atom in enumerate(placement.atoms):
        answer = holds(atom, lambda name: named(name, card, entry))
        found[atom_name(i)] = -1 if answer is None else int(answer)
    return found | dict(_quota_facts(scheme, entry))


def _quota_facts(scheme: Scheme, entry: Entry) -> Iterator[tuple[str, int | None]]:
    for i, select in enumerate(scheme.select):
        if select.of.startswith(FACT):
            spec = scheme.fact_spec(select.of.removeprefix(FACT))
            number = entry.fact(spec.id).number
            yield base_name(i), None if number is None else int(number * 10**spec.decimals)
        if select.share_by is not None:
            label = entry.fact(select.share_by.fact).label
            yield share_name(i), list(select.share_by.shares).index(label) if label else None


def standing_row(scheme: Scheme, standing: Standing) -> dict[str, object]:
    """Give the columns of a card with its place and outcomes."""
    halves = 2 if scheme.rank.ties == "average" else 1
    rank = None if standing.rank is None else int(standing.rank * halves)
    chosen = {select_name(i): standing.outcome[select.id] for i, select in enumerate(scheme.select)}
    return {**card_row(scheme, standing.card), "rank": rank, **chosen}


def looks_beyond(scheme: Scheme) -> bool:
    """Tell whether some row's result depends on rows outside of its cluster."""
    return scheme.rank.within == "all" or any(
        [select.within == "all" for select in scheme.select]
        + [_looks_at_all(node) for node in walk(scheme.children)]
    )


def _looks_at_all(node: Node) -> bool:
    words = [word for scale in scales_of(node.scale) for word in statistics_used(scale)]
    words += [node.on_missing.impute] if isinstance(node.on_missing, Impute) else []
    measures = list(measures_of(node.measure))
    scopes = [measure.rank_of.within for measure in measures if measure.rank_of]
    scopes += [measure.winsorise.within for measure in measures if measure.winsorise]
    return "all" in scopes or any(word.startswith("all.") for word in words)
