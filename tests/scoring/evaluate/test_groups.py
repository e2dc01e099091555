"""What a group's numbers say of each of its members: statistics, leaders, outliers, places."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Card, Entry, EvaluationError, Scheme, State, evaluate
from tests.scoring.samples import DAY, MISSING, NA, Value, entry, leaf, number, points_of, scheme_of


def units(**values: Value) -> list[Entry]:
    """Give units of one cluster, each with one value of ``a``."""
    return [entry(unit, a=value) for unit, value in values.items()]


def on(scale: str, rest: str = "", points: str = "max_points: 10, ") -> Scheme:
    """Give a scheme of one criterion on the fact ``a``."""
    return scheme_of([leaf("x", f"{points}{rest}measure: {{fact: a}}, scale: {{{scale}}}")], "", "a b t")


def cards(scheme: Scheme, *entries: Entry) -> dict[str, Card]:
    return {card.candidate.id: card for card in evaluate(scheme, entries, DAY)}


# Statistics in knots.


def test_a_z_score_stands_on_mean_and_deviation() -> None:
    # 2, 4, 4, 4, 5, 5, 7, 9: mean 5, deviation 2. 50 points at the mean, 10 a deviation.
    scheme = on(
        "knots: [[cluster.mean, 50], [cluster.mean + cluster.sd, 60]], outside: extend",
        "",
        "max_points: 100, ",
    )

    found = points_of(scheme, *units(p=2, q=4, r=4, s=4, t=5, u=5, v=7, w=9))

    assert found == [35, 45, 45, 45, 50, 50, 60, 70]


def test_the_deviation_of_a_sample_divides_by_one_less() -> None:
    # 1 and 7: mean 4, squares 9 + 9 = 18, over 2 - 1: the root of 18; of the whole it would be 3.
    scheme = on("knots: [[0, 0], [cluster.sd_sample, 10]], outside: extend", "", "")

    first = points_of(scheme, *units(p=1, q=7))[0]

    assert first is not None
    assert abs(first**2 - Fraction(100, 18)) < Fraction(1, 10**45)


def test_a_deviation_without_end_is_marked_and_one_that_ends_is_exact() -> None:
    scheme = on("knots: [[0, 0], [cluster.sd, 10]], outside: extend", "", "")

    endless, exact = (cards(scheme, *units(p=1, q=other))["p"] for other in (2, 7))

    # 1 and 2: the deviation is 1/2; of 1, 2, 4 it is the root of 14/9.
    three = cards(scheme, *units(p=1, q=2, r=4))["p"]
    assert [card.line("x").steps[-1].note for card in (endless, exact, three)] == ["", "", "irrational"]
    assert "edge" in three.root.steps[-1].values
    assert "edge" not in exact.root.steps[-1].values


def test_a_knot_may_lie_between_statistics() -> None:
    # min 10, median 15, max 30: half way between the lowest and the middle is 12.5, 17.5 below the highest.
    scheme = on("knots: [[1/2 * cluster.min + 1/2 * cluster.median, 0], [cluster.max, max_points]]")

    assert points_of(scheme, *units(p=10, q=15, r=30)) == [0, Fraction(25, 175) * 10, 10]


def test_all_stands_for_everybody_and_cluster_for_the_own_cluster() -> None:
    entries = [entry("p", a=10), entry("q", a=20), entry("r", "cum-2", a=40)]

    own = points_of(on("knots: [[0, 0], [cluster.max, 10]]"), *entries)
    everybody = points_of(on("knots: [[0, 0], [all.max, 10]]"), *entries)

    assert (own, everybody) == ([5, 10, 10], [number("2.5"), 5, 10])


def test_what_a_value_of_another_cluster_could_change_waits_for_it() -> None:
    scheme = on("knots: [[0, 0], [all.max, 10]]", "on_missing: pending, ")

    found = cards(scheme, entry("p", a=10), entry("q", "cum-2"))

    assert (found["p"].state, found["p"].waiting_for) == (State.PENDING, ("a",))
    alone = cards(
        on("knots: [[0, 0], [cluster.max, 10]]", "on_missing: pending, "),
        entry("p", a=10),
        entry("q", "cum-2"),
    )
    assert alone["p"].total == 10


@pytest.mark.parametrize(
    ("policy", "points"),
    [("knots", [5, 5]), ("full", [10, 10]), ("zero", [0, 0])],
)
def test_what_a_constant_column_earns_is_declared(policy: str, points: list[int]) -> None:
    # With both knots at 7 the second adds nothing: 5 points, unless the scheme says what equals earn.
    scheme = on("knots: [[cluster.min, 5], [cluster.max, 10]]", f"on_constant: {policy}, ")

    assert points_of(scheme, *units(p=7, q=7)) == points
    assert points_of(scheme, *units(p=7, q=9)) == [5, 10]


def test_a_constant_column_may_not_apply_or_be_refused() -> None:
    scale = "knots: [[cluster.min, 5], [cluster.max, 10]]"

    apart = cards(on(scale, "on_constant: not_applicable, "), *units(p=7))
    assert apart["p"].state is State.NOT_APPLICABLE
    with pytest.raises(EvaluationError, match="E_CONSTANT: p: all of the group have the same number in “x”"):
        cards(on(scale, "on_constant: error, "), *units(p=7))


# The leader rule of the police clusters of Quảng Trị: meeting the target earns half, the leader all.

LEADER = (
    "max_points: 10, measure: {ratio: [a, t]}, scale: {knots: [[0, 0], [1, 1/2 * max_points], "
    "[cluster.leader, max_points]], leader_within: 0.0001}, on_zero_denominator: not_applicable"
)


def test_meeting_the_target_earns_half_and_the_leader_all() -> None:
    scheme = scheme_of([leaf("x", LEADER)], "", "a t")
    # Ratios 0.8, 1, 1.25, 1.5: below 10/2 × 0.8; between 5 + 5 × 0.25 / 0.5.
    entries = [
        entry("p", a=80, t=100),
        entry("q", a=100, t=100),
        entry("r", a=125, t=100),
        entry("s", a=150, t=100),
    ]

    assert points_of(scheme, *entries) == [4, 5, number("7.5"), 10]


def test_whoever_is_as_near_as_declared_counts_as_leader_and_the_trace_says_so() -> None:
    scheme = scheme_of([leaf("x", LEADER)], "", "a t")
    near, far = entry("p", a=number("1.49995"), t=1), entry("q", a=number("1.4998"), t=1)

    found = cards(scheme, entry("s", a=150, t=100), near, far)

    assert [found[unit].line("x").points == 10 for unit in ("s", "p", "q")] == [True, True, False]
    assert [step.note for step in found["p"].line("x").steps] == ["", "counts_as_leader", ""]


def test_where_nobody_passes_the_target_there_is_no_leader_to_outdo() -> None:
    scheme = scheme_of([leaf("x", LEADER)], "", "a t")

    assert points_of(scheme, entry("p", a=90, t=100), entry("q", a=60, t=100)) == [number("4.5"), 3]


def test_the_leader_may_be_named_by_another_ratio_than_the_measure() -> None:
    # The other published formula: (A - T) / (L - T) on raw results, where L is the result of the highest A/T.
    scheme = scheme_of(
        [
            leaf(
                "x",
                "max_points: 10, measure: {fact: a}, target: [{at_least: fact.t}], scale: {knots: [[0, 0], "
                "[target, 1/2 * max_points], [cluster.leader, max_points]], leader_by: [a, t]}",
            )
        ],
        "",
        "a t",
    )
    # A/T: 1.5 leads with 150. The other has 120 of 100: 5 + 5 × (120 - 100) / (150 - 100) = 7.
    entries = [entry("p", a=150, t=100), entry("q", a=120, t=100), entry("r", a=50, t=100)]

    assert points_of(scheme, *entries) == [10, 7, number("2.5")]


def test_a_unit_without_a_target_of_its_own_is_no_leader() -> None:
    scheme = scheme_of([leaf("x", LEADER)], "", "a t")

    found = cards(scheme, entry("p", a=150, t=0), entry("q", a=120, t=100))

    assert (found["p"].line("x").state, found["q"].line("x").points) == (State.NOT_APPLICABLE, 10)


# Every unit's own target.


def test_every_unit_may_have_a_target_of_its_own() -> None:
    scheme = scheme_of(
        [
            leaf(
                "x",
                "max_points: 10, measure: {fact: a}, target: [{at_least: fact.t}], "
                "scale: {knots: [[0, 0], [target, max_points]]}, on_missing: pending, on_zero_target: full",
            )
        ],
        "",
        "a t",
    )
    found = cards(
        scheme,
        entry("p", a=30, t=40),
        entry("q", a=30, t=20),
        entry("r", a=30),
        entry("s", a=30, t=NA),
        entry("u", a=30, t=0),
    )

    assert {unit: card.line("x").points for unit, card in found.items()} == {
        "p": number("7.5"),
        "q": 10,
        "r": None,
        "s": None,
        "u": 10,
    }
    assert (found["r"].state, found["r"].waiting_for) == (State.PENDING, ("t",))
    assert found["s"].state is State.NOT_APPLICABLE
    assert [(fact.id, fact.source) for fact in found["p"].line("x").facts] == [("a", "p!a"), ("t", "p!t")]


# Outliers and what is missing.


def test_outliers_are_brought_to_fixed_bounds_before_points_are_given() -> None:
    scheme = scheme_of(
        [
            leaf(
                "x",
                "measure: {fact: a, winsorise: {low: 10, high: 90}}, scale: {knots: [[0, 0], [100, 100]]}",
            )
        ],
        "",
        "a",
    )

    found = cards(scheme, *units(p=5, q=50, r=100))

    assert [card.total for card in found.values()] == [10, 50, 90]
    assert [step.note for step in found["p"].line("x").steps] == ["", "winsorised", ""]


def test_a_share_of_outliers_is_set_to_the_next_value_inwards() -> None:
    scheme = scheme_of(
        [
            leaf(
                "x",
                "measure: {fact: a, winsorise: {low_share: 1/10, high_share: 2/10}}, "
                "scale: {knots: [[cluster.min, 0], [cluster.max, 10]]}",
            )
        ],
        "",
        "a",
    )
    # Of 1 … 10 the lowest one becomes 2 and the highest two become 8: points (x - 2) / 6 × 10.
    values = dict(zip("abcdefghij", range(1, 11), strict=True))

    found = points_of(scheme, *units(**values))

    assert found == [0, 0, Fraction(5, 3), Fraction(10, 3), 5, Fraction(20, 3), Fraction(25, 3), 10, 10, 10]


def test_a_missing_number_may_be_replaced_by_a_statistic_and_the_trace_says_so() -> None:
    scheme = on("knots: [[0, 0], [100, 10]]", "on_missing: {impute: cluster.median}, ")

    found = cards(scheme, *units(p=20, q=60, r=70, s=MISSING))

    line = found["s"].line("x")
    assert (line.points, line.measured, line.reason) == (6, 60, "imputed")
    assert [(step.note, step.result) for step in line.steps] == [("imputed", 60), ("", 6)]
    assert [fact.state for fact in line.facts] == [State.MISSING]


def test_what_is_imputed_takes_no_part_in_the_statistics() -> None:
    scheme = on(
        "knots: [[0, 0], [cluster.mean, 10]], outside: extend", "on_missing: {impute: cluster.max}, ", ""
    )

    # The mean of the reported 20 and 60 is 40; the imputed 60 would make it 46.67.
    assert points_of(scheme, *units(p=20, q=60, s=MISSING)) == [5, 15, 15]


def test_where_nobody_reported_there_is_nothing_to_impute() -> None:
    scheme = on("knots: [[0, 0], [100, 10]]", "on_missing: {impute: cluster.mean}, ")

    found = cards(scheme, *units(p=MISSING))

    assert (found["p"].state, found["p"].waiting_for) == (State.PENDING, ("a",))


# Ranks as a measure.

PLACES = [
    leaf("x", "max_points: 100, measure: {fact: a}"),
    leaf("y", "measure: {rank_of: {node: x}}, scale: {knots: [[1, 10], [2, 6], [3, 0]], between: step}"),
]


def test_a_place_may_be_measured_and_equals_share_it() -> None:
    scheme = scheme_of(PLACES, "", "a")

    found = points_of(scheme, *units(p=80, q=90, r=80, s=70), node="y")

    assert found == [6, 10, 6, 0]


@pytest.mark.parametrize(
    ("rule", "places"),
    [
        ("node: x", [1, 2, 2, 4]),
        ("node: x, ties: dense", [1, 2, 2, 3]),
        ("node: x, ties: average", [1, number("2.5"), number("2.5"), 4]),
        ("node: x, order: low", [4, 2, 2, 1]),
    ],
)
def test_places_are_counted_as_declared(rule: str, places: list[Fraction]) -> None:
    scheme = scheme_of([PLACES[0], leaf("y", f"measure: {{rank_of: {{{rule}}}}}")], "", "a")

    assert points_of(scheme, *units(p=90, q=80, r=80, s=70), node="y") == places


def test_a_place_waits_for_everybody_in_the_group() -> None:
    scheme = scheme_of(PLACES, "publish: {round: {to: 1}, on_missing: pending}\n", "a")

    found = cards(scheme, entry("p", a=80), entry("q"), entry("r", "cum-2", a=1))

    assert (found["p"].state, found["p"].waiting_for) == (State.PENDING, ("a",))
    assert found["r"].total == 11


def test_a_place_of_a_place_is_counted_in_order() -> None:
    # y ranks x; z ranks y from the lowest place, as x does from the highest: the same order again.
    scheme = scheme_of(
        [
            leaf("z", "measure: {rank_of: {node: y, order: low}}"),
            leaf("y", "measure: {rank_of: {node: x}}"),
            leaf("x", "measure: {fact: a}"),
        ],
        "",
        "a",
    )

    assert points_of(scheme, *units(p=5, q=9, r=7), node="z") == [3, 1, 2]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_changes_nothing(values: list[int], random: object) -> None:
    scheme = scheme_of(
        [*PLACES, leaf("z", "measure: {fact: a}, scale: {knots: [[0, 0], [cluster.max + 1, 10]]}")], "", "a"
    )
    entries = [entry(f"u{i}", a=value) for i, value in enumerate(values)]
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random

    assert cards(scheme, *shuffled) == cards(scheme, *entries)


def test_whoever_only_meets_the_target_is_no_leader_however_near() -> None:
    scheme = scheme_of([leaf("x", LEADER)], "", "a t")

    # 20001 / 20000 leads by less than 0.0001 over the one that only meets the target: half is half.
    assert points_of(scheme, entry("p", a=20001, t=20000), entry("q", a=20000, t=20000)) == [10, 5]
