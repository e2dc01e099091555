"""How SQLite is spoken to: settings that lose no acknowledged commit, and which files it opens."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from scoring.errors import _
from thidua.store.errors import StoreError, refuse, translated
from thidua.store.schema import APPLICATION_ID, SCHEMA_VERSION

WAIT_SECONDS = 10
_MAGIC = b"SQLite format 3\x00"
# Before 3.51.3 two connections that write and checkpoint at once can damage a WAL database.
_WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)
JOURNAL = "WAL" if _WAL_IS_SAFE else "TRUNCATE"


def connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """
    Open a connection without settings and without a transaction of its own.

    Args:
        path: An existing file; it is never created here.
        mode: ``rw``, or ``ro`` to be unable to write.

    Returns:
        A connection that begins no transaction by itself; the caller closes it.
    """
    return sqlite3.connect(
        address(path, mode), uri=True, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
    )


def address(path: Path, mode: str) -> str:
    """Give the URI under which SQLite opens an existing file: ``rw``, or ``ro`` to be unable to write."""
    return f"file:{quote(str(path.absolute()))}?mode={mode}"


def _configure(connection: sqlite3.Connection) -> sqlite3.Connection:
    for setting in (
        "foreign_keys = ON",
        "trusted_schema = OFF",
        f"journal_mode = {JOURNAL}",
        "synchronous = FULL",
        "secure_delete = ON",  # what was erased leaves no bytes in free pages
    ):
        connection.execute(f"PRAGMA {setting}")
    return connection


def make_engine(path: Path) -> Engine:
    """
    Give the engine of a database file.

    Args:
        path: An existing file that ``check_file`` found to be ours.

    Returns:
        Engine whose transactions begin at once: ``BEGIN``, or ``BEGIN IMMEDIATE`` for connections
        with the execution option ``writes``.
    """
    engine = create_engine("sqlite://", creator=lambda: _configure(connect(path)), poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # The driver would begin late, after the first read, and two writers could read the same newest event.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def compact(path: Path) -> None:
    """
    Write the file anew without free pages, and leave nothing in the log beside it.

    Raises:
        StoreError: Somebody else reads or writes, or the disk is full: what the record holds is as it was,
            but free pages may hold bytes of what was erased.
    """
    try:
        with closing(_configure(connect(path))) as connection:
            connection.execute("VACUUM")
            (is_busy, *_pages) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise _not_compact(path, str(error)) from error
    if is_busy:
        raise _not_compact(path, "wal_checkpoint")


def _not_compact(path: Path, detail: str) -> StoreError:
    message = _(
        "What was erased is erased and recorded, but the file could not be written anew ({detail}): free "
        "pages may still hold old bytes. When nobody else has the record open, run: thidua erase --compact"
    )
    return refuse("E_STORE_COMPACT", message, path, detail=detail)


def reserve(path: Path) -> None:
    """
    Make an empty file that is surely new.

    Raises:
        StoreError: Something of that name exists, or the folder takes no file.
    """
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        message = _("This file exists already; nothing in it was changed. Choose another name or open it.")
        raise refuse("E_STORE_EXISTS", message, path) from None
    except OSError as error:
        message = _("No file can be made here ({detail}).")
        raise refuse("E_STORE_FOLDER", message, path, detail=error.strerror) from error
    folder = os.open(path.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def check_file(path: Path, oldest: int = SCHEMA_VERSION) -> int:
    """
    Refuse a file that is not a sound record of this version, without changing a byte of it.

    Args:
        path: The file.
        oldest: Oldest schema version that is taken.

    Returns:
        The schema version found.

    Raises:
        StoreError: The file is missing, empty, foreign, of another version, or damaged.
    """
    _check_versions(path, *_read_header(path), oldest)
    with translated(path), closing(connect(path)) as connection:
        # A write that was broken off is rolled back here, and the header may be another one after it.
        application, version = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        _check_versions(path, application, version, oldest)
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        message = _("The record is damaged ({detail}); restore the last copy that audits clean.")
        raise refuse("E_STORE_DAMAGED", message, path, detail=found)
    return int(version)


def _read_header(path: Path) -> tuple[int, int]:
    """Give application id and schema version as they stand in the first 100 bytes."""
    head = _first_bytes(path)
    if not head:
        message = _("The file is empty: its making was broken off. Delete it and make the record again.")
        raise refuse("E_STORE_EMPTY", message, path)
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise _foreign(path)
    return int.from_bytes(head[68:72]), int.from_bytes(head[60:64])


def _first_bytes(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _foreign(path)
        with path.open("rb") as file:
            return file.read(100)
    except OSError as error:
        message = _("The record cannot be opened ({detail}).")
        raise refuse("E_STORE_MISSING", message, path, detail=error.strerror) from error


def _foreign(path: Path) -> StoreError:
    return refuse("E_STORE_FOREIGN", _("This file is not a record of thidua; it was left as it is."), path)


def _check_versions(path: Path, application: int, version: int, oldest: int) -> None:
    if application != APPLICATION_ID:
        raise _foreign(path)
    if version < oldest:
        message = _(
            "The record has schema version {found}, this program knows version {known}; it was left "
            "as it is. Bring it up to date with: thidua upgrade"
        )
        raise refuse("E_STORE_OLD", message, path, found=version, known=SCHEMA_VERSION)
    if version > SCHEMA_VERSION:
        message = _(
            "The record has schema version {found}, this program knows version {known}; it was left "
            "as it is. Open it with the program that wrote it, or a newer one."
        )
        raise refuse("E_STORE_VERSION", message, path, found=version, known=SCHEMA_VERSION)
