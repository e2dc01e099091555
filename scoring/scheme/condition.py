"""
The closed little language of ``require``: comparisons, and / or / not, brackets, names, numbers, 'labels'.

Parsed by hand and walked; never ``eval``. An answer has three values: met, not met, not proven (None).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

MAX_LENGTH = 500
MAX_DEPTH = 20

_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?\d+(?:\.\d+)?)(?![\w.])|(?P<label>'[^']*')|(?P<name>[a-z_][a-z0-9_]*(?:\.[a-z0-9_]+)*)"
    r"|(?P<sign>>=|<=|==|!=|>|<|\(|\)))"
)
_SIGNS: dict[str, Callable[[Operand, Operand], bool]] = {
    ">=": lambda a, b: a >= b,  # type: ignore[operator]  # both checked to be numbers
    "<=": lambda a, b: a <= b,  # type: ignore[operator]  # both checked to be numbers
    ">": lambda a, b: a > b,  # type: ignore[operator]  # both checked to be numbers
    "<": lambda a, b: a < b,  # type: ignore[operator]  # both checked to be numbers
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}

Operand = Fraction | str
Lookup = Callable[[str], Operand | None]


class ConditionError(ValueError):
    """A condition that cannot be read; ``column`` counts from 1 inside the text."""

    def __init__(self, what: str, column: int) -> None:
        self.what, self.column = what, column
        super().__init__(f"{what} at {column}")


@dataclass(frozen=True)
class Compare:
    """``left sign right``; sides are names, numbers or labels."""

    left: Name | Fraction | str
    sign: str
    right: Name | Fraction | str


@dataclass(frozen=True)
class Name:
    """Something looked up: a node id, ``fact.<id>``, ``total``, ``rank``, ``class``, ``lowest``."""

    id: str


@dataclass(frozen=True)
class Not:
    """The opposite; not proven stays not proven."""

    part: Condition


@dataclass(frozen=True)
class AllOf:
    """True when all are; false when one is false, even if others are not proven."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """True when one is, even if others are not proven."""

    parts: tuple[Condition, ...]


Condition = Compare | Not | AllOf | AnyOf


@lru_cache(maxsize=4096)
def parse(text: str) -> Condition:
    """
    Read a condition.

    Args:
        text: E.g. ``total >= 80 and fact.vi_pham == 'khong'``.

    Raises:
        ConditionError: Says what is wrong and at which column.
    """
    if len(text) > MAX_LENGTH:
        raise ConditionError("the condition is longer than 500 characters", MAX_LENGTH)
    parser = _Parser(text)
    condition = parser.either(0)
    parser.expect_end()
    return condition


def names(condition: Condition) -> Iterator[str]:
    """Give every name the condition looks up, left to right."""
    for comparison in comparisons(condition):
        for side in (comparison.left, comparison.right):
            if isinstance(side, Name):
                yield side.id


def comparisons(condition: Condition) -> Iterator[Compare]:
    """Give every comparison in the condition, left to right."""
    if isinstance(condition, Compare):
        yield condition
        return
    for part in (condition.part,) if isinstance(condition, Not) else condition.parts:
        yield from comparisons(part)


def holds(condition: Condition, lookup: Lookup) -> bool | None:
    """
    Tell whether the condition is met.

    Args:
        condition: A parsed condition.
        lookup: Gives the value of a name, None when it is not known yet.

    Returns:
        True, False, or None: not proven, because a value that matters is not known.
    """
    if isinstance(condition, Compare):
        return _compare(condition, lookup)
    if isinstance(condition, Not):
        part = holds(condition.part, lookup)
        return None if part is None else not part
    decisive = isinstance(condition, AnyOf)
    answers = [holds(part, lookup) for part in condition.parts]
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def _compare(condition: Compare, lookup: Lookup) -> bool | None:
    left, right = (lookup(x.id) if isinstance(x, Name) else x for x in (condition.left, condition.right))
    if left is None or right is None:
        return None
    if isinstance(left, str) != isinstance(right, str):
        return condition.sign == "!="
    if isinstance(left, str) and condition.sign not in ("==", "!="):
        return None  # two labels have no order
    return _SIGNS[condition.sign](left, right)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def peek(self) -> tuple[str, str]:
        match = _TOKEN.match(self.text, self.at)
        if match is None:
            rest = self.text[self.at :].strip()
            if rest:
                raise ConditionError(f"“{rest[:20]}” is not understood", self.at + 1)
            return "end", ""
        kind = match.lastgroup or ""
        return kind, match[kind]

    def take(self) -> tuple[str, str]:
        token = self.peek()
        match = _TOKEN.match(self.text, self.at)
        self.at = match.end() if match else len(self.text)
        return token

    def expect_end(self) -> None:
        kind, word = self.peek()
        if kind != "end":
            raise ConditionError(f"“{word}” is not expected here", self.at + 1)

    def either(self, depth: int) -> Condition:
        return self._joined("or", lambda: self._joined("and", lambda: self.negated(depth), AllOf), AnyOf)

    def _joined(
        self, word: str, part: Callable[[], Condition], join: Callable[[tuple[Condition, ...]], Condition]
    ) -> Condition:
        parts = [part()]
        while self.peek() == ("name", word):
            self.take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else join(tuple(parts))

    def negated(self, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            raise ConditionError("brackets are nested too deep", self.at + 1)
        if self.peek() == ("name", "not"):
            self.take()
            return Not(self.negated(depth + 1))
        if self.peek() == ("sign", "("):
            self.take()
            inside = self.either(depth + 1)
            if self.take() != ("sign", ")"):
                raise ConditionError("a closing bracket is missing", self.at + 1)
            return inside
        return self.comparison()

    def comparison(self) -> Condition:
        left = self.operand()
        kind, sign = self.take()
        if kind != "sign" or sign not in _SIGNS:
            raise ConditionError("a comparison sign (>=, <=, >, <, ==, !=) is missing", self.at + 1)
        right = self.operand()
        if sign not in ("==", "!=") and (isinstance(left, str) or isinstance(right, str)):
            raise ConditionError("a label can only be compared with == or !=", self.at + 1)
        return Compare(left, sign, right)

    def operand(self) -> Name | Fraction | str:
        kind, word = self.take()
        if kind == "number":
            return Fraction(word)
        if kind == "label":
            return word[1:-1]
        if kind == "name" and word not in ("and", "or", "not"):
            return Name(word)
        raise ConditionError("a name, a number or a 'label' is missing", self.at + 1)
