"""A small scheme that uses every word of the grammar at least once, and helpers to load variants of it."""

from __future__ import annotations

from pathlib import Path

from scoring import load_plan, load_scheme
from scoring.scheme.model import Plan, Scheme
from scoring.scheme.reading import Source
from thidua.library import shipped
from thidua.phrasing.files import read_rules

HERE = Path(__file__).parent
CRITERIA = shipped("criteria")


def _is_rules(path: Path) -> bool:
    lines = path.read_text(encoding="utf-8").splitlines()
    return any(line.startswith(("scheme:", "plan:")) for line in lines)


RULES = sorted(filter(_is_rules, CRITERIA.glob("*/????-??-??.yaml")))
SCHEME = (HERE / "mau.yaml").read_text(encoding="utf-8")
PLAN = (HERE / "ke-hoach.yaml").read_text(encoding="utf-8")


def no_plan(*_wanted: object) -> Source:
    raise KeyError


def scheme(*changes: tuple[str, str]) -> Scheme:
    return load_scheme(Source("mau.yaml", changed(SCHEME, changes)), no_plan)


def plan(*changes: tuple[str, str]) -> Plan:
    return load_plan(Source("ke-hoach.yaml", changed(PLAN, changes)))


def changed(text: str, changes: tuple[tuple[str, str], ...]) -> str:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def shipped_rules(name: str) -> Scheme | Plan:
    return read_rules(next(path for path in RULES if path.parent.name == name))
