"""Reads one paper: a Word file that came back edited, a PDF with its data, any other PDF by its text."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from thidua.documents.kinds import all_kinds
from thidua.documents.printed import DATA_NAME, FORMAT
from thidua.dossier.about import DATA_NAME as CERTIFICATE_DATA
from thidua.drafting.passages import Passage
from thidua.drafting.reading import read_plan_text
from thidua.intake.gate import LARGEST_FILE, read_bytes
from thidua.reconcile.numberwords import worded
from thidua.reconcile.papertext import PaperReader
from thidua.reconcile.sayings import CERTIFICATE, Entry, Reading, Said, Worded, same
from thidua.reconcile.wording import (
    WHATS,
    Listing,
    cited_in,
    counts_in,
    day_in,
    entry_in,
    heading_of,
    is_dots,
    number_in,
    result_in,
    rows_in,
)

_PDF = b"%PDF-"
_DATA_PLACE = "dữ liệu đính kèm"
_MOST_DATA = 50_000_000  # bytes; 20,000 rows are about 5 million
_PACKED = ("/FlateDecode", "[/FlateDecode]")


def read_papers(paths: Iterable[Path]) -> list[Reading]:
    """Read many papers, in their order, with one child; raises as ``read_paper``."""
    with PaperReader() as reader:
        return [read_paper(path, reader) for path in paths]


def read_paper(path: Path, reader: PaperReader) -> Reading:
    """
    Read what a paper says.

    Args:
        reader: Reads its text.
        path: ``.docx``, or ``.pdf``: of one that the program made the attached data are read as well as the
            sentences, of any other the text.

    Raises:
        IntakeError: The file is not there, damaged, protected, too large, or has no text.
    """
    content = read_bytes(path, LARGEST_FILE)
    data = _attached(content) if _PDF in content[:1024] else {}
    if CERTIFICATE_DATA in data:
        return _certificate(path, data[CERTIFICATE_DATA], reader)
    plan = read_plan_text(path, reader)
    found = paper_of(path.name, plan.passages, data.get(DATA_NAME))
    found.tracked = plan.tracked
    return found


def paper_of(file: str, passages: Iterable[Passage], data: Mapping[str, Any] | None = None) -> Reading:
    """
    Give what a paper says.

    Args:
        passages: Its paragraphs and tables.
        data: What a PDF of this program carries; None for any other paper.
    """
    found = _of_passages(file, passages)
    if data is not None:
        _add_data(found, data)
    _tell_lost(found)
    return found


def _attached(content: bytes) -> dict[str, dict[str, Any]]:
    from pikepdf import Pdf, PdfError  # slow import

    found: dict[str, dict[str, Any]] = {}
    try:
        with Pdf.open(BytesIO(content)) as pdf:
            for name in (DATA_NAME, CERTIFICATE_DATA):
                if name in pdf.attachments:
                    value = json.loads(_unpacked(pdf.attachments[name].get_file().obj))
                    found |= {name: value} if isinstance(value, dict) else {}
    except (PdfError, ValueError, zlib.error):
        # Not data of this program; the text of the pages is read all the same.
        return {}
    return found


def _unpacked(stream: Any) -> bytes:
    """Give the bytes of an attachment; one that unpacks to more than any list needs is no data of ours."""
    raw: bytes = stream.read_raw_bytes()
    if "/Filter" not in stream:
        return raw
    unpacking = zlib.decompressobj()
    content = unpacking.decompress(raw, _MOST_DATA)
    if str(stream.Filter) not in _PACKED or unpacking.unconsumed_tail:
        raise ValueError("an attachment that this program did not write")
    return content


def _certificate(path: Path, data: Mapping[str, Any], reader: PaperReader) -> Reading:
    who, decision = data.get("candidate") or {}, data.get("decision") or {}
    number, issued = decision.get("number"), decision.get("issued")
    entry = Entry(
        same(str(who.get("name", ""))),
        _DATA_PLACE,
        str(who.get("title", "")),
        same(str(who.get("post", ""))),
        str(data.get("heading", "")),
        str(who.get("kind", "")),
        str(who.get("id", "")),
    )
    found = Reading(path.name, CERTIFICATE, entries=[entry])
    found.number = Said(str(number), _DATA_PLACE) if number else None
    found.issued = (date.fromisoformat(issued), _DATA_PLACE) if issued else None
    found.lost = [] if number and issued else ["số, ngày quyết định"]
    # The ornament around the text is read as a table.
    passages = read_plan_text(path, reader).passages
    pages = "".join(
        text for each in passages for text in (each.text, *(cell for row in each.rows for cell in row))
    )
    if entry.name and _letters(entry.name) not in _letters(pages):
        found.lost.append("họ tên trên trang giấy như trong dữ liệu đính kèm")
    return found


def _letters(text: str) -> str:
    # A name may be broken over lines, set in capitals, or spaced out.
    return "".join(same(text).casefold().split())


def _of_passages(file: str, passages: Iterable[Passage]) -> Reading:
    reader = _Reader(file)
    for passage in passages:
        if passage.rows:
            reader.table(passage)
        else:
            reader.text(passage.text, passage.place)
    return reader.found


class _Reader:
    """Walks through a paper's paragraphs and tables."""

    def __init__(self, file: str) -> None:
        self.found = Reading(file)
        self._kind = ""
        self._in_list = False
        self._before = ""
        self._listing = Listing()

    def text(self, text: str, place: str) -> None:
        """Read one paragraph."""
        found, words = self.found, same(text)
        self._numbers(words, place)
        if (result := result_in(words, self._before, place)) is not None:
            found.results.append(result)
        self._before = words
        self._head(words, place)
        if not found.what and words.lower() in WHATS:
            found.what = words.lower()
        # A list that stands in a paper of another kind begins with its own heading.
        self._in_list = self._in_list or words.lower().startswith("danh sách")
        heading = heading_of(words)
        if heading is not None:
            self._kind = heading[0]
            return
        entry = entry_in(words, place, self._kind) if self._in_list and self._kind else None
        if entry is not None:
            found.entries.append(entry)
            return
        found.counts += counts_in(words, place)
        # A basis names older texts, often with the same mark as the papers at hand.
        found.cited += () if words.startswith("Căn cứ") else cited_in(words, place)

    def table(self, passage: Passage) -> None:
        """Read one table: the head of the paper, or a list of people."""
        for at, row in enumerate(passage.rows, 1):
            self._numbers(same(" | ".join(row)), f"{passage.place}, dòng {at}")
        # A table of Word repeats its head by itself; a printed one may go on without it.
        listing = self._listing if passage.place.startswith("trang") else Listing()
        entries, counts = rows_in(passage.rows, passage.place, listing)
        self.found.entries += entries
        self.found.counts += counts
        if not entries:
            for at, row in enumerate(passage.rows, 1):
                for cell in row:
                    for line in cell.split("\n"):
                        self._head(same(line), f"{passage.place}, dòng {at}")

    def _numbers(self, text: str, place: str) -> None:
        told = worded(text)
        self.found.misworded += [Worded(digits, words, place) for digits, words, agree in told if not agree]

    def _head(self, text: str, place: str) -> None:
        """Read number and day; they stand before the title, and only the first of each counts."""
        found = self.found
        if found.what:
            return
        found.head.append(text)
        # On a printed page number and day share one line.
        number = number_in(text)
        if found.number is None and number is not None and not is_dots(number):
            found.number = Said(number, place)
        day = day_in(text)
        if found.issued is None and day is not None:
            found.issued = (day, place)


