"""Tags: what a reader's voice is told about a page."""

from __future__ import annotations

import os
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from thidua.dossier.about import About
from thidua.dossier.printing import paper, typeset
from tools import conformance

STYLE = "documents/paper.css"
ABOUT = About("Tờ trình & <danh sách>\u202e", date(2026, 3, 9), b'{"rows": []}', "ds.json", "Danh sách")


def page(body: str) -> str:
    return f'<html lang="vi"><head><title>Tờ trình</title></head><body>{body}</body></html>'


def tree(pdf: bytes) -> list[Any]:
    """Give the tags below the document: name, then what it holds; a number for content on the page."""
    with pikepdf.Pdf.open(BytesIO(pdf)) as book:
        return _held(book.Root.StructTreeRoot.K[0])


def _held(element: Any) -> list[Any]:
    return [int(kid) if isinstance(kid, int) else (str(kid.S)[1:], *_held(kid)) for kid in element.K]


def made(body: str) -> list[Any]:
    return tree(paper(page(body), STYLE, ABOUT).pdf)


def test_a_table_with_header_cells_says_what_they_head() -> None:
    body = (
        "<table><thead><tr><th>Hạng</th><th>Đơn vị</th></tr></thead>"
        "<tbody><tr><th>1</th><td>Xã <b>An Biên</b></td></tr><tr><td colspan=2></td></tr></tbody></table>"
    )
    pdf = paper(page(body), STYLE, ABOUT).pdf

    head = ("THead", ("TR", ("TH", 0), ("TH", 1)))
    rows = ("TBody", ("TR", ("TH", 2), ("TD", 3, 4)), ("TR", ("TD",)))
    assert tree(pdf) == [("Table", head, rows)]
    with pikepdf.Pdf.open(BytesIO(pdf)) as book:
        cells = [each for each in book.objects if isinstance(each, pikepdf.Dictionary) and "/A" in each]
        said = [(str(each.S), {name: str(each.A[name]) for name in sorted(each.A.keys())}) for each in cells]
        assert not any("/ID" in each for each in cells)
    column, row = {"/O": "/Table", "/Scope": "/Column"}, {"/O": "/Table", "/Scope": "/Row"}
    assert sorted(said, key=str) == sorted(
        [("/TH", column), ("/TH", column), ("/TH", row), ("/TD", {"/O": "/Table", "/ColSpan": "2"})], key=str
    )


def test_a_table_that_only_places_things_is_none_for_the_ear() -> None:
    body = "<table><tr><td><div>Số: 01</div><div>Tỉnh</div></td><td></td><td>Độc lập</td></tr></table>"

    assert made(body) == [("Div", ("Div", 0), ("Div", 1)), ("Div", 2)]


def test_a_table_inside_a_placing_table_stays_one() -> None:
    inner = "<table><thead><tr><th>Điểm</th></tr></thead><tbody><tr><td>9</td></tr></tbody></table>"
    body = f"<table><tr><td>{inner}</td></tr></table>"

    assert made(body) == [("Div", ("Table", ("THead", ("TR", ("TH", 0))), ("TBody", ("TR", ("TD", 1)))))]


def test_a_head_without_lines_is_a_body() -> None:
    body = "<p>Chỉ tiêu</p><table><thead><tr><th>Nội dung</th></tr></thead></table>"

    assert made(body) == [("P", 0), ("Table", ("TBody", ("TR", ("TH", 1))))]


def test_headings_begin_at_the_first_level_and_skip_none() -> None:
    body = "".join(f"<h{level}>Mục</h{level}>" for level in (2, 4, 4, 1, 3, 6, 2))

    # 2 comes first: 1. Twice 4, below it: 2. 1 again. 3, below it: 2. 6, below that: 3. 2, below 1: 2.
    levels = [name for name, _piece in made(body)]
    assert levels == ["H1", "H2", "H2", "H1", "H2", "H3", "H2"]


