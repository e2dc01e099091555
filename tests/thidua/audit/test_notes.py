"""
Signed notes and checkpoints.

The key and the note of Peter Neumann stand in the documentation of golang.org/x/mod/sumdb/note, the key
``example.com/foo`` in c2sp.org/signed-note.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from thidua.audit.checkpoints import Checkpoint, checkpoint_of, merged
from thidua.audit.notes import Kind, Note, NoteError, PublicKey, SecretKey, parse_note, signer_text
from thidua.audit.report import Head

SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJ"
    "nAM="
)
NOTE = f"{TEXT}\n{LINE}\n"
WITNESS = SecretKey("thanhtra.example/w1", Kind.WITNESS, bytes(range(32)))
AT = datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_the_known_key_gives_the_known_note() -> None:
    key = SecretKey.parse(SECRET)

    note = Note(TEXT).signed_by(key.sign(TEXT))

    assert (str(key.public), key.secret_text(), str(note)) == (PUBLIC, SECRET, NOTE)


def test_the_known_note_is_signed_by_the_known_key_and_by_no_other() -> None:
    note, known = parse_note(NOTE.encode()), PublicKey.parse(PUBLIC)
    other = PublicKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")

    assert [key for key, _line in note.signers([other, known])] == [known]
    assert note.signers([other]) == []


def test_every_changed_letter_of_a_key_is_refused() -> None:
    for text, kind in ((PUBLIC, PublicKey), (SECRET, SecretKey)):
        for place in range(len(text)):
            changed = f"{text[:place]}{chr(ord(text[place]) + 1)}{text[place + 1 :]}"
            with pytest.raises(NoteError):
                kind.parse(changed)


def test_every_flipped_bit_of_a_note_is_seen() -> None:
    content, known, unseen = NOTE.encode(), [PublicKey.parse(PUBLIC)], []
    for bit in range(len(content) * 8):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            if parse_note(bytes(flipped)).signers(known):
                unseen.append(bit)
        except NoteError:
            continue
    assert unseen == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        TEXT.encode(),
        f"{TEXT}\n".encode(),
        NOTE.encode()[:-1],
        NOTE.replace("\n", "\r\n").encode(),
        NOTE.encode("utf-16"),
        f"{NOTE}\n".encode(),
        NOTE.replace("—", "-").encode(),
        f"{TEXT}\n{LINE} \n".encode(),
        f"{TEXT}\n{LINE}\u2028\n".encode(),
        (f"{TEXT}\n" + f"{LINE}\n" * 101).encode(),
        b"\x00" + NOTE.encode(),
    ],
)
def test_what_is_not_a_note_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(NoteError, match=r"x\.note: E_NOTE: This is not a signed note"):
        parse_note(content, "x.note")


def test_a_bad_signature_of_a_known_key_spoils_the_whole_note() -> None:
    key, other = SecretKey.parse(SECRET), SecretKey("b", Kind.LOG, bytes(32))
    note = Note(TEXT).signed_by(other.sign(TEXT), key.sign("another text\n"))

    with pytest.raises(NoteError, match="E_NOTE_SIGNATURE: The signature of PeterNeumann does not fit"):
        note.signers([other.public, key.public])


def test_a_witness_signs_the_text_under_the_time() -> None:
    # c2sp.org/tlog-cosignature: the signed bytes are "cosignature/v1", the time, and the note's text.
    text = Checkpoint("o", Head(1, "00" * 32)).text
    line = WITNESS.sign(text, AT)
    as_log = PublicKey(WITNESS.name, Kind.LOG, WITNESS.public.raw)

    signed = f"cosignature/v1\ntime {int(AT.timestamp())}\n{text}"
    assert as_log.has_signed(signed, line._replace(value=line.value[8:]))
    assert WITNESS.public.has_signed(text, line)
    assert signer_text(WITNESS.public, line) == "thanhtra.example/w1 2026-07-01 08:00 UTC"


def test_a_witness_cannot_be_made_to_have_signed_at_another_time() -> None:
    line = WITNESS.sign(TEXT, AT)
    moved = line._replace(value=(int.from_bytes(line.value[:8]) + 1).to_bytes(8) + line.value[8:])

    assert (WITNESS.public.has_signed(TEXT, line), WITNESS.public.has_signed(TEXT, moved)) == (True, False)


def test_the_secret_is_not_printed() -> None:
    assert "PRIVATE" not in repr(SecretKey.parse(SECRET))
    with pytest.raises(NoteError) as caught:
        SecretKey.parse(SECRET + "x")
    assert SECRET not in str(caught.value)


def test_a_checkpoint_says_origin_size_and_root_and_nothing_else() -> None:
    root = "85c593360008c5f6d74ad99b8f6694836ca30b270accd33ebfc7aa0f255e962f"
    checkpoint = Checkpoint("sonoivu.example/thidua/dot-1", Head(186, root))

    assert checkpoint.text == (
        "sonoivu.example/thidua/dot-1\n186\nhcWTNgAIxfbXStmbj2aUg2yjCycKzNM+v8eqDyVeli8=\n"
    )
    assert checkpoint_of(Note(checkpoint.text)) == checkpoint


@pytest.mark.parametrize(
    "text",
    ["o\n01\n" + "A" * 43 + "=\n", "o\n1\nAAAA\n", "o\n1\n", "o\n-1\n" + "A" * 43 + "=\n", "\n1\n\n", "o\n"],
)
def test_what_is_not_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError, match="E_CHECKPOINT"):
        checkpoint_of(Note(text))


def test_notes_on_one_text_are_merged_and_the_last_signature_of_a_key_stands() -> None:
    key = SecretKey.parse(SECRET)
    early, late = (WITNESS.sign(TEXT, AT.replace(hour=hour)) for hour in (1, 2))

    note = merged([Note(TEXT).signed_by(early), Note(TEXT).signed_by(key.sign(TEXT)), Note(TEXT, (late,))])

    assert note.signatures == (key.sign(TEXT), late)
