"""Tables of results: numbers stay numbers, states stay apart, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import polars
import pytest

from scoring import Candidate, Decision, Entry, Fact, Source, State, evaluate, load_scheme, standings
from scoring.scheme.model import Scheme
from thidua.exports import ExportError, Sheet, write_results

SCHEME = """
scheme: bang-nho
version: 2023-01-01
title: Bảng nhỏ
cite: {document: Ví dụ}
effective: {from: 2023-01-01}
subjects: {kinds: [collective], levels: [xa]}
publish: {round: {to: 0.01, mode: half_up}, on_missing: pending}
facts:
  - {id: a, title: Số a, kind: count, unit: cái}
  - {id: b, title: Số b, kind: count, unit: cái}
  - {id: ky_luat, title: Kỷ luật, kind: choice, unit: mức, labels: {khong: Không, co: Có}}
children:
  - id: ty_le
    title: Tỷ lệ
    cite: {clause: "1"}
    max_points: 100
    measure: {ratio: [a, b], transform: percent}
    on_not_applicable: exclude
  - {id: thuong, title: Thưởng, cite: {clause: "2"}, role: bonus, measure: {fact: a}, on_missing: zero}
gates:
  - {id: khong_ky_luat, title: Không kỷ luật, require: fact.ky_luat == 'khong', else: exclude}
classify:
  - {label: Tốt, at_least: 80}
  - {label: Đạt}
select:
  - {id: khen, title: Khen, places: 1}
