"""The press on a real Dask scheduler with workers of its own: the same bytes, whatever happens to them."""

from __future__ import annotations

import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scoring.scheme.reading import Source
from tests.thidua.dossier.test_forms import GOOD
from tests.thidua.dossier.test_press import CAREFUL, MANNER, RARE, asked_many, digests, order
from tests.thidua.test_certificates_command import record
from thidua.commands import main
from thidua.dossier.fonts import face_path
from thidua.dossier.forms import read_form
from thidua.dossier.press.cluster import ClusterError, cluster
from thidua.dossier.press.crew import Crew, crew_for
from thidua.dossier.press.orders import Manner, Order
from thidua.dossier.press.run import print_each
from thidua.dossier.setting import layout

distributed = pytest.importorskip("distributed", reason="needs the extra package dask")
pytestmark = [pytest.mark.pdf, pytest.mark.xdist_group("dask")]
ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Dask:
    """A scheduler and its workers, in a folder that nobody else uses."""

    folder: Path
    scheduler: subprocess.Popen[bytes]
    address: str
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def join(self, before: str = "") -> subprocess.Popen[bytes]:
        """Start a worker; ``before`` runs in its process first."""
        words = [self.address, "--no-nanny", "--no-dashboard", "--nthreads", "1", "--local-directory", "."]
        self.workers.append(_started("worker", words, self.folder, before))
        return self.workers[-1]

    def end(self) -> None:
        """End every process."""
        for process in (self.scheduler, *self.workers):
            process.kill()
            process.wait()


def _started(what: str, words: list[str], folder: Path, before: str = "") -> subprocess.Popen[bytes]:
    code = f"{before}\nfrom distributed.cli.dask_{what} import main\nmain()"
    # Into a file: a pipe that nobody empties would stop the process once it is full.
    with (folder / f"{what}.log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-c", code, *words], cwd=folder, stderr=log)


