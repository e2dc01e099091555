"""What a face holds: which letters, and how wide they are; shipped ones, and an office's own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.errors import Problem, ScoringError, _
from thidua.dossier.assets import shipped_file

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FAMILY = "VN Serif"
REGULAR, BOLD, ITALIC, BOLD_ITALIC = "Regular", "Bold", "Italic", "BoldItalic"
_SHIPPED = (REGULAR, BOLD, ITALIC, BOLD_ITALIC)
# OS/2 fsType bit 1: the maker forbids embedding.
_RESTRICTED = 0x0002
# Content of the office's own faces by style.
_OWN: dict[str, bytes] = {}


class FaceError(ScoringError):
    """A font file that papers cannot be set in; the problem says why."""


@dataclass(frozen=True)
class Face:
    """
    One face.

    Attributes:
        advances: Advance width of each character, in units of the em.
        em: Units of one em.
    """

    advances: Mapping[int, int]
    em: int

    def units(self, text: str) -> int:
        """Add up the advances in units of the em; a letter that the face lacks counts as one em."""
        return sum(self.advances.get(ord(letter), self.em) for letter in text)

    def width(self, text: str, size: float) -> float:
        """
        Measure a text set in one line.

        Args:
            text: NFC text.
            size: Type size; the answer has the same unit.

        Returns:
            The sum of the advances; kerning, which only makes a line shorter, is left out.
        """
        return self.units(text) * size / self.em

    def lacks(self, text: str) -> tuple[str, ...]:
        """Give the visible characters of ``text`` that the face cannot draw, each once."""
        strange = [letter for letter in set(text) if ord(letter) not in self.advances]
        return tuple(sorted(letter for letter in strange if not letter.isspace()))


def face_path(style: str) -> Path:
    """Give the file of a shipped face."""
    return shipped_file(f"fonts/LiberationSerif-{style}.ttf")


def own_face(path: Path) -> str:
    """
    Read an office's own face.

    Args:
        path: A TrueType file.

    Returns:
        The style it is called by from now on, and its family's name in style sheets. It is made of the
        content, so two files under one name are never taken for each other, here or on another machine.

    Raises:
        FaceError: The file is no TrueType face, or its maker forbids embedding it.
    """
    from fontTools.ttLib import TTFont, TTLibError  # slow import

    try:
        content = path.read_bytes()
        with TTFont(BytesIO(content), lazy=True) as font:
            _check(font, path)
            style = hold(content)
            face(style)
    except (OSError, TTLibError, KeyError) as error:
        message = _("{file} is no TrueType font that can be read: {what}")
        raise FaceError([Problem("E_FACE_FILE", message, {"file": path.name, "what": error})]) from None
    return style


def hold(content: bytes) -> str:
    """Keep a face that was read and checked, here or elsewhere; gives its style as ``own_face`` does."""
    style = f"own {hashlib.sha256(content).hexdigest()[:16]}"
    _OWN[style] = content
    return style


def face_bytes(style: str) -> bytes:
    """Give the TrueType file of a face."""
    return _OWN[style] if style in _OWN else face_path(style).read_bytes()


def family(style: str) -> str:
    """Give the name that style sheets call a face's family."""
    return FAMILY if style in _SHIPPED else style


@lru_cache
def face(style: str = REGULAR) -> Face:
    """Read a face: ``Regular``, ``Bold``, ``Italic``, ``BoldItalic``, or what ``own_face`` gave."""
    from fontTools.ttLib import TTFont  # slow import

    with TTFont(BytesIO(face_bytes(style)), lazy=True) as font:
        widths = font["hmtx"]
        advances = {code: widths[name][0] for code, name in font.getBestCmap().items()}
        return Face(advances, font["head"].unitsPerEm)


def _check(font: TTFont, path: Path) -> None:
    if "glyf" not in font:
        message = _("{file} has PostScript outlines; only TrueType outlines can be used")
        raise FaceError([Problem("E_FACE_FILE", message, {"file": path.name})])
    if "OS/2" in font and font["OS/2"].fsType & 0x000F == _RESTRICTED:
        message = _("the maker of {file} forbids embedding it in documents")
        raise FaceError([Problem("E_FACE_LICENCE", message, {"file": path.name})])
