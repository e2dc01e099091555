"""
Questions asked of a result: beside it, never part of it.

Every answer comes from scoring and ranking again with something changed, exactly; nothing is stored.
"""

from scoring.analysis.edits import with_points, with_weight
from scoring.analysis.flips import Pair, flips
from scoring.analysis.inputs import AnalysisError, Baseline, Inputs, baseline, with_fact
from scoring.analysis.judges import PanelReport, judge_severity
from scoring.analysis.levers import Lever
from scoring.analysis.moves import Comparison, Difference, Move, Place, compared
from scoring.analysis.removal import CriterionDropped, UnitDropped, drop_criteria, drop_units
from scoring.analysis.stages import StageReport, compare_stages
from scoring.analysis.uncertainty import Chance, Span, Spread, Tally, draw, spans, spread
from scoring.analysis.weights import Interval, Sensitivity, move_weights

__all__ = [
    "AnalysisError",
    "Baseline",
    "Chance",
    "Comparison",
    "CriterionDropped",
    "Difference",
    "Inputs",
    "Interval",
    "Lever",
    "Move",
    "Pair",
    "PanelReport",
    "Place",
    "Sensitivity",
    "Span",
    "Spread",
    "StageReport",
    "Tally",
    "UnitDropped",
    "baseline",
    "compare_stages",
    "compared",
    "draw",
    "drop_criteria",
    "drop_units",
    "flips",
    "judge_severity",
    "move_weights",
    "spans",
    "spread",
    "with_fact",
    "with_points",
    "with_weight",
]
