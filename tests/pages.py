"""The pages of the docs as tests run them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from thidua.commands import main

DOCS = Path(__file__).resolve().parent.parent / "docs"


def blocks(path: Path, language: str) -> list[str]:
    """Give the blocks of a page that are written in one language."""
    return re.findall(rf"```{language}\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


def commands_of(page: str) -> list[str]:
    """Give the commands that a page shows, without ``$ thidua``."""
    return re.findall(r"^\$ thidua (.*)$", "\n".join(blocks(DOCS / page, "console")), re.MULTILINE)


def refused(page: str, at_least: int = 6) -> dict[str, str]:
    """
    Run the commands of a page in their order, in the folder where the test stands.

    Args:
        page: Its name in ``docs/``.
        at_least: How many commands it must show, so that an empty page proves nothing.

    Returns:
        What those commands said that did not work.
    """
    commands = commands_of(page)
    assert len(commands) >= at_least
    said = {}
    for command in commands:
        answer = CliRunner().invoke(main, shlex.split(command, comments=True), catch_exceptions=False)
        if answer.exit_code:
            said[command] = answer.output
    return said
