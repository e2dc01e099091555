"""Erasure: which contents were emptied; of those, and of no others, the content may be taken away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "r0005"
down_revision: str | None = "r0004"

_NAME = "erasure"
_REFUSE = "BEGIN SELECT RAISE(ABORT, 'blob is append-only'); END"
_GUARD = f"CREATE TRIGGER blob_no_update BEFORE UPDATE ON blob {_REFUSE}"
_GUARD_BUT_FOR_ERASED = (
    "CREATE TRIGGER blob_no_update BEFORE UPDATE ON blob WHEN NEW.sha256 IS NOT OLD.sha256 "
    "OR NEW.media IS NOT OLD.media OR length(NEW.content) <> 0 "
    f"OR NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.sha256 = OLD.sha256) {_REFUSE}"
)


def upgrade() -> None:
    """Create the table of erasures and let emptied contents through the guard."""
    op.create_table(
        _NAME,
        *_whole("seq", "position"),
        *_text("candidate", "sha256"),
        sa.Column("replaced_by", sa.Text(), nullable=True),
        *_text("who", "why"),
        sa.PrimaryKeyConstraint("seq", "position", name=f"pk_{_NAME}"),
        sa.UniqueConstraint("sha256", name=f"uq_{_NAME}_sha256"),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=f"fk_{_NAME}_seq"),
        sa.ForeignKeyConstraint(["candidate"], ["candidate.id"], name=f"fk_{_NAME}_candidate"),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=f"fk_{_NAME}_sha256"),
        sa.ForeignKeyConstraint(["replaced_by"], ["blob.sha256"], name=f"fk_{_NAME}_replaced_by"),
        sqlite_strict=True,
    )
    op.execute("DROP TRIGGER blob_no_update")
    op.execute(_GUARD_BUT_FOR_ERASED)
    op.execute("PRAGMA user_version = 5")


def downgrade() -> None:
    """Put the guard back as it was and drop the table of erasures."""
    op.execute("DROP TRIGGER blob_no_update")
    op.execute(_GUARD)
    op.drop_table(_NAME)
    op.execute("PRAGMA user_version = 4")


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _whole(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]
