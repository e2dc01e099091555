from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.thidua.proof import samples
from tests.thidua.store.samples import TickingClock, kept
from thidua.audit import Head, audit
from thidua.audit.notes import Kind, NoteError, SecretKey
from thidua.proof.heads import folder_of, heads_signed_by, keep, keys_beside, read_heads, sign_head
from thidua.proof.keys import make_key, public_keys, read_key
from thidua.store import views
from thidua.store.apply import replay
from thidua.store.database import Database

PHRASE = "một câu mật khẩu đủ dài"


def test_a_signed_head_is_the_one_of_the_record_and_names_office_and_review(tmp_path: Path) -> None:
    database = samples.record(tmp_path, 3)

    head = samples.sign(database)

    assert (head.checkpoint.origin, head.checkpoint.head) == (
        "sonoivu.example/thidua/xet-2026",
        Head(*views.log(database)),
    )
    assert head.path == tmp_path / "record.db.heads" / "000000004.checkpoint"
    assert read_heads(folder_of(database.path)) == [head]


def test_every_signed_head_of_a_growing_record_holds(tmp_path: Path) -> None:
    database = samples.record(tmp_path)
    for _times in range(9):
        samples.sign(database)
        samples.grow(database, 1)
    heads, faults = heads_signed_by(folder_of(database.path), [samples.OFFICE.public])

    assert ([head.size for head in heads], faults) == ([*range(1, 10)], [])
    assert audit(database.path, *heads).findings == ()


def rewritten(database: Database, folder: Path) -> Database:
    """Give a sound record in which the second event says something else, with the same signed heads."""
    bodies = list(views.event_bodies(database))
    event = json.loads(bodies[1])
    event["reason"] = "đổi"
    bodies[1] = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    folder.mkdir()
    other = Database.create(folder / "record.db", TickingClock())
    with other.write() as writer:
        replay(writer.session, bodies, kept(database.path).get)
    shutil.copytree(folder_of(database.path), folder_of(other.path))
    return other


def test_a_record_that_was_rewritten_is_not_signed_again_and_audited_unsound(tmp_path: Path) -> None:
    database = samples.record(tmp_path, 3)
    samples.sign(database)
    other = rewritten(database, tmp_path / "other")
    heads, _faults = heads_signed_by(folder_of(other.path), [samples.OFFICE.public])

    with pytest.raises(NoteError, match=r"000000004\.checkpoint: E_HEAD_BROKEN: .*no longer contains"):
        samples.sign(other)
    assert [finding.code for finding in audit(other.path).findings] == []  # in itself it is sound
    assert [finding.code for finding in audit(other.path, *heads).findings] == [
        "E_AUDIT_REWRITTEN",
        "W_AUDIT_NOT_COMPARED",
    ]


def test_a_new_key_takes_over_when_both_sign_and_the_origin_stays(tmp_path: Path) -> None:
    database = samples.record(tmp_path, 1)
    samples.sign(database)
    samples.grow(database, 1)
    both = samples.sign(database, samples.OFFICE, samples.SUCCESSOR)
    samples.grow(database, 1)
    after = samples.sign(database, samples.SUCCESSOR)
    public = [samples.OFFICE.public, samples.SUCCESSOR.public]

    assert [key for key, _line in both.note.signers(public)] == public
    assert after.checkpoint.origin == both.checkpoint.origin
    folder = folder_of(database.path)
    old = heads_signed_by(folder, public[:1])
    assert [len(old[0]), [problem.code for problem in old[1]]] == [2, ["E_HEAD_TRUST"]]
    assert public_keys((keys_beside(folder),)) == tuple(public)


def test_a_head_nobody_trusted_signed_and_a_changed_one_are_named(tmp_path: Path) -> None:
    database = samples.record(tmp_path, 1)
    path = samples.sign(database).path
    stranger = SecretKey("b", Kind.LOG, bytes(32)).public

    untrusted = heads_signed_by(path.parent, [stranger])
    path.write_bytes(path.read_bytes().replace(b"\n2\n", b"\n3\n"))
    changed = heads_signed_by(path.parent, [samples.OFFICE.public])

    assert [str(problem) for problem in untrusted[1]] == [
        f"{path}: E_HEAD_TRUST: No trusted key signed this head."
    ]
    assert [str(problem) for problem in changed[1]] == [
        f"{path}: E_HEAD_NAME: This file holds a head of 3 events; its name tells another number."
    ]
    with pytest.raises(NoteError, match="E_HEAD_NAME"):
        read_heads(path.parent)


def test_another_head_of_the_same_size_is_never_kept(tmp_path: Path) -> None:
    database = samples.record(tmp_path, 1)
    head = samples.sign(database)
    text = head.checkpoint._replace(head=Head(2, "00" * 32)).text
    note = head.note.__class__(text).signed_by(samples.OFFICE.sign(text))

    with pytest.raises(NoteError, match="E_HEAD_OTHER: Another head of 2 events was signed before"):
        keep(head.path.parent, note)


def test_a_witness_does_not_sign_a_record_in_the_offices_place(tmp_path: Path) -> None:
    database = samples.record(tmp_path)
    with pytest.raises(NoteError, match="E_KEY_KIND"):
        sign_head(database, folder_of(database.path), [samples.INSPECTOR])
    assert not folder_of(database.path).exists()


def test_a_key_file_gives_the_key_back_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "office.age"
    key = make_key(path, "sonoivu.example/thidua", Kind.LOG, PHRASE)

    assert read_key(path, PHRASE) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert key.secret_text().encode() not in path.read_bytes()
    with pytest.raises(NoteError, match="E_PASSPHRASE"):
        read_key(path, PHRASE + "!")
    with pytest.raises(NoteError, match="E_KEY_EXISTS"):
        make_key(path, "sonoivu.example/thidua", Kind.LOG, PHRASE)


@pytest.mark.parametrize("name", ["", "Sở Nội vụ", "a b", "a+b", "A", "-a", "a/", "a" * 101])
def test_a_name_that_cannot_stand_in_a_signature_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NoteError, match="E_KEY_NAME"):
        make_key(tmp_path / "x.age", name, Kind.LOG, PHRASE)
    assert list(tmp_path.iterdir()) == []


def test_public_keys_come_from_words_and_from_files_with_remarks(tmp_path: Path) -> None:
    path = tmp_path / "keys.pub"
    path.write_text(f"# của Thanh tra\n\n{samples.INSPECTOR.public}  # 2026\n", encoding="utf-8")

    keys = public_keys((str(samples.OFFICE.public), str(path)))

    assert keys == (samples.OFFICE.public, samples.INSPECTOR.public)
    path.write_text("khóa\n", encoding="utf-8")
    with pytest.raises(NoteError, match=r"keys\.pub:1: E_NOTE_KEY"):
        public_keys((str(path),))
    with pytest.raises(NoteError, match=r"E_NOTE_KEY: This is not a key as NAME\+ID\+KEY: missing\.pub"):
        public_keys(("missing.pub",))
