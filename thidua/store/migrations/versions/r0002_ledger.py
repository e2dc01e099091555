"""The ledger of honours: what candidates received, and what counts towards the next award."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

Columns = Sequence[sa.Column[Any]]

revision: str = "r0002"
down_revision: str | None = "r0001"

_KINDS = "'cong_trang', 'dot_xuat', 'phong_trao', 'cong_hien', 'nien_han', 'doi_ngoai'"
_RATINGS = "'khong_hoan_thanh', 'hoan_thanh', 'hoan_thanh_tot', 'hoan_thanh_xuat_sac'"
_DISCIPLINES = "'khien_trach', 'canh_cao', 'ha_bac_luong', 'giang_chuc', 'cach_chuc', 'buoc_thoi_viec'"
_TABLES = (
    "history_batch",
    "profile",
    "honour",
    "honour_status",
    "rating",
    "initiative",
    "discipline",
    "absence",
    "pending_case",
    "registration",
    "confirmation",
    "membership",
    "predecessor",
    "movement",
)


def upgrade() -> None:
    """Create the tables of the ledger."""
    _batch()
    _people()
    _honours()
    _years()
    _times()
    _declared()
    _bodies()
    op.execute("PRAGMA user_version = 2")


def downgrade() -> None:
    """Drop the tables of the ledger."""
    for table in reversed(_TABLES):
        op.drop_table(table)
    op.execute("PRAGMA user_version = 1")


def _text(*names: str, null: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=null) for name in names]


def _whole(*names: str, null: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=null) for name in names]


def _among(column: str, words: str) -> tuple[str, str]:
    return column, f"{column} IN ({words})"


def _flag(column: str) -> tuple[str, str]:
    return column, f"{column} IN (0, 1)"


def _day(column: str) -> tuple[str, str]:
    return column, f"{column} LIKE '____-__-__'"


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def _batch() -> None:
    name = "history_batch"
    op.create_table(
        name,
        *_whole("seq"),
        *_text("file", "sha256", "history_sha256", "counts", "at"),
        sa.PrimaryKeyConstraint("seq", name=f"pk_{name}"),
        sa.UniqueConstraint("sha256", name=f"uq_{name}_sha256"),
        _refers(name, "seq", "event.seq"),
        _refers(name, "sha256", "blob.sha256"),
        _refers(name, "history_sha256", "blob.sha256"),
        sqlite_strict=True,
    )


def _entries(
    name: str, keys: Columns, *parts: sa.Column[Any], rules: tuple[tuple[str, str], ...] = ()
) -> None:
    common = (("version", "version >= 1"), _flag("withdrawn"))
    op.create_table(
        name,
        *keys,
        *_whole("version", "withdrawn"),
        *parts,
        *_whole("seq"),
        sa.PrimaryKeyConstraint(*(key.name for key in keys), "version", name=f"pk_{name}"),
        *(_check(name, *rule) for rule in (*common, *rules)),
        _refers(name, "seq", "event.seq"),
        sqlite_strict=True,
    )


def _people() -> None:
    _entries(
        "profile",
        _text("candidate"),
        *_text("subject_class"),
        *_whole("woman", "remote", null=True),
        *_text("founded", null=True),
        *_whole("complete_from", null=True),
        rules=(_flag("woman"), _flag("remote"), _day("founded")),
    )


def _honour_key() -> Columns:
    first, last = _whole("first_year", "last_year")
    candidate, award, decision = _text("candidate", "award", "decision")
    return [candidate, award, first, last, decision]


def _honours() -> None:
    _entries(
        "honour",
        _honour_key(),
        *_text("kind", "day", "authority", "proposer", "document", "movement", "rests_on", "note"),
        rules=(_among("kind", _KINDS), ("years", "first_year <= last_year"), _day("day")),
    )
    _entries(
        "honour_status",
        _honour_key(),
        *_whole("revoked"),
        *_text("number", "day", "reason"),
        rules=(_flag("revoked"), _day("day")),
    )


def _years() -> None:
    _entries(
        "rating",
        [*_text("candidate"), *_whole("year")],
        *_text("level", "document"),
        *_text("day", null=True),
        rules=(_among("level", _RATINGS), _day("day")),
    )
    _entries(
        "initiative",
        _text("candidate", "id"),
        *_text("title", "kind"),
        *_whole("year"),
        *_text("scope", "recognised_by", "document", "used_for"),
        rules=(
            _among("kind", "'sang_kien', 'de_tai', 'muu_tri'"),
            _among("scope", "'co_so', 'tinh', 'toan_quoc'"),
        ),
    )


def _times() -> None:
    days = (_day("start"), _day("until"))
    absences = "'thai_san', 'hoc_tap', 'bi_thuong', 'khac'"
    for name, what, rules in (
        ("discipline", "level", (_among("level", _DISCIPLINES), *days)),
        ("absence", "kind", (_among("kind", absences), *days)),
        ("pending_case", "subject", days),
    ):
        term = (*_text("until", null=True), *_text("document"))
        _entries(name, _text("candidate", what, "start"), *term, rules=rules)


def _declared() -> None:
    _entries("registration", [*_text("candidate", "award"), *_whole("year")], *_text("document"))
    _entries(
        "confirmation",
        [*_text("candidate", "fact"), *_whole("year")],
        *_whole("holds"),
        *_text("document"),
        rules=(_flag("holds"),),
    )


def _bodies() -> None:
    counted = ("members", "women", "completed", "advanced", "fighters", "disciplined")
    _entries(
        "membership",
        [*_text("candidate"), *_whole("year")],
        *_whole(*counted, null=True),
        *_text("document"),
    )
    _entries(
        "predecessor",
        _text("candidate", "unit", "day"),
        *_text("change"),
        *_text("share", null=True),
        *_whole("inherits", null=True),
        *_text("document", "name"),
        rules=(_among("change", "'sap_nhap', 'chia_tach', 'doi_ten'"), _flag("inherits"), _day("day")),
    )
    reviews = ("until", "interim_review", "final_review")
    _entries(
        "movement",
        _text("id"),
        *_text("title", "launched_by", "scope", "mode", "start"),
        *_text(*reviews, null=True),
        *_text("document"),
        rules=tuple(_day(column) for column in ("start", *reviews)),
    )
