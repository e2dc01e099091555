"""The file as SQLite sees it: pages, references, schema, version marks, stored contents."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator

from scoring.errors import Problem, _
from thidua.store.contents import commitment, is_named
from thidua.store.erasures import Erasures
from thidua.store.schema import APPLICATION_ID, HEAD, SCHEMA_VERSION, read_manifest, shipped_manifest

_SHOWN = 20


def check_file(source: sqlite3.Connection) -> Iterator[Problem]:
    """
    Give what is wrong with the file as a whole.

    Args:
        source: The database, opened read-only.

    Yields:
        Damaged pages, broken references, wrong version marks and a changed schema.
    """
    yield from _integrity(source)
    yield from _references(source)
    yield from _marks(source)
    yield from _schema(source)


def _integrity(source: sqlite3.Connection) -> Iterator[Problem]:
    for (line,) in source.execute(f"PRAGMA integrity_check({_SHOWN})"):
        if line != "ok":
            yield Problem("E_AUDIT_DAMAGED", _("The file is damaged: {detail}."), {"detail": line})


def _references(source: sqlite3.Connection) -> Iterator[Problem]:
    for table, row, target, _number in source.execute("PRAGMA foreign_key_check").fetchmany(_SHOWN):
        message = _("Row {row} of {table} refers to a row of {target} that is not there.")
        yield Problem("E_AUDIT_REFERENCE", message, {"table": table, "row": row, "target": target})


def _marks(source: sqlite3.Connection) -> Iterator[Problem]:
    known = {"application_id": APPLICATION_ID, "user_version": SCHEMA_VERSION, "encoding": "UTF-8"}
    for mark, expected in known.items():
        (stored,) = source.execute(f"PRAGMA {mark}").fetchone()
        if stored != expected:
            yield _wrong_mark(mark, stored, expected)
    revisions = source.execute("SELECT version_num FROM alembic_version").fetchall()
    if revisions != [(HEAD,)]:
        yield _wrong_mark("alembic_version", revisions, HEAD)


def _wrong_mark(mark: str, stored: object, expected: object) -> Problem:
    message = _("The mark {mark} of the file is {stored}; a record of this version has {expected}.")
    return Problem("E_AUDIT_MARK", message, {"mark": mark, "stored": stored, "expected": expected})


def _schema(source: sqlite3.Connection) -> Iterator[Problem]:
    stored, shipped = Counter(read_manifest(source)), Counter(shipped_manifest())
    for kind, name, *_rest in sorted(shipped - stored, key=str):
        message = _("The {kind} {name} of the schema is missing or was changed.")
        yield Problem("E_AUDIT_SCHEMA", message, {"kind": kind, "name": name})
    names = {name for _kind, name, *_rest in shipped}
    # An entry that stands there twice hides behind its own name.
    for entry, times in sorted((stored - shipped).items(), key=str):
        if entry[1] not in names or entry in shipped or times > 1:
            message = _("The {kind} {name} does not belong to the schema.")
            yield Problem("E_AUDIT_SCHEMA", message, {"kind": entry[0], "name": entry[1]})
    for name, found in source.execute(
        "SELECT name, typeof(rootpage) FROM sqlite_schema WHERE typeof(rootpage) <> 'integer'"
    ):
        message = _("The place of {name} in the file is kept as {found}.")
        yield Problem("E_AUDIT_SCHEMA", message, {"name": name, "found": found})


def _nobody(sha256: str, content: bytes) -> None:
    """Take a content and do nothing with it."""


def check_contents(
    source: sqlite3.Connection, erasures: Erasures, accept: Callable[[str, bytes], None] = _nobody
) -> Iterator[Problem]:
    """
    Give the stored contents that are not what events name them by: their SHA-256, or a commitment.

    Args:
        source: The database, opened read-only.
        erasures: Which contents must be empty.
        accept: Handed every content that is as it should be, since all are read here.
    """
    # The casts: a damaged table may hold another type than it should, which is reported elsewhere.
    salts = dict(source.execute("SELECT sha256, CAST(value AS BLOB) FROM salt"))
    found_all = source.execute(
        "SELECT sha256, coalesce(CAST(content AS BLOB), x'') FROM blob ORDER BY sha256"
    )
    for sha256, content in found_all:
        salt = salts.get(sha256) or b""
        if sha256 in erasures:
            if content or sha256 in salts:
                message = _("The content {sha256} was erased, as the record says, but it is still there.")
                yield Problem("E_AUDIT_KEPT", message, {"sha256": sha256})
        elif not is_named(sha256, content, salt):
            message = _("The content stored as {sha256} is {found}: it or its salt was changed.")
            values = {"sha256": sha256, "found": commitment(content, salt)}
            yield Problem("E_AUDIT_CONTENT", message, values)
        else:
            accept(sha256, content)
