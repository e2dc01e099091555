"""How severe judges are: the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from scoring.analysis import PanelReport
from scoring.analysis.judges import Judge, Twosome
from scoring.errors import _
from thidua.analyses.charts import Deviation, deviations
from thidua.analyses.report import Column, Report, Row, Table, report, shown, signed
from thidua.analyses.sources import Found
from thidua.i18n import _ as translate

_FACT = Column("fact", _("Fact"))
_JUDGES = (
    _FACT,
    Column("judge", _("Judge")),
    Column("scored", _("Scored"), "number"),
    Column("shared", _("Shared with others"), "number"),
    Column("severity", _("Mean difference from the panel"), "number"),
    Column("most_below", _("Most below"), "number"),
    Column("most_above", _("Most above"), "number"),
    Column("scatter", _("Scatter of the differences"), "number"),
    Column("spread", _("Spread of the own values"), "number"),
    Column("panel_spread", _("Spread of the panel"), "number"),
)
_PAIRS = (
    _FACT,
    Column("first", _("Judge")),
    Column("second", _("Other judge")),
    Column("shared", _("Shared"), "number"),
    Column("difference", _("Mean difference"), "number"),
    Column("distance", _("Mean distance"), "number"),
    Column("equal", _("Exactly equal"), "number"),
    Column("same_order", _("Pairs in the same order"), "number"),
    Column("opposite_order", _("Pairs in the opposite order"), "number"),
)


def judges_report(found: Found, panels: Sequence[PanelReport]) -> Report:
    """Tell who scores lower or higher than the panel; nothing here changes a score."""
    judges = tuple(_judge_row(panel, judge) for panel in panels for judge in panel.judges)
    pairs = tuple(_pair_row(panel, pair) for panel in panels for pair in panel.pairs)
    tables = (
        Table("judges", translate(_("Judges beside their panel")), _JUDGES, judges),
        Table("pairs", translate(_("Every two judges")), _PAIRS, pairs),
    )
    remarks = [remark.text(translate) for panel in panels for remark in panel.remarks]
    notes = [translate(_("A diagnostic: it never changes a score.")), *remarks]
    sentences = [text for panel in panels for text in _sentences(panel)]
    return report("judges", found, sentences, tables, notes, deviations(list(_drawn(panels))))


def _sentences(panel: PanelReport) -> Iterator[str]:
    message = _(
        "{title}: all judges agree exactly on {agreed} of {judged} candidates that several have scored."
    )
    yield translate(message).format(title=panel.title, agreed=panel.agreed, judged=panel.judged)
    known = [(judge.severity, judge) for judge in panel.judges if judge.severity is not None]
    for severity, judge in sorted(known, key=lambda each: (each[0], each[1].name)):
        yield _sentence(judge, severity)


def _sentence(judge: Judge, severity: Fraction) -> str:
    if severity == 0:
        message = _("{name}: as the panel on average; shared candidates: {shared}.")
    elif severity < 0:
        message = _("{name}: below the panel by {difference} on average; shared candidates: {shared}.")
    else:
        message = _("{name}: above the panel by {difference} on average; shared candidates: {shared}.")
    difference = shown(abs(severity), "number")
    return translate(message).format(name=judge.name, difference=difference, shared=judge.shared)


def _judge_row(panel: PanelReport, judge: Judge) -> Row:
    return {
        "fact": panel.fact,
        "judge": judge.name,
        "scored": judge.scored,
        "shared": judge.shared,
        "severity": judge.severity,
        "most_below": judge.most_below,
        "most_above": judge.most_above,
        "scatter": judge.scatter,
        "spread": judge.spread,
        "panel_spread": judge.panel_spread,
    }


def _pair_row(panel: PanelReport, pair: Twosome) -> Row:
    return {
        "fact": panel.fact,
        "first": pair.first,
        "second": pair.second,
        "shared": pair.shared,
        "difference": pair.difference,
        "distance": pair.distance,
        "equal": pair.equal,
        "same_order": pair.same_order,
        "opposite_order": pair.opposite_order,
    }


def _drawn(panels: Sequence[PanelReport]) -> Iterator[Deviation]:
    for panel in panels:
        for judge in panel.judges:
            if judge.severity is not None and judge.most_below is not None and judge.most_above is not None:
                label = f"{judge.name} ({signed(judge.severity)})"
                yield Deviation(panel.title, label, judge.most_below, judge.severity, judge.most_above)
