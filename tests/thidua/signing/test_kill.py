"""A batch that is killed, really, at one step after another: nothing half, and the same command ends it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.thidua.proof import samples as records
from tests.thidua.signing import samples
from tests.thidua.store.test_crash import child, exit_code
from thidua.commands import main
from thidua.signing.checking import check_signatures
from thidua.store import acts, views
from thidua.store.canonical import digest
from thidua.store.database import Database
from thidua.store.events import IssuedPaper

NAMES = ("a.pdf", "b.pdf", "c.pdf")
SIGN = ["sign", *NAMES, "-o", "out", "--pkcs12", "key.p12", "--passphrase-file", "pass.txt", "--invisible"]
OPTIONS = [*SIGN, "--db", "thidua.db", "--by", "Văn thư"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a desk: three papers, the record that issued them, a key."""
    folder = tmp_path_factory.mktemp("desk")
    samples.office(folder)
    contents = (samples.plain(), samples.certificate(), samples.tagged())
    for name, content in zip(NAMES, contents, strict=True):
        (folder / name).write_bytes(content)
    records.record(folder, 4).path.rename(folder / "thidua.db")
    papers = [
        IssuedPaper(kind="certificate", file=name, sha256=digest(content), candidate="xa-a")
        for name, content in zip(NAMES, contents, strict=True)
    ]
    acts.record_papers(Database.open(folder / "thidua.db"), papers, run_ids=[], actor="Văn thư")
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "desk"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    return folder


def sign() -> tuple[int, str]:
    answer = CliRunner().invoke(main, OPTIONS, catch_exceptions=False)
    return answer.exit_code, answer.output


def killed_at(event: str, is_there: Callable[[tuple[Any, ...]], bool], count: int) -> int:
    """Sign in a process of its own that is killed just before a step of the operating system."""
    seen = 0

    def watch(name: str, values: tuple[Any, ...]) -> None:
        nonlocal seen
        if name == event and is_there(values):
            seen += 1
            if seen == count:
                os.kill(os.getpid(), signal.SIGKILL)

    def work() -> int:
        sys.addaudithook(watch)
        return sign()[0]

    return exit_code(child(work))


def to(folder: str) -> Callable[[tuple[Any, ...]], bool]:
    return lambda values: (
        str(values[1]).startswith(f"{folder}/") and "/." not in str(values[1])[len(folder) :]
    )


def into(values: tuple[Any, ...]) -> bool:
    return str(values[0]) == "out"


def stands() -> list[str]:
    return sorted(path.name for path in Path("out").glob("*.pdf"))


# What is killed: before the second signed paper is kept; before the first, before the last is put in place;
# when all are, and before the record hears of it; when it has, and before the traces go.
STEPS = {
    "keeping": ("os.rename", to("out/.signing/papers"), 2, [], 0),
    "putting the first": ("os.rename", to("out"), 1, [], 0),
    "putting the last": ("os.rename", to("out"), 3, ["a.pdf", "b.pdf"], 0),
    "entering": ("open", into, 2, list(NAMES), 0),
    "tidying": ("shutil.rmtree", lambda values: str(values[0]).endswith(".signing"), 2, list(NAMES), 1),
}


@pytest.mark.parametrize(("event", "is_there", "count", "placed", "entered"), STEPS.values(), ids=STEPS)
def test_the_same_command_ends_what_a_kill_cut_off(
    desk: Path,
    event: str,
    is_there: Callable[[tuple[Any, ...]], bool],
    count: int,
    placed: list[str],
    entered: int,
) -> None:
    size = views.log(Database.open(desk / "thidua.db"))[0]

    assert killed_at(event, is_there, count) == -signal.SIGKILL

    assert stands() == placed
    assert views.log(Database.open(desk / "thidua.db"))[0] == size + entered
    code, said = sign()
    assert (code, "3 papers signed into out" in said) == (0, True), said
    assert sorted(path.name for path in Path("out").iterdir()) == list(NAMES)
    bodies = views.event_bodies(Database.open(desk / "thidua.db"))
    assert len(bodies) == size + 1
    signed = {name: (desk / "out" / name).read_bytes() for name in NAMES}
    act = json.loads(bodies[-1])["act"]
    assert {paper["file"]: paper["sha256"] for paper in act["papers"]} == {
        name: digest(content) for name, content in signed.items()
    }
    for content in signed.values():
        assert [each.is_good for each in check_signatures(content, samples.trusted(), samples.NOW)] == [True]


def test_another_job_does_not_take_over_what_was_cut_off(desk: Path) -> None:
    assert killed_at("os.rename", to("out"), 3) == -signal.SIGKILL
    before = {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}

    (desk / "a.pdf").write_bytes(samples.tagged(packed=False))
    answer = CliRunner().invoke(main, [*SIGN, "--replace"], catch_exceptions=False)
    assert answer.exit_code == 1
    assert "out: E_SIGN_UNFINISHED: Signing was cut off here" in answer.output
    assert {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()} == before
