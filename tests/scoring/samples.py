"""Small schemes from short YAML text, and candidates from keyword facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from scoring import (
    Candidate,
    Card,
    Decision,
    Entry,
    Fact,
    Plan,
    Scheme,
    Source,
    Standings,
    State,
    evaluate,
    load_plan,
    load_scheme,
    standings,
)

CRITERIA = Path(__file__).parents[2] / "criteria"
DAY = date(2024, 6, 30)
NA = State.NOT_APPLICABLE
MISSING = State.MISSING

_HEAD = {
    "scheme": "mau",
    "version": "2024-01-01",
    "title": "Thang điểm mẫu",
    "cite": "{document: 1/QĐ-UBND}",
    "effective": "{from: 2024-01-01}",
    "subjects": "{kinds: [collective], levels: [xa]}",
    "publish": "{round: {to: 0.01, mode: half_up}}",
}

Value = int | str | Decimal | Fraction | State


def number(text: str) -> Fraction:
    """Give the exact number of a text such as ``89.995``."""
    return Fraction(text)


def leaf(node: str, rest: str) -> str:
    """Give one criterion as a YAML line; ``rest`` holds measure, scale and the like."""
    return f'  - {{id: {node}, title: Tiêu chí {node}, cite: {{clause: "1"}}, {rest}}}\n'


def group(node: str, rest: str, *children: str) -> str:
    """Give a group of criteria as YAML lines."""
    below = "".join("    " + line + "\n" for child in children for line in child.splitlines())
    keys = "".join(f"    {key}\n" for key in rest.split("; "))
    return f'  - id: {node}\n    title: Nhóm {node}\n    cite: {{clause: "1"}}\n{keys}    children:\n{below}'


def text_of(
    children: Sequence[str], rest: str = "", numbers: str = "", choices: Mapping[str, str] | None = None
) -> str:
    """Give a whole criteria file; head keys that ``rest`` does not write are filled in."""
    written = {line.split(":")[0] for line in rest.splitlines()}
    head = "".join(f"{key}: {value}\n" for key, value in _HEAD.items() if key not in written)
    facts = [f"  - {{id: {f}, title: {f}, kind: number, unit: cái, decimals: 6}}\n" for f in numbers.split()]
    for fact, labels in (choices or {}).items():
        pairs = ", ".join(f"{label}: {label}" for label in labels.split())
        facts.append(f"  - {{id: {fact}, title: {fact}, kind: choice, unit: mức, labels: {{{pairs}}}}}\n")
    declared = "facts:\n" + "".join(facts) if facts else ""
    return f"{head}{declared}children:\n{''.join(children)}{rest}"


def scheme_of(
    children: Sequence[str], rest: str = "", numbers: str = "", choices: Mapping[str, str] | None = None
) -> Scheme:
    """Load a small scheme without a plan."""
    return load_scheme(Source("mau.yaml", text_of(children, rest, numbers, choices)), no_plan)


def no_plan(plan: str, _version: date) -> Source:
    """Stand for a criteria library without plans."""
    raise KeyError(plan)


def shipped_plan(plan: str, version: date) -> Source:
    """Give a plan file of the criteria library."""
    path = CRITERIA / plan / f"{version.isoformat()}.yaml"
    if not path.exists():
        raise KeyError(plan)
    return Source(path.name, path.read_text(encoding="utf-8"))


@cache
def shipped_scheme(name: str) -> Scheme:
    """Load the one version of a scheme in the criteria library."""
    (path,) = (CRITERIA / name).glob("????-??-??.yaml")
    return load_scheme(Source(path.name, path.read_text(encoding="utf-8")), shipped_plan)


@cache
def plan_243() -> Plan:
    """Load plan 243/KH-UBND."""
    return load_plan(shipped_plan("kg-243", date(2022, 11, 16)))


def fact(fact_id: str, value: Value, source: str = "", judge: str = "") -> Fact:
    """Give a fact: a number, a label, or a state without a value."""
    if isinstance(value, State):
        return Fact(fact_id, value, source=source, judge=judge)
    if isinstance(value, str):
        return Fact(fact_id, State.VALUE, label=value, source=source, judge=judge)
    return Fact(fact_id, State.VALUE, Fraction(value), source=source, judge=judge)


def entry(unit: str = "a", cluster: str = "cum-1", **facts: Value) -> Entry:
    """Give one candidate; a fact's source is its own name, as a cell would be."""
    candidate = Candidate(unit, f"Đơn vị {unit}", "collective", "xa", cluster, unit)
    return Entry(candidate, {name: fact(name, value, f"{unit}!{name}") for name, value in facts.items()})


def judged(panel: str, *values: Value, unit: str = "a") -> Entry:
    """Give one candidate with a panel's values, one a judge."""
    facts = tuple(fact(panel, value, judge=f"gk{i}") for i, value in enumerate(values))
    return Entry(Candidate(unit, unit, "collective", "xa", "cum-1", unit), panels={panel: facts})


def decided(**slots: str) -> dict[str, Decision]:
    """Give filled slots: ``slot="x y"`` chooses x and y."""
    return {
        slot: Decision(slot, tuple(choice.split()), "Hội đồng", "Biên bản") for slot, choice in slots.items()
    }


def card_of(scheme: Scheme, as_of: date = DAY, **facts: Value) -> Card:
    """Score one candidate alone in its cluster."""
    return evaluate(scheme, [entry(**facts)], as_of)[0]


def points_of(scheme: Scheme, *entries: Entry, node: str = "x") -> list[Fraction | None]:
    """Give one node's points of several candidates."""
    return [card.line(node).points for card in evaluate(scheme, entries, DAY)]


def ranked(
    scheme: Scheme, entries: Sequence[Entry], decisions: Mapping[str, Decision] | None = None
) -> Standings:
    """Score, rank and select."""
    cards = evaluate(scheme, entries, DAY, decisions)
    return standings(scheme, entries, cards, DAY.isoformat(), decisions)


def ranks(result: Standings) -> dict[str, int | None]:
    """Give each candidate's rank."""
    return {row.card.candidate.id: row.rank for row in result.rows}


def outcomes(result: Standings, select: str = "chon") -> dict[str, str]:
    """Give each candidate's outcome of one selection."""
    return {row.card.candidate.id: row.outcome[select] for row in result.rows}


def reasons(result: Standings, select: str = "chon") -> dict[str, str]:
    """Give the reason of each candidate's outcome."""
    return {row.card.candidate.id: row.why[select] for row in result.rows}
