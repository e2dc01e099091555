from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scoring.law import history
from scoring.law.history import CommendationKind, Honour, Rating, Revocation, TaskRating
from tests.thidua.store import samples
from thidua.audit import audit
from thidua.store import history_acts, history_views, views
from thidua.store.database import Database
from thidua.store.errors import StoreError
from thidua.store.history_items import Entry


@pytest.fixture
def database(tmp_path: Path) -> Database:
    found = samples.create(tmp_path / "record.db")
    samples.open_review(found)
    return found


def records(database: Database) -> dict[str, history.Record]:
    with database.read() as session:
        return history_views.records(session)


def test_a_past_comes_back_as_it_was_written(database: Database) -> None:
    samples.load_history(database, *samples.PAST)

    found = records(database)

    assert list(found) == ["xa-b", "xa-a", "ba-lan", "xa-cu"]
    assert found["xa-b"] == history.Record("xa-b", "collective")
    lan = found["ba-lan"]
    assert lan.kind == "individual"
    assert lan.honours == (samples.CERTIFICATE, samples.TITLE)  # by period: 2023-2024, then 2024
    assert (lan.profile.subject_class, lan.profile.woman, lan.complete_from) == (
        "nguoi_truc_tiep",
        True,
        2015,
    )
    written = {type(entry.item): entry.item for entry in samples.PAST if entry.candidate == "ba-lan"}
    assert lan.initiatives == (written[history.Initiative],)
    assert lan.disciplines == (written[history.Discipline],)
    assert lan.absences == (written[history.Absence],)
    assert lan.cases == (written[history.PendingCase],)
    assert lan.registrations == (written[history.Registration],)
    assert lan.confirmations == (written[history.Confirmation],)
    assert [rating.year for rating in lan.ratings] == [2023, 2024]
    assert found["xa-a"].memberships[0].members == 20
    assert found["xa-a"].predecessors[0].name == "Xã Cũ"
    assert found["xa-cu"].kind == "collective"


def test_only_the_pasts_asked_for_are_given(database: Database) -> None:
    samples.load_history(database, *samples.PAST)

    with database.read() as session:
        found = history_views.records(session, ["xa-cu", "ba-lan", "nobody"])

    assert list(found) == ["ba-lan", "xa-cu"]
    assert found["ba-lan"] == records(database)["ba-lan"]


def test_one_file_is_one_event_however_many_entries_it_has(database: Database) -> None:
    before = views.log(database)[0]

    answer = samples.load_history(database, *samples.PAST)

    assert views.log(database)[0] == before + 1
    assert sum(answer.new.values()) == len(samples.PAST)
    assert (answer.changed, answer.same) == ({}, {})


def test_the_same_file_twice_changes_nothing(database: Database) -> None:
    samples.load_history(database, *samples.PAST)
    before = samples.dump(database.path)

    assert samples.load_history(database, *samples.PAST).is_known
    assert samples.dump(database.path) == before


def test_another_file_that_says_the_same_changes_nothing_either(database: Database) -> None:
    samples.load_history(database, *samples.PAST)
    before = samples.dump(database.path)

    answer = samples.load_history(database, *samples.PAST, name="copy.xlsx")

    assert (answer.new, answer.changed, sum(answer.same.values())) == ({}, {}, len(samples.PAST))
    assert samples.dump(database.path) == before


def test_a_changed_entry_supersedes_and_the_older_one_is_kept(database: Database) -> None:
    samples.load_history(database, Entry("ba-lan", Rating(2024, TaskRating.GOOD)))

    answer = samples.load_history(
        database,
        Entry("ba-lan", Rating(2023, TaskRating.GOOD)),
        Entry("ba-lan", Rating(2024, TaskRating.EXCELLENT)),
        name="second.csv",
    )

    assert (answer.new, answer.changed) == ({"rating": 1}, {"rating": 1})
    assert records(database)["ba-lan"].ratings == (
        Rating(2023, TaskRating.GOOD),
        Rating(2024, TaskRating.EXCELLENT),
    )
    assert samples.dump(database.path).count("INSERT INTO \"rating\" VALUES('ba-lan',2024") == 2


def test_a_withdrawn_entry_counts_no_more_and_can_come_back(database: Database) -> None:
    rating = Rating(2024, TaskRating.GOOD)
    samples.load_history(database, Entry("ba-lan", rating))
    samples.load_history(database, Entry("ba-lan", rating, withdrawn=True), name="b.csv")
    assert records(database)["ba-lan"].ratings == ()

    samples.load_history(database, Entry("ba-lan", rating), name="c.csv")
    assert records(database)["ba-lan"].ratings == (rating,)


def test_three_classes_of_one_medal_are_recorded_side_by_side(database: Database) -> None:
    ladder = [
        Honour("ba-lan", "huan_chuong_lao_dong", CommendationKind.MERIT, y, y, f"{y}/QĐ-CTN", date(y, 9, 2))
        for y in (2010, 2016, 2022)
    ]

    samples.load_history(database, *(Entry("ba-lan", each) for each in ladder))

    assert list(records(database)["ba-lan"].honours) == ladder


