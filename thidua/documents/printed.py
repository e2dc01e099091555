"""A document as PDF, with what it says attached as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from thidua.documents.environment import FOLDER
from thidua.documents.environment import fill as fill_page
from thidua.documents.fields import Paper
from thidua.documents.material import Material, Nominee
from thidua.dossier.about import About
from thidua.dossier.environment import fill
from thidua.dossier.printed_head import head_of
from thidua.dossier.printing import paper as typeset_paper

DATA_NAME = "thidua-document.json"
FORMAT = "thidua-document/1"
_STYLE = f"{FOLDER}/paper.css"


def pdf(material: Material, paper: Paper, templates: Path | None = None) -> bytes:
    """
    Give a document as PDF: the same bytes for the same record and program.

    Args:
        templates: An office's own templates; None for the shipped ones.

    Raises:
        jinja2.TemplateError: A template of the office names what there is not; ``template check`` says where.
    """
    filled = fill_page(material.kind, paper, templates)
    html = _with_head(filled.html, material) if material.kind.bears_head else filled.html
    return typeset_paper(html, _STYLE, _about(material, paper, filled.read)).pdf


def _with_head(html: str, material: Material) -> str:
    """Add the head of the record, whatever the office's own template says, before the end of the page."""
    before, end, after = html.rpartition("</body>")
    return before + fill("proof/head.html.j2", head=head_of(material.result)) + end + after


def _about(material: Material, paper: Paper, read: dict[str, Any]) -> About:
    own, review = material.matters.paper(material.kind.id), material.result.review
    content = json.dumps(_data(material, paper, read), ensure_ascii=False, indent=1).encode()
    issued = own.issued or review.decision.issued or review.as_of
    return About(f"{paper.head.title} – {review.title}", issued, content, DATA_NAME, "Nội dung văn bản")


def _data(material: Material, paper: Paper, read: dict[str, Any]) -> dict[str, Any]:
    """Give what a document says, for machines: the values on its pages, and what ``reconcile`` compares."""
    review, own = material.result.review, material.matters.paper(material.kind.id)
    issued = own.issued or (review.decision.issued if material.kind.id == "quyet-dinh" else None)
    return {
        "format": FORMAT,
        "kind": material.kind.id,
        "review": review.review,
        "number": paper.head.number,
        "issued": None if issued is None else issued.isoformat(),
        "subject": material.subject.id if material.subject else None,
        "rows": list(_rows(material.nominees, _columns(read))),
        "values": read,
        "head": head_of(material.result).text if material.kind.bears_head else None,
    }


def _columns(read: dict[str, Any]) -> set[str]:
    """Give what the page says of those it lists; nothing where it only counts them."""
    groups = read.get("roll", {}).get("groups", [])
    return {name for group in groups for row in group.get("rows", []) for name in row}


def _rows(nominees: Iterable[Nominee], columns: set[str]) -> Iterator[dict[str, str | None]]:
    for nominee in nominees if columns else ():
        who = nominee.candidate
        yield {
            "candidate": who.id,
            "kind": who.kind,
            "name": who.name,
            "title": who.title,
            "post": who.post if columns & {"post", "line"} else None,
            "award": nominee.award if "award" in columns else None,
        }
