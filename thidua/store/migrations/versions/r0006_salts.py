"""Salts: what contents with personal data are named under; they go with the content when it is erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "r0006"
down_revision: str | None = "r0005"

_NAME, _INDEX = "salt", "ix_blob_length"
_REFUSE = "BEGIN SELECT RAISE(ABORT, 'salt is append-only'); END"


def upgrade() -> None:
    """Create the table of salts with its guards, and an index by which equal contents are found."""
    op.create_table(
        _NAME,
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=f"pk_{_NAME}"),
        sa.CheckConstraint("length(value) = 32", name=op.f(f"ck_{_NAME}_value")),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=f"fk_{_NAME}_sha256"),
        sqlite_strict=True,
    )
    op.execute(f"CREATE TRIGGER salt_no_update BEFORE UPDATE ON salt {_REFUSE}")
    op.execute(
        "CREATE TRIGGER salt_no_delete BEFORE DELETE ON salt "
        f"WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.sha256 = OLD.sha256) {_REFUSE}"
    )
    op.execute(f"CREATE INDEX {_INDEX} ON blob (length(content))")
    op.execute("PRAGMA user_version = 6")


def downgrade() -> None:
    """Drop the index and the table of salts; contents that are named under one cannot be checked then."""
    op.execute(f"DROP INDEX {_INDEX}")
    op.drop_table(_NAME)
    op.execute("PRAGMA user_version = 5")
