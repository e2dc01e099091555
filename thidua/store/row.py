"""What every table shares: the registry, the names of constraints, and short ways to write a column."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Integer, MetaData, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

NAMES = {
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
}
METADATA = MetaData(naming_convention=NAMES)
STRICT = {"sqlite_strict": True}  # without it SQLite stores any type in any column


class Row(SQLModel, registry=registry(metadata=METADATA)):
    """Base of all tables; kept apart from other SQLModel tables by a registry of its own."""


def check(name: str, rule: str) -> CheckConstraint:
    """Give a rule that every row must keep."""
    return CheckConstraint(rule, name=name)


def text(**options: Any) -> Any:
    """Give a column of text."""
    return Field(sa_type=Text, **options)


def whole(**options: Any) -> Any:
    """Give a column of whole numbers."""
    return Field(sa_type=Integer, **options)


def event() -> Any:
    """Give a column that names the event a row follows from."""
    return whole(foreign_key="event.seq")


def blob() -> Any:
    """Give a column that names a stored content."""
    return text(foreign_key="blob.sha256")
