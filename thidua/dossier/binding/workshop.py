"""Lays out many texts at a time, on two processes when there are many, each kept on disk."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from thidua.dossier.binding.bundles import Bundle, bundle

_WORKERS = 2
_ROWS = 400


class Order(NamedTuple):
    """A text to be laid out; ``html`` and ``carried`` as for ``bundle``."""

    html: str
    carried: bool = False


# Gives one order after the other, each when the one before is done: the next may depend on where it ended.
Chain = Generator[Order, Bundle, None]


def alone(html: str, lines: int, tell: Callable[[int], None]) -> Chain:
    """Give a chain of one text; ``tell`` is told its number of lines when it is done."""
    yield Order(html)
    tell(lines)


def long_table(
    count: int, write: Callable[[int, int], str], tell: Callable[[int], None], together: int = _ROWS
) -> Chain:
    """
    Give a chain for a table of any length, so many rows at a time that memory stays bounded.

    Args:
        count: Number of rows, at least one.
        write: Gives the HTML of the rows from the first number to before the second; each bears its own as
            ``data-row``.
        tell: Told how many rows are done, each time some are.
        together: Rows of one text.
    """
    start = 0
    while start < count:
        # A short rest would be a text of its own for a page or two.
        end = start + together if count - start > together * 5 // 4 else count
        made = yield Order(write(start, end), carried=end < count)
        following = end if made.rest is None else made.rest
        tell(following - start)
        start = following


@dataclass
class _Running:
    """A chain at work, and what came of it."""

    chain: Chain
    done: list[Bundle] = field(default_factory=list)


class Workshop:
    """
    Where texts are laid out; its bundles last as long as it is open.

    Args:
        style: Name of the style sheet inside ``templates/``.
        large: Whether the work is worth starting two processes for.
    """

    def __init__(self, style: str, *, large: bool) -> None:
        self._style, self._large = style, large
        self._closing = ExitStack()
        self._numbers = count(1)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        folder = self._closing.enter_context(tempfile.TemporaryDirectory(prefix="thidua-"))
        self._folder = Path(folder)
        if self._large:
            # Spawned, not forked: chart drawing and the database leave threads behind in this process.
            context = multiprocessing.get_context("spawn")
            pool = ProcessPoolExecutor(min(_WORKERS, os.cpu_count() or 1), mp_context=context)
            self._pool = self._closing.enter_context(pool)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool and error:
            self._pool.shutdown(cancel_futures=True)
        self._closing.__exit__(kind, error, trace)

    def rest(self) -> None:
        """End the processes, which hold much memory; what was made stays, and no more is laid out."""
        if self._pool:
            self._pool.shutdown()

    def one(self, html: str) -> Bundle:
        """Lay out one text."""
        return self._start(Order(html)).result()

    def all(self, chains: Iterable[Chain]) -> list[list[Bundle]]:
        """
        Lay out many texts.

        Args:
            chains: Read only as far as there is room for, so memory stays bounded.

        Returns:
            The bundles of each chain, in order; the same whether one process works or two.
        """
        rest, found = iter(chains), list[_Running]()
        at_work: dict[Future[Bundle], _Running] = {}
        # One more than work at once, so that none waits for the next text to be written.
        room = _WORKERS + 1 if self._pool else 1
        while True:
            for chain in islice(rest, room - len(at_work)):
                found.append(_Running(chain))
                at_work[self._start(next(chain))] = found[-1]
            if not at_work:
                return [running.done for running in found]
            for each in wait(at_work, return_when=FIRST_COMPLETED).done:
                running = at_work.pop(each)
                running.done.append(each.result())
                order = _following(running)
                if order:
                    at_work[self._start(order)] = running

    def _start(self, order: Order) -> Future[Bundle]:
        path = self._folder / f"{next(self._numbers)}.part"
        if self._pool:
            return self._pool.submit(bundle, order.html, self._style, path, carried=order.carried)
        made: Future[Bundle] = Future()
        made.set_result(bundle(order.html, self._style, path, carried=order.carried))
        return made


def _following(running: _Running) -> Order | None:
    try:
        return running.chain.send(running.done[-1])
    except StopIteration:
        return None
