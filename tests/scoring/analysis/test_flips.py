"""What would turn two neighbours: applied it turns them, a little less does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Entry, Fact, Scheme, State
from scoring.analysis import Inputs, Lever, Pair, baseline, flips
from scoring.analysis.inversion import FactGoal, Goal
from tests.scoring.analysis.tables import base_of, points_scheme, unit
from tests.scoring.samples import DAY, NA, Value, entry, group, leaf, number, ranks, scheme_of

SELECT = "select: [{id: chon, title: Chọn, places: 1}]\n"
TARGET = "target: [{at_least: 60}], scale: {knots: [[0, 0], [target, max_points]]}"
RATIO = leaf("x", f"max_points: 20, measure: {{ratio: [a, b], transform: percent}}, {TARGET}")
PLAIN = leaf("y", "max_points: 30, measure: {fact: c}")


def levers(pair: Pair) -> dict[tuple[str, str], Lever]:
    return {(lever.candidate.id, lever.node): lever for lever in pair.levers}


def changes(pair: Pair) -> dict[tuple[str, str], Fraction]:
    return {key: lever.points for key, lever in levers(pair).items()}


def test_the_gap_and_every_single_criterion_that_closes_it() -> None:
    # p 72, q 70: q needs 2.01 more in a (of 60) or b (of 40), or p 2.01 less.
    base = base_of(points_scheme(), unit("p", a=40, b=32), unit("q", a=50, b=20))

    (pair,) = flips(base)

    assert (pair.upper.card.candidate.id, pair.lower.card.candidate.id, pair.gap) == ("p", "q", 2)
    less, more = number("-2.01"), number("2.01")
    assert changes(pair) == {("q", "a"): more, ("q", "b"): more, ("p", "a"): less, ("p", "b"): less}


def test_a_criterion_at_its_end_cannot_close_the_gap() -> None:
    rules = scheme_of([leaf("x", f"max_points: 20, measure: {{fact: a}}, {TARGET}"), PLAIN], numbers="a c")
    base = base_of(rules, entry("p", a=60, c=0), entry("q", a=0, c=15))

    # p 20 + 0, q 0 + 15: q can gain in both; p can lose in x only, in y it has nothing left to lose.
    (pair,) = flips(base)

    assert changes(pair) == {
        ("q", "x"): number("5.01"),
        ("q", "y"): number("5.01"),
        ("p", "x"): number("-5.01"),
    }


def test_nothing_possible_is_an_empty_answer() -> None:
    # Each criterion moves the total by 10 at most, and 15 points lie between the two.
    scale = "scale: {knots: [[0, 0], [1, 10]]}"
    rules = scheme_of(
        [leaf(node, f"measure: {{fact: {fact}}}, {scale}") for node, fact in (("x", "a"), ("y", "b"))],
        numbers="a b",
    )
    base = base_of(rules, entry("p", a=1, b=1), entry("q", a=0, b=number("0.5")))

    (pair,) = flips(base)

    assert (pair.gap, pair.levers) == (15, ())


def test_the_points_are_carried_back_to_the_measured_value_and_the_fact() -> None:
    # q has 405 of 687 files, 58.95 %: 58.95 / 60 × 20 + 10 = 29.65. It lacks 0.14 and needs 0.15 more in x:
    # 19.80 / 20 × 60 % = 59.40 %, 408.08 files. With rounding, 408 files (19.796) already publish 29.80.
    rules = whole(scheme_of([RATIO, PLAIN], numbers="a b c"))
    base = base_of(rules, entry("p", a=500, b=500, c=number("9.79")), entry("q", a=405, b=687, c=10))

    (pair,) = flips(base)
    lever = levers(pair)["q", "x"]

    assert (pair.upper.card.total, pair.lower.card.total, pair.gap) == (
        number("29.79"),
        number("29.65"),
        number("0.14"),
    )
    assert lever.points == number("0.15")
    assert lever.goal is not None
    assert lever.goal.number == (Fraction(405, 687) * 2000 / 60 + number("0.15")) * 3
    assert lever.fact is not None
    assert (lever.fact.fact, lever.fact.now, lever.fact.then, lever.unit) == ("a", 405, 408, "cái")


def test_a_step_scale_is_answered_with_the_next_step() -> None:
    steps = "scale: {knots: [[0, 0], [50, 10], [70, 15], [90, 20]], between: step}"
    rules = scheme_of([leaf("x", f"max_points: 20, measure: {{fact: a}}, {steps}"), PLAIN], numbers="a c")
    base = base_of(rules, entry("p", a=70, c=3), entry("q", a=60, c=5))

    (pair,) = flips(base)

    # 18 and 15: 3.01 points are needed and the next step gives five, at 70.
    q, p = levers(pair)["q", "x"], levers(pair)["p", "x"]
    assert (q.points, q.goal, q.fact) == (
        number("3.01"),
        Goal(Fraction(70)),
        FactGoal("a", Fraction(60), Fraction(70)),
    )
    # p falls below 70, where the step gives five less.
    assert (p.points, p.goal) == (number("-3.01"), Goal(Fraction(70), is_reached=False))
    assert p.fact is not None
    assert p.fact.then == number("69.999999")


def test_labels_are_answered_with_a_label() -> None:
    table = "measure: {fact: d}, scale: {table: {tot: 10, kha: 6, kem: 0}}"
    rules = scheme_of([leaf("x", table), PLAIN], numbers="c", choices={"d": "tot kha kem"})
    base = base_of(rules, entry("p", d="kha", c=1), entry("q", d="kem", c=2))

    lever = levers(flips(base)[0])["q", "x"]

    assert lever.fact is not None
    assert (lever.points, lever.fact.now, lever.fact.then, lever.goal) == (number("5.01"), "kem", "kha", None)


def test_equal_totals_need_one_step() -> None:
    base = base_of(points_scheme(), unit("p", a=40, b=30), unit("q", a=50, b=20))

    (pair,) = flips(base)

    assert (pair.gap, pair.is_equal) == (0, True)
    assert changes(pair)["q", "a"] == number("0.01")


def test_a_later_key_that_decides_is_no_equal_place() -> None:
    rules = points_scheme("rank: {by: [{key: total}, {key: a}]}\n")
    base = base_of(rules, unit("p", a=40, b=30), unit("q", a=60, b=10))

    (pair,) = flips(base)

    assert (pair.upper.card.candidate.id, pair.gap, pair.is_equal) == ("q", 0, False)
    # p passes with 0.01 more in b by the total.
    assert changes(pair)["p", "b"] == number("0.01")


def test_the_last_place_of_a_selection_is_a_pair_of_its_own() -> None:
    rules = points_scheme(
        "select: [{id: chon, title: C, places: 2, require: fa >= 10}]\n".replace("fa", "fact.fa")
    )
    base = base_of(
        rules, unit("p", a=50, b=30), unit("q", a=5, b=40), unit("r", a=20, b=20), unit("s", a=10, b=5)
    )

    found = [pair for pair in flips(base) if pair.select]

    # q ranks second and may not be selected: the line lies between r and s.
    assert [(pair.upper.card.candidate.id, pair.lower.card.candidate.id, pair.gap) for pair in found] == [
        ("r", "s", 25)
    ]


def test_each_cluster_has_its_own_pairs() -> None:
    entries = [
        unit(n, c, a=v, b=0) for n, c, v in (("p", "c1", 9), ("q", "c1", 8), ("r", "c2", 7), ("s", "c2", 6))
    ]
    base = base_of(points_scheme(), *entries)

    assert [(p.upper.card.candidate.id, p.lower.card.candidate.id) for p in flips(base)] == [
        ("p", "q"),
        ("r", "s"),
    ]


def test_a_selection_over_everybody_meets_across_clusters() -> None:
    select = "select: [{id: chon, title: C, places: 2, within: all}]\n"
    entries = [
        unit(n, c, a=v, b=0) for n, c, v in (("p", "c1", 9), ("q", "c1", 6), ("r", "c2", 7), ("s", "c2", 5))
    ]

    found = [pair for pair in flips(base_of(points_scheme(select), *entries)) if pair.select]

    assert [(p.upper.card.candidate.id, p.lower.card.candidate.id, p.scope) for p in found] == [
        ("r", "q", "all")
    ]


def test_a_scale_on_the_group_is_moved_in_points_and_not_carried_back() -> None:
    relative = leaf(
        "x", "max_points: 50, measure: {fact: a}, scale: {knots: [[cluster.min, 0], [cluster.max, 50]]}"
    )
    base = base_of(scheme_of([relative, PLAIN], numbers="a c"), entry("p", a=100, c=1), entry("q", a=90, c=5),
                   entry("r", a=0, c=0))  # fmt: skip

    lever = levers(flips(base)[0])["q", "x"]

    assert (lever.points, lever.goal, lever.fact, lever.hindrance) == (number("1.01"), None, None, "relative")


def test_a_fact_that_serves_two_criteria_is_proved_with_both() -> None:
    # a earns in x and, beyond the target, in the bonus t: one more unit is worth 1 + 1 points there.
    bonus = leaf("t", "role: bonus, measure: {fact: a}, scale: {knots: [[60, 0], [100, 40]]}")
    plain = leaf("x", "max_points: 100, measure: {fact: a}, scale: {knots: [[0, 0], [100, 100]]}")
    rules = scheme_of([plain, bonus, PLAIN], numbers="a c")
    base = base_of(rules, entry("p", a=70, c=6), entry("q", a=70, c=0))

    lever = levers(flips(base)[0])["q", "x"]

    # In x alone 6.01 points; reported, 3.005 units earn 3.005 + 3.005, published above 6.
    assert (lever.points, lever.hindrance) == (number("6.01"), "")
    assert lever.fact is not None
    assert lever.fact.then == number("73.0025")


def test_a_fact_that_a_gate_turns_against_its_criterion_is_told_as_shared() -> None:
    gate = "gates: [{id: g, title: G, require: fact.a <= 60, else: {score: 1}}]\n"
    rules = scheme_of([leaf("x", "max_points: 100, measure: {fact: a}"), PLAIN], gate, "a c")
    base = base_of(rules, entry("p", a=60, c=9), entry("q", a=60, c=0))

    lever = levers(flips(base)[0])["q", "x"]

    assert (lever.points, lever.fact, lever.hindrance) == (number("9.01"), None, "shared")


def test_clamps_rounding_and_groups_stand_between_a_criterion_and_the_total() -> None:
    # The group's mean halves each point and is rounded to 0.1; q needs 0.1 more: 0.1 of exact points.
    parts = [leaf("x", "max_points: 10, measure: {fact: a}"), leaf("y", "max_points: 10, measure: {fact: b}")]
    rules = scheme_of([group("g", "combine: mean; round: {to: 0.1}", *parts)], numbers="a b")
    base = base_of(rules, entry("p", a=6, b=6), entry("q", a=6, b=6))

    # q stands at 6.0 and needs 6.05 → 6.1: 0.1 points in one half of a mean.
    assert changes(flips(base)[0])["q", "x"] == number("0.1")


def test_points_that_a_policy_gives_are_held_as_they_are() -> None:
    # x does not apply and earns its full 20 points, which its own gate would take away if they were measured.
    gate = "gates: [{id: g, title: G, require: fact.c > 90, else: {score: 0}}]"
    full = leaf("x", f"max_points: 20, measure: {{fact: a}}, on_not_applicable: full_points, {gate}")
    base = base_of(scheme_of([full, PLAIN], numbers="a c"), entry("p", a=NA, c=5), entry("q", a=NA, c=4))

    (pair,) = flips(base)

    assert (pair.upper.card.total, pair.lower.card.total) == (25, 24)
    assert changes(pair) == {("q", "y"): number("1.01"), ("p", "y"): number("-1.01")}


def test_points_that_the_rules_refuse_are_no_way_and_zero_still_may_be() -> None:
    # The product of x and y takes their square roots: x may fall to zero, not below.
    parts = [leaf("x", "measure: {fact: a}"), leaf("y", "measure: {fact: b}")]
    rules = scheme_of(parts, "combine: geomean\n", "a b")
    base = base_of(rules, entry("p", a=4, b=9), entry("q", a=2, b=2))

    found = changes(flips(base)[0])

    # p 6, q 2: p falls behind below a published 2, at 1.99: x × 9 < 1.995², 0.442225.
    assert found["p", "x"] == number("0.44") - 4


POINTS = st.fractions(0, 10, max_denominator=100).map(lambda x: Fraction(round(x * 100), 100))
MODES = st.sampled_from(["half_up", "half_even", "floor", "ceil"])
COMBINES = st.sampled_from(["sum", "mean", "min", "max", "median", "geomean", "product"])


def applied(base_inputs: Inputs, lever: Lever, points: Fraction) -> dict[str, int | Fraction | None]:
    """Rank everybody again with a criterion that is reported in points."""
    fact = {"x": "a", "y": "b", "z": "c"}[lever.node]
    entries = tuple(
        with_fact(each, fact, points) if each.candidate == lever.candidate else each
        for each in base_inputs.entries
    )
    return dict(ranks(replace(base_inputs, entries=entries).result()))


def with_fact(each: Entry, fact: str, value: Fraction) -> Entry:
    return Entry(each.candidate, {**each.facts, fact: Fact(fact, State.VALUE, value)})


def has_turned(found: dict[str, int | Fraction | None], pair: Pair) -> bool:
    upper, lower = found[pair.upper.card.candidate.id], found[pair.lower.card.candidate.id]
    return upper is not None and lower is not None and lower < upper


def is_turned_only_there(inputs: Inputs, pairs: Sequence[Pair]) -> None:
    step = inputs.scheme.publish.round.to
    for pair in pairs:
        for lever in pair.levers:
            toward = step if lever.points > 0 else -step
            assert has_turned(applied(inputs, lever, lever.needed), pair)
            assert not has_turned(applied(inputs, lever, lever.needed - toward), pair)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(POINTS, POINTS, POINTS), min_size=2, max_size=4), MODES, COMBINES)
def test_the_points_applied_turn_the_order_and_one_step_less_does_not(
    rows: list[tuple[Fraction, Fraction, Fraction]], mode: str, combine: str
) -> None:
    leaves = [leaf(n, f"max_points: 10, measure: {{fact: {f}}}, scale: {{knots: [[0, 0], [10, 10]]}}")
              for n, f in zip("xyz", "abc", strict=True)]  # fmt: skip
    rules = scheme_of(
        leaves, f"publish: {{round: {{to: 0.01, mode: {mode}}}}}\ncombine: {combine}\n", "a b c"
    )
    inputs = Inputs(rules, tuple(entry(f"u{i}", a=a, b=b, c=c) for i, (a, b, c) in enumerate(rows)), DAY)

    is_turned_only_there(inputs, flips(baseline(inputs)))


FILES = st.tuples(st.integers(0, 300), st.integers(1, 300), st.integers(0, 30))


@settings(max_examples=40, deadline=None)
@given(st.lists(FILES, min_size=2, max_size=4))
def test_the_fact_applied_turns_the_order_and_one_unit_less_does_not(
    rows: list[tuple[int, int, int]],
) -> None:
    rules = whole(scheme_of([RATIO, PLAIN], numbers="a b c"))
    inputs = Inputs(rules, tuple(entry(f"u{i}", a=a, b=b, c=c) for i, (a, b, c) in enumerate(rows)), DAY)

    for pair in flips(baseline(inputs)):
        for lever in pair.levers:
            assert lever.hindrance == ""
            assert lever.fact is not None
            assert isinstance(lever.fact.then, Fraction)
            assert isinstance(lever.fact.now, Fraction)
            toward = 1 if lever.fact.then > lever.fact.now else -1
            for value, turned in ((lever.fact.then, True), (lever.fact.then - toward, False)):
                entries = tuple(
                    with_fact(each, lever.fact.fact, value) if each.candidate == lever.candidate else each
                    for each in inputs.entries
                )
                assert has_turned(dict(ranks(replace(inputs, entries=entries).result())), pair) is turned


def whole(scheme: Scheme) -> Scheme:
    """Let all facts be counts."""
    facts = [spec.model_copy(update={"decimals": 0, "kind": "count"}) for spec in scheme.facts]
    return scheme.model_copy(update={"facts": facts})


@pytest.mark.parametrize("facts", [{"c": 7}, {"a": State.NOT_APPLICABLE, "b": 5, "c": 7}])
def test_a_criterion_without_points_is_no_lever(facts: dict[str, Value]) -> None:
    pending = "publish: {round: {to: 0.01}, on_missing: drop_and_reweight}\n"
    rules = scheme_of([RATIO, PLAIN], pending, "a b c")
    base = base_of(rules, entry("p", a=60, b=60, c=30), entry("q", **facts))

    assert {key for key in levers(flips(base)[0]) if key[0] == "q"} <= {("q", "y")}
