"""Every word of the grammar has a sentence, and the sentence says what the engine does."""

from __future__ import annotations

import typing
from fractions import Fraction
from typing import Any

import pytest

from scoring.scheme import kinds, nodes
from scoring.scheme.anchors import SCOPES, STATISTICS
from scoring.scheme.model import (
    Band,
    Clamp,
    FactSpec,
    Flag,
    Gate,
    Impute,
    Measure,
    Node,
    Rank,
    Round,
    Scale,
    Select,
    Target,
)
from scoring.scheme.nodes import Grouping
from scoring.scheme.tree_checks import SCALES, SOURCES
from thidua.dossier.wording import FLAGS, ROLES
from thidua.phrasing import policies
from thidua.phrasing.conditions import condition_words
from thidua.phrasing.measures import measure_words, target_words
from thidua.phrasing.names import KINDS, LEVELS, Names
from thidua.phrasing.outcomes import band_words, rank_words, select_words
from thidua.phrasing.scales import scale_words

FACTS = [
    FactSpec(id="dat", title="Số đạt", kind="count", unit="hồ sơ"),
    FactSpec(id="tong", title="Tổng số", kind="count", unit="hồ sơ"),
    FactSpec(id="muc", title="Mức “một”", kind="choice", unit="mức", labels={"co": "Có", "khong": "Không"}),
    FactSpec(id="diem", title="Điểm chấm", kind="points", unit="điểm"),
]
NAMES = Names(
    {spec.id: spec for spec in FACTS}, {"tt": "Trực tuyến", "ds": "Chính quyền số"}, {}, {"co": "Cờ"}
)

MEASURES: dict[str, tuple[dict[str, Any], str]] = {
    "fact": ({"fact": "dat"}, "“Số đạt”"),
    "constant": ({"constant": 750}, "750 cho mọi đối tượng"),
    "ratio": ({"ratio": ["dat", "tong"], "transform": "percent"}, "“Số đạt” chia cho “Tổng số”, tính bằng %"),
    "sum in a ratio": ({"ratio": ["dat", "tong - dat"]}, "“Số đạt” chia cho (“Tổng số” − “Số đạt”)"),
    "count": ({"count": ["muc"]}, "số nội dung được ghi “Có” trong: “Mức ‘một’”"),
    "change": (
        {"change": {"before": "tong", "after": "dat", "direction": "cut"}, "transform": "percent"},
        "mức giảm từ “Tổng số” đến “Số đạt”, so với số trước, tính bằng %",
    ),
    "absolute change": (
        {"change": {"before": "tong", "after": "dat", "relative": False}},
        "mức tăng từ “Tổng số” đến “Số đạt”",
    ),
    "panel": ({"panel": {"fact": "diem", "take": "median"}}, "trung vị số của các người chấm: “Điểm chấm”"),
    "trimmed panel": (
        {"panel": {"fact": "diem", "take": "trimmed", "low": 1, "high": 2}},
        "trung bình số của các người chấm: “Điểm chấm”, sau khi bỏ 1 số thấp nhất và 2 số cao nhất",
    ),
    "rank_of": (
        {"rank_of": {"node": "tt", "ties": "average"}},
        "thứ hạng theo điểm của “Trực tuyến” trong cụm, khối, cao nhất là hạng 1, bằng nhau thì lấy "
        "trung bình các hạng "
        "(1-2,5-2,5-4)",
    ),
    "decide": (
        {"decide": {"slot": "s", "options": {"a": {"fact": "dat"}, "b": {"fact": "tong"}}}},
        "tùy quyết định về cách hiểu: nếu là “a” thì tính “Số đạt”; nếu là “b” thì tính “Tổng số”",
    ),
    "log": ({"fact": "dat", "transform": "log"}, "“Số đạt”, lấy lôgarit tự nhiên"),
    "pow": ({"fact": "dat", "transform": "pow", "exponent": Fraction(1, 2)}, "“Số đạt”, lấy lũy thừa 0,5"),
    "winsorise": (
        {"fact": "dat", "winsorise": {"low": 5, "high_share": Fraction(1, 10)}},
        "“Số đạt”; số nhỏ hơn 5 tính bằng 5; 10% số cao nhất trong cụm, khối (làm tròn xuống) tính bằng "
        "số kế dưới",
    ),
}


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_said(name: str) -> None:
    written, words = MEASURES[name]

    assert measure_words(Measure.model_validate(written), NAMES) == words


