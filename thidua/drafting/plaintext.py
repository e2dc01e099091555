"""Reads plain text: UTF-8 only, every line with its number; old Vietnamese fonts are told, not guessed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from scoring.errors import _
from thidua.drafting.passages import Line, Passage, clean, paragraphs
from thidua.intake.refusal import refuse

_BOM = "\ufeff"
_MARKS = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")
_FEW = 5
_SHARE = 10  # one foreign letter in ten is an old font, fewer are names and signs


def read_text(data: bytes) -> tuple[list[Passage], int]:
    """
    Read a text file.

    Returns:
        Its paragraphs, each with the number of its first line, and how many lines the file has.

    Raises:
        IntakeError: ``E_ENCODING`` for what is not UTF-8, ``E_FILE_TYPE`` for what is no text.
    """
    lines = _decoded(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return list(paragraphs(_numbered(lines))), len(lines)


def _numbered(lines: list[str]) -> Iterator[Line]:
    return (Line(clean(line), f"dòng {number}") for number, line in enumerate(lines, 1))


def _decoded(data: bytes) -> str:
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(
            "E_FILE_TYPE",
            _("this is neither text nor a Word document nor a PDF; save it as .docx, .pdf or UTF-8 text"),
        )
    try:
        return data.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        message = _("this file is not UTF-8 text (byte {byte}); save it as UTF-8")
        raise refuse("E_ENCODING", message, byte=error.start + 1) from error


def check_letters(passages: list[Passage]) -> None:
    """
    Refuse a text in an old Vietnamese font (TCVN3, VNI), whose letters only look right in that font.

    Raises:
        IntakeError: ``E_ENCODING``; names some of the letters found.
    """
    text = "".join(passage.text for passage in passages)
    special = [char for char in text if ord(char) > 0xA0 and unicodedata.category(char)[0] in "LSN"]
    foreign = [char for char in special if not _is_vietnamese(char)]
    if len(foreign) >= _FEW and len(foreign) * _SHARE > len(special):
        message = _(
            "the letters {letters} show that this text is in an old Vietnamese font (TCVN3, VNI); "
            "convert it to Unicode first"
        )
        raise refuse("E_ENCODING", message, letters=" ".join(dict.fromkeys(foreign[:40])))


def _is_vietnamese(char: str) -> bool:
    letters = unicodedata.normalize("NFD", char.lower())
    is_vowel = letters[0] in "aeiouy" and set(letters[1:]) <= _MARKS
    return is_vowel or letters == "đ" or char in "²³°≥≤"