"""
NAMES = {"x": "=HYPERLINK(0)", "y": "Xã Y"}
# Worked by hand: 2/3 × 100 = 66.666… and 2 more make 68.666…, published as 68.67; y has nothing of three;
# z waits for b; n has no base to score; d is out because of a discipline.
VALUES: dict[str, dict[str, int | str | None]] = {
    "x": {"a": 2, "b": 3},
    "y": {"a": 0, "b": 3},
    "z": {"a": 1, "b": None},
    "n": {"a": "n/a", "b": "n/a"},
    "d": {"a": 3, "b": 3, "ky_luat": "co"},
}


def scheme(text: str = SCHEME) -> Scheme:
    def no_plan(_plan: str, _version: date) -> Source:
        raise KeyError

    return load_scheme(Source("s", text), no_plan)


def fact(name: str, value: object) -> Fact:
    if value is None:
        return Fact(name, State.MISSING)
    if value == "n/a":
        return Fact(name, State.NOT_APPLICABLE)
    if isinstance(value, str):
        return Fact(name, State.VALUE, label=value)
    return Fact(name, State.VALUE, Fraction(str(value)))


def scored(
    text: str = SCHEME,
    values: Mapping[str, Mapping[str, Any]] = VALUES,
    period: str = "",
    decisions: Mapping[str, Decision] | None = None,
) -> Sheet:
    rules = scheme(text)
    entries = [
        Entry(
            Candidate(key, NAMES.get(key, key), "collective", "xa", "c"),
            {name: fact(name, value) for name, value in ({"ky_luat": "khong"} | dict(found)).items()},
        )
        for key, found in values.items()
    ]
    cards = evaluate(rules, entries, date(2023, 12, 31), decisions or {})
    return Sheet(rules, standings(rules, entries, cards, "2023-12-31", decisions), period)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_csv_keeps_every_state_apart_and_disarms_formulas(tmp_path: Path) -> None:
    write_results([scored()], tmp_path / "out.csv")

    rows = table(tmp_path / "out.csv")
    shown = ("name", "state", "total", "points.ty_le", "points.thuong", "waiting_for", "gates")

    assert [tuple(row[name] for name in shown) for row in rows] == [
        ("'=HYPERLINK(0)", "value", "68.67", "66.666667", "2", "", ""),
        ("Xã Y", "value", "0", "0", "0", "", ""),
        ("z", "pending", "", "missing", "1", "b", ""),
        ("d", "excluded", "", "excluded", "excluded", "", "khong_ky_luat"),
        ("n", "not_applicable", "", "not_applicable", "not_applicable", "", ""),
    ]


def test_the_parts_of_a_total_stand_beside_it_and_come_to_it(tmp_path: Path) -> None:
    write_results([scored()], tmp_path / "out.csv")

    first = table(tmp_path / "out.csv")[0]
    parts = ("total", "base", "bonus", "penalty", "adjustment", "class", "rank", "select.khen")

    # 66.666… + 2 = 68.666… is published as 68.67, so rounding added 1/300 = 0.003333…
    assert [first[name] for name in parts] == [
        "68.67", "66.666667", "2", "0", "0.003333", "Đạt", "1", "undecided",
    ]  # fmt: skip


def test_parquet_has_exact_decimals_and_says_why_points_are_absent(tmp_path: Path) -> None:
    write_results([scored()], tmp_path / "out.parquet")

    frame = polars.read_parquet(tmp_path / "out.parquet")

    assert frame.select("candidate", "rank", "total", "points.ty_le", "without_points").rows() == [
        ("x", 1, Decimal("68.67"), Decimal("66.666667"), ""),
        ("y", 2, Decimal("0"), Decimal("0"), ""),
        ("z", None, None, None, "ty_le=missing"),
        ("d", None, None, None, "ty_le=excluded thuong=excluded"),
        ("n", None, None, None, "ty_le=not_applicable thuong=not_applicable"),
    ]
    assert frame.schema["total"] == polars.Decimal(38, 6)
    assert frame.schema["rank"] == polars.Int64


def test_json_keeps_the_exact_fraction_and_every_step(tmp_path: Path) -> None:
    write_results([scored(period="2023")], tmp_path / "out.json")

    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))[0]
    states = {row["candidate"]: row["state"] for row in found["rows"]}

    assert (found["period"], found["rows"][0]["points"]["children"][0]["points"]) == ("2023", "200/3")
    assert found["rows"][0]["points"]["steps"][-1]["values"] == {"a": "206/3", "to": "1/100"}
    assert states == {
        "x": "value", "y": "value", "z": "pending", "n": "not_applicable", "d": "excluded",
    }  # fmt: skip


def test_a_workbook_says_the_states_in_words_and_lists_the_open_questions(tmp_path: Path) -> None:
    tie = {"p": {"a": 3, "b": 3}, "q": {"a": 3, "b": 3}}
    write_results([scored(values=tie)], tmp_path / "tie.xlsx")
    write_results([scored()], tmp_path / "out.xlsx")

    sheets = {name: openpyxl.load_workbook(tmp_path / name) for name in ("tie.xlsx", "out.xlsx")}
    head, *rows = sheets["out.xlsx"]["bang-nho"].iter_rows(values_only=True)
    questions = list(sheets["tie.xlsx"]["Questions"].iter_rows(values_only=True))

    columns = [head.index(title) for title in ("Id", "State", "Total", "Tỷ lệ")]
    assert [tuple(row[i] for i in columns) for row in rows] == [
        ("x", "scored", 68.67, 66.666667),
        ("y", "scored", 0, 0),
        ("z", "pending", None, "no data yet"),
        ("d", "excluded", None, "excluded"),
        ("n", "not applicable", None, "not applicable"),
    ]
    assert questions[1][:3] == ("khen.c", "Equal at the last place of “Khen”: who is taken?", "p; q")


AVERAGE = SCHEME.replace("classify:", "rank: {by: [{key: total}], ties: average}\nclassify:")
TIED = {"x": {"a": 3, "b": 3}, "y": {"a": 3, "b": 3}, "z": {"a": 0, "b": 3}}


def test_equals_that_share_the_mean_place_have_it_exactly(tmp_path: Path) -> None:
    for name in ("out.csv", "out.parquet", "out.xlsx"):
        write_results([scored(AVERAGE, TIED)], tmp_path / name)

    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]

    assert [row["rank"] for row in table(tmp_path / "out.csv")] == ["1.5", "1.5", "3"]
    assert polars.read_parquet(tmp_path / "out.parquet")["rank"].to_list() == [
        Decimal("1.5"), Decimal("1.5"), Decimal(3),
    ]  # fmt: skip
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == [1.5, 1.5, 3]


NEXT = SCHEME.replace("2023-01-01", "2024-01-01").replace("id: thuong", "id: thuong_moi")


def test_several_versions_and_periods_make_one_table_blank_where_a_version_has_no_such_criterion(
    tmp_path: Path,
) -> None:
    one = {"x": {"a": 3, "b": 3}}
    sheets = [
        scored(values=one, period="2023"),
        scored(NEXT.replace("2024-01-01}", "2023-01-01}"), one, "2024"),
    ]
    for name in ("out.csv", "out.parquet", "out.xlsx"):
        write_results(sheets, tmp_path / name)

    rows = table(tmp_path / "out.csv")
    frame = polars.read_parquet(tmp_path / "out.parquet")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")

    assert [(r["period"], r["scheme"], r["points.thuong"], r["points.thuong_moi"]) for r in rows] == [
        ("2023", "bang-nho@2023-01-01", "3", ""),
        ("2024", "bang-nho@2024-01-01", "", "3"),
    ]
    assert frame.select("period", "points.thuong", "points.thuong_moi", "without_points").rows() == [
        ("2023", Decimal(3), None, ""),
        ("2024", None, Decimal(3), ""),
    ]
    assert book.sheetnames == ["bang-nho", "bang-nho 2024-01-01"]


def test_a_number_that_a_spreadsheet_cannot_keep_stands_as_text(tmp_path: Path) -> None:
    big = {"x": {"a": 123456789012345678, "b": 3}, "y": {"a": 3, "b": 3}}
    write_results([scored(values=big)], tmp_path / "out.xlsx")

    head, first, second, *_rest = (
        openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0].iter_rows(values_only=True)
    )

    bonus = head.index("Thưởng")
    assert (first[bonus], second[bonus]) == ("123456789012345678", 3)


def test_the_same_result_gives_the_same_workbook(tmp_path: Path) -> None:
    write_results([scored()], tmp_path / "one.xlsx")
    write_results([scored()], tmp_path / "two.xlsx")

    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_an_unknown_ending_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"must end in one of \.xlsx, \.csv, \.parquet, \.json"):
        write_results([scored()], tmp_path / "out.doc")

    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thidua.workbooks.MOST_ROWS", 4)

    with pytest.raises(ExportError, match=r"a sheet holds 4 rows; there are 5\. Write \.csv or \.parquet"):
        write_results([scored()], tmp_path / "out.xlsx")

    assert list(tmp_path.iterdir()) == []