def test_every_source_of_a_measure_and_every_sort_of_scale_is_said_here() -> None:
    sources = {key for written, _words in MEASURES.values() for key in written}
    scales = {key for written, _words in SCALE_WORDS.values() for key in written}

    assert set(SOURCES) <= sources
    assert set(SCALES) <= scales


SCALE_WORDS: dict[str, tuple[dict[str, Any], str]] = {
    "proportion": (
        {"knots": [[0, 0], ["target", "max_points"]]},
        "đạt chỉ tiêu được 10 điểm, dưới chỉ tiêu tính theo tỷ lệ",
    ),
    "all or nothing": (
        {"knots": [[0, 0], ["target", "max_points"]], "between": "step"},
        "đạt chỉ tiêu được 10 điểm, dưới chỉ tiêu không có điểm",
    ),
    "steps": (
        {"knots": [[0, 0], [50, 5], ["target", "max_points"]], "between": "step"},
        "dưới 50%: 0 điểm; từ 50% đến dưới chỉ tiêu: 5 điểm; từ chỉ tiêu trở lên: 10 điểm",
    ),
    "a number to reach": ({"knots": [[0, 0], [80, 8]]}, "đạt 80% được 8 điểm, dưới mức đó tính theo tỷ lệ"),
    "beyond the target": (
        {"knots": [["target", 0], [100, 4]]},
        "từ chỉ tiêu đến 100%: tăng đều từ 0 đến 4 điểm; dưới chỉ tiêu: 0 điểm; trên 100%: 4 điểm",
    ),
    "lower is better": (
        {"knots": [[5, 10], [20, 0]]},
        "từ 5% đến 20%: giảm đều từ 10 đến 0 điểm; dưới 5%: 10 điểm; trên 20%: 0 điểm",
    ),
    "extended": (
        {"knots": [[0, 0], ["target", "max_points"]], "outside": "extend"},
        "đạt chỉ tiêu được 10 điểm, dưới chỉ tiêu tính theo tỷ lệ; ngoài khoảng từ 0% đến chỉ tiêu tính "
        "tiếp theo cùng "
        "tỷ lệ",
    ),
    "refused outside": (
        {"knots": [[0, 0], [100, 10]], "outside": "error"},
        "đạt 100% được 10 điểm, dưới mức đó tính theo tỷ lệ; ngoài khoảng từ 0% đến 100% thì số liệu bị "
        "từ chối",
    ),
    "leader": (
        {
            "knots": [[0, 0], ["target", "1/2 * max_points"], ["cluster.leader", "max_points"]],
            "leader_by": ["dat", "tong"],
            "leader_within": Fraction("0.0001"),
        },
        "đạt chỉ tiêu được 5 điểm, dưới chỉ tiêu tính theo tỷ lệ; từ chỉ tiêu đến số của đơn vị dẫn đầu "
        "cụm, khối: tăng "
        "đều từ 5 đến 10 điểm; trên số của đơn vị dẫn đầu cụm, khối: 10 điểm; đơn vị dẫn đầu là đơn vị "
        "có “Số đạt” chia "
        "cho “Tổng số” cao nhất; kém đơn vị dẫn đầu không quá 0,0001 cũng tính là dẫn đầu",
    ),
    "standard scores": (
        {"knots": [["cluster.mean - 2 * cluster.sd", 0], ["cluster.mean + 2 * cluster.sd", 10]]},
        "từ số trung bình của cụm, khối − 2 × độ lệch chuẩn của cụm, khối đến số trung bình của cụm, "
        "khối + 2 × độ lệch "
        "chuẩn của cụm, khối: tăng đều từ 0 đến 10 điểm; dưới số trung bình của cụm, khối − 2 × độ lệch "
        "chuẩn của cụm, "
        "khối: 0 điểm; trên số trung bình của cụm, khối + 2 × độ lệch chuẩn của cụm, khối: 10 điểm",
    ),
    "per": ({"per": 2}, "mỗi 1% được 2 điểm"),
    "per taken off": ({"per": Fraction(-1, 2)}, "mỗi 1% bị trừ 0,5 điểm"),
    "table": ({"table": {"co": 10, "khong": 0}}, "Có: 10 điểm; Không: 0 điểm"),
    "decide": (
        {"decide": {"slot": "s", "options": {"a": {"per": 2}, "b": {"knots": [[0, 0], [50, 5]]}}}},
        "tùy quyết định về cách hiểu: nếu là “a” thì mỗi 1% được 2 điểm; nếu là “b” thì đạt 50% được 5 "
        "điểm, dưới mức đó "
        "tính theo tỷ lệ",
    ),
}


