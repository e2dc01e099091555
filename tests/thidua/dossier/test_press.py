"""The press beside WeasyPrint itself: the same picture, whole files, the same bytes, resumed after a kill."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from scoring.errors import ScoringError
from thidua.dossier.codes import encode
from thidua.dossier.files import sole_writer
from thidua.dossier.formats import clean
from thidua.dossier.forms import shipped_form, shipped_forms
from thidua.dossier.ornament import frame_svg
from thidua.dossier.press.book import print_together
from thidua.dossier.press.checking import unfit
from thidua.dossier.press.crew import Crew, crew_for
from thidua.dossier.press.orders import Manner, Order, code_of
from thidua.dossier.press.pages import Moulds, quick_content, set_all
from thidua.dossier.press.plates import STYLE, Plates, page_html
from thidua.dossier.press.run import print_each
from thidua.dossier.printing import typeset
from thidua.dossier.seal import Seal, Signer
from thidua.dossier.setting import Layout, layout, set_room
from tools import conformance

pytestmark = pytest.mark.pdf
MANNER = Manner(layout(shipped_form()), Signer("Thử", b"\x01" * 32), workers=1)
CAREFUL = replace(MANNER, careful=True)
NAMES = (
    "Nguyễn Thị Phượng",
    "Đặng Văn Thử",
    "VÕ TÀO AVA LTd. Yo “Ty”",
    "Trung tâm Nghiên cứu Ứng dụng Khoa học Công nghệ và Đổi mới sáng tạo Thử nghiệm huyện Số Một",
    "Ngoẵng Ngoẹo Ỷ Ỵ Ỹ Ặ Ễ Ợ",
)
# Outside what the press embeds, and a letter whose mark is set by its own offset.
RARE = ("Công ty Ωmega Δ", "Phòng x\u0302\u0323y", "Ban Жук")


def order(name: str, number: int = 1, **texts: str) -> Order:
    values: dict[str, str] = {
        "heading": "BẰNG KHEN",
        "title": "Bà",
        "name": name,
        "post": "Chuyên viên Phòng Thử nghiệm",
        "citation": "Đã có thành tích xuất sắc trong phong trào thi đua “Thử nghiệm” giai đoạn 2025-2026",
        "golden_book": str(number),
        "serial": f"0000{number % 10}-ABCDE",
        "authority": "Chủ tịch Ủy ban nhân dân tỉnh Thử",
        "place": "Thử",
        "day": "ngày 06 tháng 02 năm 2026",
        "decision": "000/QĐ-THU",
        "signer_role": "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        "signer_name": "Trần Văn Giả",
        "notice": "VÍ DỤ — số liệu giả lập",
        **texts,
    }
    facts = Seal(f"Bà {name}", "BẰNG KHEN", "000/QĐ-THU", date(2026, 2, 6), values["serial"])
    day, title = date(2026, 2, 6), f"BẰNG KHEN – {name}"
    return Order(f"{number:04}.pdf", f"nguoi-{number}", title, day, values, {"number": number}, facts)


def naive(asked: Order, form: Layout = MANNER.layout) -> bytes:
    """The whole certificate by one plain call of WeasyPrint, from the same template."""
    matrix = encode(code_of(MANNER, asked))
    light = bytes(255 - byte for byte in matrix.bitmap())
    out = BytesIO()
    Image.frombytes("1", (matrix.full_side, matrix.full_side), light).save(out, "PNG")
    source = f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
    rooms = [set_room(room, asked.values) for room in form.rooms]
    page = form.form.page
    frame = frame_svg(page.width / page.height) if form.form.frame and not form.stock else ""
    return typeset(page_html(form, [rooms], frame, source), STYLE).pdf


def picture(content: bytes, dpi: int = 100) -> Image.Image:
    command = ["pdftoppm", "-r", str(dpi), "-png", "-"]
    shown = subprocess.run(command, input=content, check=True, capture_output=True).stdout
    return Image.open(BytesIO(shown)).convert("L")


def text_on(page: pypdfium2.PdfPage) -> str:
    text: str = page.get_textpage().get_text_bounded()
    return text


def differing(one: Image.Image, other: Image.Image) -> int:
    assert one.size == other.size
    return sum(ImageChops.difference(one, other).histogram()[1:])


@pytest.mark.parametrize("manner", [MANNER, CAREFUL], ids=["quick", "careful"])
def test_every_pixel_is_as_plain_weasyprint_draws_it(manner: Manner, tmp_path: Path) -> None:
    asked = [order(name, number) for number, name in enumerate(NAMES)]

    paths = print_each(asked, tmp_path, manner)

    differences = [
        differing(picture(naive(each)), picture(path.read_bytes()))
        for each, path in zip(asked, paths, strict=True)
    ]
    assert differences == [0] * len(NAMES)


@pytest.mark.parametrize("manner", [MANNER, CAREFUL], ids=["quick", "careful"])
@pytest.mark.parametrize(("name", "stock"), [("a3", False), ("phoi-300x210", True)])
def test_every_form_is_drawn_as_plain_weasyprint_draws_it(
    name: str, stock: bool, manner: Manner, tmp_path: Path
) -> None:
    form = layout(shipped_form(name), stock=stock)

    (path,) = print_each([order(NAMES[3])], tmp_path, replace(manner, layout=form))

    assert differing(picture(naive(order(NAMES[3]), form)), picture(path.read_bytes())) == 0


def test_a_picture_of_another_letter_differs(tmp_path: Path) -> None:
    (path,) = print_each([order("Nguyễn Thị Phượng")], tmp_path, MANNER)

    assert differing(picture(naive(order("Nguyễn Thị Phương"))), picture(path.read_bytes())) > 10


@pytest.mark.parametrize("name", RARE)
def test_what_the_quick_way_cannot_set_goes_the_careful_way(name: str, tmp_path: Path) -> None:
    plates, moulds = Plates(MANNER.layout), Moulds()
    each = set_all(plates, order(name).values)
    moulds.learn(plates, [each])

    (path,) = print_each([order(name)], tmp_path, MANNER)

    assert quick_content(MANNER.layout, moulds, each) is None
    assert differing(picture(naive(order(name))), picture(path.read_bytes())) == 0


def test_usual_names_go_the_quick_way() -> None:
    plates, moulds = Plates(MANNER.layout), Moulds()
    sets = [set_all(plates, order(name).values) for name in NAMES]
    moulds.learn(plates, sets)

    assert all(quick_content(MANNER.layout, moulds, each) for each in sets)


def test_a_text_that_does_not_fit_goes_the_careful_way() -> None:
    plates, moulds = Plates(MANNER.layout), Moulds()
    each = set_all(plates, order("Trung tâm Nghiên cứu " * 12).values)
    moulds.learn(plates, [each])

    assert not each.fits
    assert quick_content(MANNER.layout, moulds, each) is None


HOSTILE = (
    '<script>document.title="x"</script>',
    '<img src="file:///etc/hostname">',
    "<style>@import url(http://127.0.0.1:9/x.css);</style>",
    "</section></body></html><!--",
    "{{ cycler.__init__.__globals__ }} {% raw %} {0} {self} %s",
    "A & B &lt;C&gt; \\ (D) [E] <F> ET Q endstream endobj %%EOF",
    "a\x00b\x1bc\u202ed\u2066e\u200bf\ufeffg\ufffe",
    "\ud83d\udc80".encode("utf-16", "surrogatepass").decode("utf-16") + "e\u0301\u0323 שלום",
)


@pytest.mark.parametrize("manner", [MANNER, CAREFUL], ids=["quick", "careful"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_stays_text(text: str, manner: Manner, tmp_path: Path) -> None:
    plain = order("")
    facts = Seal(text, text, text, plain.issued, "00000-00000")
    values = dict.fromkeys(plain.values, text)
    asked = replace(plain, values=values, title=text, data={"text": text}, facts=facts)

    (path,) = print_each([asked], tmp_path, manner)

    with pikepdf.open(path) as pdf:
        assert (len(pdf.pages), "/Annots" in pdf.pages[0], "/OpenAction" in pdf.Root) == (1, False, False)
        assert list(pdf.attachments) == ["thidua.json"]
        assert json.loads(pdf.attachments["thidua.json"].get_file().read_bytes())["text"] == text
    with pypdfium2.PdfDocument(path) as shown:
        found = text_on(shown[0])
    # Lines stand apart in the answer, and characters without a shape are printed as a box or not at all.
    assert "".join(clean(text).split())[:30] in "".join(found.replace("\ufffe", "").split())


@pytest.mark.parametrize("manner", [MANNER, CAREFUL], ids=["quick", "careful"])
def test_text_comes_back_as_it_was_given(manner: Manner, tmp_path: Path) -> None:
    for path, name in zip(
        print_each([order(name, number) for number, name in enumerate((*NAMES, *RARE))], tmp_path, manner),
        (*NAMES, *RARE),
        strict=True,
    ):
        with pypdfium2.PdfDocument(path) as pdf:
            text = text_on(pdf[0])
        given = unicodedata.normalize("NFC", name)
        assert given.replace(" ", "") in "".join(text.split())


def test_the_data_is_attached_and_holds_the_seal(tmp_path: Path) -> None:
    asked = order(NAMES[0], 7)
    (path,) = print_each([asked], tmp_path, MANNER)

    with pikepdf.open(path) as pdf:
        data = json.loads(pdf.attachments["thidua.json"].get_file().read_bytes())
        catalogue = pdf.Root
        assert data == {"number": 7, "on_stock": False, "seal": code_of(MANNER, asked)}
        assert str(catalogue.AF[0].AFRelationship) == "/Data"
        assert str(catalogue.Lang) == "vi-VN"
        assert str(catalogue.ViewerPreferences.PrintScaling) == "/None"
        assert str(pdf.docinfo.Title) == f"BẰNG KHEN – {NAMES[0]}"
        assert str(pdf.docinfo.CreationDate) == "D:20260206000000+07'00'"


def test_the_code_on_the_sheet_is_the_code_of_the_seal(tmp_path: Path) -> None:
    asked = order(NAMES[0])
    (path,) = print_each([asked], tmp_path, MANNER)
    matrix, square = encode(code_of(MANNER, asked)), MANNER.layout.form.code
    assert square is not None

    shown = picture(path.read_bytes(), 300)

    step = float(square.side) / matrix.full_side * 300 / 25.4
    left, top = (float(at) * 300 / 25.4 + step * 4.5 for at in (square.left, square.top))
    seen = [
        bytes(
            shown.getpixel((int(left + column * step), int(top + row * step))) < 128
            for column in range(matrix.side)
        )
        for row in range(matrix.side)
    ]
    assert seen == matrix.rows


def test_a_reader_takes_the_code_from_the_picture(tmp_path: Path) -> None:
    zxingcpp = pytest.importorskip("zxingcpp", reason="needs zxing-cpp to read codes back")
    asked = order(NAMES[0])
    (path,) = print_each([asked], tmp_path, MANNER)

    found = zxingcpp.read_barcodes(picture(path.read_bytes(), 200))

    assert [each.text for each in found] == [code_of(MANNER, asked)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    folder = tmp_path_factory.mktemp("press")
    asked = [order(name, number) for number, name in enumerate((*NAMES, *RARE))]
    together = folder / "together.pdf"
    print_together(asked, together, MANNER)
    forms = {name: layout(shipped_form(name), stock=name == "phoi-300x210") for name in shipped_forms()}
    return {
        name: print_each(asked[:1], folder / name, replace(MANNER, layout=form))
        for name, form in forms.items()
    } | {
        "quick": print_each(asked, folder / "quick", MANNER),
        "careful": print_each(asked, folder / "careful", CAREFUL),
        "together": [together],
    }


def test_verapdf_passes_every_file_as_pdf_a_3u(made: Mapping[str, list[Path]], tmp_path: Path) -> None:
    lacking = conformance.missing()
    if lacking and not os.environ.get("CI"):
        pytest.skip(f"needs {lacking}")
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(naive(order(NAMES[0])))
    files = [path for paths in made.values() for path in paths]

    faults = conformance.faults("3u", [*files, plain])

    assert {name: lines for name, lines in faults.items() if lines and name != str(plain)} == {}
    # Without this a checker that passes everything would pass this test.
    assert any(line.startswith("3u 6.6.2.1") for line in faults[str(plain)])


def test_one_file_has_the_pages_of_all(made: Mapping[str, list[Path]]) -> None:
    with pikepdf.open(made["together"][0]) as pdf:
        assert len(pdf.pages) == len(NAMES) + len(RARE)
        data = json.loads(pdf.attachments["thidua.json"].get_file().read_bytes())
    with pypdfium2.PdfDocument(made["together"][0]) as pages:
        for number, single in enumerate(made["quick"]):
            with pypdfium2.PdfDocument(single) as one:
                assert (
                    pages[number].get_textpage().get_text_bounded()
                    == one[0].get_textpage().get_text_bounded()
                )
    assert [each["number"] for each in data["certificates"]] == list(range(len(NAMES) + len(RARE)))


def test_only_needed_letters_of_three_faces_are_embedded(made: Mapping[str, list[Path]]) -> None:
    with pikepdf.open(made["quick"][0]) as pdf:
        fonts = pdf.pages[0].Resources.Font
        names = sorted(str(font.BaseFont).partition("+")[2] for font in fonts.values())
        sizes = [
            len(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()) for font in fonts.values()
        ]
    assert names == ["LiberationSerif", "LiberationSerif-Bold", "LiberationSerif-Italic"]
    assert max(sizes) < 60_000


def digests(paths: list[Path]) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def asked_many(count: int) -> list[Order]:
    return [order(NAMES[number % len(NAMES)], number) for number in range(count)]


def test_batches_processes_and_neighbours_do_not_change_a_byte(tmp_path: Path) -> None:
    asked = [*asked_many(230), order(RARE[0], 230)]
    alone = print_each(asked[-3:], tmp_path / "alone", MANNER)

    one = print_each(asked, tmp_path / "one", MANNER)
    with crew_for(replace(MANNER, workers=2), len(asked)) as processes:
        two = print_each(asked, tmp_path / "two", MANNER, crew=processes)

    assert digests(one) == digests(two)
    assert digests(one[-3:]) == digests(alone)
    assert [path.name for path in one] == [each.file_name for each in asked]


def test_hash_seeds_do_not_change_a_byte(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.thidua.dossier import test_press as t;"
        "asked = [t.order(name, n) for n, name in enumerate((*t.NAMES, *t.RARE))];"
        "t.print_each(asked, Path(sys.argv[1]), t.MANNER)"
    )
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / seed)],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).resolve().parents[3],
        )

    assert digests(sorted((tmp_path / "1").iterdir())) == digests(sorted((tmp_path / "2").iterdir()))


@pytest.mark.parametrize(
    "changed",
    [
        order(NAMES[0], post="Chuyên viên"),
        replace(order(NAMES[0]), data={"number": 2}),
        replace(order(NAMES[0]), title="Khác"),
    ],
    ids=["text", "data", "title"],
)
def test_a_changed_certificate_is_printed_again(changed: Order, tmp_path: Path) -> None:
    (path,) = print_each([order(NAMES[0])], tmp_path, MANNER)
    before = path.read_bytes()

    print_each([changed], tmp_path, MANNER)

    assert path.read_bytes() != before


def test_a_whole_file_is_left_as_it_is_and_a_damaged_one_is_printed_again(tmp_path: Path) -> None:
    asked = asked_many(3)
    first, second, third = print_each(asked, tmp_path, MANNER)
    whole = digests([first, second, third])
    second.write_bytes(second.read_bytes().replace(b"vi-VN", b"en-US"))
    third.write_bytes(third.read_bytes()[:-200])
    before = first.stat().st_ino

    print_each(asked, tmp_path, MANNER)

    assert digests([first, second, third]) == whole
    assert first.stat().st_ino == before


def test_a_killed_run_leaves_whole_files_only_and_is_taken_up_again(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.thidua.dossier import test_press as t;"
        "t.print_each(t.asked_many(1500), Path(sys.argv[1]), t.MANNER)"
    )
    folder = tmp_path / "killed"
    root = Path(__file__).resolve().parents[3]
    running = subprocess.Popen([sys.executable, "-c", code, str(folder)], cwd=root)
    while not any(_printed(folder)):
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()

    standing = sorted(_printed(folder))
    asked = asked_many(1500)[: len(standing) + 150]
    again = print_each(asked, folder, MANNER)
    clean = print_each(asked, tmp_path / "clean", MANNER)

    assert 0 < len(standing) < 1500
    assert digests(again) == digests(clean)
    assert [path.name for path in folder.iterdir() if path.name.endswith(".part")] == []


def _printed(folder: Path) -> Iterator[Path]:
    return folder.glob("[0-9]*.pdf") if folder.exists() else iter(())


def test_a_second_run_into_the_same_folder_is_refused(tmp_path: Path) -> None:
    with sole_writer(tmp_path), pytest.raises(ScoringError, match="E_FOLDER_BUSY"):
        print_each(asked_many(1), tmp_path, MANNER)
    print_each(asked_many(1), tmp_path, MANNER)


def test_progress_ends_at_all(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    print_each(asked_many(150), tmp_path, MANNER, lambda done, total: told.append((done, total)))

    assert told == [(100, 150), (150, 150)]


def test_a_second_process_is_taken_only_where_it_is_worth_it() -> None:
    with crew_for(replace(MANNER, workers=None), 100) as few:
        assert few == Crew()


def test_texts_are_checked_alike_here_and_in_processes() -> None:
    asked = [*asked_many(30), order("Trung tâm Nghiên cứu " * 12, 30), order("Phòng \U0001f3c5", 31)]
    with crew_for(replace(MANNER, workers=2), len(asked)) as processes:
        there = unfit(asked, MANNER, processes)

    assert [problem.code for problem in there] == ["E_TEXT_TOO_LONG", "E_GLYPH_MISSING"]
    assert unfit(asked, MANNER) == there
