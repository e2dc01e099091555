"""The plan of a table: what each node becomes, and the program that scores all rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from scoring.bulk.cells import Cell, Profile, UnplannedError, Workings
from scoring.bulk.columns import Truth, as_column
from scoring.bulk.outputs import put_cards
from scoring.bulk.placement import Placement, atoms_of, plan_placement, put_column
from scoring.bulk.program import Program
from scoring.bulk.publishing import plan_cards
from scoring.bulk.relative import anywhere
from scoring.facts import Decision
from scoring.scheme.model import Scheme
from scoring.scheme.order import walk

DOUBT = "_doubt"
LIMIT = "limit"


@dataclass(frozen=True)
class Regime:
    """
    How the points of one node are computed.

    Attributes:
        node: Id of the node.
        how: ``exact`` (whole numbers over one denominator), ``quotient`` (a denominator of its own in each
            row, exact), ``cut`` (quotients added up with a bound; rows where the bound matters go to the
            reference), ``not_in_force``, or ``reference`` for a scheme scored one row at a time.
    """

    node: str
    how: str


@dataclass(frozen=True)
class Plan:
    """
    How a table is scored.

    Attributes:
        program: Scores every row; None when the reference evaluator scores all of them.
        placement: What ranks and quotas need.
        regimes: How each node is computed, in the order of the scheme.
        why: Node and key that the columns do not know, or ``limit``; empty with a program.
        scopes: Groups (``cluster``, ``all``) on whose other rows the points of a row depend.
    """

    program: Program | None
    placement: Placement
    regimes: tuple[Regime, ...]
    why: tuple[str, ...] = ()
    scopes: frozenset[str] = frozenset()

    def given_up(self, why: tuple[str, ...]) -> Plan:
        """Give the plan when places turn out to be something the columns do not know."""
        return replace(self, program=None, why=why, regimes=_references(self.regimes))

    def describe(self) -> tuple[str, ...]:
        """Give ``<node>: <how>`` for each node."""
        return tuple(f"{regime.node}: {regime.how}" for regime in self.regimes)


def plan(
    scheme: Scheme, as_of: date, decisions: Mapping[str, Decision], profile: Profile, limit: int
) -> Plan:
    """
    Plan a table.

    Args:
        scheme: A checked scheme.
        as_of: The day whose targets apply.
        decisions: Filled decide slots, by slot id.
        profile: Extents of the facts; every bound is derived from them.
        limit: Size that no whole number may reach on the engine.
    """
    workings = Workings(scheme, profile, as_of, decisions, Program(limit))
    try:
        placement = _planned(workings)
    except UnplannedError as unplanned:
        return _by_reference(scheme, (unplanned.node, unplanned.what))
    if workings.program.peak >= limit:
        return _by_reference(scheme, (LIMIT,))
    regimes = tuple(Regime(node.id, _how(workings.cells.get(node.id))) for node in walk(scheme.children))
    return Plan(workings.program, placement, regimes, (), frozenset(workings.scopes))


def _planned(workings: Workings) -> Placement:
    cards = plan_cards(workings)
    put_cards(workings, cards)
    placement = plan_placement(workings, cards)
    put_column(workings, DOUBT, as_column(_spread(workings)))
    return placement


def _spread(workings: Workings) -> Truth:
    """Tell which rows are in doubt; one whose points depend on others takes its whole group along."""
    doubts = workings.program.doubts
    for scope in ("all", "cluster"):
        if scope in workings.scopes:
            return anywhere(workings.program, doubts, scope)
    return doubts


def _how(cell: Cell | None) -> str:
    if cell is None:
        return "not_in_force"
    if cell.number.err is not None:
        return "cut"
    return "exact" if cell.number.under is None else "quotient"


def _by_reference(scheme: Scheme, why: tuple[str, ...]) -> Plan:
    regimes = _references(Regime(node.id, "") for node in walk(scheme.children))
    return Plan(None, Placement((), atoms_of(scheme)), regimes, why)


def _references(regimes: Iterable[Regime]) -> tuple[Regime, ...]:
    return tuple(Regime(regime.node, "reference") for regime in regimes)
