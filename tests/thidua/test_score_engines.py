"""``thidua score`` on engines: the same file, byte by byte, as when each candidate is scored alone."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import openpyxl
import polars
import pytest
from click.testing import CliRunner, Result

from thidua import sizes
from thidua.commands import main

Score = Callable[..., Result]
ENGINES = ("polars", "duckdb")

SCHEME = """
scheme: hai-cap
version: {version}
title: Thang điểm thử
cite: {{document: Ví dụ}}
effective: {{{effective}}}
subjects: {{kinds: [collective], levels: [xa]}}
publish: {{round: {{to: 0.01, mode: half_up}}, on_missing: pending}}
facts:
  - {{id: a, title: Số a, kind: count, unit: cái, at_least: 0}}
  - {{id: b, title: Số b, kind: count, unit: cái, at_least: 0}}
  - {{id: {third}, title: Điểm, kind: points, unit: điểm, decimals: 1, at_least: 0, at_most: 10}}
  - {{id: ky_luat, title: Kỷ luật, kind: choice, unit: mức, labels: {{khong: Không, co: Có}}}}
children:
  - id: ty_le
    title: Tỷ lệ
    cite: {{clause: "1"}}
    max_points: 60
    measure: {{ratio: [a, b], transform: percent}}
    scale: {{knots: [[0, 0], [100, 60]]}}
    on_zero_denominator: zero
    on_not_applicable: drop_and_rescale
  - {{id: diem.chinh, title: Điểm, cite: {{clause: "2"}}, max_points: 10, measure: {{fact: {third}}}}}
  - {{id: thuong, title: Cộng, cite: {{clause: "3"}}, role: bonus, clamp: {{high: 5}}, measure: {{fact: a}}}}
gates:
  - {{id: khong_ky_luat, title: Không kỷ luật, require: fact.ky_luat == 'khong', else: exclude}}
classify:
  - {{label: Tốt, at_least: 50}}
  - {{label: Đạt}}
rank: {{by: [{{key: total}}], ties: {ties}}}
select:
  - {{id: khen, title: Khen, share: 20/100, at_least: 1}}
