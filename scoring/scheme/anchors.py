"""Knots in words: sums of numbers and of what stands elsewhere, e.g. ``cluster.mean - 2 * cluster.sd``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

STATISTICS = ("min", "max", "mean", "median", "sd", "sd_sample", "leader")
SCOPES = ("cluster", "all")
WORDS = ("target", "max_points", *(f"{scope}.{name}" for scope in SCOPES for name in STATISTICS))

_NUMBER = r"\d{1,12}(?:\.\d{1,9}|/[1-9]\d{0,8})?"
_TERM = re.compile(
    rf"\s*(?P<sign>[+-])?\s*(?:(?:(?P<factor>{_NUMBER})\s*\*\s*)?(?P<word>[a-z][a-z_.]*)|(?P<number>{_NUMBER}))"
)

Expression = str | int | Decimal
Term = tuple[Fraction, str]


@lru_cache(maxsize=4096)
def terms_of(expression: Expression) -> tuple[Term, ...]:
    """
    Split an expression into ``(factor, word)``; the word of a plain number is empty.

    Raises:
        ValueError: It is not a sum of terms; the message is the rest that is not understood.
    """
    if not isinstance(expression, str):
        return ((Fraction(expression), ""),)
    found: list[Term] = []
    at = 0
    while at < len(expression.rstrip()):
        match = _TERM.match(expression, at)
        if match is None or (found and not match["sign"]):
            raise ValueError(expression[at:].strip())
        sign = -1 if match["sign"] == "-" else 1
        found.append((sign * Fraction(match["factor"] or match["number"] or 1), match["word"] or ""))
        at = match.end()
    if not found:
        raise ValueError(expression)
    return tuple(found)


def words_of(expression: Expression) -> Iterator[str]:
    """Give the words an expression uses."""
    return (word for _factor, word in terms_of(expression) if word)


def statistics_of(expression: Expression) -> Iterator[str]:
    """Give the group statistics an expression uses, e.g. ``cluster.mean``."""
    return (word for word in words_of(expression) if "." in word)


def value_of(expression: Expression, anchors: Mapping[str, Fraction]) -> Fraction:
    """Give the exact value; ``anchors`` holds the value of every word the expression uses."""
    terms = terms_of(expression)
    if len(terms) == 1 and (terms[0][0] == 1 or not terms[0][1]):
        return anchors[terms[0][1]] if terms[0][1] else terms[0][0]
    return sum((factor * (anchors[word] if word else 1) for factor, word in terms), Fraction(0))
