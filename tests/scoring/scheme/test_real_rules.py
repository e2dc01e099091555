"""Real boards' rules in the library: they say what their documents say; cases cover their choices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from scoring import EvaluationError, Scheme, Source, Standings, evaluate, load_scheme, standings
from scoring.facts import Candidate, Decision, Entry, Fact, State
from scoring.scheme.model import Node, Scale
from scoring.scheme.order import walk
from scoring.scheme.reading import read
from tests.scoring.samples import CRITERIA, no_plan

END_2025 = date(2025, 12, 31)

# Number of the document, points of the base criteria and highest bonus, as the documents (or, where none was
# found, the software and articles that report the rule) give them. A dash: the source fixes no maximum.
RULES = {
    "bac-giang-750/2012-01-01": ("Quy định tính điểm thi đua năm học 2011-2012", None, None),
    "can-tho-157-dich-vu/2025-11-18": ("157/KH-UBND", None, None),
    "can-tho-157-xa/2025-11-18": ("157/KH-UBND", 100, 15),
    "can-tho-2579/2025-11-21": ("2579/QĐ-UBND", 100, 3),
    "cong-an-quang-tri-cum/2025-01-01": (
        "Công thức Điều 6 trong tài liệu phần mềm chấm điểm cụm thi đua", 100, None),
    "cong-an-quang-tri-cum/2025-01-02": (
        "Công thức Điều 6 trong tài liệu phần mềm chấm điểm cụm thi đua", 100, None),
    "cong-an-ty-le-loai/2026-01-01": ("Chức năng kiểm tra tỷ lệ của phần mềm thi đua 2026", 100, None),
    "hai-phong-212-cong-chuc/2025-11-18": ("212/2025/QĐ-UBND", 100, None),
    "hai-phong-212-dung-dau/2025-11-18": ("212/2025/QĐ-UBND", 100, None),
    "kien-luong-cum-khoi/2023-08-09": (
        "Hội nghị sơ kết công tác thi đua khen thưởng 6 tháng đầu năm 2023", None, None),
    "ldtbxh-08-2019/2019-03-08": ("08/2019/TT-BLĐTBXH", 100, None),
    "mau-02-lanh-dao/2026-01-01": ("Mẫu số 02 đánh giá xếp loại chất lượng hằng tháng", 95, 7),
    "mau-03-vien-chuc/2026-01-01": ("Mẫu số 03 đánh giá xếp loại chất lượng hằng tháng", 100, 7),
    "quang-nam-binh-co/2026-11-23": (
        "Bài báo về bình cờ thi đua của cảnh sát phòng cháy chữa cháy Quảng Nam", 100, None),
    "tp-hcm-2008-bang-bieu-4/2008-01-01": ("Bảng biểu 4 năm 2008", 100, None),
    "tp-hcm-2008-bang-diem/2008-01-01": ("Bảng chấm điểm công tác thi đua khen thưởng 2008", 90, None),
}  # fmt: skip

# Parts of these rules were not seen; every page printed from them must say so.
NOT_SEEN = {
    "bac-giang-750/2012-01-01": "không có trong nguồn",
    "can-tho-2579/2025-11-21": "chưa được xem",
    "cong-an-quang-tri-cum/2025-01-01": "không phải văn bản ban hành",
    "cong-an-quang-tri-cum/2025-01-02": "không phải văn bản ban hành",
    "cong-an-ty-le-loai/2026-01-01": "tỷ lệ phần trăm là ví dụ",
    "hai-phong-212-cong-chuc/2025-11-18": "chưa được xem",
    "hai-phong-212-dung-dau/2025-11-18": "chưa được xem",
    "kien-luong-cum-khoi/2023-08-09": "không có trong nguồn",
    "mau-02-lanh-dao/2026-01-01": "chưa đối chiếu",
    "mau-03-vien-chuc/2026-01-01": "chưa đối chiếu",
    "quang-nam-binh-co/2026-11-23": "không có trong nguồn",
    "tp-hcm-2008-bang-diem/2008-01-01": "bị cắt sau mục 07",
}


def rule(key: str) -> Scheme:
    path = CRITERIA / f"{key}.yaml"
    return load_scheme(Source(path.name, path.read_text(encoding="utf-8")), no_plan)


def cases(key: str) -> list[dict[str, Any]]:
    path = CRITERIA / f"{key}.cases.yaml"
    found: list[dict[str, Any]] = read(Source(path.name, path.read_text(encoding="utf-8"))).value["cases"]
    return found


def expectations(case: dict[str, Any]) -> list[dict[str, Any]]:
    return list(case["expect"].values()) if "candidates" in case else [case["expect"]]


def top(nodes: list[Node], role: str) -> Fraction | None:
    points = [
        node.max_points for node in nodes if (node.role or "base") == role and node.max_points is not None
    ]
    return sum(points, Fraction(0)) if points else None


def slots_of(scheme: Scheme) -> Iterator[tuple[str, str]]:
    return ((slot.id, option) for slot in scheme.decide for option in slot.options)


def entry(name: str, **facts: int | str | State) -> Entry:
    given: dict[str, Fact] = {}
    for fact, value in facts.items():
        if isinstance(value, State):
            given[fact] = Fact(fact, value)
        elif isinstance(value, str):
            given[fact] = Fact(fact, State.VALUE, label=value)
        else:
            given[fact] = Fact(fact, State.VALUE, Fraction(value))
    return Entry(Candidate(name, name, "collective", "xa", "cum", name), given)


def test_the_library_holds_these_real_rules_and_no_other() -> None:
    own = {"kg-243", "law", "schema"}
    found = sorted(
        f"{path.parent.name}/{path.stem}"
        for path in CRITERIA.glob("*/????-??-??.yaml")
        if path.parent.name not in own and not path.parent.name.startswith(("vi-du-", "luat-"))
    )

    assert found == sorted(RULES)


@pytest.mark.parametrize("key", RULES)
def test_a_rule_names_its_document_and_has_its_points(key: str) -> None:
    scheme = rule(key)

    found = scheme.cite.document, top(scheme.children, "base"), top(scheme.children, "bonus")

    assert found == RULES[key]


@pytest.mark.parametrize("key", RULES)
def test_a_rule_says_on_every_page_what_of_it_was_not_seen(key: str) -> None:
    example = rule(key).example

    assert (NOT_SEEN[key] in example) if key in NOT_SEEN else example == ""


@pytest.mark.parametrize("key", RULES)
def test_a_source_on_the_web_is_named_by_its_domain_only(key: str) -> None:
    url = rule(key).cite.url

    assert url == "" or re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", url)


@pytest.mark.parametrize("key", RULES)
def test_every_option_of_every_question_is_worked_out_in_a_case_and_so_is_the_open_question(key: str) -> None:
    scheme = rule(key)
    worked = [
        {(slot, str(option)) for slot, option in case.get("decisions", {}).items()} for case in cases(key)
    ]

    lacking = [pair for pair in slots_of(scheme) if not any(pair in given for given in worked)]
    open_cases = [given for given in worked if not any(pair in given for pair in slots_of(scheme))]

    assert lacking == []
    assert not scheme.decide or open_cases


@pytest.mark.parametrize("key", RULES)
def test_every_class_and_every_outcome_of_a_selection_is_reached_by_a_case(key: str) -> None:
    scheme = rule(key)
    reached = [expect for case in cases(key) for expect in expectations(case)]
    outcomes = {pair for expect in reached for pair in expect.get("selected", {}).items()}

    classes = {expect["class"] for expect in reached if "class" in expect}

    assert classes == {band.label for band in scheme.classify}
    assert [s.id for s in scheme.select if s.places != 0 and (s.id, "selected") not in outcomes] == []


def test_the_two_police_formulas_give_other_points_and_another_leader_from_the_same_results() -> None:
    # A/T: a 150/100 = 1.5 leads by ratio, b 220/200 = 1.1; by number b's 220 is the greatest.
    pairs = {"a": (150, 100), "b": (220, 200)}
    units = [
        entry(n, ma_tuy=x, ma_tuy_chi_tieu=t, ma_tuy_ngoai=State.NOT_APPLICABLE)
        for n, (x, t) in pairs.items()
    ]

    found = [
        [
            card.line("trat_tu.ma_tuy").points
            for card in evaluate(rule(f"cong-an-quang-tri-cum/2025-01-0{n}"), units, END_2025)
        ]
        for n in (1, 2)
    ]

    # First: a 5 + 5 × 50/120 = 7.083; second: b 5 + 5 × 0.1/0.5 = 6.
    assert found == [[Fraction("7.08"), 10], [10, 6]]


@pytest.mark.parametrize("version", ["2025-01-01", "2025-01-02"])
def test_every_police_criterion_of_numbers_gives_half_for_meeting_the_target_exactly(version: str) -> None:
    scheme = rule(f"cong-an-quang-tri-cum/{version}")
    targets = [spec.id.removesuffix("_chi_tieu") for spec in scheme.facts if spec.id.endswith("_chi_tieu")]
    given: dict[str, int | State] = {}
    for fact in targets:
        given |= {fact: 20, f"{fact}_chi_tieu": 20, f"{fact}_ngoai": State.NOT_APPLICABLE}
    known = {spec.id for spec in scheme.facts}
    unit = entry("a", **{fact: value for fact, value in given.items() if fact in known})

    card = evaluate(scheme, [unit], END_2025)[0]

    # 7.5 / 2 = 3.75 and all other halves have two decimals, so rounding takes nothing away.
    criteria = {
        node.id: node.max_points / 2
        for node in walk(scheme.children)
        if node.round and node.on_not_applicable and node.max_points
    }
    assert {node: card.line(node).points for node in criteria} == criteria
    assert len(criteria) == 10


def test_a_denominator_of_zero_that_the_annex_does_not_speak_of_is_refused_by_name() -> None:
    unit = entry("a", dien_chi_tra=0, nhan_khong_tien_mat=0)

    with pytest.raises(EvaluationError) as caught:
        evaluate(rule("can-tho-157-xa/2025-11-18"), [unit], END_2025)

    assert {(p.code, p.values["node"]) for p in caught.value.problems} >= {("E_ZERO_DENOMINATOR", "chi_tra")}


def test_the_fifteen_per_cent_of_the_labour_sector_is_rounded_and_that_of_the_party_rule_is_cut() -> None:
    labour = {select.id: select.rounding for select in rule("ldtbxh-08-2019/2019-03-08").select}
    party = {select.id: select.rounding for select in rule("hai-phong-212-cong-chuc/2025-11-18").select}

    assert (labour["cstdcs"], party["xuat_sac"]) == ("half_up", "floor")


def test_three_ways_of_not_applying_stand_in_one_text() -> None:
    scheme = rule("hai-phong-212-dung-dau/2025-11-18")
    found = {node.id: node.on_not_applicable for node in walk(scheme.children)}

    assert found["chung.tiep_dan"] == "share_equally"
    assert found["chung.tai_san"] == "full_points"
    assert found["khac.mat_bang"] is None, "not written: the others grow to the full maximum of the block"


def test_the_sign_of_each_band_is_the_one_of_its_text() -> None:
    strict = rule("hai-phong-212-cong-chuc/2025-11-18").classify
    inclusive = rule("mau-03-vien-chuc/2026-01-01").classify

    assert [(band.above, band.at_least) for band in strict] == [
        (90, None),
        (80, None),
        (None, 50),
        (None, None),
    ]
    assert [(band.above, band.at_least) for band in inclusive] == [
        (None, 90),
        (None, 80),
        (None, 50),
        (None, None),
    ]


def test_the_twenty_seven_items_of_the_forms_come_to_thirty_points() -> None:
    for key in ("mau-02-lanh-dao/2026-01-01", "mau-03-vien-chuc/2026-01-01"):
        (part,) = [node for node in rule(key).children if node.id == "a"]
        items = [node for node in walk([part]) if node.measure]

        assert len(items) == 27
        assert sum((node.max_points or Fraction(0) for node in items), Fraction(0)) == 30


def test_the_form_shows_both_ways_of_scoring_wherever_it_contradicts_itself() -> None:
    for key, parts in (("mau-02-lanh-dao/2026-01-01", 3), ("mau-03-vien-chuc/2026-01-01", 3)):
        scales = [node.scale for node in walk(rule(key).children) if node.scale and node.scale.decide]

        assert len(scales) == parts
        assert [sorted(_options(scale)) for scale in scales] == [["bang_bac", "ty_le"]] * parts


def _options(scale: Scale) -> list[str]:
    return list(scale.decide.options) if scale.decide else []


def selected(result: Standings, select: str) -> dict[str, str]:
    return {row.card.candidate.id: row.outcome[select] for row in result.rows}


def test_equal_units_stand_equal_whatever_their_names_and_their_order() -> None:
    scheme = rule("kien-luong-cum-khoi/2023-08-09")
    units = [entry(name, diem_cum=points) for name, points in (("z", 98), ("a", 98), ("m", 95))]
    results = []
    for order in (units, units[::-1]):
        cards = evaluate(scheme, order, END_2025)
        results.append(selected(standings(scheme, order, cards, "2025-12-31"), "co_thi_dua"))

    assert results[0] == results[1] == {"z": "undecided", "a": "undecided", "m": "not_eligible"}


def test_a_chosen_order_counts_only_when_it_names_all_of_the_equals() -> None:
    scheme = rule("can-tho-157-dich-vu/2025-11-18")
    units = [entry(name, tai_khoan=100, the_atm=10, nguoi_chi_tra=10) for name in "efg"]
    cards = evaluate(scheme, units, END_2025)
    ranks = []
    for choice in (("g", "e"), ("g", "e", "f")):
        given = {"rank.all.1": Decision("rank.all.1", choice)}
        rows = standings(scheme, units, cards, "2025-12-31", given).rows
        ranks.append({row.card.candidate.id: row.rank for row in rows})

    assert ranks == [{"e": 1, "f": 1, "g": 1}, {"g": 1, "e": 2, "f": 3}]
