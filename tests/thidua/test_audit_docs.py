"""Every command of the page on audit and proof that is shown at a prompt, run in its order."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.thidua.proof import tsa
from tests.thidua.proof.test_commands import call, key, office
from thidua.dossier.printed_head import head_of
from thidua.runs import current_result
from thidua.store.database import Database

__all__ = ["office"]  # a fixture
PAGE = Path(__file__).resolve().parents[2] / "docs" / "audit.md"
COMMAND = re.compile(r"^\$ thidua (.*)$", re.MULTILINE)


@pytest.mark.pdf
def test_the_commands_of_the_page_on_audit_work(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tsa.need_openssl()
    monkeypatch.setenv("THIDUA_PASSPHRASE_FILE", "pass.txt")
    blocks = re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    commands = COMMAND.findall("\n".join(blocks))
    authority = tsa.root("TSA Root")
    (office / "tsa-ca.pem").write_bytes(authority.pem)
    head = head_of(current_result(Database.open(office / "thidua.db")))
    said = []

    for command in commands:
        if command.startswith("log stamp accept"):
            answer = tsa.answer(office / "tsa", office / "request.tsq", authority.signs("TSA Test"))
            answer.rename(office / "response.tsr")
        if "proof.zip" in command:
            call("package", "-o", "proof.zip", *key())
        words = [
            word.replace("TDH1:…", head._replace(origin="xet-2025").text) for word in shlex.split(command)
        ]
        said.append(call(*words).stdout)

    assert len(commands) == 10
    assert sum("continues the printed head: its first 9 of " in each for each in said) == 2


def test_openssl_checks_a_stamp_as_the_page_says(office: Path) -> None:
    tsa.need_openssl()
    authority = tsa.root("TSA Root")
    (office / "tsa-ca.pem").write_bytes(authority.pem)
    call("log", "sign", *key())
    call("log", "stamp", "request", "-o", "request.tsq")
    answer = tsa.answer(office / "tsa", office / "request.tsq", authority.signs("TSA Test"))
    call("log", "stamp", "accept", answer, "--trust", "tsa-ca.pem")
    found = re.search(r"`(head -3 [^`]*)`,\s+then\s+`(openssl [^`]*)`", PAGE.read_text(encoding="utf-8"))
    assert found is not None
    (stamp,) = (office / "thidua.db.heads").glob("*.tsr")

    lines = [found[1], found[2].replace("000000009-….tsr", stamp.name)]
    done = subprocess.run(" && ".join(lines), shell=True, check=True, capture_output=True, text=True)

    assert "Verification: OK" in done.stdout + done.stderr
