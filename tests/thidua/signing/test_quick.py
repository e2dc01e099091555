"""Reading only what a signature touches finds every object where pyHanko finds it."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.thidua.signing import samples
from thidua.signing.quick import read_quickly
from thidua.signing.raw import raw_object

_PARTS = re.compile(rb"/\w+|\w+|\S")


def saved(mode: pikepdf.ObjectStreamMode) -> bytes:
    with pikepdf.open(BytesIO(samples.tagged())) as pdf:
        out = BytesIO()
        pdf.save(out, object_stream_mode=mode)
        return out.getvalue()


def signed(content: bytes) -> bytes:
    return samples.pen().sign(content, "a.pdf")


def spaced() -> bytes:
    """Write the lines of the table as some programs do: one byte short."""
    return samples.plain().replace(b" n \n", b" n\n").replace(b" f \n", b" f\n")


PAPERS = {
    "table": samples.plain,
    "rows": samples.tagged,
    "rows as differences": lambda: saved(pikepdf.ObjectStreamMode.generate),
    "table, updated": lambda: signed(samples.certificate()),
    "rows, updated": lambda: signed(samples.tagged()),
    "lines too short": spaced,
}


@pytest.mark.parametrize("make", PAPERS.values(), ids=PAPERS)
def test_every_object_is_found_where_pyhanko_finds_it(make: Callable[[], bytes]) -> None:
    content = make()
    expected = PdfFileReader(BytesIO(content))

    found = read_quickly(content)
    references = [
        Reference(number, kind) for number in range(int(expected.trailer["/Size"])) for kind in (0, 1)
    ]
    assert [found.xrefs[each] for each in references] == [expected.xrefs[each] for each in references]
    assert (found.last_startxref, found.has_xref_stream, found.total_revisions) == (
        expected.last_startxref,
        expected.has_xref_stream,
        expected.total_revisions,
    )
    assert found.root_ref == expected.root_ref


@pytest.mark.parametrize("name", ["rows", "rows as differences", "rows, updated"])
def test_an_object_is_given_as_it_stands_in_a_stream_of_objects(name: str) -> None:
    reader = read_quickly(PAPERS[name]())
    reference = reader.root["/StructTreeRoot"].raw_get("/ParentTree")

    found = raw_object(reader, reference)

    assert found is not None
    with pikepdf.open(BytesIO(reader.stream.getvalue())) as pdf:
        tree = pdf.get_object(reference.idnum, reference.generation)
        assert _PARTS.findall(found) == _PARTS.findall(tree.unparse(resolved=True))
