"""The same facts on Polars, DuckDB and Spark: the same digest as when each candidate is scored alone."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest

from scoring import Decision, Scheme, ScoringError, evaluate, standings
from scoring.bulk import canonical_lines, digest
from scoring.bulk.reference import standing_row
from tests.scoring.samples import group, leaf, scheme_of
from thidua.engines import EngineError, TableScored, score_table
from thidua.engines.computing import open_engine
from thidua.exports import write_results
from thidua.intake.tables import read_table

DAY = date(2024, 6, 30)
HEAD = """
publish: {round: {to: 1, mode: half_up}, on_missing: pending}
gates:
  - {id: ky_luat, title: Kỷ luật, require: fact.muc == 'khong', else: exclude}
classify: [{label: Tốt, at_least: 15}, {label: Đạt}]
rank: {by: [{key: total}, {key: muc}]}
select:
  - {id: khen, title: Khen, share: 1/3, require: total >= 5, ties: decide}
  - {id: giay, title: Giấy khen, of: khen, share: 1/2, ties: include}
facts:
  - {id: a, title: a, kind: count, unit: cái}
  - {id: b, title: b, kind: count, unit: cái}
  - {id: c, title: c, kind: number, unit: cái, decimals: 1, at_least: -100}
  - {id: muc, title: Mức, kind: choice, unit: mức, labels: {khong: Không, co: Có}}
