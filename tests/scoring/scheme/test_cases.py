"""Worked cases beside a scheme: run, compared, and told where they differ."""
# ruff: noqa: E501  # one message a line reads as a table

from __future__ import annotations

import pytest

from scoring import SchemeError, Source, load_scheme
from scoring.scheme.cases import run_cases
from tests.scoring.samples import CRITERIA, leaf, scheme_of, shipped_plan

SHIPPED = sorted(str(path.relative_to(CRITERIA)) for path in CRITERIA.glob("*/*.cases.yaml"))
CASES = """\
cases_for: mau@2024-01-01
as_of: 2024-06-30
cases:
  - case: Đủ điểm
    source: tính tay, 7 + 2
    facts: {a: 7, b: 2}
    expect: {state: value, total: 9, points: {x: 7, y: 2}}
  - case: Thiếu số liệu
    source: tính tay
    facts: {a: 7}
    expect: {state: pending}
  - case: Không áp dụng
    source: tính tay, chỉ còn x
    facts: {a: 7, b: khong_ap_dung}
    expect: {total: 7}
"""
RULES = scheme_of(
    [leaf("x", "measure: {fact: a}"), leaf("y", "measure: {fact: b}")],
    "publish: {round: {to: 0.01}, on_missing: pending}\n",
    "a b",
)


SEVERAL = """\
cases_for: mau@2024-01-01
as_of: 2024-06-30
cases:
  - case: Hai đơn vị và một suất
    source: tính tay, 9 hơn 8; hội đồng ba người cho 4 và 6, trung bình 5
    candidates:
      a: {cluster: c1, facts: {a: 7, b: 2}, panels: {g: [4, 6]}}
      b: {cluster: c1, facts: {a: 6, b: 2}, panels: {g: [4, 6]}}
      c: {cluster: c2, facts: {a: 1, b: khong_ap_dung}, panels: {g: [5]}}
    expect:
      a: {total: 14, rank: 1, selected: {chon: selected}}
      b: {total: 13, rank: 2, selected: {chon: not_selected}, adjustment: 0}
      c: {total: 6, rank: 1, selected: {chon: selected}}
"""
RANKED = scheme_of(
    [
        leaf("x", "measure: {fact: a}"),
        leaf("y", "measure: {fact: b}"),
        leaf("z", "measure: {panel: {fact: g}}"),
    ],
    "select: [{id: chon, title: Chọn, places: 1}]\n",
    "a b g",
)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_worked_case_of_the_library_comes_out(name: str) -> None:
    rules = (CRITERIA / name.replace(".cases.yaml", ".yaml")).read_text(encoding="utf-8")
    scheme = load_scheme(Source(name, rules), shipped_plan)

    count, problems = run_cases(Source(name, (CRITERIA / name).read_text(encoding="utf-8")), scheme)

    assert count > 0
    assert [str(problem) for problem in problems] == []


def test_cases_that_come_out_have_no_problem() -> None:
    assert run_cases(Source("c.yaml", CASES), RULES) == (3, [])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("total: 9", "total: 9.5", "c.yaml:4:5: E_CASE_DIFFERS: “Đủ điểm”: total should be 9.5, but is 9"),
        ("y: 2}}", "y: 3}}", "c.yaml:4:5: E_CASE_DIFFERS: “Đủ điểm”: y should be 3, but is 2"),
        ("state: pending", "state: value", "c.yaml:8:5: E_CASE_DIFFERS: “Thiếu số liệu”: state should be value, but is pending"),
        ("{a: 7, b: 2}", "{a: 7, z: 2}", "c.yaml:4:5: E_CASE: “Đủ điểm” uses facts the scheme does not have: z"),
        ("{a: 7, b: 2}", "{a: bảy, b: 2}", "c.yaml:4:5: E_CASE: “Đủ điểm” cannot be scored: E_FACT_KIND: case: the fact a has no value of the kind number"),
        ("mau@2024-01-01", "mau@2023-01-01", "c.yaml:1:1: E_CASE: these cases are for mau@2023-01-01, not for mau@2024-01-01"),
    ],
)  # fmt: skip
def test_a_case_that_differs_is_told_with_its_place(old: str, new: str, said: str) -> None:
    _count, problems = run_cases(Source("c.yaml", CASES.replace(old, new, 1)), RULES)

    assert str(problems[0]) == said


def test_a_case_may_have_several_candidates_with_ranks_and_selections() -> None:
    assert run_cases(Source("c.yaml", SEVERAL), RANKED) == (1, [])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("b: {total: 13, rank: 2", "b: {total: 13, rank: 1", "E_CASE_DIFFERS: “Hai đơn vị và một suất”: b: rank should be 1, but is 2"),
        ("{chon: not_selected}", "{chon: selected}", "E_CASE_DIFFERS: “Hai đơn vị và một suất”: b: chon should be selected, but is not_selected"),
        ("      c: {total: 6", "      d: {total: 6", "E_CASE: “Hai đơn vị và một suất” expects something of d, who is no candidate of it"),
        ("    candidates:\n", "    facts: {a: 1}\n    candidates:\n", "E_CASE: “Hai đơn vị và một suất” needs either facts or candidates"),
    ],
)  # fmt: skip
def test_what_differs_for_one_of_several_is_told_with_its_id(old: str, new: str, said: str) -> None:
    assert old in SEVERAL

    _count, problems = run_cases(Source("c.yaml", SEVERAL.replace(old, new, 1)), RANKED)

    assert str(problems[0]) == f"c.yaml:4:5: {said}"


def test_an_unknown_expectation_is_told_with_the_nearest_one() -> None:
    with pytest.raises(SchemeError, match="E_KEY_UNKNOWN: the key “totl” is not known; did you mean “total”"):
        run_cases(Source("c.yaml", CASES.replace("{total: 7}", "{totl: 7}")), RULES)


def test_a_case_without_a_source_is_refused() -> None:
    with pytest.raises(SchemeError, match="E_KEY_MISSING: the key “source” is missing here"):
        run_cases(Source("c.yaml", CASES.replace("    source: tính tay, 7 + 2\n", "")), RULES)
