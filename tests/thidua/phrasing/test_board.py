"""The board's table: every row in words, no code of the file left in it, the same in every form."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest

from scoring.errors import ScoringError
from tests.thidua.phrasing.samples import RULES, plan, scheme, shipped_rules
from thidua.phrasing.board import PLAN_HEADS, SCHEME_HEADS, Board, board_of
from thidua.phrasing.files import read_rules
from thidua.phrasing.sheets import write_board

CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|\bfact\.|\bcluster\.|\bdrop_|max_points")


def texts(board: Board) -> list[str]:
    cells = [cell for row in board.rows for cell in row.cells]
    return [board.title, *board.about, *cells, *(line for _title, lines in board.parts for line in lines)]


def test_the_library_is_not_empty_and_holds_plan_243() -> None:
    assert "kg-243" in {path.parent.name for path in RULES}
    assert len(RULES) > 10


@pytest.mark.parametrize("path", RULES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_shipped_rule_file_is_said_without_a_code_left_in_it(path: Path) -> None:
    rules = read_rules(path)

    board = board_of(rules)

    own = {part.text for row in getattr(rules, "objectives", []) for part in row.flags}
    own |= {flag.text for flag in getattr(rules, "flags", [])}
    coded = [text for text in texts(board) if CODE.search(text)]
    assert [text for text in coded if not any(part in text for part in own)] == []
    assert board.rows


def test_the_rows_of_a_scheme_stand_as_in_its_file() -> None:
    board = board_of(scheme())

    assert board.heads == SCHEME_HEADS
    assert [(row.cells[0], row.cells[1], row.cells[2], row.is_group) for row in board.rows] == [
        ("1", "Tỷ lệ đạt", "60", False),
        ("2", "Nhóm chấm điểm", "40", True),
        ("2.1", "Ban chấm", "40", False),
        ("2.2", "So với chỉ tiêu giao", "40", False),
        ("3", "Điểm thưởng (điểm thưởng)", "", False),
    ]


def test_one_row_says_all_of_a_criterion() -> None:
    (row,) = [row for row in board_of(scheme()).rows if row.cells[0] == "1"]

    assert row.cells == (
        "1",
        "Tỷ lệ đạt",
        "60",
        "“Số hồ sơ đạt” chia cho (“Số hồ sơ đạt” + “Số hồ sơ không đạt”), tính bằng %",
        "Tối thiểu 80%, đến 30/06/2025; tối thiểu 90%, từ 01/07/2025",
        "Đạt chỉ tiêu được 60 điểm, dưới chỉ tiêu tính theo tỷ lệ",
        "Thiếu số liệu: chờ đến khi có số liệu\n"
        "Không áp dụng: bỏ tiêu chí, các tiêu chí còn lại tính lại theo tỷ lệ\n"
        "Mẫu số bằng 0: coi là không áp dụng",
        "Điểm 1: “tỷ lệ đạt”",
    )


def test_what_holds_for_a_group_holds_for_the_criteria_in_it() -> None:
    quiet = scheme(("combine: best\n", "combine: best\n    on_missing: drop_and_reweight\n"))

    said = {row.cells[0]: row.cells[6].split("\n")[0] for row in board_of(quiet).rows}

    assert said["2.1"] == "Thiếu số liệu: tính 0 điểm"
    assert said["2.2"] == "Thiếu số liệu: bỏ tiêu chí, các tiêu chí còn lại tính lại theo tỷ lệ"
    assert said["1"] == "Thiếu số liệu: chờ đến khi có số liệu"


def test_what_follows_from_the_points_stands_under_the_table() -> None:
    parts = dict(board_of(scheme()).parts)

    assert list(parts) == [
        "Tổng điểm",
        "Điều kiện bắt buộc",
        "Xếp loại",
        "Xếp hạng",
        "Số lượng đề nghị",
        "Câu hỏi phải quyết định trước khi tính",
    ]
    assert parts["Xếp loại"] == (
        "Tốt: từ 80 điểm trở lên, điều kiện: điểm của tiêu chí cơ bản thấp nhất trên 0",
        "Khá: trên 50 điểm",
        "Còn lại: các trường hợp còn lại",
    )
    assert parts["Xếp hạng"] == (
        "Xếp hạng trong cụm, khối theo tổng điểm từ cao xuống thấp; bằng nhau thì xét điểm cao nhất, rồi "
        "cao nhì… "
        "của “Tỷ lệ đạt” và “Nhóm chấm điểm” (ai không áp dụng thì đứng sau); bằng nhau thì xét “Quân "
        "số” từ thấp "
        "lên cao (ai không áp dụng thì đứng trước). Sau cùng, bằng nhau thì người có thẩm quyền xếp thứ tự "
        "(Hội đồng)",
    )
    assert parts["Số lượng đề nghị"][1] == (
        "Bằng khen: Trong mỗi cụm, khối; 15% của tổng số đối tượng, làm tròn xuống; ít nhất 1; nhiều "
        "nhất 3; điều "
        "kiện: tổng điểm từ 80 trở lên và không được chọn ở “Cờ thi đua”; bằng nhau ở suất cuối thì "
        "người có thẩm "
        "quyền quyết định (Hội đồng)"
    )


def test_a_plan_stands_by_groups_with_its_unknown_parts() -> None:
    board = board_of(plan())

    assert board.heads == PLAN_HEADS
    assert [row.cells[:3] for row in board.rows] == [("1", "Hộ", ""), ("1.1", "Hộ đạt chuẩn", "31/12/2025")]
    assert board.rows[1].cells[6] == "Có nhiều cách hiểu: Chưa rõ chuẩn nào"
    assert dict(board.parts)["Phần chưa biết của kế hoạch"] == ("Khen thưởng: Chưa có văn bản",)


def test_the_sentence_of_the_proportion_is_the_one_boards_use() -> None:
    cells = [row.cells[5] for row in board_of(shipped_rules("vi-du-kg-huyen")).rows]

    assert cells[2] == "Đạt chỉ tiêu được 10 điểm, dưới chỉ tiêu tính theo tỷ lệ"


@pytest.mark.parametrize("name", ["board.csv", "board.xlsx", "board.html"])
def test_a_file_holds_every_cell_and_the_same_rules_give_the_same_bytes(tmp_path: Path, name: str) -> None:
    board = board_of(scheme())

    write_board(board, tmp_path / name)
    write_board(board, tmp_path / f"again-{name}")

    data = (tmp_path / name).read_bytes()
    assert data == (tmp_path / f"again-{name}").read_bytes()
    found = {".csv": in_csv, ".xlsx": in_xlsx, ".html": in_html}[Path(name).suffix](data)
    wanted = [*board.heads, *(cell for row in board.rows for cell in row.cells if cell)]
    assert [cell for cell in wanted if " ".join(cell.split()) not in found] == []


def in_csv(data: bytes) -> set[str]:
    return {" ".join(cell.split()) for row in csv.reader(io.StringIO(data.decode())) for cell in row}


def in_xlsx(data: bytes) -> set[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return {" ".join(str(cell.value).split()) for row in sheet.iter_rows() for cell in row if cell.value}


def in_html(data: bytes) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", data.decode()).replace("&#34;", '"').split())


def test_html_shows_signs_of_a_title_as_signs(tmp_path: Path) -> None:
    odd = scheme(("title: Tỷ lệ đạt", 'title: "<b>A & B</b>"'))

    write_board(board_of(odd), tmp_path / "board.html")

    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in (tmp_path / "board.html").read_text(encoding="utf-8")


def test_a_cell_that_a_spreadsheet_would_take_for_a_formula_is_text(tmp_path: Path) -> None:
    odd = scheme(("title: Tỷ lệ đạt", 'title: "=1+1"'))

    for name in ("board.csv", "board.xlsx"):
        write_board(board_of(odd), tmp_path / name)

    assert "'=1+1" in in_csv((tmp_path / "board.csv").read_bytes())
    sheet = openpyxl.load_workbook(tmp_path / "board.xlsx").active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"} == {"s"}


def test_an_unknown_form_and_a_file_that_is_no_rules_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScoringError, match=r"must end in one of \.xlsx, \.csv, \.html"):
        write_board(board_of(plan()), tmp_path / "board.pdf")
    (tmp_path / "review.yaml").write_text("review: a\n", encoding="utf-8")
    with pytest.raises(ScoringError, match="neither a scheme nor a plan"):
        read_rules(tmp_path / "review.yaml")
