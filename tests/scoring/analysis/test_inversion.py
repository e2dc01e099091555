"""Scales read backwards: the nearest value that earns enough, proved against the evaluator."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring import Entry
from scoring.analysis.inversion import FactGoal, Goal, extremes, fact_for, label_for, nearest
from scoring.evaluate.scaling import scale_number
from scoring.scheme.model import Change, FactSpec, Measure, Panel, Scale
from tests.scoring.samples import Value, entry, number

ANCHORS = {"target": Fraction(60), "max_points": Fraction(10)}
TARGET = Scale(knots=[[0, 0], ["target", "max_points"]])
STEPS = Scale(knots=[[0, 0], [50, 10], [70, 15], [90, 20]], between="step")
FALLING = Scale(knots=[[0, 20], [10, 0]])
OPEN = Scale(knots=[[0, 0], [10, 5]], outside="extend")
HILL = Scale(knots=[[0, 0], [10, 10], [20, 0]])


@pytest.mark.parametrize(
    ("scale", "now", "wanted", "up", "expected"),
    [
        (TARGET, "45", "8", True, Goal(Fraction(48))),
        (TARGET, "45", "10", True, Goal(Fraction(60))),
        (TARGET, "45", "10.01", True, None),
        (TARGET, "45", "5", False, Goal(Fraction(30))),
        (TARGET, "90", "9", False, Goal(Fraction(54))),  # above the target all earns the same
        (TARGET, "45", "0", False, Goal(Fraction(0))),
        (TARGET, "45", "-1", False, None),
        (STEPS, "60", "11", True, Goal(Fraction(70))),
        (STEPS, "60", "15", True, Goal(Fraction(70))),
        (STEPS, "60", "16", True, Goal(Fraction(90))),
        (STEPS, "60", "9", False, Goal(Fraction(50), is_reached=False)),  # just below 50
        (STEPS, "95", "19", False, Goal(Fraction(90), is_reached=False)),
        (FALLING, "4", "16", True, Goal(Fraction(2))),
        (FALLING, "4", "8", False, Goal(Fraction(6))),
        (OPEN, "4", "7", True, Goal(Fraction(14))),
        (OPEN, "4", "-1", False, Goal(Fraction(-2))),
        (HILL, "18", "5", True, Goal(Fraction(15))),
        (HILL, "18", "1", False, Goal(Fraction(19))),
        (Scale(per=Fraction("0.4")), "10", "5", True, Goal(Fraction("12.5"))),
        (Scale(per=Fraction(-2)), "3", "-4", True, Goal(Fraction(2))),
        (None, "7", "9", True, Goal(Fraction(9))),
        (Scale(knots=[[0, 0], [10, 5]], outside="error"), "4", "6", True, None),
        (
            Scale(knots=[[0, 1], [5, 5], [9, 9]], between="step", outside="error"),
            "6",
            "9",
            True,
            Goal(Fraction(9)),
        ),
    ],
)
def test_the_nearest_value_that_earns_enough(
    scale: Scale | None, now: str, wanted: str, up: bool, expected: Goal | None
) -> None:
    assert nearest(scale, number(now), number(wanted), ANCHORS, up=up) == expected


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        (TARGET, (0, 10)),
        (STEPS, (0, 20)),
        (FALLING, (0, 20)),
        (HILL, (0, 10)),
        (OPEN, (None, None)),
        (Scale(knots=[[0, 0], [10, 5], [20, 5]], outside="extend"), (None, 5)),
        (Scale(per=Fraction(2)), (None, None)),
        (Scale(table={"tot": Fraction(5), "kem": Fraction(-1)}), (-1, 5)),
    ],
)
def test_the_fewest_and_the_most_points_of_a_scale(
    scale: Scale, expected: tuple[int | None, int | None]
) -> None:
    assert extremes(scale, ANCHORS) == expected


KNOTS = st.lists(
    st.tuples(st.integers(-20, 20), st.integers(-10, 10)), min_size=2, max_size=5, unique_by=lambda k: k[0]
)


@settings(deadline=None)
@given(
    KNOTS,
    st.sampled_from(["linear", "step"]),
    st.sampled_from(["clamp", "extend"]),
    st.fractions(-30, 30, max_denominator=8),
    st.fractions(-12, 12, max_denominator=8),
    st.booleans(),
)
def test_what_is_given_back_earns_enough_and_nothing_nearer_on_a_fine_grid_does(
    knots: list[tuple[int, int]], between: str, outside: str, now: Fraction, wanted: Fraction, up: bool
) -> None:
    scale = Scale(knots=[list(knot) for knot in sorted(knots)], between=between, outside=outside)

    goal = nearest(scale, now, wanted, {}, up=up)

    def is_enough(x: Fraction) -> bool:
        points = scale_number(scale, x, {}).points
        return points is not None and (points >= wanted if up else points <= wanted)

    grid = [now + sign * Fraction(k, 8) for k in range(400) for sign in (1, -1)]
    if goal is None:
        assert not any(map(is_enough, grid))
        return
    assume(abs(goal.number - now) < 50)
    assert is_enough(goal.number if goal.is_reached else goal.number - Fraction(1, 10**9))
    nearer = [x for x in grid if abs(x - now) < abs(goal.number - now)]
    assert not any(map(is_enough, nearer)) or not goal.is_reached


def spec(
    fact: str, decimals: int = 0, low: int | None = None, high: int | None = None, kind: str = "count"
) -> FactSpec:
    bounds = {
        key: Fraction(value) for key, value in (("at_least", low), ("at_most", high)) if value is not None
    }
    return FactSpec(id=fact, title=fact, kind=kind, unit="cái", decimals=decimals, **bounds)


SPECS = {each.id: each for each in (spec("a"), spec("b"), spec("c", 1, 0, 100, "percentage"))}
PERCENT = Measure(ratio=["a", "b"], transform="percent")


def goal_of(measure: Measure, goal: str, is_reached: bool = True, **facts: Value) -> FactGoal | None:
    return fact_for(measure, Goal(number(goal), is_reached), entry("p", **facts), SPECS)


def units(**facts: Value) -> Entry:
    return entry("p", **facts)


@pytest.mark.parametrize(
    ("measure", "goal", "facts", "then"),
    [
        (Measure(fact="a"), "7.2", {"a": 5}, "8"),  # a count is whole, and 7 would not do
        (Measure(fact="a"), "3.8", {"a": 5}, "3"),
        (Measure(fact="c"), "97.34", {"c": 90}, "97.4"),
        (PERCENT, "60", {"a": 405, "b": 687}, "413"),  # 687 × 60 % = 412.2
        (PERCENT, "50", {"a": 405, "b": 687}, "343"),  # 343.5: 343 is below
        (Measure(change=Change(before="a", after="b")), "0.1", {"a": 200, "b": 210}, "220"),
        (Measure(change=Change(before="a", after="b", direction="cut")), "0.1", {"a": 200, "b": 190}, "180"),
        (Measure(change=Change(before="a", after="b", relative=False)), "15", {"a": 200, "b": 210}, "215"),
    ],
)
def test_the_fact_that_reaches_a_goal_lies_on_its_own_decimals(
    measure: Measure, goal: str, facts: dict[str, Value], then: str
) -> None:
    found = goal_of(measure, goal, **facts)

    assert found is not None
    assert (found.then, found.is_allowed) == (number(then), True)


def test_below_the_edge_of_a_step_the_next_value_down_is_meant() -> None:
    found = goal_of(Measure(fact="a"), "50", is_reached=False, a=60)

    assert found is not None
    assert (found.now, found.then) == (60, 49)


@pytest.mark.parametrize(
    ("measure", "goal", "facts"),
    [(Measure(fact="c"), "101", {"c": 90}), (Measure(fact="a"), "-1", {"a": 3})],
)
def test_a_value_outside_its_range_is_told_as_not_allowed(
    measure: Measure, goal: str, facts: dict[str, Value]
) -> None:
    found = goal_of(measure, goal, **facts)

    assert found is not None
    assert not found.is_allowed


@pytest.mark.parametrize(
    "measure",
    [
        Measure(ratio=["a + c", "b"]),
        Measure(ratio=["a", "a + b"]),
        Measure(panel=Panel(fact="a")),
        Measure(count=["a"]),
        Measure(fact="a", transform="log"),
        Measure(constant=Fraction(3)),
        Measure(change=Change(before="c", after="b")),  # from nothing
    ],
)
def test_no_single_fact_is_named_where_none_does_it_exactly(measure: Measure) -> None:
    assert goal_of(measure, "2", a=1, b=5, c=0) is None


@pytest.mark.parametrize(
    ("wanted", "up", "label"),
    [("3", True, "kha"), ("4", True, "tot"), ("6", True, None), ("0", False, "kem")],
)
def test_a_label_that_earns_just_enough(wanted: str, up: bool, label: str | None) -> None:
    scale = Scale(table={"tot": Fraction(5), "kha": Fraction(3), "kem": Fraction(0)})

    found = label_for(scale, Measure(fact="d"), units(d="kem" if up else "tot"), number(wanted), up=up)

    assert (found.then if found else None) == label
