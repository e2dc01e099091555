"""A document as PDF, with what it says attached as data."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from thidua.documents.environment import FOLDER, environment, values
from thidua.documents.fields import ListPaper, Paper
from thidua.documents.material import Material
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
    name = f"{FOLDER}/{material.kind.id}.html.j2"
    html = environment(templates).get_template(name).render(values(paper))
    shown = _with_head(html, material) if material.kind.bears_head else html
    return typeset_paper(shown, _STYLE, about(material, paper)).pdf


def about(material: Material, paper: Paper) -> About:
    """Give what the file of a document says about itself."""
    own, review = material.matters.paper(material.kind.id), material.result.review
    content = json.dumps(data(material, paper), ensure_ascii=False, indent=1).encode()
    return About(
        f"{paper.head.title} – {review.title}",
        own.issued or review.decision.issued or review.as_of,
        content,
        DATA_NAME,
        "Nội dung văn bản",
    )


def _with_head(html: str, material: Material) -> str:
    """Add the head of the record, whatever the office's own template says, before the end of the page."""
    before, end, after = html.rpartition("</body>")
    return before + fill("proof/head.html.j2", head=head_of(material.result)) + end + after


def data(material: Material, paper: Paper) -> dict[str, Any]:
    """Give what a document says, for machines: what ``thidua reconcile`` compares."""
    review, own = material.result.review, material.matters.paper(material.kind.id)
    issued = own.issued or (review.decision.issued if material.kind.id == "quyet-dinh" else None)
    rows = [] if not isinstance(paper, ListPaper) else [
        {"candidate": nominee.candidate.id, "kind": nominee.candidate.kind, "name": nominee.candidate.name,
         "title": nominee.candidate.title, "post": nominee.candidate.post, "award": nominee.award}
        for nominee in material.nominees
    ]  # fmt: skip
    return {
        "format": FORMAT,
        "kind": material.kind.id,
        "review": review.review,
        "number": paper.head.number,
        "issued": _iso(issued),
        "subject": material.subject.id if material.subject else None,
        "rows": rows,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
