"""What ranks and quotas need of each row: keys of the order, answers of conditions, facts quotas rest on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import narwhals as nw

from scoring.bulk.arithmetic import cut, ordered
from scoring.bulk.cells import UnplannedError, Workings, only
from scoring.bulk.columns import Column, Mask, Truth, as_column, both, choose, constant, either, negation
from scoring.bulk.logic import Label, Operand, compare
from scoring.bulk.number import Number, fixed, pick
from scoring.bulk.publishing import Cards
from scoring.placing import ABSENT
from scoring.scheme.checker import SELECTED
from scoring.scheme.condition import Compare, Name, comparisons, parse
from scoring.scheme.measures import FACT
from scoring.scheme.model import RankKey, Scheme, Select

KEYED = "_keyed"
_SELECT = (
    *(
        "id",
        "title",
        "award",
        "within",
        "share",
        "share_by",
        "places",
        "of",
        "rounding",
        "at_least",
        "at_most",
    ),
    *("require", "ties", "who", "cite"),
)


def mark_name(index: int) -> str:
    """Give the column of a mark that puts rows without a number first or last."""
    return f"_mark_{index}"


def key_name(index: int) -> str:
    """Give the column of a number of the order, higher first."""
    return f"_key_{index}"


def atom_name(index: int) -> str:
    """Give the column of a comparison: 1 it holds, 0 it does not, -1 it is not known."""
    return f"_atom_{index}"


def base_name(index: int) -> str:
    """Give the column of the number a quota is a share of, null where it is not known."""
    return f"_base_{index}"


def share_name(index: int) -> str:
    """Give the column of the place a label has among the labels a share depends on, null where not known."""
    return f"_share_{index}"


@dataclass(frozen=True)
class Placement:
    """
    The columns that places are made from.

    Attributes:
        scales: For each key, by what a number is multiplied before it is cut to a whole one.
        atoms: Comparisons of selections that do not depend on ranks or other selections.
    """

    scales: tuple[int, ...]
    atoms: tuple[Compare, ...]

    @property
    def columns(self) -> list[str]:
        """Give the names of the columns that every placement has."""
        keys = [name(i) for i in range(len(self.scales)) for name in (mark_name, key_name)]
        return [KEYED, *keys, *(atom_name(i) for i in range(len(self.atoms)))]


def plan_placement(workings: Workings, cards: Cards) -> Placement:
    """
    Add to the program what the scheme's order and quotas need.

    Raises:
        UnplannedError: An order or a quota that the columns do not know.
    """
    rank = workings.scheme.rank
    only("rank", rank, ("by", "within", "ties", "who", "cite"))
    pairs: list[tuple[Column, Number]] = []
    awaited: list[Truth] = []
    for key in rank.by:
        only("rank", key, ("key", "count_back", "order", "absent"))
        found, waits = _count_back(workings, cards, key) if key.count_back else _one(workings, cards, key)
        pairs += found
        awaited.append(waits)
    scales = []
    for index, (mark, value) in enumerate(pairs):
        column, scale = _ordinal(workings, value)
        put_column(workings, mark_name(index), mark)
        put_column(workings, key_name(index), column)
        scales.append(scale)
    keyed = both(cards.published, negation(either(*awaited)))
    put_column(workings, KEYED, as_column(keyed))
    atoms = atoms_of(workings.scheme)
    for index, atom in enumerate(atoms):
        yes, no = compare(workings.program, atom, lambda name: _named(workings, cards, name))
        put_column(
            workings, atom_name(index), choose(yes, constant(1), choose(no, constant(0), constant(-1)))
        )
    for index, select in enumerate(workings.scheme.select):
        _put_quota(workings, index, select)
    return Placement(tuple(scales), atoms)


def put_column(workings: Workings, name: str, column: Column) -> None:
    """Add a column of whole numbers to the program."""
    workings.program.name(column.expr, name, column.uses, column.peak, column.size)


def _one(workings: Workings, cards: Cards, key: RankKey) -> tuple[list[tuple[Column, Number]], Truth]:
    """Give one number of the order with its mark, and where it is awaited."""
    name = key.key or ""
    operand = _named(workings, cards, name)
    assert isinstance(operand.value, Number), "the loader lets no label be ordered by"
    absent = _absent(workings, name, operand)
    mark = choose(absent, constant(int(ABSENT[key.absent])), constant(0))
    value = operand.value if key.order == "high" else operand.value.times(Fraction(-1))
    value = value if absent is False else pick(absent, fixed(Fraction(0)), value)
    return [(mark, value)], negation(either(operand.known, absent))


def _absent(workings: Workings, name: str, operand: Operand) -> Truth:
    """Tell where a number does not apply."""
    if name == "total":
        return False
    if name == "lowest":
        return negation(operand.known)
    if name.startswith(FACT):
        return workings.fact(name.removeprefix(FACT)).not_applicable
    return workings.left_out[name]


def _count_back(workings: Workings, cards: Cards, key: RankKey) -> tuple[list[tuple[Column, Number]], Truth]:
    """Give the points of several nodes, best first; rows without some of them are left to the reference."""
    names = key.count_back or []
    operands = [_named(workings, cards, name) for name in names]
    absent = either(*(workings.left_out[name] for name in names))
    workings.program.doubt(both(absent, cards.published))
    sign = Fraction(1 if key.order == "high" else -1)
    numbers = [operand.value.times(sign) for operand in operands if isinstance(operand.value, Number)]
    falling = reversed(ordered(workings.program, numbers))
    waits = either(*(negation(operand.known) for operand in operands))
    return [(constant(0), n) for n in falling], both(waits, negation(absent))


def _ordinal(workings: Workings, value: Number) -> tuple[Column, int]:
    """
    Give whole numbers in the same order as exact ones, and by what these are multiplied.

    Different quotients cut to whole numbers stay different when the square of the greatest divisor is no
    longer than the decimals kept.
    """
    if value.err is not None:
        raise UnplannedError("rank", "cut")
    short = cut(workings.program, value)
    if value.under is not None and value.under.high**2 * value.den > short.den:
        raise UnplannedError("rank", "quotient")
    return short.num, short.den


def _named(workings: Workings, cards: Cards, name: str) -> Operand:
    """Give what a name stands for once a card is published."""
    if name == "total":
        return Operand(cards.total)
    if name == "class":
        return Operand(cards.label, Mask(cards.label.expr != "", 0, cards.label.uses))
    return workings.lookup(name)


def atoms_of(scheme: Scheme) -> tuple[Compare, ...]:
    """Give the comparisons of selections that depend neither on ranks nor on other selections, each once."""
    found = [
        each for select in scheme.select if select.require for each in comparisons(parse(select.require))
    ]
    return tuple(dict.fromkeys(each for each in found if not depends_on_places(each)))


def depends_on_places(comparison: Compare) -> bool:
    """Tell whether a comparison names a rank or a selection."""
    names = [side.id for side in (comparison.left, comparison.right) if isinstance(side, Name)]
    return any(name == "rank" or name.startswith(SELECTED) for name in names)


def _put_quota(workings: Workings, index: int, select: Select) -> None:
    """Add the facts that a quota rests on."""
    only(select.id, select, _SELECT)
    if select.of.startswith(FACT):
        fact = workings.fact(select.of.removeprefix(FACT))
        assert isinstance(fact.value, Number), "the loader lets no share be taken of a label"
        _put_nullable(workings, base_name(index), fact.value.num, fact.known)
    if select.share_by is not None:
        fact = workings.fact(select.share_by.fact)
        assert isinstance(fact.value, Label), "the loader lets shares depend on a label only"
        expr = nw.lit(0, nw.Int64)
        labels = list(select.share_by.shares)
        for place, label in enumerate(labels[1:], 1):
            expr = nw.when(fact.value.expr == label).then(nw.lit(place, nw.Int64)).otherwise(expr)
        column = Column(expr, 0, len(labels) - 1, len(labels), fact.value.uses)
        _put_nullable(workings, share_name(index), column, fact.known)


def _put_nullable(workings: Workings, name: str, column: Column, known: Truth) -> None:
    expr, uses = column.expr, column.uses
    if isinstance(known, Mask):
        expr, uses = nw.when(known.expr).then(expr), uses | known.uses
    workings.program.name(expr if known is not False else nw.lit(None, nw.Int64), name, uses, column.peak)
