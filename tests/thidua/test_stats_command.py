from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from scoring.law.history import CommendationKind, Honour, Movement
from tests.thidua.store import samples
from thidua.commands import main
from thidua.statistics import make_report
from thidua.statistics_papers import DATA_NAME
from thidua.store.database import Database
from thidua.store.history_items import Entry, Profile

BY = "Chủ tịch UBND tỉnh"
MERIT, THEMATIC = CommendationKind.MERIT, CommendationKind.MOVEMENT


def honour(who: str, award: str, day: date, kind: CommendationKind = MERIT, decision: str = "8/QĐ") -> Honour:
    return Honour(who, award, kind, day.year - 1, day.year - 1, decision, day, BY, "UBND tỉnh")


TAKEN_BACK = honour("xa-a", "co_thi_dua_tinh", date(2025, 7, 1), decision="9/QĐ")
# Counted by hand in the tests below; 2024 and 2026 are outside the year.
LEDGER = (
    Entry("ba-lan", Profile("nguoi_truc_tiep", True, True)),
    Entry("xa-a", Profile("tap_the", None, False)),
    Entry("xa-b", Profile("doanh_nghiep", None, True)),
    Entry("ba-lan", honour("ba-lan", "bang_khen_tinh", date(2025, 1, 1))),
    Entry("ba-lan", honour("ba-lan", "chien_si_thi_dua_tinh", date(2025, 12, 31))),
    Entry("ba-lan", honour("ba-lan", "lao_dong_tien_tien", date(2025, 2, 1))),
    Entry("ba-lan", honour("ba-lan", "bang_khen_tinh", date(2024, 12, 31), decision="7/QĐ")),
    Entry("ba-lan", honour("ba-lan", "bang_khen_tinh", date(2026, 1, 1), decision="10/QĐ")),
    Entry("xa-a", honour("xa-a", "bang_khen_tinh", date(2025, 6, 1), THEMATIC)),
    Entry("xa-b", honour("xa-b", "bang_khen_tinh", date(2025, 6, 1), CommendationKind.SUDDEN)),
    Entry("xa-b", honour("xa-b", "co_thi_dua_chinh_phu", date(2025, 6, 1))),
    Entry("xa-a", TAKEN_BACK),
    Entry(
        "",
        Movement(
            "so-hoa",
            "Số hóa",
            "bo_nganh_tinh",
            "bo_nganh_dia_phuong",
            "chuyen_de",
            date(2025, 1, 1),
            date(2027, 12, 31),
        ),
    ),
)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    database = samples.create(tmp_path / "record.db")
    samples.open_review(database)
    samples.load_history(database, *LEDGER)
    samples.revoke(database, TAKEN_BACK)
    return database.path


def run(db: Path, *words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["stats", *words, "--db", str(db)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def counts(db: Path, form: str, column: str) -> dict[str, int | None]:
    rows = json.loads(run(db, "--year", "2025", "--json").stdout)["forms"][form]["rows"]
    return {name: cells[column]["count"] for name, cells in rows.items() if cells[column]["count"] != 0}


def test_the_forms_are_filled_from_the_decisions_of_the_year(db: Path) -> None:
    assert counts(db, "0603", "bang_khen") == {
        "tong_so": 3,
        "tap_the": 2,
        "doanh_nghiep": 1,
        "ca_nhan": 1,
        "nguoi_truc_tiep": 1,
        "thuong_xuyen": 1,
        "chuyen_de": 1,
        "dot_xuat": 1,
        "khang_chien": None,
    }
    assert counts(db, "0603", "chien_si_thi_dua") == {
        "tong_so": 1,
        "ca_nhan": 1,
        "nguoi_truc_tiep": 1,
        "thuong_xuyen": 1,
        "khang_chien": None,
    }
    assert counts(db, "0603", "co_thi_dua") == {"khang_chien": None}  # the only one was taken back
    assert counts(db, "0602", "tap_the") == {"tong_so": 1, "co_chinh_phu": 1}
    assert counts(db, "0601", "bo_nganh_tinh") == {
        "tong_so": 1,
        "bo_nganh_dia_phuong": 1,
        "tu_3_den_duoi_5": 1,
        "chuyen_de": 1,
    }


def test_a_cell_opens_the_list_behind_it_and_the_list_is_as_long_as_its_number(db: Path) -> None:
    report = json.loads(run(db, "--year", "2025", "--json").stdout)

    for form in report["forms"].values():
        for cells in form["rows"].values():
            for cell in cells.values():
                if cell["count"] is not None:
                    opened = run(db, "--year", "2025", "--open", cell["cell"], "--json")
                    assert len(json.loads(opened.stdout)) == cell["count"], cell


def test_an_opened_cell_names_who_for_what_and_by_which_decision(db: Path) -> None:
    assert json.loads(run(db, "--year", "2025", "--open", "0603:3a", "--json").stdout) == [
        {
            "key": "xa-b bang_khen_tinh 2024 8/QĐ",
            "what": "Bằng khen của Bộ, ban, ngành, tỉnh",
            "who": "Xã Bình An",
            "detail": "8/QĐ, 01/06/2025; 2024; sudden achievement",
        }
    ]
    shown = run(db, "--year", "2025", "--open", "0603:3A").stdout
    assert "0603.N/BNV-TĐKT 0603:3A: Trong đó: doanh nghiệp / Bằng khen (1)" in shown


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("0603:99A", "E_STATS_CELL: there is no cell “0603:99A”; a cell is called e.g. 0601:1A"),
        ("0603:17A", "E_STATS_NO_DATA: no data: Sổ khen thưởng không có loại hình này"),
    ],
)
def test_a_cell_that_is_not_there_or_has_no_data_is_told(db: Path, cell: str, told: str) -> None:
    assert told in run(db, "--year", "2025", "--open", cell, code=1).stderr


