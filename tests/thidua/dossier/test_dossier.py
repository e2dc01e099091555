import re
from dataclasses import replace
from fractions import Fraction

import pikepdf
import pypdfium2
import pytest

from scoring.cards import Step
from scoring.facts import Decision, Fact, State
from tests.thidua.dossier import samples
from thidua.dossier import charts, context
from thidua.dossier.dossier import write_dossier

pytestmark = pytest.mark.pdf
HOSTILE = """<link rel=attachment href="file:///etc/hostname"><style>@import url(http://127.0.0.1:9/x);</style>{{7*7}}"""
MM = 72 / 25.4


def test_the_pages_counted_are_the_pages_written(tmp_path):
    seen = []
    pages = write_dossier(
        samples.usual(), tmp_path / "a" / "hs.pdf", lambda done, total: seen.append((done, total))
    )
    with pikepdf.open(tmp_path / "a" / "hs.pdf") as pdf:
        assert len(pdf.pages) == pages
    # Four rows of the ranking, then four cards.
    assert seen == [(0, 8), (4, 8), (8, 8)]
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["hs.pdf"]


def test_two_builds_give_the_same_bytes(dossier, tmp_path):
    write_dossier(samples.usual(), tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == dossier.read_bytes()


def test_the_heading_is_official(dossier, text_of):
    text = " ".join(text_of(dossier).split())
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: ……/BC-HĐ",
        "ngày …… tháng …… năm ……",
        "Nơi nhận:",
    ):
        assert words in text


def test_every_page_after_the_first_is_numbered_in_the_top_margin(dossier):
    with pypdfium2.PdfDocument(dossier) as pdf:
        tops = [_text(page, top=True) for page in pdf]
    assert tops == ["", *(str(number) for number in range(2, len(tops) + 1))]


def test_the_notice_stands_at_the_foot_of_every_page(dossier):
    with pypdfium2.PdfDocument(dossier) as pdf:
        feet = {" ".join(_text(page, top=False).split()) for page in pdf}
    assert feet == {"VÍ DỤ — số liệu giả lập Thang điểm ví dụ"}


def _text(page, *, top):
    width, height = page.get_size()
    low, high = (height - 19.5 * MM, height) if top else (0, 19.5 * MM)
    textpage = page.get_textpage()
    found = textpage.get_text_bounded(0, low, width, high).strip()
    textpage.close()
    return found


def test_text_keeps_to_the_margins(dossier):
    with pypdfium2.PdfDocument(dossier) as pdf:
        for page in pdf:
            textpage = page.get_textpage()
            boxes = [textpage.get_rect(index) for index in range(textpage.count_rects())]
            textpage.close()
            assert page.get_size() == pytest.approx((210 * MM, 297 * MM), abs=0.1)
            assert min(left for left, *_ in boxes) >= 30 * MM - 1
            assert max(right for _l, _b, right, _t in boxes) <= 195 * MM + 1


def test_the_contents_name_the_page_of_each_candidate(dossier, text_of):
    pages = text_of(dossier).split("\f")
    contents = pages[1]
    for name in ("Phòng Thử nghiệm số 2", "Nguyễn Thị Phượng"):
        page = int(re.search(rf"{name}\s+(\d+)", contents)[1])
        assert name in pages[page - 1].splitlines()[2] or name in pages[page - 1]
        assert "Điểm cơ bản" in pages[page - 1] or "Tổng điểm" in pages[page - 1]


def test_the_outline_leads_to_clusters_and_candidates(dossier):
    with pikepdf.open(dossier) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        cards = [item.title for group in outline.root[3].children for item in group.children]
    assert titles[:3] == ["Mục lục", "Báo cáo", "Phụ lục I. Xếp hạng và số lượng đề nghị"]
    assert cards == [
        "Phòng Thử nghiệm số 1",
        "Nguyễn Thị Phượng",
        "Phòng Thử nghiệm số 2",
        "Phòng Thử nghiệm số 3",
    ]


def test_a_missing_value_is_named_and_never_printed_as_zero(dossier, text_of):
    page = next(page for page in text_of(dossier).split("\f") if "don-vi-3" in page)
    assert "Chưa có số liệu" in page
    assert "Còn thiếu: Số hồ sơ trực tuyến" in page
    assert not re.search(r"(?<![\d,./-])0(?![\d,./])", page)


def test_a_point_is_shown_with_clause_evidence_formula_and_remark(dossier, text_of):
    page = next(
        " ".join(page.split())
        for page in text_of(dossier).split("\f")
        if "don-vi-1" in page and "II.1" in page
    )
    for words in (
        "“Tối thiểu 60% hồ sơ”",
        "629 hồ sơ",
        "Báo cáo số 00/BC",
        "[C4]",
        "629 / 912 × 100 ≈ 68,9693",
    ):
        assert words in page
    assert "Vượt mức tối đa, chỉ tính bằng mức tối đa" in page
    assert "≥ 60%" in page


