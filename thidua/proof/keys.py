"""Key files: the secret half under a passphrase, outside the record; the public half for everybody."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from scoring.errors import _
from thidua.audit.notes import Kind, PublicKey, SecretKey, refuse
from thidua.proof.passphrase import seal, unseal

_NAME = re.compile(r"[a-z0-9]([a-z0-9._/-]{0,98}[a-z0-9])?")


def make_key(path: Path, name: str, kind: Kind, passphrase: str) -> SecretKey:
    """
    Make a key and write it under its passphrase, readable by its owner alone.

    Args:
        path: A name that is not taken.
        name: Whose key it will be: letters, digits, ``.``, ``-``, ``/``; part of every signature.
        kind: Whether it signs a log or witnesses one.
        passphrase: What opens the file.

    Raises:
        NoteError: The name of the key or the passphrase will not do, or the file exists.
    """
    if not _NAME.fullmatch(name):
        message = _("The name {name} will not do: small letters without accents, digits, dots, - and /.")
        raise refuse("E_KEY_NAME", message, path, name=name)
    key = SecretKey(name, kind, secrets.token_bytes(32))
    content = seal(f"{key.secret_text()}\n".encode(), passphrase)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        message = _("This file exists already; a key is never written over.")
        raise refuse("E_KEY_EXISTS", message, path) from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return key


def read_key(path: Path, passphrase: str) -> SecretKey:
    """
    Open a key file.

    Raises:
        NoteError: The file is no key, or the passphrase is wrong.
        OSError: There is no such file, or it cannot be read.
    """
    secret = unseal(path.read_bytes(), passphrase, path)
    return SecretKey.parse(secret.decode("utf-8", "replace").strip(), path)


def public_keys(words: tuple[str, ...]) -> tuple[PublicKey, ...]:
    """
    Give public keys that were written out, or stand in files with one key a line.

    Args:
        words: Each a key as NAME+ID+KEY, or the path of a file; ``#`` begins a remark in it.

    Raises:
        NoteError: A word is neither, or a line of a file is not a key.
    """
    found: dict[str, PublicKey] = {}
    for word in words:
        for place, text in _lines(word):
            key = PublicKey.parse(text, place)
            found[str(key)] = key
    return tuple(found.values())


def _lines(word: str) -> list[tuple[str, str]]:
    path = Path(word)
    if word.count("+") >= 2 or not path.is_file():
        return [("", word)]
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    texts = [(number, line.partition("#")[0].strip()) for number, line in enumerate(lines, 1)]
    return [(f"{path}:{number}", text) for number, text in texts if text]
