"""What an answered objection changed: value, points, total, rank and class, and whose place moved with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.facts import Fact
from thidua.proof.history import Reported, history_of
from thidua.store import views
from thidua.store.database import Database
from thidua.store.notice_acts import Objection, runs_around

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Pair:
    """Something before and after; an exact number as text, a place or a class as it stands in the run."""

    before: str | None
    after: str | None

    @property
    def differs(self) -> bool:
        """Tell whether it changed."""
        return self.before != self.after


@dataclass(frozen=True)
class Value:
    """One value of the candidate before and after the answer; ``before`` is None when none was given."""

    before: Fact | None
    after: Fact


@dataclass(frozen=True)
class Moved:
    """Another candidate whose rank or outcome is another now."""

    candidate: str
    name: str
    rank: Pair
    outcome: Mapping[str, Pair]


@dataclass(frozen=True)
class Effect:
    """
    What came of an accepted objection.

    Attributes:
        runs: Numbers of the run before the answer and of the first one after it; None where there is none.
        values: The values it changed.
        points: Of the criterion; None where it has none of its own, as a condition.
        total, rank, label: Of the candidate.
        outcome: Of each selection that turned out otherwise.
        others: Whose rank or outcome moved with it.
    """

    runs: tuple[int | None, int | None]
    values: tuple[Value, ...]
    points: Pair | None = None
    total: Pair | None = None
    rank: Pair | None = None
    label: Pair | None = None
    outcome: Mapping[str, Pair] | None = None
    others: tuple[Moved, ...] = ()

    @property
    def is_scored(self) -> bool:
        """Tell whether there is a run on either side to compare."""
        return None not in self.runs


def effect_of(database: Database, objection: Objection) -> Effect | None:
    """
    Give what the answer to an objection changed.

    Returns:
        None while it is open, when it was rejected, and when no value changed. Without a run after the
        answer the values alone are given. Other answers and files between the two runs count with it.
    """
    answer = objection.answer
    if answer is None or answer.facts is None:
        return None
    values = tuple(_values(history_of(database, objection.candidate), answer.facts))
    before, after = runs_around(database, objection.scheme, answer.seq)
    if before is None or after is None:
        return Effect((before, after), values)
    older, newer = _rows(database, before), _rows(database, after)
    mine = (older[objection.candidate], newer[objection.candidate])
    points = tuple(_points(row["points"], objection.criterion) for row in mine)
    return Effect(
        (before, after),
        values,
        Pair(*points) if points != (None, None) else None,
        _pair("total", *mine),
        _pair("rank", *mine),
        _pair("class", *mine),
        _outcomes(*mine),
        tuple(_moved(older, newer, objection.candidate)),
    )


def _values(history: tuple[Reported, ...], seq: int) -> Iterator[Value]:
    for each in history:
        if each.seq == seq:
            older = [one for one in history if _same(one, each) and one.version == each.version - 1]
            yield Value(older[0].fact if older else None, each.fact)


def _same(one: Reported, other: Reported) -> bool:
    return (one.scheme, one.stage, one.fact.id, one.fact.judge) == (
        other.scheme,
        other.stage,
        other.fact.id,
        other.fact.judge,
    )


def _rows(database: Database, run: int) -> dict[str, Row]:
    return {row["candidate"]: row for row in json.loads(views.run_results(database, run))["rows"]}


def _points(node: Row, criterion: str) -> str | None:
    if node["id"] == criterion:
        return None if node["points"] is None else str(node["points"])
    found = (_points(child, criterion) for child in node["children"])
    return next((points for points in found if points is not None), None)


def _pair(name: str, older: Row, newer: Row) -> Pair:
    return Pair(_text(older[name]), _text(newer[name]))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _outcomes(older: Row, newer: Row) -> dict[str, Pair]:
    names = dict.fromkeys([*older["outcome"], *newer["outcome"]])
    pairs = {name: Pair(older["outcome"].get(name), newer["outcome"].get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair.differs}


def _moved(older: Mapping[str, Row], newer: Mapping[str, Row], without: str) -> Iterator[Moved]:
    for name, row in newer.items():
        before = older.get(name)
        if before is None or name == without:
            continue
        rank, outcome = _pair("rank", before, row), _outcomes(before, row)
        if rank.differs or outcome:
            yield Moved(name, row["name"], rank, outcome)
