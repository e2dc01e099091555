"""Writes the workbook that a unit fills in: one sheet a candidate, only the input cells open."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scoring.errors import _
from scoring.facts import Candidate, Fact
from scoring.scheme.model import FactSpec
from thidua.intake import layout
from thidua.intake.filling import Known, filled
from thidua.intake.identity import SHEET, Grid, identity_rows, list_source
from thidua.intake.layout import COLUMNS, HEADER_ROW, FormSheet, SheetPlan, plan_form
from thidua.intake.refusal import refuse
from thidua.review import Review, Stage

_HEADING = "PHIẾU BÁO CÁO SỐ LIỆU THI ĐUA"
_INSTRUCTIONS = (
    "Chỉ nhập vào các ô tô màu vàng. Viết số bằng chữ số, dấu phẩy trước phần thập phân (98,5), "
    "không thêm dấu ngăn cách hàng nghìn, không ghi đơn vị. Số 0 là một số liệu. "
    "Chưa có số liệu hoặc không áp dụng: để trống ô “Số liệu” và "
    "chọn ở cột “Tình trạng”. Số liệu khác với lần trước hoặc bước trước: ghi lý do ở cột cuối. "
    "Không thêm, xóa, đổi tên dòng, cột hoặc trang tính."
)
_LEGEND = (
    "Ô nền vàng: được nhập. Ô nền đỏ: vừa có số liệu vừa có tình trạng, cần sửa. Các ô khác: không thay đổi."
)
_WIDTHS = (6, 48, 13, 16, 18, 34, 44, 34)
_UNIT_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_CHARACTERS_A_LINE = 150
_LINE_HEIGHT = 17.0


@dataclass(frozen=True)
class _Styles:
    """Formats of one workbook."""

    heading: Any
    line: Any
    remark: Any
    note: Any
    header: Any
    group: Any
    fixed: Any
    centre: Any
    whole: Any
    decimal: Any
    choice: Any
    evidence: Any
    guide: Any
    clash: Any


def form_name(unit: str) -> str:
    """
    Give the file name of a unit's form.

    Raises:
        IntakeError: ``E_ID`` when the id could not stand in a file name.
    """
    if not _UNIT_ID.fullmatch(unit) or len(unit) > 80:
        raise refuse(
            "E_ID",
            _("“{found}” is not an id: use small letters without accents, digits, and - . _ between them."),
            found=unit[:80],
        )
    return f"phieu-{unit}.xlsx"


def write_form(
    path: Path,
    *,
    review: Review,
    unit: str,
    sheets: Sequence[FormSheet],
    stage: Stage | None = None,
    known: Known = MappingProxyType({}),
) -> None:
    """
    Write the form of one unit; the same input always gives the same bytes.

    Args:
        path: Where to write; an existing file is replaced once the new one is whole.
        review: Gives title, notice, stage and the date in the file's properties.
        unit: Id of the unit that will send the form back.
        sheets: The unit itself and its people, in any order.
        stage: Whose values it asks for; the review's own stage when left out.
        known: Values to stand in the cells already, by candidate and scheme key, then by fact.

    Raises:
        IntakeError: ``E_FORM_EMPTY``, ``E_CANDIDATE`` or ``E_DUPLICATE``, as ``layout.plan_form``.
    """
    from xlsxwriter import Workbook  # slow import

    plans = plan_form(sheets, unit)
    rows = identity_rows(review.review, unit, stage or review.stage, plans)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(buffer, options) as book:
        created = datetime.combine(review.as_of, time())
        book.set_properties({"title": review.title, "subject": unit, "created": created})
        styles = _styles(book)
        for plan in plans:
            page = book.add_worksheet(plan.name)
            _write_sheet(page, plan, review, _unit_name(plans, unit), styles, rows)
            _fill_in(page, plan, known.get((plan.sheet.candidate.id, plan.sheet.scheme.key), {}), styles)
        _write_identity(book.add_worksheet(SHEET), rows)
    _replace(path, buffer.getvalue())


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def _unit_name(plans: Sequence[SheetPlan], unit: str) -> str:
    names = [plan.sheet.candidate.name for plan in plans if plan.sheet.candidate.id == unit]
    return names[0] if names else unit


def _styles(book: Any) -> _Styles:
    def style(**wanted: object) -> Any:
        return book.add_format(
            {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"} | wanted
        )

    boxed = {"border": 1, "text_wrap": True}
    entry = boxed | {"locked": False, "bg_color": "#FFF7CC"}
    return _Styles(
        heading=style(bold=True, font_size=14, align="center"),
        line=style(bold=True, text_wrap=True),
        remark=style(italic=True, text_wrap=True, font_color="#9C0006"),
        note=style(text_wrap=True, font_size=11, valign="top"),
        header=style(bold=True, align="center", bg_color="#D9E2EC", **boxed),
        group=style(bold=True, bg_color="#EEF2F6", **boxed),
        fixed=style(**boxed),
        centre=style(align="center", **boxed),
        whole=style(num_format="#,##0", align="right", **entry),
        decimal=style(align="right", **entry),
        choice=style(align="center", **entry),
        evidence=style(num_format="@", **entry),
        guide=style(font_size=10, font_color="#44546A", **boxed),
        clash=book.add_format({"bg_color": "#FFC7CE"}),
    )


def _write_sheet(sheet: Any, plan: SheetPlan, review: Review, unit: str, styles: _Styles, rows: Grid) -> None:
    _set_up(sheet, plan, review)
    _write_heading(sheet, plan, review, unit, styles)
    for column, title in enumerate(COLUMNS):
        sheet.write_string(HEADER_ROW - 1, column, title, styles.header)
    sheet.set_row(HEADER_ROW - 1, _height(COLUMNS))
    for row in plan.rows:
        if row.spec is None:
            for column in range(len(COLUMNS)):
                text = row.fixed[1] if column == layout.TITLE - 1 else ""
                sheet.write(row.number - 1, column, text, styles.group)
            sheet.set_row(row.number - 1, _height(row.fixed))
        else:
            _write_question(sheet, row, row.spec, styles)
            _validate(sheet, plan, row.number - 1, row.spec, rows)
    _mark_clashes(sheet, plan, styles)


def _set_up(sheet: Any, plan: SheetPlan, review: Review) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(HEADER_ROW, 2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.print_area(0, 0, plan.last_row - 1, len(COLUMNS) - 1)
    sheet.set_footer(f"&L&9{review.notice[:180].replace('&', '&&')}&R&9Trang &P/&N")
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_heading(sheet: Any, plan: SheetPlan, review: Review, unit: str, styles: _Styles) -> None:
    scheme = plan.sheet.scheme
    lines = (
        (_HEADING, styles.heading),
        (review.title, styles.line),
        (f"Đơn vị báo cáo: {unit}", styles.line),
        (f"Đối tượng: {_who(plan.sheet.candidate)}. Bộ tiêu chí: {scheme.title} ({scheme.key})", styles.line),
        (". ".join(part for part in (review.notice, scheme.example) if part), styles.remark),
        (_INSTRUCTIONS, styles.note),
        (_LEGEND, styles.note),
    )
    for row, (text, style) in enumerate(lines):
        sheet.merge_range(row, 0, row, len(COLUMNS) - 1, "", style)
        sheet.write_string(row, 0, text, style)
        sheet.set_row(row, _LINE_HEIGHT * max(1, math.ceil(len(text) / _CHARACTERS_A_LINE)))


def _who(candidate: Candidate) -> str:
    named = f"{candidate.title} {candidate.name}".strip()
    return f"{named}, {candidate.post}" if candidate.post else named


def _write_question(sheet: Any, row: layout.Row, spec: FactSpec, styles: _Styles) -> None:
    line = row.number - 1
    number, title, unit = row.fixed
    entry = _entry(spec, styles)
    sheet.write_string(line, layout.NUMBER - 1, number, styles.centre)
    sheet.write_string(line, layout.TITLE - 1, title, styles.fixed)
    sheet.write_string(line, layout.UNIT - 1, unit, styles.centre)
    sheet.write_blank(line, layout.VALUE - 1, None, entry)
    sheet.write_blank(line, layout.STATUS - 1, None, styles.choice)
    sheet.write_blank(line, layout.EVIDENCE - 1, None, styles.evidence)
    sheet.write_blank(line, layout.REASON - 1, None, styles.evidence)
    sheet.write_string(line, layout.GUIDE - 1, layout.guidance(spec), styles.guide)
    sheet.set_row(line, _height((number, title, unit, "", "", "", layout.guidance(spec), "")))


def _entry(spec: FactSpec, styles: _Styles) -> Any:
    if spec.kind == "choice":
        return styles.choice
    return styles.decimal if spec.decimals else styles.whole


def _fill_in(sheet: Any, plan: SheetPlan, known: Mapping[str, Fact], styles: _Styles) -> None:
    others = {layout.STATUS: styles.choice, layout.EVIDENCE: styles.evidence}
    for row, column, spec, content in filled(plan, known):
        write = sheet.write_string if isinstance(content, str) else sheet.write_number
        write(row - 1, column - 1, content, others.get(column) or _entry(spec, styles))


def _height(texts: Sequence[str]) -> float:
    # Not every program opens a wrapped row at its full height, so the room is reckoned here, with a margin.
    lines = (math.ceil(len(text) * 1.15 / width) for text, width in zip(texts, _WIDTHS, strict=False))
    return _LINE_HEIGHT * max(1, *lines)


def _validate(sheet: Any, plan: SheetPlan, line: int, spec: FactSpec, rows: Grid) -> None:
    if spec.kind == "choice":
        rule: dict[str, object] = {
            "validate": "list",
            "source": list_source(rows, plan.sheet.scheme.key, spec.id),
            "error_message": "Hãy chọn một giá trị trong danh sách.",
        }
    else:
        rule = _number_rule(spec)
    sheet.data_validation(line, layout.VALUE - 1, line, layout.VALUE - 1, rule | {"error_title": "Số liệu"})
    states = [layout.NOT_APPLICABLE, layout.NO_DATA] if spec.not_applicable else [layout.NO_DATA]
    status = {"validate": "list", "source": states, "error_title": "Tình trạng"}
    status["error_message"] = "Hãy để trống hoặc chọn trong danh sách."
    sheet.data_validation(line, layout.STATUS - 1, line, layout.STATUS - 1, status)


def _number_rule(spec: FactSpec) -> dict[str, object]:
    digits = f"tối đa {spec.decimals} chữ số thập phân" if spec.decimals else "số nguyên"
    low = spec.at_least if spec.at_least is not None else Fraction(0)
    high = spec.at_most if spec.at_most is not None else Fraction(10**15)
    return {
        "validate": "decimal" if spec.decimals else "integer",
        "criteria": "between",
        "minimum": _for_excel(low),
        "maximum": _for_excel(high),
        "error_message": f"Hãy nhập số ({digits}) {layout.range_text(spec)}".strip() + ".",
    }


def _for_excel(bound: Fraction) -> int | float:
    """Give a bound for the spreadsheet's own first check; the exact one is made when the form is read."""
    return int(bound) if bound.denominator == 1 else float(bound)


def _mark_clashes(sheet: Any, plan: SheetPlan, styles: _Styles) -> None:
    first = HEADER_ROW + 1
    if plan.rows:
        rule = {"type": "formula", "criteria": f'=AND($D{first}<>"",$E{first}<>"")', "format": styles.clash}
        sheet.conditional_format(HEADER_ROW, layout.VALUE - 1, plan.last_row - 1, layout.STATUS - 1, rule)


def _write_identity(sheet: Any, rows: Grid) -> None:
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
    sheet.protect()
    sheet.very_hidden()
