"""What is wrong with a dated list of the law: base salaries, bonus rules, names of awards, statistics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from scoring.errors import Problem, _
from scoring.law.listed import TextOf, citation_problems, cites_in
from scoring.law.money_rules import load_bonus_rules, load_own_rates, load_salaries
from scoring.law.provisions import Provisions, provisions
from scoring.law.register import load_register
from scoring.law.statistics_forms import load_statistics
from scoring.nominating import load_nomination, load_principles
from scoring.nominating.deadlines import load_holidays
from scoring.scheme.reading import Source
from thidua.rules import read_text

Check = Callable[[Source, Path], tuple[int, list[Problem]]]
KINDS = {
    "base_salary": _("base salaries"),
    "bonus": _("bonus rules"),
    "bonus_rates": _("bonus coefficients"),
    "register": _("names of awards"),
    "statistics": _("statistics forms"),
    "holidays": _("days off"),
    "nominating": _("principles of nominating"),
    "nomination": _("rules of a nomination"),
}
_LOADERS: dict[str, Callable[[Source], Any]] = {
    KINDS["base_salary"]: load_salaries,
    KINDS["bonus"]: load_bonus_rules,
    KINDS["bonus_rates"]: load_own_rates,
    KINDS["register"]: load_register,
    KINDS["statistics"]: load_statistics,
    KINDS["holidays"]: load_holidays,
    KINDS["nominating"]: load_principles,
    KINDS["nomination"]: load_nomination,
}


def _check(load: Callable[[Source], Any], source: Source, path: Path) -> tuple[int, list[Problem]]:
    found = load(source)
    wanted: Mapping[str, TextOf] = getattr(found, "texts", {})
    texts = {document: _text(ref, path) for document, ref in wanted.items()}
    own = getattr(getattr(found, "cite", None), "document", "")
    problems = citation_problems(cites_in(found), own, texts)
    return 0, [replace(problem, place=str(path)) for problem in problems]


def _text(ref: TextOf, path: Path) -> Provisions:
    """Read a text from the library that the list stands in: ``<law>/<version>.txt`` beside its own folder."""
    file = path.resolve().parent.parent / ref.law / f"{ref.version}.txt"
    return provisions(read_text(file), whole=ref.whole)


CHECKS: dict[str, Check] = {kind: partial(_check, load) for kind, load in _LOADERS.items()}
