from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from scoring.facts import Candidate
from scoring.law import history
from scoring.law.history import CommendationKind, Honour, Rating, TaskRating
from tests.thidua.intake.samples import READER
from thidua.intake.honours import HistoryReading, Known, read_history
from thidua.intake.ledger_sheets import ledger_sheets
from thidua.intake.ledger_template import template
from thidua.lists import ledger_lists
from thidua.store.history_items import KINDS, Entry, HonourStatus, Profile

CANDIDATES = [
    Candidate("000001", "Trần Thị Mẫu", "individual", unit="xa-a"),
    Candidate("000002", "Lê Văn Thử", "individual", unit="xa-a"),
    Candidate("xa-a", "Xã An Thử"),
]
TEMPLATE = template(ledger_lists(), CANDIDATES)
Rows = Mapping[str, Sequence[Mapping[str, object]]]
STORED = Honour("000001", "lao_dong_tien_tien", CommendationKind.MERIT, 2020, 2020, "1/QĐ", date(2021, 1, 5))


def known() -> Known:
    names = {each.id: each.name for each in CANDIDATES}
    return Known(ledger_lists(), names, lambda who: (STORED,) if who == STORED.candidate else ())


def filled(path: Path, rows: Rows) -> Path:
    """Fill the template the way a clerk does: by sheet and column as they are printed."""
    book = openpyxl.load_workbook(io.BytesIO(TEMPLATE))
    for title, lines in rows.items():
        sheet = book[title]
        columns = {cell.value: cell.column for cell in sheet[1]}
        first = 2 if title != "Đối tượng" else 2 + len(CANDIDATES)
        for number, line in enumerate(lines, first):
            for column, value in line.items():
                sheet.cell(number, columns[column], value)  # type: ignore[arg-type] - any cell value
    book.save(path)
    return path


def read(tmp_path: Path, rows: Rows) -> HistoryReading:
    return read_history(filled(tmp_path / "so.xlsx", rows), known(), reader=READER)


def told(reading: HistoryReading) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in reading.problems]


HONOUR = {
    "Mã đối tượng": "000001",
    "Danh hiệu, hình thức": "Chiến sĩ thi đua cơ sở",
    "Loại hình": "Công trạng",
    "Đến năm": 2023,
    "Số quyết định": "12/QĐ-UBND",
    "Ngày quyết định": "20/01/2024",
}


def test_every_kind_of_entry_has_a_sheet_and_every_column_a_name_of_its_own() -> None:
    sheets = ledger_sheets(ledger_lists())

    assert {sheet.kind for sheet in sheets} == {kind.name for kind in KINDS} - {"honour_status"}
    for sheet in sheets:
        assert len({column.title.casefold() for column in sheet.columns}) == len(sheet.columns), sheet.title
        assert len(sheet.title) <= 31


def test_the_template_as_it_is_holds_nothing_and_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    reading = read(tmp_path, {})

    assert (reading.entries, reading.problems) == ([], [])
    assert template(ledger_lists(), CANDIDATES) == TEMPLATE


