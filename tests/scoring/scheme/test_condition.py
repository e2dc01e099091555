"""The little language of conditions: what can be written, and its three answers."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.scheme.condition import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    ConditionError,
    Name,
    Not,
    holds,
    names,
    parse,
)

KNOWN: dict[str, Fraction | str] = {
    "total": Fraction(85),
    "lowest": Fraction(0),
    "fact.ky_luat": "khong",
    "class": "Hoàn thành tốt",
    "a.b": Fraction(-3, 2),
}
# y holds, n does not, and u asks for something not known yet.
MARKS = {True: "total == 85", False: "total == 84", None: "fact.chua_co >= 1"}


def answer(text: str) -> bool | None:
    return holds(parse(text), KNOWN.get)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("total >= 80", Compare(Name("total"), ">=", Fraction(80))),
        ("total>=80.5", Compare(Name("total"), ">=", Fraction(161, 2))),
        ("a.b > -1.5", Compare(Name("a.b"), ">", Fraction(-3, 2))),
        ("1 < x", Compare(Fraction(1), "<", Name("x"))),
        ("class != 'Hoàn thành'", Compare(Name("class"), "!=", "Hoàn thành")),
        ("not a == 1", Not(Compare(Name("a"), "==", Fraction(1)))),
        ("not not a == 1", Not(Not(Compare(Name("a"), "==", Fraction(1))))),
        ("(a == 1)", Compare(Name("a"), "==", Fraction(1))),
        ("a == b", Compare(Name("a"), "==", Name("b"))),
        ("order == 1", Compare(Name("order"), "==", Fraction(1))),
        ("a == ''", Compare(Name("a"), "==", "")),
    ],
)
def test_a_condition_is_read_into_its_parts(text: str, condition: Condition) -> None:
    assert parse(text) == condition


def test_and_binds_closer_than_or_and_not_closer_than_both() -> None:
    a, b, c = (Compare(Name(name), "==", Fraction(1)) for name in "abc")

    assert parse("a == 1 or b == 1 and c == 1") == AnyOf((a, AllOf((b, c))))
    assert parse("(a == 1 or b == 1) and c == 1") == AllOf((AnyOf((a, b)), c))
    assert parse("not a == 1 and b == 1") == AllOf((Not(a), b))
    assert parse("a == 1 and b == 1 and c == 1") == AllOf((a, b, c))


@pytest.mark.parametrize(
    ("text", "what", "column"),
    [
        ("", "a name, a number or a 'label' is missing", 1),
        ("total", "a comparison sign (>=, <=, >, <, ==, !=) is missing", 6),
        ("total >=", "a name, a number or a 'label' is missing", 9),
        ("total = 80", "“= 80” is not understood", 6),
        ("total => 80", "“=> 80” is not understood", 6),
        ("total >= 80 80", "“80” is not expected here", 12),
        ("total >= 80 and", "a name, a number or a 'label' is missing", 16),
        ("(total >= 80", "a closing bracket is missing", 13),
        ("total >= 80)", "“)” is not expected here", 12),
        ("1 < total < 5", "“<” is not expected here", 10),
        ("class > 'A'", "a label can only be compared with == or !=", 12),
        ("class == 'A", "“'A” is not understood", 9),
        ("and == 1", "a name, a number or a 'label' is missing", 4),
        ("__import__('os')", "a comparison sign (>=, <=, >, <, ==, !=) is missing", 12),
        ("total >= 80; total", "“; total” is not understood", 12),
        ("Total >= 80", "“Total >= 80” is not understood", 1),
        ("total >= 80a", "“80a” is not understood", 9),
        ("total >= 1.2.3", "“1.2.3” is not understood", 9),
        ("điểm >= 1", "“điểm >= 1” is not understood", 1),
        ("(" * 30 + "a == 1" + ")" * 30, "brackets are nested too deep", 22),
        ("not " * 30 + "a == 1", "brackets are nested too deep", 84),
        ("a == 1 or " * 60 + "a == 1", "the condition is longer than 500 characters", 500),
    ],
)
def test_a_condition_that_cannot_be_read_says_why_and_where(text: str, what: str, column: int) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text)

    assert (caught.value.what, caught.value.column) == (what, column)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("total >= 85", True),
        ("total > 85", False),
        ("total <= 85", True),
        ("total < 85", False),
        ("total == 85.0", True),
        ("total != 85", False),
        ("lowest > 0", False),
        ("a.b == -1.5", True),
        ("fact.ky_luat == 'khong'", True),
        ("fact.ky_luat != 'canh_cao'", True),
        ("class == 'Hoàn thành tốt'", True),
        ("fact.ky_luat == 1", False),
        ("fact.ky_luat != 1", True),
        ("fact.chua_co == 0", None),
        ("fact.chua_co != 'x'", None),
        ("fact.chua_co == fact.chua_co", None),
    ],
)
def test_a_comparison_is_met_or_not_met_or_not_proven(text: str, expected: bool | None) -> None:
    assert answer(text) is expected


def test_labels_have_no_order() -> None:
    assert answer("fact.ky_luat >= class") is None


# The strong logic of Kleene: a value that is not known decides nothing that the other side decides alone.
@pytest.mark.parametrize(
    ("left", "right", "both", "one"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, True, False, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, True, None, True),
        (None, False, False, None),
        (None, None, None, None),
    ],
)
def test_and_and_or_follow_the_table_of_three_values(
    left: bool | None, right: bool | None, both: bool | None, one: bool | None
) -> None:
    assert answer(f"{MARKS[left]} and {MARKS[right]}") is both
    assert answer(f"{MARKS[left]} or {MARKS[right]}") is one


@pytest.mark.parametrize(("value", "opposite"), [(True, False), (False, True), (None, None)])
def test_not_turns_the_answer_and_leaves_the_unproven(value: bool | None, opposite: bool | None) -> None:
    assert answer(f"not {MARKS[value]}") is opposite


@pytest.mark.parametrize(("left", "right"), list(product([True, False, None], repeat=2)))
def test_not_and_is_or_of_nots(left: bool | None, right: bool | None) -> None:
    one, other = MARKS[left], MARKS[right]

    assert answer(f"not ({one} and {other})") is answer(f"not {one} or not {other}")
    assert answer(f"not ({one} or {other})") is answer(f"not {one} and not {other}")


def test_names_are_given_left_to_right() -> None:
    found = list(names(parse("not (total >= x.y or fact.b == 'c') and 1 < rank")))

    assert found == ["total", "x.y", "fact.b", "rank"]


@given(st.text(max_size=80))
def test_no_text_raises_anything_but_a_condition_error(text: str) -> None:
    try:
        holds(parse(text), KNOWN.get)
    except ConditionError as error:
        assert error.what  # noqa: PT017  # not every text raises


_WORDS = [
    "total",
    "fact.b",
    "class",
    "and",
    "or",
    "not",
    "(",
    ")",
    ">=",
    "<",
    "==",
    "!=",
    "1",
    "-2.5",
    "'x'",
    ".",
]


@given(st.lists(st.sampled_from(_WORDS), max_size=25))
def test_no_row_of_words_raises_anything_but_a_condition_error(words: list[str]) -> None:
    try:
        answer = holds(parse(" ".join(words)), KNOWN.get)
    except ConditionError as error:
        assert 1 <= error.column <= len(" ".join(words)) + 1  # noqa: PT017  # not every row raises
    else:
        assert answer in (True, False, None)
