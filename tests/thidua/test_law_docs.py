"""The page on the law tells the truth: its commands run, its catalogue loads, its cases come out."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from scoring.law.cases import run_law_cases
from scoring.law.conditions import VERBS
from scoring.law.loading import load_law
from scoring.scheme.reading import Source
from thidua.commands import main
from thidua.rules import shelf

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ thidua (.*)$", PAGE, re.MULTILINE)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("examples/law", "criteria/law"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_works(house: Path, command: str) -> None:
    answer = CliRunner().invoke(main, shlex.split(command), catch_exceptions=False)

    assert (answer.exit_code, answer.stderr[:200] if answer.exit_code else "") == (0, "")
    assert answer.stdout


def test_the_catalogue_of_the_page_loads_and_its_cases_come_out() -> None:
    catalogue, cases = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    law = load_law(Source("docs", catalogue), shelf().find)

    ran = run_law_cases(Source("docs", cases), law)

    assert (ran.count, [str(problem) for problem in ran.problems]) == (2, [])


def test_every_verb_of_the_vocabulary_stands_on_the_page() -> None:
    table = PAGE[PAGE.index("| condition | asks |") :]

    assert [verb for verb in VERBS if f"`{verb}" not in table] == []


def test_every_link_of_the_page_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)]+)\)", PAGE)

    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
