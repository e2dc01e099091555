"""The program of a table: layers of columns, each made of those before it, and the rows in doubt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import narwhals as nw

from scoring.bulk.columns import Column, Mask, Truth, Uses, either

Frame = nw.LazyFrame[Any]


class Program:
    """
    Collects what is to be computed on a frame.

    Attributes:
        limit: No step may reach this size; below it whole numbers are exact on the engine.
        peak: The greatest size a step of the program can reach.
        sizes: The greatest size of the whole numbers in each named column.
        constants: Named columns in which every row holds the same.
    """

    def __init__(self, limit: int) -> None:
        self.limit, self.peak = limit, 0
        self.sizes: dict[str, int] = {}
        self.constants: dict[str, nw.Expr] = {}
        self._layers: list[dict[str, tuple[nw.Expr, Uses]]] = []
        self._layer_of: dict[str, int] = {}
        self._doubts: list[Truth] = []

    def keep(self, column: Column) -> Column:
        """Give the column under a name of its own, so that it is computed once however often it is used."""
        if column.is_constant or column.is_named:
            return column
        expr, uses = self.store(column.expr, column.uses, column.peak)
        return Column(expr, column.low, column.high, column.size, uses, True)

    def keep_mask(self, truth: Truth) -> Truth:
        """Give the mask under a name of its own."""
        if isinstance(truth, bool) or truth.is_named:
            return truth
        expr, uses = self.store(truth.expr, truth.uses, truth.peak)
        return Mask(expr, 0, uses, True)

    def store(self, expr: nw.Expr, uses: Uses, peak: int) -> tuple[nw.Expr, Uses]:
        """Give an expression a name of its own; gives the named column and what it reads: itself."""
        name = f"_{len(self._layer_of)}"
        self.name(expr, name, uses, peak)
        return nw.col(name), frozenset({name})

    def name(self, expr: nw.Expr, name: str, uses: Uses, peak: int = 0, size: int | None = None) -> None:
        """Let the frame have a column of this name; ``size`` bounds the whole numbers in it."""
        self.peak = max(self.peak, peak)
        self.sizes[name] = peak if size is None else size
        if not uses:
            self.constants[name] = expr
        layer = max((self._layer_of[used] + 1 for used in uses if used in self._layer_of), default=0)
        if layer == len(self._layers):
            self._layers.append({})
        self._layers[layer][name] = expr, uses
        self._layer_of[name] = layer

    def doubt(self, truth: Truth) -> None:
        """Note rows whose numbers the columns cannot settle: the reference evaluator will."""
        if truth is not False:
            self._doubts.append(self.keep_mask(truth))

    @property
    def doubts(self) -> Truth:
        """Tell which rows are in doubt."""
        return either(*self._doubts)

    def apply(self, frame: Frame, wanted: Iterable[str]) -> Frame:
        """Give the frame with the columns that are wanted, its own or the program's."""
        # Spark names every column of a selection in another process, one call each: there only new ones are.
        adds = frame.implementation.is_spark_like()
        for passed, made in self._needed(wanted):
            frame = frame.with_columns(**made) if adds else frame.select(*passed, **made)
        return frame

    def _needed(self, wanted: Iterable[str]) -> list[tuple[list[str], dict[str, nw.Expr]]]:
        """Give, layer by layer, the columns that are passed on and those that are made; no others."""
        steps = []
        needed = list(dict.fromkeys(wanted))
        for layer in reversed(self._layers):
            made = {name: layer[name] for name in needed if name in layer}
            passed = [name for name in needed if name not in made]
            if made:
                steps.append((passed, {name: expr for name, (expr, _uses) in made.items()}))
            used = (name for _expr, uses in made.values() for name in sorted(uses))
            needed = list(dict.fromkeys([*passed, *used]))
        return steps[::-1]
