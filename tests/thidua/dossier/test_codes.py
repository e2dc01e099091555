"""QR codes beside segno's, an independent encoder, and a reader's answers."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
import segno
import zxingcpp
from PIL import Image

from thidua.dossier.codes import CodeError, Matrix, encode

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
ALPHABET = "0123456789" + LETTERS
# Where data and terminator end on a whole byte segno adds a needless zero byte, which readers do not mind;
# these lengths do not end so. They fill versions 1 to 12, 15, 19, 26 and 40.
LENGTHS = (1, 2, 3, 11, 20, 21, 38, 61, 90, 122, 154, 178, 221, 262, 311, 340, 419, 600, 900, 1503, 3391)
# ISO/IEC 18004, table 2.
NUMERIC, ALPHANUMERIC = 1, 2


def text_of(length: int, letters: str) -> str:
    return "".join(random.Random(length).choice(letters) for _ in range(length))


def by_segno(content: str | Sequence[tuple[str, int]], mask: int) -> list[bytes]:
    made = segno.make(content, error="m", boost_error=False, micro=False, mask=mask)
    return [bytes(row) for row in made.matrix]


def read_back(matrix: Matrix) -> list[str]:
    light = bytes(255 - byte for byte in matrix.bitmap())
    small = Image.frombytes("1", (matrix.full_side, matrix.full_side), light)
    picture = small.convert("L").resize((matrix.full_side * 3,) * 2, 0)
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("length", LENGTHS)
def test_every_module_is_as_segno_draws_it_under_one_of_the_eight_masks(length: int) -> None:
    # Without digits there is one way to write the text; with them an encoder may change to digits and back.
    text = text_of(length, LETTERS)

    assert encode(text).rows in [by_segno(text, mask) for mask in range(8)]


def test_a_run_of_digits_is_written_as_digits() -> None:
    parts = [("TD1:ABC", ALPHANUMERIC), ("31415926535897932384", NUMERIC), ("XYZ", ALPHANUMERIC)]

    ours = encode("".join(text for text, _mode in parts)).rows

    assert ours in [by_segno(parts, mask) for mask in range(8)]


def test_a_reader_gives_the_text_back() -> None:
    texts = [text_of(length, ALPHABET) for length in range(1, 420, 7)]

    assert [read_back(encode(text)) for text in texts] == [[text] for text in texts]


def test_the_quiet_zone_is_four_light_modules_on_every_side() -> None:
    matrix = encode("TD1:ABC")
    width = -(-matrix.full_side // 8)
    rows = [matrix.bitmap()[start : start + width] for start in range(0, width * matrix.full_side, width)]

    assert matrix.full_side == matrix.side + 8
    assert rows[:4] == [bytes(width)] * 4
    assert rows[-4:] == [bytes(width)] * 4
    assert all(row[0] >> 4 == 0 for row in rows)
    # The finder in the corner: seven dark modules after four light ones.
    assert f"{int.from_bytes(rows[4], 'big'):0{8 * width}b}"[:12] == "000011111110"


def test_a_text_beyond_the_largest_code_is_refused() -> None:
    # ISO/IEC 18004, table 7: 3,391 alphanumeric characters in version 40-M.
    assert encode("A" * 3391).side == 177
    with pytest.raises(CodeError):
        encode("A" * 3392)
