"""Keys and values a criteria file may have, and how a file becomes a scheme."""
# ruff: noqa: E501  # one fault a line reads as a table

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from pydantic import ValidationError

from scoring import SchemeError, Source, load_scheme
from scoring.scheme.model import Target
from tests.scoring.samples import no_plan
from tests.scoring.scheme.broken import SOUND, first_problem

PLAN = """\
plan: ke-hoach
version: 2023-01-01
title: Kế hoạch mẫu
cite: {document: 9/KH}
effective: {from: 2023-01-01}
facts:
  - {id: a, title: A, kind: count, unit: cái}
  - {id: b, title: B, kind: count, unit: cái}
  - {id: thua, title: Không ai dùng, kind: count, unit: cái}
objectives:
  - id: d1
    title: Dòng một
    group: Nhóm
    milestone: 2023-12-31
    levels: [xa]
    kind: percentage
    unit: "%"
    cite: {clause: "1", quote: ít nhất 60%}
    measure: {ratio: [a, b], transform: percent}
    target: [{at_least: 60}]
"""
PLANNED = """\
scheme: mau
version: 2024-01-01
title: Thang điểm mẫu
cite: {document: 1/QĐ-UBND}
effective: {from: 2024-01-01}
subjects: {kinds: [collective], levels: [xa]}
builds_on: {plan: ke-hoach, version: 2023-01-01}
publish: {round: {to: 0.01}}
facts:
  - {id: rieng, title: Riêng, kind: count, unit: cái}
children:
  - {id: x, objective: d1, max_points: 10, scale: {knots: [[0, 0], [target, max_points]]}}
"""

