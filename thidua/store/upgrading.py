"""Bringing a record of an older version of the program up to date, with a copy of it kept."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from scoring.errors import _
from thidua.store.engine import check_file, connect, make_engine
from thidua.store.errors import refuse, translated
from thidua.store.schema import SCHEMA_VERSION, upgrade

OLDEST = 1


class Upgraded(NamedTuple):
    """Schema version before and after, and the copy of the older file; None when nothing was to be done."""

    before: int
    after: int
    copy: Path | None


def bring_up(path: Path) -> Upgraded:
    """
    Give a record the tables of this version; its events stay byte for byte as they are.

    Args:
        path: A record of this version or an older one.

    Returns:
        What was done.

    Raises:
        StoreError: The file is not a sound record, is newer than the program, or a copy of it stands in
            the way; nothing was changed then.
    """
    before = check_file(path, OLDEST)
    if before == SCHEMA_VERSION:
        return Upgraded(before, before, None)
    copy = path.with_name(f"{path.name}.v{before}")
    _copy(path, copy)
    engine = make_engine(path).execution_options(writes=True)
    with translated(path), engine.begin() as connection:
        upgrade(connection)
    return Upgraded(before, check_file(path), copy)


def _copy(path: Path, copy: Path) -> None:
    if copy.exists():
        message = _("The copy {copy} is in the way; move it to another folder.")
        raise refuse("E_STORE_COPY", message, path, copy=copy)
    copy.touch()
    with translated(path), closing(connect(path, "ro")) as source, closing(connect(copy)) as target:
        source.backup(target)
