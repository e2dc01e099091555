"""Every command of the page on signatures is run, in its order."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.pages import commands_of
from tests.thidua.signing import samples
from thidua.commands import main
from thidua.demo import PASSPHRASE, Story


def spread(word: str) -> list[str]:
    """Give what a shell makes of a word."""
    return sorted(map(str, Path().glob(word))) if "*" in word else [word]


def test_every_command_of_the_page_on_signatures_works_in_its_order(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    samples.office(tmp_path)
    Path("pass.txt").rename("key.pass")
    for name in ("thidua.db", "dossier.pdf", "office.age", "office.pub"):
        shutil.copy(story.folder / name, tmp_path)
    shutil.copytree(story.folder / "thidua.db.heads", tmp_path / "thidua.db.heads")
    Path("certificates").mkdir()
    for path in sorted((story.folder / "certificates").glob("*.pdf"))[:2]:
        shutil.copy(path, "certificates")
    Path("office.pass").write_text(PASSPHRASE, encoding="utf-8")
    commands = commands_of("signing.md")
    assert len(commands) > 8

    for command in commands:
        words = [each for word in shlex.split(command) for each in spread(word)]
        answer = CliRunner().invoke(main, words, catch_exceptions=False)
        assert answer.exit_code == 0, (command, answer.output)


def test_the_demo_signs_two_papers_under_its_test_authority(story: Story) -> None:
    folder = story.folder / "signed"
    papers = sorted(folder.glob("*.pdf"))
    assert [path.name for path in papers] == [
        sorted((story.folder / "certificates").glob("*.pdf"))[0].name,
        "dossier.pdf",
    ]
    trust = ["--trust-ca", str(folder / "test-ca.pem"), "--trust", str(story.folder / "office.pub")]
    for path in papers:
        answer = CliRunner().invoke(main, ["verify", str(path), *trust], catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
        assert "Người ký thử nghiệm" in answer.stdout