def test_parts_of_a_file_keep_their_headings() -> None:
    pdf = typeset(page("<h2>Phiếu điểm</h2><p>9</p>"), STYLE, tagged=True).pdf

    assert tree(pdf) == [("H2", 0), ("P", 1)]


def test_page_numbers_are_no_content() -> None:
    body = "<p>Một</p><p style='break-before: page'>Hai</p>"
    pdf = paper(page(body), STYLE, ABOUT).pdf

    assert tree(pdf) == [("P", 0), ("P", 0)]
    with pikepdf.Pdf.open(BytesIO(pdf)) as book:
        second = book.pages[1].Contents.read_bytes()
        held = book.Root.StructTreeRoot.ParentTree.Nums
        assert [len([each for each in held[at] if each is not None]) for at in (1, 3)] == [1, 1]
    assert second.count(b"MCID") == 1
    assert second.count(b"/Artifact\n<</Type /Pagination>>\nBDC") == 1


def test_a_figure_has_words_and_stands_where_it_is_drawn() -> None:
    # 20 mm from the top and 30 mm from the left of 297 mm, 10 mm high and wide; the line box is not higher.
    style = "display: block; width: 10mm; height: 10mm"
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" style="{style}">'
    body = f'{drawing}<title>Mã QR gốc sổ</title><path d="M0 0h1v1h-1z"/></svg>'
    pdf = paper(page(body), STYLE, ABOUT).pdf

    with pikepdf.Pdf.open(BytesIO(pdf)) as book:
        (figure,) = book.Root.StructTreeRoot.K[0].K
        assert (str(figure.S), str(figure.Alt)) == ("/Figure", "Mã QR gốc sổ")
        box = [float(each) * 25.4 / 72 for each in figure.A.BBox]
    assert box == pytest.approx([30, 267, 40, 277], abs=0.01)


def test_a_file_says_what_it_is_and_carries_its_data() -> None:
    one, two = (paper(page("<p>Kính trình</p>"), STYLE, ABOUT).pdf for _time in range(2))

    assert one == two
    with pikepdf.Pdf.open(BytesIO(one)) as book:
        root, info = book.Root, book.docinfo
        assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("vi-VN", True)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(info.Title) == "Tờ trình & <danh sách>"
        assert str(info.CreationDate) == "D:20260309000000+07'00'"
        said = {str(name): str(value) for name, value in book.open_metadata().items()}
        assert list(book.attachments) == ["ds.json"]
        spec = root.AF[0]
        file = spec.EF.F
        assert (str(spec.AFRelationship), str(spec.UF), str(spec.Desc)) == (
            "/Data",
            "ds.json",
            "Danh sách",
        )
        assert (file.read_bytes(), str(file.Subtype)) == (b'{"rows": []}', "/application/json")
        assert {str(file.Params[name]) for name in ("/ModDate", "/CreationDate")} == {str(info.CreationDate)}
    names = {key.rsplit("}", 1)[-1]: value for key, value in said.items()}
    assert names["title"] == "Tờ trình & <danh sách>"
    assert names["CreateDate"] == "2026-03-09T00:00:00+07:00"
    assert names["conformance"] == "A"


@pytest.mark.skipif(
    bool(conformance.missing()) and not os.environ.get("CI"), reason=f"needs {conformance.missing()}"
)
def test_vera_pdf_agrees_and_can_disagree(tmp_path: Path) -> None:
    body = "<h1>Tờ trình</h1><ul><li>Một<ul><li>Hai</li></ul></li></ul><p>a<br>b</p>"
    good, plain = tmp_path / "good.pdf", tmp_path / "plain.pdf"
    good.write_bytes(paper(page(body), STYLE, ABOUT).pdf)
    plain.write_bytes(typeset(page(body), STYLE).pdf)

    faults = conformance.faults("3a,ua1", [good, plain])
    assert faults[str(good)] == []
    assert {fault.split()[0] for fault in faults[str(plain)]} == {"3a", "ua1"}