@pytest.mark.parametrize("name", SCALE_WORDS)
def test_a_scale_is_said(name: str) -> None:
    written, words = SCALE_WORDS[name]

    said = scale_words(Scale.model_validate(written), NAMES, unit="%", maximum=Fraction(10), fact="muc")

    assert said == words


def test_no_scale_means_that_the_number_is_the_points() -> None:
    assert scale_words(None, NAMES) == "số đo được là số điểm"


@pytest.mark.parametrize("statistic", [f"{scope}.{name}" for scope in SCOPES for name in STATISTICS])
def test_every_statistic_of_a_group_is_said(statistic: str) -> None:
    said = scale_words(Scale.model_validate({"knots": [[0, 0], [statistic, 10]]}), NAMES)

    assert statistic not in said
    assert "cụm" in said or "toàn bộ" in said


TABLES: list[tuple[Any, Any]] = [
    (kinds.OnMissing, policies.MISSING),
    (kinds.OnNotApplicable, policies.NOT_APPLICABLE),
    (kinds.OnZero, policies.ZERO),
    (kinds.OnConstant, policies.ZERO),
    (kinds.Level, LEVELS),
    (kinds.Role, ROLES),
    (Flag.model_fields["kind"].annotation, FLAGS),
    (typing.Literal["collective", "individual", "household", "enterprise"], KINDS),
]


@pytest.mark.parametrize(("literal", "table"), TABLES)
def test_every_word_of_a_closed_list_is_said(literal: Any, table: Any) -> None:
    assert [word for word in typing.get_args(literal) if word not in table] == []


@pytest.mark.parametrize("word", typing.get_args(nodes.Statistic))
def test_every_statistic_that_may_stand_in_is_said(word: str) -> None:
    said = policies.missing_words(Impute.model_validate({"impute": word}))

    assert said.startswith("lấy số ")


COMBINES = {
    "sum": "cộng các phần",
    "mean": "lấy trung bình các phần",
    "product": "nhân các phần",
    "geomean": "lấy trung bình nhân các phần",
    "min": "lấy phần thấp nhất",
    "max": "lấy phần cao nhất",
    "median": "lấy trung vị các phần",
    "best": "cộng 2 phần cao nhất",
    "trimmed": "lấy trung bình các phần, bỏ 1 phần thấp nhất và 2 phần cao nhất",
}


@pytest.mark.parametrize("combine", typing.get_args(nodes.Combine))
def test_every_way_to_combine_is_said(combine: str) -> None:
    group = Grouping.model_validate({"combine": combine, "best": 2, "trim": [1, 2]})

    assert policies.combine_words(group) == COMBINES[combine]


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("half_up", "làm tròn đến 0,01, nửa đơn vị làm tròn lên"),
        ("half_even", "làm tròn đến 0,01, nửa đơn vị làm tròn về số chẵn"),
        ("floor", "làm tròn đến 0,01, làm tròn xuống"),
        ("ceil", "làm tròn đến 0,01, làm tròn lên"),
    ],
)
def test_every_rounding_is_said(mode: str, words: str) -> None:
    assert policies.round_words(Round.model_validate({"to": Fraction(1, 100), "mode": mode})) == words


