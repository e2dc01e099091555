"""
Published, objected to, accepted, scored again, and only then the papers.

The rules are those of docs/criteria.md. Worked by hand: trees are worth 40 from 500 on; alive of planted is
worth 20 at 50 % and 60 at 90 %, straight between.

    xa-a  500, 350: 70 % → 40 + 40 = 80      xa-b  600, 390: 65 % → 40 + 35 = 75
    xa-c  250, 200: 80 % → 20 + 50 = 70      xa-d  100, 0:          8 + 0  = 8

xa-b objects: 450 trees live, 75 % → 40 + 45 = 85. It passes xa-a and takes the one certificate.

The window: 3 working days from Friday 29/12/2023. Saturday and Sunday; 1/1 is a day off every year, 2/1 by
the review file; 3/1, 4/1, 5/1. So the first day after it is 6/1, and the next working day Monday 8/1.
"""

from __future__ import annotations

import json
import runpy
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.thidua.proof import samples
from thidua.audit import audit
from thidua.commands import main
from thidua.demo_forms import fill_form
from thidua.proof.package import write_package
from thidua.proof.replay import verify_package
from thidua.reviews import sheets_by_unit
from thidua.runs import stored_rules
from thidua.store import views
from thidua.store.database import Database

Thidua = Callable[..., Result]
VERIFIER = runpy.run_path(str(Path(__file__).resolve().parents[2] / "tools" / "verifier.py"))
PLANTED = {"xa-a": (500, 350), "xa-b": (600, 390), "xa-c": (250, 200), "xa-d": (100, 0)}
ROSTER = """\
id,name,kind,level,cluster
xa-a,Xã An Biên,collective,xa,cum_1
xa-b,Xã Bình An,collective,xa,cum_1
xa-c,Xã Cây Dương,collective,xa,cum_1
xa-d,Xã Đông,collective,xa,cum_1
"""
REVIEW = """\
review: xet-2023
title: Đợt xét năm 2023
movement: Phong trào trồng cây
period: năm 2023
as_of: 2023-12-31
public_notice:
  working_days: 3
  holidays: [2024-01-02]
  cite: {document: Quy chế xét khen thưởng làm mẫu, clause: Công khai}
schemes: [{scheme: giong-cay-xanh, version: 2023-01-01}]
candidates: candidates.csv
clusters: [{id: cum_1, title: Cụm 1, kind: cum}]
office:
  agency: Ủy ban nhân dân huyện Mẫu
  symbol: BC
  place: Huyện Mẫu
  authority: Chủ tịch Ủy ban nhân dân huyện Mẫu
  signer_role: Chủ tịch
  council: Hội đồng Thi đua - Khen thưởng
citation: Đã có thành tích trồng cây
"""


@pytest.fixture
def thidua(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Thidua:
    """The command line in a folder where the review stands before its result is published."""
    rules = tmp_path / "criteria" / "giong-cay-xanh" / "2023-01-01.yaml"
    rules.parent.mkdir(parents=True)
    rules.write_text(samples.RULES.replace("2025", "2023"), encoding="utf-8")
    (tmp_path / "review.yaml").write_text(REVIEW, encoding="utf-8")
    (tmp_path / "candidates.csv").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "dem-lai.pdf").write_bytes(b"%PDF-1.7 dem lai")
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, ["--lang", "en", *words], catch_exceptions=False)

    assert [call(*words).output for words in (("init", "review.yaml"), ("form", "-o", "forms"))][1:] == [
        "4 forms written to forms\n"
    ]
    fill(Database.open("thidua.db"))
    assert [call(*words).exit_code for words in (("load", "forms"), ("run",))] == [0, 0]
    return call


def fill(database: Database) -> None:
    rules = stored_rules(database, views.review(database))
    for unit, sheets in sheets_by_unit(rules, views.candidates(database)).items():
        planted, alive = map(str, PLANTED[unit])
        values = {"cay_trong": (planted, ""), "cay_song": (alive, ""), "ky_luat": ("khong", "")}
        fill_form(Path(f"forms/phieu-{unit}.xlsx"), sheets, unit, {unit: values})


def codes(answer: Result) -> list[str]:
    return [line.split(": ")[0] for line in answer.stderr.splitlines()]


def totals(call: Thidua) -> dict[str, tuple[int, str, str]]:
    rows = json.loads(call("rank", "--json").stdout)[0]["rows"]
    return {row["candidate"]: (row["rank"], row["total"], row["outcome"]["giay_khen"]) for row in rows}


PUBLISH = ("notice", "open", "--from", "2023-12-29", "--where", "Bảng tin của huyện")
OBJECT = ("objection", "file", "xa-b", "ty_le_song", "--text", "Đếm sót 60 cây", "--received", "2024-01-04")
ACCEPT = ("--accept", "--who", "Hội đồng", "--reason", "Đã đếm lại tại thực địa", "--basis", "Biên bản 02")


