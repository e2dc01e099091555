"""Every command of the page on notices is run in its order, and it prints what the page shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from scoring import Source
from tests.journeys.test_objection import REVIEW, thidua
from thidua.commands import main
from thidua.rules import review_of

__all__ = ["thidua"]
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "notice.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.pdf
@pytest.mark.usefixtures("thidua")
def test_every_command_of_the_page_works_in_its_order_and_shows_what_it_says() -> None:
    commands = re.findall(r"^\$ thidua (.*)$", "\n".join(blocks("console")), re.MULTILINE)

    said = {}
    for command in commands:
        answer = CliRunner().invoke(main, ["--lang", "en", *shlex.split(command)], catch_exceptions=False)
        assert (command, answer.exit_code, answer.output if answer.exit_code else "") == (command, 0, "")
        said[command] = answer.output

    assert len(commands) == 12
    (shown,) = blocks("text")
    assert said["objection show 1"].endswith(shown)


def test_the_keys_of_the_page_are_those_of_a_review_file() -> None:
    (keys,) = blocks("yaml")
    text = re.sub(r"public_notice:\n(?:  .*\n)+", keys, REVIEW)

    notice = review_of(Source("review.yaml", text)).public_notice

    assert notice is not None
    assert (notice.working_days, len(notice.holidays)) == (5, 2)
    assert "Quy chế xét khen thưởng của huyện" in text
