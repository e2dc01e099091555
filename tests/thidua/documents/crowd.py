"""A review in which every text that people write is a hostile one: names, posts, titles, offices, minutes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import cycle
from pathlib import Path
from typing import Any

from scoring.facts import Candidate, Fact, State
from tests.hostile import HOSTILE as WHOLE
from tests.thidua.documents.samples import OFFICE, make, review
from tests.thidua.store.samples import create
from thidua import nomination_papers, notice_papers, statistics_papers
from thidua.documents.kinds import all_kinds
from thidua.dossier.printed_head import head_of
from thidua.nominations import Asked, prepare
from thidua.notices import Publishing, announce
from thidua.runs import run_all
from thidua.statistics import make_report
from thidua.store import acts, views
from thidua.store.acts import FactFile
from thidua.store.database import Database
from thidua.store.notice_acts import notices

SCHEME = "nguoi@2025-01-01"
UNIT, FIRM = "don-vi", "doanh-nghiep"
SUBJECTS = {
    "bao-cao-ca-nhan": "p0",
    "bao-cao-tap-the": UNIT,
    "bao-cao-doanh-nghiep": FIRM,
    "thong-bao": UNIT,
}
# Thousands of letters in one cell take seconds to lay out; a test of its own has longer words.
HOSTILE = tuple(text[:300] for text in WHOLE)


def record(folder: Path, texts: Sequence[str] = HOSTILE) -> Database:
    """Give a scored record: a unit, a firm and as many people as there are texts, all of them selected."""
    database = create(folder / "thidua.db")
    acts.open_review(
        database,
        review_text=b"review: xet-2025\n",
        review=_review(),
        schemes={SCHEME: _yaml(_rules(len(texts) + 2))},
        plans={},
        candidates_csv=b"id,name\n",
        candidates=list(_roster(texts)),
        actor="Thư ký",
    )
    acts.load_many(database, list(_files(texts)), actor="Thư ký")
    run_all(database, actor="Thư ký")
    return database


def matters(folder: Path) -> Path:
    """Write what the office says of its papers: numbers, places, officials, bases."""
    words = cycle(HOSTILE)
    people = [{"name": next(words), "post": next(words)} for _person in range(4)]
    paper = {
        **{key: next(words) for key in ("symbol", "agency", "parent", "place", "signer")},
        **{key: [next(words), next(words)] for key in ("capacity", "to", "bases", "recipients")},
    }
    meeting = {
        **{key: next(words) for key in ("opened", "closed", "place")},
        **{"chair": people[0], "secretary": people[1], "present": people, "invited": people[:1]},
    }
    found = {
        "documents": "xet-2025",
        "papers": {kind.id: {**paper, "number": next(words)} for kind in all_kinds()},
        "meeting": meeting,
        "count": {"tellers": people},
    }
    path = folder / "documents.yaml"
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


def _yaml(rules: dict[str, Any]) -> bytes:
    # JSON is YAML, but for days: those stand there without quotes.
    return json.dumps(rules).replace('"2025-01-01"', "2025-01-01").encode()


def _review() -> Any:
    words = cycle(HOSTILE)
    office = {key: value if isinstance(value, int) else next(words) for key, value in OFFICE.items()}
    # As many as stand among those present.
    return review(
        office=office | {"members": 4},
        schemes=[{"scheme": "nguoi", "version": "2025-01-01"}],
        clusters=[{"id": "cum_1", "title": next(words), "kind": "cum"}],
        public_notice={"working_days": 1, "cite": {"document": next(words), "clause": next(words)}},
        **{key: next(words) for key in ("title", "movement", "period", "citation", "notice")},
    )


def _rules(places: int) -> dict[str, Any]:
    words = cycle(HOSTILE)
    return {
        "scheme": "nguoi",
        "version": "2025-01-01",
        "title": next(words),
        "cite": {"document": next(words), "issued": "2025-01-01"},
        "effective": {"from": "2025-01-01"},
        "subjects": {"kinds": ["collective", "enterprise", "individual"], "levels": ["xa"]},
        "publish": {"round": {"to": 0.01, "mode": "half_up"}, "on_missing": "pending"},
        "facts": [
            {"id": "diem", "title": next(words), "kind": "count", "unit": next(words), "at_least": 0},
            {
                "id": "muc",
                "title": next(words),
                "kind": "choice",
                "unit": "mức",
                "labels": {"a": next(words)},
            },
        ],
        "combine": "sum",
        "children": [
            {
                "id": "diem",
                "title": next(words),
                "cite": {"clause": next(words)},
                "max_points": 100,
                "measure": {"fact": "diem"},
                "scale": {"knots": [[0, 0], [100, 100]]},
            },
        ],
        "classify": [{"label": next(words)}],
        "select": [
            {
                **{"id": "giay_khen", "award": "giay_khen", "places": places, "ties": "decide"},
                **{"title": next(words), "who": next(words)},
            }
        ],
    }


def _roster(texts: Sequence[str]) -> Iterator[Candidate]:
    yield Candidate(UNIT, texts[0], "collective", "xa", "cum_1", UNIT)
    yield Candidate(FIRM, texts[1], "enterprise", "xa", "cum_1", UNIT)
    for at, text in enumerate(texts):
        yield Candidate(f"p{at}", text, "individual", "xa", "cum_1", UNIT, "Ông", texts[at - 1])


def _files(texts: Sequence[str]) -> Iterator[FactFile]:
    # Nobody has the points of another.
    for at, name in enumerate((UNIT, FIRM, *(f"p{at}" for at in range(len(texts))))):
        text = texts[at % len(texts)]
        points = Fact("diem", State.VALUE, Fraction(100 - at), "", "", text, f"{name}.xlsx!Phiếu!D1")
        level = Fact("muc", State.VALUE, None, "a", "", text, f"{name}.xlsx!Phiếu!D2")
        yield FactFile(f"{name}.xlsx", name.encode(), "self", name, [(name, SCHEME, [points, level])])


def publish(database: Database) -> None:
    """Publish the results."""
    announce(database, Publishing(date(2026, 3, 4), where=HOSTILE[1]), actor="Thư ký")


def make_all(database: Database, folder: Path) -> None:
    """Make every paper that is one document, from a record whose results were published."""
    told, review = matters(folder), views.review(database)
    for kind in all_kinds():
        make(database, kind.id, folder / f"{kind.id}.pdf", SUBJECTS.get(kind.id, ""), matters=told)
    notice_papers.write_notice(database, notices(database), folder / "notice.pdf")
    prepared = prepare(database, Asked(date(2026, 3, 4)))
    head = head_of(prepared.result)
    nomination_papers.write(prepared.nomination, review, folder / "nomination.pdf", head)
    report = make_report(database, date(2025, 1, 1), date(2025, 12, 31))
    (folder / "statistics.pdf").write_bytes(statistics_papers.pdf(report, review))


if __name__ == "__main__":
    make_all(Database.open(Path(sys.argv[1])), Path(sys.argv[2]))
