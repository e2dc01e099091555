"""Strict YAML: what is refused and where, and what a value is read as."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import SchemeError, Source
from scoring.scheme.reading import MAX_DEPTH, Document, read


def value_of(text: str) -> object:
    return read(Source("f.yaml", text)).value


def refused(text: str) -> list[tuple[str, str]]:
    with pytest.raises(SchemeError) as caught:
        read(Source("f.yaml", text))
    return [(problem.code, problem.place) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("a: 1\nb: 2\na: 3\n", "E_KEY_TWICE", "3:1"),
        ('a: 1\n"a": 3\n', "E_KEY_TWICE", "2:1"),
        ("x:\n  - {a: 1, b: 2, a: 3}\n", "E_KEY_TWICE", "2:18"),
        ("a: 1\n<<: {b: 2}\n", "E_KEY_TWICE", "2:1"),
        ("a: &goc 1\n", "E_ANCHOR", "1:4"),
        ("a: 1\nb: *goc\n", "E_ANCHOR", "2:4"),
        ("a: !!float 1\n", "E_TAG", "1:4"),
        ("a: !rieng {b: 1}\n", "E_TAG", "1:4"),
        ("a: !!python/object/apply:os.system [ls]\n", "E_TAG", "1:4"),
        ("a: 1:30\n", "E_NUMBER", "1:4"),
        ("a: 0100\n", "E_NUMBER", "1:4"),
        ("a: 0x10\n", "E_NUMBER", "1:4"),
        ("a: 0o17\n", "E_NUMBER", "1:4"),
        ("a: 1_0\n", "E_NUMBER", "1:4"),
        ("a: 1e5\n", "E_NUMBER", "1:4"),
        ("a: +5\n", "E_NUMBER", "1:4"),
        ("a: .5\n", "E_NUMBER", "1:4"),
        ("a: 5.\n", "E_NUMBER", "1:4"),
        ("a: 1,5\n", "E_NUMBER", "1:4"),
        ("a: 1.000.000\n", "E_NUMBER", "1:4"),
        ("a: 2022-2025\n", "E_NUMBER", "1:4"),
        ("a: " + "9" * 31 + "\n", "E_NUMBER", "1:4"),
        ("a:\n  b: null\n", "E_NULL", "2:6"),
        ("a: ~\n", "E_NULL", "1:4"),
        ("a: 1\nb:\nc: 2\n", "E_NULL", "2:1"),
        ("a: 2023-02-30\n", "E_DATE", "1:4"),
        ("a: 2023-13-01\n", "E_DATE", "1:4"),
        ("? [a, b]\n: 1\n", "E_KEY", "1:1"),
        ("", "E_EMPTY", "1:1"),
        ("# chỉ có lời\n", "E_EMPTY", "1:1"),
        ("a: [1, 2\nb: 3\n", "E_YAML", "2:2"),
        ("a: 1\n---\nb: 2\n", "E_YAML", "2:1"),
        ("a: 1\n\tb: 2\n", "E_YAML", "2:1"),
        ("a: 1\nb: x\x01y\n", "E_YAML", "2:5"),
        ("a: x\x00\n", "E_YAML", "1:5"),
        ("\x7f", "E_YAML", "1:1"),
    ],
)
def test_a_danger_of_yaml_is_refused_at_its_place(text: str, code: str, place: str) -> None:
    assert refused(text) == [(code, f"f.yaml:{place}")]


def test_every_danger_of_a_file_is_told_at_once() -> None:
    found = refused("a: 1:30\na: 2\nb: null\nc: {d: 0100}\n")

    assert found == [
        ("E_NUMBER", "f.yaml:1:4"),
        ("E_KEY_TWICE", "f.yaml:2:1"),
        ("E_NULL", "f.yaml:3:4"),
        ("E_NUMBER", "f.yaml:4:8"),
    ]


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_nesting_beyond_the_limit_is_refused_before_it_is_built(opening: str) -> None:
    closing = {"[": "]", "{a: ": "}"}[opening]

    found = refused(opening * 5000 + "1" + closing * 5000)

    # The first bracket over the limit is the one that is named.
    assert found == [("E_TOO_LARGE", f"f.yaml:1:{MAX_DEPTH * len(opening) + 1}")]


def test_nesting_up_to_the_limit_is_read() -> None:
    assert value_of("[" * MAX_DEPTH + "]" * MAX_DEPTH) is not None


def test_a_very_long_file_is_refused() -> None:
    (problem,) = refused("[" + "1," * 110_000 + "1]")

    assert problem[0] == "E_TOO_LARGE"


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "n", "y", "No", "TRUE", "NaN", ".nan", ".inf", "-.inf"]
)
def test_words_that_other_loaders_turn_into_something_else_stay_text(word: str) -> None:
    assert value_of(f"a: {word}\n") == {"a": word}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.15", Decimal("0.15")),
        ("-0.50", Decimal("-0.50")),
        ("100", 100),
        ("-3", -3),
        ("0", 0),
        ("9" * 30, 10**30 - 1),
        ("true", True),
        ("false", False),
        ("2022-11-16", date(2022, 11, 16)),
        ("15/100", "15/100"),
        ("60%", "60%"),
        ('"1:30"', "1:30"),
        ("'0100'", "0100"),
        ('"null"', "null"),
        ('""', ""),
        ("243/KH-UBND", "243/KH-UBND"),
        ("II.2.1.a", "II.2.1.a"),
    ],
)
def test_a_scalar_is_read_as_what_it_looks_like(text: str, value: object) -> None:
    found = value_of(f"a: {text}\n")

    assert found == {"a": value}
    assert type(found["a"]) is type(value)  # type: ignore[index]  # just seen to be a dict


def test_a_decimal_is_exact_and_not_a_binary_float() -> None:
    assert value_of("a: 0.1\nb: 0.2\n") == {"a": Decimal("0.1"), "b": Decimal("0.2")}
    assert Decimal("0.1") + Decimal("0.2") == Decimal("0.3")


def test_decomposed_letters_become_composed_in_keys_and_values() -> None:
    raw = unicodedata.normalize("NFD", 'đơn vị: "Đắk Lắk"\nhuyện: Kiên Hải\n')
    assert raw != unicodedata.normalize("NFC", raw)

    assert value_of(raw) == {"đơn vị": "Đắk Lắk", "huyện": "Kiên Hải"}


def test_a_key_composed_and_decomposed_is_the_same_key_twice() -> None:
    composed, decomposed = "huyện", unicodedata.normalize("NFD", "huyện")

    assert refused(f"{composed}: 1\n{decomposed}: 2\n") == [("E_KEY_TWICE", "f.yaml:2:1")]


def test_a_message_shows_the_file_the_code_and_the_words() -> None:
    with pytest.raises(SchemeError) as caught:
        read(Source("so-nganh.yaml", "a: 1:30\n"))

    assert str(caught.value) == (
        "so-nganh.yaml:1:4: E_NUMBER: “1:30” can be read in more than one way; "
        "write a number as 1234.5, or put text in quotes"
    )


def test_the_place_of_an_unknown_path_is_that_of_its_nearest_known_parent() -> None:
    document = read(Source("f.yaml", "a:\n  b:\n    - 1\n"))

    assert document.place(("a", "b", 0)) == "f.yaml:3:7"
    assert document.place(("a", "b", 7, "z")) == "f.yaml:2:3"
    assert Document("g.yaml").place(("x",)) == "g.yaml:1:1"


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_raise_anything_but_its_own_error(text: str) -> None:
    try:
        read(Source("f.yaml", text))
    except SchemeError as error:
        places = [problem.place for problem in error.problems]
        assert all(place.startswith("f.yaml:") for place in places)


@given(st.text(alphabet="ab:-[]{}\"'#&*!|>%@`?,\n \t0.1~", max_size=40))
def test_no_punctuation_makes_the_reader_raise_anything_but_its_own_error(text: str) -> None:
    try:
        read(Source("f.yaml", text))
    except SchemeError as error:
        assert error.problems != ()  # noqa: PT017  # not every text raises
