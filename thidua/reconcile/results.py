"""Holds what a notice to a unit says of its candidates against the results of the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from thidua.reconcile.sayings import Entry, Reading, bare, same
from thidua.reconcile.sides import RECORD, Contradiction, Known, Source


def results_compared(readings: Sequence[Reading], known: Known) -> Iterator[Contradiction]:
    """Give every difference of points, place and class, and who is missing, strange or misspelt."""
    for reading in (each for each in readings if each.results):
        met = [(said, _meant(said, known)) for said in reading.results]
        for said, own in met:
            yield from _of_one(reading, said, own)
        units = {known.units.get(own[0].candidate) for _said, own in met if own}
        named = {own[0].candidate for _said, own in met if own}
        for each in known.results:
            if known.units.get(each.candidate) in units and each.candidate not in named:
                sides = (Source(RECORD, each.candidate, each.name), Source(reading.file, "", ""))
                yield Contradiction("absent", each.name, sides)


def _meant(said: Entry, known: Known) -> list[Entry]:
    """Give the results of whom a line means: by the name, else by the name without its marks."""
    exact = [each for each in known.results if same(each.name) == same(said.name)]
    return exact or [each for each in known.results if bare(each.name) == bare(said.name)]


def _of_one(reading: Reading, said: Entry, own: Sequence[Entry]) -> Iterator[Contradiction]:
    if not own:
        yield Contradiction("unknown", said.name, (Source(reading.file, said.place, said.name),))
        return
    # Somebody may be scored by several schemes, and namesakes have results of their own: one must fit.
    best = min(own, key=lambda each: sum(1 for _differs in _fields(said, each)))
    for what, value, known in _fields(said, best):
        sides = (Source(reading.file, said.place, value), Source(RECORD, best.candidate, known))
        yield Contradiction(what, best.name, sides)


def _fields(said: Entry, own: Entry) -> Iterator[tuple[str, str, str]]:
    for what in ("name", "total", "rank", "label"):
        value, known = getattr(said, what) or "", getattr(own, what) or ""
        if same(value) != same(known):
            yield what, value, known
