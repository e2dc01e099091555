"""
A proof inside the very PDF it proves: an embedded file, added by an incremental update (ISO 32000-1, 7.5.6).

The bytes as they were issued stay in front, untouched: the record's SHA-256 is that of these bytes. What
follows them is written in one way only, so it can be written again and compared to the last byte.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from scoring.errors import _
from thidua.audit.inclusion import InclusionProof
from thidua.audit.notes import refuse
from thidua.dossier.press.objects import dictionary, reference, stream, text

if TYPE_CHECKING:
    from pikepdf import Pdf

NAME = "thidua.tlog-proof"
NOT_PDF = _("No proof can be put into this file: it is no PDF, is damaged, or is protected by a password.")
_MARK = b"\n%thidua-proof\n"
_PROOF = re.compile(rb"/Length (\d{1,9})>>\nstream\n")
_START = re.compile(rb"startxref\s+(\d{1,15})\s+%%EOF\s*\Z")


class Parts(NamedTuple):
    """A paper as it was issued, and the proof that was added to it; None when none was."""

    issued: bytes
    proof: bytes | None


def is_pdf(content: bytes) -> bool:
    """Tell whether a file says that it is a PDF."""
    return content.startswith(b"%PDF-")


def parted(content: bytes) -> Parts:
    """
    Part a paper from the proof inside it, without believing either.

    Args:
        content: Of the file.

    Returns:
        The bytes before the update, and the proof it carries; what cannot be read as one is given as it is.
    """
    at = content.rfind(_MARK) if is_pdf(content) else -1
    if at < 0:
        return Parts(content, None)
    update = content[at:]
    found = _PROOF.search(update)
    return Parts(content[:at], update[found.end() :][: int(found[1])] if found else update)


def attached(issued: bytes, proof: InclusionProof, place: object = "") -> bytes:
    """
    Add a proof to a paper.

    Args:
        issued: The PDF as it was issued.
        proof: Of the event that issued it.
        place: Name of the file, for messages.

    Returns:
        The paper, its own bytes first, with the proof as an associated file (ISO 19005-3, 6.8) that
        readers list among the attachments; the same bytes for the same input.

    Raises:
        NoteError: The file is no PDF that can be added to: damaged, or under a password.
    """
    from pikepdf import PasswordError, Pdf, PdfError  # slow import

    start = _START.search(issued[-2048:])
    try:
        with Pdf.open(BytesIO(issued)) as pdf:
            if start is None or pdf.is_encrypted:
                raise PdfError("no table")
            return issued + _update(pdf, issued, int(start[1]), proof)
    except (PdfError, PasswordError):
        raise refuse("E_PAPER_PDF", NOT_PDF, place) from None


def _update(pdf: Pdf, issued: bytes, before: int, proof: InclusionProof) -> bytes:
    """Write what follows the issued bytes: proof, its description, the catalogue again, the table."""
    content, next_number = str(proof).encode(), int(pdf.trailer.Size)
    root, generation = pdf.Root.objgen
    bodies = {
        (root, generation): _catalogue(pdf, next_number + 1),
        (next_number, 0): _file(content, proof),
        (next_number + 1, 0): _description(next_number),
    }
    parts, places, at = [_MARK], {}, len(issued) + len(_MARK)
    # The proof comes first, where it is looked for.
    for number, kept in sorted(bodies, key=lambda each: (each[0] == root, each)):
        places[number, kept] = at
        parts.append(b"%d %d obj\n%b\nendobj\n" % (number, kept, bodies[number, kept]))
        at += len(parts[-1])
    trailer = _trailer(pdf, before, content)
    table = _table if issued.startswith(b"xref", before) else _stream_of_places
    return b"".join(parts) + table(places, trailer, next_number + 2, at)


def _file(content: bytes, proof: InclusionProof) -> bytes:
    check = hashlib.md5(content, usedforsecurity=False).hexdigest().upper()
    moment = re.sub(r"\D", "", str(json.loads(proof.body)["at"]))
    entries = (
        f"/Type/EmbeddedFile/Subtype/text#2Fplain"
        f"/Params<</Size {len(content)}/CheckSum<{check}>/ModDate(D:{moment}Z)>>"
    )
    return stream(content, entries.encode(), compress=False)


def _description(file: int) -> bytes:
    name, target = text(NAME), reference(file)
    return b"<</Type/Filespec/AFRelationship/Supplement/F%b/UF%b/Desc%b/EF<</F %b/UF %b>>>>" % (
        name,
        name,
        text("Chứng minh giấy này nằm trong sổ gốc đã ký"),
        target,
        target,
    )


def _catalogue(pdf: Pdf, description: int) -> bytes:
    from pikepdf import NameTree  # slow import

    entries = _entries(pdf.Root)
    names = _entries(pdf.Root.get("/Names", {}))
    tree = names.get("EmbeddedFiles")
    files = {
        bytes(name.encode("utf-8")): (text(name), _written(file))
        for name, file in (NameTree(pdf.Root.Names.EmbeddedFiles).items() if tree is not None else ())
    }
    files[NAME.encode()] = (text(NAME), reference(description))
    flat = b" ".join(b"%b %b" % pair for _key, pair in sorted(files.items()))
    names["EmbeddedFiles"] = b"<</Names[%b]>>" % flat
    associated = [_written(each) for each in pdf.Root.get("/AF", [])]
    entries["AF"] = b"[%b]" % b" ".join([*associated, reference(description)])
    entries["Names"] = dictionary(names)
    return dictionary(entries)


def _entries(found: Any) -> dict[str, bytes]:
    return {key[1:]: _written(found[key]) for key in sorted(found.keys())}


def _written(value: Any) -> bytes:
    """Write an object again; what stands elsewhere in the file is referred to."""
    from pikepdf import Array, Dictionary, Name, String  # slow import

    if getattr(value, "is_indirect", False):
        return b"%d %d R" % value.objgen
    if isinstance(value, Dictionary):
        return dictionary(_entries(value))
    if isinstance(value, Array):
        return b"[%b]" % b" ".join(_written(each) for each in value)
    if isinstance(value, String):
        return b"<%b>" % bytes(value).hex().upper().encode()
    if isinstance(value, Name):
        return bytes(value.unparse())
    return _scalar(value)


def _scalar(value: bool | int | Decimal | None) -> bytes:
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return f"{value:f}".encode() if isinstance(value, Decimal) else b"%d" % value


def _trailer(pdf: Pdf, before: int, content: bytes) -> dict[str, bytes]:
    entries = {"Root": b"%d %d R" % pdf.Root.objgen, "Prev": b"%d" % before}
    if "/Info" in pdf.trailer:
        entries["Info"] = b"%d %d R" % pdf.trailer.Info.objgen
    if "/ID" in pdf.trailer:
        changing = hashlib.sha256(content).digest()[:16]
        entries["ID"] = b"[<%b><%b>]" % (
            bytes(pdf.trailer.ID[0]).hex().upper().encode(),
            changing.hex().upper().encode(),
        )
    return entries


Places = Mapping[tuple[int, int], int]


def _table(places: Places, trailer: dict[str, bytes], size: int, at: int) -> bytes:
    """Write a table of places (7.5.4) and the trailer, for a file that has such a table."""
    rows = b"".join(
        b"%d %d\n" % (run[0][0], len(run))
        + b"".join(b"%010d %05d n \n" % (places[each], each[1]) for each in run)
        for run in _runs(places)
    )
    end = dictionary(trailer | {"Size": b"%d" % size})
    return b"xref\n%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (rows, end, at)


def _stream_of_places(places: Places, trailer: dict[str, bytes], size: int, at: int) -> bytes:
    """Write the same as a stream (7.5.8), for a file that has streams."""
    with_own = {**places, (size, 0): at}
    runs = list(_runs(with_own))
    rows = b"".join(
        b"\x01" + with_own[each].to_bytes(5, "big") + each[1].to_bytes(2, "big")
        for run in runs
        for each in run
    )
    index = b" ".join(b"%d %d" % (run[0][0], len(run)) for run in runs)
    entries = dictionary(
        trailer | {"Type": b"/XRef", "W": b"[1 5 2]", "Index": b"[%b]" % index, "Size": b"%d" % (size + 1)}
    )
    body = stream(rows, entries[2:-2], compress=False)
    return b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (size, body, at)


def _runs(places: Places) -> Iterator[list[tuple[int, int]]]:
    """Give objects whose numbers follow one another together."""
    run: list[tuple[int, int]] = []
    for each in sorted(places):
        if run and each[0] != run[-1][0] + 1:
            yield run
            run = []
        run.append(each)
    yield run
