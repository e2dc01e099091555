"""
Pages of certificates, in two ways that look alike.

The careful way lets WeasyPrint draw the personal texts, twenty-five pages at a time. The quick way asks
WeasyPrint only where lines stand, once for each shape of room, and writes the shaped lines there itself.
A certificate that the quick way cannot do exactly goes the careful way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from thidua.dossier.press.lines import placed, shape
from thidua.dossier.press.objects import number
from thidua.dossier.press.paper import Page
from thidua.dossier.press.plates import STYLE, Plates, font_names, page_html, page_size, restyled
from thidua.dossier.printing import Spot, drawn, spots
from thidua.dossier.setting import Layout, SetRoom, SetText, set_room

_IN_A_CHUNK = 25
Values = Mapping[str, str]


@dataclass(frozen=True)
class Set:
    """A certificate's personal texts in their rooms, with the text of every slot."""

    values: Values
    rooms: tuple[SetRoom, ...]

    @property
    def fits(self) -> bool:
        """Tell whether every text fits its room."""
        return all(text.fitted.fits for room in self.rooms for text in room.texts)


def set_all(plates: Plates, values: Values) -> Set:
    """Set the personal texts of a certificate."""
    rooms = (set_room(room, values) for room in plates.layout.rooms if room.is_personal)
    return Set(values, tuple(room for room in rooms if room.texts))


def careful_pages(plates: Plates, sets: Iterable[Set]) -> Iterator[Page]:
    """
    Let WeasyPrint draw pages, twenty-five at a time.

    Args:
        plates: Of the layout; they may be used again.
        sets: Read a chunk ahead of the work.

    Returns:
        A page for each, in order.
    """
    waiting = iter(sets)
    while chunk := list(islice(waiting, _IN_A_CHUNK)):
        yield from _careful_chunk(plates, chunk)


def _careful_chunk(plates: Plates, chunk: Sequence[Set]) -> Iterator[Page]:
    html = page_html(plates.layout, [each.rooms for each in chunk])
    for each, drawing in zip(chunk, drawn(html, STYLE), strict=True):
        content, rare = restyled(plates.layout, drawing)
        yield Page(b"q\n%b\nQ\n" % content, plates.plate(each.values, rare))


@dataclass
class Moulds:
    """
    Where lines stand in each shape of room, measured from WeasyPrint's own layout.

    Attributes:
        found: Spots of the lines by shape.
    """

    found: dict[tuple[object, ...], tuple[Spot, ...]] = field(default_factory=dict)

    def learn(self, plates: Plates, sets: Iterable[Set]) -> None:
        """Measure the shapes that are not known yet, all at once."""
        new = {room.shape: room for each in sets for room in each.rooms if room.shape not in self.found}
        if new:
            sheets = [(room.filled("x"),) for room in new.values()]
            measured = spots(page_html(plates.layout, sheets), STYLE)
            # Another object: batches with the older one may be on their way to other processes.
            self.found = self.found | {shape: tuple(page) for shape, page in zip(new, measured, strict=True)}


def quick_content(layout: Layout, moulds: Moulds, each: Set) -> bytes | None:
    """
    Write a certificate's lines without WeasyPrint.

    Returns:
        The operators; None where a line cannot be set exactly: see ``lines.shape``, and a text that does
        not fit, has letters spaced out, or is ruled below.
    """
    if not each.fits:
        return None
    parts: list[str] = []
    for room in each.rooms:
        spotted = iter(moulds.found[room.shape])
        for text in room.texts:
            shown = _shown(layout, room, text, spotted)
            if shown is None:
                return None
            parts.append(shown)
    height = number(page_size(layout)[1])
    return f"q 0.75 0 0 -0.75 0 {height} cm\nBT\n{''.join(parts)}ET\nQ\n".encode()


def _shown(layout: Layout, room: SetRoom, text: SetText, spotted: Iterator[Spot]) -> str | None:
    if text.spacing or text.words.rule:
        return None
    font = font_names(layout)[text.style]
    parts = [_colour(text.words.colour)]
    for line, spot in zip(text.lines, spotted, strict=False):
        shaped = shape(line, text.style, text.fitted.size)
        if shaped is None or shaped.width > spot.width:
            return None
        parts.append(placed(shaped, spot, room.room.area.align, font))
    return "".join(parts)


@lru_cache(maxsize=64)
def _colour(colour: str) -> str:
    red, green, blue = (number(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return f"{red} {green} {blue} rg\n"
