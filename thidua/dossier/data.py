"""What a dossier says, for machines: the JSON that is attached to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scoring.cards import Standing
from thidua.dossier.context import ClusterTable, cluster_tables, questions
from thidua.dossier.printed_head import head_of
from thidua.review import ReviewResult, Scored

DATA_NAME = "thidua-dossier.json"
WHAT = "Dữ liệu trình Hội đồng: đối tượng, điểm, thứ hạng, đề nghị, mã băm"
FORMAT = "thidua-dossier/1"


def dossier_data(result: ReviewResult) -> bytes:
    """
    Give the data that the council votes on, as printed and exact.

    Returns:
        UTF-8 JSON, version ``thidua-dossier/1``, keys in a fixed order; points are strings, whole or as a
        fraction. It says who stands where with how many points in which cluster of which scheme, what is
        proposed and why, what the council is asked, and the digests of rules, facts and results of each run.
    """
    return json.dumps(_data(result), ensure_ascii=False, indent=1).encode()


def _data(result: ReviewResult) -> dict[str, Any]:
    review, head = result.review, head_of(result)
    return {
        "format": FORMAT,
        "review": review.review,
        "title": review.title,
        "period": review.period,
        "as_of": review.as_of.isoformat(),
        "notice": review.notice,
        "record": {"origin": head.origin, "events": head.size, "root": head.root},
        "inputs": [{"file": each.name, "sha256": each.sha256, "facts": each.facts} for each in result.inputs],
        "runs": [_run(scored) for scored in result.scored],
        "clusters": [_cluster(table) for table in cluster_tables(result)],
        "questions": list(_questions(result)),
    }


def _run(scored: Scored) -> dict[str, Any]:
    run = scored.run
    return {
        "run": run.id,
        "scheme": run.scheme,
        "title": scored.scheme.title,
        "as_of": run.as_of.isoformat(),
        "engine": run.engine,
        "scheme_sha256": run.scheme_sha256,
        "facts_sha256": run.facts_sha256,
        "results_sha256": run.results_sha256,
    }


def _cluster(table: ClusterTable) -> dict[str, Any]:
    quotas = [{"selection": quota.selection, "places": quota.places} for quota in table.quotas]
    return {
        "scheme": table.scheme.key,
        "cluster": table.rows[0].card.candidate.cluster,
        "title": table.title,
        "selections": table.outcomes,
        "quotas": quotas,
        "candidates": [_candidate(row, state) for row, state in zip(table.rows, table.states, strict=True)],
    }


def _candidate(row: Standing, state: str) -> dict[str, Any]:
    card, who = row.card, row.card.candidate
    return {
        "candidate": who.id,
        "name": who.name,
        "kind": who.kind,
        "state": str(state),
        "base": _number(card.base),
        "bonus": _number(card.bonus),
        "penalty": _number(card.penalty),
        "total": _number(card.total),
        "class": card.label,
        "rank": row.rank if isinstance(row.rank, int) else _number(row.rank),
        "outcome": dict(row.outcome),
        "why": dict(row.why),
    }


def _questions(result: ReviewResult) -> Iterator[dict[str, Any]]:
    for question in questions(result):
        slot = question.slot
        yield {
            "slot": slot.id,
            "kind": slot.kind,
            "question": slot.question,
            "options": list(slot.options),
            "choose": slot.choose,
            "chosen": list(slot.filled.choice) if slot.filled else None,
        }


def _number(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
