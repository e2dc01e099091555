"""Results as bytes: the same result is the same bytes, and another fact is another digest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Entry, Standings, canonical, digest
from scoring.results import as_data
from tests.scoring.samples import NA, Value, decided, entry, group, judged, leaf, number, ranked, scheme_of

RULES = scheme_of(
    [
        leaf("x", "max_points: 60, measure: {ratio: [a, b], transform: percent}, target: [{at_least: 80}], "
                  "scale: {knots: [[0, 0], [target, max_points]]}"),
        group("y", "max_points: 40; combine: sum",
              leaf("y.1", "max_points: 30, measure: {fact: c}"),
              leaf("y.2", "max_points: 10, measure: {fact: d}")),
        leaf("z", "role: bonus, measure: {fact: kl}, scale: {table: {khong: 0, co: 5}}"),
    ],
    "publish: {round: {to: 0.01}, on_missing: pending}\n"
    "gates: [{id: g, title: G, require: fact.e == 0, else: {class_at_most: Kém}}]\n"
    "classify: [{label: Tốt, at_least: 80}, {label: Kém}]\n"
    "select: [{id: chon, title: Chọn, share: 1/2, at_least: 1}]\n",
    "a b c d e",
    {"kl": "khong co"},
)  # fmt: skip

FACTS: dict[str, Value] = {"a": 70, "b": 90, "c": 25, "d": 7, "e": 0, "kl": "co"}


def cluster() -> list[Entry]:
    return [
        entry("p", **FACTS),
        entry("q", **{**FACTS, "c": 20}),
        entry("r", "cum-2", **{**FACTS, "d": NA}),
        entry("s", "cum-2", a=1, b=3),
    ]


def result(entries: list[Entry] | None = None) -> Standings:
    return ranked(RULES, entries or cluster())


def test_the_bytes_are_json_with_sorted_keys_and_numbers_as_strings() -> None:
    data = json.loads(canonical(result()))

    first = data["rows"][0]
    # 70/90 of 80 % is 100 × 7/9 ÷ 80 × 60 = 175/3 points; 175/3 + 25 + 7 = 271/3; with the bonus 95.33.
    assert (first["candidate"], first["state"], first["rank"], first["class"]) == ("p", "value", 1, "Tốt")
    assert (first["total"], first["base"], first["bonus"], first["penalty"]) == (
        "9533/100",
        "271/3",
        "5",
        "0",
    )
    assert first["outcome"] == {"chon": "selected"}
    assert [line["points"] for line in first["points"]["children"]] == ["175/3", "32", "5"]
    assert (
        canonical(result())
        == json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )


def test_no_binary_float_stands_in_the_data() -> None:
    def leaves(value: object) -> list[object]:
        if isinstance(value, dict):
            return [leaf_ for part in value.values() for leaf_ in leaves(part)]
        if isinstance(value, list):
            return [leaf_ for part in value for leaf_ in leaves(part)]
        return [value]

    assert {type(value) for value in leaves(as_data(result()))} <= {str, int, bool, type(None)}


def test_the_states_stay_apart_in_the_data() -> None:
    rows = {row["candidate"]: row for row in as_data(result())["rows"]}

    lines = {line["id"]: line for line in rows["r"]["points"]["children"][1]["children"]}
    assert (lines["y.2"]["state"], lines["y.2"]["points"]) == ("not_applicable", None)
    assert (rows["s"]["state"], rows["s"]["total"], rows["s"]["rank"]) == ("pending", None, None)
    assert rows["s"]["waiting_for"] == ["c", "d", "kl", "e"]


def test_the_order_of_the_entries_inside_their_clusters_does_not_change_a_byte() -> None:
    expected = canonical(result())
    first, second, third, fourth = cluster()

    # Clusters come in the order they are met; inside them the order of entries is free.
    for order in permutations([first, second, third, fourth]):
        met = list(dict.fromkeys(one.candidate.cluster for one in order))
        if met == ["cum-1", "cum-2"]:
            assert canonical(result(list(order))) == expected


def test_the_order_of_the_facts_of_an_entry_does_not_change_a_byte() -> None:
    turned = [Entry(one.candidate, dict(reversed(one.facts.items()))) for one in cluster()]

    assert canonical(result(turned)) == canonical(result())


@pytest.mark.parametrize(
    ("fact", "value"),
    [("a", 71), ("b", 91), ("c", 26), ("d", 8), ("e", 1), ("kl", "khong"), ("d", NA), ("c", number("25.1"))],
)  # fmt: skip
def test_the_digest_changes_with_any_fact_that_is_used(fact: str, value: Value) -> None:
    changed = [entry("p", **{**FACTS, fact: value}), *cluster()[1:]]

    assert digest(result(changed)) != digest(result())


def test_a_value_that_is_missing_has_another_digest_than_a_zero() -> None:
    without = {name: value for name, value in FACTS.items() if name != "d"}

    digests = {
        digest(result([entry("p", **facts), *cluster()[1:]]))
        for facts in (without, {**FACTS, "d": 0}, {**FACTS, "d": NA})
    }

    assert len(digests) == 3


def test_the_value_of_each_judge_stands_in_the_digest() -> None:
    rules = scheme_of([leaf("x", "measure: {panel: {fact: a, take: median}}")], "", "a")

    # The median of 7, 8, 9 and of 6, 8, 9 is 8; the judge's change must show.
    assert digest(ranked(rules, [judged("a", 7, 8, 9)])) != digest(ranked(rules, [judged("a", 6, 8, 9)]))


def test_a_decision_changes_the_digest() -> None:
    rules = scheme_of([leaf("x", "measure: {fact: a}")], "select: [{id: chon, title: C, places: 1}]\n", "a")
    tied = [entry("p", a=1), entry("q", a=1)]

    digests = [
        digest(ranked(rules, tied, decided(**choice)))
        for choice in ({}, {"chon.cum-1": "p"}, {"chon.cum-1": "q"})
    ]

    assert len(set(digests)) == 3


@given(st.integers(0, 50), st.integers(0, 50))
def test_equal_facts_have_equal_digests_and_others_others(one: int, other: int) -> None:
    first, second = (digest(result([entry("p", **{**FACTS, "c": c})])) for c in (one, other))

    assert (first == second) == (one == other)


def test_the_digest_does_not_depend_on_the_seed_of_hashes() -> None:
    program = "from tests.scoring.test_results import digest, result; print(digest(result()))"
    root = Path(__file__).parents[2]

    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "1", "4711")
    }

    assert found == {digest(result())}
