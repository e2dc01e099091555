"""A small review with three units' worth of made-up people, its forms, and a clerk who fills them in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.facts import Candidate
from scoring.scheme.model import Scheme
from thidua.intake.child import WorkbookReader
from thidua.intake.form import FormSheet, write_form
from thidua.intake.layout import EVIDENCE, STATUS, VALUE, table_rows
from thidua.intake.refusal import IntakeError
from thidua.intake.returned import FormReading, read_forms
from thidua.review import Review

UNIT = "xa-mau"
SHEET = "1 Xã Mẫu"
PERSON_SHEET = "2 Nguyễn Thị Ánh"
HASHES = {"phieu-xa@2023-12-01": "a" * 64, "phieu-nguoi@2023-12-01": "b" * 64}

# fmt: off
FACTS: list[dict[str, Any]] = [
    {"id": "ho_so", "title": "Số hồ sơ đã tiếp nhận", "kind": "count", "unit": "hồ sơ",
     "at_least": Fraction(0)},
    {"id": "ty_le", "title": "Tỷ lệ đúng hạn", "kind": "percentage", "unit": "%", "decimals": 2,
     "at_least": Fraction(0), "at_most": Fraction(100)},
    {"id": "diem", "title": "Điểm kiểm tra", "kind": "points", "unit": "điểm", "decimals": 2,
     "at_least": Fraction(0), "at_most": Fraction(100)},
    {"id": "tang", "title": "Mức tăng so với năm trước", "kind": "number", "unit": "điểm %", "decimals": 1,
     "at_least": Fraction(-100)},
    {"id": "kinh_phi", "title": "Kinh phí đã chi", "kind": "money", "unit": "đồng", "at_least": Fraction(0)},
    {"id": "ky_luat", "title": "Kỷ luật trong năm", "kind": "choice", "unit": "mức", "not_applicable": False,
     "labels": {"khong": "Không", "khien_trach": "Khiển trách", "canh_cao": "Cảnh cáo trở lên"}},
]
# fmt: on


READER = WorkbookReader()  # shared by all tests; closed by conftest.py


def scheme(key: str = "phieu-xa", facts: list[dict[str, Any]] | None = None) -> Scheme:
    asked = FACTS if facts is None else facts
    nodes = [
        {"id": f"c_{fact['id']}", "title": fact["title"], "measure": {"fact": fact["id"]}} for fact in asked
    ]
    return Scheme.model_validate(
        {
            "scheme": key,
            "version": date(2023, 12, 1),
            "title": "Thang điểm mẫu",
            "cite": {"document": "mẫu"},
            "effective": {},
            "subjects": {"kinds": ["collective", "individual"], "levels": ["xa"]},
            "facts": asked,
            "publish": {"round": {"to": Fraction(1, 100)}},
            "children": nodes,
        }
    )


SCHEME = scheme()
PERSON_SCHEME = scheme("phieu-nguoi", FACTS[:1])
SCHEMES = {SCHEME.key: SCHEME, PERSON_SCHEME.key: PERSON_SCHEME}
COMMUNE = Candidate(UNIT, "Xã Mẫu", level="xa", cluster="cum_1", unit=UNIT)
PERSON = Candidate("xa-mau.anh", "Nguyễn Thị Ánh", "individual", unit=UNIT, title="Bà", post="Công chức")
OTHER = Candidate("xa-khac", "Xã Khác", level="xa", cluster="cum_1", unit="xa-khac")
CANDIDATES = {candidate.id: candidate for candidate in (COMMUNE, PERSON, OTHER)}


def review(name: str = "mau-2023", notice: str = "Mọi số liệu trong phiếu này là giả định") -> Review:
    return Review.model_validate(
        {
            "review": name,
            "title": "Sơ kết phong trào thi đua mẫu năm 2023",
            "movement": "Phong trào mẫu",
            "period": "2023",
            "as_of": date(2023, 12, 31),
            "notice": notice,
            "schemes": [{"scheme": "phieu-xa", "version": date(2023, 12, 1)}],
            "candidates": "candidates.csv",
            "clusters": [{"id": "cum_1", "title": "Cụm 1", "kind": "cum"}],
            "office": {
                "agency": "Ủy ban mẫu",
                "symbol": "BC",
                "place": "Nơi mẫu",
                "authority": "Chủ tịch",
                "granter_role": "Chủ tịch",
                "signer_role": "Chủ tịch",
                "council": "Hội đồng",
            },
            "citation": "thành tích mẫu",
        }
    )


def new_form(path: Path, unit: str = UNIT) -> Path:
    sheets = [
        FormSheet(PERSON_SCHEME, HASHES[PERSON_SCHEME.key], PERSON),
        FormSheet(SCHEME, HASHES[SCHEME.key], COMMUNE),
    ]
    if unit != UNIT:
        sheets = [FormSheet(SCHEME, HASHES[SCHEME.key], CANDIDATES[unit])]
    write_form(path, review=review(), unit=unit, sheets=sheets)
    return path


def cell_of(fact: str, column: int = VALUE, rules: Scheme = SCHEME) -> str:
    """Give the address of a fact's cell, e.g. ``D9``."""
    row = next(row.number for row in table_rows(rules) if row.spec and row.spec.id == fact)
    return f"{'ABCDEFGH'[column - 1]}{row}"


def fill_form(
    path: Path, sheet: str, fact: str, value: object = None, status: str = "", evidence: str = ""
) -> None:
    """Type into a form as a clerk does: open, type, save."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    for column, typed in ((VALUE, value), (STATUS, status), (EVIDENCE, evidence)):
        if typed not in (None, ""):
            book[sheet][cell_of(fact, column)].value = typed
    book.save(path)


def read(*paths: Path, **changed: Any) -> list[FormReading]:
    known: dict[str, Any] = {
        "review": review(), "schemes": SCHEMES, "scheme_hashes": HASHES, "candidates": CANDIDATES,
        "reader": READER,
    }  # fmt: skip
    return read_forms(paths, **(known | changed))


def outcome(function: Callable[..., Any], *given: Any) -> Any:
    """Give what the function gives, or the problem for which it refuses."""
    try:
        return function(*given)
    except IntakeError as error:
        return error.problem


def faults(reading: FormReading) -> list[tuple[str, str]]:
    """Give code and place of every error."""
    return [(problem.code, problem.place) for problem in reading.problems if not problem.warning]


def remarks(reading: FormReading) -> list[tuple[str, str]]:
    """Give code and place of every warning."""
    return [(problem.code, problem.place) for problem in reading.problems if problem.warning]
