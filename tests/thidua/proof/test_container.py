from __future__ import annotations

import io
import zipfile

import pytest

from thidua.audit.notes import NoteError
from thidua.proof.container import pack, unpack

MEMBERS = {"MANIFEST.txt": b"list\n", "log/events.jsonl": b'{"a":1}\n' * 9, "contents/empty.json": b""}


def test_an_archive_reads_back_and_is_a_zip_file_to_everybody_else() -> None:
    content = pack(MEMBERS)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == MEMBERS
    assert unpack(content) == (MEMBERS, [])


def test_no_flipped_bit_of_an_archive_stays_unseen() -> None:
    content, unseen = pack(MEMBERS), []
    for bit in range(len(content) * 8):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            if unpack(bytes(flipped)) == (MEMBERS, []) or not unpack(bytes(flipped)).problems:
                unseen.append(bit)
        except NoteError:
            continue
    assert unseen == []


@pytest.mark.parametrize("extra", [b"\n", b"PK", pack({"a": b""})])
def test_nothing_may_stand_before_or_after_the_archive(extra: bytes) -> None:
    assert unpack(pack(MEMBERS) + extra, "p.zip").problems[0].code == "E_PACKAGE_ARCHIVE"
    assert is_refused(extra + pack(MEMBERS))


def is_refused(content: bytes) -> bool:
    """Tell whether a file is no package at all, or one with a fault."""
    try:
        return bool(unpack(content).problems)
    except NoteError as error:
        return error.problems[0].code == "E_PACKAGE"


def test_a_cut_archive_is_seen_at_every_length() -> None:
    content = pack(MEMBERS)
    assert [length for length in range(len(content)) if not is_refused(content[:length])] == []


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_archives_of_other_programs_are_not_packages(method: int) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("MANIFEST.txt", "list\n" * 100)
    assert is_refused(file.getvalue())


def test_a_name_that_leads_elsewhere_is_not_read() -> None:
    for name in ("../x", "/x", "a/b/c", "a\\b", "x y", "", "..", "a/.."):
        with pytest.raises(NoteError, match="E_PACKAGE: This file is not a package"):
            unpack(pack({name: b"x"}))


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(NoteError, match="E_PACKAGE_LARGE: The package would have 65536 parts"):
        pack({f"a/{number}": b"" for number in range(65_536)})
