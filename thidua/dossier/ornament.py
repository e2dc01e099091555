"""The frame of a certificate, drawn by arithmetic: flat colours, no gradients, nothing copied."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache
from math import cos, pi, sin

Point = tuple[float, float]

# Frames are drawn on a canvas of this height, as wide as the sheet's shape asks for.
HEIGHT = 210.0
RED, GOLD, PALE, IVORY = "#a3161a", "#b98a2f", "#efe0b4", "#fffdf7"
_BAND_OUT, _BAND_IN = 7.0, 16.0
_MIDDLE = (_BAND_OUT + _BAND_IN) / 2
_STAR = (0.0, 0.0)


@lru_cache
def frame_svg(shape: Fraction = Fraction(297, 210)) -> str:
    """
    Draw the frame: ivory ground, pale guilloche, woven band, lotus corners, a star with rays on top.

    Args:
        shape: Width of the sheet over its height.

    Returns:
        SVG to be stretched over the whole sheet, the same text each time.
    """
    width = float(HEIGHT * shape)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {HEIGHT:g}">',
        _rect(width, 0, IVORY, "none", 0),
        _band(width),
        *(_corner(*corner) for corner in _corners(width)),
        *(_medallion(*middle) for middle in _middles(width)),
        _star(width),
        "</svg>",
    ]
    return "".join(parts)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _path(
    points: Iterable[Point], stroke: str, width: float, fill: str = "none", *, close: bool = False
) -> str:
    line = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
    end = "Z" if close else ""
    ink = f' stroke="{stroke}" stroke-width="{_n(width)}"' if width else ""
    return f'<path d="M{line}{end}" fill="{fill}"{ink}/>'


def _rect(width: float, inset: float, fill: str, stroke: str, thickness: float) -> str:
    size = f'width="{_n(width - 2 * inset)}" height="{_n(HEIGHT - 2 * inset)}"'
    ink = f'fill="{fill}" stroke="{stroke}" stroke-width="{_n(thickness)}"'
    return f'<rect x="{_n(inset)}" y="{_n(inset)}" {size} {ink}/>'


def _circle(at: Point, radius: float, fill: str, stroke: str = "none", width: float = 0) -> str:
    ink = f' stroke="{stroke}" stroke-width="{_n(width)}"' if width else ""
    return f'<circle cx="{_n(at[0])}" cy="{_n(at[1])}" r="{_n(radius)}" fill="{fill}"{ink}/>'


def _curve(at: Callable[[float], Point], steps: int, stroke: str, width: float) -> str:
    return _path((at(2 * pi * step / steps) for step in range(steps)), stroke, width, close=True)


def _polar(centre: Point, radius: float, angle: float) -> Point:
    return centre[0] + radius * cos(angle), centre[1] + radius * sin(angle)


def _ground(width: float) -> str:
    """Draw the pale rosette behind the text: three closed waves, each turned a little."""
    centre = (width / 2, HEIGHT / 2 + 8)
    reach = width * 82 / 297

    def wave(turn: float) -> Callable[[float], Point]:
        def at(angle: float) -> Point:
            radius = 1 + 0.2 * cos(12 * angle + turn)
            return centre[0] + reach * radius * cos(angle), centre[1] + 46 * radius * sin(angle)

        return at

    return "".join(_curve(wave(2 * pi * turn / 5), 190, PALE, 0.18) for turn in range(5))


def _band(width: float) -> str:
    """Draw the woven band between its rules."""
    rules = [
        _rect(width, _BAND_OUT - 1.6, "none", GOLD, 0.35),
        _rect(width, _BAND_OUT, RED, GOLD, 0.5),
        _rect(width, _BAND_IN, IVORY, GOLD, 0.7),
        _rect(width, _BAND_IN + 1.3, "none", RED, 0.3),
    ]
    return "".join([*rules[:3], _ground(width), rules[3], *(_side(*side) for side in _sides(width))])


def _sides(width: float) -> list[tuple[Point, Point]]:
    near, right, low = _MIDDLE, width - _MIDDLE, HEIGHT - _MIDDLE
    clear = 9.0
    return [
        ((near + clear, near), (right - clear, near)),
        ((near + clear, low), (right - clear, low)),
        ((near, near + clear), (near, low - clear)),
        ((right, near + clear), (right, low - clear)),
    ]


def _side(start: Point, end: Point) -> str:
    """Draw one side's weave: sine waves out of step, and a bead in each eye."""
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    waves = round(length / 11.5)
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)

    def at(far: float, off: float) -> Point:
        return start[0] + along[0] * far - along[1] * off, start[1] + along[1] * far + along[0] * off

    def thread(height: float, sign: int) -> str:
        half = length / (2 * waves)
        bows = (_bow(along, half, height * sign * (-1) ** k) for k in range(2 * waves))
        colour = GOLD if height > 2 else PALE
        return (
            f'<path d="M{_pair(at(0, 0))}{"".join(bows)}" fill="none" stroke="{colour}" stroke-width="0.32"/>'
        )

    beads = (_circle(at(length * (half + 0.5) / (2 * waves), 0), 0.62, PALE) for half in range(2 * waves))
    threads = (thread(height, sign) for height in (3.2, 1.7) for sign in (1, -1))
    return "".join(threads) + "".join(beads)


