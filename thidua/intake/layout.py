"""Where everything stands on a form: one plan, used to write the form and to check it when it comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.errors import _
from scoring.facts import Candidate
from scoring.scheme.measures import facts_of_node
from scoring.scheme.model import FactSpec, Scheme
from scoring.scheme.order import walk
from thidua.intake.numbers import plain
from thidua.intake.refusal import refuse

COLUMNS = (
    "STT",
    "Nội dung",
    "Đơn vị tính",
    "Số liệu",
    "Tình trạng",
    "Minh chứng (số, ký hiệu, ngày văn bản)",
    "Hướng dẫn",
    "Lý do thay đổi, giải trình",
)
NUMBER, TITLE, UNIT, VALUE, STATUS, EVIDENCE, GUIDE, REASON = range(1, 9)
HEADER_ROW = 8
NOT_APPLICABLE = "Không áp dụng"
NO_DATA = "Chưa có số liệu"
_OTHER_GROUP = "Nội dung khác"
_ILLEGAL = re.compile(r"[\[\]:*?/\\!'\x00-\x1f]+")


@dataclass(frozen=True)
class FormSheet:
    """One candidate under one scheme; ``scheme_sha256`` is the digest of the rules the form is made for."""

    scheme: Scheme
    scheme_sha256: str
    candidate: Candidate


@dataclass(frozen=True)
class Row:
    """
    One row of the table.

    Attributes:
        number: Row of the sheet, counted from 1.
        fixed: Texts of the columns STT, Nội dung, Đơn vị tính.
        spec: The fact asked for; None for the heading of a group.
    """

    number: int
    fixed: tuple[str, str, str]
    spec: FactSpec | None = None


@dataclass(frozen=True)
class SheetPlan:
    """One visible sheet: its name, whom it asks, and its rows."""

    name: str
    sheet: FormSheet
    rows: tuple[Row, ...]

    @property
    def questions(self) -> Iterator[tuple[Row, FactSpec]]:
        """Give the rows that ask for a fact, with the fact."""
        return ((row, row.spec) for row in self.rows if row.spec is not None)

    @property
    def last_row(self) -> int:
        """Give the number of the last row of the table."""
        return self.rows[-1].number if self.rows else HEADER_ROW


def plan_form(sheets: Sequence[FormSheet], unit: str) -> list[SheetPlan]:
    """
    Lay out a unit's form.

    Returns:
        The unit's own sheets first, then those of other collectives, then of individuals.

    Raises:
        IntakeError: ``E_FORM_EMPTY`` without any sheet, ``E_CANDIDATE`` for somebody of another unit,
            ``E_DUPLICATE`` for the same candidate and scheme twice.
    """
    _check_sheets(sheets, unit)
    ordered = sorted(
        sheets, key=lambda sheet: (sheet.candidate.id != unit, sheet.candidate.kind != "collective")
    )
    return [
        SheetPlan(sheet_name(number, sheet.candidate), sheet, table_rows(sheet.scheme))
        for number, sheet in enumerate(ordered, 1)
    ]


def sheet_name(number: int, candidate: Candidate) -> str:
    """Give a short legal name that no other sheet of the form has, e.g. ``2 Nguyễn Văn An``."""
    words = " ".join(_ILLEGAL.sub(" ", candidate.name).split())
    return f"{number} {words}"[:31].strip()


def table_rows(scheme: Scheme) -> tuple[Row, ...]:
    """Give the rows for a scheme's facts in file order, with a heading wherever the plan's group changes."""
    groups = _groups(scheme)
    rows: list[Row] = []
    current = ""
    for position, spec in enumerate(scheme.facts, 1):
        group = groups.get(spec.id, _OTHER_GROUP) if groups else ""
        if group != current:
            rows.append(Row(HEADER_ROW + 1 + len(rows), ("", group, "")))
            current = group
        rows.append(Row(HEADER_ROW + 1 + len(rows), (str(position), spec.title, spec.unit), spec))
    return tuple(rows)


def guidance(spec: FactSpec) -> str:
    """Give the advice beside an input cell, in Vietnamese."""
    parts = [
        spec.hint.rstrip(". "),
        "Số liệu gốc, không đổi trong cả kỳ" if spec.baseline else "",
        _expected(spec),
    ]
    if not spec.not_applicable:
        parts.append(f"Không được chọn “{NOT_APPLICABLE}”")
    return ". ".join(part for part in parts if part) + "."


def range_text(spec: FactSpec) -> str:
    """Give the range of a fact in Vietnamese, e.g. ``từ 0 đến 100``; empty when there is none."""
    lower = f"từ {plain(spec.at_least)}" if spec.at_least is not None else ""
    steps = f"theo bước {plain(spec.step)}" if spec.step is not None else ""
    upper = f"đến {plain(spec.at_most)}" if spec.at_most is not None else ""
    span = f"{lower} trở lên" if lower and not upper else f"{lower} {upper}".strip()
    return f"{span} {steps}".strip()


def _expected(spec: FactSpec) -> str:
    if spec.kind == "choice":
        return "Chọn một giá trị trong danh sách"
    digits = f"Số có tối đa {spec.decimals} chữ số thập phân" if spec.decimals else "Số nguyên"
    return f"{digits}, {range_text(spec)}".rstrip(", ")


def _groups(scheme: Scheme) -> dict[str, str]:
    """Give the group of the plan for each fact that a row of the plan needs; empty without a plan."""
    titles = {objective.id: objective.group for objective in scheme.objectives}
    groups: dict[str, str] = {}
    for node in walk(scheme.children):
        if node.measure and node.objective in titles:
            for fact in facts_of_node(node):
                groups.setdefault(fact, titles[node.objective])
    return groups


def _check_sheets(sheets: Sequence[FormSheet], unit: str) -> None:
    if not sheets:
        raise refuse(
            "E_FORM_EMPTY", _("Unit {unit} has no candidate, so there is nothing to ask."), unit=unit
        )
    seen: set[tuple[str, str]] = set()
    for sheet in sheets:
        candidate = sheet.candidate
        if unit not in {candidate.unit, candidate.id}:
            message = _("Candidate {candidate} belongs to unit {other}, not to {unit}.")
            raise refuse("E_CANDIDATE", message, candidate=candidate.id, other=candidate.unit, unit=unit)
        if (candidate.id, sheet.scheme.key) in seen:
            message = _("Candidate {candidate} was given twice for scheme {scheme}.")
            raise refuse("E_DUPLICATE", message, candidate=candidate.id, scheme=sheet.scheme.key)
        seen.add((candidate.id, sheet.scheme.key))
