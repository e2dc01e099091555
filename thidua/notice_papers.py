"""The notice to hang up: every candidate of a published run with total, class and rank, in Vietnamese."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.facts import Candidate
from thidua.dossier import wording
from thidua.dossier.environment import fill
from thidua.dossier.files import replace_file
from thidua.dossier.formats import long_date, number
from thidua.dossier.printing import typeset
from thidua.review import Review
from thidua.runs import stored_rules
from thidua.store import views
from thidua.store.database import Database
from thidua.store.notice_acts import Notice


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
    pages = []
    for each in notices:
        results = json.loads(views.run_results(database, each.run))
        scheme = schemes[each.scheme]
        pages.append(
            {
                "title": scheme.title,
                "example": scheme.example,
                "notice": each,
                "opened": long_date(each.opened),
                "until": long_date(each.until),
                "off": ", ".join(f"{day:%d/%m/%Y}" for day in each.days_off),
                "unsure": ", ".join(map(str, each.unsure)),
                "clusters": list(_clusters(review, results["rows"], roster)),
            }
        )
    html = fill("notice/notice.html.j2", review=review, rule=review.public_notice, pages=pages)
    made = typeset(html, "notice/notice.css")
    replace_file(target, made.pdf)
    return made.count


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
