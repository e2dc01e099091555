"""The door ``thidua analyse``: answers in words, tables and files; nothing stored, no score changed."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from tests.thidua.analyses.samples import APPRAISED, NEWER, SCHEME, files, record, written
from thidua.commands import main
from thidua.commands.analyse import analyse

ROOT = Path(__file__).resolve().parents[2]
Ask = Callable[..., Result]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Give ``thidua analyse`` in a folder with a scheme and a table."""
    files(tmp_path)
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, ["--lang", "en", "analyse", *words], catch_exceptions=False)

    return call


@pytest.fixture
def about(ask: Ask) -> Ask:
    """Give one question asked of the table."""
    return lambda verb, *words: ask(verb, "hai-muc.yaml", "facts.csv", *words)


def data(answer: Result) -> Any:
    assert answer.exit_code == 0, answer.stderr
    return json.loads(answer.stdout)


def sentences(answer: Result) -> list[str]:
    """Give the lines before the first table."""
    assert answer.exit_code == 0, answer.stderr
    lines = answer.stdout.splitlines()
    tables = [i for i, line in enumerate(lines) if line.startswith("┏")]
    return lines[: tables[0] - 1] if tables else lines


# What if.


def test_what_if_tells_who_moves_in_words(about: Ask) -> None:
    # q 50 + 22.5 = 72.5 passes p at 72.
    assert sentences(about("what-if", "--set", "q.fb=22.5")) == [
        "Xã Q, Số liệu B: 20 → 22.5",
        "2 candidates change: 2 in rank, 1 newly selected, 1 no longer selected.",
        "Xã P: rank 1 → 2; “Giấy khen”: selected → not selected.",
        "Xã Q: total 70 → 72.5; rank 2 → 1; “Giấy khen”: not selected → selected.",
    ]


def test_what_if_nothing_changes_nobody_does(about: Ask) -> None:
    assert sentences(about("what-if", "--set", "q.fb=20")) == [
        "Nobody's total, class, rank or selection changes."
    ]


def test_what_if_a_value_comes_or_goes_or_excludes(about: Ask) -> None:
    # p waits and may still come in before r; q is excluded; t has 30 + 31 = 61 and passes s at 60.
    answer = about("what-if", "--set", "t.fb=31", "--set", "p.fb=", "--set", "q.muc=co")

    assert sentences(answer)[3:] == [
        "5 candidates change: 5 in rank, 1 newly selected, 1 no longer selected.",
        "Xã P: total 72 → pending; class Tốt → –; rank 1 → –; “Giấy khen”: selected → undecided.",
        "Xã Q: total 70 → excluded; class Tốt → –; rank 2 → –; “Giấy khen”: not selected → not eligible.",
        "Xã R: rank 3 → 1; “Giấy khen”: not selected → undecided.",
        "Xã S: rank 1 → 2; “Giấy khen”: undecided → not selected.",
        "Xã T: total pending → 61; class – → Đạt; rank – → 1; “Giấy khen”: undecided → selected.",
    ]


def test_what_if_points_and_weights_are_otherwise(about: Ask) -> None:
    # a earns 80/60 times: q 66.67 + 20 = 86.67, p 53.33 + 32 = 85.33; b counts twice: p 104, q 90.
    points = data(about("what-if", "--points", "a=80", "--json"))
    weight = data(about("what-if", "--weight", "b=2", "--json"))

    def totals(answer: Any) -> dict[str, Any]:
        return {row["candidate"]: row["total_after"] for row in answer["tables"]["moves"]}

    assert points["notes"] == ["“Tiêu chí A”: 80 points at most"]
    assert totals(points) == {"p": "85.33", "q": "86.67", "r": "23.33", "s": 70}
    assert totals(weight) == {"p": 104, "q": 90, "r": 30, "s": 90}


def test_what_if_other_rules_hold(about: Ask, tmp_path: Path) -> None:
    # p 20 + 56 = 76, q 25 + 35 = 60.
    written(tmp_path, "newer.yaml", NEWER)

    answer = data(about("what-if", "--rule", "newer.yaml", "--json"))

    assert answer["notes"] == [
        "Rules: hai-muc@2025-01-01 as of 2025-12-31 → hai-muc@2026-01-01 as of 2026-01-01"
    ]
    assert [(row["candidate"], row["total_after"]) for row in answer["tables"]["moves"]] == [
        ("p", 76),
        ("q", 60),
        ("r", "22.5"),
        ("s", "67.5"),
    ]


