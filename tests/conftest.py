"""Shared by all tests: one played example, and the tools some tests need."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from thidua import i18n
from thidua.demo import Story, play

TOOLS = {"pdf": ("pdftotext", "pdftoppm"), "browser": ("chromium",)}


# Commands fix their help when they are imported, which some tests do before any fixture runs.
os.environ["THIDUA_LANG"] = "en"
# A busy machine is no fault of the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker run all tests of the played example, so that it is played once."""
    for item in items:
        if "story" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("story"))


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("THIDUA_LANG", "en")
    monkeypatch.delenv("THIDUA_DB", raising=False)
    i18n.choose(None)
    yield
    i18n.choose(None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip loudly what needs a tool this machine lacks; CI installs the tools, so there it fails."""
    for marker, tools in TOOLS.items():
        missing = [tool for tool in tools if item.get_closest_marker(marker) and shutil.which(tool) is None]
        if missing and os.environ.get("CI"):
            pytest.fail(f"CI lacks {', '.join(missing)}")
        if missing:
            pytest.skip(f"needs {', '.join(missing)}")


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The whole example, played once: forms, record, ranking, dossier, certificates."""
    folder: Path = tmp_path_factory.mktemp("demo") / "story"
    i18n.choose("en")  # this fixture is made before the one that sets the language of each test
    return play(folder, lambda _step: lambda _done, _total: None)
