"""Copies that lost letters: phrases that are still found in them, and the words that show the loss."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LETTERS = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("aeiouy")
_NO_SYLLABLES = frozenset(
    re.findall(
        r"\w+", "cm gb gs gv hđ hs kg km kv kw kwh mb mm mw nq pdf pgs sms stt tb th ths tp ts tt vnđ vv"
    )
)
_LEAST_LEFT = 2


def phrase(*phrases: str) -> str:
    """
    Give a pattern that finds any of some phrases as whole words, each accented letter lost or not.

    Measured on the copy of plan 243: what its scan lost are accented vowels («ln» for «lần»), and with a last
    letter the space behind it («đnhân» for «để nhân»). Words of two letters must be whole.
    """
    ordered = sorted(phrases, key=len, reverse=True)
    return rf"(?<!\w)(?:{'|'.join(map(_tolerant, ordered))})(?!\w)"


def listed(text: str) -> tuple[str, ...]:
    """Give the phrases of a list that is written with bars between them, over any number of lines."""
    return tuple(" ".join(each.split()) for each in text.split("|"))


def _tolerant(text: str) -> str:
    words = text.split(" ")
    gaps = [r"\s*" if _may_lose(word) and not word[-1].isascii() else r"\s+" for word in words]
    return "".join(_word(word) + gap for word, gap in zip(words, gaps, strict=True))[:-3]


def _word(word: str) -> str:
    if not _may_lose(word):
        return re.escape(word)
    return "".join(f"{char}?" if _is_accented(char) else re.escape(char) for char in word)


def _may_lose(word: str) -> bool:
    return sum(not _is_accented(char) for char in word) >= _LEAST_LEFT


def _is_accented(char: str) -> bool:
    return not char.isascii() and _base(char) in _VOWELS


def _base(char: str) -> str:
    return unicodedata.normalize("NFD", char.lower())[0]


def damaged(texts: Iterable[str]) -> list[str]:
    """Give the words that can be no Vietnamese syllable, such as «tnh» and «đnhân», each once."""
    words = (word for text in texts for word in _LETTERS.findall(text))
    return list(dict.fromkeys(word for word in words if word.islower() and _is_damaged(word)))


def _is_damaged(word: str) -> bool:
    if len(word) < _LEAST_LEFT or word in _NO_SYLLABLES:
        return False
    silent = [_base(char) not in _VOWELS for char in word]
    return all(silent) or (word[0] == "đ" and silent[1])
