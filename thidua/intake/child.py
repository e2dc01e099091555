"""Unpacks and parses workbooks in a child process with limits, so that no file can harm the program."""

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
from collections.abc import Iterator
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


class WorkbookReader:
    """
    Reads workbooks one after another in one child process; a context manager.

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

    def read(self, data: bytes) -> Workbook:
        """
        Parse one file.

        Args:
            data: The whole .xlsx file, at most ``gate.LARGEST_FILE`` bytes.

        Raises:
            IntakeError: Holds what the gate or the parser refused, or ``E_FILE_DAMAGED`` when the child died.
        """
        with self._turn:
            try:
                answer = json.loads(self._ask(data))
            except (OSError, EOFError, ValueError) as error:
                self.close()
                raise damaged() from error
        if "refused" in answer:
            raise IntakeError([Problem(**answer["refused"])])
        return from_json(answer)

    def close(self) -> None:
        """End the child; the next file would start a new one."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def _ask(self, data: bytes) -> bytes:
        child = self._child = self._child or _start()
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(_LENGTH.pack(len(data)) + data)
        child.stdin.flush()
        until = time.monotonic() + WAIT_SECONDS
        (length,) = _LENGTH.unpack(_receive(child.stdout, _LENGTH.size, until))
        return _receive(child.stdout, length, until)


@contextmanager
def borrowed(reader: WorkbookReader | None) -> Iterator[WorkbookReader]:
    """Give the reader if there is one, else a new one that is closed at the end."""
    if reader is not None:
        yield reader
        return
    with WorkbookReader() as own:
        yield own


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-c", _PROGRAM, str(_ROOT)],
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


def serve() -> None:
    """Answer requests on standard input until it ends; the main loop of the child."""
    _limit_memory()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while len(head := requests.read(_LENGTH.size)) == _LENGTH.size:
        _limit_time()
        _send(answers, _parse(requests.read(_LENGTH.unpack(head)[0])))


def _parse(data: bytes) -> dict[str, Any]:
    try:
        return to_json(read_workbook(open_parts(data)))
    except ScoringError as error:
        return {"refused": asdict(error.problems[0])}


def _send(pipe: BinaryIO, answer: dict[str, Any]) -> None:
    payload = json.dumps(answer, separators=(",", ":")).encode()
    pipe.write(_LENGTH.pack(len(payload)) + payload)
    pipe.flush()


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _limit_time() -> None:
    """Move the limit on: it counts all the time of the process, and each file has its own share."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
