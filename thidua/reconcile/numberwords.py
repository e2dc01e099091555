"""Whole numbers in Vietnamese words, to hold words in brackets against the digits before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ")
# How the same digit or joint is also said or written.
_SAME = {
    "lăm": "năm",
    "nhăm": "năm",
    "mốt": "một",
    "tư": "bốn",
    "bẩy": "bảy",
    "lẻ": "linh",
    "ngàn": "nghìn",
    "tỉ": "tỷ",
    "mươi": "mười",
}
_KNOWN = frozenset((*_DIGITS, *_GROUPS[1:], *_SAME, "mười", "trăm", "linh"))
_COUNTED = ("đồng", "chẵn", "người")
_LARGEST = 10**12
_WORDED = re.compile(r"(?<![\d.,/])(\d{1,3}(?:\.\d{3})+|\d{1,12})\s*\(([^()\d]{2,120})\)")


def words_of(number: int) -> str:
    """Give a number from 0 to below 10¹² in words, every digit by its own name: ``hai mười năm`` for 25."""
    if number == 0:
        return _DIGITS[0]
    thousands: list[int] = []
    rest = number
    while rest:
        rest, part = divmod(rest, 1000)
        thousands.append(part)
    words: list[str] = []
    for at in range(len(thousands) - 1, -1, -1):
        if thousands[at]:
            words += [*_three(thousands[at], whole=bool(words)), *filter(None, [_GROUPS[at]])]
    return " ".join(words)


def _three(part: int, *, whole: bool) -> Iterator[str]:
    """Give three digits; ``whole`` says that hundreds are spoken even where there are none."""
    hundreds, rest = divmod(part, 100)
    tens, ones = divmod(rest, 10)
    if hundreds or whole:
        yield from (_DIGITS[hundreds], "trăm")
    if tens:
        yield from ([_DIGITS[tens]] if tens > 1 else [])
        yield "mười"
    elif ones and (hundreds or whole):
        yield "linh"
    if ones:
        yield _DIGITS[ones]


def _plain(words: str) -> list[str] | None:
    """Give words with every digit by its own name; None where they are no number."""
    parts = re.findall(r"[^\W\d_]+", words.lower())
    while parts and parts[-1] in _COUNTED:
        parts.pop()
    return [_SAME.get(each, each) for each in parts] if parts and set(parts) <= _KNOWN else None


def worded(text: str) -> Iterator[tuple[str, str, bool]]:
    """
    Give every number of a text that words in brackets follow.

    Returns:
        The digits and the words as they stand there, and whether both say the same; brackets that hold
        other words than numbers are left out.
    """
    for found in _WORDED.finditer(text):
        said, number = _plain(found[2]), int(found[1].replace(".", ""))
        if said is not None and number < _LARGEST:
            yield found[1], found[2].strip(), said == words_of(number).split()
