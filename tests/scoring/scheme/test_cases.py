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


def test_a_case_without_a_source_is_refused() -> None:
    with pytest.raises(SchemeError, match="E_KEY_MISSING: the key “source” is missing here"):
        run_cases(Source("c.yaml", CASES.replace("    source: tính tay, 7 + 2\n", "")), RULES)
