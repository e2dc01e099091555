"""A small review made by hand; every name and number is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from scoring.cards import Card, Line, Quota, Slot, Standing, Standings, Step
from scoring.facts import Candidate, Decision, Fact, State
from scoring.scheme.model import Cite, Effective, FactSpec, Node, Publish, Round, Scheme, Select, Subjects
from thidua.review import (
    Cluster,
    InputFile,
    Office,
    Paper,
    Review,
    ReviewResult,
    RunRecord,
    SchemeRef,
    Scored,
)

DAY = date(2026, 2, 6)
LOWER = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
LETTERS = LOWER + LOWER.upper()
SELECTION = "bang_khen"


def scheme(example: str = "Thang điểm ví dụ") -> Scheme:
    return Scheme(
        scheme="thu",
        version=DAY,
        title="Thang điểm thử",
        example=example,
        cite=Cite(document="00/KH-THU", clause="I", quote="Chấm theo thang điểm"),
        effective=Effective(),
        subjects=Subjects(kinds=["collective", "individual"], levels=["huyen"]),
        facts=[FactSpec(id="ho_so", title="Số hồ sơ trực tuyến", kind="count", unit="hồ sơ")],
        publish=Publish(round=Round(to=Fraction(1, 100))),
        children=[Node(id="a", title="Hồ sơ trực tuyến", max_points=Fraction(100))],
        select=[Select(id=SELECTION, title="Bằng khen", award="bang_khen_tinh", places=1)],
    )


def collective(number: int, name: str = "") -> Candidate:
    return Candidate(
        f"don-vi-{number}", name or f"Phòng Thử nghiệm số {number}", cluster="cum_1", level="huyen"
    )


def individual(number: int, name: str) -> Candidate:
    return Candidate(
        f"ca-nhan-{number}",
        name,
        "individual",
        cluster="cum_1",
        title="Bà",
        post="Chuyên viên Phòng Thử nghiệm",
    )


def scored_card(candidate: Candidate, total: Fraction) -> Card:
    fact = Fact("ho_so", State.VALUE, Fraction(629), evidence="Báo cáo số 00/BC", source="so.xlsx!Số liệu!C4")
    step = Step("measure", "{a} / {b} × 100", {"a": Fraction(629), "b": Fraction(912)}, Fraction(62900, 912))
    leaf = Line(
        "a",
        "Hồ sơ trực tuyến",
        State.VALUE,
        points=total,
        max_points=Fraction(100),
        measured=Fraction(62900, 912),
        unit="%",
        target=Fraction(60),
        target_sign=">=",
        facts=(fact,),
        steps=(step, Step("scale", "{y}", {"y": total}, total, "capped_high")),
        cite=Cite(clause="II.1", quote="Tối thiểu 60% hồ sơ"),
    )
    root = Line(
        "thu", "Thang điểm thử", State.VALUE, points=total, max_points=Fraction(100), children=(leaf,)
    )
    zero = Fraction(0)
    return Card(
        candidate,
        "thu@2026-02-06",
        State.VALUE,
        root,
        total,
        base=total,
        bonus=zero,
        penalty=zero,
        label="Tốt",
    )


def waiting_card(candidate: Candidate) -> Card:
    leaf = Line(
        "a",
        "Hồ sơ trực tuyến",
        State.MISSING,
        max_points=Fraction(100),
        facts=(Fact("ho_so", State.MISSING),),
        reason="missing_fact",
    )
    root = Line("thu", "Thang điểm thử", State.PENDING, reason="parts_pending", children=(leaf,))
    return Card(candidate, "thu@2026-02-06", State.PENDING, root, waiting_for=("ho_so",))


def standing(card: Card, outcome: str, rank: int | Fraction | None = 1) -> Standing:
    return Standing(card, rank, {SELECTION: outcome}, {SELECTION: "within_places"})


def review(**changes: object) -> Review:
    made = Review(
        review="thu",
        title="Sơ kết phong trào thử nghiệm",
        movement="Thử nghiệm",
        period="2025-2026",
        as_of=DAY,
        notice="VÍ DỤ — số liệu giả lập",
        schemes=[SchemeRef(scheme="thu", version=DAY)],
        candidates="ds.csv",
        clusters=[Cluster(id="cum_1", title="Cụm số 1", kind="cum")],
        office=Office(
            parent="Ủy ban nhân dân tỉnh Thử",
            agency="Hội đồng thử nghiệm",
            symbol="BC-HĐ",
            place="Thử",
            authority="CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH THỬ",
            signer_role="CHỦ TỊCH",
            granter_role="CHỦ TỊCH",
            council="Hội đồng thử nghiệm",
        ),
        decision=Paper(number="000/QĐ-THU", issued=DAY),
        citation="Đã có thành tích xuất sắc trong phong trào thử nghiệm",
    )
    return made.model_copy(update=changes)


def result(
    *rows: Standing, slots: tuple[Slot, ...] = (), rules: Scheme | None = None, **changes: object
) -> ReviewResult:
    rules = rules or scheme()
    step = Step("round", "{a}", {"a": Fraction(6, 5)}, Fraction(1), "floor")
    standings = Standings(rules.key, DAY.isoformat(), rows, (Quota(SELECTION, "cum_1", 1, (step,)),), slots)
    run = RunRecord(1, rules.key, "a1" * 32, "b2" * 32, "c3" * 32, DAY, "0.1.0", "2026-02-06T00:00:00Z")
    inputs = (InputFile("so.xlsx", "d4" * 32, 1234, "2026-02-05T00:00:00Z"),)
    return ReviewResult(review(**changes), (Scored(rules, standings, run),), inputs, 7, "e5" * 32)


def usual() -> ReviewResult:
    """One of each kind: selected, selected person, not selected, undecided without facts."""
    return result(
        standing(scored_card(collective(1), Fraction(9125, 100)), "selected"),
        standing(scored_card(individual(1, "Nguyễn Thị Phượng"), Fraction(90)), "selected", 2),
        standing(scored_card(collective(2), Fraction(80)), "not_selected", 3),
        standing(waiting_card(collective(3)), "undecided", None),
        slots=(tie(),),
    )


def tie(filled: Decision | None = None) -> Slot:
    return Slot(
        f"{SELECTION}.cum_1",
        "tie",
        "Bằng khen",
        ("don-vi-1", "don-vi-2"),
        who="Hội đồng thử nghiệm",
        filled=filled,
    )


def renamed(name: str) -> ReviewResult:
    return result(standing(scored_card(collective(1, name), Fraction(90)), "selected"))


def with_notice(outcome: ReviewResult, notice: str) -> ReviewResult:
    return replace(outcome, review=outcome.review.model_copy(update={"notice": notice}))
