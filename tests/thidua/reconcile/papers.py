"""Papers that somebody edited: as Word files, and as the PDFs that come of them, which carry no data."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from tests.thidua.documents.samples import record
from thidua.documents.contexts import context
from thidua.documents.drafted import docx as draft
from thidua.documents.environment import environment, values
from thidua.documents.kinds import kind_of
from thidua.documents.material import Material, Wanted, gather
from thidua.dossier.printing import typeset
from thidua.drafting.passages import Passage
from thidua.i18n import speaking
from thidua.reconcile.child import parse
from thidua.reconcile.reading import paper_of
from thidua.reconcile.sayings import Reading
from thidua.store.database import Database

DATA = """\
documents: xet-2025
papers:
  quyet-dinh:
    {number: 05/QĐ-UBND, issued: 2026-01-15, symbol: QĐ-UBND, bases: [Xét đề nghị tại Biên bản số
     03/BB-HĐTĐKT ngày 07 tháng 01 năm 2026]}
  to-trinh: {number: "12", issued: 2026-01-08}
  danh-sach: {number: "9", issued: 2026-01-08}
  bien-ban-hop: {number: "3", issued: 2026-01-07}
"""
Change = tuple[Callable[[str], str], Callable[[Any], None]]
DECISION = {"number": "05/QĐ-UBND", "issued": "2026-01-15"}


def database_in(folder: Path) -> Database:
    """Give the sample record with a numbered decision, and the office's file beside it."""
    found = record(folder, decision=DECISION)
    (folder / "documents.yaml").write_text(DATA, encoding="utf-8")
    return found


@cache
def material_of(database: Database, kind: str, subject: str = "") -> Material:
    """Give what a paper is made from."""
    path = database.path.parent / "documents.yaml"
    return gather(database, Wanted(kind_of(kind), subject, matters=path))


def text(old: str, new: str, times: int = -1) -> Change:
    """Change a text wherever it stands, or only the first times."""

    def in_word(body: Any) -> None:
        left = times
        for node in body.iter(qn("w:t")):
            if node.text and old in node.text and left:
                node.text, left = node.text.replace(old, new), left - 1

    return lambda page: page.replace(old, new, times), in_word


def row(name: str, times: int) -> Change:
    """Let the row of somebody stand so many times."""

    def in_word(body: Any) -> None:
        for node in [each for each in body.iter(qn("w:tr")) if name in "".join(each.itertext())]:
            for _time in range(times - 1):
                node.addnext(copy.deepcopy(node))
            if not times:
                node.getparent().remove(node)

    pattern = re.compile(rf"<tr>(?:(?!<tr).)*?{re.escape(name)}.*?</tr>", re.DOTALL)
    return lambda page: pattern.sub(lambda found: found[0] * times, page), in_word


def edited(
    material: Material, suffix: str, *changes: tuple[Callable[..., Any], Callable[..., Any]]
) -> Reading:
    """Give what an edited paper is read as; as a PDF it is set like an export of Word, without data."""
    with speaking("vi"):
        paper = context(material)
    if suffix == ".docx":
        document = docx.Document(io.BytesIO(draft(material, paper)))
        for _page, in_word in changes:
            in_word(document.element.body)
        out = io.BytesIO()
        document.save(out)
        content = out.getvalue()
    else:
        page = environment(None).get_template(f"documents/{material.kind.id}.html.j2").render(values(paper))
        for in_page, _word in changes:
            page = in_page(page)
        content = typeset(page, "documents/paper.css").pdf
    passages = [Passage(each["text"], each["place"], each["rows"]) for each in parse(content)["passages"]]
    return paper_of(f"{material.kind.id}{suffix}", passages)
