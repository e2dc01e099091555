"""The one door: examine a database file without touching it."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import cast

from scoring.errors import Problem, _
from thidua.audit.events import StoredEvent, check_events, check_heads, nobody, read_events
from thidua.audit.file import check_contents, check_file
from thidua.audit.projections import Rebuilt
from thidua.audit.report import AuditReport, Head
from thidua.store.canonical import leaf_hash
from thidua.store.engine import connect
from thidua.store.erasures import Erasures, erasing_events
from thidua.store.events import Event, PersonalErased
from thidua.store.merkle import tree_head

UNREADABLE = "E_AUDIT_UNREADABLE"
_CACHE_KIB = 65_536


def audit(path: Path | str, *expected: Head) -> AuditReport:
    """
    Examine a record and say everything that is wrong with it.

    Opened read-only: the file stays as it is, byte for byte. What this cannot find without a head
    from outside: a record that was rewritten as a whole, or whose last events were taken away.

    Args:
        path: The database file.
        expected: Heads that somebody outside noted down; the record may have grown since.

    Returns:
        Size, recomputed root and findings. A file that cannot be read at all is a finding too.
    """
    path = Path(path)
    try:
        connection = connect(path, "ro")
    except sqlite3.Error as error:
        return _report([], [_unreadable(error)], path)
    with closing(connection), _without_collector():
        return _examine(connection, expected, path)


@contextmanager
def _without_collector() -> Iterator[None]:
    # Millions of small objects are made and none in a cycle: to look for cycles takes a sixth of the time.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _unfinished(path: Path) -> Iterator[Problem]:
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists() and journal.stat().st_size:
        message = _("A write was broken off: open the record once with the program, then audit it again.")
        yield Problem("W_AUDIT_UNFINISHED", message, warning=True)


def _examine(source: sqlite3.Connection, expected: Sequence[Head], path: Path) -> AuditReport:
    # SQLite looks through the file beside the replay, on a connection of its own.
    with ThreadPoolExecutor(1) as beside, closing(connect(path, "ro")) as second:
        file_check = beside.submit(list, _guarded(partial(check_file, second)))
        events: list[StoredEvent] = []
        unread = list(_guarded(partial(_fill, events, source)))
        erasing = erasing_events(event.body for event in events)
        erasures = Erasures.told_by(erasing)
        with closing(Rebuilt(source, path, erasures.resolve)) as rebuilt:
            contents = list(_guarded(partial(check_contents, source, erasures, rebuilt.hold)))
            is_readable = not _faults([*contents, *unread])
            leaves = [leaf_hash(event.body) for event in events]
            told = list(check_events(events, leaves, rebuilt.take if is_readable else nobody))
            findings = [*file_check.result(), *contents, *unread, *map(_erased, erasing), *told]
            findings += check_heads(leaves, expected)
            findings += _compare(rebuilt, is_sound=not _faults(findings))
    if any(finding.code == UNREADABLE for finding in findings):
        findings[:0] = _unfinished(path)
    return _report(leaves, findings, path)


def _fill(events: list[StoredEvent], source: sqlite3.Connection) -> Iterator[Problem]:
    source.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    events.extend(read_events(source))
    yield from ()


def _erased(event: Event) -> Problem:
    act = cast("PersonalErased", event.act)
    replaced = sum(each.values for each in act.contents)
    values: dict[str, object] = {"at": event.at, "who": act.who, "values": replaced}
    values |= {"contents": len(act.contents), "candidate": act.candidate, "number": act.objection}
    if act.objection is not None:
        message = _(
            "The words of objection {number} were erased on {at} by {who}: {values} values and {contents} "
            "contents can no longer be checked."
        )
        return Problem("W_AUDIT_ERASED", message, values, warning=True)
    message = _(
        "Personal data of {candidate} were erased on {at} by {who}: {values} values and {contents} contents "
        "can no longer be checked."
    )
    return Problem("W_AUDIT_ERASED", message, values, warning=True)


def _faults(findings: Iterable[Problem]) -> bool:
    return any(not finding.warning for finding in findings)


def _compare(rebuilt: Rebuilt, *, is_sound: bool) -> Iterator[Problem]:
    if is_sound:
        yield from _guarded(rebuilt.differences)
        return
    message = _("The tables were not compared with the events, for the faults named above.")
    yield Problem("W_AUDIT_NOT_COMPARED", message, warning=True)


def _guarded(check: Callable[[], Iterator[Problem]]) -> Iterator[Problem]:
    """Give what a check finds; where the database cannot even be read, that is the finding."""
    try:
        yield from check()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        yield _unreadable(error)


def _unreadable(error: Exception) -> Problem:
    return Problem(UNREADABLE, _("The file cannot be read: {detail}."), {"detail": str(error)})


def _report(leaves: Sequence[bytes], findings: Iterable[Problem], path: Path) -> AuditReport:
    root = tree_head(leaves).hex()
    placed = (Problem(each.code, each.message, each.values, str(path), each.warning) for each in findings)
    return AuditReport(len(leaves), root, tuple(placed))
