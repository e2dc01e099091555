"""The yearly statistics as printed forms, always in Vietnamese; the words that their workbook shares."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.law.statistics import FairShare, Tabulated
from scoring.law.statistics_forms import Form
from thidua.dossier.about import About
from thidua.dossier.environment import fill
from thidua.dossier.formats import number
from thidua.dossier.printing import paper
from thidua.intake.workbook import column_name
from thidua.ledger_words import day
from thidua.review import Review
from thidua.statistics import Report
from thidua.statistics_data import shown_data

DATA_NAME = "thidua-statistics.json"
NO_DATA = "Không có số liệu"
NO_TABLE = "Không có số liệu: chưa có bảng được nạp"
SMALL = "Số nhỏ, không nên kết luận"


class FormLine(NamedTuple):
    """A row as it is printed."""

    title: str
    cells: list[str]
    within: bool
    whole: bool
    no_data: bool


def form_lines(tabulated: Tabulated) -> Iterator[FormLine]:
    """Give the rows of a form with their numbers as text; a row without data says so in every cell."""
    for row in tabulated.form.rows:
        cells = [_count(tabulated, row.id, column.id) for column in tabulated.form.columns]
        whole = not row.group and not row.within
        yield FormLine(row.title, cells, bool(row.within), whole, bool(row.no_data))


def _count(tabulated: Tabulated, row: str, column: str) -> str:
    found = tabulated.count(row, column)
    return NO_DATA if found is None else number(found)


def heads_of(form: Form) -> list[str]:
    """Give the titles of the columns that count; one that the form does not have itself says so."""
    return [f"{column.title} (ngoài biểu)" if column.outside else column.title for column in form.columns]


def notes_of(form: Form) -> list[str]:
    """Give what must be known about a form: what is not certain, and rows without data."""
    notes = [form.note] if form.note else []
    return notes + [f"{row.title}: {row.no_data}" for row in form.rows if row.no_data]


def share_cells(share: FairShare) -> list[str]:
    """Give the numbers of a line of the fair-share report as text."""
    ratio = "–" if share.ratio is None else number(share.ratio)
    return [
        number(share.honoured),
        number(share.of_honoured),
        _percent(share.share_of_honoured),
        number(share.candidates),
        number(share.of_candidates),
        _percent(share.share_of_candidates),
        ratio,
        number(share.unknown),
    ]


def _percent(value: Fraction | None) -> str:
    return "–" if value is None else number(value * 100)


def period_words(report: Report) -> str:
    """Give the period in words."""
    return f"Từ ngày {day(report.first)} đến ngày {day(report.last)}"


def remarks_of(report: Report) -> list[str]:
    """Give the remarks that stand below the report, Vietnamese."""
    taken = len(report.revoked)
    remarks = [report.forms.note] if report.forms.note else []
    remarks += [f"{taken} khen thưởng trong kỳ đã bị hủy bỏ, không tính"] if taken else []
    return [*remarks, report.forms.fair_share.note] if report.forms.fair_share.note else remarks


def pdf(report: Report, review: Review) -> bytes:
    """Give the forms and the fair-share report as a PDF; the same bytes for the same report."""
    due = report.forms.due
    html = fill(
        "statistics/forms.html.j2",
        title=report.forms.title,
        forms=[_printed(report, form) for form in report.forms.forms],
        circular=report.forms.cite.document,
        period=period_words(report),
        agency=review.office.agency,
        due=f"ngày {due.day:02d} tháng {due.month}",
        notice=review.notice,
        shares=[
            {"title": each.group.title, "cells": share_cells(each), "remark": SMALL if each.is_small else ""}
            for each in report.shares
        ],
        remarks=remarks_of(report),
    )
    title = f"{report.forms.title} – {period_words(report)}"
    content = json.dumps(shown_data(report), ensure_ascii=False, indent=1).encode()
    about = About(title, report.last, content, DATA_NAME, "Số liệu thống kê")
    return paper(html, "statistics/statistics.css", about).pdf


def _printed(report: Report, form: Form) -> dict[str, Any]:
    if form.table:
        lines: Any = report.tables[form.id] or []
        heads = list(form.table.values())
        letters: list[str] = []
    else:
        lines = list(form_lines(report.filled[form.id]))
        heads = heads_of(form)
        letters = [column_name(i) for i in range(1, len(heads) + 1)]
    return {
        "symbol": form.symbol,
        "title": form.title,
        "table": bool(form.table),
        "heads": heads,
        "letters": letters,
        "lines": lines,
        "empty": NO_TABLE,
        "notes": notes_of(form),
    }
