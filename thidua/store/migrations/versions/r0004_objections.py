"""Objections: published results, what was said against them, the answers; reasons of changed values."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "r0004"
down_revision: str | None = "r0003"

_REASON = "value_reason"


def upgrade() -> None:
    """Create the tables of notices, objections, answers and reasons."""
    _notice()
    _objection()
    _answer()
    op.create_table(
        _REASON,
        *_whole("seq"),
        *_text("candidate", "scheme", "fact", "judge", "reason"),
        sa.PrimaryKeyConstraint("seq", "candidate", "scheme", "fact", "judge", name=f"pk_{_REASON}"),
        _check(_REASON, "reason", "reason <> ''"),
        _points(_REASON, "seq", "event.seq"),
        _points(_REASON, "candidate", "candidate.id"),
        _points(_REASON, "scheme", "scheme_text.key"),
        sqlite_strict=True,
    )
    op.execute("PRAGMA user_version = 4")


def _notice() -> None:
    name = "notice"
    op.create_table(
        name,
        *_whole("seq"),
        *_text("scheme"),
        *_whole("run"),
        *_text("opened"),
        *_whole("working_days"),
        *_text("until", "days_off", "unsure", "place"),
        sa.PrimaryKeyConstraint("seq", name=f"pk_{name}"),
        _check(name, "days", "working_days >= 1"),
        _check(name, "window", "until > opened"),
        _points(name, "seq", "event.seq"),
        _points(name, "scheme", "scheme_text.key"),
        _points(name, "run", "run.id"),
        sqlite_strict=True,
    )


def _objection() -> None:
    name = "objection"
    op.create_table(
        name,
        *_whole("id", "seq", "notice"),
        *_text("scheme", "candidate", "criterion", "sender", "words", "evidence"),
        sa.Column("evidence_sha256", sa.Text(), nullable=True),
        *_text("received"),
        *_whole("in_time"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        _check(name, "in_time", "in_time IN (0, 1)"),
        _check(name, "evidence", "(evidence = '') = (evidence_sha256 IS NULL)"),
        _points(name, "seq", "event.seq"),
        _points(name, "notice", "notice.seq"),
        _points(name, "scheme", "scheme_text.key"),
        _points(name, "candidate", "candidate.id"),
        _points(name, "evidence_sha256", "blob.sha256"),
        sqlite_strict=True,
    )


def _answer() -> None:
    name = "objection_answer"
    op.create_table(
        name,
        *_whole("objection", "seq", "accepted"),
        sa.Column("facts", sa.Integer(), nullable=True),
        *_text("who", "why", "basis"),
        sa.PrimaryKeyConstraint("objection", name=f"pk_{name}"),
        _check(name, "accepted", "accepted IN (0, 1)"),
        _points(name, "objection", "objection.id"),
        _points(name, "seq", "event.seq"),
        _points(name, "facts", "event.seq"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Drop them."""
    for name in (_REASON, "objection_answer", "objection", "notice"):
        op.drop_table(name)
    op.execute("PRAGMA user_version = 3")


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _whole(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]
