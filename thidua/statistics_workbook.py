"""The yearly statistics as a workbook in the forms' layout, always in Vietnamese."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from scoring.law.statistics import Item, Tabulated
from scoring.law.statistics_forms import Form
from thidua.intake.workbook import column_name
from thidua.review import Review
from thidua.statistics import Report, cell_name
from thidua.statistics_papers import (
    NO_DATA,
    NO_TABLE,
    SMALL,
    heads_of,
    notes_of,
    period_words,
    remarks_of,
    share_cells,
)

_MADE = datetime(2000, 1, 1)  # the same ledger gives the same bytes
_SHARE_HEAD = (
    "Nhóm",
    "Được khen thưởng",
    "Trong số được khen đã rõ",
    "Tỷ lệ (%)",
    "Đối tượng",
    "Trong số đối tượng đã rõ",
    "Tỷ lệ (%)",
    "So sánh hai tỷ lệ",
    "Chưa rõ",
    "Lưu ý",
)


def workbook(report: Report, review: Review) -> bytes:
    """
    Give the report as a workbook.

    Args:
        report: The report.
        review: Gives the agency that reports.

    Returns:
        One sheet a form, whose numbers lead to the list behind them, the lists, and the fair-share report;
        the same bytes for the same report.
    """
    from xlsxwriter import Workbook  # slow import

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book:
        book.set_properties({"created": _MADE, "title": report.forms.title})
        _Book(book, report, review).write()
    return out.getvalue()


class _Book:
    """A workbook that is being written."""

    def __init__(self, book: Any, report: Report, review: Review) -> None:
        self._book, self._report, self._review = book, report, review
        font = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
        boxed = font | {"border": 1, "text_wrap": True}
        self._text = book.add_format(font)
        self._title = book.add_format(font | {"bold": True, "align": "center", "text_wrap": True})
        self._note = book.add_format(font | {"italic": True, "font_size": 11})
        self._head = book.add_format(boxed | {"bold": True, "align": "center", "bg_color": "#F4EFE4"})
        self._cell = book.add_format(boxed)
        self._within = book.add_format(boxed | {"indent": 1})
        self._number = book.add_format(
            boxed | {"num_format": "#,##0", "font_color": "#1F3864", "underline": 1}
        )
        self._zero = book.add_format(boxed | {"num_format": "#,##0"})
        self._none = book.add_format(boxed | {"italic": True, "align": "center", "font_color": "#595959"})

    def write(self) -> None:
        """Write all sheets."""
        for form in self._report.forms.forms:
            page = self._book.add_worksheet(f"{form.id}.N")
            if form.table:
                self._table(page, form)
            else:
                self._form(page, self._report.filled[form.id])
        self._shares()
        for tabulated in self._report.filled.values():
            self._lists(tabulated)

    def _heading(self, page: Any, form: Form, width: int) -> int:
        page.write_string(0, 0, f"Biểu số: {form.symbol}", self._text)
        page.write_string(1, 0, f"Ban hành theo {self._report.forms.cite.document}", self._text)
        page.merge_range(2, 0, 2, width, form.title.upper(), self._title)
        page.merge_range(3, 0, 3, width, period_words(self._report), self._title)
        page.write_string(4, 0, f"Đơn vị báo cáo: {self._review.office.agency}", self._text)
        notices = [self._review.notice] if self._review.notice else []
        for i, note in enumerate((*notices, *notes_of(form)), 5):
            page.write_string(i, 0, note, self._note)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        return 6 + len(notices) + len(notes_of(form))

    def _form(self, page: Any, tabulated: Tabulated) -> None:
        form = tabulated.form
        top = self._heading(page, form, 1 + len(form.columns))
        titles = ["Số TT", "Chỉ tiêu", *heads_of(form)]
        page.write_row(top, 0, titles, self._head)
        page.write_row(top + 1, 0, ["", "", *map(column_name, range(1, len(form.columns) + 1))], self._none)
        firsts = _first_lines(tabulated)
        for i, row in enumerate(form.rows, 1):
            page.write_number(top + 1 + i, 0, i, self._cell)
            page.write_string(top + 1 + i, 1, row.title, self._within if row.within else self._cell)
            for k, column in enumerate(form.columns, 2):
                found = tabulated.count(row.id, column.id)
                self._counted(page, (top + 1 + i, k), found, form, firsts.get((row.id, column.id)))
        page.set_column(0, 0, 7)
        page.set_column(1, 1, 52)
        page.set_column(2, 1 + len(form.columns), 20)
        page.freeze_panes(top + 2, 2)

    def _counted(
        self, page: Any, at: tuple[int, int], found: int | None, form: Form, line: int | None
    ) -> None:
        if found is None:
            page.write_string(*at, NO_DATA, self._none)
        elif line is None:
            page.write_number(*at, found, self._zero)
        else:
            page.write_url(*at, f"internal:'{_list_name(form)}'!A{line}", self._number, string=str(found))
            page.write_number(*at, found, self._number)

    def _table(self, page: Any, form: Form) -> None:
        heads = list(form.table.values())
        top = self._heading(page, form, len(heads) - 1)
        page.write_row(top, 0, heads, self._head)
        lines = self._report.tables[form.id]
        if not lines:
            page.merge_range(top + 1, 0, top + 1, len(heads) - 1, NO_TABLE, self._none)
        for i, line in enumerate(lines or [], top + 1):
            for k, cell in enumerate(line):
                page.write_string(i, k, cell, self._cell)
        page.set_column(0, len(heads) - 1, 26)

    def _lists(self, tabulated: Tabulated) -> None:
        page = self._book.add_worksheet(_list_name(tabulated.form))
        page.write_row(0, 0, ["Ô", "Chỉ tiêu", "Cột", "Nội dung", "Ai", "Chi tiết"], self._head)
        for i, (cell, row, column, item) in enumerate(_lines_behind(tabulated), 1):
            for k, text in enumerate((cell, row, column, item.what, item.who, item.detail)):
                page.write_string(i, k, text, self._cell)
        for k, width in enumerate((10, 40, 26, 40, 34, 60)):
            page.set_column(k, k, width)
        page.freeze_panes(1, 1)

    def _shares(self) -> None:
        page = self._book.add_worksheet("Tỷ lệ")
        page.write_row(0, 0, _SHARE_HEAD, self._head)
        for i, share in enumerate(self._report.shares, 1):
            remark = SMALL if share.is_small else ""
            for k, text in enumerate((share.group.title, *share_cells(share), remark)):
                page.write_string(i, k, text, self._cell)
        for i, remark in enumerate(remarks_of(self._report), len(self._report.shares) + 2):
            page.write_string(i, 0, remark, self._note)
        page.set_column(0, 0, 40)
        page.set_column(1, len(_SHARE_HEAD) - 1, 16)


def _list_name(form: Form) -> str:
    return f"Danh sách {form.id}.N"


def _lines_behind(tabulated: Tabulated) -> Iterator[tuple[str, str, str, Item]]:
    form = tabulated.form
    for row in form.rows:
        for column in form.columns:
            for item in tabulated.cells.get((row.id, column.id), ()):
                yield cell_name(form, row.id, column.id), row.title, column.title, item


def _first_lines(tabulated: Tabulated) -> dict[tuple[str, str], int]:
    """Give the line of the list on which each cell's items begin, from 1 with the header on line 1."""
    firsts: dict[tuple[str, str], int] = {}
    line = 2
    for row in tabulated.form.rows:
        for column in tabulated.form.columns:
            found: Sequence[Item] = tabulated.cells.get((row.id, column.id), ())
            if found:
                firsts[row.id, column.id] = line
            line += len(found)
    return firsts
