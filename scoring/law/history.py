"""What one candidate's past holds: honours, yearly ratings, initiatives, disciplines, absences, lineage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Self

OTHER_AWARD = "khac"


class _Scale(StrEnum):
    """Words in a fixed order, the lowest first."""

    rank: int

    def __init__(self, _word: str) -> None:
        """Take the next place on the scale, from 0."""
        self.rank = len(type(self).__members__)

    def at_least(self, other: Self) -> bool:
        """Tell whether this stands as high as ``other`` or higher; both are of one scale."""
        return self.rank >= other.rank


class CommendationKind(StrEnum):
    """
    The six kinds of commendation (loại hình khen thưởng).

    Source: Luật 06/2022/QH15, Điều 8, in force since 2024-01-01.
    """

    MERIT = "cong_trang"
    SUDDEN = "dot_xuat"
    MOVEMENT = "phong_trao"
    CONTRIBUTION = "cong_hien"
    SERVICE = "nien_han"
    FOREIGN = "doi_ngoai"


class HonourStatus(StrEnum):
    """Whether an honour still stands; a revoked one is kept with the reason."""

    GRANTED = "granted"
    REVOKED = "revoked"


class TaskRating(_Scale):
    """How far the duties of a year were fulfilled (mức độ hoàn thành nhiệm vụ)."""

    NOT_COMPLETED = "khong_hoan_thanh"
    COMPLETED = "hoan_thanh"
    GOOD = "hoan_thanh_tot"
    EXCELLENT = "hoan_thanh_xuat_sac"


class DisciplineLevel(_Scale):
    """Levels of discipline (hình thức kỷ luật), the mildest first."""

    REPRIMAND = "khien_trach"
    WARNING = "canh_cao"
    PAY_CUT = "ha_bac_luong"
    DEMOTION = "giang_chuc"
    REMOVAL = "cach_chuc"
    DISMISSAL = "buoc_thoi_viec"


class InfluenceScope(_Scale):
    """How far an initiative is recognised to reach (phạm vi ảnh hưởng)."""

    GRASSROOTS = "co_so"
    PROVINCE = "tinh"
    NATION = "toan_quoc"


class InitiativeKind(StrEnum):
    """
    What may stand as creative work.

    Source: Luật 06/2022/QH15, Điều 21 to 23, in force since 2024-01-01.
    """

    INITIATIVE = "sang_kien"
    RESEARCH = "de_tai"
    RESOURCEFULNESS = "muu_tri"


class AbsenceKind(StrEnum):
    """Why somebody was away from work."""

    MATERNITY = "thai_san"
    STUDY = "hoc_tap"
    INJURY = "bi_thuong"
    OTHER = "khac"


class UnitChange(StrEnum):
    """How a unit came from an older one."""

    MERGE = "sap_nhap"
    SPLIT = "chia_tach"
    RENAME = "doi_ten"


@dataclass(frozen=True)
class Revocation:
    """
    The decision that took an honour back.

    Attributes:
        number, on: Number and date of the decision; its number may be unknown.
        reason: Why, in words.
    """

    number: str
    on: date
    reason: str


@dataclass(frozen=True)
class Honour:
    """
    A title or form of commendation that was decided.

    Attributes:
        candidate: Who holds it; for an inherited one the older unit.
        award: Id of the award in the catalogue; ``OTHER_AWARD`` with ``note`` for one it does not have.
        kind: Kind of commendation; thematic and sudden ones are no basis for merit awards.
        first_year, last_year: The period it was given for, both included; equal for a yearly title.
        decision: Number of the decision.
        on: Date of the decision.
        authority: Who decided, as the decision says, e.g. ``Chủ tịch UBND tỉnh``.
        proposer: Who proposed it to the State; empty for what the State did not decide.
        document: Where the decision can be read: file name, archive mark; empty if unknown.
        movement: Id of the movement a thematic honour was given in; empty otherwise.
        rests_on: Keys of the honours it was built on, as declared.
        revocation: Set when it was taken back.
        note: Remark, e.g. the title of an award that the catalogue does not have.
    """

    candidate: str
    award: str
    kind: CommendationKind
    first_year: int
    last_year: int
    decision: str
    on: date
    authority: str = ""
    proposer: str = ""
    document: str = ""
    movement: str = ""
    rests_on: tuple[str, ...] = ()
    revocation: Revocation | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """Give what tells the honour from all others: candidate, award, years, number of the decision."""
        return honour_key(self.candidate, self.award, self.first_year, self.last_year, self.decision)

    @property
    def status(self) -> HonourStatus:
        """Tell whether it still stands."""
        return HonourStatus.GRANTED if self.revocation is None else HonourStatus.REVOKED

    @property
    def years(self) -> range:
        """Give the years it was given for."""
        return range(self.first_year, self.last_year + 1)


def honour_key(candidate: str, award: str, first_year: int, last_year: int, decision: str) -> str:
    """Give the key of an honour: ``candidate award 2021-2023 decision``; one year stands alone."""
    years = str(first_year) if first_year == last_year else f"{first_year}-{last_year}"
    return f"{candidate} {award} {years} {decision}"


@dataclass(frozen=True)
class Rating:
    """The rating of one year, with the document that fixed it."""

    year: int
    level: TaskRating
    document: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Initiative:
    """
    A recognised initiative, research work or resourceful act.

    Attributes:
        id: Number or short mark, unique for its author.
        title: Its name.
        kind: Initiative, research work, resourceful act.
        year: Year of recognition.
        scope: How far its effect is recognised to reach.
        recognised_by: Who recognised it.
        document: Certificate or decision.
        used_for: Ids of the awards it has served for already.
    """

    id: str
    title: str
    kind: InitiativeKind
    year: int
    scope: InfluenceScope
    recognised_by: str = ""
    document: str = ""
    used_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Discipline:
    """A discipline from its decision to the end of its term; ``end`` is None while that is not known."""

    level: DisciplineLevel
    start: date
    end: date | None = None
    document: str = ""


@dataclass(frozen=True)
class Absence:
    """A time away from work, first and last day included; ``end`` is None while it goes on."""

    kind: AbsenceKind
    start: date
    end: date | None = None
    document: str = ""


@dataclass(frozen=True)
class PendingCase:
    """
    A matter under examination: discipline, investigation, inspection, complaint, press report.

    Attributes:
        subject: What it is about.
        start, end: Opened and cleared; ``end`` is None while it is pending.
    """

    subject: str
    start: date
    end: date | None = None
    document: str = ""


@dataclass(frozen=True)
class Registration:
    """Somebody put himself down for an award in a year (đăng ký thi đua)."""

    award: str
    year: int
    document: str = ""


@dataclass(frozen=True)
class Confirmation:
    """A yes or no that an appraiser or authority confirmed in writing for a year, by the id of the fact."""

    fact: str
    year: int
    holds: bool
    document: str = ""


@dataclass(frozen=True)
class Membership:
    """
    What is known of the members of a collective in one year; None where nobody reported it.

    Attributes:
        members: All members. women: Women among them.
        completed: Members who fulfilled their duties or better.
        advanced: Members with the title LĐTT or CSTT. fighters: Members with the title CSTĐCS.
        disciplined: Members disciplined with a warning (cảnh cáo) or worse.
    """

    year: int
    members: int | None = None
    women: int | None = None
    completed: int | None = None
    advanced: int | None = None
    fighters: int | None = None
    disciplined: int | None = None
    document: str = ""


@dataclass(frozen=True)
class Predecessor:
    """
    A unit that went into this one.

    Attributes:
        unit: Id of the older unit.
        on: Day of the change.
        change: Merge, split or rename.
        share: Share of the older unit that went over, 0 to 1; None if unknown.
        name: Its name, for units that are on no list any more.
        inherits: Whether this unit takes over the older one's results and honours, as those in charge
            decided; None while nobody decided.
        document: Decision that says so.
    """

    unit: str
    on: date
    change: UnitChange
    share: Fraction | None = None
    inherits: bool | None = None
    document: str = ""
    name: str = ""


@dataclass(frozen=True)
class Movement:
    """
    An emulation movement.

    Attributes:
        launched_by: Level that launched it: an id of the statistics list, e.g. ``tinh``.
        scope: Whom it is for: an id of the statistics list, e.g. ``toan_quoc``.
        mode: ``chuyen_de`` (thematic) or ``thuong_xuyen`` (regular).
        start, end: First and last day as launched; ``end`` is None for one without end.
        interim_review, final_review: Days of sơ kết and tổng kết; None when not held.
    """

    id: str
    title: str
    launched_by: str
    scope: str
    mode: str
    start: date
    end: date | None = None
    interim_review: date | None = None
    final_review: date | None = None
    document: str = ""


@dataclass(frozen=True)
class Profile:
    """
    What statistics and some conditions ask of a candidate; None or empty where nobody said.

    Attributes:
        subject_class: Id of the closed list of the statistics forms.
        woman: True for women, False for men, None for bodies.
        remote: Whether it works in a border, island or especially difficult area.
        founded: Day a unit was set up.
    """

    subject_class: str = ""
    woman: bool | None = None
    remote: bool | None = None
    founded: date | None = None


@dataclass(frozen=True)
class Record:
    """
    One candidate's whole past, in force on the day it was read.

    Attributes:
        candidate: Its id.
        kind: ``individual``, ``collective``, ``household`` or ``enterprise``.
        honours: Granted and revoked ones, by period, then date.
        ratings: One a year. memberships: One a year.
        predecessors: Older units, by date.
        movements: Those that the honours name.
        complete_from: First year from which nothing is left out, as somebody vouched; None while nobody
            did. Before it, what does not stand here may still have happened.
    """

    candidate: str
    kind: str = "individual"
    profile: Profile = Profile()
    honours: tuple[Honour, ...] = ()
    ratings: tuple[Rating, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    disciplines: tuple[Discipline, ...] = ()
    absences: tuple[Absence, ...] = ()
    cases: tuple[PendingCase, ...] = ()
    registrations: tuple[Registration, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    memberships: tuple[Membership, ...] = ()
    predecessors: tuple[Predecessor, ...] = ()
    movements: tuple[Movement, ...] = ()
    complete_from: int | None = None

    @property
    def granted(self) -> tuple[Honour, ...]:
        """Give the honours that still stand."""
        return tuple(honour for honour in self.honours if honour.revocation is None)

    def rating(self, year: int) -> Rating | None:
        """Give the rating of a year; None when there is none."""
        return next((rating for rating in self.ratings if rating.year == year), None)

    def membership(self, year: int) -> Membership | None:
        """Give the members of a year; None when nothing was reported."""
        return next((each for each in self.memberships if each.year == year), None)
