"""Values of a PDF as they are written, to be held against each other."""

from __future__ import annotations

from collections.abc import Container
from typing import Any


def as_written(value: Any) -> bytes:
    """Give a value as it is written; what stands elsewhere, as a reference."""
    if getattr(value, "is_indirect", False):
        return b"%d %d R" % value.objgen
    return bytes(value.unparse()) if hasattr(value, "unparse") else repr(value).encode()


def entries_but(found: Any, left_out: Container[str]) -> dict[str, bytes]:
    """Give what a dictionary holds as it is written, but for some keys."""
    return {key: as_written(found[key]) for key in found.keys() if key not in left_out}  # noqa: SIM118 - pikepdf
