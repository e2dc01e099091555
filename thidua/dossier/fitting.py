"""Sets a text into a box of a certificate: whole words, balanced lines, smaller in steps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    """

    width: float
    sizes: tuple[float, ...]
    lines: int
    style: str = BOLD
    leading: float = 1.15
    above: float = 0


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
    for lines in range(1, box.lines + 1):
        # A name keeps to one line only while it stays large; the last line count may use every size.
        sizes = box.sizes if lines == box.lines else box.sizes[: max(1, len(box.sizes) // 2)]
        for size in sizes:
            broken = _balanced(words, lines, box, size)
            if broken is not None:
                return Fitted(broken, size, box)
    return Fitted(_greedy(words, box.width, box.style, box.sizes[-1]), box.sizes[-1], box, fits=False)


def fit_stack(texts: Sequence[str], boxes: Sequence[Box], height: float) -> tuple[Fitted, ...]:
    """
    Set texts one under another into a common height.

    Args:
        texts: One for each box, from the top.
        boxes: Their rooms; all go down by the same number of size steps.
        height: In points.

    Returns:
        The texts at the best sizes at which all of them fit; at the smallest, marked as not
        fitting, where there is no such size.
    """
    steps = max(len(box.sizes) for box in boxes)
    for step in range(steps):
        smaller = [replace(box, sizes=box.sizes[step:] or box.sizes[-1:]) for box in boxes]
        stack = tuple(fit(text, box) for text, box in zip(texts, smaller, strict=True))
        if sum(fitted.height for fitted in stack) <= height:
            return stack
    return tuple(replace(fitted, fits=False) for fitted in stack)


def _balanced(words: Sequence[str], lines: int, box: Box, size: float) -> tuple[str, ...] | None:
    """Break into at most ``lines`` lines, as narrow as that allows; None when they are too wide."""
    widths = [face(box.style).width(word, size) for word in words]
    if max(widths, default=0) > box.width:
        return None
    low, high = max(widths, default=0), box.width
    if len(_greedy(words, high, box.style, size)) > lines:
        return None
    while high - low > 0.5:
        middle = (low + high) / 2
        if len(_greedy(words, middle, box.style, size)) > lines:
            low = middle
        else:
            high = middle
    return _greedy(words, high, box.style, size)


def _greedy(words: Sequence[str], width: float, style: str, size: float) -> tuple[str, ...]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face(style).width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)
