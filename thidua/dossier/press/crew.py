"""Who works on the batches of the press: this process, processes beside it, or workers of a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from thidua.dossier.fonts import face_bytes, hold
from thidua.dossier.press.orders import Manner

# A further process reads faces and templates anew; it is late for fewer certificates than these.
_WORTH_A_PROCESS = 1500
_WORKERS = 2

T = TypeVar("T")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Answer(Protocol[R_co]):
    """What will be known later."""

    def result(self) -> R_co:
        """Wait for it."""


@dataclass(frozen=True)
class Crew:
    """
    Who works.

    Attributes:
        submit: Hands over a call; None where this process does the work.
        ahead: How many calls may be under way.
        faces: The office's own faces, which workers elsewhere have not read.
        at_hand: Whether workers see the same folders as this process.
    """

    submit: Callable[..., Answer[Any]] | None = None
    ahead: int = 0
    faces: Mapping[str, bytes] | None = None
    at_hand: bool = True

    def each(self, job: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
        """
        Work on items, in order.

        Args:
            job: A function at the top of a module, so that it can be named elsewhere.
            items: Read only a little ahead of the work, so memory stays bounded.

        Returns:
            Each item with what the job gave.
        """
        if self.submit is None:
            yield from ((item, job(item)) for item in items)
            return
        waiting: deque[tuple[T, Answer[R]]] = deque()
        for item in items:
            waiting.append((item, self.submit(_work, tuple((self.faces or {}).values()), job, item)))
            if len(waiting) > self.ahead:
                first, answer = waiting.popleft()
                yield first, answer.result()
        while waiting:
            first, answer = waiting.popleft()
            yield first, answer.result()


def _work(faces: Iterable[bytes], job: Callable[[T], R], item: T) -> R:
    for content in faces:
        hold(content)
    return job(item)


@contextmanager
def crew_for(manner: Manner, count: int) -> Iterator[Crew]:
    """
    Give who works on certificates, for as long as the context lasts.

    Args:
        manner: How many processes, or the address of a Dask scheduler.
        count: Certificates to be made.

    Raises:
        ClusterError: See ``cluster.cluster``.
    """
    faces = {style: face_bytes(style) for style in manner.layout.form.faces.values()}
    if manner.scheduler:
        from thidua.dossier.press.cluster import cluster  # slow import

        with cluster(manner.scheduler) as (submit, cores):
            yield Crew(submit, 2 * cores, faces, at_hand=False)
        return
    worth = min(_WORKERS, os.cpu_count() or 1, 1 + count // _WORTH_A_PROCESS)
    wanted = worth if manner.workers is None else manner.workers
    if wanted < 2:
        yield Crew()
        return
    # Forked from a server of its own, not from here: chart drawing and the database leave threads behind in
    # this process; and the server reads faces and modules once for all.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["thidua.dossier.press.worker"])
    with ProcessPoolExecutor(wanted, mp_context=context) as processes:
        yield Crew(processes.submit, 2 * wanted, faces)
