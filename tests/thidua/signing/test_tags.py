"""Stamps on papers with tags: they stand in a tag, and nothing else may come in the guise of one."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import TextStringObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.thidua.signing import samples
from thidua.signing.checking import check_signatures
from thidua.signing.kept import Came, came
from thidua.signing.places import Place
from tools import conformance

CHAIR, SECRETARY, LAST = Place("bottom-right"), Place("bottom-left"), Place("top-left", page=2)


def remade(change: Callable[[Pdf], None]) -> bytes:
    """Give the tagged paper with something changed before anybody signs it."""
    with Pdf.open(BytesIO(samples.tagged())) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def leaves(pdf: Pdf) -> None:
    """Write the register of tags as a tree of two leaves, one for each page."""
    tree = pdf.Root.StructTreeRoot.ParentTree
    nums = list(tree.Nums)
    kids = [
        pdf.make_indirect(Dictionary(Limits=Array([key, key]), Nums=Array([key, value])))
        for key, value in zip(nums[::2], nums[1::2], strict=True)
    ]
    del tree.Nums
    tree.Kids = Array(kids)


def parted(pdf: Pdf) -> None:
    """Put two tags where the tag of the whole document was."""
    root = pdf.Root.StructTreeRoot
    document = root.K[0]
    document.S = Name.Sect
    other = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Sect, P=root, K=Array()))
    root.K = pdf.make_indirect(Array([document, other]))


PAPERS = {
    "packed": samples.tagged,
    "flat": lambda: samples.tagged(packed=False),
    "leaves": lambda: remade(leaves),
    "parted": lambda: remade(parted),
}


def signed(content: bytes, *places: Place | None) -> bytes:
    for place in places:
        content = samples.pen(place=place).sign(content, "a.pdf")
    return content


def register(root: Any) -> dict[int, Any]:
    found = dict(pikepdf.NumberTree(root.ParentTree).items())
    return {int(key): value for key, value in found.items()}


@pytest.mark.parametrize("make", PAPERS.values(), ids=PAPERS)
def test_each_stamp_stands_in_a_tag_of_its_own_behind_the_text(make: Callable[[], bytes]) -> None:
    content = make()

    with Pdf.open(BytesIO(content)) as old, Pdf.open(BytesIO(signed(content, CHAIR, LAST))) as new:
        stamps = list(new.Root.AcroForm.Fields)
        root = new.Root.StructTreeRoot
        parent = root.K[0] if len(root.K) == 1 else root
        forms = list(parent.K)[-2:]
        assert [(str(tag.S), tag.P.objgen, tag.Pg.objgen) for tag in forms] == [
            ("/Form", parent.objgen, new.pages[0].objgen),
            ("/Form", parent.objgen, new.pages[1].objgen),
        ]
        assert [tag.K[0].Obj.objgen for tag in forms] == [each.objgen for each in stamps]
        assert [str(each.TU) for each in stamps] == [f"Chữ ký số của {samples.NAME}"] * 2
        before, after = register(old.Root.StructTreeRoot), register(root)
        # The paper has two pages, 0 and 1 in the register; the stamps get the next two numbers.
        assert (sorted(before), sorted(after)) == ([0, 1], [0, 1, 2, 3])
        assert [int(each.StructParent) for each in stamps] == [2, 3]
        assert [after[number].objgen for number in (2, 3)] == [tag.objgen for tag in forms]
        assert int(root.ParentTreeNextKey) == 4


def test_signed_papers_with_stamps_stay_pdf_a_3a_and_pdf_ua_1(tmp_path: Path) -> None:
    lacking = conformance.missing()
    if lacking and not os.environ.get("CI"):
        pytest.skip(f"needs {lacking}")
    untagged = tmp_path / "untagged.pdf"
    files = [tmp_path / f"{name}.pdf" for name in ("packed", "leaves")]
    for path in files:
        path.write_bytes(signed(PAPERS[path.stem](), CHAIR, SECRETARY, LAST, None))
    with Pdf.open(files[0]) as pdf:
        del pdf.Root.AcroForm.Fields[2].StructParent
        pdf.save(untagged)

    assert conformance.faults("3a", files) == {str(path): [] for path in files}
    found = conformance.faults("ua1", [*files, untagged])
    assert {path: lines for path, lines in found.items() if path != str(untagged)} == {
        str(path): [] for path in files
    }
    # It does see a stamp that leads to no tag.
    assert [line.split(":")[0] for line in found[str(untagged)]] == ["ua1 7.18.4"]


def test_chair_and_secretary_sign_one_paper_and_both_count() -> None:
    content = signed(samples.tagged(), CHAIR, SECRETARY, LAST)

    found = check_signatures(content, samples.trusted(), samples.NOW)

    assert [(each.field, each.is_good, each.covers_all) for each in found] == [
        ("Thidua1", True, False),
        ("Thidua2", True, False),
        ("Thidua3", True, True),
    ]


def last_tag(writer: IncrementalPdfFileWriter) -> Any:
    kids = writer.root["/StructTreeRoot"]["/K"][0]["/K"]
    return kids[len(kids) - 1]


def speak(writer: IncrementalPdfFileWriter) -> Any:
    last_tag(writer)["/ActualText"] = TextStringObject("Hội đồng không đồng ý")
    return last_tag(writer)


def move(writer: IncrementalPdfFileWriter) -> Any:
    document = writer.root["/StructTreeRoot"]["/K"][0]
    first, second, *rest = document["/K"]
    document["/K"] = generic.ArrayObject([second, first, *rest])
    return document


def rename(writer: IncrementalPdfFileWriter) -> Any:
    heading = writer.root["/StructTreeRoot"]["/K"][0]["/K"][0]
    heading["/Alt"] = TextStringObject("Quyết định")
    return heading


def redirect(writer: IncrementalPdfFileWriter) -> Any:
    nums = writer.root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    nums[1] = nums.raw_get(3)
    return nums


def last_field(writer: IncrementalPdfFileWriter) -> Any:
    fields = writer.root["/AcroForm"]["/Fields"]
    return fields[len(fields) - 1]


def act(writer: IncrementalPdfFileWriter) -> Any:
    field = last_field(writer)
    field["/A"] = dictionary(S=pdf_name("/URI"), URI=TextStringObject("http://thu.example"))
    return field


def cover(writer: IncrementalPdfFileWriter) -> Any:
    page = writer.find_page_for_modification(0)[0].get_object()
    box = generic.ArrayObject(generic.NumberObject(each) for each in (0, 0, 9, 9))
    note = writer.add_object(dictionary(Type=pdf_name("/Annot"), Subtype=pdf_name("/FreeText"), Rect=box))
    page["/Annots"] = generic.ArrayObject([*page["/Annots"], note])
    return page


def ask(writer: IncrementalPdfFileWriter) -> Any:
    form = writer.root["/AcroForm"]
    field = writer.add_object(
        dictionary(FT=pdf_name("/Tx"), T=TextStringObject("x"), V=TextStringObject("y"))
    )
    form["/Fields"] = generic.ArrayObject([*form["/Fields"], field])
    return form


def rewrite(writer: IncrementalPdfFileWriter) -> Any:
    page = writer.find_page_for_modification(1)[0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    return page


def nothing(writer: IncrementalPdfFileWriter) -> Any:
    return last_field(writer)


def dictionary(**entries: Any) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{key}"): value for key, value in entries.items()})


@pytest.mark.parametrize("change", [speak, move, rename, redirect, act, cover, ask, rewrite, nothing])
def test_what_comes_with_a_stamp_and_is_more_than_one_is_found(
    change: Callable[[IncrementalPdfFileWriter], Any],
) -> None:
    before = signed(samples.tagged(), CHAIR)
    writer = IncrementalPdfFileWriter(BytesIO(signed(before, LAST)))
    # As a forger would: the second signature brings more than itself.
    writer.update_container(change(writer))
    out = BytesIO()
    writer.write(out)

    assert came(out.getvalue(), before, described=True) is (
        Came.SIGNATURES if change is nothing else Came.MORE
    )
