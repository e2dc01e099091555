"""What follows when a value is missing, does not apply, or divides by zero: as declared, never quietly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import EvaluationError, Scheme, State
from tests.scoring.samples import NA, Value, card_of, group, leaf, number, scheme_of


def three(x: str, rest: str = "", y: str = "", z: str = "") -> Scheme:
    """Give a scheme of 20, 30 and 50 points; ``x`` is what the first says beside its measure."""
    return scheme_of(
        [
            leaf("x", f"max_points: 20, {x}measure: {{fact: a}}"),
            leaf("y", f"max_points: 30, {y}measure: {{fact: b}}"),
            leaf("z", f"max_points: 50, {z}measure: {{fact: c}}"),
        ],
        rest,
        "a b c",
    )


# Missing.


def test_a_missing_fact_is_refused_unless_the_scheme_says_otherwise() -> None:
    with pytest.raises(EvaluationError) as caught:
        card_of(three(""), b=30, c=50)

    (problem,) = caught.value.problems
    assert str(problem) == ("E_MISSING: a: the fact a of “x” is missing, and the scheme does not allow that")


def test_a_missing_fact_may_leave_the_card_pending() -> None:
    card = card_of(three("on_missing: pending, "), b=30, c=50)

    assert (card.state, card.total, card.base, card.waiting_for) == (State.PENDING, None, None, ("a",))
    assert [(line.id, line.state, line.points) for line in card.root.children] == [
        ("x", State.MISSING, None),
        ("y", State.VALUE, 30),
        ("z", State.VALUE, 50),
    ]


def test_a_missing_fact_is_zero_only_where_the_scheme_says_zero_and_the_trace_says_so() -> None:
    card = card_of(three("on_missing: zero, "), b=30, c=40)

    assert (card.state, card.total, card.line("x").points) == (State.VALUE, 70, 0)
    assert card.line("x").steps[-1].note == "missing_as_zero"


def test_a_missing_fact_may_be_dropped_and_the_others_reweighted() -> None:
    card = card_of(three("on_missing: drop_and_reweight, "), b=15, c=45)

    # 80 points remain of 100: (15 + 45) × 100/80.
    assert (card.total, card.line("x").state) == (75, State.MISSING)
    assert card.line("x").reason == "missing_reweighted"


def test_the_policy_of_a_group_holds_for_what_is_below_it_unless_it_says_otherwise() -> None:
    below = [leaf("x1", "measure: {fact: a}"), leaf("x2", "on_missing: pending, measure: {fact: b}")]
    scheme = scheme_of([group("x", "combine: sum; on_missing: zero", *below)], "", "a b")

    assert card_of(scheme, b=3).total == 3
    assert card_of(scheme, a=3).waiting_for == ("b",)


def test_everything_that_is_awaited_is_named_once_in_the_order_of_the_scheme() -> None:
    scheme = three("", "publish: {round: {to: 1}, on_missing: pending}\n")

    assert card_of(scheme, b=1).waiting_for == ("a", "c")


def test_dropping_everything_is_not_a_score_of_zero() -> None:
    scheme = scheme_of(
        [leaf("x", "max_points: 20, on_missing: drop_and_reweight, measure: {fact: a}")], "", "a"
    )

    assert (card_of(scheme).state, card_of(scheme).total) == (State.PENDING, None)


@given(st.sampled_from(["refuse", "pending", "zero", "drop_and_reweight"]), st.sets(st.sampled_from("abc")))
def test_a_missing_fact_gives_a_value_only_under_the_policy_zero(policy: str, given_: set[str]) -> None:
    children = [leaf(f"x{f}", f"max_points: 10, measure: {{fact: {f}}}") for f in "abc"]
    scheme = scheme_of(children, f"publish: {{round: {{to: 1}}, on_missing: {policy}}}\n", "a b c")
    facts: dict[str, Value] = dict.fromkeys(sorted(given_), 5)

    try:
        card = card_of(scheme, **facts)
    except EvaluationError as error:
        assert policy == "refuse"
        assert [p.code for p in error.problems] == ["E_MISSING"] * (3 - len(given_))  # noqa: PT017  # both ends matter
        return

    states = {f: card.line(f"x{f}").state for f in "abc"}
    assert {f for f, state in states.items() if state is State.VALUE} == (
        set("abc") if policy == "zero" else given_
    )


# Not applicable. Haiphong's decision 212/2025/QĐ-UBND has three kinds in one text:
# (a) not assigned: the rest is rescaled; (b) no citizens to serve: shared; (c) nothing to declare: full.


def test_what_does_not_apply_is_dropped_and_the_rest_rescaled_with_the_factor_shown() -> None:
    card = card_of(three(""), a=NA, b=24, c=40)

    # (24 + 40) × 100/80 = 80
    assert card.total == 80
    step = card.root.steps[0]
    assert step.formula == "{v0} × {n0}/{d0} + {v1} × {n1}/{d1}"
    assert dict(step.values) == {"v0": 24, "n0": 5, "d0": 4, "v1": 40, "n1": 5, "d1": 4}
    assert step.note == "not_applicable_rescaled"


def test_what_does_not_apply_may_share_its_points_equally_among_the_others() -> None:
    card = card_of(three("on_not_applicable: share_equally, "), a=NA, b=24, c=40)

    # 20 points go as 10 and 10: maxima 40 and 60; 24 × 40/30 + 40 × 60/50 = 32 + 48.
    assert card.total == 80
    assert dict(card.root.steps[0].values) == {"v0": 24, "n0": 4, "d0": 3, "v1": 40, "n1": 6, "d1": 5}


def test_sharing_and_rescaling_differ_when_the_others_did_not_do_equally_well() -> None:
    shared = card_of(three("on_not_applicable: share_equally, "), a=NA, b=30, c=0)
    rescaled = card_of(three(""), a=NA, b=30, c=0)

    # 30 × 40/30 against 30 × 100/80.
    assert (shared.total, rescaled.total) == (40, number("37.5"))


def test_what_does_not_apply_may_earn_full_points() -> None:
    card = card_of(three("on_not_applicable: full_points, "), a=NA, b=24, c=40)

    assert (card.total, card.line("x").points, card.line("x").state) == (84, 20, State.VALUE)
    assert card.line("x").steps[-1].note == "not_applicable_full"


def test_what_does_not_apply_may_be_left_out_with_its_points_lost() -> None:
    card = card_of(three("on_not_applicable: exclude, "), a=NA, b=24, c=40)

    assert (card.total, card.line("x").state, card.line("x").points) == (64, State.NOT_APPLICABLE, None)


def test_not_applicable_may_be_refused_at_the_cell() -> None:
    with pytest.raises(EvaluationError) as caught:
        card_of(three("on_not_applicable: refuse, "), a=NA, b=24, c=40)

    assert [str(problem) for problem in caught.value.problems] == [
        "a!a: E_NOT_APPLICABLE: a: “x” may not be answered with “not applicable”"
    ]


def test_the_three_kinds_of_haiphong_stand_in_one_block() -> None:
    scheme = scheme_of(
        [
            leaf("duoc_giao", "max_points: 30, measure: {fact: a}"),
            leaf("khong_giao", "max_points: 10, on_not_applicable: drop_and_rescale, measure: {fact: b}"),
            leaf("tiep_dan", "max_points: 20, on_not_applicable: share_equally, measure: {fact: c}"),
            leaf("ke_khai", "max_points: 40, on_not_applicable: full_points, measure: {fact: d}"),
        ],
        "",
        "a b c d",
    )

    card = card_of(scheme, a=24, b=NA, c=NA, d=NA)

    # Two count: 30 and 40 (full). The 20 of tiep_dan go as 10 + 10: maxima 40 and 50, 90 in all; the 10 of
    # khong_giao rescale by 100/90. 24 × 40/30 × 10/9 = 320/9; 40 × 50/40 × 10/9 = 500/9; in all 820/9.
    assert card.root.steps[0].result == Fraction(820, 9)
    assert card.total == number("91.11")


def test_full_marks_stay_full_marks_under_every_way_to_spread_what_does_not_apply() -> None:
    for policy in ("drop_and_rescale", "share_equally", "full_points"):
        assert card_of(three(f"on_not_applicable: {policy}, "), a=NA, b=30, c=50).total == 100


@given(st.integers(0, 30), st.integers(0, 50), st.sampled_from(["drop_and_rescale", "share_equally"]))
def test_spreading_never_leads_above_the_maximum_or_below_zero(b: int, c: int, policy: str) -> None:
    exact = card_of(SPREAD[policy], a=NA, b=b, c=c).root.steps[0].result

    assert exact is not None
    assert b + c <= exact <= 100


SPREAD = {policy: three(f"on_not_applicable: {policy}, ") for policy in ("drop_and_rescale", "share_equally")}


def test_bonus_and_penalty_take_nothing_from_what_does_not_apply() -> None:
    scheme = scheme_of(
        [
            leaf("x", "max_points: 50, measure: {fact: a}"),
            leaf("y", "max_points: 50, measure: {fact: b}"),
            leaf("c", "max_points: 10, role: bonus, measure: {fact: c}"),
        ],
        "",
        "a b c",
    )

    # 40 × 100/50 + 5: the bonus is not doubled; and a bonus that does not apply is not spread.
    assert card_of(scheme, a=NA, b=40, c=5).total == 85
    assert card_of(scheme, a=30, b=40, c=NA).total == 70


def test_what_does_not_apply_inside_a_group_is_spread_inside_the_group() -> None:
    block = group(
        "k", "max_points: 30; combine: sum", leaf("k1", "max_points: 20, measure: {fact: a}"),
        leaf("k2", "max_points: 10, measure: {fact: b}"),
    )  # fmt: skip
    scheme = scheme_of([block, leaf("z", "max_points: 70, measure: {fact: c}")], "", "a b c")

    card = card_of(scheme, a=NA, b=8, c=35)

    # 8 × 30/10 = 24 in the group; nothing moves to z.
    assert [line.points for line in card.root.children] == [24, 35]


def test_a_group_in_which_nothing_applies_follows_its_own_policy() -> None:
    block = group(
        "k", "max_points: 30; combine: sum; on_not_applicable: full_points", leaf("k1", "measure: {fact: a}")
    )
    scheme = scheme_of([block, leaf("z", "max_points: 70, measure: {fact: c}")], "", "a c")

    assert card_of(scheme, a=NA, c=35).total == 65


# Zero denominators and zero targets.


def ratio(policy: str) -> Scheme:
    return scheme_of(
        [
            leaf(
                "x",
                f"max_points: 20, {policy}measure: {{ratio: [a, b]}}, scale: {{knots: [[0, 0], [1, 20]]}}",
            ),
            leaf("y", "max_points: 80, measure: {fact: c}"),
        ],
        "",
        "a b c",
    )


@pytest.mark.parametrize(
    ("policy", "state", "points", "total"),
    [
        ("full", State.VALUE, 20, 60),
        ("zero", State.VALUE, 0, 40),
        ("not_applicable", State.NOT_APPLICABLE, None, 50),  # 40 × 100/80
    ],
)
def test_a_zero_denominator_follows_its_policy_and_the_trace_says_so(
    policy: str, state: State, points: int | None, total: int
) -> None:
    card = card_of(ratio(f"on_zero_denominator: {policy}, "), a=0, b=0, c=40)

    line = card.line("x")
    assert (line.state, line.points, card.total) == (state, points, total)
    assert line.steps[0].note == f"zero_denominator_{policy}"


def test_a_zero_denominator_is_an_error_by_default_that_names_the_cell() -> None:
    with pytest.raises(EvaluationError, match=r"^a!b: E_ZERO_DENOMINATOR: a: “x” divides by zero"):
        card_of(ratio(""), a=0, b=0, c=40)


def zero_target(policy: str) -> Scheme:
    return scheme_of(
        [
            leaf(
                "x",
                f"max_points: 20, {policy}target: [{{at_least: 0}}], measure: {{fact: a}}, "
                "scale: {knots: [[0, 0], [target, max_points]]}",
            ),
            leaf("y", "max_points: 80, measure: {fact: c}"),
        ],
        "",
        "a c",
    )


@pytest.mark.parametrize(
    ("policy", "state", "points", "total"),
    [
        ("full", State.VALUE, 20, 60),
        ("zero", State.VALUE, 0, 40),
        ("not_applicable", State.NOT_APPLICABLE, None, 50),
    ],
)
def test_a_zero_target_follows_its_policy(policy: str, state: State, points: int | None, total: int) -> None:
    card = card_of(zero_target(f"on_zero_target: {policy}, "), a=0, c=40)

    assert (card.line("x").state, card.line("x").points, card.total) == (state, points, total)


def test_a_zero_target_is_an_error_by_default() -> None:
    with pytest.raises(EvaluationError, match=r"^E_ZERO_TARGET: a: the target of “x” is zero"):
        card_of(zero_target(""), a=0, c=40)