def test_a_filled_workbook_comes_back_as_entries_with_their_cells(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Khen thưởng": [HONOUR | {"Căn cứ": "1/QĐ", "Họ tên hoặc tên đơn vị": "trần thị mẫu"}],
            "Xếp loại": [
                {"Mã đối tượng": "000001", "Năm": 2023, "Mức": "Hoàn thành tốt nhiệm vụ"},
                {"Mã đối tượng": "000001", "Năm": "2024", "Mức": "hoan_thanh_xuat_sac", "Bỏ dòng": "x"},
            ],
            "Đối tượng": [
                {
                    "Mã đối tượng": "000002",
                    "Phân loại": "Lãnh đạo cấp vụ, sở",
                    "Nữ": "không",
                    "Đầy đủ từ năm": 2015,
                }
            ],
            "Kế thừa": [
                {
                    "Mã đối tượng": "xa-a",
                    "Mã đơn vị cũ": "xa-cu",
                    "Tên đơn vị cũ": "Xã Cũ",
                    "Ngày thay đổi": datetime(2025, 7, 1),
                    "Cách thay đổi": "Sáp nhập",
                    "Phần chuyển sang": "2/3",
                    "Kế thừa thành tích": "có",
                }
            ],
            "Tập thể theo năm": [
                {"Mã đối tượng": "xa-cu", "Năm": 2024, "Số thành viên": 20, "Số nữ": 8, "Văn bản": "3/BC"}
            ],
        },
    )

    assert reading.problems == []
    honour = Honour(
        "000001",
        "chien_si_thi_dua_co_so",
        CommendationKind.MERIT,
        2023,
        2023,
        "12/QĐ-UBND",
        date(2024, 1, 20),
        rests_on=("000001 lao_dong_tien_tien 2020 1/QĐ",),
    )
    assert dict(zip(reading.places, reading.entries, strict=True)) == {
        "so.xlsx!Đối tượng!A5": Entry("000002", Profile("lanh_dao_vu_so", False, None, None, 2015)),
        "so.xlsx!Khen thưởng!A2": Entry("000001", honour),
        "so.xlsx!Xếp loại!A2": Entry("000001", Rating(2023, TaskRating.GOOD)),
        "so.xlsx!Xếp loại!A3": Entry("000001", Rating(2024, TaskRating.EXCELLENT), withdrawn=True),
        "so.xlsx!Tập thể theo năm!A2": Entry("xa-cu", history.Membership(2024, 20, 8, document="3/BC")),
        "so.xlsx!Kế thừa!A2": Entry(
            "xa-a",
            history.Predecessor(
                "xa-cu", date(2025, 7, 1), history.UnitChange.MERGE, Fraction(2, 3), True, "", "Xã Cũ"
            ),
        ),
    }


def test_every_other_sheet_is_read_too(tmp_path: Path) -> None:
    who = {"Mã đối tượng": "000001"}
    term = who | {"Từ ngày": "01/02/2022", "Đến ngày": "2022-08-01"}
    reading = read(
        tmp_path,
        {
            "Sáng kiến": [
                who
                | {
                    "Mã sáng kiến": "SK1",
                    "Tên": "Một cửa số",
                    "Loại": "Sáng kiến",
                    "Năm công nhận": 2023,
                    "Phạm vi ảnh hưởng": "Cơ sở",
                    "Đã dùng để xét": "CSTĐCS; bang_khen_tinh",
                }
            ],
            "Kỷ luật": [term | {"Hình thức": "Khiển trách"}],
            "Vắng mặt": [term | {"Lý do": "Thai sản"}],
            "Vụ việc": [who | {"Nội dung": "Đơn thư", "Từ ngày": "01/02/2026"}],
            "Đăng ký": [who | {"Danh hiệu, hình thức": "LĐTT", "Năm": 2026}],
            "Xác nhận": [who | {"Nội dung xác nhận": "guong_mau", "Năm": 2026, "Đạt": "có"}],
            "Phong trào": [
                {
                    "Mã phong trào": "so-hoa",
                    "Tên phong trào": "Số hóa",
                    "Cấp phát động": "Bộ, ban, ngành, tỉnh",
                    "Phạm vi": "Bộ, ban, ngành, đoàn thể, địa phương",
                    "Hình thức tổ chức": "Thi đua theo chuyên đề",
                    "Từ ngày": "2022-01-01",
                    "Đến ngày": "2025-12-31",
                }
            ],
        },
    )

    start, end = date(2022, 2, 1), date(2022, 8, 1)
    assert reading.problems == []
    assert [entry.item for entry in reading.entries] == [
        history.Initiative(
            "SK1",
            "Một cửa số",
            history.InitiativeKind.INITIATIVE,
            2023,
            history.InfluenceScope.GRASSROOTS,
            used_for=("chien_si_thi_dua_co_so", "bang_khen_tinh"),
        ),
        history.Discipline(history.DisciplineLevel.REPRIMAND, start, end),
        history.Absence(history.AbsenceKind.MATERNITY, start, end),
        history.PendingCase("Đơn thư", date(2026, 2, 1)),
        history.Registration("lao_dong_tien_tien", 2026),
        history.Confirmation("guong_mau", 2026, True),
        history.Movement(
            "so-hoa",
            "Số hóa",
            "bo_nganh_tinh",
            "bo_nganh_dia_phuong",
            "chuyen_de",
            date(2022, 1, 1),
            date(2025, 12, 31),
        ),
    ]