"""


def both_kinds() -> Scheme:
    """Give rules with every regime: exact, quotient, cut, a scale on the best of the cluster, policies."""
    ratio = "measure: {ratio: [a, b], transform: percent}, scale: {knots: [[0, 0], [70, max_points]]}"
    return scheme_of(
        [
            group(
                "nhom",
                "combine: sum; max_points: 12",
                leaf("ty_le", f"max_points: 7, {ratio}, on_zero_denominator: zero"),
                leaf("nguoc", "max_points: 5, measure: {ratio: [c, b]}, on_zero_denominator: not_applicable"),
            ),
            leaf(
                "dan_dau", "max_points: 10, measure: {fact: a}, scale: {knots: [[0, 0], [cluster.max, 10]]}"
            ),
            leaf("muc", "max_points: 3, measure: {fact: muc}, scale: {table: {khong: 3, co: 0}}"),
        ],
        HEAD,
    )


def write_facts(path: Path, count: int = 60) -> None:
    """Write a table in which values repeat, are missing, do not apply, and divide by zero."""
    rng = Random(11)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["candidate", "cluster", "a", "b", "c", "muc"])
        for i in range(count):
            cluster = rng.randrange(4)
            cells: list[object] = [
                rng.randint(0, 9),
                rng.choice([0, 3, 6, 7, 8, 9]),
                rng.randint(-30, 60) / 10,
            ]
            for column in (0, 1, 2) if cluster == 0 else (1, 2):
                if rng.random() < (0.2 if column == 0 else 0.06):
                    cells[column] = "" if column == 0 else "n/a"
            muc = rng.choice(["khong"] * 9 + ["co"])
            writer.writerow([f"đv-{i:02}", f"cụm {cluster}", *cells, muc])


def alone(scheme: Scheme, path: Path, decisions: dict[str, Decision]) -> tuple[str, Path]:
    """Score each candidate alone; gives the digest and the table as ``thidua score`` writes it."""
    entries = read_table(path, scheme).entries
    cards = evaluate(scheme, entries, DAY, decisions)
    found = standings(scheme, entries, cards, DAY.isoformat(), decisions)
    rows = [standing_row(scheme, row) for row in found.rows]
    target = path.with_name("alone.csv")
    write_results([(scheme, found)], target)
    return digest(scheme, DAY, canonical_lines(scheme, rows)), target


def on(engine: str, path: Path, out: Path, decisions: dict[str, Decision] | None = None) -> TableScored:
    return score_table(both_kinds(), path, out, engine=engine, as_of=DAY, decisions=decisions)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("decided", [False, True])
def test_an_engine_gives_the_digest_of_the_reference(engine: str, decided: bool, tmp_path: Path) -> None:
    facts = tmp_path / "facts.csv"
    write_facts(facts)
    decisions = _tie(facts) if decided else {}

    found = on(engine, facts, tmp_path / "out.parquet", decisions)

    assert found.digest == alone(both_kinds(), facts, decisions)[0]
    assert found.why == ()
    assert {regime.how for regime in found.regimes} >= {"exact", "quotient", "cut"}
    assert (found.rows, sum(found.states.values())) == (60, 60)
    assert found.states.keys() == {"value", "pending", "excluded"}
    assert found.by_reference < 60


def _tie(facts: Path) -> dict[str, Decision]:
    """Settle one tie that the reference leaves open."""
    scheme = both_kinds()
    entries = read_table(facts, scheme).entries
    found = standings(scheme, entries, evaluate(scheme, entries, DAY), DAY.isoformat())
    slot = next(slot for slot in found.slots if slot.kind == "tie")
    return {slot.id: Decision(slot.id, slot.options[: slot.choose])}


def test_spark_gives_the_digest_of_the_reference(spark: None, tmp_path: Path) -> None:
    facts = tmp_path / "facts.csv"
    write_facts(facts, 30)

    found = on("spark", facts, tmp_path / "out.parquet")

    assert found.digest == alone(both_kinds(), facts, {})[0]
    assert found.why == ()


def test_a_csv_has_the_cells_of_the_reference(tmp_path: Path) -> None:
    facts = tmp_path / "facts.csv"
    write_facts(facts)

    on("polars", facts, tmp_path / "out.csv")

    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as one:
        got = {row["candidate"]: row for row in csv.DictReader(one)}
    with alone(both_kinds(), facts, {})[1].open(encoding="utf-8", newline="") as other:
        expected = {row["candidate"]: row for row in csv.DictReader(other)}
    for row in expected.values():
        del row["scheme"], row["name"]
    assert got == expected


def test_a_parquet_table_has_decimals_and_says_why_there_are_none(tmp_path: Path) -> None:
    facts = tmp_path / "facts.csv"
    facts.write_text("candidate,cluster,a,b,c,muc\nx,m,7,10,1.5,khong\ny,m,7,n/a,2,khong\nz,m,,1,1,khong\n")

    on("polars", facts, tmp_path / "out.parquet")

    table = pl.read_parquet(tmp_path / "out.parquet").sort("candidate")
    # 70 of 70 percent earn 7, 1.5 / 10 is 0.15.
    assert table["points.ty_le"].cast(pl.String).to_list() == ["7.000000", None, None]
    assert table["points.nguoc"].cast(pl.String).to_list() == ["0.150000", None, "1.000000"]
    assert table["without_points"].to_list() == [
        "dan_dau=pending",
        "nhom=not_applicable ty_le=not_applicable nguoc=not_applicable dan_dau=pending",
        "nhom=pending ty_le=missing dan_dau=missing",
    ]
    assert table["waiting_for"].to_list() == ["a", "a", "a"]


def test_a_scheme_that_the_columns_do_not_know_is_scored_one_by_one_and_says_so(tmp_path: Path) -> None:
    scheme = scheme_of([leaf("x", "measure: {fact: a, transform: log}")], "", "a")
    facts = tmp_path / "facts.csv"
    facts.write_text("candidate,a\nx,1\ny,2\n")

    found = score_table(scheme, facts, tmp_path / "out.csv", as_of=DAY)

    # ln 1 = 0, ln 2 = 0.693…
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert [line.split(",")[4] for line in lines] == ["total", "0.69", "0"]
    assert [remark.text() for remark in found.remarks] == [
        "The columns do not know “transform: log” of “x”: all 2 candidates were scored one by one. "
        "The results are the same."
    ]
    assert (found.why, found.by_reference) == (("x", "transform: log"), 2)


def test_nothing_is_written_when_something_is_refused(tmp_path: Path) -> None:
    facts, out = tmp_path / "facts.csv", tmp_path / "out.parquet"
    facts.write_text("candidate,cluster,a,b,c,muc\nx,m,7.5,10,1.55,khong\n")
    out.write_bytes(b"older")

    with pytest.raises(EngineError) as caught:
        on("polars", facts, out)

    assert sorted(problem.code for problem in caught.value.problems) == [
        "E_COLUMN",
        "E_COLUMN",
        "E_NUMBER",
        "E_NUMBER",
    ]
    assert (out.read_bytes(), sorted(path.name for path in tmp_path.iterdir())) == (
        b"older",
        ["facts.csv", "out.parquet"],
    )


def test_facts_that_the_rules_do_not_allow_are_refused_by_candidate(tmp_path: Path) -> None:
    scheme = scheme_of([leaf("x", "measure: {ratio: [a, b]}")], "", "a b")
    facts = tmp_path / "facts.csv"
    facts.write_text("candidate,a,b\nx,1,0\ny,1,2\n")

    with pytest.raises(ScoringError, match="x: “x” divides by zero"):
        score_table(scheme, facts, tmp_path / "out.csv", as_of=DAY)


def test_a_table_must_end_in_a_known_suffix(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"“out\.xls” must end in one of \.csv, \.parquet"):
        on("polars", tmp_path / "facts.csv", tmp_path / "out.xls")


@pytest.mark.parametrize(("engine", "module"), [("duckdb", "duckdb"), ("spark", "pyspark.sql")])
def test_an_engine_that_is_not_installed_names_the_line_that_installs_it(
    engine: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, module, None)
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/java")

    with pytest.raises(EngineError, match=rf"pip install 'thidua\[{engine}\]'"):
        open_engine(engine, tmp_path)  # type: ignore[arg-type]


def test_spark_without_java_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(EngineError, match="apt-get install openjdk-17-jre-headless"):
        open_engine("spark", tmp_path)
