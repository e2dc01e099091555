"""A small, whole review to write down and to tamper with."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from scoring.facts import Candidate, Decision, Fact, State
from scoring.law import history
from thidua.review import Review, RunRecord
from thidua.store import acts, erasing, history_acts, views
from thidua.store.acts import FactFile
from thidua.store.canonical import digest
from thidua.store.contents import Content
from thidua.store.database import Database
from thidua.store.erasing import Erasure
from thidua.store.events import (
    IssuedPaper,
    Nominated,
    NominationRecorded,
    NoticeOpened,
    ObjectionAnswered,
    ObjectionFiled,
)
from thidua.store.history_acts import HistoryFile, LoadedHistory
from thidua.store.history_items import Entry, Profile
from thidua.store.nomination_acts import record_nomination
from thidua.store.notice_acts import answer_objection, file_objection, notices, open_notices

SCHEME = "diem-tap-the@2026-01-01"
OTHER = "diem-ca-nhan@2026-01-01"
SCHEMES = {SCHEME: "scheme: tập thể\n".encode(), OTHER: "scheme: cá nhân\n".encode()}
PLANS = {"ke-hoach@2026-01-01": "plan: kế hoạch\n".encode()}
LAWS = {"luat@2026-01-01": "law: danh hiệu\n".encode()}
LISTS = b'{"lists":[]}'
# The name is written in decomposed form: the record must hold it composed.
CANDIDATES = [
    Candidate("xa-b", "Xã Bình An", "collective", "xa", "cum_1", "xa-b"),
    Candidate("xa-a", "Xa\u0303 An Bie\u0302n", "collective", "xa", "cum_1", "xa-a"),
    Candidate("ba-lan", "Trần Thị Lan", "individual", "", "cum_1", "xa-a", "Bà", "Chủ tịch"),
]
REVIEW = Review.model_validate(
    {
        "review": "xet-2026",
        "title": "Đợt xét 2026",
        "movement": "Chuyển đổi số",
        "period": "2026",
        "as_of": "2026-06-30",
        "schemes": [{"scheme": "diem-tap-the", "version": "2026-01-01"}],
        "candidates": "candidates.csv",
        "clusters": [{"id": "cum_1", "title": "Cụm 1", "kind": "cum"}],
        "office": {
            "agency": "Sở Nội vụ",
            "symbol": "BC",
            "place": "Rạch Giá",
            "authority": "Chủ tịch",
            "signer_role": "Giám đốc",
            "council": "Hội đồng",
            "members": 9,
        },
        "citation": "Đã có thành tích",
    },
    strict=False,
)


class TickingClock:
    """A clock that moves by a minute at each look."""

    def __init__(self, start: datetime = datetime(2026, 7, 1, 8, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


class CountedSalts:
    """Salts that are others each time and the same in every record: SHA-256 over their number."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> bytes:
        self.count += 1
        return hashlib.sha256(self.count.to_bytes(4)).digest()


def number(fact: str, value: Fraction | int, judge: str = "") -> Fact:
    return Fact(fact, State.VALUE, Fraction(value), "", judge, "12/BC-UBND", f"form.xlsx!A!{fact}")


def fact_file(
    name: str, candidate: str, *facts: Fact, scheme: str = SCHEME, content: bytes | None = None
) -> FactFile:
    return FactFile(
        name, content or f"{name} {facts}".encode(), "self", candidate, [(candidate, scheme, facts)]
    )


FIRST = fact_file("a.xlsx", "xa-a", number("ty_le", Fraction(197, 2)), Fact("ghi_chu", State.MISSING))
SECOND = fact_file("b.csv", "xa-b", number("ty_le", 90), Fact("muc", State.VALUE, label="tốt"))
CORRECTED = fact_file("a-sua.xlsx", "xa-a", number("ty_le", 99))
OBJECTED = fact_file("kien-nghi-1.csv", "xa-a", number("ty_le", Fraction(199, 2)))
EXPLAINED = FactFile(
    "b-sua.csv",
    b"b-sua",
    "self",
    "xa-b",
    [("xa-b", SCHEME, [number("ty_le", 91)])],
    {("xa-b", SCHEME, "ty_le", ""): "Đếm sót một hồ sơ"},
)
EVIDENCE = b"%PDF-1.7 bang"
PANEL = fact_file("lan.csv", "ba-lan", number("diem", 9, "gk1"), number("diem", 8, "gk2"), scheme=OTHER)