def test_a_revoked_honour_becomes_an_honour_and_its_revocation(tmp_path: Path) -> None:
    taken = {"Thu hồi: số": "9/QĐ", "Thu hồi: ngày": "03/02/2025", "Thu hồi: lý do": "Kê khai gian dối"}

    reading = read(tmp_path, {"Khen thưởng": [HONOUR | taken]})

    assert reading.problems == []
    assert reading.entries[1].item == HonourStatus(
        "chien_si_thi_dua_co_so",
        2023,
        2023,
        "12/QĐ-UBND",
        True,
        "9/QĐ",
        date(2025, 2, 3),
        "Kê khai gian dối",
    )


@pytest.mark.parametrize(
    ("column", "value", "code", "cell", "words"),
    [
        ("Mã đối tượng", "00001", "E_CANDIDATE", "A2", "nearest is: 000001"),
        ("Mã đối tượng", "Trần Thị Mẫu", "E_CANDIDATE", "A2", "nearest is: 000001"),
        ("Mã đối tượng", 1, "E_ID", "A2", "may have lost zeros"),
        ("Mã đối tượng", None, "E_REQUIRED", "A2", "“Mã đối tượng” is empty"),
        ("Họ tên hoặc tên đơn vị", "Lê Văn Thử", "E_HISTORY_NAME", "B2", "the id of another candidate"),
        (
            "Danh hiệu, hình thức",
            "Chiến sỹ thi đua cơ sở",
            "E_AWARD",
            "C2",
            "nearest is: Chiến sĩ thi đua cơ sở",
        ),
        ("Danh hiệu, hình thức", "Huy hiệu tuổi trẻ", "E_AWARD", "C2", "write “khac”"),
        ("Danh hiệu, hình thức", "khac", "E_AWARD", "Q2", "needs its title as a remark"),
        ("Loại hình", "Công trang", "E_CHOICE", "D2", "nearest is: Công trạng"),
        ("Đến năm", 23, "E_YEAR", "F2", "“23” is not a year"),
        ("Đến năm", 2025, "E_HISTORY_DATE", "H2", "2024-01-20 lies before the period it is for (2025)"),
        ("Từ năm", 2024, "E_ORDER", "F2", "2023 lies before 2024"),
        ("Số quyết định", None, "E_REQUIRED", "G2", "“Số quyết định” is empty"),
        ("Ngày quyết định", "30/02/2024", "E_DAY", "H2", "“30/02/2024” is not a day"),
        ("Ngày quyết định", "2024", "E_DAY", "H2", "“2024” is not a day"),
        ("Ngày quyết định", "=TODAY()", "E_FORMULA", "H2", "formula"),
        ("Mã phong trào", "Số hóa", "E_ID", "L2", "not an id"),
        ("Căn cứ", "99/QĐ", "E_HISTORY_BASIS", "A2", "known: 1/QĐ"),
        ("Thu hồi: ngày", "01/01/2025", "E_REVOKED", "O2", "both the day and the reason"),
        ("Bỏ dòng", "có thể", "E_FLAG", "R2", "neither yes nor no"),
        ("Ghi chú", "x\u200by", "E_TEXT", "Q2", "U+200B"),
    ],
)
def test_each_fault_is_told_with_its_cell(
    tmp_path: Path, column: str, value: object, code: str, cell: str, words: str
) -> None:
    reading = read(tmp_path, {"Khen thưởng": [HONOUR | {column: value}]})

    assert told(reading) == [(code, f"so.xlsx!Khen thưởng!{cell}")]
    assert words in reading.problems[0].text()
    assert not reading.is_accepted


def test_all_faults_of_all_sheets_are_told_at_once(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Khen thưởng": [HONOUR | {"Mã đối tượng": "x", "Đến năm": "y"}, HONOUR],
            "Xếp loại": [{"Mã đối tượng": "000001", "Năm": 2023, "Mức": "Giỏi"}],
            "Tập thể theo năm": [{"Mã đối tượng": "xa-a", "Năm": 2023, "Số thành viên": 5, "Số nữ": 6}],
            "Kỷ luật": [
                {
                    "Mã đối tượng": "000001",
                    "Hình thức": "Cảnh cáo",
                    "Từ ngày": "01/01/2023",
                    "Đến ngày": "31/12/2022",
                }
            ],
        },
    )

    assert sorted(told(reading)) == [
        ("E_CANDIDATE", "so.xlsx!Khen thưởng!A2"),
        ("E_CHOICE", "so.xlsx!Xếp loại!D2"),
        ("E_ORDER", "so.xlsx!Kỷ luật!E2"),
        ("E_RANGE", "so.xlsx!Tập thể theo năm!E2"),
        ("E_YEAR", "so.xlsx!Khen thưởng!F2"),
    ]
    assert [entry.candidate for entry in reading.entries] == ["000001"]


