"""The template text of a Word file, part by part, with the place of each line."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scoring.errors import Problem, _
from thidua.intake.gate import open_parts
from thidua.intake.refusal import IntakeError

_LIMIT = 20_000_000
_ACTIVE = ("vbaproject", "activex", "oleobject")
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
# A link that a reader may follow is none of these.
_FETCHED = re.compile(
    rb'<Relationship (?![^>]*relationships/hyperlink")[^>]*TargetMode="External"[^>]*>', re.IGNORECASE
)
_TARGET = re.compile(rb'Target="([^"]*)"')
_TAG = re.compile(r"\{[%{#].*?[%}#]\}", re.DOTALL)
_PREFIX = re.compile(r"\{([%{])(?:p|tr|tc|r) ")


@dataclass(frozen=True)
class WordText:
    """
    A template's text.

    Attributes:
        file: What it is called in messages.
        source: The text as Jinja reads it, one line a paragraph.
        places: Place of each line; empty for a plain text, whose lines speak for themselves.
        problems: What kept it from being read.
    """

    file: str
    source: str
    places: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def place(self, line: int) -> str:
        """Give the place of a line, counted from 1."""
        if not self.places:
            return f"{self.file}:{line}"
        return f"{self.file}!{self.places[min(line, len(self.places)) - 1]}"


def word_texts(path: Path) -> Iterator[WordText]:
    """Give the template texts of a Word file: body, headers and footers; a file that is none as a problem."""
    problem = _unreadable(path)
    if problem is not None:
        yield WordText(str(path), "", problems=[problem])
        return
    from docxtpl import DocxTemplate  # slow import

    draft = DocxTemplate(path)
    draft.init_docx()
    lines = list(_lines(draft.docx))
    source = "\n".join(_PREFIX.sub(r"{\1 ", text) for _place, text in lines)
    yield WordText(str(path), source, tuple(place for place, _text in lines))


def part_texts(path: Path) -> Iterator[WordText]:
    """
    Give every part of a Word file whole, as it is filled: what stands in no paragraph is in it too.

    Those are notes, tables in headers, and names and titles that no page shows.
    """
    from docxtpl import DocxTemplate  # slow import

    draft = DocxTemplate(path)
    draft.init_docx()
    properties = draft.docx.core_properties
    for name in _PROPERTIES:
        if "{" in (text := str(getattr(properties, name))):
            yield WordText(str(path), text, (f"thuộc tính {name}",))
    for part in draft.docx.part.package.iter_parts():
        if (
            part.partname.endswith(".xml")
            and part.partname.startswith("/word/")
            and "{" in (source := part.blob.decode("utf-8", "replace"))
        ):
            yield WordText(str(path), draft.patch_xml(source), (f"phần {part.partname}",))


def _unreadable(path: Path) -> Problem | None:
    """Tell why a file cannot be opened as a Word document; a bomb or an odd container is not unpacked."""
    message = _("this file cannot be opened as a Word document (.docx)")
    try:
        with zipfile.ZipFile(path) as box:
            parts = box.infolist()
        if sum(part.file_size for part in parts) > _LIMIT:
            large = _("this Word document unpacks to more than {limit} MB")
            return Problem("E_WORD_SIZE", large, {"limit": _LIMIT // 1_000_000}, str(path))
        found = open_parts(path.read_bytes(), folder="word/", active=_ACTIVE)
    except (OSError, zipfile.BadZipFile, IntakeError):
        return Problem("E_WORD_FILE", message, {}, str(path))
    if "word/document.xml" not in found:
        return Problem("E_WORD_FILE", message, {}, str(path))
    return next((_fetching(part, str(path)) for part in found.values() if _FETCHED.search(part)), None)


def _fetching(part: bytes, place: str) -> Problem:
    """Tell of a picture or template that Word would fetch from elsewhere whenever a draft is opened."""
    found = _FETCHED.search(part)
    target = _TARGET.search(found[0]) if found else None
    message = _("Word would fetch {target} when a draft is opened; put it into the document or take it out")
    shown = target[1].decode("utf-8", "replace") if target else "?"
    return Problem("E_WORD_LINK", message, {"target": shown}, place)


def _lines(document: Any) -> Iterator[tuple[str, str]]:
    from docx.oxml.ns import qn  # slow import

    for count, paragraph in enumerate(document.element.body.iter(qn("w:p")), 1):
        text = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        if _TAG.search(text) or "{%" in text or "{{" in text:
            yield f"đoạn {count}", text
    for number, section in enumerate(document.sections, 1):
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            for paragraph in part.paragraphs:
                if "{" in paragraph.text:
                    yield f"đầu trang, chân trang {number}", paragraph.text
