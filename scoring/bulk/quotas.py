"""Quotas in columns: who is selected, who is not, and whose outcome people must still settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import narwhals as nw

from scoring.bulk.arithmetic import Answer, compared, rounded
from scoring.bulk.cells import UnplannedError
from scoring.bulk.columns import (
    Column,
    Mask,
    Truth,
    as_column,
    both,
    choose,
    constant,
    either,
    equals,
    exceeds,
    greatest,
    least,
    negation,
    reaches,
)
from scoring.bulk.logic import answered_by
from scoring.bulk.number import Number, clamped, fixed, number, pick
from scoring.bulk.placement import (
    Placement,
    atom_name,
    base_name,
    depends_on_places,
    share_name,
)
from scoring.bulk.places import Places, Tally, count, placed
from scoring.bulk.program import Program
from scoring.bulk.relative import SCOPES, gathered
from scoring.scheme.checker import SELECTED
from scoring.scheme.condition import Compare, Condition, Name, comparisons, names, parse
from scoring.scheme.measures import FACT
from scoring.scheme.model import Round, Scheme, Select

OUTCOMES = ("not_eligible", "not_selected", "undecided", "selected")
NOT_ELIGIBLE, NOT_SELECTED, UNDECIDED, CHOSEN = range(4)


@dataclass(eq=False)
class Quotas:
    """
    Plans every selection of a scheme over the places of a table.

    Attributes:
        outcomes: Number of the outcome in OUTCOMES, by selection.
    """

    scheme: Scheme
    program: Program
    placement: Placement
    places: Places
    tally: Tally

    def __post_init__(self) -> None:
        self.outcomes: dict[str, Column] = {}

    def plan(self) -> None:
        """
        Add every selection to the program.

        Raises:
            UnplannedError: A condition on ranks that the columns do not know.
        """
        for index, select in enumerate(self.scheme.select):
            self.outcomes[select.id] = self.program.keep(self._outcome(index, select))

    def _outcome(self, index: int, select: Select) -> Column:
        yes, no = self._eligible(select)
        yes, no = self.program.keep_mask(yes), self.program.keep_mask(no)
        unknown = self.program.keep_mask(negation(either(yes, no)))
        scope = (SCOPES[select.within], self.tally.rows)
        pending = count(self.program, unknown, *scope)
        most, known = self._most(index, select, yes, pending)
        found = self._shared_out(select, yes, (most, pending), scope)
        found = choose(known, found, constant(UNDECIDED))
        return choose(yes, found, choose(no, constant(NOT_ELIGIBLE), constant(UNDECIDED)))

    def _eligible(self, select: Select) -> Answer:
        """Tell who competes and who does not; of the others something is awaited."""
        open_: Truth = negation(self.places.out)
        no: Truth = self.places.out
        if _is_nested(select):
            earlier = self.outcomes[select.of]
            chosen = equals(earlier, constant(CHOSEN))
            no = either(no, both(open_, negation(chosen), negation(equals(earlier, constant(UNDECIDED)))))
            open_ = both(open_, chosen)
        open_ = both(open_, self.places.keyed)
        if not select.require:
            return open_, no
        met, failed = self._meets(parse(select.require))
        return both(open_, met), either(no, both(open_, failed))

    def _meets(self, condition: Condition) -> Answer:
        """Answer a condition at every rank a row may still end up with."""
        answers = [
            answered_by(self.program, condition, lambda each, at=rank: self._compare(each, at))  # type: ignore[misc]
            for rank in self._possible(condition)
        ]
        return both(*(yes for yes, _no in answers)), both(*(no for _yes, no in answers))

    def _possible(self, condition: Condition) -> list[Number]:
        """Give ranks that stand for all that are possible: the ends, and those beside each edge."""
        den = 2 if self.scheme.rank.ties == "average" else 1
        rank, awaited = self.places.rank, self.places.awaited
        if "rank" not in names(condition) or awaited.is_zero:
            return [number(rank, den)]
        if den == 2:
            raise UnplannedError("rank", "average")
        worst = self.program.keep(rank + awaited)
        edges = {edge for each in comparisons(condition) for edge in _edges(each)}
        between = [least((greatest((rank, constant(edge))), worst)) for edge in sorted(edges)]
        return [number(self.program.keep(each)) for each in (rank, *between, worst)]

    def _compare(self, comparison: Compare, rank: Number) -> Answer:
        if not depends_on_places(comparison):
            return _of_atom(self.placement, comparison)
        left, right = (self._side(side, rank) for side in (comparison.left, comparison.right))
        known = both(left[1], right[1])
        yes, no = compared(self.program, left[0], comparison.sign, right[0])
        return both(known, yes), both(known, no)

    def _side(self, side: Name | Fraction | str, rank: Number) -> tuple[Number, Truth]:
        """Give one side of a comparison on ranks or selections, and where it is known."""
        if isinstance(side, Fraction):
            return fixed(side), True
        name = side.id if isinstance(side, Name) else ""
        if name == "rank":
            return rank, True
        if name.startswith(SELECTED):
            outcome = self.outcomes[name.removeprefix(SELECTED)]
            chosen = number(as_column(equals(outcome, constant(CHOSEN))))
            return chosen, negation(equals(outcome, constant(UNDECIDED)))
        raise UnplannedError("select", "require")

    def _most(self, index: int, select: Select, yes: Truth, pending: Column) -> tuple[Column, Truth]:
        """Give the places there are if all that are awaited come to compete, and where that is known."""
        base, known_base = self._base(index, select, yes)
        share, known_share = self._share(index, select)
        if select.of == "eligible" or _is_nested(select):
            base = number(self.program.keep(base.num + pending * constant(base.den)), base.den)
        known = True if select.places is not None else both(known_base, known_share)
        return self._places(select, share, base), known

    def _places(self, select: Select, share: Number, base: Number) -> Column:
        if select.places is not None:
            places = fixed(Fraction(select.places))
        else:
            whole = Round(to=Fraction(1), mode=select.rounding)
            exact = number(self.program.keep(share.num * base.num), share.den * base.den)
            places = rounded(self.program, exact, whole)
        bounds = (None if bound is None else Fraction(bound) for bound in (select.at_least, select.at_most))
        return self.program.keep(clamped(places, *bounds).num)

    def _base(self, index: int, select: Select, yes: Truth) -> tuple[Number, Truth]:
        """Give what a share is taken of, and where it is known."""
        scope = (SCOPES[select.within], self.tally.rows)
        if select.of.startswith(FACT):
            spec = self.scheme.fact_spec(select.of.removeprefix(FACT))
            column, known = self._shared(base_name(index), select)
            return number(column, 10**spec.decimals), known
        if select.of in ("eligible", "headcount"):
            return number(count(self.program, yes if select.of == "eligible" else True, *scope)), True
        chosen = equals(self.outcomes[select.of], constant(CHOSEN))
        return number(count(self.program, chosen, *scope)), True

    def _share(self, index: int, select: Select) -> tuple[Number, Truth]:
        if select.share_by is None:
            return fixed(select.share or Fraction(0)), True
        column, known = self._shared(share_name(index), select)
        first, *others = (fixed(share) for share in select.share_by.shares.values())
        for place, share in enumerate(others, 1):
            first = pick(equals(column, constant(place)), share, first)
        return first, known

    def _shared(self, name: str, select: Select) -> tuple[Column, Truth]:
        """Give what all rows of a scope report alike, and where somebody has; unlike reports are in doubt."""
        low, high = self.tally.bounds[name]
        uses = frozenset({name})
        known = Mask(~nw.col(name).is_null(), 0, uses)
        plain = Column(nw.col(name).fill_null(low), low, high, max(abs(low), abs(high)), uses)
        column = self.program.keep(constant(low) if low == high else plain)
        ends = [gathered(self.program, column, known, how, select.within) for how in ("min", "max")]
        self.program.doubt(negation(equals(*ends)))
        many = count(self.program, known, SCOPES[select.within], self.tally.rows)
        return ends[1], self.program.keep_mask(exceeds(many, constant(0)))

    def _shared_out(
        self, select: Select, yes: Truth, limits: tuple[Column, Column], scope: tuple[str, int]
    ) -> Column:
        """
        Give the outcome of those who compete, equals together.

        No share exceeds one, so whoever is awaited takes at least as many places as come with him: who stands
        within all places but theirs is selected however many of them come in before.
        """
        most, pending = limits
        order = self.places.order
        last = placed(self.program, order, yes, "max", scope)
        taken = placed(self.program, order, yes, "min", scope) - constant(1)
        tie = {"include": CHOSEN, "exclude": NOT_SELECTED, "decide": UNDECIDED}[select.ties]
        left = choose(exceeds(pending, constant(0)), constant(UNDECIDED), constant(tie))
        left = choose(reaches(taken, most), constant(NOT_SELECTED), left)
        return choose(reaches(most, last + pending), constant(CHOSEN), left)


def _is_nested(select: Select) -> bool:
    return select.of not in ("eligible", "headcount") and not select.of.startswith(FACT)


def _edges(comparison: Compare) -> Sequence[int]:
    """Give the ranks at and beside the number a rank is compared with."""
    sides = (comparison.left, comparison.right)
    if not any(isinstance(side, Name) and side.id == "rank" for side in sides):
        return ()
    numbers = [side for side in sides if isinstance(side, Fraction)]
    if not numbers:
        raise UnplannedError("select", "require")
    return tuple(
        {ceil(n) - 1 for n in numbers} | {floor(n) for n in numbers} | {floor(n) + 1 for n in numbers}
    )


def _of_atom(placement: Placement, comparison: Compare) -> Answer:
    name = atom_name(placement.atoms.index(comparison))
    uses = frozenset({name})
    return Mask(nw.col(name) == 1, 0, uses), Mask(nw.col(name) == 0, 0, uses)
