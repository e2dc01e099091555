"""The walk over the scheme: targets by date, clamps, gates of a criterion, rounding, composite rows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from scoring import EvaluationError, Scheme, State
from tests.scoring.samples import Value, card_of, group, leaf, number, scheme_of

EXACT = "publish: {round: {to: 0.000001}, on_missing: pending}\n"
BANDS = "classify: [{label: Tốt, at_least: 80}, {label: Khá, at_least: 50}, {label: Kém}]\n"


def dated() -> Scheme:
    targets = "target: [{to: 2024-06-30, at_least: 60}, {from: 2024-07-01, to: 2024-12-31, at_least: 80}]"
    knots = "scale: {knots: [[0, 0], [target, max_points]]}"
    return scheme_of([leaf("x", f"max_points: 12, {targets}, measure: {{fact: a}}, {knots}")], EXACT, "a")


@pytest.mark.parametrize(
    ("day", "target", "points"),
    [
        (date(2024, 1, 1), 60, 8),  # 40/60 × 12
        (date(2024, 6, 30), 60, 8),
        (date(2024, 7, 1), 80, 6),  # 40/80 × 12
        (date(2024, 12, 31), 80, 6),
    ],
)
def test_the_target_in_force_on_the_day_is_the_one_that_counts(day: date, target: int, points: int) -> None:
    line = card_of(dated(), day, a=40).line("x")

    assert (line.target, line.points) == (target, points)


def test_a_day_without_a_target_is_refused() -> None:
    with pytest.raises(EvaluationError, match="E_NO_TARGET: a: “x” has no target in force on 2025-01-01"):
        card_of(dated(), date(2025, 1, 1), a=40)


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2025, 1, 1)])
def test_a_scheme_scores_only_on_the_days_it_is_in_force(day: date) -> None:
    scheme = scheme_of(
        [leaf("x", "measure: {fact: a}")], "effective: {from: 2024-01-01, to: 2024-12-31}\n", "a"
    )

    with pytest.raises(EvaluationError, match="E_NOT_IN_FORCE: the scheme mau@2024-01-01 is not in force"):
        card_of(scheme, day, a=1)
    assert card_of(scheme, date(2024, 12, 31), a=1).total == 1


@pytest.mark.parametrize(
    ("clamp", "value", "points", "note"),
    [
        ("{high: 7}", 9, 7, "capped_high"),
        ("{high: 7}", 7, 7, ""),
        ("{low: -5}", -8, -5, "capped_low"),
        ("{low: 0}", -1, 0, "capped_low"),
        ("{low: 1, high: 2}", 5, 2, "capped_high"),
        ("{low: 1, high: 2}", 0, 1, "capped_low"),
    ],
)
def test_a_clamp_holds_the_points_and_shows_it(clamp: str, value: int, points: int, note: str) -> None:
    scheme = scheme_of([leaf("x", f"measure: {{fact: a}}, clamp: {clamp}")], EXACT, "a")

    line = card_of(scheme, a=value).line("x")

    assert line.points == points
    assert [step.note for step in line.steps if step.act == "clamp"] == ([note] if note else [])


def test_a_clamp_holds_the_whole_scheme_too() -> None:
    scheme = scheme_of([leaf("x", "measure: {fact: a}")], EXACT + "clamp: {low: 0, high: 100}\n", "a")

    assert [card_of(scheme, a=value).total for value in (-3, 50, 107)] == [0, 50, 100]


def test_a_part_is_rounded_only_where_the_scheme_says_so() -> None:
    parts = [
        leaf("x", "measure: {ratio: [a, b]}, scale: {per: 10}, round: {to: 0.01}"),
        leaf("y", "measure: {ratio: [a, b]}, scale: {per: 10}"),
    ]
    scheme = scheme_of(parts, EXACT, "a b")

    card = card_of(scheme, a=1, b=3)

    # 10/3 = 3.333…; rounded 3.33; the exact sum 3.33 + 10/3 = 6.66333…, published as 6.663333.
    assert [line.points for line in card.root.children] == [number("3.33"), Fraction(10, 3)]
    assert card.total == number("6.663333")


def test_a_clamp_comes_before_a_gate_and_a_gate_before_rounding() -> None:
    gate = "gates: [{id: g, title: G, require: fact.b == 1, else: {score: 2.345}}]"
    scheme = scheme_of(
        [leaf("x", f"measure: {{fact: a}}, clamp: {{high: 7}}, {gate}, round: {{to: 0.1}}")], EXACT, "a b"
    )

    line = card_of(scheme, a=9, b=0).line("x")

    assert [step.act for step in line.steps] == ["measure", "clamp", "gate", "round"]
    assert line.points == number("2.3")


# Can Tho, plan 157/KH-UBND, criterion 1: no plan, no points; then 0.4 a person.
def gated(effect: str) -> Scheme:
    gate = f"gates: [{{id: g, title: Không có kế hoạch, require: fact.kh == 'co', else: {effect}}}]"
    child = leaf("x", f"max_points: 20, measure: {{fact: a}}, scale: {{per: 0.4}}, {gate}")
    return scheme_of([child, leaf("y", "measure: {fact: b}")], EXACT + BANDS, "a b", {"kh": "khong co"})


def test_a_gate_of_a_criterion_that_is_met_changes_nothing() -> None:
    card = card_of(gated("{score: 0}"), a=50, b=65, kh="co")

    assert (card.line("x").points, card.total, card.gates) == (20, 85, ())


def test_a_gate_of_a_criterion_may_set_its_score_and_says_so() -> None:
    card = card_of(gated("{score: 0}"), a=50, b=65, kh="khong")

    assert (card.line("x").points, card.total, card.label) == (0, 65, "Khá")
    assert (card.line("x").reason, card.line("x").steps[-1].note) == ("gate", "gate_score")
    assert [(gate.id, gate.reason, gate.effect) for gate in card.gates] == [
        ("g", "Không có kế hoạch", "score:0")
    ]


def test_a_gate_of_a_criterion_may_hold_down_the_class() -> None:
    card = card_of(gated("{class_at_most: Khá}"), a=50, b=65, kh="khong")

    assert (card.line("x").points, card.total, card.label) == (20, 85, "Khá")


def test_a_gate_of_a_criterion_may_exclude() -> None:
    card = card_of(gated("exclude"), a=50, b=65, kh="khong")

    assert (card.state, card.total, card.label) == (State.EXCLUDED, None, "")


def test_a_gate_that_is_not_proven_leaves_the_criterion_pending() -> None:
    card = card_of(gated("{score: 0}"), a=50, b=65)

    assert (card.state, card.line("x").state, card.line("x").reason) == (
        State.PENDING,
        State.PENDING,
        "gate_not_proven",
    )
    assert card.waiting_for == ("kh",)


def test_a_gate_may_ask_for_the_points_of_an_earlier_criterion() -> None:
    gate = "gates: [{id: g, title: G, require: x > 0, else: {score: 0}}]"
    scheme = scheme_of(
        [leaf("x", "measure: {fact: a}"), leaf("y", f"measure: {{fact: b}}, {gate}")], EXACT, "a b"
    )

    assert [card_of(scheme, a=a, b=5).total for a in (0, 1)] == [0, 6]


def test_a_gate_of_a_group_may_ask_for_its_own_parts() -> None:
    block = group(
        "k", 'combine: sum; gates: [{id: g, title: G, require: k.1 > 0 and k.2 > 0, else: {score: 0}}]',
        leaf("k.1", "measure: {fact: a}"), leaf("k.2", "measure: {fact: b}"),
    )  # fmt: skip
    scheme = scheme_of([block], EXACT, "a b")

    assert [card_of(scheme, a=a, b=5).total for a in (0, 1)] == [0, 6]


def test_a_composite_row_is_a_group_of_one_line_a_function() -> None:
    # Five functions of 2 points each; four services: 4, 4, 2, 1 and 0 of them have the function.
    parts = [
        leaf(
            f"k.{i}",
            f"max_points: 2, measure: {{ratio: [f{i}, n], transform: percent}}, target: [{{equals: 100}}], "
            "scale: {knots: [[0, 0], [target, max_points]]}",
        )
        for i in range(1, 6)
    ]
    block = group("k", "max_points: 10; combine: sum; weights: {must_sum_to: 10}", *parts)
    scheme = scheme_of([block], EXACT, "f1 f2 f3 f4 f5 n")
    facts: dict[str, Value] = {"f1": 4, "f2": 4, "f3": 2, "f4": 1, "f5": 0, "n": 4}

    card = card_of(scheme, **facts)

    assert [line.points for line in card.line("k").children] == [2, 2, 1, Fraction(1, 2), 0]
    assert card.total == number("5.5")


def test_a_citation_without_a_document_takes_that_of_the_scheme() -> None:
    card = card_of(scheme_of([leaf("x", "measure: {fact: a}")], EXACT, "a"), a=1)

    cite = card.line("x").cite
    assert cite is not None
    assert (cite.document, cite.clause) == ("1/QĐ-UBND", "1")


def test_asking_a_card_for_a_node_it_does_not_have_names_the_node() -> None:
    card = card_of(scheme_of([leaf("x", "measure: {fact: a}")], EXACT, "a"), a=1)

    with pytest.raises(KeyError, match="khac"):
        card.line("khac")
