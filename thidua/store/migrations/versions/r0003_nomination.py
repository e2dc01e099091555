"""Nominations: whom people proposed for an award, and what they took back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "r0003"
down_revision: str | None = "r0002"

_NAME = "nomination"


def upgrade() -> None:
    """Create the table of nominations."""
    op.create_table(
        _NAME,
        *_whole("seq", "position"),
        *_text("rules", "list", "award", "candidate"),
        *_whole("withdrawn"),
        *_text("who", "basis", "lists_sha256"),
        sa.PrimaryKeyConstraint("seq", "position", name=f"pk_{_NAME}"),
        sa.CheckConstraint("withdrawn IN (0, 1)", name=op.f(f"ck_{_NAME}_withdrawn")),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=f"fk_{_NAME}_seq"),
        sa.ForeignKeyConstraint(["candidate"], ["candidate.id"], name=f"fk_{_NAME}_candidate"),
        sa.ForeignKeyConstraint(["lists_sha256"], ["blob.sha256"], name=f"fk_{_NAME}_lists_sha256"),
        sqlite_strict=True,
    )
    op.execute("PRAGMA user_version = 3")


def downgrade() -> None:
    """Drop the table of nominations."""
    op.drop_table(_NAME)
    op.execute("PRAGMA user_version = 2")


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _whole(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]
