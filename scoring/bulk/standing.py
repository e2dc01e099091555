"""The second program of a table: from cards to places and outcomes."""

from __future__ import annotations

import narwhals as nw

from scoring.bulk.cells import UnplannedError
from scoring.bulk.columns import Column, Mask, Truth, as_column
from scoring.bulk.outputs import select_name
from scoring.bulk.placement import Placement
from scoring.bulk.places import Tally, plan_places
from scoring.bulk.plan import DOUBT, LIMIT
from scoring.bulk.program import Program
from scoring.bulk.quotas import OUTCOMES, Quotas
from scoring.bulk.reference import looks_beyond
from scoring.bulk.relative import anywhere
from scoring.scheme.model import Scheme


def plan_standing(scheme: Scheme, placement: Placement, tally: Tally, limit: int) -> Program:
    """
    Plan ranks and selections over the cards of a table.

    Raises:
        UnplannedError: An order or a condition that the columns do not know.
    """
    program = Program(limit)
    places = plan_places(program, scheme.rank, placement, tally)
    quotas = Quotas(scheme, program, placement, places, tally)
    quotas.plan()
    _put_rank(program, places.rank, places.keyed)
    for index, select in enumerate(scheme.select):
        _put_outcome(program, select_name(index), quotas.outcomes[select.id])
    doubts = anywhere(program, program.doubts, "all" if looks_beyond(scheme) else "cluster")
    column = as_column(doubts)
    program.name(column.expr, DOUBT, column.uses)
    if program.peak >= limit:
        raise UnplannedError("rank", LIMIT)
    return program


def _put_rank(program: Program, rank: Column, keyed: Truth) -> None:
    expr, uses = rank.expr, rank.uses
    if isinstance(keyed, Mask):
        expr, uses = nw.when(keyed.expr).then(expr), uses | keyed.uses
    program.name(expr, "rank", uses)


def _put_outcome(program: Program, name: str, outcome: Column) -> None:
    expr = nw.lit(OUTCOMES[0], nw.String)
    for number, text in enumerate(OUTCOMES[1:], 1):
        expr = nw.when(outcome.expr == number).then(nw.lit(text, nw.String)).otherwise(expr)
    program.name(expr, name, outcome.uses)
