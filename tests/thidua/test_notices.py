"""When a result was published, when the next step may be taken, and what makes it wait."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest

from scoring.errors import Problem, ScoringError
from scoring.facts import Decision
from tests.thidua.proof import samples
from tests.thidua.proof.samples import REVIEW, planted
from thidua.notice_papers import DATA_NAME, write_notice
from thidua.notices import NoticeError, Publishing, announce, hindrances, require_notice, window
from thidua.objections import Filing, submit
from thidua.papers import issue_certificates, issue_dossier
from thidua.replies import Reply, respond
from thidua.review import PublicNotice, Review
from thidua.runs import current_result, run_all
from thidua.store import acts, views
from thidua.store.database import Database
from thidua.store.notice_acts import notices

RULE = {"working_days": 5, "cite": {"document": "Quy chế mẫu"}}
OPENED, UNTIL = date(2024, 3, 4), date(2024, 3, 11)  # Monday, and five working days on
AFTER = date(2024, 3, 12)


def published_rule(**changed: object) -> PublicNotice:
    return PublicNotice.model_validate(RULE | changed, strict=False)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The tree-planting review with a public notice, scored, not yet published."""
    review = Review.model_validate(REVIEW.model_dump(mode="json") | {"public_notice": RULE}, strict=False)
    monkeypatch.setattr(samples, "REVIEW", review)
    database = samples.opened(tmp_path)
    files = [planted(who, *numbers) for who, numbers in samples.PLANTED.items()]
    acts.load_many(database, files, actor="Thư ký")
    run_all(database, actor="Thư ký")
    return database


def publish(database: Database, opened: date = OPENED) -> None:
    announce(database, Publishing(opened), actor="Thư ký")


def waits(database: Database, on: date = AFTER) -> list[str]:
    return [each.code for each in hindrances(database, current_result(database), on)]


def problems(refused: pytest.ExceptionInfo[ScoringError]) -> list[Problem]:
    return list(refused.value.problems)


def test_the_day_of_publishing_is_not_counted_and_weekends_are_not() -> None:
    assert window(published_rule(), OPENED).day == UNTIL


@pytest.mark.parametrize(
    ("opened", "last", "off"),
    [
        # 30/4 and 1/5 are days off every year: Monday 29/4, then 2/5, 3/5, 6/5, 7/5.
        (date(2024, 4, 26), date(2024, 5, 7), [date(2024, 4, 30), date(2024, 5, 1)]),
        # The same, and the review file names Monday 29/4 as a day off too.
        (date(2024, 4, 25), date(2024, 5, 7), [date(2024, 4, 29), date(2024, 4, 30), date(2024, 5, 1)]),
    ],
)
def test_days_off_are_passed_over_and_told(opened: date, last: date, off: list[date]) -> None:
    found = window(published_rule(holidays=["2024-04-29"] if len(off) == 3 else []), opened)

    assert (found.day, list(found.off)) == (last, off)
    assert [year for year, _what in found.unknown] == ([] if len(off) == 3 else [2024])


def test_a_rule_without_a_source_is_refused() -> None:
    with pytest.raises(ValueError, match="name the document that asks for the public notice"):
        published_rule(cite={"clause": "Điều 5"})


def test_the_step_waits_through_the_last_day_and_passes_on_the_next(database: Database) -> None:
    assert waits(database) == ["E_NOTICE_MISSING"]
    publish(database)

    days = {day: waits(database, day) for day in (OPENED, UNTIL, UNTIL + timedelta(days=1))}

    assert days == {OPENED: ["E_NOTICE_RUNNING"], UNTIL: ["E_NOTICE_RUNNING"], AFTER: []}


def test_a_day_to_come_does_not_open_the_door(database: Database) -> None:
    publish(database, date.today())

    assert waits(database, date.today() + timedelta(days=60)) == ["E_NOTICE_DAY"]


def test_one_and_many_papers_stand_behind_the_same_door(database: Database, tmp_path: Path) -> None:
    before = views.event_bodies(database)
    for step in (issue_dossier, issue_certificates):
        with pytest.raises(NoticeError, match="was not published yet"):
            step(database, tmp_path / "out", actor="Thư ký", on=AFTER)  # type: ignore[operator]

    assert views.event_bodies(database) == before
    assert not (tmp_path / "out").exists()