def test_all_faults_of_a_file_are_named_with_their_places_and_nothing_is_stored(database: Database) -> None:
    lost = replace(samples.TITLE, candidate="ba-lan", movement="khong-co", rests_on=("ba-lan x 2000 1",))
    entries = (
        Entry("nobody", Rating(2024, TaskRating.GOOD)),
        Entry("ba-lan", Rating(2024, TaskRating.GOOD)),
        Entry("ba-lan", Rating(2024, TaskRating.EXCELLENT)),
        Entry("ba-lan", lost),
    )
    file = history_acts.HistoryFile("ls.xlsx", b"x", entries, ["A!A5", "A!A6", "A!A7", "B!A5"])
    before = samples.dump(database.path)

    with pytest.raises(StoreError) as refused:
        history_acts.load_history(database, file, actor="Thư ký")

    assert [(problem.code, problem.place) for problem in refused.value.problems] == [
        ("E_STORE_CANDIDATE", "A!A5"),
        ("E_HISTORY_TWICE", "A!A7"),
        ("E_HISTORY_MOVEMENT", "B!A5"),
        ("E_HISTORY_BASIS", "B!A5"),
    ]
    assert samples.dump(database.path) == before


def test_the_past_of_an_older_unit_can_be_written_once_it_is_named_as_one(database: Database) -> None:
    step = next(entry for entry in samples.PAST if isinstance(entry.item, history.Predecessor))
    rating = Entry("xa-cu", Rating(2024, TaskRating.GOOD))

    with pytest.raises(StoreError, match="xa-cu is not in this review's table"):
        samples.load_history(database, rating)
    samples.load_history(database, step, rating)

    assert records(database)["xa-cu"].ratings == (Rating(2024, TaskRating.GOOD),)


def test_a_revoked_honour_keeps_number_date_and_reason_and_can_be_given_back(database: Database) -> None:
    samples.load_history(database, Entry("ba-lan", samples.TITLE))
    samples.revoke(database)
    (revoked,) = records(database)["ba-lan"].honours
    assert revoked.revocation == Revocation("9/QĐ-UBND", date(2026, 2, 3), "Kê khai gian dối")

    history_acts.change_status(
        database,
        revoked,
        revoked=False,
        number="20/QĐ-UBND",
        on=date(2026, 5, 4),
        why="Bản án mới",
        actor="Thư ký",
    )

    assert records(database)["ba-lan"].honours == (samples.TITLE,)
    assert audit(database.path).findings == ()


def test_loading_an_old_list_again_does_not_give_a_revoked_honour_back(database: Database) -> None:
    samples.load_history(database, Entry("ba-lan", samples.TITLE))
    samples.revoke(database)

    samples.load_history(database, Entry("ba-lan", replace(samples.TITLE, document="khac.pdf")), name="b.csv")

    (honour,) = records(database)["ba-lan"].honours
    assert honour.document == "khac.pdf"
    assert honour.revocation is not None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"revoked": False}, "E_HISTORY_STATUS: The honour .* stands"),
        (
            {"on": date(2025, 1, 19)},
            "E_HISTORY_DATE: .*2025-01-19 lies before that of the honour, 2025-01-20",
        ),
        ({"why": ""}, "E_HISTORY_WHY"),
        ({"actor": " "}, "E_STORE_ACTOR"),
    ],
)
def test_a_change_of_status_that_cannot_be_is_refused(
    database: Database, change: dict[str, object], words: str
) -> None:
    samples.load_history(database, Entry("ba-lan", samples.TITLE))
    before = samples.dump(database.path)
    parts: dict[str, object] = {
        "revoked": True,
        "number": "",
        "on": date(2026, 1, 1),
        "why": "x",
        "actor": "a",
    }

    with pytest.raises(StoreError, match=words):
        history_acts.change_status(database, samples.TITLE, **(parts | change))  # type: ignore[arg-type]

    assert samples.dump(database.path) == before


def test_the_ledger_is_rebuilt_from_its_events_alone(tmp_path: Path) -> None:
    assert audit(samples.whole(tmp_path / "record.db").path).findings == ()


def test_the_files_that_were_taken_in_are_listed_in_their_order(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")

    with database.read() as session:
        files = history_views.files(session)

    assert [(file.name, file.counts.get("rating")) for file in files] == [("lich-su.xlsx", 3), ("sua.csv", 1)]


def test_a_movement_is_given_with_the_honours_that_name_it(database: Database) -> None:
    movement = samples.PAST[-1]
    honour = replace(samples.TITLE, movement="chuyen-doi-so", kind=CommendationKind.MOVEMENT)

    samples.load_history(database, movement, Entry("ba-lan", honour))

    assert records(database)["ba-lan"].movements == (movement.item,)
    assert records(database)["xa-a"].movements == ()
