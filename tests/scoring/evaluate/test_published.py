"""The card: gates that decide whatever is awaited, roles under every combiner, rounding edges, days."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import EvaluationError, State, evaluate
from tests.scoring.samples import DAY, NA, card_of, decided, entry, group, leaf, number, scheme_of

PENDING = "publish: {round: {to: 0.01}, on_missing: pending}\n"


# Gates.


def test_a_gate_on_the_total_that_certainly_fails_excludes_though_a_value_is_missing() -> None:
    scheme = scheme_of(
        [leaf("x", "measure: {fact: a}"), leaf("y", "measure: {fact: b}")],
        PENDING + "gates: [{id: g, title: G, require: x > 0 and fact.kl == 'khong', else: exclude}]\n",
        "a b",
        {"kl": "khong co"},
    )

    assert card_of(scheme, a=0, kl="khong").state is State.EXCLUDED
    assert card_of(scheme, a=1, kl="khong").state is State.PENDING


def test_a_gate_of_a_criterion_that_certainly_fails_gives_its_score_though_the_value_is_missing() -> None:
    # Can Tho's plan 157: without a plan and evidence of it there are no points, whatever the sample says.
    scheme = scheme_of(
        [
            leaf(
                "x",
                "max_points: 20, measure: {fact: a}, scale: {per: 0.4}, "
                "gates: [{id: g, title: G, require: fact.ke_hoach == 'co', else: {score: 0}}]",
            )
        ],
        PENDING,
        "a",
        {"ke_hoach": "khong co"},
    )

    refused = card_of(scheme, ke_hoach="khong")
    assert (refused.state, refused.total, refused.waiting_for) == (State.VALUE, 0, ())
    assert [gate.id for gate in refused.gates] == ["g"]
    assert card_of(scheme, a=50, ke_hoach="co").total == 20
    assert card_of(scheme, a=50, ke_hoach="khong").total == 0
    assert card_of(scheme, ke_hoach="co").waiting_for == ("a",)


def test_a_gate_does_not_make_what_does_not_apply_apply() -> None:
    gate = "gates: [{id: g, title: G, require: fact.b > 0, else: {score: 0}}]"
    scheme = scheme_of(
        [
            leaf("x", f"max_points: 20, measure: {{fact: a}}, {gate}"),
            leaf("y", "max_points: 80, measure: {fact: c}"),
        ],
        "",
        "a b c",
    )

    assert card_of(scheme, a=NA, b=0, c=40).total == 50


def test_facts_that_only_conditions_and_the_order_read_stand_on_the_card_with_their_source() -> None:
    scheme = scheme_of(
        [leaf("x", "measure: {fact: a}")],
        "gates: [{id: g, title: G, require: fact.b >= 0, else: exclude}]\n"
        "rank: {by: [{key: total}, {key: fact.c}]}\n",
        "a b c",
    )

    asked = card_of(scheme, a=1, b=2, c=3).asked

    assert [(fact.id, fact.number, fact.source) for fact in asked] == [("b", 2, "a!b"), ("c", 3, "a!c")]


# Nothing applies.


def test_a_candidate_to_whom_nothing_applies_waits_for_nothing() -> None:
    scheme = scheme_of([leaf("x", "max_points: 10, measure: {fact: a}")], PENDING, "a")

    card = card_of(scheme, a=NA)

    assert (card.state, card.total, card.waiting_for) == (State.NOT_APPLICABLE, None, ())


# Roles and combiners at the root.

THREE = [
    leaf("x", "weight: 3, measure: {fact: a}"),
    leaf("y", "weight: 1, measure: {fact: b}"),
    leaf("z", "role: bonus, measure: {fact: c}"),
    leaf("w", "role: penalty, measure: {fact: d}, scale: {per: -1}"),
]


@pytest.mark.parametrize(
    ("combine", "base"),
    [
        ("combine: sum", "28"),  # 3 × 8 + 4
        ("combine: sum\nweights: normalise", "7"),  # 3/4 × 8 + 1/4 × 4
        ("combine: mean", "7"),
        ("combine: product", "2048"),  # 8³ × 4
    ],
)
def test_bonus_and_penalty_are_added_to_whatever_the_base_gives(combine: str, base: str) -> None:
    card = card_of(scheme_of(THREE, f"{combine}\n", "a b c d"), a=8, b=4, c=5, d=2)

    assert (card.base, card.bonus, card.penalty) == (number(base), 5, -2)
    assert (card.total, card.adjustment) == (number(base) + 3, 0)


def test_a_weighted_geometric_mean_takes_the_root_of_its_weights() -> None:
    # (16³ × 1)^(1/4) = 8; 8 is exact though its parts are not: 16^(3/4) = 8.
    card = card_of(scheme_of(THREE, "combine: geomean\n", "a b c d"), a=16, b=1, c=0, d=0)

    assert card.total == 8


@pytest.mark.parametrize(
    ("combine", "base"),
    [("min", 2), ("max", 9), ("median", 4), ("best\nbest: 2", 13), ("trimmed\ntrim: [1, 0]", "6.5")],
)
def test_every_combiner_works_at_the_root(combine: str, base: int | str) -> None:
    children = [leaf(f, f"measure: {{fact: {f}}}") for f in "abc"]
    scheme = scheme_of(children, f"combine: {combine}\n", "a b c")

    assert card_of(scheme, a=9, b=2, c=4).total == number(str(base))


def test_what_clamps_gates_and_rounding_changed_stands_beside_the_parts() -> None:
    scheme = scheme_of(
        [leaf("x", "measure: {fact: a}"), leaf("z", "role: bonus, measure: {fact: b}")],
        "clamp: {high: 100}\npublish: {round: {to: 1}}\n",
        "a b",
    )

    capped = card_of(scheme, a=97, b=10)
    # 97 + 10 = 107, held at 100; 89.5 + 1 = 90.5, rounded to 91.
    assert (capped.total, capped.base, capped.bonus, capped.adjustment) == (100, 97, 10, -7)
    assert card_of(scheme, a=number("89.5"), b=1).adjustment == number("0.5")


@given(st.integers(-50, 50), st.integers(0, 20), st.integers(0, 20))
def test_total_is_base_and_bonus_and_penalty_and_adjustment(a: int, b: int, c: int) -> None:
    scheme = scheme_of(
        [
            leaf("x", "measure: {fact: a}"),
            leaf("z", "role: bonus, measure: {fact: b}"),
            leaf("w", "role: penalty, measure: {fact: c}, scale: {per: -0.3}"),
        ],
        "clamp: {low: 0, high: 30}\npublish: {round: {to: 1}}\n"
        "gates: [{id: g, title: G, require: fact.c < 15, else: {score: 5}}]\n",
        "a b c",
    )

    card = card_of(scheme, a=a, b=b, c=c)

    parts = (card.base, card.bonus, card.penalty, card.adjustment)
    assert sum(part for part in parts if part is not None) == card.total


def test_a_weight_multiplies_in_a_sum_and_carries_what_does_not_apply() -> None:
    scheme = scheme_of(
        [
            leaf("x", "max_points: 10, weight: 2, measure: {fact: a}"),
            leaf("y", "max_points: 10, weight: 3, measure: {fact: b}"),
        ],
        "weights: {must_sum_to: 5}\n",
        "a b",
    )

    assert card_of(scheme, a=10, b=5).total == 35
    # 20 of 50 points do not apply: 5 × 3 × 50/30 = 25.
    assert card_of(scheme, a=NA, b=5).total == 25


def test_shared_weight_in_a_mean_goes_to_the_others_in_equal_parts() -> None:
    scheme = scheme_of(
        [
            leaf("x", "weight: 4, on_not_applicable: share_equally, measure: {fact: a}"),
            leaf("y", "weight: 1, measure: {fact: b}"),
            leaf("z", "weight: 3, measure: {fact: c}"),
        ],
        "combine: mean\n",
        "a b c",
    )

    # Weights 1 + 2 and 3 + 2: (3 × 8 + 5 × 4) / 8. Rescaled it would be (8 + 12) / 4 = 5.
    assert card_of(scheme, a=NA, b=8, c=4).total == number("5.5")


# Everybody starts with the same points.


def test_a_constant_is_a_measure_and_events_change_it() -> None:
    # The specialised school of Bac Giang: 750 points to start with, events add and take away.
    scheme = scheme_of(
        [
            leaf("dau_ky", "measure: {constant: 750}"),
            leaf("cong", "measure: {fact: a}, scale: {per: 5}"),
            leaf("tru", "role: penalty, measure: {fact: b}, scale: {per: -10}"),
        ],
        "",
        "a b",
    )

    assert card_of(scheme, a=3, b=2).total == 745


# A text with two meanings: the form that has a step table and says «proportional» above it.

TWO_SCALES = leaf(
    "x",
    "max_points: 20, measure: {fact: a}, scale: {decide: {slot: cach, options: {bac: {knots: [[0, 0], "
    "[60, 1], [70, 5], [80, 10], [90, 15], [100, 20]], between: step}, ty_le: {knots: [[0, 0], "
    "[100, max_points]]}}}}",
)
SLOT = "decide: [{id: cach, question: Hỏi, who: Hội đồng, options: {bac: Bậc, ty_le: Tỷ lệ}}]\n"


def test_a_scale_with_two_meanings_waits_for_the_board() -> None:
    scheme = scheme_of([TWO_SCALES], SLOT + PENDING, "a")

    def total(**slots: str) -> Fraction | None:
        return evaluate(scheme, [entry(a=85)], DAY, decided(**slots))[0].total

    assert (total(cach="bac"), total(cach="ty_le"), total(), total(cach="khac")) == (10, 17, None, None)
    assert card_of(scheme, a=85).waiting_for == ("cach",)


# Rounding edges after irrational steps.


def test_an_irrational_step_shows_how_far_the_rounding_edge_is() -> None:
    scheme = scheme_of([leaf("x", "measure: {fact: a, transform: log}")], "", "a")

    # ln 2 = 0.693147…; the edge of hundredths is at 0.695.
    step = card_of(scheme, a=2).root.steps[-1]

    assert (step.act, step.result) == ("round", number("0.69"))
    assert number("0.00185") < step.values["edge"] < number("0.00186")


def test_a_number_on_the_edge_as_far_as_can_be_told_is_refused() -> None:
    # (5.005² + 10^-60)^(1/2) lies above 5.005 by 10^-61: no 50 digits tell.
    scheme = scheme_of([leaf("x", "measure: {fact: a, transform: pow, exponent: 0.5}")], "", "a")

    with pytest.raises(EvaluationError, match="E_EDGE: a: “mau” stands on a rounding edge"):
        card_of(scheme, a=number("5.005") ** 2 + Fraction(1, 10**60))


def test_a_rational_root_is_exact_and_rounds_on_its_edge() -> None:
    scheme = scheme_of([leaf("x", "measure: {fact: a, transform: pow, exponent: 0.5}")], "", "a")

    assert card_of(scheme, a=number("25.050025")).total == number("5.01")  # 5.005², half up


# Days.


def test_a_criterion_counts_only_on_its_days() -> None:
    scheme = scheme_of(
        [
            leaf("x", "max_points: 60, measure: {fact: a}"),
            leaf("y", "max_points: 40, effective: {to: 2024-06-30}, measure: {fact: b}"),
            leaf("z", "max_points: 40, effective: {from: 2024-07-01}, measure: {fact: c}"),
        ],
        "weights: {must_sum_to: 100}\n",
        "a b c",
    )
    facts = {"a": 50, "b": 10, "c": 30}

    june, july = (card_of(scheme, day, **facts) for day in (date(2024, 6, 30), date(2024, 7, 1)))

    assert (june.total, july.total) == (60, 80)
    assert [line.id for line in july.root.children] == ["x", "z"]


def test_a_group_none_of_whose_criteria_is_in_force_does_not_count() -> None:
    later = leaf("y1", "effective: {from: 2030-01-01}, measure: {fact: b}")
    scheme = scheme_of([leaf("x", "measure: {fact: a}"), group("y", "combine: mean", later)], "", "a b")

    card = card_of(scheme, a=7)

    assert (card.total, [line.id for line in card.root.children]) == (7, ["x"])


def test_a_group_of_bonuses_alone_is_combined_as_it_says() -> None:
    children = [leaf(f"z{f}", f"measure: {{fact: {f}}}") for f in "bc"]
    scheme = scheme_of(
        [leaf("x", "measure: {fact: a}"), group("z", "role: bonus; combine: max", *children)], "", "a b c"
    )

    card = card_of(scheme, a=90, b=3, c=5)

    assert (card.total, card.base, card.bonus) == (95, 90, 5)
