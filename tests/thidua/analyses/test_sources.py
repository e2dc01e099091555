"""Where a question takes its rules and facts from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from scoring import Problem
from scoring.errors import ScoringError
from scoring.facts import State
from tests.thidua.analyses.samples import KEY, NEWER, SCHEME, TABLE, files, record, written
from thidua.analyses.sources import Asked, Found, find_inputs, find_stages, with_other_rules
from thidua.store import acts
from thidua.store.acts import FactFile


def ask(asked: Asked) -> tuple[Found, list[Problem]]:
    warnings: list[Problem] = []
    return find_inputs(asked, warnings.append), warnings


def codes(refused: pytest.ExceptionInfo[ScoringError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_record_and_a_table_with_the_same_values_are_the_same_inputs(tmp_path: Path) -> None:
    record(tmp_path / "a.db")

    run, _warnings = ask(Asked(db=tmp_path / "a.db"))
    table, _warnings = ask(Asked(files(tmp_path)))

    def values(found: Found) -> list[tuple[str, str, object]]:
        return [
            (entry.candidate.id, spec.id, entry.fact(spec.id).label or entry.fact(spec.id).number)
            for entry in found.inputs.entries
            for spec in found.inputs.scheme.facts
        ]

    assert values(run) == values(table)
    assert (run.inputs.scheme.key, run.inputs.as_of) == (table.inputs.scheme.key, table.inputs.as_of)
    assert (run.origin, table.origin) == ("1", "facts.csv")
    assert dict(run.titles) == {"c1": "Cụm một", "c2": "Cụm hai"}


def test_a_run_whose_facts_changed_since_is_not_asked(tmp_path: Path) -> None:
    database = record(tmp_path / "a.db")
    (entry,) = [
        entry for entry in ask(Asked(db=tmp_path / "a.db"))[0].inputs.entries if entry.candidate.id == "t"
    ]
    late = [replace(entry.fact("fb"), state=State.VALUE, number=Fraction(41))]
    acts.load_facts(database, FactFile("new.csv", b"new", "self", "t", [("t", KEY, late)]), actor="T")

    with pytest.raises(ScoringError, match="run again: thidua run") as refused:
        ask(Asked(db=tmp_path / "a.db"))

    assert codes(refused) == ["E_RUN_STALE"]


def test_a_scheme_that_the_record_does_not_have_is_told_with_those_it_has(tmp_path: Path) -> None:
    record(tmp_path / "a.db")

    with pytest.raises(ScoringError, match="hai-muc@2025-01-01; choose one with --scheme"):
        ask(Asked(db=tmp_path / "a.db", scheme="khac"))


def test_one_cluster_is_looked_at_by_itself(tmp_path: Path) -> None:
    found, _warnings = ask(Asked(files(tmp_path), cluster="c2"))

    assert [entry.candidate.id for entry in found.inputs.entries] == ["s", "t"]


def test_a_cluster_that_is_not_there_or_cannot_stand_alone_is_refused(tmp_path: Path) -> None:
    _scheme, facts = files(tmp_path)
    everybody = written(tmp_path, "all.yaml", SCHEME + "rank: {within: all}\n")

    with pytest.raises(ScoringError, match="no cluster c9 here; there are: c1, c2"):
        ask(Asked(files(tmp_path), cluster="c9"))
    with pytest.raises(ScoringError, match="ranks or scores everybody together"):
        ask(Asked((everybody, facts), cluster="c1"))


def test_a_table_of_several_periods_wants_one_chosen(tmp_path: Path) -> None:
    head, *rows = TABLE.splitlines()
    lines = [f"{head},period", *(f"{row},2025-Q{n}" for n in (1, 2) for row in rows)]
    facts = written(tmp_path, "periods.csv", "\n".join(lines) + "\n")
    scheme, _facts = files(tmp_path)

    found, _warnings = ask(Asked((scheme, facts), period="2025-Q1"))

    assert (found.inputs.as_of, found.origin) == (date(2025, 3, 31), "periods.csv [2025-Q1]")
    with pytest.raises(ScoringError, match="has the periods 2025-Q1, 2025-Q2; choose one with --period"):
        ask(Asked((scheme, facts)))


def test_a_wrong_cell_of_the_table_keeps_its_place(tmp_path: Path) -> None:
    scheme, _facts = files(tmp_path)
    facts = written(tmp_path, "facts.csv", TABLE.replace("50,20", "50,nhiều"))

    with pytest.raises(ScoringError) as refused:
        ask(Asked((scheme, facts)))

    assert [(problem.code, problem.place) for problem in refused.value.problems] == [
        ("E_NUMBER", "facts.csv:3")
    ]


def test_rules_not_in_force_on_the_day_are_applied_on_their_own_last_day(tmp_path: Path) -> None:
    newer = written(tmp_path, "newer.yaml", NEWER)
    asked = Asked(files(tmp_path), other_rules=newer)
    found, _warnings = ask(asked)

    other = with_other_rules(found, asked).inputs

    assert (other.scheme.key, other.as_of) == ("hai-muc@2026-01-01", date(2026, 1, 1))
    assert other.entries == found.inputs.entries


def test_a_table_may_hold_facts_of_the_other_rules_only(tmp_path: Path) -> None:
    more = "facts:\n  - {id: fc, title: C, kind: count, unit: cái}"
    newer = written(tmp_path, "newer.yaml", NEWER.replace("facts:", more, 1))
    head, *rows = TABLE.splitlines()
    facts = written(tmp_path, "more.csv", "\n".join([f"{head},fc", *(f"{row},5" for row in rows)]) + "\n")
    scheme, _facts = files(tmp_path)

    found, _warnings = ask(Asked((scheme, facts), other_rules=newer))

    assert found.inputs.scheme.key == KEY
    assert {entry.fact("fc").number for entry in found.inputs.entries} == {Fraction(5)}


def test_one_fact_that_means_two_kinds_of_value_is_refused(tmp_path: Path) -> None:
    newer = written(
        tmp_path,
        "newer.yaml",
        NEWER.replace("id: fa, title: Số liệu A, kind: points", "id: fa, title: Số liệu A, kind: percentage"),
    )

    with pytest.raises(ScoringError, match="fa is points in hai-muc@2025-01-01 and percentage in"):
        ask(Asked(files(tmp_path), other_rules=newer))


def test_two_stages_of_a_record_come_with_the_reasons_of_the_later_one(tmp_path: Path) -> None:
    record(tmp_path / "a.db")

    earlier, later = find_stages(Asked(db=tmp_path / "a.db"), "self", "appraisal", lambda _problem: None)

    values = [entry.fact("fb").number for found in (earlier, later) for entry in found.inputs.entries[:1]]
    assert values == [Fraction(32), Fraction("26.5")]
    assert later.reasons["p", "fb", ""] == "Chỉ đủ minh chứng cho 26,5"
    assert later.reasons["q", "fb", ""] == ""


def test_a_stage_without_values_is_refused(tmp_path: Path) -> None:
    record(tmp_path / "a.db")

    with pytest.raises(ScoringError, match="holds no values of the stage council"):
        find_stages(Asked(db=tmp_path / "a.db"), "self", "council", lambda _problem: None)
