from __future__ import annotations

import hashlib
import json
import random
import unicodedata
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from scoring.facts import Candidate, Fact, State
from thidua.store.canonical import digest, dumps, dumps_tables, leaf_hash
from thidua.store.columns import Reported, candidates_blob, facts_blob, read_candidates, read_facts
from thidua.store.errors import StoreError

# Not valid Unicode on its own: such text is refused, which has its own test.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def test_numbers_are_text_keys_are_sorted_and_text_is_composed() -> None:
    value = {"b": Fraction(1, 3), "a": [7, -2, True, None], "d": date(2026, 6, 30), "c": "e\u0302\u0301"}
    assert dumps(value).decode() == '{"a":["7","-2",true,null],"b":"1/3","c":"\u1ebf","d":"2026-06-30"}'


def test_a_float_has_no_place_in_the_record() -> None:
    with pytest.raises(StoreError, match="A value of type float has no exact form"):
        dumps({"a": [0.5]})


def test_two_keys_that_are_one_when_composed_are_refused() -> None:
    with pytest.raises(StoreError, match="Two names in one value are the same"):
        dumps({"a": {"\u1ebf": "1", "e\u0302\u0301": "2"}})


def test_half_a_character_is_refused() -> None:
    with pytest.raises(StoreError, match="A text cannot be written in the record"):
        dumps("\ud800")


def test_a_leaf_is_hashed_with_a_zero_byte_before_it() -> None:
    assert leaf_hash(b"") == hashlib.sha256(b"\x00").digest()
    assert digest(b"abc") == hashlib.sha256(b"abc").hexdigest()


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    state = draw(st.sampled_from([State.VALUE, State.MISSING, State.NOT_APPLICABLE]))
    exact = draw(st.fractions()) if state is State.VALUE and draw(st.booleans()) else None
    label = "tốt" if state is State.VALUE and exact is None else ""
    fact_id, judge = draw(st.sampled_from("abcdef")), draw(st.sampled_from(["", "gk1", "gk2"]))
    return Fact(fact_id, state, exact, label, judge, "12/BC", "form.xlsx!A!B7")


REPORTED = st.builds(Reported, st.sampled_from(["xa-a", "xa-b"]), st.just("s@2026-01-01"), facts())


@given(st.lists(REPORTED, unique_by=lambda each: each.key), st.randoms())
def test_facts_come_back_from_their_columns_whatever_their_order(
    reported: list[Reported], chance: random.Random
) -> None:
    shuffled = list(reported)
    chance.shuffle(shuffled)
    assert facts_blob(shuffled) == facts_blob(reported)
    assert read_facts(facts_blob(shuffled)) == sorted(reported, key=lambda each: each.key)


@given(st.lists(st.builds(Candidate, *[st.sampled_from(["xa-a", "Bà", ""])] * 8)))
def test_candidates_come_back_from_their_columns_in_their_order(candidates: list[Candidate]) -> None:
    assert read_candidates(candidates_blob(candidates)) == candidates


@given(st.dictionaries(st.sampled_from(["a", "B", "đ", "😀"]), TEXT | st.lists(TEXT)))
def test_what_is_read_back_is_written_the_same(value: dict[str, object]) -> None:
    body = dumps(value)
    assert dumps(json.loads(body)) == body


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"number":["1/2"]', '"number":["0.5"]'),
        ('"number":["1/2"]', '"number":["1/0"]'),
        ('"number":["1/2"]', '"number":["1_0"]'),
        ('"number":["1/2"]', '"number":[]'),
        ('"state":["value"]', '"state":["pending"]'),
        ('"label":[""],', ""),
    ],
)
def test_columns_that_are_not_facts_are_refused(old: str, new: str) -> None:
    blob = facts_blob([Reported("xa-a", "s", Fact("a", State.VALUE, Fraction(1, 2)))]).decode()
    assert old in blob
    with pytest.raises(StoreError, match="A stored table cannot be read back"):
        read_facts(blob.replace(old, new).encode())


CELLS = st.none() | st.integers(-5, 3000) | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
TABLES = st.dictionaries(
    st.sampled_from(["rating", "honour", "a_b", "z"]),
    st.dictionaries(st.sampled_from(["year", "level", "day"]), st.lists(CELLS, max_size=5), max_size=3),
    max_size=3,
)


@given(TABLES)
def test_large_tables_get_the_very_bytes_of_the_canonical_form(
    tables: dict[str, dict[str, list[str | int | None]]],
) -> None:
    assert dumps_tables(tables) == dumps(tables)


def test_half_a_character_in_a_large_table_is_refused() -> None:
    with pytest.raises(StoreError, match="E_STORE_TEXT"):
        dumps_tables({"rating": {"document": ["\ud800"]}})


def test_names_beyond_the_first_plane_are_ordered_by_their_utf_16_units() -> None:
    # RFC 8785, section 3.2.3: U+1F600 is D83D DE00 there, so it goes before U+FF21.
    assert dumps({"\uff21": "1", "\U0001f600": "2"}).decode() == '{"\U0001f600":"2","\uff21":"1"}'


NESTED = st.recursive(
    st.none() | st.booleans() | st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    lambda parts: (
        st.lists(parts, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "é", '"', "\n", "\x7f", "\uff21", "\U0001f600"]), parts, max_size=4
        )
    ),
)


def composed(value: Any) -> Any:
    if isinstance(value, dict):
        return {composed(name): composed(part) for name, part in value.items()}
    if isinstance(value, list):
        return [composed(part) for part in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


@given(NESTED)
def test_every_value_gets_the_very_bytes_of_the_library_for_rfc_8785(value: object) -> None:
    assert dumps(value) == rfc8785.dumps(composed(value))
