from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from click.testing import CliRunner, Result

from tests.thidua.proof import samples
from thidua.audit import audit
from thidua.commands import main
from thidua.nomination_papers import DATA_NAME
from thidua.store import views
from thidua.store.database import Database
from thidua.store.nomination_acts import lists_of, nominated

ROUND = """\
nomination: dot-thu
version: 2025-12-01
title: Đợt thử
received: 2025-12-05
awards:
  - id: gk
    title: Giấy khen đối với xã
    award: giay_khen
    kind: phong_trao
    for: [collective]
    scheme: giong-cay-xanh
    selection: giay_khen
    within: cluster
    who: Hội đồng
"""
PROFILES = "candidate,complete_from\nxa-a,2015\nxa-b,2015\n"
CONFIRMED = "candidate,fact,year,holds\n" + "".join(
    f"{name},dat_tieu_chuan_giay_khen,2025,có\n" for name in ("xa-a", "xa-b")
)
SAID = ("--who", "Hội đồng", "--basis", "Biên bản 1", "--by", "Thư ký")


class Office:
    """A folder with a scored record and the rules of a round; xa-b was selected, xa-a its equal was not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database: Database = samples.scored(folder)
        (folder / "round.yaml").write_text(ROUND, encoding="utf-8")

    def run(self, *words: str, code: int = 0) -> Result:
        record = ("--db", str(self.database.path), "--round", str(self.folder / "round.yaml"))
        answer = CliRunner().invoke(main, ["nominate", *words, *record], catch_exceptions=False)
        assert answer.exit_code == code, answer.output
        return answer

    def history(self) -> None:
        for name, text in (("profile", PROFILES), ("confirmation", CONFIRMED)):
            path = self.folder / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            call = ["history", "load", str(path), "--kind", name, "--db", str(self.database.path)]
            assert CliRunner().invoke(main, call).exit_code == 0

    def papers(self, *missing: str) -> str:
        """Fill the table of papers as a clerk would, but for some papers of xa-b."""
        path = self.folder / "papers.csv"
        self.run("--paper-list", str(path))
        lines = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        for line in lines:
            line["document"] = "" if line["candidate"] == "xa-b" and line["paper"] in missing else "01/TTr"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)
        return str(path)

    def outcomes(self, *words: str) -> dict[str, str]:
        data = self.data(*words)
        return {each["candidate"]: each["outcome"] for one in data["lists"] for each in one["proposals"]}

    def data(self, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("--json", *words).stdout)
        return found

    def events(self) -> int:
        return len(views.event_bodies(self.database))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_without_a_past_nobody_is_proposed_and_everybody_is_told_what_is_lacking(office: Office) -> None:
    assert office.outcomes() == {"xa-a": "not_proven", "xa-b": "not_proven"}
    shown = office.run().stdout
    assert "Điều 75" in shown


def test_the_selected_one_is_proposed_with_the_arithmetic_and_the_equal_one_stands_in_reserve(
    office: Office,
) -> None:
    office.history()
    (one,) = office.data()["lists"]
    # 20/100 of the two who reached 80 points is 0.4, floored to 0, but at least 1.
    assert (one["places"], [step["result"] for step in one["steps"]]) == ("1", ["2/5", "0", "1"])
    assert [(each["candidate"], each["outcome"], each["reserve"]) for each in one["proposals"]] == [
        ("xa-b", "proposed", None),
        ("xa-a", "reserve", "1"),
    ]


def test_approving_all_refuses_lists_who_does_not_pass_and_records_nothing(office: Office) -> None:
    before = office.events()

    refused = office.run("--confirm", *SAID, code=1)

    assert "E_NOT_PASSING: Xã Bình An (xa-b) on gk: is not among those proposed" in refused.stderr
    assert "To be proposed" in refused.stdout
    assert (office.events(), nominated(office.database)) == (before, ())


def test_no_act_on_many_passes_what_the_act_on_one_does_not(office: Office) -> None:
    office.history()
    papers = office.papers("hinh_thuc/3")
    for who in ((), ("--candidate", "xa-b"), ("--award", "GK")):
        refused = office.run("--confirm", "--papers", papers, *who, *SAID, code=1)
        assert "papers are missing; missing paper: Biên bản xét khen thưởng (hinh_thuc/3)" in refused.stderr
    office.run("--confirm", "--candidate", "xa-a", "--papers", papers, *SAID, code=1)
    office.run("--confirm", *SAID, code=1)
    assert nominated(office.database) == ()


def test_what_passes_is_recorded_in_one_act_with_what_people_saw(office: Office) -> None:
    office.history()
    papers = office.papers()
    before = office.events()

    office.run("--confirm", "--papers", papers, *SAID)

    (one,) = nominated(office.database)
    assert (one.candidate, one.list, one.award, one.who, one.basis) == (
        "xa-b",
        "gk",
        "giay_khen",
        "Hội đồng",
        "Biên bản 1",
    )
    assert office.events() == before + 1
    kept = json.loads(lists_of(office.database, one.seq))
    assert [each["outcome"] for each in kept["lists"][0]["proposals"]] == ["proposed", "reserve"]
    assert audit(office.database.path).findings == ()
    assert "E_NOBODY" in office.run("--confirm", "--papers", papers, *SAID, code=1).stderr
    named = ("--confirm", "--candidate", "xa-b", "--papers", papers)
    assert "is proposed on gk already" in office.run(*named, *SAID, code=1).stderr


def test_a_proposal_can_be_taken_back_and_the_older_act_is_kept(office: Office) -> None:
    office.history()
    office.run("--confirm", "--papers", office.papers(), *SAID)
    before = office.events()

    office.run("--withdraw", "--candidate", "xa-b", *SAID)

    assert (nominated(office.database), office.events()) == ((), before + 1)
    again = office.run("--withdraw", "--candidate", "xa-b", *SAID, code=1)
    assert "xa-b is not proposed, so there is nothing to take back" in again.stderr
    assert audit(office.database.path).findings == ()


def test_only_passing_leaves_the_others_out_and_names_them(office: Office) -> None:
    office.history()
    text = ROUND + ROUND[ROUND.index("  - id: gk") :].replace("id: gk", "id: gk2")
    (office.folder / "round.yaml").write_text(text, encoding="utf-8")
    papers = office.papers()

    done = office.run("--confirm", "--only-passing", "--papers", papers, *SAID)

    # The second list proposes the same unit for the same achievement: a question that nobody answered.
    assert "E_NOT_PASSING: Xã Bình An (xa-b) on gk2: a question of overlap is open" in done.stderr
    assert [(each.list, each.candidate) for each in nominated(office.database)] == [("gk", "xa-b")]
    question = "overlap.gk2.xa-b.gk=other_achievement"
    office.run("--decide", question, "--papers", papers, *SAID)
    office.run("--confirm", "--papers", papers, *SAID)
    assert [each.list for each in nominated(office.database)] == ["gk", "gk2"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--confirm",), 2, "say --who and --basis"),
        (("--decide", "gi-do", *SAID), 2, "--decide wants SLOT=OPTION"),
        (("--decide", "gi-do=co", *SAID), 1, "nobody asks “gi-do”; the questions are: -"),
        (("--award", "khong-co"), 1, "there is no list “khong-co”; there are: gk"),
        (("--confirm", "--candidate", "ai-do", *SAID), 1, "ai-do stands on none of the lists"),
        (("--on", "1999-01-01"), 1, "0 versions of the principles of nominating are in force"),
        (("-o", "danh-sach.doc"), 1, "“danh-sach.doc” must end in .pdf, .xlsx or .json"),
    ],
)
def test_what_cannot_be_done_is_said_without_a_trace(
    office: Office, words: tuple[str, ...], code: int, said: str
) -> None:
    before = office.events()
    assert said in office.run(*words, code=code).stderr
    assert office.events() == before


def test_every_fault_of_the_table_of_papers_is_told_with_its_line(office: Office) -> None:
    path = office.folder / "papers.csv"
    path.write_text(
        "candidate,award,paper,document\nxa-b,giay_khen,hinh_thuc/1,a\nxa-z,giay_khen,hinh_thuc/99,b\n"
        "xa-b,giay_khen,hinh_thuc/1,c\n",
        encoding="utf-8",
    )
    told = office.run("--papers", str(path), code=1).stderr.splitlines()
    assert [line.split(": ")[:2] for line in told] == [
        ["papers.csv:3", "E_VALUE"],
        ["papers.csv:3", "E_VALUE"],
        ["papers.csv:4", "E_DUPLICATE"],
    ]


def test_schemes_that_lead_to_no_award_need_the_rules_of_a_round(office: Office) -> None:
    answer = CliRunner().invoke(main, ["nominate", "--db", str(office.database.path), "--on", "2025-12-05"])
    assert answer.exit_code == 1
    assert "name the rules of a round: --round FILE" in answer.stderr


def test_the_lists_are_written_as_a_workbook_and_as_json_the_same_each_time(office: Office) -> None:
    office.history()
    for name in ("a.xlsx", "b.xlsx", "a.json"):
        office.run("-o", str(office.folder / name))
    assert (office.folder / "a.xlsx").read_bytes() == (office.folder / "b.xlsx").read_bytes()
    page = openpyxl.load_workbook(office.folder / "a.xlsx")["Danh sách"]
    assert [page.cell(row, 6).value for row in (5, 6, 7)] == ["Mã", "xa-b", "xa-a"]
    assert json.loads((office.folder / "a.json").read_text(encoding="utf-8")) == office.data()


@pytest.mark.pdf
def test_the_paper_is_vietnamese_whatever_language_is_spoken(office: Office) -> None:
    office.history()
    path = office.folder / "a.pdf"
    office.run("-o", str(path))
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True
    ).stdout.decode()
    assert "DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG" in text
    assert "Xã Bình An" in text
    assert "Số lượng: 1/5 × 2 = 0,4 → 0 → 1" in text
    with pikepdf.open(path) as pdf:
        said = json.loads(pdf.attachments[DATA_NAME].get_file().read_bytes())
    (one,) = said["lists"]
    assert [(each["candidate"], each["outcome"], each["total"]) for each in one["proposals"]] == [
        ("xa-b", "proposed", "80"),
        ("xa-a", "reserve", "80"),
    ]
    # The numbers of a dossier's papers stand on no page.
    assert "papers" not in one["proposals"][0]
