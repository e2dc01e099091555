"""Foreign text in every field: nothing is fetched, nothing read, no page breaks, nothing is executed."""

from __future__ import annotations

import socket
import zipfile
from pathlib import Path

import docx
import pikepdf
import pypdfium2
import pytest
from defusedxml import ElementTree

from tests.thidua.documents.samples import make, record
from thidua.documents.kinds import all_kinds
from thidua.documents.printed import DATA_NAME

SUBJECTS = {"bao-cao-ca-nhan": "an", "bao-cao-tap-the": "xa-b", "thong-bao": "xa-a"}
KINDS = [kind for kind in all_kinds() if kind.id != "bao-cao-doanh-nghiep"]
HOSTILE = (
    "<script>alert(1)</script>",
    "\"><svg onload=alert(1)>' onmouseover='x",
    "</w:t></w:r></w:p>&lt;b&gt; A & B <Hà Nội>",
    '<link rel=attachment href="file:///etc/hostname"><img src="file:///etc/hostname">',
    "<style>@import url(http://127.0.0.1:9/x.css);body{background:url(file:///etc/hostname)}</style>",
    "{{7*7}} {% include '/etc/hostname' %} {# x #} {{ cycler.__init__.__globals__ }}",
    "{%p for x in y %} {%tr endfor %} {{r x }} {% raw %}",
    "%s%n {0.__class__} {self} ${7*7}",
    "A\x00B\x0bC\u202eDCBA\u200b\ufeff",
    "W" * 600,
    "=HYPERLINK(\"http://127.0.0.1:9/\")",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("a paper called out")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_printed_as_text(text: str, tmp_path: Path) -> None:
    database = record(tmp_path / "r", text)
    machine = socket.gethostname()
    for kind in ("quyet-dinh", "thong-bao"):
        out = tmp_path / f"{kind}.pdf"
        make(database, kind, out, SUBJECTS.get(kind, ""))
        with pikepdf.open(out) as pdf:
            assert list(pdf.attachments) == [DATA_NAME]
        with pypdfium2.PdfDocument(out) as document:
            pages = "".join(page.get_textpage().get_text_range() for page in document)
            assert len(document) < 12
        assert "49" not in pages
        assert machine not in pages
        draft = tmp_path / f"{kind}.docx"
        make(database, kind, draft, SUBJECTS.get(kind, ""))
        _whole(draft)


def _whole(path: Path) -> None:
    """Hold that every part is well-formed, nothing points outside, and no tag was left or filled twice."""
    with zipfile.ZipFile(path) as box:
        for name in box.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(box.read(name))
            if name.endswith(".rels"):
                assert b"TargetMode" not in box.read(name)
    document = docx.Document(str(path))
    assert "49" not in "".join(p.text for p in document.paragraphs)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_no_kind_breaks_on_a_text_that_is_markup_in_all_its_languages(kind: object, tmp_path: Path) -> None:
    name = kind.id
    database = record(tmp_path / "r", "<b>&{{ 7*7 }}{% x %}</w:t>\"'")
    make(database, name, tmp_path / "x.pdf", SUBJECTS.get(name, ""))
    with pypdfium2.PdfDocument(tmp_path / "x.pdf") as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    if name in ("quyet-dinh", "to-trinh", "danh-sach", "bien-ban-hop", "phieu-bau", "thong-bao"):
        assert "<b>&{{ 7*7 }}{% x" in " ".join(text.split())
    if kind.word:
        make(database, name, tmp_path / "x.docx", SUBJECTS.get(name, ""))
        _whole(tmp_path / "x.docx")


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
