"""The chart of a cluster: bars for few candidates, how the totals are spread for many."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from markupsafe import Markup, escape

from thidua.dossier import charts
from thidua.dossier.context import ClusterTable, chart_alternative, quota_line
from thidua.dossier.fonts import FAMILY
from thidua.dossier.formats import number

# More bars than these cannot be told apart on a page.
MOST_BARS = 60
_MOST_STEPS = 20
_COLOUR = "#c9962c"
# Of the room for bars, in units of the drawing.
_WIDE, _HIGH = 440, 150


@dataclass(frozen=True)
class Picture:
    """
    A chart.

    Attributes:
        svg: The drawing, which says what it shows to who cannot see it.
        caption: What stands below it, after its number.
    """

    svg: Markup
    caption: str


@dataclass(frozen=True)
class Step:
    """How many totals there are from ``low`` (points) to below ``high``."""

    low: Fraction
    high: Fraction
    candidates: int


def picture(table: ClusterTable) -> Picture | None:
    """Draw the chart of a cluster; None when no candidate has a total."""
    if all(row.card.total is None for row in table.rows):
        return None
    if sum(row.card.total is not None for row in table.rows) <= MOST_BARS:
        return Picture(_told(charts.draw(table), chart_alternative(table)), _caption(table, "Tổng điểm của"))
    found = steps(table)
    caption = f"Số đối tượng theo khoảng tổng điểm của {table.title}"
    return Picture(_told(spread_drawing(found), spread_alternative(table, found)), caption)


def _caption(table: ClusterTable, what: str) -> str:
    lowest = quota_line(table)
    line = "" if lowest is None else f"; vạch đứt: tổng điểm thấp nhất được đề nghị ({number(lowest)})"
    return f"{what} {table.title}{line}"


def _told(svg: str, words: str) -> Markup:
    """Say inside a drawing what it shows (SVG 2, 5.7)."""
    head, end, rest = svg.partition(">")
    return Markup(f"{head}{end}<title>{escape(words)}</title>{rest}")


def steps(table: ClusterTable) -> list[Step]:
    """
    Count the totals of a cluster by steps of equal width, at most twenty.

    Returns:
        All steps from the lowest total to the highest, empty ones too; their edges are multiples of 1, 2 or
        5 times a power of ten.
    """
    totals = [row.card.total for row in table.rows if row.card.total is not None]
    width = _width(max(totals) - min(totals))
    first, last = floor(min(totals) / width), floor(max(totals) / width)
    counts = [0] * (last - first + 1)
    for total in totals:
        counts[floor(total / width) - first] += 1
    return [
        Step((first + order) * width, (first + order + 1) * width, candidates)
        for order, candidates in enumerate(counts)
    ]


def _width(span: Fraction) -> Fraction:
    # One step to spare, for the first seldom begins at the lowest total.
    least, width = span / (_MOST_STEPS - 1), Fraction(1, 100)
    while width < least:
        width *= Fraction(5, 2) if _leads_with_two(width) else 2
    return width


def _leads_with_two(width: Fraction) -> bool:
    scaled = width * 100
    while scaled % 10 == 0:
        scaled /= 10
    return scaled == 2


def spread_drawing(found: list[Step]) -> str:
    """
    Draw how many totals each step has: a bar with its number above, the edges of the steps below.

    Drawn here and not by the program that draws the bars of few: that one alone takes 70 MiB, and a long
    ranking is laid out in little more.
    """
    width, top = _WIDE / len(found), max(each.candidates for each in found)
    bars = (_bar(each, order * width, width, top) for order, each in enumerate(found) if each.candidates)
    # Every second edge where all would run into one another.
    apart = 1 if len(found) <= _MOST_STEPS // 2 else 2
    edges = [each.low for each in found] + [found[-1].high]
    labels = (
        _words(order * width, _HIGH + 13, number(edge))
        for order, edge in enumerate(edges)
        if order % apart == 0
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-20 -14 {_WIDE + 40} {_HIGH + 46}" '
        f'font-family="{FAMILY}" font-size="9" text-anchor="middle">{"".join(bars)}'
        f'<path stroke="#000" stroke-width="0.6" d="M0 {_HIGH}h{_WIDE}"/>{"".join(labels)}'
        f"{_words(_WIDE / 2, _HIGH + 28, 'Tổng điểm')}</svg>"
    )


def _bar(step: Step, left: float, width: float, top: int) -> str:
    high = step.candidates / top * _HIGH
    return (
        f'<path fill="{_COLOUR}" d="M{left + 0.5:.2f} {_HIGH - high:.2f}'
        f'h{width - 1:.2f}V{_HIGH}h{1 - width:.2f}z"/>'
        + _words(left + width / 2, _HIGH - high - 3, number(step.candidates))
    )


def _words(across: float, down: float, words: str) -> str:
    return f'<text x="{across:.2f}" y="{down:.2f}">{words}</text>'


def spread_alternative(table: ClusterTable, found: list[Step]) -> str:
    """Say in one sentence what the chart of the steps shows."""
    parts = (
        f"từ {number(each.low)} đến dưới {number(each.high)}: {each.candidates}"
        for each in found
        if each.candidates
    )
    without = len(table.rows) - sum(each.candidates for each in found)
    rest = f"; {without} đối tượng chưa có tổng điểm" if without else ""
    return f"Số đối tượng theo tổng điểm của {table.title}: " + "; ".join(parts) + rest + "."
