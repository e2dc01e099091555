"""Worked cases beside a scheme: facts in, expected points out, written by people who do not program."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import Field

from scoring.cards import Card
from scoring.errors import EvaluationError, Problem, _
from scoring.evaluate import evaluate
from scoring.facts import Candidate, Decision, Entry, Fact, State
from scoring.numbers import plain
from scoring.scheme.load import into
from scoring.scheme.model import Model, Number, Scheme, Text
from scoring.scheme.reading import Document, Source, read

NOT_APPLICABLE = "khong_ap_dung"


class Expected(Model):
    """What a case must give; only what is written is compared."""

    state: State | None = Field(None, strict=False)
    total: Number | None = None
    label: str | None = Field(None, alias="class")
    points: dict[str, Number] = Field(default_factory=dict)
    bonus: Number | None = None
    penalty: Number | None = None


class Case(Model):
    """
    One candidate worked by hand.

    Attributes:
        source: The document or the calculation the expected numbers come from.
        facts: Numbers, labels or ``khong_ap_dung``; a fact left out is missing.
        decisions: Option of each decide slot.
    """

    case: Text
    source: Text
    as_of: date | None = None
    facts: dict[str, Any]
    decisions: dict[str, str] = Field(default_factory=dict)
    expect: Expected


class Cases(Model):
    """A file of cases for one scheme in one version."""

    cases_for: Text
    as_of: date
    cases: list[Case]


def run_cases(source: Source, scheme: Scheme) -> tuple[int, list[Problem]]:
    """
    Run every case of a file.

    Returns:
        How many cases there are, and one problem for each number that differs.

    Raises:
        SchemeError: The file of cases itself cannot be read.
    """
    document = read(source)
    cases = into(Cases, document)
    if cases.cases_for != scheme.key:
        message = _("these cases are for {wanted}, not for {scheme}")
        place = document.place(("cases_for",))
        return 0, [Problem("E_CASE", message, {"wanted": cases.cases_for, "scheme": scheme.key}, place)]
    problems = [p for i, case in enumerate(cases.cases) for p in _run(document, i, case, scheme, cases.as_of)]
    return len(cases.cases), problems


def _run(document: Document, index: int, case: Case, scheme: Scheme, as_of: date) -> list[Problem]:
    candidate = Candidate("case", case.case, scheme.subjects.kinds[0], scheme.subjects.levels[0], "case")
    facts = {name: _fact(name, value) for name, value in case.facts.items()}
    decisions = {slot: Decision(slot, (option,)) for slot, option in case.decisions.items()}
    place = document.place(("cases", index))
    unknown = [name for name in facts if name not in {spec.id for spec in scheme.facts}]
    if unknown:
        message = _("“{case}” uses facts the scheme does not have: {facts}")
        return [Problem("E_CASE", message, {"case": case.case, "facts": ", ".join(unknown)}, place)]
    try:
        card = evaluate(scheme, [Entry(candidate, facts)], case.as_of or as_of, decisions)[0]
    except EvaluationError as error:
        message = _("“{case}” cannot be scored: {what}")
        return [Problem("E_CASE", message, {"case": case.case, "what": str(error)}, place)]
    return [
        Problem(
            "E_CASE_DIFFERS",
            _("“{case}”: {what} should be {wanted}, but is {found}"),
            _differs(case, what, wanted, found),
            place,
        )
        for what, wanted, found in _compared(case.expect, card)
        if wanted != found
    ]


def _differs(case: Case, what: str, wanted: object, found: object) -> dict[str, object]:
    return {"case": case.case, "what": what, "wanted": _shown(wanted), "found": _shown(found)}


def _fact(name: str, value: object) -> Fact:
    if value == NOT_APPLICABLE:
        return Fact(name, State.NOT_APPLICABLE)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Fact(name, State.VALUE, Fraction(value))
    return Fact(name, State.VALUE, label=str(value))


def _compared(expect: Expected, card: Card) -> list[tuple[str, object, object]]:
    pairs: list[tuple[str, object, object]] = [
        ("state", expect.state, card.state),
        ("total", expect.total, card.total),
        ("class", expect.label, card.label),
        ("bonus", expect.bonus, card.bonus),
        ("penalty", expect.penalty, card.penalty),
    ]
    lines = {line.id: line.points for line in card.root.walk()}
    pairs += [(node, points, lines.get(node)) for node, points in expect.points.items()]
    return [pair for pair in pairs if pair[1] is not None]


def _shown(value: object) -> str:
    return plain(value) if isinstance(value, Fraction) else "-" if value is None else str(value)
