"""
The head of the record as papers carry it: a line of text, also as a QR code.

Every paper that left the office so becomes a copy of the head that the office cannot take back.
"""

from __future__ import annotations

import base64
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from thidua.dossier.codes import QUIET, encode

if TYPE_CHECKING:
    from thidua.review import ReviewResult

PREFIX = "TDH1:"


class PrintedHead(NamedTuple):
    """
    A head of a record.

    Attributes:
        origin: Which record: the name of the key that signed it first and the id of the review; the id
            alone while nothing was signed.
        size: Number of events.
        root: RFC 6962 root over them, lower-case hex.
    """

    origin: str
    size: int
    root: str

    @property
    def text(self) -> str:
        """Give the line that is printed: ``TDH1:``, size, root in base64, origin, between colons."""
        root = base64.b64encode(bytes.fromhex(self.root)).decode()
        return f"{PREFIX}{self.size}:{root}:{self.origin}"

    @property
    def code(self) -> Markup:
        """Give the line as a QR code at level M: SVG with its quiet zone, the same for the same head."""
        matrix = encode(self.text)
        side = matrix.full_side
        path = "".join(_bars(row, top) for top, row in enumerate(matrix.rows, QUIET))
        return Markup(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img">'
            f'<title>Mã QR gốc sổ</title><path fill="#000" d="{path}"/></svg>'
        )


def head_of(result: ReviewResult) -> PrintedHead:
    """Give the head under which the papers of a review are made."""
    return PrintedHead(result.log_origin or result.review.review, result.log_size, result.log_root)


def head_of_runs(result: ReviewResult) -> PrintedHead | None:
    """
    Give the head under which the newest run of a review was recorded; None where it is not known.

    It stays the same however often certificates are printed from that run, and is named after the review,
    whoever signs heads later.
    """
    if not result.run_root:
        return None
    return PrintedHead(result.review.review, result.run_size, result.run_root)


def _bars(row: bytes, top: int) -> str:
    """Give the dark modules of a row as bars."""
    parts, left = [], QUIET
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            parts.append(f"M{left} {top}h{width}v1h-{width}z")
        left += width
    return "".join(parts)
