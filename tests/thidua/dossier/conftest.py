from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.thidua.dossier import samples
from thidua.dossier.certificates import write_certificates
from thidua.dossier.dossier import write_dossier


@pytest.fixture(scope="session")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dossier") / "ho-so.pdf"
    write_dossier(samples.usual(), target)
    return target


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_certificates(samples.usual(), tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def text_of() -> Callable[[Path], str]:
    def read(path: Path) -> str:
        command = ["pdftotext", "-layout", str(path), "-"]
        return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout

    return read


@pytest.fixture(scope="session")
def fonts_of() -> Callable[[Path], set[str]]:
    def read(path: Path) -> set[str]:
        answer = subprocess.run(["pdffonts", str(path)], check=True, capture_output=True, text=True).stdout
        return {line.split()[0].partition("+")[2] for line in answer.splitlines()[2:]}

    return read
