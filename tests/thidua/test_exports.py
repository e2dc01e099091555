"""Tables of results: numbers stay numbers, states stay words, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import polars
import pytest

from scoring import Candidate, Entry, Fact, Source, State, evaluate, load_scheme, standings
from scoring.cards import Standings
from scoring.scheme.model import Scheme
from thidua.exports import ExportError, write_results

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
children:
  - id: ty_le
    title: Tỷ lệ
    cite: {clause: "1"}
    max_points: 100
    measure: {ratio: [a, b], transform: percent}
select:
  - {id: khen, title: Khen, places: 1}
"""


def scored() -> tuple[Scheme, Standings]:
    def no_plan(_plan: str, _version: date) -> Source:
        raise KeyError

    scheme = load_scheme(Source("s", SCHEME), no_plan)
    names = {"x": "=HYPERLINK(0)", "y": "Xã Y", "z": "Xã Z"}
    values: dict[str, dict[str, int]] = {"x": {"a": 2, "b": 3}, "y": {"a": 0, "b": 3}, "z": {"b": 3}}
    entries = [
        Entry(
            Candidate(key, names[key], "collective", "xa", "c"),
            {fact: Fact(fact, State.VALUE, Fraction(number)) for fact, number in found.items()},
        )
        for key, found in values.items()
    ]
    cards = evaluate(scheme, entries, date(2023, 12, 31))
    return scheme, standings(scheme, entries, cards, "2023-12-31")


def test_csv_keeps_zero_and_missing_apart_and_disarms_formulas(tmp_path: Path) -> None:
    write_results([scored()], tmp_path / "out.csv")

    rows = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))

    assert [(r["name"], r["total"], r["points.ty_le"], r["state"], r["waiting_for"]) for r in rows] == [
        ("'=HYPERLINK(0)", "66.67", "66.666667", "value", ""),
        ("Xã Y", "0", "0", "value", ""),
        ("Xã Z", "", "missing", "pending", "a"),
    ]


def test_parquet_holds_the_same_rows(tmp_path: Path) -> None:
    write_results([scored()], tmp_path / "out.parquet")

    frame = polars.read_parquet(tmp_path / "out.parquet")

    assert frame.select("candidate", "rank", "total", "select.khen").rows() == [
        ("x", 1, "66.67", "undecided"),
        ("y", 2, "0", "not_selected"),
        ("z", None, None, "undecided"),
    ]


def test_json_keeps_the_exact_fraction_and_every_step(tmp_path: Path) -> None:
    write_results([scored()], tmp_path / "out.json")

    rows = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))[0]["rows"]

    assert rows[0]["points"]["children"][0]["points"] == "200/3"
    assert rows[0]["points"]["steps"][-1] == {
        "act": "round",
        "formula": "{a}",
        "values": {"a": "200/3", "to": "1/100"},
        "result": "6667/100",
        "note": "rounded",
    }


def test_the_same_result_gives_the_same_workbook(tmp_path: Path) -> None:
    write_results([scored()], tmp_path / "one.xlsx")
    write_results([scored()], tmp_path / "two.xlsx")

    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_an_unknown_ending_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"must end in one of \.xlsx, \.csv, \.parquet, \.json"):
        write_results([scored()], tmp_path / "out.doc")

    assert list(tmp_path.iterdir()) == []
