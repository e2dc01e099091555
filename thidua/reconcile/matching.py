"""Finds for each row of a paper whom of the record it means; likeness is told as a difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from thidua.documents.material import Nominee
from thidua.reconcile.sayings import Entry, Reading, bare, same

_ALIKE = 0.85


@dataclass(frozen=True)
class Pair:
    """A row of a paper and whom it means; None where nobody of the record is near."""

    entry: Entry
    nominee: Nominee | None


def pairs_of(reading: Reading, expected: Sequence[Nominee]) -> list[Pair]:
    """
    Pair the rows of a paper with the record, the surest first.

    By id where the paper carries it, by the exact name (and post, among namesakes), by the name without
    marks, then by likeness. A row whose name was found already means the same person again.
    """
    free = list(expected)
    found: dict[int, Nominee] = {}
    for means in (_by_id, _by_name_and_post, _by_name, _by_bare_name, _by_likeness):
        for at, entry in enumerate(reading.entries):
            if at not in found and (nominee := means(entry, free)) is not None:
                found[at] = nominee
                free.remove(nominee)
    for at, entry in enumerate(reading.entries):
        if at not in found and (again := _by_name(entry, expected)) is not None:
            found[at] = again
    return [Pair(entry, found.get(at)) for at, entry in enumerate(reading.entries)]


def _first(free: Sequence[Nominee], fits: Callable[[Nominee], bool]) -> Nominee | None:
    return next((each for each in free if fits(each)), None)


def _by_id(entry: Entry, free: Sequence[Nominee]) -> Nominee | None:
    if not entry.candidate:
        return None
    return _first(free, lambda each: each.candidate.id == entry.candidate)


def _by_name_and_post(entry: Entry, free: Sequence[Nominee]) -> Nominee | None:
    key = (same(entry.name), same(entry.post or ""))
    return _first(free, lambda each: (same(each.candidate.name), same(each.candidate.post)) == key)


def _by_name(entry: Entry, free: Sequence[Nominee]) -> Nominee | None:
    return _first(free, lambda each: same(each.candidate.name) == same(entry.name))


def _by_bare_name(entry: Entry, free: Sequence[Nominee]) -> Nominee | None:
    return _first(free, lambda each: bare(each.candidate.name) == bare(entry.name))


def _by_likeness(entry: Entry, free: Sequence[Nominee]) -> Nominee | None:
    def likeness(nominee: Nominee) -> float:
        return SequenceMatcher(None, bare(nominee.candidate.name), bare(entry.name), autojunk=False).ratio()

    best = max(free, key=likeness, default=None)
    return best if best is not None and likeness(best) >= _ALIKE else None
