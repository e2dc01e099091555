"""What the bound file is made of: tags, links, data, and that parts of a table are as good as the whole."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.thidua.dossier import samples
from thidua.dossier import context
from thidua.dossier.about import About
from thidua.dossier.binding import Mark, bind
from thidua.dossier.binding.workshop import Workshop, alone, long_table
from thidua.dossier.dossier import write_dossier
from thidua.dossier.environment import fill
from thidua.dossier.ranking import Stretch
from tools import conformance

pytestmark = pytest.mark.pdf
STYLE = "dossier/paper.css"
ABOUT = About("Bảng xếp hạng thử", samples.DAY, b"{}")
MARKS = (Mark("Bảng", 1),)


@pytest.fixture(scope="module")
def bound(dossier):
    with pikepdf.open(dossier) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def tree(bound):
    """Every tag with the tags above it, in reading order."""
    return list(_walk(bound.Root.StructTreeRoot.K[0], ()))


def _walk(tag, above):
    yield tag, above
    for kid in tag.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            assert kid.P.objgen == tag.objgen
            yield from _walk(kid, (*above, str(tag.S)))


def _pieces(page):
    """Give the numbers of the marked pieces of a page."""
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "BDC" and "/MCID" in operands[1]:
            yield int(operands[1].MCID)


@pytest.fixture(scope="module")
def left_out(tmp_path_factory):
    """A dossier of four candidates that prints at most three cards."""
    target = tmp_path_factory.mktemp("left-out") / "hs.pdf"
    write_dossier(samples.usual(), target, most_cards=3)
    return target


def test_a_bound_file_keeps_both_standards(dossier, left_out):
    if lacks := conformance.missing():
        pytest.skip(f"CONFORMANCE NOT CHECKED, this machine lacks: {lacks}")
    files = [dossier, left_out]
    for flavour in ("3a", "ua1"):
        assert conformance.faults(flavour, files) == {str(path): [] for path in files}


def test_the_tags_of_all_parts_grow_from_one_document(bound, tree):
    assert [str(tag.S) for tag, above in tree if not above] == ["/Document"]
    # Cover, contents, report, rankings, cards, annex.
    assert [str(tag.S) for tag, above in tree if len(above) == 1] == ["/Sect"] * 6
    assert bound.Root.MarkInfo.Marked
    assert str(bound.Root.Lang) == "vi-VN"


def test_every_piece_of_a_page_has_exactly_one_tag_which_the_page_names(bound, tree):
    tagged = sorted(
        (tag.Pg.objgen, int(kid)) for tag, _above in tree for kid in tag.get("/K", []) if isinstance(kid, int)
    )
    assert tagged == sorted((page.objgen, piece) for page in bound.pages for piece in _pieces(page))
    named = pikepdf.NumberTree(bound.Root.StructTreeRoot.ParentTree)
    for page in bound.pages:
        for piece in _pieces(page):
            holder = named[int(page.obj.StructParents)][piece]
            assert holder.Pg.objgen == page.objgen
            assert piece in [kid for kid in holder.K if isinstance(kid, int)]


def test_tags_are_read_in_the_order_of_the_pages(bound, tree):
    places = {page.objgen: number for number, page in enumerate(bound.pages)}
    order = [places[tag.Pg.objgen] for tag, above in tree if len(above) == 2]
    assert order == sorted(order)
    assert set(order) == set(range(len(bound.pages)))


def test_every_table_says_which_cells_head_its_columns(tree):
    tables = [tag for tag, _above in tree if tag.S == "/Table"]
    # Report: summary, waiting; ranking; four cards; annex: files, one run.
    assert len(tables) == 9
    ranking = tables[2]
    head, *rows = [tag for tag, _above in _walk(ranking, ()) if tag.S == "/TR"]
    assert [(str(cell.S), str(cell.A.Scope)) for cell in head.K] == [("/TH", "/Column")] * 8
    # The fourth has no total: its state takes the room of four numbers.
    assert [len(row.K) for row in rows] == [8, 8, 8, 5]
    assert [str(cell.get("/A", {}).get("/ColSpan", 1)) for cell in rows[3].K] == ["1", "1", "4", "1", "1"]


def test_charts_and_codes_say_what_they_show(tree):
    figures = [str(tag.Alt) for tag, _above in tree if tag.S == "/Figure"]
    assert figures == [
        "Tổng điểm của Cụm số 1: Phòng Thử nghiệm số 1 91,25; Nguyễn Thị Phượng 90; "
        "Phòng Thử nghiệm số 2 80; 1 đối tượng chưa có tổng điểm.",
        "Mã QR gốc sổ",
    ]


def test_the_contents_lead_to_the_pages_they_name(bound, tree, text_of, dossier):
    links = list(bound.pages[1].Annots)
    places = {page.objgen: number for number, page in enumerate(bound.pages, 1)}
    led_to = [places[link.Dest[0].objgen] for link in links]
    shown = [int(number) for number in re.findall(r" (\d+)$", text_of(dossier).split("\f")[1], re.MULTILINE)]
    assert led_to == [number for number in shown if number != 2]
    assert [str(link.Contents) for link in links] == [f"Đến trang {page}" for page in led_to]
    named = pikepdf.NumberTree(bound.Root.StructTreeRoot.ParentTree)
    holders = [named[int(link.StructParent)] for link in links]
    assert [str(holder.S) for holder in holders] == ["/Link"] * len(links)
    referred = [
        kid.Obj.objgen for holder in holders for kid in holder.K if isinstance(kid, pikepdf.Dictionary)
    ]
    assert referred == [link.objgen for link in links]


def test_page_numbers_are_running_matter_and_no_content(bound):
    for number, page in enumerate(bound.pages, 1):
        last = page.Contents[-1].read_bytes()
        assert (b"/Artifact<</Type/Pagination>>BDC" in last) == (number > 1)


def test_the_data_that_is_voted_on_is_attached(bound):
    (described,) = bound.Root.AF
    assert described.AFRelationship == "/Data"
    data = json.loads(bytes(bound.attachments["thidua-dossier.json"].get_file().read_bytes()))
    assert (data["format"], data["as_of"]) == ("thidua-dossier/1", "2026-02-06")
    assert data["runs"][0]["results_sha256"] == "c3" * 32
    (cluster,) = data["clusters"]
    assert [(each["candidate"], each["total"], each["rank"]) for each in cluster["candidates"]] == [
        ("don-vi-1", "365/4", 1),
        ("ca-nhan-1", "90", 2),
        ("don-vi-2", "80", 3),
        ("don-vi-3", None, None),
    ]
    assert cluster["candidates"][3]["state"] == "missing"
    assert cluster["quotas"] == [{"selection": "bang_khen", "places": 1}]
    assert [question["slot"] for question in data["questions"]] == ["bang_khen.cum_1"]


def _ranked(rows: int):
    """Give a result of so many, from 100 points down in steps of a quarter; every third has a long name."""
    return samples.result(
        *(
            samples.standing(
                samples.scored_card(
                    samples.collective(number, f"Phòng Thử nghiệm dài tên số {number} " * (1 + number % 3)),
                    100 - Fraction(number, 4),
                ),
                "selected" if number < 5 else "not_selected",
                number + 1,
            )
            for number in range(rows)
        )
    )


def _table_pages(folder: Path, together: int) -> list[bytes]:
    result = _ranked(60)
    (table,) = context.cluster_tables(result)

    def write(start: int, end: int) -> str:
        shown = [Stretch(1, table, start, end)]
        return fill("dossier/ranking.html.j2", review=result.review, examples=[], stretches=shown)

    told: list[int] = []
    with Workshop(STYLE, large=False) as workshop:
        (parts,) = workshop.all([long_table(60, write, told.append, together)])
        bind(parts, MARKS, ABOUT, folder / f"{together}.pdf")
    assert sum(told) == 60
    assert (len(parts) > 1) == (together < 60)
    with pypdfium2.PdfDocument(folder / f"{together}.pdf") as pdf:
        return [bytes(page.render(scale=0.7).buffer) for page in pdf]


def test_a_table_laid_out_in_stretches_looks_as_if_it_were_laid_out_at_once(tmp_path, text_of):
    assert _table_pages(tmp_path, 25) == _table_pages(tmp_path, 60)
    found = re.findall(r"^\s*(\d+) +Phòng", text_of(tmp_path / "25.pdf"), re.MULTILINE)
    assert [int(rank) for rank in found] == list(range(1, 61))


def test_two_processes_make_the_same_bytes_as_one(tmp_path):
    texts = [
        f'<html lang="vi"><title>Thử</title><body><p id="p{number}">Trang {number}</p></body></html>'
        for number in range(4)
    ]
    for large in (False, True):
        told: list[int] = []
        with Workshop(STYLE, large=large) as workshop:
            made = workshop.all(alone(text, 1, told.append) for text in texts)
            bind([part for parts in made for part in parts], MARKS, ABOUT, tmp_path / f"{large}.pdf")
        assert told == [1, 1, 1, 1]
    assert (tmp_path / "False.pdf").read_bytes() == (tmp_path / "True.pdf").read_bytes()


def test_texts_that_look_like_references_are_left_as_they_are(tmp_path):
    name = "Phòng (12 0 R) /StructParent 3 \\"
    with Workshop(STYLE, large=False) as workshop:
        parts = [
            workshop.one(
                f'<html lang="vi"><title>T</title><body><h1>{number}</h1>{_image(title)}</body></html>'
            )
            for number, title in enumerate(("Một", name))
        ]
        bind(parts, (Mark(name, 2),), ABOUT, tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf, pdf.open_outline() as outline:
        figures = [tag for tag, _above in _walk(pdf.Root.StructTreeRoot.K[0], ()) if tag.S == "/Figure"]
        assert [str(figure.Alt) for figure in figures] == ["Một", name]
        assert [entry.title for entry in outline.root] == [name]


def _image(title: str) -> str:
    drawing = f'<title>{title}</title><path d="M0 0h9"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{drawing}</svg>'


def test_cards_of_too_many_are_left_out_and_the_dossier_says_how_to_have_each(left_out, text_of):
    text = " ".join(text_of(left_out).split())
    assert "Đợt xét có 4 phiếu điểm, nhiều hơn 3 phiếu mà một hồ sơ in kèm" in text
    assert "thidua explain mã-đối-tượng -o phieu-diem.pdf" in text
    assert "Minh chứng" not in text
    assert "Phòng Thử nghiệm số 2" in text


def test_a_failed_build_leaves_nothing_half_written(tmp_path):
    with Workshop(STYLE, large=False) as workshop:
        part = workshop.one('<html lang="vi"><title>T</title><body><p>Trang</p></body></html>')
        with pytest.raises(IndexError):
            bind([part], (Mark("Không có", 2),), ABOUT, tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []
