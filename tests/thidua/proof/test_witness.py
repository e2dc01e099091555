from __future__ import annotations

from pathlib import Path

import pytest

from tests.thidua.proof import samples
from tests.thidua.proof.test_heads import rewritten
from thidua.audit.notes import Kind, Note, NoteError, SecretKey
from thidua.proof.heads import folder_of
from thidua.proof.witness import Request, accept, cosign, parse_request, request
from thidua.store.database import Database

TRUSTED = [samples.OFFICE.public]


def witnessed(database: Database, since: int, state: Path) -> Note:
    asked = parse_request(str(request(database, since)).encode(), "request.txt")
    return cosign(asked, samples.INSPECTOR, TRUSTED, state, samples.AT)


def test_a_witness_follows_a_growing_record_and_its_signature_comes_home(tmp_path: Path) -> None:
    database, state = samples.record(tmp_path, 2), tmp_path / "witness"
    seen = 0
    for _times in range(4):
        size = samples.sign(database).checkpoint.head.size
        note = witnessed(database, seen, state)
        head = accept(folder_of(database.path), note, [samples.INSPECTOR.public])
        assert [key.name for key, _line in head.note.signers([*TRUSTED, samples.INSPECTOR.public])] == [
            "sonoivu.example/thidua",
            "thanhtra.example/w1",
        ]
        seen = size
        samples.grow(database, 3)


def test_the_same_head_may_be_witnessed_again(tmp_path: Path) -> None:
    database, state = samples.record(tmp_path, 2), tmp_path / "witness"
    samples.sign(database)
    witnessed(database, 0, state)

    assert witnessed(database, 3, state).signers([samples.INSPECTOR.public])


def test_a_rewritten_record_gets_no_signature_and_the_witness_remembers_the_old_head(tmp_path: Path) -> None:
    database, state = samples.record(tmp_path, 3), tmp_path / "witness"
    samples.sign(database)
    witnessed(database, 0, state)
    remembered = [path.read_bytes() for path in sorted(state.glob("*.checkpoint"))]
    other = rewritten(database, tmp_path / "other")
    for path in folder_of(other.path).iterdir():
        path.unlink()  # the office hides the head it had signed
    samples.grow(other, 1)
    samples.sign(other)

    with pytest.raises(NoteError, match=r"request\.txt: E_WITNESS_REWRITTEN: This head does not continue"):
        witnessed(other, 4, state)
    assert [path.read_bytes() for path in sorted(state.glob("*.checkpoint"))] == remembered


def test_a_cut_record_gets_no_signature(tmp_path: Path) -> None:
    database, state = samples.record(tmp_path, 3), tmp_path / "witness"
    samples.sign(database)
    samples.grow(database, 2)
    samples.sign(database)
    witnessed(database, 0, state)
    text = request(database, 0).note.text.replace("\n6\n", "\n4\n")

    cut = Request(6, (), Note(text).signed_by(samples.OFFICE.sign(text)))

    with pytest.raises(NoteError, match="E_WITNESS_REWRITTEN"):
        cosign(cut, samples.INSPECTOR, TRUSTED, state, samples.AT)


def test_a_request_that_begins_elsewhere_is_told_where_to_begin(tmp_path: Path) -> None:
    database, state = samples.record(tmp_path, 3), tmp_path / "witness"
    samples.sign(database)
    with pytest.raises(NoteError, match=r"E_WITNESS_OLD: This witness signed 0 events last; .* begins at 2"):
        witnessed(database, 2, state)
    assert list(state.glob("*.checkpoint")) == []


def test_a_head_without_a_trusted_signature_is_refused(tmp_path: Path) -> None:
    database = samples.record(tmp_path, 3)
    samples.sign(database, samples.SUCCESSOR)
    with pytest.raises(NoteError, match="E_WITNESS_TRUST: No key you trust signed this head of sonoivu"):
        witnessed(database, 0, tmp_path / "witness")


def test_the_offices_own_key_is_no_witness(tmp_path: Path) -> None:
    database = samples.record(tmp_path, 3)
    samples.sign(database)
    with pytest.raises(NoteError, match="E_KEY_KIND"):
        cosign(request(database, 0), samples.OFFICE, TRUSTED, tmp_path / "witness", samples.AT)


def test_only_a_known_witness_and_only_a_head_of_this_record_is_accepted(tmp_path: Path) -> None:
    database = samples.record(tmp_path, 3)
    head = samples.sign(database)
    folder, text = folder_of(database.path), head.note.text.replace("\n4\n", "\n5\n")
    foreign = Note(text).signed_by(samples.INSPECTOR.sign(text, samples.AT))
    stranger = SecretKey("b", Kind.WITNESS, bytes(32))

    with pytest.raises(NoteError, match="E_WITNESS_OTHER"):
        accept(folder, foreign, [samples.INSPECTOR.public])
    with pytest.raises(NoteError, match="E_WITNESS_NONE"):
        accept(
            folder, head.note.signed_by(stranger.sign(head.note.text, samples.AT)), [samples.INSPECTOR.public]
        )


def test_nothing_can_be_asked_of_a_witness_before_a_head_was_signed(tmp_path: Path) -> None:
    database = samples.record(tmp_path, 3)
    with pytest.raises(NoteError, match="E_HEAD_NONE"):
        request(database, 0)
    samples.sign(database)
    with pytest.raises(NoteError, match="E_WITNESS_SINCE: The newest signed head has 4 events"):
        request(database, 5)


@pytest.mark.parametrize("content", [b"", b"old 1\n", b"old 01\n\n", b"\xff", b"old 0\nAAAA\n\no\n1\nx\n"])
def test_what_is_not_a_request_is_refused(content: bytes) -> None:
    with pytest.raises(NoteError, match="r: E_WITNESS_REQUEST"):
        parse_request(content, "r")