def test_a_change_that_cannot_be_made_is_refused_with_all_others(about: Ask) -> None:
    answer = about("what-if", "--set", "z.fa=1", "--set", "p.fa=nhiều")

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert [line.split(": ")[:2] for line in answer.stderr.splitlines()] == [
        ["z.fa=1", "E_CANDIDATE"],
        ["p.fa=nhiều", "E_NUMBER"],
    ]


# Without a criterion, without a unit.


def test_drop_criterion_counts_and_names_who_moves(about: Ask) -> None:
    # Without a: p 32, q 20; without b: q 50, p 40, and t, who only lacks b, is equal to s at 30.
    answer = about("drop-criterion")

    assert sentences(answer) == [
        "The other criteria stay as they are; the maximum falls, classes are judged as written.",
        "Without “Tiêu chí A” nobody changes rank or selection.",
        "Without “Tiêu chí B” 3 candidates change rank or selection; 2 in selections.",
    ]


def test_drop_criterion_alone_names_everybody_and_can_be_rescaled(about: Ask) -> None:
    answer = data(about("drop-criterion", "--criterion", "b", "--rescale", "--json"))

    # a counts 100/60 times: p 66.67, q 83.33; t, who only lacks b, has 50 like s: a rank and a class.
    assert answer["sentences"][:3] == [
        "Without “Tiêu chí B” 3 candidates change rank or selection; 2 in selections.",
        "Xã P: total 72 → 66.67; class Tốt → Đạt; rank 1 → 2; “Giấy khen”: selected → not selected.",
        "Xã Q: total 70 → 83.33; rank 2 → 1; “Giấy khen”: not selected → selected.",
    ]
    (row,) = answer["tables"]["criteria"]
    assert (row["criterion"], row["ranks"], row["furthest"]) == ("b", 3, 1)
    assert (row["classes"], row["selections"], row["reason"]) == (2, 2, None)


def test_drop_unit_says_that_nobody_can_be_turned_under_fixed_points(about: Ask) -> None:
    assert sentences(about("drop-unit")) == [
        "Everybody's points follow from their own values alone: nobody's absence can turn others.",
        "5 units were left out in turn; the absence of 0 turns others.",
    ]


def test_drop_unit_warns_and_names_who_turns_where_the_group_counts(ask: Ask, tmp_path: Path) -> None:
    # As worked by hand in tests/scoring/analysis: p 50 + 20 = 70, q 30 + 45 = 75; without r p 70, q 45.
    rules = SCHEME.replace("max_points: 60, measure: {fact: fa}", "max_points: 60, measure: {fact: fa}, "
                           "scale: {knots: [[cluster.min, 0], [cluster.max, 50]]}")  # fmt: skip
    written(
        tmp_path,
        "group.yaml",
        rules.replace("at_most: 60", "at_most: 100").replace("at_most: 40", "at_most: 50"),
    )
    written(
        tmp_path,
        "group.csv",
        "candidate,cluster,fa,fb,muc\np,c,100,20,khong\nq,c,60,45,khong\nr,c,0,0,khong\n",
    )

    answer = ask("drop-unit", "group.yaml", "group.csv")

    assert sentences(answer) == [
        "Warning: these rules score against the cluster: the absence of one unit can turn others.",
        "3 units were left out in turn; the absence of 1 turns others.",
        "Without r 1 pair changes its order: p is no longer behind q.",
    ]


# How firm.


def test_weights_give_everybody_a_range_with_what_leads_there(about: Ask) -> None:
    # a ×1.1, b ×(100 - 66)/40: p 44 + 27.2 = 71.2, q 55 + 17 = 72. b ×0.9, a ×64/60: p 71.47, q 71.33.
    answer = about("weights")

    assert sentences(answer) == [
        "Each weight ±10 %, one at a time; the other base criteria give way, so that the maximum stays.",
        "2 of 4 candidates with a rank keep it and their selections in all 4 trials.",
        "Xã P: rank 1, over all trials 1–2 (2: “Tiêu chí A” +10 %).",
        "Xã Q: rank 2, over all trials 1–2 (1: “Tiêu chí A” +10 %).",
    ]


