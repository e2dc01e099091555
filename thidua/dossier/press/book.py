"""All certificates as the pages of one file, for the print shop."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path

from thidua.dossier.about import About
from thidua.dossier.files import sole_writer
from thidua.dossier.press.objects import Objects, reference
from thidua.dossier.press.orders import (
    Manner,
    Order,
    Progress,
    as_json,
    code_of,
    data_of,
    key_of,
    key_of_manner,
)
from thidua.dossier.press.pages import Moulds, careful_pages, quick_content, set_all
from thidua.dossier.press.paper import Page, add_page, close
from thidua.dossier.press.plates import Plates

_IN_A_BATCH = 100


def print_together(
    orders: Collection[Order], target: Path, manner: Manner, progress: Progress | None = None
) -> int:
    """
    Write one file with a page for every order.

    Args:
        orders: In the order of the pages.
        target: It appears whole or not at all.
        manner: How; the work is done in this process.
        progress: Told (done, in all).

    Returns:
        Number of pages; nothing is written when it is 0.

    Raises:
        ScoringError: Another run writes into the folder.
        OSError: The disk refused; an older file still stands.
    """
    if not orders:
        return 0
    with sole_writer(target.parent):
        part = target.with_name(f".{target.name}.part")
        try:
            _write(part, _book(orders, manner, progress))
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return len(orders)


def _write(part: Path, contents: Iterable[bytes]) -> None:
    # Piece by piece: thousands of pages are never in memory together.
    with part.open("wb") as stream:
        stream.writelines(contents)
        stream.flush()
        os.fsync(stream.fileno())


def _book(orders: Collection[Order], manner: Manner, progress: Progress | None) -> Iterator[bytes]:
    objects = Objects()
    plates = Plates(manner.layout, objects)
    tree, intent, leaves, said, digest = objects.reserve(), 0, [], [], hashlib.sha256()
    manner_key = key_of_manner(manner)
    for order, page, code in _pages(orders, manner, plates):
        leaves.append(add_page(objects, manner.layout, page, code, tree))
        intent = page.plate.intent
        said.append(data_of(manner.layout, order, code))
        digest.update(key_of(manner_key, order))
        yield objects.drain()
        if progress:
            progress(len(leaves), len(orders))
    kids = b" ".join(map(reference, leaves))
    objects.put(tree, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(leaves), kids))
    first = next(iter(orders))
    data = as_json({"certificates": said})
    root, info = close(objects, tree, intent, About(manner.layout.form.title, first.issued, data))
    body = objects.drain()
    yield body + objects.end(root, info, digest.digest()[:16], hashlib.sha256(body).digest()[:16])


def _pages(orders: Iterable[Order], manner: Manner, plates: Plates) -> Iterator[tuple[Order, Page, str]]:
    moulds, waiting = Moulds(), iter(orders)
    while chunk := list(islice(waiting, _IN_A_BATCH)):
        sets = [set_all(plates, order.values) for order in chunk]
        if not manner.careful:
            moulds.learn(plates, sets)
        quick = [None if manner.careful else quick_content(manner.layout, moulds, each) for each in sets]
        drawn = careful_pages(plates, [each for each, done in zip(sets, quick, strict=True) if done is None])
        for order, each, content in zip(chunk, sets, quick, strict=True):
            page = next(drawn) if content is None else Page(content, plates.plate(each.values))
            yield order, page, code_of(manner, order)
