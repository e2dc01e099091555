"""Text at the door: composed, spaces folded, and nothing in it that a reader cannot see."""

from __future__ import annotations

import re
import unicodedata

from scoring.errors import _
from thidua.intake.refusal import IntakeError, refuse, shown

LONGEST = 2_000
_NAME_MARKS = frozenset(" .,-–'’‘()&/:;+\"“”°")
_LOOKALIKE = frozenset("\u00d0\u00f0\u0189\u0256")  # eth and d with hook beside đ
_OLD_FONT = frozenset("\u00b5\u00b8\u00b6\u00b9\u00be\u00bc\u00bd\u00ae\u00aa\u00a8")
# VNI writes a letter and its marks as two letters, such as “eã” for “ễ”; no name of ours has these pairs.
_VNI = "(?i)[ae][àáâãäåèéêøùûõ]|o[âùõøûåä]|[ôuöy][øûåä]"
# TCVN3 has small letters where Unicode has capitals, such as “TrÇn ThÞ” for “Trần Thị”.
_TCVN3 = "[a-zß-öø-ÿ][À-ÖØ-Þ]"
OLD_FONTS = (_VNI, _TCVN3)
_SYMBOLS = frozenset("°²³^`´©№€")
_LINE = re.compile(r"[\r\n]+")
_SPACES = re.compile(r"[ \u00a0\u202f\u2007\u2009]+")
_STACKED = re.compile(r"[\u0300-\u036f]{3,}")


def fold(text: str) -> str:
    """Give the text in NFC, with every run of plain or no-break spaces as one space and none at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def key(text: str) -> str:
    """Give the text as it is compared: folded, lines joined, letter case left out."""
    return fold(_LINE.sub(" ", text)).casefold()


def clean(text: str, *, lines: bool = False, longest: int = LONGEST) -> str:
    """
    Give text that may be stored and printed.

    Args:
        text: As found in a cell.
        lines: Whether line breaks are allowed; they become spaces.
        longest: Number of characters allowed.

    Returns:
        The folded text, letter by letter as it was typed otherwise.

    Raises:
        IntakeError: ``E_TOO_LONG``, ``E_ENCODING``, ``E_TEXT_LOOKALIKE`` or ``E_TEXT``; names the first bad
            character and its position, counted from 1.
    """
    if len(text) > longest:
        raise refuse(
            "E_TOO_LONG",
            _("The text has {length} characters; at most {longest} are allowed. Shorten it."),
            length=len(text),
            longest=longest,
        )
    folded = fold(_LINE.sub(" ", text) if lines else text)
    if folded.isascii() and folded.isprintable():
        return folded
    for position, char in enumerate(folded, 1):
        _check_character(char, position, folded)
    if found := next(filter(None, (re.search(pairs, folded) for pairs in OLD_FONTS)), None):
        raise _old_font(folded, found.group()[1], found.start() + 2)
    if found := _STACKED.search(folded):
        raise _bad_text(folded, found.group()[0], found.start() + 1)
    return folded


def clean_name(text: str, *, longest: int = 200) -> str:
    """Give a name of a person or a unit: as ``clean``, and without marks that no name has, such as ``<``."""
    name = clean(text, longest=longest)
    for position, char in enumerate(name, 1):
        if unicodedata.category(char)[0] not in "LMN" and char not in _NAME_MARKS:
            raise _bad_text(name, char, position)
    return name


def _check_character(char: str, position: int, text: str) -> None:
    if " " <= char <= "~":
        return
    if char in _OLD_FONT:
        raise _old_font(text, char, position)
    if char in _LOOKALIKE or _is_lookalike(char):
        raise refuse(
            "E_TEXT_LOOKALIKE",
            _(
                "“{found}” holds {char} at position {position}, which only looks like a Vietnamese letter. "
                "Delete it and type the letter again with a Vietnamese keyboard."
            ),
            **_named(char, position, text),
        )
    if not _is_readable(char):
        raise _bad_text(text, char, position)


def _is_lookalike(char: str) -> bool:
    if char in _SYMBOLS:
        return False
    if unicodedata.category(char)[0] in "LN":
        return (
            not unicodedata.name(char, "").startswith("LATIN ") or unicodedata.normalize("NFKC", char) != char
        )
    return 0xFF00 <= ord(char) <= 0xFFEF and unicodedata.normalize("NFKC", char) != char


def _is_readable(char: str) -> bool:
    category = unicodedata.category(char)
    if category == "Mn":
        return 0x0300 <= ord(char) <= 0x036F
    return char in _SYMBOLS or category[0] in "LP" or category in {"Sm", "Sc"}


def _named(char: str, position: int, text: str) -> dict[str, object]:
    name = unicodedata.name(char, "")
    return {"found": shown(text), "char": f"U+{ord(char):04X} {name}".strip(), "position": position}


def _old_font(text: str, char: str, position: int) -> IntakeError:
    return refuse(
        "E_ENCODING",
        _(
            "“{found}” holds the sign {char} at position {position}, which points to an old Vietnamese "
            "font (TCVN3, VNI). Convert the text to Unicode and type it again."
        ),
        **_named(char, position, text),
    )


def _bad_text(text: str, char: str, position: int) -> IntakeError:
    return refuse(
        "E_TEXT",
        _(
            "“{found}” holds {char} at position {position}, which is not allowed here. Delete it and type "
            "the text again."
        ),
        **_named(char, position, text),
    )
