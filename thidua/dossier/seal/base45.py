"""Base45 (RFC 9285): bytes as the letters that QR codes hold most tightly."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_TRIPLES = tuple(
    ALPHABET[value % 45] + ALPHABET[value // 45 % 45] + ALPHABET[value // 2025] for value in range(65536)
)
_PAIRS = tuple(ALPHABET[value % 45] + ALPHABET[value // 45] for value in range(256))


def encode(content: bytes) -> str:
    """Give the text of ``content``: three letters for two bytes, two for a last one."""
    even = len(content) // 2 * 2
    parts = [_TRIPLES[content[at] << 8 | content[at + 1]] for at in range(0, even, 2)]
    return "".join(parts) + (_PAIRS[content[-1]] if len(content) % 2 else "")


def decode(text: str) -> bytes:
    """
    Give the bytes of a text.

    Raises:
        ValueError: A letter is not in the alphabet, or letters stand for no byte.
    """
    found = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        try:
            value = sum(_VALUES[letter] * 45**place for place, letter in enumerate(group))
        except KeyError as error:
            raise ValueError(f"not a base45 letter: {error.args[0]!r}") from None
        size = len(group) - 1
        if size == 0 or value >= 256**size:
            raise ValueError(f"not a base45 group: {group!r}")
        found += value.to_bytes(size, "big")
    return bytes(found)
