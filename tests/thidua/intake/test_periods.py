"""Periods: one spelling and one last day each, whatever a spreadsheet made of them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.thidua.intake.samples import outcome
from thidua.intake.periods import Period, parse_period, read_period
from thidua.intake.workbook import Cell


def cell(kind: str, text: str, shown: str = "", formula: str = "") -> Cell:
    return Cell(2, 1, kind, text, formula, shown)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "name", "end"),
    [
        ("2023", "2023", date(2023, 12, 31)),
        ("2023-Q1", "2023-Q1", date(2023, 3, 31)),
        ("2023-q4", "2023-Q4", date(2023, 12, 31)),
        ("2024-02", "2024-02", date(2024, 2, 29)),
        ("2023-02", "2023-02", date(2023, 2, 28)),
        ("2023-06-15", "2023-06-15", date(2023, 6, 15)),
        ("15/6/2023", "2023-06-15", date(2023, 6, 15)),
        ("15.06.2023", "2023-06-15", date(2023, 6, 15)),
    ],
)
def test_a_period_has_one_name_and_one_last_day(text: str, name: str, end: date) -> None:
    assert parse_period(text) == Period(name, end)


@pytest.mark.parametrize(
    "text",
    ["23", "năm 2023", "2023-13", "2023-Q5", "2023-6", "31/02/2023", "2023-02-30", "06/2023", "20230",
     "２０２３", "2023-06-15 08:30:00", "1850"],
)  # fmt: skip
def test_what_could_mean_two_things_or_none_is_refused_with_examples(text: str) -> None:
    problem = outcome(parse_period, text)
    assert (problem.code, problem.values["found"]) == ("E_PERIOD", text)
    assert "2023-Q1" in problem.text()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (cell("number", "2023"), "2023"),
        (cell("number", "45107", "dd/mm/yyyy"), "2023-06-30"),
        (cell("number", "45078", "mmm-yy"), "2023-06"),
        (cell("number", "45078", "[Red]mm/yyyy"), "2023-06"),
        (cell("date", "2023-06-30"), "2023-06-30"),
        (cell("date", "2023-06-30 00:00:00"), "2023-06-30"),
        (cell("text", " 2023 "), "2023"),
    ],
)
def test_a_cell_may_hold_text_a_number_or_a_date(typed: Cell, name: str) -> None:
    # Excel counts 45107 days to 30/06/2023, and shows a month as the date of its first day.
    assert read_period(typed).name == name


def test_a_workbook_that_counts_from_1904_gives_the_same_day() -> None:
    assert read_period(cell("number", str(45107 - 1462), "dd/mm/yyyy"), date1904=True).name == "2023-06-30"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (cell("number", "45107"), "E_PERIOD"),
        (cell("number", "45107.5", "dd/mm/yyyy"), "E_TEXT"),
        (cell("number", "2023", formula="=YEAR(TODAY())"), "E_FORMULA"),
        (cell("bool", "1"), "E_TEXT"),
        (cell("error", "#N/A"), "E_TEXT"),
    ],
)
def test_a_cell_that_is_no_period_is_refused(typed: Cell, code: str) -> None:
    assert outcome(read_period, typed).code == code
