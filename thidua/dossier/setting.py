"""Sets the texts of one certificate into the areas of its form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from thidua.dossier.fitting import Box, Fitted, fit_stack
from thidua.dossier.fonts import BOLD, BOLD_ITALIC, ITALIC, REGULAR, family
from thidua.dossier.formats import clean
from thidua.dossier.forms import Area, Form, Offset, Square, Words, style_of

_POINTS = 72 / 25.4
_SHARE = {"top": 0.0, "middle": 0.5, "bottom": 1.0}
_CSS = {REGULAR: "", BOLD: "bold ", ITALIC: "italic ", BOLD_ITALIC: "italic bold "}


@dataclass(frozen=True, eq=False)
class Room:
    """
    An area made ready for texts.

    Attributes:
        number: Place among the rooms of its layout.
        boxes: One for each of ``words``, in points.
    """

    number: int
    area: Area
    words: tuple[Words, ...]
    boxes: tuple[Box, ...]

    @property
    def is_personal(self) -> bool:
        """Tell whether any of its texts differs from one certificate to the next."""
        return any(words.is_personal for words in self.words)


@dataclass(frozen=True, eq=False)
class Layout:
    """
    A form made ready for one way of printing.

    Attributes:
        stock: Whether only that is printed which pre-printed stock lacks.
        offset: What the printer's tray adds.
    """

    form: Form
    rooms: tuple[Room, ...]
    stock: bool
    offset: Offset

    @property
    def code(self) -> Square | None:
        """Give where the QR code stands; None when none is printed."""
        return self.form.code


@dataclass(frozen=True)
class SetText:
    """
    One text as it stands.

    Attributes:
        room, order: Which text of which room it is; the parts of one broken by hand share them.
        words: What the form says about it.
        above: Space above its first line, in millimetres.
    """

    room: int
    order: int
    words: Words
    fitted: Fitted
    above: float

    @property
    def style(self) -> str:
        """Give its face, as in ``fonts.face``."""
        return self.fitted.box.style

    @property
    def name(self) -> str:
        """Give the class of its lines in the template."""
        return f"t{self.room}-{self.order}-{self.fitted.size:g}-{self.above:g}".replace(".", "_")

    @property
    def rule(self) -> str:
        """Give the style of its lines as CSS."""
        spacing = f"; letter-spacing: {self.spacing:g}pt" if self.spacing else ""
        first = f"\n.{self.name}.first {{ padding-top: {self.above:g}mm }}" if self.above else ""
        return f".{self.name} {{ font: {self.font}; color: {self.words.colour}{spacing} }}{first}"

    @property
    def lines(self) -> tuple[str, ...]:
        """Give the lines, whole words only."""
        return self.fitted.lines

    @property
    def spacing(self) -> float:
        """Give the space between letters in points."""
        return self.fitted.box.spacing

    @property
    def font(self) -> str:
        """Give the CSS ``font`` value."""
        size = f"{self.fitted.size:g}pt/{self.fitted.box.leading:g}"
        return f'{_CSS.get(self.style, "")}{size} "{family(self.style)}"'


@dataclass(frozen=True)
class SetRoom:
    """
    A room with its texts.

    Attributes:
        texts: Only those that are not empty.
        top: Of the first text, in millimetres from the top of the sheet.
    """

    room: Room
    texts: tuple[SetText, ...]
    top: float

    @property
    def shape(self) -> tuple[object, ...]:
        """Give what decides where lines stand: rooms of one shape have their lines in the same places."""
        return self.room.number, tuple((text.name, len(text.lines)) for text in self.texts)

    @property
    def name(self) -> str:
        """Give the class of the room in the template."""
        return f"r{self.room.number}"

    @property
    def rule(self) -> str:
        """Give the place of the room as CSS, less its top."""
        area = self.room.area
        left, width = float(area.left), float(area.width)
        return f".{self.name} {{ left: {left:g}mm; width: {width:g}mm; text-align: {area.align} }}"

    def filled(self, filler: str) -> SetRoom:
        """Give the same room with another text in every line."""
        texts = (
            replace(text, fitted=replace(text.fitted, lines=(filler,) * len(text.lines)))
            for text in self.texts
        )
        return replace(self, texts=tuple(texts))


def layout(form: Form, *, stock: bool = False, offset: Offset | None = None) -> Layout:
    """
    Make a form ready.

    Args:
        form: Sheet and areas.
        stock: Leave out what the form marks ``on_stock``, for pre-printed sheets.
        offset: Of the printer's tray; nothing is moved without it.
    """
    rooms: list[Room] = []
    for area in form.areas:
        words = tuple(words for words in area.words if not (stock and words.on_stock))
        if words:
            boxes = tuple(_box(form, area, each) for each in words)
            rooms.append(Room(len(rooms), area, words, boxes))
    return Layout(form, tuple(rooms), stock, offset or Offset())


def _box(form: Form, area: Area, words: Words) -> Box:
    return Box(
        float(area.width) * _POINTS,
        tuple(_plain(size) for size in words.sizes),
        words.lines,
        style_of(form, words),
        float(words.leading),
        float(words.above) * _POINTS,
        float(words.spacing),
    )


def _plain(size: Fraction) -> float:
    return size.numerator if size.denominator == 1 else float(size)


def set_room(room: Room, values: Mapping[str, str]) -> SetRoom:
    """
    Set the texts of a room.

    Args:
        room: Where.
        values: Text by slot; an empty one takes no space.

    Returns:
        The room; texts that are too long are set in the smallest type and marked as not fitting.
    """
    return _set(room, tuple(_written(words, values) for words in room.words))


def _written(words: Words, values: Mapping[str, str]) -> str:
    text = _filled(words.text, tuple((slot, values[slot]) for slot in words.slots))
    return text.upper() if words.upper else text


@lru_cache(maxsize=1024)
def _filled(text: str, values: tuple[tuple[str, str], ...]) -> str:
    if values and not any(value for _slot, value in values):
        return ""
    filled = clean(text.format(**dict(values)))
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in filled.split("\n"))
    return "\n".join(line for line in lines if line)


@lru_cache(maxsize=1024)
def _set(room: Room, texts: Sequence[str]) -> SetRoom:
    pieces = list(_pieces(room, texts))
    if not pieces:
        return SetRoom(room, (), float(room.area.top))
    height = float(room.area.height) * _POINTS
    fitted = fit_stack([piece.text for piece in pieces], [piece.box for piece in pieces], height)
    set_texts = (
        SetText(room.number, piece.order, room.words[piece.order], each, round(piece.box.above / _POINTS, 4))
        for piece, each in zip(pieces, fitted, strict=True)
    )
    slack = max(height - sum(each.height for each in fitted), 0.0) / _POINTS
    return SetRoom(room, tuple(set_texts), round(float(room.area.top) + slack * _SHARE[room.area.stand], 4))


class _Piece(NamedTuple):
    order: int
    text: str
    box: Box


def _pieces(room: Room, texts: Sequence[str]) -> Iterator[_Piece]:
    for order, (text, box) in enumerate(zip(texts, room.boxes, strict=True)):
        for number, line in enumerate(text.split("\n") if text else ()):
            yield _Piece(order, line, replace(box, above=0.0) if number else box)
