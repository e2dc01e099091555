from __future__ import annotations

from pathlib import Path

import pytest

from tests.thidua.store import samples
from thidua.audit import audit
from thidua.store import views
from thidua.store.errors import StoreError
from thidua.store.nomination_acts import lists_of, nominated, record_nomination


def test_proposals_stand_until_they_are_taken_back_and_every_act_is_kept(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    samples.nominate(database, "xa-b", withdrawn=True)
    samples.nominate(database, "ba-lan")

    assert [(each.candidate, each.list, each.who) for each in nominated(database)] == [
        ("xa-a", "bk", "Hội đồng"),
        ("ba-lan", "bk", "Hội đồng"),
    ]
    assert audit(database.path).findings == ()


def test_nobody_is_proposed_twice_and_all_of_them_are_named(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    before = views.event_bodies(database)

    with pytest.raises(StoreError) as refused:
        samples.nominate(database, "xa-a", "ba-lan", "xa-b")

    assert [str(each) for each in refused.value.problems] == [
        "E_STORE_NOMINATION: xa-a is proposed on bk already.",
        "E_STORE_NOMINATION: xa-b is proposed on bk already.",
    ]
    assert views.event_bodies(database) == before


def test_what_does_not_stand_cannot_be_taken_back(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    with pytest.raises(StoreError, match="ba-lan is not proposed on bk, so there is nothing to take back"):
        samples.nominate(database, "ba-lan", withdrawn=True)


def test_the_lists_as_people_saw_them_can_be_read_again(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    (seq,) = {each.seq for each in nominated(database)}

    assert lists_of(database, seq) == samples.LISTS
    with pytest.raises(KeyError):
        lists_of(database, 1)


def test_an_unknown_run_or_candidate_is_refused(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    before = views.event_bodies(database)
    contents = {samples.nomination("ba-lan").lists_sha256: samples.LISTS}

    with pytest.raises(StoreError, match="There is no run 9"):
        record_nomination(database, samples.nomination("ba-lan", runs=(9,)), contents, actor="Thư ký")
    with pytest.raises(StoreError):
        record_nomination(database, samples.nomination("nobody"), contents, actor="Thư ký")
    assert views.event_bodies(database) == before
