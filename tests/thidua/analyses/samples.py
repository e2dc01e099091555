"""A small scheme as a file, tables for it, and a record with two stages."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from scoring.facts import Candidate, Fact, State
from thidua.review import Review
from thidua.runs import run_all
from thidua.store import acts
from thidua.store.acts import FactFile
from thidua.store.database import Database

KEY = "hai-muc@2025-01-01"
SCHEME = """
scheme: hai-muc
version: 2025-01-01
title: Hai tiêu chí
cite: {document: Ví dụ}
effective: {from: 2025-01-01, to: 2025-12-31}
subjects: {kinds: [collective], levels: [xa]}
publish: {round: {to: 0.01, mode: half_up}, on_missing: pending}
weights: {must_sum_to: 100}
facts:
  - {id: fa, title: Số liệu A, kind: points, unit: điểm, decimals: 2, at_least: 0, at_most: 60}
  - {id: fb, title: Số liệu B, kind: points, unit: điểm, decimals: 2, at_least: 0, at_most: 40}
  - {id: muc, title: Mức, kind: choice, unit: mức, not_applicable: false, labels: {khong: Không, co: Có}}
children:
  - {id: a, title: Tiêu chí A, cite: {clause: "1"}, max_points: 60, measure: {fact: fa}}
  - {id: b, title: Tiêu chí B, cite: {clause: "2"}, max_points: 40, measure: {fact: fb}}
gates:
  - {id: muc, title: Không xét, require: fact.muc == 'khong', else: exclude}
classify:
  - {label: Tốt, at_least: 70}
  - {label: Đạt}
select:
  - {id: khen, title: Giấy khen, places: 1, who: Hội đồng}
"""
NEWER = (
    SCHEME.replace("version: 2025-01-01", "version: 2026-01-01")
    .replace("from: 2025-01-01, to: 2025-12-31", "from: 2026-01-01")
    .replace("max_points: 60, measure: {fact: fa}", "max_points: 30, measure: {fact: fa}, scale: {per: 0.5}")
    .replace("max_points: 40, measure: {fact: fb}", "max_points: 70, measure: {fact: fb}, scale: {per: 1.75}")
)
# p 40 + 32 = 72, q 50 + 20 = 70, r 10 + 10 = 20; s alone in its cluster; t has no value of B yet.
TABLE = """candidate,name,cluster,fa,fb,muc
p,Xã P,c1,40,32,khong
q,Xã Q,c1,50,20,khong
r,Xã R,c1,10,10,khong
s,Xã S,c2,30,30,khong
t,Xã T,c2,30,,khong
"""
APPRAISED = TABLE.replace("40,32", "40,26.5")

REVIEW = {
    "review": "xet-2025",
    "title": "Đợt xét",
    "movement": "Phong trào",
    "period": "2025",
    "as_of": "2025-12-31",
    "schemes": [{"scheme": "hai-muc", "version": "2025-01-01"}],
    "candidates": "candidates.csv",
    "clusters": [
        {"id": "c1", "title": "Cụm một", "kind": "cum"},
        {"id": "c2", "title": "Cụm hai", "kind": "cum"},
    ],
    "office": {
        "agency": "Sở Nội vụ",
        "symbol": "BC",
        "place": "Rạch Giá",
        "authority": "Chủ tịch",
        "signer_role": "Giám đốc",
        "council": "Hội đồng",
    },
    "citation": "Đã có thành tích",
}


def files(folder: Path) -> tuple[str, str]:
    """Write the scheme and its table; give their paths."""
    scheme, facts = folder / "hai-muc.yaml", folder / "facts.csv"
    scheme.write_text(SCHEME, encoding="utf-8")
    facts.write_text(TABLE, encoding="utf-8")
    return str(scheme), str(facts)


def written(folder: Path, name: str, text: str) -> str:
    """Write one more file; give its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def record(path: Path) -> Database:
    """Keep a review with self-scores of all and appraised values of p, and run it."""
    database = Database.create(path)
    candidates = [
        Candidate(name, f"Xã {name.upper()}", "collective", "xa", "c1" if name in "pqr" else "c2", name)
        for name in "pqrst"
    ]
    review = Review.model_validate(REVIEW, strict=False)
    acts.open_review(
        database,
        review_text=b"review",
        review=review,
        schemes={KEY: SCHEME.encode()},
        plans={},
        candidates_csv=b"candidates",
        candidates=candidates,
        actor="Thư ký",
    )
    own, appraised = _facts_of(TABLE), _facts_of(APPRAISED)
    acts.load_many(database, [_file("self", unit, facts) for unit, facts in own.items()], actor="Thư ký")
    for unit, facts in appraised.items():
        reason = "Chỉ đủ minh chứng cho 26,5" if unit == "p" else ""
        acts.load_facts(database, _file("appraisal", unit, facts), actor="Sở Nội vụ", reason=reason)
    run_all(database, actor="Thư ký")
    return database


def _file(stage: str, unit: str, facts: list[Fact]) -> FactFile:
    name = f"{unit}-{stage}.csv"
    return FactFile(name, f"{name} {facts}".encode(), stage, unit, [(unit, KEY, facts)])  # type: ignore[arg-type]


def _facts_of(table: str) -> dict[str, list[Fact]]:
    rows = [line.split(",") for line in table.splitlines()[1:]]
    return {unit: [_number("fa", a), _number("fb", b), Fact("muc", State.VALUE, label=label)]
            for unit, _name, _cluster, a, b, label in rows}  # fmt: skip


def _number(fact: str, text: str) -> Fact:
    return Fact(fact, State.VALUE, Fraction(text)) if text else Fact(fact, State.MISSING)
