from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from scoring.facts import Candidate, Decision, Fact, State
from tests.thidua.store import samples
from thidua.audit import audit
from thidua.review import Stage
from thidua.store import acts, views
from thidua.store.acts import FactFile
from thidua.store.canonical import digest
from thidua.store.database import Database
from thidua.store.errors import StoreError
from thidua.store.events import DecisionRecorded, IssuedPaper


@pytest.fixture
def database(tmp_path: Path) -> Database:
    opened = samples.create(tmp_path / "record.db")
    samples.open_review(opened)
    return opened


def versions(database: Database) -> list[tuple[str, int, str | None]]:
    with database.read() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT fact, version, numerator FROM fact WHERE candidate = 'xa-a' ORDER BY fact, version"
        )
        return [(fact, version, numerator) for fact, version, numerator in rows]


def test_the_same_file_twice_changes_nothing(database: Database) -> None:
    assert samples.load(database, samples.FIRST) == ("loaded",)
    before = samples.dump(database.path)
    assert samples.load(database, samples.FIRST) == ("already loaded",)
    assert samples.dump(database.path) == before


def test_the_same_file_under_another_name_changes_nothing(database: Database) -> None:
    samples.load(database, samples.FIRST)
    copy = samples.fact_file("copy.xlsx", "xa-a", content=samples.FIRST.content)
    assert acts.load_facts(database, copy, actor="Thư ký") == "already loaded"


def test_the_same_file_counts_again_for_another_stage(database: Database) -> None:
    samples.load(database, samples.FIRST)
    first = samples.FIRST
    council = FactFile(first.name, first.content, "council", first.unit, first.entries)
    assert samples.load(database, council) == ("loaded",)


def test_a_file_twice_in_one_go_counts_once(database: Database) -> None:
    assert samples.load(database, samples.FIRST, samples.FIRST) == ("loaded", "already loaded")
    assert len(views.inputs(database)) == 1


def test_superseding_keeps_the_older_value_and_what_the_new_file_leaves_out(database: Database) -> None:
    samples.load(database, samples.FIRST)
    samples.load(database, samples.CORRECTED)
    assert versions(database) == [("ghi_chu", 1, None), ("ty_le", 1, "197"), ("ty_le", 2, "99")]
    entry = views.entries(database, samples.SCHEME, "self")[1]
    assert {fact.id: fact.number for fact in entry.facts.values()} == {"ghi_chu": None, "ty_le": 99}


def test_one_judge_does_not_supersede_another(database: Database) -> None:
    first = samples.fact_file("gk1.csv", "ba-lan", samples.number("diem", 9, "gk1"), scheme=samples.OTHER)
    second = samples.fact_file("gk2.csv", "ba-lan", samples.number("diem", 7, "gk2"), scheme=samples.OTHER)
    samples.load(database, second)
    samples.load(database, first)
    entry = views.entries(database, samples.OTHER, "self")[2]
    assert [(fact.judge, fact.number) for fact in entry.panels["diem"]] == [("gk1", 9), ("gk2", 7)]


def test_one_stage_does_not_supersede_another(database: Database) -> None:
    samples.load(database, samples.FIRST)
    council = FactFile(
        "c.xlsx", b"c", "council", "", [("xa-a", samples.SCHEME, [samples.number("ty_le", 1)])]
    )
    samples.load(database, council)
    values = [views.entries(database, samples.SCHEME, stage)[1].fact("ty_le").number for stage in STAGES]
    assert values == [Fraction(197, 2), None, None, Fraction(1)]


STAGES: tuple[Stage, ...] = ("self", "peer", "appraisal", "council")


def test_all_faults_of_all_files_are_named_and_nothing_is_stored(database: Database) -> None:
    before = samples.dump(database.path)
    twice = samples.fact_file("twice.csv", "xa-a", samples.number("a", 1), samples.number("a", 2))
    unknown = samples.fact_file("unknown.csv", "xa-z", samples.number("a", 1), scheme="no@2026-01-01")
    shapeless = samples.fact_file("shape.csv", "xa-a", Fact("b", State.VALUE), Fact("c", State.EXCLUDED))
    long = samples.fact_file("long.csv", "xa-a", samples.number("d", 10**900))
    with pytest.raises(StoreError) as caught:
        samples.load(database, samples.FIRST, twice, unknown, shapeless, long)
    assert [(problem.place, problem.text()) for problem in caught.value.problems] == [
        ("twice.csv", f"The file reports a of xa-a for {samples.SCHEME} 2 times."),
        ("unknown.csv", "The candidate xa-z is not in this review's table of candidates."),
        (
            "unknown.csv",
            f"The scheme no@2026-01-01 is not part of this review; it has {samples.OTHER}, {samples.SCHEME}.",
        ),
        ("shape.csv", "The fact b of xa-a needs a number or a label if it has a value, else neither."),
        ("shape.csv", "The fact c of xa-a needs a number or a label if it has a value, else neither."),
        ("long.csv", "The number of d of xa-a has more than 900 digits."),
    ]
    assert samples.dump(database.path) == before


