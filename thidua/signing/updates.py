"""Which bytes of a signed paper stood there before anybody signed it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from thidua.signing.errors import DAMAGE

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

_END = re.compile(rb"%%EOF\r?\n?")
_SIGNED = re.compile(rb"/ByteRange\s*\[")
# What a signature, and what makes it last, changes in the catalogue and in the description of the file.
_IN_CATALOGUE = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version"})
_IN_INFO = frozenset({"/ModDate", "/Producer"})


def looks_signed(content: bytes) -> bool:
    """Tell whether a PDF holds what only signatures do; cheap, and believes nothing."""
    return content.startswith(b"%PDF-") and _SIGNED.search(content) is not None


def earlier(content: bytes) -> Iterator[bytes]:
    """Give what the file was before each update, the newest first."""
    for found in reversed(list(_END.finditer(content))):
        if found.end() < len(content):
            yield content[: found.end()]


def only_signed(content: bytes, before: bytes) -> bool:
    """
    Tell whether nothing but signatures came to a PDF.

    Args:
        content: As it is now.
        before: Its first bytes, themselves a whole PDF.

    Returns:
        True when every object is as it was, but for signature fields in the catalogue and on pages; False
        also where either cannot be read. Who signed is not asked, nor what the stamps show.
    """
    from pikepdf import Pdf, PdfError  # slow import

    if not content.startswith(before):
        return False
    try:
        with Pdf.open(BytesIO(before)) as old, Pdf.open(BytesIO(content)) as new:
            return _is_kept(old, new)
    except (PdfError, *DAMAGE):
        return False


def _is_kept(old: Pdf, new: Pdf) -> bool:
    if old.Root.objgen != new.Root.objgen or len(old.pages) != len(new.pages):
        return False
    if not all(_is_signature(each) for each in _fields(new)):
        return False
    pages = {page.objgen for page in old.pages}
    shared = {page.Annots.objgen for page in old.pages if "/Annots" in page and page.Annots.is_indirect}
    info = old.trailer.Info.objgen if "/Info" in old.trailer else (0, 0)
    allowed = {old.Root.objgen: _IN_CATALOGUE, info: _IN_INFO} | dict.fromkeys(pages, frozenset({"/Annots"}))
    for each in old.objects:
        if not each.is_indirect or each.objgen in shared:
            continue  # the annotations are looked at page by page
        other = new.get_object(each.objgen)
        if not _is_same(each, other, allowed.get(each.objgen, frozenset())):
            return False
    return all(_annotations_kept(a, b) for a, b in zip(old.pages, new.pages, strict=True))


def _is_same(a: Object, b: Object, changing: frozenset[str]) -> bool:
    from pikepdf import Dictionary, Stream  # slow import

    if isinstance(a, Stream):
        same = isinstance(b, Stream) and a.read_raw_bytes() == b.read_raw_bytes()
        return same and _entries(a.stream_dict, changing) == _entries(b.stream_dict, changing)
    if isinstance(a, Dictionary):
        return isinstance(b, Dictionary) and _entries(a, changing) == _entries(b, changing)
    return bool(a.unparse(resolved=True) == b.unparse(resolved=True))


def _entries(found: Any, changing: frozenset[str]) -> dict[str, bytes]:
    return {key: _written(found[key]) for key in found.keys() if key not in changing}  # noqa: SIM118 - pikepdf


def _written(value: Any) -> bytes:
    if getattr(value, "is_indirect", False):
        return b"%d %d R" % value.objgen
    return bytes(value.unparse()) if hasattr(value, "unparse") else repr(value).encode()


def _fields(pdf: Pdf) -> list[Any]:
    return list(pdf.Root.AcroForm.Fields) if "/AcroForm" in pdf.Root else []


def _is_signature(field: Any) -> bool:
    return bool(field.get("/FT") == "/Sig" and "/V" in field and "/Kids" not in field)


def _annotations_kept(old: Any, new: Any) -> bool:
    before, now = list(old.get("/Annots", [])), list(new.get("/Annots", []))
    if [each.objgen for each in now[: len(before)]] != [each.objgen for each in before]:
        return False
    return all(each.get("/Subtype") == "/Widget" and _is_signature(each) for each in now[len(before) :])
