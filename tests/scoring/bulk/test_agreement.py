"""Bulk and reference on made-up schemes, and on cases whose numbers are worked out here by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import Scheme, ScoringError
from scoring.bulk.cells import absent_name, fact_name
from scoring.facts import State
from tests.scoring.bulk.comparing import bulk_rows, compare, open_slots
from tests.scoring.bulk.generating import made_rows, made_scheme
from tests.scoring.bulk.tables import counts, table
from tests.scoring.samples import DAY, decided, group, leaf, scheme_of, shipped_scheme
from thidua.engines.computing import PolarsEngine
from tools.campaign import wording


def outcome(scheme: Scheme, rows: list[dict[str, Any]], column: str, tmp_path: Path) -> list[Any]:
    """Give one column of the bulk result by candidate, once it agrees with the reference."""
    assert compare(scheme, rows, DAY).differences == ()
    _result, found = bulk_rows(scheme, rows, DAY, {}, PolarsEngine(tmp_path))
    return [row[column] for row in sorted(found, key=lambda row: row["candidate"])]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9))
def test_bulk_and_reference_agree_on_every_output_of_every_row(seed: int) -> None:
    rng = Random(seed)
    scheme, made = made_scheme(rng)
    rows = made_rows(made, scheme, 40)

    assert compare(scheme, rows, DAY, wording(rng, scheme)).differences == ()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9))
def test_they_agree_when_people_have_settled_some_ties(seed: int) -> None:
    rng = Random(seed)
    scheme, made = made_scheme(rng)
    rows = made_rows(made, scheme, 40)
    given_ = wording(rng, scheme)
    for slot in open_slots(scheme, rows, DAY, given_)[:3]:
        given_ |= decided(**{slot.id: " ".join(rng.sample(slot.options, slot.choose))})

    assert compare(scheme, rows, DAY, given_).differences == ()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(seed: int, shuffle: Random) -> None:
    scheme, made = made_scheme(Random(seed), rare=0)
    rows = made_rows(made, scheme, 30)
    mixed = list(rows)
    shuffle.shuffle(mixed)

    def found(given_: list[dict[str, Any]]) -> object:
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as folder:
            try:
                rows_ = bulk_rows(scheme, given_, DAY, {}, PolarsEngine(Path(folder)))[1]
            except ScoringError as error:
                return sorted(map(str, error.problems))
        return sorted(rows_, key=lambda row: row["candidate"])

    assert found(rows) == found(mixed)


@pytest.mark.parametrize("name", ["vi-du-kg-xa", "vi-du-kg-huyen", "vi-du-kg-so-nganh", "vi-du-kg-ca-nhan"])
def test_the_shipped_examples_run_in_columns_and_agree(name: str) -> None:
    scheme, rng = shipped_scheme(name), Random(7)
    rows = []
    for i in range(150):
        row: dict[str, Any] = {"candidate": f"c{i}", "cluster": f"k{i % 7}"}
        for spec in scheme.facts:
            labels = list(spec.labels or {})
            value = rng.choice(labels) if labels else rng.randint(0, 100) * 10**spec.decimals
            state = rng.choices(["value", "missing", "absent"], [40, 1, int(spec.not_applicable)])[0]
            row[fact_name(scheme, spec.id)] = value if state == "value" else None
            row[absent_name(scheme, spec.id)] = state == "absent"
        rows.append(row)
    given_ = decided(**{slot.id: next(iter(slot.options)) for slot in scheme.decide})
    day = scheme.effective.end or DAY

    compared = compare(scheme, rows, day, given_)

    assert compared.differences == ()
    assert compared.plan is not None
    assert compared.plan.why == ()
    assert compared.by_columns >= 0.9 * compared.rows


BANDS = "classify: [{label: Tốt, at_least: 90}, {label: Khá, above: 70}, {label: Đạt}]\n"


def test_a_total_on_a_band_edge_is_rounded_and_then_classified(tmp_path: Path) -> None:
    # 89.995 is published as 90.00, which is Tốt; 89.994 as 89.99; 70 is not above 70.
    scheme = scheme_of([leaf("x", "measure: {fact: a}")], BANDS, "a")
    rows = table(scheme, *({"a": Decimal(text)} for text in ("89.995", "89.994", "70", "70.005")))

    assert outcome(scheme, rows, "total", tmp_path) == [90_000_000, 89_990_000, 70_000_000, 70_010_000]
    assert outcome(scheme, rows, "class", tmp_path) == ["Tốt", "Khá", "Đạt", "Khá"]


def test_a_constant_between_two_plain_knots_is_divided_by_their_distance(tmp_path: Path) -> None:
    # Half a step from 2 towards 25, of 10 points: 10 × 0.5 / 23 = 0.2173…; the third knot moves with the row.
    knots = "scale: {knots: [[2, 0], [25, 10], [target, 10]]}"
    scheme = scheme_of(
        [leaf("x", f"measure: {{constant: 2.5}}, target: [{{at_least: fact.a}}], {knots}")], "", "a"
    )
    rows = table(scheme, {"a": Decimal("52.4")}, {"a": Decimal("30")})

    assert outcome(scheme, rows, "total", tmp_path) == [220_000, 220_000]


def test_a_total_below_zero_is_rounded_away_from_zero(tmp_path: Path) -> None:
    scheme = scheme_of([leaf("x", "measure: {fact: a}, scale: {per: -0.5}")], "", "a")
    rows = table(scheme, {"a": Decimal("0.01")}, {"a": Decimal("0.03")}, {"a": Decimal("0.05")})

    # -0.005, -0.015 and -0.025
    assert outcome(scheme, rows, "total", tmp_path) == [-10_000, -20_000, -30_000]


def test_missing_not_applicable_and_zero_stay_different(tmp_path: Path) -> None:
    scheme = scheme_of(
        [
            leaf("x", "max_points: 10, measure: {fact: a}, on_missing: pending"),
            leaf("y", "max_points: 10, measure: {fact: b}"),
        ],
        "publish: {round: {to: 0.01, mode: half_up}, on_missing: pending}\n",
        "a b",
    )
    rows = table(scheme, {"a": 0, "b": 4}, {"b": 4}, {"a": State.NOT_APPLICABLE, "b": 4})

    # Where x does not apply, y stands for all twenty points: 4 × 20/10 = 8.
    assert outcome(scheme, rows, "total", tmp_path) == [4_000_000, None, 8_000_000]
    assert outcome(scheme, rows, "state", tmp_path) == ["value", "pending", "value"]
    assert outcome(scheme, rows, "without_points", tmp_path) == ["", "x=missing", "x=not_applicable"]
    assert outcome(scheme, rows, "waiting_for", tmp_path) == ["", "a", ""]


def test_thirds_on_a_rounding_edge_go_to_the_reference(tmp_path: Path) -> None:
    # 0.01 × (1/3 + 1/6) = 0.005 exactly, published as 0.01; 0.01 × (1/3 + 1/7) is 0.004…, as 0.00.
    one = leaf("x", "measure: {ratio: [a, b]}, scale: {per: 0.01}")
    other = leaf("y", "measure: {ratio: [c, d]}, scale: {per: 0.01}")
    scheme = scheme_of([one, other], "", "a b c d")
    rows = table(scheme, {"a": 1, "b": 3, "c": 1, "d": 6}, {"a": 1, "b": 3, "c": 1, "d": 7})

    compared = compare(scheme, rows, DAY)

    assert outcome(scheme, rows, "total", tmp_path) == [10_000, 0]
    assert (compared.rows, compared.by_columns) == (2, 1)


def test_points_that_do_not_end_are_given_to_six_decimals(tmp_path: Path) -> None:
    scheme = scheme_of([leaf("x", "measure: {ratio: [a, b]}")], "", "a b")
    # 2/3 = 0.666667; 1/8,000,000 = 0.000000125; 5/2,000,000 = 0.0000025, a tie, goes to the even 0.000002.
    rows = table(scheme, {"a": 2, "b": 3}, {"a": 1, "b": 8_000_000}, {"a": 5, "b": 2_000_000})

    assert outcome(scheme, rows, "points_0", tmp_path) == [666_667, 0, 2]


def test_a_quota_is_floored_on_exact_shares_and_a_tie_on_the_line_is_left_to_people(tmp_path: Path) -> None:
    # 15 % of 13 is 1.95: one place; the best two have the same total.
    select = "select: [{id: co, title: Cờ, share: 15/100, ties: decide}]\n"
    scheme = scheme_of([leaf("x", "measure: {fact: a}")], select, "a")
    rows = table(scheme, *({"a": 50 - max(i, 1)} for i in range(13)))

    assert outcome(scheme, rows, "select_0", tmp_path) == ["undecided"] * 2 + ["not_selected"] * 11
    assert outcome(scheme, rows, "rank", tmp_path) == [1, 1, *range(3, 14)]


def test_who_is_awaited_keeps_the_others_from_being_selected_or_not(tmp_path: Path) -> None:
    head = "publish: {round: {to: 0.01, mode: half_up}, on_missing: pending}\n"
    select = "select: [{id: co, title: Cờ, places: 2, ties: exclude}]\n"
    scheme = scheme_of([leaf("x", "measure: {fact: a}")], head + select, "a")
    rows = table(scheme, {"a": 9}, {"a": 8}, {"a": 7}, {})

    # One is awaited: whatever comes, the first stays within two places, the second may not.
    assert outcome(scheme, rows, "select_0", tmp_path) == [
        "selected",
        "undecided",
        "not_selected",
        "undecided",
    ]


def test_the_best_of_a_cluster_moves_the_scale_of_all_in_it(tmp_path: Path) -> None:
    scale = "scale: {knots: [[cluster.min, 0], [cluster.max, 10]]}"
    scheme = scheme_of([leaf("x", f"measure: {{ratio: [a, b]}}, {scale}")], counts("a", "b"))
    rows = table(
        scheme,
        *({"a": a, "b": b} for a, b in ((1, 2), (2, 4), (1, 4), (3, 8), (1, 3))),
        clusters="mmmmn",
    )

    # Between 1/4 and 1/2, 3/8 lies half way; alone in its cluster, a unit is its own least: 0.
    assert outcome(scheme, rows, "points_0", tmp_path) == [10_000_000, 10_000_000, 0, 5_000_000, 0]


def test_the_least_of_a_cluster_may_lie_below_zero(tmp_path: Path) -> None:
    measure = "measure: {change: {before: b, after: a}}"
    scale = "scale: {knots: [[cluster.min, 0], [cluster.max, 8]]}"
    scheme = scheme_of([leaf("x", f"{measure}, {scale}")], counts("a", "b"))
    # Changes of -1/2, -1/2, 0, 1/4 and 1/2: from -1/2 to 1/2 the points rise from 0 to 8.
    rows = table(scheme, *({"a": a, "b": b} for a, b in ((1, 2), (2, 4), (3, 3), (5, 4), (6, 4))))

    assert outcome(scheme, rows, "points_0", tmp_path) == [0, 0, 4_000_000, 6_000_000, 8_000_000]
    assert compare(scheme, rows, DAY).by_columns == 5


def test_a_cluster_in_which_nobody_has_a_number_has_no_scale(tmp_path: Path) -> None:
    scale = "scale: {knots: [[cluster.min, 0], [cluster.max, 8]]}"
    node = f"measure: {{ratio: [a, b]}}, {scale}, on_missing: zero, on_zero_denominator: not_applicable"
    scheme = scheme_of([leaf("x", node)], counts("a", "b"))

    assert outcome(scheme, table(scheme, {"a": 1}, {"a": 1}), "state", tmp_path) == ["value", "value"]
    found = outcome(scheme, table(scheme, {"a": 1, "b": 0}, {"a": 1}), "state", tmp_path)
    assert found == ["not_applicable", "value"]


def test_a_chain_of_keys_orders_equals_and_an_unknown_key_waits(tmp_path: Path) -> None:
    rank = "rank: {by: [{key: total}, {key: fact.b, order: low}]}\n"
    scheme = scheme_of([leaf("x", "measure: {fact: a}")], rank, "a b")
    rows = table(scheme, {"a": 5, "b": 2}, {"a": 5, "b": 1}, {"a": 7, "b": 9}, {"a": 5})

    assert outcome(scheme, rows, "rank", tmp_path) == [3, 2, 1, None]


def test_numbers_that_would_not_fit_are_left_to_the_reference(tmp_path: Path) -> None:
    head = "publish: {round: {to: 0.000001, mode: half_up}}\n"
    scheme = scheme_of([leaf("x", "measure: {fact: a}"), leaf("y", "measure: {fact: b}")], head, "a b")
    rows = table(scheme, {"a": 8 * 10**12, "b": 1}, {"a": 3, "b": Decimal("0.000001")})

    compared = compare(scheme, rows, DAY)

    assert outcome(scheme, rows, "total", tmp_path) == [8_000_000_000_001_000_000, 3_000_001]
    assert compared.plan is not None
    assert compared.plan.why == ("limit",)


def test_numbers_too_large_for_any_column_are_refused_by_name(tmp_path: Path) -> None:
    parts = [leaf(node, f"measure: {{fact: {node}}}") for node in ("a", "b")]
    scheme = scheme_of([group("n", "combine: product", *parts)], "", "a b")

    with pytest.raises(ScoringError, match="b: points of nine trillion and more cannot stand"):
        bulk_rows(
            scheme, table(scheme, {"a": 2, "b": 3}, {"a": 10**7, "b": 10**7}), DAY, {}, PolarsEngine(tmp_path)
        )


def test_every_fault_of_the_facts_is_told_at_once(tmp_path: Path) -> None:
    one = leaf("x", "measure: {ratio: [a, b]}")
    scheme = scheme_of([one, leaf("y", "measure: {fact: a}")], "", "a b")
    rows = table(scheme, {"a": 1, "b": 0}, {"a": 1, "b": 2}, {"b": 2})

    with pytest.raises(ScoringError) as caught:
        bulk_rows(scheme, rows, DAY, {}, PolarsEngine(tmp_path))

    codes = sorted((problem.code, str(problem.values["candidate"])) for problem in caught.value.problems)
    assert codes == [("E_MISSING", "c"), ("E_MISSING", "c"), ("E_ZERO_DENOMINATOR", "a")]
