"""
What came to a PDF after some of its bytes: nothing, what makes signatures last, signatures, or more.

Every object of the earlier file is held against the later one, so it is of no account how the update was
written. pyHanko's own comparison knows no tags of stamps, and walks every path through the file, of which a
tagged dossier has very many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import IntEnum
from io import BytesIO
from typing import TYPE_CHECKING, Any

from thidua.signing.errors import DAMAGE
from thidua.signing.kept_tags import changing_tags, tags_kept
from thidua.signing.written import entries_but

if TYPE_CHECKING:
    from pikepdf import Pdf

Place = tuple[int, int]
Changing = Mapping[Place, frozenset[str]]

_IN_CATALOGUE = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version"})
_IN_INFO = frozenset({"/ModDate", "/Producer"})
_IN_FORM = frozenset({"/Fields", "/SigFlags", "/DR", "/DA"})
# What a field does when somebody clicks it, and fields below it, are no part of a signature.
_NOT_IN_FIELD = ("/A", "/AA", "/Kids", "/Parent")


class Came(IntEnum):
    """What came; each takes in those before it."""

    NOTHING = 0
    LISTS = 1
    SIGNATURES = 2
    MORE = 3


def came(content: bytes, before: bytes, *, described: bool = False) -> Came:
    """
    Tell what came to a PDF.

    Args:
        content: As it is now.
        before: Its first bytes, themselves a whole PDF.
        described: Whether what the file says about itself (XMP) may be another; some programs rewrite the
            date in it when they sign.

    Returns:
        ``LISTS`` for what makes signatures last: lists of certificates and time stamps of the whole file;
        ``MORE`` also where either cannot be read. Who signed is not asked, nor what the stamps show.
    """
    from pikepdf import Pdf, PdfError  # slow import

    if not content.startswith(before):
        return Came.MORE
    if len(content) == len(before):
        return Came.NOTHING
    try:
        with Pdf.open(BytesIO(before)) as old, Pdf.open(BytesIO(content)) as new:
            return _came(old, new, described=described)
    except (PdfError, *DAMAGE):
        return Came.MORE


def _came(old: Pdf, new: Pdf, *, described: bool) -> Came:
    fields = _new_fields(old, new)
    if fields is None or old.Root.objgen != new.Root.objgen or len(old.pages) != len(new.pages):
        return Came.MORE
    places = {field.objgen for field in fields}
    free = _free(old, described=described)
    kept = (
        _form_kept(old, new)
        and all(_page_kept(a, b, places) for a, b in zip(old.pages, new.pages, strict=True))
        and tags_kept(old, new, places)
        and _objects_kept(old, new, free, {**_changing(old, described=described), **changing_tags(old)})
    )
    if not kept:
        return Came.MORE
    return Came.SIGNATURES if any(not _is_time_stamp(field) for field in fields) else Came.LISTS


def _new_fields(old: Pdf, new: Pdf) -> list[Any] | None:
    """Give the fields that came; None when others than signatures came, or some went."""
    before, now = _fields(old), _fields(new)
    if [each.objgen for each in now[: len(before)]] != [each.objgen for each in before]:
        return None
    fields = now[len(before) :]
    return fields if all(_is_signature(each) for each in fields) else None


def _fields(pdf: Pdf) -> list[Any]:
    return list(pdf.Root.AcroForm.get("/Fields", [])) if "/AcroForm" in pdf.Root else []


def _is_signature(field: Any) -> bool:
    return bool(
        field.is_indirect
        and field.get("/FT") == "/Sig"
        and "/V" in field
        and not any(key in field for key in _NOT_IN_FIELD)
    )


def _is_time_stamp(field: Any) -> bool:
    return bool(field.V.get("/Type") == "/DocTimeStamp")


def _form_kept(old: Pdf, new: Pdf) -> bool:
    if "/AcroForm" not in new.Root:
        return "/AcroForm" not in old.Root
    before = entries_but(old.Root.AcroForm, _IN_FORM) if "/AcroForm" in old.Root else {}
    return entries_but(new.Root.AcroForm, _IN_FORM) == before


def _page_kept(old: Any, new: Any, fields: set[Place]) -> bool:
    before, now = list(old.get("/Annots", [])), list(new.get("/Annots", []))
    if [each.objgen for each in now[: len(before)]] != [each.objgen for each in before]:
        return False
    if old.get("/Tabs") != new.get("/Tabs") and ("/Tabs" in old or new.Tabs != "/S"):
        return False
    return all(each.get("/Subtype") == "/Widget" and each.objgen in fields for each in now[len(before) :])


def _changing(old: Pdf, *, described: bool) -> dict[Place, frozenset[str]]:
    """Give what may change in which object; how is looked at elsewhere."""
    found: dict[Any, frozenset[str]] = {page.objgen: frozenset({"/Annots", "/Tabs"}) for page in old.pages}
    found[old.Root.objgen] = _IN_CATALOGUE | ({"/Metadata"} if described else frozenset())
    if "/Info" in old.trailer:
        found[old.trailer.Info.objgen] = _IN_INFO
    if "/AcroForm" in old.Root and old.Root.AcroForm.is_indirect:
        found[old.Root.AcroForm.objgen] = _IN_FORM
    return found


def _free(old: Pdf, *, described: bool) -> set[Place]:
    """Give the objects that may be others: lists of which each part is looked at, and what nobody sees."""
    lists = [page.Annots for page in old.pages if "/Annots" in page]
    if "/AcroForm" in old.Root and "/Fields" in old.Root.AcroForm:
        lists.append(old.Root.AcroForm.Fields)
    if "/DSS" in old.Root:
        lists += _lists_of(old.Root.DSS)
    if described and "/Metadata" in old.Root:
        lists.append(old.Root.Metadata)
    return {each.objgen for each in lists if each.is_indirect}


def _lists_of(held: Any) -> Iterator[Any]:
    """Give the dictionaries and arrays of a store of lists, not the lists themselves."""
    from pikepdf import Array, Dictionary  # slow import

    if isinstance(held, Dictionary | Array):
        yield held
        for each in list(held.values()) if isinstance(held, Dictionary) else list(held):
            yield from _lists_of(each)


def _objects_kept(old: Pdf, new: Pdf, free: set[Place], changing: Changing) -> bool:
    from pikepdf import Stream  # slow import

    uses = 0
    used = re.compile(b"|".join(rb"(?<!\d)%d %d R" % each for each in sorted(free))) if free else None
    for each in old.objects:
        if not each.is_indirect:
            continue
        # A stream is written as a reference to itself.
        written = each.stream_dict.unparse() if isinstance(each, Stream) else each.unparse(resolved=True)
        uses += len(used.findall(written)) if used else 0
        if each.objgen not in free and not _is_same(each, new.get_object(each.objgen), written, changing):
            return False
    # What may change must have one use only: as a list on one page it could be the text of another.
    return uses <= len(free)


def _is_same(a: Any, b: Any, written: bytes, changing: Changing) -> bool:
    from pikepdf import Dictionary, Stream  # slow import

    keys = changing.get(a.objgen, frozenset())
    if isinstance(a, Stream):
        same = isinstance(b, Stream) and a.read_raw_bytes() == b.read_raw_bytes()
        return same and entries_but(a.stream_dict, keys) == entries_but(b.stream_dict, keys)
    if written == b.unparse(resolved=True):
        return True
    return (
        bool(keys)
        and isinstance(a, Dictionary)
        and isinstance(b, Dictionary)
        and entries_but(a, keys) == entries_but(b, keys)
    )
