"""One certificate as a PDF/A-3u file, or many as one file for the print shop."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from thidua.dossier.about import LANGUAGE, PRODUCER, About, xmp
from thidua.dossier.codes import encode
from thidua.dossier.press.objects import Objects, dictionary, identified, number, reference, stream, text
from thidua.dossier.press.plates import Plate, page_size
from thidua.dossier.setting import Layout


@dataclass(frozen=True)
class Page:
    """
    What a certificate's page shows beyond its plate.

    Attributes:
        content: Operators, in the coordinates of the page.
        plate: The plate it was drawn for.
    """

    content: bytes
    plate: Plate


def single(layout: Layout, page: Page, code: str, about: About, key: bytes) -> bytes:
    """
    Write one certificate.

    Args:
        layout: Form and printer.
        page: What it shows.
        code: Text of the QR code; empty when there is none.
        about: Title, day and attached data.
        key: Digest of what the certificate is made from.

    Returns:
        The whole file; the same bytes for the same input.
    """
    objects = page.plate.objects.copy()
    tree = objects.reserve()
    leaf = add_page(objects, layout, page, code, tree)
    objects.put(tree, b"<</Type/Pages/Count 1/Kids[%b]>>" % reference(leaf))
    root, info = close(objects, tree, page.plate.intent, about)
    return identified(objects, root, info, key)


def add_page(objects: Objects, layout: Layout, page: Page, code: str, tree: int) -> int:
    """Write a page with its content and code; gives the number of the page object."""
    plate = page.plate
    resources = dict(plate.resources)
    content = plate.before + page.content
    if layout.code is not None and code:
        picture = objects.add(_picture(code))
        resources["XObject"] = plate.resources["XObject"][:-2] + b"/Code %b>>" % reference(picture)
        content += _code_shown(layout)
    shown = objects.add(stream(content + plate.after))
    width, height = page_size(layout)
    return objects.add(
        b"<</Type/Page/Parent %b/MediaBox[0 0 %b %b]/Contents %b/Resources %b>>"
        % (
            reference(tree),
            number(width).encode(),
            number(height).encode(),
            reference(shown),
            dictionary(resources),
        )
    )


def _picture(code: str) -> bytes:
    matrix = encode(code)
    side = matrix.full_side
    entries = f"/Type/XObject/Subtype/Image/Width {side}/Height {side}/BitsPerComponent 1"
    # Dark modules are ones; in DeviceGray a one is white.
    return stream(matrix.bitmap(), f"{entries}/ColorSpace/DeviceGray/Decode[1 0]".encode(), compress=False)


def _code_shown(layout: Layout) -> bytes:
    # In CSS pixels, clipped, and in two steps: so does WeasyPrint, and poppler's edges show the difference.
    square = layout.code
    assert square is not None
    left, top, side = (number(float(value) * 96 / 25.4) for value in (square.left, square.top, square.side))
    height = number(page_size(layout)[1])
    return (
        f"q 0.75 0 0 -0.75 0 {height} cm {left} {top} {side} {side} re W n\n"
        f"1 0 0 1 {left} {top} cm {side} 0 0 -{side} 0 {side} cm /Code Do Q\n"
    ).encode()


def close(objects: Objects, tree: int, intent: int, about: About) -> tuple[int, int]:
    """Write attachment, metadata, catalogue and information; gives the numbers of the last two."""
    attached = _attach(objects, about)
    metadata = objects.add(stream(xmp(about, "U"), b"/Type/Metadata/Subtype/XML", compress=False))
    info = objects.add(
        dictionary(
            {"Title": text(about.title), "Producer": text(PRODUCER), "CreationDate": text(about.stamp)}
        )
    )
    root = objects.add(
        dictionary(
            {
                "Type": b"/Catalog",
                "Pages": reference(tree),
                "Lang": text(LANGUAGE),
                "Metadata": reference(metadata),
                "OutputIntents": b"[%b]" % reference(intent),
                "AF": b"[%b]" % reference(attached),
                "Names": b"<</EmbeddedFiles<</Names[%b %b]>>>>" % (text(about.name), reference(attached)),
                # Overprinting needs every millimetre where it is.
                "ViewerPreferences": b"<</DisplayDocTitle true/PrintScaling/None>>",
            }
        )
    )
    return root, info


def _attach(objects: Objects, about: About) -> int:
    data = about.data
    check = hashlib.md5(data, usedforsecurity=False).hexdigest().upper()
    parameters = f"/Params<</Size {len(data)}/CheckSum<{check}>/ModDate({about.stamp})>>"
    file = objects.add(stream(data, f"/Type/EmbeddedFile/Subtype/application#2Fjson{parameters}".encode()))
    return objects.add(
        b"<</Type/Filespec/AFRelationship/Data/F%b/UF%b/Desc%b/EF<</F %b/UF %b>>>>"
        % (
            text(about.name),
            text(about.name),
            text(about.what),
            reference(file),
            reference(file),
        )
    )
