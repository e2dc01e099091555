"""The head of the record on papers, read back from the rendered page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from tests.thidua.documents.samples import make, record
from tests.thidua.dossier import samples
from thidua.dossier.dossier import write_dossier
from thidua.dossier.environment import fill
from thidua.dossier.printed_head import PrintedHead, head_of
from thidua.dossier.printing import typeset
from thidua.runs import current_result

# 32 bytes of 0xe5: 10 groups of three give 40 letters, the last two bytes give "5eU=".
ROOT = "e5" * 32
LINE = f"TDH1:7:{'5eXl' * 10}5eU=:sonoivu.example/thidua/thu"


def codes(content: bytes, page: int) -> list[str]:
    zxingcpp = pytest.importorskip("zxingcpp", reason="needs zxing-cpp to read codes back")
    with pypdfium2.PdfDocument(content) as pdf:
        picture = pdf[page].render(scale=150 / 72).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_the_line_of_a_head_holds_size_root_and_origin() -> None:
    assert PrintedHead("sonoivu.example/thidua/thu", 7, ROOT).text == LINE


def test_a_head_that_nobody_signed_is_named_after_the_review() -> None:
    assert head_of(samples.usual()).origin == "thu"
    assert head_of(replace(samples.usual(), log_origin="a/thu")).origin == "a/thu"


def test_the_last_page_of_the_dossier_carries_the_head_as_a_code(tmp_path: Path) -> None:
    result = replace(samples.usual(), log_origin="sonoivu.example/thidua/thu")
    pages = write_dossier(result, tmp_path / "a.pdf")
    write_dossier(result, tmp_path / "b.pdf")
    write_dossier(replace(result, log_size=8), tmp_path / "c.pdf")

    contents = [(tmp_path / name).read_bytes() for name in ("a.pdf", "b.pdf", "c.pdf")]
    assert contents[0] == contents[1] != contents[2]
    assert codes(contents[0], pages - 1) == [LINE]
    assert codes(contents[2], pages - 1) == [LINE.replace("TDH1:7", "TDH1:8")]
    with pypdfium2.PdfDocument(contents[0]) as pdf:
        text = pdf[pages - 1].get_textpage().get_text_bounded()
    assert "sonoivu.example/thidua/thu" in text
    assert ROOT in "".join(text.split())


@pytest.mark.parametrize(
    "origin", ["a", "sonoivu.example/thidua/" + "xet-khen-thuong-" * 8, "sở/đợt <1> & 2"]
)
def test_heads_of_every_length_are_read_back(origin: str) -> None:
    head = PrintedHead(origin, 10**15, ROOT)
    html = f"<style>svg{{width:32mm;height:32mm}}</style>{head.code}"

    assert codes(typeset(html, "dossier/paper.css").pdf, 0) == [head.text]


def test_the_partial_for_other_papers_needs_only_a_head() -> None:
    page = fill("proof/head.html.j2", head=PrintedHead("a<b", 1234, ROOT))

    assert "a&lt;b" in page
    assert "1.234" in page
    assert page.count("<svg") == 1


@pytest.mark.parametrize(
    ("kind", "bears"), [("bien-ban-hop", 1), ("bien-ban-kiem-phieu", 1), ("quyet-dinh", 0)]
)
def test_minutes_end_with_the_head_and_a_decision_does_not(kind: str, bears: int, tmp_path: Path) -> None:
    database = record(tmp_path)
    make(database, kind, tmp_path / "a.pdf")
    content = (tmp_path / "a.pdf").read_bytes()
    with pypdfium2.PdfDocument(content) as pdf:
        last = len(pdf) - 1

    assert codes(content, last) == [head_of(current_result(database)).text] * bears
