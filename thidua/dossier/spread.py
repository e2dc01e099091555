"""The chart of a cluster: bars for few candidates, how the totals are spread for many."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from markupsafe import Markup, escape

from thidua.dossier import charts
from thidua.dossier.context import ClusterTable, chart_alternative, quota_line
from thidua.dossier.fonts import FAMILY
from thidua.dossier.formats import number

# More bars than these cannot be told apart on a page.
MOST_BARS = 60
_MOST_STEPS = 20
_COLOUR = "#c9962c"


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
    drawing = charts.drawn(spread_spec(found)).replace(charts.MEASURED_WITH, FAMILY)
    caption = f"Số đối tượng theo khoảng tổng điểm của {table.title}"
    return Picture(_told(drawing, spread_alternative(table, found)), caption)


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


def spread_spec(found: list[Step]) -> dict[str, Any]:
    """Write the chart of the steps as a Vega-Lite spec that carries its own data."""
    # Floats are drawn, never printed.
    values = [
        {"low": float(each.low), "high": float(each.high), "candidates": each.candidates} for each in found
    ]
    labels = {"titleFontWeight": "normal", "titleFontSize": 9.5, "labelFontSize": 9}
    across = {"field": "low", "bin": {"binned": True}, "type": "quantitative"}
    up = {"field": "candidates", "type": "quantitative"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 440,
        "height": 190,
        "background": None,
        "data": {"values": values},
        "mark": {"type": "bar", "color": _COLOUR},
        "encoding": {
            "x": across | {"axis": labels | {"title": "Tổng điểm", "grid": False}},
            "x2": {"field": "high"},
            "y": up | {"axis": labels | {"title": "Số đối tượng", "gridColor": "#ddd", "tickMinStep": 1}},
        },
        "config": {
            "font": charts.MEASURED_WITH,
            "view": {"stroke": None},
            "axis": {"labelColor": "#000"},
        },
    }


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
