"""Runs the press: orders in, a whole file for each out, in batches that may be spread over workers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path

from thidua.dossier.files import replace_files, sole_writer
from thidua.dossier.press.batch import Batch, Item, plates_of, print_batch, whole
from thidua.dossier.press.crew import Crew
from thidua.dossier.press.objects import is_whole
from thidua.dossier.press.orders import Manner, Order, Progress, code_of, key_of, key_of_manner
from thidua.dossier.press.pages import Moulds, set_all

_IN_A_BATCH = 100


def print_each(
    orders: Collection[Order],
    folder: Path,
    manner: Manner,
    progress: Progress | None = None,
    crew: Crew | None = None,
) -> list[Path]:
    """
    Write a file for every order.

    Args:
        orders: With file names that differ.
        folder: Made when it is not there. A file of an earlier run that is whole and made from the same
            input is left as it is, so a run that was killed is taken up where it ended.
        manner: How.
        progress: Told (done, in all).
        crew: Who does the work, see ``crew_for``; this process without one.

    Returns:
        The files in the order of the orders; the same bytes for the same input.

    Raises:
        ScoringError: Another run writes into the folder, or the cluster is lost.
        OSError: The disk refused; whatever stands in the folder is whole.
    """
    names: list[str] = []
    if not orders:
        return []
    crew = crew or Crew()
    with sole_writer(folder):
        for batch, ends in crew.each(print_batch, _batches(orders, folder, manner, crew)):
            replace_files(folder, whole(batch, ends))
            names += batch.names
            if progress:
                progress(len(names), len(orders))
    return [folder / name for name in names]


def _batches(orders: Iterable[Order], folder: Path, manner: Manner, crew: Crew) -> Iterator[Batch]:
    kind, moulds, waiting = key_of_manner(manner), Moulds(), iter(orders)
    plates = plates_of(kind, manner.layout)
    while chunk := list(islice(waiting, _IN_A_BATCH)):
        keys = [key_of(kind, order) for order in chunk]
        lacking = [pair for pair in zip(chunk, keys, strict=True) if not _stands(folder, *pair)]
        sets = [set_all(plates, order.values) for order, _key in lacking]
        if not manner.careful:
            moulds.learn(plates, sets)
        items = tuple(
            Item(order, code_of(manner, order), key, texts, plates.plate(order.values))
            for (order, key), texts in zip(lacking, sets, strict=True)
        )
        names = tuple(order.file_name for order in chunk)
        place = folder if crew.at_hand else None
        yield Batch(kind, manner.layout, manner.careful, moulds, items, names, place)


def _stands(folder: Path, order: Order, key: bytes) -> bool:
    try:
        return is_whole((folder / order.file_name).read_bytes(), key)
    except OSError:
        return False
