"""Writes the workbook in which old decisions, ratings and other entries of the ledger are typed in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from scoring.facts import Candidate
from scoring.law.history import OTHER_AWARD
from thidua.intake.ledger_sheets import GUIDE, LedgerColumn, LedgerLists, LedgerSheet, ledger_sheets
from thidua.intake.workbook import column_name

LISTS = "_danh_muc"
LINES = 5_000  # below, the sheet has no drop-down lists any more; lines there are read all the same
_MADE = datetime(2000, 1, 1)  # the same candidates give the same bytes
_FIRST_STEPS = (
    "Điền mỗi loại vào một trang tính; trang không dùng thì để trống. Không đổi tên trang tính và tên cột.",
    "Mã đối tượng là mã trong danh sách đối tượng của đợt xét. Ngày viết 31/12/2023, năm viết 2023.",
    "Ô để trống nghĩa là chưa biết, không phải là không hoặc bằng 0.",
    "Nạp lại cùng một tệp không thay đổi gì. Sửa dòng rồi nạp lại: dòng mới thay dòng cũ, dòng cũ vẫn lưu.",
    "Dòng nạp nhầm: ghi x ở cột Bỏ dòng rồi nạp lại.",
)


def template(lists: LedgerLists, candidates: Sequence[Candidate]) -> bytes:
    """
    Give the workbook to fill in.

    Args:
        lists: Closed lists for the drop-downs.
        candidates: Everybody of the review; they stand on the sheet of candidates.

    Returns:
        The bytes of an .xlsx file; the same for the same lists and candidates.
    """
    from xlsxwriter import Workbook  # slow import

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(buffer, options) as book:
        book.set_properties({"title": "Sổ khen thưởng", "created": _MADE})
        sheets = ledger_sheets(lists)
        pen = _Pen(book, lists, sheets)
        pen.guide()
        for sheet in sheets:
            pen.sheet(sheet, candidates if sheet.kind == "profile" else ())
        pen.lists()
    return buffer.getvalue()


class _Pen:
    """A workbook that is being written, with its formats."""

    def __init__(self, book: Any, lists: LedgerLists, sheets: Sequence[LedgerSheet]) -> None:
        self._book = book
        self._sheets = sheets
        awards = [*(award.title for award in lists.register.awards), OTHER_AWARD]
        choices = {
            (sheet.kind, column.field): list(column.words.values())
            for sheet in sheets
            for column in sheet.columns
            if column.reads == "choice"
        }
        self._lists: dict[tuple[str, str], list[str]] = {("", "award"): awards, **choices}
        font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        boxed = font | {"border": 1, "text_wrap": True}
        self._title = book.add_format(font | {"bold": True, "font_size": 14})
        self._text = book.add_format(font | {"text_wrap": True})
        self._head = book.add_format(
            boxed | {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#D9E2EC"}
        )
        self._needed = book.add_format(
            boxed | {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#F3D9A4"}
        )
        # Text, so that an id keeps its zeros and a date is not turned about.
        self._entry = book.add_format(font | {"num_format": "@"})
        self._cell = book.add_format(boxed)

    def guide(self) -> None:
        """Write the sheet that explains the others."""
        page = self._book.add_worksheet(GUIDE)
        page.set_column(0, 0, 22)
        page.set_column(1, 1, 26)
        page.set_column(2, 2, 12)
        page.set_column(3, 3, 78)
        page.write_string(0, 0, "SỔ KHEN THƯỞNG", self._title)
        row = 1
        for text in _FIRST_STEPS:
            page.merge_range(row, 0, row, 3, "", self._text)
            page.write_string(row, 0, text, self._text)
            row += 1
        row += 1
        for i, title in enumerate(("Trang tính", "Cột", "Bắt buộc", "Cách điền")):
            page.write_string(row, i, title, self._head)
        for sheet in self._sheets:
            row += 1
            for i, text in enumerate((sheet.title, "", "", sheet.note)):
                page.write_string(row, i, text, self._cell)
            for column in sheet.columns:
                row += 1
                needed = "có" if column.required else ""
                for i, text in enumerate(("", column.title, needed, _advice(column))):
                    page.write_string(row, i, text, self._cell)
        page.fit_to_pages(1, 0)
        page.set_paper(9)

    def sheet(self, sheet: LedgerSheet, candidates: Sequence[Candidate]) -> None:
        """Write one sheet to fill in."""
        page = self._book.add_worksheet(sheet.title)
        page.freeze_panes(1, min(2, len(sheet.columns)))
        page.set_row(0, 36)
        for i, column in enumerate(sheet.columns):
            page.set_column(i, i, column.width, self._entry)
            page.write_string(0, i, column.title, self._needed if column.required else self._head)
            if _advice(column):
                page.write_comment(0, i, _advice(column), {"x_scale": 2, "y_scale": 1.2})
            self._validate(page, sheet, column, i)
        for row, candidate in enumerate(candidates, 1):
            page.write_string(row, 0, candidate.id, self._entry)
            page.write_string(row, 1, candidate.name, self._entry)

    def _validate(self, page: Any, sheet: LedgerSheet, column: LedgerColumn, place: int) -> None:
        if column.reads not in ("choice", "award"):
            return
        rule: dict[str, object] = {"validate": "list", "error_title": column.title}
        if column.reads == "choice":
            rule["source"] = self._source((sheet.kind, column.field))
            rule["error_message"] = "Hãy chọn trong danh sách."
        else:
            rule["source"] = self._source(("", "award"))
            # Short names are read, too: the list helps, and does not hold up.
            rule["error_type"] = "information"
            rule["error_message"] = "Không có trong danh sách; tên viết tắt cũng được."
        page.data_validation(1, place, LINES, place, rule)

    def _source(self, which: tuple[str, str]) -> str:
        letters = column_name(list(self._lists).index(which) + 1)
        return f"='{LISTS}'!${letters}$1:${letters}${len(self._lists[which])}"

    def lists(self) -> None:
        """Write the hidden sheet that the drop-down lists come from."""
        page = self._book.add_worksheet(LISTS)
        for place, texts in enumerate(self._lists.values()):
            page.write_column(0, place, texts)
        page.very_hidden()


def _advice(column: LedgerColumn) -> str:
    if column.reads == "choice":
        return f"Chọn: {'; '.join(column.words.values())}"
    return column.hint
