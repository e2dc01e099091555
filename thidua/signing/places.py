"""Where on a page a visible stamp stands: a named place, or millimetres from the top left corner."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scoring.errors import _
from thidua.signing.errors import refuse

CORNERS = ("top-left", "top-right", "bottom-left", "bottom-right")
DEFAULT = "bottom-right"
# Of a stamp in a corner, in mm: as wide as three lines in 9 pt need; 25 mm clears the frame of a certificate.
_WIDTH, _HEIGHT, _INSET = 66.0, 20.0, 25.0
_NUMBERS = re.compile(r"\s*,\s*".join([r"(\d{1,4}(?:\.\d{1,2})?)"] * 4))
_MM = 72 / 25.4


@dataclass(frozen=True)
class Place:
    """
    Where a stamp stands.

    Attributes:
        corner: One of ``CORNERS``; empty when ``left`` and ``top`` say it.
        left, top: In mm from the top left corner of the page.
        width, height: Of the stamp, in mm.
        page: 1 is the first; negative numbers count from the last, which is -1.
    """

    corner: str = DEFAULT
    left: float = 0.0
    top: float = 0.0
    width: float = _WIDTH
    height: float = _HEIGHT
    page: int = 1


def read_place(word: str, page: int = 1) -> Place:
    """
    Read a place as it was typed.

    Args:
        word: A name among ``CORNERS``, or ``LEFT,TOP,WIDTH,HEIGHT`` in millimetres.
        page: As in ``Place``.

    Raises:
        SigningError: It is neither, has no area, or the page is 0.
    """
    if page == 0:
        raise refuse("E_SIGN_PAGE", _("There is no page 0; 1 is the first page and -1 the last."))
    if word in CORNERS:
        return Place(word, page=page)
    found = _NUMBERS.fullmatch(word.strip())
    numbers = [float(each) for each in found.groups()] if found else []
    if not numbers or min(numbers[2:]) <= 0:
        message = _(
            "{word} is no place: give a name ({names}), or left, top, width, height in mm: 178,148,70,22."
        )
        raise refuse("E_SIGN_PLACE", message, word=word, names=", ".join(CORNERS))
    left, top, width, height = numbers
    return Place("", left, top, width, height, page)


def box_on(place: Place, page: tuple[float, float, float, float]) -> tuple[float, float, float, float] | None:
    """
    Give the box of a stamp on a page.

    Args:
        place: Where.
        page: The page's own box, in points: left, bottom, right, top.

    Returns:
        Left, bottom, right, top in points; None when the stamp would stand outside the page.
    """
    left, bottom, right, top = page
    width, height, inset = place.width * _MM, place.height * _MM, _INSET * _MM
    at_left = right - inset - width if place.corner.endswith("right") else left + inset
    at_top = bottom + inset + height if place.corner.startswith("bottom") else top - inset
    if not place.corner:
        at_left, at_top = left + place.left * _MM, top - place.top * _MM
    box = (at_left, at_top - height, at_left + width, at_top)
    slack = 0.01  # a page of 297 mm is 841.89 points
    inside = box[0] >= left - slack and box[1] >= bottom - slack
    return box if inside and box[2] <= right + slack and box[3] <= top + slack else None
