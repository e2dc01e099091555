"""Numbers, letters and bullets before a paragraph: ``II.``, ``2.1.``, ``a)``, ``-``, ``Điều 5.``"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_PATTERNS = {
    "part": re.compile(
        r"((?:Phần|Chương|Mục|Điều|Phụ lục) (?:thứ \w+|[IVX]+|\d+))(?:\s*[.:]\s*|\s*$)(.*)", re.I
    ),
    "roman": re.compile(r"([IVX]{1,5})\s?[.)/:–-]\s*(?=\S)(.*)"),
    "capital": re.compile(r"([A-HĐ])[.)/]\s+(.+)"),
    "decimal": re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,4})[.)]?\s+(?=[^\W\d_])(.*)"),
    "number": re.compile(r"(\d{1,2})[.)/-]\s+(.+)"),
    "letter": re.compile(r"([a-zđ])[.)]\s+(.+)"),
    "bracket": re.compile(r"\((\d{1,2}|[a-zđ])\)\s*(.+)"),
    "bullet": re.compile(r"([-–—+•*●▪·])\s*(?![-–—*\s])(.+)"),
}
_DASHES = "–—"


@dataclass(frozen=True)
class Marker:
    """
    What stands before a paragraph.

    Attributes:
        kind: Paragraphs with markers of one kind stand beside each other; ``decimal2`` has two parts.
        label: As cited: ``II``, ``2.1``, ``a``, ``-``, ``Điều 5``.
        ordinal: Place among its neighbours, from 1; 0 for a bullet.
        rest: The paragraph without its marker.
    """

    kind: str
    label: str
    ordinal: int
    rest: str


def marker(text: str) -> Marker | None:
    """Read the marker at the head of a paragraph; None when there is none."""
    for kind, pattern in _PATTERNS.items():
        match = pattern.match(text)
        if match is not None and (found := _made(kind, match[1], match[2].strip())) is not None:
            return found
    return None


def _made(kind: str, label: str, rest: str) -> Marker | None:
    if kind == "roman":
        return Marker(kind, label, _ROMAN.index(label) + 1, rest) if label in _ROMAN else None
    if kind == "decimal":
        parts = label.split(".")
        capital = rest[:1].isupper()
        return Marker(f"decimal{len(parts)}", label, int(parts[-1]), rest) if capital else None
    if kind == "number":
        return Marker("decimal1", label, int(label), rest)
    if kind == "bullet":
        label = "-" if label in _DASHES else label
        return Marker(f"bullet{label}", label, 0, rest)
    return Marker(kind, label, _ordinal(label), rest)


def _ordinal(label: str) -> int:
    last = label.split()[-1]
    if last.isdigit():
        return int(last)
    if last in _ROMAN and len(label) > 1:
        return _ROMAN.index(last) + 1
    return _LETTERS.find(last.lower()) + 1
