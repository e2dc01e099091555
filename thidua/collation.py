"""Vietnamese order: a ă â b c d đ e ê …, then tones; people by given name, then family and middle names."""

from __future__ import annotations

import unicodedata

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANKS = {letter: i for i, letter in enumerate(ALPHABET, 100)}
# ngang, huyền, hỏi, ngã, sắc, nặng
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

_BEFORE_LETTERS = " 0123456789"
_AFTER_LETTERS = 200

Key = tuple[tuple[tuple[int, str], ...], tuple[int, ...], tuple[bool, ...]]


def key(text: str) -> Key:
    """
    Give the key that puts texts in the order of Vietnamese dictionaries.

    Letters decide first, over the whole text; tones next; small letters before capitals last. A space comes
    before digits, digits before letters, whatever is no letter of the alphabet in the order of its code.
    """
    letters: list[tuple[int, str]] = []
    tones: list[int] = []
    for mark in unicodedata.normalize("NFD", text):
        if mark in _TONES:
            if tones:
                tones[-1] = _TONES[mark]
            continue
        if unicodedata.combining(mark) and letters:
            whole = unicodedata.normalize("NFC", letters[-1][1] + mark)
            letters[-1] = (_RANKS.get(whole.lower(), letters[-1][0]), whole)
            continue
        letters.append((_rank(mark), mark))
        tones.append(0)
    ranks = tuple((rank, "" if rank in _RANKS.values() else letter) for rank, letter in letters)
    return ranks, tuple(tones), tuple(letter.isupper() for _rank, letter in letters)


def _rank(letter: str) -> int:
    return _RANKS.get(letter.lower(), ord(letter) if letter in _BEFORE_LETTERS else _AFTER_LETTERS)


def person_key(name: str) -> tuple[Key, Key]:
    """Give the key that puts people in order: by given name (the last word), then by what stands before."""
    before, _space, given = name.strip().rpartition(" ")
    return key(given), key(before)