def test_numbers_of_any_length_and_sign_come_back_exactly(database: Database) -> None:
    numbers = [Fraction(-(10**899), 3), Fraction(0), Fraction(10**30 + 1, 10**30)]
    facts = [samples.number(f"n{place}", number) for place, number in enumerate(numbers)]
    samples.load(database, samples.fact_file("n.csv", "xa-a", *facts))
    entry = views.entries(database, samples.SCHEME, "self")[1]
    assert [fact.number for fact in entry.facts.values()] == numbers
    assert audit(database.path).findings == ()


def test_a_failure_in_the_middle_leaves_the_record_as_it_was(database: Database) -> None:
    before = samples.dump(database.path)
    with pytest.raises(ZeroDivisionError), database.write() as writer:
        _break_after(writer.record(DecisionRecorded(slot="hoa_diem", choice=("xa-a",)), "Thư ký"))
    assert samples.dump(database.path) == before
    assert audit(database.path).findings == ()


def _break_after(recorded: object) -> None:
    assert recorded is not None
    raise ZeroDivisionError


def test_a_second_review_is_refused(database: Database) -> None:
    with pytest.raises(StoreError, match="holds a review already"):
        samples.open_review(database)


def test_two_candidates_of_one_id_are_refused(tmp_path: Path) -> None:
    database = samples.create(tmp_path / "other.db")
    with pytest.raises(StoreError, match="The id xa-a stands 2 times"):
        acts.open_review(
            database,
            review_text=b"",
            review=samples.REVIEW,
            schemes={},
            plans={},
            candidates_csv=b"",
            candidates=[Candidate("xa-a", "A"), Candidate("xa-b", "B"), Candidate("xa-a", "C")],
            actor="Thư ký",
        )
    assert views.log(database)[0] == 0


def test_a_run_says_what_it_was_made_of(database: Database) -> None:
    samples.load(database, samples.FIRST)
    first, second = samples.run(database), samples.run(database, b"{}")
    assert (first.id, second.id, second.as_of, second.engine) == (1, 2, date(2026, 6, 30), "0.1.0")
    assert views.latest_runs(database) == {samples.SCHEME: second}
    assert views.run_results(database, 1) == b'{"rows":[]}'
    found = samples.kept(database.path)[first.facts_sha256]
    assert digest(found.data) == views.facts_digest(database, samples.SCHEME, "self")
    assert second.facts_sha256 == first.facts_sha256  # the same facts are not stored twice


def test_a_run_over_facts_that_changed_meanwhile_is_refused(database: Database) -> None:
    before = views.facts_digest(database, samples.SCHEME, "self")
    samples.load(database, samples.FIRST)
    with pytest.raises(StoreError, match="changed while it was scored"):
        acts.record_run(
            database,
            scheme_key=samples.SCHEME,
            results_json=b"{}",
            facts_sha256=before,
            as_of=date(2026, 6, 30),
            engine="0.1.0",
            actor="Thư ký",
        )
    assert views.latest_runs(database) == {}


def test_the_last_decision_on_a_slot_is_in_force_and_the_first_is_kept(database: Database) -> None:
    samples.decide(database, "xa-a")
    samples.decide(database, "xa-b", "xa-a")
    decision = Decision("hoa_diem", ("xa-b", "xa-a"), "Hội đồng", "Biên bản 1")
    assert views.decisions(database) == {"hoa_diem": decision}
    assert views.log(database)[0] == 3


def test_papers_need_known_runs_and_candidates(database: Database) -> None:
    paper = IssuedPaper(kind="certificate", file="bk.pdf", sha256="a" * 64, candidate="xa-z")
    with pytest.raises(StoreError, match="There is no run 7"):
        acts.record_papers(database, [paper], run_ids=[7], actor="Văn thư")
    with pytest.raises(StoreError, match="The database refused a row"):
        acts.record_papers(database, [paper], run_ids=[], actor="Văn thư")
    with pytest.raises(StoreError, match="This cannot be recorded: papers"):
        acts.record_papers(database, [], run_ids=[], actor="Văn thư")


def test_nothing_but_a_review_can_come_first(tmp_path: Path) -> None:
    database = samples.create(tmp_path / "empty.db")
    with pytest.raises(StoreError, match=r"empty\.db: E_STORE_NO_REVIEW: No review was opened"):
        views.review(database)
    with pytest.raises(StoreError, match="is not in this review's table"):
        samples.load(database, samples.FIRST)