def _bow(along: Point, half: float, height: float) -> str:
    # One cubic for half a sine wave: its controls stand at 0.364 of the way, 4/3 as high as the crest.
    ends = ((half * 0.364, height * 4 / 3), (half * 0.636, height * 4 / 3), (half, 0.0))
    return "c" + " ".join(_pair((along[0] * x - along[1] * y, along[1] * x + along[0] * y)) for x, y in ends)


def _corners(width: float) -> list[tuple[Point, float]]:
    near, right, low = _MIDDLE, width - _MIDDLE, HEIGHT - _MIDDLE
    return [
        ((near, near), pi / 4),
        ((right, near), 3 * pi / 4),
        ((right, low), 5 * pi / 4),
        ((near, low), 7 * pi / 4),
    ]


def _corner(centre: Point, inward: float) -> str:
    """Draw a corner: the rings of a drum, and a lotus that opens towards the middle of the sheet."""
    rings = _circle(centre, 8.2, RED, GOLD, 0.6) + _circle(centre, 6.9, "none", PALE, 0.25)
    dots = "".join(_circle(_polar(centre, 7.55, 2 * pi * k / 28), 0.3, PALE) for k in range(28))
    return rings + dots + _lotus(centre, inward, 6.2)


def _lotus(centre: Point, facing: float, size: float) -> str:
    """Draw nine petals, the outer ones first so that the middle one lies on top."""
    base = _polar(centre, -size * 0.55, facing)
    turns = sorted((k * 0.3 for k in range(-4, 5)), key=lambda turn: -abs(turn))
    return "".join(_petal(base, facing + turn, size * (1.5 - abs(turn) * 0.42)) for turn in turns)


def _petal(base: Point, angle: float, length: float) -> str:
    tip = _polar(base, length, angle)
    left, right = (_polar(base, length * 0.58, angle + lean) for lean in (-0.34, 0.34))
    curve = f"M{_pair(base)}Q{_pair(left)} {_pair(tip)}Q{_pair(right)} {_pair(base)}Z"
    return f'<path d="{curve}" fill="{PALE}" stroke="{GOLD}" stroke-width="0.25"/>'


def _pair(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _middles(width: float) -> list[Point]:
    near, right, low = _MIDDLE, width - _MIDDLE, HEIGHT - _MIDDLE
    return [(width / 2, near), (width / 2, low), (near, HEIGHT / 2), (right, HEIGHT / 2)]


def _medallion(*centre: float) -> str:
    """Draw the small drum in the middle of a side."""
    at = (centre[0], centre[1])
    rings = _circle(at, 5.4, RED, GOLD, 0.5) + _circle(at, 4.5, "none", PALE, 0.2)
    return rings + _rays(at, 12, (1.5, 4.1), PALE) + _circle(at, 1.1, PALE)


def _rays(centre: Point, count: int, radii: tuple[float, float], fill: str) -> str:
    inner, outer = radii
    points = [
        _polar(centre, outer if k % 2 == 0 else inner, pi * k / count - pi / 2) for k in range(2 * count)
    ]
    return _path(points, "none", 0, fill, close=True)


def _star(width: float) -> str:
    """Draw the motif at the head of the sheet: a star in the rings of a drum, with fine rays around."""
    spokes = "".join(_spoke(2 * pi * k / 48, 9.9, 11.6 if k % 2 else 12.7) for k in range(48))
    rings = _circle(_STAR, 9.3, RED, GOLD, 0.7) + _circle(_STAR, 8.1, "none", PALE, 0.25)
    beads = "".join(_circle(_polar(_STAR, 8.7, 2 * pi * k / 36), 0.24, PALE) for k in range(36))
    drum = _rays(_STAR, 14, (3.6, 7.5), GOLD) + _circle(_STAR, 3.7, RED, PALE, 0.25)
    place = f"translate({_n(width / 2)} 29.6) scale(.86)"
    return f'<g transform="{place}">{spokes}{rings}{beads}{drum}{_rays(_STAR, 8, (1.2, 3.1), PALE)}</g>'


def _spoke(angle: float, start: float, end: float) -> str:
    return _path([_polar(_STAR, start, angle), _polar(_STAR, end, angle)], GOLD, 0.35)
