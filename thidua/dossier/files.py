"""Writing a file so that a reader meets either the whole of it or none of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replace_file(target: Path, content: bytes) -> None:
    """
    Put a whole file in place at once.

    Args:
        target: Its folder is made when it is not there; an older file of this name is replaced.
        content: All bytes of the file.

    Raises:
        OSError: The disk refused; the older file, if any, still stands.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    try:
        _fill(handle, content)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _fill(handle: int, content: bytes) -> None:
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
        # mkstemp keeps a file to its owner; a paper is for the whole office.
        os.fchmod(stream.fileno(), 0o644)


def _sync_folder(folder: Path) -> None:
    # The new name is safe from a power cut only once the folder itself is on disk.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
