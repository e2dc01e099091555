"""What the planner works with: the facts of a table as columns, and what is gathered while it plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

import narwhals as nw

from scoring.bulk.arithmetic import Answer, extreme
from scoring.bulk.columns import Mask, Truth, both, constant, either, named, negation
from scoring.bulk.logic import Label, Lookup, Operand, answered
from scoring.bulk.number import Number, fixed, number, pick
from scoring.bulk.program import Program
from scoring.facts import Decision
from scoring.scheme.measures import FACT
from scoring.scheme.model import FactSpec, Gate, Model, Scheme


class UnplannedError(Exception):
    """Something the columns do not know; the reference evaluator does. Never leaves this package."""

    def __init__(self, node: str, what: str) -> None:
        self.node, self.what = node, what
        super().__init__(f"{node}: {what}")


@dataclass(frozen=True, eq=False)
class Extent:
    """
    What the values of one fact are like in a table.

    Attributes:
        low, high: Least and greatest value, in units of the last declared decimal; 0 where there is none.
        has_missing, has_not_applicable: Whether some row has no value, and why.
    """

    low: int = 0
    high: int = 0
    has_missing: bool = False
    has_not_applicable: bool = False


@dataclass(frozen=True, eq=False)
class Profile:
    """How many rows a table has, and the extent of each fact by its id."""

    rows: int
    facts: Mapping[str, Extent]


@dataclass(frozen=True, eq=False)
class Cell:
    """
    One node in all rows: a number where none of the three holds.

    Attributes:
        number: Points; any number where the node has none.
        missing, not_applicable, pending: Why there is no value.
    """

    number: Number
    missing: Truth = False
    not_applicable: Truth = False
    pending: Truth = False

    @property
    def has_value(self) -> Truth:
        """Tell where the node has points."""
        return negation(either(self.missing, self.not_applicable, self.pending))

    def without(self, where: Truth, state: str) -> Cell:
        """Give the cell with no value in some rows, and why."""
        absent = {"missing": self.missing, "not_applicable": self.not_applicable, "pending": self.pending}
        return Cell(self.number, **(absent | {state: either(absent[state], where)}))

    def set(self, where: Truth, points: Number) -> Cell:
        """Give the cell with these points, whatever it was, in some rows."""
        elsewhere = negation(where)
        absent = (self.missing, self.not_applicable, self.pending)
        return Cell(pick(where, points, self.number), *(both(truth, elsewhere) for truth in absent))


@dataclass(frozen=True, eq=False)
class Leaf:
    """A leaf of role base as ``lowest`` sees it: its cell, and where it counts."""

    cell: Cell
    counts: Truth


@dataclass(frozen=True, eq=False)
class Fired:
    """Where a gate was not met, and its effect; a row's gates are named in this order."""

    gate: Gate
    where: Truth


@dataclass(frozen=True, eq=False)
class FactColumn:
    """One fact in all rows: a number or a label where it is neither missing nor not applicable."""

    value: Number | Label
    missing: Truth
    not_applicable: Truth

    @property
    def known(self) -> Truth:
        """Tell where the fact has a value."""
        return negation(either(self.missing, self.not_applicable))


def fact_name(scheme: Scheme, fact: str) -> str:
    """Give the column of a fact in the table; ids may have dots, which some engines read as paths."""
    return f"fact_{[spec.id for spec in scheme.facts].index(fact)}"


def absent_name(scheme: Scheme, fact: str) -> str:
    """Give the column that tells where a fact does not apply."""
    return f"absent_{[spec.id for spec in scheme.facts].index(fact)}"


def only(node: str, model: Model, known: Iterable[str]) -> None:
    """
    Let nothing through that the columns do not know.

    Raises:
        UnplannedError: The model has another key than the known ones, with another value than its default.
    """
    for name, field_ in type(model).model_fields.items():
        if name not in known and getattr(model, name) != field_.get_default(call_default_factory=True):
            raise UnplannedError(node, name)


