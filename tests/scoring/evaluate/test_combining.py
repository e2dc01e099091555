"""Groups: every way to combine, and roles; what is left out is never counted as zero."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import EvaluationError, Scheme, State
from tests.scoring.samples import NA, Value, card_of, group, leaf, number, scheme_of

EXACT = "publish: {round: {to: 0.000001}, on_missing: pending}\n"


def grouped(combine: str, weights: tuple[str, ...] = ("", "", "", ""), more: str = "") -> Scheme:
    children = [leaf(f"x{i}", f"{weight}measure: {{fact: f{i}}}{more}") for i, weight in enumerate(weights)]
    return scheme_of([group("x", combine, *children)], EXACT, "f0 f1 f2 f3")


def combined(scheme: Scheme, *values: Value) -> Fraction | None:
    return card_of(scheme, **{f"f{i}": value for i, value in enumerate(values)}).line("x").points


@pytest.mark.parametrize(
    ("combine", "expected"),
    [
        ("combine: sum", "20"),  # of 9, 2, 6, 3
        ("combine: mean", "5"),
        ("combine: product", "324"),
        ("combine: min", "2"),
        ("combine: max", "9"),
        ("combine: median", "4.5"),
        ("combine: best; best: 2", "15"),
        ("combine: best; best: 4", "20"),
        ("combine: trimmed; trim: [1, 1]", "4.5"),
        ("combine: trimmed; trim: [0, 3]", "2"),
        ("combine: trimmed; trim: [2, 0]", "7.5"),
    ],
)
def test_a_group_combines_its_parts(combine: str, expected: str) -> None:
    assert combined(grouped(combine), 9, 2, 6, 3) == number(expected)


@pytest.mark.parametrize(("values", "expected"), [((4, 9), "6"), ((3, 3), "3"), ((0, 5), "0")])
def test_a_geometric_mean_that_is_rational_is_exact(values: tuple[int, int], expected: str) -> None:
    assert combined(grouped("combine: geomean", ("", "")), *values) == Fraction(expected)


def test_three_equal_numbers_have_themselves_as_geometric_mean() -> None:
    assert combined(
        grouped("combine: geomean", ("", "", "")), number("0.07"), number("0.07"), number("0.07")
    ) == number("0.07")


def test_a_geometric_mean_below_zero_is_refused_by_name() -> None:
    with pytest.raises(
        EvaluationError, match=r"E_DOMAIN: a: “x” takes a product or root of a number below zero"
    ):
        combined(grouped("combine: geomean", ("", "")), -2, 3)


def test_a_mean_weighs_its_parts() -> None:
    scheme = grouped("combine: mean", ("weight: 3, ", "weight: 1, "))

    # (3 × 8 + 1 × 4) / 4
    assert combined(scheme, 8, 4) == 7


def test_a_mean_leaves_out_what_does_not_apply_with_its_weight() -> None:
    scheme = grouped("combine: mean", ("weight: 3, ", "weight: 1, ", "weight: 2, "))

    # (3 × 8 + 2 × 3) / 5
    assert combined(scheme, 8, NA, 3) == 6


@pytest.mark.parametrize("combine", ["min", "max", "median", "product", "mean", "sum"])
def test_what_does_not_apply_counts_in_no_combination_as_zero(combine: str) -> None:
    scheme = grouped(f"combine: {combine}", ("", ""))

    assert combined(scheme, 7, NA) == 7


@pytest.mark.parametrize("combine", ["sum", "mean", "product", "geomean", "min", "max", "median"])
def test_a_group_in_which_nothing_applies_does_not_apply(combine: str) -> None:
    scheme = scheme_of(
        [group("x", f"combine: {combine}", leaf("y", "measure: {fact: a}")), leaf("z", "measure: {fact: b}")],
        EXACT,
        "a b",
    )

    card = card_of(scheme, a=NA, b=3)

    assert (card.line("x").state, card.line("x").points, card.total) == (State.NOT_APPLICABLE, None, 3)


def test_a_group_of_which_trimming_leaves_nothing_has_no_points() -> None:
    scheme = grouped("combine: trimmed; trim: [1, 1]", ("", "", ""))

    assert combined(scheme, 1, 3, NA) is None


def test_a_group_waits_for_each_of_its_parts() -> None:
    card = card_of(grouped("combine: max"), f0=9, f1=2, f3=1)

    assert (card.state, card.line("x").state, card.waiting_for) == (State.PENDING, State.PENDING, ("f2",))


def four_columns(base: str, bonus: str, penalty: str) -> Scheme:
    children = [
        leaf("b", f"max_points: 100, {base}"),
        leaf("c", f"role: bonus, {bonus}"),
        leaf("t", f"role: penalty, {penalty}"),
    ]
    return scheme_of(children, EXACT, "a c t")


# HCMC board for emulation, 2008: +10 for a unit that holds the flag of the city; the
# document works one unit out at 97 + 10 = 107, above the nominal maximum of 100.
def test_the_unit_with_97_and_the_flag_of_the_city_has_107() -> None:
    children = [
        leaf(f"n{i}", f"max_points: {most}, measure: {{fact: d{i}}}")
        for i, most in enumerate((10, 10, 20, 10, 10, 10, 20, 10), 1)
    ]
    flag = leaf("co", "role: bonus, measure: {fact: co}, scale: {table: {khong: 0, co_tp: 10, co_cp: 15}}")
    rest = EXACT + "weights: {must_sum_to: 100}\nclamp: {low: 0}\n"
    scheme = scheme_of([*children, flag], rest, "d1 d2 d3 d4 d5 d6 d7 d8", {"co": "khong co_tp co_cp"})
    points = {f"d{i}": value for i, value in enumerate((10, 10, 19, 10, 9, 10, 19, 10), 1)}

    city, government, none = (card_of(scheme, **points, co=held) for held in ("co_tp", "co_cp", "khong"))

    assert (city.base, city.bonus, city.penalty, city.total) == (97, 10, 0, 107)
    assert (government.total, none.total) == (112, 97)
    assert city.root.max_points == 100


def test_bonus_and_penalty_stand_beside_the_base_and_add_up_to_the_total() -> None:
    scheme = four_columns(
        "measure: {fact: a}",
        "measure: {fact: c}, scale: {per: 1}, clamp: {high: 7}",
        "measure: {fact: t}, scale: {per: -2}, clamp: {low: -5}",
    )

    card = card_of(scheme, a=88, c=9, t=4)

    # 9 × 1 is held at 7, 4 × -2 at -5.
    assert (card.base, card.bonus, card.penalty, card.total) == (88, 7, -5, 90)


# Forms 02 and 03: A 30 + B 70, plus at most 7, minus at most 5.
def test_the_form_of_100_plus_bonus_minus_penalty() -> None:
    steps = "scale: {knots: [[0, 0], [60, 1], [70, 5], [80, 10], [90, 15], [100, 20]], between: step}"
    quality = (
        "scale: {knots: [[0, 0], [50, 5], [60, 10], [70, 15], [80, 20], [90, 25], [95, 30]], between: step}"
    )
    percent = "transform: percent"
    scheme = scheme_of(
        [
            leaf("chung", "max_points: 30, measure: {fact: chung}, round: {to: 0.25}"),
            group(
                "ket_qua",
                "max_points: 70; combine: sum; weights: {must_sum_to: 70}",
                leaf("sl", f"max_points: 20, measure: {{ratio: [xong, giao], {percent}}}, {steps}"),
                leaf("td", f"max_points: 20, measure: {{ratio: [han, giao], {percent}}}, {steps}"),
                leaf("cl", f"max_points: 30, measure: {{ratio: [dat, giao], {percent}}}, {quality}"),
            ),
            leaf("cong", "role: bonus, measure: {fact: moi}, clamp: {high: 2}"),
            leaf("tru", "role: penalty, measure: {fact: loi}, scale: {per: -1}, clamp: {low: -5}"),
        ],
        EXACT + "weights: {must_sum_to: 100}\n",
        "chung giao xong han dat moi loi",
    )

    card = card_of(scheme, chung=number("27.6"), giao=20, xong=20, han=18, dat=19, moi=3, loi=1)

    # 27.6 is brought to 27.5 in steps of 0.25; 100 % → 20; 90 % → 15; 95 % → 30; bonus held at 2; penalty 1.
    assert [line.points for line in card.root.children] == [number("27.5"), 65, 2, -1]
    assert (card.base, card.bonus, card.penalty, card.total) == (number("92.5"), 2, -1, number("93.5"))


def test_children_of_a_bonus_are_bonus_too() -> None:
    scheme = scheme_of(
        [
            leaf("b", "measure: {fact: a}"),
            group("c", "role: bonus; combine: sum", leaf("c1", "measure: {fact: c}")),
        ],
        EXACT,
        "a c",
    )

    card = card_of(scheme, a=1, c=2)

    assert (card.base, card.bonus, card.line("c1").role) == (1, 2, "bonus")


def test_a_bonus_does_not_stand_in_for_a_base_of_which_nothing_applies() -> None:
    scheme = four_columns("measure: {fact: a}", "measure: {fact: c}", "measure: {fact: t}, scale: {per: -1}")

    card = card_of(scheme, a=NA, c=3, t=0)

    assert (card.state, card.total) == (State.NOT_APPLICABLE, None)


LEAF_VALUES = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(1, 1000), st.integers(0, 40)), min_size=1, max_size=6
)


@given(LEAF_VALUES, st.integers(-20, 20))
def test_a_flat_total_equals_the_same_sum_written_independently(
    rows: list[tuple[int, int, int]], penalty: int
) -> None:
    children = [
        leaf(
            f"x{i}",
            f"max_points: {most}, measure: {{ratio: [d{i}, g{i}], transform: percent}}, "
            f"target: [{{at_least: 60}}], scale: {{knots: [[0, 0], [target, max_points]]}}",
        )
        for i, (_done, _given, most) in enumerate(rows)
    ]
    children.append(leaf("tru", "role: penalty, measure: {fact: p}"))
    facts: dict[str, Value] = {"p": penalty}
    for i, (done, given_, _most) in enumerate(rows):
        facts |= {f"d{i}": done, f"g{i}": given_}
    scheme = scheme_of(children, "publish: {round: {to: 0.01}}\n", " ".join(facts))

    card = card_of(scheme, **facts)

    exact = (
        sum(min(Fraction(done, given_) / Fraction(60, 100), 1) * most for done, given_, most in rows)
        + penalty
    )
    cents = abs(exact) * 100 + Fraction(1, 2)
    whole = cents.numerator // cents.denominator
    assert card.root.steps[0].result == exact
    assert card.total == Fraction(whole if exact >= 0 else -whole, 100)
