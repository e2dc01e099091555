"""One value, one row of bytes: RFC 8785 JSON with numbers as strings and NFC text, and its hashes."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache

import rfc8785
from pydantic import BaseModel, ConfigDict

from scoring.errors import _
from thidua.store.errors import refuse

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)

# Only texts, truths and nulls are written, and of these the library of Python writes what RFC 8785 asks for.
_quoted = json.encoder.encode_basestring
_CONSTANTS = {None: "null", True: "true", False: "false"}


class Value(BaseModel):
    """Base of what stands in the record: immutable, no unknown keys, numbers read back from text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def written(self) -> Mapping[str, object]:
        """Give the parts that stand in the record, by name."""
        return vars(self)


def _written(value: object) -> str:
    """Give the canonical text of a value; names are ordered by code point."""
    # Most parts are short ASCII texts, and this runs over every event of an audit: they are not called for.
    if isinstance(value, str):
        return _quoted(_nfc(value))
    if isinstance(value, Value):
        return _written_names(value.written())
    if isinstance(value, list | tuple):
        parts = [_quoted(part) if type(part) is str and part.isascii() else _written(part) for part in value]
        return f"[{','.join(parts)}]"
    return _written_rest(value)


def _written_names(parts: Mapping[str, object]) -> str:
    written = [
        prefix + (_quoted(part) if type(part := parts[name]) is str and part.isascii() else _written(part))
        for name, prefix in _in_order(tuple(parts))
    ]
    return f"{{{','.join(written)}}}"


@lru_cache
def _in_order(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, f"{_quoted(name)}:") for name in sorted(names))


def _written_rest(value: object) -> str:
    if value is None or isinstance(value, bool):
        return _CONSTANTS[value]
    if isinstance(value, int | Fraction):
        return f'"{value}"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, Mapping):
        return _written_names(_composed(value))
    message = _("A value of type {type} has no exact form and cannot stand in the record.")
    raise refuse("E_STORE_INEXACT", message, type=type(value).__name__)


def _composed(value: Mapping[object, object]) -> dict[str, object]:
    found = {_nfc(str(key)): part for key, part in value.items()}
    if len(found) != len(value):
        message = _("Two names in one value are the same: {names}.")
        raise refuse("E_STORE_NAMES", message, names=", ".join(map(str, value)))
    return found


def _nfc(text: str) -> str:
    return str(text) if text.isascii() else unicodedata.normalize("NFC", text)


def dumps(value: object) -> bytes:
    """
    Give the canonical bytes of a value.

    Args:
        value: None, bool, int, Fraction, date, text, or lists, mappings and ``Value``s of these.

    Returns:
        RFC 8785 JSON, UTF-8, with whole numbers as ``"n"``, fractions as ``"n/d"``, dates as ISO text, all
        text NFC.

    Raises:
        StoreError: The value holds a float or another type that has no exact form, or a text is not valid
            Unicode.
    """
    text = _written(value)
    try:
        # Of texts, truths and nulls these are the bytes of RFC 8785, except that it orders names by
        # UTF-16 unit and not by code point: the same up to U+FFFF.
        if text.isascii() or len(text.encode("utf-16-le")) == 2 * len(text):
            return text.encode()
        return bytes(rfc8785.dumps(json.loads(text)))
    except (UnicodeEncodeError, rfc8785.CanonicalizationError) as error:
        message = _("A text cannot be written in the record ({detail}).")
        raise refuse("E_STORE_TEXT", message, detail=str(error)) from error


def dumps_tables(tables: Mapping[str, Mapping[str, Sequence[str | int | None]]]) -> bytes:
    """
    Give the canonical bytes of large tables, column by column: the same as ``dumps``, in a third of the time.

    Args:
        tables: By name, then by the name of the column; all names are ASCII.

    Returns:
        RFC 8785 JSON, UTF-8.

    Raises:
        StoreError: A text is not valid Unicode.
    """
    # Of texts and nulls under ASCII names the library of Python writes the very same bytes.
    written = {
        name: {column: [_cell(cell) for cell in cells] for column, cells in table.items()}
        for name, table in tables.items()
    }
    try:
        return _ENCODER.encode(written).encode()
    except UnicodeEncodeError as error:
        message = _("A text cannot be written in the record ({detail}).")
        raise refuse("E_STORE_TEXT", message, detail=str(error)) from error


def _cell(cell: str | int | None) -> str | None:
    return None if cell is None else _nfc(cell) if isinstance(cell, str) else str(cell)


def dumps_json(value: object) -> bytes:
    """Give JSON that was read from a stored content in the way it was written there; raises StoreError."""
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError as error:
        message = _("A text cannot be written in the record ({detail}).")
        raise refuse("E_STORE_TEXT", message, detail=str(error)) from error


def digest(content: bytes) -> str:
    """Give the SHA-256 of the bytes in lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def leaf_hash(body: bytes) -> bytes:
    """Give the RFC 6962 hash of a leaf: SHA-256 over a zero byte and the body."""
    return hashlib.sha256(b"\x00" + body).digest()
