from __future__ import annotations

import unicodedata
from itertools import permutations
from pathlib import Path

import pytest

from tests.thidua.store import samples
from thidua.store import views
from thidua.store.canonical import leaf_hash
from thidua.store.errors import StoreError
from thidua.store.merkle import tree_head


def test_what_was_opened_comes_back(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    assert views.review(database) == samples.REVIEW
    assert list(views.scheme_texts(database).items()) == list(samples.SCHEMES.items())
    assert views.plan_texts(database) == samples.PLANS
    assert views.law_texts(database) == samples.LAWS
    names = [unicodedata.normalize("NFC", candidate.name) for candidate in samples.CANDIDATES]
    assert [candidate.name for candidate in views.candidates(database)] == names


def test_entries_stand_in_roster_order_and_nobody_is_left_out(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    entries = views.entries(database, samples.SCHEME, "self")
    assert [(entry.candidate.id, list(entry.facts), list(entry.panels)) for entry in entries] == [
        ("xa-b", ["muc", "ty_le"], []),
        ("xa-a", ["ghi_chu", "ty_le"], []),
        ("ba-lan", [], []),
    ]


def test_facts_come_back_as_they_were_sent(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    sent = {fact.id: fact for file in (samples.SECOND, samples.EXPLAINED) for fact in file.entries[0][2]}
    assert dict(views.entries(database, samples.SCHEME, "self")[0].facts) == sent


def test_the_order_of_loading_changes_neither_digest_nor_entries(tmp_path: Path) -> None:
    digests, entries = set(), []
    for place, files in enumerate(permutations([samples.FIRST, samples.SECOND, samples.PANEL])):
        database = samples.create(tmp_path / f"{place}.db")
        samples.open_review(database)
        samples.load(database, *files)
        digests.add(views.facts_digest(database, samples.SCHEME, "self"))
        entries.append(views.entries(database, samples.SCHEME, "self"))
    assert len(digests) == 1
    assert all(each == entries[0] for each in entries)


def test_another_value_gives_another_digest(tmp_path: Path) -> None:
    database = samples.create(tmp_path / "record.db")
    samples.open_review(database)
    digests = [views.facts_digest(database, samples.SCHEME, "self")]
    for file in (samples.FIRST, samples.CORRECTED):
        samples.load(database, file)
        digests.append(views.facts_digest(database, samples.SCHEME, "self"))
    assert len(set(digests)) == 3


def test_the_log_is_the_tree_over_the_bodies(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    bodies = views.event_bodies(database)
    assert views.log(database) == (19, tree_head([leaf_hash(body) for body in bodies]).hex())


def test_the_input_files_are_listed_in_the_order_they_came(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    assert [(file.name, file.facts, file.at) for file in views.inputs(database)] == [
        ("a.xlsx", 2, "2026-07-01T08:02:00Z"),
        ("b.csv", 2, "2026-07-01T08:03:00Z"),
        ("lan.csv", 2, "2026-07-01T08:04:00Z"),
        ("a-sua.xlsx", 1, "2026-07-01T08:05:00Z"),
        ("kien-nghi-1.csv", 1, "2026-07-01T08:17:00Z"),
        ("b-sua.csv", 1, "2026-07-01T08:19:00Z"),
    ]


def test_asking_for_what_is_not_there_is_answered_in_words(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    with pytest.raises(StoreError, match="The scheme x is not part of this review; it has diem-ca-nhan"):
        views.entries(database, "x", "self")
    with pytest.raises(StoreError, match="There is no run 5 in this record"):
        views.run_results(database, 5)
