"""HTML in, pages out: the only module that knows WeasyPrint."""

from __future__ import annotations

import atexit
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from thidua.dossier.assets import BASE_URL, locked_fetcher, shipped_file

_WORKERS = 2


@dataclass(frozen=True)
class Sheets:
    """
    Pages that were typeset.

    Attributes:
        pdf: A whole PDF of these pages alone.
        count: Number of pages.
        places: Page on which each named place stands, 0 for the first page.
    """

    pdf: bytes
    count: int
    places: dict[str, int]


@lru_cache
def _style(name: str) -> tuple[Any, list[Any]]:
    # Reading the faces and the style sheet costs 25 ms, so a process does it once.
    from weasyprint import CSS  # slow import
    from weasyprint.text.fonts import FontConfiguration  # slow import

    # Fonts must go before the interpreter takes WeasyPrint's libraries down around them.
    atexit.register(_style.cache_clear)
    fonts = FontConfiguration()
    sheets = [
        CSS(
            string=shipped_file(sheet).read_text(encoding="utf-8"),
            base_url=BASE_URL + sheet,
            url_fetcher=locked_fetcher(),
            font_config=fonts,
        )
        for sheet in ("fonts/fonts.css", name)
    ]
    return fonts, sheets


def typeset(html: str, style: str) -> Sheets:
    """
    Lay out one HTML text.

    Args:
        html: A whole document; it can reach shipped files only.
        style: Name of the style sheet inside ``templates/``.

    Returns:
        The pages, the same bytes for the same text and program versions.

    Raises:
        FileNotFoundError: There is no such style sheet.
    """
    from weasyprint import HTML  # slow import

    fonts, sheets = _style(style)
    source = HTML(string=html, base_url=BASE_URL, url_fetcher=locked_fetcher())
    document = source.render(font_config=fonts, stylesheets=sheets)
    places = {name: number for number, page in enumerate(document.pages) for name in page.anchors}
    return Sheets(document.write_pdf(), len(document.pages), places)


def typeset_all(texts: Iterable[str], style: str, count: int) -> Iterator[Sheets]:
    """
    Lay out many texts, in order, on two processes when there are several.

    Args:
        texts: Read only a little ahead of the work, so memory stays bounded.
        style: Name of the style sheet inside ``templates/``.
        count: How many texts there are.

    Returns:
        The pages of each text; the same whether one process works or two.
    """
    workers = min(_WORKERS, os.cpu_count() or 1, count)
    if workers < 2:
        return (typeset(text, style) for text in texts)
    return _in_processes(texts, style, workers)


def _in_processes(texts: Iterable[str], style: str, workers: int) -> Iterator[Sheets]:
    # Spawned, not forked: chart drawing and the database leave threads behind in this process.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        waiting: deque[Future[Sheets]] = deque()
        for text in texts:
            waiting.append(pool.submit(typeset, text, style))
            if len(waiting) > workers * 2:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
