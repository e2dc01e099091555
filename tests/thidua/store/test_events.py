from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.thidua.store import samples
from thidua.store import views
from thidua.store.errors import StoreError
from thidua.store.events import (
    Act,
    DecisionRecorded,
    Event,
    FactsLoaded,
    HistoryLoaded,
    HonourStatusChanged,
    IssuedPaper,
    Nominated,
    NominationRecorded,
    NoticeOpened,
    ObjectionAnswered,
    ObjectionFiled,
    PapersIssued,
    ReviewOpened,
    RuleText,
    RunCompleted,
    ValueReason,
    media_of,
    parse,
)

WORD = st.sampled_from(["a", "xã", "Chủ tịch", 'ngoặc "kép"', "dòng\nmới", "/", "😀"])
SHA = st.sampled_from(["0" * 64, "f" * 64, "0123456789abcdef" * 4])
COUNT = st.integers(0, 10**6)
STAGE = st.sampled_from(["self", "peer", "appraisal", "council"])
RULES = st.lists(st.builds(RuleText, key=WORD, sha256=SHA), max_size=2).map(tuple)
JSON = st.recursive(WORD | st.none() | st.booleans(), lambda inner: st.lists(inner, max_size=2), max_leaves=4)
PAPER = st.builds(
    IssuedPaper, kind=st.sampled_from(["dossier", "certificate"]), file=WORD, sha256=SHA, candidate=WORD
)
ACTS: st.SearchStrategy[Act] = st.one_of(
    st.builds(
        ReviewOpened,
        review=st.dictionaries(WORD, JSON),
        review_sha256=SHA,
        schemes=RULES,
        plans=RULES,
        laws=RULES,
        candidates_file_sha256=SHA,
        candidates_sha256=SHA,
        candidates=COUNT,
    ),
    st.builds(
        FactsLoaded,
        file=WORD,
        file_sha256=SHA,
        facts_sha256=SHA,
        stage=STAGE,
        unit=WORD,
        entries=COUNT,
        facts=COUNT,
        candidates=st.lists(WORD).map(tuple),
        reasons=st.lists(
            st.builds(ValueReason, candidate=WORD, scheme=WORD, fact=WORD, judge=WORD, reason=WORD),
            max_size=2,
        ).map(tuple),
    ),
    st.builds(
        RunCompleted,
        scheme=WORD,
        scheme_sha256=SHA,
        stage=STAGE,
        facts_sha256=SHA,
        results_sha256=SHA,
        as_of=st.dates(date(2020, 1, 1)),
        engine=WORD,
        counts=st.dictionaries(WORD, COUNT),
    ),
    st.builds(DecisionRecorded, slot=WORD, choice=st.lists(WORD).map(tuple), who=WORD, basis=WORD),
    st.builds(
        PapersIssued,
        papers=st.lists(PAPER, min_size=1, max_size=3).map(tuple),
        runs=st.lists(st.integers(1, 99)).map(tuple),
    ),
    st.builds(
        HistoryLoaded,
        file=WORD,
        file_sha256=SHA,
        history_sha256=SHA,
        counts=st.dictionaries(WORD, COUNT),
    ),
    st.builds(
        HonourStatusChanged,
        candidate=WORD,
        award=WORD,
        first_year=st.integers(1945, 2100),
        last_year=st.integers(1945, 2100),
        decision=WORD,
        revoked=st.booleans(),
        number=WORD,
        on=st.dates(date(2020, 1, 1)),
        why=WORD,
    ),
    st.builds(
        NominationRecorded,
        rules=WORD,
        rules_sha256=st.none() | SHA,
        law=WORD,
        received=st.dates(date(2020, 1, 1)),
        year=st.integers(2000, 2100),
        lists_sha256=SHA,
        papers_sha256=st.none() | SHA,
        runs=st.lists(st.integers(1, 99)).map(tuple),
        nominees=st.lists(
            st.builds(Nominated, list=WORD, award=WORD, candidate=WORD, overlaps=st.lists(WORD).map(tuple)),
            min_size=1,
            max_size=3,
        ).map(tuple),
        withdrawn=st.booleans(),
        who=WORD,
        basis=WORD,
    ),
    st.builds(
        NoticeOpened,
        scheme=WORD,
        run=st.integers(1, 99),
        opened=st.dates(date(2020, 1, 1)),
        working_days=st.integers(1, 30),
        until=st.dates(date(2020, 1, 1)),
        days_off=st.lists(st.dates(date(2020, 1, 1)), max_size=2).map(tuple),
        unsure=st.lists(st.integers(2020, 2030), max_size=2).map(tuple),
        where=WORD,
    ),
    st.builds(
        ObjectionFiled,
        notice=st.integers(1, 99),
        scheme=WORD,
        candidate=WORD,
        criterion=WORD,
        sender=WORD,
        text=WORD,
        evidence=WORD,
        evidence_sha256=st.none() | SHA,
        received=st.dates(date(2020, 1, 1)),
        in_time=st.booleans(),
    ),
    st.builds(
        ObjectionAnswered,
        objection=st.integers(1, 99),
        accepted=st.booleans(),
        facts=st.none() | st.integers(1, 99),
        who=WORD,
        why=WORD,
        basis=WORD,
    ),
)
EVENTS = st.builds(
    Event,
    counter=st.integers(1, 10**6),
    at=st.just("2026-07-01T08:00:00Z"),
    clock_went_back=st.booleans(),
    actor=WORD,
    reason=WORD,
    act=ACTS,
)


@given(EVENTS)
def test_every_event_comes_back_from_its_bytes(event: Event) -> None:
    assert parse(event.body()) == event
    assert parse(event.body()).body() == event.body()


def test_an_event_of_an_older_version_is_written_again_byte_for_byte() -> None:
    # As the program wrote it before single values had reasons: no such key.
    act = (
        f'{{"candidates":["xa-a"],"entries":"1","facts":"1","facts_sha256":"{"0" * 64}","file":"a.xlsx",'
        f'"file_sha256":"{"f" * 64}","stage":"self","type":"facts.loaded","unit":"xa-a"}}'
    )
    body = (
        f'{{"act":{act},"actor":"Thư ký","at":"2026-07-01T08:00:00Z","clock_went_back":false,"counter":"1",'
        '"reason":""}'
    ).encode()

    assert parse(body).body() == body


def test_no_number_stands_in_a_body(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")

    def leaves(value: object) -> list[object]:
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return [value] if parts is None else [leaf for part in parts for leaf in leaves(part)]

    for body in views.event_bodies(database):
        assert {type(leaf) for leaf in leaves(json.loads(body))} <= {str, bool, type(None)}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "This is not an event"),
        (b"[]", "This is not an event"),
        (b'{"act":{"type":"award.granted"}}', "counter: Field required"),
        (b"\xff", "This is not an event"),
    ],
)
def test_bytes_that_are_not_an_event_are_refused(body: bytes, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        parse(body)


def test_the_media_type_comes_from_the_name_alone() -> None:
    assert [media_of(name) for name in ("A.CSV", "b.json", "no_suffix", "x.exe")] == [
        "text/csv",
        "application/json",
        "application/octet-stream",
        "application/octet-stream",
    ]
