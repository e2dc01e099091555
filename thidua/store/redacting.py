"""Personal data taken out of a stored content, everything else left as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from thidua.store.canonical import dumps_json

# Papers are always Vietnamese, and this is what they show for a name from then on.
ERASED = "(đã xóa)"
_OF_A_FACT = ("evidence", "source")


class Redacted(NamedTuple):
    """A content without the personal data of one candidate, and how many values were left out."""

    content: bytes
    values: int


Redaction: TypeAlias = Callable[[bytes, str], Redacted]


def roster(content: bytes, candidate: str) -> Redacted:
    """Give a roster without the candidate's name, title and post."""
    columns = json.loads(content)
    place = columns["id"].index(candidate)
    values = 0
    for name, shown in (("name", ERASED), ("title", ""), ("post", "")):
        values += columns[name][place] != shown
        columns[name][place] = shown
    return Redacted(dumps_json(columns), values)


def facts(content: bytes, candidate: str) -> Redacted:
    """Give facts without evidence and source of the candidate's: the sheet of a form may bear the name."""
    columns = json.loads(content)
    values = 0
    for place, owner in enumerate(columns["candidate"]):
        if owner == candidate:
            for name in _OF_A_FACT:
                values += columns[name][place] != ""
                columns[name][place] = ""
    return Redacted(dumps_json(columns), values)


def words(content: bytes, _candidate: str) -> Redacted:
    """Give an objection without its sender, its text and the name of its file."""
    said = json.loads(content)
    values = sum(_clear(said, name, ERASED) for name in ("sender", "text", "evidence") if said[name])
    return Redacted(dumps_json(said), values)


def rows(content: bytes, candidate: str) -> Redacted:
    """Give results or lists without the candidate's name, and without evidence and source of its facts."""
    data = json.loads(content)
    values = _cleared(data, candidate, False)
    return Redacted(dumps_json(data), values)


def _cleared(value: Any, candidate: str, inside: bool) -> int:
    if isinstance(value, list):
        return sum(_cleared(part, candidate, inside) for part in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("candidate") == candidate
    values = _clear(value, "name", ERASED) if own else 0
    values += sum(_clear(value, name, "") for name in _OF_A_FACT) if own or inside else 0
    return values + sum(_cleared(part, candidate, own or inside) for part in value.values())


def _clear(holder: dict[str, Any], name: str, shown: str) -> int:
    if not isinstance(holder.get(name), str) or holder[name] == shown:
        return 0
    holder[name] = shown
    return 1
