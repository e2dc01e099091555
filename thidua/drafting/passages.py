"""A plan's text as it was read: paragraphs and tables, each with its place, nothing unseen in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from thidua.drafting.markers import marker

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES = re.compile(r"\s+")
_CLOSED = (".", ";", ":", "!", "?", "…", "]")
_LONG_LINE = 60


@dataclass(frozen=True)
class Passage:
    """
    One paragraph or one table.

    Attributes:
        text: In NFC, spaces folded; empty for a table.
        place: Where it stands in the file, in Vietnamese: ``dòng 66``, ``trang 2, dòng 4``, ``đoạn 31``.
        rows: Cells of a table, row by row, paragraphs of a cell on lines of their own; empty otherwise.
    """

    text: str
    place: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Line:
    """
    One printed line.

    Attributes:
        begins: Whether a paragraph begins here as the page's setting shows; None where only words can tell.
    """

    text: str
    place: str
    begins: bool | None = None


def clean(text: str) -> str:
    """Give the text in NFC on one line, without control, format and private characters."""
    composed = unicodedata.normalize("NFC", text)
    seen = (char for char in composed if char.isspace() or unicodedata.category(char) not in _UNSEEN)
    return _SPACES.sub(" ", "".join(seen)).strip()


def paragraphs(lines: Iterable[Line]) -> Iterator[Passage]:
    """Join the lines of each paragraph that was broken to fit a page; an empty line always ends one."""
    held: list[Line] = []
    for line in lines:
        if held and (not line.text or _begins(held[-1], line)):
            yield _joined(held)
            held = []
        if line.text:
            held.append(line)
    if held:
        yield _joined(held)


def _joined(lines: Sequence[Line]) -> Passage:
    return Passage(" ".join(line.text for line in lines), lines[0].place)


def _begins(before: Line, line: Line) -> bool:
    if marker(line.text):
        return True
    if line.begins is not None:
        return line.begins
    if before.text.endswith(_CLOSED):
        return True
    if line.text[0].islower() or before.text.endswith(","):
        return False
    # A heading is short or in capitals; a line of running text that ends nowhere goes on in the next.
    return len(before.text) < _LONG_LINE or before.text.isupper()
