from __future__ import annotations

from pathlib import Path

import pytest

from scoring.bulk.cells import Extent, Profile, UnplannedError, only
from scoring.bulk.plan import Plan, plan
from scoring.scheme.model import Node, Scheme
from tests.scoring.bulk.comparing import compare
from tests.scoring.bulk.tables import counts, table
from tests.scoring.samples import DAY, decided, group, leaf, scheme_of

LIMIT = 2**62


def planned(scheme: Scheme, extent: Extent | None = None, limit: int = LIMIT, **slots: str) -> Plan:
    profile = Profile(100, {spec.id: extent or Extent(0, 10**8) for spec in scheme.facts})
    return plan(scheme, DAY, decided(**slots), profile, limit)


def test_each_node_says_how_it_is_computed() -> None:
    scheme = scheme_of(
        [
            leaf("dem", "max_points: 10, measure: {fact: a}, scale: {knots: [[0, 0], [3, max_points]]}"),
            group(
                "nhom",
                "combine: sum",
                leaf("ty_le", "measure: {ratio: [a, b]}, on_zero_denominator: zero"),
                leaf("tron", "measure: {ratio: [b, a]}, round: {to: 0.01}, on_zero_denominator: zero"),
                leaf("ty_le_khac", "measure: {ratio: [b, c]}, on_zero_denominator: zero"),
            ),
            leaf("cu", "measure: {fact: a}, effective: {to: 2024-01-31}"),
        ],
        "",
        "a b c",
    )

    assert planned(scheme).describe() == (
        "dem: exact",
        "nhom: cut",
        "ty_le: quotient",
        "tron: exact",
        "ty_le_khac: quotient",
        "cu: not_in_force",
    )


UNKNOWN = {
    "transform: log": leaf("x", "measure: {fact: a, transform: log}"),
    "transform: pow": leaf("x", "measure: {fact: a, transform: pow, exponent: 0.5}"),
    "low_share": leaf("x", "measure: {fact: a, winsorise: {low_share: 1/10, high_share: 1/10}}"),
    "impute": leaf("x", "measure: {fact: a}, on_missing: {impute: cluster.mean}"),
    "cluster.sd": leaf("x", "measure: {fact: a}, scale: {knots: [[0, 0], [cluster.mean + cluster.sd, 1]]}"),
    "cluster.median": leaf("x", "measure: {fact: a}, scale: {knots: [[0, 0], [cluster.median, 1]]}"),
    "low": leaf("x", "measure: {panel: {fact: a, take: trimmed, low: 1}}"),
    "outside: extend": leaf(
        "x", "measure: {fact: a}, scale: {knots: [[0, 0], [cluster.max, 1]], outside: extend}"
    ),
    "combine: geomean": group("x", "combine: geomean", leaf("y", "measure: {fact: a}")),
}


@pytest.mark.parametrize("word", UNKNOWN)
def test_what_the_columns_do_not_know_is_left_to_the_reference_and_named(word: str) -> None:
    scheme = scheme_of([UNKNOWN[word]], "", "a")
    rows = table(scheme, {"a": 1}, {"a": 2}, {"a": 4})

    found = planned(scheme)
    compared = compare(scheme, rows, DAY)

    assert found.why == ("x", word)
    assert {regime.how for regime in found.regimes} == {"reference"}
    assert (compared.differences, compared.by_columns) == ((), 0)


def test_a_rank_of_a_node_is_left_to_the_reference() -> None:
    scheme = scheme_of([leaf("x", "measure: {fact: a}"), leaf("y", "measure: {rank_of: {node: x}}")], "", "a")

    assert planned(scheme).why == ("y", "measure")


@pytest.mark.parametrize(
    ("by", "why"),
    [
        ("{key: nhom}", ("rank", "cut")),
        ("{key: x}", ("rank", "quotient")),
    ],
)
def test_an_order_by_numbers_that_a_cut_could_confuse_is_left_to_the_reference(
    by: str, why: tuple[str, ...]
) -> None:
    parts = [leaf("x", "measure: {ratio: [a, b]}"), leaf("y", "measure: {ratio: [b, a]}")]
    scheme = scheme_of([group("nhom", "combine: sum", *parts)], f"rank: {{by: [{by}]}}\n", "a b")

    assert planned(scheme, Extent(1, 10**8)).why == why


def test_an_order_by_a_quotient_of_short_numbers_stays_in_columns() -> None:
    rest = counts("a", "b") + "rank: {by: [{key: x}]}\n"
    scheme = scheme_of([leaf("x", "measure: {ratio: [a, b]}")], rest)
    rows = table(scheme, {"a": 1, "b": 3}, {"a": 2, "b": 6}, {"a": 333, "b": 1000}, {"a": 334, "b": 1000})

    compared = compare(scheme, rows, DAY)

    assert (compared.differences, compared.by_columns) == ((), 4)


def test_an_engine_with_shorter_whole_numbers_keeps_fewer_decimals_and_the_same_answers() -> None:
    parts = [leaf("x", "measure: {ratio: [a, b]}"), leaf("y", "measure: {ratio: [b, c]}")]
    scheme = scheme_of(parts, "", "a b c")

    long, short = (planned(scheme, Extent(10**6, 10**9), limit) for limit in (2**62, 2**53))

    assert (long.why, short.why) == ((), ())
    assert short.program is not None
    assert short.program.peak < 2**53


def test_a_filled_slot_is_planned_as_the_measure_it_chooses_and_an_open_one_waits() -> None:
    slot = "decide: [{id: y_nghia, question: Hiểu thế nào?, who: Hội đồng, options: {mot: Một, hai: Hai}}]\n"
    options = "{mot: {fact: a}, hai: {ratio: [a, b]}}"
    scheme = scheme_of(
        [leaf("x", f"measure: {{decide: {{slot: y_nghia, options: {options}}}}}")], slot, "a b"
    )
    rows = table(scheme, {"a": 1, "b": 4})

    assert planned(scheme, y_nghia="hai").describe() == ("x: quotient",)
    assert compare(scheme, rows, DAY, decided(y_nghia="hai")).differences == ()
    assert compare(scheme, rows, DAY).differences == ()


class FutureNode(Node):
    """A node as a later version of the grammar may have it."""

    tomorrow: int | None = None


def test_a_word_that_the_columns_have_never_heard_of_is_never_passed_over() -> None:
    known = tuple(Node.model_fields)

    only("x", FutureNode(id="x"), known)
    with pytest.raises(UnplannedError, match="x: tomorrow"):
        only("x", FutureNode(id="x", tomorrow=1), known)


def test_narwhals_is_not_loaded_with_the_engine() -> None:
    import subprocess
    import sys

    code = "import scoring, sys; print('narwhals' in sys.modules)"
    root = Path(__file__).parents[3]

    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=root
    )

    assert answer.stdout.strip() == "False"
