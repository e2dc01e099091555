"""``thidua score --succession``: merged and split units are scored on their pooled numbers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from thidua.commands import main

RULES = """\
scheme: thu-ke-thua
version: 2024-01-01
title: Thử kế thừa
cite: {document: 1/QĐ-UBND}
effective: {from: 2024-01-01, to: 2025-12-31}
subjects: {kinds: [collective], levels: [xa]}
publish: {round: {to: 0.01}, on_missing: pending}
facts:
  - {id: lam, title: Số hồ sơ trực tuyến, kind: count, unit: hồ sơ}
  - {id: tong, title: Số hồ sơ, kind: count, unit: hồ sơ}
children:
  - id: x
    title: Tỷ lệ
    cite: {clause: "1"}
    max_points: 100
    measure: {ratio: [lam, tong], transform: percent}
    scale: {knots: [[0, 0], [100, 100]]}
"""
FACTS = "candidate,cluster,lam,tong\ncu1,c,80,100\ncu2,c,10,1000\ncu3,c,30,60\n"
WENT = (
    "old,new,share,on\n"
    "cu1,moi,1,2025-07-01\ncu2,moi,1,01/07/2025\ncu3,a,2/3,2025-07-01\ncu3,b,1/3,2025-07-01\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    rules = Path("criteria/thu-ke-thua/2024-01-01.yaml")
    rules.parent.mkdir(parents=True)
    rules.write_text(RULES, encoding="utf-8")
    Path("facts.csv").write_text(FACTS, encoding="utf-8")
    Path("went.csv").write_text(WENT, encoding="utf-8")
    return tmp_path


def score(*more: str) -> Result:
    words = ["--lang", "en", "score", "criteria/thu-ke-thua", "facts.csv", "-o", "out.csv"]
    return CliRunner().invoke(main, [*words, "--succession", "went.csv", *more], catch_exceptions=False)


def totals() -> dict[str, str]:
    with Path("out.csv").open(encoding="utf-8", newline="") as file:
        return {row["candidate"]: row["total"] for row in csv.DictReader(file)}


def test_the_new_units_are_scored_on_pooled_numbers_from_their_day_on(folder: Path) -> None:
    assert score("--as-of", "2025-12-31").exit_code == 0

    # 90 of 1100 is 8.1818…; the halves of cu3 have its own rate.
    assert totals() == {"moi": "8.18", "a": "50", "b": "50"}


def test_before_that_day_the_old_units_stand(folder: Path) -> None:
    assert score("--as-of", "2024-12-31").exit_code == 0

    assert totals() == {"cu1": "80", "cu2": "1", "cu3": "50"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cu1,moi,1,", "cu1,moi,1.5,", "went.csv:2: E_SHARE"),
        ("2025-07-01\ncu2", "hôm qua\ncu2", "went.csv:2: E_DAY"),
        ("cu3,a,2/3", "cu3,a,3/3", "E_SUCCESSION: the shares of “cu3” come to 4/3, more than the whole"),
        ("old,new", "cũ,new", "E_HEADER"),
    ],
)
def test_a_wrong_line_is_told_with_its_place_and_nothing_is_written(
    folder: Path, old: str, new: str, said: str
) -> None:
    Path("went.csv").write_text(WENT.replace(old, new, 1), encoding="utf-8")

    answer = score("--as-of", "2025-12-31")

    assert answer.exit_code == 1
    assert said in answer.output
    assert not Path("out.csv").exists()


def test_an_engine_pools_no_units(folder: Path) -> None:
    answer = score("--engine", "polars")

    assert answer.exit_code == 2
    assert "--trace, --succession and .json go with --engine exact only" in answer.output
