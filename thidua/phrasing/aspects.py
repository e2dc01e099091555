"""The keys that two versions are compared by: in what words, and what a change of each may touch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from scoring.scheme.model import (
    Cite,
    Effective,
    FactSpec,
    Flag,
    Node,
    Objective,
    Scheme,
    Uncertainty,
)
from thidua.dossier.formats import number, short_date
from thidua.dossier.wording import FLAGS, ROLES
from thidua.phrasing.board import cite_words, node_scale
from thidua.phrasing.conditions import condition_words
from thidua.phrasing.measures import measure_unit, measure_words, targets_words
from thidua.phrasing.names import KINDS, Names, joined, levels, period
from thidua.phrasing.outcomes import band_words, decide_words, publish_words, rank_words, select_words
from thidua.phrasing.policies import (
    NOT_APPLICABLE,
    ZERO,
    clamp_words,
    combine_words,
    effect_words,
    gate_words,
    missing_words,
    round_words,
    weights_words,
)

AREAS: Mapping[str, str] = MappingProxyType(
    {
        "scheme": "quy định chung",
        "plan": "kế hoạch",
        "criterion": "tiêu chí",
        "objective": "mục tiêu",
        "gate": "điều kiện",
        "band": "mức xếp loại",
        "rank": "cách xếp hạng",
        "selection": "số lượng đề nghị",
        "fact": "số liệu báo cáo",
        "question": "câu hỏi phải quyết định",
        "placeholder": "phần chưa biết",
    }
)
TITLES: Mapping[str, str] = MappingProxyType(
    {
        "parent": "nhóm",
        "title": "tên gọi",
        "note": "ghi chú",
        "cite": "căn cứ",
        "effective": "ngày áp dụng",
        "objective": "mục tiêu của kế hoạch",
        "role": "vai trò",
        "max_points": "điểm tối đa",
        "weight": "trọng số",
        "measure": "cách đo",
        "target": "chỉ tiêu",
        "scale": "cách chấm điểm",
        "combine": "cách cộng",
        "weights": "tổng của các phần",
        "clamp": "mức trần, mức sàn",
        "gates": "điều kiện riêng",
        "round": "làm tròn",
        "on_missing": "khi thiếu số liệu",
        "on_not_applicable": "khi không áp dụng",
        "on_zero_target": "khi chỉ tiêu bằng 0",
        "on_zero_denominator": "khi mẫu số bằng 0",
        "on_constant": "khi cả nhóm cùng một số",
        "require": "điều kiện",
        "else": "hệ quả khi không đạt",
        "edge": "mức điểm",
        "places": "số suất và điều kiện",
        "award": "hình thức khen thưởng",
        "example": "lời ghi ví dụ",
        "subjects": "đối tượng",
        "builds_on": "kế hoạch làm căn cứ",
        "publish": "điểm công bố",
        "rank": "cách xếp hạng",
        "kind": "loại số",
        "unit": "đơn vị tính",
        "decimals": "số chữ số thập phân",
        "step": "bước của số",
        "range": "khoảng cho phép",
        "labels": "các mức",
        "baseline": "số gốc",
        "not_applicable": "cho phép trả lời không áp dụng",
        "hint": "hướng dẫn",
        "uncertainty": "sai số",
        "question": "câu hỏi",
        "group": "nhóm",
        "milestone": "thời hạn",
        "levels": "cấp thực hiện",
        "parts": "nội dung thành phần",
        "flags": "lưu ý về câu chữ",
        "missing": "phần thiếu",
        "where_to_find": "nơi có thể tìm",
        "based_on": "căn cứ của kế hoạch",
    }
)
_YES: Mapping[bool, str] = MappingProxyType({True: "có", False: "không"})
_SOME: Mapping[str, str] = MappingProxyType(
    {
        "ratio": "tỷ số",
        "percentage": "tỷ lệ phần trăm",
        "count": "số đếm",
        "money": "tiền",
        "seconds": "giây",
        "points": "điểm",
        "choice": "chọn một mức",
        "number": "số",
    }
)


@dataclass(frozen=True)
class Aspect:
    """
    One key that is compared.

    Attributes:
        value: Takes what is compared out of the thing.
        words: Says it, with the titles of the file it stands in.
        touches: What may come out differently when it changes.
    """

    key: str
    touches: str
    value: Callable[[Any], Any]
    words: Callable[[Any, Names], str]


def _key(key: str, touches: str, words: Callable[[Any], str] = str) -> Aspect:
    """Compare one attribute that can be said without titles."""

    def said(thing: Any, _names: Names) -> str:
        value = getattr(thing, key)
        return "" if value is None or value == [] else words(value)

    return Aspect(key, touches, lambda thing: getattr(thing, key), said)


def _text(key: str, touches: str, value: Callable[[Any], Any], words: Callable[[Any, Names], str]) -> Aspect:
    return Aspect(key, touches, value, words)


def _figure(value: Fraction) -> str:
    return number(value)


def measure_of(thing: Node | Objective, names: Names) -> str:
    """Say the measure of a criterion or an objective; empty without one."""
    return measure_words(thing.measure, names) if thing.measure else ""


def target_of(thing: Node | Objective, names: Names) -> str:
    """Say the targets of a criterion or an objective; empty without any."""
    unit = thing.unit if isinstance(thing, Objective) else ""
    unit = unit or (measure_unit(thing.measure, names) if thing.measure else "")
    return targets_words(thing.target, unit, names) if thing.target else ""


def scale_of(node: Node, names: Names) -> str:
    """Say how a criterion's number becomes points; empty for a group."""
    return node_scale(node, names) if node.measure else ""


