"""Every command and every example in the docs is run."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from scoring import Source, load_scheme
from scoring.scheme.cases import run_cases
from tests.pages import blocks, refused
from thidua.commands import COMMANDS, main
from thidua.demo import Story

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.pdf
def test_every_command_of_the_guide_works_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("examples", "criteria", "tests/journeys"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "office.pass").write_text("một câu mật khẩu đủ dài\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert refused("guide.md") == {}


def test_every_command_of_the_page_on_plans_works_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "criteria", tmp_path / "criteria")
    monkeypatch.chdir(tmp_path)

    assert refused("plan.md") == {}


@pytest.mark.pdf
def test_every_command_of_the_page_on_nominating_works_in_its_order(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (story.folder / "thidua.db", *(ROOT / "examples" / "kien-giang-2023").glob("*.*")):
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)

    assert refused("nominate.md") == {}


def test_every_command_stands_in_the_guide_and_in_both_readmes() -> None:
    texts = [
        (ROOT / name).read_text(encoding="utf-8") for name in ("docs/guide.md", "README.md", "README.vi.md")
    ]

    missing = [
        name
        for name in COMMANDS
        if name not in ("demo", "doctor", "check", "score", "council")
        and not all(f"thidua {name}" in text for text in texts)
    ]

    assert missing == []
    assert all(f"thidua {name}" in texts[0] or f"make {name}" in texts[1] for name in COMMANDS)


def test_the_scheme_of_the_criteria_page_loads_and_its_case_comes_out() -> None:
    scheme_text, case_text = blocks(ROOT / "docs" / "criteria.md", "yaml")

    def no_plan(_plan: str, _version: object) -> Source:
        raise KeyError

    scheme = load_scheme(Source("docs", scheme_text), no_plan)

    assert run_cases(Source("docs", case_text), scheme) == (2, [])


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
def test_every_link_of_the_readme_leads_to_a_file(readme: str) -> None:
    links = re.findall(r"\]\(([^)]+)\)", (ROOT / readme).read_text(encoding="utf-8"))

    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    answer = CliRunner().invoke(main, ["--lang", "en", command, "--help"])

    assert answer.exit_code == 0
    assert "Example: thidua" in answer.output or command == "council"
