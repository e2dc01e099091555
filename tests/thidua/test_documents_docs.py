"""Every command of the documents' page is run in its order on the example, and its file of data fits."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.pages import refused
from thidua.demo import Story
from thidua.documents.kinds import all_kinds
from thidua.documents.matters import PaperMatter
from thidua.documents.telling import load_matters

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "documents.md").read_text(encoding="utf-8")


def test_every_command_of_the_page_works_in_its_order(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("examples", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(story.folder / "thidua.db", tmp_path / "thidua.db")
    monkeypatch.chdir(tmp_path)

    assert refused("documents.md", at_least=15) == {}


def test_the_data_of_the_page_and_of_the_example_fit_the_example(story: Story, tmp_path: Path) -> None:
    (text, voting) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "documents.yaml"
    path.write_text(text, encoding="utf-8")

    assert load_matters(path, story.result).paper("to-trinh").number == "12"
    assert voting in (ROOT / "examples" / "kien-giang-2023" / "review.yaml").read_text(encoding="utf-8")
    shipped = load_matters(ROOT / "examples" / "kien-giang-2023" / "documents.yaml", story.result)
    assert shipped.count.votes["kg-rach-gia"].agreed == 12


def test_every_kind_and_every_key_stands_on_the_page() -> None:
    assert [kind.id for kind in all_kinds() if f"`{kind.id}`" not in PAGE] == []
    assert [name for name in PaperMatter.model_fields if f"`{name}`" not in PAGE] == []
