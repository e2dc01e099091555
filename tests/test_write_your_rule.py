"""The guide for rule writers: its pieces, cases and commands are those of the library."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from scoring import Source
from scoring.scheme.reading import read
from thidua.commands import main

ROOT = Path(__file__).resolve().parent.parent
CRITERIA = ROOT / "criteria"
GUIDE = ROOT / "docs" / "write-your-rule.md"
MADE_HERE = ("kg-243", "vi-du-", "luat-", "law", "schema")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def cases(path: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = read(Source(path.name, path.read_text(encoding="utf-8"))).value["cases"]
    return found


def squeezed(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def shipped_texts() -> list[str]:
    return [squeezed(path.read_text(encoding="utf-8")) for path in sorted(CRITERIA.glob("*/*.yaml"))]


def test_every_piece_of_yaml_in_the_guide_stands_so_in_a_file_of_the_library() -> None:
    texts = shipped_texts()

    strangers = [block for block in blocks("yaml") if not any(squeezed(block) in text for text in texts)]

    assert strangers == []
    assert len(blocks("yaml")) > 20


def test_every_case_the_guide_tells_is_a_case_of_the_library() -> None:
    text = " ".join(GUIDE.read_text(encoding="utf-8").split())
    told = re.findall(r"Case «([^»]+)»", text)
    shipped = {case["case"] for path in CRITERIA.glob("*/*.cases.yaml") for case in cases(path)}

    assert [title for title in told if title not in shipped] == []
    assert len(told) >= 15


def test_every_real_rule_has_its_place_in_the_guide() -> None:
    text = GUIDE.read_text(encoding="utf-8")

    rules = sorted({path.parent.name for path in CRITERIA.glob("*/????-??-??.yaml")})
    assert [name for name in rules if not name.startswith(MADE_HERE) and f"criteria/{name}" not in text] == []


def test_every_command_of_the_guide_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "criteria").symlink_to(CRITERIA)
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^\$ thidua (.*)$", "\n".join(blocks("console")), re.MULTILINE)
    codes = {}
    for command in commands:
        answer = CliRunner().invoke(main, shlex.split(command), catch_exceptions=False)
        codes[command] = (answer.exit_code, answer.output if answer.exit_code else "")

    assert {command: code for command, code in codes.items() if code[0]} == {}
    assert commands
