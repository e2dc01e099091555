"""Two versions in words: what came, went, moved or changed, what it touches, for whom it matters."""

from __future__ import annotations

import pytest

from scoring.errors import ScoringError
from scoring.scheme.model import (
    Band,
    Decide,
    FactSpec,
    Gate,
    Node,
    Objective,
    Placeholder,
    Plan,
    Rank,
    Scheme,
    Select,
)
from tests.thidua.phrasing.samples import plan, scheme, shipped_rules
from thidua.phrasing import aspects
from thidua.phrasing.differences import Change, differences

COMMON = "tập thể và doanh nghiệp cấp huyện và cấp xã"
CHANGES: dict[str, tuple[tuple[str, str], str, str]] = {
    "rounding of a criterion": (
        ("max_points: 60", "max_points: 60\n    round: {to: 0.1}"),
        "Sửa tiêu chí “Tỷ lệ đạt”, làm tròn: không có → làm tròn đến 0,1, nửa đơn vị làm tròn lên",
        "points",
    ),
    "target": (
        ("at_least: 90, from", "at_most: 90, from"),
        "Sửa tiêu chí “Tỷ lệ đạt”, chỉ tiêu: tối thiểu 80%, đến 30/06/2025; tối thiểu 90%, từ 01/07/2025 "
        "→ tối thiểu "
        "80%, đến 30/06/2025; tối đa 90%, từ 01/07/2025",
        "points",
    ),
    "scale": (
        ("[target, max_points]]}\n    on_zero", "[target, max_points]], between: step}\n    on_zero"),
        "Sửa tiêu chí “Tỷ lệ đạt”, cách chấm điểm: đạt chỉ tiêu được 60 điểm, dưới chỉ tiêu tính theo tỷ "
        "lệ → đạt chỉ "
        "tiêu được 60 điểm, dưới chỉ tiêu không có điểm",
        "points",
    ),
    "policy": (
        ("on_zero_denominator: not_applicable", "on_zero_denominator: zero"),
        "Sửa tiêu chí “Tỷ lệ đạt”, khi mẫu số bằng 0: coi là không áp dụng → không có điểm",
        "points",
    ),
    "clause": (
        ("clause: Điểm 1,", "clause: Điểm 1a,"),
        "Sửa tiêu chí “Tỷ lệ đạt”, căn cứ: Điểm 1: “tỷ lệ đạt” → Điểm 1a: “tỷ lệ đạt”",
        "wording",
    ),
    "clamp": (
        ("clamp: {low: -3}", "clamp: {low: -5}"),
        "Sửa tiêu chí “Điểm thưởng”, mức trần, mức sàn: không thấp hơn −3 điểm → không thấp hơn −5 điểm",
        "points",
    ),
    "role": (
        ("role: bonus", "role: penalty"),
        "Sửa tiêu chí “Điểm thưởng”, vai trò: điểm thưởng → điểm trừ",
        "points",
    ),
    "gate": (
        ("else: exclude", "else: {class_at_most: Khá}"),
        "Sửa điều kiện “Có kỷ luật thì không xét”, hệ quả khi không đạt: không xét → xếp loại không cao "
        "hơn “Khá”",
        "eligibility",
    ),
    "band": (
        ("at_least: 80, require", "at_least: 85, require"),
        "Sửa mức xếp loại “Tốt”, mức điểm: Tốt: từ 80 điểm trở lên, điều kiện: điểm của tiêu chí cơ bản "
        "thấp nhất trên 0 "
        "→ Tốt: từ 85 điểm trở lên, điều kiện: điểm của tiêu chí cơ bản thấp nhất trên 0",
        "class",
    ),
    "sign of a band": (
        ("{label: Khá, above: 50}", "{label: Khá, at_least: 50}"),
        "Sửa mức xếp loại “Khá”, mức điểm: Khá: trên 50 điểm → Khá: từ 50 điểm trở lên",
        "class",
    ),
    "dates": (
        ("to: 2025-12-31}", "to: 2026-06-30, replaces: bản năm 2024}"),
        "Sửa quy định chung, ngày áp dụng: từ 01/01/2025 đến 31/12/2025 → từ 01/01/2025 đến 30/06/2026, "
        "thay cho bản "
        "năm 2024",
        "dates",
    ),
    "subjects": (
        ("levels: [huyen, xa]", "levels: [xa]"),
        "Sửa quy định chung, đối tượng: tập thể và doanh nghiệp cấp huyện và cấp xã → tập thể và doanh "
        "nghiệp cấp xã",
        "eligibility",
    ),
    "fact": (
        ("title: Quân số, kind: count", "title: Quân số, kind: count, decimals: 1"),
        "Sửa số liệu báo cáo “Quân số”, số chữ số thập phân: 0 → 1",
        "reporting",
    ),
    "rounding": (
        ("publish: {round: {to: 0.01}", "publish: {round: {to: 0.1}"),
        "Sửa quy định chung, điểm công bố: Tổng điểm công bố làm tròn đến 0,01, nửa đơn vị làm tròn lên. "
        "Thiếu số liệu: "
        "chờ đến khi có số liệu → Tổng điểm công bố làm tròn đến 0,1, nửa đơn vị làm tròn lên. Thiếu số "
        "liệu: chờ đến "
        "khi có số liệu",
        "points",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_said_with_both_sides_and_what_it_touches(name: str) -> None:
    change, words, touches = CHANGES[name]

    found = differences(scheme(), scheme(change))

    assert (found[0].words, found[0].touches) == (words, touches)


def test_the_same_rules_have_no_difference() -> None:
    assert differences(scheme(), scheme()) == []
    assert differences(shipped_rules("vi-du-kg-huyen"), shipped_rules("vi-du-kg-huyen")) == []
    assert differences(plan(), plan()) == []


def test_what_comes_and_what_goes_is_said_whole() -> None:
    extra = """\
  - id: moi
    title: Tiêu chí mới
    role: bonus
    cite: {clause: Điểm 4}
    measure: {fact: dat}
    scale: {per: 1}
"""
    newer = scheme(("gates:\n", extra + "gates:\n"))

    (added,) = differences(scheme(), newer)
    (removed,) = differences(newer, scheme())

    assert added.words == "Thêm tiêu chí “Tiêu chí mới”: “Số hồ sơ đạt”; mỗi hồ sơ được 1 điểm"
    assert removed.words == "Bỏ tiêu chí “Tiêu chí mới”: “Số hồ sơ đạt”; mỗi hồ sơ được 1 điểm"
    assert (added.touches, added.matters) == ("points", COMMON)


def test_a_criterion_that_changes_its_group_has_moved() -> None:
    top = (
        "  - {id: nhom.cham, title: Ban chấm, role: bonus, cite: {clause: Điểm 2a}, measure: {fact: diem}}\n"
    )
    newer = scheme(("{id: nhom.cham,", "{id: nhom.khac,"), ("gates:\n", top + "gates:\n"))

    moved = [change for change in differences(scheme(), newer) if change.act == "moved"]

    assert [change.words for change in moved] == [
        "Chuyển tiêu chí “Ban chấm”, nhóm: Nhóm chấm điểm → không có"
    ]


def test_a_quota_and_a_tie_rule_touch_who_is_proposed() -> None:
    newer = scheme(("share: 15/100", "share: 20/100"), ("ties: include", "ties: exclude"))

    found = differences(scheme(), newer)

    assert [(change.id, change.touches, change.matters) for change in found] == [
        ("co", "selection", COMMON),
        ("bang_khen", "selection", COMMON),
    ]
    assert "15% của tổng số đối tượng" in found[1].old
    assert "20% của tổng số đối tượng" in found[1].new


def test_a_target_of_a_plan_matters_for_its_own_level() -> None:
    (change,) = differences(plan(), plan(("at_least: 80", "at_least: 85")))

    before, after = "tối thiểu 80%, đến 31/12/2025", "tối thiểu 85%, đến 31/12/2025"
    assert change.words == f"Sửa mục tiêu “Hộ đạt chuẩn”, chỉ tiêu: {before} → {after}"
    assert (change.touches, change.matters) == ("points", "cấp xã")


def test_a_changed_plan_shows_in_the_schemes_that_build_on_it() -> None:
    xa, huyen = shipped_rules("vi-du-kg-xa"), shipped_rules("vi-du-kg-huyen")

    found = [change for change in differences(xa, huyen) if change.aspect == "target"]

    assert [(change.old, change.new) for change in found] == [
        ("tối thiểu 70%, từ 16/11/2022 đến 31/12/2023", "tối thiểu 90%, từ 16/11/2022 đến 31/12/2023")
    ]


def test_the_two_published_police_formulas_differ_in_how_they_measure_and_score() -> None:
    from tests.thidua.phrasing.samples import CRITERIA
    from thidua.phrasing.files import read_rules

    folder = CRITERIA / "cong-an-quang-tri-cum"
    found = differences(read_rules(folder / "2025-01-01.yaml"), read_rules(folder / "2025-01-02.yaml"))

    assert {"added", "changed"} <= {change.act for change in found}
    assert {"measure", "scale", "target"} <= {change.aspect for change in found}


def test_a_plan_and_a_scheme_cannot_be_compared() -> None:
    with pytest.raises(ScoringError, match="a plan and a scheme cannot be compared"):
        differences(plan(), scheme())


def test_what_reads_the_same_but_is_not_shows_its_values() -> None:
    newer = scheme(("kind: points, unit: điểm}", "kind: points, unit: điểm, hint: Ghi rõ}"))

    (change,) = differences(scheme(), newer)

    assert change == Change(
        act="changed",
        area="fact",
        id="diem",
        title="Điểm chấm",
        aspect="hint",
        old="",
        new="Ghi rõ",
        touches="wording",
        matters="đơn vị báo cáo số liệu",
    )


COMPARED = {
    Node: (aspects.NODE, {"id", "children", "best", "trim"}),
    Gate: (aspects.GATE, {"id", "otherwise"}),
    Select: (aspects.SELECTION, set(Select.model_fields) - {"title", "award", "cite"}),
    FactSpec: (aspects.FACT, {"id", "at_least", "at_most"}),
    Objective: (aspects.OBJECTIVE, {"id"}),
    Placeholder: (aspects.PLACEHOLDER, {"id"}),
    Band: (aspects.BAND, {"label", "at_least", "above", "require"}),
    Decide: (aspects.QUESTION, {"id", "who", "basis", "options"}),
    Rank: (aspects.RANK, set(Rank.model_fields)),
    Plan: (
        aspects.PLAN,
        {"plan", "version", "facts", "decide", "objectives", "placeholders"},
    ),
    Scheme: (
        aspects.SCHEME,
        {"scheme", "version", "facts", "decide", "children", "gates", "classify", "rank", "select"}
        | {"best", "trim", "plan", "sha256"},
    ),
}


@pytest.mark.parametrize("model", COMPARED, ids=lambda model: model.__name__)
def test_no_key_of_the_grammar_is_left_out_of_a_comparison(model: type) -> None:
    compared, elsewhere = COMPARED[model]

    keys = {aspect.key for aspect in compared} | elsewhere
    assert set(model.model_fields) - keys == set()
    assert {aspect.key for aspect in compared} <= set(aspects.TITLES)
