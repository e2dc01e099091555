"""A document as a Word draft, filled from the same values as the PDF."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import TemplateRuntimeError

from thidua.documents.environment import environment, template_of, values
from thidua.documents.fields import Paper
from thidua.documents.material import Material

_MADE = datetime(2000, 1, 1)  # the same values give the same bytes


def docx(material: Material, paper: Paper, templates: Path | None = None) -> bytes:
    """
    Give a document as a Word file that can be edited before it is signed.

    Args:
        templates: An office's own templates; None for the shipped ones.

    Raises:
        jinja2.TemplateError: A template of the office names what there is not; ``template check`` says where.
    """
    draft = _opened(template_of(material.kind, ".docx", templates))
    try:
        draft.render(values(paper), environment(templates), autoescape=True)
    except SyntaxError as error:
        # What lxml raises: a loop that begins inside a row or paragraph and ends outside it tears the file.
        raise TemplateRuntimeError(f"a loop or a condition cuts through the document ({error.msg})") from None
    _describe(draft.docx, f"{paper.head.title} – {material.result.review.title}")
    out = io.BytesIO()
    draft.save(out)
    return repacked(out.getvalue())


def _opened(path: Path) -> Any:
    from docx.oxml import parse_xml  # slow import
    from docxtpl import DocxTemplate  # slow import

    class Whole(DocxTemplate):  # type: ignore[misc]  # the library has no types
        """Refuses what the library would mend by leaving out texts."""

        def fix_tables(self, xml: str) -> Any:
            """Give the tree of the filled body; SyntaxError where it is torn."""
            parse_xml(xml)
            return super().fix_tables(xml)

    return Whole(path)


def _describe(document: Any, title: str) -> None:
    properties = document.core_properties
    properties.title, properties.language, properties.author = title[:250], "vi-VN", "thidua"
    properties.created = properties.modified = _MADE


def repacked(content: bytes, instead: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """
    Write the parts of a Word file or workbook anew with one fixed time, so that the same give the same bytes.

    Args:
        instead: Parts that take the place of those of their name.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            new.writestr(part, instead.get(name) or old.read(name))
    return out.getvalue()
