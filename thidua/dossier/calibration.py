"""The calibration sheet: shows by how much a printer's tray moves what it prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from thidua.dossier.environment import fill
from thidua.dossier.formats import number
from thidua.dossier.forms import Area, Form, Offset
from thidua.dossier.press.plates import STYLE
from thidua.dossier.printing import typeset

# How far the crosses stand from the edges, and how they are drawn, in millimetres.
_AT, _ARM, _STEP, _TICK = 30, 5.0, 0.5, 0.8

Line = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Outline:
    """An area as it is drawn, in millimetres, with the first of its texts."""

    left: float
    top: float
    width: float
    height: float
    text: str


def calibration_sheet(form: Form, printer: str = "") -> bytes:
    """
    Make the sheet.

    Args:
        form: Its size and areas are drawn.
        printer: A name among the form's ``printers``: the drawing is moved by its offset, so that a
            second printing shows what error is left.

    Returns:
        One page as PDF: a cross with a scale of half millimetres in every corner, the outline of each area,
        and how to reckon the offset. It asks to be printed at its true size.

    Raises:
        KeyError: The form has no printer of this name.
    """
    from pikepdf import Dictionary, Name, Pdf  # slow import

    offset = form.printers[printer] if printer else Offset()
    with Pdf.open(BytesIO(typeset(_html(form, offset, printer), STYLE).pdf)) as pdf:
        pdf.Root[Name.ViewerPreferences] = Dictionary(PrintScaling=Name("/None"))
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _html(form: Form, offset: Offset, printer: str) -> str:
    width, height = float(form.page.width), float(form.page.height)
    return fill(
        "certificate/calibration.html.j2",
        form=form,
        printer=printer,
        width=width,
        height=height,
        right=float(offset.right),
        down=float(offset.down),
        right_words=number(offset.right),
        down_words=number(offset.down),
        at=_AT,
        areas=[_outline(area) for area in form.areas],
        lines=[line for x, y in _corners(width, height) for line in _cross(x, y)],
    )


def _outline(area: Area) -> _Outline:
    left, top, width, height = map(float, (area.left, area.top, area.width, area.height))
    return _Outline(left, top, width, height, area.words[0].text)


def _corners(width: float, height: float) -> Iterator[tuple[float, float]]:
    for x in (_AT, width - _AT):
        for y in (_AT, height - _AT):
            yield x, y


def _cross(x: float, y: float) -> Iterator[Line]:
    yield x - _ARM, y, x + _ARM, y
    yield x, y - _ARM, x, y + _ARM
    for step in range(-round(_ARM / _STEP), round(_ARM / _STEP) + 1):
        far, half = step * _STEP, _TICK * (2 if step % 2 == 0 else 1) / 2
        yield x + far, y - half, x + far, y + half
        yield x - half, y + far, x + half, y + far