TITLE = history.Honour(
    "ba-lan",
    "chien_si_thi_dua_co_so",
    history.CommendationKind.MERIT,
    2024,
    2024,
    "12/QĐ-UBND",
    date(2025, 1, 20),
    "Chủ tịch UBND xã",
    document="luu/2025/12.pdf",
)
CERTIFICATE = history.Honour(
    "ba-lan",
    "bang_khen_tinh",
    history.CommendationKind.MERIT,
    2023,
    2024,
    "77/QĐ-UBND",
    date(2025, 3, 2),
    "Chủ tịch UBND tỉnh",
    rests_on=(TITLE.key,),
)
PAST = (
    Entry("ba-lan", Profile("nguoi_truc_tiep", True, False, None, 2015)),
    Entry("ba-lan", TITLE),
    Entry("ba-lan", CERTIFICATE),
    Entry("ba-lan", history.Rating(2023, history.TaskRating.GOOD, "5/QĐ", date(2023, 12, 20))),
    Entry("ba-lan", history.Rating(2024, history.TaskRating.EXCELLENT)),
    Entry(
        "ba-lan",
        history.Initiative(
            "SK1",
            "Một cửa số",
            history.InitiativeKind.INITIATIVE,
            2024,
            history.InfluenceScope.GRASSROOTS,
            "UBND xã",
            "9/QĐ",
            ("chien_si_thi_dua_co_so",),
        ),
    ),
    Entry(
        "ba-lan", history.Discipline(history.DisciplineLevel.REPRIMAND, date(2016, 2, 1), date(2017, 2, 1))
    ),
    Entry("ba-lan", history.Absence(history.AbsenceKind.MATERNITY, date(2020, 1, 5), date(2020, 7, 4))),
    Entry("ba-lan", history.PendingCase("Đơn tố cáo", date(2026, 5, 1))),
    Entry("ba-lan", history.Registration("bang_khen_tinh", 2026, "3/ĐK")),
    Entry("ba-lan", history.Confirmation("guong_mau", 2026, True, "8/XN")),
    Entry("xa-a", history.Membership(2025, 20, 12, 20, 15, 2, None, "1/BC")),
    Entry(
        "xa-a",
        history.Predecessor(
            "xa-cu",
            date(2025, 7, 1),
            history.UnitChange.MERGE,
            Fraction(2, 3),
            True,
            "5/NQ",
            "Xã Cũ",
        ),
    ),
    Entry("xa-cu", history.Rating(2024, history.TaskRating.GOOD)),
    Entry(
        "",
        history.Movement(
            "chuyen-doi-so",
            "Chuyển đổi số",
            "tinh",
            "dia_phuong",
            "chuyen_de",
            date(2022, 1, 1),
            date(2025, 12, 31),
        ),
    ),
)


def create(
    path: Path, clock: Callable[[], datetime] | None = None, salts: Callable[[], bytes] | None = None
) -> Database:
    return Database.create(path, clock or TickingClock(), salts or CountedSalts())


def open_review(database: Database) -> None:
    acts.open_review(
        database,
        review_text=b"review: xet-2026\n",
        review=REVIEW,
        schemes=SCHEMES,
        plans=PLANS,
        laws=LAWS,
        candidates_csv=b"id,name\n",
        candidates=CANDIDATES,
        actor="Thư ký",
    )


def load(database: Database, *files: FactFile) -> tuple[acts.Loaded, ...]:
    return acts.load_many(database, files, actor="Thư ký", reason="Nhận phiếu")


def run(database: Database, results: bytes = b'{"rows":[]}') -> RunRecord:
    return acts.record_run(
        database,
        scheme_key=SCHEME,
        results_json=results,
        facts_sha256=views.facts_digest(database, SCHEME, "self"),
        as_of=date(2026, 6, 30),
        engine="0.1.0",
        counts={"candidates": 3},
        actor="Thư ký",
    )


def decide(database: Database, *choice: str) -> None:
    decision = Decision("hoa_diem", choice, "Hội đồng", "Biên bản 1")
    acts.record_decision(database, decision, actor="Thư ký")


def issue(database: Database) -> None:
    papers = [IssuedPaper(kind="dossier", file="to-trinh.pdf", sha256="a" * 64)]
    papers.append(IssuedPaper(kind="certificate", file="bk.pdf", sha256="b" * 64, candidate="xa-a"))
    acts.record_papers(database, papers, run_ids=[1], actor="Văn thư")


