from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.law import history
from tests.thidua.store import samples
from thidua.store.errors import StoreError
from thidua.store.history_items import KINDS, Entry, HonourStatus, Profile, history_blob, read_rows
from thidua.store.tables import METADATA

WORD = st.sampled_from(["", "a", "Khen thưởng", 'ngoặc "kép"', "dòng\nmới", "2021"])
DAY = st.dates(date(1950, 1, 1), date(2100, 1, 1))
YEAR = st.integers(1945, 2100)
SHARE = st.none() | st.fractions(0, 1, max_denominator=50)
ITEMS = st.one_of(
    st.builds(
        Profile, WORD, st.none() | st.booleans(), st.none() | st.booleans(), st.none() | DAY, st.none() | YEAR
    ),
    st.builds(
        history.Honour,
        st.just("c"),
        WORD,
        st.sampled_from(history.CommendationKind),
        YEAR,
        YEAR,
        WORD,
        DAY,
        rests_on=st.lists(WORD, max_size=3).map(tuple),
    ),
    st.builds(HonourStatus, WORD, YEAR, YEAR, WORD, st.booleans(), WORD, DAY, WORD),
    st.builds(history.Rating, YEAR, st.sampled_from(history.TaskRating), WORD, st.none() | DAY),
    st.builds(history.Membership, YEAR, st.none() | st.integers(0, 99), st.none() | st.integers(0, 99)),
    st.builds(
        history.Predecessor,
        WORD,
        DAY,
        st.sampled_from(history.UnitChange),
        SHARE,
        st.none() | st.booleans(),
    ),
)
ENTRIES = st.lists(
    st.builds(Entry, st.just("c"), ITEMS, st.booleans()),
    max_size=6,
    unique_by=lambda each: (type(each.item), repr(each)),
)


def rows(blob: bytes) -> list[Entry]:
    return [kind.entry(cells) for kind, found in read_rows(blob) for cells in found]


@given(ENTRIES)
def test_entries_come_back_from_their_columns_whatever_their_order(entries: list[Entry]) -> None:
    keyed = {(type(each.item), repr(kind_key(each))): each for each in entries}
    kept = list(keyed.values())

    blob = history_blob(kept)

    assert sorted(map(repr, rows(blob))) == sorted(map(repr, kept))
    assert history_blob(reversed(kept)) == blob


def kind_key(entry: Entry) -> object:
    kind = next(kind for kind in KINDS if kind.type is type(entry.item))
    return kind.key(kind.cells(entry))


def test_every_kind_of_entry_has_a_table_with_just_its_columns() -> None:
    for kind in KINDS:
        table = METADATA.tables[kind.name]
        assert set(table.columns.keys()) == {*kind.names, "version", "seq"}, kind.name
        assert set(table.primary_key.columns.keys()) == {*kind.key_names, "version"}, kind.name
        for column in kind.columns:
            assert table.columns[column.name].nullable == column.is_optional, (kind.name, column.name)


def test_every_part_of_a_past_has_a_kind_of_entry() -> None:
    kept = {field.name for kind in KINDS for field in fields(kind.type)}

    for item in vars(history).values():
        if is_dataclass(item) and item not in (history.Record, history.Revocation):
            assert {field.name for field in fields(item)} - kept <= {"candidate", "revocation"}, item


def test_numbers_stand_as_text_and_a_share_as_a_fraction() -> None:
    step = history.Predecessor("cu", date(2025, 7, 1), history.UnitChange.MERGE, Fraction(2, 3))

    assert json.loads(history_blob([Entry("moi", step)])) == {
        "predecessor": {
            "candidate": ["moi"],
            "change": ["sap_nhap"],
            "day": ["2025-07-01"],
            "document": [""],
            "inherits": [None],
            "name": [""],
            "share": ["2/3"],
            "unit": ["cu"],
            "withdrawn": ["0"],
        }
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"rating"', b'"ratings"'),
        (b'"level"', b'"levels"'),
        (b'["2023","2024"]', b'["2023"]'),
        (b'["2023","2024"]', b'["2023","x"]'),
        (b'["2023","2024"]', b'["2023",2024]'),
        (b'{"candidate"', b'["candidate"'),
    ],
)
def test_columns_that_are_not_entries_are_refused(old: bytes, new: bytes) -> None:
    blob = history_blob(each for each in samples.PAST[3:5])
    assert old in blob

    with pytest.raises(StoreError, match="E_STORE_TABLE"):
        list(read_rows(blob.replace(old, new)))
