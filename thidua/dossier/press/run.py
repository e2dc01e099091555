"""Runs the press: orders in, a whole file for each out, in batches that may be spread over processes."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from thidua.dossier.files import replace_files, sole_writer
from thidua.dossier.press.objects import is_whole
from thidua.dossier.press.orders import Manner, Order, Progress, about, code_of, key_of, key_of_manner
from thidua.dossier.press.pages import Moulds, Set, careful_pages, quick_content, set_all
from thidua.dossier.press.paper import Page, single
from thidua.dossier.press.plates import Plate, Plates

_IN_A_BATCH = 100
# A further process reads faces and templates anew; it is late for fewer certificates than these.
_WORTH_A_PROCESS = 1500
_WORKERS = 2


@dataclass(frozen=True)
class _Batch:
    """Orders with all that is needed to make them, in this process or another."""

    folder: Path
    manner: Manner
    manner_key: bytes
    orders: tuple[Order, ...]
    sets: tuple[Set, ...]
    plates: tuple[Plate, ...]
    moulds: Moulds


def print_each(
    orders: Collection[Order],
    folder: Path,
    manner: Manner,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> list[Path]:
    """
    Write a file for every order.

    Args:
        orders: With file names that differ.
        folder: Made when it is not there. A file of an earlier run that is whole and made from the same
            input is left as it is, so a run that was killed is taken up where it ended.
        manner: How.
        progress: Told (done, in all).
        executor: Where batches go, see ``workers``; they are worked on here without one.

    Returns:
        The files in the order of the orders; the same bytes for the same input.

    Raises:
        ScoringError: Another run writes into the folder.
        OSError: The disk refused; whatever stands in the folder is whole.
    """
    written: list[Path] = []
    if not orders:
        return written
    with sole_writer(folder):
        plates = Plates(manner.layout)
        for batch, left in _worked(executor, _batches(orders, folder, manner, plates)):
            _print_left(batch, plates, left)
            written += [folder / order.file_name for order in batch.orders]
            if progress:
                progress(len(written), len(orders))
    return written


def workers(manner: Manner, count: int) -> AbstractContextManager[Executor | None]:
    """
    Give where batches are worked on: the manner's own executor, or processes where they are worth it.

    Args:
        manner: How many, or where.
        count: Certificates to be made.

    Returns:
        An executor for as long as the context lasts; None for this process.
    """
    if manner.executor is not None:
        return nullcontext(manner.executor)
    worth = min(_WORKERS, os.cpu_count() or 1, 1 + count // _WORTH_A_PROCESS)
    wanted = worth if manner.workers is None else manner.workers
    if wanted < 2:
        return nullcontext(None)
    # Forked from a server of its own, not from here: chart drawing and the database leave threads behind in
    # this process; and the server reads faces and modules once for all.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["thidua.dossier.press.worker"])
    return ProcessPoolExecutor(wanted, mp_context=context)


def _batches(orders: Iterable[Order], folder: Path, manner: Manner, plates: Plates) -> Iterator[_Batch]:
    moulds, waiting, manner_key = Moulds(), iter(orders), key_of_manner(manner)
    while chunk := tuple(islice(waiting, _IN_A_BATCH)):
        sets = tuple(set_all(plates, order.values) for order in chunk)
        if not manner.careful:
            moulds.learn(plates, sets)
        pressed = tuple(plates.plate(order.values) for order in chunk)
        yield _Batch(folder, manner, manner_key, chunk, sets, pressed, moulds)


def _worked(executor: Executor | None, batches: Iterable[_Batch]) -> Iterator[tuple[_Batch, list[int]]]:
    """Work on batches, in order; gives with each what is left for WeasyPrint to draw."""
    if executor is None:
        yield from ((batch, _print_batch(batch)) for batch in batches)
        return
    waiting: deque[tuple[_Batch, Future[list[int]]]] = deque()
    for batch in batches:
        waiting.append((batch, executor.submit(_print_batch, batch)))
        if len(waiting) > 2 * _WORKERS:
            first, answer = waiting.popleft()
            yield first, answer.result()
    for first, answer in waiting:
        yield first, answer.result()


def _print_batch(batch: _Batch) -> list[int]:
    files: list[tuple[str, bytes]] = []
    left: list[int] = []
    manner = batch.manner
    for number, (order, each, plate) in enumerate(zip(batch.orders, batch.sets, batch.plates, strict=True)):
        key = key_of(batch.manner_key, order)
        if _stands(batch.folder / order.file_name, key):
            continue
        content = None if manner.careful else quick_content(manner.layout, batch.moulds, each)
        if content is None:
            left.append(number)
        else:
            files.append((order.file_name, _made(manner, order, Page(content, plate), key)))
    replace_files(batch.folder, files)
    return left


def _print_left(batch: _Batch, plates: Plates, left: Sequence[int]) -> None:
    orders = [batch.orders[number] for number in left]
    pages = careful_pages(plates, [batch.sets[number] for number in left])
    files = [
        (order.file_name, _made(batch.manner, order, page, key_of(batch.manner_key, order)))
        for order, page in zip(orders, pages, strict=True)
    ]
    replace_files(batch.folder, files)


def _stands(path: Path, key: bytes) -> bool:
    try:
        return is_whole(path.read_bytes(), key)
    except OSError:
        return False


def _made(manner: Manner, order: Order, page: Page, key: bytes) -> bytes:
    code = code_of(manner, order)
    return single(manner.layout, page, code, about(manner, order, code), key)