def whole(path: Path) -> Database:
    """Give a record with every kind of event and rows in every table, but nothing erased."""
    database = create(path)
    open_review(database)
    load(database, FIRST, SECOND, PANEL)
    load(database, CORRECTED)
    run(database)
    decide(database, "xa-a")
    decide(database, "xa-b")
    issue(database)
    load_history(database, *PAST)
    load_history(
        database, Entry("ba-lan", history.Rating(2023, history.TaskRating.COMPLETED)), name="sua.csv"
    )
    revoke(database)
    nominate(database)
    publish(database)
    object_to(database, evidence=EVIDENCE)
    object_to(database, received=date(2026, 7, 20))
    reply(database, 1, OBJECTED)
    load(database, EXPLAINED)
    return database


def erased(path: Path) -> Database:
    """Give the same record after an erasure: now the table of erasures has rows too."""
    database = whole(path)
    erase(database)
    return database


def erase(database: Database, candidate: str = "ba-lan") -> Erasure:
    return erasing.erase(database, candidate, who="Giám đốc", why="Theo yêu cầu", actor="Thư ký")


def nomination(*candidates: str, withdrawn: bool = False, runs: tuple[int, ...] = (1,)) -> NominationRecorded:
    return NominationRecorded(
        rules="dot-2026@2026-07-01",
        law="luat@2026-01-01",
        received=date(2026, 7, 1),
        year=2026,
        lists_sha256=digest(LISTS),
        runs=runs,
        nominees=tuple(Nominated(list="bk", award="bang_khen_tinh", candidate=each) for each in candidates),
        withdrawn=withdrawn,
        who="Hội đồng",
        basis="Biên bản 1",
    )


def nominate(database: Database, *candidates: str, withdrawn: bool = False) -> int:
    act = nomination(*(candidates or ("xa-a", "xa-b")), withdrawn=withdrawn)
    return record_nomination(database, act, {act.lists_sha256: LISTS}, actor="Thư ký")


def notice(run: int = 1, until: date = date(2026, 7, 13)) -> NoticeOpened:
    return NoticeOpened(
        scheme=SCHEME,
        run=run,
        opened=date(2026, 7, 6),
        working_days=5,
        until=until,
        days_off=(date(2026, 7, 8),),
        unsure=(2026,),
        where="Bảng tin",
    )


def publish(database: Database, run: int = 1, until: date = date(2026, 7, 13)) -> int:
    return open_notices(database, [notice(run, until)], actor="Thư ký")[0]


def object_to(
    database: Database, evidence: bytes | None = None, received: date = date(2026, 7, 7), notice: int = 0
) -> int:
    act = ObjectionFiled(
        notice=notice or notices(database)[-1].seq,
        scheme=SCHEME,
        candidate="xa-a",
        criterion="ty_le",
        sender="xa-a",
        text="Tính thiếu một hồ sơ",
        evidence="bang.pdf" if evidence else "",
        evidence_sha256=digest(evidence) if evidence else None,
        received=received,
        in_time=received <= date(2026, 7, 13),
    )
    return file_objection(database, act, evidence, actor="Văn thư")


def reply(database: Database, objection: int, values: FactFile | None = None) -> int:
    act = ObjectionAnswered(
        objection=objection, accepted=True, who="Hội đồng", why="Đã đối chiếu", basis="Biên bản 2"
    )
    return answer_objection(database, act, values, actor="Thư ký")


def load_history(
    database: Database, *entries: Entry, name: str = "lich-su.xlsx", content: bytes = b""
) -> LoadedHistory:
    file = HistoryFile(name, content or f"{name} {entries}".encode(), entries)
    return history_acts.load_history(database, file, actor="Thư ký")


def revoke(database: Database, honour: history.Honour = TITLE) -> None:
    history_acts.change_status(
        database,
        honour,
        revoked=True,
        number="9/QĐ-UBND",
        on=date(2026, 2, 3),
        why="Kê khai gian dối",
        actor="Thư ký",
    )


def kept(path: Path) -> dict[str, Content]:
    """Give every stored content with its salt, by what events name it by."""
    query = "SELECT blob.sha256, content, coalesce(value, x'') FROM blob LEFT JOIN salt USING (sha256)"
    with closing(sqlite3.connect(path)) as connection:
        return {sha256: Content(content, salt) for sha256, content, salt in connection.execute(query)}


def dump(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())