def test_weights_as_given_say_so(about: Ask) -> None:
    # a +5 %: p 74, q 72.5.
    answer = data(about("weights", "--by", "5", "--as-given", "--json"))

    assert answer["notes"] == [
        "Each weight ±5 %, one at a time; the others stay as they are, the maximum moves."
    ]
    assert answer["tables"]["trials"][0] == {
        "criterion": "a",
        "title": "Tiêu chí A",
        "factor": "1.05",
        "ranks": 0,
        "selections": 0,
    }


def test_uncertainty_is_never_made_up(about: Ask) -> None:
    answer = about("uncertainty")

    assert answer.exit_code == 1
    assert "E_NO_UNCERTAINTY" in answer.stderr
    assert "uncertainty: {plus_minus: 2}" in answer.stderr


def test_an_assumption_stands_on_the_answer_and_the_same_seed_gives_it_again(about: Ask) -> None:
    first = about("uncertainty", "--assume", "fb=±3", "--draws", "40", "--json")
    again = about("uncertainty", "--assume", "fb=±3", "--draws", "40", "--json")

    answer = data(first)
    assert first.stdout == again.stdout
    assert answer["notes"] == [
        "40 draws, seed “1”: every value within its bounds equally likely, in steps of its last decimal, "
        "each drawn by itself.",
        "Assumed for this question only, said by nobody else: Số liệu B ±3.",
    ]
    assert answer["tables"]["uncertainty"] == [
        {
            "fact": "fb",
            "title": "Số liệu B",
            "plus_minus": 3,
            "unit": "điểm",
            "basis": "assumed here",
            "varied": 4,
            "fixed": 0,
        }
    ]
    places = {row["candidate"]: row for row in answer["tables"]["places"]}
    # p 72 ± 3 and q 70 ± 3 overlap, r 20 ± 3 reaches neither, t has no value to draw.
    assert [(places[unit]["low"], places[unit]["high"]) for unit in "pqr"] == [(1, 2), (1, 2), (3, 3)]
    assert places["t"]["unranked"] == 40


def test_a_share_assumed_for_all_reaches_every_number(about: Ask) -> None:
    answer = data(about("uncertainty", "--assume-all", "2%", "--draws", "5", "--json"))

    assert [(row["fact"], row["plus_minus"], row["unit"]) for row in answer["tables"]["uncertainty"]] == [
        ("fa", 2, "%"),
        ("fb", 2, "%"),
    ]


def test_flip_tells_the_gap_and_the_one_criterion(about: Ask) -> None:
    assert sentences(about("flip")) == [
        "Each change is counted alone, all else as it is.",
        "Xã P (rank 1) is ahead of Xã Q (rank 2) by 2 in points. Xã Q passes with at least 2.01 more in "
        "“Tiêu chí A” alone (50 → 52.01): Số liệu A 52.01 instead of 50.",
        "Xã Q (rank 2) is ahead of Xã R (rank 3) by 50 in points. No single criterion can turn them.",
        "The last place of “Giấy khen” lies between Xã P and Xã Q, 2 apart in points. Xã Q passes with "
        "at least 2.01 more in “Tiêu chí A” alone (50 → 52.01): Số liệu A 52.01 instead of 50.",
    ]


def test_flip_lists_every_criterion_for_machines(about: Ask) -> None:
    answer = data(about("flip", "--cluster", "c1", "--json"))

    found = [
        (row["who_id"], row["criterion"], row["points"])
        for row in answer["tables"]["criteria"]
        if not row["select"]
    ]
    assert found == [("q", "a", "2.01"), ("q", "b", "2.01"), ("p", "a", "-2.01"), ("p", "b", "-2.01")]


PANEL = """candidate,fact,judge,value
u1,fa,A,8
u1,fa,B,6
u2,fa,A,9
u2,fa,B,7
u3,fa,A,6
u3,fa,B,6
"""


def test_judges_are_told_from_the_most_severe(ask: Ask, tmp_path: Path) -> None:
    # Differences from the mean of two: A +1 +1 0, B -1 -1 0.
    written(tmp_path, "panel.yaml", SCHEME.replace("measure: {fact: fa}", "measure: {panel: {fact: fa}}"))
    written(tmp_path, "marks.csv", PANEL)

    answer = ask("judges", "panel.yaml", "marks.csv")

    assert sentences(answer) == [
        "A diagnostic: it never changes a score.",
        "fa: A and B share 3 candidates, fewer than 5; what they differ by may be chance",
        "Số liệu A: all judges agree exactly on 1 of 3 candidates that several have scored.",
        "B: below the panel by ≈ 0.6667 on average; shared candidates: 3.",
        "A: above the panel by ≈ 0.6667 on average; shared candidates: 3.",
    ]


