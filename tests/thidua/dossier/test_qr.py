"""Our QR codes beside segno's, an independent encoder, and a reader's answers."""

from __future__ import annotations

import random

import pytest
import segno

from thidua.dossier.press.qr import ALPHABET, QrError, encode

# Where data and terminator end on a whole byte segno adds a needless zero byte, which readers do not mind;
# these lengths do not end so.
LENGTHS = (1, 2, 3, 11, 20, 21, 38, 61, 90, 122, 154, 178, 221, 262, 311, 340, 419, 600, 900, 1503, 3391)


def text_of(length: int) -> str:
    letters = random.Random(length)
    return "".join(letters.choice(ALPHABET) for _ in range(length))


@pytest.mark.parametrize("length", LENGTHS)
def test_a_code_is_one_of_the_eight_that_segno_draws(length: int) -> None:
    text = text_of(length)

    ours = encode(text).rows

    theirs = [
        ["".join(map(str, row)) for row in made.matrix]
        for made in (
            segno.make(text, error="m", boost_error=False, micro=False, mask=mask, mode="alphanumeric")
            for mask in range(8)
        )
    ]
    assert ours in theirs


def test_a_reader_gives_the_text_back() -> None:
    zxingcpp = pytest.importorskip("zxingcpp", reason="needs zxing-cpp to read codes back")
    from PIL import Image

    for length in range(1, 420, 7):
        matrix = encode(text_of(length))
        light = bytes(255 - byte for byte in matrix.bitmap())
        small = Image.frombytes("1", (matrix.full_side, matrix.full_side), light)
        picture = small.convert("L").resize((matrix.full_side * 3,) * 2, 0)
        assert [found.text for found in zxingcpp.read_barcodes(picture)] == [text_of(length)]


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


def test_letters_that_no_alphanumeric_code_has_are_refused() -> None:
    with pytest.raises(QrError, match="a"):
        encode("TD1:abc")


def test_a_text_beyond_the_largest_code_is_refused() -> None:
    encode("A" * 3391)
    with pytest.raises(QrError):
        encode("A" * 3392)
