"""A small review with bodies and people, whose texts a test may choose; rulers for what was drawn."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from scoring.facts import Candidate, Decision, Fact, State
from tests.thidua.proof.samples import RULES, SCHEME
from tests.thidua.store.samples import create
from thidua.documents.kinds import kind_of
from thidua.documents.making import write_document
from thidua.documents.material import Material, Wanted
from thidua.review import Review
from thidua.runs import run_all
from thidua.store import acts
from thidua.store.acts import FactFile
from thidua.store.database import Database

PEOPLE = "nguoi-trong-cay@2025-01-01"
PEOPLE_RULES = """\
scheme: nguoi-trong-cay
version: 2025-01-01
title: Người trồng cây
cite: {document: Hướng dẫn ví dụ, issued: 2025-01-01}
effective: {from: 2025-01-01}
subjects: {kinds: [individual], levels: [xa]}
publish: {round: {to: 0.01, mode: half_up}, on_missing: pending}
facts:
  - {id: diem, title: Điểm tổ chấm, kind: count, unit: điểm, at_least: 0, at_most: 100}
combine: sum
children:
  - id: diem
    title: Điểm của tổ
    cite: {clause: Điểm 1}
    max_points: 100
    measure: {fact: diem}
    scale: {knots: [[0, 0], [100, 100]]}
select:
  - {id: giay_khen, title: Đề nghị Giấy khen, award: giay_khen, places: 2, ties: decide, who: Hội đồng}
