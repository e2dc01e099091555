"""What the bulk evaluator asks of the world: an engine that holds tables; the office provides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import narwhals as nw

Frame = nw.LazyFrame[Any]
Row = Mapping[str, Any]
Types = dict[str, type[str] | type[int] | type[bool]]


class Engine(Protocol):
    """
    A place where tables are computed.

    Attributes:
        limit: Whole numbers below this size are exact in every operation, division included.
    """

    limit: int

    def hold(self, frame: Frame) -> Frame:
        """Compute a frame once, so that what follows starts from its values."""

    def told_apart(self, text: nw.Expr) -> nw.Expr:
        """Give a column that is equal where the texts are, by which this engine groups rows fastest."""

    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        """Bring a small frame to Python, one mapping a row."""

    def lift(self, rows: Iterable[Row], types: Types) -> Frame:
        """Make a frame of rows; ``types`` gives the columns in order, text, truth or 64-bit whole numbers."""
