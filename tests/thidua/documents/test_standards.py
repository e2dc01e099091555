"""Every paper that is one document: the standards it keeps, and the same bytes each time."""

from __future__ import annotations

import os

import pikepdf
import pytest

from tests.thidua.documents.conftest import Made
from thidua.documents.kinds import all_kinds
from tools import conformance

pytestmark = pytest.mark.xdist_group("crowd")
KINDS = [*(kind.id for kind in all_kinds()), "nomination", "notice", "statistics"]


def test_every_kind_is_made(made: Made) -> None:
    assert sorted(path.stem for path in made.one.glob("*.pdf")) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_record_gives_the_same_bytes_in_any_process(made: Made, kind: str) -> None:
    one, two = ((folder / f"{kind}.pdf").read_bytes() for folder in (made.one, made.two))

    assert one == two


@pytest.mark.skipif(
    bool(conformance.missing()) and not os.environ.get("CI"), reason=f"needs {conformance.missing()}"
)
def test_every_kind_keeps_the_standard_whatever_its_texts(made: Made) -> None:
    files = sorted(made.one.glob("*.pdf"))

    assert conformance.faults("3a,ua1", files) == {str(path): [] for path in files}


@pytest.mark.parametrize("kind", KINDS)
def test_all_content_is_read_once_or_is_none(made: Made, kind: str) -> None:
    with pikepdf.open(made.one / f"{kind}.pdf") as pdf:
        root = pdf.Root.StructTreeRoot
        held = [root.ParentTree.Nums[at] for at in range(1, len(root.ParentTree.Nums), 2)]
        told: list[tuple[int, int]] = []
        _read(root.K[0], [page.objgen for page in pdf.pages], told)
        shown = [
            (number, int(operands[1].MCID))
            for number, page in enumerate(pdf.pages)
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "BDC" and "/MCID" in operands[1]
        ]
        # What the tree of tags holds is what the pages show, and each page says so too.
        known = [(number, at) for number, each in enumerate(held) for at, tag in enumerate(each) if tag]
    assert sorted(told) == sorted(shown) == sorted(known)
    assert len(set(told)) == len(told) > 0


def _read(element: pikepdf.Object, pages: list[tuple[int, int]], told: list[tuple[int, int]]) -> None:
    for kid in element.K:
        if isinstance(kid, int):
            told.append((pages.index(element.Pg.objgen), int(kid)))
        else:
            _read(kid, pages, told)
