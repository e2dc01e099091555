"""The package that the demo makes, carried to another folder on a copy of the project, without the record."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from tests.thidua.store.samples import kept
from tests.thidua.store.test_erasing import guesses
from thidua.audit import audit
from thidua.demo import Story
from thidua.proof.keys import public_keys
from thidua.proof.papers import check_paper
from thidua.proof.printed import check_printed, parse_head
from thidua.store import erasing, views
from thidua.store.database import Database
from tools import verifier

pytestmark = pytest.mark.xdist_group("story")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def elsewhere(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty folder with the package and the public key, beside a copy of the project."""
    base = tmp_path_factory.mktemp("elsewhere")
    for name in ("scoring", "thidua", "templates", "criteria", "tools"):
        shutil.copytree(ROOT / name, base / "project" / name, ignore=shutil.ignore_patterns("__pycache__"))
    folder = base / "empty"
    folder.mkdir()
    for name in ("proof.zip", "office.pub"):
        shutil.copy(story.folder / name, folder / name)
    return folder


def run(folder: Path, *words: str) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONPATH": str(folder.parent / "project"), "THIDUA_LANG": "en"}
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=False, cwd=folder, env=environment
    )
    return done.returncode, done.stdout


def test_the_demos_package_is_reproduced_on_a_copy_in_an_empty_folder(elsewhere: Path) -> None:
    where = run(elsewhere, "-c", "import thidua; print(thidua.__file__)")[1].strip()

    answer = run(elsewhere, "-m", "thidua.commands", "verify", "proof.zip", "--trust", "office.pub")

    assert where == str(elsewhere.parent / "project" / "thidua" / "__init__.py")
    assert answer == (0, "reproduced: 4 runs, 217 candidates\n")
    assert sorted(path.name for path in elsewhere.iterdir()) == ["office.pub", "proof.zip"]


def test_the_second_verifier_agrees_with_the_demos_package(elsewhere: Path) -> None:
    program = str(elsewhere.parent / "project" / "tools" / "verifier.py")

    assert run(elsewhere, "-I", program, "proof.zip", "--trust", "office.pub", "--lang", "en") == (
        0,
        "all agrees\n",
    )


def test_every_paper_of_the_demo_has_a_proof_and_the_records_head_is_signed(story: Story) -> None:
    papers = [story.folder / "dossier.pdf", *sorted((story.folder / "certificates").glob("*.pdf"))]

    assert [path.name for path in papers if not path.with_name(f"{path.name}.tlog-proof").exists()] == []
    assert (story.folder / "proof.zip").stat().st_size == story.package.size
    assert story.package.head.checkpoint.origin == "vi-du.example/thidua/vi-du-kg-2023"


@pytest.mark.parametrize("name", ["dossier.pdf", "nomination.pdf"])
def test_the_last_page_carries_a_head_that_the_record_continues(story: Story, name: str) -> None:
    zxingcpp = pytest.importorskip("zxingcpp", reason="needs zxing-cpp to read codes back")
    with pypdfium2.PdfDocument(story.folder / name) as pdf:
        picture = pdf[len(pdf) - 1].render(scale=150 / 72).to_pil()

    (code,) = zxingcpp.read_barcodes(picture)
    found = check_printed(parse_head(code.text), story.folder / "thidua.db")

    assert found.origin == "vi-du.example/thidua/vi-du-kg-2023"
    assert 0 < found.printed < found.size
    assert check_printed(parse_head(code.text), story.folder / "proof.zip") == found


def test_every_paper_of_the_demo_is_checked_by_itself(story: Story, tmp_path: Path) -> None:
    papers = [story.folder / "dossier.pdf", *sorted((story.folder / "certificates").glob("*.pdf"))]
    keys = public_keys((str(story.folder / "office.pub"),))

    places = {check_paper(Path(shutil.copy(path, tmp_path)), None, keys).place for path in papers}

    assert len(places) == 2  # the act that issued the dossier, and the one that issued all certificates


def test_a_person_is_erased_from_the_demo_and_no_digest_in_it_confirms_a_guess(
    story: Story, tmp_path: Path
) -> None:
    path = tmp_path / "record.db"
    shutil.copy(story.folder / "thidua.db", path)
    database, before = Database.open(path), kept(path)
    person = next(each for each in views.candidates(database) if each.kind == "individual")
    assert (audit(path).is_clean, verifier.check_record(path, [])) == (True, [])

    done = erasing.erase(database, person.id, who="Giám đốc Sở", why="Đơn xin", actor="Văn thư")

    after = kept(path)
    gone = {sha256: content for sha256, content in before.items() if not after[sha256].data}
    assert (len(gone), done.plain, done.remaining, done.kept) == (done.contents, 0, (), ())
    events = b"".join(views.event_bodies(database)).decode()
    assert [sha256 for sha256 in guesses(gone) if sha256 in events] == []
    assert (audit(path).is_clean, verifier.check_record(path, [])) == (True, [])
