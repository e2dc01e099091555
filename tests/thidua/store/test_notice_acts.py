"""What follows a result is recorded once, in one piece, and never shortened or answered twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scoring.errors import ScoringError
from tests.thidua.store import samples
from thidua.audit import audit
from thidua.store import views
from thidua.store.canonical import digest
from thidua.store.database import Database
from thidua.store.errors import StoreError
from thidua.store.notice_acts import Answer, notices, objections, published_run, runs_around


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = samples.create(tmp_path / "record.db")
    samples.open_review(database)
    samples.load(database, samples.FIRST, samples.SECOND)
    samples.run(database)
    samples.publish(database)
    return database


def test_a_notice_keeps_its_window_and_the_days_off_it_passed_over(database: Database) -> None:
    (found,) = notices(database)

    assert (found.run, found.opened, found.working_days, found.until) == (
        1,
        date(2026, 7, 6),
        5,
        date(2026, 7, 13),
    )
    assert (found.days_off, found.unsure, found.place) == ((date(2026, 7, 8),), (2026,), "Bảng tin")
    assert published_run(database, 1)[1] == views.latest_runs(database)[samples.SCHEME].results_sha256


def test_a_window_is_made_longer_and_never_shorter(database: Database) -> None:
    for until in (date(2026, 7, 10), date(2026, 7, 13)):
        with pytest.raises(StoreError, match=r"Run 1 of .* is published already, until 2026-07-13"):
            samples.publish(database, until=until)
    samples.publish(database, until=date(2026, 7, 14))

    assert [each.until for each in notices(database)] == [date(2026, 7, 13), date(2026, 7, 14)]


def test_only_the_newest_result_is_published(database: Database) -> None:
    samples.run(database, b'{"rows":["x"]}')

    with pytest.raises(StoreError, match="Run 1 is not the newest of"):
        samples.publish(database, until=date(2026, 8, 1))
    samples.publish(database, run=2)


def test_an_objection_is_kept_with_its_file_and_answered_once(database: Database) -> None:
    samples.object_to(database, evidence=samples.EVIDENCE)
    (found,) = objections(database)
    assert (found.number, found.sender, found.in_time, found.answer) == (1, "xa-a", True, None)
    assert found.evidence_sha256 == digest(samples.EVIDENCE)
    assert samples.EVIDENCE in {content.data for content in samples.kept(database.path).values()}

    samples.reply(database, 1)
    bodies = views.event_bodies(database)
    with pytest.raises(StoreError, match="Objection 1 was answered before; an answer is given once"):
        samples.reply(database, 1, samples.OBJECTED)

    assert views.event_bodies(database) == bodies
    assert objections(database)[0].answer == Answer(7, True, None, "Hội đồng", "Đã đối chiếu", "Biên bản 2")


def test_an_accepted_value_and_its_answer_are_stored_together(database: Database) -> None:
    samples.object_to(database)
    samples.reply(database, 1, samples.OBJECTED)

    (found,) = objections(database)

    assert found.answer is not None
    assert (found.answer.facts, found.answer.seq) == (7, 8)
    assert views.reasons(database, samples.SCHEME, "self")["xa-a", "ty_le", ""] == "Đã đối chiếu"
    assert runs_around(database, samples.SCHEME, found.answer.seq) == (1, None)
    assert audit(database.path).findings == ()


def test_an_answer_that_fails_leaves_the_values_as_they_were(database: Database) -> None:
    samples.object_to(database)
    stranger = samples.fact_file("kien-nghi-1.csv", "xa-la", samples.number("ty_le", 1))
    bodies = views.event_bodies(database)

    with pytest.raises(ScoringError):
        samples.reply(database, 1, stranger)

    assert views.event_bodies(database) == bodies
    assert objections(database)[0].answer is None


def test_what_is_not_there_is_said_in_words(database: Database) -> None:
    with pytest.raises(StoreError, match="There is no objection 1 in this record"):
        samples.reply(database, 1)
    with pytest.raises(StoreError, match=r"No result of .* was published"):
        samples.object_to(database, notice=2)
