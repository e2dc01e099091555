"""The house keeps its own rules."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(path for room in ("scoring", "thidua") for path in (ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_import_inside_a_function_says_why(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    inner = [
        node.lineno
        for function in ast.walk(ast.parse("\n".join(lines)))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert [n for n in inner if not re.search(r"# (slow import|optional)$", lines[n - 1])] == []


def test_the_engine_uses_no_float_and_no_eval() -> None:
    words = re.compile(r"\bfloat\(|\beval\(|\bexec\(|[^=!<>]=\s*\d+\.\d+\b")

    found = [
        f"{path.name}: {line.strip()}"
        for path in SOURCES
        if "scoring" in path.relative_to(ROOT).parts[0]
        for line in path.read_text(encoding="utf-8").splitlines()
        if words.search(line.split("#")[0]) and '"' not in line and "``" not in line
    ]

    assert found == []


def test_asking_for_help_imports_no_engine_and_no_database() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from thidua.commands import main;"
        "CliRunner().invoke(main, ['--help']);"
        "slow = {'scoring', 'sqlmodel', 'rich', 'pydantic', 'polars'};"
        "print(sorted({m.split('.')[0] for m in sys.modules} & slow))"
    )

    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    )

    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize("files", ["*/*.yaml", "law/*/*.yaml"], ids=["schemes", "law"])
def test_every_quote_of_the_library_stands_in_the_shipped_texts(files: str) -> None:
    answer = subprocess.run(
        [
            sys.executable,
            "cli.py",
            "--lang",
            "en",
            "check",
            *map(str, sorted((ROOT / "criteria").glob(files))),
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )

    faults = [line for line in answer.stderr.splitlines() if ": W_" not in line]
    assert (answer.returncode, faults) == (0, [])
