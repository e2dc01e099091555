from __future__ import annotations

import unicodedata

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from thidua.audit.notes import NoteError
from thidua.proof import passphrase

# Header of the vector "scrypt" of the age test kit (age-encryption.org/testkit): the passphrase is
# "password", the file key "YELLOW SUBMARINE".
HEAD = (
    b"age-encryption.org/v1\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ 10\n"
    b"gUjEymFKMVXQEKdMMHL24oYexjE3TIC0O0zGSqJ2aUY\n---"
)
MAC = b"IOXiQYStkoT1mvZW2tFOqZdhRVvj58egABx/sWfZQbc"
PHRASE = "mười hai chữ cái trở lên"


def known_file(payload: bytes) -> bytes:
    """Give the vector's header with a payload under the vector's file key."""
    key = passphrase._derived(b"YELLOW SUBMARINE", bytes(16), b"payload")
    return (
        HEAD + b" " + MAC + b"\n" + bytes(16) + ChaCha20Poly1305(key).encrypt(passphrase._LAST, payload, None)
    )


def test_the_known_header_opens_with_the_known_passphrase() -> None:
    assert passphrase.unseal(known_file(b"age"), "password") == b"age"


@pytest.mark.parametrize("word", ["Password", "password ", ""])
def test_another_passphrase_opens_nothing(word: str) -> None:
    with pytest.raises(NoteError, match=r"key\.age: E_PASSPHRASE: The passphrase is wrong"):
        passphrase.unseal(known_file(b"age"), word, "key.age")


def test_what_was_sealed_opens_again_however_the_letters_were_typed() -> None:
    composed = "khẩu lệnh đủ dài"
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    sealed = passphrase.seal(b"secret", composed, 4)

    assert passphrase.unseal(sealed, decomposed) == b"secret"
    assert sealed != passphrase.seal(b"secret", composed, 4)


def test_no_flipped_bit_of_a_sealed_file_stays_unseen() -> None:
    sealed = passphrase.seal(b"secret", PHRASE, 1)
    for bit in range(len(sealed) * 8):
        flipped = bytearray(sealed)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NoteError):
            passphrase.unseal(bytes(flipped), PHRASE)


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(NoteError, match="The passphrase has 5 characters; it needs at least 12"):
        passphrase.seal(b"secret", "ngắn!")


def test_a_file_that_would_cost_too_much_to_open_is_refused_before_the_work() -> None:
    content = known_file(b"age").replace(b" 10\n", b" 30\n")
    with pytest.raises(NoteError, match="E_KEY_FILE"):
        passphrase.unseal(content, "password")
