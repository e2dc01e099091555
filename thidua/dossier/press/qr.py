"""
QR codes of alphanumeric text at error correction level M, as ISO/IEC 18004 draws them.

A matrix is one whole number, a bit a module, so that masks and penalties are a few operations on it:
a general encoder that walks over the modules takes some fifty times as long.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from operator import itemgetter
from typing import cast

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
QUIET = 4
# ISO/IEC 18004, table 9: error correction codewords of a block and number of blocks, versions 1 to 40.
_CORRECTION = (
    *(10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26),
    *(26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28),
)
_BLOCKS = (
    *(1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16),
    *(17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49),
)
_PAIRS = {a + b: f"{45 * i + j:011b}" for i, a in enumerate(ALPHABET) for j, b in enumerate(ALPHABET)}
_SINGLES = {letter: f"{i:06b}" for i, letter in enumerate(ALPHABET)}
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda x, y: (x + y) % 2 == 0,
    lambda x, y: y % 2 == 0,
    lambda x, y: x % 3 == 0,
    lambda x, y: (x + y) % 3 == 0,
    lambda x, y: (x // 3 + y // 2) % 2 == 0,
    lambda x, y: x * y % 2 + x * y % 3 == 0,
    lambda x, y: (x * y % 2 + x * y % 3) % 2 == 0,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2 == 0,
)


class QrError(ValueError):
    """A text that no QR code of this kind can hold."""


@dataclass(frozen=True)
class Matrix:
    """
    A code.

    Attributes:
        side: Modules of a side, without the quiet zone.
        bits: Bit ``row * side + column`` tells whether the module is dark.
    """

    side: int
    bits: int

    @property
    def rows(self) -> list[str]:
        """Give each row as ``1`` for dark and ``0`` for light, from the top."""
        cells = f"{self.bits:0{self.side**2}b}"[::-1]
        return [cells[start : start + self.side] for start in range(0, len(cells), self.side)]

    @property
    def full_side(self) -> int:
        """Give the modules of a side with the quiet zone."""
        return self.side + 2 * QUIET

    def bitmap(self) -> bytes:
        """Give the picture with its quiet zone: a bit a module, dark is 1, rows padded to whole bytes."""
        width = -(-self.full_side // 8) * 8
        empty = "0" * width * QUIET
        edge = "0" * QUIET
        body = "".join([f"{edge}{row}".ljust(width, "0") for row in self.rows])
        return int(f"{empty}{body}{empty}", 2).to_bytes(width * self.full_side // 8, "big")


@dataclass(frozen=True)
class _Plan:
    """What every code of one version shares."""

    version: int
    side: int
    data: int
    blocks: tuple[int, ...]
    pick: Callable[[str], tuple[str, ...]]
    spare: int
    masks: tuple[int, ...]


def encode(text: str) -> Matrix:
    """
    Draw a text.

    Args:
        text: Characters of ``ALPHABET`` only.

    Returns:
        The code of the smallest version that holds it, under the mask of least penalty.

    Raises:
        QrError: The text has other characters, or is longer than 3,391 characters.
    """
    version = _version(text)
    plan = _plan(version)
    words = _corrected(_codewords(text, plan), plan)
    bits = f"{int.from_bytes(words, 'big'):0{8 * len(words)}b}" + "0" * plan.spare + "01"
    bare = int("".join(plan.pick(bits)), 2)
    masked = [bare ^ mask for mask in plan.masks]
    return Matrix(plan.side, min(masked, key=lambda bits: _penalty(bits, plan.side)))


def _version(text: str) -> int:
    for version in range(1, 41):
        if _length(len(text), version) <= 8 * _data_words(version):
            return version
    raise QrError(text[:20])


def _length(letters: int, version: int) -> int:
    return 4 + _count_bits(version) + 11 * (letters // 2) + 6 * (letters % 2)


def _count_bits(version: int) -> int:
    return 9 if version < 10 else 11 if version < 27 else 13


def _all_words(version: int) -> int:
    modules = (16 * version + 128) * version + 64
    if version >= 2:
        rows = version // 7 + 2
        modules -= (25 * rows - 10) * rows - 55
    if version >= 7:
        modules -= 36
    return modules // 8


def _data_words(version: int) -> int:
    return _all_words(version) - _CORRECTION[version - 1] * _BLOCKS[version - 1]


def _codewords(text: str, plan: _Plan) -> bytes:
    try:
        body = "".join([_PAIRS[text[start : start + 2]] for start in range(0, len(text) - 1, 2)])
        body += _SINGLES[text[-1]] if len(text) % 2 else ""
    except KeyError as error:
        raise QrError(str(error.args[0])) from None
    bits = f"0010{len(text):0{_count_bits(plan.version)}b}{body}"
    bits += "0" * min(4, 8 * plan.data - len(bits))
    bits += "0" * (-len(bits) % 8)
    words = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return (words + b"\xec\x11" * plan.data)[: plan.data]


def _corrected(words: bytes, plan: _Plan) -> bytes:
    """Cut into blocks, reckon each block's error correction, and interleave all."""
    degree = _CORRECTION[plan.version - 1]
    blocks, start = [], 0
    for size in plan.blocks:
        blocks.append(words[start : start + size])
        start += size
    checks = [_remainder(block, degree) for block in blocks]
    mixed = [word for column in zip_longest(*blocks) for word in column if word is not None]
    return bytes(mixed) + bytes(word for column in zip(*checks, strict=True) for word in column)


