"""``thidua plan`` as a person uses it: draft, edit, accept, check, show, compare."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.thidua.drafting.samples import PLAN_243, word_plan
from thidua.commands import main
from thidua.library import shipped

CRITERIA = shipped("criteria")
Thidua = Callable[..., Result]


@pytest.fixture
def thidua(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Thidua:
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, ["--lang", "en", *words], catch_exceptions=False)

    return call


def test_from_the_text_of_plan_243_to_a_checked_plan(thidua: Thidua) -> None:
    drafted = thidua("plan", "draft", str(PLAN_243), "-o", "draft.yaml")
    accepted = thidua("plan", "accept", "draft.yaml", "--row", "cqs23.02", "-o", "kg-243/2022-11-16.yaml")
    refused = thidua("check", "kg-243/2022-11-16.yaml")
    plan = Path("kg-243/2022-11-16.yaml")
    text = plan.read_text(encoding="utf-8")
    text = text.replace("facts: []", 'facts: [{id: a, title: A, kind: count, unit: "-"}]')
    text = re.sub(r"# thiếu measure.*", "measure: {ratio: [a, a], transform: percent}", text)
    plan.write_text(re.sub(r"# thiếu levels.*", "levels: [tinh]", text), encoding="utf-8")
    passed = thidua("check", "kg-243/2022-11-16.yaml")

    assert drafted.exit_code == accepted.exit_code == 0
    assert "12 rows: 11 sure, 1 not sure; none is in force" in drafted.stderr
    assert "dòng 81: Bản chép bị cắt ở đây: b) Về kinh tế số" in drafted.stderr
    assert "nobody has decided on: mtc25.01, cqs23.01, cqs23.03" in accepted.stderr
    assert (refused.exit_code, refused.stderr.count("E_KEY_MISSING")) == (1, 2)
    assert (passed.exit_code, passed.stdout) == (0, "kg-243/2022-11-16.yaml: right (plan)\n")


def test_a_draft_is_taken_for_no_rule_file_by_any_door(thidua: Thidua) -> None:
    thidua("plan", "draft", str(PLAN_243), "-o", "draft.yaml")

    checked = thidua("check", "draft.yaml")
    shown = thidua("plan", "show", "draft.yaml")

    assert (checked.exit_code, shown.exit_code) == (1, 1)
    assert "E_DRAFT: this is a draft, which nothing may rest on" in checked.stderr
    assert "E_KIND: this is neither a scheme nor a plan" in shown.stderr


def test_without_a_file_to_write_the_draft_goes_to_stdout_alone(thidua: Thidua) -> None:
    answer = thidua("plan", "draft", str(PLAN_243))

    assert "\ndraft: kg-243\n" in answer.stdout
    assert "none is in force" in answer.stderr
    assert "none is in force" not in answer.stdout


def test_json_holds_exact_numbers_as_text(thidua: Thidua) -> None:
    draft = json.loads(thidua("plan", "draft", str(PLAN_243), "--json").stdout)
    changes = json.loads(
        thidua(
            "plan",
            "diff",
            str(CRITERIA / "vi-du-kg-xa" / "2023-12-01.yaml"),
            str(CRITERIA / "vi-du-kg-huyen" / "2023-12-01.yaml"),
            "--json",
        ).stdout
    )
    board = json.loads(thidua("plan", "show", str(PLAN_243.with_suffix(".yaml")), "--json").stdout)

    assert [row["number"] for row in draft["rows"]][:3] == ["100", "100", "60"]
    assert {"act": "changed", "aspect": "max_points", "old": "10", "new": "15"}.items() <= changes[2].items()
    assert len([row for row in board["rows"] if row["depth"] == 1]) == 11


def test_a_file_a_person_may_have_edited_is_never_written_over(thidua: Thidua) -> None:
    thidua("plan", "draft", str(PLAN_243), "-o", "draft.yaml")
    Path("draft.yaml").write_text("của tôi", encoding="utf-8")

    again = thidua("plan", "draft", str(PLAN_243), "-o", "draft.yaml")
    kept = Path("draft.yaml").read_text(encoding="utf-8")
    forced = thidua("plan", "draft", str(PLAN_243), "-o", "draft.yaml", "--force")

    assert (again.exit_code, kept, forced.exit_code) == (1, "của tôi", 0)
    assert "draft.yaml: E_EXISTS" in again.stderr


def test_the_text_of_a_word_document_is_written_for_the_check_of_quotes(thidua: Thidua) -> None:
    Path("ke-hoach.docx").write_bytes(word_plan())

    answer = thidua("plan", "draft", "ke-hoach.docx", "-o", "d.yaml", "--text", "t.txt", "--id", "trong-cay")

    assert answer.exit_code == 0
    assert "• Trồng ít nhất 1.200.000 cây xanh." in Path("t.txt").read_text(encoding="utf-8")
    assert "\ndraft: trong-cay\n" in Path("d.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "draft", "none.txt"),
        ("plan", "accept", "none.yaml", "-o", "p.yaml"),
        ("plan", "show", "none.yaml"),
        ("plan", "diff", "none.yaml", "none.yaml"),
    ],
)
def test_a_file_that_is_not_there_is_told_and_nothing_is_written(
    thidua: Thidua, words: tuple[str, ...]
) -> None:
    answer = thidua(*words)

    assert answer.exit_code == 1
    assert "none." in answer.stderr
    assert list(Path().iterdir()) == []


def test_a_wrong_call_ends_with_two(thidua: Thidua) -> None:
    calls = ("nonsense", "draft", "accept d.yaml", "diff a.yaml", "draft a.txt --id KG_243")

    assert [thidua("plan", *words.split()).exit_code for words in calls] == [2, 2, 2, 2, 2]


def test_the_board_is_shown_on_the_screen_and_written_by_suffix(thidua: Thidua) -> None:
    scheme = str(CRITERIA / "vi-du-kg-huyen" / "2023-12-01.yaml")

    shown = thidua("plan", "show", scheme)
    written = [
        thidua("plan", "show", scheme, "-o", f"b{suffix}") for suffix in (".xlsx", ".csv", ".html", ".pdf")
    ]

    assert "Thang điểm sơ kết năm 2023 đối với huyện, thành phố" in shown.stdout
    assert "Hoàn thành tốt: từ 80 điểm trở lên" in shown.stdout
    assert [answer.exit_code for answer in written] == [0, 0, 0, 1]
    assert sorted(path.name for path in Path().iterdir()) == ["b.csv", "b.html", "b.xlsx"]


def test_a_difference_says_for_whom_it_matters_and_what_it_touches(thidua: Thidua) -> None:
    files = [
        str(CRITERIA / "vi-du-kg-xa" / "2023-12-01.yaml"),
        str(CRITERIA / "vi-du-kg-huyen" / "2023-12-01.yaml"),
    ]

    different, same = thidua("plan", "diff", *files), thidua("plan", "diff", files[0], files[0])

    assert (
        "- Sửa tiêu chí “Thủ tục hành chính đủ điều kiện được cung cấp trực tuyến toàn trình”, điểm tối "
        "đa: 10 → 15 "
        "[tập thể cấp huyện; may change points]\n"
    ) in different.stdout
    assert (same.stdout, same.stderr) == ("", "0 differences\n")


@pytest.mark.parametrize("command", ["draft", "accept", "show", "diff"])
def test_every_command_has_help_with_an_example(thidua: Thidua, command: str) -> None:
    answer = thidua("plan", command, "--help")

    assert answer.exit_code == 0
    assert "Example: thidua plan" in answer.stdout


def test_every_command_of_the_page_on_plans_works_in_its_order(thidua: Thidua) -> None:
    root = CRITERIA.parent
    shutil.copytree(CRITERIA, "criteria")
    page = (root / "docs" / "plan.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ thidua (.*)$", page, re.MULTILINE)

    answers = {command: thidua(*shlex.split(command)) for command in commands}

    assert {command: answer.stderr for command, answer in answers.items() if answer.exit_code} == {}
    assert len(commands) == 8