def test_a_period_may_be_any_days_and_both_ends_count(db: Path) -> None:
    rows = json.loads(run(db, "--from", "2024-12-31", "--to", "01/01/2025", "--json").stdout)["forms"]["0603"]

    assert rows["rows"]["tong_so"]["bang_khen"]["count"] == 2


def test_somebody_without_a_class_makes_the_report_unsound_and_nothing_is_written(
    db: Path, tmp_path: Path
) -> None:
    samples.load_history(Database.open(db), Entry("ba-lan", Profile("", True)), name="b.csv")

    result = run(db, "--year", "2025", "-o", str(tmp_path / "tk.xlsx"), code=1)

    assert "E_STATS_PLACE: Bằng khen của Bộ, ban, ngành, tỉnh (Trần Thị Lan) fits no place" in result.stderr
    assert not (tmp_path / "tk.xlsx").exists()


def test_a_total_that_differs_from_the_tables_is_an_error(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A row nobody recorded, as somebody with every right on the file could put it there.
    with Database.open(db).write() as writer:
        writer.session.connection().execute(
            text(
                "INSERT INTO honour SELECT 'stranger', award, first_year, last_year, decision, version, "
                "withdrawn, kind, day, authority, proposer, document, movement, rests_on, note, seq "
                "FROM honour WHERE candidate = 'xa-a' AND award = 'bang_khen_tinh'"
            )
        )

    assert "E_STATS_TOTAL: form 0603 holds 4, the ledger 5" in run(db, "--year", "2025", code=1).stderr


def test_women_front_line_workers_and_remote_units_are_held_against_the_candidates(db: Path) -> None:
    shares = {
        each["group"]: each for each in json.loads(run(db, "--year", "2025", "--json").stdout)["fair_share"]
    }

    # One person among the candidates, a woman at the front line, honoured: one of one each.
    for group in ("nu", "truc_tiep"):
        assert (shares[group]["honoured"], shares[group]["candidates"], shares[group]["ratio"]) == (1, 1, "1")
    # Remote: Lan and xa-b of three; all three were honoured, xa-a by its certificate.
    assert (shares["vung_kho_khan"]["share_of_honoured"], shares["vung_kho_khan"]["candidates"]) == ("2/3", 2)
    assert all(each["is_small"] for each in shares.values())


def test_revoked_honours_and_unlisted_awards_are_remarked_on(db: Path) -> None:
    other = replace(honour("ba-lan", "khac", date(2025, 3, 3)), note="Huy hiệu địa phương")
    samples.load_history(Database.open(db), Entry("ba-lan", other), name="b.csv")

    told = run(db, "--year", "2025").stderr

    assert "W_STATS_REVOKED: honours of the period that were revoked and are not counted: 1" in told
    assert "stand in no form: 1 (Huy hiệu địa phương)" in told


def test_the_last_two_forms_say_no_data_until_a_table_is_given(db: Path, tmp_path: Path) -> None:
    shown = run(db, "--year", "2025").stdout
    assert "0604.N/BNV-TĐKT Tổ chức làm công tác thi đua, khen thưởng: no data" in shown
    assert "0605.N/BNV-TĐKT Người làm công tác thi đua, khen thưởng: no data" in shown

    table = tmp_path / "to-chuc.csv"
    table.write_text("Cấp,Tổ chức,Biên chế\nTỉnh,Phòng Thi đua - Khen thưởng,7\n", encoding="utf-8")
    given = json.loads(run(db, "--year", "2025", "--organisations", str(table), "--json").stdout)
    assert given["tables"] == {"0604": [["Tỉnh", "Phòng Thi đua - Khen thưởng", "7"]], "0605": None}

    table.write_text("Cấp,Tổ chứcc\nTỉnh,Phòng\n", encoding="utf-8")
    assert "to-chuc.csv:1: E_HEADER" in run(db, "--year", "2025", "--staff", str(table), code=1).stderr


def test_the_workbook_has_the_forms_with_numbers_that_lead_to_their_lists(db: Path, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        run(db, "--year", "2025", "-o", str(tmp_path / name))

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == [
        *("0601.N", "0602.N", "0603.N", "0604.N", "0605.N", "Tỷ lệ"),
        *("Danh sách 0601.N", "Danh sách 0602.N", "Danh sách 0603.N"),
    ]
    page = book["0603.N"]
    total = next(row for row in page.iter_rows() if row[1].value == "Tổng số")
    assert [cell.value for cell in total] == [1, "Tổng số", 3, 1, 0, 0]
    assert total[2].hyperlink is not None
    sheet, _mark, cell = str(total[2].hyperlink.location).partition("!")
    behind = book[sheet.strip("'")]
    first = behind[cell].row
    assert [behind.cell(first + i, 1).value for i in range(4)] == ["0603:1A"] * 3 + ["0603:1B"]
    war = next(row for row in page.iter_rows() if row[1].value == "Khen thưởng kháng chiến")
    assert [cell.value for cell in war][2:] == ["Không có số liệu"] * 4
    assert "Hộ gia đình (ngoài biểu)" in [cell.value for row in book["0602.N"].iter_rows() for cell in row]


@pytest.mark.pdf
def test_the_pdf_has_a_page_a_form_with_its_numbers(db: Path, tmp_path: Path) -> None:
    run(db, "--year", "2025", "-o", str(tmp_path / "tk.pdf"))

    tool = shutil.which("pdftotext")
    assert tool is not None
    done = subprocess.run(
        [tool, "-layout", tmp_path / "tk.pdf", "-"], check=True, capture_output=True, text=True
    )
    pages = done.stdout.split("\f")
    assert len([page for page in pages if page.strip()]) == 6
    assert "0603.N/BNV-TĐKT" in pages[2]
    total = next(line for line in pages[2].splitlines() if "Tổng số" in line)
    assert total.split() == ["1", "Tổng", "số", "3", "1", "0", "0"]
    assert "chưa có bảng được nạp" in pages[3]
    with pikepdf.open(tmp_path / "tk.pdf") as pdf:
        said = json.loads(pdf.attachments[DATA_NAME].get_file().read_bytes())
    assert said["forms"]["0603"]["rows"]["tong_so"]["bang_khen"] == {"cell": "0603:1A", "count": 3}
    assert (said["first"], said["revoked"], said["tables"]["0604"]) == ("2025-01-01", 1, None)
    # The forms count; whom they count stands on no page.
    assert "9/QĐ" not in json.dumps(said, ensure_ascii=False)


def test_the_same_ledger_gives_the_same_report_in_any_order_of_loading(db: Path, tmp_path: Path) -> None:
    other = samples.create(tmp_path / "other.db")
    samples.open_review(other)
    for i, entry in enumerate(reversed(LEDGER)):
        samples.load_history(other, entry, name=f"{i}.csv")
    samples.revoke(other, TAKEN_BACK)
    year = date(2025, 1, 1), date(2025, 12, 31)

    assert make_report(other, *year) == make_report(Database.open(db), *year)


@pytest.mark.parametrize("words", [[], ["--year", "2025", "--from", "2025-01-01"], ["--from", "2025-01-01"]])
def test_the_period_must_be_said_in_one_way(db: Path, words: list[str]) -> None:
    assert "name either --year, or --from and a later --to" in run(db, *words, code=2).stderr


def test_an_ending_nobody_writes_is_wrong_usage(db: Path) -> None:
    assert "must end in .xlsx or .pdf" in run(db, "--year", "2025", "-o", "tk.docx", code=2).stderr
