"""One batch of certificates: all that is needed to make them, in this process or on another machine."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from thidua.dossier.files import replace_files
from thidua.dossier.press.orders import Order, about
from thidua.dossier.press.pages import Moulds, Set, careful_pages, quick_content
from thidua.dossier.press.paper import Page, single
from thidua.dossier.press.plates import Plate, Plates
from thidua.dossier.setting import Layout

# Drawing keeps what it measured and what WeasyPrint read; threads of one worker take turns.
_TURN = threading.Lock()
_plates: dict[bytes, Plates] = {}


@dataclass(frozen=True)
class Item:
    """
    One certificate of a batch.

    Attributes:
        code: Text of the QR code, sealed already: keys stay in the process that holds them.
        key: Digest of all that it is made from.
        texts: Its personal texts as they are set.
        plate: The beginning of its file.
    """

    order: Order
    code: str
    key: bytes
    texts: Set
    plate: Plate


@dataclass(frozen=True)
class Batch:
    """
    Certificates with what they share.

    Attributes:
        kind: Digest of the manner of printing.
        layout: Form, stock and printer.
        careful: Whether WeasyPrint draws every page.
        moulds: Where lines stand, for the quick way.
        items: What is to be made.
        names: Of all its files, those that stand already included.
        folder: Where whoever works on the batch puts the files; None when they are to come back.
    """

    kind: bytes
    layout: Layout
    careful: bool
    moulds: Moulds
    items: tuple[Item, ...]
    names: tuple[str, ...]
    folder: Path | None = None


class End(NamedTuple):
    """
    A file on its way back.

    Attributes:
        shared: How many bytes of the plate stand before ``content``; most files begin with the whole of it.
    """

    name: str
    shared: int
    content: bytes


def print_batch(batch: Batch) -> list[End]:
    """
    Make the files of a batch.

    Returns:
        Those that are not put in place here, less the plate that they begin with.

    Raises:
        OSError: The disk refused.
    """
    with _TURN:
        made = list(_made(batch))
    if batch.folder is not None:
        replace_files(batch.folder, [(item.order.file_name, content) for item, content in made])
        return []
    return [_end(item, content) for item, content in made]


def _end(item: Item, content: bytes) -> End:
    start = item.plate.start
    shared = len(start) if content.startswith(start) else 0
    return End(item.order.file_name, shared, content[shared:])


def whole(batch: Batch, ends: Iterable[End]) -> list[tuple[str, bytes]]:
    """Give name and content of the files whose ends ``print_batch`` sent."""
    plates = {item.order.file_name: item.plate for item in batch.items}
    return [(end.name, plates[end.name].start[: end.shared] + end.content) for end in ends]


def plates_of(kind: bytes, layout: Layout) -> Plates:
    """Give what this process knows of a manner of printing; one manner is held at a time."""
    if kind not in _plates:
        _plates.clear()  # a worker may live long and see many forms
        _plates[kind] = Plates(layout)
    return _plates[kind]


def _made(batch: Batch) -> Iterator[tuple[Item, bytes]]:
    left: list[Item] = []
    for item in batch.items:
        content = None if batch.careful else quick_content(batch.layout, batch.moulds, item.texts)
        if content is None:
            left.append(item)
        else:
            yield item, _file(batch, item, Page(content, item.plate))
    pages = careful_pages(plates_of(batch.kind, batch.layout), (item.texts for item in left))
    for item, page in zip(left, pages, strict=True):
        yield item, _file(batch, item, page)


def _file(batch: Batch, item: Item, page: Page) -> bytes:
    return single(batch.layout, page, item.code, about(batch.layout, item.order, item.code), item.key)
