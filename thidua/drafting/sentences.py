"""Sentences of a paragraph, and the parts of a sentence that stand outside brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

_STOP = re.compile(r"[.!?]\s+")
_SHORT = frozenset({"tp", "tx", "tt", "ths", "ts", "pgs", "gs", "đ", "ô", "ctv", "vv"})
_LOOK = 40
_LONGEST = 4_000
_OPENING = "“\"'(«"
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»")
_ROUND = re.compile(r"\([^()]*\)")


def sentences(text: str) -> Iterator[str]:
    """
    Give the sentences of a paragraph; a full stop inside a number or an abbreviation ends none.

    What goes on for more than 4,000 characters is no sentence but a list, and is cut at its commas.
    """
    for sentence in _sentences(text):
        while len(sentence) > _LONGEST:
            cut = max(sentence.rfind(mark, 0, _LONGEST) for mark in ",; ") + 1 or _LONGEST
            yield sentence[:cut].strip()
            sentence = sentence[cut:]
        yield sentence.strip()


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for stop in _STOP.finditer(text):
        if _ends(text[start : stop.start()][-_LOOK:], text[stop.end() :]):
            yield text[start : stop.start() + 1].strip()
            start = stop.end()
    rest = text[start:].strip()
    if rest:
        yield rest


def _ends(before: str, after: str) -> bool:
    words = before.split()
    last = words[-1].lower().lstrip(_OPENING) if words else ""
    first = after.lstrip(_OPENING)[:1]
    return (
        (first.isupper() or first.isdigit())
        and last not in _SHORT
        and not (len(last) == 1 and last.isalpha())
    )


def masked(text: str, *, brackets: bool = True) -> str:
    """Give the text with what stands in quotation marks and brackets blanked, every place kept."""
    bare = _QUOTED.sub(_blank, text)
    return _ROUND.sub(_blank, bare) if brackets else bare


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
