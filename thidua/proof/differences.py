"""Where two results depart from each other: at which candidate, which criterion, and how each was reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = Any
Path: TypeAlias = tuple[str | int, ...]
_ABSENT = object()


@dataclass(frozen=True)
class Difference:
    """
    One place at which the recorded result is not the one computed again.

    Attributes:
        scheme: ``id@version`` of the scheme.
        candidate: Id; empty when it is about the result as a whole.
        criterion: Id of the node; empty when it is about the candidate's card, e.g. its rank.
        field: What differs there, e.g. ``points``, ``facts.0.value``, ``rank``.
        recorded, computed: The two values, as they stand in the results; empty where there is none.
        recorded_derivation, computed_derivation: Both ways to the points, a line a fact or step.
        depth: How deep in the tree; causes stand deeper than what follows from them.
    """

    scheme: str
    candidate: str
    criterion: str
    field: str
    recorded: str
    computed: str
    recorded_derivation: tuple[str, ...] = ()
    computed_derivation: tuple[str, ...] = ()
    depth: int = 0


def differences(scheme: str, recorded: Json, computed: Mapping[str, Json]) -> list[Difference]:
    """
    Compare two results.

    Args:
        scheme: ``id@version``, named in each difference.
        recorded: Parsed from the record; anything JSON can hold.
        computed: As ``scoring.results.as_data`` gives it.

    Returns:
        One difference a candidate and criterion, the deepest criteria first, what is about all candidates
        last; none when both are the same.
    """
    theirs, whole = _without_rows(recorded), _without_rows(computed)
    found = [_difference(scheme, "", "", path, theirs, whole) for path in _paths(theirs, whole)][:1]
    rows = _rows(recorded)
    for row in computed["rows"]:
        found += _of_card(scheme, row["candidate"], rows.pop(row["candidate"], _ABSENT), row)
    found += [Difference(scheme, str(who), "", "candidate", str(who), "") for who in rows]
    if not found and recorded != computed:
        found.append(Difference(scheme, "", "", "rows", "", ""))
    return sorted(found, key=lambda each: (-each.depth, not each.candidate))


def _without_rows(result: Json) -> Json:
    return {key: value for key, value in result.items() if key != "rows"} if _is_map(result) else result


def _is_map(value: Json) -> bool:
    return isinstance(value, dict)


def _rows(recorded: Json) -> dict[str, Json]:
    rows = recorded.get("rows") if _is_map(recorded) else None
    listed = rows if isinstance(rows, list) else []
    return {str(row.get("candidate")): row for row in listed if _is_map(row)}


def _of_card(scheme: str, candidate: str, recorded: Json, computed: Json) -> Iterator[Difference]:
    """Give one difference for each criterion of a card, and one for the card itself."""
    seen: set[str] = set()
    for path in _paths(recorded, computed):
        node, rest = _node_of(path)
        mine = _at(computed, node)
        criterion = str(mine["id"]) if node else ""
        if criterion in seen:
            continue
        seen.add(criterion)
        yield _difference(scheme, candidate, criterion, rest, _at(recorded, node), mine, len(node))


def _node_of(path: Path) -> tuple[Path, Path]:
    """Split a path inside a card into the node it lies in and the rest."""
    if not path or path[0] != "points":
        return (), path
    end = 1
    while end + 1 < len(path) and path[end] == "children" and isinstance(path[end + 1], int):
        end += 2
    return path[:end], path[end:]


def _difference(
    scheme: str, candidate: str, criterion: str, path: Path, recorded: Json, computed: Json, depth: int = 0
) -> Difference:
    shown = (_shown(_at(recorded, path)), _shown(_at(computed, path)))
    ways = (_derivation(recorded), _derivation(computed)) if criterion else ((), ())
    field = ".".join(str(part) for part in path) or "candidate"
    return Difference(scheme, candidate, criterion, field, *shown, *ways, depth)


def _paths(one: Json, two: Json, path: Path = ()) -> Iterator[Path]:
    """Give the path of every value that differs; of lists of another length the list itself, last."""
    if _is_map(one) and _is_map(two):
        for key in sorted(one.keys() | two.keys(), key=lambda key: (key != "facts", key == "children", key)):
            yield from _paths(one.get(key, _ABSENT), two.get(key, _ABSENT), (*path, key))
    elif isinstance(one, list) and isinstance(two, list):
        for place, (left, right) in enumerate(zip(one, two, strict=False)):
            yield from _paths(left, right, (*path, place))
        if len(one) != len(two):
            yield path
    elif type(one) is not type(two) or one != two:
        yield path


def _at(value: Json, path: Path) -> Json:
    for part in path:
        if isinstance(value, list):
            value = dict(enumerate(value))
        if not _is_map(value) or part not in value:
            return _ABSENT
        value = value[part]
    return value


def _shown(value: Json) -> str:
    if value is _ABSENT or value is None:
        return "-"
    if isinstance(value, list):
        return f"[{len(value)}]"
    return str(value)[:200]


def _derivation(node: Json) -> tuple[str, ...]:
    """Give the way to the points of a node: its facts, its steps, its points."""
    if not _is_map(node):
        return ()
    facts = [_fact(fact) for fact in _list(node, "facts")]
    steps = [f"{_filled(step)} = {_get(step, 'result')}" for step in _list(node, "steps")]
    points = f"{_get(node, 'points')} / {_get(node, 'max_points')}" if _get(node, "points") != "-" else ""
    return (*facts, *steps, points or _get(node, "state"))


def _fact(fact: Json) -> str:
    return f"{_get(fact, 'id')} = {_get(fact, 'value')}  [{_get(fact, 'source')}]"


def _list(node: Mapping[str, Json], key: str) -> list[Json]:
    found = node.get(key)
    return found if isinstance(found, list) else []


def _get(value: Json, key: str) -> str:
    return _shown(value.get(key)) if _is_map(value) else "-"


def _filled(step: Json) -> str:
    text = _get(step, "formula")
    values = step.get("values") if _is_map(step) else None
    for name, value in (values if isinstance(values, dict) else {}).items():
        text = text.replace(f"{{{name}}}", str(value))
    return text
