"""How far the targets of the plan were reached by the collectives that reported on them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.cards import Line
from thidua.documents.fields import TargetRow
from thidua.dossier.formats import number, quantity
from thidua.dossier.wording import SIGNS
from thidua.review import ReviewResult

_REACHED = {">=": lambda found, target: found >= target, "<=": lambda found, target: found <= target,
            "=": lambda found, target: found == target}  # fmt: skip


@dataclass
class _Tally:
    """One target while it is counted."""

    line: Line
    reported: int = 0
    reached: int = 0


def target_rows(result: ReviewResult) -> tuple[TargetRow, ...]:
    """
    Count, for every target of every scheme, who reported on it and who reached it.

    Units for which a target is another one are counted on a line of their own.
    """
    found: dict[tuple[str, str, Fraction], _Tally] = {}
    for scored in result.scored:
        for row in scored.standings.rows:
            for line in row.card.root.leaves():
                if line.target is not None and row.card.candidate.kind != "individual":
                    _count(found, line, line.target)
    return tuple(_row(tally, at) for at, tally in enumerate(found.values(), 1))


def _count(found: dict[tuple[str, str, Fraction], _Tally], line: Line, target: Fraction) -> None:
    tally = found.setdefault((line.title, line.target_sign, target), _Tally(line))
    if line.measured is not None and line.target_sign in _REACHED:
        tally.reported += 1
        tally.reached += bool(_REACHED[line.target_sign](line.measured, target))


def _row(tally: _Tally, index: int) -> TargetRow:
    share = Fraction(tally.reached * 100, tally.reported) if tally.reported else None
    return TargetRow(
        index=str(index),
        title=tally.line.title,
        target=f"{SIGNS[tally.line.target_sign]} {quantity(tally.line.target, tally.line.unit)}",
        reported=str(tally.reported),
        reached=str(tally.reached),
        share="–" if share is None else f"{number(Fraction((share * 100).__floor__(), 100))}%",
    )
