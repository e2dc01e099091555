"""The bar chart of a cluster: one Vega-Lite spec, drawn as flat SVG with real text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from scoring.cards import Card
from thidua.dossier.context import ClusterTable, quota_line
from thidua.dossier.fonts import FAMILY
from thidua.dossier.formats import clean, number
from thidua.dossier.wording import ROLES
from thidua.library import shipped

# The name inside the shipped files: the drawing program measures labels with it.
_MEASURED_WITH = "Liberation Serif"
_COLOURS = ["#8c1c13", "#c9962c", "#5b6770"]
_LABEL_LETTERS = 42
_LOCALE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0₫"]}


def chart_spec(table: ClusterTable) -> dict[str, Any]:
    """
    Write the chart of a cluster's totals as a Vega-Lite spec.

    Args:
        table: Candidates without a total are left out; the table beside the chart names them.

    Returns:
        A spec that carries its own data: bars of base, bonus and penalty, one candidate a line, and
        a rule at the lowest selected total when there is one.
    """
    bars = {
        "data": {"values": list(_values(table))},
        "mark": {"type": "bar", "height": {"band": 0.72}},
        "encoding": _axes() | {"color": _legend(), "order": {"field": "layer"}},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 310,
        "height": {"step": 15},
        "background": None,
        "layer": [bars, *_quota_rule(table)],
        "config": {"font": _MEASURED_WITH, "view": {"stroke": None}, "axis": {"labelColor": "#000"}},
    }


def _values(table: ClusterTable) -> Iterator[dict[str, Any]]:
    cards = [row.card for row in table.rows if row.card.total is not None]
    for order, card in enumerate(cards):
        for layer, (role, points) in enumerate(_parts(card)):
            who = {"name": _label(card, order), "place": order}
            yield who | {"role": role, "layer": layer, "points": points}


def _parts(card: Card) -> list[tuple[str, float]]:
    # Floats are drawn, never printed: the exact numbers stand in the table.
    penalty = -abs(float(card.penalty or 0))
    return [
        (ROLES["base"], float(card.base or 0)),
        (ROLES["bonus"], float(card.bonus or 0)),
        (ROLES["penalty"], penalty),
    ]


def _label(card: Card, order: int) -> str:
    # The running number keeps two candidates of one name apart.
    name = clean(card.candidate.name)
    short = name if len(name) <= _LABEL_LETTERS else name[: _LABEL_LETTERS - 1].rstrip() + "…"
    return f"{order + 1}. {short}: {number(card.total)}"


def _axes() -> dict[str, Any]:
    names = {"labelLimit": 260, "labelFontSize": 9.5, "ticks": False, "domain": False, "title": None}
    points = {"title": "Điểm", "titleFontWeight": "normal", "titleFontSize": 9.5, "labelFontSize": 9}
    grid = {"gridColor": "#ddd", "tickCount": 6}
    return {
        "y": {"field": "name", "type": "nominal", "sort": {"field": "place"}, "axis": names},
        "x": {"field": "points", "type": "quantitative", "axis": points | grid},
    }


def _legend() -> dict[str, Any]:
    names = [ROLES["base"], ROLES["bonus"], ROLES["penalty"]]
    legend = {"orient": "bottom", "title": None, "labelFontSize": 9.5}
    colours = {"domain": names, "range": _COLOURS}
    return {"field": "role", "type": "nominal", "scale": colours, "legend": legend}


def _quota_rule(table: ClusterTable) -> list[dict[str, Any]]:
    lowest = quota_line(table)
    if lowest is None:
        return []
    mark = {"type": "rule", "color": "#1d3557", "strokeDash": [4, 3], "strokeWidth": 1}
    return [
        {
            "data": {"values": [{"points": float(lowest)}]},
            "mark": mark,
            "encoding": {"x": {"field": "points", "type": "quantitative"}},
        }
    ]


def draw(table: ClusterTable) -> str:
    """
    Draw the chart of a cluster.

    Returns:
        SVG whose text is set in the shipped family; empty when no candidate has a total.
    """
    if all(row.card.total is None for row in table.rows):
        return ""
    return drawn(chart_spec(table)).replace(_MEASURED_WITH, FAMILY)


def drawn(spec: Mapping[str, Any], *, vietnamese: bool = True) -> str:
    """Draw a Vega-Lite spec as SVG with real text, measured in the shipped face."""
    locale = _LOCALE if vietnamese else None
    svg: str = _converter().vegalite_to_svg(dict(spec), allowed_base_urls=[], format_locale=locale)
    return svg


@lru_cache
def _converter() -> Any:
    import vl_convert  # slow import

    vl_convert.register_font_directory(str(shipped("templates") / "fonts"))
    return vl_convert
