"""The second verifier on time stamps: beside a record's heads, and in a package."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.thidua.proof import samples, tsa
from tests.tools.test_verifier import codes
from thidua.audit.notes import NoteError
from thidua.proof import stamps
from thidua.proof.heads import folder_of, read_heads
from thidua.proof.package import write_package
from thidua.proof.timestamp import check_stamp
from thidua.store.database import Database


@pytest.fixture(scope="module")
def authority() -> tsa.Holder:
    tsa.need_openssl()
    return tsa.root("TSA Root")


def stamped(database: Database, work: Path, authority: tsa.Holder) -> Path:
    """Stamp the head of a record; give the file of the stamp."""
    folder = folder_of(database.path)
    samples.sign(database)
    work.mkdir()
    (work / "q.tsq").write_bytes(stamps.request(folder)[1])
    answer = tsa.answer(work, work / "q.tsq", authority.signs("TSA Test")).read_bytes()
    return folder / stamps.accept(folder, answer, [authority.certificate]).file


def test_a_stamp_beside_a_record_is_checked(tmp_path: Path, authority: tsa.Holder) -> None:
    database = samples.scored(tmp_path)
    path = stamped(database, tmp_path / "tsa", authority)
    right = path.read_bytes()

    assert codes(database.path) == []
    head = read_heads(path.parent)[0].path
    kept = head.read_bytes()
    path.write_bytes(right[:-1] + bytes([right[-1] ^ 1]))
    assert codes(database.path) == ["stamp"]
    path.write_bytes(right)
    path.rename(path.with_name("000000001-00000000.tsr"))
    assert codes(database.path) == ["stamped"]
    assert head.read_bytes() == kept


@pytest.mark.filterwarnings("ignore:Parsed a")  # serial numbers that RFC 5280 forbids
def test_it_says_of_every_changed_stamp_what_the_first_program_says(
    tmp_path: Path, authority: tsa.Holder
) -> None:
    database = samples.record(tmp_path, 2)
    path = stamped(database, tmp_path / "tsa", authority)
    text = read_heads(path.parent)[0].checkpoint.text.encode()
    right, chance = path.read_bytes(), random.Random(3161)
    only_first, only_second, both = 0, 0, 0

    for bit in chance.sample(range(len(right) * 8), 250):
        changed = bytearray(right)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        second = bool(codes(database.path))
        try:
            check_stamp(bytes(changed), text, [authority.certificate])
            first = False
        except NoteError:
            first = True
        both, only_first, only_second = (
            both + (first and second),
            only_first + (first > second),
            only_second + (second > first),
        )

    # The first reads more: the certificate itself, its way to a trusted one, versions, listed algorithms.
    assert only_second == 0
    assert both > only_first


def test_a_stamp_in_a_package_is_checked(tmp_path: Path, authority: tsa.Holder) -> None:
    database = samples.scored(tmp_path)
    stamped(database, tmp_path / "tsa", authority)
    samples.run_all(database, actor="Thư ký")
    write_package(database, tmp_path / "proof.zip", [samples.OFFICE])
    members = samples.members_of(tmp_path / "proof.zip")
    kept = {name.replace("stamps/000000009", "stamps/000000008"): each for name, each in members.items()}

    samples.relisted(kept, tmp_path / "bad.zip")

    assert codes(tmp_path / "proof.zip") == []
    assert codes(tmp_path / "bad.zip") == ["stamped"]
