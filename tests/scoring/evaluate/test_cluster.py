"""Points that depend on the others in the cluster: best, worst, mean, leader."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Entry, Scheme, State, evaluate
from tests.scoring.samples import DAY, MISSING, NA, Value, entry, leaf, number, points_of, scheme_of

# Provincial police clusters, type 1: actual A, the unit's own target T, maximum M.
# Below the target 0.5 M A/T; at it 0.5 M; the leader M; between: 0.5 M + 0.5 M (A/T - 1) / (L/TL - 1).
LEADER = "knots: [[0, 0], [1, 5], [cluster.leader, max_points]]"


def relative(scale: str, measure: str = "{fact: a}", rest: str = "", more: str = "") -> Scheme:
    child = leaf("x", f"max_points: 10, measure: {measure}, {more}scale: {{{scale}}}")
    return scheme_of([child], "publish: {round: {to: 0.000001}, on_missing: pending}\n" + rest, "a t b")


def police() -> Scheme:
    return relative(LEADER, "{ratio: [a, t]}")


def units(*rows: tuple[str, int, int]) -> list[Entry]:
    return [entry(name, a=actual, t=target) for name, actual, target in rows]


def test_meeting_the_target_exactly_earns_half_and_the_leader_all() -> None:
    cluster = units(
        ("dan_dau", 150, 100), ("giua", 120, 100), ("dat", 100, 100), ("chua", 60, 100), ("khong", 0, 100)
    )

    # L/TL = 1.5. giua: 5 + 5 × (1.2 - 1) / (1.5 - 1) = 7; chua: 5 × 0.6 = 3.
    assert points_of(police(), *cluster) == [10, 7, 5, 3, 0]


def test_the_leader_is_highest_over_its_own_target_and_not_highest_in_number() -> None:
    cluster = units(("to", 900, 1000), ("nho", 12, 10), ("vua", 110, 100))

    # Ratios 0.9, 1.2, 1.1: leader is "nho". vua: 5 + 5 × 0.1 / 0.2 = 7.5; to: 5 × 0.9.
    assert points_of(police(), *cluster) == [number("4.5"), 10, number("7.5")]


def test_two_leaders_both_earn_all() -> None:
    assert points_of(police(), *units(("m", 12, 10), ("n", 24, 20), ("o", 11, 10))) == [10, 10, number("7.5")]


def test_when_nobody_is_above_the_target_nobody_is_lifted_to_the_maximum() -> None:
    cluster = units(("dat", 100, 100), ("gan", 80, 100), ("xa", 50, 100))

    assert points_of(police(), *cluster) == [5, 4, number("2.5")]
    assert points_of(police(), *units(("gan", 80, 100), ("xa", 50, 100))) == [4, number("2.5")]


def test_a_unit_alone_in_its_cluster_is_its_own_leader() -> None:
    assert points_of(police(), *units(("mot", 101, 100))) == [10]
    assert points_of(police(), *units(("mot", 100, 100))) == [5]
    assert points_of(police(), *units(("mot", 99, 100))) == [number("4.95")]


def test_a_change_to_one_unit_moves_the_others_and_the_trace_keeps_the_leader_it_used() -> None:
    before = evaluate(police(), units(("a", 150, 100), ("b", 120, 100)), DAY)[1].line("x")
    after = evaluate(police(), units(("a", 200, 100), ("b", 120, 100)), DAY)[1].line("x")

    # 5 + 5 × 0.2/0.5 = 7; 5 + 5 × 0.2/1 = 6.
    assert (before.points, after.points) == (7, 6)
    assert (before.steps[-1].values["x1"], after.steps[-1].values["x1"]) == (Fraction(3, 2), 2)


def test_each_cluster_has_its_own_leader() -> None:
    cluster = [entry("a", "c1", a=20, t=10), entry("b", "c1", a=15, t=10), entry("c", "c2", a=15, t=10)]

    assert points_of(police(), *cluster) == [10, number("7.5"), 10]


# Type 1' of the same rule: no target but a result, M × A / best A.
def test_without_a_target_points_are_a_share_of_the_best() -> None:
    scheme = relative("knots: [[0, 0], [cluster.max, max_points]]")

    assert points_of(scheme, *(entry(n, a=v) for n, v in (("p", 8), ("q", 6), ("r", 0)))) == [
        10,
        number("7.5"),
        0,
    ]


def test_goalposts_between_worst_and_best() -> None:
    scheme = relative("knots: [[cluster.min, 0], [cluster.max, max_points]]")

    # (a - 20) / (60 - 20) × 10
    assert points_of(scheme, *(entry(f"u{v}", a=v) for v in (20, 30, 60))) == [0, number("2.5"), 10]


def test_the_mean_of_the_cluster_is_exact() -> None:
    scheme = relative("knots: [[0, 0], [cluster.mean, 5], [cluster.max, 10]]")

    # Mean of 1, 2, 4 is 7/3: 1 → 5 × 3/7; 2 → 5 × 6/7; 4 → 10.
    found = points_of(scheme, *(entry(f"u{v}", a=v) for v in (1, 2, 4)))
    assert found == [Fraction(15, 7), Fraction(30, 7), 10]


def test_a_constant_column_gives_everybody_the_points_of_the_first_knot() -> None:
    worst_to_best = relative("knots: [[cluster.min, 0], [cluster.max, max_points]]")
    share_of_best = relative("knots: [[0, 0], [cluster.max, max_points]]")
    same = [entry(name, a=7) for name in "pqr"]

    assert points_of(worst_to_best, *same) == [0, 0, 0]
    assert points_of(share_of_best, *same) == [10, 10, 10]


def test_a_column_of_zeros_divides_by_nothing() -> None:
    scheme = relative("knots: [[0, 0], [cluster.max, max_points]]")

    assert points_of(scheme, entry("p", a=0), entry("q", a=0)) == [0, 0]


def test_an_excluded_unit_lifts_nobody() -> None:
    gate = "gates: [{id: g, title: G, require: fact.b == 0, else: exclude}]\n"
    scheme = relative("knots: [[0, 0], [cluster.max, max_points]]", rest=gate)

    cards = evaluate(scheme, [entry("loai", a=100, b=1), entry("con", a=50, b=0)], DAY)

    assert [(card.state, card.root.points) for card in cards] == [(State.EXCLUDED, None), (State.VALUE, 10)]


def test_a_unit_to_which_the_criterion_does_not_apply_is_not_in_the_mean() -> None:
    scheme = relative("knots: [[0, 0], [cluster.mean, 5], [cluster.max, 10]]")

    # The mean of 2 and 4 is 3.
    found = points_of(scheme, entry("p", a=2), entry("q", a=4), entry("r", a=NA))
    assert found == [Fraction(10, 3), 10, None]


@pytest.mark.parametrize("awaited", [{"a": MISSING}, {}])
def test_while_one_value_of_the_cluster_is_awaited_nobody_in_it_has_relative_points(
    awaited: dict[str, Value],
) -> None:
    scheme = relative("knots: [[0, 0], [cluster.max, max_points]]")
    cluster = [entry("co", a=50), entry("thieu", **awaited), entry("khac", "cum-2", a=5)]

    cards = evaluate(scheme, cluster, DAY)

    assert [(card.state, card.total) for card in cards] == [
        (State.PENDING, None),
        (State.PENDING, None),
        (State.VALUE, 10),
    ]
    assert (cards[0].line("x").reason, cards[0].waiting_for) == ("cluster_pending", ("a",))


def test_a_missing_value_that_the_scheme_scores_as_zero_or_leaves_out_holds_up_nobody() -> None:
    for policy in ("zero", "drop_and_reweight"):
        scheme = relative("knots: [[0, 0], [cluster.max, max_points]]", more=f"on_missing: {policy}, ")
        assert points_of(scheme, entry("co", a=50), entry("thieu"))[0] == 10


def test_the_order_of_the_units_changes_nothing() -> None:
    cluster = units(("a", 150, 100), ("b", 120, 100), ("c", 60, 100), ("d", 7, 5))
    expected = {unit.candidate.id: points_of(police(), *cluster)[i] for i, unit in enumerate(cluster)}

    for order in permutations(cluster):
        found = points_of(police(), *order)
        assert {unit.candidate.id: found[i] for i, unit in enumerate(order)} == expected


POLICE = police()


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 100)), min_size=1, max_size=6))
def test_the_police_rule_agrees_with_its_formula(rows: list[tuple[int, int]]) -> None:
    leader = max(Fraction(a, t) for a, t in rows)

    def by_formula(ratio: Fraction) -> Fraction:
        if ratio <= 1:
            return 5 * ratio
        return 5 + 5 * (ratio - 1) / (leader - 1)

    found = points_of(POLICE, *(entry(f"u{i}", a=a, t=t) for i, (a, t) in enumerate(rows)))

    assert found == [by_formula(Fraction(a, t)) for a, t in rows]
