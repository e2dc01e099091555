"""Scales: from a measured number to points, edge by edge."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import EvaluationError, Scheme
from tests.scoring.samples import Value, card_of, entry, leaf, number, points_of, scheme_of

EXACT = "publish: {round: {to: 0.000001}}\n"
TARGET = "target: [{at_least: 80}], "


def scaled(scale: str, more: str = "max_points: 20, ") -> Scheme:
    return scheme_of([leaf("x", f"{more}measure: {{fact: a}}, scale: {{{scale}}}")], EXACT, "a")


def at(scheme: Scheme, *values: str) -> list[Fraction | None]:
    return points_of(scheme, *(entry(f"u{i}", a=Fraction(value)) for i, value in enumerate(values)))


def numbers(text: str) -> list[Fraction]:
    return [Fraction(word) for word in text.split()]


def test_a_table_gives_each_label_its_points() -> None:
    children = [leaf("x", "max_points: 5, measure: {fact: kl}, scale: {table: {dat: 5, gan: 2.5, khong: 0}}")]
    scheme = scheme_of(children, EXACT, choices={"kl": "dat gan khong"})

    found = points_of(scheme, *(entry(label, kl=label) for label in ("dat", "gan", "khong")))

    assert found == [5, number("2.5"), 0]


def test_points_for_each_event_add_up_and_may_go_below_zero() -> None:
    assert at(scaled("per: 0.4", ""), "0", "1", "50") == numbers("0 0.4 20")
    assert at(scaled("per: -0.5", ""), "0", "3") == numbers("0 -1.5")


def test_proportional_points_reach_the_maximum_at_the_target_and_are_held_there() -> None:
    scheme = scaled("knots: [[0, 0], [target, max_points]]", "max_points: 20, " + TARGET)

    # a / 80 × 20
    assert at(scheme, "0", "40", "79.9", "80", "130", "-5") == numbers("0 10 19.975 20 20 0")


def test_what_is_held_at_the_end_says_so_and_shows_its_numbers() -> None:
    scheme = scaled("knots: [[0, 0], [target, max_points]]", "max_points: 20, " + TARGET)

    below, above = (card_of(scheme, a=value).line("x") for value in (40, 130))

    assert (below.steps[-1].formula, dict(below.steps[-1].values)) == (
        "{x} / {t} × {m}",
        {"x": 40, "t": 80, "m": 20},
    )
    assert (above.steps[-1].note, above.steps[-1].result) == ("held_at_end", 20)
    assert (above.target, above.target_sign) == (80, ">=")


def test_over_achievement_goes_on_when_the_scale_is_extended() -> None:
    scheme = scaled("knots: [[0, 0], [80, 20]], outside: extend")

    # 100 / 80 × 20 = 25; -8 / 80 × 20 = -2
    assert at(scheme, "100", "-8") == numbers("25 -2")


def test_over_achievement_may_earn_more_up_to_a_ceiling() -> None:
    # Each 1 % over the target earns 0.1 point, at most 2.
    scheme = scaled("knots: [[0, 0], [80, 20], [100, 22]]", "")

    assert at(scheme, "80", "81", "90", "100", "150") == numbers("20 20.1 21 22 22")


def test_a_number_beyond_a_closed_scale_is_refused() -> None:
    scheme = scaled("knots: [[0, 0], [100, 20]], outside: error")

    assert at(scheme, "0", "100") == numbers("0 20")
    for value in ("100.000001", "-0.000001"):
        with pytest.raises(EvaluationError, match=r"^u0!a: E_OUTSIDE: u0: the value .* of “x” lies outside"):
            at(scheme, value)


def test_lower_is_better_is_a_falling_line_and_not_an_inversion() -> None:
    # No late report: 20; five or more: 0; each in between costs 4.
    scheme = scaled("knots: [[0, 20], [5, 0]]")

    assert at(scheme, "0", "1", "4", "5", "9") == numbers("20 16 4 0 0")


def test_lower_is_better_against_a_target() -> None:
    # At most 5 % late: full; from there down to nothing at 20 %. 8 % → 20 × 12/15 = 16.
    scheme = scaled("knots: [[target, max_points], [20, 0]]", "max_points: 20, target: [{at_most: 5}], ")

    assert at(scheme, "0", "5", "8", "20", "40") == numbers("20 20 16 0 0")


def test_negative_growth_has_its_place_on_the_line() -> None:
    scheme = scaled("knots: [[-10, 0], [0, 10], [10, 20]]")

    assert at(scheme, "-20", "-10", "-2.5", "0", "5", "12") == numbers("0 0 7.5 10 15 20")


# Forms 02 and 03: number and progress of tasks out of 20, quality out of 30.
NUMBER_OF_TASKS = "knots: [[0, 0], [60, 1], [70, 5], [80, 10], [90, 15], [100, 20]], between: step"
QUALITY = "knots: [[0, 0], [50, 5], [60, 10], [70, 15], [80, 20], [90, 25], [95, 30]], between: step"


@pytest.mark.parametrize(
    ("edge", "points", "before"),
    [("60", 1, 0), ("70", 5, 1), ("80", 10, 5), ("90", 15, 10), ("100", 20, 15)],
)
def test_the_number_of_tasks_is_a_staircase_closed_from_below(edge: str, points: int, before: int) -> None:
    scheme = scaled(NUMBER_OF_TASKS)
    below = str(Fraction(edge) - Fraction(1, 10**6))

    assert at(scheme, below, edge) == [before, points]


@pytest.mark.parametrize(
    ("edge", "points", "before"),
    [("50", 5, 0), ("60", 10, 5), ("70", 15, 10), ("80", 20, 15), ("90", 25, 20), ("95", 30, 25)],
)
def test_the_quality_of_tasks_is_a_staircase_closed_from_below(edge: str, points: int, before: int) -> None:
    scheme = scaled(QUALITY, "max_points: 30, ")
    below = str(Fraction(edge) - Fraction(1, 10**6))

    assert at(scheme, below, edge) == [before, points]


def test_the_staircases_hold_at_their_ends() -> None:
    assert at(scaled(NUMBER_OF_TASKS), "0", "59", "100", "120") == [0, 0, 20, 20]
    assert at(scaled(QUALITY, "max_points: 30, "), "0", "49", "95", "100") == [0, 0, 30, 30]


def test_the_form_that_contradicts_itself_scores_89_percent_ten_by_steps_and_17_8_by_proportion() -> None:
    assert at(scaled(NUMBER_OF_TASKS), "89") == [10]
    assert at(scaled("knots: [[0, 0], [100, 20]]"), "89") == [number("17.8")]


def test_all_or_nothing_is_a_staircase_of_one_step() -> None:
    scheme = scaled("knots: [[0, 0], [target, max_points]], between: step", "max_points: 5, " + TARGET)

    assert at(scheme, "79.999999", "80", "100") == [0, 5, 5]


def test_the_measured_number_is_not_rounded_before_it_is_scaled() -> None:
    # 8999 of 9000 is 99.9888… %, which prints as 99.99 and as 100 with no digits, but is not 100 %.
    children = [leaf("x", f"measure: {{ratio: [a, b], transform: percent}}, scale: {{{NUMBER_OF_TASKS}}}")]
    scheme = scheme_of(children, EXACT, "a b")

    assert points_of(scheme, entry("u", a=8999, b=9000), entry("v", a=9000, b=9000)) == [15, 20]


@pytest.mark.parametrize(
    ("target", "sign", "number_"),
    [("at_least: 60", ">=", 60), ("at_most: 5", "<=", 5), ("equals: 100", "=", 100)],
)
def test_a_line_shows_its_target_and_sign(target: str, sign: str, number_: int) -> None:
    scheme = scaled("per: 1", f"target: [{{{target}}}], ")

    line = card_of(scheme, a=3).line("x")

    assert (line.target_sign, line.target) == (sign, number_)


VALUES = st.decimals(-50, 200, places=3)


@given(VALUES, VALUES)
def test_more_of_a_benefit_never_lowers_points(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    for scale in (
        "knots: [[0, 0], [60, 12], [80, 20]]",
        "knots: [[0, 0], [60, 12], [80, 20]], outside: extend",
        NUMBER_OF_TASKS,
        "per: 0.4",
    ):
        first, second = at(SCHEMES[scale], str(low), str(high))
        assert first is not None
        assert second is not None
        assert first <= second


@given(VALUES)
def test_points_of_a_held_scale_stay_between_its_ends(value: Decimal) -> None:
    (points,) = at(SCHEMES["knots: [[0, 0], [60, 12], [80, 20]]"], str(value))

    assert points is not None
    assert 0 <= points <= 20


SCHEMES = {
    scale: scaled(scale)
    for scale in (
        "knots: [[0, 0], [60, 12], [80, 20]]",
        "knots: [[0, 0], [60, 12], [80, 20]], outside: extend",
        NUMBER_OF_TASKS,
        "per: 0.4",
    )
}


@pytest.mark.parametrize("value", [0, 7, Decimal("33.3")])
def test_without_a_scale_the_measured_number_is_the_points(value: Value) -> None:
    scheme = scheme_of([leaf("x", "measure: {fact: a}")], EXACT, "a")

    assert points_of(scheme, entry(a=value)) == [value]