# What is written instead of what; the code, the words, and what stands at the place that is named.
# fmt: off
FAULTS = [
    # Keys.
    ("version: 2024", "verison: 2024", "E_KEY_UNKNOWN", "the key “verison” is not known; did you mean “version”?", "verison"),
    ("mode: half_up", "mod: half_up", "E_KEY_UNKNOWN", "the key “mod” is not known; did you mean “mode”?", "mod: half_up"),
    ("{from: 2024-01-01}", "{form: 2024-01-01}", "E_KEY_UNKNOWN", "the key “form” is not known; did you mean “from”?", "form: 2024-01-01"),
    ("{from: 2024-01-01}", "{start: 2024-01-01}", "E_KEY_UNKNOWN", "the key “start” is not known here; allowed: from, replaces, to", "start: 2024-01-01"),
    ("kind: count, unit: cái}\n  - {id: b", "kind: count, units: cái, unit: cái}\n  - {id: b", "E_KEY_UNKNOWN", "the key “units” is not known; did you mean “unit”?", "units: cái"),
    ("    max_points: 10\n", "    max_point: 10\n    max_points: 10\n", "E_KEY_UNKNOWN", "the key “max_point” is not known; did you mean “max_points”?", "max_point"),
    ("transform: percent", "transfrom: percent", "E_KEY_UNKNOWN", "the key “transfrom” is not known; did you mean “transform”?", "transfrom"),
    ("to: 2024-06-30", "until: 2024-06-30", "E_KEY_UNKNOWN", "the key “until” is not known here; allowed: at_least, at_most, equals, from, replaces, to", "until: 2024-06-30"),
    ("knots: [[0, 0], [target, max", "knot: 3, knots: [[0, 0], [target, max", "E_KEY_UNKNOWN", "the key “knot” is not known; did you mean “knots”?", "knot: 3"),
    ("scale: {per: 2}", "scale: {pre: 2, per: 2}", "E_KEY_UNKNOWN", "the key “pre” is not known; did you mean “per”?", "pre: 2"),
    ("require: y.1 > 0", "requires: y.1 > 0, require: y.1 > 0", "E_KEY_UNKNOWN", "the key “requires” is not known; did you mean “require”?", "requires"),
    ("require: y.1 > 0, else:", "require: y.1 > 0, otherwise: exclude, else:", "E_KEY_UNKNOWN", "the key “otherwise” is not known here; allowed: cite, else, id, require, title", "otherwise"),
    ("{label: Tốt", "{lable: X, label: Tốt", "E_KEY_UNKNOWN", "the key “lable” is not known; did you mean “label”?", "lable: X"),
    ("{key: total}", "{key: total, oder: high}", "E_KEY_UNKNOWN", "the key “oder” is not known; did you mean “order”?", "oder: high"),
    ("{must_sum_to: 30}", "{must_sum_to: 30, must_sum: 1}", "E_KEY_UNKNOWN", "the key “must_sum” is not known; did you mean “must_sum_to”?", "must_sum: 1"),
    ("scheme: mau\n", "scheme: mau\nsha256: abc\n", "E_KEY_UNKNOWN", "the key “sha256” is not known", "sha256"),
    ("scheme: mau\n", "scheme: mau\nplan: kg-243\n", "E_KEY_UNKNOWN", "the key “plan” is not known", "plan: kg-243"),
    ("title: Thang điểm mẫu\n", "", "E_KEY_MISSING", "the key “title” is missing here", "scheme"),
    ("question: Hiểu sao?, ", "", "E_KEY_MISSING", "the key “question” is missing here", "{id: hieu"),
    ("round: {to: 0.01, mode: half_up}", "on_missing: zero", "E_KEY_MISSING", "the key “round” is missing here", "publish"),
    ("    title: X\n", "", "E_KEY_MISSING", "the key “title” is missing here", "id: x"),
    # Kinds of values.
    ("version: 2024-01-01", 'version: "2024-01-01"', "E_VALUE", "“version”: Input should be a valid date (found: 2024-01-01)", "version"),
    ("max_points: 10\n    measure", 'max_points: "10"\n    measure', "E_VALUE", "“max_points”: expected a number (found: 10)", "max_points"),
    ("max_points: 10\n    measure", "max_points: true\n    measure", "E_VALUE", "“max_points”: expected a number (found: True)", "max_points"),
    ("max_points: 10\n    measure", "max_points: .nan\n    measure", "E_VALUE", "“max_points”: expected a number (found: .nan)", "max_points"),
    ("levels: [xa]", "levels: [phuong]", "E_VALUE", "“0”: Input should be 'tinh', 'huyen' or 'xa' (found: phuong)", "phuong"),
    ("share: 15/100", "share: 0.15", "E_VALUE", "“share”: expected a share written as a fraction, e.g. 15/100 (found: 0.15)", "share: 0.15"),
    ("share: 15/100", "share: 15/0", "E_VALUE", "“share”: expected a share between 0 and 1 (found: 15/0)", "share: 15/0"),
    ("share: 15/100", "share: 115/100", "E_VALUE", "“share”: expected a share between 0 and 1 (found: 115/100)", "share: 115/100"),
    ("to: 0.01,", "to: 0,", "E_VALUE", "“to”: Input should be greater than 0 (found: 0)", "to: 0, mode"),
    ("id: x\n", "id: Tiêu chí\n", "E_VALUE", "“id”: String should match pattern", "id: Tiêu chí"),
    ("order: low", "order: asc", "E_VALUE", "“order”: Input should be 'high' or 'low' (found: asc)", "order: asc"),
    ("rank: {by", "rank: {ties: lot, by", "E_VALUE", "“ties”: Input should be 'competition', 'dense', 'average' or 'decide' (found: lot)", "ties: lot"),
    ("[[0, 0], [target", "[[0, 0, 0], [target", "E_VALUE", "“0”: List should have at most 2 items", "[0, 0, 0"),
    ("[[0, 0], [target, max_points]]", "[[0, 0]]", "E_VALUE", "“knots”: List should have at least 2 items", "knots: [[0"),
    ("[[0, 0], [target", "[[true, 0], [target", "E_VALUE", "“0”: expected a number or a word (found: True)", "true, 0"),
    ("[[0, 0], [target", "[[0, [1]], [target", "E_VALUE", "“1”: expected a number or a word (found: list)", "[1]], [target"),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "code", "words", "at"), FAULTS)
def test_a_wrong_key_or_value_is_told_with_its_words_at_its_place(
    old: str, new: str, code: str, words: str, at: str
) -> None:
    found, said, there = first_problem(old, new)

    assert (found, said[: len(words)], there[: len(at)]) == (code, words, at)


