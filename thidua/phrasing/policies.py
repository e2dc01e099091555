"""What a criterion does when something is missing, does not apply or is zero; and how parts combine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from scoring.scheme.measures import bound_of, measures_of, scales_of, statistics_used, uses_word
from scoring.scheme.model import Clamp, Gate, Impute, MustSumTo, Node, OnMissing, Round, ScoreIs
from scoring.scheme.nodes import Grouping
from thidua.dossier.formats import number
from thidua.phrasing.conditions import condition_words
from thidua.phrasing.names import Names, points, quoted

MISSING: Mapping[str, str] = MappingProxyType(
    {
        "refuse": "không chấm khi thiếu số liệu",
        "pending": "chờ đến khi có số liệu",
        "zero": "tính 0 điểm",
        "drop_and_reweight": "bỏ tiêu chí, các tiêu chí còn lại tính lại theo tỷ lệ",
    }
)
NOT_APPLICABLE: Mapping[str, str] = MappingProxyType(
    {
        "drop_and_rescale": "bỏ tiêu chí, các tiêu chí còn lại tính lại theo tỷ lệ",
        "share_equally": "điểm tối đa chia đều cho các tiêu chí cùng nhóm",
        "full_points": "được đủ điểm",
        "exclude": "bỏ tiêu chí, không bù điểm",
        "refuse": "không chấp nhận trả lời không áp dụng",
    }
)
ZERO: Mapping[str, str] = MappingProxyType(
    {
        "error": "số liệu bị từ chối",
        "full": "được đủ điểm",
        "zero": "không có điểm",
        "not_applicable": "coi là không áp dụng",
        "knots": "chấm theo thang điểm",
    }
)
STATISTICS: Mapping[str, str] = MappingProxyType(
    {"min": "nhỏ nhất", "max": "lớn nhất", "mean": "trung bình", "median": "trung vị"}
)
_GROUPS: Mapping[str, str] = MappingProxyType({"cluster": "của cụm, khối", "all": "của toàn bộ"})
_MODES: Mapping[str, str] = MappingProxyType(
    {
        "half_up": "nửa đơn vị làm tròn lên",
        "half_even": "nửa đơn vị làm tròn về số chẵn",
        "floor": "làm tròn xuống",
        "ceil": "làm tròn lên",
    }
)
_COMBINES: Mapping[str, str] = MappingProxyType(
    {
        "sum": "cộng các phần",
        "mean": "lấy trung bình các phần",
        "product": "nhân các phần",
        "geomean": "lấy trung bình nhân các phần",
        "min": "lấy phần thấp nhất",
        "max": "lấy phần cao nhất",
        "median": "lấy trung vị các phần",
        "best": "cộng {best} phần cao nhất",
        "trimmed": "lấy trung bình các phần, bỏ {low} phần thấp nhất và {high} phần cao nhất",
    }
)


def missing_words(policy: OnMissing | Impute) -> str:
    """Say what a missing number does."""
    if isinstance(policy, Impute):
        scope, _dot, name = policy.impute.partition(".")
        return f"lấy số {STATISTICS[name]} {_GROUPS[scope]}"
    return MISSING[policy]


def absence_words(node: Node, on_missing: OnMissing) -> str:
    """
    Say what a criterion does when its number is missing, does not apply, or divides by zero.

    Args:
        on_missing: What holds for the criterion where it says nothing itself.
    """
    return "; ".join(_absences(node, on_missing))


def _absences(node: Node, on_missing: OnMissing) -> Iterator[str]:
    if not node.children:
        yield f"Thiếu số liệu: {missing_words(node.on_missing or on_missing)}"
    yield f"Không áp dụng: {NOT_APPLICABLE[node.on_not_applicable or 'drop_and_rescale']}"
    measures = list(measures_of(node.measure))
    scales = list(scales_of(node.scale))
    if any(measure.ratio or (measure.change and measure.change.relative) for measure in measures):
        yield f"Mẫu số bằng 0: {ZERO[node.on_zero_denominator]}"
    if any(uses_word(scale, "target") for scale in scales) and _may_be_zero(node):
        yield f"Chỉ tiêu bằng 0: {ZERO[node.on_zero_target]}"
    if any(statistics_used(scale) for scale in scales) and node.on_constant != "knots":
        yield f"Cả nhóm cùng một số: {ZERO[node.on_constant]}"


def _may_be_zero(node: Node) -> bool:
    bounds = [bound_of(target) for target in node.target or []]
    return any(isinstance(bound, str) or bound == 0 for bound in bounds)


def combine_words(group: Grouping) -> str:
    """Say how the parts of a group become one number."""
    low, high = group.trim or (0, 0)
    how = _COMBINES[group.combine or "sum"].format(best=group.best, low=low, high=high)
    weights = weights_words(group)
    return f"{how}; {weights}" if weights else how


def weights_words(group: Grouping) -> str:
    """Say what the weights of a group's parts come to; empty where that is free."""
    if isinstance(group.weights, MustSumTo):
        return f"các phần cơ bản cộng lại đúng {number(group.weights.must_sum_to)}"
    return "trọng số chia cho tổng trọng số" if group.weights == "normalise" else ""


def clamp_words(clamp: Clamp) -> str:
    """Say the floor and the ceiling of points."""
    parts = [
        f"không thấp hơn {points(clamp.low)}" if clamp.low is not None else "",
        f"không cao hơn {points(clamp.high)}" if clamp.high is not None else "",
    ]
    return ", ".join(part for part in parts if part)


def round_words(rule: Round) -> str:
    """Say a rounding."""
    return f"làm tròn đến {number(rule.to)}, {_MODES[rule.mode]}"


def gate_words(gate: Gate, names: Names) -> str:
    """Say a gate: what is asked, and what follows when it is not so."""
    return f"{gate.title}. Phải có: {condition_words(gate.require, names)}; nếu không: {effect_words(gate)}"


def effect_words(gate: Gate) -> str:
    """Say what follows when a gate's condition is not met."""
    effect = gate.otherwise
    if isinstance(effect, str):
        return "không xét"
    if isinstance(effect, ScoreIs):
        return f"điểm là {points(effect.score)}"
    return f"xếp loại không cao hơn {quoted(effect.class_at_most)}"


def node_extras(node: Node, names: Names) -> Iterator[str]:
    """Give what else a criterion says: parts, weight, floor and ceiling, rounding, gates, days, a note."""
    if node.children:
        yield combine_words(node)
    if node.weight is not None:
        yield f"trọng số {number(node.weight)}"
    if node.clamp is not None:
        yield clamp_words(node.clamp)
    if node.round is not None:
        yield round_words(node.round)
    yield from (gate_words(gate, names) for gate in node.gates)
    if node.note:
        yield node.note
