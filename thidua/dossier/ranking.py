"""The ranking tables of a dossier, cut into stretches that are laid out one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from scoring.cards import Standing
from thidua.dossier.binding.workshop import Chain, alone, long_table
from thidua.dossier.context import ClusterTable
from thidua.dossier.spread import Picture, picture

# Tables with as many rows between them share a text; a longer one has texts of its own.
ROWS_TOGETHER = 250
# A cluster of as many candidates at most is kept on one page.
_SHORT = 15


@dataclass(frozen=True)
class Stretch:
    """
    Rows of a cluster's table.

    Attributes:
        order: Number of the cluster in the annex, from 1.
        start, end: Its rows are those from ``start`` to before ``end``.
        whole: Whether it is kept on one page.
    """

    order: int
    table: ClusterTable
    start: int
    end: int
    whole: bool = False

    @property
    def rows(self) -> Iterator[tuple[int, Standing, str]]:
        """Give number from 0, standing and state of each row."""
        rows = zip(range(len(self.table.rows)), self.table.rows, self.table.states, strict=True)
        return islice(rows, self.start, self.end)

    @property
    def begins(self) -> bool:
        """Tell whether the heading stands before it."""
        return self.start == 0

    @property
    def ends(self) -> bool:
        """Tell whether the quotas and the chart follow."""
        return self.end == len(self.table.rows)

    @property
    def picture(self) -> Picture | None:
        """Draw the chart of the whole cluster."""
        return picture(self.table)


Write = Callable[[Sequence[Stretch]], str]


def ranking_chains(
    tables: Sequence[ClusterTable], write: Write, tell: Callable[[int], None]
) -> Iterator[Chain]:
    """
    Give the work of laying out all tables.

    Args:
        tables: In the order of the annex.
        write: Gives the HTML of some stretches.
        tell: Told how many rows are done, each time some are.

    Returns:
        Chains that do not depend on one another: each begins on a new page.
    """
    for group in _groups(tables):
        if len(group) == 1 and len(group[0].table.rows) > ROWS_TOGETHER:
            yield _long(group[0], write, tell)
        else:
            yield _together(group, write, tell)


def _groups(tables: Sequence[ClusterTable]) -> Iterator[list[Stretch]]:
    group, rows = list[Stretch](), 0
    for order, table in enumerate(tables, 1):
        size = len(table.rows)
        if group and rows + size > ROWS_TOGETHER:
            yield group
            group, rows = [], 0
        group.append(Stretch(order, table, 0, size, whole=order > 1 and size <= _SHORT))
        rows += size
    if group:
        yield group


def _together(group: list[Stretch], write: Write, tell: Callable[[int], None]) -> Chain:
    return alone(write(group), sum(stretch.end for stretch in group), tell)


def _long(stretch: Stretch, write: Write, tell: Callable[[int], None]) -> Chain:
    return long_table(
        stretch.end, lambda start, end: write([Stretch(stretch.order, stretch.table, start, end)]), tell
    )