def _combine(node: Any) -> Any:
    return node.combine, node.best, node.trim


def _gates(node: Node, names: Names) -> str:
    return "; ".join(gate_words(gate, names) for gate in node.gates)


def _range(spec: FactSpec, _names: Names) -> str:
    low = f"từ {number(spec.at_least)}" if spec.at_least is not None else ""
    high = f"đến {number(spec.at_most)}" if spec.at_most is not None else ""
    return " ".join(part for part in (low, high) if part)


def _uncertainty(found: Uncertainty) -> str:
    return f"±{number(found.plus_minus)}{' lần số báo cáo' if found.relative else ''}"


def _subjects(scheme: Scheme, _names: Names) -> str:
    kinds = joined([KINDS[kind] for kind in scheme.subjects.kinds])
    return f"{kinds} {levels(scheme.subjects.levels)}"


def _dates(when: Effective) -> str:
    parts = [period(when), f"thay cho {when.replaces}" if when.replaces else ""]
    return ", ".join(part for part in parts if part)


def _flags(flags: list[Flag]) -> str:
    return "; ".join(f"{FLAGS[flag.kind]}: {flag.text}" for flag in flags)


def _cites(cites: list[Cite]) -> str:
    return "; ".join(map(cite_words, cites))


NODE: tuple[Aspect, ...] = (
    _key("title", "wording"),
    _key("note", "wording"),
    _key("cite", "wording", cite_words),
    _key("effective", "dates", _dates),
    _key("objective", "points"),
    _key("role", "points", lambda role: ROLES[role].lower()),
    _key("max_points", "points", _figure),
    _key("weight", "points", _figure),
    _text("measure", "points", lambda node: node.measure, measure_of),
    _text("target", "points", lambda node: node.target, target_of),
    _text(
        "scale", "points", lambda node: node.scale, lambda n, names: node_scale(n, names) if n.measure else ""
    ),
    _text("combine", "points", _combine, lambda node, _n: combine_words(node) if node.children else ""),
    _text("weights", "wording", lambda node: node.weights, lambda node, _n: weights_words(node)),
    _key("clamp", "points", clamp_words),
    _text("gates", "points", lambda node: node.gates, _gates),
    _key("round", "points", round_words),
    _key("on_missing", "points", missing_words),
    _key("on_not_applicable", "points", lambda policy: NOT_APPLICABLE[policy]),
    _key("on_zero_target", "points", lambda policy: ZERO[policy]),
    _key("on_zero_denominator", "points", lambda policy: ZERO[policy]),
    _key("on_constant", "points", lambda policy: ZERO[policy]),
)
GATE: tuple[Aspect, ...] = (
    _key("title", "wording"),
    _text("require", "eligibility", lambda g: g.require, lambda g, names: condition_words(g.require, names)),
    _text("else", "eligibility", lambda gate: gate.otherwise, lambda gate, _names: effect_words(gate)),
    _key("cite", "wording", cite_words),
)
BAND: tuple[Aspect, ...] = (
    _text("edge", "class", lambda band: (band.at_least, band.above, band.require), band_words),
)
SELECTION: tuple[Aspect, ...] = (
    _key("title", "wording"),
    _key("award", "selection"),
    _text(
        "places",
        "selection",
        lambda select: select.model_dump(exclude={"id", "title", "award", "cite"}),
        select_words,
    ),
    _key("cite", "wording", cite_words),
)
FACT: tuple[Aspect, ...] = (
    _key("title", "reporting"),
    _key("kind", "reporting", lambda kind: _SOME[kind]),
    _key("unit", "reporting"),
    _key("decimals", "reporting"),
    _key("step", "reporting", _figure),
    _text("range", "reporting", lambda spec: (spec.at_least, spec.at_most), _range),
    _key("labels", "reporting", lambda labels: ", ".join(labels.values())),
    _key("baseline", "reporting", lambda value: _YES[value]),
    _key("not_applicable", "reporting", lambda value: _YES[value]),
    _key("hint", "wording"),
    _key("uncertainty", "wording", _uncertainty),
)
QUESTION: tuple[Aspect, ...] = (
    _text(
        "question",
        "points",
        lambda slot: slot.model_dump(exclude={"id"}),
        lambda slot, _n: decide_words(slot),
    ),
)
OBJECTIVE: tuple[Aspect, ...] = (
    _key("title", "wording"),
    _key("group", "wording"),
    _key("milestone", "dates", short_date),
    _key("levels", "points", levels),
    _key("kind", "points", lambda kind: _SOME[kind]),
    _key("unit", "points"),
    _key("cite", "wording", cite_words),
    _text("measure", "points", lambda row: row.measure, measure_of),
    _text("target", "points", lambda row: row.target, target_of),
    _key("parts", "wording", lambda parts: "; ".join(part.title for part in parts)),
    _key("flags", "wording", _flags),
)
PLACEHOLDER: tuple[Aspect, ...] = (
    _key("title", "wording"),
    _key("missing", "wording"),
    _key("where_to_find", "wording"),
)
SCHEME: tuple[Aspect, ...] = (
    _key("title", "wording"),
    _key("example", "wording"),
    _key("cite", "wording", cite_words),
    _key("effective", "dates", _dates),
    _text("subjects", "eligibility", lambda scheme: scheme.subjects, _subjects),
    _key("builds_on", "wording", lambda plan: f"{plan.plan}@{plan.version}"),
    _key("publish", "points", publish_words),
    _text("combine", "points", _combine, lambda scheme, _names: combine_words(scheme)),
    _text("weights", "wording", lambda scheme: scheme.weights, lambda scheme, _n: weights_words(scheme)),
    _key("clamp", "points", clamp_words),
)
RANK: tuple[Aspect, ...] = (
    _text("rank", "rank", lambda rank: rank, lambda rank, names: rank_words(rank, names)),
)
PLAN: tuple[Aspect, ...] = (
    _key("title", "wording"),
    _key("cite", "wording", cite_words),
    _key("effective", "dates", _dates),
    _key("based_on", "wording", _cites),
    _key("flags", "wording", _flags),
)
PARENT = Aspect("parent", "points", lambda thing: thing, lambda thing, _names: str(thing))
WHOLE: Mapping[str, Aspect] = MappingProxyType(
    {
        area: Aspect("", touches, lambda thing: thing, lambda thing, _names: str(thing))
        for area, touches in {
            "scheme": "points",
            "plan": "wording",
            "criterion": "points",
            "objective": "points",
            "gate": "eligibility",
            "band": "class",
            "rank": "rank",
            "selection": "selection",
            "fact": "reporting",
            "question": "points",
            "placeholder": "wording",
        }.items()
    }
)
