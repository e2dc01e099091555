"""
Other makers of the same certificate: same sheet, frame, texts, sizes, QR code and attached data.

Naive WeasyPrint is what a program does that follows the manual: one call a certificate, everything in it.
The others may do what makes them fast: one document for the whole run, the frame read once. ReportLab and
fpdf2 draw no such SVG: they print texts and code alone, which favours them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Collection, Iterator
from io import BytesIO
from pathlib import Path

from thidua.dossier.assets import BASE_URL, locked_fetcher, shipped_file
from thidua.dossier.codes import encode
from thidua.dossier.fonts import face_path
from thidua.dossier.ornament import frame_svg
from thidua.dossier.press.orders import Manner, Order
from thidua.dossier.press.plates import STYLE, page_html
from thidua.dossier.seal import seal
from thidua.dossier.setting import SetRoom, SetText, set_room

_MM = 72 / 25.4
Job = Callable[[Collection[Order], Manner, Path], Iterator[None]]


def picture(code: str) -> bytes:
    """Give a QR code as PNG, a pixel a module."""
    from PIL import Image

    matrix = encode(code)
    side = matrix.full_side
    inverted = bytes(255 - byte for byte in matrix.bitmap())
    out = BytesIO()
    Image.frombytes("1", (side, side), inverted).save(out, "PNG")
    return out.getvalue()


def naive_html(order: Order, manner: Manner, code: str) -> str:
    """Give the whole certificate as one HTML text: frame, all texts, QR code."""
    page = manner.layout.form.page
    rooms = [set_room(room, order.values) for room in manner.layout.rooms]
    source = f"data:image/png;base64,{base64.b64encode(picture(code)).decode()}" if code else ""
    return page_html(manner.layout, [rooms], frame_svg(page.width / page.height), source)


def naive_pdf(html: str, data: bytes | None = None) -> bytes:
    """Let WeasyPrint make one certificate, with everything read anew as its manual shows."""
    from weasyprint import CSS, HTML, Attachment

    sheets = [
        CSS(
            string=shipped_file(name).read_text(encoding="utf-8"),
            base_url=BASE_URL + name,
            url_fetcher=locked_fetcher(),
        )
        for name in ("fonts/fonts.css", STYLE)
    ]
    document = HTML(string=html, base_url=BASE_URL, url_fetcher=locked_fetcher())
    attached = [Attachment(string=data, name="thidua.json", relationship="Data")] if data else None
    content: bytes = document.write_pdf(stylesheets=sheets, pdf_variant="pdf/a-3u", attachments=attached)
    return content


def _code(order: Order, manner: Manner) -> str:
    assert order.facts is not None
    assert manner.signer is not None
    return seal(order.facts, manner.signer)


def _data(order: Order) -> bytes:
    return json.dumps(order.data, ensure_ascii=False).encode()


def weasyprint_naive(orders: Collection[Order], manner: Manner, folder: Path) -> Iterator[None]:
    """Call WeasyPrint once for each certificate."""
    import weasyprint  # noqa: F401

    yield
    for order in orders:
        html = naive_html(order, manner, _code(order, manner))
        (folder / order.file_name).write_bytes(naive_pdf(html, _data(order)))


def _texts(order: Order, manner: Manner) -> Iterator[tuple[SetRoom, SetText, str, float]]:
    """Give each line with its room, text and top in millimetres, as our own setting breaks it."""
    for room in (set_room(room, order.values) for room in manner.layout.rooms):
        top = room.top
        for text in room.texts:
            top += text.above
            for line in text.lines:
                yield room, text, line, top
                top += text.fitted.size * text.fitted.box.leading / _MM


def typst_each(orders: Collection[Order], manner: Manner, folder: Path) -> Iterator[None]:
    """Compile one Typst document for each certificate."""
    import typst

    yield
    compiler = _typst_compiler(typst, manner, folder)
    for order in orders:
        (folder / "main.typ").write_text(_typst_page(order, manner), encoding="utf-8")
        compiler.compile(output=str(folder / order.file_name), format="pdf", pdf_standards="a-3u")


def typst_together(orders: Collection[Order], manner: Manner, folder: Path) -> Iterator[None]:
    """Compile one Typst document of all certificates."""
    import typst

    yield
    compiler = _typst_compiler(typst, manner, folder)
    pages = "\n#pagebreak()\n".join(_typst_page(order, manner) for order in orders)
    (folder / "main.typ").write_text(pages, encoding="utf-8")
    compiler.compile(output=str(folder / "all.pdf"), format="pdf", pdf_standards="a-3u")


def _typst_compiler(typst: object, manner: Manner, folder: Path) -> object:
    page = manner.layout.form.page
    (folder / "frame.svg").write_text(frame_svg(page.width / page.height), encoding="utf-8")
    (folder / "main.typ").write_text("", encoding="utf-8")
    return typst.Compiler(  # type: ignore[attr-defined]  # a compiled module
        str(folder / "main.typ"), root=str(folder), font_paths=[str(face_path("Regular").parent)]
    )


def _typst_page(order: Order, manner: Manner) -> str:
    page, square = manner.layout.form.page, manner.layout.code
    assert square is not None
    code, data = (",".join(map(str, each)) for each in (picture(_code(order, manner)), _data(order)))
    left, top, side = (float(each) for each in (square.left, square.top, square.side))
    return "\n".join(
        [
            f"#set page(width: {float(page.width)}mm, height: {float(page.height)}mm, margin: 0mm)",
            f"#set document(title: {_quoted(order.title)})",
            '#place(image("frame.svg", width: 100%))',
            *(_typst_line(room, text, line, at) for room, text, line, at in _texts(order, manner)),
            f"#place(dx: {left}mm, dy: {top}mm, "
            f'image(bytes(({code})), width: {side}mm, scaling: "pixelated"))',
            f'#pdf.attach("{order.file_name}.json", bytes(({data})), relationship: "data", '
            'mime-type: "application/json", description: "data")',
        ]
    )


def _typst_line(room: SetRoom, text: SetText, line: str, top: float) -> str:
    area = room.room.area
    weight = "bold" if "Bold" in text.style else "regular"
    slant = "italic" if "Italic" in text.style else "normal"
    words = (
        f'text(font: "Liberation Serif", size: {text.fitted.size}pt, weight: "{weight}", style: "{slant}", '
        f'fill: rgb("{text.words.colour}"), lang: "vi", {_quoted(line)})'
    )
    box = f"box(width: {float(area.width)}mm, align({area.align}, {words}))"
    return f"#place(dx: {float(area.left)}mm, dy: {top:.3f}mm, {box})"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def reportlab_each(orders: Collection[Order], manner: Manner, folder: Path) -> Iterator[None]:
    """Draw one ReportLab canvas for each certificate: texts and code alone."""
    _reportlab_faces(manner)
    yield
    for order in orders:
        canvas = _reportlab_canvas(folder / order.file_name, manner)
        _reportlab_page(canvas, order, manner)
        canvas.save()


def reportlab_together(orders: Collection[Order], manner: Manner, folder: Path) -> Iterator[None]:
    """Draw one ReportLab canvas of all certificates: texts and code alone."""
    _reportlab_faces(manner)
    yield
    canvas = _reportlab_canvas(folder / "all.pdf", manner)
    for order in orders:
        _reportlab_page(canvas, order, manner)
    canvas.save()


def _reportlab_faces(manner: Manner) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for style in {box.style for room in manner.layout.rooms for box in room.boxes}:
        pdfmetrics.registerFont(TTFont(style, str(face_path(style))))


def _reportlab_canvas(path: Path, manner: Manner):  # type: ignore[no-untyped-def]  # untyped library
    from reportlab.pdfgen.canvas import Canvas

    page = manner.layout.form.page
    return Canvas(str(path), pagesize=(float(page.width) * _MM, float(page.height) * _MM), pageCompression=1)


def _reportlab_page(canvas, order: Order, manner: Manner) -> None:  # type: ignore[no-untyped-def]
    from reportlab.lib.utils import ImageReader

    height, square = float(manner.layout.form.page.height), manner.layout.code
    assert square is not None
    for room, text, line, top in _texts(order, manner):
        area = room.room.area
        canvas.setFont(text.style, text.fitted.size)
        canvas.setFillColor(text.words.colour)
        y = (height - top) * _MM - text.fitted.size
        if area.align == "center":
            canvas.drawCentredString(float(area.left + area.width / 2) * _MM, y, line)
        else:
            canvas.drawString(float(area.left) * _MM, y, line)
    image = ImageReader(BytesIO(picture(_code(order, manner))))
    side, bottom = float(square.side) * _MM, (height - float(square.top + square.side)) * _MM
    canvas.drawImage(image, float(square.left) * _MM, bottom, side, side)
    canvas.showPage()


def fpdf2_each(orders: Collection[Order], manner: Manner, folder: Path) -> Iterator[None]:
    """Write one fpdf2 document for each certificate: texts and code alone."""
    import fpdf  # noqa: F401

    yield
    for order in orders:
        document = _fpdf2_document(manner)
        _fpdf2_page(document, order, manner)
        document.output(str(folder / order.file_name))


def fpdf2_together(orders: Collection[Order], manner: Manner, folder: Path) -> Iterator[None]:
    """Write one fpdf2 document of all certificates: texts and code alone."""
    import fpdf  # noqa: F401

    yield
    document = _fpdf2_document(manner)
    for order in orders:
        _fpdf2_page(document, order, manner)
    document.output(str(folder / "all.pdf"))


def _fpdf2_document(manner: Manner):  # type: ignore[no-untyped-def]  # untyped library
    from fpdf import FPDF

    page = manner.layout.form.page
    document = FPDF(unit="mm", format=(float(page.height), float(page.width)), orientation="landscape")
    for style in {box.style for room in manner.layout.rooms for box in room.boxes}:
        document.add_font(style, fname=str(face_path(style)))
    return document


def _fpdf2_page(document, order: Order, manner: Manner) -> None:  # type: ignore[no-untyped-def]
    square = manner.layout.code
    assert square is not None
    document.add_page()
    for room, text, line, top in _texts(order, manner):
        area = room.room.area
        document.set_font(text.style, size=text.fitted.size)
        colour = text.words.colour
        document.set_text_color(*(int(colour[start : start + 2], 16) for start in (1, 3, 5)))
        width = document.get_string_width(line)
        left = (
            float(area.left) + (float(area.width) - width) / 2 if area.align == "center" else float(area.left)
        )
        document.text(left, top + text.fitted.size / _MM, line)
    code = BytesIO(picture(_code(order, manner)))
    document.image(code, float(square.left), float(square.top), float(square.side), float(square.side))


PEERS: dict[str, Job] = {
    "WeasyPrint, naive": weasyprint_naive,
    "Typst, file each": typst_each,
    "Typst, one file": typst_together,
    "ReportLab, file each": reportlab_each,
    "ReportLab, one file": reportlab_together,
    "fpdf2, file each": fpdf2_each,
    "fpdf2, one file": fpdf2_together,
}