def test_the_printed_notice_carries_the_results_it_shows(database: Database, tmp_path: Path) -> None:
    publish(database)
    assert write_notice(database, notices(database), tmp_path / "notice.pdf") == 1

    with pikepdf.open(tmp_path / "notice.pdf") as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20240304000000+07'00'"
        said = json.loads(pdf.attachments[DATA_NAME].get_file().read_bytes())
    (one,) = said["notices"]
    assert (one["scheme"], one["opened"], one["until"]) == (samples.SCHEME, "2024-03-04", "2024-03-11")
    # Worked by hand in the samples of proof: a and b are equal with 80 points, d has planted too little.
    found = [(row["candidate"], row["total"], row["rank"]) for row in one["rows"]]
    assert found[:2] == [("xa-a", "80", "1"), ("xa-b", "80", "1")]
    assert set(one["rows"][0]) == {"candidate", "name", "cluster", "rank", "total", "state", "class"}


def test_where_no_notice_is_asked_for_nothing_waits(tmp_path: Path) -> None:
    database = samples.scored(tmp_path)

    require_notice(database, current_result(database))

    with pytest.raises(NoticeError, match="The review asks for no public notice"):
        publish(database)


def test_a_result_that_changed_by_a_corrected_form_is_published_again(database: Database) -> None:
    publish(database)
    acts.load_facts(database, planted("xa-c", 500, 450, "sua.xlsx"), actor="Thư ký", reason="Gõ nhầm")
    run_all(database, actor="Thư ký")

    (problem,) = hindrances(database, current_result(database), AFTER)

    assert (problem.code, problem.values["causes"]) == ("E_NOTICE_MOVED", "sua.xlsx")
    publish(database, AFTER)
    assert waits(database, AFTER) == ["E_NOTICE_RUNNING"]
    assert waits(database, AFTER + timedelta(days=8)) == []


def test_a_result_that_changed_by_a_decision_is_published_again(database: Database) -> None:
    publish(database)
    decision = Decision("giay_khen.cum_1", ("xa-b",), "Hội đồng", "Biên bản 1")
    acts.record_decision(database, decision, actor="Thư ký")
    run_all(database, actor="Thư ký")

    (problem,) = hindrances(database, current_result(database), AFTER)

    assert (problem.code, problem.values["causes"]) == ("E_NOTICE_MOVED", "giay_khen.cum_1")


def test_an_accepted_objection_alone_needs_no_second_notice_but_hides_no_other_change(
    database: Database,
) -> None:
    publish(database)
    filed = submit(
        database, Filing("xa-c", "so_luong", "Trồng đủ 500 cây", OPENED + timedelta(days=1)), actor="Văn thư"
    )
    assert waits(database) == ["E_NOTICE_OBJECTION"]
    reply = Reply(True, "Hội đồng", "Đã kiểm tra", values=["cay_trong=400"])
    respond(database, filed.number, reply, actor="Thư ký")
    run_all(database, actor="Thư ký")
    assert waits(database) == []

    acts.load_facts(database, planted("xa-d", 500, 450, "sua.xlsx"), actor="Thư ký", reason="Gõ nhầm")
    run_all(database, actor="Thư ký")

    assert waits(database) == ["E_NOTICE_MOVED"]


def test_a_run_that_gives_the_same_result_again_is_the_published_one(database: Database) -> None:
    publish(database)
    run_all(database, actor="Thư ký")

    assert waits(database) == []


def test_a_scheme_that_is_not_there_is_told_with_the_nearest(database: Database) -> None:
    with pytest.raises(
        NoticeError, match=r"“giong-cay” is no scheme of this review\. The nearest is: giong-cay-xanh"
    ):
        announce(database, Publishing(OPENED, ["giong-cay"]), actor="Thư ký")


def test_a_stale_run_is_not_published(database: Database) -> None:
    acts.load_facts(database, planted("xa-c", 500, 450, "sua.xlsx"), actor="Thư ký", reason="Gõ nhầm")

    with pytest.raises(ScoringError, match="run again: thidua run"):
        publish(database)
