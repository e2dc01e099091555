"""What kind of rule file a file is, and everything that is wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scoring.errors import Problem, SchemeError, _
from scoring.law import load_law
from scoring.law.cases import run_law_cases
from scoring.law.provisions import stands_in
from scoring.scheme.cases import run_cases
from scoring.scheme.load import load_plan, load_scheme
from scoring.scheme.model import Cite
from scoring.scheme.reading import Source, read
from scoring.scheme.validate import remarks_on_scheme
from thidua.checking_lists import CHECKS as LIST_CHECKS
from thidua.checking_lists import KINDS as LIST_KINDS
from thidua.checking_tables import check_table
from thidua.laws import all_laws, citation_problems, run_cases_beside
from thidua.pasts import WORKBOOKS
from thidua.rules import house_of, load_rules, read_text, review_of, shelf


@dataclass(frozen=True)
class Checked:
    """
    The answer for one file.

    Attributes:
        kind: ``scheme``, ``plan``, ``law``, ``review``, ``cases``, ``law cases``, ``ledger``, a dated list's
            name, or ``unknown``.
        cases: How many worked cases were run.
        entries: How many entries a ledger's table has.
        problems: Faults and, as warnings, what is allowed but should be seen.
    """

    path: Path
    kind: str
    cases: int
    problems: tuple[Problem, ...]
    entries: int = 0

    @property
    def is_right(self) -> bool:
        """Tell whether there is nothing worse than warnings."""
        return all(problem.warning for problem in self.problems)


def check_file(path: Path, ledger_kind: str = "") -> Checked:
    """
    Check one rule file, or a ledger's workbook or table; worked cases beside a scheme are run with it.

    Args:
        path: The file.
        ledger_kind: Kind of entry a table holds; empty to tell by its columns.

    Returns:
        Every problem found; reading fails become problems too, nothing is raised for bad input.
    """
    if path.suffix.lower() in WORKBOOKS:
        entries, problems = check_table(path, ledger_kind)
        return Checked(path, "ledger", 0, tuple(problems), entries)
    kind = "unknown"
    try:
        source = Source(str(path), read_text(path))
        kind = _kind(source)
        cases, problems = _CHECKS[kind](source, path)
    except SchemeError as error:
        return Checked(path, kind, 0, error.problems)
    return Checked(path, kind, cases, tuple(problems))


def _kind(source: Source) -> str:
    document = read(source)
    keys = document.value if isinstance(document.value, dict) else {}
    known = {"cases_for": "cases", "law_cases_for": "law cases"} | {
        kind: kind for kind in ("review", "scheme", "plan", "law")
    }
    known |= LIST_KINDS
    for key, kind in known.items():
        if key in keys:
            return kind
    if "draft" in keys:
        message = _("this is a draft, which nothing may rest on; accept its rows first: thidua plan accept")
        raise SchemeError([Problem("E_DRAFT", message, {}, document.place(("draft",)))])
    message = _(
        "this is neither a scheme, a plan, a law, a review nor a file of cases: its first key says which"
    )
    raise SchemeError([Problem("E_KIND", message, {}, document.place(()))])


def _scheme(source: Source, path: Path) -> tuple[int, list[Problem]]:
    scheme = load_scheme(source, _shelf_of(path))
    problems = _misplaced(path, scheme.scheme, scheme.key) + remarks_on_scheme(scheme, read(source))
    beside = path.with_suffix(".cases.yaml")
    if not beside.is_file():
        return 0, problems
    count, failed = run_cases(Source(str(beside), read_text(beside)), scheme)
    return count, problems + failed


def _cases(source: Source, path: Path) -> tuple[int, list[Problem]]:
    beside = path.with_name(path.name.removesuffix(".cases.yaml") + ".yaml")
    scheme = load_scheme(Source(str(beside), read_text(beside)), _shelf_of(path))
    return run_cases(source, scheme)


def _plan(source: Source, path: Path) -> tuple[int, list[Problem]]:
    plan = load_plan(source)
    cites = [row.cite for row in plan.objectives]
    return 0, _misplaced(path, plan.plan, f"{plan.plan}@{plan.version}") + list(_quotes(path, cites))


def _law(source: Source, path: Path) -> tuple[int, list[Problem]]:
    rules = shelf(house_of(path))
    law = load_law(source, rules.find)
    problems = _misplaced(path, law.law, law.key) + citation_problems(law, rules, str(path))
    ran = run_cases_beside(law, path, rules)
    return sum(each.count for each in ran), problems + [problem for each in ran for problem in each.problems]


def _law_cases(source: Source, path: Path) -> tuple[int, list[Problem]]:
    # 2024-01-01.tap-the.cases.yaml stands beside 2024-01-01.yaml.
    beside = path.with_name(path.name.partition(".")[0] + ".yaml")
    rules = shelf(house_of(path))
    law = load_law(Source(str(beside), read_text(beside)), rules.find)
    ran = run_law_cases(source, law, all_laws(rules))
    return ran.count, ran.problems


def _review(source: Source, path: Path) -> tuple[int, list[Problem]]:
    load_rules(review_of(source), shelf(path.parent))
    return 0, []


def _shelf_of(path: Path) -> Callable[..., Source]:
    # A scheme in …/criteria/<id>/<version>.yaml may build on a plan that stands beside its own folder.
    return shelf(path.resolve().parent.parent.parent).find


def _misplaced(path: Path, name: str, key: str) -> list[Problem]:
    right = f"{name}/{key.rpartition('@')[2]}.yaml"
    if path.resolve().as_posix().endswith(f"/{right}"):
        return []
    message = _("{key} belongs in a file {right}, so that its name says what it holds")
    return [Problem("E_FILE_NAME", message, {"key": key, "right": right}, str(path))]


def _quotes(path: Path, cites: list[Cite]) -> Iterator[Problem]:
    beside = path.with_suffix(".txt")
    if not beside.is_file():
        return
    text = unicodedata.normalize("NFC", read_text(beside))
    for cite in cites:
        if cite.quote and not stands_in(cite.quote, text):
            message = _("the quote of {clause} does not stand in {name}: “{quote}”")
            values = {"clause": cite.clause, "name": beside.name, "quote": cite.quote}
            yield Problem("E_QUOTE", message, values, str(path))


_CHECKS: dict[str, Callable[[Source, Path], tuple[int, list[Problem]]]] = {
    "scheme": _scheme,
    "cases": _cases,
    "plan": _plan,
    "law": _law,
    "law cases": _law_cases,
    "review": _review,
    **LIST_CHECKS,
}
