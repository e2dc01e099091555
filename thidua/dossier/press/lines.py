"""Lines of text as PDF operators, shaped by HarfBuzz to where WeasyPrint would have set each glyph."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from thidua.dossier.press.embedding import outline, shapes, usual_glyphs
from thidua.dossier.press.objects import number
from thidua.dossier.printing import Spot

if TYPE_CHECKING:
    from uharfbuzz import Font  # type: ignore[import-untyped]

# Pango counts in 1024ths of a CSS pixel and cuts off what is finer.
_UNITS = 1024
_PIXELS_IN_A_POINT = 4 / 3
_SHARE = {"left": 0.0, "center": 0.5, "right": 1.0}


@dataclass(frozen=True)
class Shaped:
    """
    A line ready to be shown.

    Attributes:
        width: In CSS pixels.
        size: Type size in CSS pixels, as Pango rounds it.
        shown: The operand of the operator ``TJ``.
    """

    width: float
    size: float
    shown: str


@lru_cache(maxsize=64)
def _font(style: str, size: int) -> Font:
    import uharfbuzz as hb  # slow import

    font = hb.Font(shapes(style))
    font.scale = (size, size)
    return font


@lru_cache(maxsize=1024)
def shape(text: str, style: str, points: float) -> Shaped | None:
    """
    Shape a line.

    Args:
        text: NFC text without line breaks.
        style: As in ``fonts.face``.
        points: Type size.

    Returns:
        The line, or None where it needs more than the usual glyphs side by side: a rarer letter, or a
        mark set by its own offset. WeasyPrint must draw such a line.
    """
    import uharfbuzz as hb  # slow import

    size = int(points * _PIXELS_IN_A_POINT * _UNITS)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "vi"
    hb.shape(_font(style, size), buffer)
    infos, places = buffer.glyph_infos, buffer.glyph_positions
    usual = usual_glyphs(style)
    if any(info.codepoint not in usual for info in infos):
        return None
    if any(place.x_offset or place.y_offset for place in places):
        return None
    glyphs = [(info.codepoint, place.x_advance) for info, place in zip(infos, places, strict=True)]
    return Shaped(sum(advance for _, advance in glyphs) / _UNITS, size / _UNITS, _shown(style, size, glyphs))


def _shown(style: str, size: int, glyphs: list[tuple[int, int]]) -> str:
    # WeasyPrint cuts kerns to whole thousandths of the em; so do we, to stand where it stands.
    widths = outline(style).widths
    parts = []
    for glyph, advance in glyphs:
        kern = int(widths[glyph] - advance * 1000 / size)
        parts.append(f"{glyph:04x}>{kern}<" if kern else f"{glyph:04x}")
    return f"[<{''.join(parts)}>]".replace("<>", "")


def placed(line: Shaped, spot: Spot, align: str, font: str) -> str:
    """
    Write the operators that show a line.

    Args:
        line: What to show.
        spot: Its room.
        align: ``left``, ``center`` or ``right``.
        font: What the page calls the face.
    """
    left = spot.left + (spot.width - line.width) * _SHARE[align]
    x, y, size = map(number, (left, spot.baseline, line.size))
    return f"1 0 0 -1 {x} {y} Tm\n/{font} {size} Tf\n{line.shown} TJ\n"