def test_all_faults_of_a_file_are_told_at_once() -> None:
    text = (
        SOUND.replace("fact: a}", "fact: c}")
        .replace("at_least: 80", "at_least: 10")
        .replace("of: chon", "of: x")
    )

    with pytest.raises(SchemeError) as caught:
        load_scheme(Source("mau.yaml", text), no_plan)

    assert [(p.code, p.place) for p in caught.value.problems] == [
        ("E_FACT", "mau.yaml:31:69"),
        ("E_CLASS", "mau.yaml:36:5"),
        ("E_SELECT", "mau.yaml:41:38"),
    ]


def test_all_unknown_and_missing_keys_are_told_at_once() -> None:
    text = SOUND.replace("title: Thang", "tittle: Thang").replace('clause: "2.1"', 'clausse: "2.1"')

    with pytest.raises(SchemeError) as caught:
        load_scheme(Source("mau.yaml", text), no_plan)

    assert [str(p) for p in caught.value.problems] == [
        "mau.yaml:30:37: E_KEY_UNKNOWN: the key “clausse” is not known; did you mean “clause”?",
        "mau.yaml:3:1: E_KEY_UNKNOWN: the key “tittle” is not known; did you mean “title”?",
        "mau.yaml:1:1: E_KEY_MISSING: the key “title” is missing here",
    ]


@pytest.mark.parametrize("text", ["- a\n", "chữ\n", "12\n"])
def test_a_file_that_is_not_a_mapping_is_refused(text: str) -> None:
    with pytest.raises(SchemeError, match=r"^mau.yaml:1:1: E_VALUE: "):
        load_scheme(Source("mau.yaml", text), no_plan)


def test_a_sound_scheme_is_the_values_of_the_file() -> None:
    scheme = load_scheme(Source("mau.yaml", SOUND), no_plan)

    assert scheme.key == "mau@2024-01-01"
    assert [node.id for node in scheme.children] == ["x", "y"]
    assert scheme.children[0].target == [
        Target(at_least=Fraction(60), end=date(2024, 6, 30)),
        Target(at_least=Fraction(70), start=date(2024, 7, 1)),
    ]
    assert scheme.publish.round.to == Fraction(1, 100)
    assert scheme.select[0].share == Fraction(15, 100)
    assert scheme.fact_spec("kl").labels == {"khong": "Không", "co": "Có"}


def test_a_scheme_cannot_be_changed() -> None:
    scheme = load_scheme(Source("mau.yaml", SOUND), no_plan)

    with pytest.raises(ValidationError, match="frozen"):
        scheme.title = "khác"  # type: ignore[misc]  # that is what is tried


def test_the_digest_covers_every_byte_of_the_rules_and_of_the_plan() -> None:
    scheme = Source("mau.yaml", PLANNED)

    def digest(text: str, plan: str) -> str:
        return load_scheme(Source("khác tên.yaml", text), lambda _i, _v: Source("p.yaml", plan)).sha256

    first = load_scheme(scheme, lambda _i, _v: Source("p.yaml", PLAN)).sha256

    assert len(first) == 64
    assert digest(PLANNED, PLAN) == first
    assert digest(PLANNED + "# lời\n", PLAN) != first
    assert digest(PLANNED, PLAN + "# lời\n") != first


def test_an_objective_gives_what_its_node_does_not_write() -> None:
    scheme = load_scheme(Source("mau.yaml", PLANNED), lambda _i, _v: Source("p.yaml", PLAN))

    node = scheme.children[0]
    assert (node.title, node.max_points) == ("Dòng một", 10)
    assert node.cite is not None
    assert (node.cite.document, node.cite.quote) == ("9/KH", "ít nhất 60%")
    assert node.target == [Target(at_least=Fraction(60))]
    assert [spec.id for spec in scheme.facts] == ["a", "b", "rieng"]


def test_a_fault_in_the_plan_is_told_with_the_file_of_the_plan() -> None:
    plan = PLAN.replace("ratio: [a, b]", "ratio: [a, z]").replace("{at_least: 60}", "{}")

    with pytest.raises(SchemeError) as caught:
        load_scheme(Source("mau.yaml", PLANNED), lambda _i, _v: Source("p.yaml", plan))

    assert [(p.code, p.place) for p in caught.value.problems] == [
        ("E_FACT", "p.yaml:19:5"),
        ("E_TARGET", "p.yaml:20:14"),
    ]
