"""Worked cases beside a scheme: facts in, expected points out, written by people who do not program."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from scoring.cards import Standing
from scoring.errors import EvaluationError, Problem, _
from scoring.evaluate import evaluate
from scoring.facts import Candidate, Decision, Entry, Fact, State
from scoring.numbers import plain
from scoring.ranking import standings
from scoring.scheme.load import into
from scoring.scheme.model import Model, Number, Scheme, Text
from scoring.scheme.reading import Document, Source, read

NOT_APPLICABLE = "khong_ap_dung"
ALONE = "case"


class Expected(Model):
    """What a case must give; only what is written is compared."""

    state: State | None = Field(None, strict=False)
    total: Number | None = None
    label: str | None = Field(None, alias="class")
    points: dict[str, Number] = Field(default_factory=dict)
    bonus: Number | None = None
    penalty: Number | None = None
    adjustment: Number | None = None
    rank: Number | None = None
    selected: dict[str, str] = Field(default_factory=dict)


def _how_many(expect: object) -> str:
    """Tell whether something is expected of one candidate or of several by id."""
    if not isinstance(expect, dict) or not expect:
        return "one"
    own = {field.alias or name for name, field in Expected.model_fields.items()}
    return (
        "many"
        if all(isinstance(x, dict | Expected) for x in expect.values()) and not own & set(expect)
        else "one"
    )


class CaseCandidate(Model):
    """
    One of several candidates of a case.

    Attributes:
        facts: Numbers, labels or ``khong_ap_dung``; a fact left out is missing.
        panels: Several judges' values of a fact.
    """

    cluster: str = "case"
    facts: dict[str, Any] = Field(default_factory=dict)
    panels: dict[str, list[Any]] = Field(default_factory=dict)


class Case(Model):
    """
    A worked case: one candidate with ``facts``, or several with ``candidates``.

    Attributes:
        source: The document or the calculation the expected numbers come from.
        decisions: Option of each decide slot; several ids, best first, for an order.
        expect: What must come out, for each candidate by its id where there are several.
    """

    case: Text
    source: Text
    as_of: date | None = None
    facts: dict[str, Any] | None = None
    panels: dict[str, list[Any]] = Field(default_factory=dict)
    candidates: dict[str, CaseCandidate] | None = None
    decisions: dict[str, str | list[str]] = Field(default_factory=dict)
    expect: Annotated[
        Annotated[Expected, Tag("one")] | Annotated[dict[str, Expected], Tag("many")],
        Discriminator(_how_many),
    ]


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
    place = document.place(("cases", index))
    wrong = _misshapen(case, scheme)
    if wrong is not None:
        return [Problem("E_CASE", wrong[0], {"case": case.case, **wrong[1]}, place)]
    entries = [_entry(name, each, scheme) for name, each in _candidates(case).items()]
    decisions = {slot: Decision(slot, _choice(option)) for slot, option in case.decisions.items()}
    try:
        day = case.as_of or as_of
        cards = evaluate(scheme, entries, day, decisions)
        found = standings(scheme, entries, cards, day.isoformat(), decisions)
    except EvaluationError as error:
        message = _("“{case}” cannot be scored: {what}")
        return [Problem("E_CASE", message, {"case": case.case, "what": str(error)}, place)]
    rows = {row.card.candidate.id: row for row in found.rows}
    return [
        Problem(
            "E_CASE_DIFFERS",
            _("“{case}”: {what} should be {wanted}, but is {found}"),
            _differs(case, what if len(rows) == 1 else f"{name}: {what}", wanted, given),
            place,
        )
        for name, expect in _expected(case).items()
        for what, wanted, given in _compared(expect, rows[name])
        if wanted != given
    ]


def _candidates(case: Case) -> dict[str, CaseCandidate]:
    return case.candidates or {ALONE: CaseCandidate(facts=case.facts or {}, panels=case.panels)}


def _expected(case: Case) -> dict[str, Expected]:
    return case.expect if isinstance(case.expect, dict) else {ALONE: case.expect}


def _misshapen(case: Case, scheme: Scheme) -> tuple[str, dict[str, object]] | None:
    """Tell what keeps a case from being run; None when nothing does."""
    candidates = _candidates(case)
    if (case.facts is None) == (case.candidates is None):
        return _("“{case}” needs either facts or candidates"), {}
    strangers = [name for name in _expected(case) if name not in candidates]
    if strangers:
        return _("“{case}” expects something of {names}, who is no candidate of it"), {
            "names": ", ".join(strangers)
        }
    known = {spec.id for spec in scheme.facts}
    used = [name for each in candidates.values() for name in (*each.facts, *each.panels)]
    unknown = [name for name in dict.fromkeys(used) if name not in known]
    if unknown:
        return _("“{case}” uses facts the scheme does not have: {facts}"), {"facts": ", ".join(unknown)}
    return None


def _entry(name: str, each: CaseCandidate, scheme: Scheme) -> Entry:
    subjects = scheme.subjects
    candidate = Candidate(name, name, subjects.kinds[0], subjects.levels[0], each.cluster)
    panels = {
        fact: tuple(replace(_fact(fact, value), judge=str(i)) for i, value in enumerate(values, 1))
        for fact, values in each.panels.items()
    }
    return Entry(candidate, {fact: _fact(fact, value) for fact, value in each.facts.items()}, panels)


def _choice(option: str | list[str]) -> tuple[str, ...]:
    return (option,) if isinstance(option, str) else tuple(option)


def _differs(case: Case, what: str, wanted: object, found: object) -> dict[str, object]:
    return {"case": case.case, "what": what, "wanted": _shown(wanted), "found": _shown(found)}


def _fact(name: str, value: object) -> Fact:
    if value == NOT_APPLICABLE:
        return Fact(name, State.NOT_APPLICABLE)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Fact(name, State.VALUE, Fraction(value))
    return Fact(name, State.VALUE, label=str(value))


def _compared(expect: Expected, row: Standing) -> list[tuple[str, object, object]]:
    card = row.card
    pairs: list[tuple[str, object, object]] = [
        ("state", expect.state, card.state),
        ("total", expect.total, card.total),
        ("class", expect.label, card.label),
        ("bonus", expect.bonus, card.bonus),
        ("penalty", expect.penalty, card.penalty),
        ("adjustment", expect.adjustment, card.adjustment),
        ("rank", expect.rank, row.rank),
    ]
    lines = {line.id: line.points for line in card.root.walk()}
    pairs += [(node, points, lines.get(node)) for node, points in expect.points.items()]
    pairs += [(select, outcome, row.outcome.get(select)) for select, outcome in expect.selected.items()]
    return [pair for pair in pairs if pair[1] is not None]


def _shown(value: object) -> str:
    return plain(value) if isinstance(value, Fraction) else "-" if value is None else str(value)
