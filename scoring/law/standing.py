"""A candidate's place in a scored run, as conditions ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Placing:
    """
    How a candidate came out of a run.

    Attributes:
        scheme: ``id@version`` of the scheme that scored it.
        year: The year that was scored.
        rank: Competition rank inside the cluster, 1 is best; None while there is none.
        peers: How many candidates the cluster has.
        label: Class of the total; empty without one.
        total: Published total, exact; None while it is pending.
        leads_alone: False when another candidate shares the rank.
    """

    scheme: str
    year: int
    rank: int | None = None
    peers: int = 0
    label: str = ""
    total: Fraction | None = None
    leads_alone: bool = True