def test_a_decision_that_gave_two_honours_must_be_named_in_full_as_a_basis(tmp_path: Path) -> None:
    two = [HONOUR | {"Đến năm": 2021}, HONOUR | {"Đến năm": 2022}]
    later = {"Số quyết định": "30/QĐ", "Ngày quyết định": "20/01/2025", "Đến năm": 2024}

    unclear = read(tmp_path, {"Khen thưởng": [*two, HONOUR | later | {"Căn cứ": "12/QĐ-UBND"}]})
    assert [(p.code, p.place) for p in unclear.problems] == [("E_HISTORY_BASIS", "so.xlsx!Khen thưởng!A4")]
    assert "000001 chien_si_thi_dua_co_so 2021 12/QĐ-UBND; 000001" in unclear.problems[0].text()

    key = "000001 chien_si_thi_dua_co_so 2022 12/QĐ-UBND"
    clear = read(tmp_path, {"Khen thưởng": [*two, HONOUR | later | {"Căn cứ": f"{key}; 1/QĐ"}]})
    assert clear.problems == []
    assert clear.entries[2].item == Honour(
        "000001",
        "chien_si_thi_dua_co_so",
        CommendationKind.MERIT,
        2024,
        2024,
        "30/QĐ",
        date(2025, 1, 20),
        rests_on=(key, STORED.key),
    )


def test_a_sheet_or_a_column_that_does_not_belong_there_is_told(tmp_path: Path) -> None:
    path = filled(tmp_path / "so.xlsx", {"Khen thưởng": [HONOUR]})
    book = openpyxl.load_workbook(path)
    book["Xếp loại"].title = "Xếp lọai 2023"
    book["Khen thưởng"]["F1"] = "Đến năm học"
    book.save(path)

    reading = read_history(path, known())

    assert told(reading) == [
        ("E_SHEET", "so.xlsx!Xếp lọai 2023"),
        ("E_HEADER", "so.xlsx!Khen thưởng!F1"),
        ("E_HEADER", "so.xlsx!Khen thưởng!1"),
    ]
    assert reading.entries == []


@pytest.mark.parametrize("names", ["candidate,year,level", "Mã đối tượng,Năm,Mức"])
def test_a_table_is_known_by_its_columns(tmp_path: Path, names: str) -> None:
    path = tmp_path / "xep-loai.csv"
    path.write_text(f"{names}\n000001,2023,hoan_thanh_tot\n000009,2023,hoan_thanh\n", encoding="utf-8")

    reading = read_history(path, known())

    assert [entry.item for entry in reading.entries] == [Rating(2023, TaskRating.GOOD)]
    assert told(reading) == [("E_CANDIDATE", "xep-loai.csv:3")]


def test_a_table_whose_columns_fit_no_kind_is_refused_until_the_kind_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("candidate,year,grade\n000001,2023,tot\n", encoding="utf-8")

    assert [problem.code for problem in read_history(path, known()).problems] == ["E_HEADER"]
    said = read_history(path, known(), kind="rating")
    assert [problem.code for problem in said.problems] == ["E_HEADER", "E_HEADER"]
    assert "grade" in said.problems[0].text()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("so.xlsx", b"", "E_FILE_TYPE"),
        ("so.xlsx", b"PK\x03\x04 broken", "E_FILE_DAMAGED"),
        ("so.docx", b"x", "E_FILE_TYPE"),
        ("so.csv", "mã,tên\n".encode("utf-16-le"), "E_ENCODING"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_with_its_name(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    reading = read_history(path, known())

    assert [problem.code for problem in reading.problems] == [code]
    assert reading.problems[0].place.startswith(name)
    assert not reading.is_accepted
