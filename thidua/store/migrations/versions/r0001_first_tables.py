"""The record and all that is made from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "r0001"
down_revision: str | None = None

_STAGES = "stage IN ('self', 'peer', 'appraisal', 'council')"
_HEX = "length(sha256) = 64 AND trim(sha256, '0123456789abcdef') = ''"
_TABLES = (
    "event",
    "blob",
    "review",
    "scheme_text",
    "plan_text",
    "law_text",
    "candidate",
    "batch",
    "fact",
    "run",
    "decision",
    "paper",
)


def upgrade() -> None:
    """Create all tables and the triggers that keep the record append-only."""
    _record()
    _rules()
    _candidates()
    _facts()
    _outcomes()
    for table in ("event", "blob"):
        for act in ("UPDATE", "DELETE"):
            _forbid(table, act)
    op.execute("PRAGMA user_version = 1")


def downgrade() -> None:
    """Drop all tables."""
    for table in reversed(_TABLES):
        op.drop_table(table)
    op.execute("PRAGMA user_version = 0")


def _forbid(table: str, act: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _table(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(name, *parts, sqlite_strict=True)


def _text(*names: str, null: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=null) for name in names]


def _whole(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _bytes(*names: str) -> list[sa.Column[bytes]]:
    return [sa.Column(name, sa.LargeBinary(), nullable=False) for name in names]


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def _blobs(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [_refers(table, column, "blob.sha256") for column in columns]


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{columns[0]}")


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _record() -> None:
    _table(
        "event",
        *_whole("seq"),
        *_bytes("body", "leaf"),
        _key("event", "seq"),
        _check("event", "seq", "seq >= 1"),
        _check("event", "leaf", "length(leaf) = 32"),
    )
    _table(
        "blob",
        *_text("sha256"),
        *_bytes("content"),
        *_text("media"),
        _key("blob", "sha256"),
        _check("blob", "sha256", _HEX),
        _check("blob", "media", "media <> ''"),
    )


def _rules() -> None:
    contents = ("sha256", "candidates_file_sha256", "candidates_sha256")
    _table(
        "review",
        *_whole("id", "seq"),
        *_text("content", *contents),
        _key("review", "id"),
        _check("review", "one", "id = 1"),
        _refers("review", "seq", "event.seq"),
        *_blobs("review", *contents),
    )
    for name in ("scheme_text", "plan_text", "law_text"):
        _table(
            name,
            *_text("key"),
            *_whole("position"),
            *_text("sha256"),
            _key(name, "key"),
            _unique(name, "position"),
            *_blobs(name, "sha256"),
        )


def _candidates() -> None:
    _table(
        "candidate",
        *_text("id"),
        *_whole("position"),
        *_text("name", "kind", "level", "cluster", "unit", "title", "post"),
        _key("candidate", "id"),
        _unique("candidate", "position"),
        _check("candidate", "id", "id <> ''"),
    )


def _facts() -> None:
    _table(
        "batch",
        *_whole("id", "seq"),
        *_text("file", "sha256", "facts_sha256", "stage", "unit"),
        *_whole("entries", "facts"),
        *_text("at"),
        _key("batch", "id"),
        _unique("batch", "sha256", "stage"),
        _check("batch", "stage", _STAGES),
        _check("batch", "counts", "entries >= 0 AND facts >= 0"),
        _refers("batch", "seq", "event.seq"),
        *_blobs("batch", "sha256", "facts_sha256"),
    )
    _table(
        "fact",
        *_text("candidate", "scheme", "stage", "fact", "judge"),
        *_whole("version"),
        *_text("state"),
        *_text("numerator", "denominator", null=True),
        *_text("label", "evidence", "source"),
        *_whole("batch"),
        _key("fact", "candidate", "scheme", "stage", "fact", "judge", "version"),
        *_fact_checks(),
        _refers("fact", "candidate", "candidate.id"),
        _refers("fact", "scheme", "scheme_text.key"),
        _refers("fact", "batch", "batch.id"),
    )


def _fact_checks() -> list[sa.CheckConstraint]:
    rules = {
        "stage": _STAGES,
        "version": "version >= 1",
        "state": "state IN ('value', 'missing', 'not_applicable')",
        "pair": "(numerator IS NULL) = (denominator IS NULL)",
        "numerator": "numerator <> '' AND ltrim(numerator, '-0123456789') = ''",
        "denominator": "denominator NOT IN ('', '0') AND ltrim(denominator, '0123456789') = ''",
        "value": "(state = 'value') = (numerator IS NOT NULL OR label <> '')",
        "one_value": "numerator IS NULL OR label = ''",
    }
    return [_check("fact", name, rule) for name, rule in rules.items()]


def _outcomes() -> None:
    _table(
        "run",
        *_whole("id", "seq"),
        *_text("scheme", "scheme_sha256", "stage", "facts_sha256", "results_sha256"),
        *_text("as_of", "engine", "counts", "at"),
        _key("run", "id"),
        _check("run", "stage", _STAGES),
        _refers("run", "seq", "event.seq"),
        _refers("run", "scheme", "scheme_text.key"),
        *_blobs("run", "scheme_sha256", "facts_sha256", "results_sha256"),
    )
    _table(
        "decision",
        *_whole("seq"),
        *_text("slot", "choice", "who", "basis"),
        _key("decision", "seq"),
        _check("decision", "slot", "slot <> ''"),
        _refers("decision", "seq", "event.seq"),
    )
    _table(
        "paper",
        *_whole("seq", "position"),
        *_text("kind", "file", "sha256"),
        *_text("candidate", null=True),
        *_text("runs"),
        _key("paper", "seq", "position"),
        _check("paper", "kind", "kind IN ('dossier', 'certificate')"),
        _check("paper", "sha256", _HEX),
        _refers("paper", "seq", "event.seq"),
        _refers("paper", "candidate", "candidate.id"),
    )
