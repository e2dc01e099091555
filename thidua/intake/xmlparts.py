"""The one way XML is parsed in this room: no document type, no entities, known encodings, bounded depth."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from scoring.errors import _
from thidua.intake.refusal import IntakeError, refuse

_ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii"})
_DEEPEST = 64

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def parse(data: bytes, start: Start | None = None, end: End | None = None, text: Text | None = None) -> None:
    """
    Walk through one XML part.

    Args:
        data: The whole part.
        start, end, text: Called for each element and text; element names read ``namespace name``.

    Raises:
        IntakeError: ``E_XML_UNSAFE`` for any DOCTYPE, ``E_FILE_DAMAGED`` for what is not well-formed.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _check_declaration
    if start and end:
        parser.StartElementHandler, parser.EndElementHandler = _bounded(start, end)
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged() from error


def damaged(place: str = "") -> IntakeError:
    """Make the error for a file whose content does not hang together."""
    return refuse(
        "E_FILE_DAMAGED",
        _(
            "The file is damaged. Open it in a spreadsheet program and save it again as .xlsx, "
            "or ask for a new copy."
        ),
        place,
    )


def _bounded(start: Start, end: End) -> tuple[Start, End]:
    depth = 0

    def down(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise damaged()
        start(name, attributes)

    def up(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    return down, up


def _refuse_doctype(*_declaration: object) -> None:
    raise refuse(
        "E_XML_UNSAFE",
        _(
            "The file holds a document type declaration, which no spreadsheet program writes. "
            "Ask for a new copy."
        ),
    )


def _check_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        raise damaged()