def _address(folder: Path) -> str:
    for _look in range(600):
        found = re.search(r"Scheduler at:\s+(tcp://\S+)", (folder / "scheduler.log").read_text())
        if found:
            return found[1]
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start")


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    folder = tmp_path_factory.mktemp("dask")
    process = _started("scheduler", ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"], folder)
    made = Dask(folder, process, _address(folder))
    yield made
    made.end()


@pytest.fixture(scope="module")
def dask(scheduler: Dask) -> Dask:
    scheduler.join()
    scheduler.join()
    with distributed.Client(scheduler.address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    return scheduler


def printed(asked: list[Order], folder: Path, manner: Manner, **more: Any) -> list[Path]:
    with crew_for(manner, len(asked)) as crew:
        return print_each(asked, folder, manner, crew=crew, **more)


def own_face_manner(folder: Path) -> Manner:
    (folder / "rieng.ttf").write_bytes(face_path("BoldItalic").read_bytes())
    text = GOOD.replace("sizes:", "face: rieng, sizes:") + "frame: false\nfaces: {rieng: rieng.ttf}\n"
    manner = replace(CAREFUL, layout=layout(read_form(Source("thu.yaml", text), folder)))
    (folder / "rieng.ttf").unlink()  # a worker elsewhere cannot read it either
    return manner


def _refused(address: str) -> ClusterError:
    with pytest.raises(ClusterError) as refused, cluster(address, patience=0.5):
        pass
    return refused.value


def test_a_scheduler_without_workers_is_told(scheduler: Dask) -> None:
    assert str(_refused(scheduler.address)) == (
        f"E_CLUSTER_WORKERS: the Dask scheduler {scheduler.address} has no workers; "
        f"start them with “dask worker {scheduler.address}”"
    )


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", "tcp://", "http://127.0.0.1"])
def test_an_address_where_nobody_answers_is_told(address: str) -> None:
    assert str(_refused(address)).startswith(f"E_CLUSTER_ADDRESS: no Dask scheduler answers at {address}: ")


def test_workers_make_the_same_bytes_as_this_process(dask: Dask, tmp_path: Path) -> None:
    asked = [*asked_many(110), order(RARE[0], 110)]

    for name, manner, some in (("quick", MANNER, asked), ("careful", own_face_manner(tmp_path), asked[:2])):
        here = print_each(some, tmp_path / "here" / name, manner)
        there = printed(some, tmp_path / "there" / name, replace(manner, scheduler=dask.address))

        assert digests(there) == digests(here)
    assert list(dask.folder.rglob("*.pdf")) == []


def test_what_a_dying_worker_had_is_done_by_another(dask: Dask, tmp_path: Path) -> None:
    asked, dying, had = asked_many(400), dask.workers[0], []
    with distributed.Client(dask.address, set_as_default=False) as client:
        (name,) = (name for name, pid in client.run(os.getpid).items() if pid == dying.pid)

        def die() -> None:
            had.extend(client.processing()[name])
            dying.kill()

        with crew_for(replace(MANNER, scheduler=dask.address), len(asked)) as crew:
            # Stopped, it takes work and does none.
            dying.send_signal(signal.SIGSTOP)
            ending = threading.Timer(1.5, die)
            ending.start()
            there = print_each(asked, tmp_path / "there", MANNER, crew=crew)
            ending.join()

    assert had
    assert digests(there) == digests(print_each(asked, tmp_path / "here", MANNER))


def test_a_worker_with_another_version_is_refused(dask: Dask, tmp_path: Path) -> None:
    about = tmp_path / "pydyf-0.0.1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: pydyf\nVersion: 0.0.1\n", encoding="utf-8")
    with distributed.Client(dask.address, set_as_default=False) as client:
        before = set(client.ncores())
        other = dask.join(f"import sys; sys.path.insert(0, {str(tmp_path)!r})")
        client.wait_for_workers(len(before) + 1, timeout=60)
        version = str(_refused(dask.address))
        forgets = [worker for worker in client.ncores() if worker not in before]
        client.run(lambda: sys.modules.update({"thidua.dossier.press.cluster": None}), workers=forgets)
        package = str(_refused(dask.address))
    other.kill()

    assert re.match(r"E_CLUSTER_VERSION: tcp://\S+ of the Dask cluster has pydyf 0\.0\.1, this mach", version)
    assert re.match(r"E_CLUSTER_WORKER: the Dask worker tcp://\S+ cannot print: ", package)


def test_the_command_of_the_page_prints_the_same_files(
    dask: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    record(tmp_path / "thidua.db")
    page = (ROOT / "docs" / "certificates.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^\$ thidua (.*ADDRESS.*)$", page, re.MULTILINE)

    there = _run(*command.replace("ADDRESS", dask.address).split())
    here = _run("certificates", "-o", "here")
    together = _run("certificates", "--scheduler", dask.address, "--together")

    assert [there.exit_code, here.exit_code, together.exit_code] == [0, 0, 2]
    assert "leave out --scheduler" in together.output
    made = [digests(sorted(Path(name).iterdir())) for name in ("certificates", "here")]
    assert len(made[0]) == 4
    assert made[0] == made[1]


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, ["--lang", "en", *words], catch_exceptions=False)


def test_a_lost_scheduler_is_told_and_the_rest_is_made_afterwards(dask: Dask, tmp_path: Path) -> None:
    asked = asked_many(500)

    def lose(_done: int, _all: int) -> None:
        dask.scheduler.kill()

    with pytest.raises(ClusterError, match=f"E_CLUSTER_LOST: the Dask scheduler {dask.address} was lost"):
        printed(asked, tmp_path, replace(MANNER, scheduler=dask.address), progress=lose)

    standing = sorted(tmp_path.glob("*.pdf"))
    before = {path: path.stat().st_ino for path in standing}
    asked = asked[: len(standing) + 10]
    again = print_each(asked, tmp_path, MANNER)

    assert 100 <= len(standing) < 500
    assert digests(again) == digests(print_each(asked, tmp_path / "clean", MANNER))
    assert {path: path.stat().st_ino for path in standing} == before
    assert list(tmp_path.glob(".*.part")) == []


def test_the_key_of_the_seal_stays_at_home(tmp_path: Path) -> None:
    sent: list[bytes] = []

    class Known:
        def __init__(self, value: Any) -> None:
            self.value = value

        def result(self) -> Any:
            return self.value

    def submit(job: Callable[..., Any], *words: Any) -> Known:
        sent.append(pickle.dumps((job, words)))
        return Known(job(*words))

    made = print_each(asked_many(3), tmp_path, MANNER, crew=Crew(submit, 1))

    assert MANNER.signer is not None
    assert len(made) == 3
    assert [MANNER.signer.seed in each for each in sent] == [False]
    assert pickle.dumps(MANNER.signer).count(MANNER.signer.seed) == 1
