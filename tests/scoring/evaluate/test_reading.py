"""Measures: from facts to one exact number, and what happens when a fact is not there."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Candidate, Entry, EvaluationError, Fact, Scheme, State, evaluate
from tests.scoring.samples import (
    DAY,
    MISSING,
    NA,
    Value,
    card_of,
    decided,
    entry,
    judged,
    leaf,
    number,
    scheme_of,
)

PENDING = "publish: {round: {to: 0.000001}, on_missing: pending}\n"


def measured(measure: str, rest: str = "", choices: dict[str, str] | None = None) -> Scheme:
    children = [leaf("x", f"max_points: 10, measure: {measure}{rest}")]
    return scheme_of(children, PENDING, "a b c", choices or {"kl": "khong co", "kl2": "khong co"})


@pytest.mark.parametrize(
    ("measure", "facts", "expected"),
    [
        ("{fact: a}", {"a": Decimal("7.25")}, "7.25"),
        ("{fact: a, transform: percent}", {"a": Decimal("0.985")}, "98.5"),
        ("{ratio: [a, b]}", {"a": 2, "b": 3}, "2/3"),
        ("{ratio: [a, b], transform: percent}", {"a": 540, "b": 1000}, "54"),
        ("{ratio: [a, b], transform: percent}", {"a": 130, "b": 100}, "130"),  # more than all
        ("{ratio: [a + b, c]}", {"a": 1, "b": 2, "c": 4}, "3/4"),
        ("{ratio: [a - b, c]}", {"a": 1, "b": 3, "c": 4}, "-1/2"),  # negative growth
        ("{ratio: [a, b - c]}", {"a": 6, "b": 5, "c": 2}, "2"),
        ("{ratio: [a+b-c, a]}", {"a": 4, "b": 2, "c": 3}, "3/4"),
        ("{change: {before: a, after: b}}", {"a": 200, "b": 230}, "0.15"),  # (230 - 200) / 200
        ("{change: {before: a, after: b}}", {"a": 200, "b": 150}, "-0.25"),
        ("{change: {before: a, after: b, direction: cut}}", {"a": 200, "b": 150}, "0.25"),
        ("{change: {before: a, after: b, direction: cut}, transform: percent}", {"a": 90, "b": 99}, "-10"),
        ("{change: {before: a, after: b, relative: false}}", {"a": 5, "b": 8}, "3"),
        ("{change: {before: a, after: b, relative: false, direction: cut}}", {"a": 0, "b": 8}, "-8"),
        ("{count: [kl, kl2]}", {"kl": "co", "kl2": "khong"}, "1"),
        ("{count: [kl, kl2]}", {"kl": "khong", "kl2": "khong"}, "0"),
        ("{count: [kl, kl2], counted: [co, khong]}", {"kl": "co", "kl2": "khong"}, "2"),
        ("{fact: a, transform: pow, exponent: 2}", {"a": Decimal("1.5")}, "2.25"),
        ("{fact: a, transform: pow, exponent: 0.5}", {"a": 9}, "3"),
        ("{fact: a, transform: pow, exponent: 2}", {"a": -3}, "9"),
        ("{fact: a, transform: log}", {"a": 1}, "0"),
    ],
)
def test_a_measure_gives_its_exact_number(measure: str, facts: dict[str, Value], expected: str) -> None:
    card = card_of(measured(measure), **facts)

    assert card.line("x").measured == Fraction(expected)


def test_a_ratio_shows_its_two_numbers_and_a_percentage_as_people_write_it() -> None:
    line = card_of(measured("{ratio: [a, b], transform: percent}"), a=68, b=90).line("x")

    (step,) = line.steps
    assert (step.formula, dict(step.values)) == ("{v0} / {v1} × 100", {"v0": 68, "v1": 90})
    assert step.result == Fraction(680, 9)
    assert [(fact.id, fact.number, fact.source) for fact in line.facts] == [
        ("a", 68, "a!a"),
        ("b", 90, "a!b"),
    ]


def test_a_sum_of_facts_shows_every_term() -> None:
    line = card_of(measured("{ratio: [a - b, c]}"), a=7, b=3, c=8).line("x")

    assert line.steps[0].formula == "({v0} - {v1}) / {v2}"


@pytest.mark.parametrize(
    ("take", "values", "expected"),
    [
        ("take: mean", (7, 8, 9, 10), "8.5"),
        ("take: mean", (7, 8, 8), "23/3"),
        ("take: median", (9, 7, 8), "8"),
        ("take: median", (9, 7, 8, 10), "8.5"),
        ("take: sum", (7, 8, 9), "24"),
        ("take: min", (9, 7, 8), "7"),
        ("take: max", (9, 7, 8), "9"),
        ("take: trimmed, low: 1, high: 1", (10, 2, 8, 9, 7), "8"),  # (7 + 8 + 9) / 3
        ("take: trimmed, low: 0, high: 2", (10, 2, 8, 9), "5"),  # (2 + 8) / 2
        ("take: mean", (5,), "5"),
    ],
)
def test_a_panel_comes_to_one_number(take: str, values: tuple[int, ...], expected: str) -> None:
    scheme = measured(f"{{panel: {{fact: a, {take}}}}}")

    found = [
        evaluate(scheme, [judged("a", *order)], DAY)[0].line("x").measured
        for order in (values, tuple(reversed(values)))
    ]

    assert found == [Fraction(expected)] * 2


@pytest.mark.parametrize("trim", ["low: 1, high: 1", "low: 0, high: 3", "low: 3, high: 0", "low: 2, high: 2"])
def test_a_panel_too_small_for_its_trimming_is_missing_and_says_what_it_waits_for(trim: str) -> None:
    scheme = measured(f"{{panel: {{fact: a, take: trimmed, {trim}}}}}")

    card = evaluate(scheme, [judged("a", 8, 9)], DAY)[0]

    assert (card.state, card.line("x").state, card.waiting_for) == (State.PENDING, State.MISSING, ("a",))


def test_a_panel_with_one_judge_missing_is_missing() -> None:
    scheme = measured("{panel: {fact: a, take: mean}}")

    card = evaluate(scheme, [judged("a", 8, MISSING, 9)], DAY)[0]

    assert (card.state, card.line("x").measured, card.waiting_for) == (State.PENDING, None, ("a",))


def test_a_decide_slot_leaves_the_measure_pending_until_a_person_chooses() -> None:
    children = [leaf("x", "measure: {decide: {slot: hieu, options: {mot: {fact: a}, hai: {ratio: [a, b]}}}}")]
    slot = "decide: [{id: hieu, question: Hiểu sao?, who: Hội đồng, options: {mot: Một, hai: Hai}}]\n"
    scheme = scheme_of(children, slot, "a b")
    unit = entry(a=6, b=4)

    open_card, one, two, wrong, both = (
        evaluate(scheme, [unit], DAY, given)[0]
        for given in (
            {},
            decided(hieu="mot"),
            decided(hieu="hai"),
            decided(hieu="ba"),
            decided(hieu="mot hai"),
        )
    )

    assert (open_card.state, open_card.total, open_card.waiting_for) == (State.PENDING, None, ("hieu",))
    assert open_card.line("x").reason == "undecided"
    assert (one.total, two.total) == (6, number("1.5"))
    assert (wrong.state, both.state) == (State.PENDING, State.PENDING)


MEASURES = [
    ("{fact: a}", ["a"]),
    ("{ratio: [a, b]}", ["a", "b"]),
    ("{ratio: [a + c, b]}", ["a", "c", "b"]),
    ("{change: {before: a, after: b}}", ["a", "b"]),
    ("{count: [kl, kl2]}", ["kl", "kl2"]),
    ("{panel: {fact: a}}", ["a"]),
    ("{fact: a, transform: log}", ["a"]),
]
FULL: dict[str, Value] = {"a": 1, "b": 2, "c": 3, "kl": "co", "kl2": "khong"}


@pytest.mark.parametrize(("measure", "used"), MEASURES)
def test_a_measure_with_any_fact_missing_is_missing_and_never_zero(measure: str, used: list[str]) -> None:
    for lacking in used:
        facts = {name: value for name, value in FULL.items() if name != lacking}
        line = card_of(measured(measure), **facts).line("x")

        assert (line.state, line.points, line.measured) == (State.MISSING, None, None)


@pytest.mark.parametrize(("measure", "used"), MEASURES)
def test_a_measure_with_any_fact_not_applicable_is_not_applicable(measure: str, used: list[str]) -> None:
    for one in used:
        line = card_of(measured(measure), **{**FULL, one: NA}).line("x")

        assert (line.state, line.points, line.measured) == (State.NOT_APPLICABLE, None, None)


def test_missing_weighs_more_than_not_applicable() -> None:
    line = card_of(measured("{ratio: [a, b]}"), a=NA).line("x")

    assert line.state is State.MISSING


@pytest.mark.parametrize(
    ("measure", "facts", "code", "source"),
    [
        ("{ratio: [a, b]}", {"a": 0, "b": 0}, "E_ZERO_DENOMINATOR", "a!b"),
        ("{ratio: [a, b - c]}", {"a": 1, "b": 2, "c": 2}, "E_ZERO_DENOMINATOR", "a!c"),
        ("{change: {before: a, after: b}}", {"a": 0, "b": 5}, "E_ZERO_DENOMINATOR", "a!a"),
        ("{fact: a, transform: log}", {"a": 0}, "E_DOMAIN", "a!a"),
        ("{fact: a, transform: log}", {"a": -1}, "E_DOMAIN", "a!a"),
        ("{fact: a, transform: pow, exponent: 0.5}", {"a": -4}, "E_DOMAIN", "a!a"),
        ("{fact: a, transform: pow, exponent: -1}", {"a": 0}, "E_DOMAIN", "a!a"),
    ],
)
def test_a_sum_that_cannot_be_done_names_candidate_node_and_cell(
    measure: str, facts: dict[str, Value], code: str, source: str
) -> None:
    with pytest.raises(EvaluationError) as caught:
        card_of(measured(measure), **facts)

    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == (code, source)
    assert problem.text().startswith("a: “x”")


@pytest.mark.parametrize(
    ("measure", "rest", "fact"),
    [
        ("{ratio: [a, b]}", "", Fact("a", State.VALUE, label="mười", source="o1")),
        ("{fact: a}", "", Fact("a", State.VALUE, source="o1")),
        (
            "{fact: kl}",
            ", scale: {table: {khong: 1, co: 2}}",
            Fact("kl", State.VALUE, label="gi", source="o1"),
        ),
        (
            "{fact: kl}",
            ", scale: {table: {khong: 1, co: 2}}",
            Fact("kl", State.VALUE, Fraction(1), source="o1"),
        ),
        ("{ratio: [a, b]}", "", Fact("a", State.PENDING, source="o1")),
        ("{ratio: [a, b]}", "", Fact("a", State.EXCLUDED, source="o1")),
    ],
)
def test_a_fact_that_is_not_of_its_kind_is_refused_and_never_read_as_zero(
    measure: str, rest: str, fact: Fact
) -> None:
    unit = Entry(Candidate("u", "U"), {"b": Fact("b", State.VALUE, Fraction(4)), fact.id: fact})

    with pytest.raises(EvaluationError) as caught:
        evaluate(measured(measure, rest), [unit], DAY)

    assert [(p.code, p.place, p.values["candidate"]) for p in caught.value.problems] == [
        ("E_FACT_KIND", "o1", "u")
    ]


def test_a_judge_who_gives_a_word_for_a_number_is_refused() -> None:
    with pytest.raises(EvaluationError, match="E_FACT_KIND"):
        evaluate(measured("{panel: {fact: a}}"), [judged("a", 8, "tốt")], DAY)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_percentage_is_exact(done: int, given_: int) -> None:
    scheme = measured("{ratio: [a, b], transform: percent}")

    assert card_of(scheme, a=done, b=given_).line("x").measured == Fraction(100 * done, given_)
