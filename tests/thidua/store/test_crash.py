"""Kills, full disks and rivals: what was acknowledged is there, nothing is there by half."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.thidua.store import samples
from thidua.audit import audit
from thidua.store import views
from thidua.store.database import Database
from thidua.store.errors import StoreError

KILLS = 30
FILES = 3


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = samples.create(tmp_path_factory.mktemp("crash") / "record.db")
    samples.open_review(database)
    return database.path


def child(work: Callable[[], int]) -> int:
    """Fork; the child does the work and ends with what it gives, without cleaning up."""
    pid = os.fork()
    if pid:
        return pid
    code = 99
    try:
        code = work()
    finally:
        os._exit(code)


def exit_code(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def load_for_ever(path: Path, acknowledged: Path) -> int:
    database = Database.open(path, samples.TickingClock())
    with acknowledged.open("ab", buffering=0) as file:
        for batch in range(10_000):
            names = [f"{batch}-{place}" for place in range(FILES)]
            samples.load(
                database, *(samples.fact_file(name, "xa-a", samples.number("a", batch)) for name in names)
            )
            file.write(f"{batch}\n".encode())
    return 0


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_kill_at_any_moment_leaves_whole_batches_and_all_that_were_acknowledged(
    opened: Path, tmp_path: Path, seed: int
) -> None:
    path, acknowledged = tmp_path / "record.db", tmp_path / "acknowledged"
    shutil.copy(opened, path)
    acknowledged.touch()
    pid = child(lambda: load_for_ever(path, acknowledged))
    time.sleep(random.Random(seed).uniform(0.003, 0.05))
    os.kill(pid, signal.SIGKILL)
    assert exit_code(pid) == -signal.SIGKILL
    promised = len(acknowledged.read_bytes().splitlines())
    stored = [file.name for file in views.inputs(Database.open(path))]
    assert stored == [f"{batch}-{place}" for batch in range(len(stored) // FILES) for place in range(FILES)]
    assert promised <= len(stored) // FILES <= promised + 1
    assert audit(path).findings == ()


def test_a_full_disk_is_told_and_leaves_the_record_as_it_was(opened: Path, tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    shutil.copy(opened, path)
    before = samples.dump(path)

    def work() -> int:
        limit = path.stat().st_size + 20_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        large = samples.fact_file("large.csv", "xa-a", samples.number("a", 1), content=b"x" * 100_000)
        try:
            samples.load(Database.open(path), large)
        except StoreError as error:
            return 7 if error.problems[0].code == "E_STORE_FULL" else 8
        return 0

    assert exit_code(child(work)) == 7
    assert samples.dump(path) == before
    Database.open(path)
    assert audit(path).findings == ()


def test_rivals_wait_for_each_other_and_no_act_is_lost(opened: Path, tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    shutil.copy(opened, path)

    def work() -> int:
        database = Database.open(path)
        for place in range(10):
            samples.decide(database, f"{os.getpid()}-{place}")
        return 0

    assert [exit_code(pid) for pid in [child(work) for _rival in range(4)]] == [0, 0, 0, 0]
    assert views.log(Database.open(path))[0] == 1 + 4 * 10
    assert [finding for finding in audit(path).findings if not finding.warning] == []


def make(path: Path) -> int:
    Database.create(path)
    return 0


@pytest.mark.parametrize("seed", range(12))
def test_a_kill_while_a_record_is_made_leaves_a_whole_one_or_one_that_is_refused(
    tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "record.db"
    pid = child(lambda: make(path))
    time.sleep(random.Random(seed).uniform(0.0, 0.05))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert opened_as(path) in ("whole", "E_STORE_MISSING", "E_STORE_EMPTY", "E_STORE_FOREIGN")


def opened_as(path: Path) -> str:
    try:
        Database.open(path)
    except StoreError as error:
        return error.problems[0].code
    return "whole" if not audit(path).findings else "unsound"
