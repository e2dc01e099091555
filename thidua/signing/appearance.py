"""What a visible stamp shows: who signed, and when, in Vietnamese."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from scoring.errors import _
from thidua.dossier.environment import fill
from thidua.dossier.fitting import Box, fit
from thidua.dossier.fonts import BOLD, REGULAR
from thidua.dossier.formats import clean
from thidua.dossier.printing import typeset
from thidua.signing.errors import refuse

_STYLE = "signing/stamp.css"
VIETNAM = timezone(timedelta(hours=7))
_SIZES = (10.0, 9.0, 8.0, 7.0, 6.0, 5.0)
_LEADING = 1.18  # as in stamp.css
_PADDING = 1.2  # mm on each side, as in stamp.css
_LINES = 12


def stamp_page(name: str, organisation: str, at: datetime, width: float, height: float) -> bytes:
    """
    Draw a stamp.

    Drawn by WeasyPrint with the shipped faces: what pyHanko would draw breaks PDF/A (glyph widths).

    Args:
        name: Of the signer, from the certificate.
        organisation: From the certificate; may be empty.
        at: Shown in the time of Vietnam, with the zone.
        width, height: In mm.

    Returns:
        A PDF of one page of that size, for ``name`` in full whatever its length.

    Raises:
        SigningError: The place is too small for the text even in the smallest type.
    """
    local = at.astimezone(VIETNAM)
    texts = [
        (f"Ký số bởi: {name}", BOLD),
        (f"Cơ quan: {organisation}" if organisation and organisation != name else "", REGULAR),
        (f"Thời gian ký: {local:%d/%m/%Y %H:%M:%S} +07:00", REGULAR),
    ]
    lines = [(clean(text), face) for text, face in texts if text]
    # A name broken over two lines reads worse than one set a little smaller.
    for most, sizes in ((1, _SIZES[:3]), (_LINES, _SIZES)):
        for size in sizes:
            broken = _broken(lines, size, width, most)
            if broken is not None and len(broken) * size * _LEADING <= _points(height):
                values = {"width": width, "height": height, "size": size, "lines": broken}
                return typeset(fill("signing/stamp.html.j2", **values), _STYLE).pdf
    message = _(
        "The stamp of {name} does not fit into {width} × {height} mm; give it more room with --place."
    )
    raise refuse("E_SIGN_PLACE_SMALL", message, name=name, width=f"{width:g}", height=f"{height:g}")


def _points(millimetres: float) -> float:
    return (millimetres - 2 * _PADDING) * 72 / 25.4


def _broken(
    lines: list[tuple[str, str]], size: float, width: float, most: int
) -> list[tuple[str, bool]] | None:
    found: list[tuple[str, bool]] = []
    for text, face in lines:
        fitted = fit(text, Box(_points(width), (size,), most, face))
        if not fitted.fits:
            return None
        found += [(line, face == BOLD) for line in fitted.lines]
    return found