@pytest.mark.pdf
def test_papers_wait_for_the_window_and_the_answer_and_show_the_new_result(thidua: Thidua) -> None:
    assert totals(thidua) == {
        "xa-a": (1, "80", "selected"),
        "xa-b": (2, "75", "not_eligible"),
        "xa-c": (3, "70", "not_eligible"),
        "xa-d": (4, "8", "not_eligible"),
    }
    assert codes(thidua("dossier", "--on", "2024-01-08")) == ["E_NOTICE_MISSING"]

    opened = json.loads(thidua(*PUBLISH, "--json").stdout)[0]
    assert (opened["until"], opened["days_off"], opened["unsure_years"]) == (
        "2024-01-05",
        ["2024-01-01", "2024-01-02"],
        [2023],
    )
    assert codes(thidua("dossier", "--on", "2024-01-03")) == ["E_NOTICE_RUNNING"]

    assert thidua(*OBJECT, "--evidence", "dem-lai.pdf").exit_code == 0
    late = thidua(*OBJECT[:2], "xa-c", "so_luong", "--text", "Quá hạn", "--received", "2024-01-08")
    assert "objection 2 recorded, out of time" in late.stderr
    assert codes(thidua("dossier", "--on", "2024-01-05")) == ["E_NOTICE_RUNNING", "E_NOTICE_OBJECTION"]
    for step in ("dossier", "certificates"):
        assert codes(thidua(step, "--on", "2024-01-08")) == ["E_NOTICE_OBJECTION"]

    assert thidua("objection", "answer", "1", *ACCEPT, "--value", "cay_song=450").exit_code == 0
    assert codes(thidua("dossier", "--on", "2024-01-08")) == ["E_RUN_STALE"]
    assert thidua("run").exit_code == 0
    assert totals(thidua)["xa-b"] == (1, "85", "selected")

    effect = json.loads(thidua("objection", "show", "1", "--json").stdout)["effect"]
    assert effect == {
        "runs": [1, 2],
        "values": [{"fact": "cay_song", "before": "390", "after": "450"}],
        "points": ["35", "45"],
        "total": ["75", "85"],
        "rank": ["2", "1"],
        "class": ["Đạt", "Tốt"],
        "outcome": {"giay_khen": ["not_eligible", "selected"]},
        "others": [
            {"candidate": "xa-a", "rank": ["1", "2"], "outcome": {"giay_khen": ["selected", "not_selected"]}}
        ],
    }
    assert codes(thidua("dossier", "--on", "2024-01-05")) == ["E_NOTICE_RUNNING"]
    assert thidua("dossier", "--on", "2024-01-06").exit_code == 0
    assert thidua("certificates", "--on", "2024-01-08", "-o", "giay-khen").exit_code == 0
    assert [path.name for path in Path("giay-khen").glob("*.pdf")] == ["0001-giay_khen-xa-b.pdf"]


@pytest.mark.pdf
def test_the_notice_shows_what_was_published_whatever_came_after(thidua: Thidua) -> None:
    thidua(*PUBLISH)
    thidua(*OBJECT)
    thidua("objection", "answer", "1", *ACCEPT, "--value", "cay_song=450")
    thidua("run")

    assert thidua("notice", "show", "-o", "thong-bao.pdf").exit_code == 0

    command = ["pdftotext", "-layout", "thong-bao.pdf", "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert [line for line in lines if line[:4] in ("1 Xã", "2 Xã", "3 Xã", "4 Xã")] == [
        "1 Xã An Biên 80 Tốt",
        "2 Xã Bình An 75 Đạt",
        "3 Xã Cây Dương 70 Đạt",
        "4 Xã Đông 8 Chưa đạt",
    ]
    assert "đến hết ngày 05 tháng 01 năm 2024" in " ".join(lines)
    assert "Ngày nghỉ đã trừ ngoài thứ bảy, chủ nhật: 01/01/2024, 02/01/2024" in " ".join(lines)


def test_the_record_audits_clean_and_its_package_is_reproduced(thidua: Thidua) -> None:
    thidua(*PUBLISH)
    thidua(*OBJECT, "--evidence", "dem-lai.pdf")
    thidua("objection", "answer", "1", *ACCEPT, "--value", "cay_song=450")
    thidua("run")
    database = Database.open("thidua.db")
    write_package(database, Path("proof.zip"), [samples.OFFICE])
    keys = VERIFIER["keys_of"]([str(samples.OFFICE.public)])

    verdict = verify_package(Path("proof.zip"), [samples.OFFICE.public])

    assert (audit(database.path).findings, verdict.is_reproduced) == ((), True)
    assert [VERIFIER["check"](Path(name), keys, []) for name in ("thidua.db", "proof.zip")] == [[], []]


def test_explain_tells_the_older_value_and_why_it_changed(thidua: Thidua) -> None:
    thidua(*PUBLISH)
    thidua(*OBJECT)
    thidua("objection", "answer", "1", *ACCEPT, "--value", "cay_song=450")
    thidua("run")

    lines = [line.strip() for line in thidua("explain", "xa-b").stdout.splitlines()]

    told = [line for line in lines if line.startswith(("cay_song = 390", "cay_song = 450"))]
    assert "cay_song = 390  [phieu-xa-b.xlsx!1 Xã Bình An!D10]  self-scored 1" in told[-2]
    assert "cay_song = 450  [kien-nghi-1.csv:2]  self-scored 2" in told[-1]
    assert told[-1].endswith("Đã đếm lại tại thực địa")
