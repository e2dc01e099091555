"""The page inside a package: every point of every candidate, searched by name, without a network."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from scoring.cards import Card, Line, Standing, Step
from scoring.facts import Fact, State
from scoring.scheme.model import Cite, Scheme
from thidua.audit.checkpoints import Checkpoint
from thidua.dossier import wording
from thidua.dossier.environment import fill, told
from thidua.dossier.formats import clean, number, place, quantity
from thidua.library import shipped
from thidua.review import Review, Scored

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def render_report(review: Review, scored: Sequence[Scored], checkpoint: Checkpoint) -> bytes:
    """
    Give the page of a package.

    Args:
        review: Whose title and notice head the page.
        scored: In the order of the review's schemes.
        checkpoint: Head of the record that the package stands under.

    Returns:
        One HTML file in UTF-8 that loads nothing: its policy allows its own style and script by their
        hashes and no connection at all. The same results give the same bytes.
    """
    data = json.dumps(_data(review, scored), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # An end tag inside a text must not end the script element.
    island = Markup(data.replace("<", "\\u003c").replace("\u2028", " ").replace("\u2029", " "))
    source = (shipped("templates") / "proof" / "report.html.j2").read_text(encoding="utf-8")
    return fill(
        "proof/report.html.j2",
        review=review,
        checkpoint=checkpoint,
        data=island,
        policy=_policy(source),
    ).encode()


def _policy(source: str) -> str:
    """Give the content security policy that lets exactly the page's own style and script work."""
    hashes = []
    for pattern in (_STYLE, _SCRIPT):
        found = pattern.search(source)
        content = (found[1] if found else "").encode()
        hashes.append(base64.b64encode(hashlib.sha256(content).digest()).decode())
    return f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'"


def _data(review: Review, scored: Sequence[Scored]) -> dict[str, Any]:
    clusters = {cluster.id: cluster.title for cluster in review.clusters}
    return {
        "schemes": [
            {
                "title": clean(each.scheme.title),
                "key": each.scheme.key,
                "example": clean(each.scheme.example or ""),
                "run": each.run.id,
                "results": each.run.results_sha256,
                "cards": [_card(each.scheme, row, clusters) for row in each.standings.rows],
            }
            for each in scored
        ]
    }


def _card(scheme: Scheme, row: Standing, clusters: Mapping[str, str]) -> dict[str, Any]:
    card, who = row.card, row.card.candidate
    return {
        "id": who.id,
        "name": clean(" ".join(filter(None, [who.title, who.name]))),
        "post": clean(who.post),
        "cluster": clean(clusters.get(who.cluster, who.cluster)),
        "rank": place(row.rank),
        "total": number(card.total) if card.total is not None else _word(wording.STATES, card.state.value),
        "label": clean(card.label),
        "parts": _parts(card),
        "outcomes": [_outcome(scheme, row, selection) for selection in row.outcome],
        "gates": [_gate(gate.reason, gate.id, gate.effect, gate.cite) for gate in card.gates],
        "waiting": [clean(_title(scheme, each)) for each in card.waiting_for],
        "asked": [_fact(scheme, fact) for fact in card.asked],
        "steps": _steps(card.root.steps),
        "lines": [_line(scheme, line) for line in card.root.children],
    }


def _parts(card: Card) -> list[list[str]]:
    parts = [
        ("Điểm cơ bản", card.base),
        ("Điểm thưởng", card.bonus),
        ("Điểm trừ", card.penalty),
        ("Điều chỉnh, làm tròn", card.adjustment or None),
    ]
    return [[name, number(value)] for name, value in parts if value is not None]


def _outcome(scheme: Scheme, row: Standing, selection: str) -> list[str]:
    title = next((each.title for each in scheme.select if each.id == selection), selection)
    words = [_word(wording.OUTCOMES, row.outcome[selection]), _word(wording.WHY, row.why.get(selection, ""))]
    return [clean(title), " – ".join(filter(None, words))]


def _gate(reason: str, gate_id: str, effect: str, cite: Cite | None) -> str:
    words = f"{_word(wording.REASONS, reason)} ({gate_id}): {_word(wording.EFFECTS, effect)}"
    return clean(". ".join(filter(None, [words, *_cite(cite)])))


def _line(scheme: Scheme, line: Line) -> dict[str, Any]:
    clause, quote = _cite(line.cite)
    found = {
        "title": clean(line.title),
        "role": "" if line.role == "base" else _word(wording.ROLES, line.role),
        "points": number(line.points) if line.points is not None else _word(wording.STATES, line.state.value),
        "max": "" if line.max_points is None else number(line.max_points),
        "measured": "" if line.measured is None else quantity(line.measured, line.unit),
        "target": "" if line.target is None else f"{_sign(line)} {quantity(line.target, line.unit)}",
        "facts": [_fact(scheme, fact) for fact in line.facts],
        "steps": _steps(line.steps),
        "clause": clean(clause),
        "quote": clean(quote),
        "reason": _word(wording.REASONS, line.reason),
        "lines": [_line(scheme, child) for child in line.children],
    }
    return {key: value for key, value in found.items() if value}


def _sign(line: Line) -> str:
    return _word(wording.SIGNS, line.target_sign)


def _fact(scheme: Scheme, fact: Fact) -> list[str]:
    """Give title, value, evidence and place of a fact."""
    spec = next((spec for spec in scheme.facts if spec.id == fact.id), None)
    title = f"{spec.title if spec else fact.id}{f' ({fact.judge})' if fact.judge else ''}"
    if fact.state is not State.VALUE:
        value = _word(wording.STATES, fact.state.value)
    elif fact.number is not None:
        value = quantity(fact.number, spec.unit if spec else "")
    else:
        value = (spec.labels or {}).get(fact.label, fact.label) if spec else fact.label
    return [clean(title), clean(value), clean(fact.evidence), clean(fact.source)]


def _title(scheme: Scheme, waiting: str) -> str:
    return next((spec.title for spec in scheme.facts if spec.id == waiting), waiting)


def _cite(cite: Cite | None) -> tuple[str, str]:
    if cite is None:
        return "", ""
    return ", ".join(filter(None, [cite.clause, cite.document])), cite.quote or ""


def _steps(steps: Iterable[Step]) -> list[str]:
    return [clean(" – ".join(filter(None, [each["text"], each["note"]]))) for each in told(steps)]


def _word(table: Mapping[str, str], code: str) -> str:
    return wording.word(table, code) if code else ""
