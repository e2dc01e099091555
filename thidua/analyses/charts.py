"""Charts of the answers: Vega-Lite specs in flat colours that print and photocopy well."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.analysis import Move
from scoring.errors import _
from scoring.facts import Candidate
from thidua.dossier.charts import drawn
from thidua.dossier.formats import clean
from thidua.i18n import _ as translate
from thidua.i18n import language

Spec = dict[str, Any]
_FACE = "Liberation Serif"
_RED, _BLUE, _GREY, _GOLD = "#8c1c13", "#1d3557", "#8a949b", "#c9962c"
_LETTERS, _LONG = 44, 66
_WIDTH = 380
_MOST_TICKS = 20
_AXIS_TEXT = {"titleFontWeight": "normal", "titleFontSize": 10.5, "labelFontSize": 9.5}
_GRID = {"gridColor": "#ddd"} | _AXIS_TEXT
_NAMES = {"labelLimit": 420, "labelFontSize": 10, "ticks": False, "domain": False, "title": None}


@dataclass(frozen=True)
class RankBar:
    """The ranks of one candidate: as it is, the inner interval, and the whole one."""

    candidate: Candidate
    now: Fraction | int | None
    low: Fraction | None
    inner_low: Fraction | None
    inner_high: Fraction | None
    high: Fraction | None


@dataclass(frozen=True)
class Deviation:
    """A mean difference with its ends, for one line of a chart."""

    panel: str
    label: str
    low: Fraction
    middle: Fraction
    high: Fraction


def svg(spec: Mapping[str, Any]) -> bytes:
    """Draw a chart; its text is in a face that most machines have or have a twin of."""
    drawing = drawn(spec, vietnamese=language() == "vi")
    text = drawing.replace(f'font-family="{_FACE}"', f"font-family=\"'{_FACE}', 'Times New Roman', serif\"")
    return text.encode()


def rank_intervals(rows: Sequence[RankBar], titles: Mapping[str, str], title: str) -> Spec | None:
    """
    Draw each candidate's ranks as a line with a dot, best first, one panel a cluster.

    Args:
        rows: In the order of the result.
        titles: Title of each cluster, by id.
        title: Of the chart.
    """
    if not rows:
        return None
    values = list(_rank_values(rows, titles))
    worst = max(max(value[key] for key in ("now", "high") if key in value) for value in values)
    y = {"field": "label", "type": "nominal", "sort": {"field": "order"}, "axis": _NAMES}
    x = {"type": "quantitative", "axis": _rank_axis(worst), "scale": _rank_scale(worst)}
    line = {"mark": {"type": "rule", "color": _GREY, "strokeWidth": 1.5}}
    band = {"mark": {"type": "rule", "color": _BLUE, "strokeWidth": 6, "opacity": 0.55, "strokeCap": "round"}}
    dot = {"mark": {"type": "point", "filled": True, "size": 55, "color": _RED, "opacity": 1}}
    layers = [
        line | {"encoding": {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}}},
        band | {"encoding": {"y": y, "x": x | {"field": "inner_low"}, "x2": {"field": "inner_high"}}},
        dot | {"encoding": {"y": y, "x": x | {"field": "now"}}},
    ]
    return _panels({"layer": layers, "width": _WIDTH, "height": {"step": 17}}, values, title)


def _rank_axis(worst: float) -> Spec:
    """Give an axis of whole ranks, thinned out where there are many."""
    last = math.ceil(worst)
    step = -(-last // _MOST_TICKS)
    ticks = sorted({1, *range(step, last + 1, step)})
    return {"values": ticks, "format": "d", "title": translate(_("Rank"))} | _GRID


def _rank_scale(worst: float) -> Spec:
    return {"domain": [1, max(math.ceil(worst), 2)], "nice": False, "zero": False, "padding": 10}


def _rank_values(rows: Sequence[RankBar], titles: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    labels = _labels([row.candidate for row in rows])
    for order, row in enumerate(rows):
        ends = {"low": row.low, "inner_low": row.inner_low, "inner_high": row.inner_high, "high": row.high}
        # Floats are drawn, never printed: the exact numbers stand in the table.
        numbers = {key: float(value) for key, value in {**ends, "now": row.now}.items() if value is not None}
        cluster = titles.get(row.candidate.cluster, row.candidate.cluster)
        yield {"label": labels[row.candidate.id], "order": order, "panel": cluster, **numbers}


def slopes(moves: Iterable[Move], titles: Mapping[str, str]) -> Spec | None:
    """
    Draw ranks before and after, a panel for each cluster where one changes; a rise is blue, a fall red.

    Args:
        moves: Those without a rank on one side are left out.
        titles: Title of each cluster, by id.
    """
    ranked = [
        (move.candidate, move.before.rank, move.after.rank)
        for move in moves
        if move.before and move.after and move.before.rank is not None and move.after.rank is not None
    ]
    moving = {candidate.cluster for candidate, before, after in ranked if before != after}
    values = list(_slope_values([each for each in ranked if each[0].cluster in moving], titles))
    if not values:
        return None
    rank_axis = {"title": translate(_("Rank")), "grid": False, "labelExpr": "format(datum.value, '.1~f')"}
    rank = {"field": "rank", "type": "ordinal", "axis": rank_axis | _AXIS_TEXT}
    side_axis = _NAMES | {"labelAngle": 0, "orient": "top"}
    side = {"field": "side", "type": "ordinal", "sort": {"field": "at"}, "axis": side_axis}
    ways = {"domain": ["up", "down", "same"], "range": [_BLUE, _RED, _GREY]}
    colour = {"field": "way", "type": "nominal", "legend": None, "scale": ways}
    both = {"x": side | {"scale": {"padding": 0.4}}, "y": rank, "color": colour}
    line = {"type": "line", "point": {"size": 40}, "strokeWidth": 1.8}
    name = {"type": "text", "align": "left", "dx": 9, "fontSize": 10, "baseline": "middle"}
    ends = [{"filter": "datum.at == 1"}]
    layers = [
        {"mark": line, "encoding": both | {"detail": {"field": "id"}}},
        {"mark": name, "transform": ends, "encoding": both | {"text": {"field": "label"}}},
    ]
    inner = {"layer": layers, "width": 190, "height": {"step": 24}}
    return _panels(inner, values, translate(_("Rank before and after")))


def _slope_values(
    ranked: Sequence[tuple[Candidate, Fraction | int, Fraction | int]], titles: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    labels = _labels([candidate for candidate, _before, _after in ranked])
    shared: dict[tuple[str, Fraction | int], list[str]] = {}
    for candidate, _before, after in ranked:
        shared.setdefault((candidate.cluster, after), []).append(labels[candidate.id])
    for candidate, before, after in ranked:
        names = shared[candidate.cluster, after]
        # Equals end at one point: their names share one label.
        label = "; ".join(names) if names[0] == labels[candidate.id] else ""
        way = "same" if before == after else "up" if after < before else "down"
        panel = titles.get(candidate.cluster, candidate.cluster)
        for at, (side, rank) in enumerate(((_("before"), before), (_("after"), after))):
            point = {"at": at, "side": translate(side), "rank": float(rank)}
            yield point | {"id": candidate.id, "label": label, "way": way, "panel": panel}


def bars(rows: Sequence[tuple[str, Fraction]], title: str) -> Spec | None:
    """Draw one bar a row, in the order given, with its number at the end."""
    if not rows:
        return None
    # The running number keeps two rows of one name apart.
    values = [
        {"label": f"{order}. {_short(label, _LONG)}", "order": order, "value": float(value), "panel": ""}
        for order, (label, value) in enumerate(rows, 1)
    ]
    y = {"field": "label", "type": "nominal", "sort": {"field": "order"}, "axis": _NAMES}
    x = {
        "field": "value",
        "type": "quantitative",
        "axis": {"title": None, "tickCount": 5} | _GRID,
    }
    text = {"field": "value", "type": "quantitative", "format": ",.6~f"}
    layers = [
        {"mark": {"type": "bar", "color": _GOLD, "height": {"band": 0.66}}, "encoding": {"y": y, "x": x}},
        {
            "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 10},
            "encoding": {"y": y, "x": x, "text": text},
        },
    ]
    return _panels({"layer": layers, "width": _WIDTH, "height": {"step": 17}}, values, title)


def deviations(rows: Sequence[Deviation]) -> Spec | None:
    """Draw each judge's mean difference from the panel with its least and greatest, one panel a fact."""
    if not rows:
        return None
    values = [
        {"label": clean(row.label), "order": order, "panel": clean(row.panel), "low": float(row.low),
         "middle": float(row.middle), "high": float(row.high)}
        for order, row in enumerate(rows)
    ]  # fmt: skip
    y = {"field": "label", "type": "nominal", "sort": {"field": "middle"}, "axis": _NAMES}
    x = {
        "type": "quantitative",
        "axis": {"title": translate(_("Points beside the panel")), "tickCount": 6} | _GRID,
    }
    layers = [
        {"mark": {"type": "rule", "color": _GREY, "strokeDash": [3, 3]}, "encoding": {"x": {"datum": 0}}},
        {"mark": {"type": "rule", "color": _BLUE, "strokeWidth": 2},
         "encoding": {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}}},
        {"mark": {"type": "point", "filled": True, "size": 60, "color": _RED, "opacity": 1},
         "encoding": {"y": y, "x": x | {"field": "middle"}}},
    ]  # fmt: skip
    title = translate(_("How far each judge stands from the panel"))
    return _panels({"layer": layers, "width": _WIDTH, "height": {"step": 20}}, values, title)


