"""The shipped cases come out, cover every condition, and a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.errors import SchemeError
from scoring.law.answers import Answer
from scoring.law.cases import Ran, run_law_cases, untried
from scoring.law.catalogue import Law
from scoring.scheme.reading import Source
from tests.scoring.law.tiny import PRINCIPLES, law_with
from thidua.laws import all_laws, case_files
from thidua.rules import shelf

LIBRARY = Path(__file__).resolve().parents[3] / "criteria" / "law"
FILES = sorted(LIBRARY.glob("*/*.cases.yaml"))
CASES = """
law_cases_for: luat-mau@2024-01-01
received: 2025-12-20
year: 2025
records:
  du: {complete_from: 1945, confirmed: {doan_ket: true}, ratings: {2021-2025: hoan_thanh_tot}}
cases:
  - {case: Đủ, argument: Điều 2, award: thu, record: {like: du}, expect: met}
"""
ASKS = "{confirmed: doan_ket}"


@pytest.fixture(scope="module")
def laws() -> tuple[Law, ...]:
    return all_laws(shelf())


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_every_shipped_case_comes_out_as_argued(file: Path, laws: tuple[Law, ...]) -> None:
    name, version = file.parent.name, file.name.partition(".")[0]
    law = next(law for law in laws if law.key == f"{name}@{version}")

    ran = run_law_cases(Source(file.name, file.read_text(encoding="utf-8")), law, laws)

    assert [str(problem) for problem in ran.problems] == []
    assert ran.count > 0


def test_the_cases_show_every_condition_met_not_met_and_not_proven(laws: tuple[Law, ...]) -> None:
    law = laws[0]
    files = case_files(LIBRARY / law.law / f"{law.version}.yaml")

    runs = [run_law_cases(Source(file.name, file.read_text(encoding="utf-8")), law) for file in files]

    assert law.key == "luat-06-2022-qh15@2024-01-01"
    assert untried(law, runs) == []
    assert sum(ran.count for ran in runs) >= 150


def test_no_case_has_the_same_name_twice_and_each_argues_from_an_article() -> None:
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        names = [line for line in text.splitlines() if line.startswith("  - case:")]
        arguments = [line for line in text.splitlines() if line.startswith("    argument:")]
        assert len(set(names)) == len(names) == len(arguments), file.name


def run(text: str, law: Law | None = None) -> Ran:
    return run_law_cases(Source("ca.yaml", text), law or law_with(ASKS, principles=PRINCIPLES))


def case(line: str) -> list[str]:
    """Give the problems of one more case."""
    return [str(problem) for problem in run(CASES + f"  - {{{line}}}\n").problems]


def test_a_condition_without_cases_of_some_answer_is_named() -> None:
    law = law_with(ASKS)

    found = untried(law, [run(CASES, law)])

    assert [(each.award, each.way, each.clause, each.missing) for each in found] == [
        ("chien_si_thi_dua_co_so", "mot", "Điều 1", tuple(Answer)),
        ("thu", "mot", "Điều 2", (Answer.NOT_PROVEN, Answer.NOT_MET)),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("award: thu, record: {like: du}, expect: not_met", "answer should be not_met, but is met"),
        (
            "award: thu, way: mot, record: {confirmed: {doan_ket: false}, complete_from: 1945}, "
            "expect: not_met, because: []",
            "because should be , but is Điều 2",
        ),
        (
            "award: thu, way: mot, record: {confirmed: {doan_ket: true}}, expect: not_proven, "
            "because: [Điều 2]",
            "because should be Điều 2, but is Điều 4 khoản 4",
        ),
        ("award: la, record: {like: du}, expect: met", "speaks of la, which is not there"),
        ("award: thu, record: {like: khac}, expect: met", "speaks of khac, which is not there"),
        ("award: thu, way: hai, record: {like: du}, expect: met", "asks about a way hai; the ways are: mot"),
        ("award: thu, record: {like: du}, expect: met, because: []", "says because, so it must name the way"),
        (
            "award: thu, record: {like: du}, expect: met, indicated: not_met",
            "indicated should be not_met, but is met",
        ),
        (
            "award: thu, record: {like: du}, expect: met, decided: 2025-12-31, "
            "applies: newer_is_more_favourable",
            "applies should be newer_is_more_favourable, but is only_text",
        ),
        (
            "award: thu, record: {honours: [{award: bang_khen_tinh}]}, expect: met",
            "honour 1 (bang_khen_tinh) needs",
        ),
        (
            "award: thu, record: {like: du}, decided: 2030-01-01, expect: met",
            "no version of the law is in force on 2030-01-01",
        ),
    ],
)
def test_a_case_that_differs_or_cannot_be_run_is_told_with_its_place(line: str, words: str) -> None:
    (told,) = case(f"case: Một ca, argument: Điều 2, {line}")

    assert words in told
    assert told.startswith("ca.yaml:9:")


def test_cases_for_another_law_are_refused() -> None:
    (problem,) = run(CASES.replace("luat-mau@2024-01-01", "luat-khac@2024-01-01")).problems

    assert problem.text() == "these cases are for luat-khac@2024-01-01, not for luat-mau@2024-01-01"


@pytest.mark.parametrize(
    ("said", "answer"), [("false", "not_met"), ("chua_ro", "not_proven"), ("true", "met")]
)
def test_what_a_case_writes_stands_before_what_it_takes_over(said: str, answer: str) -> None:
    record = f"{{like: du, confirmed: {{doan_ket: {said}}}}}"

    assert case(f"case: Khác, argument: Điều 2, award: thu, record: {record}, expect: {answer}") == []


@pytest.mark.parametrize("broken", ["cases: 3", "cases: [{case: A}]", "law_cases_for: x\nyear: hai"])
def test_a_file_of_cases_that_cannot_be_read_is_refused(broken: str) -> None:
    with pytest.raises(SchemeError):
        run(broken)