def _add_data(found: Reading, data: Mapping[str, Any]) -> None:
    """
    Take the kind from the data that a paper carries, and their list beside that of its pages.

    Where no list is found on the pages that of the data stands for it.
    """
    if data.get("format") != FORMAT:
        return
    titles = {kind.id: kind.title.lower() for kind in all_kinds()}
    found.what = titles.get(str(data.get("kind")), found.what)
    entries = [
        Entry(
            same(row["name"]),
            f"{_DATA_PLACE}, dòng {at}",
            row["title"],
            _column(row["post"]),
            _column(row["award"]),
            row["kind"],
            row["candidate"],
        )
        for at, row in enumerate(data.get("rows", []), 1)
    ]
    if found.entries:
        found.attached = Reading(found.file, entries=entries) if entries else None
    else:
        found.entries = entries


def _column(value: str | None) -> str | None:
    return None if value is None else same(value)


def _tell_lost(found: Reading) -> None:
    wanted: tuple[tuple[str, object], ...] = (
        ("tên loại văn bản", found.what),
        ("số văn bản", found.number),
        ("ngày văn bản", found.issued),
        ("danh sách tập thể, cá nhân", found.entries or found.results),
        ("số lượng tập thể, cá nhân", found.counts or found.results),
    )
    found.lost = [what for what, value in wanted if not value]
    for what, name in (("chức vụ, nơi công tác", "post"), ("hình thức khen thưởng", "award")):
        if found.entries and all(getattr(each, name) is None for each in found.entries):
            found.lost.append(f"cột {what}")