CONDITIONS = {
    "total >= 80": "tổng điểm từ 80 trở lên",
    "80 <= total": "tổng điểm từ 80 trở lên",
    "rank == 1": "thứ hạng là 1",
    "class != 'Yếu'": "xếp loại khác “Yếu”",
    "fact.muc == 'co'": "“Mức ‘một’” là “Có”",
    "tt < 4.5 or lowest > 0": "điểm của “Trực tuyến” dưới 4,5 hoặc điểm của tiêu chí cơ bản thấp nhất trên 0",
    "not (total > 90)": "không phải (tổng điểm trên 90)",
    "total >= 80 and (rank <= 3 or selected.co == 1)": (
        "tổng điểm từ 80 trở lên và (thứ hạng không quá 3 hoặc đã được chọn ở “Cờ”)"
    ),
    "selected.co == 0": "không được chọn ở “Cờ”",
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_is_said(text: str) -> None:
    assert condition_words(text, NAMES) == CONDITIONS[text]


def test_a_target_is_said_with_its_sign_its_days_and_whose_it_is() -> None:
    said = [
        target_words(Target.model_validate(written), "%", NAMES)
        for written in ({"at_least": 60}, {"at_most": 5}, {"equals": 100}, {"at_least": "fact.dat"})
    ]

    assert said == ["tối thiểu 60%", "tối đa 5%", "bằng 100%", "tối thiểu “Số đạt” của chính đối tượng"]


def test_gates_bands_ranks_and_quotas_are_said() -> None:
    gate = Gate.model_validate(
        {"id": "g", "title": "Kỷ luật", "require": "fact.muc == 'khong'", "else": {"class_at_most": "Khá"}}
    )
    rank = Rank.model_validate(
        {"by": [{"key": "total"}, {"key": "fact.dat", "order": "low"}], "ties": "dense"}
    )
    select = Select.model_validate(
        {"id": "s", "title": "Bằng khen", "share": "15/100", "of": "co", "at_least": 1, "ties": "exclude"}
    )

    assert policies.gate_words(gate, NAMES) == (
        "Kỷ luật. Phải có: “Mức ‘một’” là “Không”; nếu không: xếp loại không cao hơn “Khá”"
    )
    assert band_words(Band(label="Tốt", above=Fraction(90)), NAMES) == "Tốt: trên 90 điểm"
    assert rank_words(rank, NAMES) == (
        "Xếp hạng trong cụm, khối theo tổng điểm từ cao xuống thấp; bằng nhau thì xét “Số đạt” từ thấp "
        "lên cao (ai không "
        "áp dụng thì đứng sau). Sau cùng, bằng nhau thì cùng hạng, hạng sau liền kề (1-2-2-3)"
    )
    assert select_words(select, NAMES) == (
        "Trong mỗi cụm, khối; 15% của số được chọn ở “Cờ”, làm tròn xuống; ít nhất 1; bằng nhau ở suất "
        "cuối thì không lấy "
        "ai trong số đó"
    )
    assert policies.clamp_words(Clamp(low=Fraction(-3), high=Fraction(5))) == (
        "không thấp hơn −3 điểm, không cao hơn 5 điểm"
    )


def test_only_rules_that_can_matter_for_a_criterion_are_said() -> None:
    node = Node.model_validate(
        {
            "id": "a",
            "measure": {"ratio": ["dat", "tong"]},
            "on_zero_denominator": "zero",
            "on_missing": "zero",
        }
    )
    plain = Node.model_validate({"id": "b", "measure": {"fact": "dat"}})

    assert policies.absence_words(node, "pending") == (
        "Thiếu số liệu: tính 0 điểm; Không áp dụng: bỏ tiêu chí, các tiêu chí còn lại tính lại theo tỷ lệ; "
        "Mẫu số bằng 0: không có điểm"
    )
    assert policies.absence_words(plain, "pending") == (
        "Thiếu số liệu: chờ đến khi có số liệu; Không áp dụng: bỏ tiêu chí, các tiêu chí còn lại tính "
        "lại theo tỷ lệ"
    )
