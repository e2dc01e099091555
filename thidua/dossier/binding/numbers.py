"""Page numbers in the top margin, from the second page on (Decree 30/2020/NĐ-CP, annex I)."""

from __future__ import annotations

from thidua.dossier.fonts import REGULAR
from thidua.dossier.press.embedding import embed, outline
from thidua.dossier.press.objects import Adds, number, stream

_SIZE = 13
_POINT = 72 / 25.4
# The middle of the text, between the margins of templates/dossier/paper.css, and of the margin above it.
_ACROSS = (30 + 210 - 15) / 2 * _POINT
_UP = (297 - 20 / 2) * _POINT


def add_face(objects: Adds) -> int:
    """Embed the digits; gives the number of the font."""
    return embed(objects, REGULAR, frozenset(_glyphs("0123456789")), {})


def opening() -> bytes:
    """Give the stream before the drawing of every page."""
    return stream(b"q\n", compress=False)


def closing(page: int) -> bytes:
    """
    Give the stream after the drawing of a page: its number, told to be no content but running matter.

    Args:
        page: 1 for the first, which bears none.
    """
    if page == 1:
        return stream(b"Q\n", compress=False)
    about = outline(REGULAR)
    glyphs = _glyphs(str(page))
    width = sum(about.widths[glyph] for glyph in glyphs) * _SIZE / 1000
    low = _UP - (about.ascent + about.descent) / 2 * _SIZE / 1000
    shown = "".join(f"{glyph:04X}" for glyph in glyphs)
    return stream(
        f"Q\n/Artifact<</Type/Pagination>>BDC\nBT/PageNumber {_SIZE} Tf "
        f"{number(_ACROSS - width / 2)} {number(low)} Td<{shown}>Tj ET\nEMC\n".encode(),
        compress=False,
    )


def _glyphs(digits: str) -> list[int]:
    return [outline(REGULAR).glyphs[ord(digit)] for digit in digits]
