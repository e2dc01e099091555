"""
Thresholds of a vote: who is counted, how many are needed, whether it passes. Integers only.

Comparing a rounded percentage is wrong: 16 of 23 is 69.57 %, which does not reach 70 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scoring.scheme.model import Cite

Base = Literal["members", "present", "valid"]


@dataclass(frozen=True)
class Threshold:
    """
    What a vote needs.

    Attributes:
        share: At least this share of the base must agree, e.g. 9/10.
        base: Whom the share is taken of: all members, those present, or the valid ballots.
        cite: The clause it stands in.
    """

    share: Fraction
    base: Base
    cite: Cite | None = None


@dataclass(frozen=True)
class Count:
    """
    What was counted; a blank or invalid ballot is not a yes and stays in the base of all members.

    Raises:
        ValueError: The numbers cannot all be true (more yes than valid ballots, …).
    """

    members: int
    present: int
    valid: int
    yes: int

    def __post_init__(self) -> None:
        if not 0 <= self.yes <= self.valid <= self.members or not 0 <= self.present <= self.members:
            raise ValueError("0 <= yes <= valid <= members and 0 <= present <= members must hold")


def needed(threshold: Threshold, base: int) -> int:
    """Give the smallest number of yes votes that passes in a base of so many."""
    return -(-threshold.share.numerator * base // threshold.share.denominator)


def passes(threshold: Threshold, count: Count) -> bool:
    """
    Tell whether a vote passes: ``yes × denominator >= numerator × base``, no division.

    A base of nobody passes nothing.
    """
    base = {"members": count.members, "present": count.present, "valid": count.valid}[threshold.base]
    share = threshold.share
    return base > 0 and count.yes * share.denominator >= share.numerator * base
