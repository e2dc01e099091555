"""What the shipped faces hold: which letters, and how wide they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from thidua.dossier.assets import shipped_file

FAMILY = "VN Serif"
REGULAR, BOLD, ITALIC = "Regular", "Bold", "Italic"


@dataclass(frozen=True)
class Face:
    """
    One face of the family.

    Attributes:
        advances: Advance width of each character, in units of the em.
        em: Units of one em.
    """

    advances: Mapping[int, int]
    em: int

    def width(self, text: str, size: float) -> float:
        """
        Measure a text set in one line.

        Args:
            text: NFC text; a letter that the face lacks counts as one em.
            size: Type size; the answer has the same unit.

        Returns:
            The sum of the advances; kerning, which only makes a line shorter, is left out.
        """
        return sum(self.advances.get(ord(letter), self.em) for letter in text) * size / self.em

    def lacks(self, text: str) -> tuple[str, ...]:
        """Give the visible characters of ``text`` that the face cannot draw, each once."""
        strange = {letter for letter in text if not letter.isspace() and ord(letter) not in self.advances}
        return tuple(sorted(strange))


@lru_cache
def face(style: str = REGULAR) -> Face:
    """
    Read a shipped face.

    Args:
        style: ``Regular``, ``Bold``, ``Italic`` or ``BoldItalic``.

    Raises:
        FileNotFoundError: There is no such face.
    """
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # slow import

    with TTFont(shipped_file(f"fonts/LiberationSerif-{style}.ttf"), lazy=True) as font:
        widths = font["hmtx"]
        advances = {code: widths[name][0] for code, name in font.getBestCmap().items()}
        return Face(advances, font["head"].unitsPerEm)
