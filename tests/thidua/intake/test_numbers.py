"""Numbers as clerks type them: exact or refused."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import Problem
from scoring.scheme.model import FactSpec
from tests.thidua.intake.samples import SCHEME, outcome
from thidua.intake.numbers import plain, read_number, stored_text
from thidua.intake.refusal import IntakeError
from thidua.intake.workbook import Cell

POINTS = SCHEME.fact_spec("diem")
COUNT = SCHEME.fact_spec("ho_so")
SHARE = SCHEME.fact_spec("ty_le")
CHANGE = SCHEME.fact_spec("tang")
MONEY = SCHEME.fact_spec("kinh_phi")
TABLE = list(csv.DictReader(Path(__file__).with_name("numbers.csv").read_text("utf-8").splitlines()))


def refused(found: str | Cell, spec: FactSpec) -> tuple[str, str]:
    with pytest.raises(IntakeError) as caught:
        read_number(found, spec)
    return caught.value.problem.code, caught.value.problem.text()


def stored(text: str, format_code: str = "") -> Cell:
    return Cell(9, 4, "number", text, format=format_code)


@pytest.mark.parametrize("row", TABLE, ids=[row["text_json"] for row in TABLE])
def test_every_text_of_the_table_means_its_value_or_is_refused(row: dict[str, str]) -> None:
    typed = json.loads(row["text_json"])
    if row["decimal_or_empty"]:
        assert read_number(typed, POINTS) == Fraction(row["decimal_or_empty"])
    else:
        assert refused(typed, POINTS)[0] in {"E_NUMBER", "E_RANGE"}


def test_the_table_is_whole() -> None:
    assert len(TABLE) == 46


def test_thousands_or_decimals_names_both_readings() -> None:
    code, message = refused("1.234", COUNT)
    assert code == "E_NUMBER"
    assert "1234" in message
    assert "1,234" in message


@pytest.mark.parametrize(
    ("typed", "wanted"), [("12.345.678", "12345678"), ("1 234 567", "1234567"), ("1 234", "1234")]
)
def test_signs_between_thousands_are_refused_with_the_number_to_type(typed: str, wanted: str) -> None:
    code, message = refused(typed, MONEY)
    assert code == "E_NUMBER"
    assert f"Type {wanted}" in message


def test_a_comma_before_three_decimals_is_a_decimal_comma_where_three_are_allowed() -> None:
    fine = POINTS.model_copy(update={"decimals": 3})
    assert read_number("1,234", fine) == Fraction("1.234")
    assert refused("1.234", fine)[0] == "E_NUMBER"
    assert read_number("0.125", fine) == Fraction(1, 8)


def test_a_minus_is_read_only_where_less_than_zero_is_allowed() -> None:
    assert read_number("-5,5", CHANGE) == Fraction("-5.5")
    assert read_number(stored("-5.5"), CHANGE) == Fraction("-5.5")
    assert refused("-5", COUNT)[0] == "E_RANGE"
    assert refused(stored("-5"), COUNT)[0] == "E_RANGE"
    assert refused("-101", CHANGE)[0] == "E_RANGE"
    assert refused("+5", CHANGE)[0] == "E_NUMBER"


def test_a_fact_without_a_lower_bound_is_not_below_zero() -> None:
    assert refused("-1", COUNT.model_copy(update={"at_least": None}))[0] == "E_RANGE"


def test_a_stored_float_counts_as_the_shortest_decimal() -> None:
    assert read_number(stored("8.4499999999999993"), POINTS) == Fraction("8.45")
    assert read_number(stored("9.85E1"), POINTS) == Fraction("98.5")
    assert stored_text(stored("8.4499999999999993")) == "8.45"
    assert stored_text(stored("1E3")) == "1000"


@pytest.mark.parametrize("text", ["NaN", "INF", "1e400", "", "abc", "1_0", "9" * 500, "٩٨"])
def test_what_is_stored_as_no_number_is_refused(text: str) -> None:
    assert refused(stored(text), POINTS)[0] == "E_NUMBER"


def test_too_large_numbers_are_refused() -> None:
    assert refused(stored("1E+308"), POINTS)[0] == "E_RANGE"
    assert refused(stored("100.00000000000001"), POINTS)[0] == "E_RANGE"
    assert refused(stored("1E15"), MONEY)[0] == "E_NUMBER"
    assert refused("1234567890123456", MONEY)[0] == "E_NUMBER"
    assert read_number("999999999999999", MONEY) == 999_999_999_999_999


def test_decimals_are_never_rounded() -> None:
    assert refused(stored("98.555"), POINTS)[0] == "E_NUMBER"
    assert refused("98,5", COUNT)[0] == "E_NUMBER"
    assert read_number("98,0", COUNT) == 98


def test_percent_is_read_only_where_the_unit_is_percent() -> None:
    assert read_number("98,5%", SHARE) == Fraction("98.5")
    assert read_number("98,5 %", SHARE) == Fraction("98.5")
    assert read_number(stored("0.985", "0.00%"), SHARE) == Fraction("98.5")
    assert read_number(stored("98.5", '0.0"%"'), SHARE) == Fraction("98.5")
    assert refused(stored("0.985", "0.00%"), POINTS)[0] == "E_NUMBER"
    assert "%" in refused("98,5%", POINTS)[1]


def test_numbers_are_shown_the_vietnamese_way() -> None:
    assert [plain(Fraction(text)) for text in ("98.5", "0", "-1/8", "1/3", "1000")] == [
        "98,5", "0", "-0,125", "1/3", "1000",
    ]  # fmt: skip


@given(st.integers(0, 10**14), st.integers(0, 6), st.booleans())
def test_written_numbers_are_read_exactly_or_refused_as_two_way(whole: int, places: int, comma: bool) -> None:
    spec = MONEY.model_copy(update={"decimals": 6})
    value = Decimal(whole).scaleb(-places)
    typed = f"{value:f}".replace(".", "," if comma else ".")
    found = outcome(read_number, typed, spec)
    if isinstance(found, Problem):
        assert "two ways" in found.message
        assert (comma, places) == (False, 3)
    else:
        assert found == Fraction(value)


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_one_problem(typed: str) -> None:
    found = outcome(read_number, typed, POINTS)
    if isinstance(found, Problem):
        assert found.code in {"E_NUMBER", "E_RANGE"}
    else:
        assert 0 <= found <= 100


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_any_stored_float_is_its_shortest_decimal_or_refused(value: float) -> None:
    found = outcome(read_number, stored(repr(value)), POINTS)
    if isinstance(found, Problem):
        assert found.code in {"E_NUMBER", "E_RANGE"}
    else:
        assert found == Fraction(repr(value))


def test_a_number_that_is_no_multiple_of_the_step_is_refused_and_never_rounded() -> None:
    spec = FactSpec(id="diem", title="Điểm", kind="points", unit="điểm", decimals=2, step=Fraction(1, 4))

    assert read_number("1,75", spec) == Fraction(7, 4)
    assert refused("0,3", spec) == (
        "E_NUMBER",
        "0,3 is no multiple of 0,25: “Điểm” goes in steps of 0,25. Correct it.",
    )
