"""QR codes (ISO/IEC 18004) at error correction level M: the only module that knows who draws them."""

from __future__ import annotations

from dataclasses import dataclass

QUIET = 4


class CodeError(ValueError):
    """A text that no QR code holds."""


@dataclass(frozen=True)
class Matrix:
    """
    A code.

    Attributes:
        side: Modules of a side, without the quiet zone.
        cells: A byte a module, row by row from the top: 1 for dark, 0 for light.
    """

    side: int
    cells: bytes

    @property
    def rows(self) -> list[bytes]:
        """Give each row, from the top."""
        return [self.cells[start : start + self.side] for start in range(0, len(self.cells), self.side)]

    @property
    def full_side(self) -> int:
        """Give the modules of a side with the quiet zone."""
        return self.side + 2 * QUIET

    def bitmap(self) -> bytes:
        """Give the picture with its quiet zone: a bit a module, dark is 1, rows padded to whole bytes."""
        width = -(-self.full_side // 8) * 8
        spare = "0" * (width - self.side - QUIET)
        edge, empty = "0" * QUIET, "0" * width * QUIET
        digits = self.cells.translate(_DIGITS).decode()
        starts = range(0, len(digits), self.side)
        body = "".join([f"{edge}{digits[start : start + self.side]}{spare}" for start in starts])
        return int(f"{empty}{body}{empty}", 2).to_bytes(width * self.full_side // 8, "big")


_DIGITS = bytes.maketrans(b"\x00\x01", b"01")
# A light module comes as 255, a dark one as 0.
_DARK = bytes(1 if value < 128 else 0 for value in range(256))


def encode(text: str) -> Matrix:
    """
    Draw a text.

    Args:
        text: Letters of the alphanumeric set take the least room; others are written as UTF-8.

    Returns:
        The code of the smallest version that holds it, under the mask of least penalty.

    Raises:
        CodeError: The text is empty, or longer than the largest code.
    """
    from zxingcpp import BarcodeFormat, create_barcode  # slow import

    try:
        drawn = create_barcode(text, BarcodeFormat.QRCode, ec_level="M")
    except ValueError as error:
        raise CodeError(str(error)) from None
    image = drawn.to_image(add_quiet_zones=False)
    picture = memoryview(image)  # type: ignore[arg-type]  # a buffer, which its stub leaves out
    return Matrix(image.shape[0], picture.tobytes().translate(_DARK))
