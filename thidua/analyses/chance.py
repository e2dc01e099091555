"""Chance that anybody can repeat: numbers made from a seed, the same on every machine and for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from scoring.analysis import Chance

_BYTES = 8


def chance_of(seed: str, draws: int) -> Chance:
    """
    Give a source of numbers for ``scoring.analysis.draw``.

    Args:
        seed: Any text; the same seed gives the same numbers.
        draws: How many numbers each reported value gets.

    Returns:
        For a candidate, a fact and a judge, one whole number below 2**64 a draw: successive 8 bytes of
        SHAKE256 over their names. They depend on nothing else: whoever joins or leaves moves nobody's.
    """

    def numbers(candidate: str, fact: str, judge: str) -> Sequence[int]:
        name = "\x00".join((seed, candidate, fact, judge)).encode()
        stream = hashlib.shake_256(name).digest(_BYTES * draws)
        return [int.from_bytes(stream[i : i + _BYTES]) for i in range(0, len(stream), _BYTES)]

    return numbers