@dataclass
class Workings:
    """
    What is gathered while a program is planned.

    Attributes:
        facts: Columns of the facts read so far.
        cells: The nodes planned so far.
        left_out: Where each node planned so far does not count.
        leaves: The base leaves planned so far.
        fired: Gates in the order they are asked, and where each was not met.
        awaited: What holds a card back, and where.
        excluded: Where a candidate is excluded by facts alone, before anything is scored.
        scopes: Groups (``cluster``, ``all``) on whose other rows some points depend.
    """

    scheme: Scheme
    profile: Profile
    as_of: date
    decisions: Mapping[str, Decision]
    program: Program
    facts: dict[str, FactColumn] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    left_out: dict[str, Truth] = field(default_factory=dict)
    leaves: list[Leaf] = field(default_factory=list)
    fired: list[Fired] = field(default_factory=list)
    awaited: list[tuple[str, Truth]] = field(default_factory=list)
    excluded: Truth = False
    scopes: set[str] = field(default_factory=set)

    def fact(self, fact_id: str) -> FactColumn:
        """Give the columns of a fact."""
        if fact_id not in self.facts:
            self.facts[fact_id] = self._read(self.scheme.fact_spec(fact_id))
        return self.facts[fact_id]

    def _read(self, spec: FactSpec) -> FactColumn:
        extent = self.profile.facts[spec.id]
        name = fact_name(self.scheme, spec.id)
        absent: Truth = False
        if extent.has_not_applicable:
            gone = absent_name(self.scheme, spec.id)
            absent = self.program.keep_mask(Mask(nw.col(gone), 0, frozenset({gone})))
        missing: Truth = False
        if extent.has_missing:
            lacks = Mask(nw.col(name).is_null(), 0, frozenset({name}))
            missing = self.program.keep_mask(both(lacks, negation(absent)))
        value = self._labels(spec, name) if spec.kind == "choice" else _numbers(spec, name, extent)
        return FactColumn(value, missing, absent)

    def _labels(self, spec: FactSpec, name: str) -> Label:
        column, uses = nw.col(name), frozenset({name})
        strange = ~column.is_in(list(spec.labels or {})).fill_null(True)
        self.program.doubt(Mask(strange, 0, uses))
        return Label(column.fill_null(""), uses)

    def lookup(self, name: str) -> Operand:
        """Give the points of a node or the value of a fact, for conditions."""
        if name.startswith(FACT):
            fact = self.fact(name.removeprefix(FACT))
            return Operand(fact.value, fact.known)
        if name == "lowest":
            return self.lowest()
        if name not in self.cells:  # not in force: nobody has points there
            return Operand(fixed(Fraction(0)), False)
        return Operand(self.cells[name].number, self.cells[name].has_value)

    def lowest(self) -> Operand:
        """Give the lowest points among the base leaves that count."""
        counting = [leaf for leaf in self.leaves if leaf.counts is not False]
        if not counting:
            return Operand(fixed(Fraction(0)), False)
        ceiling = fixed(max(leaf.cell.number.high for leaf in counting))
        numbers = [pick(leaf.counts, leaf.cell.number, ceiling) for leaf in counting]
        lacking = either(*(both(leaf.counts, negation(leaf.cell.has_value)) for leaf in counting))
        known = both(either(*(leaf.counts for leaf in counting)), negation(lacking))
        return Operand(extreme(self.program, numbers, "min"), self.program.keep_mask(known))

    def knowing(self, more: Mapping[str, Operand]) -> Lookup:
        """Give a lookup that knows some names beside nodes and facts."""
        return lambda name: more[name] if name in more else self.lookup(name)

    def ask(self, text: str) -> Answer:
        """Answer a condition on facts and on the nodes planned so far."""
        return answered(self.program, text, self.lookup)


def _numbers(spec: FactSpec, name: str, extent: Extent) -> Number:
    plain = named(name, extent.low, extent.high)
    if extent.has_missing or extent.has_not_applicable:
        plain = replace(plain, expr=plain.expr.fill_null(extent.low), is_named=False)
    return number(constant(extent.low) if plain.is_constant else plain, 10**spec.decimals)
