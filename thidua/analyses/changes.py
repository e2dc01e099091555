"""Changes and assumptions as people write them: ``CANDIDATE.FACT=VALUE``, ``NODE=N``, ``FACT=2%``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from scoring.analysis import AnalysisError, Inputs, with_fact, with_points, with_weight
from scoring.errors import Problem, ScoringError, _
from scoring.facts import Fact, State
from scoring.scheme.model import FactSpec, Scheme, Uncertainty
from thidua.intake.answers import read_answer
from thidua.intake.refusal import IntakeError, within
from thidua.intake.text import key
from thidua.intake.workbook import Cell

_NOT_APPLICABLE = frozenset({"n/a", "không áp dụng", "khong_ap_dung"})
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,9})?")
_WIDTH = re.compile(r"(?:±|\+/-|\+-)?\s*(?P<number>[0-9]{1,15}(?:[.,][0-9]{1,9})?)\s*(?P<percent>%?)")


def read_number(text: str) -> Fraction:
    """Give the exact number of ``12``, ``12.5`` or ``12,5``; raises ValueError for anything else."""
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError(text)
    return Fraction(text.strip().replace(",", "."))


def read_width(text: str) -> Uncertainty:
    """Give what ``±2``, ``2`` or ``2%`` (of the value) means; raises ValueError for anything else."""
    match = _WIDTH.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    number = read_number(match["number"])
    if match["percent"]:
        return Uncertainty(plus_minus=number / 100, relative=True)
    return Uncertainty(plus_minus=number)


def with_values(inputs: Inputs, changes: Iterable[str]) -> Inputs:
    """
    Give the inputs with some reported values changed.

    Args:
        inputs: The facts as they are.
        changes: ``CANDIDATE.FACT=VALUE``, or ``CANDIDATE.FACT@JUDGE=VALUE`` in a panel. The value is read as
            in a table: a number, the id of a label, ``n/a``, or nothing for a value that is missing.

    Raises:
        ScoringError: Every change that cannot be read, all at once.
    """
    problems: list[Problem] = []
    for change in changes:
        try:
            candidate, fact = _changed(inputs, change)
            inputs = with_fact(inputs, candidate, fact)
        except ScoringError as error:
            problems += [within(change, problem) for problem in error.problems]
    if problems:
        raise AnalysisError(problems)
    return inputs


def _changed(inputs: Inputs, change: str) -> tuple[str, Fact]:
    name, _sign, value = change.partition("=")
    name, _at, judge = name.partition("@")
    candidate, fact = _split(name, inputs)
    spec = next((each for each in inputs.scheme.facts if each.id == fact), None)
    if spec is None:
        return candidate, Fact(fact, State.MISSING, judge=judge)
    return candidate, _fact(spec, value.strip(), judge, change)


def _split(name: str, inputs: Inputs) -> tuple[str, str]:
    """Split at the dot after which a fact is named; both ids may hold dots themselves."""
    dots = [i for i, letter in enumerate(name) if letter == "."]
    known = {spec.id for spec in inputs.scheme.facts}
    for at in dots:
        if name[:at] in inputs.candidates and name[at + 1 :] in known:
            return name[:at], name[at + 1 :]
    candidate, _dot, fact = name.partition(".")
    return candidate, fact


def _fact(spec: FactSpec, value: str, judge: str, source: str) -> Fact:
    if not value:
        return Fact(spec.id, State.MISSING, judge=judge, source=source)
    if key(value) in _NOT_APPLICABLE:
        if not spec.not_applicable:
            message = _("“{title}” applies to everybody: “n/a” is not allowed. Give the value.")
            raise IntakeError([Problem("E_NOT_APPLICABLE", message, {"title": spec.title})])
        return Fact(spec.id, State.NOT_APPLICABLE, judge=judge, source=source)
    answer = read_answer(Cell(1, 1, "text", value), spec, by_id=True)
    return Fact(spec.id, State.VALUE, answer.number, answer.label, judge, source=source)


def with_rules(scheme: Scheme, points: Mapping[str, Fraction], weights: Mapping[str, Fraction]) -> Scheme:
    """
    Give the scheme with other points and weights.

    Raises:
        AnalysisError: Every node that cannot be changed so, all at once.
    """
    problems: list[Problem] = []
    for change, wanted in ((with_points, points), (with_weight, weights)):
        for node, value in wanted.items():
            try:
                scheme = change(scheme, node, value)
            except AnalysisError as error:
                problems += error.problems
    if problems:
        raise AnalysisError(problems)
    return scheme


def assumed_for_all(scheme: Scheme, width: Uncertainty) -> dict[str, Uncertainty]:
    """Give the same uncertainty for every fact that has numbers."""
    return {spec.id: width for spec in scheme.facts if spec.kind != "choice"}