def test_an_open_tie_is_put_to_the_council(dossier, text_of):
    text = " ".join(text_of(dossier).split())
    assert "Phòng Thử nghiệm số 1; Phòng Thử nghiệm số 2. Số lượng cần chọn: 1." in text
    assert "bang_khen.cum_1" in text


def test_a_filled_slot_names_who_decided_and_on_what():
    decision = Decision("bang_khen.cum_1", ("don-vi-1",), "Chủ tịch Hội đồng", "Biên bản số 00/BB")
    row = samples.standing(samples.scored_card(samples.collective(1), Fraction(90)), "selected")
    (question,) = context.questions(samples.result(row, slots=(samples.tie(decision),)))
    assert (question.chosen, question.decision) == (("Phòng Thử nghiệm số 1",), decision)


def test_hashes_and_the_order_of_evaluation_stand_in_the_annex(dossier, text_of):
    text = "".join(text_of(dossier).split())
    assert all(digest in text for digest in ("a1" * 32, "b2" * 32, "c3" * 32, "e5" * 32))
    assert text.count("d4") == 32
    assert "sốliệubáocáo→cáctrườnghợploạitrừ" in text


def test_only_shipped_faces_are_embedded(dossier, fonts_of):
    families = {"VN-Serif", "VN-Serif-Bold", "VN-Serif-Italic", "VN-Serif-Bold-Italic"}
    # Page numbers are written by the program itself, in the same face under its own name.
    assert fonts_of(dossier) == families | {"LiberationSerif"}


def test_hostile_texts_are_printed_and_fetch_nothing(tmp_path, text_of):
    outcome = samples.with_notice(samples.renamed(HOSTILE), HOSTILE)
    write_dossier(outcome, tmp_path / "hs.pdf")
    assert "{{7*7}}" in text_of(tmp_path / "hs.pdf")
    with pikepdf.open(tmp_path / "hs.pdf") as pdf:
        assert list(pdf.attachments) == ["thidua-dossier.json"]


def test_every_letter_comes_back_from_table_and_chart(tmp_path, text_of):
    letters = " ".join(samples.LETTERS[start : start + 6] for start in range(0, len(samples.LETTERS), 6))
    names = [letters[start : start + 21] for start in range(0, len(letters), 21)]
    rows = [
        samples.standing(
            samples.scored_card(samples.collective(number, name.strip()), Fraction(90)), "selected"
        )
        for number, name in enumerate(names)
    ]
    write_dossier(samples.result(*rows), tmp_path / "hs.pdf")
    after_table = text_of(tmp_path / "hs.pdf").partition("Số lượng – Bằng khen")[2]
    chart = "".join(after_table.partition("Biểu đồ 1")[0].split())
    assert all("".join(name.split()) in chart for name in names)


def test_a_chart_is_flat_and_leaves_out_whoever_has_no_total():
    (table,) = context.cluster_tables(samples.usual())
    drawing = charts.draw(table)
    assert "Gradient" not in drawing
    assert "Liberation" not in drawing
    assert "Phòng Thử nghiệm số 2" in drawing
    assert "Phòng Thử nghiệm số 3" not in drawing
    assert context.chart_alternative(table) == (
        "Tổng điểm của Cụm số 1: Phòng Thử nghiệm số 1 91,25; Nguyễn Thị Phượng 90; "
        "Phòng Thử nghiệm số 2 80; 1 đối tượng chưa có tổng điểm."
    )


def test_a_failed_build_leaves_the_older_file(tmp_path):
    target = tmp_path / "hs.pdf"
    target.write_bytes(b"older")

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_dossier(samples.usual(), target, stop)
    assert target.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [target]


def test_what_conditions_read_what_a_cap_took_and_how_near_the_edge_is_are_shown(tmp_path, text_of):
    card = samples.scored_card(samples.collective(1), Fraction(100))
    edge = Fraction(185, 100_000)
    step = Step("round", "{a}", {"a": Fraction(100), "edge": edge}, Fraction(100))
    shown = replace(
        card,
        root=replace(card.root, steps=(step,)),
        bonus=Fraction(7),
        adjustment=Fraction(-7),
        asked=(Fact("ky_luat", State.VALUE, label="khong", source="so.xlsx!Số liệu!C9"),),
    )
    path = tmp_path / "dossier.pdf"

    write_dossier(samples.result(samples.standing(shown, "selected", Fraction(3, 2))), path)

    text = " ".join(text_of(path).split())
    assert "Điều kiện, thứ tự dựa vào: ky_luat: khong [C9]." in text
    assert "còn cách mốc làm tròn 0,00185" in text
    assert re.search(r"Điều chỉnh\s+.*−7", text)
    assert "1,5/1" in text
