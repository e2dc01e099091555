"""What the press is asked for: certificates, and the manner of printing them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from thidua.dossier.about import About
from thidua.dossier.fonts import face_bytes
from thidua.dossier.ornament import frame_svg
from thidua.dossier.seal import Seal, Signer, seal
from thidua.dossier.setting import Layout
from thidua.library import shipped
from thidua.version import VERSION

_LOOK = ("sheet.html.j2", "certificate.css")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Order:
    """
    One certificate to be printed.

    Attributes:
        file_name: Of its own file.
        subject: Id of the honoured, for messages.
        title: Of the document.
        issued: Day of the document.
        values: Text by slot of the form.
        data: What is attached as JSON.
        facts: What the QR code says; none is printed without them.
    """

    file_name: str
    subject: str
    title: str
    issued: date
    values: Mapping[str, str]
    data: Mapping[str, object]
    facts: Seal | None = None


@dataclass(frozen=True)
class Manner:
    """
    How certificates are printed.

    Attributes:
        layout: Form, stock and printer.
        signer: Who seals the QR codes; none is printed without one.
        careful: Let WeasyPrint draw every page, even where the quick way does the same.
        workers: Processes at most; None for as many as are worth it.
        scheduler: Address of a Dask scheduler whose workers do the work instead; empty for none.
    """

    layout: Layout
    signer: Signer | None = None
    careful: bool = False
    workers: int | None = None
    scheduler: str = ""


def key_of(manner_key: bytes, order: Order) -> bytes:
    """Give the digest of all that a certificate is made from; ``manner_key`` is that of ``key_of_manner``."""
    about = {"title": order.title, "issued": order.issued.isoformat(), "values": order.values}
    facts = repr(order.facts).encode()
    return hashlib.sha256(b"\x00".join((manner_key, as_json(about), as_json(order.data), facts))).digest()


def key_of_manner(manner: Manner) -> bytes:
    """Give the digest of the manner of printing: form, faces, look, frame, printer, signer, program."""
    layout, signer = manner.layout, manner.signer.owner.id if manner.signer else b""
    form, offset = layout.form.model_dump_json(exclude={"printers", "faces"}), layout.offset.model_dump_json()
    faces = [face_bytes(style) for style in layout.form.faces.values()]
    look = [(shipped("templates") / "certificate" / name).read_bytes() for name in _LOOK]
    frame = frame_svg(layout.form.page.width / layout.form.page.height)
    parts = (VERSION, form, offset, layout.stock, manner.careful, frame, signer)
    return hashlib.sha256(b"\x00".join([repr(parts).encode(), *faces, *look])).digest()


def code_of(manner: Manner, order: Order) -> str:
    """Give the text of the QR code; empty where none is printed."""
    if order.facts is None or manner.signer is None or manner.layout.code is None:
        return ""
    return seal(order.facts, manner.signer)


def data_of(layout: Layout, order: Order, code: str) -> dict[str, object]:
    """Give what is attached: the order's data, whether it is for stock, and any seal."""
    data = {**order.data, "on_stock": layout.stock}
    return {**data, "seal": code} if code else data


def about(layout: Layout, order: Order, code: str) -> About:
    """Give what a certificate's own file says about itself."""
    return About(order.title, order.issued, as_json(data_of(layout, order, code)))


def as_json(data: Mapping[str, object]) -> bytes:
    """Write JSON: the same bytes for the same data."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
