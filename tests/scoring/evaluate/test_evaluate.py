"""The whole card: gates of the scheme, published rounding, classes, and every problem at once."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import EvaluationError, Scheme, State, evaluate
from tests.scoring.samples import DAY, NA, Value, card_of, decided, entry, leaf, number, scheme_of

PENDING = "publish: {round: {to: 0.01, mode: half_up}, on_missing: pending}\n"


def classed(bands: str, rest: str = "", rounding: str = "to: 0.01") -> Scheme:
    children = [leaf("x", "measure: {fact: a}"), leaf("y", "measure: {fact: b}")]
    head = f"publish: {{round: {{{rounding}}}, on_missing: pending}}\nclassify:\n"
    rows = "".join(f"  - {{{band}}}\n" for band in bands.split("; "))
    return scheme_of(children, head + rows + rest, "a b c", {"kl": "khong nhe nang"})


def labels(scheme: Scheme, *totals: str, **facts: Value) -> list[str]:
    return [card_of(scheme, a=number(total), b=0, **facts).label for total in totals]


# "Từ 90 điểm trở lên" (366-QĐ/TW) takes the edge in; "trên 90 điểm" (212/2025/QĐ-UBND) leaves it out.
FROM = (
    "label: Xuất sắc, at_least: 90; label: Tốt, at_least: 80; label: Hoàn thành, at_least: 50; label: Không"
)
OVER = "label: Xuất sắc, above: 90; label: Tốt, above: 80; label: Hoàn thành, at_least: 50; label: Không"


@pytest.mark.parametrize(
    ("total", "taken_in", "left_out"),
    [
        ("100", "Xuất sắc", "Xuất sắc"),
        ("90.01", "Xuất sắc", "Xuất sắc"),
        ("90", "Xuất sắc", "Tốt"),
        ("89.99", "Tốt", "Tốt"),
        ("80", "Tốt", "Hoàn thành"),
        ("79.99", "Hoàn thành", "Hoàn thành"),
        ("50", "Hoàn thành", "Hoàn thành"),
        ("49.99", "Không", "Không"),
        ("0", "Không", "Không"),
        ("-3", "Không", "Không"),
    ],
)
def test_the_sign_of_a_band_decides_at_its_edge(total: str, taken_in: str, left_out: str) -> None:
    assert labels(classed(FROM), total) == [taken_in]
    assert labels(classed(OVER), total) == [left_out]


def test_the_published_number_is_classed_and_not_the_exact_one() -> None:
    scheme = classed(FROM)

    # 89.995 is published as 90.00 and 89.9949 as 89.99.
    assert labels(scheme, "89.995", "89.9949") == ["Xuất sắc", "Tốt"]
    assert card_of(scheme, a=number("89.995"), b=0).total == 90
    assert labels(classed(FROM, rounding="to: 0.01, mode: floor"), "89.995") == ["Tốt"]
    assert labels(classed(FROM, rounding="to: 1"), "89.5", "89.4") == ["Xuất sắc", "Tốt"]


def test_a_total_made_of_tenths_falls_on_the_edge_it_should() -> None:
    # In binary 0.1 + 0.2 > 0.3 and 89.7 + 0.2 + 0.1 < 90.
    assert card_of(classed(FROM), a=number("89.7"), b=number("0.3")).label == "Xuất sắc"


def test_below_every_band_there_is_no_class() -> None:
    assert labels(classed("label: Tốt, at_least: 80"), "79") == [""]


# Can Tho, decision 2579/QĐ-UBND: excellent from 95 and good from 85 "only if no criterion
# got 0"; completed from 75; knock-outs by discipline of the head.
CAN_THO = (
    "label: Xuất sắc, at_least: 95, require: lowest > 0; label: Tốt, at_least: 85, require: lowest > 0; "
    "label: Hoàn thành, at_least: 75; label: Không"
)


@pytest.mark.parametrize(
    ("a", "b", "label"),
    [
        (60, 40, "Xuất sắc"),
        (96, 0, "Hoàn thành"),
        (86, 0, "Hoàn thành"),
        (74, 0, "Không"),
        (85, 1, "Tốt"),
    ],
)
def test_a_criterion_with_zero_points_bars_the_two_highest_classes(a: int, b: int, label: str) -> None:
    assert card_of(classed(CAN_THO), a=a, b=b).label == label


def test_the_lowest_points_are_those_of_base_criteria_that_apply() -> None:
    children = [
        leaf("x", "max_points: 50, measure: {fact: a}"),
        leaf("y", "max_points: 50, measure: {fact: b}"),
        leaf("c", "role: bonus, measure: {fact: c}"),
    ]
    rest = PENDING + "classify: [{label: Tốt, at_least: 50, require: lowest > 0}, {label: Kém}]\n"
    scheme = scheme_of(children, rest, "a b c")

    assert card_of(scheme, a=50, b=NA, c=0).label == "Tốt"
    assert card_of(scheme, a=60, b=0, c=5).label == "Kém"


GATES = (
    "gates:\n"
    "  - {id: nang, title: Kỷ luật nặng, require: fact.kl != 'nang', else: exclude}\n"
    "  - {id: nhe, title: Kỷ luật nhẹ, require: fact.kl == 'khong', else: {class_at_most: Hoàn thành}}\n"
    "  - {id: tong, title: Tổng thấp, require: total >= 20, else: {score: 0}}\n"
)


@pytest.mark.parametrize(
    ("discipline", "a", "state", "total", "label", "fired"),
    [
        ("khong", 95, State.VALUE, 95, "Xuất sắc", []),
        ("nhe", 95, State.VALUE, 95, "Hoàn thành", ["nhe"]),
        ("nhe", 30, State.VALUE, 30, "Không", ["nhe"]),
        ("nang", 95, State.EXCLUDED, None, "", ["nang"]),
        ("khong", 19, State.VALUE, 0, "Không", ["tong"]),
        ("nhe", 19, State.VALUE, 0, "Không", ["nhe", "tong"]),
    ],
)
def test_the_gates_of_the_scheme_exclude_hold_down_or_set_the_score(
    discipline: str, a: int, state: State, total: int | None, label: str, fired: list[str]
) -> None:
    card = card_of(classed(FROM, GATES), a=a, b=0, kl=discipline)

    assert (card.state, card.total, card.label) == (state, total, label)
    assert [gate.id for gate in card.gates] == fired


def test_two_gates_hold_the_class_at_the_lower_of_their_two() -> None:
    gates = (
        "gates:\n"
        "  - {id: g1, title: G1, require: fact.c == 0, else: {class_at_most: Hoàn thành}}\n"
        "  - {id: g2, title: G2, require: fact.c == 0, else: {class_at_most: Tốt}}\n"
    )

    assert card_of(classed(FROM, gates), a=95, b=0, c=1).label == "Hoàn thành"


def test_a_class_held_down_still_asks_for_its_own_condition() -> None:
    gates = "gates: [{id: g, title: G, require: fact.c == 0, else: {class_at_most: Tốt}}]\n"

    assert card_of(classed(CAN_THO, gates), a=97, b=0, c=1).label == "Hoàn thành"


def test_an_exclusion_by_facts_needs_no_points() -> None:
    card = card_of(classed(FROM, GATES), kl="nang")

    assert (card.state, card.waiting_for, card.root.reason) == (State.EXCLUDED, (), "gate")


def test_a_gate_that_is_not_proven_leaves_the_card_pending() -> None:
    card = card_of(classed(FROM, GATES), a=95, b=0)

    assert (card.state, card.total, card.label, card.waiting_for) == (State.PENDING, None, "", ("kl",))


def test_a_class_that_is_not_proven_leaves_the_card_pending() -> None:
    scheme = classed("label: Tốt, at_least: 80, require: fact.c > 0; label: Kém")

    assert card_of(scheme, a=90, b=0).waiting_for == ("c",)
    assert card_of(scheme, a=70, b=0).label == "Kém"


def test_a_pending_card_shows_no_total_and_no_sum() -> None:
    card = card_of(classed(FROM), a=95)

    assert (card.state, card.total, card.base, card.bonus, card.penalty, card.label) == (
        State.PENDING,
        None,
        None,
        None,
        None,
        "",
    )
    assert (card.root.points, card.root.state) == (None, State.PENDING)


def test_the_published_rounding_is_the_last_step_and_shows_its_unit() -> None:
    card = card_of(classed(FROM), a=number("89.995"), b=0)

    step = card.root.steps[-1]
    assert (step.act, dict(step.values), step.result, step.note) == (
        "round",
        {"a": number("89.995"), "to": number("0.01")},
        90,
        "rounded",
    )


def test_all_problems_of_all_candidates_are_told_at_once() -> None:
    children = [leaf("x", "measure: {ratio: [a, b]}"), leaf("y", "measure: {fact: c}")]
    scheme = scheme_of(children, "effective: {from: 2025-01-01}\n", "a b c")
    entries = [entry("p", a=1, b=0, c=1), entry("q", a=1, b=2), entry("q", a=1, b=2, c=3), entry("r", c="x")]

    with pytest.raises(EvaluationError) as caught:
        evaluate(scheme, entries, DAY)

    found = [
        (problem.code, problem.values.get("candidate"), problem.place) for problem in caught.value.problems
    ]
    assert sorted(found, key=str) == sorted(
        [
            ("E_NOT_IN_FORCE", None, ""),
            ("E_CANDIDATE_TWICE", "q", ""),
            ("E_FACT_KIND", "r", "r!c"),
            ("E_ZERO_DENOMINATOR", "p", "p!b"),
            ("E_MISSING", "q", ""),
        ],
        key=str,
    )


def test_nobody_to_score_gives_no_cards() -> None:
    assert evaluate(classed(FROM), [], DAY) == ()


def test_cards_come_in_the_order_of_the_entries_and_do_not_depend_on_it() -> None:
    scheme = classed(FROM, GATES)
    entries = [entry("p", a=90, b=1, kl="khong"), entry("q", a=50, kl="khong"), entry("r", kl="nang")]
    expected = dict(zip("pqr", evaluate(scheme, entries, DAY), strict=True))

    for order in permutations(entries):
        cards = evaluate(scheme, order, DAY)
        assert [card.candidate.id for card in cards] == [one.candidate.id for one in order]
        assert {card.candidate.id: card for card in cards} == expected


def test_a_decision_for_another_slot_changes_nothing() -> None:
    scheme = classed(FROM)

    assert evaluate(scheme, [entry(a=90, b=0)], DAY, decided(khac="x")) == evaluate(
        scheme, [entry(a=90, b=0)], DAY
    )


BENEFIT = scheme_of(
    [
        leaf("x", "max_points: 40, measure: {fact: a}, target: [{at_least: 70}], "
                  "scale: {knots: [[0, 0], [target, max_points]]}"),
        leaf("y", "max_points: 60, measure: {ratio: [b, c], transform: percent}, "
                  "scale: {knots: [[0, 0], [50, 10], [80, 60]], between: step}"),
    ],
    "weights: {must_sum_to: 100}\n",
    "a b c",
)  # fmt: skip
COUNTS = st.integers(0, 120)


@given(COUNTS, COUNTS, st.integers(1, 120), COUNTS, COUNTS)
def test_more_of_a_benefit_fact_never_lowers_the_total(
    a: int, b: int, c: int, more_a: int, more_b: int
) -> None:
    less = card_of(BENEFIT, a=a, b=b, c=c).total
    more = card_of(BENEFIT, a=a + more_a, b=b + more_b, c=c).total

    assert less is not None
    assert more is not None
    assert less <= more
