"""Strict YAML as it is written: every text in quotes, so that no word is taken for something else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from scoring.numbers import plain

_PLACES = 9


class Word(str):
    """A text that is written without quotes: an id, or a word of the grammar."""

    __slots__ = ()


Value = str | int | bool | Fraction | date | Sequence["Value"] | Mapping[str, "Value"]


def flow(value: Value) -> str:
    """Give a value on one line."""
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | Fraction):
        return plain(Fraction(value), _PLACES)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]"


def block(entries: Mapping[str, Value | Word], indent: int) -> Iterator[str]:
    """
    Give the lines of a mapping; lists of texts and of mappings take a line for each.

    Args:
        entries: Values by key; an empty text or list is left out.
    """
    pad = " " * indent
    for key, value in entries.items():
        if isinstance(value, Word):
            yield f"{pad}{key}: {value}"
        elif isinstance(value, Sequence) and not isinstance(value, str) and _is_long(value):
            yield f"{pad}{key}:"
            yield from (f"{pad}  - {flow(each)}" for each in value)
        elif not _is_empty(value):
            yield f"{pad}{key}: {flow(value)}"


def _is_empty(value: Value) -> bool:
    return isinstance(value, str | Sequence | Mapping) and not value


def _is_long(value: Sequence[Value]) -> bool:
    return any(isinstance(each, str | Mapping) and not isinstance(each, Word) for each in value)
