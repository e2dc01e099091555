"""Papers signed by two processes where there are many and the key is a file."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from thidua.signing.keys import open_pkcs12
from thidua.signing.pades import Pen

_PROCESSES = 2
# Below that, starting a process takes longer than it saves.
_MANY = 400
_mine: list[Pen] = []


def signed_papers(pen: Pen, papers: Sequence[Path]) -> Iterator[bytes]:
    """
    Sign papers.

    Args:
        pen: Signs; a token takes one paper after another, since it has one session.
        papers: As ``sign_files`` finds them well.

    Returns:
        Each with its signature, in the same order.

    Raises:
        SigningError: As ``Pen.sign``.
        OSError: A paper cannot be read.
    """
    if len(papers) < _MANY or (os.cpu_count() or 1) < _PROCESSES or not pen.credential.source:
        return (pen.sign(paper.read_bytes(), paper) for paper in papers)
    return in_processes(pen, papers)


def in_processes(pen: Pen, papers: Sequence[Path]) -> Iterator[bytes]:
    """Sign as ``signed_papers`` does, in two processes, each of which opens the key anew."""
    context = multiprocessing.get_context("spawn")
    # An open key does not travel; a stamp is drawn once for all.
    bare = replace(pen, credential=None, stamp=pen.drawn())  # type: ignore[arg-type]
    values = (bare, *pen.credential.source, pen.credential.place)
    with ProcessPoolExecutor(_PROCESSES, context, _start, values) as pool:
        waiting: deque[Future[tuple[bytes, list[object]]]] = deque()
        for paper in papers:
            waiting.append(pool.submit(_sign, paper))
            if len(waiting) > _PROCESSES * 4:
                yield _noted(pen, waiting.popleft().result())
        while waiting:
            yield _noted(pen, waiting.popleft().result())


def _noted(pen: Pen, found: tuple[bytes, list[object]]) -> bytes:
    content, unseen = found
    pen.unseen += unseen
    return content


def _start(pen: Pen, content: bytes, passphrase: str, place: str) -> None:
    _mine.append(replace(pen, credential=open_pkcs12(content, passphrase, place)))


def _sign(paper: Path) -> tuple[bytes, list[object]]:
    (pen,) = _mine
    pen.unseen.clear()
    return pen.sign(paper.read_bytes(), paper), list(pen.unseen)
