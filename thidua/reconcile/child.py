"""What the child process does with a paper: read it, a PDF with its tables, and answer with plain values."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from thidua.drafting import child as plans
from thidua.drafting.pdf import read_pdf
from thidua.reconcile.ruled import ruled_tables


def parse(data: bytes) -> dict[str, Any]:
    """
    Read one file; answers and refusals are those of a plan's text.

    Raises:
        IntakeError: The gate or the reader refused the file.
    """
    if plans.PDF_HEAD not in data[:1024]:
        return plans.parse(data)
    passages, extent = read_pdf(data, ruled_tables)
    return {"passages": [asdict(each) for each in passages], "extent": extent, "tracked": False}