def _panels(inner: Spec, values: list[dict[str, Any]], title: str) -> Spec:
    """Give a spec with one panel a group of the values, each with its own y axis."""
    panels = list(dict.fromkeys(value["panel"] for value in values))
    head = {"text": title, "fontSize": 12, "offset": 12, "anchor": "start", "fontWeight": "bold"}
    top: Spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": head,
        "background": "white",
        "padding": 8,
        "data": {"values": values},
        "config": {"font": _FACE, "view": {"stroke": None}, "axis": {"labelColor": "#000"}},
    }
    if len(panels) == 1:
        return top | inner
    header = {
        "title": None,
        "labelFontSize": 11,
        "labelFontWeight": "bold",
        "labelAnchor": "start",
        "labelOrient": "top",
    }
    field = {"field": "panel", "type": "nominal", "sort": panels, "header": header}
    return top | {
        "facet": {"row": field},
        "spec": inner,
        "resolve": {"scale": {"y": "independent", "x": "independent"}},
    }


def _labels(candidates: Sequence[Candidate]) -> dict[str, str]:
    """Give a short name of each candidate; those of one name carry their id too."""
    short = {candidate.id: _short(candidate.name) for candidate in candidates}
    names = list(short.values())
    return {key: f"{name} ({key})" if names.count(name) > 1 else name for key, name in short.items()}


def _short(name: str, letters: int = _LETTERS) -> str:
    text = clean(name)
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"
