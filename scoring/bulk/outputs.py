"""The columns of the result: states, points, totals and texts, made from the cards of all rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import narwhals as nw

from scoring.bulk.arithmetic import rounded
from scoring.bulk.cells import Cell, Workings
from scoring.bulk.columns import NONE, Mask, Truth, both, either, negation
from scoring.bulk.logic import Label
from scoring.bulk.number import Number
from scoring.bulk.program import Program
from scoring.bulk.publishing import Cards
from scoring.facts import State
from scoring.scheme.model import Node, Round, Scheme
from scoring.scheme.order import walk

PLACES = 6
MILLIONTH = Round(to=Fraction(1, 10**PLACES), mode="half_even")
NUMBERS = ("total", "base", "bonus", "penalty", "adjustment")
TEXTS = ("state", "class", "waiting_for", "gates", "without_points")


def points_name(index: int) -> str:
    """Give the column of a node's points by its place in the scheme; ids may have dots."""
    return f"points_{index}"


def select_name(index: int) -> str:
    """Give the column of a selection's outcome by its place in the scheme."""
    return f"select_{index}"


def card_columns(scheme: Scheme) -> list[str]:
    """Give the columns of a card: texts, then numbers in millionths."""
    count = sum(1 for _node in walk(scheme.children))
    return ["candidate", "cluster", *TEXTS, *NUMBERS, *(points_name(i) for i in range(count))]


def put_cards(workings: Workings, cards: Cards) -> None:
    """Add the columns of the cards to the program."""
    put_text(workings.program, "state", _states(cards))
    put_text(workings.program, "class", _only_where(cards.published, cards.label))
    put_text(workings.program, "waiting_for", _waiting(workings, cards))
    put_text(workings.program, "gates", joined((fired.where, fired.gate.id) for fired in cards.gates))
    nodes = list(walk(workings.scheme.children))
    put_text(workings.program, "without_points", _without_points(workings, cards, nodes))
    for name, value in ({"total": cards.total} | cards.by_role).items():
        put_number(workings.program, name, value, cards.published)
    for index, node in enumerate(nodes):
        _put_points(workings, cards, points_name(index), workings.cells.get(node.id))


def _put_points(workings: Workings, cards: Cards, name: str, cell: Cell | None) -> None:
    if cell is None:  # the node is not in force
        workings.program.name(nw.lit(None, nw.Int64), name, NONE)
    else:
        put_number(workings.program, name, cell.number, both(cell.has_value, negation(cards.excluded)))


def put_number(program: Program, name: str, value: Number, where: Truth) -> None:
    """Add a column of millionths, half to even, where there is a number."""
    column = rounded(program, value, MILLIONTH).num
    uses, expr = column.uses, column.expr
    if where is False:
        expr = nw.lit(None, nw.Int64)
    elif isinstance(where, Mask):
        expr, uses = nw.when(where.expr).then(expr), uses | where.uses
    program.name(expr, name, uses, column.peak, column.size)


def put_text(program: Program, name: str, label: Label) -> None:
    """Add a column of text."""
    program.name(label.expr, name, label.uses)


def _only_where(where: Truth, label: Label) -> Label:
    if isinstance(where, bool):
        return label if where else Label(nw.lit("", nw.String))
    expr = nw.when(where.expr).then(label.expr).otherwise(nw.lit("", nw.String))
    return Label(expr, label.uses | where.uses)


def _states(cards: Cards) -> Label:
    label = Label(nw.lit(State.VALUE.value, nw.String))
    states = (
        (cards.pending, State.PENDING),
        (cards.not_applicable, State.NOT_APPLICABLE),
        (cards.excluded, State.EXCLUDED),
    )
    for truth, state in states:
        label = _where(truth, Label(nw.lit(state.value, nw.String)), label)
    return label


def _where(truth: Truth, then: Label, otherwise: Label) -> Label:
    if isinstance(truth, bool):
        return then if truth else otherwise
    expr = nw.when(truth.expr).then(then.expr).otherwise(otherwise.expr)
    return Label(expr, truth.uses | then.uses | otherwise.uses)


def joined(pieces: Iterable[tuple[Truth, str]]) -> Label:
    """Give the words whose mask holds, with a space between."""
    exprs, uses = [], NONE
    for truth, text in pieces:
        piece = _where(truth, Label(nw.lit(f"{text} ")), Label(nw.lit("")))
        if truth is not False:
            exprs.append(piece.expr)
            uses |= piece.uses
    if not exprs:
        return Label(nw.lit("", nw.String))
    return Label(nw.concat_str(*exprs).str.strip_chars(" "), uses)


def _waiting(workings: Workings, cards: Cards) -> Label:
    """Give what a pending card waits for, in the order of the alphabet: no order of rows shows in it."""
    found: dict[str, list[Truth]] = {}
    for name, where in workings.awaited:
        found.setdefault(name, []).append(where)
    return joined((both(cards.pending, either(*found[name])), name) for name in sorted(found))


def _without_points(workings: Workings, cards: Cards, nodes: Sequence[Node]) -> Label:
    pieces = []
    for node in nodes:
        cell = workings.cells.get(node.id)
        for state in (State.MISSING, State.NOT_APPLICABLE, State.PENDING) if cell else ():
            pieces.append((getattr(cell, state.value), f"{node.id}={state.value}"))
    excluded = " ".join(f"{node.id}={State.EXCLUDED.value}" for node in nodes)
    return _where(cards.excluded, Label(nw.lit(excluded)), joined(pieces))
