"""What the record refuses, in words; faults of the database are translated here and nowhere else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from scoring.errors import Problem, ScoringError, _


class StoreError(ScoringError):
    """A job the record refuses; nothing of it was written."""


def refuse(code: str, message: str, place: object = "", **values: object) -> StoreError:
    """
    Give the error that holds one problem.

    Args:
        code: Stable name of the problem, e.g. ``E_STORE_BUSY``.
        message: English sentence with ``{name}`` slots.
        place: Path of the database or name of the file it is about.
        values: What fills the slots.

    Returns:
        The error, to be raised by the caller.
    """
    return StoreError([Problem(code, message, values, str(place))])


_DAMAGED = (
    "E_STORE_DAMAGED",
    _("The record is damaged ({detail}); restore the last copy that audits clean."),
)
_FULL = (
    "E_STORE_FULL",
    _("The disk refused to read or write ({detail}); nothing was stored. Look at its free space and limits."),
)
_CLOSED = (
    "E_STORE_READ_ONLY",
    _("The record cannot be written ({detail}); look at the rights of file and folder."),
)
_BUSY = (
    "E_STORE_BUSY",
    _("Another program is writing to the record ({detail}); nothing was stored. Try again."),
)
_FAULTS = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_FULL": _FULL,
    "SQLITE_IOERR": _FULL,
    "SQLITE_READONLY": _CLOSED,
    "SQLITE_CANTOPEN": _CLOSED,
    "SQLITE_PERM": _CLOSED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CONSTRAINT": (
        "E_STORE_ROW",
        _("The database refused a row ({detail}); nothing was stored."),
    ),
}
_OTHER = ("E_STORE_FAILED", _("The database failed ({detail}); nothing was stored."))


def _translate(fault: BaseException, path: Path) -> StoreError:
    name = getattr(fault, "sqlite_errorname", "") or ""
    family = "_".join(name.split("_")[:2])  # SQLITE_IOERR_WRITE belongs to SQLITE_IOERR
    code, message = _FAULTS.get(family, _OTHER)
    return refuse(code, message, path, detail=str(fault))


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """
    Turn faults of the database inside the block into a StoreError.

    Args:
        path: The database, named in the problem.

    Raises:
        StoreError: The database was busy, full, closed, damaged, or refused a row.
    """
    try:
        yield
    except DBAPIError as error:
        raise _translate(error.orig or error, path) from error
    except (sqlite3.Error, OSError) as error:
        raise _translate(error, path) from error
