"""Sets a text into a box of a certificate: whole words, balanced lines, smaller in steps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from thidua.dossier.fonts import BOLD, face


@dataclass(frozen=True)
class Box:
    """
    Room for a text.

    Attributes:
        width: In points.
        sizes: Allowed type sizes in points, best first.
        lines: Most lines at each size.
        style: Face that the text is set in.
        leading: Height of a line, in type sizes.
        above: Space above the first line, in points.
        spacing: Space between letters, in points.
    """

    width: float
    sizes: tuple[float, ...]
    lines: int
    style: str = BOLD
    leading: float = 1.15
    above: float = 0
    spacing: float = 0


@dataclass(frozen=True)
class Fitted:
    """
    A text as it will stand.

    Attributes:
        lines: Whole lines; no word is ever cut.
        size: Type size in points.
        box: The room it was set into.
        fits: False when even the smallest size is too large for the room.
    """

    lines: tuple[str, ...]
    size: float
    box: Box
    fits: bool = True

    @property
    def height(self) -> float:
        """Give the height it takes, in points; an empty text takes none."""
        return len(self.lines) * self.size * self.box.leading + self.box.above if self.lines else 0.0


@lru_cache(maxsize=1024)
def fit(text: str, box: Box) -> Fitted:
    """
    Choose size and line breaks.

    Args:
        text: Words between spaces; Vietnamese syllables are words here.
        box: The room there is.

    Returns:
        The best size at which the fewest lines do; among those the most even lines. A single line
        one step smaller is preferred to a second line.
    """
    words = re.findall(r"[^ \n\t]+", text)  # a no-break space keeps its neighbours together
    widths = [face(box.style).units(word) for word in words]
    for lines in range(1, box.lines + 1):
        # A name keeps to one line only while it stays large; the last line count may use every size.
        sizes = box.sizes if lines == box.lines else box.sizes[: max(1, len(box.sizes) // 2)]
        for size in sizes:
            broken = _balanced(words, widths, lines, box, size)
            if broken is not None:
                return Fitted(broken, size, box)
    smallest = box.sizes[-1]
    return Fitted(_broken(words, widths, box, smallest, box.width), smallest, box, fits=False)


def fit_stack(texts: Sequence[str], boxes: Sequence[Box], height: float) -> tuple[Fitted, ...]:
    """
    Set texts one under another into a common height.

    Args:
        texts: One for each box, from the top.
        boxes: Their rooms; all go down by the same number of size steps.
        height: In points.

    Returns:
        The texts at the best sizes at which all of them fit. Where there is no such size they are
        given at the smallest, and those are marked as not fitting that are too long by themselves,
        or all of them if only together.
    """
    stack: tuple[Fitted, ...] = ()
    for step in range(max(len(box.sizes) for box in boxes)):
        stack = tuple(fit(text, _smaller(box, step)) for text, box in zip(texts, boxes, strict=True))
        if sum(fitted.height for fitted in stack) <= height:
            return stack
    if all(fitted.fits for fitted in stack):
        return tuple(replace(fitted, fits=False) for fitted in stack)
    return stack


@lru_cache(maxsize=256)
def _smaller(box: Box, step: int) -> Box:
    return replace(box, sizes=box.sizes[step:] or box.sizes[-1:]) if step else box


def _balanced(
    words: Sequence[str], widths: Sequence[int], lines: int, box: Box, size: float
) -> tuple[str, ...] | None:
    """Break into at most ``lines`` lines, as narrow as that allows; None when they are too wide."""
    spaced = _spaced(words, widths, box, size)
    low, high = max(spaced, default=0.0), box.width
    gap = _spaced([" "], [face(box.style).units(" ")], box, size)[0]
    counts = _counts(spaced, gap, high)
    if low > high or len(counts) > lines:
        return None
    if len(counts) == 1:
        return (" ".join(words),)
    while high - low > 0.5:
        middle = (low + high) / 2
        if len(_counts(spaced, gap, middle)) > lines:
            low = middle
        else:
            high = middle
    return _broken(words, widths, box, size, high)


def _spaced(words: Sequence[str], widths: Sequence[int], box: Box, size: float) -> list[float]:
    scale = size / face(box.style).em
    return [width * scale + len(word) * box.spacing for word, width in zip(words, widths, strict=True)]


def _counts(spaced: Sequence[float], gap: float, width: float) -> list[int]:
    """Count the words of each line, filling lines from the left."""
    counts: list[int] = []
    filled = 0.0
    for word in spaced:
        if counts and filled + gap + word <= width:
            counts[-1] += 1
            filled += gap + word
        else:
            counts.append(1)
            filled = word
    return counts


def _broken(
    words: Sequence[str], widths: Sequence[int], box: Box, size: float, width: float
) -> tuple[str, ...]:
    gap = _spaced([" "], [face(box.style).units(" ")], box, size)[0]
    lines, start = [], 0
    for count in _counts(_spaced(words, widths, box, size), gap, width):
        lines.append(" ".join(words[start : start + count]))
        start += count
    return tuple(lines)
