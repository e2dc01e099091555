"""Forms: one broken file for each fault, and what a form does to the sheet."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from scoring.errors import SchemeError
from scoring.scheme.reading import Source
from tests.thidua.dossier import samples
from thidua.dossier.certificates import unfit_texts, write_certificates
from thidua.dossier.fonts import face_path
from thidua.dossier.forms import Form, Offset, read_form, shipped_form
from thidua.dossier.press.orders import Manner
from thidua.dossier.setting import layout

GOOD = """\
form: thu
title: Thử
page: {width: 300, height: 210}
areas:
  - {left: 20, top: 30, width: 200, height: 20, words: [{text: "{title} {name}", sizes: [20, 16]}]}
"""
_POINTS = 72 / 25.4


def form_of(text: str, folder: Path = Path()) -> Form:
    return read_form(Source("thu.yaml", text), folder)


@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        (
            "height: 20,",
            "height: 20.05,",
            "height: 20.",
            "E_VALUE: “height”: expected millimetres in steps",
        ),
        ("{name}", "{nam}", "text:", "E_FORM_SLOT: the slot {nam} is not known"),
        ("{name}", "{name.real}", "text:", "E_FORM_SLOT: the slot {name.real} is not known"),
        ("{title} {name}", "{name", "text:", "E_FORM_SLOT: braces stand only around the name of a slot"),
        (
            "left: 20",
            "left: 120",
            "{left",
            "E_FORM_EDGE: this stands beyond the edge of the sheet (300",
        ),
        ("sizes: [20, 16]", "sizes: []", "sizes", "E_VALUE: “sizes”: "),
        ("sizes:", "face: bolt, sizes:", "face", "E_FORM_FACE: the face “bolt” is not known"),
        ("form: thu", "faces: {a: b.ttf}\nform: thu", "a: b", "E_FACE_FILE: b.ttf is no TrueType font"),
        ("form: thu", "code: {left: 280, top: 0, side: 30}\nform: thu", "code", "E_FORM_EDGE: "),
        ("form: thu", "printers: {khay: {right: 0.25}}\nform: thu", "right", "E_VALUE: “right”: "),
        (
            "sizes:",
            "rule: true, linse: 2, sizes:",
            "linse",
            "E_KEY_UNKNOWN: the key “linse”",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(old: str, new: str, at: str, told: str) -> None:
    text = GOOD.replace(old, new, 1)
    before = text[: text.index(at)]
    place = f"thu.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}: "

    with pytest.raises(SchemeError) as refused:
        form_of(text)

    assert [str(problem)[: len(place + told)] for problem in refused.value.problems] == [place + told]


def test_every_fault_of_a_form_is_told_at_once() -> None:
    text = GOOD.replace("{name}", "{nam}").replace("left: 20", "left: 120")
    with pytest.raises(SchemeError) as refused:
        form_of(text)
    assert sorted(problem.code for problem in refused.value.problems) == ["E_FORM_EDGE", "E_FORM_SLOT"]


def test_a_face_without_vietnamese_letters_is_refused(tmp_path: Path) -> None:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    with TTFont(face_path("Regular")) as font:
        subsetter = Subsetter(Options())
        subsetter.populate(text="".join(map(chr, range(0x20, 0x7F))))
        subsetter.subset(font)
        font.save(tmp_path / "latin.ttf")
    with pytest.raises(SchemeError, match="E_FACE: the face “rieng” lacks Vietnamese letters: À Á Â Ã"):
        form_of(GOOD + "faces: {rieng: latin.ttf}\n", tmp_path)


def test_a_face_that_may_not_be_embedded_is_refused(tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(face_path("Regular")) as font:
        font["OS/2"].fsType = 2
        font.save(tmp_path / "kept.ttf")
    with pytest.raises(SchemeError, match=r"E_FACE_LICENCE: the maker of kept\.ttf forbids embedding it"):
        form_of(GOOD + "faces: {rieng: kept.ttf}\n", tmp_path)


def test_an_own_face_is_embedded_and_measured(tmp_path: Path) -> None:
    own = tmp_path / "rieng.ttf"
    own.write_bytes(face_path("BoldItalic").read_bytes())
    text = GOOD.replace("sizes:", "face: rieng, sizes:") + "faces: {rieng: rieng.ttf}\n"
    manner = manner_of(form_of(text, tmp_path))

    quick = write_certificates(samples.usual(), tmp_path / "quick", manner=manner)
    careful = write_certificates(samples.usual(), tmp_path / "careful", manner=replace(manner, careful=True))

    for path in (quick[1], careful[1]):
        with pikepdf.open(path) as pdf:
            fonts = [str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()]
        assert [name.partition("+")[2] for name in fonts] == ["LiberationSerif-BoldItalic"]
    assert box_of(quick[1], "Bà Nguyễn") == pytest.approx(box_of(careful[1], "Bà Nguyễn"), abs=0.001)


def test_two_faces_under_one_name_are_never_taken_for_each_other(tmp_path: Path) -> None:
    text = GOOD.replace("sizes:", "face: rieng, sizes:") + "faces: {rieng: rieng.ttf}\n"
    drawn: list[str] = []
    for style in ("Italic", "Bold"):
        folder = tmp_path / style
        folder.mkdir()
        (folder / "rieng.ttf").write_bytes(face_path(style).read_bytes())
        manner = replace(manner_of(form_of(text, folder)), careful=True)
        path = write_certificates(samples.usual(), folder / "out", manner=manner)[1]
        quick = write_certificates(samples.usual(), folder / "quick", manner=replace(manner, careful=False))[
            1
        ]
        assert box_of(path, "Bà Nguyễn") == pytest.approx(box_of(quick, "Bà Nguyễn"), abs=0.001)
        with pikepdf.open(path) as pdf:
            drawn += [str(font.BaseFont).partition("+")[2] for font in pdf.pages[0].Resources.Font.values()]
    assert drawn == ["LiberationSerif-Italic", "LiberationSerif-Bold"]


def manner_of(form: Form) -> Manner:
    return Manner(layout(form))


def box_of(path: Path, words: str) -> tuple[float, ...]:
    """Left, bottom, right, top of the line that begins with ``words``, in points from the bottom left."""
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[0].get_textpage()
        boxes = [page.get_rect(number) for number in range(page.count_rects())]
        return next(box for box in boxes if page.get_text_bounded(*box).strip().startswith(words))


@pytest.mark.pdf
@pytest.mark.parametrize(("width", "height"), [(297, 210), (420, 297), (400, 300), (230, 297), (360.5, 270)])
def test_sheets_have_the_size_of_their_form(width: float, height: float, tmp_path: Path) -> None:
    form = form_of(GOOD.replace("width: 300, height: 210", f"width: {width}, height: {height}"))
    path = write_certificates(samples.usual(), tmp_path, manner=manner_of(form))[0]

    with pikepdf.open(path) as pdf:
        box = [float(side) for side in pdf.pages[0].mediabox]
    assert box == pytest.approx([0, 0, width * _POINTS, height * _POINTS], abs=0.001)


def overprinted(tmp_path: Path, offset: Offset, name: str) -> Path:
    manner = Manner(layout(shipped_form(), stock=True, offset=offset))
    return write_certificates(samples.usual(), tmp_path / name, manner=manner)[1]


@pytest.mark.pdf
def test_overprint_leaves_out_what_the_stock_carries(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(overprinted(tmp_path, Offset(), "stock")) as pdf:
        text = " ".join(pdf[0].get_textpage().get_text_bounded().split())

    assert not any(words in text for words in ("CỘNG HÒA", "Độc lập", "TẶNG", "BẰNG KHEN"))
    assert text.startswith("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH THỬ")
    assert "Bà Nguyễn Thị Phượng" in text


@pytest.mark.pdf
def test_overprint_paints_nothing_but_text(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(overprinted(tmp_path, Offset(), "stock")) as pdf:
        kinds = {item.type for item in pdf[0].get_objects(max_depth=3)}
    text, form = pypdfium2.raw.FPDF_PAGEOBJ_TEXT, pypdfium2.raw.FPDF_PAGEOBJ_FORM
    assert kinds == {text, form}


@pytest.mark.pdf
def test_an_offset_moves_everything_by_tenths_of_a_millimetre(tmp_path: Path) -> None:
    offset = Offset.model_validate({"right": Fraction(3, 10), "down": Fraction(-12, 10)})
    still = box_of(overprinted(tmp_path, Offset(), "still"), "Bà Nguyễn")
    moved = box_of(overprinted(tmp_path, offset, "moved"), "Bà Nguyễn")

    assert [(b - a) / _POINTS for a, b in zip(still, moved, strict=True)] == pytest.approx(
        [0.3, 1.2, 0.3, 1.2], abs=0.001
    )


@pytest.mark.pdf
def test_texts_stand_where_the_form_puts_them(tmp_path: Path) -> None:
    form = form_of(GOOD.replace("height: 20,", "height: 20, align: left, stand: bottom,"))
    path = write_certificates(samples.usual(), tmp_path, manner=manner_of(form))[1]
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[0].get_textpage()
        index = page.get_text_range().index("Bà")
        left, _bottom, _right, _top = page.get_charbox(index, loose=True)

    # 20 mm from the left edge; the line of 20 pt × 1.15 ends at 30 + 20 mm from the top of 210 mm.
    assert left / _POINTS == pytest.approx(20, abs=0.05)
    bottom = min(page_box[1] for page_box in [box_of(path, "Bà Nguyễn")]) / _POINTS
    assert 210 - 50 < bottom < 210 - 50 + 2.5


def test_a_form_with_narrow_rooms_tells_the_names_that_do_not_fit() -> None:
    form = form_of(GOOD.replace("width: 200", "width: 50"))
    problems = unfit_texts(samples.usual(), manner_of(form))

    assert [(problem.code, problem.values["candidate"]) for problem in problems] == [
        ("E_TEXT_TOO_LONG", "don-vi-1"),
        ("E_TEXT_TOO_LONG", "ca-nhan-1"),
    ]


def test_a_text_of_all_that_is_too_long_is_told_once() -> None:
    form = form_of(GOOD.replace("{title} {name}", "{authority}").replace("width: 200", "width: 50"))

    assert [str(problem) for problem in unfit_texts(samples.usual(), manner_of(form))] == [
        "E_TEXT_TOO_LONG: the text “CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH THỬ” is too long for the certificates"
    ]
