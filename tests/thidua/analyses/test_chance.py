"""Chance that anybody can repeat."""

from __future__ import annotations

import hashlib
from itertools import pairwise

from thidua.analyses.chance import chance_of


def test_the_numbers_are_successive_eight_bytes_of_shake256_over_the_names() -> None:
    stream = hashlib.shake_256(b"7\x00p\x00fa\x00gk").digest(24)

    numbers = chance_of("7", 3)("p", "fa", "gk")

    assert list(numbers) == [int.from_bytes(stream[i : i + 8], "big") for i in (0, 8, 16)]


def test_every_seed_candidate_fact_and_judge_has_its_own_numbers() -> None:
    names = [
        ("1", "p", "fa", ""),
        ("2", "p", "fa", ""),
        ("1", "q", "fa", ""),
        ("1", "p", "fb", ""),
        ("1", "p", "fa", "g"),
    ]

    drawn = [tuple(chance_of(seed, 4)(*rest)) for seed, *rest in names]

    assert len(set(drawn)) == len(names)


def test_more_draws_begin_with_the_same_numbers() -> None:
    assert list(chance_of("1", 9)("p", "fa", ""))[:4] == list(chance_of("1", 4)("p", "fa", ""))


def test_the_numbers_fill_their_range_evenly() -> None:
    # Of 4,000 numbers in eight equal parts each part expects 500 with a deviation of 21; six of them are 126.
    numbers = chance_of("1", 4000)("p", "fa", "")

    counts = [sum(low <= n < high for n in numbers) for low, high in pairwise(range(0, 2**64 + 1, 2**61))]

    assert len(counts) == 8
    assert all(abs(count - 500) < 126 for count in counts)
