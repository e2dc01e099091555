from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from scoring.law.history import CommendationKind, Honour
from tests.thidua.store import samples
from thidua.audit import audit
from thidua.commands import main
from thidua.store.history_items import Entry


@pytest.fixture
def db(tmp_path: Path) -> Path:
    database = samples.create(tmp_path / "record.db")
    samples.open_review(database)
    return database.path


def run(db: Path, *words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["history", *words, "--db", str(db)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def fill(db: Path, sheet: str, *lines: dict[str, object]) -> Path:
    """Write the template by the command and type lines into one of its sheets."""
    path = db.with_name("so.xlsx")
    run(db, "template", "-o", str(path))
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    columns = {cell.value: cell.column for cell in book[sheet][1]}
    for number, line in enumerate(lines, 2):
        for column, value in line.items():
            book[sheet].cell(number, columns[column], value)  # type: ignore[arg-type] - any cell value
    book.save(path)
    return path


TITLE = {
    "Mã đối tượng": "ba-lan",
    "Danh hiệu, hình thức": "CSTĐCS",
    "Loại hình": "Công trạng",
    "Đến năm": 2024,
    "Số quyết định": "12/QĐ-UBND",
    "Ngày quyết định": "20/01/2025",
    "Người quyết định": "Chủ tịch UBND xã",
}


def test_old_decisions_go_from_a_spreadsheet_into_the_ledger_in_one_step(db: Path) -> None:
    path = fill(db, "Khen thưởng", TITLE, TITLE | {"Đến năm": 2023, "Số quyết định": "3/QĐ-UBND"})

    assert run(db, "load", str(path)).stderr == "new: honours 2\n"
    assert run(db, "load", str(path)).stderr == "this file was loaded before; nothing was changed\n"
    shown = run(db, "show", "ba-lan").stdout
    assert "Trần Thị Lan (ba-lan)" in shown
    assert "Chiến sĩ thi đua cơ sở" in shown
    assert "CSTĐCS: 2 years in a row (2023–2024; the year before lacks)" in shown
    assert audit(db).findings == ()


def test_a_file_with_a_fault_stores_nothing_and_tells_every_fault_with_its_cell(db: Path) -> None:
    path = fill(db, "Khen thưởng", TITLE | {"Mã đối tượng": "ba-lann"}, TITLE | {"Đến năm": "24"}, TITLE)
    before = samples.dump(db)

    told = run(db, "load", str(path), code=1).stderr.splitlines()

    assert told == [
        "so.xlsx!Khen thưởng!A2: E_CANDIDATE: There is no candidate “ba-lann” in this review. "
        "The nearest is: ba-lan.",
        "so.xlsx!Khen thưởng!F3: E_YEAR: “24” is not a year. Write four digits, e.g. 2023.",
        "nothing was stored; correct the file and load it again",
    ]
    assert samples.dump(db) == before


def test_what_the_ledger_refuses_is_told_with_the_line_it_stands_on(db: Path) -> None:
    path = fill(db, "Khen thưởng", TITLE, TITLE, TITLE | {"Mã phong trào": "khong-co", "Đến năm": 2022})

    result = run(db, "load", str(path), "--json", code=1)

    problems = json.loads(result.stdout)["problems"]
    assert [(problem["code"], problem["place"]) for problem in problems] == [
        ("E_HISTORY_TWICE", "so.xlsx!Khen thưởng!A3"),
        ("E_HISTORY_MOVEMENT", "so.xlsx!Khen thưởng!A4"),
    ]


def test_a_past_is_given_to_machines_with_exact_values(db: Path) -> None:
    samples.load_history(samples.Database.open(db), *samples.PAST)

    past = json.loads(run(db, "show", "ba-lan", "--json").stdout)

    assert past["candidate"] == "ba-lan"
    assert past["complete_from"] == 2015
    assert [(each["key"], each["status"], each["on"]) for each in past["honours"]] == [
        ("ba-lan bang_khen_tinh 2023-2024 77/QĐ-UBND", "granted", "2025-03-02"),
        ("ba-lan chien_si_thi_dua_co_so 2024 12/QĐ-UBND", "granted", "2025-01-20"),
    ]
    assert past["ratings"][0] == {
        "year": 2023,
        "level": "hoan_thanh_tot",
        "document": "5/QĐ",
        "on": "2023-12-20",
    }


def test_everything_the_ledger_holds_is_shown(db: Path) -> None:
    samples.load_history(samples.Database.open(db), *samples.PAST)

    lan, commune = run(db, "show", "ba-lan").stdout, run(db, "show", "Xã An Biên").stdout

    for words in (
        "Một cửa số",
        "reprimand",
        "maternity leave",
        "Đơn tố cáo",
        "Bằng khen của Bộ, ban, ngành, tỉnh",
        "guong_mau",
        "class: Người trực tiếp công tác, lao động…; woman: yes; "
        "border, island or difficult area: no; complete from: 2015",
    ):
        assert words in lan
    assert "Xã Cũ" in commune
    assert "merged into it" in commune
    assert "2/3" in commune


def test_somebody_of_whom_nothing_is_known_is_shown_so(db: Path) -> None:
    assert "The ledger holds nothing of this candidate." in run(db, "show", "xa-b").stdout


def test_somebody_nobody_knows_is_refused_with_the_nearest(db: Path) -> None:
    assert run(db, "show", "ba-lam", code=1).stderr == (
        "E_CANDIDATE: There is no candidate “ba-lam” in this review. The nearest is: ba-lan.\n"
    )


def test_a_revoked_honour_leads_to_the_list_of_those_to_judge_again(db: Path) -> None:
    silent = Honour(
        "ba-lan",
        "giay_khen",
        CommendationKind.MERIT,
        2025,
        2025,
        "80/QĐ",
        date(2026, 1, 9),
        "Chủ tịch UBND xã",
    )
    later = replace(
        samples.CERTIFICATE, first_year=2025, last_year=2025, decision="90/QĐ", on=date(2026, 2, 1)
    )
    samples.load_history(
        samples.Database.open(db),
        *samples.PAST,
        Entry("ba-lan", silent),
        Entry("ba-lan", replace(later, rests_on=(samples.CERTIFICATE.key,))),
    )
    words = ["revoke", "ba-lan", "cstđcs", "--number", "9/QĐ-UBND", "--on", "03/02/2026", "--why", "Gian dối"]

    result = run(db, *words)

    assert result.stdout.splitlines() == [
        "ba-lan bang_khen_tinh 2023-2024 77/QĐ-UBND ← ba-lan chien_si_thi_dua_co_so 2024 12/QĐ-UBND",
        "ba-lan bang_khen_tinh 2025 90/QĐ ← ba-lan bang_khen_tinh 2023-2024 77/QĐ-UBND ← "
        "ba-lan chien_si_thi_dua_co_so 2024 12/QĐ-UBND",
        "ba-lan giay_khen 2025 80/QĐ",
    ]
    assert "2 honours must be judged again:" in result.stderr
    shown = run(db, "show", "ba-lan").stdout
    assert "revoked 03/02/2026" in " ".join(shown.split())
    assert "E_HISTORY_STATUS" in run(db, *words, code=1).stderr

    run(db, *words[:3], "--on", "2026-06-01", "--why", "Bản án mới", "--restore")
    assert "revoked" not in run(db, "show", "ba-lan").stdout
    assert audit(db).findings == ()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ba-lan", "LĐTT"], "There is no such honour. There are: ba-lan bang_khen_tinh"),
        (["ba-lan", "CSTĐCS", "--year", "2020"], "There is no such honour."),
        (["ba-lan", "CSTĐCS", "--decision", "13/QĐ"], "There is no such honour."),
    ],
)
def test_an_honour_that_is_not_there_cannot_be_revoked(db: Path, words: list[str], told: str) -> None:
    samples.load_history(samples.Database.open(db), *samples.PAST)

    result = run(db, "revoke", *words, "--on", "2026-02-03", "--why", "x", code=1)

    assert told in result.stderr


def test_one_of_several_honours_must_be_named(db: Path) -> None:
    second = replace(samples.TITLE, first_year=2025, last_year=2025, decision="5/QĐ", on=date(2026, 1, 9))
    samples.load_history(samples.Database.open(db), *samples.PAST, Entry("ba-lan", second))
    words = ["revoke", "ba-lan", "CSTĐCS", "--on", "2026-02-03", "--why", "x"]

    assert "Several honours are meant; say --decision or --year." in run(db, *words, code=1).stderr
    run(db, *words, "--year", "2025")


def test_a_kind_that_there_is_not_is_wrong_usage(db: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("candidate,year,level\nba-lan,2024,hoan_thanh\n", encoding="utf-8")

    assert "profile, honour, rating" in run(db, "load", str(tmp_path / "x.csv"), "--kind", "x", code=2).stderr
    assert run(db, "load", str(tmp_path / "x.csv"), "--kind", "rating").stderr == "new: ratings 1\n"
