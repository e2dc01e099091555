"""The amounts of single honours are worked by hand in ``tests/scoring/law/test_money.py``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from scoring.law.history import CommendationKind, Honour
from tests.thidua.store import samples
from thidua.commands import main
from thidua.store import history_acts
from thidua.store.database import Database
from thidua.store.history_items import Entry, Profile

HEAD = "candidate,name,subject,award,first_year,last_year,decision,on,authority,proposer\n"
LIST = (
    HEAD
    + "000001,Nguyễn Thị Mẫu,individual,CSTĐCS,,2026,12/QĐ-UBND,2026-12-15,Chủ tịch UBND xã,\n"  # 2 530 000
    + "000001,Nguyễn Thị Mẫu,individual,LĐTT,,2026,12/QĐ-UBND,2026-12-15,Chủ tịch UBND xã,\n"  # included
    + "ho-1,Hộ ông Thử,Hộ gia đình,BK tỉnh,,2026,13/QĐ-UBND,16/12/2026,Chủ tịch UBND tỉnh,\n"  # 5 700 000
)


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["bonus", *words], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "ds.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_list_is_reckoned_without_a_record(listed: Path) -> None:
    lines = run(str(listed)).stdout.splitlines()

    assert lines[-3:] == [
        "Chủ tịch UBND xã: 2,530,000 đ",
        "Chủ tịch UBND tỉnh: 5,700,000 đ",
        "Total: 8,230,000 đ",
    ]


def test_what_is_only_deduced_blocks_the_total_and_is_named(listed: Path) -> None:
    listed.write_text(
        LIST + "000004,Trần Thử,Cá nhân,Giấy khen,,2026,14/QĐ,2026-12-16,Giám đốc Sở,\n", encoding="utf-8"
    )

    result = run(str(listed), "--json", code=1)

    found = json.loads(result.stdout)
    assert found["total"] is None
    assert found["funds"] == {
        "Chủ tịch UBND xã": 2_530_000,
        "Chủ tịch UBND tỉnh": 5_700_000,
        "Giám đốc Sở": None,
    }
    assert [(each["code"], each["place"]) for each in found["blocks"]] == [("E_BONUS_UNVERIFIED", "ds.csv:5")]
    assert "ds.csv:5: E_BONUS_UNVERIFIED: the coefficient 0.3 of giay_khen" in result.stderr


def test_each_line_has_its_clause_its_base_and_its_exact_coefficient(listed: Path) -> None:
    first, second, third = json.loads(run(str(listed), "--json").stdout)["lines"]

    assert (first["coefficient"], first["base_salary"], first["amount"], first["due"]) == (
        "1",
        2_530_000,
        2_530_000,
        "paid",
    )
    assert (second["amount"], second["due"]) == (760_000, "included")
    assert third["coefficient"] == "9/4"
    assert [cite["clause"] for cite in third["cites"]][:2] == ["Điều 54", "Điều 54"]


def test_the_workbook_holds_lines_funds_and_whole_numbers_and_is_always_the_same(
    listed: Path, tmp_path: Path
) -> None:
    run(str(listed), "-o", str(tmp_path / "a.xlsx"))
    run(str(listed), "-o", str(tmp_path / "b.xlsx"))

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [[cell.value for cell in row][:8] for row in book["Bonus money"].iter_rows(min_row=2)] == [
        [
            "Nguyễn Thị Mẫu",
            "Chiến sĩ thi đua cơ sở",
            "2026",
            "12/QĐ-UBND",
            "15/12/2026",
            "1",
            2530000,
            2530000,
        ],
        ["Nguyễn Thị Mẫu", "Lao động tiên tiến", "2026", "12/QĐ-UBND", "15/12/2026", "0,3", 2530000, 760000],
        [
            "Hộ ông Thử",
            "Bằng khen của Bộ, ban, ngành, tỉnh",
            "2026",
            "13/QĐ-UBND",
            "16/12/2026",
            "2,25",
            2530000,
            5700000,
        ],
    ]
    assert [[cell.value for cell in row] for row in book["Funds"].iter_rows(min_row=2)] == [
        ["Chủ tịch UBND xã", 2530000],
        ["Chủ tịch UBND tỉnh", 5700000],
        ["Total", 8230000],
    ]


def test_the_json_file_is_what_json_answers(listed: Path, tmp_path: Path) -> None:
    run(str(listed), "-o", str(tmp_path / "a.json"))

    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == json.loads(
        run(str(listed), "--json").stdout
    )


def test_titles_whose_times_overlap_are_asked_about_and_the_answer_counts(listed: Path) -> None:
    listed.write_text(
        HEAD
        + "000001,Nguyễn Thị Mẫu,individual,CSTĐ tỉnh,2024,2026,1/QĐ,2026-12-15,Chủ tịch UBND tỉnh,\n"
        + "000001,Nguyễn Thị Mẫu,individual,CSTĐCS,,2026,1/QĐ,2026-12-15,Chủ tịch UBND tỉnh,\n",
        encoding="utf-8",
    )

    assert "answer danh_hieu_chong_thoi_gian" in run(str(listed), code=1).stderr
    # 3,0 × 2 530 000 = 7 590 000, and 1,0 × 2 530 000.
    answered = run(str(listed), "--decide", "danh_hieu_chong_thoi_gian=all")
    assert answered.stdout.splitlines()[-1] == "Total: 10,120,000 đ"
    assert "E_BONUS_ANSWER" in run(str(listed), "--decide", "danh_hieu=all", code=1).stderr
    assert "E_BONUS_ANSWER" in run(str(listed), "--decide", "danh_hieu_chong_thoi_gian=x", code=1).stderr


def test_coefficients_of_an_authority_of_its_own_lift_the_block(listed: Path, tmp_path: Path) -> None:
    listed.write_text(HEAD + "000004,Trần Thử,Cá nhân,GK,,2026,14/QĐ,2026-12-16,Giám đốc Sở,\n", "utf-8")
    rates = tmp_path / "own.yaml"
    rates.write_text(
        "bonus_rates: tinh-mau\nversion: 2026-01-01\ntitle: Mức đã đối chiếu\nover: tien-thuong-nd-152-2025\n"
        "cite: {document: Quyết định 00/2026/QĐ-UBND, clause: Điều 3}\n"
        "rates:\n  - {award: giay_khen, subject: individual, group: form, times: 0.3}\n",
        encoding="utf-8",
    )

    # 0,3 × 2 530 000 = 759 000 → 760 000
    assert run(str(listed), "--rates", str(rates)).stdout.splitlines()[-1] == "Total: 760,000 đ"
    rates.write_text("bonus_rates: x\n", encoding="utf-8")
    assert "own.yaml:1:1: E_KEY_MISSING" in run(str(listed), "--rates", str(rates), code=1).stderr


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1,An,individual,CSTĐ,,2026,1/QĐ,2026-12-15,A,", "ds.csv:2: E_AWARD: There is no award “CSTĐ”"),
        ("1,An,person,LĐTT,,2026,1/QĐ,2026-12-15,A,", "ds.csv:2: E_CHOICE: “person” is not in the list"),
        ("1,An,individual,LĐTT,,26,1/QĐ,2026-12-15,A,", "ds.csv:2: E_YEAR"),
        ("1,An,individual,LĐTT,2027,2026,1/QĐ,2026-12-15,A,", "ds.csv:2: E_ORDER: 2026 lies before 2027."),
        ("1,An,individual,LĐTT,,2026,1/QĐ,15-13-2026,A,", "ds.csv:2: E_DAY"),
        (",An,individual,LĐTT,,2026,1/QĐ,2026-12-15,A,", "ds.csv:2: E_REQUIRED"),
    ],
)
def test_a_fault_of_the_list_is_told_with_its_line_and_nothing_is_reckoned(
    listed: Path, line: str, told: str
) -> None:
    listed.write_text(f"{HEAD}{line}\n", encoding="utf-8")

    result = run(str(listed), code=1)

    assert told in result.stderr
    assert result.stdout == ""


@pytest.fixture
def db(tmp_path: Path) -> Path:
    database = samples.create(tmp_path / "record.db")
    samples.open_review(database)
    merit = CommendationKind.MERIT
    day, by = date(2026, 12, 15), "Chủ tịch UBND tỉnh"
    samples.load_history(
        database,
        Entry("ba-lan", Honour("ba-lan", "bang_khen_tinh", merit, 2025, 2026, "8/QĐ", day, by)),
        Entry("xa-a", Honour("xa-a", "bang_khen_tinh", merit, 2025, 2026, "8/QĐ", day, by)),
        Entry("xa-b", Honour("xa-b", "bang_khen_tinh", merit, 2025, 2026, "8/QĐ", day, by)),
        Entry("xa-b", Profile("ho_gia_dinh")),
    )
    return database.path


def test_a_decision_of_the_ledger_is_reckoned_by_what_its_candidates_are(db: Path) -> None:
    found = json.loads(run("--decision", "8/QĐ", "--db", str(db), "--json").stdout)

    # A household (by its class) 5 700 000, a collective 7 590 000, a person 3 800 000.
    amounts = {line["candidate"]: line["amount"] for line in found["lines"]}
    assert amounts == {"xa-b": 5_700_000, "xa-a": 7_590_000, "ba-lan": 3_800_000}
    assert found["total"] == 17_090_000
    assert found["lines"][0]["name"] == "Xã Bình An"


def test_a_revoked_honour_brings_no_money(db: Path) -> None:
    database = Database.open(db)
    merit, day = CommendationKind.MERIT, date(2026, 12, 15)
    honour = Honour("xa-a", "bang_khen_tinh", merit, 2025, 2026, "8/QĐ", day, "Chủ tịch UBND tỉnh")
    history_acts.change_status(
        database, honour, revoked=True, number="", on=date(2027, 1, 5), why="Gian dối", actor="Thư ký"
    )

    found = json.loads(run("--decision", "8/QĐ", "--db", str(db), "--json").stdout)

    assert found["total"] == 9_500_000


def test_a_decision_the_ledger_does_not_know_is_refused(db: Path) -> None:
    result = run("--decision", "9/QĐ", "--db", str(db), code=1)

    assert result.stderr == "E_BONUS_DECISION: the ledger holds no honour of the decision 9/QĐ\n"


def test_wrong_usage_is_told(listed: Path) -> None:
    assert "name either a list or decisions" in run(code=2).stderr
    assert "name either a list or decisions" in run(str(listed), "--decision", "1", code=2).stderr
    assert "must end in .xlsx or .json" in run(str(listed), "-o", "a.csv", code=2).stderr
    assert "--decide wants SLOT=all|highest" in run(str(listed), "--decide", "x", code=2).stderr


def test_a_workbook_may_be_the_list_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in LIST.splitlines():
        sheet.append([field or None for field in line.split(",")])
    book.save(tmp_path / "ds.xlsx")

    assert run(str(tmp_path / "ds.xlsx")).stdout.splitlines()[-1] == "Total: 8,230,000 đ"
