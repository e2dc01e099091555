"""A review (đợt xét khen thưởng): which rules, whose results, which council, what the papers say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scoring.cards import Standings
from scoring.law import Law
from scoring.scheme.model import Cite, Id, Model, Scheme, Share, Text

Stage = Literal["self", "peer", "appraisal", "council"]


class SchemeRef(Model):
    """A scheme in the version the review uses."""

    scheme: Text
    version: date


class LawRef(Model):
    """The catalogue of awards that the proposals are judged by."""

    law: Text
    version: date


class Cluster(Model):
    """A cluster of territorial units (``cum``) or a block of sectors (``khoi``)."""

    id: Id
    title: Text
    kind: Literal["cum", "khoi"]


class Office(Model):
    """
    What stands at the head and foot of the papers; an unknown part is empty and printed as dots.

    Attributes:
        parent: Cơ quan chủ quản, empty if none. agency: Cơ quan ban hành.
        symbol: Ký hiệu of the report, e.g. ``BC-HĐTĐKT``.
        authority: Who grants the certificate, e.g. ``CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH KIÊN GIANG``.
        signer_role, signer_name: At the foot of the report; the name is empty until somebody is known.
        granter_role, granter_name: At the foot of the certificate, likewise.
    """

    parent: str = ""
    agency: Text
    symbol: Text
    place: Text
    authority: Text
    signer_role: Text
    signer_name: str = ""
    granter_role: str = ""
    granter_name: str = ""
    council: Text
    members: Annotated[int, Field(ge=1)] | None = None


class Paper(Model):
    """Number and date of a paper; both may be unknown."""

    number: str = ""
    issued: date | None = None


class PublicNotice(Model):
    """
    How long a result is published before it goes on (công khai), so that objections can be made.

    Attributes:
        working_days: Length of the window in working days; the day of publishing is not counted.
        holidays: Days off that the shipped file does not have, as the competent authority fixed them.
        cite: The rule that asks for it; the document must be named.
    """

    working_days: Annotated[int, Field(ge=1)]
    holidays: list[date] = Field(default_factory=list)
    cite: Cite

    @model_validator(mode="after")
    def _names_its_source(self) -> Self:
        if not self.cite.document:
            raise ValueError("name the document that asks for the public notice under cite")
        return self


class VoteShare(Model):
    """
    A share that a meeting or a vote must reach, by a rule.

    Attributes:
        share: At least this share of the base, e.g. 2/3.
        base: Whom it is taken of: all members, those present, or the valid ballots.
        cite: The rule that asks for it; the document must be named.
    """

    share: Share
    base: Literal["members", "present", "valid"] = "members"
    cite: Cite

    @model_validator(mode="after")
    def _names_its_source(self) -> Self:
        if not self.cite.document:
            raise ValueError("name the document that asks for this share under cite")
        return self


class Voting(Model):
    """
    What the council's own rules ask of its meetings.

    Attributes:
        quorum: Members who must be present, always of all members; None where no rule is known.
        agreed: Votes a candidate needs for an award on whose vote the law itself says nothing.
    """

    quorum: VoteShare | None = None
    agreed: VoteShare | None = None

    @model_validator(mode="after")
    def _quorum_is_of_members(self) -> Self:
        if self.quorum is not None and self.quorum.base != "members":
            raise ValueError("a quorum is a share of all members: leave base out, or write members")
        return self


class Review(Model):
    """
    One review as its file says it.

    Attributes:
        as_of: The day whose rules and targets apply.
        stage: Whose values feed the score.
        notice: Printed on every page, e.g. that all numbers are made up.
        public_notice: How long results are published before papers and proposals are made; None for not.
        voting: What the council's own rules ask of its meetings; None where they are not known.
        report, decision: Number and date of the council's dossier and of the award decision.
        citation: What the certificate says the award is for.
    """

    review: Text
    title: Text
    movement: Text
    period: Text
    as_of: date
    stage: Stage = "self"
    notice: str = ""
    public_notice: PublicNotice | None = None
    voting: Voting | None = None
    schemes: Annotated[list[SchemeRef], Field(min_length=1)]
    law: LawRef | None = None
    candidates: Text
    clusters: list[Cluster]
    office: Office
    report: Paper = Paper()
    decision: Paper = Paper()
    citation: Text


@dataclass(frozen=True)
class RunRecord:
    """
    What a run was made of; hashes are SHA-256 in lower-case hex.

    Attributes:
        id: Number of the run in this database.
        engine: Version of the program.
        at: UTC time of the run, ISO 8601.
    """

    id: int
    scheme: str
    scheme_sha256: str
    facts_sha256: str
    results_sha256: str
    as_of: date
    engine: str
    at: str


@dataclass(frozen=True)
class InputFile:
    """A file that was loaded: its name as sent, SHA-256 (empty: erased), and how many facts came from it."""

    name: str
    sha256: str
    facts: int
    at: str


@dataclass(frozen=True)
class Scored:
    """One scheme with its latest run."""

    scheme: Scheme
    standings: Standings
    run: RunRecord


@dataclass(frozen=True)
class ReviewResult:
    """
    Everything the papers are made from.

    Attributes:
        scored: In the order of the review's schemes.
        law: The catalogue the proposals are judged by; None when the review names none.
        log_size, log_root: Number of events in the record and the RFC 6962 root over them (hex).
        log_origin: Which record: what its signed heads call it; the review's id while none was signed.
        run_size, run_root: The same when the newest of the runs was recorded, whatever came since.
    """

    review: Review
    scored: tuple[Scored, ...]
    inputs: tuple[InputFile, ...]
    log_size: int
    log_root: str
    law: Law | None = None
    log_origin: str = ""
    run_size: int = 0
    run_root: str = ""