# Two results side by side.


def test_compare_tells_who_gains_under_new_rules(ask: Ask, tmp_path: Path) -> None:
    written(tmp_path, "newer.yaml", NEWER)

    answer = data(ask("compare", "hai-muc.yaml", "newer.yaml", "facts.csv", "--json"))

    assert answer["sentences"][1:3] == ["Xã P: total 72 → 76.", "Xã Q: total 70 → 60; class Tốt → Đạt."]
    assert [row["candidate"] for row in answer["tables"]["moves"]] == ["p", "q", "r", "s", "t"]
    differences = {
        (row["candidate"], row["criterion"]): row["difference"] for row in answer["tables"]["criteria"]
    }
    assert (differences["p", "a"], differences["p", "b"]) == (-20, 24)


def test_stages_of_two_tables_name_what_was_lowered(ask: Ask, tmp_path: Path) -> None:
    written(tmp_path, "appraised.csv", APPRAISED)

    answer = ask("stages", "hai-muc.yaml", "facts.csv", "appraised.csv")

    assert sentences(answer) == [
        "facts.csv → appraised.csv",
        "2 candidates change: 2 in rank, 1 newly selected, 1 no longer selected.",
        "Xã P, “Tiêu chí B”: −5.5 in points (32 → 26.5): Số liệu B: 32 → 26.5.",
    ]


# A record.


def test_a_record_answers_too_and_stays_as_it_was(ask: Ask, tmp_path: Path) -> None:
    record(tmp_path / "thidua.db")
    before = (tmp_path / "thidua.db").read_bytes()

    answers = [
        ask(*words)
        for words in (
            ["flip"],
            ["weights"],
            ["drop-unit"],
            ["drop-criterion"],
            ["what-if", "--set", "q.fb=40"],
            ["uncertainty", "--assume-all", "1", "--draws", "3"],
        )
    ]

    assert [answer.exit_code for answer in answers] == [0] * 6
    assert "hai-muc@2025-01-01 as of 2025-12-31, 1" in answers[0].stderr
    assert (tmp_path / "thidua.db").read_bytes() == before


def test_stages_of_a_record_give_the_reason(ask: Ask, tmp_path: Path) -> None:
    record(tmp_path / "thidua.db")

    assert sentences(ask("stages"))[2] == (
        "Xã P, “Tiêu chí B”: −5.5 in points (32 → 26.5): Số liệu B: 32 → 26.5 [Chỉ đủ minh chứng cho 26,5]."
    )


def test_compare_of_a_record_names_the_new_rules_only(ask: Ask, tmp_path: Path) -> None:
    record(tmp_path / "thidua.db")
    written(tmp_path, "newer.yaml", NEWER)

    assert data(ask("compare", "newer.yaml", "--json"))["sentences"][1] == "Xã P: total 72 → 76."


# The door.


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["flip", "hai-muc.yaml"],
        ["compare", "a", "b"],
        ["what-if", "hai-muc.yaml", "facts.csv", "--points", "a"],
        ["what-if", "hai-muc.yaml", "facts.csv", "--points", "a=x"],
        ["weights", "hai-muc.yaml", "facts.csv", "--by", "ten"],
        ["uncertainty", "hai-muc.yaml", "facts.csv", "--assume", "fa=±x"],
        ["uncertainty", "hai-muc.yaml", "facts.csv", "--draws", "0"],
        ["stages", "--from", "nobody"],
        ["flip", "hai-muc.yaml", "facts.csv", "--decide", "x"],
    ],
)
def test_a_wrong_call_ends_with_two(ask: Ask, words: list[str]) -> None:
    assert ask(*words).exit_code == 2


def test_a_file_of_an_unknown_kind_is_refused_before_anything_else(ask: Ask) -> None:
    answer = ask("flip", "not-there.yaml", "not-there.csv", "-o", "flips.doc")

    assert answer.exit_code == 1
    assert answer.stderr == "E_SUFFIX: “flips.doc” must end in one of .csv, .xlsx, .json, .svg\n"


