"""The notice to hang up: every candidate of a published run with total, class and rank, in Vietnamese."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.facts import Candidate
from thidua.dossier import wording
from thidua.dossier.about import About
from thidua.dossier.environment import fill
from thidua.dossier.files import replace_file
from thidua.dossier.formats import long_date, number
from thidua.dossier.printing import paper
from thidua.review import Review
from thidua.runs import stored_rules
from thidua.store import views
from thidua.store.database import Database
from thidua.store.notice_acts import Notice

DATA_NAME = "thidua-notice.json"
FORMAT = "thidua-notice/1"


def write_notice(database: Database, notices: Sequence[Notice], target: Path) -> int:
    """
    Write what was published: the results of the runs as they were then, whatever came after.

    Args:
        database: The record.
        notices: At least one; each begins a page of its own.
        target: The PDF; it appears whole or not at all.

    Returns:
        Number of pages.

    Raises:
        OSError: The file cannot be written.
    """
    review = views.review(database)
    schemes = stored_rules(database, review).schemes
    roster = {each.id: each for each in views.candidates(database)}
    pages, said = [], []
    for each in notices:
        rows = json.loads(views.run_results(database, each.run))["rows"]
        scheme = schemes[each.scheme]
        said.append(_said(each, rows, roster))
        pages.append(
            {
                "title": scheme.title,
                "example": scheme.example,
                "notice": each,
                "opened": long_date(each.opened),
                "until": long_date(each.until),
                "off": ", ".join(f"{day:%d/%m/%Y}" for day in each.days_off),
                "unsure": ", ".join(map(str, each.unsure)),
                "clusters": list(_clusters(review, rows, roster)),
            }
        )
    html = fill("notice/notice.html.j2", review=review, rule=review.public_notice, pages=pages)
    made = paper(html, "notice/notice.css", _about(review, notices, said))
    replace_file(target, made.pdf)
    return made.count


def _about(review: Review, notices: Sequence[Notice], said: Sequence[Mapping[str, Any]]) -> About:
    data = {"format": FORMAT, "review": review.review, "notices": said}
    content = json.dumps(data, ensure_ascii=False, indent=1).encode()
    title = f"Thông báo công khai kết quả – {review.title}"
    return About(title, max(each.opened for each in notices), content, DATA_NAME, "Kết quả được công khai")


def _said(
    notice: Notice, rows: Sequence[Mapping[str, Any]], roster: Mapping[str, Candidate]
) -> dict[str, object]:
    """Give what one notice says, for machines; numbers are exact texts, as in the results of the run."""
    return {
        "scheme": notice.scheme,
        "run": notice.run,
        "opened": notice.opened.isoformat(),
        "until": notice.until.isoformat(),
        "rows": [
            {
                "candidate": row["candidate"],
                "name": roster[row["candidate"]].name,
                "cluster": row["cluster"],
                "rank": None if row["rank"] is None else str(row["rank"]),
                "total": row["total"],
                "state": row["state"],
                "class": row["class"],
            }
            for row in rows
        ],
    }


def _clusters(
    review: Review, rows: Sequence[Mapping[str, Any]], roster: Mapping[str, Candidate]
) -> Iterator[dict[str, Any]]:
    titles = {each.id: each.title for each in review.clusters}
    by_cluster: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        candidate = roster[row["candidate"]]
        by_cluster.setdefault(row["cluster"], []).append(_line(row, candidate))
    for cluster, lines in by_cluster.items():
        yield {"title": titles.get(cluster, cluster), "rows": lines}


def _line(row: Mapping[str, Any], candidate: Candidate) -> dict[str, str]:
    total, rank = row["total"], row["rank"]
    return {
        "name": f"{candidate.title} {candidate.name}".strip(),
        "post": candidate.post,
        "rank": "–" if rank is None else number(Fraction(str(rank))),
        "total": "–" if total is None else number(Fraction(total)),
        "label": row["class"] if total is not None else wording.word(wording.STATES, row["state"]),
    }
