"""A value that differs from what was given before is taken with a reason, or not at all."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from scoring.facts import Fact, State
from tests.thidua.store import samples
from tests.thidua.store.samples import SCHEME, number
from thidua.audit import audit
from thidua.proof.history import history_of
from thidua.review import Stage
from thidua.store import acts, views
from thidua.store.acts import FactFile
from thidua.store.database import Database
from thidua.store.errors import StoreError


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A record where xa-a reported 98.5 and left «ghi_chu» open, and xa-b reported 90."""
    database = samples.create(tmp_path / "record.db")
    samples.open_review(database)
    acts.load_many(database, [samples.FIRST, samples.SECOND], actor="Thư ký")
    return database


def sent(stage: Stage, *facts: Fact, name: str = "sau.csv", reason: str = "") -> FactFile:
    reasons = {("xa-a", SCHEME, "ty_le", ""): reason} if reason else {}
    return FactFile(
        name, f"{name} {stage} {facts}".encode(), stage, "xa-a", [("xa-a", SCHEME, facts)], reasons
    )


def load(database: Database, *files: FactFile, reason: str = "") -> None:
    acts.load_many(database, files, actor="Sở Nội vụ", reason=reason)


def test_a_later_stage_that_changes_a_value_says_why_and_the_error_names_the_cell(database: Database) -> None:
    before = views.event_bodies(database)

    with pytest.raises(StoreError) as refused:
        load(database, sent("appraisal", number("ty_le", 90)))

    (problem,) = refused.value.problems
    assert (problem.code, problem.place) == ("E_STORE_REASON", "form.xlsx!A!ty_le")
    assert "“ty_le” of xa-a was 98.5 (self), this file says 90 and gives no reason" in problem.text()
    assert views.event_bodies(database) == before


def test_the_reason_of_the_value_goes_before_that_of_the_file(database: Database) -> None:
    load(database, sent("peer", number("ty_le", 95), reason="Hồ sơ trùng"), reason="Chấm chéo")
    load(database, sent("appraisal", number("ty_le", 90), name="td.csv"), reason="Thẩm định")

    history = [each for each in history_of(database, "xa-a") if each.fact.id == "ty_le"]

    assert [(each.stage, each.fact.number, each.reason) for each in history] == [
        ("self", Fraction(197, 2), ""),
        ("peer", 95, "Hồ sơ trùng"),
        ("appraisal", 90, "Thẩm định"),
    ]
    assert views.reasons(database, SCHEME, "peer") == {("xa-a", "ty_le", ""): "Hồ sơ trùng"}
    assert views.reasons(database, SCHEME, "appraisal") == {("xa-a", "ty_le", ""): "Thẩm định"}
    assert audit(database.path).findings == ()


def test_the_nearest_stage_before_is_the_one_that_counts(database: Database) -> None:
    load(database, sent("peer", number("ty_le", 95), reason="Hồ sơ trùng"))

    load(database, sent("appraisal", number("ty_le", 95)))  # as the peers said: nothing is changed

    with pytest.raises(StoreError, match=r"was 95 \(appraisal\), this file says 98\.5"):
        load(database, sent("council", number("ty_le", Fraction(197, 2))))


def test_a_corrected_file_of_the_same_stage_says_why(database: Database) -> None:
    with pytest.raises(StoreError, match=r"was 98\.5 \(self\), this file says 99"):
        load(database, sent("self", number("ty_le", 99)))
    load(database, sent("self", number("ty_le", 99)), reason="Gõ nhầm")

    assert views.entries(database, SCHEME, "self")[1].fact("ty_le").number == 99


def test_after_the_appraisal_an_earlier_stage_is_closed_whatever_the_reason(database: Database) -> None:
    load(database, sent("appraisal", number("ty_le", 90), reason="Hồ sơ trùng"))

    with pytest.raises(
        StoreError, match="has been judged at the stage “appraisal” since; 99 cannot be taken"
    ):
        load(database, sent("self", number("ty_le", 99)), reason="Gõ nhầm")


def test_an_explanation_stands_beside_an_unchanged_value(database: Database) -> None:
    load(database, sent("peer", number("ty_le", 95), reason="Hồ sơ trùng"))
    load(database, sent("self", number("ty_le", Fraction(197, 2)), reason="Giải trình: hai hồ sơ khác nhau"))

    told = [(each.stage, each.version, each.reason) for each in history_of(database, "xa-a")][1:]

    assert told == [
        ("self", 1, ""),
        ("peer", 1, "Hồ sơ trùng"),
        ("self", 2, "Giải trình: hai hồ sơ khác nhau"),
    ]


def test_what_was_missing_is_filled_in_without_a_reason_and_taking_a_value_away_needs_one(
    database: Database,
) -> None:
    load(database, sent("self", Fact("ghi_chu", State.VALUE, label="tốt")))

    with pytest.raises(StoreError, match=r"was tốt \(self\), this file says missing"):
        load(database, sent("self", Fact("ghi_chu", State.MISSING)))


def test_new_evidence_for_the_same_value_changes_nothing(database: Database) -> None:
    again = Fact("ty_le", State.VALUE, Fraction(197, 2), evidence="99/BC-UBND")

    load(database, sent("self", again))

    assert views.entries(database, SCHEME, "self")[1].fact("ty_le").evidence == "99/BC-UBND"


def test_files_that_supersede_each_other_in_one_load_are_held_to_the_same(database: Database) -> None:
    first, second = (
        sent("peer", number("ty_le", 95), name="1.csv"),
        sent("peer", number("ty_le", 94), name="2"),
    )

    with pytest.raises(StoreError) as refused:
        load(database, first, second)

    assert [problem.values["before"] for problem in refused.value.problems] == ["98.5", "95"]


def test_the_same_file_again_asks_for_nothing(database: Database) -> None:
    load(database, sent("self", number("ty_le", 99)), reason="Gõ nhầm")

    assert acts.load_many(database, [samples.FIRST], actor="Thư ký") == ("already loaded",)
