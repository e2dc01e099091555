"""Which database is ours and in which version; the only module that calls Alembic."""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

APPLICATION_ID = int.from_bytes(b"TDKT")
SCHEMA_VERSION = 6
HEAD = "r0006"
_MANIFEST = Path(__file__).with_name("schema.json")

Manifest = list[tuple[str, str, str, str | None]]


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "thidua.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """
    Bring the tables to a revision, inside the caller's transaction.

    Args:
        connection: Inside a transaction that the caller commits.
        revision: A revision id, or ``head`` for the newest.
    """
    command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """
    Take the tables back to a revision, inside the caller's transaction; what they held is lost.

    Args:
        connection: Inside a transaction that the caller commits.
        revision: A revision id, or ``base`` for no tables at all.
    """
    command.downgrade(_config(connection), revision)


def read_manifest(connection: sqlite3.Connection) -> Manifest:
    """Give type, name, table and text of everything in the schema of a database, ordered by type and name."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")
    return [(kind, name, table, sql) for kind, name, table, sql in rows]


def manifest_text(connection: sqlite3.Connection) -> str:
    """Give the schema of a database as ``schema.json`` ships it; write it there after a new revision."""
    rows = (json.dumps(row, ensure_ascii=False) for row in read_manifest(connection))
    return "[\n" + ",\n".join(rows) + "\n]\n"


@lru_cache
def shipped_manifest() -> tuple[tuple[str, str, str, str | None], ...]:
    """Give the schema that a database of this version must have."""
    rows = json.loads(_MANIFEST.read_text(encoding="utf-8"))
    return tuple((kind, name, table, sql) for kind, name, table, sql in rows)
