"""Everything about one candidate's score, gathered for a text, a page or a program."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.analysis.inputs import Inputs
from scoring.cards import Standing
from scoring.errors import Problem, ScoringError, _
from scoring.facts import State
from scoring.results import card_data
from thidua.dossier import wording
from thidua.dossier.about import About
from thidua.dossier.binding import bind
from thidua.dossier.binding.workshop import Workshop
from thidua.dossier.context import CardPage, card_pages, fact_title
from thidua.dossier.environment import fill
from thidua.dossier.formats import quantity
from thidua.proof.history import Reported, changed, history_of, sources
from thidua.proof.lifts import Lifts, lifts_of
from thidua.review import ReviewResult, Scored
from thidua.runs import current_result, entries_of, find_candidate
from thidua.store import views
from thidua.store.database import Database

DATA_NAME = "thidua-explanation.json"
_STYLE = "dossier/paper.css"


@dataclass(frozen=True)
class Explanation:
    """
    One candidate under one scheme.

    Attributes:
        scored: The scheme with its run.
        standing: The card with its place.
        history: Every value ever reported for this scheme.
        lifts: The way to the next class; None where there is none.
    """

    scored: Scored
    standing: Standing
    history: tuple[Reported, ...]
    lifts: Lifts | None

    def data(self) -> dict[str, Any]:
        """Give it as JSON data, version ``trace: 1``; numbers are strings."""
        row, scheme = self.standing, self.scored.scheme
        rank = row.rank if isinstance(row.rank, int) or row.rank is None else str(row.rank)
        places = {"rank": rank, "outcome": dict(row.outcome), "why": dict(row.why)}
        head = {"trace": 1, "scheme": scheme.key, "as_of": self.scored.run.as_of.isoformat()}
        told = {"history": [_reported(each) for each in self.history], "lifts": _lifts(self.lifts)}
        return head | {"run": self.scored.run.id} | card_data(row.card) | places | told


def explain(database: Database, text: str) -> tuple[ReviewResult, tuple[Explanation, ...]]:
    """
    Explain the candidate of this id, or whose name holds this text, under every scheme that scores it.

    Raises:
        ScoringError: Nobody or more than one is meant, or the runs no longer fit the facts.
    """
    result = current_result(database)
    places = find_candidate(result, text)
    names = {each.standings.rows[i].card.candidate.id for each, i in places}
    if len(names) != 1:
        raise ScoringError([_unclear(text, names)])
    history = history_of(database, names.pop())
    found = [_explanation(database, result, each, each.standings.rows[i], history) for each, i in places]
    return result, tuple(found)


def _unclear(text: str, names: set[str]) -> Problem:
    if names:
        message = _("“{text}” fits {count} candidates; give the id of one: {ids}")
        ids = ", ".join(sorted(names)[:10])
        return Problem("E_CANDIDATE", message, {"text": text, "count": len(names), "ids": ids})
    return Problem("E_CANDIDATE", _("no candidate of this review is called “{text}”"), {"text": text})


def _explanation(
    database: Database, result: ReviewResult, each: Scored, row: Standing, history: tuple[Reported, ...]
) -> Explanation:
    entries = entries_of(database, result.review, each.scheme)
    inputs = Inputs(each.scheme, tuple(entries), each.run.as_of, views.decisions(database))
    mine = tuple(report for report in history if report.scheme == each.scheme.key)
    return Explanation(each, row, mine, lifts_of(inputs, row.card))


def _reported(each: Reported) -> dict[str, Any]:
    fact = each.fact
    return {
        "fact": fact.id,
        "judge": fact.judge,
        "stage": each.stage,
        "version": each.version,
        "state": fact.state.value,
        "value": fact.label or (None if fact.number is None else str(fact.number)),
        "evidence": fact.evidence,
        "source": fact.source,
        "file": each.file,
        "file_sha256": each.file_sha256,
        "actor": each.actor,
        "reason": each.reason,
        "at": each.at,
    }


def _lifts(lifts: Lifts | None) -> dict[str, Any] | None:
    if lifts is None:
        return None
    return {
        "class": lifts.label,
        "gap": None if lifts.gap is None else str(lifts.gap),
        "held_by": list(lifts.held_by),
        "single": [
            {"id": lift.node, "title": lift.title, "now": str(lift.now), "needed": str(lift.needed)}
            for lift in lifts.single
        ],
    }


def write_letter(result: ReviewResult, found: tuple[Explanation, ...], target: Path) -> int:
    """
    Write the letter to one unit: the result in plain words, what would lift it, then every point.

    Args:
        result: The review's results.
        found: One candidate's explanations.
        target: The PDF; it appears whole or not at all.

    Returns:
        Number of pages.

    Raises:
        OSError: The file cannot be written.
    """
    candidate = found[0].standing.card.candidate
    pages = [page for page in card_pages(result) if page.card.candidate.id == candidate.id]
    examples = list(dict.fromkeys(each.scored.scheme.example for each in found if each.scored.scheme.example))
    common: dict[str, Any] = {"review": result.review, "examples": examples}
    letter = fill(
        "proof/letter.html.j2",
        candidate=candidate,
        found=[_told(each, page) for each, page in zip(found, pages, strict=True)],
        result=result,
        **common,
    )
    cards = fill("dossier/cards.html.j2", pages=pages, first=False, **common)
    told = [each.data() for each in found]
    about = About(
        f"Thông báo kết quả – {candidate.name}",
        result.review.report.issued or result.review.as_of,
        json.dumps(told, ensure_ascii=False, indent=1).encode(),
        DATA_NAME,
        "Điểm, số liệu và cách tính của đối tượng",
    )
    with Workshop(_STYLE, large=False) as workshop:
        parts = [workshop.one(letter), workshop.one(cards)]
        bind(parts, (), about, target)
    return sum(part.count for part in parts)


def _told(each: Explanation, page: CardPage) -> dict[str, Any]:
    """Give what the letter says of one scheme."""
    scheme, row = each.scored.scheme, each.standing
    lost = [line for line in row.card.root.leaves() if line.points is not None and _lost(line) > 0]
    lost.sort(key=lambda line: -_lost(line))
    return {
        "page": page,
        "lost": [(line.title, line.points, line.max_points) for line in lost[:5]],
        "outcomes": [
            (
                next((select.title for select in scheme.select if select.id == selection), selection),
                wording.word(wording.OUTCOMES, outcome),
                wording.word(wording.WHY, row.why.get(selection, "")),
            )
            for selection, outcome in row.outcome.items()
        ],
        "lifts": each.lifts,
        "history": [_line(each, report) for report in changed(each.history)],
        "sources": [_line(each, report) for report in sources(each.history)],
        "run": each.scored.run,
    }


def _lost(line: Any) -> Fraction:
    if line.max_points is None or line.role != "base":
        return Fraction(0)
    return Fraction(line.max_points - line.points)


def _line(each: Explanation, report: Reported) -> dict[str, str]:
    """Give one report of a value in words."""
    fact = report.fact
    spec = next((spec for spec in each.scored.scheme.facts if spec.id == fact.id), None)
    value = wording.word(wording.STATES, fact.state.value)
    if fact.state is State.VALUE:
        labels = (spec.labels or {}) if spec else {}
        unit = spec.unit if spec else ""
        value = quantity(fact.number, unit) if fact.number is not None else labels.get(fact.label, fact.label)
    return {
        "title": fact_title(each.scored.scheme, fact.id) + (f" ({fact.judge})" if fact.judge else ""),
        "stage": wording.word(wording.STAGES, report.stage),
        "value": value,
        "actor": report.actor,
        "reason": report.reason,
        "at": f"{report.at[8:10]}/{report.at[5:7]}/{report.at[:4]}",
        "file": report.file,
        "sha256": report.file_sha256,
    }
