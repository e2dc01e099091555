"""The numbers and bullets that Word prints before a paragraph without storing them in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVEL = re.compile(r"%([1-9])")
_ASCII_LETTERS = 26
_NO_LIST = "0"


@dataclass(frozen=True)
class Level:
    """How one depth of a list is numbered; ``text`` holds ``%1`` for the number of the first depth."""

    form: str
    text: str
    start: int


@dataclass
class Lists:
    """
    The lists of a document and how far each has been counted.

    Attributes:
        levels: By list definition and depth.
        definitions: List definition of each list that paragraphs name.
        counted: Last number given, by list definition and depth.
    """

    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    counted: dict[tuple[str, int], int] = field(default_factory=dict)

    def label(self, paragraph: Any, styles: dict[str, Any]) -> str:
        """Give what Word prints before a paragraph, and count it; empty when it is in no list."""
        place = _list_place(paragraph, styles)
        if place is None or place[0] not in self.definitions:
            return ""
        definition, depth = self.definitions[place[0]], place[1]
        level = self.levels.get((definition, depth))
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return _bullet(level.text)
        self._count(definition, depth, level)
        numbers = _LEVEL.sub(lambda match: self._number(definition, int(match[1]) - 1), level.text)
        return f"{numbers}." if numbers[-1:].isalnum() else numbers

    def _count(self, definition: str, depth: int, level: Level) -> None:
        self.counted[definition, depth] = self.counted.get((definition, depth), level.start - 1) + 1
        for deeper in [key for key in self.counted if key[0] == definition and key[1] > depth]:
            del self.counted[deeper]

    def _number(self, definition: str, depth: int) -> str:
        level = self.levels.get((definition, depth), Level("decimal", "", 1))
        return _written(self.counted.get((definition, depth), level.start), level.form)


def lists_of(document: Document) -> Lists:
    """Read the list definitions of a document; one without any gives empty lists."""
    found = Lists()
    parts = [part for part in document.part.package.iter_parts() if part.partname.endswith("/numbering.xml")]
    for root in (getattr(part, "element", None) for part in parts):
        if root is None:
            continue
        for definition in root.iterchildren(qn("w:abstractNum")):
            _read_levels(found, definition)
        for item in root.iterchildren(qn("w:num")):
            target = _value(item.find(qn("w:abstractNumId")))
            found.definitions[item.get(qn("w:numId"), "")] = target
    return found


def styles_of(document: Document) -> dict[str, Any]:
    """Give the paragraph styles by their id, as XML elements."""
    return {style.style_id: style.element for style in document.styles if style.style_id}


def _heirs(style_id: str, styles: dict[str, Any]) -> Iterator[Any]:
    """Give a style and those it is based on, nearest first; a ring of styles is walked once."""
    seen: set[str] = set()
    while style_id in styles and style_id not in seen:
        seen.add(style_id)
        yield styles[style_id]
        style_id = _value(styles[style_id].find(qn("w:basedOn")))


def _style_of(paragraph: Any) -> str:
    """Give the style id a paragraph names; empty for the default one."""
    return _value(paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}"))


def _read_levels(found: Lists, definition: Any) -> None:
    name = definition.get(qn("w:abstractNumId"), "")
    for element in definition.iterchildren(qn("w:lvl")):
        start = _value(element.find(qn("w:start")))
        found.levels[name, _whole(element.get(qn("w:ilvl"), "0"))] = Level(
            form=_value(element.find(qn("w:numFmt"))) or "decimal",
            text=_value(element.find(qn("w:lvlText"))),
            start=_whole(start) if start else 1,
        )


def _list_place(paragraph: Any, styles: dict[str, Any]) -> tuple[str, int] | None:
    """Give the list a paragraph names and its depth, through its style if need be."""
    owners = [paragraph, *_heirs(_style_of(paragraph), styles)]
    for owner in owners:
        properties = owner.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number = _value(properties.find(qn("w:numId"))) if properties is not None else ""
        if number:
            depth = _whole(_value(properties.find(qn("w:ilvl"))) or "0")
            return None if number == _NO_LIST else (number, depth)
    return None


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(qn("w:val"), ""))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _bullet(text: str) -> str:
    return text if text in ("-", "+", "*") else "-" if text in ("–", "—") else "•"


def _written(number: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    if form in ("upperLetter", "lowerLetter") and 0 < number <= _ASCII_LETTERS:
        return chr((ord("A") if form == "upperLetter" else ord("a")) + number - 1)
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text
