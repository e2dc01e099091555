"""Foreign text in every field: nothing is fetched, nothing read, no page breaks, nothing is executed."""

from __future__ import annotations

import json
import re
import socket
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pypdfium2
import pytest
from defusedxml import ElementTree

from tests.thidua.documents import crowd
from tests.thidua.documents.conftest import Made, nothing_outside
from tests.thidua.documents.samples import make, record
from thidua import nomination_papers, notice_papers, statistics_papers
from thidua.documents.kinds import Kind, all_kinds
from thidua.documents.printed import DATA_NAME
from thidua.dossier.formats import clean
from thidua.nominations import Asked, prepare
from thidua.statistics import make_report
from thidua.store import views
from thidua.store.database import Database
from thidua.store.notice_acts import notices

pytestmark = pytest.mark.xdist_group("crowd")


@pytest.fixture(autouse=True)
def _nothing_outside() -> Iterator[None]:
    with nothing_outside():
        yield


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return crowd.record(tmp_path_factory.mktemp("crowd"))


def squeezed(text: str) -> str:
    """Give a text without what a page may add or take: white space, and hyphens where lines end."""
    return re.sub("[\\s\\x02\\ufffe-]", "", unicodedata.normalize("NFC", text))


def pages_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return squeezed("".join(page.get_textpage().get_text_range() for page in document))


def leaves(value: Any) -> Iterator[str]:
    """Give every text in data."""
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from leaves(each)


def attached(path: Path, name: str) -> dict[str, Any]:
    """Hold that a paper carries its own data and nothing else, and read them."""
    with pikepdf.open(path) as pdf:
        assert list(pdf.attachments) == [name]
        found: dict[str, Any] = json.loads(pdf.attachments[name].get_file().read_bytes())
    return found


def hold_as_typed(texts: Iterator[str], pages: str) -> None:
    """Hold that every text stands on the pages, letter by letter."""
    for text in texts:
        typed = squeezed(clean(text))
        if len(typed) > 250:
            # Other columns stand between its letters where a row goes on to the next page.
            assert Counter(typed) - Counter(pages) == Counter()
        else:
            assert typed in pages


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.id)
def test_every_text_of_a_document_comes_out_as_it_was_typed(made: Made, kind: Kind, tmp_path: Path) -> None:
    paper = made.one / f"{kind.id}.pdf"

    pages, values = pages_of(paper), attached(paper, DATA_NAME)["values"]
    hold_as_typed(leaves(values), pages)
    assert socket.gethostname() not in pages
    if kind.word:
        told, draft = made.one / "documents.yaml", tmp_path / "x.docx"
        make(made.database, kind.id, draft, crowd.SUBJECTS.get(kind.id, ""), matters=told)
        hold_as_typed(leaves(values), draft_of(draft))


def draft_of(path: Path) -> str:
    """Hold that every part of a draft is well-formed and nothing points outside; gives its text."""
    with zipfile.ZipFile(path) as box:
        for name in box.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(box.read(name))
            if name.endswith(".rels"):
                assert b"TargetMode" not in box.read(name)
    document = docx.Document(str(path))
    texts = [p.text for p in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    feet = [each for part in document.sections for each in (part.footer, part.first_page_footer)]
    texts += [p.text for foot in feet for p in foot.paragraphs]
    return squeezed("".join(texts))


def test_the_lists_show_every_text_as_a_name(database: Database, tmp_path: Path) -> None:
    out = tmp_path / "quyet-dinh.pdf"
    make(database, "quyet-dinh", out)

    hold_as_typed(iter(crowd.HOSTILE), pages_of(out))
    assert [row["name"] for row in attached(out, DATA_NAME)["rows"]] == [
        unicodedata.normalize("NFC", text) for text in (*crowd.HOSTILE[:2], *crowd.HOSTILE)
    ]


def test_every_text_of_a_public_notice_comes_out_as_it_was_typed(tmp_path: Path) -> None:
    database, out = crowd.record(tmp_path), tmp_path / "notice.pdf"
    crowd.publish(database)
    notice_papers.write_notice(database, notices(database), out)

    review, pages = views.review(database), pages_of(out)
    rule = review.public_notice
    assert rule is not None
    said = (review.notice, review.title, review.clusters[0].title, rule.cite.document, rule.cite.clause)
    hold_as_typed(iter((*crowd.HOSTILE, *said)), pages)
    attached(out, notice_papers.DATA_NAME)


def test_every_text_of_lists_of_proposals_comes_out_as_it_was_typed(
    database: Database, tmp_path: Path
) -> None:
    prepared, out = prepare(database, Asked(date(2026, 3, 4))), tmp_path / "lists.pdf"
    review = prepared.result.review
    nomination_papers.write(prepared.nomination, review, out)

    pages = pages_of(out)
    hold_as_typed(iter((*crowd.HOSTILE, review.notice, review.clusters[0].title)), pages)
    attached(out, nomination_papers.DATA_NAME)


def test_every_text_of_statistics_forms_comes_out_as_it_was_typed(database: Database, tmp_path: Path) -> None:
    report = make_report(database, date(2025, 1, 1), date(2025, 12, 31))
    lines = [list(crowd.HOSTILE[at : at + 3]) for at in range(0, len(crowd.HOSTILE), 3)]
    tables = dict.fromkeys(report.tables, lines)
    out, review = tmp_path / "forms.pdf", views.review(database)
    out.write_bytes(statistics_papers.pdf(replace(report, tables=tables), review))

    hold_as_typed(iter((*crowd.HOSTILE, review.notice, review.office.agency)), pages_of(out))
    attached(out, statistics_papers.DATA_NAME)


def test_a_long_word_is_broken_inside_the_page(tmp_path: Path) -> None:
    out = tmp_path / "quyet-dinh.pdf"
    make(record(tmp_path / "r", "W" * 600), "quyet-dinh", out)

    with pypdfium2.PdfDocument(out) as document:
        for page in document:
            text = page.get_textpage()
            seen = [at for at in range(text.count_chars()) if text.get_text_range(at, 1).strip()]
            edges = [text.get_charbox(at)[2] for at in seen]
            # 20 mm of margin, and a point for the width of the stroke.
            assert max(edges) <= page.get_width() - 20 * 72 / 25.4 + 1
