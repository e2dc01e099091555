"""A cell of a large table means what it means to the intake, or is refused with the same words."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import Scheme, State
from scoring.bulk.cells import absent_name, fact_name
from tests.scoring.samples import leaf, scheme_of
from thidua.engines.reading import EngineError, read_facts
from thidua.intake.tables import read_table

FACTS = """
facts:
  - {id: dem, title: Đếm, kind: count, unit: cái}
  - {id: diem, title: Điểm, kind: points, unit: điểm, decimals: 2, at_least: -5, at_most: 1000}
  - {id: nho, title: Nhỏ, kind: number, unit: kg, decimals: 4, at_least: 0}
  - {id: phan, title: Phần, kind: percentage, unit: "%", decimals: 1, at_most: 100}
  - {id: buoc, title: Bước, kind: points, unit: điểm, decimals: 2, step: 0.25}
  - {id: muc, title: Mức, kind: choice, unit: mức, labels: {khong: Không có, co: Có}, not_applicable: false}
"""
COLUMNS = ("dem", "diem", "nho", "phan", "buoc", "muc")
CELLS = (
    *("", " ", "0", "5", " 5 ", "12", "999", "1000", "1001", "-3", "-5.01", "007", "00", "-0", "+5"),
    *("5.5", "5,5", "5,55", "5.555", "0.125", "0,125", "1.234", "1,234", "12.3456", "1234.567", "0.0001"),
    *("0.25", "0,3", "98%", "98 %", "0,985", "1e5", "1 000", "1.000.000", "abc", "n/a", "N/A"),
    *("không áp dụng", "khong_ap_dung", "co", "Có", "có", "CO", "Không có", "khong", "#N/A"),
    *("\u00a07", "7\u00a0", "999999999999999", "1000000000000000", "123456789012.25", "123456789012345"),
)


TOO_WIDE = ("nho", "999999999999999")


def scheme() -> Scheme:
    return scheme_of([leaf("x", "measure: {fact: dem}")], FACTS)


def by_engine(path: Path, folder: Path) -> tuple[dict[tuple[str, str], Any], set[str]]:
    """Give the value of each fact of each candidate, or the codes of what is refused."""
    target = folder / "facts.parquet"
    try:
        read_facts(path, scheme(), target)
    except EngineError as error:
        return {}, {problem.code for problem in error.problems} - {"E_COLUMN"}
    values: dict[tuple[str, str], Any] = {}
    for row in pl.read_parquet(target).iter_rows(named=True):
        for spec in scheme().facts:
            value = row[fact_name(scheme(), spec.id)]
            if row.get(absent_name(scheme(), spec.id)):
                value = State.NOT_APPLICABLE
            elif isinstance(value, int):
                value = Fraction(value, 10**spec.decimals)
            values[row["candidate"], spec.id] = value
    return values, set()


def by_intake(path: Path) -> tuple[dict[tuple[str, str], Any], set[str]]:
    table = read_table(path, scheme())
    codes = {problem.code for problem in table.problems if not problem.warning}
    if codes:
        return {}, codes
    values: dict[tuple[str, str], Any] = {}
    for entry in table.entries:
        for spec in scheme().facts:
            fact = entry.fact(spec.id)
            known = fact.label or fact.number
            values[entry.candidate.id, spec.id] = fact.state if fact.state is State.NOT_APPLICABLE else known
    return values, set()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# An engine names at most five faulty cells of a column, so no more rows than that can be told alike.
@given(rows=st.lists(st.tuples(*(st.sampled_from(CELLS[:-4]) for _ in COLUMNS)), min_size=1, max_size=5))
def test_typed_cells_mean_the_same(rows: list[tuple[str, ...]], tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [["candidate", *COLUMNS], *([f"c{i}", *row] for i, row in enumerate(rows))]
        )

    assert by_engine(path, tmp_path) == by_intake(path)


def test_a_number_too_wide_for_the_columns_is_refused_and_never_lost(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("candidate,nho\nc,999999999999999\nd,461168601842738\n", encoding="utf-8")

    # With four decimals the first is 9,999,999,999,999,990,000 and does not fit below 2^62; the second does.
    with pytest.raises(EngineError, match="999999999999999 is too large for a large table"):
        read_facts(path, scheme(), tmp_path / "target.parquet")


@pytest.mark.parametrize(("column", "cell"), [pair for pair in product(COLUMNS, CELLS) if pair != TOO_WIDE])
def test_each_cell_alone_means_the_same(column: str, cell: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["candidate", column], ["c", cell], ["d", ""]])

    assert by_engine(path, tmp_path) == by_intake(path)


TYPED = {
    "whole numbers": pl.Series([0, 5, 1000, -3], dtype=pl.Int32),
    "wide numbers": pl.Series([10**14, 10**15, 2**62], dtype=pl.Int64),
    "binary numbers": pl.Series([0.1, 5.5, 0.3, 12.25, 1e300], dtype=pl.Float64),
    "short binary numbers": pl.Series([0.5, 5.25], dtype=pl.Float32),
    "decimals": pl.Series([Decimal("1.50"), Decimal("2.25"), Decimal("0.10")], dtype=pl.Decimal(10, 2)),
    "finer decimals": pl.Series([Decimal("1.505"), Decimal("2.250")], dtype=pl.Decimal(10, 3)),
    "truths": pl.Series([True, False]),
    "dates": pl.Series([date(2024, 1, 2)]),
    "nothing": pl.Series([None, None], dtype=pl.Null),
    "texts": pl.Series(["5", "n/a", None, "5,5"]),
    "not a number": pl.Series([float("nan")]),
}


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.parametrize("column", COLUMNS)
def test_typed_columns_mean_the_same(column: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.parquet"
    values = TYPED[kind]
    pl.DataFrame({"candidate": [f"c{i}" for i in range(len(values))], column: values}).write_parquet(path)

    found, codes = by_engine(path, tmp_path / "..")
    expected, expected_codes = by_intake(path)

    assert (found, bool(codes)) == (expected, bool(expected_codes))


def refused(text: str, tmp_path: Path, suffix: str = ".csv") -> list[tuple[str, str]]:
    """Give the codes and places of what is refused."""
    path = tmp_path / f"facts{suffix}"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EngineError) as caught:
        read_facts(path, scheme(), tmp_path / "target.parquet")
    return [(problem.code, problem.place) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("candidate,dom\nx,1\n", [("E_HEADER", "facts.csv")]),
        ("dem,diem\n1,2\n", [("E_HEADER", "facts.csv")]),
        ("candidate,dem,Dem\nx,1,2\n", [("E_HEADER", "facts.csv")]),
        ("candidate,fact,value\nx,dem,1\n", [("E_LONG", "facts.csv")]),
        ("candidate,period,dem\nx,2023,1\n", [("E_PERIOD", "facts.csv")]),
        ("candidate,dem\n", [("E_EMPTY", "facts.csv")]),
        ("candidate,dem\nx,1\n,2\n", [("E_REQUIRED", "facts.csv:3")]),
        ("candidate,dem\nx,1\ny,2\nx,3\n", [("E_DUPLICATE", "facts.csv:4")]),
        ("candidate,dem\nx,1\nX,3\n", [("E_DUPLICATE", "facts.csv:3")]),
        ("candidate,dem,state.dem\nx,1,gone\n", [("E_STATE", "facts.csv:2")]),
        ("candidate,muc,state.muc\nx,co,not_applicable\n", [("E_STATE", "facts.csv:2")]),
        ("candidate;dem,diem\nx;1,2\n", [("E_CSV", "facts.csv:1")]),
    ],
)
def test_a_table_that_cannot_be_scored_is_refused_with_its_place(
    text: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert refused(text, tmp_path) == expected


def test_every_column_and_the_first_of_each_kind_is_named_at_once(tmp_path: Path) -> None:
    lines = "".join(f"c{i},{'x' * (i % 7 + 1)},{'y' if i == 3 else 1}\n" for i in range(700))

    found = refused(f"candidate,dem,diem\n{lines}", tmp_path)

    assert found == [
        *(("E_NUMBER", f"facts.csv:{line}") for line in range(2, 7)),
        ("E_COLUMN", "facts.csv!dem"),
        ("E_NUMBER", "facts.csv:5"),
        ("E_COLUMN", "facts.csv!diem"),
    ]


@pytest.mark.parametrize("suffix", [".xlsx", ".txt"])
def test_other_kinds_of_files_are_refused(suffix: str, tmp_path: Path) -> None:
    assert refused("candidate,dem\nx,1\n", tmp_path, suffix) == [("E_FILE_TYPE", f"facts{suffix}")]


def test_a_file_that_is_no_parquet_or_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refused("candidate,dem\n", tmp_path, ".parquet") == [("E_FILE_DAMAGED", "facts.parquet")]
    with pytest.raises(EngineError, match="There is no readable file"):
        read_facts(tmp_path / "none.csv", scheme(), tmp_path / "target.parquet")


def test_text_that_is_not_unicode_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_bytes("candidate,dem\nđơn vị,1\n".encode("cp1258", errors="replace"))

    with pytest.raises(EngineError) as caught:
        read_facts(path, scheme(), tmp_path / "target.parquet")

    assert [problem.code for problem in caught.value.problems] == ["E_ENCODING"]


def test_states_stand_beside_numbers_and_lines_without_text_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(
        "candidate,dem,state.dem\nx,,not_applicable\n,,\ny,,missing\nz,4,value\nw,0,\n", encoding="utf-8"
    )

    reading = read_facts(path, scheme(), tmp_path / "target.parquet")

    values, _codes = by_engine(path, tmp_path)
    assert reading.rows == 4
    assert [values[name, "dem"] for name in "xyzw"] == [State.NOT_APPLICABLE, None, 4, 0]


def test_only_the_lines_of_a_period_are_read_whatever_its_spelling(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("candidate,period,dem\nx,2023-Q1,1\ny,2023-q1,2\nx,2023-Q2,3\n", encoding="utf-8")

    reading = read_facts(path, scheme(), tmp_path / "target.parquet", "2023-Q1")

    assert (reading.rows, pl.read_parquet(reading.path)["fact_0"].to_list()) == (2, [1, 2])


def test_absent_columns_and_shares_that_may_be_percentages_are_remarked(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("candidate,phan\nx,0.9\ny,98\nz,0.1\n", encoding="utf-8")

    reading = read_facts(path, scheme(), tmp_path / "target.parquet")

    assert [(remark.code, remark.values.get("count")) for remark in reading.remarks] == [
        ("W_COLUMN_ABSENT", None),
        ("W_PERCENT", 2),
    ]
