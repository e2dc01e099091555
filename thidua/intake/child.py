"""Unpacks and parses files in a child process with limits, so that no file can harm the program."""

from __future__ import annotations

import json
import os
import resource
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from scoring.errors import Problem, ScoringError
from thidua.intake.gate import open_parts
from thidua.intake.ooxml import read_workbook
from thidua.intake.refusal import IntakeError
from thidua.intake.workbook import Workbook, from_json, to_json
from thidua.intake.xmlparts import damaged

MEMORY = 1024**3
CPU_SECONDS = 20
WAIT_SECONDS = 60
_LENGTH = struct.Struct(">Q")
_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from thidua.intake.child import serve; serve()"

Parse = Callable[[bytes], dict[str, Any]]


class LimitedChild:
    """
    Asks one child process to parse files one after another; a context manager.

    The child may use 1 GiB of memory, and 20 s of processor time for each file. When it dies, the file it
    was working on is refused as damaged and the next one gets a new child. Threads may share a reader.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def program(self) -> str:
        """Give what the child runs; its first argument is the folder the packages stand in."""
        return _PROGRAM

    def ask(self, data: bytes) -> dict[str, Any]:
        """
        Parse one file.

        Args:
            data: The whole file, at most ``gate.LARGEST_FILE`` bytes.

        Raises:
            IntakeError: Holds what the parser refused, or ``E_FILE_DAMAGED`` when the child died.
        """
        with self._turn:
            try:
                answer: dict[str, Any] = json.loads(self._ask(data))
            except (OSError, EOFError, ValueError) as error:
                self.close()
                raise damaged() from error
        if "refused" in answer:
            raise IntakeError([Problem(**answer["refused"])])
        return answer

    def start(self) -> None:
        """Start the child now, so that it gets ready while the caller does something else."""
        with self._turn:
            self._child = self._child or _start(self.program())

    def close(self) -> None:
        """End the child; the next file would start a new one."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def _ask(self, data: bytes) -> bytes:
        child = self._child = self._child or _start(self.program())
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(_LENGTH.pack(len(data)) + data)
        child.stdin.flush()
        until = time.monotonic() + WAIT_SECONDS
        (length,) = _LENGTH.unpack(_receive(child.stdout, _LENGTH.size, until))
        return _receive(child.stdout, length, until)


class WorkbookReader(LimitedChild):
    """Reads workbooks in a child process."""

    def read(self, data: bytes) -> Workbook:
        """Parse one .xlsx file; raises IntakeError as ``ask`` does."""
        return from_json(self.ask(data))


@contextmanager
def borrowed(reader: WorkbookReader | None) -> Iterator[WorkbookReader]:
    """Give the reader if there is one, else a new one that is closed at the end."""
    if reader is not None:
        yield reader
        return
    with WorkbookReader() as own:
        yield own


def _start(program: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-c", program, str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _receive(pipe: Any, size: int, until: float) -> bytes:
    """Read exactly ``size`` bytes from the child before the clock says ``until``."""
    received = bytearray()
    while len(received) < size:
        ready, _write, _error = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
        piece = os.read(pipe.fileno(), size - len(received)) if ready else b""
        if not piece:
            raise EOFError
        received += piece
    return bytes(received)


def serve(parse: Parse | None = None) -> None:
    """Answer requests on standard input until it ends; the main loop of the child."""
    work = parse or _parse
    _limit_memory()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while len(head := requests.read(_LENGTH.size)) == _LENGTH.size:
        _limit_time()
        _send(answers, _answer(work, requests.read(_LENGTH.unpack(head)[0])))


def _answer(parse: Parse, data: bytes) -> dict[str, Any]:
    try:
        return parse(data)
    except ScoringError as error:
        return {"refused": asdict(error.problems[0])}


def _parse(data: bytes) -> dict[str, Any]:
    return to_json(read_workbook(open_parts(data)))


def _send(pipe: BinaryIO, answer: dict[str, Any]) -> None:
    payload = json.dumps(answer, separators=(",", ":")).encode()
    pipe.write(_LENGTH.pack(len(payload)) + payload)
    pipe.flush()


def _limit_memory() -> None:
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)


def _limit_time() -> None:
    """Move the limit on: it counts all the time of the process, and each file has its own share."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + CPU_SECONDS)


def _limit(kind: int, wanted: int) -> None:
    """Set a limit, within what the machine's own limit leaves: that one can only be lowered."""
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