def _remainder(block: bytes, degree: int) -> bytes:
    table, top, keep = _multiples(degree), 8 * (degree - 1), (1 << 8 * degree) - 1
    rest = 0
    for word in block:
        rest = (rest << 8 & keep) ^ table[word ^ rest >> top]
    return rest.to_bytes(degree, "big")


@lru_cache
def _multiples(degree: int) -> tuple[int, ...]:
    """Give every multiple of the generator polynomial, without its leading term, as a whole number."""
    generator, root = [1], 1
    for _ in range(degree):
        shifted = [*generator, 0]
        scaled = [0, *(_times(term, root) for term in generator)]
        generator = [a ^ b for a, b in zip(shifted, scaled, strict=True)]
        root = _times(root, 2)
    return tuple(
        int.from_bytes(bytes(_times(term, factor) for term in generator[1:]), "big") for factor in range(256)
    )


def _times(a: int, b: int) -> int:
    """Multiply in the field of 256 elements of ISO/IEC 18004."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product


@lru_cache
def _plan(version: int) -> _Plan:
    side = 17 + 4 * version
    fixed = _fixed(version, side)
    free = [cell for cell in _path(side) if cell not in fixed]
    total = _all_words(version)
    place = {cell: number for number, cell in enumerate(free)}
    # Two further characters, one light and one dark, stand after the data for the fixed modules.
    source = [place[cell] if cell in place else len(free) + fixed[cell] for cell in range(side * side)]
    short, longer = divmod(_data_words(version), _BLOCKS[version - 1])
    blocks = (short,) * (_BLOCKS[version - 1] - longer) + (short + 1,) * longer
    return _Plan(
        version,
        side,
        _data_words(version),
        blocks,
        cast(Callable[[str], tuple[str, ...]], itemgetter(*reversed(source))),
        len(free) - 8 * total,
        tuple(_mask(number, version, side, free) for number in range(8)),
    )


def _path(side: int) -> list[int]:
    """Give the cells in the order data is laid: pairs of columns from the right, up and down in turn."""
    cells, upwards = [], True
    for right in [*range(side - 1, 6, -2), *range(5, 0, -2)]:
        rows = range(side - 1, -1, -1) if upwards else range(side)
        cells += [row * side + column for row in rows for column in (right, right - 1)]
        upwards = not upwards
    return cells


def _fixed(version: int, side: int) -> dict[int, int]:
    """Give the modules that are no data: cell to 1 for dark, 0 for light."""
    cells: dict[tuple[int, int], int] = {}
    for number in range(side):
        cells[6, number] = cells[number, 6] = (number + 1) % 2
    for row, column in ((3, 3), (3, side - 4), (side - 4, 3)):
        _square(cells, row, column, 4, side)
    for row, column in _alignments(version, side):
        _square(cells, row, column, 2, side)
    for row, column in _format_cells(side):
        cells[row, column] = 0
    cells[side - 8, 8] = 1
    if version >= 7:
        _write_version(cells, version, side)
    return {row * side + column: dark for (row, column), dark in cells.items()}


def _square(cells: dict[tuple[int, int], int], row: int, column: int, reach: int, side: int) -> None:
    """Draw rings around a centre: a finder with its light border, or an alignment square."""
    for y in range(max(row - reach, 0), min(row + reach + 1, side)):
        for x in range(max(column - reach, 0), min(column + reach + 1, side)):
            ring = max(abs(y - row), abs(x - column))
            cells[y, x] = int(ring not in (2, 4)) if reach == 4 else int(ring != 1)


def _alignments(version: int, side: int) -> list[tuple[int, int]]:
    if version == 1:
        return []
    count = version // 7 + 2
    step = 26 if version == 32 else (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    places = [6, *sorted(side - 7 - step * number for number in range(count - 1))]
    corners = {(6, 6), (6, side - 7), (side - 7, 6)}
    return [(row, column) for row in places for column in places if (row, column) not in corners]


def _format_cells(side: int) -> list[tuple[int, int]]:
    """Give where the fifteen bits of the format stand, the lowest first: near the corner, then far."""
    near = [
        *((row, 8) for row in (0, 1, 2, 3, 4, 5, 7, 8)),
        (8, 7),
        *((8, column) for column in range(5, -1, -1)),
    ]
    far = [*((8, side - 1 - bit) for bit in range(8)), *((side - 15 + bit, 8) for bit in range(8, 15))]
    return near + far


def _write_version(cells: dict[tuple[int, int], int], version: int, side: int) -> None:
    bits = version << 12 | _check(version, 0x1F25, 12)
    for bit in range(18):
        row, column = bit // 3, side - 11 + bit % 3
        cells[row, column] = cells[column, row] = bits >> bit & 1


def _check(value: int, generator: int, degree: int) -> int:
    """Give the remainder of a BCH code."""
    rest = value << degree
    for bit in range(rest.bit_length() - 1, degree - 1, -1):
        if rest >> bit & 1:
            rest ^= generator << bit - degree
    return rest


def _mask(number: int, version: int, side: int, free: list[int]) -> int:
    """Give what turns bare data into data under a mask, with the format that names the mask."""
    rule = _MASKS[number]
    mask = sum(1 << cell for cell in free if rule(cell % side, cell // side))
    # Level M is written as 00, so the mask's number is the whole of the format.
    bits = (number << 10 | _check(number, 0x537, 10)) ^ 0x5412
    for place, (row, column) in enumerate(_format_cells(side)):
        mask |= (bits >> place % 15 & 1) << row * side + column
    return mask


@lru_cache
def _edges(side: int) -> tuple[int, int, int, int]:
    """Give the cells with a right neighbour, with a lower one, with ten to the right, with ten below."""
    row_1, row_10 = (1 << side - 1) - 1, (1 << side - 10) - 1
    right = sum(row_1 << row * side for row in range(side))
    ten_right = sum(row_10 << row * side for row in range(side))
    return right, (1 << side * (side - 1)) - 1, ten_right, (1 << side * (side - 10)) - 1


def _penalty(bits: int, side: int) -> int:
    """Add up the four penalties of ISO/IEC 18004, 7.8.3."""
    right, below, ten_right, ten_below = _edges(side)
    across = ~(bits ^ bits >> 1) & right
    down = ~(bits ^ bits >> side) & below
    blocks = across & across >> side & down
    dark = bits.bit_count() * 20 // side**2
    return (
        _runs(across, 1)
        + _runs(down, side)
        + 3 * blocks.bit_count()
        + 40 * (_finders(bits, 1, ten_right) + _finders(bits, side, ten_below))
        + 10 * (10 - dark - 1 if dark < 10 else dark - 10)
    )


def _runs(same: int, step: int) -> int:
    """Score runs of five and more: three points for five, one more for each further module."""
    windows = same & same >> step
    windows &= windows >> 2 * step
    return windows.bit_count() + 2 * (windows & ~(windows << step)).bit_count()


def _finders(bits: int, step: int, room: int) -> int:
    """Count what looks like a finder (1:1:3:1:1) with four light modules before or after it."""
    light = ~bits
    core = bits & light >> step & bits >> 2 * step & bits >> 3 * step & bits >> 4 * step
    core &= light >> 5 * step & bits >> 6 * step
    four = light & light >> step
    four &= four >> 2 * step
    return (core & four >> 7 * step & room).bit_count() + (four & core >> 4 * step & room).bit_count()
