"""What the child process does with a Word document or a PDF: read it and answer with plain values."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from thidua.drafting.pdf import read_pdf
from thidua.drafting.word import WordReader

PDF_HEAD = b"%PDF-"


def parse(data: bytes) -> dict[str, Any]:
    """
    Read one file.

    Returns:
        ``passages`` as mappings, ``extent`` (paragraphs or pages), and ``tracked``: whether changes to the
        text wait to be settled.

    Raises:
        IntakeError: The gate or the reader refused the file.
    """
    if PDF_HEAD in data[:1024]:
        passages, extent = read_pdf(data)
        return {"passages": [asdict(each) for each in passages], "extent": extent, "tracked": False}
    reader = WordReader(data)
    passages = reader.passages()
    return {
        "passages": [asdict(each) for each in passages],
        "extent": reader.paragraphs,
        "tracked": reader.is_tracked,
    }
