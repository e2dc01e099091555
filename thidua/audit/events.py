"""The record: every event canonical, rightly hashed, in its place, and under the head that was kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from scoring.errors import Problem, _
from thidua.audit.report import Head
from thidua.store.errors import StoreError
from thidua.store.events import Event, parse
from thidua.store.merkle import tree_heads

Accept: TypeAlias = Callable[[bytes, Event], None]


class StoredEvent(NamedTuple):
    """A row of the table of events."""

    seq: int
    body: bytes
    leaf: bytes


def read_events(source: sqlite3.Connection) -> list[StoredEvent]:
    """Give all events in the order of their place."""
    # The casts: a damaged table may hold another type than it should, which is reported elsewhere.
    columns = "seq, coalesce(CAST(body AS BLOB), x''), coalesce(CAST(leaf AS BLOB), x'')"
    return [StoredEvent(*row) for row in source.execute(f"SELECT {columns} FROM event ORDER BY seq")]


def nobody(body: bytes, event: Event) -> None:
    """Take an event and do nothing with it."""


def check_events(
    events: Sequence[StoredEvent], leaves: Sequence[bytes], accept: Accept = nobody
) -> Iterator[Problem]:
    """
    Give what is wrong with the events in themselves.

    Args:
        events: In the order of their place.
        leaves: Hashes recomputed from their bodies.
        accept: Handed body and content of each event, up to the first one with a fault.

    Yields:
        Gaps, changed bodies and hashes, counters out of step; as a warning, a clock that went back.
    """
    earlier: Event | None = None
    is_sound = True
    for place, (stored, leaf) in enumerate(zip(events, leaves, strict=True), 1):
        if stored.seq != place:
            message = _("Where event {place} should stand, event {seq} stands: events are missing.")
            yield Problem("E_AUDIT_GAP", message, {"place": place, "seq": stored.seq})
            return
        event, found = _examine(stored, leaf, earlier)
        yield from found
        is_sound = is_sound and all(each.warning for each in found)
        if event is not None:
            earlier = event
            if is_sound:
                accept(stored.body, event)


def _examine(stored: StoredEvent, leaf: bytes, earlier: Event | None) -> tuple[Event | None, list[Problem]]:
    found = []
    if stored.leaf != leaf:
        message = _("The hash of event {seq} does not fit its body: one of them was changed.")
        found.append(Problem("E_AUDIT_LEAF", message, {"seq": stored.seq}))
    try:
        event = parse(stored.body)
    except StoreError as error:
        return None, [*found, _unreadable(stored.seq, error)]
    return event, [*found, *_check_event(stored, event, earlier)]


def _unreadable(seq: int, error: StoreError) -> Problem:
    message = _("Event {seq} cannot be read: {detail}")
    return Problem("E_AUDIT_EVENT", message, {"seq": seq, "detail": error.problems[0].text()})


def _check_event(stored: StoredEvent, event: Event, earlier: Event | None) -> Iterator[Problem]:
    if event.body() != stored.body:
        message = _("Event {seq} is not written in canonical form.")
        yield Problem("E_AUDIT_CANONICAL", message, {"seq": stored.seq})
    if event.counter != stored.seq:
        message = _("Event {seq} carries the counter {counter}: it was moved.")
        yield Problem("E_AUDIT_COUNTER", message, {"seq": stored.seq, "counter": event.counter})
    went_back = earlier is not None and event.at < earlier.at
    if event.clock_went_back != went_back:
        message = _("Event {seq} says the wrong thing about the clock: its time is {at}.")
        yield Problem("E_AUDIT_CLOCK", message, {"seq": stored.seq, "at": event.at})
    elif went_back:
        message = _("The clock had gone back when event {seq} was written, at {at}.")
        yield Problem("W_AUDIT_CLOCK", message, {"seq": stored.seq, "at": event.at}, warning=True)


def check_heads(leaves: Sequence[bytes], expected: Sequence[Head]) -> Iterator[Problem]:
    """
    Give how the record departs from heads that somebody outside kept.

    Args:
        leaves: Leaf hashes recomputed from the bodies.
        expected: The heads that were kept; the record may have grown since.
    """
    roots = tree_heads(leaves, {head.size for head in expected})
    for head in expected:
        values: dict[str, object] = {"found": len(leaves), "size": head.size}
        if head.size not in roots:
            message = _(
                "The record holds {found} events, but it held {size} when its head was noted: it was cut."
            )
            yield Problem("E_AUDIT_CUT", message, values)
        elif (found := roots[head.size].hex()) != head.root:
            message = _(
                "The first {size} events have the root {found}, but {root} was noted: they were rewritten."
            )
            yield Problem("E_AUDIT_REWRITTEN", message, values | {"found": found, "root": head.root})