def test_a_csv_holds_the_first_table_with_six_decimals_at_most(about: Ask, tmp_path: Path) -> None:
    assert about("uncertainty", "--assume", "fb=3", "--draws", "3", "-o", "u.csv").exit_code == 0

    rows = list(csv.DictReader((tmp_path / "u.csv").read_text(encoding="utf-8").splitlines()))
    shares = [float(row["select.khen"]) for row in rows if row["cluster"] == "c1"]
    assert [row["candidate"] for row in rows] == ["p", "q", "r", "s", "t"]
    assert all(row["select.khen"] in ("0", "0.333333", "0.666667", "1") for row in rows)
    assert 0.999999 <= sum(shares) <= 1


def test_a_csv_disarms_what_a_spreadsheet_would_run(ask: Ask, tmp_path: Path) -> None:
    written(tmp_path, "run.yaml", SCHEME.replace("title: Tiêu chí A", 'title: "=1+1"'))

    assert ask("drop-criterion", "run.yaml", "facts.csv", "-o", "d.csv").exit_code == 0

    rows = list(csv.DictReader((tmp_path / "d.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["title"] for row in rows] == ["'=1+1", "Tiêu chí B"]


def test_a_workbook_holds_every_table_with_the_words_first(about: Ask, tmp_path: Path) -> None:
    assert about("flip", "-o", "f.xlsx").exit_code == 0
    first = (tmp_path / "f.xlsx").read_bytes()
    assert about("flip", "-o", "f.xlsx").exit_code == 0

    book = openpyxl.load_workbook(tmp_path / "f.xlsx")

    assert book.sheetnames == ["Answer", "pairs", "criteria"]
    assert book["Answer"]["A1"].value == "hai-muc@2025-01-01, 2025-12-31, facts.csv"
    assert book["Answer"]["A3"].value.startswith("Xã P (rank 1) is ahead of Xã Q (rank 2) by 2 in points.")
    assert [cell.value for cell in book["pairs"][2]][:9] == ["c1", None, "p", "Xã P", 1, "q", "Xã Q", 2, 2]
    assert (tmp_path / "f.xlsx").read_bytes() == first


def test_json_keeps_numbers_exact(ask: Ask, tmp_path: Path) -> None:
    written(tmp_path, "panel.yaml", SCHEME.replace("measure: {fact: fa}", "measure: {panel: {fact: fa}}"))
    written(tmp_path, "marks.csv", PANEL)

    assert ask("judges", "panel.yaml", "marks.csv", "-o", "j.json").exit_code == 0

    judges = json.loads((tmp_path / "j.json").read_text(encoding="utf-8"))["tables"]["judges"]
    assert [judge["severity"] for judge in judges] == ["2/3", "-2/3"]


def test_a_chart_is_written_beside_the_answer(about: Ask, tmp_path: Path) -> None:
    answer = about("weights", "--chart", "w.svg")

    assert "w.svg written" in answer.stderr
    assert "Xã P" in (tmp_path / "w.svg").read_text(encoding="utf-8")
    assert "2 of 4 candidates" in answer.stdout


def test_where_there_is_nothing_to_draw_the_answer_still_comes(about: Ask, tmp_path: Path) -> None:
    answer = about("drop-unit", "-o", "d.svg")

    assert answer.exit_code == 0
    assert "d.svg not written: there is nothing to draw" in answer.stderr
    assert "5 units were left out" in answer.stdout
    assert not (tmp_path / "d.svg").exists()


@pytest.mark.parametrize("verb", sorted(analyse.commands))
def test_every_question_has_help_with_an_example(ask: Ask, verb: str) -> None:
    answer = ask(verb, "--help")

    assert f"Example: thidua analyse {verb}" in answer.stdout


def test_every_command_of_the_page_works_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("examples", "criteria"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "analyses.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ thidua (analyse .*)$", page, re.MULTILINE)

    failed = {}
    for command in commands:
        answer = CliRunner().invoke(main, ["--lang", "en", *shlex.split(command)], catch_exceptions=False)
        if answer.exit_code:
            failed[command] = answer.output

    assert failed == {}
    assert {command.split()[1] for command in commands} == set(analyse.commands)
