"""The program of a table: layers of columns, each made of those before it, and the rows in doubt."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from scoring.bulk.columns import Column, Mask, Truth, either

Frame = nw.LazyFrame[Any]


class Program:
    """
    Collects what is to be computed on a frame.

    Attributes:
        limit: No step may reach this size; below it whole numbers are exact on the engine.
        peak: The greatest size a step of the program can reach.
    """

    def __init__(self, limit: int) -> None:
        self.limit, self.peak = limit, 0
        self._layers: list[dict[str, nw.Expr]] = []
        self._count = 0
        self._doubts: list[Truth] = []

    def keep(self, column: Column) -> Column:
        """Give the column under a name of its own, so that it is computed once however often it is used."""
        if column.is_constant or column.is_named:
            return column
        expr, depth = self.store(column.expr, column.depth, column.peak)
        return Column(expr, column.low, column.high, column.size, depth, True)

    def keep_mask(self, truth: Truth) -> Truth:
        """Give the mask under a name of its own."""
        if isinstance(truth, bool) or truth.is_named:
            return truth
        expr, depth = self.store(truth.expr, truth.depth, truth.peak)
        return Mask(expr, 0, depth, True)

    def name(self, expr: nw.Expr, name: str, depth: int, peak: int = 0) -> None:
        """Let the frame have a column of this name."""
        self.peak = max(self.peak, peak)
        while len(self._layers) <= depth:
            self._layers.append({})
        self._layers[depth][name] = expr

    def store(self, expr: nw.Expr, depth: int, peak: int) -> tuple[nw.Expr, int]:
        """Give an expression a name of its own; gives the named column and its depth."""
        self._count += 1
        name = f"_{self._count}"
        self.name(expr, name, depth, peak)
        return nw.col(name), depth + 1

    def doubt(self, truth: Truth) -> None:
        """Note rows whose numbers the columns cannot settle: the reference evaluator will."""
        if truth is not False:
            self._doubts.append(self.keep_mask(truth))

    @property
    def doubts(self) -> Truth:
        """Tell which rows are in doubt."""
        return either(*self._doubts)

    @property
    def depth(self) -> int:
        """Give the depth at which every column kept so far can be used."""
        return len(self._layers)

    def apply(self, frame: Frame) -> Frame:
        """Give the frame with all columns of the program."""
        for layer in self._layers:
            frame = frame.with_columns(**layer) if layer else frame
        return frame
