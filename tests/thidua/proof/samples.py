"""A small record with keys, signed and to be signed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.thidua.store import samples
from thidua.audit.notes import Kind, SecretKey
from thidua.proof.heads import SignedHead, folder_of, sign_head
from thidua.store.database import Database

OFFICE = SecretKey("sonoivu.example/thidua", Kind.LOG, bytes(range(32)))
SUCCESSOR = SecretKey("sonoivu.example/thidua-2027", Kind.LOG, bytes(range(1, 33)))
INSPECTOR = SecretKey("thanhtra.example/w1", Kind.WITNESS, bytes(range(2, 34)))
AT = datetime(2026, 7, 1, 8, tzinfo=UTC)


def record(folder: Path, events: int = 0) -> Database:
    """Give a record with an open review and so many decisions."""
    database = samples.create(folder / "record.db")
    samples.open_review(database)
    grow(database, events)
    return database


def grow(database: Database, events: int) -> None:
    for place in range(events):
        samples.decide(database, f"lua-chon-{place}")


def sign(database: Database, *keys: SecretKey) -> SignedHead:
    return sign_head(database, folder_of(database.path), keys or (OFFICE,))