"""
# Worked by hand in the samples of proof: a and b have 80 points, and the council takes b.
PLANTED = {"xa-a": (500, 350), "xa-b": (600, 420), "xa-c": (250, 200), "xa-d": (100, 0)}
POINTS = {"an": 90, "phuong": 85, "hoang": 60}
OFFICE = {
    "parent": "Ủy ban nhân dân tỉnh Đông",
    "agency": "Hội đồng Thi đua - Khen thưởng",
    "symbol": "BC-HĐTĐKT",
    "place": "Đông",
    "authority": "Chủ tịch Ủy ban nhân dân tỉnh Đông",
    "signer_role": "Chủ tịch Hội đồng",
    "granter_role": "Chủ tịch",
    "council": "Hội đồng Thi đua - Khen thưởng tỉnh Đông",
    "members": 9,
}


def roster(hostile: str = "") -> list[Candidate]:
    """Give four communes and three people; a hostile text stands in every name and post if one is given."""
    bodies = (("a", "Xã An Biên"), ("b", "Xã Bình An"), ("c", "Xã Cây"), ("d", "Xã Đông"))
    people = (
        ("an", "Nguyễn Văn Thiện Ân", "xa-a", "Ông", "Công chức Văn phòng, xã An Biên"),
        ("phuong", "Trần Thị Phượng", "xa-b", "Bà", "Trưởng ấp Một, xã Bình An"),
        ("hoang", "Lê Hoàng", "xa-c", "Ông", "Giáo viên Trường Tiểu học Cây"),
    )
    return [
        *(
            Candidate(f"xa-{i}", hostile or name, "collective", "xa", "cum_1", f"xa-{i}")
            for i, name in bodies
        ),
        *(
            Candidate(i, hostile or name, "individual", "xa", "cum_1", unit, title, hostile or post)
            for i, name, unit, title, post in people
        ),
    ]


def review(**changes: Any) -> Review:
    """Give the review, with some of its parts changed."""
    whole = {
        "review": "xet-2025",
        "title": "Đợt xét năm 2025",
        "movement": "Phong trào thi đua “Trồng cây xanh”",
        "period": "năm 2025",
        "as_of": "2025-12-31",
        "schemes": [
            {"scheme": "giong-cay-xanh", "version": "2025-01-01"},
            {"scheme": "nguoi-trong-cay", "version": "2025-01-01"},
        ],
        "candidates": "candidates.csv",
        "clusters": [{"id": "cum_1", "title": "Cụm 1", "kind": "cum"}],
        "office": OFFICE,
        "citation": "Đã có thành tích xuất sắc trong phong trào thi đua “Trồng cây xanh” năm 2025",
    }
    return Review.model_validate(whole | changes, strict=False)


def record(folder: Path, hostile: str = "", **changes: Any) -> Database:
    """Give a record with both runs done and the tie answered: xa-b, an and phuong are selected."""
    folder.mkdir(parents=True, exist_ok=True)
    database = create(folder / "thidua.db")
    acts.open_review(
        database,
        review_text=b"review: xet-2025\n",
        review=review(**changes),
        schemes={SCHEME: RULES.encode(), PEOPLE: PEOPLE_RULES.encode()},
        plans={},
        candidates_csv=b"id,name\n",
        candidates=roster(hostile),
        actor="Thư ký",
    )
    acts.load_many(database, list(_files()), actor="Thư ký", reason="Nhận phiếu")
    tie = Decision("giay_khen.cum_1", ("xa-b",), "Hội đồng", "Biên bản 1")
    acts.record_decision(database, tie, actor="Thư ký")
    run_all(database, actor="Thư ký")
    return database


def _files() -> Iterator[FactFile]:
    for name, (trees, alive) in PLANTED.items():
        place = f"{name}.xlsx!Phiếu!D1"
        facts = [
            Fact("cay_trong", State.VALUE, Fraction(trees), "", "", "12/BC", place),
            Fact("cay_song", State.VALUE, Fraction(alive), "", "", "12/BC", place),
            Fact("ky_luat", State.VALUE, None, "khong", "", "", place),
        ]
        yield FactFile(f"{name}.xlsx", name.encode(), "self", name, [(name, SCHEME, facts)])
    for name, points in POINTS.items():
        fact = Fact("diem", State.VALUE, Fraction(points), "", "", "", f"{name}.xlsx!Phiếu!D1")
        yield FactFile(f"{name}.xlsx", name.encode(), "self", name, [(name, PEOPLE, [fact])])


def make(database: Database, kind: str, out: Path, subject: str = "", **more: Any) -> Material:
    """Write one document."""
    templates = more.pop("templates", None)
    return write_document(database, Wanted(kind_of(kind), subject, **more), out, templates)


@dataclass(frozen=True)
class Line:
    """A line of text: place in mm from the left and top edges, size in points, weight, slant."""

    text: str
    left: float
    right: float
    top: float
    size: float
    font: str


MM = 25.4 / 72


def lines_of(path: Path, page: int = 0) -> list[Line]:
    """Give the lines of a page as they were drawn; what stands side by side gives two lines."""
    with pypdfium2.PdfDocument(path) as document:
        sheet = document[page]
        text, height = sheet.get_textpage(), sheet.get_height()
        chars = [_char(text, at, height) for at in range(text.count_chars())]
    rows: list[list[Line]] = []
    for char in (each for each in chars if each.font and each.text not in "\r\n"):
        last = rows[-1][-1] if rows else None
        near = last and abs(last.top - char.top) < 0.6 and -1 < char.left - last.right < 6
        rows[-1].append(char) if near else rows.append([char])
    return [_joined(row) for row in rows]


def _char(text: Any, at: int, height: float) -> Line:
    left, _bottom, right, top = text.get_charbox(at, loose=True)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, at, ctypes.byref(matrix))
    buffer, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, at, buffer, 100, ctypes.byref(flags))
    size = pdfium.FPDFText_GetFontSize(text, at) * matrix.d
    name = buffer.value.decode()
    return Line(text.get_text_range(at, 1), left * MM, right * MM, (height - top) * MM, size, name)


def _joined(row: Sequence[Line]) -> Line:
    first, text = row[0], "".join(each.text for each in row).strip()
    return Line(text, first.left, row[-1].right, first.top, first.size, first.font)


def rules_of(path: Path, page: int = 0) -> list[tuple[float, float, float]]:
    """Give the horizontal lines of a page: left, right, distance from the top, in mm."""
    with pypdfium2.PdfDocument(path) as document:
        sheet = document[page]
        height = sheet.get_height()
        bounds = [each.get_bounds() for each in sheet.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])]
        thin = [each for each in bounds if each[3] - each[1] < 2]
        return [(left * MM, right * MM, (height - top) * MM) for left, _bottom, right, top in thin]
