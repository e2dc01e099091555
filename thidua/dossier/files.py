"""Writing a file so that a reader meets either the whole of it or none of it."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from scoring.errors import Problem, ScoringError, _


def replace_file(target: Path, content: bytes) -> None:
    """
    Put a whole file in place at once.

    Args:
        target: Its folder is made when it is not there; an older file of this name is replaced.
        content: All bytes of the file.

    Raises:
        OSError: The disk refused; the older file, if any, still stands.
    """
    with whole_file(target) as stream:
        stream.write(content)


@contextmanager
def replacing(target: Path, content: bytes) -> Iterator[None]:
    """
    Put a whole file in place once the body has done what must come before it, such as recording it.

    Args:
        target, content: As for ``replace_file``; all bytes are on the disk before the body begins.

    Raises:
        OSError: The disk refused; the older file, if any, still stands. So it does when the body raises.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            _keep(stream)
        yield
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def _keep(stream: IO[bytes]) -> None:
    """Bring what was written onto the disk, for the whole office: mkstemp keeps a file to its owner."""
    stream.flush()
    os.fsync(stream.fileno())
    os.fchmod(stream.fileno(), 0o644)


@contextmanager
def whole_file(target: Path) -> Iterator[IO[bytes]]:
    """
    Open a file to be written from front to back; it takes its place when all went well.

    Args:
        target: As for ``replace_file``, which raises the same.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            _keep(stream)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def replace_files(folder: Path, files: Sequence[tuple[str, bytes]]) -> None:
    """
    Put many whole files in place; a disk takes them together much faster than one by one.

    Args:
        folder: Where, held by ``sole_writer``.
        files: Name and content, a few hundred at most: all are open until the disk has them.

    Raises:
        OSError: The disk refused; each file stands whole, older or newer.
    """
    parts = [folder / f".{name}.part" for name, _content in files]
    try:
        _write_through(parts, [content for _name, content in files])
        for part, (name, _content) in zip(parts, files, strict=True):
            part.replace(folder / name)
    except BaseException:
        for part in parts:
            part.unlink(missing_ok=True)
        raise
    sync_folder(folder)


def _write_through(parts: Sequence[Path], contents: Sequence[bytes]) -> None:
    handles: list[int] = []
    try:
        for part, content in zip(parts, contents, strict=True):
            handles.append(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644))
            with os.fdopen(handles[-1], "wb", closefd=False) as stream:
                stream.write(content)
        for handle in handles:
            os.fsync(handle)
    finally:
        for handle in handles:
            os.close(handle)


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """
    Hold a folder, so that no second run of the program writes into it at the same time.

    Raises:
        ScoringError: Another run holds it.
        OSError: The folder cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        message = _("another run is writing into {folder}; wait until it has ended")
        raise ScoringError([Problem("E_FOLDER_BUSY", message, {"folder": folder})]) from None
    try:
        yield
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk: only then is a new one safe from a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
