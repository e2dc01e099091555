"""The tables: three that are the record itself, the others made from it and never written by hand."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy import text as _sql
from sqlmodel import Field

from thidua.store.history_tables import HISTORY
from thidua.store.notice_tables import NOTICES
from thidua.store.row import METADATA, STRICT, Row
from thidua.store.row import blob as _blob
from thidua.store.row import check as _check
from thidua.store.row import event as _event
from thidua.store.row import text as _text
from thidua.store.row import whole as _whole

__all__ = ["METADATA", "PROJECTIONS", "RECORD", "Row"]

STAGES = "stage IN ('self', 'peer', 'appraisal', 'council')"


def _hex(column: str) -> CheckConstraint:
    return _check(column, f"length({column}) = 64 AND trim({column}, '0123456789abcdef') = ''")


class EventRow(Row, table=True):
    """An event: its place, its canonical bytes and the hash of its leaf."""

    __tablename__ = "event"
    __table_args__: ClassVar[Any] = (
        _check("seq", "seq >= 1"),
        _check("leaf", "length(leaf) = 32"),
        STRICT,
    )
    seq: int = _whole(primary_key=True)
    body: bytes = Field(sa_type=LargeBinary)
    leaf: bytes = Field(sa_type=LargeBinary)


class BlobRow(Row, table=True):
    """A content under what events name it by: rule files, sent forms, normalised facts, results."""

    __tablename__ = "blob"
    __table_args__: ClassVar[Any] = (
        _hex("sha256"),
        _check("media", "media <> ''"),
        # A commitment is another one each time: the same content is found by its length and its bytes.
        Index("ix_blob_length", _sql("length(content)")),
        STRICT,
    )
    sha256: str = _text(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)
    media: str = _text()


class SaltRow(Row, table=True):
    """The salt that a content with personal data is named under; gone once the content was erased."""

    __tablename__ = "salt"
    __table_args__: ClassVar[Any] = (_check("value", "length(value) = 32"), STRICT)
    sha256: str = _text(primary_key=True, foreign_key="blob.sha256")
    value: bytes = Field(sa_type=LargeBinary)


class ReviewRow(Row, table=True):
    """The one review of a record; ``content`` is canonical JSON."""

    __tablename__ = "review"
    __table_args__: ClassVar[Any] = (_check("one", "id = 1"), STRICT)
    id: int = _whole(primary_key=True)
    seq: int = _event()
    content: str = _text()
    sha256: str = _blob()
    candidates_file_sha256: str = _blob()
    candidates_sha256: str = _blob()


class SchemeTextRow(Row, table=True):
    """A scheme of the review; ``position`` is its place in the review file, from 1."""

    __tablename__ = "scheme_text"
    __table_args__: ClassVar[Any] = (UniqueConstraint("position"), STRICT)
    key: str = _text(primary_key=True)
    position: int = _whole()
    sha256: str = _blob()


class PlanTextRow(Row, table=True):
    """A plan that a scheme builds on."""

    __tablename__ = "plan_text"
    __table_args__: ClassVar[Any] = (UniqueConstraint("position"), STRICT)
    key: str = _text(primary_key=True)
    position: int = _whole()
    sha256: str = _blob()


class LawTextRow(Row, table=True):
    """A catalogue of awards that the proposals are judged by."""

    __tablename__ = "law_text"
    __table_args__: ClassVar[Any] = (UniqueConstraint("position"), STRICT)
    key: str = _text(primary_key=True)
    position: int = _whole()
    sha256: str = _blob()


class CandidateRow(Row, table=True):
    """A candidate; ``position`` is the place in the roster, from 1."""

    __tablename__ = "candidate"
    __table_args__: ClassVar[Any] = (UniqueConstraint("position"), _check("id", "id <> ''"), STRICT)
    id: str = _text(primary_key=True)
    position: int = _whole()
    name: str = _text()
    kind: str = _text()
    level: str = _text()
    cluster: str = _text()
    unit: str = _text()
    title: str = _text()
    post: str = _text()


class BatchRow(Row, table=True):
    """A file with facts that was taken in; the same file counts once a stage."""

    __tablename__ = "batch"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("sha256", "stage"),
        _check("stage", STAGES),
        _check("counts", "entries >= 0 AND facts >= 0"),
        STRICT,
    )
    id: int = _whole(primary_key=True)
    seq: int = _event()
    file: str = _text()
    sha256: str = _blob()
    facts_sha256: str = _blob()
    stage: str = _text()
    unit: str = _text()
    entries: int = _whole()
    facts: int = _whole()
    at: str = _text()


class FactRow(Row, table=True):
    """A fact in one version; the highest is in force, the lower ones are kept."""

    __tablename__ = "fact"
    __table_args__: ClassVar[Any] = (
        _check("stage", STAGES),
        _check("version", "version >= 1"),
        _check("state", "state IN ('value', 'missing', 'not_applicable')"),
        # A number is a fraction of two whole numbers of any length, so they are text.
        _check("pair", "(numerator IS NULL) = (denominator IS NULL)"),
        _check("numerator", "numerator <> '' AND ltrim(numerator, '-0123456789') = ''"),
        _check("denominator", "denominator NOT IN ('', '0') AND ltrim(denominator, '0123456789') = ''"),
        _check("value", "(state = 'value') = (numerator IS NOT NULL OR label <> '')"),
        _check("one_value", "numerator IS NULL OR label = ''"),
        STRICT,
    )
    candidate: str = _text(primary_key=True, foreign_key="candidate.id")
    scheme: str = _text(primary_key=True, foreign_key="scheme_text.key")
    stage: str = _text(primary_key=True)
    fact: str = _text(primary_key=True)
    judge: str = _text(primary_key=True)
    version: int = _whole(primary_key=True)
    state: str = _text()
    numerator: str | None = _text(default=None)
    denominator: str | None = _text(default=None)
    label: str = _text()
    evidence: str = _text()
    source: str = _text()
    batch: int = _whole(foreign_key="batch.id")


class RunRow(Row, table=True):
    """A completed run; ``counts`` is canonical JSON."""

    __tablename__ = "run"
    __table_args__: ClassVar[Any] = (_check("stage", STAGES), STRICT)
    id: int = _whole(primary_key=True)
    seq: int = _event()
    scheme: str = _text(foreign_key="scheme_text.key")
    scheme_sha256: str = _blob()
    stage: str = _text()
    facts_sha256: str = _blob()
    results_sha256: str = _blob()
    as_of: str = _text()
    engine: str = _text()
    counts: str = _text()
    at: str = _text()


class DecisionRow(Row, table=True):
    """A filled slot; ``choice`` is canonical JSON, the last of a slot is in force."""

    __tablename__ = "decision"
    __table_args__: ClassVar[Any] = (_check("slot", "slot <> ''"), STRICT)
    seq: int = _whole(primary_key=True, foreign_key="event.seq")
    slot: str = _text()
    choice: str = _text()
    who: str = _text()
    basis: str = _text()


class PaperRow(Row, table=True):
    """A paper that was issued; ``runs`` is canonical JSON, no candidate means it is about all."""

    __tablename__ = "paper"
    __table_args__: ClassVar[Any] = (
        _check("kind", "kind IN ('dossier', 'certificate')"),
        _hex("sha256"),
        STRICT,
    )
    seq: int = _whole(primary_key=True, foreign_key="event.seq")
    position: int = _whole(primary_key=True)
    kind: str = _text()
    file: str = _text()
    sha256: str = _text()
    candidate: str | None = _text(default=None, foreign_key="candidate.id")
    runs: str = _text()


class NominationRow(Row, table=True):
    """A candidate whom people proposed, or whose proposal they took back; the last row is in force."""

    __tablename__ = "nomination"
    __table_args__: ClassVar[Any] = (_check("withdrawn", "withdrawn IN (0, 1)"), STRICT)
    seq: int = _whole(primary_key=True, foreign_key="event.seq")
    position: int = _whole(primary_key=True)
    rules: str = _text()
    list: str = _text()
    award: str = _text()
    candidate: str = _text(foreign_key="candidate.id")
    withdrawn: int = _whole()
    who: str = _text()
    basis: str = _text()
    lists_sha256: str = _blob()


class ErasureRow(Row, table=True):
    """A content that was emptied when the personal data of a candidate were erased."""

    __tablename__ = "erasure"
    __table_args__: ClassVar[Any] = (UniqueConstraint("sha256"), STRICT)
    seq: int = _whole(primary_key=True, foreign_key="event.seq")
    position: int = _whole(primary_key=True)
    candidate: str = _text(foreign_key="candidate.id")
    sha256: str = _blob()
    replaced_by: str | None = _text(default=None, foreign_key="blob.sha256")
    who: str = _text()
    why: str = _text()


RECORD: tuple[type[Row], ...] = (EventRow, BlobRow, SaltRow)
PROJECTIONS: tuple[type[Row], ...] = (
    ReviewRow,
    SchemeTextRow,
    PlanTextRow,
    LawTextRow,
    CandidateRow,
    BatchRow,
    FactRow,
    RunRow,
    DecisionRow,
    PaperRow,
    NominationRow,
    *HISTORY,
    ErasureRow,
    *NOTICES,
)
