"""Every paper of a record full of hostile texts, made once for all tests: what no paper may do is watched."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.thidua.documents import crowd
from thidua.store.database import Database

# Files that the texts ask for.
_FORBIDDEN = ("hostname", "x.css")
_opened: list[str] = []


class Made(NamedTuple):
    """Two folders of the same papers: made by this process, and by one that orders sets differently."""

    database: Database
    one: Path
    two: Path


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and any(name in str(arguments[0]) for name in _FORBIDDEN):
        _opened.append(str(arguments[0]))


sys.addaudithook(_watch)


@contextmanager
def nothing_outside() -> Iterator[None]:
    """Hold that nothing is called over the network, and no file opened that a text asks for."""

    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("a paper called out")

    _opened.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        yield
    assert _opened == []


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Give every paper, twice."""
    folder = tmp_path_factory.mktemp("papers")
    database = crowd.record(folder, crowd.HOSTILE[:6])
    crowd.publish(database)
    one, two = folder / "one", folder / "two"
    one.mkdir()
    two.mkdir()
    call = [sys.executable, "-m", crowd.__name__, str(database.path), str(two)]
    subprocess.run(call, check=True, env={**os.environ, "PYTHONHASHSEED": "4242"})
    with nothing_outside():
        crowd.make_all(database, one)
    return Made(database, one, two)