"""


@pytest.fixture
def score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Score:
    monkeypatch.chdir(tmp_path)
    write("average")

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, ["--lang", "en", "score", *words], catch_exceptions=False)

    return call


def write(ties: str) -> None:
    folder = Path("criteria/hai-cap")
    folder.mkdir(parents=True, exist_ok=True)
    for version, effective, third in (
        ("2023-01-01", "from: 2023-01-01, to: 2023-12-31", "diem"),
        ("2024-01-01", "from: 2024-01-01", "diem_moi"),
    ):
        text = SCHEME.format(version=version, effective=effective, third=third, ties=ties)
        (folder / f"{version}.yaml").write_text(text, encoding="utf-8")


def line(number: int, chance: random.Random) -> list[str]:
    """Make up a candidate; every state, ties, thirds that do not end, and what a spreadsheet would run."""
    b = chance.choice(["0", "3", "7", "7", "n/a", ""])
    a = "n/a" if b == "n/a" else chance.choice(["0", "1", "2", "3", "7"])
    name = chance.choice(["", "+1+1", "Xã “Mẫu”, một", "Nguyễn  Thị Ánh", "-Tổ"])
    discipline = chance.choice(["khong"] * 8 + ["co", ""])
    point = chance.choice(["0", "9,5", "9.5", "10", "", "khong_ap_dung"])
    return [f"x{number:04}", f"cụm {number % 7}", name, a, b, point, discipline]


def table(count: int, head: str = "candidate,cluster,name,a,b,diem,ky_luat", period: str = "") -> str:
    chance = random.Random(count)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if head:
        writer.writerow(head.split(","))
    writer.writerows([*([period] if period else []), *line(i, chance)] for i in range(count))
    return out.getvalue()


DAY = ("--as-of", "2023-12-31")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("ties", ["competition", "average", "dense"])
def test_an_engine_writes_the_same_file(score: Score, engine: str, ties: str) -> None:
    write(ties)
    Path("facts.csv").write_text(table(400), encoding="utf-8")

    exact = score("hai-cap", "facts.csv", "-o", "exact.csv", *DAY, "--engine", "exact", "--json")
    found = score("hai-cap", "facts.csv", "-o", "found.csv", *DAY, "--engine", engine, "--json")

    assert (exact.exit_code, found.exit_code) == (0, 0)
    assert Path("found.csv").read_text(encoding="utf-8") == Path("exact.csv").read_text(encoding="utf-8")
    one, other = (json.loads(answer.stdout)["tables"][0] for answer in (exact, found))
    assert {key for key in one if one[key] != other[key]} <= {"engine", "questions"}
    lines = Path("exact.csv").read_text(encoding="utf-8").splitlines()
    states = {row["points.ty_le"] for row in csv.DictReader(lines)}
    assert {"missing", "not_applicable", "excluded", "0", "8.571429"} <= states


@pytest.mark.parametrize("kind", ["parquet", "xlsx"])
def test_every_other_form_is_the_same_too(score: Score, kind: str) -> None:
    Path("facts.csv").write_text(table(60), encoding="utf-8")

    for engine in ("exact", "polars"):
        assert (
            score("hai-cap", "facts.csv", "-o", f"{engine}.{kind}", *DAY, "--engine", engine).exit_code == 0
        )

    exact, found = (read(Path(f"{engine}.{kind}")) for engine in ("exact", "polars"))
    assert exact == found
    assert len(exact) == 60 + (kind == "xlsx")


def read(path: Path) -> list[tuple[object, ...]]:
    if path.suffix == ".parquet":
        frame = polars.read_parquet(path)
        assert frame.schema["total"] == frame.schema["points.diem.chinh"] == polars.Decimal(38, 6)
        return frame.rows()
    return list(openpyxl.load_workbook(path)["hai-cap"].iter_rows(values_only=True))


PERIODS = "period,candidate,cluster,name,a,b,diem,ky_luat"


def test_periods_of_one_version_are_the_same_on_an_engine(score: Score) -> None:
    text = (
        table(80, PERIODS, "30/06/2023")
        + table(90, "", "2023-Q1")
        + table(70, "", "2023-06-30").replace("x0", "y0")
    )
    Path("facts.csv").write_text(text, encoding="utf-8")

    for engine in ("exact", *ENGINES):
        assert score("hai-cap", "facts.csv", "-o", f"{engine}.csv", "--engine", engine).exit_code == 0

    exact = Path("exact.csv").read_text(encoding="utf-8")
    assert [row["period"] for row in csv.DictReader(exact.splitlines())] == ["2023-Q1"] * 90 + [
        "2023-06-30"
    ] * 150
    assert [Path(f"{engine}.csv").read_text(encoding="utf-8") == exact for engine in ENGINES] == [True, True]


def test_two_versions_in_one_table_are_the_same_on_an_engine(score: Score) -> None:
    years = "2023,x,c,A,1,3,5,,khong\n2024,x,c,A,1,3,,7,khong\n2024,y,c,B,3,3,,2.5,khong\n"
    Path("facts.csv").write_text(f"period,candidate,cluster,name,a,b,diem,diem_moi,ky_luat\n{years}", "utf-8")

    for engine in ("exact", *ENGINES):
        assert score("hai-cap", "facts.csv", "-o", f"{engine}.csv", "--engine", engine).exit_code == 0

    exact = Path("exact.csv").read_text(encoding="utf-8")
    shown = ("period", "scheme", "candidate", "points.diem.chinh")
    assert [tuple(row[name] for name in shown) for row in csv.DictReader(exact.splitlines())] == [
        ("2023", "hai-cap@2023-01-01", "x", "5"),
        ("2024", "hai-cap@2024-01-01", "y", "2.5"),
        ("2024", "hai-cap@2024-01-01", "x", "7"),
    ]
    assert [Path(f"{engine}.csv").read_text(encoding="utf-8") == exact for engine in ENGINES] == [True, True]


def test_a_value_of_another_version_is_refused_on_an_engine_too(score: Score) -> None:
    years = "2023,x,c,1,3,5,,khong\n2024,x,c,1,3,6,7,khong\n"
    Path("facts.csv").write_text(f"period,candidate,cluster,a,b,diem,diem_moi,ky_luat\n{years}", "utf-8")

    for engine in ("exact", "polars"):
        answer = score("hai-cap", "facts.csv", "-o", "out.csv", "--engine", engine)
        assert answer.exit_code == 1
        assert answer.stderr.startswith(
            "facts.csv:3: E_FACT: The rules hai-cap@2024-01-01 have no fact “diem”."
        )


def test_a_large_wide_table_goes_to_an_engine_of_itself_and_a_small_or_long_one_does_not(
    score: Score, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "EXACT_UP_TO", 50)
    Path("large.csv").write_text(table(51), encoding="utf-8")
    Path("small.csv").write_text(table(50), encoding="utf-8")
    Path("long.csv").write_text(
        "candidate,fact,value\n" + "".join(f"x{i},a,1\n" for i in range(60)), encoding="utf-8"
    )
    polars.read_csv("large.csv", infer_schema=False).write_parquet("large.parquet")

    def engine(facts: str, *words: str) -> str:
        answer = score("hai-cap", facts, "-o", *(words or ("out.csv",)), *DAY, "--json")
        return str(json.loads(answer.stdout)["tables"][0]["engine"])

    assert [engine(name) for name in ("large.csv", "large.parquet", "small.csv", "long.csv")] == [
        "polars", "polars", "exact", "exact",
    ]  # fmt: skip
    others = (("o.json",), ("o.csv", "--trace", "t"), ("o.xlsx",))
    assert [engine("large.csv", *words) for words in others] == ["exact", "exact", "polars"]


@pytest.mark.parametrize("words", [("-o", "out.json"), ("-o", "out.csv", "--trace", "t")])
def test_steps_are_not_asked_of_an_engine(score: Score, words: tuple[str, ...]) -> None:
    Path("facts.csv").write_text(table(5), encoding="utf-8")

    answer = score("hai-cap", "facts.csv", *words, *DAY, "--engine", "polars")

    assert (answer.exit_code, "--engine exact" in answer.stderr) == (2, True)


@pytest.mark.parametrize(
    ("change", "places"),
    [
        (("9.5", "9.55"), ["E_NUMBER"]),
        (("x0003", "X0002"), ["E_DUPLICATE"]),
        (("cụm 3", "cụm\u200b 3"), ["E_TEXT"]),
        (("Nguyễn  Thị", "Nguyễn\u200b Thị"), ["E_TEXT"]),
        (("+1+1", "=1+1"), ["E_TEXT"]),
        (("diem,", "diêm,"), ["E_HEADER"]),
        (("khong\n", "không biết\n"), ["E_CHOICE"]),
    ],
)
def test_what_is_refused_alone_is_refused_on_an_engine_and_nothing_is_written(
    score: Score, change: tuple[str, str], places: list[str]
) -> None:
    text = table(60)
    assert change[0] in text
    Path("facts.csv").write_text(text.replace(*change), encoding="utf-8")

    for engine in ("exact", *ENGINES):
        answer = score("hai-cap", "facts.csv", "-o", "out.csv", *DAY, "--engine", engine)
        assert answer.exit_code == 1
        assert all(code in answer.stderr for code in places)
        assert "Traceback" not in answer.stderr
    assert sorted(path.name for path in Path().iterdir()) == ["criteria", "facts.csv"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (table(3, PERIODS, "2023") + ",x9,c,,1,1,1,khong\n", "facts.csv:5: E_REQUIRED"),
        (table(3, PERIODS, "2023") + "năm 2023,x9,c,,1,1,1,khong\n", "facts.csv:5: E_PERIOD"),
        (table(3, PERIODS, "2022"), "E_NOT_IN_FORCE"),
    ],
)
def test_a_period_that_cannot_be_scored_is_refused_on_an_engine(score: Score, text: str, code: str) -> None:
    Path("facts.csv").write_text(text, encoding="utf-8")

    answer = score("hai-cap", "facts.csv", "-o", "out.csv", "--engine", "polars")

    assert (answer.exit_code, code in answer.stderr, Path("out.csv").exists()) == (1, True, False)


TIES = "candidate,cluster,a,b,diem,ky_luat\n" + "".join(f"x{i},c{i % 2},3,3,5,khong\n" for i in range(8))


def test_a_tie_is_settled_on_an_engine_as_it_is_alone(score: Score) -> None:
    Path("ties.csv").write_text(TIES, encoding="utf-8")

    for engine in ("exact", *ENGINES):
        words = ("--engine", engine, "--decide", "khen.c0=x2", *DAY)
        assert score("hai-cap", "ties.csv", "-o", f"{engine}.csv", *words).exit_code == 0

    exact = Path("exact.csv").read_text(encoding="utf-8")
    outcomes = {row["candidate"]: row["select.khen"] for row in csv.DictReader(exact.splitlines())}
    assert [outcomes[f"x{i}"] for i in (0, 1, 2, 4)] == [
        "not_selected",
        "undecided",
        "selected",
        "not_selected",
    ]
    assert [Path(f"{engine}.csv").read_text(encoding="utf-8") == exact for engine in ENGINES] == [True, True]


@pytest.mark.parametrize("decision", ["khen.c9=x1", "khen.c0=x1", "khen.c0=x0,x2", "hoi=co", "rank.c0.1=x0"])
def test_a_decision_that_settles_nothing_is_refused_on_an_engine(score: Score, decision: str) -> None:
    Path("ties.csv").write_text(TIES, encoding="utf-8")

    answer = score("hai-cap", "ties.csv", "-o", "out.csv", *DAY, "--engine", "polars", "--decide", decision)

    assert (answer.exit_code, "E_SLOT" in answer.stderr, Path("out.csv").exists()) == (1, True, False)


def test_rounded_digits_are_those_of_the_exact_fraction(score: Score) -> None:
    Path("facts.csv").write_text("candidate,a,b,diem,ky_luat\nx,2,7,0,khong\n", encoding="utf-8")

    score("hai-cap", "facts.csv", "-o", "out.csv", *DAY, "--engine", "polars")

    (row,) = csv.DictReader(Path("out.csv").read_text(encoding="utf-8").splitlines())
    # 2/7 of 60 is 120/7 = 17.142857142…, and 2 more for the bonus; published to two places.
    assert Fraction(row["points.ty_le"]) == Fraction(round(Fraction(120, 7) * 10**6), 10**6)
    assert (row["total"], row["adjustment"]) == ("19.14", "-0.002857")
